//! Fixture pairs of the document readers: `tests/formats/FORMAT/FILE` is read by the format of that
//! name and compared with the listing in `FILE.blocks`.
//!
//! A listing has a line for the document (`document [fr]`), one a block
//! (`place [lang] text`, codes as `{kind:data}` where they stand, invisible characters escaped), and one
//! a finding (`! severity rule line:column message`). `SNAPSHOTS=overwrite cargo test --test formats`
//! rewrites the listings; an empty `FILE.blocks` starts a new one. A file whose name holds `.lines.`
//! is read with a paragraph a line.

#![expect(clippy::unwrap_used, reason = "a fixture that can't be read fails the test")]

use std::fs;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use targum::format::{self, Collected, Format, Holds, Paragraphs, ReadOptions};
use targum::model::{Block, CodeKind, Content};
use targum::text::{declared_encoding, decode};

#[test]
fn fixtures_read_as_listed() {
    let overwrite = std::env::var_os("SNAPSHOTS").is_some_and(|value| value == "overwrite");
    let (mut checked, mut wrong) = (0, Vec::new());
    for (format, file, listing) in fixtures() {
        let bytes = fs::read(&file).unwrap();
        let collected = read(format, &file, &bytes);
        check_spans(&file, &bytes, &collected);
        check_all_mapped(&file, &collected);
        let (now, wanted) = (list(&collected), fs::read_to_string(&listing).unwrap());
        checked += 1;
        if overwrite {
            fs::write(&listing, now).unwrap();
        } else if now != wanted {
            wrong.push(format!("{}\n{}", file.display(), difference(&wanted, &now)));
        }
    }
    assert!(checked > 0, "no fixtures found");
    assert!(wrong.is_empty(), "{} of {checked} differ:\n{}", wrong.len(), wrong.join("\n"));
}

/// A file cut short at any byte is read without a panic, and its spans stay inside.
#[test]
fn truncated_fixtures_never_panic() {
    for (format, file, _) in fixtures() {
        let bytes = fs::read(&file).unwrap();
        let step = (bytes.len() / 400).max(1);
        for end in (0..bytes.len()).step_by(step) {
            let mut collected = Collected::default();
            let options = options(&file);
            if format.read(&mut Cursor::new(&bytes[..end]), &options, &mut collected).is_ok() {
                check_spans(&file, &bytes[..end], &collected);
            }
        }
    }
}

/// A file with some bytes changed is read without a panic, and its spans stay inside.
#[test]
fn spoilt_fixtures_never_panic() {
    for (format, file, _) in fixtures() {
        let bytes = fs::read(&file).unwrap();
        let mut state = bytes.len() as u64 | 1;
        let mut next = |below: usize| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % below.max(1)
        };
        for _ in 0..300 {
            let mut spoilt = bytes.clone();
            for _ in 0..=next(4) {
                let at = next(spoilt.len());
                match next(4) {
                    _ if spoilt.is_empty() => {}
                    0 => spoilt[at] = next(256) as u8,
                    1 => spoilt[at] = b"<>&\"'/\0[]{}|`*\n"[next(15)],
                    2 => drop(spoilt.remove(at)),
                    _ => spoilt.truncate(at),
                }
            }
            let mut collected = Collected::default();
            if format.read(&mut Cursor::new(&spoilt), &options(&file), &mut collected).is_ok() {
                check_spans(&file, &spoilt, &collected);
            }
        }
    }
}

/// The fixtures of all formats that hold documents: format, file, listing.
fn fixtures() -> Vec<(&'static dyn Format, PathBuf, PathBuf)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats");
    let mut found = Vec::new();
    for folder in entries(&root).into_iter().filter(|path| path.is_dir()) {
        let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
        let listings: Vec<PathBuf> = entries(&folder)
            .into_iter()
            .filter(|p| p.extension().is_some_and(|e| e == "blocks"))
            .collect();
        let Some(format) = format::by_name(&name) else {
            assert!(listings.is_empty(), "tests/formats/{name}: no format of that name");
            continue;
        };
        if format.info().holds == Holds::Document {
            found.extend(
                listings.into_iter().map(|listing| (format, listing.with_extension(""), listing)),
            );
        }
    }
    found
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    paths.sort();
    paths
}

fn options(file: &Path) -> ReadOptions {
    let name = file.file_name().unwrap().to_str().unwrap().to_owned();
    let paragraphs = if name.contains(".lines.") { Paragraphs::Line } else { Paragraphs::Blank };
    ReadOptions { name, paragraphs, ..ReadOptions::default() }
}

/// Reads a fixture; an error is listed like a finding.
fn read(format: &dyn Format, file: &Path, bytes: &[u8]) -> Collected {
    let mut collected = Collected::default();
    let result = format.read(&mut Cursor::new(bytes), &options(file), &mut collected);
    if let Err(error) = result {
        let message = error.to_string();
        collected.findings.push(targum::model::Finding::new(
            "unreadable",
            targum::model::Severity::Error,
            message,
        ));
    }
    collected
}

