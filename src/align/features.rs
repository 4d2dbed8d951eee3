//! The features of a bead and their weights: the score of a bead is their weighted sum, and the
//! score of a path the sum over its beads (a semi-Markov log-linear model).

use super::evidence::{Evidence, MOST};
use super::pair::{NUMBERS, Pair, SHAREABLE, TURNS, WORDS};
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
    "size",
    "meaning",
    "meaning-large",
    "meaning-shape",
    "meaning2",
    "meaning-length",
    "meaning-gain",
    "meaning-gains",
    "meaning-loss",
    "meaning-gain-share",
    "meaning-best",
    "meaning-member",
    "meaning-extend",
    "meaning-extends",
    "meaning-extend-more",
    "meaning-rival",
    "meaning-elsewhere",
    "meaning-elsewhere2",
    "meaning-across",
    "speech",
    "bracket",
    "closing",
    "turns",
    "turns-null",
];

/// How many features there are.
pub const COUNT: usize = 53;

/// Where the features of null beads by meaning start.
const ELSEWHERE: usize = 45;

/// The features of one bead.
pub type Features = [f32; COUNT];

/// A bead: the first source and target sentences and how many of each.
type Edge = (usize, usize, usize, usize);

/// A shape of beads: source and target sentences.
pub(super) type Shape = (u8, u8);

/// All shapes of beads.
pub(super) const SHAPES: &[Shape] = &[
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

/// The shapes the passes before the last look at: the frequent ones.
pub(super) const FREQUENT: &[Shape] = SHAPES.split_at(8).0;

/// The shapes a coarse pass looks at: enough to find where the path runs.
pub(super) const SINGLE: &[Shape] = &[(1, 1), (0, 1), (1, 0)];

/// A piece of a document pair with its evidence.
pub(super) struct View<'a> {
    pair: &'a Pair<'a>,
    evidence: &'a Evidence<'a>,
    /// The best lexical score each sentence has anywhere near, from the piece's first sentences on.
    best: [Vec<f32>; 2],
    /// The two best cells of each sentence by meaning: score and the other sentence.
    nearest: [Vec<[(f32, u32); 2]>; 2],
    /// The piece's first sentences.
    first: [usize; 2],
}

impl<'a> View<'a> {
    pub(super) fn new(pair: &'a Pair<'a>, evidence: &'a Evidence<'a>) -> Self {
        let rows = evidence.sources();
        let near = |i: usize| evidence.near(i);
        let first = [rows.start, if rows.is_empty() { 0 } else { near(rows.start).start }];
        let columns = if rows.is_empty() { 0 } else { near(rows.end - 1).end - first[1] };
        let mut best = [vec![-1.0_f32; rows.len()], vec![-1.0; columns]];
        if evidence.is_lexical() {
            for i in rows {
                for j in near(i) {
                    let score = evidence.lexical((i, 1), (j, 1));
                    let (row, column) = (i - first[0], j - first[1]);
                    best[0][row] = best[0][row].max(score);
                    best[1][column] = best[1][column].max(score);
                }
            }
        }
        let mut view = Self { pair, evidence, best, nearest: [Vec::new(), Vec::new()], first };
        if evidence.is_meant() {
            view.nearest = view.nearest();
        }
        view
    }

    fn nearest(&self) -> [Vec<[(f32, u32); 2]>; 2] {
        let none = [(-1.0_f32, u32::MAX); 2];
        let mut nearest = [vec![none; self.best[0].len()], vec![none; self.best[1].len()]];
        let put = |best: &mut [(f32, u32); 2], score: f32, at: usize| {
            if score > best[0].0 {
                *best = [(score, at as u32), best[0]];
            } else if score > best[1].0 {
                best[1] = (score, at as u32);
            }
        };
        for i in self.evidence.sources() {
            for j in self.evidence.near(i) {
                let score = self.evidence.meaning((i, 1), (j, 1));
                put(&mut nearest[0][i - self.first[0]], score, j);
                put(&mut nearest[1][j - self.first[1]], score, i);
            }
        }
        nearest
    }

