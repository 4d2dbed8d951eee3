//! Batches into the file.

use super::super::ledger::{Image, Ledger};
use super::super::{Batch, BatchOutcome, ChangeKind, Done, Entry, Kind, StoreError, text_hash};
use super::connection::error;
use super::exact::Recent;
use super::log;
use super::rows::{
    Names, RestOut, UNIT_COLUMNS, last_variant, unit_of, unit_of_variant, variant_id, variants_of,
};
use super::schema::to_json;
use crate::text::LangTag;
use rusqlite::{CachedStatement, Connection, params};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Numbers of tags and words that were given out, as far as they are remembered.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    /// The state of the file they are of: another process may have forgotten words since.
    version: i64,
    languages: FxHashMap<LangTag, i64>,
    words: FxHashMap<Box<str>, i64>,
}

/// How many words are remembered.
const MOST_WORDS: usize = 1 << 16;

impl Numbers {
    /// Begins a batch.
    fn follow(&mut self, tx: &Connection) -> Result<(), StoreError> {
        let version = tx.pragma_query_value(None, "data_version", |row| row.get(0));
        let version = version.map_err(error)?;
        if version != self.version {
            *self = Self { version, ..Self::default() };
        }
        Ok(())
    }

    fn word(&mut self, tx: &Connection, text: Option<&str>) -> Result<Option<i64>, StoreError> {
        let Some(text) = text else { return Ok(None) };
        if let Some(known) = self.words.get(text) {
            return Ok(Some(*known));
        }
        // The update does nothing; it makes the row, old or new, come back.
        let sql = "INSERT INTO word (text) VALUES (?1)
            ON CONFLICT (text) DO UPDATE SET text = text RETURNING id";
        let id = first(tx, sql, text)?;
        if self.words.len() >= MOST_WORDS {
            self.words.clear();
        }
        self.words.insert(text.into(), id);
        Ok(Some(id))
    }

    fn language(&mut self, tx: &Connection, lang: &LangTag) -> Result<i64, StoreError> {
        if let Some(known) = self.languages.get(lang) {
            return Ok(*known);
        }
        let sql = "INSERT INTO language (tag, texts) VALUES (?1, 0)
            ON CONFLICT (tag) DO UPDATE SET tag = tag RETURNING id";
        let id = first(tx, sql, lang.as_str())?;
        self.languages.insert(lang.clone(), id);
        Ok(id)
    }
}

fn first(tx: &Connection, sql: &str, text: &str) -> Result<i64, StoreError> {
    let mut statement = tx.prepare_cached(sql).map_err(error)?;
    statement.query_row([text], |row| row.get(0)).map_err(error)
}

/// The counters of `state`.
#[derive(Debug, Clone, Copy)]
pub(super) struct State {
    pub(super) next_unit: u64,
    pub(super) units: u64,
    pub(super) sequence: u64,
    pub(super) batch: u64,
    pub(super) exact_upto: u64,
}

impl State {
    pub(super) fn read(tx: &Connection) -> Result<Self, StoreError> {
        let sql = "SELECT next_unit, units, sequence, batch, exact_upto FROM state";
        let mut statement = tx.prepare_cached(sql).map_err(error)?;
        let read = statement.query_row([], |row| {
            let number = |column| row.get::<_, i64>(column).map(i64::cast_unsigned);
            Ok(Self {
                next_unit: number(0)?,
                units: number(1)?,
                sequence: number(2)?,
                batch: number(3)?,
                exact_upto: number(4)?,
            })
        });
        read.map_err(error)
    }

    fn write(self, tx: &Connection) -> Result<(), StoreError> {
        let sql = "UPDATE state SET next_unit = ?1, units = ?2, sequence = ?3, batch = ?4";
        let Self { next_unit, units, sequence, batch, .. } = self;
        let numbers = [next_unit, units, sequence, batch].map(u64::cast_signed);
        tx.prepare_cached(sql).and_then(|mut one| one.execute(numbers)).map_err(error)?;
        Ok(())
    }
}

