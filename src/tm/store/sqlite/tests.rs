//! What belongs to files: their form, damage, locks, room and permissions.

use super::super::tests::{adding, all, entry, lang};
use super::*;
use std::time::Duration;

struct Place {
    _folder: tempfile::TempDir,
    file: PathBuf,
}

fn place() -> Place {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a memory #1?%20.tgm");
    Place { _folder: folder, file }
}

fn create(place: &Place) -> SqliteStore {
    SqliteStore::create(&place.file, &Settings::default(), &Options::default()).unwrap()
}

fn quick() -> Options {
    Options { timeout: Duration::from_millis(30), ..Options::default() }
}

#[test]
fn what_was_written_is_there_again() {
    let place = place();
    let mut store = create(&place);
    store.write(&adding(&["en=One|fr=Un"])).unwrap();
    let before = all(&store);
    drop(store);
    let options = Options { full_sync: true, ..Options::default() };
    let mut store = SqliteStore::open(&place.file, &options).unwrap();
    assert_eq!(all(&store), before);
    assert_eq!(store.write(&adding(&["en=Two"])).unwrap().done[0].unit, 2);
    let reader = SqliteStore::open_read(&place.file, &Options::default()).unwrap();
    assert_eq!(all(&reader), all(&store));
}

#[test]
fn a_reader_sees_one_state_while_another_writes() {
    let place = place();
    let mut store = create(&place);
    store.write(&adding(&["en=One"])).unwrap();
    let reader = SqliteStore::open_read(&place.file, &quick()).unwrap();
    let view = &mut |view: &dyn Store| {
        let sequence = view.sequence()?;
        store.write(&adding(&["en=Two"]))?;
        assert_eq!(view.sequence()?, sequence);
        assert_eq!(view.count(&Filter::default())?, sequence);
        assert_eq!(all(view).len() as u64, sequence);
        Ok(())
    };
    reader.snapshot(view).unwrap();
    assert_eq!(all(&reader).len(), 2, "when it is over, the rest is seen");
    reader.snapshot(view).unwrap();
    assert_eq!(reader.count(&Filter::default()).unwrap(), 3);
}

/// A reader has no index of words to make, and none that is up to date.
#[test]
fn a_reader_finds_words_with_and_without_the_index() {
    let place = place();
    let mut store = create(&place);
    store.write(&adding(&["en=One word", "en=Two words"])).unwrap();
    let reader = SqliteStore::open_read(&place.file, &quick()).unwrap();
    let find = |store: &SqliteStore, query| {
        store.concordance(&lang("en"), &ConcordanceQuery::parse(query), 9).unwrap()
    };
    assert_eq!((find(&reader, "word"), find(&reader, "word*")), (vec![1], vec![1, 2]));
    assert_eq!(find(&store, "word"), [1]);
    let built = |sql| store.connection.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(built("SELECT words_upto FROM state"), 2);
    assert_eq!(built("SELECT count(*) FROM words WHERE words MATCH 'word'"), 1);
    let change = super::super::Operation::Replace(1, entry("en=Another thing"));
    store.write(&super::super::tests::batch(vec![change])).unwrap();
    assert_eq!((find(&reader, "word"), find(&reader, "another")), (vec![], vec![1]));
    assert_eq!((find(&store, "word"), find(&store, "another")), (vec![], vec![1]));
    assert!(store.verify().unwrap().is_sound());
}

#[test]
fn other_files_are_told_apart_and_left_alone() {
    let place = place();
    let kind = |file: &Path| {
        let reading = SqliteStore::open_read(file, &quick()).unwrap_err();
        let writing = SqliteStore::open(file, &quick()).unwrap_err();
        assert_eq!(reading.to_string(), writing.to_string());
        assert!(reading.to_string().starts_with(&file.display().to_string()));
        writing
    };
    assert!(matches!(kind(&place.file).kind(), Kind::Missing));
    for bytes in [&b""[..], b"<tmx>", &[0; 5000]] {
        std::fs::write(&place.file, bytes).unwrap();
        assert!(matches!(kind(&place.file).kind(), Kind::NotAMemory));
        assert_eq!(std::fs::read(&place.file).unwrap(), bytes);
    }
    let options = Options::default();
    let refused = SqliteStore::create(&place.file, &Settings::default(), &options).unwrap_err();
    assert!(matches!(refused.kind(), Kind::Exists));
    std::fs::remove_file(&place.file).unwrap();
    let foreign = Connection::open(&place.file).unwrap();
    foreign.execute_batch("CREATE TABLE t (a)").unwrap();
    drop(foreign);
    assert!(matches!(kind(&place.file).kind(), Kind::NotAMemory));
}

