//! What the training program (`examples/train_aligner.rs`) needs: a document pair with its gold, and
//! the gradient of its likelihood.

use super::anchors::Band;
use super::evidence::MOST;
use super::features::{COUNT, Features, Pair, SHAPES, View};
use super::lattice::{Edge, Lattice};
use super::search::Search;
use super::shareable::Shareable;
use super::{Model, Sentence};
use std::ops::Range;

/// A gold bead: source and target sentences.
pub type Gold = (Range<usize>, Range<usize>);

/// A document pair to learn from: the features of all beads near the likely paths.
pub struct Example {
    lattice: Lattice,
    features: Vec<Features>,
    /// The sum of the features over the gold path.
    gold: [f64; COUNT],
    beads: usize,
}

impl Example {
    /// Prepares a pair as it stands before the pass numbered `pass`, after those before it with
    /// `model`. Gold beads that no path can hold (too large, crossing) are cut into null beads.
    pub fn new(
        source: &[Sentence<'_>],
        target: &[Sentence<'_>],
        gold: &[Gold],
        (model, pass): (&Model, usize),
    ) -> Self {
        let (source, target) = super::prepared(source, target);
        let shareable = Shareable::new(&source, &target);
        let pair = Pair::new(&source, &target, &shareable, false);
        let mut search = Search::first(&pair, &shareable, &[]);
        for _ in 0..pass {
            search.run(model, false);
            search.learn(&Vec::new());
        }
        let gold = possible(gold, source.len(), target.len());
        let mut rows = search.band.rows.clone();
        for &(i, a, j, b) in &gold {
            for (at, to) in [(i, j), (i + a, j + b)] {
                rows[at] = (rows[at].0.min(to as u32), rows[at].1.max(to as u32));
            }
        }
        let band = Band::steady(0, rows, (0, target.len()));
        let evidence = search.evidence(&band, MOST);
        let view = View::new(&pair, &evidence);
        let mut lattice = Lattice::unscored(&band, SHAPES);
        let mut features = Vec::new();
        lattice.each_edge(|_, _, (i, a, j, b)| features.push(view.features(i, j, a, b)));
        let mut sums = [0.0; COUNT];
        for &(i, a, j, b) in &gold {
            for (sum, value) in sums.iter_mut().zip(view.features(i, j, a, b)) {
                *sum += f64::from(value);
            }
        }
        Self { lattice, features, gold: sums, beads: gold.len() }
    }

    /// The log-likelihood of the gold under `weights`, and its gradient.
    pub fn gradient(&mut self, weights: &[f32; COUNT]) -> (f64, Vec<f64>) {
        self.lattice.score(&self.features, weights);
        let expected = self.lattice.expected(&self.features);
        let gradient = self.gold.iter().zip(&expected.features).map(|(g, e)| g - e).collect();
        let gold: f64 = self.gold.iter().zip(weights).map(|(g, w)| g * f64::from(*w)).sum();
        (gold - expected.all, gradient)
    }

    /// The beads of the gold path.
    pub fn len(&self) -> usize {
        self.beads
    }

    /// Whether there is nothing to learn from.
    pub fn is_empty(&self) -> bool {
        self.beads == 0
    }
}

/// A path through the gold: its beads where a path can hold them, single null beads between.
fn possible(gold: &[Gold], n: usize, m: usize) -> Vec<Edge> {
    let mut path: Vec<Edge> = Vec::new();
    let (mut i, mut j) = (0, 0);
    let fill = |path: &mut Vec<Edge>, i: &mut usize, j: &mut usize, to: (usize, usize)| {
        while *i < to.0 {
            let run = (to.0 - *i).min(4);
            path.push((*i, run, *j, 0));
            *i += run;
        }
        while *j < to.1 {
            let run = (to.1 - *j).min(4);
            path.push((*i, 0, *j, run));
            *j += run;
        }
    };
    let mut beads: Vec<&Gold> =
        gold.iter().filter(|(s, t)| !s.is_empty() && !t.is_empty()).collect();
    beads.sort_by_key(|(s, t)| (s.start, t.start));
    for (s, t) in beads {
        if s.start < i || t.start < j || s.len() > 4 || t.len() > 4 {
            continue;
        }
        fill(&mut path, &mut i, &mut j, (s.start, t.start));
        path.push((i, s.len(), j, t.len()));
        (i, j) = (s.end, t.end);
    }
    fill(&mut path, &mut i, &mut j, (n, m));
    path
}
