//! Four Cyrillic letters at once: those of two bytes from `Ѐ` to `џ`, in a number whose lowest bytes are the
//! first letter.
//!
//! The lists, and the forms of words, are asked about every abbreviation: a look at each letter by itself makes
//! Cyrillic twice as slow as Latin.

use super::eight::{self, HIGH, each};

/// A letter, as two bytes with the lead byte below, in each of the four places.
const fn four(letter: u64) -> u64 {
    letter << 48 | letter << 32 | letter << 16 | letter
}

/// The high bits of the bytes that such letters are made of.
#[inline]
fn parts(eight: u64) -> u64 {
    let low = eight & !HIGH;
    let lead = (low + each(0x80 - 0x50)) & !(low + each(0x7F - 0x51));
    // What follows a lead byte has 10 in its highest bits.
    (!eight << 1 | lead) & eight & HIGH
}

/// How many bytes a text starts with that such letters are made of.
#[inline]
pub(super) fn first_length(bytes: &[u8]) -> usize {
    eight::first(bytes, parts, |byte| is_part(*byte))
}

/// How many bytes a text ends with that such letters are made of.
#[inline]
pub(super) fn last_length(bytes: &[u8]) -> usize {
    eight::last(bytes, parts, |byte| is_part(*byte))
}

fn is_part(byte: u8) -> bool {
    matches!(byte, 0x80..=0xBF | 0xD0 | 0xD1)
}

/// The places of letters from `Ѐ` on, up to 0x7F, and a bit for what is none.
#[inline]
fn places(letters: u64) -> (u64, u64) {
    let others = (letters ^ four(0x80D0)) & four(0xC0FE);
    ((letters & four(1)) << 6 | letters >> 8 & four(0x3F), others)
}

/// How many bytes of small letters, from `а` to `џ`, a text ends with.
#[inline]
pub(super) fn last_small(bytes: &[u8]) -> usize {
    let mut rest = bytes;
    while let Some((before, eight)) = rest.split_last_chunk() {
        let (place, others) = places(u64::from_le_bytes(*eight));
        let small = (place + four(0x80 - 0x30)) & !(place + four(0x80 - 0x60)) & four(0x80);
        // The high bit of a letter that is none.
        let other = ((others & four(0x7FFF)) + four(0x7FFF)) | others;
        let none = other & four(0x8000) | (small ^ four(0x80)) << 8;
        if none != 0 {
            return bytes.len() - rest.len() + none.leading_zeros() as usize / 16 * 2;
        }
        rest = before;
    }
    let last = rest.rchunks_exact(2).take_while(|letter| is_small(letter)).count();
    bytes.len() - rest.len() + 2 * last
}

fn is_small(letter: &[u8]) -> bool {
    matches!(letter, [0xD0, 0xB0..=0xBF] | [0xD1, 0x80..=0x9F])
}

/// Whether one of small letters is a vowel.
#[inline]
pub(super) fn has_vowel(letters: &[u8]) -> bool {
    /// A bit of each vowel, from `а` on.
    const VOWELS: u64 = {
        let vowels = ['а', 'е', 'и', 'о', 'у', 'ы', 'э', 'ю', 'я', 'ё', 'і', 'ї', 'є', 'ў', 'ъ'];
        let (mut bits, mut at) = (0, 0);
        while at < vowels.len() {
            bits |= 1 << (vowels[at] as u32 - 'а' as u32);
            at += 1;
        }
        bits
    };
    let (letters, _) = letters.as_chunks();
    letters.iter().any(|[lead, second]| {
        let place = u32::from(lead & 1) << 6 | u32::from(second & 0x3F);
        VOWELS >> (place.wrapping_sub(0x30) & 0x3F) & 1 != 0
    })
}

/// The first bytes of a number, up to eight, in small letters; `None` if they are not all such letters.
#[inline]
pub(super) fn small(letters: u64, bytes: usize) -> Option<u64> {
    let used = u64::MAX.unbounded_shr(64 - 8 * bytes as u32);
    let (place, others) = places(letters);
    // From `Ѡ` on the letters stand in pairs.
    let beyond = (place + four(0x80 - 0x60)) & four(0x80);
    if !bytes.is_multiple_of(2) || (others | beyond) & used != 0 {
        return None;
    }
    let below = |limit: u64| (!(place + four(0x80 - limit)) & four(0x80)) >> 7;
    let folded = place + (below(0x30) << 5) + below(0x10) * 0x30;
    Some((four(0x80D0) | folded >> 6 & four(1) | (folded & four(0x3F)) << 8) & used)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::letters::{is_lower, is_vowel};

    #[test]
    fn letters_are_what_they_are_by_themselves() {
        for c in ('\u{80}'..='\u{7FF}').chain(['’', '।', 'Ａ']) {
            let two = format!("щи{c}");
            let text = format!("щи{c}щи");
            let cyrillic = ('Ѐ'..='ѿ').contains(&c);
            let small = ('а'..='џ').contains(&c);
            assert!(!small || is_lower(c));
            let bytes = c.len_utf8();
            assert_eq!(last_small(text.as_bytes()), if small { 8 + bytes } else { 4 }, "{c}");
            assert_eq!(
                last_small(format!("щи{text}").as_bytes()),
                if small { 14 } else { 4 },
                "{c}"
            );
            assert_eq!(last_small(two.as_bytes()), if small { 6 } else { 0 }, "{c}");
            if cyrillic {
                assert_eq!(first_length(text.as_bytes()), 10);
                assert_eq!(last_length(text.as_bytes()), 10);
            }
            if small {
                assert_eq!(has_vowel(c.to_string().as_bytes()), is_vowel(c), "{c}");
            }
        }
    }

    #[test]
    fn letters_are_folded_as_by_unicode() {
        for c in '\u{80}'..='\u{7FF}' {
            let number = |text: &str| {
                let mut bytes = [0; 8];
                bytes[..text.len()].copy_from_slice(text.as_bytes());
                u64::from_le_bytes(bytes)
            };
            for before in ["", "щ", "щИя"] {
                let text = format!("{before}{c}");
                let folded = ('Ѐ'..='џ').contains(&c).then(|| number(&text.to_lowercase()));
                assert_eq!(small(number(&text), text.len()), folded, "{text}");
            }
        }
        assert_eq!(small(0, 1), None);
    }
}