#[test]
fn a_newer_form_is_refused() {
    let place = place();
    let store = create(&place);
    store.connection.pragma_update(None, "user_version", 99).unwrap();
    drop(store);
    for refused in [
        SqliteStore::open(&place.file, &quick()).unwrap_err(),
        SqliteStore::open_read(&place.file, &quick()).unwrap_err(),
    ] {
        assert!(matches!(refused.kind(), Kind::Newer { found: 99, .. }), "{refused}");
    }
}

#[test]
fn earlier_forms_are_brought_up_to_date_wholly_or_not_at_all() {
    let place = place();
    let mut store = create(&place);
    store.write(&adding(&["en=One"])).unwrap();
    let first: schema::Step = |tx| tx.execute_batch("ALTER TABLE state ADD COLUMN a DEFAULT 7");
    let second: schema::Step = |tx| tx.execute_batch("ALTER TABLE state ADD COLUMN b DEFAULT 8");
    let broken: schema::Step = |tx| tx.execute_batch("nonsense");
    let connection = &mut store.connection;
    assert!(schema::migrate(connection, &[first, broken]).is_err());
    assert_eq!(schema::form(connection, 9).unwrap(), 1);
    assert!(connection.prepare("SELECT a FROM state").is_err());
    schema::migrate(connection, &[first, second]).unwrap();
    assert_eq!(schema::form(connection, 9).unwrap(), 3);
    schema::migrate(connection, &[first, second]).unwrap();
    let sum: i64 = connection.query_row("SELECT a + b FROM state", [], |row| row.get(0)).unwrap();
    assert_eq!(sum, 15);
    assert!(matches!(
        schema::migrate(connection, &[first]).unwrap_err().kind(),
        Kind::Newer { .. }
    ));
    assert_eq!(all(&store), [(1, "en=One".to_owned())]);
}

#[test]
fn a_second_writer_waits_and_is_told() {
    let place = place();
    let mut one = create(&place);
    let mut other = SqliteStore::open(&place.file, &quick()).unwrap();
    one.connection.execute_batch("BEGIN IMMEDIATE").unwrap();
    let refused = other.write(&adding(&["en=One"])).unwrap_err();
    assert!(matches!(refused.kind(), Kind::Locked), "{refused}");
    one.connection.execute_batch("ROLLBACK").unwrap();
    // By turns they write well, and know each other's words, numbers and texts.
    let batch = |texts| Batch { duplicates: super::super::Duplicates::Merge, ..adding(&[texts]) };
    one.write(&batch("en=One|fr=Un")).unwrap();
    other.write(&batch("en=Two|fr=Deux")).unwrap();
    one.write(&batch("en=Two|de=Zwei")).unwrap();
    other.write(&batch("en=One|it=Uno")).unwrap();
    let wanted = [(1, "en=One|fr=Un|it=Uno".to_owned()), (2, "en=Two|fr=Deux|de=Zwei".to_owned())];
    assert_eq!(all(&one), wanted);
    assert_eq!(one.languages().unwrap(), other.languages().unwrap());
    assert!(one.verify().unwrap().is_sound());
}

#[test]
fn a_full_disk_changes_nothing() {
    let place = place();
    drop(create(&place));
    let options = Options { most_bytes: Some(400_000), ..quick() };
    let mut store = SqliteStore::open(&place.file, &options).unwrap();
    let long = format!("en={}", "long text ".repeat(1000));
    let batch = adding(&[&*long; 4]);
    let mut written = 0;
    let refused = loop {
        match store.write(&batch) {
            Ok(_) => written += 4,
            Err(refused) => break refused,
        }
    };
    assert!(matches!(refused.kind(), Kind::Full), "{refused}");
    assert!(written >= 8);
    assert_eq!(store.info().unwrap().units, written);
    assert_eq!(store.count(&Filter::default()).unwrap(), written);
    let query = ConcordanceQuery::parse("long");
    let words = store.concordance(&lang("en"), &query, 2).unwrap();
    assert_eq!(words, [1, 2], "without room for the index");
    let found = store.verify().unwrap();
    assert!(found.is_sound() && found.units == written, "{found:?}");
    drop(store);
    let mut store = SqliteStore::open(&place.file, &quick()).unwrap();
    store.write(&batch).unwrap();
    assert_eq!(store.info().unwrap().units, written + 4);
}

#[test]
fn a_reader_does_not_write() {
    let place = place();
    let mut store = create(&place);
    store.write(&adding(&["en=One"])).unwrap();
    let mut reader = SqliteStore::open_read(&place.file, &quick()).unwrap();
    let refused = reader.write(&adding(&["en=Two"])).unwrap_err();
    assert!(matches!(refused.kind(), Kind::OpenedForReading));
    assert!(reader.settle().is_err() && reader.set(&Settings::default()).is_err());
}

