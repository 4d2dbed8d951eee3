//! Words in texts, by FTS5.
//!
//! The table `words` has each text as [`fold`] gives it, so that SQLite's simplest tokenizer finds just
//! those words: one for each character of Chinese, Japanese or Thai, where a phrase then is any piece
//! of text. It has no copy of the texts. It is made at the first concordance of a store that may
//! write, and catches up from the log (`state.words_upto` is the last change it knows) at each later
//! one; a reader looks at the units changed since by itself, and at all texts where there is no table.

use super::super::concordance::{fold, patterns};
use super::super::entry::fits;
use super::super::{ConcordanceQuery, StoreError, Term, TextRow};
use super::connection::error;
use super::log::bounds;
use super::read::{languages_like, texts};
use super::rows::{Names, last_variant, unit_of_variant, variant_id, variants_of};
use crate::text::LangTag;
use rusqlite::{Connection, OptionalExtension as _};
use std::collections::BTreeSet;
use std::ops::ControlFlow;

/// How many units changed since are read one by one; beyond, all texts are.
const MOST_CHANGED: usize = 100_000;

const TABLE: &str = "
DROP TABLE IF EXISTS words;
CREATE VIRTUAL TABLE words USING fts5 (
    text, content = '', contentless_delete = 1, tokenize = 'ascii'
);
";

/// The units that have all the words.
pub(super) fn find(
    connection: &Connection,
    names: &mut Names,
    lang: &LangTag,
    query: &ConcordanceQuery,
    limit: usize,
) -> Result<Vec<u64>, StoreError> {
    let patterns = patterns(query)?;
    if limit == 0 {
        return Ok(Vec::new());
    }
    let changed = match upto(connection)? {
        Some(upto) => changed_since(connection, upto)?,
        None => None,
    };
    let Some(changed) = changed else { return read_all(connection, lang, &patterns, limit) };
    let mut units = indexed(connection, lang, &expression(query, &patterns), &changed, limit)?;
    let mut folded = String::new();
    for unit in changed {
        let has = variants_of(connection, names, unit)?.iter().any(|variant| {
            fits(&variant.lang, lang) && are_in(&patterns, &variant.content.text, &mut folded)
        });
        if has {
            units.push(unit);
        }
    }
    units.sort_unstable();
    units.truncate(limit);
    Ok(units)
}

fn are_in(patterns: &[String], text: &str, folded: &mut String) -> bool {
    fold(text, folded);
    patterns.iter().all(|pattern| folded.contains(&**pattern))
}

/// The last change the table knows, if there is a table.
fn upto(connection: &Connection) -> Result<Option<u64>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT words_upto FROM state").map_err(error)?;
    let upto = statement.query_row([], |row| row.get::<_, Option<i64>>(0)).map_err(error)?;
    Ok(upto.map(i64::cast_unsigned))
}

/// The units changed behind a change; `None` where the log does not tell or they are too many.
fn changed_since(
    connection: &Connection,
    sequence: u64,
) -> Result<Option<BTreeSet<u64>>, StoreError> {
    if sequence + 1 < bounds(connection)?.0 {
        return Ok(None);
    }
    let sql = "SELECT unit FROM change WHERE sequence > ?1";
    let mut statement = connection.prepare_cached(sql).map_err(error)?;
    let mut rows = statement.query([sequence.cast_signed()]).map_err(error)?;
    let mut units = BTreeSet::new();
    while let Some(row) = rows.next().map_err(error)? {
        units.insert(row.get::<_, i64>(0).map_err(error)?.cast_unsigned());
        if units.len() > MOST_CHANGED {
            return Ok(None);
        }
    }
    Ok(Some(units))
}

/// The query as FTS5 writes it. Folded words are letters and digits: no sign in them means anything.
fn expression(query: &ConcordanceQuery, patterns: &[String]) -> String {
    let prefixes = query.terms.iter().any(|term| matches!(term, Term::Prefix(_)));
    let phrase = |pattern: &String| {
        let star = if prefixes && !pattern.ends_with(' ') { " *" } else { "" };
        format!("\"{}\"{star}", pattern.trim())
    };
    patterns.iter().map(phrase).collect::<Vec<_>>().join(" AND ")
}

