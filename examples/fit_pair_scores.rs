//! Fits the weights of `align::pairwise`, without and with the encoder, and measures them: tables of sound pairs (source, tab, target)
//! are spoilt here and there, and the spoilt pairs must be told from the others.
//!
//!     cargo run --release --example fit_pair_scores -- dev-1.tsv dev-2.tsv … --test test.tsv …

#![expect(clippy::print_stdout, reason = "a program that prints its result")]

use targum::align::pairwise::{COUNT, Features, LEXICAL, NAMES, features, logistic};
use targum::app::encoders::Model;
use targum::encoder::Encoder;

type Set = Vec<(Features, bool)>;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (train, test) = match arguments.iter().position(|a| a == "--test") {
        Some(at) => (&arguments[..at], &arguments[at + 1..]),
        None => (&arguments[..], &arguments[..0]),
    };
    let model = Model::find(None).expect("weights of the encoder");
    let muse = model.encoder().expect("an encoder");
    for (title, encoder, used) in
        [("without an encoder", None, LEXICAL), ("with one", Some(&muse as &dyn Encoder), COUNT)]
    {
        let read = |paths: &[String], batch: usize| -> Vec<Set> {
            paths.iter().map(|path| set(path, batch, encoder)).collect()
        };
        let (train_sets, test_sets) = (read(train, 2048), read(test, 2048));
        // Small memories teach few words: their pairs must be judged by the same weights.
        let all: Set = train_sets.iter().flatten().copied().collect();
        let small: Set = read(train, 100).into_iter().flatten().step_by(4).collect();
        let weights = fit(&[all, small].concat(), used);
        let shown: Vec<String> = weights.iter().map(|w| format!("{w:.2}")).collect();
        println!("{title}: [{}]", shown.join(", "));
        for (name, weight) in NAMES.iter().zip(weights) {
            println!("  {name:<16} {weight:>7.2}");
        }
        for (path, set) in train.iter().zip(&train_sets).chain(test.iter().zip(&test_sets)) {
            report(path, set, &weights);
        }
    }
}

/// The features of a table's pairs, and whether each was left sound.
fn set(path: &str, batch: usize, encoder: Option<&dyn Encoder>) -> Set {
    let text = std::fs::read_to_string(path).expect("a table of pairs");
    let (sources, mut targets): (Vec<&str>, Vec<&str>) =
        text.lines().filter_map(|line| line.split_once('\t')).unzip();
    let sound = spoil(&sources, &mut targets);
    let batches = sources.len().div_ceil(batch);
    let size = sources.len().div_ceil(batches.max(1)).max(1);
    let chunks = sources.chunks(size).zip(targets.chunks(size));
    let found = chunks.flat_map(|(s, t)| features(s, t, encoder).expect("texts have vectors"));
    found.zip(sound).collect()
}

/// In every hundred pairs the targets of five are shifted by one, and five get that of another.
fn spoil(sources: &[&str], targets: &mut [&str]) -> Vec<bool> {
    let size = sources.len();
    let before = targets.to_vec();
    let mut random = 20_260_101_u64;
    let mut next = || {
        random =
            random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) as usize
    };
    for from in (0..size.saturating_sub(100)).step_by(100) {
        let at = from + next() % 40;
        targets[at..at + 5].rotate_left(1);
        for _ in 0..5 {
            let at = from + 50 + next() % 50;
            targets[at] = before[next() % size];
        }
    }
    targets.iter().zip(&before).map(|(now, before)| now == before).collect()
}

/// Logistic regression with a small quadratic penalty, by Newton's method.
fn fit(set: &Set, used: usize) -> Features {
    let mut weights = [0.0; COUNT];
    for _ in 0..12 {
        let mut gradient = vec![0.0_f64; used];
        let mut hessian = vec![vec![0.0_f64; used]; used];
        for (features, sound) in set {
            let p = f64::from(logistic(features, &weights));
            let error = f64::from(u8::from(*sound)) - p;
            for a in 0..used {
                gradient[a] += error * f64::from(features[a]);
                for b in 0..used {
                    hessian[a][b] += p * (1.0 - p) * f64::from(features[a] * features[b]);
                }
            }
        }
        for a in 0..used {
            gradient[a] -= f64::from(weights[a]);
            hessian[a][a] += 1.0;
        }
        for (weight, step) in weights.iter_mut().zip(solve(hessian, gradient)) {
            *weight += step as f32;
        }
    }
    weights
}

/// Gaussian elimination; the matrix is positive definite.
fn solve(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> Vec<f64> {
    let size = right.len();
    for pivot in 0..size {
        for row in 0..size {
            if row != pivot {
                let factor = matrix[row][pivot] / matrix[pivot][pivot];
                let above = matrix[pivot].clone();
                let cells = matrix[row].iter_mut().zip(above).skip(pivot);
                cells.for_each(|(cell, above)| *cell -= factor * above);
                right[row] -= factor * right[pivot];
            }
        }
    }
    (0..size).map(|at| right[at] / matrix[at][at]).collect()
}

fn report(path: &str, set: &Set, weights: &Features) {
    let mut scores: Vec<(f32, bool)> =
        set.iter().map(|(features, sound)| (logistic(features, weights), *sound)).collect();
    scores.sort_by(|a, b| a.0.total_cmp(&b.0));
    let spoilt = scores.iter().filter(|(_, sound)| !sound).count();
    let (mut below, mut area) = (0, 0.0);
    for (_, sound) in &scores {
        if *sound {
            area += below as f64;
        } else {
            below += 1;
        }
    }
    let area = area / (spoilt * (scores.len() - spoilt)).max(1) as f64;
    print!("{path}: {} pairs, {spoilt} spoilt, area under ROC {area:.4}", scores.len());
    for recall in [0.5, 0.8, 0.9] {
        let wanted = (spoilt as f64 * recall).ceil() as usize;
        let mut met = 0;
        let taken = scores.iter().take_while(|(_, sound)| {
            let more = met < wanted;
            met += usize::from(!sound);
            more
        });
        let taken = taken.count();
        print!(", precision at recall {recall}: {:.3}", wanted as f64 / taken.max(1) as f64);
    }
    let under = scores.iter().take_while(|(score, _)| *score < 0.5);
    let wrong = under.clone().filter(|(_, sound)| !sound).count();
    println!("; under 0.5: {} of which {wrong} spoilt", under.count());
}