/// Nothing can be written beside the file where SQLite's own file is a link that leads nowhere.
#[test]
#[cfg(unix)]
fn a_file_is_read_where_nothing_can_be_written() {
    let place = place();
    let mut store = create(&place);
    store.write(&adding(&["en=One"])).unwrap();
    drop(store);
    let beside = |end: &str| {
        let mut name = place.file.clone().into_os_string();
        name.push(end);
        PathBuf::from(name)
    };
    assert!(!beside("-wal").exists(), "the last to close it cleans up");
    std::os::unix::fs::symlink("nowhere/at/all", beside("-shm")).unwrap();
    let reader = SqliteStore::open_read(&place.file, &quick()).unwrap();
    assert_eq!(all(&reader), [(1, "en=One".to_owned())]);
    drop(reader);
    let refused = SqliteStore::open(&place.file, &quick()).unwrap_err();
    assert!(matches!(refused.kind(), Kind::NotWritable), "{refused}");
    // What is only in the write-ahead log can't be left out.
    std::fs::write(beside("-wal"), "something").unwrap();
    assert!(SqliteStore::open_read(&place.file, &quick()).is_err());
}

#[test]
fn damage_is_found() {
    let damage = |sql: &str| {
        let place = place();
        let mut store = create(&place);
        store.write(&adding(&["en=One|fr=Un", "en=Two"])).unwrap();
        store.settle().unwrap();
        store.undo(1, "", None).unwrap();
        store.undo(2, "", None).unwrap();
        assert!(store.verify().unwrap().is_sound());
        store.connection.execute_batch(sql).unwrap();
        let found = store.verify().unwrap();
        assert!(!found.is_sound(), "{sql}");
        found.problems.join("\n")
    };
    for (sql, wanted) in [
        ("UPDATE variant SET text = 'Three' WHERE text = 'Two'", "the text of unit 2"),
        ("DELETE FROM unit WHERE id = 2", "belongs to no unit"),
        ("DELETE FROM variant WHERE text = 'Two'", "index of exact texts"),
        ("DELETE FROM exact", "index of exact texts"),
        ("INSERT INTO exact VALUES (1, 2)", "index of exact texts"),
        ("DELETE FROM change WHERE sequence = 2", "where 2 is due"),
        ("DELETE FROM change WHERE sequence = 6", "ends at change 5"),
        ("UPDATE change SET before = '{' WHERE kind = 3", "is not sound"),
        ("DELETE FROM batch WHERE id = 1", "belongs to no batch"),
        ("UPDATE language SET texts = 9 WHERE tag = 'fr'", "were counted"),
        ("DELETE FROM language WHERE tag = 'fr'", "no language"),
        ("UPDATE unit SET rest = 'x'", "can't be read"),
        ("UPDATE unit SET author = 77", "no word 77"),
        ("UPDATE state SET units = 7", "were counted"),
        ("UPDATE state SET next_unit = 2", "was not given out"),
    ] {
        let problems = damage(sql);
        assert!(problems.contains(wanted), "{sql}: {problems}");
    }
}

#[test]
fn a_damaged_file_is_an_error_or_a_finding() {
    let place = place();
    let mut store = create(&place);
    let many: Vec<String> = (0..2000).map(|n| format!("en=Text number {n}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    store.write(&adding(&many)).unwrap();
    store.settle().unwrap();
    drop(store);
    let whole = std::fs::read(&place.file).unwrap();
    let mut noticed = 0;
    for start in (8192..whole.len() - 4096).step_by(8192) {
        let mut bytes = whole.clone();
        bytes[start..start + 4096].fill(0xA5);
        std::fs::write(&place.file, &bytes).unwrap();
        let found = SqliteStore::open_read(&place.file, &quick()).and_then(|store| store.verify());
        match found {
            Err(reason) => assert!(matches!(reason.kind(), Kind::Damaged(_)), "{reason:?}"),
            Ok(found) if found.is_sound() => continue,
            Ok(_) => {}
        }
        noticed += 1;
    }
    // Pages that only have room left are not noticed.
    assert!(noticed * 10 >= (whole.len() / 8192) * 7, "{noticed} of {}", whole.len() / 8192);
}

#[test]
fn people_can_read_the_file() {
    let place = place();
    let mut store = create(&place);
    let mut unit = entry("en=One|fr=Un");
    unit.author = Some("ann".into());
    store
        .write(&Batch { operations: vec![super::super::Operation::Add(unit)], ..Batch::default() })
        .unwrap();
    let sql = "SELECT texts.text || ' ' || author FROM texts JOIN units ON units.id = unit
        WHERE language = 'fr'";
    let text: String = store.connection.query_row(sql, [], |row| row.get(0)).unwrap();
    assert_eq!(text, "Un ann");
    assert_eq!(store.exact(&lang("fr"), "Un").unwrap(), [1]);
}
