//! Whether a file is whole.

use super::super::{ChangeKind, Kind, StoreError, Verification, text_hash};
use super::connection::error;
use super::rows::{Names, UNIT_COLUMNS, last_variant, unit_of, variants_of};
use super::write::State;
use rusqlite::Connection;
use std::collections::BTreeMap;

/// The most problems that are named.
const MOST: usize = 100;

/// What must be an empty list, and what it means if it is not.
const EMPTY: &[(&str, &str)] = &[
    (
        "SELECT id FROM variant WHERE NOT EXISTS (SELECT 1 FROM unit WHERE unit.id = variant.id >> 16)",
        "a text belongs to no unit",
    ),
    (
        "SELECT id FROM unit WHERE id >= (SELECT next_unit FROM state)",
        "a unit has a number that was not given out",
    ),
    (
        "SELECT id FROM batch WHERE changes <> (SELECT count(*) FROM change
            WHERE sequence >= first AND sequence < first + changes AND change.batch = batch.id)",
        "a batch of the log lacks changes",
    ),
    (
        "SELECT sequence FROM change WHERE NOT EXISTS
            (SELECT 1 FROM batch WHERE batch.id = change.batch)",
        "a change of the log belongs to no batch",
    ),
];

/// Examines everything.
pub(super) fn verify(
    connection: &Connection,
    names: &mut Names,
) -> Result<Verification, StoreError> {
    let mut found = Verification::default();
    integrity(connection, &mut found)?;
    // A file that is damaged in itself may fail at any question: what is known by then is told.
    let examined = invariants(connection, &mut found)
        .and_then(|()| units(connection, names, &mut found))
        .and_then(|()| texts(connection, &mut found))
        .and_then(|()| changes(connection, &mut found));
    match examined {
        Err(reason) if matches!(reason.kind(), Kind::Damaged(_)) => {
            note(&mut found, reason.to_string());
        }
        other => other?,
    }
    Ok(found)
}

fn note(found: &mut Verification, problem: String) {
    if found.problems.len() < MOST {
        found.problems.push(problem);
    }
}

/// SQLite's own examination.
fn integrity(connection: &Connection, found: &mut Verification) -> Result<(), StoreError> {
    let mut statement = connection.prepare("PRAGMA integrity_check").map_err(error)?;
    let lines = statement.query_map([], |row| row.get::<_, String>(0)).map_err(error)?;
    for line in lines {
        match line.map_err(error) {
            Ok(line) if line == "ok" => {}
            Ok(line) => note(found, line),
            Err(reason) => {
                note(found, reason.to_string());
                break;
            }
        }
    }
    Ok(())
}

fn invariants(connection: &Connection, found: &mut Verification) -> Result<(), StoreError> {
    for (sql, meaning) in EMPTY {
        let mut statement = connection.prepare(sql).map_err(error)?;
        let numbers = statement.query_map([], |row| row.get::<_, i64>(0)).map_err(error)?;
        for number in numbers.take(MOST) {
            note(found, format!("{meaning} (number {})", number.map_err(error)?));
        }
    }
    Ok(())
}

/// All units can be read, and are counted right.
fn units(
    connection: &Connection,
    names: &mut Names,
    found: &mut Verification,
) -> Result<(), StoreError> {
    let sql = format!("SELECT {UNIT_COLUMNS} FROM unit ORDER BY id");
    let mut statement = connection.prepare(&sql).map_err(error)?;
    let mut rows = statement.query([]).map_err(error)?;
    while let Some(row) = rows.next().map_err(error)? {
        found.units += 1;
        let read = unit_of(row, connection, names)
            .and_then(|stored| variants_of(connection, names, stored.id));
        match read {
            Err(reason) if matches!(reason.kind(), Kind::Damaged(_)) => {
                let id: i64 = row.get(0).map_err(error)?;
                note(found, format!("unit {id} can't be read: {reason}"));
            }
            other => {
                other?;
            }
        }
    }
    let units = State::read(connection)?.units;
    if units != found.units {
        note(found, format!("there are {} units, and {units} were counted", found.units));
    }
    Ok(())
}