    /// The features of the bead of `a` source sentences from `i` and `b` target sentences from `j`.
    pub(super) fn features(&self, i: usize, j: usize, a: usize, b: usize) -> Features {
        let mut f = [0.0; COUNT];
        self.behind(i + a, j + b, &mut f);
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
        if self.evidence.is_meant() {
            self.meaning(i, j, a, b, &mut f);
        }
        let total = |kind| (self.pair.total(0, kind, i, a), self.pair.total(1, kind, j, b));
        let (left, right) = total(SHAREABLE);
        if left + right > 0.0 {
            let both = left > 0.0 && right > 0.0;
            let shared = if both { self.evidence.shared((i, a), (j, b)) } else { 0.0 };
            let shared = shared.min(left).min(right);
            f[16] = shared / 10.0;
            f[17] = (left + right - 2.0 * shared) / (10.0 + left + right);
        }
        let (left, right) = total(NUMBERS);
        if left + right > 0.0 {
            let both = left > 0.0 && right > 0.0;
            let same = if both { self.evidence.numbers((i, a), (j, b)) } else { 0.0 };
            let same = same.min(left).min(right);
            f[18] = same.min(4.0);
            f[19] = (left + right - 2.0 * same).min(6.0) / (1.0 + same);
        }
        self.marks(i, j, a, b, &mut f);
        if self.pair.speaks() {
            // Translators keep who speaks when, however they cut what is said.
            let (left, right) = total(TURNS);
            f[51] = (left - right).abs().min(3.0);
        }
        if self.pair.structure {
            self.structure(i, j, a, b, &mut f);
        }
        f
    }

    /// What speaks against a path through the node (i, j).
    fn behind(&self, i: usize, j: usize, f: &mut Features) {
        let (source, target) = (self.pair.source, self.pair.target);
        if i == 0 || j == 0 {
            return;
        }
        let (left, right) = (source.marks[i - 1].open, target.marks[j - 1].open);
        if self.pair.speaks() {
            f[48] = f32::from(u8::from(left.speech != right.speech));
        }
        f[49] = f32::from(u8::from(left.bracket != right.bracket));
        let closes =
            |side: &Prepared, at: usize| side.marks.get(at).is_some_and(|marks| marks.closing);
        f[50] = f32::from(u8::from(closes(source, i) || closes(target, j)));
        if self.evidence.is_meant() {
            let like = |i, j| self.evidence.meaning((i, 1), (j, 1)).max(0.0);
            f[47] = like(i - 1, j) + like(i, j - 1);
        }
    }

    fn null(&self, i: usize, j: usize, a: usize, b: usize, f: &mut Features) {
        let (side, from, count) = if a > 0 { (0, i, a) } else { (1, j, b) };
        f[6] = 1.0;
        f[7] = count as f32 - 1.0;
        for index in from..from + count {
            let best = self.best[side].get(index - self.first[side]);
            f[23] += best.map_or(-0.5, |best| best.max(-0.5));
            f[24] += self.pair.lengths[side][index];
            if let Some(best) = self.nearest[side].get(index - self.first[side]) {
                let best = best[0].0.clamp(0.0, 1.5);
                f[ELSEWHERE] += best;
                f[ELSEWHERE + 1] += best * best;
            }
        }
        f[25] = self.pair.total(side, SHAREABLE, from, count) / 10.0;
        if self.pair.speaks() {
            f[52] = self.pair.total(side, TURNS, from, count).min(3.0);
        }
    }

    /// How far the lengths are from what the document's own ratio expects (Gale and Church 1993).
    fn length(&self, i: usize, j: usize, a: usize, b: usize, f: &mut Features) {
        let (source, target) = self.lengths(i, j, a, b);
        let d = self.pair.logs[1][j][b - 1] - self.pair.logs[0][i][a - 1];
        f[8] = d.abs();
        f[9] = (d * d).min(4.0);
        f[10] = ((target - source).powi(2) / (source + target + 8.0) / 6.8).min(16.0);
    }

    fn lexical(&self, i: usize, j: usize, a: usize, b: usize, f: &mut Features) {
        let score = |i, a, j, b| self.evidence.lexical((i, a), (j, b));
        let whole = score(i, a, j, b);
        f[11] = whole;
        let size = self.pair.total(0, WORDS, i, a) + self.pair.total(1, WORDS, j, b);
        f[13] = whole * self.pair.sizes[size as usize];
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
        if self.evidence.most() == MOST {
            f[28] = self.extend(i, j, a, b, whole);
        }
    }

