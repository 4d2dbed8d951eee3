//! What was written is read.

use super::*;
use proptest::prelude::*;
use regex::Regex;

#[test]
fn a_unit_comes_back_as_it_was() {
    on_each(|store| {
        let empty = Entry::default();
        let operations = [full(), empty, entry("en=Plain")].map(Operation::Add).to_vec();
        let outcome = store.write(&batch(operations.clone())).unwrap();
        assert_eq!((outcome.batch, outcome.sequence), (1, 3));
        for (done, operation) in outcome.done.iter().zip(operations) {
            let stored = store.get(done.unit).unwrap().unwrap();
            assert_eq!(Operation::Add(stored.entry), operation);
            assert_eq!(done.effect, Effect::Added);
        }
        assert_eq!(store.get(4).unwrap(), None);
        assert_eq!(store.get(u64::MAX).unwrap(), None);
    });
}

#[test]
fn texts_are_found_by_language_whatever_the_region() {
    on_each(|store| {
        let units = ["en=One|fr=Un", "en-GB=Two|de=Zwei", "de=Drei", "en=Four|en-GB=Four|en-US=4"];
        store.write(&adding(&units)).unwrap();
        let found = |tag: &str| {
            let mut found = Vec::new();
            let each = &mut |row: TextRow<'_>| {
                found.push((row.unit, row.variant, row.exact, row.text.to_owned()));
                ControlFlow::Continue(())
            };
            assert_eq!(store.texts(&lang(tag), each).unwrap(), 4);
            found
        };
        let row = |unit, variant, exact, text: &str| (unit, variant, exact, text.to_owned());
        assert_eq!(
            found("en-GB"),
            [
                row(1, 0, false, "One"),
                row(2, 0, true, "Two"),
                row(4, 0, false, "Four"),
                row(4, 1, true, "Four"),
                row(4, 2, false, "4"),
            ]
        );
        assert!(found("ja").is_empty());
        let counts = store.languages().unwrap();
        let counts: Vec<_> = counts.iter().map(|one| (one.lang.as_str(), one.texts)).collect();
        assert_eq!(counts, [("de", 2), ("en", 2), ("en-GB", 2), ("en-US", 1), ("fr", 1)]);
    });
}

#[test]
fn exact_texts_are_found_before_and_after_settling() {
    on_each(|store| {
        store.write(&adding(&["en=A|fr=É", "en-GB=A", "fr=A"])).unwrap();
        store.settle().unwrap();
        store.write(&adding(&["fr=E\u{301}|en=A"])).unwrap();
        let exact = |store: &dyn Store, tag, text| store.exact(&lang(tag), text).unwrap();
        assert_eq!(exact(store, "en", "A"), [1, 4, 2]);
        assert_eq!(exact(store, "en-GB", "A"), [2, 1, 4]);
        assert_eq!(exact(store, "fr", "É"), [1, 4]);
        assert_eq!(exact(store, "fr", "E\u{301}"), [1, 4]);
        assert!(exact(store, "de", "A").is_empty() && exact(store, "en", "a").is_empty());
        let change = vec![Operation::Replace(1, entry("en=B")), Operation::Remove(4)];
        store.write(&batch(change)).unwrap();
        assert_eq!(exact(store, "en", "A"), [2]);
        assert_eq!(exact(store, "en", "B"), [1]);
    });
}

#[test]
fn units_are_found_by_their_own_identifiers() {
    on_each(|store| {
        let named = |id: Option<&str>| {
            let mut entry = entry("en=One");
            entry.unit.id = id.map(Into::into);
            Operation::Add(entry)
        };
        let ids = [Some("a"), None, Some(""), Some("a"), Some("A")];
        store.write(&batch(ids.map(named).to_vec())).unwrap();
        assert_eq!(store.with_tuid("a").unwrap(), [1, 4]);
        assert_eq!(store.with_tuid("").unwrap(), [3]);
        assert!(store.with_tuid("b").unwrap().is_empty());
    });
}

