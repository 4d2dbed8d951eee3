//! Memories in files of their own, by the program itself: what goes in comes out, what was acknowledged
//! outlives a killed import, indexes keep up with the file, readers are not in a writer's way.

#![expect(clippy::unwrap_used, reason = "a test that can't set itself up fails")]

use serde_json::Value;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

fn targum(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_targum"));
    command.current_dir(folder).args(arguments).env_remove("RUST_BACKTRACE").env("NO_COLOR", "1");
    command.env("SOURCE_DATE_EPOCH", "1735689600").stdin(Stdio::null());
    command
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    targum(folder, arguments).output().unwrap()
}

/// Standard output of a run that ends with 0.
fn out(folder: &Path, arguments: &[&str]) -> String {
    let output = run(folder, arguments);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

/// The answers to texts, by line.
fn answers(folder: &Path, arguments: &[&str], texts: &str) -> Vec<Value> {
    let mut all =
        vec!["tm", "lookup", "-q", "--jsonl", "--source-lang", "en", "--target-lang", "fr"];
    all.extend(arguments);
    let mut child =
        targum(folder, &all).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let texts = texts.to_owned();
    let writing = std::thread::spawn(move || input.write_all(texts.as_bytes()));
    let output = child.wait_with_output().unwrap();
    writing.join().unwrap().unwrap();
    let lines = String::from_utf8(output.stdout).unwrap();
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn units(folder: &Path, memory: &str) -> u64 {
    let told: Value =
        serde_json::from_str(&out(folder, &["tm", "info", "--to", "json", memory])).unwrap();
    told["units"].as_u64().unwrap()
}

/// A table of pairs that are all different.
fn table(folder: &Path, name: &str, count: usize) {
    let words = ["ferry", "harbour", "crane", "cargo", "pilot", "signal", "anchor"];
    let mut text = String::new();
    for at in 0..count {
        let (one, two) = (words[at % 7], words[at / 7 % 7]);
        text.push_str(&format!(
            "The {one} number {at} waits for the {two}.\tTarget {at} {one} {two}\n"
        ));
    }
    fs::write(folder.join(name), text).unwrap();
}

const LANGUAGES: [&str; 4] = ["--source-lang", "en", "--target-lang", "fr"];

fn import<'a>(memory: &'a str, file: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let mut all = vec!["tm", "import", "-q", memory, file];
    all.extend(LANGUAGES);
    all.extend(more);
    all
}

#[test]
fn what_goes_in_comes_out() {
    let folder = tempfile::tempdir().unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sample = root.join("tmx/unodc-valletta-2017.tmx");
    out(folder.path(), &["tm", "import", "-q", "a.tgm", sample.to_str().unwrap()]);
    out(folder.path(), &["tm", "export", "-q", "a.tgm", "-o", "a.tmx"]);
    // The second time round nothing changes any more: context and dates are in the file.
    out(folder.path(), &["tm", "import", "-q", "b.tgm", "a.tmx"]);
    out(folder.path(), &["tm", "export", "-q", "b.tgm", "-o", "b.tmx"]);
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    assert_eq!(read("a.tmx"), read("b.tmx"));
    // Texts, codes, properties and attributes are those of the original, but for the context that was added.
    let lines = |arguments: &[&str]| -> Vec<Value> {
        let text = out(folder.path(), arguments);
        let units = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        units.filter(|unit| unit.get("variants").is_some()).collect()
    };
    let before = lines(&["tmx", "convert", "-q", sample.to_str().unwrap(), "--to", "jsonl"]);
    let mut after = lines(&["tmx", "convert", "-q", "a.tmx", "--to", "jsonl"]);
    for unit in &mut after {
        unit["props"]
            .as_array_mut()
            .unwrap()
            .retain(|prop| !prop["type"].as_str().unwrap().starts_with("x-context-"));
    }
    assert!(!before.is_empty());
    assert_eq!(before, after);
}

#[test]
fn an_import_that_is_killed_keeps_what_it_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    table(here, "pairs.tsv", 60_000);
    let rounds: u64 = if std::env::var_os("TARGUM_LONG").is_some() { 200 } else { 20 };
    let mut killed = 0;
    for round in 0..rounds {
        let memory = format!("m{round}.tgm");
        let mut child = targum(here, &import(&memory, "pairs.tsv", &[])).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(30 + round * 977 % 600));
        child.kill().unwrap();
        killed += u64::from(!child.wait().unwrap().success());
        if !here.join(&memory).exists() {
            continue;
        }
        out(here, &["tm", "verify", "-q", &memory]);
        // Whole batches only, and the log tells how far they go.
        let there = units(here, &memory);
        assert!(there.is_multiple_of(5_000), "{there}");
        out(here, &import(&memory, "pairs.tsv", &["--resume"]));
        assert_eq!(units(here, &memory), 60_000, "after {there}");
        let found = &answers(
            here,
            &[&memory],
            "{\"id\":1,\"text\":\"The pilot number 59980 waits for the crane.\"}\n",
        )[0];
        assert!(found["matches"][0]["score"].as_f64().unwrap() > 0.7, "{found}");
        fs::remove_file(here.join(&memory)).unwrap();
        fs::remove_dir_all(here.join(format!("{memory}.index"))).unwrap();
    }
    assert!(killed > 0, "no import was killed");
}

