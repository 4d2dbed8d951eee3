//! Learns the aligner's weights from gold alignments.
//!
//! ```text
//! cargo run --release --example train_aligner -- GOLD > src/align/weights.tsv
//! cargo run --release --example train_aligner -- GOLD --leave-out SET > fold.tsv
//! ```
//!
//! GOLD is a folder of sets: `SET/DOC/{src,tgt,gold}.txt` with one sentence a line, gold beads as
//! `[i,j]:[k]`. Sets whose documents carry a file `coarse` (verse gold) are passed over: their beads are not
//! sentence beads. Weights are fitted by L-BFGS on the conditional likelihood of
//! the gold path with an L2 penalty; each set counts alike, whatever its size. Standard error tells
//! the likelihood; the same input gives the same weights.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program that prints its result")]

use rayon::prelude::*;
use std::collections::VecDeque;
use std::path::Path;
use std::sync::Mutex;
use targum::align::training::{Example, Gold};
use targum::align::{
    AlignOptions, Model, Sentence, align_with,
    features::{COUNT, NAMES},
};
use targum::model::Place;

/// The strength of the penalty.
const L2: f64 = 2.0;
/// Steps of the ascent at most.
const STEPS: usize = 200;
/// Sentences of a document that are learnt from: very long ones would only cost time.
const MOST: usize = 1500;

struct Pair {
    set: String,
    source: Vec<String>,
    target: Vec<String>,
    gold: Vec<Gold>,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let left_out =
        arguments.iter().position(|a| a == "--leave-out").and_then(|at| arguments.get(at + 1));
    let folder = arguments.first().expect("name the folder of gold sets");
    let pairs: Vec<Pair> = load(Path::new(folder), left_out.map(String::as_str), MOST);
    assert!(!pairs.is_empty(), "no gold with sentence beads in {folder}");
    let mut model = Model::built_in().clone();
    model.first = fit(&pairs, (&model, 0), structure_only(&model.first));
    model.lexical = fit(&pairs, (&model, 1), model.first);
    // Once more with the lexicon that the weights just learnt give.
    model.lexical = fit(&pairs, (&model, 2), model.lexical);
    model.calibration = calibrate(&pairs, &model);
    let sets: Vec<&str> = pairs.iter().map(|pair| pair.set.as_str()).collect();
    let mut sets = sets;
    sets.dedup();
    println!(
        "# Learnt by examples/train_aligner.rs (L2 {L2}) from gold alignments of: {}.",
        sets.join(", ")
    );
    println!("# Columns: feature, weight in the first pass, weight in passes with a lexicon.");
    println!("# The weights of block and place are set by hand: the gold texts have no structure.");
    print!("{}", model.table());
    if let Some(name) = left_out {
        let (held_out, _): (Vec<Pair>, Vec<Pair>) = load(Path::new(folder), None, usize::MAX)
            .into_iter()
            .partition(|pair| pair.set == *name);
        eprintln!("{name}, left out: strict F1 {:.4}", strict_f1(&held_out, &model));
    }
}

/// Strict F1 over all documents: precision over all beads, recall over the paired ones.
fn strict_f1(pairs: &[Pair], model: &Model) -> f64 {
    let (mut right, mut given, mut found, mut wanted) = (0, 0, 0, 0);
    for pair in pairs {
        let (source, target) = (sentences(&pair.source), sentences(&pair.target));
        let options = AlignOptions { structure: false, ..AlignOptions::default() };
        for bead in align_with(model, &source, &target, &options, &|_| {}) {
            let range = |r: &std::ops::Range<u32>| r.start as usize..r.end as usize;
            let (s, t) = (range(&bead.source), range(&bead.target));
            let null = s.is_empty() || t.is_empty();
            let hit = pair.gold.iter().any(|(a, b)| {
                let same = |x: &std::ops::Range<usize>, y: &std::ops::Range<usize>| {
                    x == y || (x.is_empty() && y.is_empty())
                };
                same(a, &s) && same(b, &t)
            });
            given += 1;
            right += usize::from(hit);
            found += usize::from(hit && !null);
        }
        wanted += pair.gold.iter().filter(|(s, t)| !s.is_empty() && !t.is_empty()).count();
    }
    let (p, r) = (right as f64 / given as f64, found as f64 / wanted as f64);
    2.0 * p * r / (p + r)
}

