//! Work on all units of a memory: reading them in order, and changing them some thousand at a time.

use super::Memory;
use crate::app::{AppError, Progress, clock};
use crate::tm::store::{
    Batch, Duplicates, Effect, Filter, Kind, Operation, Store, StoreError, StoredUnit,
};
use std::ops::ControlFlow;

/// Units that become durable together.
const BATCH: usize = 5_000;

/// What changes came to.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Changed {
    /// Units that are new.
    pub added: u64,
    /// Units that became others.
    pub changed: u64,
    /// Units that are gone.
    pub removed: u64,
    /// Units that were as they should be.
    pub known: u64,
    /// The batches of the log, to be undone from the last to the first.
    pub batches: Vec<u64>,
}

/// Changes on their way into a memory.
pub(super) struct Changes<'m> {
    store: &'m mut dyn Store,
    /// The batch that waits.
    batch: Batch,
    done: Changed,
}

impl<'m> Changes<'m> {
    /// None yet; `note` says in the log what they are for.
    pub(super) fn new(memory: &'m mut Memory, author: Option<&str>, note: &str) -> Self {
        let batch = Batch {
            time: clock::now().into(),
            author: author.map(Into::into),
            note: Some(note.into()),
            ..Batch::default()
        };
        Self { store: memory.store_mut(), batch, done: Changed::default() }
    }

    /// The same; what is added meets what is there as a policy says.
    pub(super) fn with_duplicates(
        mut self,
        duplicates: Duplicates,
        source: Option<crate::text::LangTag>,
    ) -> Self {
        (self.batch.duplicates, self.batch.source) = (duplicates, source);
        self
    }

    /// Adds a change; writes them when there are enough.
    ///
    /// # Errors
    /// When the memory can't be written.
    pub(super) fn push(&mut self, operation: Operation) -> Result<(), AppError> {
        self.batch.operations.push(operation);
        if self.batch.operations.len() >= BATCH { self.write() } else { Ok(()) }
    }

    /// Writes those that wait. Gives what they all came to.
    ///
    /// # Errors
    /// When the memory can't be written.
    pub(super) fn finish(mut self) -> Result<Changed, AppError> {
        if !self.batch.operations.is_empty() {
            self.write()?;
        }
        if !self.done.batches.is_empty() {
            self.store.settle()?;
        }
        Ok(self.done)
    }

    fn write(&mut self) -> Result<(), AppError> {
        let outcome = self.store.write(&self.batch)?;
        self.batch.operations.clear();
        self.done.batches.push(outcome.batch);
        for (count, effect) in [
            (&mut self.done.added, Effect::Added),
            (&mut self.done.changed, Effect::Changed),
            (&mut self.done.removed, Effect::Removed),
            (&mut self.done.known, Effect::Skipped),
        ] {
            *count += outcome.count(effect) as u64;
        }
        Ok(())
    }
}

impl Memory {
    /// Refuses a memory that is marked read-only, before long work on it is begun.
    ///
    /// # Errors
    /// When it is.
    pub(super) fn refuse_read_only(&self) -> Result<(), AppError> {
        if self.store().settings()?.read_only {
            return Err(StoreError::from(Kind::ReadOnly).at(self.path()).into());
        }
        Ok(())
    }

    /// Calls `each` with the units that pass a filter, by ascending number.
    ///
    /// # Errors
    /// When the memory can't be read, and those of `each`.
    pub(super) fn each_unit(
        &self,
        stage: &str,
        filter: &Filter,
        progress: &dyn Progress,
        each: &mut dyn FnMut(StoredUnit) -> Result<(), AppError>,
    ) -> Result<(), AppError> {
        let whole = self.store().info()?.units.max(1) as f32;
        let (mut seen, mut failed) = (0.0_f32, None);
        progress.begin(stage);
        let scanned = self.store().scan(filter, &mut |stored| {
            seen += 1.0;
            progress.done((seen / whole).min(1.0));
            match each(stored) {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => {
                    failed = Some(error);
                    ControlFlow::Break(())
                }
            }
        });
        progress.end();
        scanned?;
        failed.map_or(Ok(()), Err)
    }
}
