//! A memory in the process: for tests, and for what is thrown away.

use super::concordance::{fold, patterns};
use super::entry::{fits, normalised, very_tag_first};
use super::ledger::{Image, Ledger, bring_back, carry_out};
use super::{
    Batch, BatchOutcome, BatchRecord, Change, ChangeKind, CompactOptions, ConcordanceQuery, Done,
    Entry, Filter, HistoryEntry, Info, Kind, LanguageCount, Settings, Store, StoreError,
    StoredUnit, TextRow, Verification, text_hash,
};
use crate::model::Variant;
use crate::text::LangTag;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

/// A memory that ends with the process.
#[derive(Debug, Default)]
pub struct VolatileStore {
    settings: Settings,
    units: BTreeMap<u64, Entry>,
    /// Units by the hashes of their texts.
    exact: FxHashMap<u64, BTreeSet<u64>>,
    last_unit: u64,
    changes: Vec<Row>,
    batches: Vec<BatchRecord>,
    last_batch: u64,
    sequence: u64,
}

/// A change with what was before.
#[derive(Debug)]
struct Row {
    change: Change,
    batch: u64,
    before: Option<Entry>,
}

impl VolatileStore {
    /// An empty memory.
    pub fn new(settings: Settings) -> Self {
        Self { settings, ..Self::default() }
    }

    fn first_sequence(&self) -> u64 {
        self.sequence + 1 - self.changes.len() as u64
    }

    /// Carries out a batch, all of it or nothing.
    fn batch(
        &mut self,
        batch: &Batch,
        undoes: Option<u64>,
        carry_out: impl FnOnce(&mut Self) -> Result<Vec<Done>, StoreError>,
    ) -> Result<BatchOutcome, StoreError> {
        if self.settings.read_only {
            return Err(Kind::ReadOnly.into());
        }
        let (sequence, last_unit, length) = (self.sequence, self.last_unit, self.changes.len());
        self.last_batch += 1;
        let done = carry_out(self).inspect_err(|_| {
            for row in self.changes.split_off(length).into_iter().rev() {
                self.exchange(row.change.unit, row.before);
            }
            (self.sequence, self.last_unit) = (sequence, last_unit);
            self.last_batch -= 1;
        })?;
        self.batches.push(BatchRecord {
            batch: self.last_batch,
            time: batch.time.clone(),
            author: batch.author.clone(),
            note: batch.note.clone(),
            first: sequence + 1,
            changes: self.sequence - sequence,
            undoes,
        });
        Ok(BatchOutcome { batch: self.last_batch, done, sequence: self.sequence })
    }

    /// Puts an entry (or nothing) in the place of what is there.
    fn exchange(&mut self, id: u64, after: Option<Entry>) {
        if let Some(old) = self.units.remove(&id) {
            for variant in &old.unit.variants {
                if let Some(units) = self.exact.get_mut(&text_hash(&variant.content.text)) {
                    units.remove(&id);
                }
            }
        }
        if let Some(entry) = after {
            for variant in &entry.unit.variants {
                let hash = text_hash(&variant.content.text);
                self.exact.entry(hash).or_default().insert(id);
            }
            self.units.insert(id, entry);
        }
    }

    fn record(&mut self, unit: u64, kind: ChangeKind, before: Option<Entry>) {
        self.sequence += 1;
        let change = Change { sequence: self.sequence, kind, unit };
        self.changes.push(Row { change, batch: self.last_batch, before });
    }

    /// The units with a text, and the tags they have it under.
    fn with_text<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (u64, &'a LangTag)> {
        let wanted = normalised(text);
        let units = self.exact.get(&text_hash(text)).into_iter().flatten();
        let entries = units.filter_map(|id| Some((*id, self.units.get(id)?)));
        entries.flat_map(move |(id, entry)| {
            let wanted = wanted.clone();
            let has = move |one: &&Variant| normalised(&one.content.text) == wanted;
            entry.unit.variants.iter().filter(has).map(move |one| (id, &one.lang))
        })
    }

