//! Whether words that have a term's stems are the term indeed: what stands between and around them.

use super::tokens::Place;

/// A hash of a short word, eight bytes at a time.
pub(super) fn hash(word: &str) -> u64 {
    let mut hash = word.len() as u64;
    let mut chunks = word.as_bytes().chunks_exact(8);
    let mut mix = |bytes: u64| {
        hash = (hash.rotate_left(23) ^ bytes).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    };
    for chunk in &mut chunks {
        mix(chunk.try_into().map_or(0, u64::from_le_bytes));
    }
    mix(chunks.remainder().iter().fold(0, |bytes, byte| bytes << 8 | u64::from(*byte)));
    hash ^ hash >> 29
}

/// Whether a term may go on over what stands between two tokens.
pub(super) fn joins(between: &str, comma: bool) -> bool {
    between.chars().all(|c| {
        c.is_whitespace()
            || matches!(c, '-' | '\u{2010}'..='\u{2013}' | '\'' | '’' | '\u{200B}'..='\u{200F}' | '·' | '.' | '&' | '/')
            || (comma && matches!(c, ',' | '،' | '、' | '，'))
    }) && !between.contains(". ")
}

/// The letters of a term that compounds are looked for, at least.
pub(super) const COMPOUND: usize = 6;

/// Whether a folded German word is a compound that starts with a term, with or without a linking
/// letter: Menschenhandel in Menschenhandelsopfer.
pub(super) fn starts_compound(language: &str, word: &str, term: &str) -> bool {
    let rest = word.strip_prefix(term).unwrap_or_default();
    let letters = |text: &str| text.chars().count();
    language == "de" && letters(term) >= COMPOUND && letters(rest) >= 4
}

/// Whether the words are not a part of a longer one: a single word in a hyphenated compound
/// (health-care), Chinese words that hold a shorter one (非会员国, 难民营).
pub(super) fn stands_free(text: &str, first: Place, last: Place, tokens: usize) -> bool {
    let before = text[..first.start as usize].chars().next_back();
    let mut behind = text[last.end as usize..].chars();
    let after = behind.next();
    let hyphen = |c: Option<char>| matches!(c, Some('-' | '\u{2010}' | '\u{2011}'));
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    if tokens == 1 && hyphen(after) && letter(behind.next()) {
        return false;
    }
    let far = text[..first.start as usize].chars().rev().nth(1);
    if tokens == 1 && hyphen(before) && letter(far) {
        return false;
    }
    let han = text[first.start as usize..].chars().next().is_some_and(crate::text::is_cjk);
    let negated = matches!(before, Some('非' | '无' | '反' | '準' | '准'));
    let inside = matches!(after, Some('营' | '營' | '署' | '局'));
    let country = text[..last.end as usize].ends_with('国') && after == Some('际');
    !(han && (negated || inside || country))
}
