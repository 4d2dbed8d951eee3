//! The tokens that are compared.
//!
//! Two divisions of a text: [`tokens`] for the measures, as the index has them, and [`pieces`] for what
//! people read, which covers the whole text and never cuts a number or a letter with its marks.

use crate::text::{Script, is_cjk};
use crate::words::{digit_value, fold_into, stem};
use std::ops::Range;
use unicode_normalization::char::is_combining_mark;
use unicode_script::UnicodeScript as _;

/// Whether `c` is of a word as Python's `\w` has it: a letter, a number of any kind, the underscore.
/// Combining marks and letters in circles are none.
pub fn is_word(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || c == '_';
    }
    // Both are alphabetic by Unicode's property, but of the categories M and So.
    let circled = matches!(c, '\u{24B6}'..='\u{24E9}' | '\u{1F130}'..='\u{1F189}');
    c.is_alphanumeric() && !circled && !is_combining_mark(c)
}

/// Whether `c` is white space as Python's `\s` has it: Unicode's, and the four separators of ASCII.
pub fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{1C}'..='\u{1F}')
}

/// The bytes of the tokens of `text`, in order: each run of word characters, and each single character
/// that is neither word nor white space (`[^\W]+|[^\w\s]`).
pub fn tokens(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut chars = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let (start, first) = chars.find(|&(_, c)| !is_space(c))?;
        let mut end = start + first.len_utf8();
        if is_word(first) {
            while let Some((at, c)) = chars.next_if(|&(_, c)| is_word(c)) {
                end = at + c.len_utf8();
            }
        }
        Some(start..end)
    })
}

/// Calls `each` with every token of `text` in lower case, and its bytes in the real text.
pub fn each_token(text: &str, mut each: impl FnMut(&str, Range<usize>)) {
    let mut lower = String::new();
    for range in tokens(text) {
        let token = &text[range.clone()];
        if token.is_ascii() {
            lower.clear();
            lower.push_str(token);
            lower.make_ascii_lowercase();
            each(&lower, range);
        } else {
            each(&token.to_lowercase(), range);
        }
    }
}

/// Calls `each` with the stem of every word of `text`, and with every other token as it is. Chinese and
/// Japanese characters are one token each, as in the index.
pub fn each_stem(text: &str, mut each: impl FnMut(&str)) {
    let alone = |c: char| is_cjk(c) && !('\u{AC00}'..='\u{D7FF}').contains(&c);
    let mut folded = String::new();
    for range in tokens(text) {
        let token = &text[range];
        if !token.starts_with(is_word) {
            each(&token.to_lowercase());
            continue;
        }
        let mut rest = 0;
        for (at, c) in token.char_indices().filter(|&(_, c)| alone(c)) {
            if rest < at {
                stem_of(&token[rest..at], &mut folded, &mut each);
            }
            rest = at + c.len_utf8();
            each(&token[at..rest]);
        }
        if rest < token.len() {
            stem_of(&token[rest..], &mut folded, &mut each);
        }
    }
}

fn stem_of(token: &str, folded: &mut String, each: &mut impl FnMut(&str)) {
    folded.clear();
    fold_into(token, folded);
    if folded.is_empty() {
        // What is folded away whole stays, so that a token never vanishes.
        folded.push_str(&token.to_lowercase());
    }
    each(stem(folded));
}

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

    fn lower(text: &str) -> Vec<String> {
        let mut all = Vec::new();
        each_token(text, |token, _| all.push(token.to_owned()));
        all
    }

    fn stems(text: &str) -> Vec<String> {
        let mut all = Vec::new();
        each_stem(text, |token| all.push(token.to_owned()));
        all
    }

    fn divided(text: &str) -> Vec<&str> {
        pieces(text).into_iter().map(|piece| &text[piece.range]).collect()
    }

    #[test]
    fn tokens_are_those_of_the_expression() {
        assert_eq!(lower("Don't: 3.5 a_b"), ["don", "'", "t", ":", "3", ".", "5", "a_b"]);
        assert_eq!(lower("x² ½ Ⅷ ①"), ["x²", "½", "ⅷ", "①"]);
        // The marks are not of `\w`, nor are letters in circles.
        assert_eq!(lower("हिन्दी"), ["ह", "ि", "न", "्", "द", "ी"]);
        assert_eq!(lower("Ⓐb"), ["ⓐ", "b"]);
        assert_eq!(lower("a\u{1C}b\u{85}c"), ["a", "b", "c"]);
        assert_eq!(lower("ΟΔΟΣ"), ["οδος"]);
        assert_eq!(lower("会议, ok"), ["会议", ",", "ok"]);
    }

    #[test]
    fn stems_stand_for_words() {
        assert_eq!(stems("Organized organization!"), ["organi", "organi", "!"]);
        assert_eq!(stems("会议abc 7"), ["会", "议", "abc", "7"]);
        assert_eq!(stems("\u{640}"), ["\u{640}"]);
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
            prop_assert_eq!(divided(&text).concat(), text.clone());
            for token in tokens(&text) {
                prop_assert!(!text[token].is_empty());
            }
        }
    }
}
