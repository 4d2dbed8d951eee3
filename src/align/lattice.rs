//! The paths through a band: the best one, and how likely each bead is over all of them.
//!
//! Be advised before you change anything here. A node is a pair of positions (i, j): the first i
//! source and j target sentences are behind it. A bead is an edge from (i, j) to (i + a, j + b). Only
//! nodes inside the band exist; the band's rows are monotone and reach from its first node to its
//! last, and null beads of one sentence connect all of them, so that there is always a path.
//!
//! The sums over all paths are kept as logarithms, one a node: products leave the range of an f64 in
//! long runs of null beads, whatever they are scaled by.

use super::anchors::Band;
use super::evidence::MOST;
use super::features::{COUNT, Features, SINGLE, Shape, View};
use std::collections::VecDeque;

/// Weights of the features.
pub(super) type Weights = [f32; COUNT];

/// A bead on a path: source from and count, target from and count.
pub(super) type Edge = (usize, usize, usize, usize);

/// A bead (source from and count, target from and count) and how likely it is.
pub(super) type LikelyBead = ((u32, u32, u32, u32), f32);

/// The score of an edge that leaves the band.
const NEVER: f32 = f32::NEG_INFINITY;

/// The edges of a band and their scores.
pub(super) struct Lattice {
    band: Band,
    shapes: &'static [Shape],
    /// Where the nodes of each row start; one more at the end.
    starts: Vec<usize>,
    /// For each node the scores of the edges that leave it, one a shape; [`NEVER`] for those that
    /// leave the band.
    scores: Vec<f32>,
}

/// What training needs of all paths.
pub(super) struct Expected {
    /// The features expected.
    pub(super) features: Vec<f64>,
    /// The logarithm of the sum of all paths.
    pub(super) all: f64,
}

/// The sums over all paths, as logarithms.
pub(super) struct Sums {
    /// Of the paths to each node.
    behind: Vec<f64>,
    /// Of the paths from each node.
    ahead: Vec<f64>,
    /// Of all paths.
    all: f64,
}

impl Sums {
    /// The logarithm of how likely the path goes through a node.
    fn node(&self, node: usize) -> f64 {
        self.behind[node] + self.ahead[node] - self.all
    }

    /// The logarithm of how likely the path has the edge with `score` between two nodes.
    fn edge(&self, node: usize, score: f32, end: usize) -> f64 {
        self.behind[node] + f64::from(score) + self.ahead[end] - self.all
    }
}

/// What likely paths go through.
#[derive(Default)]
pub(super) struct Likely {
    /// Nodes (i, j) and how likely the path goes through each, 0–1, in order.
    pub(super) nodes: Vec<(u32, u32, f32)>,
    /// Beads (source from and count, target from and count) and how likely each is, in order.
    pub(super) beads: Vec<LikelyBead>,
}

impl Lattice {
    /// The beads of some shapes in a band, scored.
    pub(super) fn new(
        view: &View<'_>,
        band: &Band,
        shapes: &'static [Shape],
        weights: &Weights,
    ) -> Self {
        let mut lattice = Self::unscored(band, shapes);
        lattice.each_edge(|scores, at, (i, a, j, b)| {
            scores[at] = dot(&view.features(i, j, a, b), weights);
        });
        lattice
    }

    /// The same without scores yet.
    pub(super) fn unscored(band: &Band, shapes: &'static [Shape]) -> Self {
        let mut lattice = Self::outline(band, shapes);
        let nodes = lattice.starts[band.rows.len()];
        lattice.scores = vec![NEVER; nodes * shapes.len()];
        lattice
    }

    /// The nodes alone.
    fn outline(band: &Band, shapes: &'static [Shape]) -> Self {
        let mut starts = Vec::with_capacity(band.rows.len() + 1);
        let mut at = 0;
        for &(from, to) in &band.rows {
            starts.push(at);
            at += (to - from + 1) as usize;
        }
        starts.push(at);
        Self { band: band.clone(), shapes, starts, scores: Vec::new() }
    }

    /// Calls `each` with the scores, the index of an edge's, and the edge, for all edges in order.
    pub(super) fn each_edge(&mut self, mut each: impl FnMut(&mut [f32], usize, Edge)) {
        for row in 0..self.band.rows.len() {
            let (from, to) = self.band.rows[row];
            for j in from as usize..=to as usize {
                let node = self.starts[row] + j - from as usize;
                for (shape, &(a, b)) in self.shapes.iter().enumerate() {
                    let (a, b) = (a as usize, b as usize);
                    let inside =
                        |&(from, to): &(u32, u32)| j + b >= from as usize && j + b <= to as usize;
                    if self.band.rows.get(row + a).is_some_and(inside) {
                        let at = node * self.shapes.len() + shape;
                        each(&mut self.scores, at, (self.band.base + row, a, j, b));
                    }
                }
            }
        }
    }

    fn width(&self, row: usize) -> usize {
        self.starts[row + 1] - self.starts[row]
    }

