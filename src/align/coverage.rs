//! How much of a sentence is told in others: for each of its heaviest tokens the best match among theirs, averaged by weight.

use super::evidence::MOST;
use super::grid::Grid;
use crate::encoder::{MOST_TOKENS, Products, TokenVectors};

/// What windows that have nothing to do with each other get, by the logarithm of the other side's tokens: a constant and a
/// slope. Presumed of a text until it shows otherwise; fitted on the gold sets.
const UNRELATED: Line = Line { constant: 0.14, slope: 0.08 };
/// What right pairs get above that, presumed.
const TYPICAL: f32 = 0.3;
/// Pairs that the presumed values count.
const PRESUMED: f32 = 30.0;
/// Pairs looked at to learn both from the text.
const SAMPLE: usize = 400;

/// How much a window's tokens are told in another's, and the other way round, in units of a right pair's.
pub(super) type Covered = [f32; 2];

/// The best match of each token of a sentence in another sentence: cosines of 0 to 127.
type Best = [i8; MOST_TOKENS];

#[derive(Clone, Copy)]
struct Line {
    constant: f32,
    slope: f32,
}

impl Line {
    fn at(self, tokens: usize) -> f32 {
        self.constant + self.slope * (tokens as f32).ln_1p()
    }
}

/// What the tokens of two texts say.
pub(super) struct Coverage<'a> {
    sides: [&'a TokenVectors; 2],
    products: Products,
    unrelated: [Line; 2],
    typical: [f32; 2],
}

