//! A memory without what tells who people are.
//!
//! What is found: addresses of mail, the parts of addresses of the web that name a user, addresses of
//! machines, account and card numbers whose check digits fit, telephone numbers, the names of a list,
//! and, if so wished, all numbers of seven digits and more. Each value is replaced by the same
//! placeholder wherever it stands: in all texts of all units, in their codes, notes and properties, in
//! the names of authors and documents. A name that is on no list stays; so do inflected forms of those
//! that are.

mod find;
mod kind;
mod names;
mod plan;
mod rewrite;

use super::changes::{Changed, Changes};
use super::fresh::Fresh;
use super::{Access, Memory};
use crate::app::{AppError, Progress};
use crate::tm::store::{CompactOptions, Entry, Filter, Operation, Settings, text_hash};
use find::Finder;
pub use kind::Kind;
pub use names::Names;
use plan::Plan;
pub use plan::Replaced;
use rustc_hash::FxHashMap;
use std::path::Path;

/// What is replaced besides what can be told by its form.
pub struct AnonymizeJob<'a> {
    /// The names.
    pub names: Option<&'a Names>,
    /// Whether all long numbers are.
    pub numbers: bool,
    /// Told how far the work is.
    pub progress: &'a dyn Progress,
}

/// What is to be replaced in a memory, found but not yet replaced.
pub struct Anonymizer<'a> {
    job: &'a AnonymizeJob<'a>,
    plan: Plan<'a>,
    /// The units with values, by ascending number.
    units: Vec<u64>,
    /// The hashes of texts that become others, and those they become: units know their neighbours by them.
    hashes: FxHashMap<u64, u64>,
}

impl<'a> Anonymizer<'a> {
    /// Looks through a memory. Each distinct value is held, and some bytes for each unit that has one.
    ///
    /// # Errors
    /// When the memory can't be read.
    pub fn look(memory: &Memory, job: &'a AnonymizeJob<'a>) -> Result<Self, AppError> {
        let mut plan = Plan::new(Finder::new(job.names, job.numbers)?);
        let mut units = Vec::new();
        let mut noted = |text: &str, any: &mut bool| {
            *any |= plan.note(text);
            Vec::new()
        };
        rewrite::settings(&mut memory.store().settings()?, &mut |text| noted(text, &mut false));
        memory.each_unit("searching", &Filter::default(), job.progress, &mut |mut stored| {
            let mut any = false;
            rewrite::entry(&mut stored.entry, &mut |text| noted(text, &mut any));
            if any {
                units.push(stored.id);
            }
            Ok(())
        })?;
        plan.number();
        let mut hashes = FxHashMap::default();
        for number in &units {
            let Some(stored) = memory.store().get(*number)? else { continue };
            for mut variant in stored.entry.unit.variants {
                let before = text_hash(&variant.content.text);
                rewrite::content(&mut variant.content, &mut |text| plan.replacements(text));
                let after = text_hash(&variant.content.text);
                if before != after {
                    hashes.insert(before, after);
                }
            }
        }
        Ok(Self { job, plan, units, hashes })
    }

    /// The values found and what will stand for them, in the order they come.
    pub fn values(&self) -> &[Replaced] {
        self.plan.values()
    }

    /// How many units have one.
    pub fn units(&self) -> usize {
        self.units.len()
    }

    /// Writes a new memory. It is there when it is whole.
    ///
    /// # Errors
    /// When a memory can't be read or made, or there is a file of that name.
    pub fn write(&self, memory: &Memory, output: &Path) -> Result<Changed, AppError> {
        let folder = output.parent().filter(|folder| !folder.as_os_str().is_empty());
        let mut fresh = Fresh::in_folder(folder.unwrap_or(Path::new(".")))?;
        let settings = Settings { read_only: false, ..self.settings(memory)? };
        let mut new = fresh.create(output, &settings)?;
        let mut changes = Changes::new(&mut new, None, "anonymized");
        let (all, progress) = (Filter::default(), self.job.progress);
        memory.each_unit("writing", &all, progress, &mut |stored| {
            changes.push(Operation::Add(self.replaced(stored.id, stored.entry)))
        })?;
        let done = changes.finish()?;
        drop(new);
        fresh.finish()?;
        Ok(done)
    }

    /// Replaces in the memory itself, and drops its log, which would have the old texts: this can't be
    /// undone. The indexes and vectors are removed, to be built anew.
    ///
    /// # Errors
    /// When the memory can't be read or written. Then a part of the units may be replaced; the log is not
    /// dropped.
    pub fn apply(&self, memory: &mut Memory) -> Result<Changed, AppError> {
        memory.refuse_read_only()?;
        let reader = Memory::open(memory.path(), Access::Read)?;
        let settings = self.settings(&reader)?;
        let mut changes = Changes::new(memory, None, "anonymized");
        let (all, progress) = (Filter::default(), self.job.progress);
        reader.each_unit("replacing", &all, progress, &mut |stored| {
            let known =
                |hash: Option<u64>| hash.is_some_and(|hash| self.hashes.contains_key(&hash));
            let context = &stored.entry.context;
            let touched = self.units.binary_search(&stored.id).is_ok();
            if touched || known(context.previous) || known(context.next) {
                let entry = self.replaced(stored.id, stored.entry);
                changes.push(Operation::Replace(stored.id, entry))?;
            }
            Ok(())
        })?;
        let done = changes.finish()?;
        // A reader keeps the old pages of the file.
        drop(reader);
        let store = memory.store_mut();
        store.set(&settings)?;
        let behind_last = store.sequence()? + 1;
        store.compact(&CompactOptions { drop_log_before: Some(behind_last) })?;
        memory.drop_indexes()?;
        Ok(done)
    }

    fn settings(&self, memory: &Memory) -> Result<Settings, AppError> {
        let mut settings = memory.store().settings()?;
        rewrite::settings(&mut settings, &mut |text| self.plan.replacements(text));
        Ok(settings)
    }

    fn replaced(&self, number: u64, mut entry: Entry) -> Entry {
        if self.units.binary_search(&number).is_ok() {
            rewrite::entry(&mut entry, &mut |text| self.plan.replacements(text));
        }
        for hash in [&mut entry.context.previous, &mut entry.context.next] {
            *hash = hash.map(|hash| self.hashes.get(&hash).copied().unwrap_or(hash));
        }
        entry
    }
}
