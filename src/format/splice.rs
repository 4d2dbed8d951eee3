//! Changes in the text of a file, all its other bytes untouched.
//!
//! A fix is thought of in a block's text. [`edits`] says which letters of the file it touches,
//! [`super::Format::written`] how its words are written there, and [`super::Format::splice`] writes them.

mod edits;
mod encoded;
pub(super) mod markup;

use super::{FormatError, ReadOptions};
pub use edits::edits;
pub(super) use encoded::{Encoded, Missing};
use std::collections::BTreeMap;
use std::ops::Range;

/// A stretch of the text of a file's part to replace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartEdit {
    /// The part, as in [`crate::model::Document::parts`]: empty for a plain file, the member's path for a
    /// container.
    pub part: String,
    /// Bytes of the part's decoded text.
    pub range: Range<u64>,
    /// What to write there, escaped as the format asks.
    pub replacement: String,
}

/// A stretch of a text to replace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) range: Range<usize>,
    pub(super) replacement: String,
}

/// What a format makes of changes where the words around them ask for something more.
pub(super) type Adapt = fn(&str, Vec<Change>) -> Result<Vec<Change>, FormatError>;

/// Changes a plain file of a format that says nothing else.
pub(super) fn file(
    original: &[u8],
    options: &ReadOptions,
    declared: Option<&str>,
    edits: &[PartEdit],
) -> Result<Vec<u8>, FormatError> {
    if options.encoding.is_none()
        && let Some(what) = super::source::no_text(original)
    {
        return Err(FormatError::malformed(format!("this is {what}"), None));
    }
    let encoded = Encoded::new(original, options.encoding.as_deref(), declared);
    if encoded.is_malformed() {
        return Err(damaged());
    }
    encoded.apply(&ordered(encoded.text(), of_file(edits)?)?, Missing::Refused)
}

/// Bytes that are not of the encoding keep a file from being changed.
pub(super) fn damaged() -> FormatError {
    let reason = "some bytes are not of the file's encoding: mend them before its text is changed";
    FormatError::malformed(reason, None)
}

/// Changes a plain file, which declares its encoding itself as `declared`.
pub(super) fn document(
    original: &[u8],
    options: &ReadOptions,
    declared: Option<&str>,
    edits: &[PartEdit],
    adapt: Adapt,
    missing: Missing,
) -> Result<Vec<u8>, FormatError> {
    let encoded = Encoded::new(original, options.encoding.as_deref(), declared);
    let changes = ordered(encoded.text(), of_file(edits)?)?;
    let changes = ordered(encoded.text(), adapt(encoded.text(), changes)?)?;
    encoded.apply(&changes, missing)
}

/// Changes the XML of a member of a container.
pub(super) fn member(
    original: &[u8],
    changes: &[Change],
    adapt: Adapt,
) -> Result<Vec<u8>, FormatError> {
    let encoded = Encoded::new(original, None, None);
    let changes = ordered(encoded.text(), changes.to_vec())?;
    let changes = ordered(encoded.text(), adapt(encoded.text(), changes)?)?;
    encoded.apply(&changes, Missing::Reference)
}

/// The changes of each part, by its name.
pub(super) fn by_part(edits: &[PartEdit]) -> Result<BTreeMap<&str, Vec<Change>>, FormatError> {
    let mut parts: BTreeMap<&str, Vec<Change>> = BTreeMap::new();
    for edit in edits {
        let range =
            usize::try_from(edit.range.start).ok().zip(usize::try_from(edit.range.end).ok());
        let (start, end) = range.ok_or_else(|| outside(edit.range.start))?;
        let change = Change { range: start..end, replacement: edit.replacement.clone() };
        parts.entry(&edit.part).or_default().push(change);
    }
    Ok(parts)
}

/// The changes of a plain file, which has one part.
fn of_file(edits: &[PartEdit]) -> Result<Vec<Change>, FormatError> {
    let mut parts = by_part(edits)?;
    let changes = parts.remove("").unwrap_or_default();
    match parts.keys().next() {
        Some(part) => Err(FormatError::unfit(format!("a plain file has no part {part}"))),
        None => Ok(changes),
    }
}

/// Changes in the order of the text, where they fit it.
fn ordered(text: &str, mut changes: Vec<Change>) -> Result<Vec<Change>, FormatError> {
    changes.sort_by_key(|change| (change.range.start, change.range.end));
    let mut end = 0;
    for change in &changes {
        if text.get(change.range.clone()).is_none() {
            return Err(outside(change.range.start as u64));
        }
        if change.range.start < end {
            let at = change.range.start;
            return Err(FormatError::unfit(format!(
                "two edits overlap at byte {at}: apply one, then look again"
            )));
        }
        end = change.range.end;
    }
    Ok(changes)
}

fn outside(at: u64) -> FormatError {
    FormatError::unfit(format!(
        "an edit at byte {at} does not fit the text: the file is another now than when it was read"
    ))
}

/// The text with its changes, which are in order.
pub(super) fn changed(text: &str, changes: &[Change]) -> String {
    let (mut out, mut from) = (String::with_capacity(text.len()), 0);
    for change in changes {
        out.push_str(&text[from..change.range.start]);
        out.push_str(&change.replacement);
        from = change.range.end;
    }
    out + &text[from..]
}
