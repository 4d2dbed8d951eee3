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
use targum::align::training::{Example, Gold, Teacher};
use targum::align::{
    AlignOptions, Model, Sentence,
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
    languages: String,
    source: Vec<String>,
    target: Vec<String>,
    gold: Vec<Gold>,
    coarse: bool,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let value = |name: &str| {
        arguments.iter().position(|a| a == name).and_then(|at| arguments.get(at + 1)).cloned()
    };
    let folder = arguments.first().expect("name the folder of gold sets").clone();
    let mut pairs: Vec<Pair> = load(Path::new(&folder), MOST);
    if let Some(sets) = value("--sets") { pairs.retain(|p| sets.split(',').any(|s| p.set.starts_with(s))); }
    let weights: &'static [u8] = Box::leak(std::fs::read("models/muse-v3.bin").unwrap().into_boxed_slice());
    let encoder = targum::encoder::Muse::new(weights).unwrap();
    let numbers = |name: &str, default: f64| value(name).map_or(vec![default], |l| l.split(',').map(|l| l.parse::<f64>().expect("a number")).collect());
    let (l2s, coarses) = (numbers("--l2", L2), numbers("--coarse", 0.5));
    let drop: Vec<String> = value("--drop").map_or(Vec::new(), |d| d.split(',').map(str::to_owned).collect());
    let model = Model::built_in().clone();
    let pass: usize = value("--pass").map_or(2, |l| l.parse().expect("a number"));
    let base = value("--base").map_or(model.clone(), |f| Model::parse(&std::fs::read_to_string(f).unwrap()));
    let lexical = arguments.iter().any(|a| a == "--lexical");
    let made: Vec<Option<Mutex<Example>>> = pairs.par_iter().map(|pair| {
        let (source, target) = (sentences(&pair.source), sentences(&pair.target));
        let options = AlignOptions { structure: false, encoder: if lexical {None} else {Some(&encoder)}, known: known(&pair.languages), ..AlignOptions::default() };
        let teacher = Teacher { beads: &pair.gold, coarse: pair.coarse };
        Example::new(&source, &target, &teacher, (&base, pass), &options).expect("vectors").map(Mutex::new)
    }).collect();
    let sets: std::collections::BTreeSet<&str> = pairs.iter().zip(&made).filter(|(_, m)| m.is_some()).map(|(p, _)| p.set.as_str()).collect();
    eprintln!("{sets:?}");
    for (p, m) in pairs.iter().zip(&made) { if m.is_none() { eprintln!("left out: one of {}, {} {} {}", p.set, p.source.len(), p.target.len(), p.gold.len()); } }
    let start = structure_only(&model.weights[1]);
    let which = value("--only");
    for (l2, coarse) in l2s.iter().flat_map(|l| coarses.iter().map(move |c| (*l, *c))) {
    eprintln!("== l2 {l2} coarse {coarse}");
    let mut sum = 0.0;
    let every: Vec<Option<&str>> = if arguments.iter().any(|a| a == "--fit") { vec![None] } else { sets.iter().map(|s| Some(*s)).collect() };
    for left in every {
        if which.as_deref().is_some_and(|w| left.is_some_and(|left| !w.split(',').any(|w| left.starts_with(w)))) { continue }
        let family = |set: &str| set.split('_').next().unwrap().to_owned();
        let used: Vec<(&Mutex<Example>, f64)> = pairs.iter().zip(&made).filter_map(|(p, m)| Some((p, m.as_ref()?))).filter(|(p, _)| left.is_none_or(|left| family(&p.set) != family(left))).filter(|(p, _)| coarse > 0.0 || !p.coarse).map(|(p, m)| {
            let size: usize = pairs.iter().filter(|o| o.set == p.set).map(|o| o.gold.len()).sum();
            (m, 400.0 / size as f64 * if p.coarse { coarse } else { 1.0 })
        }).collect();
        let weights = fit(&used, l2, start, &drop);
        if left.is_none() {
            let mut model = base.clone();
            let column = if lexical {usize::from(pass>0)} else {2+usize::from(pass>0)};
            model.weights[column] = weights;
            println!("{}", model.table());
        }
        let mut by: std::collections::BTreeMap<&str, Vec<(&Pair, Vec<Gold>)>> = Default::default();
        for (p, m) in pairs.iter().zip(&made) {
            if left.is_none_or(|left| p.set == left) { if let Some(m) = m {
                let best = m.lock().unwrap().best(&weights);
                if arguments.iter().any(|a| a == "--errors") && !p.coarse { errors(p, &best); }
                by.entry(&p.set).or_default().push((p, best));
            } }
        }
        for (set, docs) in by {
            let f = strict_f1(&docs);
            eprintln!("{set:24} {f:.4}");
            sum += f;
        }
        if arguments.iter().any(|a| a == "--weights") { for (n, w) in NAMES.iter().zip(weights) { eprintln!("   {n:20} {w:.3}"); } }
    }
    eprintln!("sum {:.4}", sum);
    }
}