#[test]
fn filters_choose_units() {
    on_each(|store| {
        let mut plain = entry("en=Plain text|de=Text");
        plain.created = Some("20240506T000000Z".into());
        store.write(&batch(vec![Operation::Add(full()), Operation::Add(plain)])).unwrap();
        let some = |text: &str| Some(Box::from(text));
        let regex = |text: &str| Regex::new(text).unwrap();
        let prop = |name: &str, value: Option<&str>| Filter {
            prop: Some((name.into(), value.map(regex))),
            ..Filter::default()
        };
        let text = |tag: Option<&str>, pattern: TextPattern| Filter {
            text: Some((tag.map(lang), pattern)),
            ..Filter::default()
        };
        let contains = |text: &str| TextPattern::Contains(text.into());
        let none = Filter::default;
        for (filter, wanted) in [
            (none(), vec![1, 2]),
            (Filter { languages: vec![lang("en"), lang("fr")], ..none() }, vec![1]),
            (Filter { since: some("2021"), ..none() }, vec![1, 2]),
            (Filter { since: some("202402"), ..none() }, vec![2]),
            (Filter { before: some("2024"), ..none() }, vec![1]),
            (Filter { author: some("ANN"), ..none() }, vec![1]),
            (Filter { domain: some("law"), ..none() }, vec![1]),
            (Filter { domain: some("never"), ..none() }, vec![]),
            (Filter { origin: some("human"), ..none() }, vec![1]),
            (Filter { status: some("approved"), ..none() }, vec![1]),
            (Filter { document: some("a/b.docx"), ..none() }, vec![1]),
            (Filter { min_score: Some(0.1), ..none() }, vec![1]),
            (Filter { min_score: Some(0.11), ..none() }, vec![]),
            (prop("X-Domain", None), vec![1]),
            (prop("p", Some("^v$")), vec![1]),
            (prop("p", Some("w")), vec![]),
            (text(None, contains("ext")), vec![2]),
            (text(Some("de-AT"), contains("Plain")), vec![]),
            (text(Some("ja"), contains("")), vec![]),
            (text(None, TextPattern::Regex(regex("^(Les|Plain) "))), vec![1, 2]),
        ] {
            let mut found = Vec::new();
            let each = &mut |stored: StoredUnit| {
                found.push(stored.id);
                ControlFlow::Continue(())
            };
            store.scan(&filter, each).unwrap();
            assert_eq!(found, wanted, "{filter:?}");
            assert_eq!(store.count(&filter).unwrap(), wanted.len() as u64, "{filter:?}");
        }
    });
}

