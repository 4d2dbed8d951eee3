//! What the sentence encoder says: vectors of windows of sentences, and how like each other two windows are.

use super::Sentence;
use super::evidence::MOST;
use super::prepare::Prepared;
use crate::encoder::{EncodeError, Encoder, Products};
use crate::text::without_gaps;
use rayon::prelude::*;
use std::ops::Range;

/// Sentences encoded at a time: what bounds the memory of the encoder.
const CHUNK: usize = 2048;
/// The typical cosine of right pairs over the background before anything is known of the texts.
const TYPICAL: f32 = 0.7;

/// What the encoder says of two texts.
pub(super) struct Meaning<'a> {
    sides: [&'a Encoded; 2],
    /// For each window the mean cosine with the sentences of the other side.
    background: [Vec<f32>; 2],
    products: Products,
    /// The typical cosine of right pairs of this text over the background (median over its anchors).
    pub(super) typical: f32,
}

impl<'a> Meaning<'a> {
    fn new(sides: [&'a Encoded; 2]) -> Self {
        let background = [sides[0].likeness(&sides[1].mean()), sides[1].likeness(&sides[0].mean())];
        Self { sides, background, products: Products::detect(), typical: TYPICAL }
    }

    /// Sets `margins` to the margins of windows of 1 to `most` sentences, of the source from `source` on with those of
    /// the target from each one of `targets` on, by the size of the first, the target sentence, and the size of the
    /// second. A margin is the cosine of two windows less the mean cosine of both with all sentences of the other side.
    /// Windows that reach over the end are of the sentences there are.
    pub(super) fn margins(
        &self,
        source: usize,
        targets: Range<usize>,
        most: usize,
        margins: &mut Vec<f32>,
    ) {
        let sizes = |i: usize| i * MOST..i * MOST + most;
        let targets: Vec<usize> = targets.flat_map(sizes).collect();
        self.fill(&sizes(source).collect::<Vec<_>>(), &targets, margins);
    }

    /// Sets `margins` to the margins of rows of the source with rows of the target.
    fn fill(&self, left: &[usize], right: &[usize], margins: &mut Vec<f32>) {
        let [source, target] = self.sides;
        let left_rows: Vec<&[i8]> = left.iter().map(|at| source.row(*at)).collect();
        let right_rows: Vec<&[i8]> = right.iter().map(|at| target.row(*at)).collect();
        let mut products = vec![0; left.len() * right.len()];
        self.products.many(&left_rows, &right_rows, &mut products);
        let pairs = left.iter().flat_map(|s| right.iter().map(move |t| (*s, *t)));
        margins.clear();
        margins.extend(products.iter().zip(pairs).map(|(product, (s, t))| {
            let cosine = *product as f32 * source.scale[s] * target.scale[t];
            cosine - 0.5 * (self.background[0][s] + self.background[1][t])
        }));
    }

    /// The margin of two sentences.
    fn margin(&self, i: usize, j: usize) -> f32 {
        let mut margin = Vec::with_capacity(1);
        self.fill(&[i * MOST], &[j * MOST], &mut margin);
        margin[0]
    }
}

/// The vectors of a text's windows: row `i * MOST + size - 1` is the window of `size` sentences from `i` on, or of those there are.
pub(super) struct Encoded {
    dim: usize,
    /// Vectors of 8-bit numbers.
    rows: Vec<i8>,
    /// What makes them vectors of unit length.
    scale: Vec<f32>,
}

impl Encoded {
    /// Encodes a text, chunk by chunk.
    pub(super) fn new(
        encoder: &dyn Encoder,
        sentences: &[Sentence<'_>],
    ) -> Result<Self, EncodeError> {
        // Encoders know Chinese and Japanese without spaces between the characters.
        let texts: Vec<_> = sentences.iter().map(|one| without_gaps(one.text)).collect();
        let texts: Vec<&str> = texts.iter().map(|text| &**text).collect();
        let (dim, products) = (encoder.dim(), Products::detect());
        let mut rows = Vec::with_capacity(texts.len() * MOST * dim);
        let mut scale = Vec::with_capacity(texts.len() * MOST);
        // One after the other, all threads at each: so what the encoder needs for a chunk is there once, not once a thread.
        for from in (0..texts.len()).step_by(CHUNK) {
            let to = (from + CHUNK).min(texts.len());
            // Windows may reach over the end of the chunk.
            let document = encoder.document(&texts[from..(to + MOST - 1).min(texts.len())])?;
            let last = document.len();
            let sizes =
                |i: usize| (1..=MOST).map(move |size| i as u32..(i + size).min(last) as u32);
            let windows: Vec<Range<u32>> = (0..to - from).flat_map(sizes).collect();
            quantise(&document.vectors(&windows), dim, products, (&mut rows, &mut scale));
        }
        Ok(Self { dim, rows, scale })
    }

    fn row(&self, at: usize) -> &[i8] {
        &self.rows[at * self.dim..(at + 1) * self.dim]
    }

    /// The mean vector of the sentences.
    fn mean(&self) -> Vec<f32> {
        let mut mean = vec![0.0; self.dim];
        let count = self.scale.len() / MOST;
        for at in (0..count).map(|i| i * MOST) {
            let factor = self.scale[at] / count as f32;
            mean.iter_mut()
                .zip(self.row(at))
                .for_each(|(sum, value)| *sum += f32::from(*value) * factor);
        }
        mean
    }

    /// The mean cosine of each window with sentences whose mean vector is `mean`.
    fn likeness(&self, mean: &[f32]) -> Vec<f32> {
        let with = |at: usize| {
            let product =
                self.row(at).iter().zip(mean).map(|(x, y)| f32::from(*x) * y).sum::<f32>();
            product * self.scale[at]
        };
        (0..self.scale.len()).into_par_iter().map(with).collect()
    }
}

/// Adds rows of 8-bit numbers, and what to multiply each by.
fn quantise(
    vectors: &[f32],
    dim: usize,
    products: Products,
    (rows, scale): (&mut Vec<i8>, &mut Vec<f32>),
) {
    let (row, factor) = (rows.len(), scale.len());
    rows.resize(row + vectors.len(), 0);
    scale.resize(factor + vectors.len() / dim, 0.0);
    let out = rows[row..].par_chunks_exact_mut(dim).zip(&mut scale[factor..]);
    vectors.par_chunks_exact(dim).zip(out).with_min_len(BLOCK).for_each(
        |(vector, (row, scale))| {
            let most = vector.iter().fold(1e-9_f32, |most, value| most.max(value.abs()));
            for (number, value) in row.iter_mut().zip(vector) {
                *number = (value / most * 127.0).round() as i8;
            }
            let length = products.dot(row, row) as f32;
            *scale = 1.0 / length.sqrt().max(1e-9);
        },
    );
}

/// Where both texts surely meet, by meaning alone, and how far to trust that.
pub(super) struct Anchors {
    /// Pairs of sentences, rising on both sides.
    pub(super) points: Vec<(u32, u32)>,
    /// The part of the sentences looked at whose nearest one stands where the points say, 0–1.
    pub(super) reliability: f32,
}

/// Products of vectors a search for anchors may take: a larger text is sampled evenly.
const MAX_PRODUCTS: usize = 60_000_000;
/// Source sentences whose nearest are looked for together, and target sentences looked at while they are at hand.
const TOGETHER: usize = 16;
const BLOCK: usize = 512;

impl Meaning<'_> {
    /// For sentences of the source the nearest of the target, where each is the other's; of those the longest chain that
    /// runs forward. Sets what is typical for right pairs in this text.
    pub(super) fn anchors(&mut self, letters: [&[f32]; 2]) -> Anchors {
        let (n, m) = (letters[0].len(), letters[1].len());
        let step = (n.saturating_mul(m) / MAX_PRODUCTS + 1).min(n.max(1));
        let sample: Vec<usize> = (step / 2..n).step_by(step).collect();
        let nearest: Vec<[(f32, u32); 2]> =
            sample.par_chunks(TOGETHER).flat_map_iter(|some| self.nearest(some, m)).collect();
        // Each target sentence's best among the sample.
        let mut best = vec![(f32::NEG_INFINITY, u32::MAX); m];
        for (&i, near) in sample.iter().zip(&nearest) {
            for &(score, j) in known(near) {
                if score > best[j as usize].0 {
                    best[j as usize] = (score, i as u32);
                }
            }
        }
        let mut points = Vec::new();
        for (&i, near) in sample.iter().zip(&nearest) {
            let first = known(near).first();
            if let Some(&(_, j)) =
                first.filter(|(score, j)| best[*j as usize].1 == i as u32 && *score > 0.2)
            {
                points.push((i as u32, j));
            }
        }
        let points = super::anchors::without_outliers(&super::anchors::longest_chain(&points));
        let mut margins: Vec<f32> =
            points.iter().map(|&(i, j)| self.margin(i as usize, j as usize)).collect();
        margins.sort_unstable_by(f32::total_cmp);
        if margins.len() >= 5 {
            self.typical = margins[margins.len() / 2].max(0.2);
        }
        // Very short sentences say little.
        let long = |i: usize| letters[0][i] >= 20.0;
        let looked: Vec<(u32, u32)> = sample
            .iter()
            .zip(&nearest)
            .filter(|(i, near)| long(**i) && !known(near).is_empty())
            .map(|(i, near)| (*i as u32, near[0].1))
            .collect();
        let right = looked.iter().filter(|(i, j)| is_near(&points, (*i, *j), step)).count();
        let reliability = if looked.is_empty() { 0.5 } else { right as f32 / looked.len() as f32 };
        Anchors { points, reliability }
    }

