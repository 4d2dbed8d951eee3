//! What words look like: numbers, words of one script, and words without a vowel.

use super::context::INDIA;
use super::fold::small;
use super::letters::{has_case, is_digit, is_vowel};

/// Whether a word is a number: digits, and what stands between them.
pub(super) fn is_number(word: &str) -> bool {
    let plain = |b: &u8| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'%');
    match word.as_bytes() {
        [b'0'..=b'9', rest @ ..] if rest.iter().all(plain) => return true,
        [] | [b'\0'..=b'/' | b':'..=b'\x7F', ..] => return false,
        _ => {}
    }
    word.starts_with(is_digit)
        && word.chars().all(|c| is_digit(c) || matches!(c, '.' | '-' | '°' | '%'))
}

/// Whether a word is a Roman number in capitals.
pub(super) fn is_roman(word: &str) -> bool {
    !word.is_empty()
        && word.len() <= 8
        && word.bytes().all(|b| matches!(b, b'I' | b'V' | b'X' | b'L' | b'C' | b'D' | b'M'))
        && !word.contains("IIII")
        && !word.contains("VV")
}

/// Whether a word is of two letters and more of one script without a case, from India, with their signs
/// and nothing else.
pub(super) fn is_indian(word: &[u8]) -> bool {
    let mut letters = 0;
    let mut whole = 0;
    for letter in word.chunks_exact(3) {
        let &[INDIA, second @ 0xA4..=0xB5, third] = letter else { return false };
        let place = (second & 1) << 6 | third & 0x3F;
        match place {
            0x3A | 0x3B | 0x64..=0x6F => return false,
            0..=3 | 0x3C | 0x3E..=0x4F | 0x51..=0x57 | 0x62 | 0x63 => {}
            _ => letters += 1,
        }
        whole += 3;
    }
    letters > 1 && whole == word.len()
}

/// Whether a short word of a cased script has no vowel, as abbreviations do that were made by leaving
/// them out. Between consonants `r` and `l` may carry a syllable.
pub(super) fn is_vowelless(word: &str) -> bool {
    if word.len() > 8 {
        return false;
    }
    let mut count = 0;
    let mut before = '\0';
    let mut chars = word.chars().peekable();
    while let Some(c) = chars.next() {
        if !has_case(c) || is_vowel(c) {
            return false;
        }
        let small = small(c).or_else(|| c.to_lowercase().next()).unwrap_or(c);
        if matches!(small, 'r' | 'l' | 'р' | 'л') && before != '\0' && chars.peek().is_some() {
            return false;
        }
        before = c;
        count += 1;
    }
    (2..=4).contains(&count)
}