impl<'a> Coverage<'a> {
    /// For two texts, with sentences that surely translate each other.
    pub(super) fn new(sides: [&'a TokenVectors; 2], anchors: &[(u32, u32)]) -> Self {
        let (unrelated, typical) = ([UNRELATED; 2], [TYPICAL; 2]);
        let mut made = Self { sides, products: Products::detect(), unrelated, typical };
        if sides.iter().all(|side| !side.is_empty()) {
            let others = made.unrelated_pairs();
            made.unrelated = [0, 1].map(|side| fitted(&made.shares(side, &others)));
            let sample = anchors.iter().step_by(anchors.len() / SAMPLE + 1);
            let right: Vec<_> = sample.map(|&(i, j)| (i as usize, j as usize, 1)).collect();
            made.typical = [0, 1].map(|side| made.typical(side, &right));
        }
        made
    }

    /// Pairs of a sentence and a window of the other side, all over both texts.
    fn unrelated_pairs(&self) -> Vec<(usize, usize, usize)> {
        let [n, m] = self.sides.map(TokenVectors::len);
        let count = SAMPLE.min(n.min(m) * 4);
        // Steps that are prime lead everywhere.
        let pair = |at: usize| (at * 7919 % n, (at * 104_729 + m / 3) % m, 1 + at % MOST);
        (0..count).map(pair).filter(|(i, j, _)| i * m / n != *j).collect()
    }

    /// For pairs the tokens of the other side, and how much of the sentence is told there.
    fn shares(&self, side: usize, pairs: &[(usize, usize, usize)]) -> Vec<(usize, f32)> {
        let share = |&(i, j, size): &(usize, usize, usize)| {
            let (i, j) = if side == 0 { (i, j) } else { (j, i) };
            let end = (j + size).min(self.sides[1 - side].len());
            let mut best = [-127; MOST_TOKENS];
            for j in j..end {
                let pair = if side == 0 { self.best(i, j) } else { self.best(j, i) };
                best = more(&best, &pair[side]);
            }
            let tokens = self.tokens(1 - side, j, end - j);
            let weight = self.weight(side, i);
            (weight > 0.0).then(|| (tokens, self.sum(side, i, &best) / weight))
        };
        pairs.iter().filter_map(share).collect()
    }

    fn typical(&self, side: usize, right: &[(usize, usize, usize)]) -> f32 {
        let above = |(tokens, share): (usize, f32)| share - self.unrelated[side].at(tokens);
        let mut all: Vec<f32> = self.shares(side, right).into_iter().map(above).collect();
        all.sort_unstable_by(f32::total_cmp);
        let count = all.len() as f32;
        let middle = all.get(all.len() / 2).copied().unwrap_or(TYPICAL);
        ((middle * count + TYPICAL * PRESUMED) / (count + PRESUMED)).max(0.05)
    }

    /// The best matches of the tokens of two sentences in each other.
    fn best(&self, i: usize, j: usize) -> [Best; 2] {
        let [source, target] = self.sides;
        let mut best = [[-127; MOST_TOKENS]; 2];
        let (rows, columns) = (source.of(i), target.of(j));
        for (row, token) in rows.enumerate() {
            let (left, scale) = (source.vector(token), source.scale(token) * 127.0);
            for (column, other) in columns.clone().enumerate() {
                let product = self.products.dot(left, target.vector(other)) as f32;
                let cosine = (product * scale * target.scale(other)).round() as i8;
                best[0][row] = best[0][row].max(cosine);
                best[1][column] = best[1][column].max(cosine);
            }
        }
        best
    }

    /// The matches of a sentence's tokens, added up by weight.
    fn sum(&self, side: usize, sentence: usize, best: &Best) -> f32 {
        let tokens = self.sides[side].of(sentence);
        let weighted =
            tokens.zip(best).map(|(token, best)| self.sides[side].weight(token) * f32::from(*best));
        weighted.sum::<f32>() / 127.0
    }

    fn weight(&self, side: usize, sentence: usize) -> f32 {
        self.sides[side].of(sentence).map(|token| self.sides[side].weight(token)).sum()
    }

    fn tokens(&self, side: usize, from: usize, count: usize) -> usize {
        self.sides[side].of(from + count - 1).end - self.sides[side].of(from).start
    }

    /// For each cell and the sizes of the windows that start there, source before target, how much they tell of each other;
    /// `far` where a window leaves the grid.
    pub(super) fn of(&self, grid: &Grid, far: f32) -> Vec<Covered> {
        let [sums, backward] = self.sums(grid);
        let mut covered = vec![[far; 2]; grid.len() * MOST * MOST];
        let [n, m] = self.sides.map(TokenVectors::len);
        for i in grid.sources() {
            let (columns, at) = grid.row(i);
            for (cell, j) in (at..).zip(columns) {
                for a in 1..=MOST.min(n - i) {
                    for b in 1..=MOST.min(m - j) {
                        let share = [
                            self.share(0, (i, a), |k| Some(sums[grid.at(k, j)?][b - 1])),
                            self.share(1, (j, b), |k| Some(backward[grid.at(i, k)?][a - 1])),
                        ];
                        if let [Some(there), Some(back)] = share {
                            let place = (cell * MOST + a - 1) * MOST + b - 1;
                            covered[place] =
                                [self.scaled(0, there, (j, b)), self.scaled(1, back, (i, a))];
                        }
                    }
                }
            }
        }
        covered
    }

    fn share(
        &self,
        side: usize,
        (from, count): (usize, usize),
        sum: impl Fn(usize) -> Option<f32>,
    ) -> Option<f32> {
        let (mut told, mut weight) = (0.0, 1e-6);
        for sentence in from..from + count {
            told += sum(sentence)?;
            weight += self.weight(side, sentence);
        }
        Some(told / weight)
    }

    fn scaled(&self, side: usize, share: f32, (from, count): (usize, usize)) -> f32 {
        let unrelated = self.unrelated[side].at(self.tokens(1 - side, from, count));
        (share - unrelated) / self.typical[side]
    }

    /// For each cell how much of its source sentence windows of 1 to [`MOST`] sentences from its target sentence on tell, and
    /// of its target sentence the windows from its source sentence on: not yet divided by the weight.
    fn sums(&self, grid: &Grid) -> [Vec<[f32; MOST]>; 2] {
        let cells = grid.sources().flat_map(|i| grid.row(i).0.map(move |j| (i, j)));
        let best: Vec<[Best; 2]> = cells.map(|(i, j)| self.best(i, j)).collect();
        let mut sums = [vec![[0.0; MOST]; grid.len()], vec![[0.0; MOST]; grid.len()]];
        for i in grid.sources() {
            let (columns, at) = grid.row(i);
            for (cell, j) in (at..).zip(columns) {
                let (mut there, mut back) = ([-127; MOST_TOKENS], [-127; MOST_TOKENS]);
                for size in 0..MOST {
                    if let Some(other) = grid.at(i, j + size) {
                        there = more(&there, &best[other][0]);
                    }
                    if let Some(other) = grid.at(i + size, j) {
                        back = more(&back, &best[other][1]);
                    }
                    sums[0][cell][size] = self.sum(0, i, &there);
                    sums[1][cell][size] = self.sum(1, j, &back);
                }
            }
        }
        sums
    }
}

fn more(one: &Best, other: &Best) -> Best {
    std::array::from_fn(|at| one[at].max(other[at]))
}

/// The line through points (tokens, share), with [`PRESUMED`] points on [`UNRELATED`].
fn fitted(points: &[(usize, f32)]) -> Line {
    let presumed = (1..=3).map(|size| (MOST_TOKENS * size, UNRELATED.at(MOST_TOKENS * size)));
    let weighted = points.iter().map(|point| (*point, 1.0));
    let all = weighted.chain(presumed.map(|point| (point, PRESUMED / 3.0)));
    let (mut w, mut x, mut y, mut xx, mut xy) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for ((tokens, share), weight) in all {
        let log = (tokens as f32).ln_1p();
        w += weight;
        x += weight * log;
        y += weight * share;
        xx += weight * log * log;
        xy += weight * log * share;
    }
    let slope = (w * xy - x * y) / (w * xx - x * x);
    Line { constant: (y - slope * x) / w, slope }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::anchors::Band;

    /// Three sentences: two tokens, one, and both others' together.
    fn text(turned: bool) -> TokenVectors {
        let (one, other) = ([9.0, 0.0, 0.0, 0.0], [0.0, 9.0, 0.0, 0.0]);
        let sign = |vector: [f32; 4]| vector.map(|value| if turned { value * 2.0 } else { value });
        let (one, other, third) = (sign(one), sign(other), sign([0.0, 0.0, 9.0, 0.0]));
        let sentences: [Vec<f32>; 3] = [[one, other].concat(), third.to_vec(), one.to_vec()];
        TokenVectors::new(&sentences.each_ref().map(Vec::as_slice), 4)
    }

    #[test]
    fn what_is_told_by_a_neighbour_counts_for_the_window() {
        let (left, right) = (text(false), text(true));
        let coverage = Coverage::new([&left, &right], &[(0, 0), (1, 1), (2, 2)]);
        let grid = Grid::new(&Band::steady(0, vec![(0, 3); 4], (0, 3)));
        let covered = coverage.of(&grid, -1.0);
        let at = |i: usize, a: usize, j: usize, b: usize| {
            covered[(grid.at(i, j).unwrap() * MOST + a - 1) * MOST + b - 1]
        };
        // Each is told wholly by its like, and hardly by another.
        assert!(at(1, 1, 1, 1)[0] > at(1, 1, 0, 1)[0] + 0.5);
        // Half of the first is told by the third, and all of the third by the first.
        let half = at(0, 1, 2, 1);
        assert!(half[1] > half[0] + 0.3 && half[0] > at(1, 1, 2, 1)[0]);
        // The window of the last two tells more of the first than the second does by itself.
        assert!(at(0, 1, 1, 2)[0] > at(0, 1, 1, 1)[0] + 0.2);
        assert!(at(2, 2, 0, 1)[0] <= -1.0, "a window beyond the end");
    }

    #[test]
    fn a_text_of_few_sentences_is_presumed_to_be_as_others() {
        let line = fitted(&[(10, 0.9)]);
        assert!((line.at(12) - UNRELATED.at(12)).abs() < 0.1);
        let many: Vec<(usize, f32)> = (0..600).map(|at| (5 + at % 40, 0.5)).collect();
        assert!((fitted(&many).at(20) - 0.5).abs() < 0.05);
    }
}
