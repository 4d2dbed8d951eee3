//! Where marks may stand among 64 bytes, as bits.
//!
//! All bytes of a block are compared at once and without a branch, in the form that compilers turn into
//! vector instructions. Sentences are short: a search that starts anew behind each mark costs more than
//! finding all marks of a block together.

/// How many bytes are looked at together.
pub(super) const STEP: usize = 64;

/// Those bytes, and the two behind them: a letter that starts at the last of them may need both.
pub(super) const REACH: usize = STEP + 2;

/// A block of a text, filled up with zeros behind its end.
pub(super) type Block = [u8; REACH];

/// The block of `bytes` that starts at `from`, in a room of zeros if the text ends in it.
#[inline]
pub(super) fn at<'b>(bytes: &'b [u8], from: usize, room: &'b mut Block) -> &'b Block {
    let rest = &bytes[from..];
    if let Some(block) = rest.first_chunk() {
        return block;
    }
    room[..rest.len()].copy_from_slice(rest);
    room
}

/// The bits of the bytes that are `1`; the others are `0`.
#[inline]
pub(super) fn bits(found: &[u8; STEP]) -> u64 {
    /// Brings the lowest bits of eight bytes together in the highest byte.
    const TOGETHER: u64 = 0x0102_0408_1020_4080;
    let mut bits = 0;
    for (at, eight) in found.as_chunks().0.iter().enumerate() {
        bits |= u64::from_le_bytes(*eight).wrapping_mul(TOGETHER) >> 56 << (8 * at);
    }
    bits
}

/// Where one of the ASCII marks stands, or a line ends.
#[inline]
pub(super) fn marks(block: &Block, own: u8) -> u64 {
    let mut found = [0; STEP];
    for at in 0..STEP {
        let b = block[at];
        found[at] = u8::from(b == b'.')
            | u8::from(b == b'!')
            | u8::from(b == b'?')
            | u8::from(b == b';')
            | u8::from(b == b'\n')
            | u8::from(b == own);
    }
    bits(&found)
}

/// Whether a block is ASCII.
#[inline]
pub(super) fn is_ascii(block: &Block) -> bool {
    block[..STEP].iter().fold(0, |any, b| any | b) < 0x80
}

/// Whether no mark that is not ASCII starts in a block, as far as a few comparisons tell: those of Latin,
/// Greek, Cyrillic, Hebrew, Arabic, Indian and Thai letters tell it.
#[expect(
    clippy::needless_bitwise_bool,
    reason = "what has no branch is done for many bytes at once"
)]
pub(super) fn is_quiet(block: &Block) -> bool {
    // No mark starts like letters of Latin, Greek and Cyrillic.
    if block[..STEP].iter().fold(0, |any, b| any | u8::from((*b >= 0xD6) | (*b == 0xCD))) == 0 {
        return true;
    }
    // Half the comparisons do for a text of India, Thailand or Tibet.
    let others = block.iter().fold(0, |any, b| any | u8::from((*b >= 0xC0) & (*b != 0xE0)));
    let mut loud = 0;
    if others == 0 {
        for at in 0..STEP {
            let (second, third) = (block[at + 1], block[at + 2]);
            let danda = (second == 0xA5) & (third & 0xFE == 0xA4);
            loud |= u8::from((block[at] == 0xE0) & (danda | (second == 0xB7) | (second == 0xBC)));
        }
        return loud == 0;
    }
    for at in 0..STEP {
        let (lead, second, third) = (block[at], block[at + 1], block[at + 2]);
        let high = (lead >= 0xE1) & (lead != 0xE2);
        let two = (lead == 0xCD) | (lead == 0xDC) | (lead == 0xDB) & (second == 0x94);
        let arabic = (lead == 0xD8) & (second == 0x9F) | (lead == 0xD6) & (second == 0x89);
        let danda = (second == 0xA5) & (third & 0xFE == 0xA4);
        let india = (lead == 0xE0) & (danda | (second == 0xB7) | (second == 0xBC));
        // The quotes and dashes among `‼`, `…` and the like.
        let quote = (second == 0x80) & (third != 0xA4) & (third != 0xA6) & (third & 0xFE != 0xBC);
        loud |= u8::from(high | two | arabic | india | (lead == 0xE2) & !quote);
    }
    loud == 0
}

/// Where letters start that may be marks or emoji and are not ASCII: all that are, and few others.
#[expect(
    clippy::needless_bitwise_bool,
    reason = "what has no branch is done for many bytes at once"
)]
pub(super) fn wide(block: &Block) -> u64 {
    let mut found = [0; STEP];
    for at in 0..STEP {
        let (lead, second, third) = (block[at], block[at + 1], block[at + 2]);
        let dot = (third == 0xA4) | (third == 0xA6) | (third & 0xFE == 0xBC);
        let symbol = (0x98..=0x9E).contains(&second) | (second == 0x8B) | (second == 0xAD);
        let general =
            (second == 0x80) & dot | (second == 0x81) & (third < 0x8A) | (second == 0xB8) | symbol;
        let full = (second == 0xBC) & ((third == 0x81) | (third == 0x9F) | (third == 0x8E));
        let full = full | (second == 0xBD) & (third == 0xA1) | (second == 0xB9);
        let danda = (second == 0xA5) & (third & 0xFE == 0xA4);
        let india = danda | (second == 0xB7) & (third == 0xB4) | (second == 0xBC) & (third >= 0x8D);
        let asia = (second == 0x81) & (third == 0x8B) | (second == 0x9F) & (third & 0xFE == 0x94);
        let asia = asia | (second == 0x8D) & (third >= 0xA2) | (second == 0x99) | (second == 0xA0);
        let two = (lead == 0xCD) & (second == 0xBE) | (lead == 0xD6) & (second == 0x89);
        let two = two | (lead == 0xD8) & (second == 0x9F) | (lead == 0xDB) & (second == 0x94);
        found[at] = u8::from(
            (lead == 0xE2) & general
                | (lead == 0xE3) & (second == 0x80) & (third == 0x82)
                | (lead == 0xEF) & full
                | (lead == 0xE0) & india
                | (lead == 0xE1) & asia
                | (lead == 0xEA) & (0x93..=0xAF).contains(&second)
                | (lead == 0xF0) & (second == 0x9F)
                | two
                | (lead == 0xDC) & (second < 0x82),
        );
    }
    bits(&found)
}

/// Where letters start with two bytes.
pub(super) fn pair(block: &Block, [lead, second]: [u8; 2]) -> u64 {
    let mut found = [0; STEP];
    for at in 0..STEP {
        found[at] = u8::from(block[at] == lead) & u8::from(block[at + 1] == second);
    }
    bits(&found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::behind::is_emoji;
    use crate::segment::scan::mark;

    #[test]
    fn every_mark_is_found_wherever_it_stands_in_a_block() {
        let marks = ('\u{80}'..=char::MAX).filter(|c| mark(*c).is_some() || is_emoji(*c));
        for (place, c) in marks.enumerate() {
            let place = place % STEP;
            let text = format!("{}{c}", "a".repeat(place));
            let mut room = [0; REACH];
            let block = at(text.as_bytes(), 0, &mut room);
            assert_eq!(wide(block), 1 << place, "{}", c.escape_unicode());
            assert!(!is_quiet(block), "{}", c.escape_unicode());
        }
    }

    #[test]
    fn blocks_end_with_the_text() {
        for length in 0..STEP {
            let text = ".".repeat(length);
            let mut room = [0; REACH];
            let block = at(text.as_bytes(), 0, &mut room);
            assert_eq!(marks(block, b';'), !(u64::MAX << length));
        }
    }
}
