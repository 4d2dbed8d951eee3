//! Pieces of text as people read them: they cover the whole text and never cut a number or a letter with its
//! marks. What the measures compare are [tokens](crate::tm::tokens).

use crate::text::{Script, is_cjk};
use crate::tm::tokens::{is_space, is_word};
use crate::words::digit_value;
use std::ops::Range;
use unicode_normalization::char::is_combining_mark;
use unicode_script::UnicodeScript as _;

/// Whether `c` belongs to a script written without spaces, so that it is compared by itself: Han, kana,
/// Thai, Lao, Khmer, Myanmar. Hangul is not: Korean writes spaces.
pub fn stands_alone(c: char) -> bool {
    if c.is_ascii() {
        return false;
    }
    (is_cjk(c) && c.script() != Script::Hangul)
        || matches!(c.script(), Script::Thai | Script::Lao | Script::Khmer | Script::Myanmar)
}

/// What a piece of text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PieceKind {
    /// A word, or one character of a script without spaces.
    Word,
    /// A number, with the marks between its digits.
    Number,
    /// One mark.
    Punctuation,
    /// A run of white space.
    Space,
}

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// What it is.
    pub kind: PieceKind,
    /// Its bytes.
    pub range: Range<usize>,
}

/// Divides the whole of `text`. Combining marks, joiners and variation selectors stay with what is
/// before them; digits with `.`, `,` or an apostrophe between two of them are one number.
pub fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((start, first)) = chars.next() {
        let mut end = start + first.len_utf8();
        if extends(first)
            && let Some(last) = pieces.last_mut().filter(|last| last.kind != PieceKind::Space)
        {
            last.range.end = end;
            continue;
        }
        let kind = kind_of(first);
        while let Some(&(at, c)) = chars.peek() {
            let ahead = || text[at + c.len_utf8()..].chars().next();
            let goes_on = match kind {
                PieceKind::Space => is_space(c),
                PieceKind::Punctuation => extends(c),
                PieceKind::Word if stands_alone(first) => extends(c),
                PieceKind::Word => {
                    extends(c) || (is_word(c) && !stands_alone(c) && digit_value(c).is_none())
                }
                PieceKind::Number => {
                    let digit = |c: char| digit_value(c).is_some();
                    digit(c) || (is_mark_in_number(c) && ahead().is_some_and(digit))
                }
            };
            if !goes_on {
                break;
            }
            end = at + c.len_utf8();
            chars.next();
        }
        pieces.push(Piece { kind, range: start..end });
    }
    pieces
}

fn kind_of(c: char) -> PieceKind {
    if is_space(c) {
        PieceKind::Space
    } else if digit_value(c).is_some() {
        PieceKind::Number
    } else if is_word(c) {
        PieceKind::Word
    } else {
        PieceKind::Punctuation
    }
}

/// Whether `c` is never apart from the character before it.
fn extends(c: char) -> bool {
    !c.is_ascii()
        && (is_combining_mark(c) || matches!(c, '\u{200C}' | '\u{200D}' | '\u{FE0E}' | '\u{FE0F}'))
}

fn is_mark_in_number(c: char) -> bool {
    matches!(c, '.' | ',' | '\'' | '’' | '٫' | '٬')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn divided(text: &str) -> Vec<&str> {
        pieces(text).into_iter().map(|piece| &text[piece.range]).collect()
    }

    #[test]
    fn pieces_keep_numbers_and_marks_together() {
        assert_eq!(divided("a 1,234.5 b."), ["a", " ", "1,234.5", " ", "b", "."]);
        assert_eq!(divided("हिन्दी है"), ["हिन्दी", " ", "है"]);
        assert_eq!(divided("会议2次"), ["会", "议", "2", "次"]);
        assert_eq!(divided("กินน้ำ1"), ["กิ", "น", "น้", "ำ", "1"]);
    }

    proptest! {
        #[test]
        fn pieces_cover_the_text(text in any::<String>()) {
            prop_assert_eq!(divided(&text).concat(), text);
        }
    }
}
