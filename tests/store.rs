//! Memories and processes: a child killed in the middle of an import loses nothing that was
//! acknowledged, and readers beside a writer see whole batches.
//!
//! The children are this program itself, told by the environment what to be. `TARGUM_LONG=1` kills two
//! hundred of them instead of twenty.

#![cfg(feature = "memory")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::io::{BufRead as _, BufReader, Write as _};
use std::ops::ControlFlow;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use targum::model::{Content, Unit, Variant};
use targum::text::LangTag;
use targum::tm::store::{
    Batch, Duplicates, Entry, Filter, Operation, Options, Settings, SqliteStore, Store, StoredUnit,
};

/// Says what a child is to be.
const ROLE: &str = "TARGUM_TEST_STORE_ROLE";
/// The memory of a child.
const FILE: &str = "TARGUM_TEST_STORE_FILE";
/// The units of a batch.
const BATCH: u64 = 200;
/// The batches that a reader waits for.
const BATCHES: u64 = 40;

fn lang(tag: &str) -> LangTag {
    LangTag::parse(tag).unwrap()
}

/// The unit `number` of the import: both texts and the document tell which it is.
fn entry(number: u64) -> Entry {
    let text = |tag, word| Variant::new(lang(tag), Content::plain(format!("{word} {number}")));
    let variants = vec![text("en", "Text"), text("fr", "Texte")];
    let mut entry = Entry::new(Unit { variants, ..Unit::default() });
    entry.context.document = Some(format!("batch {}", number / BATCH).into());
    entry
}

fn child(role: &str, file: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "a_child_of_the_other_tests", "--nocapture"])
        .env(ROLE, role)
        .env(FILE, file)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Not a test of its own: does what a parent asks for.
#[test]
fn a_child_of_the_other_tests() {
    let (Ok(role), Some(file)) = (std::env::var(ROLE), std::env::var_os(FILE)) else { return };
    match role.as_str() {
        "import" => import(Path::new(&file), u64::MAX),
        "write" => import(Path::new(&file), BATCHES),
        "read" => read(Path::new(&file)),
        other => panic!("no role {other}"),
    }
}

/// Adds batches behind those that are there, and acknowledges each. Some of them also take a batch
/// back and bring it again.
fn import(file: &Path, batches: u64) {
    let mut store = SqliteStore::open(file, &Options::default()).unwrap();
    let first = store.count(&Filter::default()).unwrap();
    assert_eq!(first % BATCH, 0, "a batch is there in part");
    let mut out = std::io::stdout();
    for batch in (first / BATCH..).take(usize::try_from(batches).unwrap_or(usize::MAX)) {
        let units = batch * BATCH..(batch + 1) * BATCH;
        let duplicates =
            if batch.is_multiple_of(3) { Duplicates::Merge } else { Duplicates::KeepAll };
        let operations = units.map(|number| Operation::Add(entry(number))).collect();
        let batch = Batch { operations, duplicates, ..Batch::default() };
        let outcome = store.write(&batch).unwrap();
        if outcome.batch.is_multiple_of(5) {
            let undone = store.undo(outcome.batch, "", None).unwrap();
            store.undo(undone.batch, "", None).unwrap();
        }
        if outcome.batch.is_multiple_of(31) {
            store.settle().unwrap();
        }
        writeln!(out, "acknowledged {}", store.info().unwrap().units).unwrap();
        out.flush().unwrap();
    }
}

/// All units are the ones expected, in whole batches. Gives how many there are.
fn examine(store: &dyn Store) -> u64 {
    let mut next = 0;
    let each = &mut |stored: StoredUnit| {
        assert_eq!(stored.entry, entry(next), "unit {}", stored.id);
        next += 1;
        ControlFlow::Continue(())
    };
    store.scan(&Filter::default(), each).unwrap();
    assert_eq!(next % BATCH, 0, "a batch is there in part");
    next
}

