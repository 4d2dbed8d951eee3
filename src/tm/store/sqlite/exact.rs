//! Texts by their hashes.
//!
//! The table `exact` has the texts of the units up to `state.exact_upto`. Adding to it text by text
//! would touch a page of it for every text of an import; so new texts are held by hash in the process
//! while they are needed there, and go to the table sorted, many at a time. A reader looks through the
//! texts the table does not have yet.

use super::super::entry::normalised;
use super::super::{StoreError, text_hash};
use super::connection::error;
use super::rows::{Names, variant_id};
use super::write::State;
use crate::text::LangTag;
use rusqlite::{Connection, OptionalExtension as _};
use rustc_hash::FxHashMap;

/// How many texts are held in the process (some 35 MB). Each time they go to the table most of its
/// pages are written anew.
const MOST: usize = 1 << 20;

/// The texts the table does not have, by hash, while a batch or several need them.
#[derive(Debug, Default)]
pub(super) struct Recent {
    /// Whether they are all here.
    complete: bool,
    /// The last change they go up to: another process may have gone on.
    sequence: u64,
    count: usize,
    variants: FxHashMap<u64, i64>,
    /// Those with the hash of another one in `variants`.
    further: FxHashMap<u64, Vec<i64>>,
}

impl Recent {
    /// Begins a batch.
    pub(super) fn follow(&mut self, state: &State) {
        if self.sequence != state.sequence {
            self.forget();
        }
    }

    /// Ends a batch.
    pub(super) fn leave(&mut self, state: &State) {
        self.sequence = state.sequence;
    }

    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }

    /// Notes a text the table does not have.
    pub(super) fn add(&mut self, hash: u64, variant: i64) {
        if self.complete {
            if let Some(first) = self.variants.insert(hash, variant) {
                self.further.entry(hash).or_default().push(first);
            }
            self.count += 1;
        }
    }

    /// Sees to it that all texts can be found.
    pub(super) fn prepare(&mut self, tx: &Connection, state: &mut State) -> Result<(), StoreError> {
        if !self.complete || self.count >= MOST {
            catch_up(tx, state)?;
            self.forget();
            self.complete = true;
        }
        Ok(())
    }

    /// The variants with a hash, after [`prepare`](Self::prepare), in no order; some may be gone.
    pub(super) fn find(&self, tx: &Connection, hash: u64) -> Result<Vec<i64>, StoreError> {
        let mut found = in_table(tx, hash)?;
        found.extend(self.variants.get(&hash));
        found.extend(self.further.get(&hash).into_iter().flatten());
        Ok(found)
    }
}

/// Brings the table up to date.
pub(super) fn catch_up(tx: &Connection, state: &mut State) -> Result<(), StoreError> {
    let last = state.next_unit - 1;
    if state.exact_upto == last {
        return Ok(());
    }
    let sql =
        "INSERT OR IGNORE INTO exact SELECT hash, id FROM variant WHERE id >= ?1 ORDER BY hash, id";
    tx.execute(sql, [variant_id(state.exact_upto + 1, 0)]).map_err(error)?;
    tx.execute("UPDATE state SET exact_upto = ?1", [last.cast_signed()]).map_err(error)?;
    state.exact_upto = last;
    Ok(())
}

/// All units with a text in the same language, those with the very tag first.
pub(super) fn units_with(
    connection: &Connection,
    names: &mut Names,
    lang: &LangTag,
    text: &str,
) -> Result<Vec<u64>, StoreError> {
    let hash = text_hash(text);
    let upto = State::read(connection)?.exact_upto;
    let mut variants = in_table(connection, hash)?;
    let sql = "SELECT id FROM variant WHERE id >= ?1 AND hash = ?2";
    let mut statement = connection.prepare_cached(sql).map_err(error)?;
    let values = [variant_id(upto + 1, 0), hash.cast_signed()];
    let rest = statement.query_map(values, |row| row.get(0)).map_err(error)?;
    for variant in rest {
        variants.push(variant.map_err(error)?);
    }
    let mut units = Vec::new();
    for variant in variants {
        if let Some(tag) = holds(connection, names, variant, text)?
            && super::super::entry::fits(&tag, lang)
        {
            units.push((tag != *lang, super::rows::unit_of_variant(variant)));
        }
    }
    Ok(super::super::entry::very_tag_first(units))
}

fn in_table(connection: &Connection, hash: u64) -> Result<Vec<i64>, StoreError> {
    let sql = "SELECT variant FROM exact WHERE hash = ?1";
    let mut statement = connection.prepare_cached(sql).map_err(error)?;
    let found = statement.query_map([hash.cast_signed()], |row| row.get(0));
    found.and_then(Iterator::collect::<rusqlite::Result<_>>).map_err(error)
}

/// The language of a variant, if it is there and has exactly this text (in NFC).
pub(super) fn holds(
    connection: &Connection,
    names: &mut Names,
    variant: i64,
    text: &str,
) -> Result<Option<LangTag>, StoreError> {
    let sql = "SELECT language, text FROM variant WHERE id = ?1";
    let mut statement = connection.prepare_cached(sql).map_err(error)?;
    let wanted = normalised(text);
    let language = statement.query_row([variant], |row| {
        let is = normalised(row.get_ref(1)?.as_str()?) == wanted;
        Ok(is.then_some(row.get::<_, i64>(0)?))
    });
    match language.optional().map_err(error)?.flatten() {
        Some(language) => names.language(connection, language).map(Some),
        None => Ok(None),
    }
}
