//! Learns the aligner's weights from gold alignments.
//!
//! ```text
//! cargo run --release --example train_aligner -- GOLD > src/align/weights.tsv
//! cargo run --release --example train_aligner -- GOLD --each
//! cargo run --release --example train_aligner -- GOLD --leave-out SET > fold.tsv
//! ```
//!
//! GOLD is a folder of sets: `SET/DOC/{src,tgt,gold}.txt` with one sentence a line, gold beads as
//! `[i,j]:[k]`, and a file `SET/langs` with both languages. Where a document has a file `coarse`, its gold are verses: all
//! paths that keep within them are taken to be right, and they count less. Weights are fitted by L-BFGS on the conditional
//! likelihood of the gold with an L2 penalty; each set counts alike, whatever its size. `--each` leaves out one set after
//! another (with those of the same texts) and says how it is aligned by what the others teach. The same input gives the same
//! weights. The encoder's weights are those the program carries.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program that prints its result")]

use rayon::prelude::*;
use std::collections::{BTreeSet, HashSet, VecDeque};
use std::ops::Range;
use std::path::Path;
use std::sync::Mutex;
use targum::align::training::{Example, Gold, Teacher};
use targum::align::{
    AlignOptions, Model, Sentence, align_with,
    features::{COUNT, NAMES},
};
use targum::encoder::{Encoder, Muse, WeightsFile};
use targum::model::Place;

/// The strength of the penalty without and with an encoder, and with one for what marks of punctuation say: they are rare,
/// and not in the way of what vectors say.
const L2: [f64; 2] = [2.0, 30.0];
const L2_OF_MARKS: f64 = 20.0;
/// What a verse's gold counts, without and with an encoder.
const COARSE: [f64; 2] = [0.0, 0.1];
/// Steps of the ascent at most.
const STEPS: usize = 200;
/// Sentences of a document that are learnt from: very long ones would only cost time.
const MOST: usize = 1500;

struct Pair {
    set: String,
    languages: [String; 2],
    source: Vec<String>,
    target: Vec<String>,
    gold: Vec<Gold>,
    coarse: bool,
}

