//! What is in a memory.

use super::{Findings, read};
use crate::app::{AppError, Progress};
use crate::format::{Flow, Sink};
use crate::model::{Finding, Unit};
use crate::words::each_word;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;
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
    let mut counter = Counter::default();
    counter.stats.file = read(path, from, &[], &mut counter, progress)?;
    Ok((counter.stats, counter.findings.told()))
}

#[derive(Default)]
struct Counter {
    stats: Stats,
    findings: Findings,
    seen: FxHashSet<u128>,
    /// The hash of the other texts by that of the first.
    translations: FxHashMap<u128, u128>,
}

impl Sink for Counter {
    fn unit(&mut self, unit: Unit) -> Flow {
        let stats = &mut self.stats;
        stats.units += 1;
        let texts: Vec<&str> = unit.variants.iter().map(|v| v.content.text.as_str()).collect();
        let one = |yes: bool| u64::from(yes);
        stats.coded += one(unit.variants.iter().any(|v| !v.content.codes.is_empty()));
        stats.empty += one(texts.iter().any(|text| text.trim().is_empty()));
        stats.untranslated += one(texts.len() > 1 && texts.iter().all(|text| *text == texts[0]));
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
            stats.inconsistent += one(known != rest);
        } else {
            stats.duplicates += 1;
        }
        for variant in &unit.variants {
            let tag = variant.lang.as_str();
            let at = stats.languages.iter().position(|known| known.language == tag);
            let at = at.unwrap_or_else(|| {
                let new = LanguageStats { language: tag.to_owned(), ..LanguageStats::default() };
                stats.languages.push(new);
                stats.languages.len() - 1
            });
            let language = &mut stats.languages[at];
            language.variants += 1;
            each_word(&variant.content.text, |_| language.words += 1);
            let letters = variant.content.text.chars().filter(|c| !c.is_whitespace());
            language.characters += letters.count() as u64;
        }
        Flow::Continue(())
    }

    fn reject(&mut self, _: &str) -> Flow {
        self.stats.damaged += 1;
        Flow::Continue(())
    }

    fn finding(&mut self, finding: Finding) -> Flow {
        self.findings.add(finding)
    }
}
