//! The features of a bead and their weights: the score of a bead is their weighted sum, and the
//! score of a path the sum over its beads (a semi-Markov log-linear model).

use super::evidence::Evidence;
use super::prepare::Prepared;

/// The names of the features, in the order of the weights.
pub const NAMES: [&str; COUNT] = [
    "1-1",
    "1-2",
    "1-3",
    "1-4",
    "2-2",
    "large",
    "null",
    "null-more",
    "length",
    "length2",
    "length-all",
    "lexical",
    "lexical-large",
    "lexical-words",
    "lexical-gain",
    "lexical-member",
    "shared",
    "shared-missing",
    "numbers",
    "numbers-missing",
    "end-strong",
    "end-clause",
    "quoted",
    "null-elsewhere",
    "null-length",
    "null-shared",
    "block",
    "place",
    "extend",
];

/// How many features there are.
pub const COUNT: usize = 29;

/// The features of one bead.
pub type Features = [f32; COUNT];

/// The shapes of beads, source and target sentences.
pub(super) const SHAPES: &[(u8, u8)] = &[
    (1, 1),
    (1, 2),
    (2, 1),
    (0, 1),
    (1, 0),
    (1, 3),
    (3, 1),
    (2, 2),
    (1, 4),
    (4, 1),
    (2, 3),
    (3, 2),
    (3, 3),
    (2, 4),
    (4, 2),
    (3, 4),
    (4, 3),
    (4, 4),
    (0, 2),
    (2, 0),
    (0, 3),
    (3, 0),
    (0, 4),
    (4, 0),
];

/// A document pair as the features see it.
pub(super) struct View<'a> {
    pub(super) source: &'a Prepared,
    pub(super) target: &'a Prepared,
    pub(super) evidence: &'a Evidence,
    /// Target characters a source character.
    pub(super) ratio: f32,
    /// Characters of target up to each sentence, and of source.
    pub(super) sums: [Vec<f32>; 2],
    /// The best lexical score each sentence has anywhere near.
    pub(super) best: [Vec<f32>; 2],
    /// Whether blocks and places mean something.
    pub(super) structure: bool,
}

impl<'a> View<'a> {
    pub(super) fn new(
        source: &'a Prepared,
        target: &'a Prepared,
        evidence: &'a Evidence,
        structure: bool,
    ) -> Self {
        let total = |side: &Prepared| side.chars.iter().sum::<f32>();
        let sums = [running(&source.chars), running(&target.chars)];
        let mut best = [vec![-1.0_f32; source.len()], vec![-1.0; target.len()]];
        if evidence.is_lexical() {
            for i in 0..source.len() {
                for j in evidence.near(i) {
                    let score = evidence.lexical((source, target), (i, 1), (j, 1));
                    best[0][i] = best[0][i].max(score);
                    best[1][j] = best[1][j].max(score);
                }
            }
        }
        let ratio = (total(target) + 10.0) / (total(source) + 10.0);
        Self { source, target, evidence, ratio, sums, best, structure }
    }

    /// The features of the bead of `a` source sentences from `i` and `b` target sentences from `j`.
    pub(super) fn features(&self, i: usize, j: usize, a: usize, b: usize) -> Features {
        let mut f = [0.0; COUNT];
        if a == 0 || b == 0 {
            self.null(i, j, a, b, &mut f);
            return f;
        }
        match (a.min(b), a.max(b)) {
            (1, 1) => f[0] = 1.0,
            (1, 2) => f[1] = 1.0,
            (1, 3) => f[2] = 1.0,
            (1, _) => f[3] = 1.0,
            (2, 2) => f[4] = 1.0,
            _ => f[5] = (a + b) as f32 - 4.0,
        }
        self.length(i, j, a, b, &mut f);
        if self.evidence.is_lexical() {
            self.lexical(i, j, a, b, &mut f);
        }
        let shared = self.evidence.shared((i, a), (j, b));
        let could = |side: usize, from: usize, count: usize| -> f32 {
            self.evidence.shareable[side][from..from + count].iter().sum()
        };
        let (left, right) = (could(0, i, a), could(1, j, b));
        f[16] = shared.min(left).min(right) / 10.0;
        f[17] = (left + right - 2.0 * shared.min(left).min(right)) / (10.0 + left + right);
        let count = |side: &Prepared, from: usize, count: usize| -> f32 {
            side.numbers[from..from + count].iter().map(|numbers| numbers.len()).sum::<usize>()
                as f32
        };
        let (left, right) = (count(self.source, i, a), count(self.target, j, b));
        if left + right > 0.0 {
            let same = self.evidence.numbers((i, a), (j, b)).min(left).min(right);
            f[18] = same.min(4.0);
            f[19] = (left + right - 2.0 * same).min(6.0) / (1.0 + same);
        }
        self.marks(i, j, a, b, &mut f);
        if self.structure {
            self.structure(i, j, a, b, &mut f);
        }
        f
    }

