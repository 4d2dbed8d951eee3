//! What the training program (`examples/train_aligner.rs`) needs: a document pair with its gold, and
//! the gradient of its likelihood.

use super::anchors::{self, Band};
use super::features::{COUNT, View};
use super::lattice::{Edge, Lattice};
use super::prepare::Prepared;
use super::{Model, Sentence, evidence, lexicon, narrowed, sure_beads};
use std::ops::Range;

/// A gold bead: source and target sentences.
pub type Gold = (Range<usize>, Range<usize>);

/// A document pair to learn from.
pub struct Example {
    source: Prepared,
    target: Prepared,
    band: Band,
    lexicon: Option<lexicon::Lexicon>,
    path: Vec<Edge>,
    gold: Vec<Edge>,
}

impl Example {
    /// Prepares a pair for the first pass, or, with a `model`, for the passes with a lexicon (learnt
    /// from that model's first pass). Gold beads that no path can hold (too large, crossing) are cut
    /// into null beads.
    pub fn new(
        source: &[Sentence<'_>],
        target: &[Sentence<'_>],
        gold: &[Gold],
        model: Option<&Model>,
    ) -> Self {
        let (source, target) = (Prepared::new(source), Prepared::new(target));
        let mut band = Band::around(&anchors::points(&source, &target), source.len(), target.len());
        let (mut lexicon, mut path) = (None, Vec::new());
        if let Some(model) = model {
            let evidence = evidence(&source, &target, &band, None, &path);
            let view = View::new(&source, &target, &evidence, false);
            let lattice = Lattice { view: &view, band: &band, weights: &model.first };
            path = lattice.best();
            let (scores, rows) = lattice.posteriors(&path);
            lexicon =
                Some(lexicon::learn(&source, &target, &sure_beads(&path, &scores), &Vec::new()));
            band = narrowed(rows, target.len());
        }
        let gold = possible(gold, source.len(), target.len());
        let mut rows = band.rows;
        for &(i, a, j, b) in &gold {
            for (at, to) in [(i, j), (i + a, j + b)] {
                rows[at] = (rows[at].0.min(to as u32), rows[at].1.max(to as u32));
            }
        }
        let band = Band::steady(rows, target.len());
        Self { source, target, band, lexicon, path, gold }
    }

    /// The log-likelihood of the gold under `weights`, and its gradient.
    pub fn gradient(&self, weights: &[f32; COUNT]) -> (f64, Vec<f64>) {
        let evidence =
            evidence(&self.source, &self.target, &self.band, self.lexicon.as_ref(), &self.path);
        let view = View::new(&self.source, &self.target, &evidence, false);
        let lattice = Lattice { view: &view, band: &self.band, weights };
        let (expected, all) = lattice.expected();
        let mut gradient: Vec<f64> = expected.iter().map(|value| -value).collect();
        let mut likelihood = -all;
        for &(i, a, j, b) in &self.gold {
            let features = view.features(i, j, a, b);
            for at in 0..COUNT {
                gradient[at] += f64::from(features[at]);
                likelihood += f64::from(features[at] * weights[at]);
            }
        }
        (likelihood, gradient)
    }

    /// The beads of the gold path.
    pub fn len(&self) -> usize {
        self.gold.len()
    }

    /// Whether there is nothing to learn from.
    pub fn is_empty(&self) -> bool {
        self.gold.is_empty()
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
