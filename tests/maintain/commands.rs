//! `targum tm commands`.

use super::*;

fn read_only(memory: &mut Memory) {
    let marked = Settings { read_only: true, ..settings() };
    memory.store_mut().set(&marked).unwrap();
}

fn targum(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_targum"))
        .args(arguments)
        .env("SOURCE_DATE_EPOCH", "1700000000")
        .output()
        .unwrap()
}

#[test]
fn memories_marked_read_only_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.tgm");
    let mut memory = made(
        &path,
        vec![entry(&[("en", MAIL), ("fr", MAIL)]), entry(&[("en", MAIL), ("fr", MAIL)])],
    );
    read_only(&mut memory);
    drop(memory);
    let other = folder.path().join("b.tgm");
    drop(made(&other, varied(3)));
    let (path, other) = (path.to_str().unwrap(), other.to_str().unwrap());
    for arguments in [
        ["dedupe", path].as_slice(),
        &["merge", path, other],
        &["clean", path, "--apply"],
        &["clean", path, "--mark"],
        &["anonymize", path, "--apply"],
    ] {
        let done = targum(&[&["tm"], arguments].concat());
        assert_eq!(code(&done), 2, "{arguments:?}");
        assert!(err(&done).contains("a.tgm: this memory is marked read-only"), "{}", err(&done));
    }
    // To look is allowed.
    for (arguments, exit) in [
        (["dedupe", path, "--dry-run"].as_slice(), 1),
        (&["clean", path], 0),
        (&["anonymize", path], 1),
        (&["stats", path], 0),
        (&["diff", path, other], 1),
    ] {
        assert_eq!(code(&targum(&[&["tm"], arguments].concat())), exit, "{arguments:?}");
    }
}

#[test]
fn commands_say_what_is_wrong_with_their_arguments() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.tgm");
    drop(made(&path, varied(3)));
    let empty = folder.path().join("empty.txt");
    std::fs::write(&empty, "\n").unwrap();
    let (path, empty) = (path.to_str().unwrap(), empty.to_str().unwrap());
    for (arguments, told) in [
        (["dedupe", "none.tgm"].as_slice(), "there is no such memory"),
        (&["dedupe", path, "--source-only", "not a tag"], "--source-only"),
        (&["merge", path], "<FROM>"),
        (&["merge", path, path], "into itself"),
        (&["merge", path, path, "--duplicates", "all"], "possible values"),
        (&["diff", path], "<NEW>"),
        (&["split", path, "-o", "parts"], "--by <WHAT>|--size <N>"),
        (&["split", path, "--by", "moon", "-o", "parts"], "date-year"),
        (&["split", path, "--size", "0", "-o", "parts"], "--size"),
        (&["split", path, "--by", "lang", "--size", "5", "-o", "parts"], "cannot be used with"),
        (&["clean", path, "--only", "no-such-rule"], "there is no rule `no-such-rule`"),
        (&["clean", path, "--only", "term-forbidden"], "targum check"),
        (&["clean", path, "--only", "score-low"], "needs --score"),
        (&["clean", path, "--mark", "--apply"], "cannot be used with"),
        (&["clean", path, "--min-score", "0.5"], "--score"),
        (&["clean", path, "--score", "--min-score", "7"], "--min-score"),
        (&["anonymize", path, "--names", "none.txt"], "none.txt"),
        (&["anonymize", path, "--names", empty], "no name in the list"),
        (&["anonymize", path, "-o", "b.tgm", "--apply"], "cannot be used with"),
        (&["anonymize", path, "-o", path], "there is a file already"),
        (&["stats", empty], "this is no memory of targum"),
    ] {
        let done = targum(&[&["tm"], arguments].concat());
        assert_eq!(code(&done), 2, "{arguments:?}: {}{}", out(&done), err(&done));
        assert!(err(&done).contains(told), "{arguments:?}: {}", err(&done));
    }
    assert!(!Path::new("parts").exists());
}

#[test]
fn commands_print_what_they_find() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (a, b) = (at("a.tgm"), at("b.tgm"));
    let mut units = broken();
    units.push(units[0].clone());
    drop(made(Path::new(&a), units));
    drop(made(Path::new(&b), vec![entry(&[("en", "Ask x@un.org"), ("fr", "Voir x@un.org")])]));

    let done = targum(&["tm", "dedupe", &a, "--dry-run"]);
    assert!(out(&done).starts_with("10\t1\ten\tThe committee adopted"), "{}", out(&done));
    let done = targum(&["tm", "clean", &a, "--counts"]);
    assert_eq!(code(&done), 1);
    assert!(out(&done).contains("placeholder-mismatch\t1\n"), "{}", out(&done));
    let done = targum(&["tm", "clean", &a, "--to", "jsonl", "--only", "target-empty"]);
    assert!(out(&done).starts_with("{\"rule\":\"target-empty\""), "{}", out(&done));
    let done = targum(&["tm", "clean", &a, "--apply"]);
    assert_eq!(code(&done), 0, "{}", err(&done));
    assert!(err(&done).contains(&format!("targum tm undo {a} 2")), "{}", err(&done));
    assert_eq!(code(&targum(&["tm", "undo", &a, "2"])), 0);
    assert_eq!(code(&targum(&["tm", "dedupe", &a])), 0);
    assert_eq!(code(&targum(&["tm", "dedupe", &a, "--dry-run"])), 0);

    let done = targum(&["tm", "diff", &a, &b, "--to", "jsonl"]);
    assert_eq!((code(&done), out(&done).lines().count()), (1, 10));
    assert!(out(&done).contains("{\"change\":\"added\",\"texts\":[[\"en\",\"Ask x@un.org\"]"));
    assert_eq!(code(&targum(&["tm", "diff", &b, &b])), 0);
    let done = targum(&["tm", "stats", &b, "--to", "json"]);
    assert!(out(&done).contains("\"units\":1,"), "{}", out(&done));

    let map = at("map.tsv");
    let done = targum(&["tm", "anonymize", &b, "-o", &at("c.tgm"), "--map", &map]);
    assert_eq!((code(&done), out(&done)), (0, String::new()), "{}", err(&done));
    let wanted = "kind\tplaceholder\tcount\tvalue\nmail\tname1@example.org\t2\tx@un.org\n";
    assert_eq!(std::fs::read_to_string(map).unwrap(), wanted);
    let done = targum(&["tm", "anonymize", &b]);
    assert_eq!((code(&done), out(&done)), (1, wanted.to_owned()));
    let done = targum(&["tm", "anonymize", &b, "--apply"]);
    assert!(code(&done) == 0 && err(&done).contains("can't be undone"), "{}", err(&done));
    assert_eq!(code(&targum(&["tm", "diff", &b, &at("c.tgm")])), 0);
    assert_eq!(code(&targum(&["tm", "merge", &at("d.tgm"), &a, &b, "--mark"])), 0);
    assert_eq!(
        code(&targum(&["tm", "split", &at("d.tgm"), "--by", "lang", "-o", &at("parts")])),
        0
    );
    assert!(Path::new(&at("parts/d.en-fr.tgm")).exists());
}
