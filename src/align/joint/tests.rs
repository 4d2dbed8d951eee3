use super::*;
use crate::model::Place;
use std::ops::Range;

fn sentences<'a>(texts: &[&'a str]) -> Vec<Sentence<'a>> {
    texts.iter().map(|text| Sentence { text, place: Place::Paragraph, block: 0 }).collect()
}

fn options() -> AlignOptions<'static> {
    AlignOptions { structure: false, ..AlignOptions::default() }
}

fn joint(sides: &[Vec<Sentence<'_>>]) -> Vec<Link> {
    jointly(sides, &|_, _| options(), &|_| {}).expect("no encoder that could fail")
}

/// How many segments each side has, link by link.
fn sizes(links: &[Link]) -> Vec<Vec<usize>> {
    links.iter().map(|link| link.ranges.iter().map(ExactSizeIterator::len).collect()).collect()
}

/// Every sentence of every side once and in order, and scores that are likelihoods.
fn assert_whole(links: &[Link], sides: &[Vec<Sentence<'_>>]) {
    for (d, side) in sides.iter().enumerate() {
        let mut at = 0;
        for link in links {
            assert_eq!(link.ranges[d].start, at, "side {d}");
            at = link.ranges[d].end;
            assert!((0.0..=1.0).contains(&link.scores[d]));
        }
        assert_eq!(at as usize, side.len(), "side {d}");
    }
    assert!(links.iter().all(|link| link.ranges.iter().any(|range| !range.is_empty())));
}

const ENGLISH: [&str; 6] = [
    "Resolution 1540 was adopted in 2004.",
    "Kowalski of Poland spoke for 35 minutes.",
    "Then the meeting rose.",
    "On 14 May the 92 members met in Geneva.",
    "Mrs. Adeyemi (Nigeria) asked 7 questions.",
    "Document A/59/310 was issued on 30 June.",
];
const FRENCH: [&str; 6] = [
    "La résolution 1540 a été adoptée en 2004.",
    "Kowalski de la Pologne a parlé pendant 35 minutes.",
    "Puis la séance fut levée.",
    "Le 14 mai, les 92 membres se sont réunis à Genève.",
    "Mme Adeyemi (Nigéria) a posé 7 questions.",
    "Le document A/59/310 est paru le 30 juin.",
];
const SPANISH: [&str; 6] = [
    "La resolución 1540 fue aprobada en 2004.",
    "Kowalski de Polonia habló durante 35 minutos.",
    "Luego se levantó la sesión.",
    "El 14 de mayo los 92 miembros se reunieron en Ginebra.",
    "La Sra. Adeyemi (Nigeria) hizo 7 preguntas.",
    "El documento A/59/310 se publicó el 30 de junio.",
];

#[test]
fn what_one_merges_stays_whole_in_all() {
    let merged = format!("{} {}", SPANISH[0], SPANISH[1]);
    let mut spanish = SPANISH.to_vec();
    spanish.splice(0..2, [merged.as_str()]);
    let sides = [sentences(&ENGLISH), sentences(&FRENCH), sentences(&spanish)];
    let links = joint(&sides);
    assert_whole(&links, &sides);
    assert_eq!(
        sizes(&links),
        [[2, 2, 1], [1, 1, 1], [1, 1, 1], [1, 1, 1], [1, 1, 1]].map(Vec::from)
    );
}

#[test]
fn odd_documents_come_through() {
    let empty = sentences(&[]);
    for sides in [
        vec![sentences(&ENGLISH), empty.clone(), sentences(&SPANISH)],
        vec![empty.clone(), sentences(&ENGLISH), empty.clone()],
        vec![empty.clone(), empty.clone(), empty],
        vec![sentences(&["", "", ""]), sentences(&["x"]), sentences(&ENGLISH)],
    ] {
        assert_whole(&joint(&sides), &sides);
    }
}

#[test]
fn of_many_documents_not_all_pairs_are_aligned() {
    assert_eq!(pairs(8).len(), 28);
    assert_eq!(pairs(20).len(), 19 + 18);
    let sides: Vec<_> = (0..3)
        .flat_map(|_| [sentences(&ENGLISH), sentences(&FRENCH), sentences(&SPANISH)])
        .collect();
    let links = joint(&sides);
    assert_whole(&links, &sides);
    assert_eq!(sizes(&links), vec![vec![1; 9]; 6]);
}

/// Threads share nothing but the tables: one or four give the same.
#[test]
fn threads_change_nothing() {
    let english: Vec<String> =
        (0..300).map(|n| format!("Line {n} has {} words.", n * n % 97)).collect();
    let french: Vec<String> =
        (0..300).filter(|n| n % 11 != 0).map(|n| format!("{n}: {} mots", n * n % 97)).collect();
    let english: Vec<&str> = english.iter().map(String::as_str).collect();
    let french: Vec<&str> = french.iter().map(String::as_str).collect();
    let sides = [sentences(&english), sentences(&french), sentences(&english)];
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| joint(&sides))
    };
    let links = run(1);
    assert_whole(&links, &sides);
    assert_eq!(links, run(4));
}

