//! The log of changes.

use super::super::ledger::Image;
use super::super::{BatchRecord, Change, ChangeKind, HistoryEntry, Kind, StoreError};
use super::connection::error;
use super::rows::Names;
use super::schema::from_json;
use super::write::read_unit;
use rusqlite::{Connection, OptionalExtension as _, Row};
use std::ops::ControlFlow;

/// The first change the log has, and the last one made.
pub(super) fn bounds(connection: &Connection) -> Result<(u64, u64), StoreError> {
    let sql = "SELECT first_sequence, sequence FROM state";
    let mut statement = connection.prepare_cached(sql).map_err(error)?;
    let bounds = statement.query_row([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)));
    let (first, last) = bounds.map_err(error)?;
    Ok((first.cast_unsigned(), last.cast_unsigned()))
}

/// The changes behind `sequence`.
pub(super) fn changes_since(
    connection: &Connection,
    sequence: u64,
    each: &mut dyn FnMut(Change) -> ControlFlow<()>,
) -> Result<u64, StoreError> {
    let (first, last) = bounds(connection)?;
    if sequence + 1 < first {
        return Err(Kind::LogDropped { first }.into());
    }
    let sql = "SELECT sequence, kind, unit FROM change WHERE sequence > ?1 ORDER BY sequence";
    let mut statement = connection.prepare_cached(sql).map_err(error)?;
    let mut rows = statement.query([sequence.min(last).cast_signed()]).map_err(error)?;
    while let Some(row) = rows.next().map_err(error)? {
        let change =
            Change { sequence: number(row, 0)?, kind: kind(row, 1)?, unit: number(row, 2)? };
        if each(change).is_break() {
            break;
        }
    }
    Ok(last)
}

/// The changes of a unit. Its addition stands in the batch that gave out its number.
pub(super) fn history(connection: &Connection, unit: u64) -> Result<Vec<HistoryEntry>, StoreError> {
    let sql = "SELECT sequence, batch, kind, time, author, before
        FROM (
            SELECT * FROM change WHERE unit = ?1 AND kind > 1
            UNION ALL
            SELECT * FROM change WHERE unit = ?1 AND kind = 1 AND sequence >=
                (SELECT first FROM batch WHERE first_unit <= ?1 ORDER BY id DESC LIMIT 1)
            AND sequence <
                (SELECT first + changes FROM batch WHERE first_unit <= ?1 ORDER BY id DESC LIMIT 1)
        ) JOIN batch ON batch.id = batch
        ORDER BY sequence";
    let mut statement = connection.prepare_cached(sql).map_err(error)?;
    let mut rows = statement.query([unit.cast_signed()]).map_err(error)?;
    let mut changes = Vec::new();
    while let Some(row) = rows.next().map_err(error)? {
        let before: Option<String> = row.get(5).map_err(error)?;
        changes.push(HistoryEntry {
            sequence: number(row, 0)?,
            batch: number(row, 1)?,
            kind: kind(row, 2)?,
            time: row.get(3).map_err(error)?,
            author: row.get(4).map_err(error)?,
            before: before.map(|json| from_json(&json)).transpose()?,
        });
    }
    Ok(changes)
}

const BATCH_COLUMNS: &str = "id, time, author, note, first, changes, undoes";

/// The last batches.
pub(super) fn batches(
    connection: &Connection,
    limit: usize,
) -> Result<Vec<BatchRecord>, StoreError> {
    let sql = format!("SELECT {BATCH_COLUMNS} FROM batch ORDER BY id DESC LIMIT ?1");
    let mut statement = connection.prepare_cached(&sql).map_err(error)?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut rows = statement.query([limit]).map_err(error)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next().map_err(error)? {
        found.push(batch_of(row)?);
    }
    Ok(found)
}

/// A batch.
pub(super) fn batch(connection: &Connection, id: u64) -> Result<Option<BatchRecord>, StoreError> {
    let sql = format!("SELECT {BATCH_COLUMNS} FROM batch WHERE id = ?1");
    let mut statement = connection.prepare_cached(&sql).map_err(error)?;
    let mut rows = statement.query([id.min(1 << 62).cast_signed()]).map_err(error)?;
    rows.next().map_err(error)?.map(batch_of).transpose()
}

