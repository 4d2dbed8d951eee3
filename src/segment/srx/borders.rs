//! The borders of words, told to automata that can't look at them.
//!
//! Where a pattern asks for word boundaries, a byte that is no UTF-8 is fed between the characters,
//! [`AT_BOUNDARY`] or [`NO_BOUNDARY`], and the patterns are rewritten to step over these bytes or to demand
//! them.

use regex_syntax::hir::{Class, ClassBytes, ClassBytesRange, Hir, HirKind, Look, Repetition};

/// Fed where a word starts or ends.
pub(super) const AT_BOUNDARY: u8 = 0xFF;
/// Fed everywhere else, where a pattern asks for it.
pub(super) const NO_BOUNDARY: u8 = 0xFE;

/// Whether an ASCII byte is part of a word.
#[inline]
pub(super) fn is_word_byte(byte: u8) -> bool {
    const WORDS: [bool; 256] = {
        let mut words = [false; 256];
        let mut byte = 0;
        while byte < 0x80 {
            words[byte] = (byte as u8).is_ascii_alphanumeric() || byte as u8 == b'_';
            byte += 1;
        }
        words
    };
    WORDS[usize::from(byte)]
}

/// What UTS #18 counts as part of a word, as in `\w`.
pub(super) fn is_word(c: char) -> bool {
    match c {
        '\0'..='\x7F' => return is_word_byte(c as u8),
        // The usual letters without a look at the tables of Unicode.
        'À'..='Ö' | 'Ø'..='ö' | 'ø'..='ˁ' | 'Ѐ'..='ҁ' | 'अ'..='ॣ' | '一'..='鿿' => {
            return true;
        }
        _ => {}
    }
    regex_syntax::try_is_word_character(c).unwrap_or_else(|_| c.is_alphanumeric())
}

/// A byte between two characters, if one is fed there.
pub(super) fn step() -> Hir {
    let marks = Hir::class(bytes(NO_BOUNDARY, AT_BOUNDARY));
    Hir::repetition(Repetition { min: 0, max: Some(1), greedy: true, sub: Box::new(marks) })
}

/// The pattern for a text with bytes between its characters.
pub(super) fn mark(pattern: &Hir) -> Hir {
    match pattern.kind() {
        HirKind::Empty => Hir::empty(),
        HirKind::Literal(literal) => match std::str::from_utf8(&literal.0) {
            Ok(text) => {
                let letter = |c: char| Hir::literal(c.encode_utf8(&mut [0; 4]).as_bytes());
                Hir::concat(text.chars().flat_map(|c| [step(), letter(c)]).collect())
            }
            Err(_) => Hir::fail(),
        },
        HirKind::Class(class) => Hir::concat(vec![step(), Hir::class(class.clone())]),
        HirKind::Look(Look::WordUnicode | Look::WordAscii) => {
            Hir::class(bytes(AT_BOUNDARY, AT_BOUNDARY))
        }
        HirKind::Look(Look::WordUnicodeNegate | Look::WordAsciiNegate) => {
            Hir::class(bytes(NO_BOUNDARY, NO_BOUNDARY))
        }
        HirKind::Look(look @ (Look::End | Look::EndLF | Look::EndCRLF)) => {
            Hir::concat(vec![step(), Hir::look(*look)])
        }
        HirKind::Look(look) => Hir::look(*look),
        HirKind::Repetition(repetition) => Hir::repetition(repetition.with(mark(&repetition.sub))),
        HirKind::Capture(capture) => mark(&capture.sub),
        HirKind::Concat(parts) => Hir::concat(parts.iter().map(mark).collect()),
        HirKind::Alternation(branches) => Hir::alternation(branches.iter().map(mark).collect()),
    }
}

fn bytes(from: u8, to: u8) -> Class {
    Class::Bytes(ClassBytes::new([ClassBytesRange::new(from, to)]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_told_as_by_the_tables() {
        for c in '\0'..=char::MAX {
            let told = regex_syntax::try_is_word_character(c).ok();
            assert_eq!(Some(is_word(c)), told, "{}", c.escape_unicode());
        }
    }
}
