use super::*;
use proptest::prelude::*;

fn sentences(texts: &[String]) -> Vec<Sentence<'_>> {
    texts.iter().map(|text| Sentence { text, place: Place::Paragraph, block: 0 }).collect()
}

fn run(source: &[String], target: &[String]) -> Vec<Bead> {
    let options = AlignOptions { structure: false, ..AlignOptions::default() };
    align(&sentences(source), &sentences(target), &options, &|_| {})
        .expect("no encoder that could fail")
}

fn covers(beads: &[Bead], n: usize, m: usize) -> bool {
    let (mut i, mut j) = (0, 0);
    for bead in beads {
        if bead.source.start != i || bead.target.start != j {
            return false;
        }
        (i, j) = (bead.source.end, bead.target.end);
    }
    (i as usize, j as usize) == (n, m)
}

proptest! {
    #[test]
    fn beads_cover_both_sides_once_in_order(
        source in proptest::collection::vec("\\PC{0,40}", 0..30),
        target in proptest::collection::vec("\\PC{0,40}", 0..30),
    ) {
        let beads = run(&source, &target);
        prop_assert!(covers(&beads, source.len(), target.len()));
        prop_assert!(beads.iter().all(|bead| (0.0..=1.0).contains(&bead.score)));
    }
}

#[test]
fn equal_texts_align_one_to_one() {
    let texts: Vec<String> = (0..200)
        .map(|n| format!("Sentence {n} speaks of item{} and {}.", n * 7, "x".repeat(n % 40)))
        .collect();
    let beads = run(&texts, &texts);
    assert!(beads.iter().all(|bead| bead.source == bead.target && bead.source.len() == 1));
}

#[test]
fn a_missing_block_is_found() {
    let text = |n: usize| format!("Item{n} costs {} and weighs {}.", n * 13 % 997, n * 17 % 991);
    let source: Vec<String> = (0..3000).map(text).collect();
    let target: Vec<String> = (0..1000).chain(1300..3000).map(text).collect();
    let beads = run(&source, &target);
    assert!(covers(&beads, 3000, 2700));
    let right = beads.iter().filter(|bead| {
        let shift = if bead.source.start < 1000 { 0 } else { 300 };
        bead.source.len() == 1
            && bead.target.len() == 1
            && bead.source.start == bead.target.start + shift
    });
    assert!(right.count() > 2600);
}

#[test]
fn odd_inputs_come_through() {
    let long = vec!["word ".repeat(200_000)];
    let short: Vec<String> = (0..50).map(|_| String::new()).collect();
    for (source, target) in [(&long, &short), (&short, &long), (&short, &short)] {
        assert!(covers(&run(source, target), source.len(), target.len()));
    }
}
