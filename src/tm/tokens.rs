//! The tokens that the measures by words and by stems compare, the same for the index and for scores. A change here
//! makes indexes that are there wrong: their version has to be raised.

use crate::text::is_cjk;
use crate::words::{Stemming, fold_into};
use regex_syntax::hir::{Class, HirKind};
use std::ops::Range;
use std::sync::LazyLock;

/// Buffers for tokens, used again from text to text.
#[derive(Debug, Clone, Default)]
pub struct Folding(String);

/// A set of characters: one bit a code point of the basic plane, and the ranges behind it.
struct Characters {
    bits: Vec<u64>,
    behind: Vec<(u32, u32)>,
}

/// Letters, digits and the underscore as Python knows them: unlike [`char::is_alphanumeric`] without
/// combining marks.
static WORD: LazyLock<Characters> = LazyLock::new(|| {
    let (mut bits, mut behind) = (vec![0u64; 0x1_0000 / 64], Vec::new());
    let parsed = regex_syntax::parse(r"[\p{L}\p{N}_]").map(regex_syntax::hir::Hir::into_kind);
    if let Ok(HirKind::Class(Class::Unicode(class))) = parsed {
        for range in class.iter() {
            let (start, end) = (u32::from(range.start()), u32::from(range.end()));
            for c in start..=end.min(0xFFFF) {
                bits[c as usize / 64] |= 1 << (c % 64);
            }
            if end > 0xFFFF {
                behind.push((start, end));
            }
        }
    }
    Characters { bits, behind }
});

/// Whether `c` is of a word as Python's `\w` has it: a letter, a number of any kind, the underscore.
/// Combining marks and letters in circles are none.
pub fn is_word(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || c == '_';
    }
    let Characters { bits, behind } = &*WORD;
    let code = u32::from(c);
    match bits.get(code as usize / 64) {
        Some(bits) => bits >> (code % 64) & 1 == 1,
        None => behind.iter().any(|&(start, end)| (start..=end).contains(&code)),
    }
}

/// Whether `c` is white space as Python's `\s` has it: Unicode's, and the four separators of ASCII.
pub fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\u{1C}'..='\u{1F}').contains(&c)
}

/// The bytes of the tokens of `text`, in order: each run of word characters, and each single character
/// that is neither word nor white space (`[^\W]+|[^\w\s]` of Python's `re`).
pub fn tokens(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text[at..].find(|c| !is_space(c))?;
        let first = text[start..].chars().next()?;
        at = if is_word(first) {
            text[start..].find(|c| !is_word(c)).map_or(text.len(), |length| start + length)
        } else {
            start + first.len_utf8()
        };
        Some(start..at)
    })
}

/// Calls `each` with every token of `text` in lower case, and its bytes in the real text.
pub fn each_token(text: &str, folding: &mut Folding, mut each: impl FnMut(&str, Range<usize>)) {
    for range in tokens(text) {
        lower(&text[range.clone()], &mut folding.0);
        each(&folding.0, range);
    }
}

/// Calls `each` with the stem of every word of `text`, folded, and with every other token as it is. Chinese and
/// Japanese characters are one token each.
pub fn each_stem(
    text: &str,
    stemming: &Stemming,
    folding: &mut Folding,
    mut each: impl FnMut(&str),
) {
    for range in tokens(text) {
        let token = &text[range];
        if token.starts_with(is_word) {
            stems_of(token, stemming, &mut folding.0, &mut each);
        } else {
            lower(token, &mut folding.0);
            each(&folding.0);
        }
    }
}

/// The stem of a word, or those of its parts between Chinese and Japanese characters.
fn stems_of(word: &str, stemming: &Stemming, folded: &mut String, each: &mut impl FnMut(&str)) {
    let alone = |c: char| !c.is_ascii() && is_cjk(c) && !('\u{AC00}'..='\u{D7FF}').contains(&c);
    for part in word.split_inclusive(alone) {
        let end = part
            .char_indices()
            .next_back()
            .filter(|(_, c)| alone(*c))
            .map_or(part.len(), |(at, _)| at);
        let (letters, character) = part.split_at(end);
        if !letters.is_empty() {
            folded.clear();
            if letters.is_ascii() {
                folded.push_str(letters);
                folded.make_ascii_lowercase();
            } else {
                fold_into(letters, folded);
            }
            if folded.is_empty() {
                lower(letters, folded);
            }
            each(&stemming.stem(folded));
        }
        if !character.is_empty() {
            each(character);
        }
    }
}

/// Lower case as [`str::to_lowercase`] has it.
fn lower(token: &str, out: &mut String) {
    out.clear();
    if token.is_ascii() {
        out.push_str(token);
        out.make_ascii_lowercase();
    } else if token.contains('Σ') {
        // Its lower case depends on its place in the word.
        out.push_str(&token.to_lowercase());
    } else {
        out.extend(token.chars().flat_map(char::to_lowercase));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_those_of_python() {
        for (text, expected) in [
            ("Don't panic_now!", &["don", "'", "t", "panic_now", "!"][..]),
            ("%s: ½ x² Ⅷ ①", &["%", "s", ":", "½", "x²", "ⅷ", "①"]),
            ("a\u{1F}b\u{A0}c\u{85}d", &["a", "b", "c", "d"]),
            ("e\u{301}t", &["e", "\u{301}", "t"]),
            ("ΟΔΟΣ Σ", &["οδος", "σ"]),
            ("会员国 Ⓐ٣", &["会员国", "ⓐ", "٣"]),
            ("हिन्दी", &["ह", "\u{93f}", "न", "\u{94d}", "द", "\u{940}"]),
            ("𝐀𝟙 👍🏽", &["𝐀𝟙", "👍", "🏽"]),
            ("", &[]),
        ] {
            let mut found = Vec::new();
            each_token(text, &mut Folding::default(), |token, _| found.push(token.to_owned()));
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn stems_fold_and_part() {
        for (language, text, expected) in [
            ("en", "Organizing, ORGANIZED!", &["organiz", ",", "organiz", "!"][..]),
            ("zh", "第3条UNODC 7", &["第", "3", "条", "unodc", "7"]),
            ("ar", "الاتفاقيات", &["اتفاق"]),
            ("ko", "협약의", &["협약"]),
            ("ar", "ـ", &["ـ"]),
        ] {
            let (mut found, stemming) = (Vec::new(), Stemming::for_language(language));
            each_stem(text, &stemming, &mut Folding::default(), |token| {
                found.push(token.to_owned());
            });
            assert_eq!(found, expected, "{text}");
        }
    }
}