/// Only the weights that the gold cannot teach.
fn structure_only(weights: &[f32; COUNT]) -> [f32; COUNT] {
    let kept = |at: usize| matches!(NAMES[at], "block" | "place");
    std::array::from_fn(|at| if kept(at) { weights[at] } else { 0.0 })
}

fn sentences(texts: &[String]) -> Vec<Sentence<'_>> {
    texts.iter().map(|text| Sentence { text, place: Place::Paragraph, block: 0 }).collect()
}

/// Maximises the penalised likelihood from `start`; what no example shows keeps its weight.
fn fit(pairs: &[Pair], before: (&Model, usize), start: [f32; COUNT]) -> [f32; COUNT] {
    let examples: Vec<(Mutex<Example>, f64)> = pairs
        .par_iter()
        .map(|pair| {
            let (source, target) = (sentences(&pair.source), sentences(&pair.target));
            let example = Example::new(&source, &target, &pair.gold, before);
            let in_set = pairs.iter().filter(|other| other.set == pair.set);
            let size: usize = in_set.map(|other| other.gold.len()).sum();
            (Mutex::new(example), 400.0 / size as f64)
        })
        .collect();
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
            if slope[at] != 0.0 {
                loss += 0.5 * L2 * weights[at] * weights[at];
                slope[at] += L2 * weights[at];
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
fn calibrate(pairs: &[Pair], model: &Model) -> (f32, f32) {
    let plain = Model { calibration: (1.0, 0.0), ..model.clone() };
    let mut seen: Vec<(f64, f64)> = Vec::new();
    for pair in pairs {
        let (source, target) = (sentences(&pair.source), sentences(&pair.target));
        let options = AlignOptions { structure: false, ..AlignOptions::default() };
        for bead in align_with(&plain, &source, &target, &options, &|_| {}) {
            let range = |r: &std::ops::Range<u32>| r.start as usize..r.end as usize;
            let (s, t) = (range(&bead.source), range(&bead.target));
            if !s.is_empty() && !t.is_empty() {
                let right = f64::from(u8::from(pair.gold.contains(&(s, t))));
                let p = f64::from(bead.score).clamp(1e-5, 1.0 - 1e-5);
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

fn load(folder: &Path, left_out: Option<&str>, most: usize) -> Vec<Pair> {
    let list = |folder: &Path| {
        let entries = std::fs::read_dir(folder).expect("a readable folder");
        let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
        paths.sort();
        paths.into_iter().filter(|path| path.is_dir()).collect::<Vec<_>>()
    };
    let mut pairs = Vec::new();
    for set in list(folder) {
        let name = set.file_name().and_then(|n| n.to_str()).unwrap_or_default().to_owned();
        if left_out == Some(name.as_str()) {
            continue;
        }
        for document in list(&set).into_iter().filter(|path| !path.join("coarse").exists()) {
            let read = |file: &str| std::fs::read_to_string(document.join(file)).expect("a text");
            let lines =
                |file: &str| read(file).lines().take(most).map(str::to_owned).collect::<Vec<_>>();
            let (mut source, mut target) = (lines("src.txt"), lines("tgt.txt"));
            let mut gold: Vec<Gold> = read("gold.txt").lines().filter_map(bead).collect();
            cut(&mut source, &mut target, &mut gold);
            pairs.push(Pair { set: name.clone(), source, target, gold });
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
    let range = |numbers: Vec<usize>| -> Option<std::ops::Range<usize>> {
        let Some(&first) = numbers.first() else { return Some(0..0) };
        let dense = numbers.iter().zip(first..).all(|(n, wanted)| *n == wanted);
        dense.then(|| first..first + numbers.len())
    };
    Some((range(sides.next()??)?, range(sides.next()??)?))
}
