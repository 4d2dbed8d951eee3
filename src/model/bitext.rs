//! Aligned documents.

use super::{Document, FormatHandles, Segment};
use crate::text::LangTag;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// What found a bead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Method {
    /// The monotone path over length, lexicon and anchors.
    Lexical,
    /// The same with the vectors of a sentence encoder.
    Neural,
    /// The document's structure alone (a heading with a heading, a cell with a cell).
    Structure,
    /// Two sentences off the path that are each other's best: they may run backwards.
    Crossing,
}

/// A pair of runs of consecutive segments that translate each other; either may be empty.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Bead {
    /// Indices of source segments.
    pub source: Range<u32>,
    /// Indices of target segments.
    pub target: Range<u32>,
    /// How likely the bead is right, 0–1.
    pub score: f32,
    /// What found it.
    pub method: Method,
}

/// One language's document and its segments, in reading order.
#[derive(Debug, Clone)]
pub struct Side {
    /// The language.
    pub lang: LangTag,
    /// The document.
    pub document: Document,
    /// Its segments (furniture left out).
    pub segments: Vec<Segment>,
    /// Which of the codes between two segments stay with the first.
    pub handles: FormatHandles,
}

impl Side {
    /// The text of segment `index`.
    pub fn text(&self, index: u32) -> &str {
        self.document.text(self.segments[index as usize])
    }
}

/// Documents in two or more languages, aligned to the first.
#[derive(Debug, Clone)]
pub struct Bitext {
    /// The sides; the first is the source.
    pub sides: Vec<Side>,
    /// The links in the source's order; each segment of each side is in one link.
    pub links: Vec<Link>,
}

/// A bead over any number of sides.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// Indices of segments, one range a side (empty where the side has nothing).
    pub ranges: Vec<Range<u32>>,
    /// How likely each side belongs to the source, 0–1, one a side; 1 for the source itself; where the
    /// range is empty, how likely the side has nothing there.
    pub scores: Vec<f32>,
    /// What found it.
    pub method: Method,
}

impl Link {
    /// Whether two sides or more have text.
    pub fn is_paired(&self) -> bool {
        self.ranges.iter().filter(|range| !range.is_empty()).count() > 1
    }

    /// The lowest score of the sides that have text.
    pub fn score(&self) -> f32 {
        let filled =
            self.ranges.iter().zip(&self.scores).skip(1).filter(|(range, _)| !range.is_empty());
        filled.map(|(_, score)| *score).reduce(f32::min).unwrap_or(0.0)
    }
}
