//! A look-up in one segment: lengths outward from the query's, candidates by their best possible score,
//! until no score can be among the best.
//!
//! Nothing is left out that could be a hit: what drops a text is always a lower bound of its distance.

mod characters;
mod outward;
mod tokens;

use super::IndexError;
use super::kernels::Kernel;
use super::removals::Removals;
use super::segment::{Segment, number};
use super::tokens::{Measure, hashes};
use super::top::{Found, Top};
use crate::tm::distance::{Pattern, Workspace};
use crate::tm::tokens::Folding;
use crate::words::Stemming;

/// What is looked for.
#[derive(Clone, Copy)]
pub struct Query<'a> {
    /// The text.
    pub text: &'a str,
    /// What likeness is measured over.
    pub measure: Measure,
    /// The least score of a hit, 0–1.
    pub threshold: f64,
    /// The most hits.
    pub top: usize,
    /// Units that may be hits; all if there is none.
    pub filter: Option<&'a dyn Fn(u64) -> bool>,
}

impl<'a> Query<'a> {
    /// The five best of at least seven tenths.
    pub fn new(text: &'a str, measure: Measure) -> Self {
        Self { text, measure, threshold: 0.7, top: 5, filter: None }
    }
}

/// Memory for look-ups: one for each thread, used again and again.
#[derive(Debug)]
pub struct Scratch {
    kernel: Kernel,
    pattern: Pattern,
    work: Workspace,
    folding: Folding,
    /// The query's characters, or the numbers of its tokens.
    symbols: Vec<u32>,
    /// Hashes of the query's tokens.
    hashes: Vec<u64>,
    /// (difference, text) of what passed the first histogram.
    passed: Vec<(u32, u32)>,
    rows: Vec<u32>,
    /// (least distance, text or row) of candidates.
    candidates: Vec<(u32, u32)>,
    /// Tokens of a candidate.
    tokens: Vec<u32>,
    lists: Vec<tokens::List>,
}

impl Default for Scratch {
    fn default() -> Self {
        Self {
            kernel: Kernel::detect(),
            pattern: Pattern::default(),
            work: Workspace::default(),
            folding: Folding::default(),
            symbols: Vec::new(),
            hashes: Vec::new(),
            passed: Vec::new(),
            rows: Vec::new(),
            candidates: Vec::new(),
            tokens: Vec::new(),
            lists: Vec::new(),
        }
    }
}

impl Scratch {
    /// The same without special instructions, to compare them.
    #[cfg(test)]
    pub(super) fn portable() -> Self {
        Self { kernel: Kernel::Portable, ..Self::default() }
    }

    /// Prepares what does not depend on a segment.
    pub(super) fn prepare(&mut self, query: &Query<'_>, stemming: &Stemming) {
        if query.measure == Measure::Characters {
            self.symbols.clear();
            self.symbols.extend(query.text.chars().map(u32::from));
            self.pattern.fill(&self.symbols);
        } else {
            self.hashes.clear();
            let all = &mut self.hashes;
            let stemming = (query.measure == Measure::Stems).then_some(stemming);
            hashes(query.text, stemming, &mut self.folding, |hash| all.push(hash));
        }
    }
}

/// A segment with its place in the index.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) segment: &'a Segment,
    pub(super) number: u32,
    pub(super) generation: u64,
    pub(super) removals: &'a Removals,
}

impl Place<'_> {
    /// Adds the hits of a segment.
    pub(super) fn search(
        self,
        query: &Query<'_>,
        scratch: &mut Scratch,
        top: &mut Top,
    ) -> Result<(), IndexError> {
        match query.measure {
            Measure::Characters => self.characters(query, scratch, top),
            Measure::Words => self.tokens(query, false, scratch, top),
            Measure::Stems => self.tokens(query, true, scratch, top),
        }
    }

    /// Offers the units of a text.
    fn offer(
        self,
        query: &Query<'_>,
        text: u32,
        score: f64,
        top: &mut Top,
    ) -> Result<(), IndexError> {
        for unit in self.segment.units_of(text)? {
            if !top.takes(score, unit) {
                // The units behind have higher numbers.
                break;
            }
            let removed = self.removals.hide(unit, self.generation);
            if !removed && query.filter.is_none_or(|filter| filter(unit)) {
                top.offer(Found { score, unit, segment: self.number, text });
            }
        }
        Ok(())
    }

    /// Whether a text that ties with the last hit has a unit that would come before it.
    fn precedes(self, text: u32, score: f64, top: &Top) -> Result<bool, IndexError> {
        Ok(self.segment.units_of(text)?.next().is_some_and(|unit| top.takes(score, unit)))
    }
}
