//! Where the cells of a table stand. The parser of rows does not tell, so the bytes of each row are
//! kept and looked at again.

use crate::format::VariantPlace;
use crate::format::place::{START, after};
use crate::model::Position;
use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

/// The bytes that were read and not yet looked at.
pub(super) type Kept = Rc<RefCell<Vec<u8>>>;

/// Bytes that are done with are taken away when there are that many.
const WINDOW: usize = 1 << 16;

/// Finds the cells of row after row.
pub(super) struct Places {
    separator: u8,
    kept: Kept,
    /// How many of the bytes kept are done with.
    done: usize,
    /// The place behind the last row.
    at: Position,
}

impl Places {
    pub(super) fn new(separator: u8) -> Self {
        Self { separator, kept: Kept::default(), done: 0, at: START }
    }

    /// Where the reader has to put the bytes.
    pub(super) fn kept(&self) -> Kept {
        Rc::clone(&self.kept)
    }

    /// The places of the cells of the row that ends at byte `end` of the table.
    pub(super) fn row(&mut self, end: u64) -> Vec<VariantPlace> {
        let mut kept = self.kept.borrow_mut();
        let length = (end - self.at.offset) as usize;
        let raw = &kept[self.done..(self.done + length).min(kept.len())];
        let mut behind = 0;
        let cells = cells(raw, self.separator).into_iter().map(|cell| {
            self.at = after(self.at, &raw[behind..cell.start]);
            behind = cell.start;
            VariantPlace { start: self.at, end: self.at.offset + cell.len() as u64 }
        });
        let found = cells.collect();
        self.at = after(self.at, &raw[behind..]);
        self.done += raw.len();
        if self.done > WINDOW {
            kept.drain(..self.done);
            self.done = 0;
        }
        found
    }
}

/// The bytes of the cells of a row, without their quotes. Empty lines may come before it.
fn cells(raw: &[u8], separator: u8) -> Vec<Range<usize>> {
    let ends = |byte: &u8| *byte == separator || matches!(byte, b'\r' | b'\n');
    let mut at = raw.iter().position(|b| !matches!(b, b'\r' | b'\n')).unwrap_or(raw.len());
    let mut found = Vec::new();
    loop {
        let quoted = separator != b'\t' && raw.get(at) == Some(&b'"');
        let start = at + usize::from(quoted);
        let mut end = start;
        if quoted {
            loop {
                end += memchr::memchr(b'"', &raw[end..]).unwrap_or(raw.len() - end);
                if raw.get(end + 1) != Some(&b'"') {
                    break;
                }
                end += 2;
            }
        }
        at = end + raw[end..].iter().position(ends).unwrap_or(raw.len() - end);
        found.push(start..if quoted { end } else { at });
        if raw.get(at) != Some(&separator) {
            return found;
        }
        at += 1;
    }
}