impl Pair {
    /// The texts it shares with other sets: `bible` of `bible_en-fr`.
    fn family(&self) -> &str {
        self.set.split('_').next().unwrap_or(&self.set)
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let folder = arguments.first().expect("name the folder of gold sets");
    let left_out =
        arguments.iter().position(|a| a == "--leave-out").and_then(|at| arguments.get(at + 1));
    let pairs: Vec<Pair> = load(Path::new(folder), MOST);
    let weights = WeightsFile::embedded().expect("a program that carries the encoder's weights");
    let encoder = Muse::new(weights.bytes()).expect("sound weights");
    let sets: BTreeSet<String> = pairs.iter().map(|pair| pair.set.clone()).collect();
    let folds: Vec<Option<&String>> = match left_out {
        _ if arguments.iter().any(|a| a == "--each") => sets.iter().map(Some).collect(),
        left_out => vec![left_out],
    };
    for fold in &folds {
        let family = fold.and_then(|set| set.split('_').next());
        let taught: Vec<&Pair> =
            pairs.iter().filter(|pair| family.is_none_or(|f| pair.family() != f)).collect();
        let model = learn(&taught, &encoder);
        if folds.len() == 1 {
            print(&model, &taught);
        }
        if let Some(set) = fold {
            let whole = load(Path::new(folder), usize::MAX);
            let whole: Vec<Pair> = whole.into_iter().filter(|pair| pair.set == **set).collect();
            let [without, with] =
                [None, Some(&encoder as &dyn Encoder)].map(|e| strict_f1(&whole, &model, e));
            eprintln!("{set}, left out: strict F1 {with:.4}, without encoder {without:.4}");
        }
    }
}

fn print(model: &Model, pairs: &[&Pair]) {
    let sets: BTreeSet<&str> = pairs.iter().map(|pair| pair.set.as_str()).collect();
    let sets: Vec<&str> = sets.into_iter().collect();
    println!(
        "# Learnt by examples/train_aligner.rs (L2 {}, with an encoder {}, of marks {}) from gold alignments of: {}.",
        L2[0],
        L2[1],
        L2_OF_MARKS,
        sets.join(", ")
    );
    println!(
        "# Columns: feature; weight in the first pass and in passes with a lexicon; the same with an encoder."
    );
    println!(
        "# The weights of block, place and closing are set by hand: the gold has none or few."
    );
    print!("{}", model.table());
}

/// The weights and calibrations that some documents teach.
fn learn(pairs: &[&Pair], encoder: &dyn Encoder) -> Model {
    let mut model = Model::built_in().clone();
    for (encoder, passes) in [(None, &[0, 1, 2][..]), (Some(encoder), &[0, 1])] {
        let with = usize::from(encoder.is_some());
        let penalties = penalties(encoder.is_some());
        for &pass in passes {
            let column = Model::column(pass > 0, encoder.is_some());
            let start = match pass {
                0 => by_hand(),
                1 => model.weights[Model::column(false, encoder.is_some())],
                _ => model.weights[column],
            };
            model.weights[column] =
                fit(&examples(pairs, encoder, (&model, pass)), &penalties, start);
        }
        model.calibration[with] = calibrate(pairs, &model, encoder);
    }
    model
}

/// Only the weights that the gold cannot teach.
fn by_hand() -> [f32; COUNT] {
    std::array::from_fn(|at| if is_by_hand(at) { Model::built_in().weights[0][at] } else { 0.0 })
}

/// The strength of the penalty of each feature.
fn penalties(with_encoder: bool) -> [f64; COUNT] {
    let marks = ["end-strong", "end-clause", "quoted", "speech", "bracket", "turns", "turns-null"];
    std::array::from_fn(|at| {
        let lighter = with_encoder && marks.contains(&NAMES[at]);
        if lighter { L2_OF_MARKS } else { L2[usize::from(with_encoder)] }
    })
}

fn is_by_hand(at: usize) -> bool {
    matches!(NAMES[at], "block" | "place" | "closing")
}

/// The documents as they stand before a pass, and what each counts.
fn examples(
    pairs: &[&Pair],
    encoder: Option<&dyn Encoder>,
    before: (&Model, usize),
) -> Vec<(Mutex<Example>, f64)> {
    let coarse = COARSE[usize::from(encoder.is_some())];
    let used = pairs.par_iter().filter(|pair| coarse > 0.0 || !pair.coarse);
    let made = used.filter_map(|pair| {
        let (source, target) = (sentences(&pair.source), sentences(&pair.target));
        let teacher = Teacher { beads: &pair.gold, coarse: pair.coarse };
        let options = options(pair, encoder);
        let example = Example::new(&source, &target, &teacher, before, &options);
        let in_set = pairs.iter().filter(|other| other.set == pair.set);
        let size: usize = in_set.map(|other| other.gold.len()).sum();
        let weight = 400.0 / size as f64 * if pair.coarse { coarse } else { 1.0 };
        Some((Mutex::new(example.expect("vectors")?), weight))
    });
    made.collect()
}

fn options<'a>(pair: &Pair, encoder: Option<&'a dyn Encoder>) -> AlignOptions<'a> {
    let known = encoder.is_some_and(|encoder| pair.languages.iter().all(|l| encoder.knows(l)));
    AlignOptions { structure: false, encoder, known, ..AlignOptions::default() }
}

fn aligned(pair: &Pair, model: &Model, encoder: Option<&dyn Encoder>) -> Vec<(Gold, f32)> {
    let (source, target) = (sentences(&pair.source), sentences(&pair.target));
    let range = |r: &Range<u32>| r.start as usize..r.end as usize;
    let beads = align_with(model, &source, &target, &options(pair, encoder), &|_| {});
    let beads = beads.expect("vectors").into_iter();
    beads.map(|bead| ((range(&bead.source), range(&bead.target)), bead.score)).collect()
}

/// Strict F1 over all documents: precision over all beads, recall over the paired ones. Beads within one bead of a coarse
/// gold count as one.
fn strict_f1(pairs: &[Pair], model: &Model, encoder: Option<&dyn Encoder>) -> f64 {
    let (mut right, mut given, mut found, mut wanted) = (0, 0, 0, 0);
    for pair in pairs {
        let beads: Vec<Gold> =
            aligned(pair, model, encoder).into_iter().map(|(bead, _)| bead).collect();
        let beads = if pair.coarse { merged(&beads, &pair.gold) } else { beads };
        let gold: HashSet<Gold> = pair.gold.iter().map(plain).collect();
        for bead in &beads {
            let hit = gold.contains(&plain(bead));
            given += 1;
            right += usize::from(hit);
            found += usize::from(hit && !is_null(bead));
        }
        wanted += gold.iter().filter(|bead| !is_null(bead)).count();
    }
    let (p, r) = (right as f64 / given as f64, found as f64 / wanted as f64);
    2.0 * p * r / (p + r)
}

fn is_null((s, t): &Gold) -> bool {
    s.is_empty() || t.is_empty()
}

