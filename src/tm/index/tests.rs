use super::{Index, IndexError, Measure, Query, Scratch, each_token};
use crate::words::Stemming;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::path::Path;

const LANGUAGE: &str = "en";
const MEASURES: [Measure; 3] = [Measure::Characters, Measure::Words, Measure::Stems];

fn symbols(text: &str, measure: Measure) -> Vec<String> {
    if measure == Measure::Characters {
        return text.chars().map(String::from).collect();
    }
    let mut tokens = Vec::new();
    each_token(text, measure, &Stemming::for_language(LANGUAGE), |token| {
        tokens.push(token.to_owned());
    });
    tokens
}

/// The truth by going through everything.
fn brute(texts: &BTreeMap<u64, String>, query: &Query<'_>) -> Vec<(u64, f64)> {
    let asked = symbols(query.text, query.measure);
    let mut hits = Vec::new();
    for (&unit, text) in texts {
        let other = symbols(text, query.measure);
        let longer = asked.len().max(other.len());
        let distance = strsim::generic_levenshtein(&asked, &other);
        let score = if longer == 0 { 1.0 } else { 1.0 - distance as f64 / longer as f64 };
        if score >= query.threshold - 1e-9 && query.filter.is_none_or(|filter| filter(unit)) {
            hits.push((unit, score));
        }
    }
    hits.sort_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0)));
    hits.truncate(query.top);
    hits
}

fn found(index: &Index, query: &Query<'_>, scratch: &mut Scratch) -> Vec<(u64, f64)> {
    index.search(query, scratch).unwrap().iter().map(|hit| (hit.unit, hit.score)).collect()
}

fn built(texts: &[&str]) -> (tempfile::TempDir, Index) {
    let folder = tempfile::tempdir().unwrap();
    let mut index = Index::create(folder.path(), LANGUAGE).unwrap();
    index.apply((0..).zip(texts), &[], 1).unwrap();
    (folder, index)
}

fn text() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        4 => prop::sample::select(vec!["the", "The", "file", "files", "open", "opening", "a", "of", "%s", "x1"]),
        1 => prop::sample::select(vec!["会员国", "الاتفاقيات", "e\u{301}", "👍🏽", "Größe", "ΟΔΟΣ", "…", "_"]),
    ];
    let joint = prop::sample::select(vec![" ", " ", " ", "", "-", "  "]);
    prop_oneof![
        8 => prop::collection::vec((word.clone(), joint.clone()), 0..8),
        1 => prop::collection::vec((word, joint), 20..70),
    ]
    .prop_map(|parts| parts.into_iter().flat_map(|(word, joint)| [word, joint]).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn finds_what_brute_force_finds(
        changes in prop::collection::vec(
            (prop::collection::vec((0u64..60, text()), 0..30), prop::collection::vec(0u64..60, 0..10)), 1..14),
        queries in prop::collection::vec((text(), 0.3f64..1.0, 1usize..=10, any::<bool>()), 8),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let mut index = Index::create(folder.path(), LANGUAGE).unwrap();
        let mut texts = BTreeMap::new();
        let (mut scratch, mut portable) = (Scratch::default(), Scratch::portable());
        for ((added, mut removed), sequence) in changes.into_iter().zip(1..) {
            let added: BTreeMap<u64, String> = added.into_iter().collect();
            removed.extend(added.keys());
            index.apply(added.iter().map(|(&unit, text)| (unit, text)), &removed, sequence).unwrap();
            texts.retain(|unit, _| !removed.contains(unit));
            texts.extend(added);
        }
        let again = Index::open(folder.path()).unwrap();
        prop_assert_eq!(again.sequence(), index.sequence());
        again.verify().unwrap();
        let odd = |unit: u64| unit % 2 == 1;
        for (text, threshold, top, some) in &queries {
            for measure in MEASURES {
                let filter: Option<&dyn Fn(u64) -> bool> = if *some { Some(&odd) } else { None };
                let query = Query { text, measure, threshold: *threshold, top: *top, filter };
                let truth = brute(&texts, &query);
                prop_assert_eq!(&found(&index, &query, &mut scratch), &truth);
                prop_assert_eq!(&found(&again, &query, &mut portable), &truth);
            }
        }
    }
}

#[test]
fn threads_share_an_index() {
    fn shared<T: Send + Sync>() {}
    shared::<Index>();
}

