//! `targum check` from the outside: what it finds, how it fails, what it fixes.

#![expect(clippy::unwrap_used, reason = "a test that can't set itself up fails")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

const TABLE: &str = "\
concept_id\ten\tfr\tru\tavoid_en\tmatch
JVAP\tJoint Valletta Action Plan\tPlan d'action conjoint de La Valette\tСовместный Валлеттский план действий\t\tproper-name
TIP\ttrafficking in persons\ttraite des personnes\tторговля людьми\thuman trafficking\t
MS\tMember State\tÉtat Membre\tгосударство-член\t\t
";

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("terms.tsv"), TABLE).unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn targum(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_targum"));
    command.current_dir(folder).args(arguments).env_remove("RUST_BACKTRACE").env("NO_COLOR", "1");
    command.stdin(Stdio::null()).output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn told(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

#[test]
fn the_seed_has_two_wrong_names_and_its_translations_none() {
    let glossary = "glossary/un.tsv";
    let seed = "seeds/unodc-valletta-2017.en.txt";
    let only =
        ["--only", "name-near-miss", "--only", "term-forbidden", "--only", "term-deprecated"];
    let mut arguments =
        vec!["check", "--no-config", "-g", glossary, "--format", "concise", "--verbose", seed];
    arguments.extend(only);
    let found = targum(&root(), &arguments);
    let lines = out(&found);
    let near: Vec<&str> = lines.lines().filter(|line| line.contains("name-near-miss")).collect();
    assert_eq!(near.len(), 2, "{lines}");
    assert!(near[0].contains("misspelt word: \"Valetta\" for \"Valletta\""), "{lines}");
    assert!(near[1].contains("wrong order of words"), "{lines}");
    assert!(near.iter().all(|line| line.contains("write \"Joint Valletta Action Plan\"")));
    assert!(told(&found).contains("right: Joint Valletta Action Plan"), "{}", told(&found));
    assert_eq!(code(&found), 1);
    for lang in ["fr", "es", "ar", "zh", "ru"] {
        let file = format!("seeds/unodc-valletta-2017.{lang}.txt");
        let mut arguments =
            vec!["check", "--no-config", "-g", glossary, "--format", "concise", &file];
        arguments.extend(only);
        let found = targum(&root(), &arguments);
        assert_eq!((code(&found), out(&found)), (0, String::new()), "{lang}");
    }
}

#[test]
fn settings_are_found_upward_and_wrong_ones_named() {
    let folder = folder(&[
        (
            "targum.toml",
            "glossary = [\"terms.tsv\"]\n[[overrides]]\npaths = [\"drafts/**\"]\nrules = { term-deprecated = \"off\" }\n",
        ),
        ("docs/a.en.txt", "Laws against human trafficking were passed."),
        ("drafts/b.en.txt", "Laws against human trafficking were passed."),
    ]);
    let found = targum(folder.path(), &["check", "--format", "concise"]);
    assert_eq!(code(&found), 1, "{}", told(&found));
    assert_eq!(
        out(&found),
        "docs/a.en.txt:1:14: warning: \"human trafficking\" is deprecated: write \"trafficking in persons\" [term-deprecated]\n"
    );
    fs::write(folder.path().join("targum.toml"), "glosary = []").unwrap();
    let found = targum(folder.path(), &["check"]);
    assert_eq!(code(&found), 2);
    assert!(told(&found).contains("is `glossary` meant?"), "{}", told(&found));
    let found = targum(folder.path(), &["check", "--no-config", "--rule", "term-csae=off"]);
    assert_eq!(code(&found), 2);
    assert!(told(&found).contains("is `term-case` meant?"), "{}", told(&found));
}

#[test]
fn a_baseline_lets_old_findings_pass_wherever_they_move() {
    let folder = folder(&[
        ("targum.toml", "glossary = [\"terms.tsv\"]\nbaseline = \"baseline.json\"\n"),
        ("a.en.txt", "Laws against human trafficking were passed.\n"),
    ]);
    let missing = targum(folder.path(), &["check"]);
    assert_eq!(code(&missing), 2);
    assert!(told(&missing).contains("--write-baseline"), "{}", told(&missing));
    let written = targum(folder.path(), &["check", "--write-baseline"]);
    assert_eq!(code(&written), 0, "{}", told(&written));
    let moved = "A new first paragraph.\n\nLaws against human trafficking were passed.\n";
    fs::write(folder.path().join("a.en.txt"), moved).unwrap();
    assert_eq!(code(&targum(folder.path(), &["check"])), 0);
    fs::write(folder.path().join("a.en.txt"), "The victims of human trafficking spoke.\n").unwrap();
    let new = targum(folder.path(), &["check"]);
    assert_eq!(code(&new), 1);
    assert!(told(&new).contains("gone since the baseline"), "{}", told(&new));
}

#[test]
fn comments_and_allowed_texts_silence() {
    let page = "<html lang=\"en\"><p>The Joint Valetta Action Plan.</p>\n<!-- targum: allow name-near-miss -->\n<p>The Joint Valetta Action Plan.</p></html>";
    let folder = folder(&[("page.html", page)]);
    let found =
        targum(folder.path(), &["check", "-g", "terms.tsv", "--format", "concise", "page.html"]);
    assert!(out(&found).starts_with("page.html:1:24: error"), "{}", out(&found));
    assert_eq!(out(&found).lines().count(), 1);
    assert!(told(&found).contains("1 silenced"), "{}", told(&found));
    let settings = "glossary = [\"terms.tsv\"]\nallow = [\"Joint Valetta Action Plan\"]\n";
    fs::write(folder.path().join("targum.toml"), settings).unwrap();
    assert_eq!(code(&targum(folder.path(), &["check", "page.html"])), 0);
}

#[test]
fn fixes_touch_nothing_else() {
    let text = "\u{FEFF}One.\r\n\r\nThe Joint Valetta Action\r\nPlan and human trafficking.\r\n";
    let folder = folder(&[("a.en.txt", text)]);
    let arguments = ["check", "-g", "terms.tsv", "--fix", "a.en.txt"];
    let mut dry = arguments.to_vec();
    dry.push("--dry-run");
    let shown = targum(folder.path(), &dry);
    assert!(out(&shown).contains("+The Joint Valletta Action"), "{}", out(&shown));
    let path = folder.path().join("a.en.txt");
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
    let fixed = targum(folder.path(), &arguments);
    assert_eq!(code(&fixed), 0, "{}{}", out(&fixed), told(&fixed));
    assert_eq!(
        fs::read_to_string(&path).unwrap(),
        "\u{FEFF}One.\r\n\r\nThe Joint Valletta Action\r\nPlan and trafficking in persons.\r\n"
    );
}

#[test]
fn memories_and_aligned_documents_are_checked_pair_by_pair() {
    let memory = "en\tfr\nIt has 12 Member States.\tElle compte 13 États membres.\n";
    let folder = folder(&[
        ("m.tsv", memory),
        (
            "a.en.txt",
            "The plan was adopted in 2015.\n\nMember States met in Malta on 8 February.\n",
        ),
        (
            "a.fr.txt",
            "Le plan a été adopté en 2016.\n\nLes gouvernements se sont réunis à Malte le 8 février.\n",
        ),
    ]);
    let found =
        targum(folder.path(), &["check", "-g", "terms.tsv", "--format", "concise", "m.tsv"]);
    assert!(out(&found).contains("[number-mismatch]"), "{}", out(&found));
    assert!(out(&found).contains("[term-case]"), "{}", out(&found));
    let arguments =
        ["check", "--align", "-g", "terms.tsv", "--format", "concise", "a.en.txt", "a.fr.txt"];
    let found = targum(folder.path(), &arguments);
    let lines = out(&found);
    assert!(lines.contains("[number-mismatch]"), "{lines}");
    assert!(lines.contains("[term-missing-in-target]"), "{lines}");
    assert_eq!(code(&found), 1);
}

#[test]
fn every_format_prints_and_bad_input_is_told() {
    let folder = folder(&[("a.en.txt", "The Joint Valetta Action Plan."), ("b.en.txt", "")]);
    let formats = [
        "human",
        "concise",
        "jsonl",
        "sarif",
        "junit",
        "checkstyle",
        "github",
        "gitlab",
        "rdjson",
        "html",
        "xlsx",
    ];
    for format in formats {
        let arguments = ["check", "-g", "terms.tsv", "--format", format, "-o", "out", "a.en.txt"];
        let found = targum(folder.path(), &arguments);
        assert_eq!(code(&found), 1, "{format}: {}", told(&found));
        assert!(!fs::read(folder.path().join("out")).unwrap().is_empty(), "{format}");
    }
    assert_eq!(code(&targum(folder.path(), &["check", "--format", "loud", "a.en.txt"])), 2);
    assert_eq!(code(&targum(folder.path(), &["check", "nowhere.txt"])), 2);
    assert_eq!(code(&targum(folder.path(), &["check", "-g", "nowhere.tbx", "a.en.txt"])), 2);
    assert_eq!(code(&targum(folder.path(), &["check", "b.en.txt"])), 0);
}

#[test]
fn a_long_line_takes_linear_time() {
    let line =
        "The Joint Valetta Action Plan and human trafficking of Member states. ".repeat(100_000);
    let folder = folder(&[("a.en.txt", &line)]);
    let start = std::time::Instant::now();
    let arguments =
        ["check", "-g", "terms.tsv", "--format", "concise", "-q", "-o", "out", "a.en.txt"];
    let found = targum(folder.path(), &arguments);
    assert_eq!(code(&found), 1, "{}", told(&found));
    assert_eq!(fs::read_to_string(folder.path().join("out")).unwrap().lines().count(), 300_000);
    assert!(start.elapsed().as_secs() < 120, "{:?}", start.elapsed());
}

#[test]
fn rules_explain_themselves() {
    let list = out(&targum(&root(), &["explain"]));
    for rule in targum::check::RULES {
        assert!(list.contains(rule.id));
        let told = out(&targum(&root(), &["explain", rule.id]));
        assert!(told.contains("What it does") && told.contains("Why"), "{told}");
    }
    let unknown = targum(&root(), &["explain", "name-near-mis"]);
    assert_eq!(code(&unknown), 2);
    assert!(told(&unknown).contains("`name-near-miss`"));
}

#[test]
fn the_same_bytes_with_any_number_of_threads() {
    let text = "The Joint Valetta Action Plan and human trafficking.\n\n".repeat(50);
    let files: Vec<(String, &str)> = (0..40).map(|n| (format!("d/{n}.en.txt"), &*text)).collect();
    let files: Vec<(&str, &str)> =
        files.iter().map(|(name, text)| (name.as_str(), *text)).collect();
    let folder = folder(&files);
    let run = |threads: &str| {
        out(&targum(
            folder.path(),
            &["check", "-j", threads, "-g", "terms.tsv", "--format", "jsonl", "d"],
        ))
    };
    assert_eq!(run("1"), run("8"));
}
