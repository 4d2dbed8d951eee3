//! How likely two texts translate each other, for pairs that are given: the units of a memory.
//!
//! The evidence is the aligner's: a lexicon learnt from the pairs themselves (the module `lexicon`, with
//! what a pair gives itself taken off), lengths, numbers, names and cognates; and cosines where an
//! encoder knows both languages. A score of its own says little, as texts are easy or hard to tell;
//! so each pair is also held against those its neighbours in the stream would make.

use super::evidence::Scorer;
use super::lexicon::{self, Lexicon};
use super::prepare::Prepared;
use super::shareable::{Shareable, common};
use super::{Sentence, prepared};
use crate::encoder::{EncodeError, Encoder};
use crate::model::Place;
use rayon::prelude::*;
use std::ops::Range;

/// The names of the features, in the order of the weights.
pub const NAMES: [&str; COUNT] = [
    "bias",
    "lexical",
    "lexical-words",
    "lexical-margin",
    "length",
    "length-all",
    "numbers",
    "numbers-missing",
    "shared",
    "shared-missing",
    "marks",
    "words",
    "cosine",
    "cosine-margin",
    "cosine-words",
];

/// How many features there are.
pub const COUNT: usize = 15;
/// Those behind these need an encoder.
pub const LEXICAL: usize = 12;

/// The features of a pair.
pub type Features = [f32; COUNT];

/// Weights without an encoder and with one: logistic regressions by `examples/fit_pair_scores.rs` over sets
/// of sound pairs (eleven, and seven) of which a tenth was spoilt.
const WEIGHTS: [Features; 2] = [
    [3.47, 0.31, 0.39, 2.31, -4.18, -0.07, 0.62, -1.91, 1.53, -3.85, -1.40, 1.98, 0.0, 0.0, 0.0],
    [0.27, -0.67, 1.12, 1.72, 0.10, -0.15, 0.02, -1.82, -0.23, -2.91, 0.61, 0.73, 2.42, 6.82, 4.26],
];

/// Pairs to each side that lexical scores and findings look at.
const NEAR: usize = 8;
/// Pairs to each side whose cosines a pair's is held against.
const AROUND: usize = 32;
/// The most similar of those, whose mean is what a pair must be above.
const CLOSEST: usize = 4;
/// Pairs one thread takes at a time.
const CHUNK: usize = 256;

/// What a score rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// The vectors of an encoder, and the rest.
    Encoder,
    /// Words, numbers, names and lengths.
    Lexical,
}

/// A pair's score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scored {
    /// How likely the texts translate each other, 0–1.
    pub score: f32,
    /// What that rests on.
    pub basis: Basis,
    /// How many pairs further on (back where negative) the target stands that fits the source better.
    pub better: Option<i32>,
}

/// Scores each source with the target beside it. The pairs should come in the order of their memory and
/// be some thousand: they are each other's lexicon and neighbours. The caller sees to it that the
/// encoder knows both languages.
///
/// # Errors
/// When the encoder has no vectors for a text.
pub fn score(
    sources: &[&str],
    targets: &[&str],
    encoder: Option<&dyn Encoder>,
) -> Result<Vec<Scored>, EncodeError> {
    let basis = if encoder.is_some() { Basis::Encoder } else { Basis::Lexical };
    let found = evidence(sources, targets, encoder)?;
    let scored = found.into_iter().map(|(features, better)| {
        let weights = &WEIGHTS[usize::from(encoder.is_some())];
        Scored { score: logistic(&features, weights), basis, better }
    });
    Ok(scored.collect())
}

/// The features of each pair, for fitting weights; those from [`LEXICAL`] on are 0 without an encoder.
///
/// # Errors
/// As [`score`].
pub fn features(
    sources: &[&str],
    targets: &[&str],
    encoder: Option<&dyn Encoder>,
) -> Result<Vec<Features>, EncodeError> {
    Ok(evidence(sources, targets, encoder)?.into_iter().map(|(features, _)| features).collect())
}

/// The probability that weights give features.
pub fn logistic(features: &Features, weights: &Features) -> f32 {
    let sum: f32 = features.iter().zip(weights).map(|(f, w)| f * w).sum();
    1.0 / (1.0 + (-sum).exp())
}

fn evidence(
    sources: &[&str],
    targets: &[&str],
    encoder: Option<&dyn Encoder>,
) -> Result<Vec<(Features, Option<i32>)>, EncodeError> {
    let size = sources.len().min(targets.len());
    let (left, right) = (sentences(&sources[..size]), sentences(&targets[..size]));
    let (source, target) = prepared(&left, &right);
    let vectors = match encoder {
        Some(encoder) => Some(Vectors {
            dim: encoder.dim(),
            sides: [encoder.encode(&sources[..size])?, encoder.encode(&targets[..size])?],
        }),
        None => None,
    };
    let all = Pairs::new(&source, &target, targets, vectors);
    let chunks: Vec<Range<usize>> =
        (0..size).step_by(CHUNK).map(|from| from..(from + CHUNK).min(size)).collect();
    let found: Vec<Vec<(Features, Option<i32>)>> =
        chunks.into_par_iter().map(|chunk| all.chunk(chunk)).collect();
    Ok(found.concat())
}

