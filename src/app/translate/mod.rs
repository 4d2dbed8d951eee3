//! Pretranslation: what memories have goes into bilingual files and documents.
//!
//! A file is read, its segments are looked up in parallel, and the translations are put where they
//! belong; every other byte stays. Bilingual files take fuzzy matches too, marked as such; documents take
//! exact ones only. What was written is read again: only what reads back counts as filled.

mod bilingual;
mod codes;
mod document;
mod lines;
mod pieces;
mod proposals;
mod summary;
mod terms;

pub use summary::{Counts, Summary, Total};

use super::check::Checker;
use super::files::{self, Input};
use super::read::Request;
use super::tm::lookup::{LookupOptions, Memories};
use super::{AppError, Progress, SegmentationRules};
use crate::format::{self, Format, Holds};
use crate::model::{Finding, Severity};
use crate::text::LangTag;
use crate::tm::score::Percent;
use std::path::{Path, PathBuf};

/// How many matches of a segment are looked at: the best may have codes that do not fit.
const LOOKED_AT: usize = 8;

/// What to translate with, and how.
pub struct TranslateJob<'a> {
    /// The memories, the most trusted first.
    pub memories: &'a [PathBuf],
    /// How files are read.
    pub request: &'a Request,
    /// How documents are cut.
    pub rules: &'a SegmentationRules,
    /// How texts are looked up; its languages and its limits are not used.
    pub options: &'a LookupOptions,
    /// The language of files that don't say theirs.
    pub source: Option<&'a LangTag>,
    /// The language of the translation, for files that don't say it.
    pub target: Option<&'a LangTag>,
    /// What a match must be worth after penalties to go into a bilingual file.
    pub threshold: Percent,
    /// What an exact match must be worth after penalties to go into a document, and to count as done in a
    /// bilingual file.
    pub exact: Percent,
    /// Whether segments that are translated already are filled too.
    pub overwrite: bool,
    /// Whether matches are put beside the segments, as proposals, and not into them.
    pub propose: bool,
    /// Terms that translations must have, where a termbase is named.
    pub checker: Option<&'a Checker<'a>>,
    /// Told how far the work is.
    pub progress: &'a dyn Progress,
}

/// A file that was translated.
pub struct Translated {
    /// Its name.
    pub name: String,
    /// Its format.
    pub format: &'static dyn Format,
    /// The language of its source.
    pub source: LangTag,
    /// The language of its translation.
    pub target: LangTag,
    /// Its new bytes.
    pub bytes: Vec<u8>,
    /// What was filled.
    pub counts: Counts,
    /// What is off in it, what could not be filled, and the terms that are missing.
    pub findings: Vec<Finding>,
}

impl Translated {
    /// Whether something was found that a person has to look at: damage, codes that did not fit, missing terms.
    pub fn has_findings(&self) -> bool {
        let own = |rule: &str| {
            rule.starts_with("fill-") || rule.starts_with("translate-") || rule == terms::RULE
        };
        self.findings.iter().any(|finding| match finding.severity {
            Severity::Error => true,
            Severity::Warning => own(&finding.rule),
            Severity::Info => false,
        })
    }
}

/// Translates files one by one; memories are opened once.
pub struct Translator<'a> {
    job: &'a TranslateJob<'a>,
    /// The memories with their indexes of each source language that came.
    memories: Vec<(LangTag, Memories)>,
}

/// A file that was read whole.
struct Opened {
    name: String,
    format: &'static dyn Format,
    bytes: Vec<u8>,
}

impl<'a> Translator<'a> {
    /// A translator that has translated nothing yet.
    pub fn new(job: &'a TranslateJob<'a>) -> Self {
        Self { job, memories: Vec::new() }
    }

    /// Translates the file at `path` (`-` is standard input).
    ///
    /// # Errors
    /// When it can't be read or written back, its languages can't be told, its format takes no translations, or
    /// a memory can't be read.
    pub fn file(&mut self, path: &Path) -> Result<Translated, AppError> {
        let opened = open(path, self.job.request)?;
        match opened.format.info().holds {
            Holds::Memory => bilingual::translate(self, opened),
            Holds::Document => document::translate(self, opened),
        }
    }

    /// The memories with the index of a language.
    fn memories(&mut self, source: &LangTag) -> Result<&Memories, AppError> {
        let known = self.memories.iter().position(|(lang, _)| lang == source);
        let at = match known {
            Some(at) => at,
            None => {
                let opened = Memories::open(self.job.memories, source, self.job.progress)?;
                self.memories.push((source.clone(), opened));
                self.memories.len() - 1
            }
        };
        Ok(&self.memories[at].1)
    }
}

fn open(path: &Path, request: &Request) -> Result<Opened, AppError> {
    let input = Input::open(path)?;
    let name = input.name.clone();
    let format = match request.from.as_deref() {
        Some(from) => files::by_name(from)?,
        None => format::choose(&name, input.head()).ok_or_else(|| {
            AppError::request(format!("{name}: cannot tell its format: say it with --from"))
        })?,
    };
    let bytes = input.into_bytes(path, request.options.limits.document, "files to translate")?;
    Ok(Opened { name, format, bytes })
}
