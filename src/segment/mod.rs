//! Sentence segmentation: SRX rules and the built-in rules of the languages.

use crate::text::LangTag;
use std::ops::Range;

/// Cuts text into sentences by the rules of one language.
#[derive(Debug, Clone)]
pub struct Segmenter {}

impl Segmenter {
    /// The built-in rules for a language; UAX #29 where there are none.
    pub fn for_language(lang: &LangTag) -> Self {
        let _ = lang;
        Self {}
    }

    /// The sentences of `text` as byte ranges that follow each other without a gap from 0 to its end
    /// (white space belongs to the sentence before it).
    pub fn split<'t>(&'t self, text: &'t str) -> impl Iterator<Item = Range<usize>> + 't {
        use unicode_segmentation::UnicodeSegmentation as _;
        text.split_sentence_bound_indices().map(|(at, sentence)| at..at + sentence.len())
    }
}