    /// What the encoder says of a bead: how like both sides are, whether each sentence helps, whether a neighbour would.
    fn meaning(&self, i: usize, j: usize, a: usize, b: usize, f: &mut Features) {
        let score = |i, a, j, b| self.evidence.meaning((i, a), (j, b));
        let whole = score(i, a, j, b);
        let (source, target) = self.lengths(i, j, a, b);
        let size = ((source + target) / 100.0).ln_1p();
        f[29] = size;
        f[if a + b == 2 { 30 } else { 31 }] = whole;
        f[32] = whole * (a + b - 2) as f32;
        f[33] = whole * whole;
        f[34] = whole * size;
        if a + b > 2 {
            self.gains((i, j, a, b), whole, f);
            let inside = (i..i + a).flat_map(|i| (j..j + b).map(move |j| score(i, 1, j, 1)));
            f[39] = whole - inside.fold(-1.0, f32::max);
            let sources = (i..i + a).filter(|_| a > 1).map(|index| score(index, 1, j, b));
            let targets = (j..j + b).filter(|_| b > 1).map(|index| score(i, a, index, 1));
            f[40] = sources.chain(targets).fold(2.0, f32::min);
        }
        if self.evidence.most() == MOST {
            let mut most = -0.5_f32;
            self.extended((i, j, a, b), |i, a, j, b| {
                let gain = (score(i, a, j, b) - whole).clamp(-0.5, 0.5);
                most = most.max(gain);
                f[42] += gain;
                f[43] += gain.max(0.0);
            });
            f[41] = most;
        }
        // What one of its sentences finds outside the bead.
        let rival = |best: &[(f32, u32); 2], from: usize, count: usize| {
            let outside = |at: u32| (at as usize) < from || at as usize >= from + count;
            best.iter().find(|(_, at)| outside(*at)).map_or(-1.0, |(score, _)| *score)
        };
        let sources = (i..i + a).map(|i| rival(&self.nearest[0][i - self.first[0]], j, b));
        let targets = (j..j + b).map(|j| rival(&self.nearest[1][j - self.first[1]], i, a));
        f[44] = (sources.chain(targets).fold(-1.0, f32::max) - whole).max(-1.0);
    }

    /// What each outer sentence of a bead adds to its likeness.
    fn gains(&self, (i, j, a, b): Edge, whole: f32, f: &mut Features) {
        let (source, target) = self.lengths(i, j, a, b);
        let (mut least, mut shared, mut sum, mut loss, mut count) = (1.0_f32, 1.0_f32, 0.0, 0.0, 0);
        let mut drop = |less: f32, share: f32| {
            let gain = (whole - less).clamp(-1.0, 1.0);
            least = least.min(gain);
            shared = shared.min(gain - 0.5 * share);
            sum += gain;
            loss += gain.min(0.0);
            count += 1;
        };
        let score = |i, a, j, b| self.evidence.meaning((i, a), (j, b));
        let share = |side: usize, at: usize, all: f32| {
            (self.pair.sums[side][at + 1] - self.pair.sums[side][at]) as f32 / all.max(1.0)
        };
        if a > 1 {
            drop(score(i + 1, a - 1, j, b), share(0, i, source));
            drop(score(i, a - 1, j, b), share(0, i + a - 1, source));
        }
        if b > 1 {
            drop(score(i, a, j + 1, b - 1), share(1, j, target));
            drop(score(i, a, j, b - 1), share(1, j + b - 1, target));
        }
        f[35] = least;
        f[36] = sum / count as f32;
        f[37] = loss;
        f[38] = shared;
    }

    fn lengths(&self, i: usize, j: usize, a: usize, b: usize) -> (f32, f32) {
        let sums = &self.pair.sums;
        ((sums[0][i + a] - sums[0][i]) as f32, (sums[1][j + b] - sums[1][j]) as f32)
    }

    /// Calls `each` with the bead grown by a neighbour, for each there is.
    fn extended(&self, (i, j, a, b): Edge, mut each: impl FnMut(usize, usize, usize, usize)) {
        if a < MOST {
            if i > 0 {
                each(i - 1, a + 1, j, b);
            }
            if i + a < self.pair.source.len() {
                each(i, a + 1, j, b);
            }
        }
        if b < MOST {
            if j > 0 {
                each(i, a, j - 1, b + 1);
            }
            if j + b < self.pair.target.len() {
                each(i, a, j, b + 1);
            }
        }
    }

    /// The most the bead would gain by a neighbour: a good bead does not.
    fn extend(&self, i: usize, j: usize, a: usize, b: usize, whole: f32) -> f32 {
        let mut best = f32::NEG_INFINITY;
        self.extended((i, j, a, b), |i, a, j, b| {
            best = best.max(self.evidence.lexical((i, a), (j, b)));
        });
        if best.is_finite() { (best - whole).clamp(-0.5, 0.5) } else { 0.0 }
    }

    fn marks(&self, i: usize, j: usize, a: usize, b: usize, f: &mut Features) {
        let (source, target) = (&self.pair.source.marks, &self.pair.target.marks);
        let (left, right) = (source[i + a - 1].end, target[j + b - 1].end);
        let strong = |end: u8| end >= 3;
        f[20] = f32::from(u8::from((strong(left) || strong(right)) && left != right));
        f[21] = f32::from(u8::from((left <= 1) != (right <= 1)));
        f[22] = f32::from(u8::from(source[i].quoted != target[j].quoted));
    }

    fn structure(&self, i: usize, j: usize, a: usize, b: usize, f: &mut Features) {
        let (left, right) = (&self.pair.source.blocks, &self.pair.target.blocks);
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
