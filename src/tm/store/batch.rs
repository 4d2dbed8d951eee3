//! Changes that are made together.

use super::Entry;
use crate::text::LangTag;

/// What becomes of a unit to add whose source text the memory has.
///
/// The *source text* is that of the unit's variant in the batch's source language (the first one in
/// exactly that language, else in the same language; without a source language, and for units that
/// have no text in it, the first variant). A unit of the memory has *the same source* when one of its
/// variants has the same tag and the same text in NFC; codes do not count. Two units are *rivals* when
/// they have the same source and share the tag of another variant, or when one of them has no other.
/// Within a batch, later units meet the earlier ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Duplicates {
    /// It is added all the same.
    #[default]
    KeepAll,
    /// Without a rival it is added. Where it is newer than all its rivals ([`Entry::date`]; no date is
    /// older than any) it overwrites them as [`Overwrite`](Self::Overwrite) says, else it is left out:
    /// with the same date the older unit stays.
    Newest,
    /// Without a unit of the same source that agrees with it (the same texts in the tags both have)
    /// it is added. Else the first that agrees gets the variants it has no tag of, and is left as it is
    /// where none is missing. So no text is lost, and none is there twice.
    Merge,
    /// Without a rival it is added. Else the first rival becomes the new unit and keeps its number and
    /// its variants in tags the new one does not have; further rivals without such variants are removed.
    /// A unit that is the same in everything is left as it is.
    Overwrite,
}

/// A change of one unit.
#[derive(Debug, Clone, PartialEq)]
pub enum Operation {
    /// Adds a unit, as the batch's [`Duplicates`] say.
    Add(Entry),
    /// Puts another unit in the place of one.
    Replace(u64, Entry),
    /// Removes a unit.
    Remove(u64),
}

/// Changes that are made together or not at all.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Batch {
    /// When, a TMX date (`YYYYMMDDThhmmssZ`).
    pub time: Box<str>,
    /// Who.
    pub author: Option<Box<str>>,
    /// What for: the file that is imported and how far it is.
    pub note: Option<Box<str>>,
    /// What becomes of units whose source text the memory has.
    pub duplicates: Duplicates,
    /// The language that units are told apart by.
    pub source: Option<LangTag>,
    /// The changes, in order.
    pub operations: Vec<Operation>,
}

/// What an operation did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Effect {
    /// The unit is new.
    Added,
    /// The unit, which was there, is another.
    Changed,
    /// The unit is gone.
    Removed,
    /// Nothing: the memory has the unit that is named.
    Skipped,
}

/// What an operation did, and to which unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Done {
    /// The unit.
    pub unit: u64,
    /// What was done.
    pub effect: Effect,
}

/// What a batch did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchOutcome {
    /// The batch's number, from 1.
    pub batch: u64,
    /// One for each operation, in order. (Rivals that were overwritten are not listed.)
    pub done: Vec<Done>,
    /// The number of the last change.
    pub sequence: u64,
}

impl BatchOutcome {
    /// How many operations had this effect.
    pub fn count(&self, effect: Effect) -> usize {
        self.done.iter().filter(|done| done.effect == effect).count()
    }
}