#[test]
fn a_scan_can_read_meanwhile_and_be_broken_off() {
    on_each(|store| {
        store.write(&adding(&["en=One", "en=Two", "en=Three"])).unwrap();
        let mut seen = Vec::new();
        let each = &mut |stored: StoredUnit| {
            assert_eq!(store.get(stored.id).unwrap(), Some(stored.clone()));
            seen.push(stored.id);
            if stored.id == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        store.scan(&Filter::default(), each).unwrap();
        assert_eq!(seen, [1, 2]);
        let view = &mut |view: &dyn Store| {
            assert_eq!(view.sequence()?, 3);
            assert_eq!(all(view).len(), 3);
            Ok(())
        };
        store.snapshot(view).unwrap();
    });
}

#[test]
fn words_are_found_in_texts() {
    on_each(|store| {
        let units = [
            "en=The Member States' reports|fr=Les rapports",
            "en=Report of a member: state",
            "en=Don't report|fr=Été déjà",
            "zh=会员国提交的报告",
            "th=รายงานของประเทศสมาชิก",
        ];
        store.write(&adding(&units)).unwrap();
        for (tag, query, wanted) in [
            ("en", "report", vec![2, 3]),
            ("en", "report*", vec![1, 2, 3]),
            ("en-GB", "\"member state\"", vec![2]),
            ("en", "\"member state*\"", vec![1, 2]),
            ("en", "REPORTS member", vec![1]),
            ("en", "don't", vec![3]),
            ("fr", "ete deja", vec![3]),
            ("zh", "报告", vec![4]),
            ("zh", "告报", vec![]),
            ("th", "ประเทศ", vec![5]),
            ("ja", "report", vec![]),
        ] {
            let query = ConcordanceQuery::parse(query);
            let found = store.concordance(&lang(tag), &query, 10).unwrap();
            assert_eq!(found, wanted, "{tag} {query:?}");
            let first: Vec<u64> = wanted.into_iter().take(1).collect();
            assert_eq!(store.concordance(&lang(tag), &query, 1).unwrap(), first);
        }
        // What was changed since is known as well, to a view and to the store.
        let operations = vec![
            Operation::Replace(1, entry("en=No such word|fr=Report")),
            Operation::Remove(2),
            Operation::Add(entry("fr=Rapports|en=A report")),
        ];
        store.write(&batch(operations)).unwrap();
        let query = ConcordanceQuery::parse("report*");
        let find = |view: &dyn Store| view.concordance(&lang("en"), &query, 10);
        let view = &mut |view: &dyn Store| {
            assert_eq!(find(view)?, [3, 6]);
            Ok(())
        };
        store.snapshot(view).unwrap();
        assert_eq!(find(store).unwrap(), [3, 6]);
        store.compact(&CompactOptions { drop_log_before: Some(100) }).unwrap();
        assert_eq!(find(store).unwrap(), [3, 6]);
        let nothing = ConcordanceQuery::parse("* \"\" -");
        assert!(store.concordance(&lang("en"), &nothing, 10).is_err());
    });
}

#[test]
fn settings_are_kept() {
    on_each(|store| {
        let mut settings = Settings {
            name: "Ö".into(),
            priority: -3,
            read_only: true,
            penalty: 2.5,
            source: Some(lang("en")),
            languages: vec![lang("fr-CA")],
            properties: vec![("a".into(), "b".into())],
            ..Settings::default()
        };
        store.set(&settings).unwrap();
        assert_eq!(store.settings().unwrap(), settings);
        let refused = store.write(&adding(&["en=One"])).unwrap_err();
        assert!(matches!(refused.kind(), Kind::ReadOnly));
        settings.read_only = false;
        store.set(&settings).unwrap();
        store.write(&adding(&["en=One"])).unwrap();
        let info = store.info().unwrap();
        assert_eq!((info.units, info.texts, info.sequence, info.batches), (1, 1, 1, 1));
        assert_eq!((info.settings, info.first_sequence), (settings, 1));
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Both stores answer alike after any batches.
    #[test]
    #[cfg(feature = "memory")]
    fn stores_agree(
        steps in proptest::collection::vec((0..4usize, 0..4u8, 0..4u8, 0..4u8, 0..9u64), 1..40),
        cut in 0..3usize,
    ) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("m");
        let mut one: Box<dyn Store> = Box::new(VolatileStore::default());
        let made = SqliteStore::create(&file, &Settings::default(), &Options::default());
        let mut other: Box<dyn Store> = Box::new(made.unwrap());
        for (index, chunk) in steps.chunks(cut + 1).enumerate() {
            let operation = |(what, source, target, date, id): &(usize, u8, u8, u8, u64)| {
                let tag = ["fr", "de", "fr-CA"][usize::from(*target) % 3];
                let mut entry = entry(&format!("en=s{source}|{tag}=t{}", target / 2));
                entry.created = (*date > 0).then(|| format!("202{date}").into());
                match what {
                    0 if *id > 0 => Operation::Remove(*id),
                    1 if *id > 0 => Operation::Replace(*id, entry),
                    _ => Operation::Add(entry),
                }
            };
            let operations = chunk.iter().map(operation).collect();
            let duplicates = [
                Duplicates::Merge, Duplicates::KeepAll, Duplicates::Newest, Duplicates::Overwrite,
            ][index % 4];
            let own = Batch { duplicates, source: Some(lang("en")), ..batch(operations) };
            let outcomes = (one.write(&own), other.write(&own));
            prop_assert_eq!(outcomes.0.as_ref().ok(), outcomes.1.as_ref().ok());
            if index % 3 == 2 {
                let back = index as u64 / 2;
                let undone = (one.undo(back, "", None), other.undo(back, "", None));
                prop_assert_eq!(undone.0.ok(), undone.1.ok());
            }
            if index % 5 == 4 {
                other.settle().unwrap();
                other.concordance(&lang("fr"), &ConcordanceQuery::parse("t1"), 5).unwrap();
            }
        }
        prop_assert_eq!(all(&*one), all(&*other));
        prop_assert_eq!(one.log(100).unwrap(), other.log(100).unwrap());
        prop_assert_eq!(one.languages().unwrap(), other.languages().unwrap());
        for unit in 0..12 {
            prop_assert_eq!(one.history(unit).unwrap(), other.history(unit).unwrap());
        }
        for source in 0..4 {
            let text = format!("s{source}");
            prop_assert_eq!(one.exact(&lang("en"), &text).unwrap(), other.exact(&lang("en"), &text).unwrap());
        }
        for query in ["s1", "t*", "\"s 2\""] {
            let found = |store: &dyn Store| {
                store.concordance(&lang("fr"), &ConcordanceQuery::parse(query), 5).unwrap()
            };
            prop_assert_eq!(found(&*one), found(&*other));
        }
        let found = other.verify().unwrap();
        prop_assert!(found.is_sound(), "{:?}", found.problems);
    }
}
