//! Sentence segmentation by the built-in rules of the languages.
//!
//! The text is scanned for marks that may end a sentence; each is decided from the words around it and
//! the language's list (`rules/*.txt`). Nothing is matched by backtracking, so that time is linear in
//! the text. Languages without a list are split by UAX #29.

mod decide;
mod rules;

use crate::text::LangTag;
use rules::Rules;
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation as _;

/// Cuts text into sentences by the rules of one language. Cheap to make and to copy.
#[derive(Debug, Clone, Copy)]
pub struct Segmenter {
    rules: Option<&'static Rules>,
}

impl Segmenter {
    /// The built-in rules for a language; UAX #29 where there are none.
    pub fn for_language(lang: &LangTag) -> Self {
        Self { rules: rules::of(lang.language()) }
    }

    /// Whether the language has rules of its own.
    pub fn has_rules(&self) -> bool {
        self.rules.is_some()
    }

    /// The sentences of `text` as byte ranges that follow each other without a gap from 0 to its end
    /// (white space belongs to the sentence before it).
    pub fn split<'t>(&self, text: &'t str) -> impl Iterator<Item = Range<usize>> + 't {
        let plain = self.rules.is_none().then(|| text.split_sentence_bound_indices());
        let plain = plain.into_iter().flatten().map(|(at, part)| at..at + part.len());
        let ruled = self.rules.map(|rules| decide::Sentences::new(text, rules));
        plain.chain(ruled.into_iter().flatten())
    }
}

/// The languages that have rules.
pub fn languages() -> impl Iterator<Item = &'static str> {
    rules::languages()
}

#[cfg(test)]
mod tests;