fn batch_of(row: &Row<'_>) -> Result<BatchRecord, StoreError> {
    let undoes: Option<i64> = row.get(6).map_err(error)?;
    Ok(BatchRecord {
        batch: number(row, 0)?,
        time: row.get(1).map_err(error)?,
        author: row.get(2).map_err(error)?,
        note: row.get(3).map_err(error)?,
        first: number(row, 4)?,
        changes: number(row, 5)?,
        undoes: undoes.map(i64::cast_unsigned),
    })
}

/// What the units of a batch were before it, the last one first.
///
/// # Errors
/// When a unit is not now as the batch left it.
pub(super) fn images(
    connection: &Connection,
    names: &mut Names,
    batch: &BatchRecord,
) -> Result<Vec<Image>, StoreError> {
    let sql = "SELECT unit, min(sequence), max(sequence) FROM change
        WHERE sequence >= ?1 AND sequence < ?2 GROUP BY unit ORDER BY min(sequence) DESC";
    let mut statement = connection.prepare_cached(sql).map_err(error)?;
    let range = [batch.first.cast_signed(), (batch.first + batch.changes).cast_signed()];
    let mut rows = statement.query(range).map_err(error)?;
    let mut images = Vec::new();
    while let Some(row) = rows.next().map_err(error)? {
        let (unit, first, last) = (number(row, 0)?, number(row, 1)?, number(row, 2)?);
        // What the batch left is what the next change of the unit found.
        let sql = "SELECT batch, before FROM change
            WHERE unit = ?1 AND kind > 1 AND sequence > ?2 ORDER BY sequence LIMIT 1";
        let mut next = connection.prepare_cached(sql).map_err(error)?;
        let next: Option<(i64, Option<String>)> = next
            .query_row([unit.cast_signed(), last.cast_signed()], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .optional()
            .map_err(error)?;
        if let Some((by, left)) = next {
            let left = left.map(|json| from_json(&json)).transpose()?;
            if read_unit(connection, names, unit)?.map(|stored| stored.entry) != left {
                let by = by.cast_unsigned();
                return Err(Kind::ChangedSince { batch: batch.batch, unit, by }.into());
            }
        }
        let sql = "SELECT before FROM change WHERE sequence = ?1";
        let mut before = connection.prepare_cached(sql).map_err(error)?;
        let before: Option<String> =
            before.query_row([first.cast_signed()], |row| row.get(0)).map_err(error)?;
        images.push(Image { unit, before: before.map(|json| from_json(&json)).transpose()? });
    }
    Ok(images)
}

/// Drops the batches that end before a change.
pub(super) fn drop_before(connection: &Connection, before: u64) -> Result<(), StoreError> {
    let (first, last) = bounds(connection)?;
    let before = before.min(last + 1);
    let sql = "SELECT coalesce(max(first + changes), 0) FROM batch WHERE first + changes <= ?1";
    let cut: i64 =
        connection.query_row(sql, [before.cast_signed()], |row| row.get(0)).map_err(error)?;
    if cut.cast_unsigned() < first {
        return Ok(());
    }
    for sql in [
        "DELETE FROM change WHERE sequence < ?1",
        "DELETE FROM batch WHERE first + changes <= ?1",
        "UPDATE state SET first_sequence = ?1",
    ] {
        connection.execute(sql, [cut]).map_err(error)?;
    }
    Ok(())
}

fn number(row: &Row<'_>, column: usize) -> Result<u64, StoreError> {
    row.get::<_, i64>(column).map(i64::cast_unsigned).map_err(error)
}

fn kind(row: &Row<'_>, column: usize) -> Result<ChangeKind, StoreError> {
    let number: i64 = row.get(column).map_err(error)?;
    ChangeKind::from_number(number)
        .ok_or_else(|| Kind::Damaged(format!("there is no kind of change {number}")).into())
}
