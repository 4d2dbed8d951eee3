use super::{Index, IndexError, Measure, Query, Scratch, each_token};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::path::Path;

const MEASURES: [Measure; 3] = [Measure::Characters, Measure::Words, Measure::Stems];

fn symbols(text: &str, measure: Measure) -> Vec<String> {
    if measure == Measure::Characters {
        return text.chars().map(String::from).collect();
    }
    let mut tokens = Vec::new();
    each_token(text, measure, |token| tokens.push(token.to_owned()));
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
    let mut index = Index::create(folder.path()).unwrap();
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
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn finds_what_brute_force_finds(
        changes in prop::collection::vec(
            (prop::collection::vec((0u64..60, text()), 0..30), prop::collection::vec(0u64..60, 0..10)), 1..14),
        queries in prop::collection::vec((text(), 0.3f64..1.0, 1usize..=10, any::<bool>()), 8),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let mut index = Index::create(folder.path()).unwrap();
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