/// A batch on its way into the file, inside a transaction.
pub(super) struct Writer<'a> {
    tx: &'a Connection,
    names: &'a mut Names,
    numbers: &'a mut Numbers,
    pub(super) recent: &'a mut Recent,
    pub(super) state: State,
    first: u64,
    first_unit: u64,
    /// How many texts more or fewer there are in each language.
    texts: BTreeMap<i64, i64>,
    insert_unit: CachedStatement<'a>,
    insert_variant: CachedStatement<'a>,
    insert_change: CachedStatement<'a>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(
        tx: &'a Connection,
        names: &'a mut Names,
        numbers: &'a mut Numbers,
        recent: &'a mut Recent,
    ) -> Result<Self, StoreError> {
        let mut state = State::read(tx)?;
        state.batch += 1;
        let unit = format!(
            "INSERT INTO unit ({UNIT_COLUMNS}) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)"
        );
        let variant = "INSERT INTO variant VALUES (?1, ?2, ?3, ?4, ?5)";
        let change = "INSERT INTO change VALUES (?1, ?2, ?3, ?4, ?5)";
        recent.follow(&state);
        numbers.follow(tx)?;
        Ok(Self {
            tx,
            names,
            numbers,
            recent,
            state,
            first: state.sequence + 1,
            first_unit: state.next_unit,
            texts: BTreeMap::new(),
            insert_unit: tx.prepare_cached(&unit).map_err(error)?,
            insert_variant: tx.prepare_cached(variant).map_err(error)?,
            insert_change: tx.prepare_cached(change).map_err(error)?,
        })
    }

    /// What the units of a batch were before it.
    pub(super) fn images(&mut self, batch: u64) -> Result<Vec<Image>, StoreError> {
        let record = log::batch(self.tx, batch)?.ok_or(Kind::NoBatch(batch))?;
        log::images(self.tx, self.names, &record)
    }

    /// Writes the batch itself and the counters.
    pub(super) fn finish(
        mut self,
        batch: &Batch,
        done: Vec<Done>,
        undoes: Option<u64>,
    ) -> Result<BatchOutcome, StoreError> {
        let sql = "INSERT INTO batch VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        let added = self.state.next_unit > self.first_unit;
        let values = params![
            self.state.batch.cast_signed(),
            batch.time,
            batch.author,
            batch.note,
            self.first.cast_signed(),
            (self.state.sequence + 1 - self.first).cast_signed(),
            added.then_some(self.first_unit.cast_signed()),
            undoes.map(u64::cast_signed),
        ];
        self.tx.prepare_cached(sql).and_then(|mut one| one.execute(values)).map_err(error)?;
        let sql = "UPDATE language SET texts = texts + ?2 WHERE id = ?1";
        for (language, more) in std::mem::take(&mut self.texts) {
            let mut update = self.tx.prepare_cached(sql).map_err(error)?;
            update.execute([language, more]).map_err(error)?;
        }
        self.state.write(self.tx)?;
        self.recent.leave(&self.state);
        Ok(BatchOutcome { batch: self.state.batch, done, sequence: self.state.sequence })
    }

    fn log(
        &mut self,
        unit: u64,
        kind: ChangeKind,
        before: Option<&Entry>,
    ) -> Result<(), StoreError> {
        self.state.sequence += 1;
        let before = before.map(to_json).transpose()?;
        let (sequence, batch) = (self.state.sequence.cast_signed(), self.state.batch.cast_signed());
        let values = params![sequence, batch, unit.cast_signed(), kind.number(), before];
        self.insert_change.execute(values).map_err(error)?;
        Ok(())
    }

    fn insert(&mut self, id: u64, entry: &Entry) -> Result<(), StoreError> {
        let Entry { unit, context, created, changed, author, origin, domain, score, status } =
            entry;
        let mut word = |text: &Option<Box<str>>| self.numbers.word(self.tx, text.as_deref());
        let rest = RestOut::of_unit(unit);
        let rest = if rest.is_empty() { None } else { Some(to_json(&rest)?) };
        let values = params![
            id.cast_signed(),
            unit.id,
            created,
            changed,
            word(author)?,
            word(origin)?,
            word(domain)?,
            word(status)?,
            score.map(f64::from),
            word(&context.document)?,
            context.key,
            context.previous.map(u64::cast_signed),
            context.next.map(u64::cast_signed),
            rest,
        ];
        self.insert_unit.execute(values).map_err(error)?;
        self.state.units += 1;
        for (place, variant) in unit.variants.iter().enumerate() {
            let (number, hash) = (variant_id(id, place), text_hash(&variant.content.text));
            let language = self.numbers.language(self.tx, &variant.lang)?;
            let rest = RestOut::of_variant(variant);
            let rest = if rest.is_empty() { None } else { Some(to_json(&rest)?) };
            let values = params![number, language, hash.cast_signed(), variant.content.text, rest];
            self.insert_variant.execute(values).map_err(error)?;
            *self.texts.entry(language).or_default() += 1;
            if id <= self.state.exact_upto {
                let sql = "INSERT OR IGNORE INTO exact VALUES (?1, ?2)";
                let mut add = self.tx.prepare_cached(sql).map_err(error)?;
                add.execute([hash.cast_signed(), number]).map_err(error)?;
            } else {
                self.recent.add(hash, number);
            }
        }
        Ok(())
    }

    fn delete(&mut self, id: u64) -> Result<(), StoreError> {
        let range = [variant_id(id, 0), last_variant(id)];
        let sql = "SELECT id, language, hash FROM variant WHERE id BETWEEN ?1 AND ?2";
        let mut old = self.tx.prepare_cached(sql).map_err(error)?;
        let old = old.query_map(range, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
        let old: Vec<(i64, i64, i64)> =
            old.and_then(Iterator::collect::<rusqlite::Result<_>>).map_err(error)?;
        for (number, language, hash) in old {
            *self.texts.entry(language).or_default() -= 1;
            let sql = "DELETE FROM exact WHERE hash = ?1 AND variant = ?2";
            let mut delete = self.tx.prepare_cached(sql).map_err(error)?;
            delete.execute([hash, number]).map_err(error)?;
        }
        let sql = "DELETE FROM variant WHERE id BETWEEN ?1 AND ?2";
        self.tx.prepare_cached(sql).and_then(|mut one| one.execute(range)).map_err(error)?;
        let sql = "DELETE FROM unit WHERE id = ?1";
        let mut delete = self.tx.prepare_cached(sql).map_err(error)?;
        self.state.units -= delete.execute([id.cast_signed()]).map_err(error)? as u64;
        Ok(())
    }
}

