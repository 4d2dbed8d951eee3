//! Sentence segmentation by the built-in rules of the languages, or by those of an SRX file.
//!
//! The text is scanned for marks that may end a sentence; each is decided from the words around it and
//! the language's list (`rules/*.txt`). Nothing is matched by backtracking, so that time is linear in
//! the text. Languages without a list are split by UAX #29. Foreign rules ([`srx`]) are compiled to
//! automata.

mod decide;
mod rules;
pub mod srx;

use crate::model::{Finding, FormatHandles};
use crate::text::LangTag;
use rules::Rules;
use srx::{Compiled, Srx};
use std::ops::Range;
use std::sync::Arc;
use unicode_segmentation::UnicodeSegmentation as _;

/// Cuts text into sentences by the rules of one language. Cheap to copy.
#[derive(Debug, Clone)]
pub struct Segmenter {
    rules: Kind,
}

#[derive(Debug, Clone)]
enum Kind {
    /// UAX #29.
    Unicode,
    BuiltIn(&'static Rules),
    Srx(Arc<Compiled>, FormatHandles),
}

impl Segmenter {
    /// The built-in rules for a language; UAX #29 where there are none.
    pub fn for_language(lang: &LangTag) -> Self {
        Self { rules: rules::of(lang.language()).map_or(Kind::Unicode, Kind::BuiltIn) }
    }

    /// The rules an SRX file has for a language, and a finding for each that can't be used.
    pub fn from_srx(srx: &Srx, lang: &LangTag) -> (Self, Vec<Finding>) {
        let (compiled, findings) = srx.compile(lang);
        (Self { rules: Kind::Srx(Arc::new(compiled), srx.handles) }, findings)
    }

    /// Which of the codes at a break stay with the segment before it.
    pub fn handles(&self) -> FormatHandles {
        match self.rules {
            Kind::Srx(_, handles) => handles,
            Kind::Unicode | Kind::BuiltIn(_) => FormatHandles::default(),
        }
    }

    /// The sentences of `text` as byte ranges that follow each other without a gap from 0 to its end
    /// (white space belongs to the sentence before it).
    pub fn split<'t>(&self, text: &'t str) -> impl Iterator<Item = Range<usize>> + 't {
        let (mut unicode, mut built_in, mut srx) = (None, None, None);
        match &self.rules {
            Kind::Unicode => unicode = Some(text.split_sentence_bound_indices()),
            Kind::BuiltIn(rules) => built_in = Some(decide::Sentences::new(text, rules)),
            Kind::Srx(compiled, _) => srx = Some(between(compiled.breaks(text), text.len())),
        }
        let unicode = unicode.into_iter().flatten().map(|(at, part)| at..at + part.len());
        unicode.chain(built_in.into_iter().flatten()).chain(srx.into_iter().flatten())
    }
}

/// The stretches of a text of `length` bytes between its breaks.
fn between(mut breaks: Vec<usize>, length: usize) -> impl Iterator<Item = Range<usize>> {
    if length > 0 {
        breaks.push(length);
    }
    breaks.into_iter().scan(0, |start, end| Some(std::mem::replace(start, end)..end))
}

/// The languages that have rules.
pub fn languages() -> impl Iterator<Item = &'static str> {
    rules::languages()
}

#[cfg(test)]
mod tests;