    fn null(&self, i: usize, j: usize, a: usize, b: usize, f: &mut Features) {
        let (side, from, count) = if a > 0 { (0, i, a) } else { (1, j, b) };
        let prepared = if a > 0 { self.source } else { self.target };
        f[6] = 1.0;
        f[7] = count as f32 - 1.0;
        for index in from..from + count {
            f[23] += self.best[side][index].max(-0.5);
            let length = prepared.chars[index]
                * if side == 0 { self.ratio.sqrt() } else { 1.0 / self.ratio.sqrt() };
            f[24] += (length / 20.0).ln_1p();
            f[25] += self.evidence.shareable[side][index] / 10.0;
        }
    }

    /// How far the lengths are from what the document's own ratio expects (Gale and Church 1993).
    fn length(&self, i: usize, j: usize, a: usize, b: usize, f: &mut Features) {
        let source = (self.sums[0][i + a] - self.sums[0][i]) * self.ratio;
        let target = self.sums[1][j + b] - self.sums[1][j];
        let d = ((target + 8.0) / (source + 8.0)).ln();
        f[8] = d.abs();
        f[9] = (d * d).min(4.0);
        f[10] = ((target - source).powi(2) / (source + target + 8.0) / 6.8).min(16.0);
    }

    fn lexical(&self, i: usize, j: usize, a: usize, b: usize, f: &mut Features) {
        let score = |i, a, j, b| self.evidence.lexical((self.source, self.target), (i, a), (j, b));
        let whole = score(i, a, j, b);
        f[11] = whole;
        let words = |side: &Prepared, from: usize, count: usize| -> usize {
            (from..from + count).map(|index| side.words(index).len()).sum()
        };
        let size = (words(self.source, i, a) + words(self.target, j, b)) as f32;
        f[13] = whole * (size / 20.0).ln_1p();
        if a + b > 2 {
            f[12] = whole;
            let mut best_less = f32::NEG_INFINITY;
            if a > 1 {
                best_less = best_less.max(score(i + 1, a - 1, j, b)).max(score(i, a - 1, j, b));
            }
            if b > 1 {
                best_less = best_less.max(score(i, a, j + 1, b - 1)).max(score(i, a, j, b - 1));
            }
            f[14] = (whole - best_less).clamp(-1.5, 1.5);
            let sources = (i..i + a).filter(|_| a > 1).map(|index| score(index, 1, j, b));
            let targets = (j..j + b).filter(|_| b > 1).map(|index| score(i, a, index, 1));
            f[15] = sources.chain(targets).fold(2.0, f32::min).max(-2.0);
        }
        f[28] = self.extend(i, j, a, b, whole);
    }

    /// The most the bead would gain by a neighbour: a good bead does not.
    fn extend(&self, i: usize, j: usize, a: usize, b: usize, whole: f32) -> f32 {
        use super::evidence::MOST;
        let score = |i, a, j, b| self.evidence.lexical((self.source, self.target), (i, a), (j, b));
        let mut best = f32::NEG_INFINITY;
        if a < MOST {
            if i > 0 {
                best = best.max(score(i - 1, a + 1, j, b));
            }
            if i + a < self.source.len() {
                best = best.max(score(i, a + 1, j, b));
            }
        }
        if b < MOST {
            if j > 0 {
                best = best.max(score(i, a, j - 1, b + 1));
            }
            if j + b < self.target.len() {
                best = best.max(score(i, a, j, b + 1));
            }
        }
        if best.is_finite() { (best - whole).clamp(-0.5, 0.5) } else { 0.0 }
    }

    fn marks(&self, i: usize, j: usize, a: usize, b: usize, f: &mut Features) {
        let (left, right) = (self.source.marks[i + a - 1].end, self.target.marks[j + b - 1].end);
        let strong = |end: u8| end >= 3;
        f[20] = f32::from(u8::from((strong(left) || strong(right)) && left != right));
        f[21] = f32::from(u8::from((left <= 1) != (right <= 1)));
        f[22] = f32::from(u8::from(self.source.marks[i].quoted != self.target.marks[j].quoted));
    }

    fn structure(&self, i: usize, j: usize, a: usize, b: usize, f: &mut Features) {
        let (left, right) = (&self.source.blocks, &self.target.blocks);
        let starts = |blocks: &[(u32, u8)], at: usize| at == 0 || blocks[at - 1].0 != blocks[at].0;
        let crosses = |blocks: &[(u32, u8)], from: usize, count: usize| {
            blocks[from].0 != blocks[from + count - 1].0
        };
        f[26] = f32::from(u8::from(starts(left, i) != starts(right, j)))
            + 2.0 * f32::from(u8::from(crosses(left, i, a)))
            + 2.0 * f32::from(u8::from(crosses(right, j, b)));
        f[27] = f32::from(u8::from(left[i].1 != right[j].1));
    }
}

fn running(values: &[f32]) -> Vec<f32> {
    let mut sums = Vec::with_capacity(values.len() + 1);
    let mut sum = 0.0_f64;
    sums.push(0.0);
    for value in values {
        sum += f64::from(*value);
        sums.push(sum as f32);
    }
    sums
}
