//! From bytes of a text to lines and columns, in the same short time however long the lines are.

use super::VariantPlace;
use crate::model::Position;
use crate::text::Span;

/// The first place of a text.
pub(super) const START: Position = Position { offset: 0, line: 1, column: 1 };

/// The place behind `bytes`, which begin at `position`. What is no UTF-8 counts as some characters.
pub(super) fn after(position: Position, bytes: &[u8]) -> Position {
    let Position { offset, line, column } = position;
    let offset = offset + bytes.len() as u64;
    match memchr::memrchr(b'\n', bytes) {
        None => Position { offset, line, column: column + characters(bytes) },
        Some(last) => Position {
            offset,
            line: line + memchr::memchr_iter(b'\n', bytes).count() as u32,
            column: 1 + characters(&bytes[last + 1..]),
        },
    }
}

/// How many bytes begin a character.
fn characters(bytes: &[u8]) -> u32 {
    bytes.iter().filter(|byte| **byte & 0xC0 != 0x80).count() as u32
}

/// Bytes between two places that are known beforehand.
const STEP: usize = 1 << 12;

/// The places of a text.
pub(super) struct Places<'t> {
    text: &'t str,
    /// The place of every [`STEP`]th byte, or of the character it is in.
    known: Vec<Position>,
}

impl<'t> Places<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let (mut known, mut at) = (vec![START], 0);
        let mut last = START;
        for step in 1..=text.len() / STEP {
            let next = boundary(text, step * STEP);
            last = after(last, &text.as_bytes()[at..next]);
            at = next;
            known.push(last);
        }
        Self { text, known }
    }

    /// The place of byte `offset`.
    pub(super) fn at(&self, offset: usize) -> Position {
        let offset = boundary(self.text, offset.min(self.text.len()));
        let near = self.known.get(offset / STEP).copied().unwrap_or(START);
        after(near, &self.text.as_bytes()[near.offset as usize..offset])
    }

    /// The place of a stretch.
    pub(super) fn of(&self, span: Span) -> VariantPlace {
        VariantPlace { start: self.at(span.start as usize), end: u64::from(span.end) }
    }
}

/// The start of the character that byte `at` is in.
fn boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::LineIndex;

    #[test]
    fn places_are_those_of_a_line_index() {
        let text = "añb 字\r\n".repeat(1000) + &"é".repeat(5000) + "\nend";
        let (places, index) = (Places::new(&text), LineIndex::new(&text));
        for offset in (0..text.len() + 2).step_by(7) {
            let (found, wanted) = (places.at(offset), index.locate(&text, offset));
            assert_eq!((found.line, found.column), (wanted.line, wanted.column), "{offset}");
        }
        assert_eq!(Places::new("").at(3), START);
    }
}
