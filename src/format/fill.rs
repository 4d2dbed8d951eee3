//! Translations put into bilingual files: what may be filled, and with what.
//!
//! A format that can be filled offers its segments one by one, in the order of the file, as [`Slot`]s. What is
//! given for one goes to its place; every other byte of the file stays as it is.

pub use super::counterparts::adopt;
use super::{FormatError, VariantPlace};
use crate::model::{Content, Finding, Severity, Unit};
use crate::text::LangTag;

/// How far a translation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TargetState {
    /// There is none.
    Untranslated,
    /// A person has to look at it: fuzzy, a machine's, rejected.
    Draft,
    /// It is done.
    Translated,
    /// It is approved.
    Final,
}

/// A segment that may be filled.
#[derive(Debug, Clone, PartialEq)]
pub struct Slot {
    /// The segment as a memory's reader gives it: the source, then the target where there is one.
    pub unit: Unit,
    /// The language a translation has to be in, where the file or the options say it.
    pub target: Option<LangTag>,
    /// What tells the segment from others with the same source: `msgctxt`, `resname`, a unit's name.
    pub context: Option<String>,
    /// Where the source's text stands.
    pub place: VariantPlace,
    /// How far its translation is.
    pub state: TargetState,
    /// Whether it must stay as it is: not to be translated, locked, approved, or damaged.
    pub locked: bool,
    /// Which plural form of an entry it is, and how many the entry has.
    pub plural: Option<(u32, u32)>,
}

/// A translation that a memory proposes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The text it is a translation of, where that is not the segment's own.
    pub source: Option<Content>,
    /// The translation. Its codes are those of the segment's source: the same numbers in
    /// [`crate::model::Code::matching`], else the same kind and markup. [`adopt`] makes them so.
    pub target: Content,
    /// How near the memory's source is, in percent; 101 where the context is the same too, 102 where the
    /// key is.
    pub percent: u8,
    /// The memory's name.
    pub origin: String,
    /// Whether a machine made it.
    pub machine: bool,
}

/// What goes into a slot.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fill {
    /// The translation and its state; without it only proposals are added.
    pub target: Option<(Proposal, TargetState)>,
    /// Proposals to stand beside it, best first, where the format has a place for them.
    pub proposals: Vec<Proposal>,
}

impl Fill {
    /// A translation, done from 100 percent on if it is no machine's.
    pub fn new(proposal: Proposal) -> Self {
        let done = proposal.percent >= 100 && !proposal.machine;
        let state = if done { TargetState::Translated } else { TargetState::Draft };
        Self { target: Some((proposal, state)), proposals: Vec::new() }
    }
}

/// Gives what goes into a slot; `None` leaves it as it is.
pub type Filler<'f> = dyn FnMut(&Slot) -> Option<Fill> + 'f;

/// A file that was filled.
#[derive(Debug, Default)]
pub struct Filled {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What is off in the file, and what could not be written.
    pub findings: Vec<Finding>,
    /// How many slots it has, locked ones too.
    pub slots: u64,
    /// How many got a translation.
    pub filled: u64,
}

/// Something that could not be written as it was given.
pub(super) fn refused(slot: &Slot, message: impl Into<String>) -> Finding {
    Finding::new("fill-refused", Severity::Warning, message).at(slot.place.start)
}

/// Something that was written otherwise than it was given.
pub(super) fn changed(slot: &Slot, message: impl Into<String>) -> Finding {
    Finding::new("fill-codes", Severity::Warning, message).at(slot.place.start)
}

/// A format that can't be filled.
pub(super) fn not_fillable(name: &str) -> FormatError {
    FormatError::unfit(format!("{name} is no bilingual format: it has no places for translations"))
}
