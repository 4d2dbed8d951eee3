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

/// Vectors of word translations: each text is the sum of its words' meanings, a letter an axis.
struct Letters;

impl Letters {
    fn vector(text: &str) -> Vec<f32> {
        let mut vector = [0.01_f32; 32];
        for letter in text.to_lowercase().bytes().filter(u8::is_ascii_lowercase) {
            vector[usize::from(letter - b'a')] += 1.0;
        }
        let length = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
        vector.iter().map(|x| x / length).collect()
    }
}

struct Joined(Vec<String>);

impl Encoder for Letters {
    fn dim(&self) -> usize {
        32
    }

    fn knows(&self, language: &str) -> bool {
        language == "en"
    }

    fn encode(&self, texts: &[&str]) -> Result<Vec<f32>, EncodeError> {
        Ok(texts.iter().flat_map(|text| Self::vector(text)).collect())
    }

    fn document<'a>(
        &'a self,
        sentences: &[&str],
    ) -> Result<Box<dyn crate::encoder::Windows + 'a>, EncodeError> {
        Ok(Box::new(Joined(sentences.iter().map(|text| (*text).to_owned()).collect())))
    }
}

impl crate::encoder::Windows for Joined {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn vectors(&self, windows: &[std::ops::Range<u32>]) -> Vec<f32> {
        let join = |w: &std::ops::Range<u32>| self.0[w.start as usize..w.end as usize].join(" ");
        windows.iter().flat_map(|window| Letters::vector(&join(window))).collect()
    }
}

/// Sentences that have a few letters each, and the same said with other letters in another order.
fn sayings(count: usize) -> [Vec<String>; 2] {
    let letters = |n: usize| -> Vec<u8> {
        (0..6).map(|k| b'a' + ((n * 7 + k * k * 5 + n * n * k) % 26) as u8).collect()
    };
    let said = |n: usize, turned: bool| {
        let mut letters = letters(n);
        if turned {
            letters.reverse();
        }
        letters.iter().map(|letter| char::from(*letter).to_string().repeat(3)).collect::<Vec<_>>()
    };
    [false, true].map(|turned| (0..count).map(|n| said(n, turned).join(" ")).collect())
}

#[test]
fn vectors_find_what_words_do_not() {
    let [source, mut target] = sayings(60);
    // Two sentences of the target are one, and one is missing.
    let second = target.remove(21);
    target[20] = format!("{} {second}", target[20]);
    target.remove(40);
    let options = AlignOptions {
        structure: false,
        encoder: Some(&Letters),
        known: true,
        ..Default::default()
    };
    let beads =
        align(&sentences(&source), &sentences(&target), &options, &|_| {}).expect("vectors");
    assert!(covers(&beads, 60, 58));
    assert!(beads.iter().all(|bead| bead.method == Method::Neural));
    let has = |s: std::ops::Range<u32>, t: std::ops::Range<u32>| {
        beads.iter().any(|bead| bead.source == s && bead.target == t)
    };
    assert!(has(20..22, 20..21), "{beads:?}");
    assert!(has(41..42, 40..40), "{beads:?}");
    assert!(has(50..51, 48..49));
}

#[test]
fn an_encoder_that_does_not_understand_is_not_asked() {
    let [source, _] = sayings(60);
    let target: Vec<String> = (0..60).map(|n| format!("qqqq {}", "z".repeat(n % 7 + 1))).collect();
    let options = AlignOptions { structure: false, encoder: Some(&Letters), ..Default::default() };
    let beads =
        align(&sentences(&source), &sentences(&target), &options, &|_| {}).expect("vectors");
    assert!(covers(&beads, 60, 60));
    assert!(beads.iter().all(|bead| bead.method == Method::Lexical));
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let [source, target] = sayings(5000);
    let aligned = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        let options = AlignOptions {
            structure: false,
            encoder: Some(&Letters),
            known: true,
            ..Default::default()
        };
        pool.install(|| align(&sentences(&source), &sentences(&target), &options, &|_| {}))
            .expect("vectors")
    };
    assert_eq!(aligned(1), aligned(3));
}
