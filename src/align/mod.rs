//! Pairing the sentences of a text with those of its translation.
//!
//! A path of beads runs through both texts in order. Its score is a weighted sum of features
//! ([`features`]), its weights are learnt from gold alignments ([`training`]). The search goes from
//! coarse to fine: shared rare words give a band (the module `anchors`); a first pass over lengths, numbers and
//! cognates finds where likely paths run; a lexicon learnt from its beads joins the evidence, and the
//! passes over what is left of the band are repeated with it.

mod anchors;
mod evidence;
pub mod features;
mod lattice;
mod lexicon;
mod multiway;
mod prepare;
pub mod training;
mod weights;

use crate::model::{Bead, Method, Place};
use crate::text::LangTag;
use anchors::Band;
use evidence::Evidence;
use features::View;
use lattice::{Edge, Lattice};
pub use multiway::links;
use prepare::Prepared;
pub use weights::Model;

/// A sentence to align.
#[derive(Debug, Clone, Copy)]
pub struct Sentence<'a> {
    /// Its text.
    pub text: &'a str,
    /// The place of the block it stands in.
    pub place: Place,
    /// The block, counted from 0: sentences of one block have the same number.
    pub block: u32,
}

/// How to align.
#[derive(Debug, Clone)]
pub struct AlignOptions {
    /// Whether structure (blocks, headings, list items, cells) is evidence. Off for text that is one
    /// sentence a line and nothing more.
    pub structure: bool,
    /// Terms of both languages.
    pub terms: crate::glossary::TermPairs,
}

impl Default for AlignOptions {
    fn default() -> Self {
        Self { structure: true, terms: crate::glossary::TermPairs::default() }
    }
}

/// Passes with a lexicon learnt from the pass before.
const LEXICAL_PASSES: usize = 2;

/// Aligns `source` with `target`: beads in order that cover every sentence of both once.
/// `progress` is told how much is done, 0–1.
pub fn align(
    source: &[Sentence<'_>],
    target: &[Sentence<'_>],
    langs: (&LangTag, &LangTag),
    options: &AlignOptions,
    progress: &(dyn Fn(f32) + Sync),
) -> Vec<Bead> {
    let _ = langs;
    align_with(Model::built_in(), source, target, options, progress)
}

/// The same with other weights.
pub fn align_with(
    model: &Model,
    source: &[Sentence<'_>],
    target: &[Sentence<'_>],
    options: &AlignOptions,
    progress: &(dyn Fn(f32) + Sync),
) -> Vec<Bead> {
    let (source, target) = (Prepared::new(source), Prepared::new(target));
    progress(0.1);
    let mut band = Band::around(&anchors::points(&source, &target), source.len(), target.len());
    let terms = lexicon::known_terms(&source, &target, &options.terms);
    let mut lexicon = None;
    let mut path = Vec::new();
    let mut scores = Vec::new();
    for pass in 0..=LEXICAL_PASSES {
        let evidence = evidence(&source, &target, &band, lexicon.as_ref(), &path);
        let view = View::new(&source, &target, &evidence, options.structure);
        let weights = if pass == 0 { &model.first } else { &model.lexical };
        let lattice = Lattice { view: &view, band: &band, weights };
        path = lattice.best();
        let rows;
        (scores, rows) = lattice.posteriors(&path);
        progress(0.1 + 0.9 * (pass + 1) as f32 / (LEXICAL_PASSES + 1) as f32);
        if pass < LEXICAL_PASSES {
            lexicon = Some(lexicon::learn(&source, &target, &sure_beads(&path, &scores), &terms));
            band = narrowed(rows, target.len());
        }
    }
    beads(&path, &scores, model)
}

/// The evidence of a pass, lexical scores scaled by the typical one of the pass before.
fn evidence(
    source: &Prepared,
    target: &Prepared,
    band: &Band,
    lexicon: Option<&lexicon::Lexicon>,
    path: &[Edge],
) -> Evidence {
    let mut evidence = Evidence::new(source, target, band, lexicon);
    if lexicon.is_some() {
        let single = path.iter().filter(|(_, a, _, b)| (*a, *b) == (1, 1));
        let mut typical: Vec<f32> = single
            .map(|&(i, _, j, _)| evidence.lexical((source, target), (i, 1), (j, 1)))
            .collect();
        typical.sort_unstable_by(f32::total_cmp);
        evidence.scale = typical.get(typical.len() / 2).copied().unwrap_or(0.5).max(0.2);
    }
    evidence
}

fn sure_beads(
    path: &[Edge],
    scores: &[f32],
) -> Vec<(std::ops::Range<u32>, std::ops::Range<u32>, f32)> {
    let both = path.iter().zip(scores).filter(|((_, a, _, b), _)| *a > 0 && *b > 0);
    both.map(|(&(i, a, j, b), score)| {
        (i as u32..(i + a) as u32, j as u32..(j + b) as u32, score.max(0.05))
    })
    .collect()
}

/// The rows likely paths run through, and a little around them.
fn narrowed(rows: Vec<(u32, u32)>, m: usize) -> Band {
    const AROUND: u32 = 5;
    let wider = rows
        .into_iter()
        .map(|(from, to)| (from.saturating_sub(AROUND), (to + AROUND).min(m as u32)));
    Band::steady(wider.collect(), m)
}

/// Beads of the model from the path; runs of null beads one sentence at a time.
fn beads(path: &[Edge], scores: &[f32], model: &Model) -> Vec<Bead> {
    let mut beads = Vec::with_capacity(path.len());
    for (&(i, a, j, b), &posterior) in path.iter().zip(scores) {
        let score = model.calibrated(posterior);
        let bead = |source, target| Bead { source, target, score, method: Method::Lexical };
        let (i, j) = (i as u32, j as u32);
        if a == 0 {
            beads.extend((j..j + b as u32).map(|j| bead(i..i, j..j + 1)));
        } else if b == 0 {
            beads.extend((i..i + a as u32).map(|i| bead(i..i + 1, j..j)));
        } else {
            beads.push(bead(i..i + a as u32, j..j + b as u32));
        }
    }
    beads
}

#[cfg(test)]
mod tests;