/// A bead with empty sides at 0.
fn plain((s, t): &Gold) -> Gold {
    let side = |r: &Range<usize>| if r.is_empty() { 0..0 } else { r.clone() };
    (side(s), side(t))
}

/// Neighbouring beads that lie in one bead of a coarse gold as one.
fn merged(beads: &[Gold], gold: &[Gold]) -> Vec<Gold> {
    let within = |outer: &Range<usize>, inner: &Range<usize>| {
        inner.is_empty() || (outer.start <= inner.start && inner.end <= outer.end)
    };
    let join = |a: &Range<usize>, b: &Range<usize>| match (a.is_empty(), b.is_empty()) {
        (_, true) => a.clone(),
        (true, _) => b.clone(),
        _ => a.start..b.end,
    };
    let (mut out, mut last): (Vec<Gold>, Option<usize>) = (Vec::new(), None);
    for (s, t) in beads {
        let home = gold.iter().position(|(a, b)| within(a, s) && within(b, t));
        match out.last_mut() {
            Some(bead) if home.is_some() && home == last => {
                *bead = (join(&bead.0, s), join(&bead.1, t));
            }
            _ => out.push((s.clone(), t.clone())),
        }
        last = home;
    }
    out
}

fn sentences(texts: &[String]) -> Vec<Sentence<'_>> {
    texts.iter().map(|text| Sentence { text, place: Place::Paragraph, block: 0 }).collect()
}

/// Maximises the penalised likelihood from `start`; what no example shows keeps its weight.
fn fit(
    examples: &[(Mutex<Example>, f64)],
    penalties: &[f64; COUNT],
    start: [f32; COUNT],
) -> [f32; COUNT] {
    // The loss and its slope, to be made small.
    let loss = |weights: &[f64]| -> (f64, Vec<f64>) {
        let narrow: [f32; COUNT] = std::array::from_fn(|at| weights[at] as f32);
        let parts: Vec<(f64, Vec<f64>)> = examples
            .par_iter()
            .map(|(example, weight)| {
                let mut example = example.lock().expect("no other thread has failed");
                let (likelihood, gradient) = example.gradient(&narrow);
                (likelihood * weight, gradient.into_iter().map(|g| g * weight).collect())
            })
            .collect();
        let mut loss = 0.0;
        let mut slope = vec![0.0; COUNT];
        for (likelihood, gradient) in parts {
            loss -= likelihood;
            slope.iter_mut().zip(gradient).for_each(|(sum, g)| *sum -= g);
        }
        for at in 0..COUNT {
            if is_by_hand(at) {
                slope[at] = 0.0;
            } else if slope[at] != 0.0 {
                loss += 0.5 * penalties[at] * weights[at] * weights[at];
                slope[at] += penalties[at] * weights[at];
            }
        }
        (loss, slope)
    };
    let weights = smallest(loss, start.iter().map(|w| f64::from(*w)).collect());
    std::array::from_fn(|at| weights[at] as f32)
}

/// Finds the smallest value of a convex function by L-BFGS (Nocedal 1980) with backtracking.
fn smallest(loss: impl Fn(&[f64]) -> (f64, Vec<f64>), start: Vec<f64>) -> Vec<f64> {
    let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let mut here = start;
    let (mut value, mut slope) = loss(&here);
    let mut memory: VecDeque<(Vec<f64>, Vec<f64>)> = VecDeque::new();
    for step in 0..STEPS {
        let mut direction = slope.clone();
        let mut parts = Vec::new();
        for (moved, bent) in memory.iter().rev() {
            let part = product(moved, &direction) / product(moved, bent);
            direction.iter_mut().zip(bent).for_each(|(d, b)| *d -= part * b);
            parts.push(part);
        }
        let scale = memory.back().map_or(1e-3, |(m, b)| product(m, b) / product(b, b));
        for part in &mut direction {
            *part *= scale;
        }
        for ((moved, bent), part) in memory.iter().zip(parts.iter().rev()) {
            let back = product(bent, &direction) / product(moved, bent);
            direction.iter_mut().zip(moved).for_each(|(d, m)| *d += (part - back) * m);
        }
        let descent = product(&slope, &direction);
        let mut size = 1.0;
        let (next, next_value, next_slope) = loop {
            let next: Vec<f64> = here.iter().zip(&direction).map(|(h, d)| h - size * d).collect();
            let (next_value, next_slope) = loss(&next);
            assert!(next_value.is_finite(), "the likelihood is no number");
            if next_value <= value - 1e-4 * size * descent || size < 1e-6 {
                break (next, next_value, next_slope);
            }
            size /= 2.0;
        };
        let moved: Vec<f64> = next.iter().zip(&here).map(|(n, h)| n - h).collect();
        let bent: Vec<f64> = next_slope.iter().zip(&slope).map(|(n, s)| n - s).collect();
        let gain = value - next_value;
        (here, value, slope) = (next, next_value, next_slope);
        if gain < 1e-5 * value.abs().max(1.0) {
            eprintln!("{step} steps: loss {value:.2}");
            break;
        }
        if product(&moved, &bent) > 0.0 {
            memory.push_back((moved, bent));
        }
        if memory.len() > 10 {
            memory.pop_front();
        }
    }
    here
}

