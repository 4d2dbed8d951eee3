//! What is in a memory, in figures.

use super::Memory;
use crate::app::memory::stats::{Counter, Stats};
use crate::app::{AppError, Progress};
use crate::tm::store::Filter;

/// Counts the units that pass a filter. Of each a hash is kept, so that what is held grows by about 64
/// bytes a unit whatever its texts.
///
/// # Errors
/// When the memory can't be read.
pub fn stats(memory: &Memory, filter: &Filter, progress: &dyn Progress) -> Result<Stats, AppError> {
    let mut counter = Counter::default();
    memory.each_unit("counting", filter, progress, &mut |stored| {
        counter.add(&stored.entry);
        Ok(())
    })?;
    Ok(Stats { file: memory.path().display().to_string(), ..counter.stats })
}
