//! The form of a memory's file, and how files of earlier forms are brought to it.
//!
//! | table | a row for |
//! |---|---|
//! | `unit` | each unit: what is searched for as columns, everything else of it as JSON in `rest` |
//! | `variant` | each text; its number is that of the unit times 65,536 plus its place in the unit |
//! | `language`, `word` | each tag; each author, origin, domain, status and document |
//! | `exact` | each text up to unit `state.exact_upto`, by hash: built behind the writes |
//! | `batch`, `change` | the log; `before` is the unit as JSON |
//! | `state` | the memory itself (one row) |
//! | `words` | each text, by word: an FTS5 table without texts, made at the first concordance |
//!
//! The views `units` and `texts` are for people with a tool for SQLite files.

use super::super::{Kind, Settings, StoreError};
use super::connection::error;
use rusqlite::{Connection, Transaction, TransactionBehavior};

/// Marks an SQLite file as a memory: `TgmM`.
pub(super) const APPLICATION: i32 = 0x5467_6D4D;

/// The form that is written.
pub(super) const FORM: u32 = 1 + STEPS.len() as u32;

/// The bits of a variant's number that are its place in the unit.
pub(super) const PLACE_BITS: u32 = 16;

/// What brings a file from one form to the next.
pub(super) type Step = fn(&Transaction<'_>) -> rusqlite::Result<()>;

/// The steps from each earlier form, the first from form 1.
pub(super) const STEPS: &[Step] = &[];

const TABLES: &str = "
CREATE TABLE state (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    settings TEXT NOT NULL,
    next_unit INTEGER NOT NULL,
    units INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    first_sequence INTEGER NOT NULL,
    batch INTEGER NOT NULL,
    exact_upto INTEGER NOT NULL,
    words_upto INTEGER
);
CREATE TABLE language (
    id INTEGER PRIMARY KEY,
    tag TEXT NOT NULL UNIQUE,
    texts INTEGER NOT NULL
);
CREATE TABLE word (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
CREATE TABLE unit (
    id INTEGER PRIMARY KEY,
    tuid TEXT,
    created TEXT,
    changed TEXT,
    author INTEGER,
    origin INTEGER,
    domain INTEGER,
    status INTEGER,
    score REAL,
    document INTEGER,
    key TEXT,
    previous INTEGER,
    next INTEGER,
    rest TEXT
);
CREATE INDEX unit_tuid ON unit (tuid) WHERE tuid IS NOT NULL;
CREATE TABLE variant (
    id INTEGER PRIMARY KEY,
    language INTEGER NOT NULL,
    hash INTEGER NOT NULL,
    text TEXT NOT NULL,
    rest TEXT
);
CREATE TABLE exact (
    hash INTEGER NOT NULL,
    variant INTEGER NOT NULL,
    PRIMARY KEY (hash, variant)
) WITHOUT ROWID;
CREATE TABLE batch (
    id INTEGER PRIMARY KEY,
    time TEXT NOT NULL,
    author TEXT,
    note TEXT,
    first INTEGER NOT NULL,
    changes INTEGER NOT NULL,
    first_unit INTEGER,
    undoes INTEGER
);
CREATE TABLE change (
    sequence INTEGER PRIMARY KEY,
    batch INTEGER NOT NULL,
    unit INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    before TEXT
);
CREATE INDEX change_unit ON change (unit) WHERE kind > 1;
CREATE VIEW units AS
    SELECT unit.id, tuid, created, changed, a.text AS author, o.text AS origin, d.text AS domain,
        s.text AS status, score, f.text AS document, key
    FROM unit
    LEFT JOIN word a ON a.id = unit.author LEFT JOIN word o ON o.id = unit.origin
    LEFT JOIN word d ON d.id = unit.domain LEFT JOIN word s ON s.id = unit.status
    LEFT JOIN word f ON f.id = unit.document;
CREATE VIEW texts AS
    SELECT variant.id >> 16 AS unit, variant.id & 65535 AS place, tag AS language, text
    FROM variant JOIN language ON language.id = variant.language;
";

/// Makes the tables in an empty file.
pub(super) fn create(connection: &mut Connection, settings: &Settings) -> Result<(), StoreError> {
    let settings = to_json(settings)?;
    let tx = connection.transaction().map_err(error)?;
    tx.pragma_update(None, "application_id", APPLICATION).map_err(error)?;
    tx.pragma_update(None, "user_version", FORM).map_err(error)?;
    tx.execute_batch(TABLES).map_err(error)?;
    tx.execute("INSERT INTO state VALUES (1, ?1, 1, 0, 0, 1, 0, 0, NULL)", [settings])
        .map_err(error)?;
    tx.commit().map_err(error)
}

/// The form of an open file.
///
/// # Errors
/// When it is no memory, or of a later form than `known`.
pub(super) fn form(connection: &Connection, known: u32) -> Result<u32, StoreError> {
    let pragma = |name: &str| -> Result<i32, StoreError> {
        connection.pragma_query_value(None, name, |row| row.get(0)).map_err(error)
    };
    let found = pragma("user_version")?.cast_unsigned();
    if pragma("application_id")? != APPLICATION || found == 0 {
        return Err(Kind::NotAMemory.into());
    }
    if found > known {
        return Err(Kind::Newer { found, known }.into());
    }
    Ok(found)
}

/// Brings a file to the newest form, all steps or none.
pub(super) fn migrate(connection: &mut Connection, steps: &[Step]) -> Result<(), StoreError> {
    let known = 1 + steps.len() as u32;
    if form(connection, known)? == known {
        return Ok(());
    }
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(error)?;
    // Another process may have done it while this one waited.
    let found = form(&tx, known)?;
    for step in &steps[found as usize - 1..] {
        step(&tx).map_err(error)?;
    }
    tx.pragma_update(None, "user_version", known).map_err(error)?;
    tx.commit().map_err(error)
}

/// A value as JSON.
pub(super) fn to_json(value: &impl serde::Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| Kind::Unfit(error.to_string()).into())
}

/// A value from JSON that the memory holds.
pub(super) fn from_json<T: serde::de::DeserializeOwned>(json: &str) -> Result<T, StoreError> {
    serde_json::from_str(json).map_err(|error| Kind::Damaged(error.to_string()).into())
}
