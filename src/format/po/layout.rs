//! Where the parts of an entry stand in the file.

use std::ops::Range;

/// Where the parts of an entry stand.
#[derive(Debug, Default)]
pub(super) struct Layout {
    /// Its first line, comments too.
    pub(super) start: usize,
    /// The first line that is no comment.
    pub(super) head: usize,
    /// The translations: their forms, from the keyword to the last quote.
    pub(super) strings: Vec<(u32, Range<usize>)>,
    /// The lines of flags, and where the lines behind them begin.
    pub(super) flags: Vec<(Range<usize>, usize)>,
    /// The lines of the texts that a fuzzy translation was made of, with their ends.
    pub(super) previous: Vec<Range<usize>>,
}

impl Layout {
    /// Where comments go that stand last.
    pub(super) fn above(&self) -> usize {
        let previous = self.previous.iter().map(|range| range.start).min();
        previous.map_or(self.head, |at| at.min(self.head))
    }
}
