//! What a document says of its own words.

use rustc_hash::FxHashSet;

/// Abbreviations and starters found in a document.
#[derive(Debug, Clone, Default)]
pub(super) struct Learnt {
    abbreviations: FxHashSet<Box<str>>,
    starters: FxHashSet<Box<str>>,
}

impl Learnt {
    pub(super) fn is_abbreviation(&self, word: &str) -> bool {
        self.abbreviations.contains(word)
    }

    pub(super) fn is_starter(&self, word: &str) -> bool {
        self.starters.contains(word)
    }
}
