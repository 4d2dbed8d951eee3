//! Words in the texts of memories, each with its translation, and what of the translation goes with them.

mod across;
mod pattern;
#[cfg(test)]
pub(super) mod tests;
pub(super) mod words;

use super::pairs::translation;
use super::{Access, Memory};
use crate::app::{AppError, Progress};
use crate::text::{LangTag, Span};
use crate::tm::store::{Entry, Filter, Store};
use pattern::Pattern;
use rayon::prelude::*;
use std::ops::ControlFlow;
use std::path::PathBuf;

/// Texts that are read together before they are searched.
const CHUNK: usize = 1 << 15;
/// Units of a memory that are ranked: where more fulfil all conditions, those that were added last.
const MOST: usize = 20_000;
/// Units of a memory that are taken from its table of words or a scan.
const MOST_FOUND: usize = 1 << 20;

/// What is wanted of a concordance.
#[derive(Debug, Clone)]
pub struct ConcordanceOptions {
    /// The language of the texts that are searched; the memory's source language where none is named, else
    /// any.
    pub lang: Option<LangTag>,
    /// The language of the translations; any other where none is named.
    pub target: Option<LangTag>,
    /// Whether the query is a regular expression.
    pub regex: bool,
    /// Whether case and accents count.
    pub case: bool,
    /// How many units at most.
    pub limit: usize,
    /// Which units.
    pub filter: Filter,
}

impl Default for ConcordanceOptions {
    fn default() -> Self {
        let filter = Filter::default();
        Self { lang: None, target: None, regex: false, case: false, limit: 20, filter }
    }
}

/// A text with stretches of it that are to be seen.
#[derive(Debug, Clone, PartialEq)]
pub struct Marked {
    /// Its language.
    pub lang: LangTag,
    /// The text without codes.
    pub text: String,
    /// The stretches, in order.
    pub marks: Vec<Span>,
}

/// A unit that has what was looked for.
#[derive(Debug, Clone)]
pub struct Found {
    /// The memory it is in, by its number among those that were searched.
    pub memory: usize,
    /// The unit's number there.
    pub unit: u64,
    /// Whether the words stand there one behind the other, as in the query.
    pub whole: bool,
    /// The text they were found in.
    pub source: Marked,
    /// Its translation, and what goes with the words there.
    pub target: Option<Marked>,
    /// What the memory knows of the unit; its texts are left out.
    pub entry: Entry,
}

/// What a concordance found.
#[derive(Debug, Clone, Default)]
pub struct Concordance {
    /// The names of the memories.
    pub names: Vec<String>,
    /// The best units: those with the whole query first, then the newest.
    pub found: Vec<Found>,
    /// How many there are.
    pub units: usize,
    /// Whether a memory has so many that only those were looked at that were added last.
    pub more: bool,
}

/// Finds words in memories.
///
/// # Errors
/// When the query has no word or is no sound expression, or a memory can't be read.
pub fn concordance(
    paths: &[PathBuf],
    query: &str,
    options: &ConcordanceOptions,
    progress: &dyn Progress,
) -> Result<Concordance, AppError> {
    let pattern = if options.regex {
        Pattern::regex(query, options.case)?
    } else {
        Pattern::words(query, options.case)?
    };
    let search = Search { pattern, options, progress };
    let mut all = Concordance::default();
    let mut memories = Vec::with_capacity(paths.len());
    for (number, path) in paths.iter().enumerate() {
        // The table of words is made and kept up by who may write.
        let memory = Memory::open(path, Access::Write);
        let memory = memory.or_else(|_| Memory::open(path, Access::Read))?;
        all.names.push(memory.name()?);
        let (found, more) = search.found_in(number, memory.store())?;
        all.found.extend(found);
        all.more |= more;
        memories.push(memory);
    }
    all.units = all.found.len();
    all.found.sort_by(|a, b| {
        let newer = || b.entry.date().cmp(&a.entry.date());
        let place = || (a.memory, a.unit).cmp(&(b.memory, b.unit));
        b.whole.cmp(&a.whole).then_with(newer).then_with(place)
    });
    across::mark(&memories, &mut all.found, options.limit)?;
    for found in &mut all.found {
        found.entry.unit.variants.clear();
    }
    Ok(all)
}

struct Search<'a> {
    pattern: Pattern,
    options: &'a ConcordanceOptions,
    progress: &'a dyn Progress,
}