    /// The index of the node where an edge of `shape` from column `offset` of `row` ends.
    fn end(&self, row: usize, offset: usize, (a, b): Shape) -> usize {
        let below = row + a as usize;
        let column = self.band.rows[row].0 as usize + offset + b as usize;
        self.starts[below] + column - self.band.rows[below].0 as usize
    }

    /// The best path.
    pub(super) fn best(&self) -> Vec<Edge> {
        self.best_by(|node, shape, _| self.edges(node)[shape])
    }

    /// The best path of a band too large to keep the scores of its edges.
    pub(super) fn coarse(view: &View<'_>, band: &Band, weights: &Weights) -> Vec<Edge> {
        let lattice = Self::outline(band, SINGLE);
        lattice.best_by(|_, _, (i, a, j, b)| {
            let inside = lattice.node(i + a - band.base, j + b).is_some();
            if inside { dot(&view.features(i, j, a, b), weights) } else { NEVER }
        })
    }

    /// The best path by the scores of edges, given for node, shape and edge.
    fn best_by(&self, score: impl Fn(usize, usize, Edge) -> f32) -> Vec<Edge> {
        let nodes = self.starts[self.starts.len() - 1];
        let mut from: Vec<u8> = vec![u8::MAX; nodes];
        // The values of a row and of those its edges reach: those behind are not needed again.
        let unknown = |row| vec![f64::NEG_INFINITY; self.width(row)];
        let last = self.band.rows.len() - 1;
        let mut ahead: VecDeque<Vec<f64>> = (0..=last.min(MOST)).map(unknown).collect();
        ahead[0][0] = 0.0;
        for row in 0..=last {
            let first = self.band.rows[row].0 as usize;
            for offset in 0..self.width(row) {
                let node = self.starts[row] + offset;
                let here = ahead[0][offset];
                for (shape, &(a, b)) in self.shapes.iter().enumerate() {
                    if row + a as usize >= self.band.rows.len() {
                        continue;
                    }
                    let edge = (self.band.base + row, a as usize, first + offset, b as usize);
                    let score = score(node, shape, edge);
                    if score == NEVER {
                        continue;
                    }
                    let end = self.end(row, offset, (a, b));
                    let value = here + f64::from(score);
                    let best = &mut ahead[a as usize][end - self.starts[row + a as usize]];
                    if value > *best {
                        *best = value;
                        from[end] = shape as u8;
                    }
                }
            }
            ahead.pop_front();
            if row + MOST < last {
                ahead.push_back(unknown(row + MOST + 1));
            }
        }
        self.trace(&from)
    }

    fn edges(&self, node: usize) -> &[f32] {
        &self.scores[node * self.shapes.len()..(node + 1) * self.shapes.len()]
    }

    fn trace(&self, from: &[u8]) -> Vec<Edge> {
        let mut row = self.band.rows.len() - 1;
        let mut j = self.band.rows[row].1 as usize;
        let mut path = Vec::new();
        while (row, j) != (0, self.band.rows[0].0 as usize) {
            let node = self.starts[row] + j - self.band.rows[row].0 as usize;
            let Some(&(a, b)) = self.shapes.get(from[node] as usize) else { break };
            row -= a as usize;
            j -= b as usize;
            path.push((self.band.base + row, a as usize, j, b as usize));
        }
        path.reverse();
        path
    }

    /// The logarithms of the sums of the paths to each node.
    fn behind(&self) -> Vec<f64> {
        let mut values = vec![f64::NEG_INFINITY; self.starts[self.band.rows.len()]];
        values[0] = 0.0;
        let mut terms = Vec::with_capacity(self.shapes.len() + 1);
        for row in 0..self.band.rows.len() {
            let from = self.band.rows[row].0 as usize;
            for node in self.starts[row]..self.starts[row + 1] {
                let j = from + node - self.starts[row];
                terms.clear();
                terms.push(values[node]);
                for (shape, &(a, b)) in self.shapes.iter().enumerate() {
                    let start = row.checked_sub(a as usize).zip(j.checked_sub(b as usize));
                    let Some(start) = start.and_then(|(row, j)| self.node(row, j)) else {
                        continue;
                    };
                    let score = self.scores[start * self.shapes.len() + shape];
                    terms.push(values[start] + f64::from(score));
                }
                values[node] = log_sum(&terms);
            }
        }
        values
    }

    /// The logarithms of the sums of the paths from each node.
    fn ahead(&self) -> Vec<f64> {
        let nodes = self.starts[self.band.rows.len()];
        let mut values = vec![f64::NEG_INFINITY; nodes];
        values[nodes - 1] = 0.0;
        let mut terms = Vec::with_capacity(self.shapes.len() + 1);
        for row in (0..self.band.rows.len()).rev() {
            for offset in (0..self.width(row)).rev() {
                let node = self.starts[row] + offset;
                terms.clear();
                terms.push(values[node]);
                for (score, shape) in self.edges(node).iter().zip(self.shapes) {
                    if *score != NEVER {
                        terms.push(f64::from(*score) + values[self.end(row, offset, *shape)]);
                    }
                }
                values[node] = log_sum(&terms);
            }
        }
        values
    }

