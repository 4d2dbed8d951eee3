//! Where segments of a document stand, for people.

use super::Opened;
use crate::format::ReadOptions;
use crate::model::{Block, Document, Position};
use crate::text::LineIndex;

/// The parts of a document with their lines.
pub(super) struct Lines {
    parts: Vec<Option<(String, LineIndex)>>,
}

impl Lines {
    /// Those of an opened document.
    pub(super) fn new(opened: &Opened, options: &ReadOptions, document: &Document) -> Self {
        let part = |name: &String| {
            // In a container a person counts paragraphs.
            let text = opened.format.part(&opened.bytes, options, name).filter(|_| name.is_empty());
            text.map(|text| {
                let index = LineIndex::new(&text);
                (text, index)
            })
        };
        Self { parts: document.parts.iter().map(part).collect() }
    }

    /// The place of byte `at` of a block's text, which is the `number`th: in a plain file line and column, in a
    /// container the number of the block, from 1, and the character in it.
    pub(super) fn place(&self, block: &Block, number: usize, at: usize) -> Position {
        let next = block.content.text[at..].chars().next().map_or(0, char::len_utf8);
        let found = block.origin.of(&(at..at + next));
        let offset = found.first().map_or(block.span.start as usize, |range| range.start);
        let (line, column) = match self.parts.get(usize::from(block.part)) {
            Some(Some((text, index))) => {
                let place = index.locate(text, offset);
                (place.line, place.column)
            }
            _ => (number as u32 + 1, block.content.text[..at].chars().count() as u32 + 1),
        };
        Position { offset: offset as u64, line, column }
    }
}
