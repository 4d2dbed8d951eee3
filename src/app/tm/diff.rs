//! What differs between two memories.

use super::Memory;
use crate::app::memory::diff::{Change, Key, Pairing, Sides, pairings};
use crate::app::{AppError, Progress};
use crate::text::LangTag;
use crate::tm::store::Filter;

/// Tells the differences between the units of two memories, in the old one's order with what was added at
/// the end. Units are the same whose texts are; order, dates, codes and properties do not count. The source
/// is the text in `source`, else in the old memory's source language, else a unit's first. Of each
/// unit some 64 bytes are held. Gives how many differences there are.
///
/// # Errors
/// When a memory can't be read, and those of `each`.
pub fn diff(
    old: &Memory,
    new: &Memory,
    source: Option<&LangTag>,
    progress: &dyn Progress,
    each: &mut dyn FnMut(&Change) -> Result<(), AppError>,
) -> Result<u64, AppError> {
    let told = old.store().settings()?.source;
    let source = source.or(told.as_ref());
    let before = Units::read(old, source, progress)?;
    let after = Units::read(new, source, progress)?;
    let mut count = 0;
    for pairing in pairings(&before.keys, &after.keys) {
        let (gone, come) = match pairing {
            Pairing::Removed(place) => (before.sides(place)?, None),
            Pairing::Added(place) => (None, after.sides(place)?),
            Pairing::Changed(left, right) => (before.sides(left)?, after.sides(right)?),
        };
        if let Some(change) = Sides::change(gone.as_ref(), come.as_ref()) {
            count += 1;
            each(&change)?;
        }
    }
    Ok(count)
}

/// The units of a memory by what they are compared by.
struct Units<'m> {
    memory: &'m Memory,
    source: Option<&'m LangTag>,
    keys: Vec<Key>,
    numbers: Vec<u64>,
}

impl<'m> Units<'m> {
    fn read(
        memory: &'m Memory,
        source: Option<&'m LangTag>,
        progress: &dyn Progress,
    ) -> Result<Self, AppError> {
        let mut units = Self { memory, source, keys: Vec::new(), numbers: Vec::new() };
        memory.each_unit("comparing", &Filter::default(), progress, &mut |stored| {
            if let Some(sides) = Sides::of(&stored.entry.unit, source) {
                units.keys.push(sides.key());
                units.numbers.push(stored.id);
            }
            Ok(())
        })?;
        Ok(units)
    }

    /// The texts of a unit; `None` where another process has just removed it.
    fn sides(&self, place: usize) -> Result<Option<Sides>, AppError> {
        let stored = self.memory.store().get(self.numbers[place])?;
        Ok(stored.and_then(|stored| Sides::of(&stored.entry.unit, self.source)))
    }
}
