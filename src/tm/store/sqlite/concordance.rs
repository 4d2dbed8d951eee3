//! Words in texts.

use super::super::concordance::{fold, patterns};
use super::super::{ConcordanceQuery, StoreError, TextRow};
use super::read::texts;
use crate::text::LangTag;
use rusqlite::Connection;
use std::ops::ControlFlow;

/// The units that have all the words, found by reading the texts.
pub(super) fn find(
    connection: &Connection,
    lang: &LangTag,
    query: &ConcordanceQuery,
    limit: usize,
) -> Result<Vec<u64>, StoreError> {
    let patterns = patterns(query)?;
    let (mut units, mut folded) = (Vec::new(), String::new());
    if limit == 0 {
        return Ok(units);
    }
    texts(connection, lang, &mut |row: TextRow<'_>| {
        fold(row.text, &mut folded);
        if units.last() != Some(&row.unit) && patterns.iter().all(|part| folded.contains(&**part)) {
            units.push(row.unit);
        }
        if units.len() < limit { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    Ok(units)
}