impl Search<'_> {
    /// The units of a memory, and whether there may be more.
    fn found_in(&self, memory: usize, store: &dyn Store) -> Result<(Vec<Found>, bool), AppError> {
        let mut found = Vec::new();
        let mut more = false;
        let langs = self.languages(store)?;
        for lang in &langs {
            let units = self.candidates(store, lang)?;
            let (mut entries, mut left) = (Vec::new(), units.len());
            more |= left >= MOST_FOUND;
            for unit in units.into_iter().rev() {
                left -= 1;
                let stored = store.get(unit)?.map(|stored| stored.entry);
                let stored = stored.filter(|entry| self.wants(entry, lang));
                entries.extend(stored.map(|entry| (unit, entry)));
                if entries.len() == MOST {
                    more |= left > 0;
                    break;
                }
            }
            let matched = entries
                .into_par_iter()
                .filter_map(|(unit, entry)| self.matched(memory, unit, entry, lang));
            found.par_extend(matched);
        }
        if langs.len() > 1 {
            // In a unit that has it in several languages, the first one counts.
            found.sort_by_key(|found: &Found| found.unit);
            found.dedup_by_key(|found| found.unit);
        }
        Ok((found, more))
    }

    /// Whether a unit fulfils the conditions and has a translation, if one is asked for.
    fn wants(&self, entry: &Entry, lang: &LangTag) -> bool {
        let target = self.options.target.as_ref();
        let translated = || translation(&entry.unit.variants, lang, target).is_some();
        self.options.filter.passes(entry) && (target.is_none() || translated())
    }

    /// The languages that are searched.
    fn languages(&self, store: &dyn Store) -> Result<Vec<LangTag>, AppError> {
        let chosen = self.options.lang.clone();
        if let Some(lang) = chosen.or(store.settings()?.source) {
            return Ok(vec![lang]);
        }
        let mut langs: Vec<LangTag> = Vec::new();
        for count in store.languages()? {
            let target = self.options.target.as_ref();
            let wanted = target.is_none_or(|target| !target.same_language(&count.lang));
            if wanted && !langs.iter().any(|lang| lang.same_language(&count.lang)) {
                langs.push(count.lang);
            }
        }
        Ok(langs)
    }

    /// Units that may have it, by ascending number.
    fn candidates(&self, store: &dyn Store, lang: &LangTag) -> Result<Vec<u64>, AppError> {
        self.progress.begin("searching");
        let units = match self.pattern.served() {
            Some(query) => store.concordance(lang, &query, MOST_FOUND).map_err(AppError::from),
            None => self.scanned(store, lang),
        };
        self.progress.end();
        units
    }

    /// Reads all texts, some ten thousand at a time, and searches these in parallel.
    fn scanned(&self, store: &dyn Store, lang: &LangTag) -> Result<Vec<u64>, AppError> {
        let whole = store.info()?.units.max(1) as f32;
        let (mut units, mut chunk, mut read) = (Vec::new(), Vec::with_capacity(CHUNK), 0.0_f32);
        let mut search = |chunk: &mut Vec<(u64, String)>| {
            let hits: Vec<u64> = chunk
                .par_iter()
                .filter(|(_, text)| self.pattern.find(text).is_some())
                .map(|(unit, _)| *unit)
                .collect();
            units.extend(hits);
            units.dedup();
            read += chunk.len() as f32;
            self.progress.done((read / whole).min(1.0));
            chunk.clear();
            if units.len() < MOST_FOUND {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        };
        store.texts(lang, &mut |row| {
            chunk.push((row.unit, row.text.to_owned()));
            if chunk.len() < CHUNK { ControlFlow::Continue(()) } else { search(&mut chunk) }
        })?;
        let _ = search(&mut chunk);
        units.truncate(MOST_FOUND);
        Ok(units)
    }

    /// What a unit has of it.
    fn matched(&self, memory: usize, unit: u64, entry: Entry, lang: &LangTag) -> Option<Found> {
        let variants = entry.unit.variants.iter();
        let mut variants = variants.filter(|variant| variant.lang.same_language(lang));
        let (variant, matched) = variants
            .find_map(|variant| Some((variant, self.pattern.find(&variant.content.text)?)))?;
        let source = Marked {
            lang: variant.lang.clone(),
            text: variant.content.text.clone(),
            marks: matched.marks,
        };
        let target = translation(&entry.unit.variants, &source.lang, self.options.target.as_ref());
        let target = target.map(|target| Marked {
            lang: target.lang.clone(),
            text: target.content.text.clone(),
            marks: Vec::new(),
        });
        Some(Found { memory, unit, whole: matched.whole, source, target, entry })
    }
}
