//! The words around a mark. Every look is bounded, so that a text without spaces costs no more than
//! one with them.

use super::eight;
use crate::words::digit_value;

/// How far a word may reach to be looked at, in bytes: longer ones are no abbreviations.
pub(super) const WORD: usize = 48;

/// A word in lower case, without an allocation.
pub(super) struct Folded<'w> {
    /// The word itself, if it is in lower case.
    small: Option<&'w str>,
    bytes: [u8; 64],
    length: usize,
}

impl<'w> Folded<'w> {
    /// Folds a word; one that is too long becomes the empty string, which no list holds.
    pub(super) fn of(word: &'w str) -> Self {
        let mut folded = Self { small: None, bytes: [0; 64], length: 0 };
        if word.is_ascii() {
            if !word.bytes().any(|b| b.is_ascii_uppercase()) {
                folded.small = Some(word);
            } else if word.len() <= 64 {
                for (to, from) in folded.bytes.iter_mut().zip(word.bytes()) {
                    *to = from.to_ascii_lowercase();
                }
                folded.length = word.len();
            }
            return folded;
        }
        if folded.take_cyrillic(word.as_bytes()) {
            return folded;
        }
        if is_caseless(word) || word.chars().all(is_small) {
            folded.small = Some(word);
            return folded;
        }
        for c in word.chars() {
            let fits = match small(c) {
                Some(small) => folded.push(small),
                None => c.to_lowercase().all(|small| folded.push(small)),
            };
            if !fits {
                return Self { small: None, bytes: [0; 64], length: 0 };
            }
        }
        folded
    }

    /// Takes a word of Cyrillic letters only, of the usual ones; false if it is none.
    fn take_cyrillic(&mut self, word: &[u8]) -> bool {
        let (from, _) = word.as_chunks();
        let (to, _) = self.bytes.as_chunks_mut();
        if word.len() > 64 || !word.len().is_multiple_of(2) {
            return false;
        }
        for (to, from) in to.iter_mut().zip(from) {
            *to = match *from {
                [0xD0, 0xB0..=0xBF] | [0xD1, 0x80..=0x9F] => *from,
                [0xD0, second @ 0x90..=0x9F] => [0xD0, second + 0x20],
                [0xD0, second @ 0xA0..=0xAF] => [0xD1, second - 0x20],
                [0xD0, second @ 0x80..=0x8F] => [0xD1, second + 0x10],
                _ => return false,
            };
        }
        self.length = word.len();
        true
    }

    /// Adds a letter; false if there is no room for it.
    #[inline]
    fn push(&mut self, c: char) -> bool {
        // The dot that the fold of İ leaves behind is no letter of any list.
        if c == '\u{307}' {
            return true;
        }
        let c = if c == '’' { '\'' } else { c };
        let room = self.bytes.get_mut(self.length..self.length + c.len_utf8());
        room.is_some_and(|room| {
            self.length += c.encode_utf8(room).len();
            true
        })
    }

    pub(super) fn as_str(&self) -> &str {
        self.small.unwrap_or_else(|| std::str::from_utf8(self.as_bytes()).unwrap_or(""))
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        self.small.map_or(&self.bytes[..self.length], str::as_bytes)
    }
}

/// Whether a word is of letters of India or Thailand, which have no case, and nothing else.
#[inline]
pub(super) fn is_caseless(word: &str) -> bool {
    word.bytes().all(|b| matches!(b, 0x80..=0xBF | INDIA))
}