fn errors(p: &Pair, best: &[Gold]) {
    let gold: std::collections::HashSet<Gold> = p.gold.iter().cloned().collect();
    let mut kinds: std::collections::BTreeMap<(usize, usize), [usize; 3]> = Default::default();
    for (s, t) in &p.gold { kinds.entry((s.len(), t.len())).or_default()[0] += 1; }
    for (s, t) in best {
        let k = kinds.entry((s.len(), t.len())).or_default();
        k[1] += 1;
        if gold.contains(&(s.clone(), t.clone())) || s.is_empty() || t.is_empty() { k[2] += 1; }
    }
    eprintln!("   {} gold/found/right {kinds:?}", p.set);
    for (s, t) in best { if !gold.contains(&(s.clone(), t.clone())) {
        let near: Vec<&Gold> = p.gold.iter().filter(|(a, b)| (a.start < s.end && s.start < a.end) || (b.start < t.end && t.start < b.end)).collect();
        eprintln!("   E {s:?} {t:?} gold {near:?}");
    } }
}

/// Whether the encoder was trained on both languages.
fn known(languages: &str) -> bool {
    languages.split_whitespace().all(|l| ["ar", "zh", "nl", "en", "de", "fr", "it", "ja", "ko", "pl", "pt", "es", "th", "tr", "ru"].contains(&l))
}

/// Strict F1 over all documents: precision over all beads, recall over the paired ones.
fn strict_f1(docs: &[(&Pair, Vec<Gold>)]) -> f64 {
    let (mut right, mut given, mut found, mut wanted) = (0, 0, 0, 0);
    for (pair, beads) in docs {
        let mut split = Vec::new();
        for (s, t) in beads {
            if s.is_empty() { split.extend(t.clone().map(|j| (0..0, j..j + 1))) }
            else if t.is_empty() { split.extend(s.clone().map(|i| (i..i + 1, 0..0))) }
            else { split.push((s.clone(), t.clone())) }
        }
        if pair.coarse { split = merged(&split, &pair.gold); }
        let gold: std::collections::HashSet<Gold> = pair.gold.iter().cloned().map(|(s, t)| (if s.is_empty() {0..0} else {s}, if t.is_empty() {0..0} else {t})).collect();
        for bead in &split {
            let null = bead.0.is_empty() || bead.1.is_empty();
            let hit = gold.contains(bead);
            given += 1;
            right += usize::from(hit);
            found += usize::from(hit && !null);
        }
        wanted += gold.iter().filter(|(s, t)| !s.is_empty() && !t.is_empty()).count();
    }
    let (p, r) = (right as f64 / given as f64, found as f64 / wanted as f64);
    2.0 * p * r / (p + r)
}

/// Neighbouring beads that lie in one bead of a coarse gold as one.
fn merged(beads: &[Gold], gold: &[Gold]) -> Vec<Gold> {
    let mut out: Vec<Gold> = Vec::new();
    let mut last = None;
    for (s, t) in beads {
        let home = gold.iter().position(|(a, b)| (s.is_empty() || (a.start <= s.start && s.end <= a.end)) && (t.is_empty() || (b.start <= t.start && t.end <= b.end)) && !(s.is_empty() && t.is_empty()));
        if home.is_some() && home == last {
            let l = out.last_mut().unwrap();
            if !s.is_empty() { l.0 = if l.0.is_empty() { s.clone() } else { l.0.start..s.end } }
            if !t.is_empty() { l.1 = if l.1.is_empty() { t.clone() } else { l.1.start..t.end } }
        } else { out.push((s.clone(), t.clone())); }
        last = home;
    }
    out
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
fn fit(examples: &[(&Mutex<Example>, f64)], l2: f64, start: [f32; COUNT], drop: &[String]) -> [f32; COUNT] {
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
            if drop.iter().any(|d| NAMES[at] == d) { slope[at] = 0.0; }
            if slope[at] != 0.0 {
                loss += 0.5 * l2 * weights[at] * weights[at];
                slope[at] += l2 * weights[at];
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
            pairs.push(Pair { set: name.clone(), languages: languages.clone(), source, target, gold, coarse: document.join("coarse").exists() });
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