#[test]
fn odd_texts_are_found() {
    let long = "Ein langer Satz, der nicht endet. ".repeat(3000);
    let nearly = format!("{long}?");
    let texts = [
        "",
        "%",
        "% %",
        "a",
        "ab",
        "abc",
        "…",
        "👍🏽",
        "e\u{301}",
        "é",
        "会员国会议",
        "会员国的会议",
        "การประชุม",
        "الأطفال والنساء",
        "الاطفال والنساء",
        &long,
        "  ",
        "\u{1F}",
    ];
    let (_folder, index) = built(&texts);
    let all = (0..).zip(texts).map(|(unit, text)| (unit, text.to_owned())).collect();
    let mut scratch = Scratch::default();
    for text in texts.iter().copied().chain([&nearly[..], "x", "\t", "会员国", "ab."]) {
        for measure in MEASURES {
            for threshold in [0.0, 0.3, 0.5, 0.7, 1.0] {
                if text.len() > 1000 && threshold < 0.7 {
                    continue;
                }
                let query = Query { threshold, top: 30, ..Query::new(text, measure) };
                let hits = found(&index, &query, &mut scratch);
                if text.len() > 1000 {
                    // The reference would take minutes.
                    assert_eq!(
                        hits.len(),
                        usize::from(threshold < 1.0 || text == long),
                        "{measure:?}"
                    );
                } else {
                    assert_eq!(hits, brute(&all, &query), "{text} {measure:?} {threshold}");
                }
            }
        }
    }
    let query = Query { top: 0, ..Query::new("a", Measure::Words) };
    assert!(index.search(&query, &mut scratch).unwrap().is_empty());
    let query = Query { threshold: f64::NAN, ..Query::new("a", Measure::Words) };
    assert!(index.search(&query, &mut scratch).unwrap().is_empty());
    let query = Query { threshold: 1.5, ..Query::new("a", Measure::Words) };
    assert!(index.search(&query, &mut scratch).unwrap().is_empty());
}

#[test]
fn copies_are_stored_once_and_come_by_number() {
    let (_folder, mut index) = built(&vec!["Same text."; 5000]);
    index.apply([(3, "Same text."), (9000, "Same texts.")], &[0, 3, 4], 2).unwrap();
    let mut scratch = Scratch::default();
    for measure in MEASURES {
        let hits = index.search(&Query::new("Same text.", measure), &mut scratch).unwrap();
        let units: Vec<u64> = hits.iter().map(|hit| hit.unit).collect();
        assert_eq!(units, [1, 2, 3, 5, 6]);
        assert!(hits.iter().all(|hit| hit.score >= 1.0 && hit.text == "Same text."));
    }
    let only = |unit: u64| unit > 4990;
    let query = Query { filter: Some(&only), top: 2, ..Query::new("Same text.", Measure::Words) };
    assert_eq!(found(&index, &query, &mut scratch), [(4991, 1.0), (4992, 1.0)]);
}

#[test]
fn many_small_changes_stay_few_files() {
    let (folder, mut index) = built(&["one", "two", "three"]);
    for change in 0..200u64 {
        let text = format!("Sentence number {change} of many");
        index.apply([(100 + change, text)], &[100 + change / 2], change).unwrap();
    }
    let files = std::fs::read_dir(folder.path()).unwrap().count();
    assert!(files < 16, "{files} files");
    let again = Index::open(folder.path()).unwrap();
    assert_eq!(again.sequence(), 199);
    let mut scratch = Scratch::default();
    for (change, there) in [(0, false), (99, false), (100, true), (199, true)] {
        let text = format!("Sentence number {change} of many");
        let query = Query { threshold: 1.0, ..Query::new(&text, Measure::Words) };
        assert_eq!(!again.search(&query, &mut scratch).unwrap().is_empty(), there, "{change}");
    }
}

#[test]
fn a_reader_keeps_its_state_while_a_writer_goes_on() {
    let (folder, mut index) = built(&["The first state"]);
    let reader = Index::open(folder.path()).unwrap();
    let mut other = Index::open(folder.path()).unwrap();
    index.apply([(0, "The second state")], &[0], 2).unwrap();
    let mut scratch = Scratch::default();
    let text = |index: &Index, scratch: &mut Scratch| {
        let query =
            Query { top: 1, threshold: 0.1, ..Query::new("The first state", Measure::Characters) };
        index.search(&query, scratch).unwrap()[0].text.to_owned()
    };
    assert_eq!(text(&reader, &mut scratch), "The first state");
    assert_eq!(text(&index, &mut scratch), "The second state");
    assert!(matches!(other.apply([(1, "x")], &[], 3), Err(IndexError::Changed { .. })));
    assert_eq!(text(&Index::open(folder.path()).unwrap(), &mut scratch), "The second state");
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for change in 3..60 {
                index.apply([(change, "The second state, too")], &[change - 1], change).unwrap();
            }
        });
        for _ in 0..200 {
            let index = Index::open(folder.path()).unwrap();
            assert!(text(&index, &mut Scratch::default()).starts_with("The second"));
        }
    });
}

