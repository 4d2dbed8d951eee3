//! Counts of word sequences in bounded memory.
//!
//! Lossy counting after Manku and Motwani, "Approximate Frequency Counts over Data Streams" (2002): when
//! the table is full, what came rarest is dropped, and what comes later may have been among it. A count
//! is never too high, and too low by at most [`Sequences::floor`].

use super::vocabulary::WordId;
use rustc_hash::FxHashMap;

/// What is known of a sequence as it is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Tally {
    /// How often it came.
    pub(super) count: u32,
    /// How often where its first capital means nothing.
    pub(super) ambiguous: u32,
    /// In how many documents.
    pub(super) documents: u32,
    /// The first 64 of these documents as bits.
    pub(super) mask: u64,
    /// The first sentence it came in.
    pub(super) first: u32,
    /// The document it came in last, from 1.
    last: u32,
    /// How often it may have come before it was counted.
    missed: u32,
}

impl Tally {
    /// Counts of two sequences that are forms of one.
    pub(super) fn join(&mut self, other: &Self) {
        self.first = if self.count == 0 { other.first } else { self.first.min(other.first) };
        self.count += other.count;
        self.ambiguous += other.ambiguous;
        self.mask |= other.mask;
        // Beyond 64 documents each form's own count is a lower bound.
        self.documents = self.documents.max(other.documents).max(self.mask.count_ones());
    }
}

#[derive(Debug)]
pub(super) struct Sequences {
    counts: FxHashMap<Box<[WordId]>, Tally>,
    most: usize,
    /// What was counted no more often than this may be missing.
    pub(super) floor: u32,
}

impl Sequences {
    /// A table of at most `most` sequences.
    pub(super) fn new(most: usize) -> Self {
        Self { counts: FxHashMap::default(), most: most.max(1024), floor: 0 }
    }

    /// Counts a sequence in a sentence of a document (from 1).
    pub(super) fn add(&mut self, words: &[WordId], ambiguous: bool, sentence: u32, document: u32) {
        let count = if let Some(count) = self.counts.get_mut(words) {
            count
        } else {
            if self.counts.len() >= self.most {
                self.prune();
            }
            let new = Tally { first: sentence, missed: self.floor, ..Tally::default() };
            self.counts.entry(words.into()).or_insert(new)
        };
        count.count += 1;
        count.ambiguous += u32::from(ambiguous);
        if count.last != document {
            count.last = document;
            count.documents += 1;
            count.mask |= 1_u64.checked_shl(document - 1).unwrap_or(0);
        }
    }

    /// Drops the rarest until half of the room is free.
    fn prune(&mut self) {
        while self.counts.len() > self.most / 2 {
            self.floor += 1;
            let floor = self.floor;
            self.counts.retain(|_, count| count.count + count.missed > floor);
        }
    }

    /// All counts, ordered by the words' numbers.
    pub(super) fn sorted(&self) -> Vec<(&[WordId], Tally)> {
        let mut all: Vec<(&[WordId], Tally)> =
            self.counts.iter().map(|(words, count)| (&**words, *count)).collect();
        all.sort_unstable_by_key(|(words, _)| *words);
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_frequent_stays_when_the_table_is_full() {
        let mut sequences = Sequences::new(1024);
        for number in 0..20_000 {
            sequences.add(&[number, 0], false, number, 1);
            if number % 4 == 0 {
                sequences.add(&[1, 2], number % 8 == 0, number, 1 + number / 5000);
            }
        }
        let kept = sequences.sorted();
        assert!(kept.len() <= 1024);
        let (_, count) = kept.iter().find(|(words, _)| *words == [1, 2]).unwrap();
        assert_eq!((count.count, count.ambiguous, count.documents), (5000, 2500, 4));
    }
}