    /// What the units of a batch were before it, the last one first.
    fn images(&self, batch: &BatchRecord) -> Result<Vec<Image>, StoreError> {
        let (mut images, mut seen) = (Vec::new(), BTreeSet::new());
        let range = batch.first..batch.first + batch.changes;
        let inside = |row: &&Row| range.contains(&row.change.sequence);
        for row in self.changes.iter().filter(inside) {
            let unit = row.change.unit;
            if !seen.insert(unit) {
                continue;
            }
            let later = |next: &&Row| next.change.unit == unit && next.change.sequence >= range.end;
            if let Some(next) = self.changes.iter().find(later)
                && next.before.as_ref() != self.units.get(&unit)
            {
                return Err(Kind::ChangedSince { batch: batch.batch, unit, by: next.batch }.into());
            }
            images.push(Image { unit, before: row.before.clone() });
        }
        images.reverse();
        Ok(images)
    }
}

impl Ledger for VolatileStore {
    fn entry(&mut self, id: u64) -> Result<Option<Entry>, StoreError> {
        Ok(self.units.get(&id).cloned())
    }

    fn holders(&mut self, lang: &LangTag, text: &str) -> Result<Vec<u64>, StoreError> {
        let mut units: Vec<u64> =
            self.with_text(text).filter(|(_, tag)| *tag == lang).map(|(id, _)| id).collect();
        units.dedup();
        Ok(units)
    }

    fn add(&mut self, entry: &Entry) -> Result<u64, StoreError> {
        self.last_unit += 1;
        self.exchange(self.last_unit, Some(entry.clone()));
        self.record(self.last_unit, ChangeKind::Added, None);
        Ok(self.last_unit)
    }

    fn put(
        &mut self,
        id: u64,
        before: Option<&Entry>,
        after: Option<&Entry>,
    ) -> Result<(), StoreError> {
        self.exchange(id, after.cloned());
        let kind = match (before, after) {
            (Some(_), Some(_)) => ChangeKind::Changed,
            (Some(_), None) => ChangeKind::Removed,
            (None, _) => ChangeKind::Restored,
        };
        self.record(id, kind, before.cloned());
        Ok(())
    }
}

impl Store for VolatileStore {
    fn write(&mut self, batch: &Batch) -> Result<BatchOutcome, StoreError> {
        self.batch(batch, None, |store| carry_out(store, batch))
    }

    fn undo(
        &mut self,
        batch: u64,
        time: &str,
        author: Option<&str>,
    ) -> Result<BatchOutcome, StoreError> {
        let record = self.batches.iter().find(|record| record.batch == batch);
        let images = self.images(record.ok_or(Kind::NoBatch(batch))?)?;
        let own = Batch { time: time.into(), author: author.map(Into::into), ..Batch::default() };
        self.batch(&own, Some(batch), |store| bring_back(store, images))
    }

    fn set(&mut self, settings: &Settings) -> Result<(), StoreError> {
        self.settings = settings.clone();
        Ok(())
    }

    fn settle(&mut self) -> Result<(), StoreError> {
        Ok(())
    }

    fn compact(&mut self, options: &CompactOptions) -> Result<(), StoreError> {
        if let Some(before) = options.drop_log_before {
            let before = before.min(self.sequence + 1);
            let ends = |record: &BatchRecord| record.first + record.changes;
            let dropped = self.batches.iter().map(ends).filter(|end| *end <= before).max();
            let cut = dropped.unwrap_or(0);
            if cut <= self.first_sequence() {
                return Ok(());
            }
            self.batches.retain(|record| ends(record) > cut);
            self.changes.retain(|row| row.change.sequence >= cut);
        }
        Ok(())
    }

    fn snapshot(
        &self,
        each: &mut dyn FnMut(&dyn Store) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        each(self)
    }

    fn get(&self, id: u64) -> Result<Option<StoredUnit>, StoreError> {
        Ok(self.units.get(&id).map(|entry| StoredUnit { id, entry: entry.clone() }))
    }

