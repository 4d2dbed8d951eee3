//! The log, undoing, and errors that change nothing.

use super::*;

fn changes(store: &dyn Store, since: u64) -> Vec<(u64, &'static str, u64)> {
    let mut changes = Vec::new();
    let each = &mut |change: Change| {
        changes.push((change.sequence, change.kind.name(), change.unit));
        ControlFlow::Continue(())
    };
    store.changes_since(since, each).unwrap();
    changes
}

#[test]
fn changes_are_logged() {
    on_each(|store| {
        store.write(&adding(&["en=One", "en=Two"])).unwrap();
        let operations = vec![
            Operation::Replace(1, entry("en=Eins")),
            Operation::Replace(1, entry("en=Eins")),
            Operation::Remove(2),
        ];
        let outcome = store.write(&batch(operations)).unwrap();
        let effects: Vec<_> = outcome.done.iter().map(|done| done.effect).collect();
        assert_eq!(effects, [Effect::Changed, Effect::Skipped, Effect::Removed]);
        let wanted = [(1, "added", 1), (2, "added", 2), (3, "changed", 1), (4, "removed", 2)];
        assert_eq!(changes(store, 0), wanted);
        assert_eq!(changes(store, 3), wanted[3..]);
        assert!(changes(store, 4).is_empty() && changes(store, u64::MAX / 2).is_empty());
        let history = store.history(1).unwrap();
        assert_eq!(history.len(), 2);
        assert_eq!((history[0].kind, history[0].batch), (ChangeKind::Added, 1));
        assert_eq!(history[1].before, Some(entry("en=One")));
        assert_eq!(history[1].author.as_deref(), Some("ann"));
        assert!(store.history(3).unwrap().is_empty());
        // A number is not given again.
        assert_eq!(store.write(&adding(&["en=Three"])).unwrap().done[0].unit, 3);
        let log = store.log(2).unwrap();
        assert_eq!(log.iter().map(|one| one.batch).collect::<Vec<_>>(), [3, 2]);
        assert_eq!((log[1].first, log[1].changes), (3, 2));
    });
}

#[test]
fn a_batch_is_undone_and_the_undoing_too() {
    on_each(|store| {
        store.write(&adding(&["en=One", "en=Two"])).unwrap();
        let before = all(store);
        let operations = vec![
            Operation::Replace(1, full()),
            Operation::Remove(1),
            Operation::Remove(2),
            Operation::Add(entry("en=Three")),
        ];
        store.write(&batch(operations)).unwrap();
        let changed = all(store);
        let outcome = store.undo(2, "20260103T000000Z", Some("bob")).unwrap();
        assert_eq!((outcome.batch, all(store)), (3, before.clone()));
        assert_eq!(store.log(1).unwrap()[0].undoes, Some(2));
        store.undo(3, "", None).unwrap();
        assert_eq!(all(store), changed);
        store.undo(4, "", None).unwrap();
        assert_eq!(all(store), before);
        // Everything is as batch 1 left it, so that can be undone as well.
        store.undo(1, "", None).unwrap();
        assert!(all(store).is_empty());
        let refused = store.undo(99, "", None).unwrap_err();
        assert!(matches!(refused.kind(), Kind::NoBatch(99)));
    });
}

#[test]
fn what_was_changed_since_is_not_undone() {
    on_each(|store| {
        store.write(&adding(&["en=One", "en=Two"])).unwrap();
        store.write(&batch(vec![Operation::Replace(2, entry("en=Zwei"))])).unwrap();
        let before = all(store);
        let refused = store.undo(1, "", None).unwrap_err();
        assert!(
            matches!(refused.kind(), Kind::ChangedSince { batch: 1, unit: 2, by: 2 }),
            "{refused}"
        );
        assert_eq!(all(store), before);
    });
}

#[test]
fn a_batch_with_an_error_changes_nothing() {
    on_each(|store| {
        store.write(&adding(&["en=One"])).unwrap();
        let mut astray = entry("en=é");
        astray.unit.variants[0].content.codes = vec![Code::new(1, CodeKind::Standalone, "<x/>")];
        let bad_score = Entry { score: Some(f32::NAN), ..Entry::default() };
        for last in [
            Operation::Remove(9),
            Operation::Replace(9, entry("en=x")),
            Operation::Add(astray),
            Operation::Add(bad_score),
        ] {
            let mut new = entry("qaa=Unheard|en=New");
            new.author = Some("nobody".into());
            let mut operations =
                vec![Operation::Add(new), Operation::Remove(1), Operation::Add(entry("en=One"))];
            operations.push(last);
            let own = Batch { duplicates: Duplicates::Merge, ..batch(operations) };
            store.write(&own).unwrap_err();
            assert_eq!(all(store), [(1, "en=One".to_owned())]);
            assert_eq!((store.sequence().unwrap(), store.log(9).unwrap().len()), (1, 1));
            assert_eq!(store.languages().unwrap().len(), 1);
        }
        // Names and numbers that were taken back do not linger.
        let mut new = entry("qaa=Unheard");
        new.author = Some("nobody".into());
        let done = store.write(&batch(vec![Operation::Add(new.clone())])).unwrap().done;
        assert_eq!(store.get(done[0].unit).unwrap().unwrap().entry, new);
        assert_eq!(done[0].unit, 2);
    });
}

#[test]
fn the_log_is_dropped_by_whole_batches() {
    on_each(|store| {
        store.write(&adding(&["en=One", "en=Two"])).unwrap();
        store.write(&adding(&["en=Three", "en=Four"])).unwrap();
        store.write(&batch(vec![Operation::Remove(3)])).unwrap();
        store.compact(&CompactOptions { drop_log_before: Some(4) }).unwrap();
        let info = store.info().unwrap();
        assert_eq!((info.first_sequence, info.batches, info.units), (3, 2, 3));
        let each = &mut |_| ControlFlow::Continue(());
        let refused = store.changes_since(1, each).unwrap_err();
        assert!(matches!(refused.kind(), Kind::LogDropped { first: 3 }), "{refused}");
        assert_eq!(changes(store, 2).len(), 3);
        assert!(store.undo(1, "", None).is_err());
        store.undo(3, "", None).unwrap();
        assert_eq!(store.count(&Filter::default()).unwrap(), 4);
        assert_eq!(store.history(3).unwrap().len(), 3);
        assert!(store.history(1).unwrap().is_empty());
        store.compact(&CompactOptions { drop_log_before: Some(u64::MAX >> 1) }).unwrap();
        assert_eq!(store.info().unwrap().first_sequence, store.sequence().unwrap() + 1);
        assert!(store.log(9).unwrap().is_empty());
        store.write(&adding(&["en=Five"])).unwrap();
        assert_eq!(store.count(&Filter::default()).unwrap(), 5);
    });
}