/// The texts have their hashes, are counted right, and are those of the index.
fn texts(connection: &Connection, found: &mut Verification) -> Result<(), StoreError> {
    let upto = last_variant(State::read(connection)?.exact_upto);
    let (mut wanted, mut counts) = (0_u64, BTreeMap::new());
    let sql = "SELECT id, language, hash, text FROM variant ORDER BY id";
    let mut statement = connection.prepare(sql).map_err(error)?;
    let mut rows = statement.query([]).map_err(error)?;
    while let Some(row) = rows.next().map_err(error)? {
        found.texts += 1;
        let number = |column| row.get::<_, i64>(column).map_err(error);
        let (id, hash) = (number(0)?, number(2)?);
        *counts.entry(number(1)?).or_insert(0_i64) += 1;
        let sound = row.get_ref(3).ok().and_then(|text| text.as_str().ok().map(text_hash));
        if sound != Some(hash.cast_unsigned()) {
            note(found, format!("the text of unit {} was changed: its hash is another", id >> 16));
        }
        if id <= upto {
            wanted = wanted.wrapping_add(mixed(hash, id));
        }
    }
    if sum_of_index(connection)? != wanted {
        note(found, "the index of exact texts does not have just the texts there are".into());
    }
    let mut statement = connection.prepare("SELECT id, texts FROM language").map_err(error)?;
    let mut rows = statement.query([]).map_err(error)?;
    while let Some(row) = rows.next().map_err(error)? {
        let (id, texts): (i64, i64) = (row.get(0).map_err(error)?, row.get(1).map_err(error)?);
        let is = counts.remove(&id).unwrap_or(0);
        if is != texts {
            note(found, format!("language {id} has {is} texts, and {texts} were counted"));
        }
    }
    for id in counts.keys() {
        note(found, format!("there are texts in language {id}, and no language {id}"));
    }
    Ok(())
}

/// The sum over the index, which is the same in any order.
fn sum_of_index(connection: &Connection) -> Result<u64, StoreError> {
    let mut statement = connection.prepare("SELECT hash, variant FROM exact").map_err(error)?;
    let mut rows = statement.query([]).map_err(error)?;
    let mut sum = 0_u64;
    while let Some(row) = rows.next().map_err(error)? {
        let (hash, variant) = (row.get(0).map_err(error)?, row.get(1).map_err(error)?);
        sum = sum.wrapping_add(mixed(hash, variant));
    }
    Ok(sum)
}

/// A number for a text and its place.
fn mixed(hash: i64, variant: i64) -> u64 {
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&hash.to_le_bytes());
    bytes[8..].copy_from_slice(&variant.to_le_bytes());
    xxhash_rust::xxh3::xxh3_64(&bytes)
}

/// The log is without gaps, and units that were there before a change are in it.
fn changes(connection: &Connection, found: &mut Verification) -> Result<(), StoreError> {
    let (first, last) = super::log::bounds(connection)?;
    let mut statement = connection
        .prepare("SELECT sequence, kind, before FROM change ORDER BY sequence")
        .map_err(error)?;
    let mut rows = statement.query([]).map_err(error)?;
    let mut next = first;
    while let Some(row) = rows.next().map_err(error)? {
        found.changes += 1;
        let sequence = row.get::<_, i64>(0).map_err(error)?.cast_unsigned();
        if sequence != next {
            note(found, format!("the log has change {sequence} where {next} is due"));
        }
        next = sequence + 1;
        let kind = ChangeKind::from_number(row.get(1).map_err(error)?);
        let before = row.get_ref(2).map_err(error)?;
        let before = before.as_str_or_null().map_err(|reason| error(reason.into()))?;
        let due = matches!(kind, Some(ChangeKind::Changed | ChangeKind::Removed));
        let readable =
            before.is_none_or(|json| serde_json::from_str::<super::super::Entry>(json).is_ok());
        if kind.is_none() || before.is_some() != due || !readable {
            note(found, format!("change {sequence} of the log is not sound"));
        }
    }
    if next != last + 1 {
        note(found, format!("the log ends at change {}, not {last}", next - 1));
    }
    Ok(())
}