    fn scan(
        &self,
        filter: &Filter,
        each: &mut dyn FnMut(StoredUnit) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        for (id, entry) in self.units.iter().filter(|(_, entry)| filter.passes(entry)) {
            if each(StoredUnit { id: *id, entry: entry.clone() }).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn count(&self, filter: &Filter) -> Result<u64, StoreError> {
        Ok(self.units.values().filter(|entry| filter.passes(entry)).count() as u64)
    }

    fn texts(
        &self,
        lang: &LangTag,
        each: &mut dyn FnMut(TextRow<'_>) -> ControlFlow<()>,
    ) -> Result<u64, StoreError> {
        for (id, entry) in &self.units {
            for (place, variant) in entry.unit.variants.iter().enumerate() {
                let row = TextRow {
                    unit: *id,
                    variant: place as u32,
                    exact: variant.lang == *lang,
                    text: &variant.content.text,
                };
                if fits(&variant.lang, lang) && each(row).is_break() {
                    return Ok(self.sequence);
                }
            }
        }
        Ok(self.sequence)
    }

    fn exact(&self, lang: &LangTag, text: &str) -> Result<Vec<u64>, StoreError> {
        let found = self.with_text(text).filter(|(_, tag)| fits(tag, lang));
        Ok(very_tag_first(found.map(|(id, tag)| (tag != lang, id)).collect()))
    }

    fn with_tuid(&self, tuid: &str) -> Result<Vec<u64>, StoreError> {
        let has = |(_, entry): &(&u64, &Entry)| entry.unit.id.as_deref() == Some(tuid);
        Ok(self.units.iter().filter(has).map(|(id, _)| *id).collect())
    }

    fn concordance(
        &self,
        lang: &LangTag,
        query: &ConcordanceQuery,
        limit: usize,
    ) -> Result<Vec<u64>, StoreError> {
        let (patterns, mut folded) = (patterns(query)?, String::new());
        let has = |(_, entry): &(&u64, &Entry)| {
            entry.unit.variants.iter().filter(|variant| fits(&variant.lang, lang)).any(|variant| {
                fold(&variant.content.text, &mut folded);
                patterns.iter().all(|part| folded.contains(&**part))
            })
        };
        Ok(self.units.iter().filter(has).map(|(id, _)| *id).take(limit).collect())
    }

    fn languages(&self) -> Result<Vec<LanguageCount>, StoreError> {
        let mut counts: BTreeMap<&LangTag, u64> = BTreeMap::new();
        for variant in self.units.values().flat_map(|entry| &entry.unit.variants) {
            *counts.entry(&variant.lang).or_default() += 1;
        }
        let count = |(lang, texts): (&LangTag, u64)| LanguageCount { lang: lang.clone(), texts };
        Ok(counts.into_iter().map(count).collect())
    }

    fn settings(&self) -> Result<Settings, StoreError> {
        Ok(self.settings.clone())
    }

    fn info(&self) -> Result<Info, StoreError> {
        let texts = self.units.values().map(|entry| entry.unit.variants.len() as u64).sum();
        Ok(Info {
            settings: self.settings.clone(),
            schema: 0,
            units: self.units.len() as u64,
            texts,
            sequence: self.sequence,
            first_sequence: self.first_sequence(),
            batches: self.batches.len() as u64,
            bytes: 0,
        })
    }

    fn sequence(&self) -> Result<u64, StoreError> {
        Ok(self.sequence)
    }

    fn changes_since(
        &self,
        sequence: u64,
        each: &mut dyn FnMut(Change) -> ControlFlow<()>,
    ) -> Result<u64, StoreError> {
        let first = self.first_sequence();
        if sequence + 1 < first {
            return Err(Kind::LogDropped { first }.into());
        }
        for row in self.changes.iter().filter(|row| row.change.sequence > sequence) {
            if each(row.change).is_break() {
                break;
            }
        }
        Ok(self.sequence)
    }

    fn history(&self, unit: u64) -> Result<Vec<HistoryEntry>, StoreError> {
        let rows = self.changes.iter().filter(|row| row.change.unit == unit);
        let entry = |row: &Row| {
            let batch = self.batches.iter().find(|record| record.batch == row.batch)?;
            Some(HistoryEntry {
                sequence: row.change.sequence,
                batch: row.batch,
                kind: row.change.kind,
                time: batch.time.clone(),
                author: batch.author.clone(),
                before: row.before.clone(),
            })
        };
        Ok(rows.filter_map(entry).collect())
    }

    fn log(&self, limit: usize) -> Result<Vec<BatchRecord>, StoreError> {
        Ok(self.batches.iter().rev().take(limit).cloned().collect())
    }

    fn verify(&self) -> Result<Verification, StoreError> {
        let info = self.info()?;
        let changes = self.changes.len() as u64;
        let (units, texts) = (info.units, info.texts);
        Ok(Verification { units, texts, changes, problems: Vec::new() })
    }
}
