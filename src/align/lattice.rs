//! The paths through a band: the best one, and how likely each bead is over all of them.
//!
//! Be advised before you change anything here. A node is a pair of positions (i, j): the first i
//! source and j target sentences are behind it. A bead is an edge from (i, j) to (i + a, j + b). Only
//! nodes inside the band exist; the band's rows are monotone and reach from (0, 0) to (n, m), and
//! null beads of one sentence connect all of them, so that there is always a path. Scores are
//! computed anew in each direction instead of being kept: for long texts they would be the largest
//! thing in memory.

use super::anchors::Band;
use super::features::{COUNT, Features, SHAPES, View};

/// Weights of the features.
pub(super) type Weights = [f32; COUNT];

/// A bead on a path: source from and count, target from and count.
pub(super) type Edge = (usize, usize, usize, usize);

const NEVER: f32 = f32::NEG_INFINITY;

/// The values of all nodes of a band.
struct Nodes<'b> {
    band: &'b Band,
    starts: Vec<usize>,
    values: Vec<f32>,
}

impl<'b> Nodes<'b> {
    fn new(band: &'b Band) -> Self {
        let mut starts = Vec::with_capacity(band.rows.len() + 1);
        let mut at = 0;
        for &(from, to) in &band.rows {
            starts.push(at);
            at += (to - from + 1) as usize;
        }
        starts.push(at);
        Self { band, starts, values: vec![NEVER; at] }
    }

    fn index(&self, i: usize, j: usize) -> Option<usize> {
        let &(from, to) = self.band.rows.get(i)?;
        (j >= from as usize && j <= to as usize).then(|| self.starts[i] + j - from as usize)
    }

    fn get(&self, i: usize, j: usize) -> f32 {
        self.index(i, j).map_or(NEVER, |at| self.values[at])
    }
}

/// A band of a view with the weights of its features.
pub(super) struct Lattice<'a> {
    pub(super) view: &'a View<'a>,
    pub(super) band: &'a Band,
    pub(super) weights: &'a Weights,
}

