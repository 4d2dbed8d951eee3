//! Checking files against termbases and rules: documents by themselves, memories and aligned documents
//! source against target.

mod aligned;
mod baseline;
mod document;
mod finding;
mod fix;
mod memory;
mod place;
mod run;
mod settings;
mod suppress;
mod walk;

pub use aligned::check_aligned;
pub use baseline::{Baseline, Compared, Entry};
#[cfg(feature = "memory")]
pub(super) use finding::Teller;
pub use fix::{Fixed, fix, safe_edits};
#[cfg(feature = "memory")]
pub(super) use memory::{PairHits, pair_hits};
pub use run::{
    ConfigFrom, FixedFile, Fixing, Job, Outcome, known_rules, load, run, run_aligned, settings_of,
    text_of,
};
pub use settings::{RuleSet, Settings};
pub use walk::{Found, find_files};

use super::files::Input;
use super::{AppError, read};
use crate::check::CheckedText;
use crate::format::{Format, Holds, ReadOptions};
use crate::glossary::{Index, Scanner, Termbase};
use crate::model::{Content, Finding};
use crate::text::LangTag;
use rustc_hash::FxHashMap;
use std::io::Read as _;
use std::path::Path;
use std::sync::OnceLock;

/// A termbase ready to check with: the index of each language is made when a text in it first comes.
pub struct Checker<'t> {
    termbase: &'t Termbase,
    indexes: Vec<(LangTag, OnceLock<Index<'t>>)>,
    domains: Vec<String>,
}

/// What a check of a file gave.
#[derive(Debug, Default)]
pub struct CheckedFile {
    /// The file's name, as the caller gave it.
    pub name: String,
    /// The findings, in the file's order.
    pub findings: Vec<Finding>,
    /// Official names that are used as they should be, each with how often, the most frequent first.
    pub accepted: Vec<(String, usize)>,
    /// Findings that a comment in the file or the list of allowed texts silenced.
    pub silenced: usize,
    /// What was checked, in bytes of the file.
    pub bytes: u64,
}

/// A file to check, read whole.
pub struct Loaded {
    /// Its name.
    pub name: String,
    /// Its format.
    pub format: &'static dyn Format,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Loaded {
    /// Reads the file at `path` (`-` is standard input).
    ///
    /// # Errors
    /// When it can't be read, its format can't be told, or it is over the limit for documents.
    pub fn open(path: &Path, request: &read::Request) -> Result<Self, AppError> {
        let input = Input::open(path)?;
        let name = input.name.clone();
        let format = match request.from.as_deref() {
            Some(from) => super::files::by_name(from)?,
            None => crate::format::choose(&name, input.head()).ok_or_else(|| {
                AppError::request(format!("{name}: cannot tell its format: say it with --from"))
            })?,
        };
        let limit = request.options.limits.document;
        let mut bytes = Vec::new();
        let got = input.into_reader().take(limit + 1).read_to_end(&mut bytes);
        got.map_err(|error| AppError::file(path, error))?;
        if bytes.len() as u64 > limit {
            let message = format!("{name}: files over {limit} bytes are not checked: split it");
            return Err(AppError::request(message));
        }
        Ok(Self { name, format, bytes })
    }
}

impl<'t> Checker<'t> {
    /// A checker for the languages of a termbase. Where `domains` are given, terms that hold in other
    /// domains only are left out.
    pub fn new(termbase: &'t Termbase, domains: &[String]) -> Self {
        let terms = termbase.concepts.iter().flat_map(|concept| &concept.terms);
        let mut indexes: Vec<(LangTag, OnceLock<Index<'t>>)> = Vec::new();
        for term in terms {
            if !indexes.iter().any(|(known, _)| known.same_language(&term.lang)) {
                indexes.push((term.lang.clone(), OnceLock::new()));
            }
        }
        Self { termbase, indexes, domains: domains.to_vec() }
    }

    /// The terms of a language; `None` where the termbase has none in it.
    pub fn index(&self, lang: &LangTag) -> Option<&Index<'t>> {
        let (lang, index) = self.indexes.iter().find(|(known, _)| known.same_language(lang))?;
        Some(index.get_or_init(|| Index::new(self.termbase, lang, &self.domains)))
    }

    /// Checks a file: a document, or the pairs of a memory.
    ///
    /// # Errors
    /// When it can't be understood, or its language can't be told.
    pub fn file(
        &self,
        loaded: &Loaded,
        request: &read::Request,
        set: &RuleSet,
    ) -> Result<CheckedFile, AppError> {
        let options = ReadOptions { name: loaded.name.clone(), ..request.options.clone() };
        match loaded.format.info().holds {
            Holds::Document => document::check(self, loaded, &options, request, set),
            Holds::Memory => memory::check(self, loaded, &options, set),
        }
    }
}

/// The scanners of a thread, one a language.
pub(super) struct Scanners<'c, 't> {
    checker: &'c Checker<'t>,
    known: FxHashMap<Box<str>, Option<Scanner<'c, 't>>>,
    /// Whether near misses of names are looked for.
    names: bool,
}

impl<'c, 't> Scanners<'c, 't> {
    pub(super) fn new(checker: &'c Checker<'t>, set: &RuleSet) -> Self {
        Self { checker, known: FxHashMap::default(), names: set.has("name-near-miss") }
    }

    fn read<'a>(&mut self, content: &'a Content, lang: &'a LangTag) -> CheckedText<'a>
    where
        'c: 'a,
    {
        if !self.known.contains_key(lang.language()) {
            let scanner = self.checker.index(lang).map(Scanner::new);
            self.known.insert(lang.language().into(), scanner);
        }
        let scanner = self.known.get_mut(lang.language()).and_then(Option::as_mut);
        CheckedText::new(content, lang, scanner, self.names)
    }
}
