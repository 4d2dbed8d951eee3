//! What was filled, in numbers.

use crate::tm::score::Percent;
use serde::Serialize;
use std::ops::AddAssign;

/// What became of the segments of a file. The kinds add up to `segments`, but for those that got proposals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Counts {
    /// Segments with text.
    pub segments: u64,
    /// Filled from exact matches with both neighbours, or key and document, the same.
    #[serde(rename = "102")]
    pub in_context: u64,
    /// Filled from exact matches with one neighbour or the key the same.
    #[serde(rename = "101")]
    pub near_context: u64,
    /// Filled from other exact matches.
    #[serde(rename = "100")]
    pub exact: u64,
    /// Filled from other matches, fuzzy and penalised ones.
    pub fuzzy: u64,
    /// Translated before and left alone.
    pub kept: u64,
    /// Locked, not to be translated, or in another language than the file's.
    pub locked: u64,
    /// Left without translation.
    pub left: u64,
    /// Of those left, how many got proposals beside them.
    pub proposed: u64,
}

impl Counts {
    /// How many were filled.
    pub fn filled(&self) -> u64 {
        self.in_context + self.near_context + self.exact + self.fuzzy
    }

    /// Counts a segment that was filled from a match of some percent.
    pub(super) fn fill(&mut self, percent: Percent) {
        *match percent.shown() {
            102.. => &mut self.in_context,
            101 => &mut self.near_context,
            100 => &mut self.exact,
            _ => &mut self.fuzzy,
        } += 1;
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.segments += other.segments;
        self.in_context += other.in_context;
        self.near_context += other.near_context;
        self.exact += other.exact;
        self.fuzzy += other.fuzzy;
        self.kept += other.kept;
        self.locked += other.locked;
        self.left += other.left;
        self.proposed += other.proposed;
    }
}

/// A file in the summary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Its name.
    pub file: String,
    /// Where it was written; nowhere in a dry run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output: Option<String>,
    /// The name of its format.
    pub format: &'static str,
    /// The language of its source.
    pub source_lang: String,
    /// The language of its translation.
    pub target_lang: String,
    /// What became of its segments.
    #[serde(flatten)]
    pub counts: Counts,
    /// How many findings there are.
    pub findings: usize,
}

/// All files.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Total {
    /// Each file.
    pub files: Vec<Summary>,
    /// All together.
    pub total: Counts,
}

impl Total {
    /// Adds a file.
    pub fn add(&mut self, file: Summary) {
        self.total += file.counts;
        self.files.push(file);
    }
}