/// A table of a pair that says one thing only.
fn table(lengths: (usize, usize), beads: &[(Range<u32>, Range<u32>)], p: f32) -> Table {
    let mut likely = crate::align::Likely::default();
    likely.nodes.push((0, 0, 1.0));
    for (left, right) in beads {
        let ends = (left.end, right.end);
        let last = (ends.0 as usize, ends.1 as usize) == lengths;
        likely.nodes.push((ends.0, ends.1, if last { 1.0 } else { p }));
        let (a, b) = (left.len() as u32, right.len() as u32);
        likely.beads.push(((left.start, a, right.start, b), p));
    }
    let scores = vec![p; beads.len()];
    Table::new(lengths, super::super::Found { path: Vec::new(), scores, likely, meant: false })
}

/// Two documents by their indices, and the beads their pair has.
type PairBeads<'a> = ((usize, usize), &'a [(Range<u32>, Range<u32>)]);

/// The links of documents whose pairs say what `beads` has for each, the first document's index first.
fn linked(lengths: &[usize], beads: &[PairBeads<'_>]) -> Vec<Link> {
    let tables =
        beads.iter().map(|&((d, e), beads)| ((d, e), table((lengths[d], lengths[e]), beads, 0.9)));
    let counts = lengths.iter().map(|length| *length as u32).collect();
    let posteriors = Posteriors::new(counts, tables.collect());
    linking::links(&posteriors, &cuts::best(&posteriors), Model::built_in())
}

#[test]
fn a_sentence_missing_in_one_leaves_the_others_paired() {
    let same = [(0..1, 0..1), (1..2, 1..2), (2..3, 2..3)];
    let missing = [(0..1, 0..1), (1..2, 1..1), (2..3, 1..2)];
    let links =
        linked(&[3, 2, 3], &[((0, 1), &missing), ((0, 2), &same), ((1, 2), &turned(&missing))]);
    assert_eq!(sizes(&links), [[1, 1, 1], [1, 0, 1], [1, 1, 1]].map(Vec::from));
    assert!(links[1].scores[1] > 0.5, "that it has nothing is likely");
}

#[test]
fn what_the_source_lacks_stands_alone() {
    let same = [(0..1, 0..1), (1..2, 1..2), (2..3, 2..3)];
    let missing = turned(&[(0..1, 0..1), (1..2, 1..1), (2..3, 1..2)]);
    let links = linked(&[2, 3, 3], &[((0, 1), &missing), ((0, 2), &missing), ((1, 2), &same)]);
    assert_eq!(sizes(&links), [[1, 1, 1], [0, 1, 1], [1, 1, 1]].map(Vec::from));
}

/// What each side has alone at one place is not one link.
#[test]
fn passages_that_have_nothing_to_do_with_each_other_part() {
    let alone = [(0..1, 0..1), (1..2, 1..1), (2..2, 1..2), (2..3, 2..3)];
    let same = [(0..1, 0..1), (1..2, 1..2), (2..3, 2..3)];
    let links = linked(&[3, 3, 3], &[((0, 1), &same), ((0, 2), &alone), ((1, 2), &alone)]);
    assert_eq!(sizes(&links), [[1, 1, 1], [1, 1, 0], [0, 0, 1], [1, 1, 1]].map(Vec::from));
}

fn turned(beads: &[(Range<u32>, Range<u32>)]) -> Vec<(Range<u32>, Range<u32>)> {
    beads.iter().map(|(left, right)| (right.clone(), left.clone())).collect()
}

#[test]
fn a_wrong_pair_is_corrected_by_the_others() {
    let right: Vec<(Range<u32>, Range<u32>)> = (0..4).map(|at| (at..at + 1, at..at + 1)).collect();
    let wrong = [(0..1, 0..1), (1..2, 1..3), (2..4, 3..4)];
    let tables = pairs(4).into_iter().map(|(d, e)| {
        let found =
            if (d, e) == (0, 1) { table((4, 4), &wrong, 0.9) } else { table((4, 4), &right, 0.9) };
        ((d, e), found)
    });
    let posteriors = Posteriors::new(vec![4; 4], tables.collect());
    let cuts = cuts::best(&posteriors);
    let links = linking::links(&posteriors, &cuts, Model::built_in());
    assert_eq!(sizes(&links), vec![vec![1; 4]; 4]);
    // The pair alone would have it otherwise.
    let tables = vec![((0, 1), table((4, 4), &wrong, 0.9))];
    let posteriors = Posteriors::new(vec![4; 2], tables);
    let links = linking::links(&posteriors, &cuts::best(&posteriors), Model::built_in());
    assert_eq!(sizes(&links), [[1, 1], [1, 2], [2, 1]].map(Vec::from));
}
