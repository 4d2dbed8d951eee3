//! Places in a text, as byte offsets.

use serde::{Deserialize, Serialize};
use std::ops::Range;

/// A half-open range of bytes, `start..end`, in the text it belongs to. Readers refuse inputs of
/// 4 GiB and more, so 32 bits are enough.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span from byte offsets.
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end, "a span must not run backwards");
        Self { start: start as u32, end: end as u32 }
    }

    /// The span as a range for indexing a text.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Its length in bytes.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether it holds no byte.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}