impl Lattice<'_> {
    fn score(&self, i: usize, j: usize, a: usize, b: usize) -> f32 {
        dot(&self.view.features(i, j, a, b), self.weights)
    }

    /// Calls `each` with all edges that leave (i, j) and stay in the band.
    fn edges(&self, i: usize, j: usize, mut each: impl FnMut(usize, usize)) {
        let (n, m) = (self.view.source.len(), self.view.target.len());
        for &(a, b) in SHAPES {
            let (a, b) = (a as usize, b as usize);
            if i + a <= n && j + b <= m {
                let (from, to) = self.band.rows[i + a];
                if j + b >= from as usize && j + b <= to as usize {
                    each(a, b);
                }
            }
        }
    }

    fn nodes(&self) -> impl DoubleEndedIterator<Item = (usize, usize)> {
        let rows = self.band.rows.iter().enumerate();
        rows.flat_map(|(i, &(from, to))| (from as usize..=to as usize).map(move |j| (i, j)))
    }

    /// The best path.
    pub(super) fn best(&self) -> Vec<Edge> {
        let mut nodes = Nodes::new(self.band);
        let mut from: Vec<u8> = vec![u8::MAX; nodes.values.len()];
        if let Some(at) = nodes.index(0, 0) {
            nodes.values[at] = 0.0;
        }
        for (i, j) in self.nodes() {
            let here = nodes.get(i, j);
            if here == NEVER {
                continue;
            }
            self.edges(i, j, |a, b| {
                let value = here + self.score(i, j, a, b);
                if let Some(at) = nodes.index(i + a, j + b)
                    && value > nodes.values[at]
                {
                    nodes.values[at] = value;
                    from[at] = (a * 5 + b) as u8;
                }
            });
        }
        let (mut i, mut j) = (self.view.source.len(), self.view.target.len());
        let mut path = Vec::new();
        while (i, j) != (0, 0) {
            let shape = nodes.index(i, j).map_or(u8::MAX, |at| from[at]);
            if shape == u8::MAX {
                break;
            }
            let (a, b) = (shape as usize / 5, shape as usize % 5);
            i -= a;
            j -= b;
            path.push((i, a, j, b));
        }
        path.reverse();
        path
    }

    /// Log sums over all paths to each node, and from each node to the end.
    fn sums(&self) -> (Nodes<'_>, Nodes<'_>) {
        let mut ahead = Nodes::new(self.band);
        let last = self.view.source.len();
        if let Some(at) = ahead.index(last, self.view.target.len()) {
            ahead.values[at] = 0.0;
        }
        for (i, j) in self.nodes().rev() {
            let mut sum = ahead.get(i, j);
            self.edges(i, j, |a, b| {
                let there = ahead.get(i + a, j + b);
                if there > NEVER {
                    sum = log_add(sum, there + self.score(i, j, a, b));
                }
            });
            if let Some(at) = ahead.index(i, j) {
                ahead.values[at] = sum;
            }
        }
        let mut behind = Nodes::new(self.band);
        if let Some(at) = behind.index(0, 0) {
            behind.values[at] = 0.0;
        }
        for (i, j) in self.nodes() {
            let here = behind.get(i, j);
            if here == NEVER {
                continue;
            }
            self.edges(i, j, |a, b| {
                if let Some(at) = behind.index(i + a, j + b) {
                    behind.values[at] = log_add(behind.values[at], here + self.score(i, j, a, b));
                }
            });
        }
        (behind, ahead)
    }

    /// How likely each bead of `path` is, 0–1, and for each row the target positions that at least
    /// one likely path goes through.
    pub(super) fn posteriors(&self, path: &[Edge]) -> (Vec<f32>, Vec<(u32, u32)>) {
        const UNLIKELY: f32 = -9.0;
        let (behind, ahead) = self.sums();
        let all = ahead.get(0, 0);
        let likely = |&(i, a, j, b): &Edge| {
            let log = behind.get(i, j) + self.score(i, j, a, b) + ahead.get(i + a, j + b) - all;
            log.exp().clamp(0.0, 1.0)
        };
        let scores = path.iter().map(likely).collect();
        let rows = self.band.rows.iter().enumerate().map(|(i, &(from, to))| {
            let near =
                |j: &u32| behind.get(i, *j as usize) + ahead.get(i, *j as usize) - all > UNLIKELY;
            let first = (from..=to).find(near).unwrap_or(from);
            let last = (from..=to).rev().find(near).unwrap_or(to);
            (first, last)
        });
        (scores, rows.collect())
    }

    /// The features expected over all paths, and the log of the sum of all paths: what training needs.
    pub(super) fn expected(&self) -> (Vec<f64>, f64) {
        let (behind, ahead) = self.sums();
        let all = ahead.get(0, 0);
        let mut expected = vec![0.0_f64; COUNT];
        for (i, j) in self.nodes() {
            let here = behind.get(i, j);
            if here == NEVER {
                continue;
            }
            self.edges(i, j, |a, b| {
                let features = self.view.features(i, j, a, b);
                let log = here + dot(&features, self.weights) + ahead.get(i + a, j + b) - all;
                if log > -14.0 {
                    let p = f64::from(log.exp());
                    for (sum, value) in expected.iter_mut().zip(features) {
                        *sum += p * f64::from(value);
                    }
                }
            });
        }
        (expected, f64::from(all))
    }
}

fn dot(features: &Features, weights: &Weights) -> f32 {
    features.iter().zip(weights).map(|(feature, weight)| feature * weight).sum()
}

fn log_add(a: f32, b: f32) -> f32 {
    let (high, low) = if a > b { (a, b) } else { (b, a) };
    if low == NEVER { high } else { high + (low - high).exp().ln_1p() }
}
