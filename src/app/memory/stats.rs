//! What is in a memory.

use super::{Findings, STATUS, read};
use crate::app::{AppError, Progress};
use crate::format::{Flow, Sink};
use crate::model::{Finding, Unit};
use crate::tm::store::Entry;
use crate::words::each_word;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;
use xxhash_rust::xxh3::xxh3_128;

/// Figures of a memory.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Stats {
    /// The file.
    pub file: String,
    /// Units that were read.
    pub units: u64,
    /// Units that were too damaged to be read.
    pub damaged: u64,
    /// Units with inline codes.
    pub coded: u64,
    /// Units all of whose texts stand in an earlier unit.
    pub duplicates: u64,
    /// Units whose first text was translated in another way before.
    pub inconsistent: u64,
    /// Units with an empty text.
    pub empty: u64,
    /// Units of two texts or more that are all the same.
    pub untranslated: u64,
    /// Figures by language, in the order languages come.
    pub languages: Vec<LanguageStats>,
    /// Units by where their translations come from, for those that say.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub origins: BTreeMap<String, u64>,
    /// Units by subject.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub domains: BTreeMap<String, u64>,
    /// Units by who changed them last, else made them.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub authors: BTreeMap<String, u64>,
    /// Units by how far the work on them is.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub statuses: BTreeMap<String, u64>,
    /// Units by the year of their last change, else of their making.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub years: BTreeMap<String, u64>,
}

/// Figures of a language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct LanguageStats {
    /// Its tag.
    pub language: String,
    /// Texts in it.
    pub variants: u64,
    /// Words (UAX #29; each Han character is one).
    pub words: u64,
    /// Characters, white space left out.
    pub characters: u64,
}

/// Counts what is in a memory. Of each unit a hash is kept, so that memory grows by about 64 bytes a
/// unit whatever its texts. Gives the reader's findings too.
///
/// # Errors
/// When the memory can't be read.
pub fn stats(
    path: &Path,
    from: Option<&str>,
    progress: &dyn Progress,
) -> Result<(Stats, Vec<Finding>), AppError> {
    let mut sink = Units::default();
    let file = read(path, from, &[], &mut sink, progress)?;
    let mut stats = sink.counter.stats;
    (stats.file, stats.damaged) = (file, sink.damaged);
    Ok((stats, sink.findings.told()))
}

#[derive(Default)]
struct Units {
    counter: Counter,
    damaged: u64,
    findings: Findings,
}

impl Sink for Units {
    fn unit(&mut self, unit: Unit) -> Flow {
        let status = unit.props.iter().find(|prop| &*prop.name == STATUS);
        let status = status.map(|prop| prop.value.clone());
        self.counter.add(&Entry { status, ..Entry::new(unit) });
        Flow::Continue(())
    }

    fn reject(&mut self, _: &str) -> Flow {
        self.damaged += 1;
        Flow::Continue(())
    }

    fn finding(&mut self, finding: Finding) -> Flow {
        self.findings.add(finding)
    }
}

/// Counts units, whatever they come from.
#[derive(Default)]
pub(in crate::app) struct Counter {
    /// The figures so far.
    pub(in crate::app) stats: Stats,
    seen: FxHashSet<u128>,
    /// The hash of the other texts by that of the first.
    translations: FxHashMap<u128, u128>,
}

impl Counter {
    /// Counts a unit in.
    pub(in crate::app) fn add(&mut self, entry: &Entry) {
        self.stats.units += 1;
        self.texts(&entry.unit);
        self.repetition(&entry.unit);
        self.languages(&entry.unit);
        let stats = &mut self.stats;
        let year = entry.date().and_then(|date| date.get(..4));
        for (counts, value) in [
            (&mut stats.origins, entry.origin.as_deref()),
            (&mut stats.domains, entry.domain.as_deref()),
            (&mut stats.authors, entry.author.as_deref()),
            (&mut stats.statuses, entry.status.as_deref()),
            (&mut stats.years, year),
        ] {
            let Some(value) = value else { continue };
            match counts.get_mut(value) {
                Some(count) => *count += 1,
                None => drop(counts.insert(value.to_owned(), 1)),
            }
        }
    }

    fn texts(&mut self, unit: &Unit) {
        let stats = &mut self.stats;
        let texts: Vec<&str> = unit.variants.iter().map(|v| v.content.text.as_str()).collect();
        let one = |yes: bool| u64::from(yes);
        stats.coded += one(unit.variants.iter().any(|v| !v.content.codes.is_empty()));
        stats.empty += one(texts.iter().any(|text| text.trim().is_empty()));
        stats.untranslated += one(texts.len() > 1 && texts.iter().all(|text| *text == texts[0]));
    }

    fn repetition(&mut self, unit: &Unit) {
        let mut all = Vec::new();
        let mut first_end = 0;
        for variant in &unit.variants {
            all.extend_from_slice(variant.lang.as_str().as_bytes());
            all.push(0);
            all.extend_from_slice(variant.content.text.as_bytes());
            all.push(0);
            if first_end == 0 {
                first_end = all.len();
            }
        }
        if self.seen.insert(xxh3_128(&all)) {
            let rest = xxh3_128(&all[first_end..]);
            let known = *self.translations.entry(xxh3_128(&all[..first_end])).or_insert(rest);
            self.stats.inconsistent += u64::from(known != rest);
        } else {
            self.stats.duplicates += 1;
        }
    }

    fn languages(&mut self, unit: &Unit) {
        let languages = &mut self.stats.languages;
        for variant in &unit.variants {
            let tag = variant.lang.as_str();
            let at = languages.iter().position(|known| known.language == tag);
            let at = at.unwrap_or_else(|| {
                languages.push(LanguageStats { language: tag.to_owned(), ..Default::default() });
                languages.len() - 1
            });
            let language = &mut languages[at];
            language.variants += 1;
            each_word(&variant.content.text, |_| language.words += 1);
            let letters = variant.content.text.chars().filter(|c| !c.is_whitespace());
            language.characters += letters.count() as u64;
        }
    }
}