#[test]
fn indexes_keep_up_with_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    table(here, "pairs.tsv", 3_000);
    out(here, &import("m.tgm", "pairs.tsv", &[]));
    let ask = "{\"id\":0,\"text\":\"A text nobody has written yet.\"}\n";
    let count = |answers: &[Value]| answers[0]["matches"].as_array().unwrap().len();
    assert_eq!(count(&answers(here, &["m.tgm"], ask)), 0);
    fs::write(here.join("new.tsv"), "A text nobody has written yet.\tUn texte\n").unwrap();
    out(here, &import("m.tgm", "new.tsv", &[]));
    let found = answers(here, &["m.tgm"], ask);
    assert_eq!(
        (count(&found), found[0]["matches"][0]["details"]["percent"].as_f64()),
        (1, Some(100.0))
    );
    out(here, &["tm", "undo", "-q", "m.tgm"]);
    assert_eq!(count(&answers(here, &["m.tgm"], ask)), 0);
    out(here, &["tm", "undo", "-q", "m.tgm"]);
    assert_eq!(count(&answers(here, &["m.tgm"], ask)), 1);
    // Missing, damaged, or of another file.
    let index = here.join("m.tgm.index/en");
    fs::remove_dir_all(&index).unwrap();
    assert_eq!(count(&answers(here, &["m.tgm"], ask)), 1);
    for entry in fs::read_dir(&index).unwrap() {
        fs::write(entry.unwrap().path(), b"no index").unwrap();
    }
    assert_eq!(run(here, &["tm", "verify", "-q", "m.tgm"]).status.code(), Some(1));
    assert_eq!(count(&answers(here, &["m.tgm"], ask)), 1);
    out(here, &["tm", "verify", "-q", "m.tgm"]);
    out(here, &import("other.tgm", "new.tsv", &[]));
    fs::copy(here.join("other.tgm"), here.join("m.tgm")).unwrap();
    assert_eq!(count(&answers(here, &["m.tgm"], ask)), 1);
}

#[test]
fn answers_come_in_order_whatever_the_threads() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    table(here, "pairs.tsv", 5_000);
    out(here, &import("m.tgm", "pairs.tsv", &[]));
    let mut asked = String::new();
    for at in 0..500 {
        asked.push_str(&format!(
            "{{\"id\":{at},\"text\":\"The crane number {} waits for the ferry.\"}}\n",
            at * 11
        ));
    }
    asked.push_str("nothing\n{\"id\":\"x\"}\n");
    let one = answers(here, &["m.tgm", "-j1"], &asked);
    assert_eq!(one, answers(here, &["m.tgm", "-j4"], &asked));
    assert_eq!(one.len(), 502);
    for (at, answer) in one[..500].iter().enumerate() {
        assert_eq!(answer["id"], at);
        assert_eq!(answer["matches"].as_array().unwrap().len(), 5);
    }
    assert_eq!(one[500]["error"]["code"], "json");
    assert_eq!((&one[501]["id"], &one[501]["error"]["code"]), (&"x".into(), &"request".into()));
}

#[test]
fn readers_are_not_in_the_way_of_a_writer() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    table(here, "first.tsv", 2_000);
    table(here, "pairs.tsv", 40_000);
    out(here, &import("m.tgm", "first.tsv", &[]));
    let mut writer = targum(here, &import("m.tgm", "pairs.tsv", &[])).spawn().unwrap();
    let ask = "{\"id\":0,\"text\":\"The ferry number 0 waits for the ferry.\"}\n";
    let mut seen = Vec::new();
    loop {
        let done = writer.try_wait().unwrap();
        let found = answers(here, &["m.tgm"], ask);
        assert_eq!(
            found[0]["matches"][0]["details"]["percent"].as_f64().map(|p| p >= 99.0),
            Some(true)
        );
        seen.push(units(here, "m.tgm"));
        if let Some(status) = done {
            assert!(status.success());
            break;
        }
    }
    assert!(seen.is_sorted(), "{seen:?}");
    assert_eq!(seen.last(), Some(&42_000));
}

#[test]
fn what_is_no_memory_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    table(here, "pairs.tsv", 3);
    fs::write(here.join("text.tgm"), "no memory").unwrap();
    fs::write(here.join("empty.tgm"), "").unwrap();
    for memory in ["text.tgm", "empty.tgm"] {
        let before = fs::read(here.join(memory)).unwrap();
        let output = run(here, &import(memory, "pairs.tsv", &[]));
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&output.stderr).contains("no memory of targum"));
        assert_eq!(fs::read(here.join(memory)).unwrap(), before);
    }
    // A form this version does not know.
    out(here, &import("m.tgm", "pairs.tsv", &[]));
    let mut bytes = fs::read(here.join("m.tgm")).unwrap();
    bytes[60..64].copy_from_slice(&99_u32.to_be_bytes());
    fs::write(here.join("m.tgm"), bytes).unwrap();
    let output = run(here, &["tm", "info", "m.tgm"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("use a newer targum"));
    // A folder, and a file that can't be made.
    assert_eq!(run(here, &["tm", "create", "no/such/m.tgm"]).status.code(), Some(2));
    assert_eq!(run(here, &["tm", "info", "."]).status.code(), Some(2));
}

#[test]
fn an_alignment_goes_into_a_memory() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    fs::write(here.join("a.en.txt"), "The ferry leaves at nine. It comes back at noon.\n").unwrap();
    fs::write(here.join("a.fr.txt"), "Le bac part à neuf heures. Il revient à midi.\n").unwrap();
    let align = ["align", "-q", "--no-encoder", "a.en.txt", "a.fr.txt", "--into", "m.tgm"];
    assert_eq!(out(here, &align), "");
    out(here, &align);
    assert_eq!(units(here, "m.tgm"), 2);
    let asked = "{\"id\":0,\"text\":\"It comes back at noon.\",\"previous\":\"The ferry leaves at nine.\"}\n";
    let found = &answers(here, &["m.tgm"], asked)[0]["matches"][0];
    assert_eq!(found["target"], "Il revient à midi.");
    assert_eq!(found["details"]["context"], "partial");
    assert_eq!(found["details"]["origin"], "alignment");
}
