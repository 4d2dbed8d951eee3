//! `targum tm dedupe`.

use super::*;

fn deduped(
    memory: &mut Memory,
    source_only: Option<&LangTag>,
    dry_run: bool,
) -> (Deduped, Vec<Duplicate>) {
    let job = DedupeJob { source_only, dry_run, author: Some("ana"), progress: &Silent };
    let mut told = Vec::new();
    let done = dedupe(memory, &job, &mut |found| {
        told.push(found.clone());
        Ok(())
    });
    (done.unwrap(), told)
}

#[test]
fn the_newest_of_the_same_stays_and_takes_over_what_it_lacks() {
    let folder = tempfile::tempdir().unwrap();
    let texts = [("en", "Save"), ("fr", "Enregistrer")];
    let mut old = dated(&texts, "20200101T000000Z");
    old.context =
        Context { document: Some("a.odt".into()), previous: Some(7), ..Context::default() };
    (old.author, old.domain, old.score) = (Some("ana".into()), Some("law".into()), Some(0.5));
    old.unit.props = vec![prop("x-client", "one"), prop("x-project", "alpha")];
    old.unit.notes = vec![Note { text: "checked".into(), lang: None }];
    let mut new = dated(&texts, "20230101T000000Z");
    (new.author, new.unit.props) = (Some("ben".into()), vec![prop("x-client", "two")]);
    let turned = entry(&[("fr", "Enregistrer"), ("en", "Save")]);
    let mut coded = entry(&texts);
    coded.unit.variants[0].content.codes.push(Code::new(0, CodeKind::Standalone, "<br/>"));
    let other = entry(&[("en", "Save"), ("fr", "Sauvegarder")]);
    let before = vec![old.clone(), new.clone(), turned, coded.clone(), other.clone()];
    let mut memory = made(&folder.path().join("a.tgm"), before);
    let units = all(&memory);

    let (done, told) = deduped(&mut memory, None, true);
    assert_eq!((done.duplicates, done.repeated, done.changed.batches.len()), (2, 1, 0));
    assert_eq!(
        told.iter().map(|one| (one.removed, one.kept)).collect::<Vec<_>>(),
        [(1, 2), (3, 2)]
    );
    assert_eq!((told[0].lang.as_str(), &*told[0].text), ("en", "Save"));
    assert_eq!(all(&memory), units, "a dry run changes nothing");

    let (done, _) = deduped(&mut memory, None, false);
    assert_eq!((done.duplicates, done.changed.removed, done.changed.changed), (2, 2, 1));
    let mut wanted = new;
    (wanted.context, wanted.domain, wanted.score) = (old.context, old.domain, old.score);
    wanted.unit.props.push(prop("x-project", "alpha"));
    wanted.unit.notes = old.unit.notes;
    assert_eq!(all(&memory), [(2, wanted), (4, coded), (5, other)]);

    undo(&mut memory, &done.changed.batches);
    assert_eq!(all(&memory), units);
}

#[test]
fn by_source_alone_other_translations_go_and_other_languages_stay() {
    let folder = tempfile::tempdir().unwrap();
    let units = vec![
        dated(&[("en", "Save"), ("fr", "Sauver")], "20200101T000000Z"),
        dated(&[("en", "Save"), ("fr", "Enregistrer")], "20230101T000000Z"),
        dated(&[("en", "Save"), ("de", "Speichern")], "20210101T000000Z"),
        entry(&[("ru", "Сохранить"), ("de", "Speichern")]),
        entry(&[("ru", "Удалить"), ("de", "Löschen")]),
    ];
    let mut memory = made(&folder.path().join("a.tgm"), units);
    let (done, _) = deduped(&mut memory, Some(&lang("en")), false);
    assert_eq!((done.duplicates, numbers(&memory)), (2, vec![2, 4, 5]));
    let kept = memory.store().get(2).unwrap().unwrap().entry;
    let texts: Vec<_> =
        kept.unit.variants.iter().map(|v| (v.lang.as_str(), &*v.content.text)).collect();
    assert_eq!(texts, [("en", "Save"), ("fr", "Enregistrer"), ("de", "Speichern")]);
    // Once more there is nothing to do, and no batch.
    let (done, _) = deduped(&mut memory, Some(&lang("en")), false);
    assert_eq!((done.duplicates, done.changed.batches), (0, vec![]));
}

/// More than one batch, one of whose units is there six thousand times.
#[test]
fn large_groups_go_in_several_batches() {
    let folder = tempfile::tempdir().unwrap();
    let units = (0..6_000).map(|_| entry(&[("en", "OK"), ("fr", "OK")])).collect();
    let mut memory = made(&folder.path().join("a.tgm"), units);
    let (done, _) = deduped(&mut memory, None, false);
    assert_eq!((done.changed.batches.len(), numbers(&memory)), (2, vec![1]));
    undo(&mut memory, &done.changed.batches);
    assert_eq!(numbers(&memory).len(), 6_000);
}