/// Platt scaling of the posteriors on the gold itself.
fn calibrate(pairs: &[&Pair], model: &Model, encoder: Option<&dyn Encoder>) -> (f32, f32) {
    let plain = Model { calibration: [(1.0, 0.0); 2], ..model.clone() };
    let fine = pairs.iter().filter(|pair| !pair.coarse);
    let mut seen: Vec<(f64, f64)> = Vec::new();
    for pair in fine {
        for (bead, score) in aligned(pair, &plain, encoder) {
            if !is_null(&bead) {
                let right = f64::from(u8::from(pair.gold.contains(&bead)));
                let p = f64::from(score).clamp(1e-5, 1.0 - 1e-5);
                seen.push(((p / (1.0 - p)).ln(), right));
            }
        }
    }
    let (mut slope, mut offset) = (1.0_f64, 0.0_f64);
    for _ in 0..2000 {
        let (mut ds, mut d) = (0.0, 0.0);
        for (odds, right) in &seen {
            let error = right - 1.0 / (1.0 + (-(slope * odds + offset)).exp());
            ds += error * odds;
            d += error;
        }
        slope += 0.05 * ds / seen.len() as f64;
        offset += 0.05 * d / seen.len() as f64;
    }
    (slope as f32, offset as f32)
}

fn load(folder: &Path, most: usize) -> Vec<Pair> {
    let list = |folder: &Path| {
        let entries = std::fs::read_dir(folder).expect("a readable folder");
        let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
        paths.sort();
        paths.into_iter().filter(|path| path.is_dir()).collect::<Vec<_>>()
    };
    let mut pairs = Vec::new();
    for set in list(folder) {
        let name = set.file_name().and_then(|n| n.to_str()).unwrap_or_default().to_owned();
        let languages = std::fs::read_to_string(set.join("langs")).expect("langs");
        for document in list(&set) {
            let read = |file: &str| std::fs::read_to_string(document.join(file)).expect("a text");
            let lines =
                |file: &str| read(file).lines().take(most).map(str::to_owned).collect::<Vec<_>>();
            let (mut source, mut target) = (lines("src.txt"), lines("tgt.txt"));
            let mut gold: Vec<Gold> = read("gold.txt").lines().filter_map(bead).collect();
            cut(&mut source, &mut target, &mut gold);
            pairs.push(Pair {
                set: name.clone(),
                languages: std::array::from_fn(|side| {
                    languages.split_whitespace().nth(side).unwrap_or_default().to_owned()
                }),
                source,
                target,
                gold,
                coarse: document.join("coarse").exists(),
            });
        }
    }
    pairs
}

/// Keeps the beads that lie within the sentences that were read, and the sentences they reach.
fn cut(source: &mut Vec<String>, target: &mut Vec<String>, gold: &mut Vec<Gold>) {
    let ends = (source.len(), target.len());
    let first_out = gold.iter().position(|(s, t)| s.end > ends.0 || t.end > ends.1);
    if let Some(first_out) = first_out {
        gold.truncate(first_out);
        source.truncate(gold.iter().map(|(s, _)| s.end).max().unwrap_or(0));
        target.truncate(gold.iter().map(|(_, t)| t.end).max().unwrap_or(0));
    }
}

/// Reads `[1, 2]:[3]`; beads with gaps are left out.
fn bead(line: &str) -> Option<Gold> {
    let mut sides = line.split(':').map(|side| {
        let inner = side.trim().trim_start_matches('[').trim_end_matches(']');
        let numbers: Option<Vec<usize>> = inner
            .split(',')
            .filter(|n| !n.trim().is_empty())
            .map(|n| n.trim().parse().ok())
            .collect();
        numbers
    });
    let range = |numbers: Vec<usize>| -> Option<Range<usize>> {
        let Some(&first) = numbers.first() else { return Some(0..0) };
        let dense = numbers.iter().zip(first..).all(|(n, wanted)| *n == wanted);
        dense.then(|| first..first + numbers.len())
    };
    Some((range(sides.next()??)?, range(sides.next()??)?))
}