fn sentences<'a>(texts: &[&'a str]) -> Vec<Sentence<'a>> {
    let sentence =
        |(block, text): (u32, &&'a str)| Sentence { text, place: Place::Paragraph, block };
    (0..).zip(texts).map(sentence).collect()
}

/// Unit vectors of both sides, row by row.
struct Vectors {
    dim: usize,
    sides: [Vec<f32>; 2],
}

impl Vectors {
    fn cosine(&self, i: usize, j: usize) -> f32 {
        let row = |side: usize, at: usize| &self.sides[side][at * self.dim..(at + 1) * self.dim];
        dot(row(0, i), row(1, j))
    }
}

/// In eight sums, so that the compiler may keep them side by side.
pub(super) fn dot(a: &[f32], b: &[f32]) -> f32 {
    let ((a, rest_a), (b, rest_b)) = (a.as_chunks::<8>(), b.as_chunks::<8>());
    let mut sums = [0.0_f32; 8];
    for (a, b) in a.iter().zip(b) {
        for (sum, (a, b)) in sums.iter_mut().zip(a.iter().zip(b)) {
            *sum += a * b;
        }
    }
    sums.iter().sum::<f32>() + rest_a.iter().zip(rest_b).map(|(a, b)| a * b).sum::<f32>()
}

/// All pairs with what is learnt from them.
struct Pairs<'a> {
    sides: (&'a Prepared, &'a Prepared),
    targets: &'a [&'a str],
    shareable: Shareable,
    lexicon: Lexicon,
    /// The lexical score of a typical pair.
    typical: f32,
    /// Target characters for a source character.
    ratio: f32,
    vectors: Option<Vectors>,
}

/// The lexical scores of a pair and of those its source and its target make with their neighbours.
struct Scores {
    own: f32,
    /// By offset from `-NEAR` on: the source with that target.
    sideways: Vec<(usize, f32)>,
    /// The best other of source or target.
    best_other: f32,
}

