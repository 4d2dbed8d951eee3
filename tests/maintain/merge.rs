//! `targum tm merge`.

use super::*;

#[test]
fn merging_keeps_all_that_is_known() {
    let folder = tempfile::tempdir().unwrap();
    let (a, b) = (folder.path().join("a.tgm"), folder.path().join("b.tgm"));
    let first = rich("One", "Un", "20200101T000000Z");
    let second = rich("Two", "Deux", "20210101T000000Z");
    drop(made(&a, vec![first.clone()]));
    drop(made(&b, vec![first.clone(), second.clone()]));
    let (from, filter) = ([a.clone(), b.clone()], Filter::default());
    let into = folder.path().join("new.tgm");
    let (mut memory, done) = merge(&into, &merging(&from, Duplicates::Merge, &filter)).unwrap();
    assert_eq!((done.added, done.known, done.batches.len()), (2, 1, 2));
    assert_eq!(all(&memory), [(1, first.clone()), (2, second.clone())]);
    assert_eq!(memory.store().settings().unwrap().source, Some(lang("en")));
    undo(&mut memory, &done.batches);
    assert_eq!(all(&memory), []);

    let job = MergeJob { mark: true, ..merging(&from[1..], Duplicates::KeepAll, &filter) };
    let (memory, done) = merge(&a, &job).unwrap();
    let mut marked = second;
    marked.unit.props.push(prop("x-memory", "b"));
    assert_eq!((done.added, &all(&memory)[2].1), (2, &marked));
}

#[test]
fn merging_follows_the_policy_and_the_filter() {
    let folder = tempfile::tempdir().unwrap();
    let (a, b) = (folder.path().join("a.tgm"), folder.path().join("b.tgm"));
    let old = rich("One", "Un", "20200101T000000Z");
    let new = rich("One", "Une", "20230101T000000Z");
    drop(made(&b, vec![new.clone(), rich("Two", "Deux", "20190101T000000Z")]));
    for (policy, wanted) in [
        (Duplicates::KeepAll, vec![old.clone(), new.clone()]),
        (Duplicates::Newest, vec![new.clone()]),
        (Duplicates::Overwrite, vec![new.clone()]),
        (Duplicates::Merge, vec![old.clone(), new.clone()]),
    ] {
        let _ = std::fs::remove_file(&a);
        drop(made(&a, vec![old.clone()]));
        let filter = Filter { since: Some("2020".into()), ..Filter::default() };
        let from = [b.clone()];
        let (memory, _) = merge(&a, &merging(&from, policy, &filter)).unwrap();
        let units: Vec<Entry> = all(&memory).into_iter().map(|(_, entry)| entry).collect();
        assert_eq!(units, wanted, "{policy:?}");
    }
}

#[test]
fn a_memory_is_not_merged_into_itself() {
    let folder = tempfile::tempdir().unwrap();
    let a = folder.path().join("a.tgm");
    drop(made(&a, vec![entry(&[("en", "One"), ("fr", "Un")])]));
    let (from, filter) =
        ([folder.path().join("../").join(folder.path()).join("a.tgm")], Filter::default());
    let refused = merge(&a, &merging(&from, Duplicates::KeepAll, &filter)).err().unwrap();
    assert!(refused.to_string().contains("into itself"), "{refused}");
    // A memory that is not there is told before anything is made.
    let (from, into) = ([folder.path().join("none.tgm")], folder.path().join("new.tgm"));
    assert!(merge(&into, &merging(&from, Duplicates::KeepAll, &filter)).is_err());
    assert!(!into.exists());
}