/// Each block's span must be a range of characters of its part's decoded text.
fn check_spans(file: &Path, bytes: &[u8], collected: &Collected) {
    let document = &collected.document;
    let texts: Vec<String> = document.parts.iter().map(|part| part_text(bytes, part)).collect();
    for block in &document.blocks {
        let text = texts.get(usize::from(block.part)).unwrap_or_else(|| {
            panic!("{}: block {block:?} is in no part", file.display());
        });
        let inside = text.get(block.span.range()).is_some_and(|raw| !raw.is_empty());
        assert!(inside, "{}: the span of {block:?} is not in {:?}", file.display(), text.len());
        check_codes(file, &block.content);
        check_origin(file, block, text);
    }
}

/// The stretches of a block's origin follow one another on both sides; what is said to stand there
/// letter for letter does.
fn check_origin(file: &Path, block: &Block, part: &str) {
    let (mut text_end, mut source_end) = (0, 0);
    for stretch in block.origin.stretches() {
        let (text, source) = (stretch.text.range(), stretch.source.range());
        let what = || format!("{}: {stretch:?} of {block:?}", file.display());
        assert!(text.start >= text_end && source.start >= source_end, "{}", what());
        let words = block.content.text.get(text.clone());
        let raw = part.get(source.clone());
        assert!(words.is_some() && raw.is_some_and(|raw| !raw.is_empty()), "{}", what());
        assert!(!stretch.verbatim || words == raw, "{} {raw:?}", what());
        (text_end, source_end) = (text.end, source.end);
    }
}

/// All letters have an origin, but for those that are no letters in the file: elements of DOCX for
/// hyphens and symbols.
fn check_all_mapped(file: &Path, collected: &Collected) {
    for block in &collected.document.blocks {
        for (at, c) in block.content.text.char_indices() {
            let by_element = matches!(c, '\u{2011}' | '\u{AD}' | 'α')
                && file.extension().is_some_and(|end| end == "docx");
            let mapped = !block.origin.touched(&(at..at + c.len_utf8())).is_empty();
            let place = format!("{}: {c:?} at {at} of {block:?}", file.display());
            assert!(mapped || c.is_whitespace() || by_element, "{place}");
        }
    }
}

/// Codes stand at character boundaries, in order.
fn check_codes(file: &Path, content: &Content) {
    let mut last = 0;
    for code in &content.codes {
        let fits = code.at >= last && content.text.is_char_boundary(code.at as usize);
        assert!(fits, "{}: code {code:?} is misplaced in {content:?}", file.display());
        last = code.at;
    }
}

fn part_text(bytes: &[u8], part: &str) -> String {
    let mut member = Vec::new();
    if part.is_empty() {
        member.extend_from_slice(bytes);
    } else {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        archive.by_name(part).unwrap().read_to_end(&mut member).unwrap();
    }
    decode(&member, None, declared_encoding(&member).as_deref()).text
}

fn list(collected: &Collected) -> String {
    let mut out = String::from("document");
    if let Some(lang) = &collected.document.lang {
        out += &format!(" [{lang}]");
    }
    out.push('\n');
    for block in &collected.document.blocks {
        out += &list_block(block);
    }
    for finding in &collected.findings {
        let place = finding.position.map(|at| format!("{}:{}", at.line, at.column));
        let place = place.unwrap_or_else(|| "-".into());
        out += &format!("! {} {} {place} {}\n", finding.severity, finding.rule, finding.message);
    }
    out
}

fn list_block(block: &Block) -> String {
    let mut out = block.place.name();
    if let Some(lang) = &block.lang {
        out += &format!(" [{lang}]");
    }
    out.push(' ');
    let (mut from, text) = (0, &block.content.text);
    for code in &block.content.codes {
        out += &visible(&text[from..code.at as usize]);
        from = code.at as usize;
        out += &format!("{{{}:{}}}", kind(code.kind), visible(&code.data));
    }
    out + &visible(&text[from..]) + "\n"
}

fn kind(kind: CodeKind) -> &'static str {
    match kind {
        CodeKind::Open => "open",
        CodeKind::Close => "close",
        CodeKind::Standalone => "alone",
        CodeKind::IsolatedOpen => "isolated-open",
        CodeKind::IsolatedClose => "isolated-close",
        CodeKind::HighlightStart => "highlight",
        CodeKind::HighlightEnd => "highlight-end",
        CodeKind::Unknown => "unknown",
    }
}

/// Letters stay as they are; what can't be seen is escaped, and so are braces.
fn visible(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        let invisible = c.is_control()
            || (c.is_whitespace() && c != ' ')
            || matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{FFFD}');
        match c {
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '{' | '}' | '\\' => out.extend(['\\', c]),
            c if invisible => out += &c.escape_unicode().to_string(),
            c => out.push(c),
        }
    }
    out
}

/// The first lines that differ.
fn difference(wanted: &str, now: &str) -> String {
    let (mut left, mut right) = (wanted.lines(), now.lines());
    let mut number = 0;
    loop {
        number += 1;
        match (left.next(), right.next()) {
            (None, None) => return "  they differ in the last line's end".into(),
            (a, b) if a == b => {}
            (a, b) => {
                let (a, b) = (a.unwrap_or("(end)"), b.unwrap_or("(end)"));
                return format!("  line {number} should be: {a}\n  line {number} is now:   {b}");
            }
        }
    }
}