    /// For some sentences the two nearest of the target, the best first: only the best counts for the source. What there
    /// is not is sentence `u32::MAX`.
    fn nearest(&self, some: &[usize], m: usize) -> Vec<[(f32, u32); 2]> {
        let mut nearest = vec![[(f32::NEG_INFINITY, u32::MAX); 2]; some.len()];
        let left: Vec<usize> = some.iter().map(|i| i * MOST).collect();
        let mut margins = Vec::new();
        for from in (0..m).step_by(BLOCK) {
            let right: Vec<usize> = (from..m.min(from + BLOCK)).map(|j| j * MOST).collect();
            self.fill(&left, &right, &mut margins);
            for (best, margins) in nearest.iter_mut().zip(margins.chunks_exact(right.len())) {
                for (j, &score) in (from..).zip(margins) {
                    if score > best[0].0 {
                        *best = [(score, j as u32), best[0]];
                    } else if score > best[1].0 {
                        best[1] = (score, j as u32);
                    }
                }
            }
        }
        nearest
    }
}

/// Those of the nearest sentences there are.
fn known(nearest: &[(f32, u32); 2]) -> &[(f32, u32)] {
    let count = nearest.iter().take_while(|(_, j)| *j != u32::MAX).count();
    &nearest[..count]
}

/// Whether a pair stands about where the points around it say.
fn is_near(points: &[(u32, u32)], (i, j): (u32, u32), step: usize) -> bool {
    if points.is_empty() {
        return false;
    }
    let after = points.partition_point(|point| point.0 < i);
    let reach = 3 + step as u32;
    let low = after.checked_sub(1).map_or(0, |before| points[before].1).saturating_sub(reach);
    let high = points.get(after).map_or(u32::MAX - reach, |point| point.1) + reach;
    (low..=high).contains(&j)
}

/// How many of the sentences must find their like where the points say: for languages the encoder was trained on, and for
/// others.
const RELIABLE: [f32; 2] = [0.2, 0.55];

/// What the encoder says, and the points it is sure of.
pub(super) type Understood<'a> = (Meaning<'a>, Vec<(u32, u32)>);

/// What the encoder says of two texts and the points it is sure of; nothing where it shows that it does not understand
/// them. `known` says whether it was trained on both languages.
pub(super) fn understood<'a>(
    encoded: [&'a Encoded; 2],
    (source, target): &(Prepared, Prepared),
    known: bool,
) -> Option<Understood<'a>> {
    let mut meaning = Meaning::new(encoded);
    let anchors = meaning.anchors([&source.chars, &target.chars]);
    (anchors.reliability >= RELIABLE[usize::from(!known)]).then_some((meaning, anchors.points))
}
