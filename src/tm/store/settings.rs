//! What a memory says of itself and what is known of it as a whole.

use crate::text::LangTag;
use serde::{Deserialize, Serialize};

/// What a memory says of itself.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Settings {
    /// Its name; may be empty.
    pub name: Box<str>,
    /// Anything else to be said.
    pub description: Box<str>,
    /// Of equal matches, those of the memory with the higher number come first.
    pub priority: i32,
    /// Whether units may not be changed.
    pub read_only: bool,
    /// What is taken from each match, in percent.
    pub penalty: f32,
    /// The language that is translated from, if there is one.
    pub source: Option<LangTag>,
    /// The languages it is meant for; any where none is said.
    pub languages: Vec<LangTag>,
    /// What else belongs to it, by name (the header of the TMX it comes from).
    pub properties: Vec<(Box<str>, Box<str>)>,
}

/// A language and how many texts are in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LanguageCount {
    /// The language.
    pub lang: LangTag,
    /// The texts.
    pub texts: u64,
}

/// What is known of a memory as a whole.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Info {
    /// What it says of itself.
    pub settings: Settings,
    /// The version of the file's form; 0 for a memory without a file.
    pub schema: u32,
    /// The units.
    pub units: u64,
    /// Their texts.
    pub texts: u64,
    /// The number of the last change.
    pub sequence: u64,
    /// The number of the first change the log still has (that of the next one where it has none).
    pub first_sequence: u64,
    /// The batches the log still has.
    pub batches: u64,
    /// The bytes of the file with its write-ahead log; 0 without a file.
    pub bytes: u64,
}

/// How to make a file small.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CompactOptions {
    /// Drops the log of all batches that end before this change: they can't be undone any more.
    pub drop_log_before: Option<u64>,
}

/// What an examination of a memory found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verification {
    /// Units looked at.
    pub units: u64,
    /// Texts looked at.
    pub texts: u64,
    /// Changes looked at.
    pub changes: u64,
    /// What is wrong, a sentence each; nothing in a sound memory. At most a hundred are named.
    pub problems: Vec<String>,
}

impl Verification {
    /// Whether nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.problems.is_empty()
    }
}
