//! Lines and columns of a text that is read from front to back.

use crate::model::Position;

/// Finds places in one pass: each is looked for from the one before, so that a text in one long line
/// takes linear time too.
pub(super) struct Places<'t> {
    text: &'t str,
    at: Position,
}

impl<'t> Places<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, at: Position { offset: 0, line: 1, column: 1 } }
    }

    /// Where byte `offset` is.
    pub(super) fn of(&mut self, offset: usize) -> Position {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        if (offset as u64) < self.at.offset {
            self.at = Position { offset: 0, line: 1, column: 1 };
        }
        let passed = &self.text[self.at.offset as usize..offset];
        let bytes = passed.as_bytes();
        let tail = match memchr::memrchr(b'\n', bytes) {
            Some(last) => {
                self.at.line += memchr::memchr_iter(b'\n', bytes).count() as u32;
                self.at.column = 1;
                &passed[last + 1..]
            }
            None => passed,
        };
        self.at.column += tail.chars().count() as u32;
        self.at.offset = offset as u64;
        self.at
    }
}

/// A single place.
pub(super) fn position(text: &str, offset: usize) -> Position {
    Places::new(text).of(offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_found_in_any_order() {
        let text = "añb\nциф\nx";
        let mut places = Places::new(text);
        let mut at = |offset| (places.of(offset).line, places.of(offset).column);
        assert_eq!(at(3), (1, 3));
        assert_eq!(at(7), (2, 2));
        assert_eq!(at(0), (1, 1));
        assert_eq!(at(99), (3, 2));
    }
}
