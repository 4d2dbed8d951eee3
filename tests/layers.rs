//! The modules stand in levels and use only those below: reads the `use crate::` lines and inline
//! `crate::` paths of every source file and fails on any edge outside the table. The same table is
//! in ARCHITECTURE.md.

use std::path::Path;

/// Each module and the modules it may use.
const EDGES: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("model", &["text"]),
    ("format", &["text", "model"]),
    ("segment", &["text", "model", "words"]),
    ("words", &["text", "model"]),
    ("encoder", &["text", "model"]),
    ("align", &["text", "model", "words", "encoder", "glossary"]),
    ("glossary", &["text", "model", "words"]),
    ("tm", &["text", "model", "words", "encoder"]),
    ("check", &["text", "model", "words", "glossary"]),
    ("report", &["text", "model", "tm"]),
    (
        "app",
        &[
            "text", "model", "format", "segment", "words", "encoder", "align", "glossary", "tm",
            "check",
        ],
    ),
    ("lsp", &["text", "model", "words", "format", "glossary", "check", "app"]),
    (
        "cli",
        &[
            "text", "model", "format", "segment", "words", "encoder", "align", "glossary", "tm",
            "check", "report", "app", "lsp",
        ],
    ),
];

#[test]
fn modules_use_only_lower_levels() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    for (module, allowed) in EDGES {
        let folder = source.join(module);
        assert!(folder.is_dir(), "{module} is in the table and not in src");
        visit(&folder, &mut |file, text| {
            for used in crate_paths(text) {
                let known = used == *module || allowed.contains(&used);
                if !known && EDGES.iter().any(|(name, _)| *name == used) {
                    wrong.push(format!("{}: {module} must not use {used}", file.display()));
                }
            }
        });
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_module_is_in_the_table() {
    let lib = include_str!("../src/lib.rs");
    for line in lib.lines().filter_map(|line| line.strip_prefix("pub mod ")) {
        let module = line.trim_end_matches(';');
        assert!(EDGES.iter().any(|(name, _)| *name == module), "{module} has no level");
    }
}

fn visit(folder: &Path, check: &mut dyn FnMut(&Path, &str)) {
    for entry in std::fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            visit(&path, check);
        } else if path.extension().is_some_and(|e| e == "rs") {
            check(&path, &std::fs::read_to_string(&path).expect("UTF-8"));
        }
    }
}

/// The first names behind `crate::`, comments left out.
fn crate_paths(text: &str) -> Vec<&str> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    code.flat_map(|line| line.split("crate::").skip(1))
        .map(|rest| {
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            &rest[..end]
        })
        .collect()
}