impl<'a> Pairs<'a> {
    fn new(
        source: &'a Prepared,
        target: &'a Prepared,
        targets: &'a [&'a str],
        vectors: Option<Vectors>,
    ) -> Self {
        let beads: Vec<_> = (0..source.len() as u32).map(|i| (i..i + 1, i..i + 1, 1.0)).collect();
        let total = |side: &Prepared| side.chars.iter().map(|c| f64::from(*c)).sum::<f64>() + 10.0;
        let mut made = Self {
            sides: (source, target),
            targets,
            shareable: Shareable::new(source, target),
            lexicon: lexicon::learn(source, target, &beads, &Vec::new()),
            typical: 1.0,
            ratio: (total(target) / total(source)) as f32,
            vectors,
        };
        let step = source.len() / 2000 + 1;
        let sample = (0..source.len()).step_by(step);
        let mut scores: Vec<f32> = made.lexical(sample, 0).into_iter().map(|s| s.own).collect();
        scores.sort_unstable_by(f32::total_cmp);
        // The typical pair is a sound one: most are, even in bad memories.
        made.typical = scores.get(scores.len() * 6 / 10).copied().unwrap_or(0.5).max(0.2);
        made
    }

    fn near(&self, at: usize, reach: usize) -> Range<usize> {
        at.saturating_sub(reach)..(at + reach + 1).min(self.sides.0.len())
    }

    /// Mean log-odds a word, both directions together, of the pairs at `places`, and of their
    /// neighbours up to `reach`; in units of the typical pair's.
    fn lexical(&self, places: impl Iterator<Item = usize>, reach: usize) -> Vec<Scores> {
        let (source, target) = self.sides;
        let mut forward = Scorer::new(source, target, &self.lexicon.forward);
        let mut backward = Scorer::new(target, source, &self.lexicon.backward);
        let words = |side: &Prepared, at: usize| side.words(at).len() as f32 + 1.0;
        let row = |scorer: &mut Scorer<'_>, to: &Prepared, from: usize, columns: Range<usize>| {
            let mut row = Vec::with_capacity(columns.len());
            scorer.windows((from, 1), |_, scorer| {
                row.extend(columns.clone().map(|at| scorer.log_odds(at) / words(to, at)));
            });
            row
        };
        let scale = 0.5 / self.typical;
        let scores = places.map(|at| {
            let columns = self.near(at, reach);
            let own = at - columns.start;
            let there = row(&mut forward, target, at, columns.clone());
            let back = row(&mut backward, source, at, columns.clone());
            // A neighbour is judged by one direction: the other would need windows of its own.
            let others = |row: &[f32]| {
                let differ = row.iter().enumerate().filter(|(index, _)| *index != own);
                differ.map(|(_, score)| *score - row[own]).fold(f32::NEG_INFINITY, f32::max)
            };
            let lead = f32::midpoint(others(&there), others(&back));
            Scores {
                own: scale * (there[own] + back[own]),
                best_other: 2.0 * scale * lead,
                sideways: columns.zip(there.iter().map(|score| 2.0 * scale * score)).collect(),
            }
        });
        scores.collect()
    }

    fn chunk(&self, chunk: Range<usize>) -> Vec<(Features, Option<i32>)> {
        let lexical = self.lexical(chunk.clone(), NEAR);
        chunk.zip(lexical).map(|(at, scores)| self.pair(at, &scores)).collect()
    }

    fn pair(&self, at: usize, scores: &Scores) -> (Features, Option<i32>) {
        let (source, target) = self.sides;
        let mut f = [0.0; COUNT];
        let size = (source.words(at).len() + target.words(at).len()) as f32;
        let size = (size / 20.0).ln_1p();
        f[0] = 1.0;
        f[1] = scores.own.clamp(-3.0, 3.0);
        f[2] = f[1] * size;
        let lead = if scores.best_other.is_finite() { -scores.best_other } else { 0.0 };
        f[3] = lead.clamp(-2.0, 2.0);
        let (left, right) = (source.chars[at] * self.ratio, target.chars[at]);
        f[4] = ((right + 8.0) / (left + 8.0)).ln().abs();
        f[5] = ((right - left).powi(2) / (left + right + 8.0) / 6.8).min(16.0);
        let (numbers, others) = (&source.placeables[at], &target.placeables[at]);
        let same = common(numbers, others, |_| 1.0);
        f[6] = same.min(4.0);
        f[7] = ((numbers.len() + others.len()) as f32 - 2.0 * same).clamp(0.0, 6.0) / (1.0 + same);
        let sums = (self.shareable.sums[0][at], self.shareable.sums[1][at]);
        let weight = |key| self.shareable.weight(key);
        let shared = common(self.shareable.keys(0, at), self.shareable.keys(1, at), weight);
        f[8] = shared / 10.0;
        f[9] = (sums.0 + sums.1 - 2.0 * shared) / (10.0 + sums.0 + sums.1);
        let (left, right) = (source.marks[at].end, target.marks[at].end);
        f[10] = f32::from(u8::from(left != right && (left >= 3 || right >= 3)))
            + 0.5 * f32::from(u8::from((left <= 1) != (right <= 1)));
        f[11] = size;
        if let Some(vectors) = &self.vectors {
            f[12] = vectors.cosine(at, at);
            f[13] = f[12] - self.usual(vectors, at);
            f[14] = f[12] * size;
        }
        (f, self.better(at, scores))
    }

    /// The mean cosine of a pair's source and target with the texts around that are closest to them.
    fn usual(&self, vectors: &Vectors, at: usize) -> f32 {
        let mean = |cosine: &dyn Fn(usize) -> f32| {
            let others = self.near(at, AROUND).filter(|other| *other != at);
            // A repeated unit would make its own counterpart a stranger.
            let others = others.filter(|other| self.targets[*other] != self.targets[at]);
            let mut all: Vec<f32> = others.map(cosine).collect();
            all.sort_unstable_by(|a, b| b.total_cmp(a));
            all.truncate(CLOSEST);
            if all.is_empty() { 0.0 } else { all.iter().sum::<f32>() / all.len() as f32 }
        };
        f32::midpoint(
            mean(&|other| vectors.cosine(at, other)),
            mean(&|other| vectors.cosine(other, at)),
        )
    }

    /// Where near a target stands that fits a source clearly better than its own does.
    fn better(&self, at: usize, scores: &Scores) -> Option<i32> {
        let (fits, by, least) = match &self.vectors {
            Some(_) => (0.0, 0.2, 0.5),
            None => (scores.own, 0.5, 0.6),
        };
        let own = self.vectors.as_ref().map_or(fits, |vectors| vectors.cosine(at, at));
        let fit = |&(other, lexical): &(usize, f32)| {
            (other, self.vectors.as_ref().map_or(lexical, |vectors| vectors.cosine(at, other)))
        };
        let others = scores.sideways.iter().filter(|(other, _)| *other != at).map(fit);
        let best = others.max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))?;
        let clear = best.1 >= least && best.1 >= own + by;
        clear.then_some(best.0 as i32 - at as i32)
    }
}

#[cfg(test)]
mod tests;
