//! The store of a memory: units with their context and history, in one file or in the process.
//!
//! One process writes, any number read. A reader sees the batches that were committed when its call
//! began, whole, and nothing else. What [`Store::write`] has acknowledged is in the file whatever
//! happens to the process afterwards. Every change is a row of an append-only log with ascending
//! sequence numbers: indexes catch up from it, batches are undone by it.
//!
//! No store looks at a clock: times are given by the caller as TMX dates (`YYYYMMDDThhmmssZ`).

mod batch;
mod concordance;
mod entry;
mod error;
mod filter;
mod ledger;
mod log;
mod settings;
#[cfg(feature = "memory")]
mod sqlite;
#[cfg(test)]
mod tests;
mod volatile;

pub use batch::{Batch, BatchOutcome, Done, Duplicates, Effect, Operation};
#[cfg(feature = "memory")]
pub(crate) use concordance::fold;
pub use concordance::{ConcordanceQuery, Term};
pub use entry::{Context, Entry, StoredUnit, text_hash};
pub use error::{Kind, StoreError};
pub use filter::{Filter, TextPattern};
pub use log::{BatchRecord, Change, ChangeKind, HistoryEntry};
pub use settings::{CompactOptions, Info, LanguageCount, Settings, Verification};
#[cfg(feature = "memory")]
pub use sqlite::{Options, SqliteStore};
pub use volatile::VolatileStore;

use crate::text::LangTag;
use std::ops::ControlFlow;

/// A text of a unit, as [`Store::texts`] gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextRow<'a> {
    /// The unit.
    pub unit: u64,
    /// Which of the unit's variants it is, from 0.
    pub variant: u32,
    /// Whether it is in exactly the language asked for, not in another region's or script's form of it.
    pub exact: bool,
    /// The text without codes.
    pub text: &'a str,
}

/// A memory.
///
/// Where a language is asked for, units are found that have a text in it or in the same language of
/// another region or script ([`LangTag::same_language`]).
///
/// Reading takes `&self`; each call sees one state of the memory. Calls inside
/// [`snapshot`](Store::snapshot) see the same one.
pub trait Store: Send {
    /// Makes a batch of changes, all of them or none, in the order given. When it returns `Ok`, they
    /// outlive the process.
    ///
    /// # Errors
    /// When a unit to replace or remove is not there, a unit is not sound, the memory is read-only or
    /// locked, the disk is full: then nothing was changed.
    fn write(&mut self, batch: &Batch) -> Result<BatchOutcome, StoreError>;

    /// Undoes a batch by a new one that brings back what was before it. An undo can be undone.
    ///
    /// # Errors
    /// When there is no such batch, the log no longer has it, or a unit of it was changed since
    /// (and not changed back); and as [`write`](Self::write).
    fn undo(
        &mut self,
        batch: u64,
        time: &str,
        author: Option<&str>,
    ) -> Result<BatchOutcome, StoreError>;

    /// Changes what the memory says of itself. Possible on a memory that is marked read-only, so that
    /// the mark can be taken away.
    ///
    /// # Errors
    /// When the file can't be written.
    fn set(&mut self, settings: &Settings) -> Result<(), StoreError>;

    /// Brings up to date what is built behind the writes (the index of exact texts) and moves what was
    /// written into the main file. To be called at the end of an import; nothing is lost without it.
    ///
    /// # Errors
    /// When the file can't be written.
    fn settle(&mut self) -> Result<(), StoreError>;

    /// Makes the file as small as it can be, without a part of the log if so wished.
    ///
    /// # Errors
    /// When the file can't be written, or another process has it open for too long.
    fn compact(&mut self, options: &CompactOptions) -> Result<(), StoreError>;

    /// Calls `each` with a view of the memory on which all calls see the same state, whatever is
    /// written meanwhile.
    ///
    /// # Errors
    /// Those of `each`, and when the state can't be read.
    fn snapshot(
        &self,
        each: &mut dyn FnMut(&dyn Store) -> Result<(), StoreError>,
    ) -> Result<(), StoreError>;

