//! What speaks for each pair of documents.

use super::Description;
use super::describe::PARTS;
use crate::align::pairwise::dot;
use crate::align::shareable::common;
use rustc_hash::FxHashMap;

/// The kinds of keys documents may share.
const KINDS: usize = 4;
const NAME: usize = 0;
const NUMBERS: usize = 1;
const STEMS: usize = 2;
const SKELETONS: usize = 3;

/// Two sets of documents with how much what they share weighs.
pub(super) struct Table<'a> {
    sources: &'a [Description],
    targets: &'a [Description],
    /// The weight of each key of a kind: the rarer, the more.
    weights: [FxHashMap<u64, f32>; KINDS],
    /// The weight of all keys of each document that both sides have.
    sums: [[Vec<f32>; KINDS]; 2],
    /// Target characters for a source character.
    ratio: f32,
    /// Vectors less the mean of their side's, at unit length; empty where there are none.
    vectors: [Vec<Vec<f32>>; 2],
    /// For each document the mean of its best cosines with the other side.
    usual: [Vec<f32>; 2],
}

impl<'a> Table<'a> {
    pub(super) fn new(sources: &'a [Description], targets: &'a [Description]) -> Self {
        let weights = std::array::from_fn(|kind| weights(sources, targets, kind));
        let sums = [sources, targets].map(|side| {
            std::array::from_fn(|kind| {
                let sum = |one: &Description| {
                    keys(one, kind).iter().filter_map(|key| weights[kind].get(key)).sum()
                };
                side.iter().map(sum).collect()
            })
        });
        let chars = |side: &[Description]| {
            let mut all: Vec<f32> = side.iter().map(|one| one.chars).collect();
            all.sort_unstable_by(f32::total_cmp);
            all.get(all.len() / 2).copied().unwrap_or(0.0) + 100.0
        };
        let vectors = [centred(sources), centred(targets)];
        let usual = [usual(&vectors[0], &vectors[1]), usual(&vectors[1], &vectors[0])];
        let ratio = chars(targets) / chars(sources);
        // Sets of other documents may differ in size as they like; languages do not.
        let ratio = ratio.clamp(0.25, 4.0);
        Self { sources, targets, weights, sums, ratio, vectors, usual }
    }

    /// The log-odds of a source with each target.
    pub(super) fn row(&self, row: usize) -> Vec<f32> {
        (0..self.targets.len()).map(|column| self.log_odds(row, column)).collect()
    }

    fn log_odds(&self, row: usize, column: usize) -> f32 {
        let (source, target) = (&self.sources[row], &self.targets[column]);
        let mut sum = PRIOR + self.sizes(source, target);
        sum += WEIGHTS[NAME] * (self.shared(row, column, NAME) - 0.3).max(0.0);
        sum += WEIGHTS[NUMBERS] * self.shared(row, column, NUMBERS);
        let words = if source.script == target.script { STEMS } else { SKELETONS };
        sum += WEIGHTS[words] * self.shared(row, column, words);
        let (left, right) = (&self.vectors[0][row], &self.vectors[1][column]);
        if !left.is_empty() && !right.is_empty() {
            let cosine = dot(left, right);
            let usual = f32::midpoint(self.usual[0][row], self.usual[1][column]);
            sum += COSINE * cosine + MARGIN * (cosine - usual) - COSINE_PRIOR;
        }
        sum
    }

    /// What two documents share of a kind, as a share of what they might (Dice), less sure where that is
    /// little.
    fn shared(&self, row: usize, column: usize, kind: usize) -> f32 {
        let (left, right) = (self.sums[0][kind][row], self.sums[1][kind][column]);
        if left.min(right) <= 0.0 {
            return 0.0;
        }
        let weight = |key| self.weights[kind].get(&key).copied().unwrap_or(0.0);
        let both =
            common(keys(&self.sources[row], kind), keys(&self.targets[column], kind), weight);
        let least = if kind == NAME { 0.0 } else { 4.0 };
        2.0 * both / (left + right + least)
    }