/// The byte where the word that ends at `to` starts, not before `from`: back to white space or a mark
/// that opens or separates. Full stops, hyphens and apostrophes inside it belong to it.
#[inline]
pub(super) fn word_start(text: &str, from: usize, to: usize) -> usize {
    // Most words are of plain letters behind a space.
    let low = to.saturating_sub(WORD).max(from);
    let tail = &text.as_bytes()[low..to];
    let plain = eight::last_word_length(tail);
    match tail.len().checked_sub(plain + 1).map(|before| tail[before]) {
        Some(b' ') => to - plain,
        None if low == from => from,
        _ => joined_word_start(text, low, to),
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
const INDIA: u8 = 0xE0;

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

/// Whether a word is of five Cyrillic letters and more, all small but the first, and nothing else.
pub(super) fn is_cyrillic(word: &[u8]) -> bool {
    let small = |letter: &[u8]| matches!(letter, [0xD0, 0xB0..=0xBF] | [0xD1, 0x80..=0x9F]);
    let capital = matches!(word, [0xD0, 0x81 | 0x90..=0xAF, ..]);
    word.len() >= 10
        && word.len().is_multiple_of(2)
        && word[if capital { 2 } else { 0 }..].chunks_exact(2).all(small)
}

/// Whether a byte starts a letter, of those that few other characters start with: no white space, quote,
/// bracket or symbol starts like them, and of the marks only such as no white space precedes.
pub(super) const fn starts_letter(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, 0xC3..=0xE0 | 0xE4..=0xED)
}

/// Whether a word starts behind this mark.
const fn cuts(c: char) -> bool {
    match c {
        '"' | '“' | '”' | '„' | '«' | '»' | '(' | ')' | '[' | ']' | '{' | '/' | ',' | ';' | ':'
        | '!' | '?' | '–' | '—' | '*' | '_' | '=' | '+' | '>' | '<' | '|' | '…' | '‚' | '‘'
        | '،' | '؛' | '、' | '，' | '。' | '।' | '։' | '・' | '•' | '⁃' | '▪' | '●' | '◦' | '■' => {
            true
        }
        '\u{3000}'..='\u{303F}' => true,
        _ => false,
    }
}

/// The first word of a text: letters, digits, marks and apostrophes.
pub(super) fn first_word(rest: &str) -> &str {
    let near = &rest.as_bytes()[..rest.len().min(WORD)];
    let mut plain = eight::word_length(near);
    if near.get(plain).is_some_and(|b| *b >= 0x80) {
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

/// Whether a fold leaves a character as it is, of the usual ones.
fn is_small(c: char) -> bool {
    match c {
        '\0'..='\x7F' => !c.is_ascii_uppercase(),
        'ß'..='ö' | 'ø'..='ÿ' | 'α'..='ω' | 'а'..='я' | 'ѐ'..='џ' => true,
        '’' => false,
        _ => !may_have_case(c) || c.is_lowercase(),
    }
}

/// Whether a mark belongs to the letter before it (accents, vowel signs).
pub(super) fn is_combining(c: char) -> bool {
    match c as u32 {
        0..0x300 => false,
        // The blocks of India are laid out alike.
        code @ 0x900..=0xD7F => {
            matches!(code % 0x80, 0..=3 | 0x3C | 0x3E..=0x4F | 0x51..=0x57 | 0x62 | 0x63)
        }
        0x300..=0x36F
        | 0x483..=0x487
        | 0x591..=0x5C7
        | 0x610..=0x61A
        | 0x64B..=0x65F
        | 0x670
        | 0xD80..=0xD83
        | 0xDCA..=0xDDF
        | 0xDF2
        | 0xDF3
        | 0xE31
        | 0xE34..=0xE3A
        | 0xE47..=0xE4E
        | 0x102B..=0x103E
        | 0x1AB0..=0x1AFF
        | 0x200C
        | 0x200D
        | 0x20D0..=0x20F0
        | 0xFE0E
        | 0xFE0F => true,
        _ => false,
    }
}

/// The letters of a word, not counting marks on them.
pub(super) fn letters(word: &str) -> usize {
    word.chars().filter(|c| is_letter(*c) && !is_combining(*c)).count()
}

/// Whether a character is a letter; of the usual ones without a look at the tables of Unicode.
pub(super) fn is_letter(c: char) -> bool {
    match c as u32 {
        0..0x80 => c.is_ascii_alphabetic(),
        0xC0..=0x24F => !matches!(c, '×' | '÷'),
        0xE47..=0xE4C | 0xE4E => false,
        code @ 0x900..=0xD7F => {
            matches!(code % 0x80, 4..=0x39 | 0x3D | 0x50 | 0x58..=0x61 | 0x70..=0x7F)
        }
        0x391..=0x3A1
        | 0x3A3..=0x3CE
        | 0x400..=0x481
        | 0x48A..=0x52F
        | 0x561..=0x587
        | 0x5D0..=0x5EA
        | 0x620..=0x64A
        | 0x671..=0x6D3
        | 0xE01..=0xE3A
        | 0xE40..=0xE46
        | 0xE4D
        | 0x3041..=0x3096
        | 0x30A1..=0x30FA
        | 0x4E00..=0x9FFF
        | 0xAC00..=0xD7A3 => true,
        _ => c.is_alphabetic(),
    }
}

/// Whether a character is a letter or a digit.
pub(super) fn is_word(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphanumeric() } else { is_letter(c) || c.is_numeric() }
}

pub(super) fn is_digit(c: char) -> bool {
    match c {
        '\0'..'\u{660}' => c.is_ascii_digit(),
        _ => digit_value(c).is_some(),
    }
}

/// Whether a word is a number: digits, and what stands between them.
pub(super) fn is_number(word: &str) -> bool {
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

/// Whether a letter is a capital; of the usual ones without a look at the tables of Unicode.
pub(super) fn is_upper(c: char) -> bool {
    match c {
        '\0'..='\x7F' => c.is_ascii_uppercase(),
        'А'..='Я' | 'Ѐ'..='Џ' | 'À'..='Ö' | 'Ø'..='Þ' => true,
        'а'..='я' | 'ѐ'..='џ' | 'ß'..='ö' | 'ø'..='ÿ' => false,
        _ => may_have_case(c) && c.is_uppercase() || is_titlecase(c),
    }
}

/// Whether a letter is a small one of a pair.
pub(super) fn is_lower(c: char) -> bool {
    match c {
        '\0'..='\x7F' => c.is_ascii_lowercase(),
        'А'..='Я' | 'Ѐ'..='Џ' | 'À'..='Ö' | 'Ø'..='Þ' => false,
        'а'..='я' | 'ѐ'..='џ' | 'ß'..='ö' | 'ø'..='ÿ' => true,
        _ => may_have_case(c) && c.is_lowercase(),
    }
}

/// The small letter of one, if it is but one; of the usual ones without a look at the tables of Unicode.
fn small(c: char) -> Option<char> {
    let code = c as u32;
    match c {
        '\0'..='\x7F' => Some(c.to_ascii_lowercase()),
        'А'..='Я' | 'À'..='Ö' | 'Ø'..='Þ' => char::from_u32(code + 32),
        'Ѐ'..='Џ' => char::from_u32(code + 80),
        _ if is_small(c) => Some(c),
        _ => None,
    }
}

/// Whether a character is of a block with letters that have a case. Georgian is written in small letters
/// alone, whatever their properties say.
pub(super) fn may_have_case(c: char) -> bool {
    !matches!(c as u32, 0x590..0x13A0 | 0x1400..0x1C80 | 0x2E00..0xA640 | 0xABC0..0xFB00)
}

fn is_titlecase(c: char) -> bool {
    matches!(c, 'ǅ' | 'ǈ' | 'ǋ' | 'ǲ')
}

/// Whether a letter is of a script with capitals.
pub(super) fn has_case(c: char) -> bool {
    match c {
        '\0'..='\x7F' => return c.is_ascii_alphabetic(),
        'А'..='я' => return true,
        _ => {}
    }
    may_have_case(c) && (c.is_lowercase() || c.is_uppercase())
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

fn is_vowel(c: char) -> bool {
    let small = small(c).or_else(|| c.to_lowercase().next()).unwrap_or(c);
    matches!(small,
        'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'à'..='æ' | 'è'..='ï' | 'ò'..='ö' | 'ø'..='ý' | 'ÿ'
        | 'ā' | 'ă' | 'ą' | 'ē'..='ě' | 'ĩ'..='ı' | 'ō'..='œ' | 'ũ'..='ų' | 'ŷ' | 'ơ' | 'ư'
        | 'а' | 'е' | 'и' | 'о' | 'у' | 'ы' | 'э' | 'ю' | 'я' | 'ё' | 'і' | 'ї' | 'є' | 'ў' | 'ъ' | 'ө' | 'ү' | 'ұ' | 'ә'
        | 'ά'..='ή' | 'ί' | 'α' | 'ε' | 'η' | 'ι' | 'ο' | 'υ' | 'ω' | 'ϊ'..='ώ'
        | 'ա' | 'ե' | 'է' | 'ը' | 'ի' | 'ո' | 'օ' | 'և' | 'ւ' | '\u{1EA0}'..='\u{1EF9}')
}
