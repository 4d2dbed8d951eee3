//! What characters are. The usual ones are told without a look at the tables of Unicode.

use super::fold::small;
use crate::words::digit_value;

/// Whether a mark belongs to the letter before it (accents, vowel signs).
pub(super) fn is_combining(c: char) -> bool {
    if c < '\u{300}' {
        return false;
    }
    match c as u32 {
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

/// Whether a byte starts a letter, of those that few other characters start with: no white space, quote,
/// bracket or symbol starts like them, and of the marks only such as no white space precedes.
pub(super) const fn starts_letter(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, 0xC3..=0xE0 | 0xE4..=0xED)
}

pub(super) fn is_vowel(c: char) -> bool {
    let small = small(c).or_else(|| c.to_lowercase().next()).unwrap_or(c);
    matches!(small,
        'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'à'..='æ' | 'è'..='ï' | 'ò'..='ö' | 'ø'..='ý' | 'ÿ'
        | 'ā' | 'ă' | 'ą' | 'ē'..='ě' | 'ĩ'..='ı' | 'ō'..='œ' | 'ũ'..='ų' | 'ŷ' | 'ơ' | 'ư'
        | 'а' | 'е' | 'и' | 'о' | 'у' | 'ы' | 'э' | 'ю' | 'я' | 'ё' | 'і' | 'ї' | 'є' | 'ў' | 'ъ' | 'ө' | 'ү' | 'ұ' | 'ә'
        | 'ά'..='ή' | 'ί' | 'α' | 'ε' | 'η' | 'ι' | 'ο' | 'υ' | 'ω' | 'ϊ'..='ώ'
        | 'ա' | 'ե' | 'է' | 'ը' | 'ի' | 'ո' | 'օ' | 'և' | 'ւ' | '\u{1EA0}'..='\u{1EF9}')
}
