//! The passes: from a band around shared rare words to the last path.

use super::Model;
use super::anchors::{self, Band, Piece, sure_points};
use super::boundaries::Boundaries;
use super::evidence::{Evidence, MOST, Scorer};
use super::features::{FREQUENT, SHAPES, View};
use super::lattice::{Edge, Lattice, Likely};
use super::lexicon::{self, Lexicon, Terms};
use super::meaning::Meaning;
use super::pair::Pair;
use super::shareable::Shareable;
use rayon::prelude::*;
use std::ops::Range;

/// A search and what it has found so far.
pub(super) struct Search<'a> {
    pair: &'a Pair<'a>,
    shareable: &'a Shareable,
    /// What the encoder says, where it is to be trusted.
    meaning: Option<&'a Meaning<'a>>,
    pub(super) band: Band,
    pieces: Vec<Piece>,
    /// Where the path must go through.
    boundaries: Boundaries,
    /// The lexicon learnt from the pass before, and the score of a typical right pair under it.
    pub(super) lexicon: Option<(Lexicon, f32)>,
    /// The best path of the last pass.
    pub(super) path: Vec<Edge>,
    /// How likely each of its beads is.
    pub(super) scores: Vec<f32>,
    /// The rows likely paths run through.
    rows: Vec<(u32, u32)>,
    /// The nodes and beads to keep of the last pass: those at least so likely; none if not wanted.
    pub(super) least: Option<f32>,
    /// Those kept.
    pub(super) likely: Likely,
}

/// Nodes of a piece from which on a first path is looked for, and then what is near it.
const MANY_NODES: usize = 400_000;

/// What a piece gives.
type Found = (Vec<Edge>, Vec<f32>, Vec<(u32, u32)>, Likely);

impl<'a> Search<'a> {
    /// A search before its first pass, with what the encoder says and the points it is sure of.
    pub(super) fn first(
        pair: &'a Pair<'a>,
        shareable: &'a Shareable,
        meaning: Option<(&'a Meaning<'a>, &[(u32, u32)])>,
        boundaries: &[(u32, u32)],
    ) -> Self {
        let (n, m) = (pair.source.len(), pair.target.len());
        let (meaning, sure) =
            meaning.map_or((None, &[][..]), |(meaning, sure)| (Some(meaning), sure));
        let boundaries = Boundaries::new(boundaries, n, m);
        let points = boundaries.join(anchors::points(pair.source, pair.target, sure));
        Self {
            pair,
            shareable,
            meaning,
            band: Band::around(&points, n, m),
            pieces: boundaries.pieces(&sure_points(&points), n, m),
            boundaries,
            lexicon: None,
            path: Vec::new(),
            scores: Vec::new(),
            rows: Vec::new(),
            least: None,
            likely: Likely::default(),
        }
    }

    /// One pass over all pieces; the last with all shapes of beads.
    pub(super) fn run(&mut self, model: &Model, last: bool) {
        let found: Vec<Found> =
            self.pieces.par_iter().map(|piece| self.piece(piece, model, last)).collect();
        self.path.clear();
        self.scores.clear();
        self.rows.clear();
        self.likely = Likely::default();
        for (path, scores, rows, likely) in found {
            self.path.extend(path);
            self.scores.extend(scores);
            // The last row of a piece is the first of the next.
            if let Some(shared) = self.rows.pop() {
                self.rows.push((shared.0, rows[0].1));
                self.rows.extend(&rows[1..]);
            } else {
                self.rows = rows;
            }
            // So is its last node the first of the next.
            if !likely.nodes.is_empty() {
                self.likely.nodes.pop();
            }
            self.likely.nodes.extend(likely.nodes);
            self.likely.beads.extend(likely.beads);
        }
    }