#[test]
fn a_killed_import_loses_nothing_acknowledged() {
    let times = if std::env::var_os("TARGUM_LONG").is_some() { 200 } else { 20 };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("memory.tgm");
    drop(SqliteStore::create(&file, &Settings::default(), &Options::default()).unwrap());
    let mut random: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut total = 0;
    for round in 0..times {
        // A memory that grows for ever makes the rounds slow.
        if round % 20 == 0 {
            std::fs::remove_file(&file).unwrap();
            let _ = std::fs::remove_file(folder.path().join("memory.tgm-wal"));
            let _ = std::fs::remove_file(folder.path().join("memory.tgm-shm"));
            drop(SqliteStore::create(&file, &Settings::default(), &Options::default()).unwrap());
            total = 0;
        }
        let mut importing = child("import", &file);
        let lines = BufReader::new(importing.stdout.take().unwrap()).lines();
        let (sender, receiver) = std::sync::mpsc::channel();
        let reading = std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                if let Some(units) = line.split("acknowledged ").nth(1) {
                    let _ = sender.send(units.parse::<u64>().unwrap());
                }
            }
        });
        // Every other one is killed some time after its first batch, the others whenever it may be.
        let mut acknowledged = total;
        if round % 2 == 0 {
            acknowledged = receiver.recv_timeout(Duration::from_secs(60)).unwrap();
            assert!(acknowledged > total);
        }
        random = random.wrapping_mul(0x5851_F42D_4C95_7F2D).wrapping_add(0x1405_7B7E_F767_814F);
        std::thread::sleep(Duration::from_micros((random >> 33) & 0x7FFF));
        importing.kill().unwrap();
        importing.wait().unwrap();
        reading.join().unwrap();
        acknowledged = receiver.try_iter().last().unwrap_or(acknowledged);

        let store = SqliteStore::open(&file, &Options::default()).unwrap();
        total = examine(&store);
        assert!(total >= acknowledged, "{total} of {acknowledged} are there");
        let found = store.verify().unwrap();
        assert!(found.is_sound(), "{:?}", found.problems);
        assert_eq!(found.units, total);
        if let Some(last) = acknowledged.checked_sub(1) {
            let text = format!("Text {last}");
            assert_eq!(store.exact(&lang("en"), &text).unwrap().len(), 1);
        }
    }
}

/// Reads until the writer's last batch is there.
fn read(file: &Path) {
    let store = SqliteStore::open_read(file, &Options::default()).unwrap();
    let (mut last, start) = (0, Instant::now());
    let mut states = std::collections::BTreeSet::new();
    while last < BATCHES * BATCH {
        assert!(start.elapsed() < Duration::from_secs(120), "the writer did not end");
        let view = &mut |view: &dyn Store| {
            let count = view.count(&Filter::default())?;
            assert_eq!(examine(view), count);
            let mut texts = 0;
            let sequence = view.texts(&lang("fr"), &mut |_| {
                texts += 1;
                ControlFlow::Continue(())
            })?;
            assert_eq!((texts, sequence), (count, view.sequence()?));
            // The writer undoes a batch now and then, never more than one.
            assert!(count + BATCH >= last, "the past came back");
            last = count;
            states.insert(sequence);
            Ok(())
        };
        store.snapshot(view).unwrap();
    }
    let mut out = std::io::stdout();
    writeln!(out, "saw {} states", states.len()).unwrap();
}

#[test]
fn readers_see_whole_batches_while_one_writes() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("memory.tgm");
    drop(SqliteStore::create(&file, &Settings::default(), &Options::default()).unwrap());
    let readers = [child("read", &file), child("read", &file)];
    let writer = child("write", &file);
    for child in readers.into_iter().chain([writer]) {
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
        if let Some(states) = said.split("saw ").nth(1).and_then(|rest| rest.split(' ').next()) {
            assert!(states.parse::<u32>().unwrap() > 3, "nothing was written meanwhile: {said}");
        }
    }
}