    /// What sizes and layout say: less than nothing where they differ.
    fn sizes(&self, source: &Description, target: &Description) -> f32 {
        let off = |a: f32, b: f32, plus: f32| ((a + plus) / (b + plus)).ln().abs();
        let chars = off(source.chars * self.ratio, target.chars, 100.0);
        let blocks: f32 =
            (0..3).map(|kind| off(source.blocks[kind], target.blocks[kind], 3.0)).sum();
        let apart: f32 = source.layout.iter().zip(&target.layout).map(|(a, b)| (a - b).abs()).sum();
        -SIZE * chars.min(2.0) - BLOCKS * blocks.min(3.0) - LAYOUT * (apart / PARTS as f32).min(0.3)
    }
}

/// The log-odds of documents of like size of which nothing else is known, and the weights of the rest:
/// set by hand, so that either much of one kind or some of each makes a pair.
const PRIOR: f32 = -2.5;
const WEIGHTS: [f32; KINDS] = [7.0, 8.0, 10.0, 10.0];
const SIZE: f32 = 2.5;
const BLOCKS: f32 = 0.8;
const LAYOUT: f32 = 12.0;
const COSINE: f32 = 6.0;
const MARGIN: f32 = 10.0;
const COSINE_PRIOR: f32 = 1.5;
/// The best cosines whose mean is what a cosine is held against.
const CLOSEST: usize = 4;

fn keys(one: &Description, kind: usize) -> &[u64] {
    match kind {
        NAME => &one.name,
        NUMBERS => &one.numbers,
        STEMS => &one.stems,
        _ => &one.skeletons,
    }
}

/// The weight of each key both sides have: the logarithm of how many documents there are for each that
/// has it.
fn weights(sources: &[Description], targets: &[Description], kind: usize) -> FxHashMap<u64, f32> {
    let mut counts: FxHashMap<u64, [u32; 2]> = FxHashMap::default();
    for (side, documents) in [sources, targets].into_iter().enumerate() {
        for key in documents.iter().flat_map(|one| keys(one, kind)) {
            counts.entry(*key).or_default()[side] += 1;
        }
    }
    let all = (sources.len() + targets.len()) as f32;
    let weight = |[left, right]: [u32; 2]| {
        let shared = left > 0 && right > 0;
        // A name's part on one side only still tells documents apart.
        (shared || kind == NAME).then(|| (1.0 + all / (left + right) as f32).ln())
    };
    counts.into_iter().filter_map(|(key, count)| Some((key, weight(count)?))).collect()
}

/// Vectors less the mean of all, at unit length: what all documents of a set have in common tells none.
fn centred(side: &[Description]) -> Vec<Vec<f32>> {
    let with = side.iter().filter(|one| !one.vector.is_empty());
    let count = with.clone().count();
    let dim = with.clone().map(|one| one.vector.len()).next().unwrap_or(0);
    let mut mean = vec![0.0; dim];
    for one in with {
        mean.iter_mut().zip(&one.vector).for_each(|(sum, value)| *sum += value / count as f32);
    }
    // Of one or two documents the mean is the documents.
    let part = count.saturating_sub(1) as f32 / (count + 4) as f32;
    let centre = |one: &Description| {
        let mut vector: Vec<f32> =
            one.vector.iter().zip(&mean).map(|(value, mean)| value - part * mean).collect();
        let length = dot(&vector, &vector).sqrt().max(1e-6);
        for value in &mut vector {
            *value /= length;
        }
        vector
    };
    side.iter().map(centre).collect()
}

fn usual(from: &[Vec<f32>], to: &[Vec<f32>]) -> Vec<f32> {
    let one = |vector: &Vec<f32>| {
        let others = to.iter().filter(|other| other.len() == vector.len());
        let mut all: Vec<f32> = others.map(|other| dot(vector, other)).collect();
        all.sort_unstable_by(|a, b| b.total_cmp(a));
        // The best is the pair's own, if there is one.
        let near = all.get(1..).unwrap_or_default();
        let near = &near[..near.len().min(CLOSEST)];
        near.iter().sum::<f32>() / near.len().max(1) as f32
    };
    from.iter().map(one).collect()
}
