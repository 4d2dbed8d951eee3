//! Pairing the sentences of a text with those of its translation.
//!
//! A path of beads runs through both texts in order. Its score is a weighted sum of features
//! ([`features`]), its weights are learnt from gold alignments ([`training`]). The search goes from
//! coarse to fine: shared rare words give a band (the module `anchors`); a first pass over lengths, numbers and
//! cognates finds where likely paths run; a lexicon learnt from its beads joins the evidence, and the
//! passes over what is left of the band are repeated with it.

mod anchors;
mod boundaries;
pub mod crossing;
mod evidence;
pub mod features;
mod lattice;
mod lexicon;
mod multiway;
pub mod pairing;
pub mod pairwise;
mod prepare;
mod search;
mod shareable;
pub mod training;
mod weights;

use crate::model::{Bead, Method, Place};
use features::Pair;
use lattice::Edge;
pub use multiway::links;
use prepare::Prepared;
use search::Search;
use shareable::Shareable;
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
    /// Positions (i, j) no bead crosses: the first i source sentences belong with the first j of the
    /// target. Rising in both; one that would have to be passed backwards does not count.
    pub boundaries: Vec<(u32, u32)>,
}

impl Default for AlignOptions {
    fn default() -> Self {
        Self {
            structure: true,
            terms: crate::glossary::TermPairs::default(),
            boundaries: Vec::new(),
        }
    }
}

/// Passes with a lexicon learnt from the pass before.
const LEXICAL_PASSES: usize = 2;

/// Aligns `source` with `target`: beads in order that cover every sentence of both once.
/// `progress` is told how much is done, 0–1.
pub fn align(
    source: &[Sentence<'_>],
    target: &[Sentence<'_>],
    options: &AlignOptions,
    progress: &(dyn Fn(f32) + Sync),
) -> Vec<Bead> {
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
    let (source, target) = prepared(source, target);
    let shareable = Shareable::new(&source, &target);
    let pair = Pair::new(&source, &target, &shareable, options.structure);
    let terms = lexicon::known_terms(&source, &target, &options.terms);
    progress(0.1);
    let mut search = Search::first(&pair, &shareable, &options.boundaries);
    for pass in 0..=LEXICAL_PASSES {
        search.run(model, pass == LEXICAL_PASSES);
        progress(0.1 + 0.9 * (pass + 1) as f32 / (LEXICAL_PASSES + 1) as f32);
        if pass < LEXICAL_PASSES {
            search.learn(&terms);
        }
    }
    beads(&search.path, &search.scores, model)
}

fn prepared(source: &[Sentence<'_>], target: &[Sentence<'_>]) -> (Prepared, Prepared) {
    let texts = (source, target);
    let (mut source, mut target) =
        rayon::join(|| Prepared::new(texts.0), || Prepared::new(texts.1));
    source.orient_numbers(texts.0, &target);
    target.orient_numbers(texts.1, &source);
    (source, target)
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
