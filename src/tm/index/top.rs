//! The best hits so far.

use crate::tm::distance::{allowed, similarity};

/// A unit whose text is like the query.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Found {
    pub(super) score: f64,
    pub(super) unit: u64,
    pub(super) segment: u32,
    pub(super) text: u32,
}

/// The first `most` units by score, then by number.
#[derive(Debug)]
pub(super) struct Top {
    found: Vec<Found>,
    most: usize,
    threshold: f64,
}

/// Scores are as good as the threshold if they are this near: `0.8` and 4/5 may differ in the last bit.
pub(super) const TOLERANCE: f64 = 1e-9;

impl Top {
    pub(super) fn new(most: usize, threshold: f64) -> Self {
        Self { found: Vec::with_capacity(most.min(64)), most, threshold: threshold - TOLERANCE }
    }

    /// The score that a hit needs at least.
    pub(super) fn needed(&self) -> f64 {
        match self.found.last() {
            Some(last) if self.found.len() >= self.most => last.score.max(self.threshold),
            _ => self.threshold,
        }
    }

    /// The largest distance that a hit may have, the longer text being of this length.
    pub(super) fn allowed(&self, longer: u32) -> Option<u32> {
        allowed(longer, self.needed())
    }

    /// Whether a unit of this score would be among the first.
    pub(super) fn takes(&self, score: f64, unit: u64) -> bool {
        let full = self.found.len() >= self.most;
        let last = self.found.last().filter(|_| full);
        let before =
            last.is_none_or(|last| score > last.score || (score >= last.score && unit < last.unit));
        score >= self.threshold && before
    }

    /// Whether only a unit's number can bring in a text of this distance: it ties with the last.
    pub(super) fn ties(&self, distance: u32, longer: u32) -> bool {
        self.found.len() >= self.most
            && self.found.last().is_some_and(|last| similarity(distance, longer) <= last.score)
    }

    /// Takes a unit in, if it is among the first.
    pub(super) fn offer(&mut self, found: Found) {
        if !self.takes(found.score, found.unit) {
            return;
        }
        let at = self.found.partition_point(|one| {
            one.score > found.score || (one.score >= found.score && one.unit <= found.unit)
        });
        self.found.insert(at, found);
        self.found.truncate(self.most);
    }

    /// The hits in order.
    pub(super) fn into_found(self) -> Vec<Found> {
        self.found
    }
}
