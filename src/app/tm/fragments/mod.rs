//! Pieces of a text that memories have, for texts that they don't have as a whole.
//!
//! Two kinds: units whose whole text is a piece of the one that is asked, and stretches that stand in several
//! units, whose translation is cut out of theirs by word alignment ([`crate::align::wordwise`]). The longest
//! are taken first, and none that overlap.

mod cuts;
#[cfg(test)]
mod tests;

use super::concordance::words::{Word, words};
use super::lookup::{LookupOptions, Session};
use super::pairs::{Pair, sample, translation};
use super::{Access, Memory};
use crate::app::{AppError, Progress};
use crate::text::Span;
use crate::tm::store::ConcordanceQuery;
use serde::Serialize;
use std::cmp::Reverse;
use std::path::PathBuf;

/// The longest piece, in words.
const LONGEST: usize = 24;
/// Words of a text that are looked at.
const MOST_WORDS: usize = 200;
/// Letters a word must have to be a piece by itself.
const LETTERS: usize = 4;
/// Units of a piece that are named.
const UNITS: usize = 5;
/// Units from all over a memory, from which words are learnt that go together.
const SAMPLE: u64 = 600;

/// Where the translation of a piece comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The piece is the whole text of a unit.
    Unit,
    /// It was cut out of translations.
    Cut,
}

/// A piece of a text and its translation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fragment {
    /// Where it stands in the text.
    pub span: Span,
    /// The piece.
    pub source: String,
    /// Its translation.
    pub target: String,
    /// Where that comes from.
    pub kind: Kind,
    /// Which part of the units that were looked at translate it so, 0–1.
    pub share: f32,
    /// The memory, by its number among those that are looked up.
    #[serde(skip)]
    pub memory: usize,
    /// Some of its units, the first ones.
    pub units: Vec<u64>,
}

/// What pieces are found with.
#[derive(Debug, Default)]
pub struct FragmentSearch {
    /// For each memory pairs of texts, where its table of words can be used.
    samples: Vec<Option<Vec<Pair>>>,
}

impl FragmentSearch {
    /// Makes ready the tables of words of memories. A memory that can't be written to is searched for whole
    /// units only.
    ///
    /// # Errors
    /// When a memory can't be read.
    pub fn open(
        paths: &[PathBuf],
        options: &LookupOptions,
        progress: &dyn Progress,
    ) -> Result<Self, AppError> {
        progress.begin("indexing");
        let mut samples = Vec::with_capacity(paths.len());
        for path in paths {
            let (Ok(memory), Some(target)) = (Memory::open(path, Access::Write), &options.target)
            else {
                samples.push(None);
                continue;
            };
            // Any query makes the table.
            let _none =
                memory.store().concordance(&options.source, &ConcordanceQuery::parse("a"), 1)?;
            samples.push(Some(sample(memory.store(), &options.source, target, SAMPLE)?));
        }
        progress.end();
        Ok(Self { samples })
    }

    /// The pieces of a text, in its order.
    ///
    /// # Errors
    /// When a memory can't be read any more.
    pub fn find(&self, session: &mut Session<'_>, text: &str) -> Result<Vec<Fragment>, AppError> {
        let mut all = words(text);
        all.truncate(MOST_WORDS);
        let mut taken = Taken { covered: vec![false; all.len()], fragments: Vec::new() };
        let cuts = cuts::Cuts::find(self, session, text, &all)?;
        for length in (1..=LONGEST.min(all.len())).rev() {
            for start in 0..=all.len() - length {
                let range = start..start + length;
                if taken.covered[range.clone()].contains(&true) {
                    continue;
                }
                let whole = whole_unit(session, text, &all[range.clone()])?;
                let found = match whole {
                    Some(whole) => Some(whole),
                    None => cuts.cut(text, &all, &range),
                };
                if let Some(found) = found {
                    taken.covered[range].fill(true);
                    taken.fragments.push(found);
                }
            }
        }
        taken.fragments.sort_by_key(|fragment| fragment.span);
        Ok(taken.fragments)
    }
}

/// What is found so far.
struct Taken {
    covered: Vec<bool>,
    fragments: Vec<Fragment>,
}

/// The piece of a text that some words of it make.
fn piece(text: &str, words: &[Word]) -> Option<(Span, String)> {
    let span = Span { start: words.first()?.span.start, end: words.last()?.span.end };
    Some((span, text[span.range()].to_owned()))
}

/// The units whose text is just these words, or these with the marks behind them.
fn whole_unit(
    session: &mut Session<'_>,
    text: &str,
    words: &[Word],
) -> Result<Option<Fragment>, AppError> {
    let Some((span, source)) = piece(text, words) else { return Ok(None) };
    let is_short = words[0].is_character() || source.chars().count() < LETTERS;
    if words.len() == 1 && is_short {
        return Ok(None);
    }
    let behind = &text[span.end as usize..];
    let marks = behind.find(|c: char| c.is_whitespace() || c.is_alphanumeric());
    let end = span.end as usize + marks.unwrap_or(behind.len());
    if end > span.end as usize {
        let longer = Span::new(span.start as usize, end);
        if let Some(found) = unit_with(session, text, longer)? {
            return Ok(Some(found));
        }
    }
    unit_with(session, text, span)
}

/// The units whose text is this stretch, with the translation that most of them have.
fn unit_with(
    session: &mut Session<'_>,
    text: &str,
    span: Span,
) -> Result<Option<Fragment>, AppError> {
    let source = &text[span.range()];
    for memory in 0..session.memories() {
        let units = session.same_words(memory, source, UNITS)?;
        let mut translations: Vec<(String, Vec<u64>)> = Vec::new();
        let (options, store) = (session.options(), session.store(memory));
        let mut looked_at = 0;
        for unit in units {
            let Some(stored) = store.get(unit)? else { continue };
            let variants = &stored.entry.unit.variants;
            let Some(target) = translation(variants, &options.source, options.target.as_ref())
            else {
                continue;
            };
            looked_at += 1;
            vote(&mut translations, &target.content.text, unit);
        }
        translations.sort_by_key(|(_, units)| Reverse(units.len()));
        if let Some((target, units)) = translations.into_iter().next() {
            let share = units.len() as f32 / looked_at as f32;
            let (source, kind) = (source.to_owned(), Kind::Unit);
            return Ok(Some(Fragment { span, source, target, kind, share, memory, units }));
        }
    }
    Ok(None)
}

/// Counts a translation; those found earlier stay before those found later.
fn vote(translations: &mut Vec<(String, Vec<u64>)>, target: &str, unit: u64) {
    match translations.iter_mut().find(|(known, _)| known == target) {
        Some((_, units)) => units.push(unit),
        None => translations.push((target.to_owned(), vec![unit])),
    }
}
