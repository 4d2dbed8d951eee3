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
mod joint;
mod lattice;
mod lexicon;
mod meaning;
mod multiway;
mod pair;
pub mod pairing;
pub mod pairwise;
mod prepare;
mod quotations;
mod search;
mod shareable;
pub mod training;
mod weights;
pub mod wordwise;

use crate::encoder::{EncodeError, Encoder};
use crate::model::{Bead, Method, Place};
pub use joint::jointly;
use lattice::{Edge, Likely};
use meaning::Encoded;
pub use multiway::links;
use pair::Pair;
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
#[derive(Clone)]
pub struct AlignOptions<'a> {
    /// Whether structure (blocks, headings, list items, cells) is evidence. Off for text that is one
    /// sentence a line and nothing more.
    pub structure: bool,
    /// Terms of both languages.
    pub terms: crate::glossary::TermPairs,
    /// What turns sentences into vectors.
    pub encoder: Option<&'a dyn Encoder>,
    /// Whether the encoder knows both languages: if not, it must show by the text itself that it is of use.
    pub known: bool,
    /// Positions (i, j) no bead crosses: the first i source sentences belong with the first j of the
    /// target. Rising in both; one that would have to be passed backwards does not count.
    pub boundaries: Vec<(u32, u32)>,
}

impl Default for AlignOptions<'_> {
    fn default() -> Self {
        let terms = crate::glossary::TermPairs::default();
        Self { structure: true, terms, encoder: None, known: false, boundaries: Vec::new() }
    }
}

/// Passes with a lexicon learnt from the pass before, without and with an encoder.
const LEXICAL_PASSES: [usize; 2] = [2, 1];

/// Aligns `source` with `target`: beads in order that cover every sentence of both once.
/// `progress` is told how much is done, 0–1.
///
/// # Errors
/// When the encoder has no vector for a sentence.
pub fn align(
    source: &[Sentence<'_>],
    target: &[Sentence<'_>],
    options: &AlignOptions<'_>,
    progress: &(dyn Fn(f32) + Sync),
) -> Result<Vec<Bead>, EncodeError> {
    align_with(Model::built_in(), source, target, options, progress)
}

/// The same with other weights.
///
/// # Errors
/// As [`align`].
pub fn align_with(
    model: &Model,
    source: &[Sentence<'_>],
    target: &[Sentence<'_>],
    options: &AlignOptions<'_>,
    progress: &(dyn Fn(f32) + Sync),
) -> Result<Vec<Bead>, EncodeError> {
    let encoded = |side| options.encoder.map(|encoder| Encoded::new(encoder, side)).transpose();
    let (left, right) = (encoded(source)?, encoded(target)?);
    let encoded = left.as_ref().zip(right.as_ref());
    let found = search((model, None), (source, target), encoded, options, progress);
    Ok(beads(&found.path, &found.scores, model, found.meant))
}

/// What a search gives.
struct Found {
    /// The best path.
    path: Vec<Edge>,
    /// How likely each of its beads is.
    scores: Vec<f32>,
    /// What likely paths go through, where that was asked for.
    likely: Likely,
    /// Whether the encoder had a say.
    meant: bool,
}

/// Searches a pair by the weights of a model and the vectors of both texts, if there are any; keeps nodes and beads from
/// a likelihood on, if wanted.
fn search(
    (model, least): (&Model, Option<f32>),
    (source, target): (&[Sentence<'_>], &[Sentence<'_>]),
    encoded: Option<(&Encoded, &Encoded)>,
    options: &AlignOptions<'_>,
    progress: &(dyn Fn(f32) + Sync),
) -> Found {
    let sides = prepared(source, target);
    let meant =
        encoded.and_then(|(left, right)| meaning::understood([left, right], &sides, options.known));
    let (source, target) = sides;
    let shareable = Shareable::new(&source, &target);
    let pair = Pair::new(&source, &target, &shareable, options.structure);
    let terms = lexicon::known_terms(&source, &target, &options.terms);
    progress(0.4);
    let meaning = meant.as_ref().map(|(meaning, points)| (meaning, points.as_slice()));
    let mut search = Search::first(&pair, &shareable, meaning, &options.boundaries);
    search.least = least;
    let passes = LEXICAL_PASSES[usize::from(meant.is_some())];
    for pass in 0..=passes {
        search.run(model, pass == passes);
        progress(0.4 + 0.6 * (pass + 1) as f32 / (passes + 1) as f32);
        if pass < passes {
            search.learn(&terms);
        }
    }
    let Search { path, scores, likely, .. } = search;
    Found { path, scores, likely, meant: meant.is_some() }
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
fn beads(path: &[Edge], scores: &[f32], model: &Model, meant: bool) -> Vec<Bead> {
    let method = if meant { Method::Neural } else { Method::Lexical };
    let mut beads = Vec::with_capacity(path.len());
    for (&(i, a, j, b), &posterior) in path.iter().zip(scores) {
        let score = model.calibrated(posterior, meant);
        let bead = |source, target| Bead { source, target, score, method };
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
