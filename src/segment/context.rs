//! The words around a mark. Every look is bounded, so that a text without spaces costs no more than
//! one with them.

use super::cyrillic;
use super::eight;
use super::letters::{is_combining, is_word};

/// How far a word may reach to be looked at, in bytes: longer ones are no abbreviations.
pub(super) const WORD: usize = 48;

/// The byte where the word that ends at `to` starts, not before `from`: back to white space or a mark
/// that opens or separates. Full stops, hyphens and apostrophes inside it belong to it.
#[inline]
pub(super) fn word_start(text: &str, from: usize, to: usize) -> usize {
    // Most words are of plain letters behind a space.
    let low = to.saturating_sub(WORD).max(from);
    let tail = &text.as_bytes()[low..to];
    let plain = plain_length(tail);
    match tail.len().checked_sub(plain + 1).map(|before| tail.split_at(before)) {
        Some((_, [b' ', ..])) => to - plain,
        Some((before, [b'.', _, ..])) => {
            // `3.40`, `e.g`
            let more = plain_length(before);
            let spaced = more > 0 && before[..before.len() - more].last() == Some(&b' ');
            if spaced { to - plain - 1 - more } else { joined_word_start(text, low, to) }
        }
        None if low == from => from,
        _ => joined_word_start(text, low, to),
    }
}

/// How many bytes of letters and digits a text ends with that are all ASCII or all Cyrillic.
#[inline]
fn plain_length(text: &[u8]) -> usize {
    match text.last() {
        Some(0x80..) => cyrillic::last_length(text),
        _ => eight::last_word_length(text),
    }
}

/// What a byte does to a word that stands behind it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Joint {
    /// Belongs to it.
    Inside,
    /// Ends before it.
    Cut,
    /// Takes a look at the letter.
    Unsure,
}

const JOINTS: [Joint; 256] = {
    let mut joints = [Joint::Unsure; 256];
    let mut byte = 0;
    while byte < 256 {
        joints[byte] = match byte as u8 {
            b'"' => Joint::Unsure,
            b'\t'..=b'\r' | b' ' => Joint::Cut,
            ascii @ 0..0x80 if cuts(ascii as char) => Joint::Cut,
            0..0x80 | INDIA => Joint::Inside,
            byte if is_plain(byte) => Joint::Inside,
            _ => Joint::Unsure,
        };
        byte += 1;
    }
    joints
};

/// The start, not before `low`, of a word that has more than plain letters behind a space.
fn joined_word_start(text: &str, low: usize, to: usize) -> usize {
    let tail = &text.as_bytes()[low..to];
    let joint = |b: &u8| JOINTS[usize::from(*b)];
    let mut word = tail.iter().rposition(|b| joint(b) != Joint::Inside).map_or(0, |cut| cut + 1);
    let unsure = word > 0 && joint(&tail[word - 1]) == Joint::Unsure;
    if unsure || has_danda(&tail[word..]) {
        return distant_word_start(text, low, to);
    }
    while !text.is_char_boundary(low + word) {
        word += 1;
    }
    while matches!(tail.get(word), Some(b'\'' | b'-' | b'.')) {
        word += 1;
    }
    low + word
}

/// Whether a byte is one of an ASCII letter or digit, or of a letter of two bytes: Latin with accents,
/// Greek, Cyrillic, Hebrew.
const fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, 0x80..=0xBF | 0xC3..=0xCC | 0xCE..=0xD5 | 0xD7)
}

/// What letters of the scripts from India to Tibet start with.
pub(super) const INDIA: u8 = 0xE0;

/// Whether one of the dandas stands in a word: of the letters that start alike only they end one.
fn has_danda(word: &[u8]) -> bool {
    let count = word.len().saturating_sub(2);
    let (first, second, third) = (&word[..count], &word[count.min(1)..], &word[count.min(2)..]);
    let mut any = 0;
    // Without a branch: a processor compares many letters together.
    for ((a, b), c) in first.iter().zip(second).zip(third) {
        any |= u8::from(*a == 0xE0) & u8::from(*b == 0xA5) & u8::from(c & 0xFE == 0xA4);
    }
    any != 0
}

fn distant_word_start(text: &str, from: usize, to: usize) -> usize {
    let mut low = from;
    while !text.is_char_boundary(low) {
        low += 1;
    }
    let mut start = low;
    let mut behind = ' ';
    for (at, c) in text[low..to].char_indices().rev() {
        // Hebrew acronyms have a quote before their last letter.
        let gershayim = c == '"' && is_hebrew(behind) && text[low..low + at].ends_with(is_hebrew);
        behind = c;
        if c.is_whitespace() || (cuts(c) && !gershayim) {
            start = low + at + c.len_utf8();
            break;
        }
    }
    // An apostrophe inside a word is a letter of it; before one it is a quote.
    start + (to - start - text[start..to].trim_start_matches(['\'', '’', '‘', '-', '.']).len())
}

fn is_hebrew(c: char) -> bool {
    ('\u{5D0}'..='\u{5EA}').contains(&c)
}

/// Whether a word starts behind this mark.
const fn cuts(c: char) -> bool {
    matches!(
        c,
        '"' | '“'
            | '”'
            | '„'
            | '«'
            | '»'
            | '('
            | ')'
            | '['
            | ']'
            | '{'
            | '/'
            | ','
            | ';'
            | ':'
            | '!'
            | '?'
            | '–'
            | '—'
            | '*'
            | '_'
            | '='
            | '+'
            | '>'
            | '<'
            | '|'
            | '…'
            | '‚'
            | '‘'
            | '،'
            | '؛'
            | '、'
            | '，'
            | '。'
            | '।'
            | '։'
            | '・'
            | '•'
            | '⁃'
            | '▪'
            | '●'
            | '◦'
            | '■'
            | '\u{3000}'..='\u{303F}'
    )
}

/// The first word of a text: letters, digits, marks and apostrophes.
pub(super) fn first_word(rest: &str) -> &str {
    let near = &rest.as_bytes()[..rest.len().min(WORD)];
    let wide = near.first().is_some_and(|b| *b >= 0x80);
    let mut plain = if wide { 0 } else { eight::word_length(near) };
    if near.get(plain).is_some_and(|b| *b >= 0x80) {
        plain += cyrillic::first_length(&near[plain..]);
        plain += near[plain..].iter().take_while(|b| is_plain(**b)).count();
    }
    if matches!(rest.as_bytes().get(plain), Some(b' ' | b',' | b'.')) {
        return &rest[..plain];
    }
    let mut end = 0;
    for (at, c) in rest.char_indices() {
        end = at;
        if at >= WORD || !(is_word(c) || is_combining(c) || (at > 0 && matches!(c, '\'' | '’'))) {
            return rest[..end].trim_end_matches(['\'', '’']);
        }
        end = at + c.len_utf8();
    }
    rest[..end].trim_end_matches(['\'', '’'])
}

/// The first bytes of a text, as many as wanted at most.
pub(super) fn first_bytes(text: &str, count: usize) -> &str {
    let mut to = text.len().min(count);
    while !text.is_char_boundary(to) {
        to -= 1;
    }
    &text[..to]
}
