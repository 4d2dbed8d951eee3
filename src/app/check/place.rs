//! Lines and columns in a text that findings ask for in order.

use crate::model::Position;
use crate::text::LineIndex;
use std::cell::Cell;

/// A text with its lines. It goes on counting where it last stopped, so that many places in one
/// endless line cost no more than one reading of it.
pub(super) struct Lines<'s> {
    text: &'s str,
    index: LineIndex,
    /// The last place: the offset, line and column.
    last: Cell<(usize, u32, u32)>,
}

impl<'s> Lines<'s> {
    pub(super) fn new(text: &'s str) -> Self {
        Self { text, index: LineIndex::new(text), last: Cell::new((0, 1, 1)) }
    }

    pub(super) fn text(&self) -> &'s str {
        self.text
    }

    /// The place of a byte; one inside of a character counts as its start.
    pub(super) fn at(&self, offset: usize) -> Position {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let (known, line, column) = self.last.get();
        let between = self.text.get(known.min(offset)..known.max(offset)).unwrap_or("\n");
        let (line, column) = if between.contains('\n') {
            let place = self.index.locate(self.text, offset);
            (place.line, place.column)
        } else {
            let letters = between.chars().count() as u32;
            (line, if offset < known { column - letters } else { column + letters })
        };
        self.last.set((offset, line, column));
        Position { offset: offset as u64, line, column }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_the_same_in_any_order() {
        let text = "añb\nциф z\n\nend";
        let lines = Lines::new(text);
        let index = LineIndex::new(text);
        for offset in [0, 3, 4, 5, 9, 7, 12, text.len(), 1] {
            let (found, wanted) = (lines.at(offset), index.locate(text, offset));
            assert_eq!((found.line, found.column), (wanted.line, wanted.column), "{offset}");
        }
    }
}
