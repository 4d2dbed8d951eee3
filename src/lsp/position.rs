//! Places as editors count them: lines from 0, characters of a line in the units that client and server
//! agreed on.

use lsp_types::{Position, PositionEncodingKind, Range};
use std::ops;

/// What the characters of a line are counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Encoding {
    /// Bytes.
    Utf8,
    /// UTF-16 code units, as every client can.
    #[default]
    Utf16,
}

impl Encoding {
    /// The encoding to use with a client that offers these: bytes where it can, as nothing is to be
    /// counted then.
    pub(super) fn choose(offered: &[PositionEncodingKind]) -> Self {
        if offered.contains(&PositionEncodingKind::UTF8) { Self::Utf8 } else { Self::Utf16 }
    }

    /// Its name in the protocol.
    pub(super) fn kind(self) -> PositionEncodingKind {
        match self {
            Self::Utf8 => PositionEncodingKind::UTF8,
            Self::Utf16 => PositionEncodingKind::UTF16,
        }
    }

    /// How many units a text has.
    fn units(self, text: &str) -> usize {
        match self {
            Self::Utf8 => text.len(),
            Self::Utf16 => text.chars().map(char::len_utf16).sum(),
        }
    }

    /// The byte of `line` that `units` lead to; one inside of a character is its start, what is behind
    /// the end is the end.
    fn byte(self, line: &str, units: usize) -> usize {
        match self {
            Self::Utf8 => floor(line, units),
            Self::Utf16 => {
                let mut left = units;
                let end = line.char_indices().find(|(_, c)| {
                    let fits = c.len_utf16() <= left;
                    left -= c.len_utf16().min(left);
                    !fits
                });
                end.map_or(line.len(), |(at, _)| at)
            }
        }
    }
}

/// The start of the character that byte `at` is in; the end of the text where it is behind it.
pub(super) fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Where the lines of a text start, as editors see lines: LF, CRLF and CR end one.
#[derive(Debug, Clone)]
pub(super) struct Lines {
    starts: Vec<usize>,
}

impl Lines {
    pub(super) fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        starts.extend(
            memchr::memchr2_iter(b'\n', b'\r', bytes)
                .filter(|at| bytes[*at] == b'\n' || bytes.get(at + 1) != Some(&b'\n'))
                .map(|at| at + 1),
        );
        Self { starts }
    }

    /// The bytes of a line without what ends it; of the last one where there are not so many.
    pub(super) fn line(&self, text: &str, line: usize) -> ops::Range<usize> {
        let line = line.min(self.starts.len() - 1);
        let start = self.starts[line];
        let end = self.starts.get(line + 1).copied().unwrap_or(text.len());
        let ended = text[start..end].trim_end_matches(['\n', '\r']);
        start..start + ended.len()
    }

    /// The line that byte `at` is in, from 0.
    pub(super) fn number(&self, at: usize) -> usize {
        self.starts.partition_point(|start| *start <= at) - 1
    }

    /// The byte at a position. A line that is not there is the end of the text.
    pub(super) fn byte(&self, text: &str, position: Position, encoding: Encoding) -> usize {
        if position.line as usize >= self.starts.len() {
            return text.len();
        }
        let line = self.line(text, position.line as usize);
        line.start + encoding.byte(&text[line.clone()], position.character as usize)
    }

    /// The position of byte `at`.
    pub(super) fn position(&self, text: &str, at: usize, encoding: Encoding) -> Position {
        let at = floor(text, at);
        let number = self.number(at);
        let line = self.line(text, number);
        let end = at.min(line.end);
        Position::new(number as u32, encoding.units(&text[line.start..end]) as u32)
    }

    /// The range between two bytes.
    pub(super) fn range(&self, text: &str, bytes: &ops::Range<usize>, encoding: Encoding) -> Range {
        let at = |byte| self.position(text, byte, encoding);
        Range::new(at(bytes.start), at(bytes.end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "a😀b\r\nالدول\ré\n会员国\n";

    fn place(at: usize, encoding: Encoding) -> (u32, u32) {
        let position = Lines::new(TEXT).position(TEXT, at, encoding);
        (position.line, position.character)
    }

    #[test]
    fn emoji_arabic_and_chinese_are_counted_in_the_units_agreed_on() {
        let of = |word: &str| TEXT.find(word).unwrap();
        for (word, utf16, utf8) in [
            ("😀", (0, 1), (0, 1)),
            ("b", (0, 3), (0, 5)),
            ("ول", (1, 3), (1, 6)),
            ("é", (2, 0), (2, 0)),
            ("国", (3, 2), (3, 6)),
        ] {
            assert_eq!(place(of(word), Encoding::Utf16), utf16, "{word}");
            assert_eq!(place(of(word), Encoding::Utf8), utf8, "{word}");
        }
        assert_eq!(place(TEXT.len(), Encoding::Utf16), (4, 0));
    }

    #[test]
    fn every_place_leads_back_to_its_byte() {
        let lines = Lines::new(TEXT);
        for encoding in [Encoding::Utf8, Encoding::Utf16] {
            for (at, c) in TEXT.char_indices() {
                let position = lines.position(TEXT, at, encoding);
                // Between CR and LF there is no place.
                let inside = c == '\n' && TEXT[..at].ends_with('\r');
                let wanted = if inside { at - 1 } else { at };
                assert_eq!(lines.byte(TEXT, position, encoding), wanted, "{at}");
            }
        }
    }

    #[test]
    fn places_that_are_not_there_are_near_ones() {
        let lines = Lines::new(TEXT);
        let byte =
            |line, character, encoding| lines.byte(TEXT, Position::new(line, character), encoding);
        // In the middle of a surrogate pair, of a character's bytes, behind a line, behind the text.
        assert_eq!(byte(0, 2, Encoding::Utf16), 1);
        assert_eq!(byte(0, 3, Encoding::Utf8), 1);
        assert_eq!(byte(0, 99, Encoding::Utf16), 6);
        assert_eq!(byte(99, 0, Encoding::Utf16), TEXT.len());
        assert_eq!(byte(u32::MAX, u32::MAX, Encoding::Utf8), TEXT.len());
        assert_eq!(Lines::new("").byte("", Position::new(0, 5), Encoding::Utf16), 0);
    }
}
