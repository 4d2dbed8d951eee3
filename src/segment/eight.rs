//! Eight bytes of ASCII at once, in a number whose highest byte is the last one.
//!
//! Letters of a word that are counted one by one cost a wrong guess of the processor at the word's end: most
//! words end within eight bytes, which one comparison tells.

/// A byte in each of the eight places.
pub(super) const fn each(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

/// The high bit of each byte.
pub(super) const HIGH: u64 = each(0x80);

/// The high bits of the bytes that are ASCII and from `from` to `to`.
#[inline]
fn within(eight: u64, from: u8, to: u8) -> u64 {
    let low = eight & !HIGH;
    (low + each(0x80 - from)) & !(low + each(0x7F - to)) & !eight & HIGH
}

/// The high bits of the letters and digits.
#[inline]
fn words(eight: u64) -> u64 {
    within(eight | each(0x20), b'a', b'z') | within(eight, b'0', b'9')
}

/// The high bits of the vowels among letters.
#[inline]
fn vowels(eight: u64) -> u64 {
    let small = eight | each(0x20);
    let is = |vowel: u8| within(small, vowel, vowel);
    is(b'a') | is(b'e') | is(b'i') | is(b'o') | is(b'u') | is(b'y')
}

/// How many bytes a text starts with that are of a kind: `kind` gives the high bits of those among eight, `is`
/// says it of one.
#[inline]
pub(super) fn first(bytes: &[u8], kind: impl Fn(u64) -> u64, is: impl Fn(&u8) -> bool) -> usize {
    let mut length = 0;
    while let Some(eight) = bytes[length..].first_chunk() {
        let others = !kind(u64::from_le_bytes(*eight)) & HIGH;
        if others != 0 {
            return length + others.trailing_zeros() as usize / 8;
        }
        length += 8;
    }
    length + bytes[length..].iter().take_while(|b| is(b)).count()
}

/// How many a text ends with.
#[inline]
pub(super) fn last(bytes: &[u8], kind: impl Fn(u64) -> u64, is: impl Fn(&u8) -> bool) -> usize {
    let mut rest = bytes;
    while let Some((before, eight)) = rest.split_last_chunk() {
        let others = !kind(u64::from_le_bytes(*eight)) & HIGH;
        if others != 0 {
            return bytes.len() - rest.len() + others.leading_zeros() as usize / 8;
        }
        rest = before;
    }
    bytes.len() - rest.len() + rest.iter().rev().take_while(|b| is(b)).count()
}

/// How many ASCII letters and digits a text starts with.
#[inline]
pub(super) fn word_length(bytes: &[u8]) -> usize {
    first(bytes, words, u8::is_ascii_alphanumeric)
}

/// How many ASCII letters and digits a text ends with.
#[inline]
pub(super) fn last_word_length(bytes: &[u8]) -> usize {
    last(bytes, words, u8::is_ascii_alphanumeric)
}

/// How many small ASCII letters a text ends with.
#[inline]
pub(super) fn last_small(bytes: &[u8]) -> usize {
    last(bytes, |eight| within(eight, b'a', b'z'), u8::is_ascii_lowercase)
}

/// Whether one of the ASCII letters, up to eight, that a text ends with is a vowel.
#[inline]
pub(super) fn ends_with_vowel(bytes: &[u8], letters: usize) -> bool {
    let ending = &bytes[bytes.len().saturating_sub(letters)..];
    match bytes.last_chunk() {
        Some(eight) => {
            vowels(u64::from_le_bytes(*eight)).unbounded_shr(64 - 8 * ending.len().min(8) as u32)
                != 0
        }
        None => ending.iter().any(|b| matches!(b | 0x20, b'a' | b'e' | b'i' | b'o' | b'u' | b'y')),
    }
}