    fn piece(&self, piece: &Piece, model: &Model, last: bool) -> Found {
        let weights = &model.weights[Model::column(self.lexicon.is_some(), self.meaning.is_some())];
        let mut band = self.band.part(piece);
        if band.nodes() > MANY_NODES {
            let evidence = self.evidence(&band, 1);
            let view = View::new(self.pair, &evidence);
            let path = Lattice::coarse(&view, &band, weights);
            band = Band::along(&path, piece);
        }
        let evidence = self.evidence(&band, MOST);
        let view = View::new(self.pair, &evidence);
        let shapes = if last { SHAPES } else { FREQUENT };
        let lattice = Lattice::new(&view, &band, shapes, weights);
        let path = lattice.best();
        let sums = lattice.sums();
        let (scores, rows) = lattice.posteriors(&sums, &path);
        let wanted = self.least.filter(|_| last);
        let likely = wanted.map(|least| lattice.likely(&sums, least)).unwrap_or_default();
        (path, scores, rows, likely)
    }

    /// The evidence in a band for windows of up to `most` sentences.
    pub(super) fn evidence(&self, band: &Band, most: usize) -> Evidence<'a> {
        let lexicon = self.lexicon.as_ref().map(|(lexicon, scale)| (lexicon, *scale));
        let sides = (self.pair.source, self.pair.target);
        Evidence::new(sides, self.shareable, (band, most), lexicon, self.meaning)
    }

    /// Learns a lexicon from the last path, and narrows the band to the likely paths.
    pub(super) fn learn(&mut self, terms: &Terms) {
        const AROUND: u32 = 3;
        let (n, m) = (self.pair.source.len(), self.pair.target.len());
        let lexicon = lexicon::learn(self.pair.source, self.pair.target, &self.sure_beads(), terms);
        let scale = self.typical(&lexicon);
        self.lexicon = Some((lexicon, scale));
        let rows = self.rows.iter();
        let wider =
            rows.map(|(from, to)| (from.saturating_sub(AROUND), (to + AROUND).min(m as u32)));
        self.band = Band::steady(0, wider.collect(), (0, m));
        self.pieces = self.boundaries.pieces(&self.sure_nodes(), n, m);
    }

    /// The paired beads of the path with how much to trust them.
    fn sure_beads(&self) -> Vec<(Range<u32>, Range<u32>, f32)> {
        let both = self.path.iter().zip(&self.scores).filter(|((_, a, _, b), _)| *a > 0 && *b > 0);
        both.map(|(&(i, a, j, b), score)| {
            (i as u32..(i + a) as u32, j as u32..(j + b) as u32, score.max(0.05))
        })
        .collect()
    }

    /// The nodes between 1-1 beads, and how likely both are.
    fn sure_nodes(&self) -> Vec<(usize, usize, f32)> {
        let beads: Vec<(&Edge, &f32)> = self.path.iter().zip(&self.scores).collect();
        let single = |edge: &Edge| (edge.1, edge.3) == (1, 1);
        let nodes = beads.windows(2).filter(|two| single(two[0].0) && single(two[1].0));
        nodes.map(|two| (two[1].0.0, two[1].0.2, two[0].1.min(*two[1].1))).collect()
    }

    /// The middle lexical score of the path's 1-1 beads: what a right pair scores in this text.
    fn typical(&self, lexicon: &Lexicon) -> f32 {
        const SAMPLE: usize = 2000;
        let (source, target) = (self.pair.source, self.pair.target);
        let single: Vec<&Edge> =
            self.path.iter().filter(|edge| (edge.1, edge.3) == (1, 1)).collect();
        let mut forward = Scorer::new(source, target, &lexicon.forward);
        let mut backward = Scorer::new(target, source, &lexicon.backward);
        let one = |scorer: &mut Scorer<'_>, from: usize, to: usize, words: usize| {
            let mut score = 0.0;
            scorer.windows((from, 1), |_, scorer| {
                score = scorer.log_odds(to) / (words as f32 + 1.0);
            });
            score
        };
        let sample = single.iter().step_by(single.len() / SAMPLE + 1);
        let mut scores: Vec<f32> = sample
            .map(|&&(i, _, j, _)| {
                let there = one(&mut forward, i, j, target.words(j).len());
                let back = one(&mut backward, j, i, source.words(i).len());
                f32::midpoint(there, back)
            })
            .collect();
        scores.sort_unstable_by(f32::total_cmp);
        scores.get(scores.len() / 2).copied().unwrap_or(0.5).max(0.2)
    }
}
