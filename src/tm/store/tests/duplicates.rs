//! What becomes of units whose source text is there.

use super::*;

/// Adds units one after the other and tells what is there then. A date stands behind an `@`.
fn after(duplicates: Duplicates, units: &[&str]) -> Vec<(u64, String)> {
    let mut results = Vec::new();
    let results_of = std::cell::RefCell::new(&mut results);
    on_each(|store| {
        let add = |unit: &&str| {
            let (texts, date) = unit.split_once('@').unwrap_or((unit, ""));
            let mut entry = entry(texts);
            entry.changed = (!date.is_empty()).then(|| date.into());
            Operation::Add(entry)
        };
        let operations: Vec<_> = units.iter().map(add).collect();
        // In one batch or in many, the same comes of it.
        let own = Batch { duplicates, source: Some(lang("en")), ..batch(operations) };
        store.write(&own).unwrap();
        results_of.borrow_mut().push(all(store));
    });
    on_each(|store| {
        for unit in units {
            let (texts, date) = unit.split_once('@').unwrap_or((unit, ""));
            let mut entry = entry(texts);
            entry.changed = (!date.is_empty()).then(|| date.into());
            let operations = vec![Operation::Add(entry)];
            let own = Batch { duplicates, source: Some(lang("en")), ..batch(operations) };
            store.write(&own).unwrap();
        }
        results_of.borrow_mut().push(all(store));
    });
    assert!(results.windows(2).all(|pair| pair[0] == pair[1]), "{results:?}");
    results.swap_remove(0)
}

fn found(units: &[(u64, &str)]) -> Vec<(u64, String)> {
    units.iter().map(|(id, texts)| (*id, (*texts).to_owned())).collect()
}

#[test]
fn all_are_kept() {
    let units = ["en=A|fr=a", "en=A|fr=a"];
    assert_eq!(after(Duplicates::KeepAll, &units), found(&[(1, units[0]), (2, units[1])]));
}

#[test]
fn the_newest_is_kept() {
    let newest = |units: &[&str]| after(Duplicates::Newest, units);
    assert_eq!(newest(&["en=A|fr=a@2020", "en=A|fr=b@2021"]), found(&[(1, "en=A|fr=b")]));
    assert_eq!(newest(&["en=A|fr=a@2021", "en=A|fr=b@2020"]), found(&[(1, "en=A|fr=a")]));
    assert_eq!(newest(&["en=A|fr=a@2021", "en=A|fr=b@2021"]), found(&[(1, "en=A|fr=a")]));
    assert_eq!(newest(&["en=A|fr=a", "en=A|fr=b"]), found(&[(1, "en=A|fr=a")]));
    assert_eq!(newest(&["en=A|fr=a", "en=A|fr=b@2020"]), found(&[(1, "en=A|fr=b")]));
    let other = ["en=A|fr=a@2020", "en=A|de=b@2021", "en-GB=A|fr=c@2022", "en=B|fr=a@2020"];
    let wanted = ["en=A|fr=a", "en=A|de=b", "en-GB=A|fr=c", "en=B|fr=a"];
    let wanted: Vec<(u64, &str)> = (1..).zip(wanted).collect();
    assert_eq!(newest(&other), found(&wanted), "no rivals");
}

#[test]
fn the_last_overwrites() {
    let overwrite = |units: &[&str]| after(Duplicates::Overwrite, units);
    assert_eq!(overwrite(&["en=A|fr=a@2021", "en=A|fr=b@2020"]), found(&[(1, "en=A|fr=b")]));
    assert_eq!(
        overwrite(&["en=A|fr=a|de=d", "en=A|fr=b|it=i"]),
        found(&[(1, "en=A|fr=b|it=i|de=d")])
    );
    // The composed and the decomposed letter are one.
    assert_eq!(overwrite(&["en=É|fr=a", "en=E\u{301}|fr=b"]), found(&[(1, "en=E\u{301}|fr=b")]));
    on_each(|store| {
        let before = ["en=A|fr=a", "en=A|fr=b|de=d", "en=A|fr=c"];
        store.write(&adding(&before)).unwrap();
        let own = Batch { duplicates: Duplicates::Overwrite, ..adding(&["en=A|fr=z"]) };
        let outcome = store.write(&own).unwrap();
        assert_eq!(outcome.done, [Done { unit: 1, effect: Effect::Changed }]);
        assert_eq!(all(store), found(&[(1, "en=A|fr=z"), (2, "en=A|fr=b|de=d")]));
        assert_eq!(store.write(&own).unwrap().count(Effect::Skipped), 1, "it is there already");
    });
}

#[test]
fn variants_are_merged_and_none_is_lost() {
    let merge = |units: &[&str]| after(Duplicates::Merge, units);
    assert_eq!(merge(&["en=A|fr=a", "en=A|de=d"]), found(&[(1, "en=A|fr=a|de=d")]));
    assert_eq!(merge(&["en=A|fr=a|de=d", "en=A|fr=a"]), found(&[(1, "en=A|fr=a|de=d")]));
    assert_eq!(
        merge(&["en=A|fr=a", "en=A|fr=b", "en=A|fr=b|de=d"]),
        found(&[(1, "en=A|fr=a"), (2, "en=A|fr=b|de=d")])
    );
    assert_eq!(merge(&["fr=a|de=x", "fr=a|it=y"]), found(&[(1, "fr=a|de=x|it=y")]), "no English");
}