    /// The index of the node of `row` and target position `j`.
    fn node(&self, row: usize, j: usize) -> Option<usize> {
        let (from, to) = self.band.rows[row];
        (j >= from as usize && j <= to as usize).then(|| self.starts[row] + j - from as usize)
    }

    /// The sums over all paths.
    pub(super) fn sums(&self) -> Sums {
        let (behind, ahead) = (self.behind(), self.ahead());
        let all = ahead[0];
        Sums { behind, ahead, all }
    }

    /// How likely each bead of `path` is, 0–1, and for each row the target positions that at least
    /// one likely path goes through.
    pub(super) fn posteriors(&self, sums: &Sums, path: &[Edge]) -> (Vec<f32>, Vec<(u32, u32)>) {
        const UNLIKELY: f64 = -9.0;
        let likely = |&(i, a, j, b): &Edge| {
            let row = i - self.band.base;
            let offset = j - self.band.rows[row].0 as usize;
            let node = self.starts[row] + offset;
            let shape = self.shapes.iter().position(|s| *s == (a as u8, b as u8)).unwrap_or(0);
            let end = self.end(row, offset, self.shapes[shape]);
            sums.edge(node, self.edges(node)[shape], end).exp().clamp(0.0, 1.0) as f32
        };
        let scores = path.iter().map(likely).collect();
        let mut rows = Vec::with_capacity(self.band.rows.len());
        for (row, &(from, to)) in self.band.rows.iter().enumerate() {
            let near = |j: &u32| sums.node(self.starts[row] + (*j - from) as usize) > UNLIKELY;
            let first = (from..=to).find(near).unwrap_or(from);
            let last = (from..=to).rev().find(near).unwrap_or(to);
            rows.push((first, last));
        }
        (scores, rows)
    }

    /// The nodes and beads at least `least` of the paths go through, by weight.
    pub(super) fn likely(&self, sums: &Sums, least: f32) -> Likely {
        let mut likely = Likely::default();
        for (row, &(from, to)) in self.band.rows.iter().enumerate() {
            for j in from..=to {
                let node = self.starts[row] + (j - from) as usize;
                let i = (self.band.base + row) as u32;
                let p = sums.node(node).exp().min(1.0) as f32;
                if p < least {
                    continue;
                }
                likely.nodes.push((i, j, p));
                for (&score, &(a, b)) in self.edges(node).iter().zip(self.shapes) {
                    if score == NEVER {
                        continue;
                    }
                    let end = self.end(row, (j - from) as usize, (a, b));
                    let p = sums.edge(node, score, end).exp().min(1.0) as f32;
                    if p >= least {
                        likely.beads.push(((i, u32::from(a), j, u32::from(b)), p));
                    }
                }
            }
        }
        likely
    }

    /// Scores the edges by `weights` from features kept in the order of [`Self::each_edge`], those that are `allowed`.
    pub(super) fn score(
        &mut self,
        features: &[Features],
        weights: &Weights,
        allowed: Option<&[bool]>,
    ) {
        let mut kept = features.iter().enumerate();
        self.each_edge(|scores, at, _| {
            let next = kept.next().filter(|(edge, _)| allowed.is_none_or(|allowed| allowed[*edge]));
            scores[at] = next.map_or(NEVER, |(_, features)| dot(features, weights));
        });
    }

    /// The features expected over all paths.
    pub(super) fn expected(&mut self, features: &[Features]) -> Expected {
        let sums = self.sums();
        let mut expected = vec![0.0_f64; COUNT];
        let mut kept = features.iter();
        let (band, starts) = (self.band.clone(), self.starts.clone());
        self.each_edge(|scores, at, (i, a, j, b)| {
            let Some(features) = kept.next() else { return };
            let row = i - band.base;
            let node = starts[row] + j - band.rows[row].0 as usize;
            let end = starts[row + a] + j + b - band.rows[row + a].0 as usize;
            let log = sums.edge(node, scores[at], end);
            if log > -16.0 {
                let p = log.exp();
                for (sum, value) in expected.iter_mut().zip(features) {
                    *sum += p * f64::from(*value);
                }
            }
        });
        Expected { features: expected, all: sums.all }
    }
}

/// The logarithm of the sum of what `terms` are the logarithms of.
fn log_sum(terms: &[f64]) -> f64 {
    let most = terms.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if most == f64::NEG_INFINITY {
        return most;
    }
    // A term twenty below the most is lost in the rounding of an f32.
    let near = terms.iter().map(|term| (term - most) as f32).filter(|less| *less > -20.0);
    most + f64::from(near.map(f32::exp).sum::<f32>().ln())
}

fn dot(features: &Features, weights: &Weights) -> f32 {
    features.iter().zip(weights).map(|(feature, weight)| feature * weight).sum()
}
