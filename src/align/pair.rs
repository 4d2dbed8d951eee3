//! A document pair with the sums that features are made of.

use super::evidence::MOST;
use super::prepare::{MAX_WORDS, Prepared};
use super::shareable::Shareable;

/// The kinds of totals.
pub(super) const WORDS: usize = 0;
pub(super) const NUMBERS: usize = 1;
pub(super) const SHAREABLE: usize = 2;
pub(super) const TURNS: usize = 3;
const KINDS: usize = 4;

/// A document pair as the features see it: what does not change from piece to piece.
pub(super) struct Pair<'a> {
    pub(super) source: &'a Prepared,
    pub(super) target: &'a Prepared,
    /// Characters of source (in target characters) and of target up to each sentence.
    pub(super) sums: [Vec<f64>; 2],
    /// For windows of 1 to 4 sentences from each one, the logarithm of their characters and eight.
    pub(super) logs: [Vec<[f32; MOST]>; 2],
    /// The logarithm of 1 and a twentieth of each sentence's characters, between both languages'.
    pub(super) lengths: [Vec<f32>; 2],
    /// The logarithm of 1 and a twentieth of a number of words, for all a bead may have.
    pub(super) sizes: Vec<f32>,
    /// Words, numbers, shareable weight and quotations begun up to each sentence.
    totals: [Vec<[f32; KINDS]>; 2],
    /// Whether blocks and places mean something.
    pub(super) structure: bool,
}

impl<'a> Pair<'a> {
    pub(super) fn new(
        source: &'a Prepared,
        target: &'a Prepared,
        shareable: &Shareable,
        structure: bool,
    ) -> Self {
        let total = |side: &Prepared| side.chars.iter().map(|c| f64::from(*c)).sum::<f64>();
        let ratio = (total(target) + 10.0) / (total(source) + 10.0);
        let sums = [running(&source.chars, ratio), running(&target.chars, 1.0)];
        let logs = [window_logs(&sums[0]), window_logs(&sums[1])];
        let lengths = [&sums[0], &sums[1]].map(|sums| {
            let length =
                |two: &[f64]| ((two[1] - two[0]) as f32 / (ratio as f32).sqrt() / 20.0).ln_1p();
            sums.windows(2).map(length).collect()
        });
        let sizes = (0..=2 * MOST * MAX_WORDS).map(|words| (words as f32 / 20.0).ln_1p()).collect();
        let totals = [(0, source), (1, target)].map(|(side, prepared)| {
            let mut sums = vec![[0.0; KINDS]; prepared.len() + 1];
            for at in 0..prepared.len() {
                let here = [
                    prepared.words(at).len() as f32,
                    prepared.placeables[at].len() as f32,
                    shareable.sums[side][at],
                    f32::from(prepared.marks[at].open.begun),
                ];
                sums[at + 1] = std::array::from_fn(|kind| sums[at][kind] + here[kind]);
            }
            sums
        });
        Self { source, target, sums, logs, lengths, sizes, totals, structure }
    }

    /// The total of a kind over `count` sentences of a side from `from` on.
    pub(super) fn total(&self, side: usize, kind: usize, from: usize, count: usize) -> f32 {
        self.totals[side][from + count][kind] - self.totals[side][from][kind]
    }

    /// Whether both texts have quotations enough that they say something.
    pub(super) fn speaks(&self) -> bool {
        self.source.speaks && self.target.speaks
    }
}

fn running(values: &[f32], factor: f64) -> Vec<f64> {
    let mut sum = 0.0;
    let mut sums = Vec::with_capacity(values.len() + 1);
    sums.push(sum);
    sums.extend(values.iter().map(|value| {
        sum += f64::from(*value) * factor;
        sum
    }));
    sums
}

fn window_logs(sums: &[f64]) -> Vec<[f32; MOST]> {
    let last = sums.len() - 1;
    let log = |from: usize, to: usize| ((sums[to.min(last)] - sums[from] + 8.0) as f32).ln();
    (0..last).map(|from| std::array::from_fn(|size| log(from, from + size + 1))).collect()
}