impl Ledger for Writer<'_> {
    fn entry(&mut self, id: u64) -> Result<Option<Entry>, StoreError> {
        Ok(read_unit(self.tx, self.names, id)?.map(|stored| stored.entry))
    }

    fn holders(&mut self, lang: &LangTag, text: &str) -> Result<Vec<u64>, StoreError> {
        self.recent.prepare(self.tx, &mut self.state)?;
        let mut variants = self.recent.find(self.tx, text_hash(text))?;
        variants.sort_unstable();
        let mut units = Vec::new();
        for variant in variants {
            let is = super::exact::holds(self.tx, self.names, variant, text)?;
            if is.is_some_and(|tag| tag == *lang) {
                units.push(unit_of_variant(variant));
            }
        }
        units.dedup();
        Ok(units)
    }

    fn add(&mut self, entry: &Entry) -> Result<u64, StoreError> {
        let id = self.state.next_unit;
        self.state.next_unit += 1;
        self.insert(id, entry)?;
        self.log(id, ChangeKind::Added, None)?;
        Ok(id)
    }

    fn put(
        &mut self,
        id: u64,
        before: Option<&Entry>,
        after: Option<&Entry>,
    ) -> Result<(), StoreError> {
        if before.is_some() {
            self.delete(id)?;
        }
        if let Some(entry) = after {
            self.insert(id, entry)?;
        }
        let kind = match (before, after) {
            (Some(_), Some(_)) => ChangeKind::Changed,
            (Some(_), None) => ChangeKind::Removed,
            (None, _) => ChangeKind::Restored,
        };
        self.log(id, kind, before)
    }
}

/// A unit with its variants.
pub(super) fn read_unit(
    connection: &Connection,
    names: &mut Names,
    id: u64,
) -> Result<Option<super::super::StoredUnit>, StoreError> {
    // No unit has a higher number, and variants' numbers would overflow.
    if id >= 1 << 47 {
        return Ok(None);
    }
    let sql = format!("SELECT {UNIT_COLUMNS} FROM unit WHERE id = ?1");
    let mut statement = connection.prepare_cached(&sql).map_err(error)?;
    let mut rows = statement.query([id.cast_signed()]).map_err(error)?;
    let Some(row) = rows.next().map_err(error)? else { return Ok(None) };
    let mut stored = unit_of(row, connection, names)?;
    stored.entry.unit.variants = variants_of(connection, names, id)?;
    Ok(Some(stored))
}
