//! Aligning three or more documents together.
//!
//! Every two documents are aligned by themselves; what counts is not their best paths but how likely
//! each node is (both texts have a border there and the borders correspond), and each bead
//! ([`posteriors`]). A **cut** is one position in each document, and a link is what lies between two
//! cuts. How likely both cuts are is the mean of what a document's pairs say, of the document that
//! fits worst; that no cut lies between them, of the document that fits best. The best sequence of
//! cuts parts all documents at once ([`cuts`]).
//!
//! That a cut needs every document keeps a sentence of one whole that the others have in two: the
//! others agree on a border there, but no position of this one goes with it. And that a document is
//! asked through all of its pairs lets the others correct a pair that is wrong.
//!
//! The idea of pairwise posteriors that are made consistent over all sequences is that of ProbCons (Do
//! et al., Genome Research 15, 2005), there for proteins.

mod cuts;
mod linking;
mod posteriors;
#[cfg(test)]
mod tests;

use super::meaning::Encoded;
use super::{AlignOptions, Model, Sentence, search};
use crate::encoder::EncodeError;
use crate::model::Link;
use posteriors::{Posteriors, Table};
use rayon::prelude::*;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

/// Documents up to which all pairs are aligned; of more, each is aligned to the first and to the one
/// before it.
const ALL_PAIRS: usize = 8;
/// Nodes and beads less likely are left out.
const LEAST: f32 = 0.01;

/// Aligns documents together: links in order over all of `sides` that hold every sentence of each
/// once. `options` says how to align two of them, given by their indices, the lower first; `progress`
/// is told how much is done, 0–1. All pairs have the same encoder, or none.
///
/// # Errors
/// When the encoder has no vector for a sentence.
pub fn jointly<'a>(
    sides: &[Vec<Sentence<'_>>],
    options: &(dyn Fn(usize, usize) -> AlignOptions<'a> + Sync),
    progress: &(dyn Fn(f32) + Sync),
) -> Result<Vec<Link>, EncodeError> {
    let model = Model::built_in();
    let pairs = pairs(sides.len());
    // Each document is encoded once, whatever the number of its pairs.
    let encoder = pairs.first().and_then(|&(d, e)| options(d, e).encoder);
    let encode = |side: &Vec<Sentence<'_>>| encoder.map(|e| Encoded::new(e, side)).transpose();
    let encoded = sides.iter().map(encode).collect::<Result<Vec<_>, _>>()?;
    let shares: Vec<AtomicU32> = pairs.iter().map(|_| 0.into()).collect();
    let tables = pairs.par_iter().enumerate().map(|(index, &(d, e))| {
        let done = |part: f32| {
            shares[index].store((part * 1000.0) as u32, Relaxed);
            let sum: u32 = shares.iter().map(|share| share.load(Relaxed)).sum();
            progress(sum as f32 / 1000.0 / pairs.len() as f32);
        };
        let vectors = encoded[d].as_ref().zip(encoded[e].as_ref());
        let pair = (sides[d].as_slice(), sides[e].as_slice());
        let found = search((model, Some(LEAST)), pair, vectors, &options(d, e), &done);
        ((d, e), Table::new((sides[d].len(), sides[e].len()), found))
    });
    let tables: Vec<_> = tables.collect();
    let lengths = sides.iter().map(|side| side.len() as u32).collect();
    let posteriors = Posteriors::new(lengths, tables);
    let cuts = cuts::best(&posteriors);
    Ok(linking::links(&posteriors, &cuts, model))
}

/// Which documents are aligned with each other, the lower index first.
fn pairs(documents: usize) -> Vec<(usize, usize)> {
    let all = (0..documents).flat_map(|d| (d + 1..documents).map(move |e| (d, e)));
    all.filter(|(d, e)| documents <= ALL_PAIRS || *d == 0 || d + 1 == *e).collect()
}
