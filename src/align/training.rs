//! What the training program (`examples/train_aligner.rs`) needs: a document pair with its gold, and
//! the gradient of its likelihood.

use super::anchors::Band;
use super::evidence::MOST;
use super::features::{COUNT, Features, SHAPES, View};
use super::lattice::{Edge, Lattice};
use super::meaning::{Encoded, understood};
use super::pair::Pair;
use super::search::Search;
use super::shareable::Shareable;
use super::{AlignOptions, Model, Sentence};
use crate::encoder::EncodeError;
use std::ops::Range;

/// A gold bead: source and target sentences.
pub type Gold = (Range<usize>, Range<usize>);

/// A document pair to learn from: the features of all beads near the likely paths.
pub struct Example {
    lattice: Lattice,
    features: Vec<Features>,
    gold: Path,
    beads: usize,
}

/// What the gold says of the path.
enum Path {
    /// Its beads: the sum of their features.
    Known(Box<[f64; COUNT]>),
    /// Only beads that it keeps within (verses, paragraphs): for each bead of the lattice whether a path may have it.
    Within(Vec<bool>),
}

/// A gold alignment.
pub struct Teacher<'a> {
    /// Its beads.
    pub beads: &'a [Gold],
    /// Whether they are verses or paragraphs that the true beads lie in.
    pub coarse: bool,
}

impl Example {
    /// Prepares a pair as it stands before the pass numbered `pass`, after those before it with
    /// `model`. Gold beads that no path can hold (too large, crossing) are cut into null beads. Nothing if there is
    /// an encoder and it does not understand the texts.
    ///
    /// # Errors
    /// When the encoder has no vector for a sentence.
    pub fn new(
        source: &[Sentence<'_>],
        target: &[Sentence<'_>],
        gold: &Teacher<'_>,
        (model, pass): (&Model, usize),
        options: &AlignOptions<'_>,
    ) -> Result<Option<Self>, EncodeError> {
        let sides = super::prepared(source, target);
        let encoded = |side| options.encoder.map(|encoder| Encoded::new(encoder, side)).transpose();
        let (left, right) = (encoded(source)?, encoded(target)?);
        let encoded = left.as_ref().zip(right.as_ref());
        let meant =
            encoded.and_then(|(left, right)| understood([left, right], &sides, options.known));
        if meant.is_none() && options.encoder.is_some() {
            return Ok(None);
        }
        let (source, target) = sides;
        let shareable = Shareable::new(&source, &target);
        let pair = Pair::new(&source, &target, &shareable, false);
        let meaning = meant.as_ref().map(|(meaning, points)| (meaning, points.as_slice()));
        let mut search = Search::first(&pair, &shareable, meaning, &[]);
        for _ in 0..pass {
            search.run(model, false);
            search.learn(&Vec::new());
        }
        let path = possible(gold.beads, source.len(), target.len());
        let mut rows = search.band.rows.clone();
        let corners = gold.beads.iter().flat_map(|(s, t)| [(s.start, t.start), (s.end, t.end)]);
        let corners = corners.filter(|_| gold.coarse);
        let nodes = path.iter().flat_map(|&(i, a, j, b)| [(i, j), (i + a, j + b)]);
        for (at, to) in nodes.chain(corners) {
            rows[at] = (rows[at].0.min(to as u32), rows[at].1.max(to as u32));
        }
        let band = Band::steady(0, rows, (0, target.len()));
        let evidence = search.evidence(&band, MOST);
        let view = View::new(&pair, &evidence);
        let mut lattice = Lattice::unscored(&band, SHAPES);
        let (mut features, mut edges) = (Vec::new(), Vec::new());
        lattice.each_edge(|_, _, edge| {
            features.push(view.features(edge.0, edge.2, edge.1, edge.3));
            edges.push(edge);
        });
        let beads = gold.beads.len();
        let gold = if gold.coarse {
            Path::Within(edges.iter().map(|edge| is_within(*edge, gold.beads)).collect())
        } else {
            let mut sums = [0.0; COUNT];
            for &(i, a, j, b) in &path {
                for (sum, value) in sums.iter_mut().zip(view.features(i, j, a, b)) {
                    *sum += f64::from(value);
                }
            }
            Path::Known(Box::new(sums))
        };
        let mut made = Self { lattice, features, gold, beads };
        // A gold that leaves sentences out allows no path.
        let possible = made.gradient(&[0.0; COUNT]).0.is_finite();
        Ok(possible.then_some(made))
    }

    /// The log-likelihood of the gold under `weights`, and its gradient.
    pub fn gradient(&mut self, weights: &[f32; COUNT]) -> (f64, Vec<f64>) {
        self.lattice.score(&self.features, weights, None);
        let expected = self.lattice.expected(&self.features);
        let less = |gold: &[f64]| gold.iter().zip(&expected.features).map(|(g, e)| g - e).collect();
        match &self.gold {
            Path::Known(sums) => {
                let gold: f64 = sums.iter().zip(weights).map(|(g, w)| g * f64::from(*w)).sum();
                (gold - expected.all, less(&sums[..]))
            }
            Path::Within(allowed) => {
                self.lattice.score(&self.features, weights, Some(allowed));
                let right = self.lattice.expected(&self.features);
                (right.all - expected.all, less(&right.features))
            }
        }
    }

    /// The beads of the best path under `weights`.
    pub fn best(&mut self, weights: &[f32; COUNT]) -> Vec<Gold> {
        self.lattice.score(&self.features, weights, None);
        let bead = |(i, a, j, b): Edge| (i..i + a, j..j + b);
        self.lattice.best().into_iter().map(bead).collect()
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

/// Whether a bead lies in one of the gold's, which are in order.
fn is_within((i, a, j, b): Edge, gold: &[Gold]) -> bool {
    let from = gold.partition_point(|(s, t)| s.end < i || t.end < j);
    let near = gold[from..].iter().take_while(|(s, t)| s.start <= i && t.start <= j);
    near.into_iter().any(|(s, t)| i + a <= s.end && j + b <= t.end)
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
