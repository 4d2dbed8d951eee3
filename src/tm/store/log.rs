//! What was changed when.

use super::Entry;

/// What happened to a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChangeKind {
    /// It was added.
    Added,
    /// It became another.
    Changed,
    /// It was removed.
    Removed,
    /// It is back, having been removed.
    Restored,
}

impl ChangeKind {
    /// Its word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Changed => "changed",
            Self::Removed => "removed",
            Self::Restored => "restored",
        }
    }

    /// The number it has in files.
    #[cfg(feature = "memory")]
    pub(crate) fn number(self) -> i64 {
        match self {
            Self::Added => 1,
            Self::Changed => 2,
            Self::Removed => 3,
            Self::Restored => 4,
        }
    }

    #[cfg(feature = "memory")]
    pub(crate) fn from_number(number: i64) -> Option<Self> {
        [Self::Added, Self::Changed, Self::Removed, Self::Restored]
            .into_iter()
            .find(|kind| kind.number() == number)
    }
}

/// A change, as an index needs to know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// Its number: ascending, from 1, without gaps.
    pub sequence: u64,
    /// What happened.
    pub kind: ChangeKind,
    /// To which unit.
    pub unit: u64,
}

/// A change of a unit in full.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoryEntry {
    /// The change's number.
    pub sequence: u64,
    /// The batch it belongs to.
    pub batch: u64,
    /// What happened.
    pub kind: ChangeKind,
    /// When, as the batch says.
    pub time: Box<str>,
    /// Who, as the batch says.
    pub author: Option<Box<str>>,
    /// What the unit was before, if it was there.
    pub before: Option<Entry>,
}

/// A batch that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchRecord {
    /// Its number.
    pub batch: u64,
    /// When.
    pub time: Box<str>,
    /// Who.
    pub author: Option<Box<str>>,
    /// What for.
    pub note: Option<Box<str>>,
    /// The number of its first change.
    pub first: u64,
    /// How many changes it has.
    pub changes: u64,
    /// The batch it undid.
    pub undoes: Option<u64>,
}