/// The units that the table finds, without those changed since.
fn indexed(
    connection: &Connection,
    lang: &LangTag,
    expression: &str,
    changed: &BTreeSet<u64>,
    limit: usize,
) -> Result<Vec<u64>, StoreError> {
    let languages: Vec<i64> =
        languages_like(connection, lang)?.into_iter().map(|(id, _)| id).collect();
    let sql = "SELECT rowid FROM words WHERE words MATCH ?1 ORDER BY rowid";
    let mut found = connection.prepare_cached(sql).map_err(error)?;
    let sql = "SELECT language FROM variant WHERE id = ?1";
    let mut language = connection.prepare_cached(sql).map_err(error)?;
    let mut rows = found.query([expression]).map_err(error)?;
    let mut units = Vec::new();
    while let Some(row) = rows.next().map_err(error)? {
        let variant: i64 = row.get(0).map_err(error)?;
        let unit = unit_of_variant(variant);
        if units.last() == Some(&unit) || changed.contains(&unit) {
            continue;
        }
        let id = language.query_row([variant], |row| row.get(0)).optional().map_err(error)?;
        if id.is_some_and(|id| languages.contains(&id)) {
            units.push(unit);
            if units.len() == limit {
                break;
            }
        }
    }
    Ok(units)
}

/// The same by reading all texts.
fn read_all(
    connection: &Connection,
    lang: &LangTag,
    patterns: &[String],
    limit: usize,
) -> Result<Vec<u64>, StoreError> {
    let (mut units, mut folded) = (Vec::new(), String::new());
    texts(connection, lang, &mut |row: TextRow<'_>| {
        if units.last() != Some(&row.unit) && are_in(patterns, row.text, &mut folded) {
            units.push(row.unit);
        }
        if units.len() < limit { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    Ok(units)
}

/// Whether the table lacks changes, or is not there.
pub(super) fn is_behind(connection: &Connection) -> Result<bool, StoreError> {
    Ok(upto(connection)? != Some(bounds(connection)?.1))
}

/// Whether there is a table.
pub(super) fn is_built(connection: &Connection) -> Result<bool, StoreError> {
    Ok(upto(connection)?.is_some())
}

/// Makes the table, or brings it up to date.
pub(super) fn catch_up(tx: &Connection) -> Result<(), StoreError> {
    let sequence = bounds(tx)?.1;
    let changed = match upto(tx)? {
        Some(upto) => changed_since(tx, upto)?,
        None => None,
    };
    if let Some(changed) = changed {
        for unit in changed {
            let sql = "DELETE FROM words WHERE rowid BETWEEN ?1 AND ?2";
            let mut delete = tx.prepare_cached(sql).map_err(error)?;
            delete.execute([variant_id(unit, 0), last_variant(unit)]).map_err(error)?;
            add(tx, variant_id(unit, 0), last_variant(unit))?;
        }
    } else {
        tx.execute_batch(TABLE).map_err(error)?;
        add(tx, 0, i64::MAX)?;
    }
    tx.execute("UPDATE state SET words_upto = ?1", [sequence.cast_signed()]).map_err(error)?;
    Ok(())
}

/// Puts the table's parts together, so that nothing is left in it of texts that are gone.
pub(super) fn optimise(tx: &Connection) -> Result<(), StoreError> {
    tx.execute("INSERT INTO words (words) VALUES ('optimize')", []).map_err(error)?;
    Ok(())
}

/// Adds the texts of a range of variants.
fn add(tx: &Connection, first: i64, last: i64) -> Result<(), StoreError> {
    let sql = "SELECT id, text FROM variant WHERE id BETWEEN ?1 AND ?2 ORDER BY id";
    let mut texts = tx.prepare_cached(sql).map_err(error)?;
    let sql = "INSERT INTO words (rowid, text) VALUES (?1, ?2)";
    let mut insert = tx.prepare_cached(sql).map_err(error)?;
    let mut rows = texts.query([first, last]).map_err(error)?;
    let mut folded = String::new();
    while let Some(row) = rows.next().map_err(error)? {
        let text = row.get_ref(1).and_then(|text| Ok(text.as_str()?)).map_err(error)?;
        fold(text, &mut folded);
        let id: i64 = row.get(0).map_err(error)?;
        insert.execute(rusqlite::params![id, folded]).map_err(error)?;
    }
    Ok(())
}