    /// A unit, or `None` where there is none of that number (any more).
    ///
    /// # Errors
    /// When the memory can't be read.
    fn get(&self, id: u64) -> Result<Option<StoredUnit>, StoreError>;

    /// Calls `each` with the units that pass the filter by ascending number, until it breaks off. Memory
    /// is bounded.
    ///
    /// # Errors
    /// When the memory can't be read.
    fn scan(
        &self,
        filter: &Filter,
        each: &mut dyn FnMut(StoredUnit) -> ControlFlow<()>,
    ) -> Result<(), StoreError>;

    /// How many units pass the filter.
    ///
    /// # Errors
    /// When the memory can't be read.
    fn count(&self, filter: &Filter) -> Result<u64, StoreError>;

    /// Calls `each` with all texts in a language (whatever the region or script) by ascending unit and
    /// variant, reading nothing else: what an index is built from. Gives the sequence number of the
    /// last change that was seen, from which [`changes_since`](Self::changes_since) goes on.
    ///
    /// # Errors
    /// When the memory can't be read.
    fn texts(
        &self,
        lang: &LangTag,
        each: &mut dyn FnMut(TextRow<'_>) -> ControlFlow<()>,
    ) -> Result<u64, StoreError>;

    /// The units with exactly this text (in NFC, codes left out) in a language: those with the very tag
    /// first, then those with another region or script, each by ascending number.
    ///
    /// # Errors
    /// When the memory can't be read.
    fn exact(&self, lang: &LangTag, text: &str) -> Result<Vec<u64>, StoreError>;

    /// The units whose own identifier (TMX `tuid`) is this one, by ascending number.
    ///
    /// # Errors
    /// When the memory can't be read.
    fn with_tuid(&self, tuid: &str) -> Result<Vec<u64>, StoreError>;

    /// The units that have the words of a query in a language, by ascending number, at most `limit`.
    ///
    /// # Errors
    /// When the query has no word, or the memory can't be read.
    fn concordance(
        &self,
        lang: &LangTag,
        query: &ConcordanceQuery,
        limit: usize,
    ) -> Result<Vec<u64>, StoreError>;

    /// The languages and how many texts are in each, by tag.
    ///
    /// # Errors
    /// When the memory can't be read.
    fn languages(&self) -> Result<Vec<LanguageCount>, StoreError>;

    /// What the memory says of itself.
    ///
    /// # Errors
    /// When the memory can't be read.
    fn settings(&self) -> Result<Settings, StoreError>;

    /// What is known of the memory as a whole.
    ///
    /// # Errors
    /// When the memory can't be read.
    fn info(&self) -> Result<Info, StoreError>;

    /// The sequence number of the last change; 0 in a new memory.
    ///
    /// # Errors
    /// When the memory can't be read.
    fn sequence(&self) -> Result<u64, StoreError>;

    /// Calls `each` with the changes behind a sequence number, in order, until it breaks off. Gives the
    /// number of the last change that was made when the call began.
    ///
    /// # Errors
    /// When the log no longer has them all ([`Kind::LogDropped`]: read everything anew), or can't be
    /// read.
    fn changes_since(
        &self,
        sequence: u64,
        each: &mut dyn FnMut(Change) -> ControlFlow<()>,
    ) -> Result<u64, StoreError>;

    /// The changes of a unit that the log has, in order.
    ///
    /// # Errors
    /// When the memory can't be read.
    fn history(&self, unit: u64) -> Result<Vec<HistoryEntry>, StoreError>;

    /// The last batches, the newest first.
    ///
    /// # Errors
    /// When the memory can't be read.
    fn log(&self, limit: usize) -> Result<Vec<BatchRecord>, StoreError>;

    /// Checks the whole memory: that the file is sound, texts have their hashes, the log is whole, and
    /// nothing belongs to a unit that is not there.
    ///
    /// # Errors
    /// When it can't be read at all; what is damaged is in the result.
    fn verify(&self) -> Result<Verification, StoreError>;
}