#[test]
fn leftovers_of_a_crash_do_not_count() {
    let (folder, mut index) = built(&["One text"]);
    std::fs::write(folder.path().join("00000009-0.segment"), "half of a file").unwrap();
    let mut again = Index::open(folder.path()).unwrap();
    again.apply([(7, "Another text")], &[], 5).unwrap();
    assert!(!folder.path().join("00000009-0.segment").exists());
    assert!(index.apply([(8, "x")], &[], 5).is_err());
}

#[test]
fn what_cannot_be_used_is_said() {
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(Index::open(folder.path()), Err(IndexError::Missing { .. })));
    let (folder, _index) = built(&["One text", "Two texts"]);
    let segment = std::fs::read_dir(folder.path()).unwrap().flatten().map(|entry| entry.path());
    let segment = segment.into_iter().find(|path| path.extension().is_some()).unwrap();
    let manifest = folder.path().join("manifest");
    let (good, good_manifest) =
        (std::fs::read(&segment).unwrap(), std::fs::read_to_string(&manifest).unwrap());
    let opened = |path: &Path| Index::open(path).unwrap_err();

    std::fs::write(&manifest, good_manifest.replacen(" 1 ", " 2 ", 1)).unwrap();
    assert!(matches!(opened(folder.path()), IndexError::Newer { version: 2, .. }));
    std::fs::write(&manifest, good_manifest.replace("sequence\":1", "sequence\":7")).unwrap();
    assert!(opened(folder.path()).wants_rebuild());
    std::fs::write(&manifest, "nonsense").unwrap();
    assert!(opened(folder.path()).wants_rebuild());
    std::fs::write(&manifest, &good_manifest).unwrap();

    std::fs::write(&segment, &good[..good.len() - 1]).unwrap();
    assert!(opened(folder.path()).wants_rebuild());
    std::fs::write(&segment, b"").unwrap();
    assert!(opened(folder.path()).wants_rebuild());
    std::fs::remove_file(&segment).unwrap();
    assert!(opened(folder.path()).wants_rebuild());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn damage_is_no_panic(
        texts in prop::collection::vec(text(), 1..40),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..60),
        asked in text(),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let mut index = Index::create(folder.path(), LANGUAGE).unwrap();
        index.apply((0..).zip(&texts), &[], 1).unwrap();
        let file = std::fs::read_dir(folder.path()).unwrap().flatten().map(|entry| entry.path());
        let file = file.into_iter().find(|path| path.extension().is_some()).unwrap();
        let mut bytes = std::fs::read(&file).unwrap();
        // The header has its own checksum: what matters is behind.
        let body = super::layout::HEADER;
        for (at, byte) in damage {
            let at = body + at.index(bytes.len() - body);
            bytes[at] = byte;
        }
        std::fs::remove_file(&file).unwrap();
        std::fs::write(&file, &bytes).unwrap();
        if let Ok(index) = Index::open(folder.path()) {
            let mut scratch = Scratch::default();
            for measure in MEASURES {
                let query = Query { threshold: 0.1, top: 50, ..Query::new(&asked, measure) };
                let _either = index.search(&query, &mut scratch);
            }
            let _either = index.verify();
        }
    }
}

#[test]
fn verify_finds_a_changed_byte() {
    let (folder, _index) = built(&["One text", "Two texts"]);
    let file = std::fs::read_dir(folder.path()).unwrap().flatten().map(|entry| entry.path());
    let file = file.into_iter().find(|path| path.extension().is_some()).unwrap();
    let mut bytes = std::fs::read(&file).unwrap();
    let at = bytes.windows(8).position(|window| window == b"One text").unwrap();
    bytes[at] = b'o';
    std::fs::remove_file(&file).unwrap();
    std::fs::write(&file, &bytes).unwrap();
    let index = Index::open(folder.path()).unwrap();
    assert!(matches!(index.verify(), Err(IndexError::Damaged { .. })));
}
