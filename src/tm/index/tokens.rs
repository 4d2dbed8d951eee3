//! The tokens that the word measures compare.

use crate::text::is_cjk;
use crate::words::{fold_into, stem};
use regex_syntax::hir::{Class, HirKind};
use std::sync::LazyLock;
use xxhash_rust::xxh3::xxh3_64;

/// What the likeness of two texts is: 1 − edit distance/longer length, over …
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Measure {
    /// … the code points of the texts as they are.
    Characters,
    /// … lower-case tokens: runs of letters, digits and underscores, and every other character that is
    /// no white space by itself (`[^\W]+|[^\w\s]` of Python's `re`).
    Words,
    /// … the same with [`stem`] in place of words, and Chinese and Japanese characters one by one.
    Stems,
}

/// Buffers for tokens.
#[derive(Debug, Clone, Default)]
pub(super) struct Folding {
    token: String,
    folded: String,
}

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

fn is_word(c: char) -> bool {
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

/// White space as Python knows it: with the information separators.
fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\u{1C}'..='\u{1F}').contains(&c)
}

/// Calls `each` with every token of `text` for a measure of words or stems.
pub fn each_token(text: &str, measure: Measure, each: impl FnMut(&str)) {
    each_folded(text, measure == Measure::Stems, &mut Folding::default(), each);
}

/// The hashes of the tokens, which stand for them. Two of a million tokens are taken for one with a
/// probability of 10⁻⁸.
pub(super) fn hashes(text: &str, stems: bool, folding: &mut Folding, mut each: impl FnMut(u64)) {
    each_folded(text, stems, folding, |token| each(xxh3_64(token.as_bytes())));
}

fn each_folded(text: &str, stems: bool, folding: &mut Folding, mut each: impl FnMut(&str)) {
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = if is_word(first) {
            rest.find(|c| !is_word(c)).unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        let (token, behind) = rest.split_at(end);
        rest = behind;
        if is_word(first) {
            if stems {
                each_stem(token, folding, &mut each);
            } else {
                lower(token, &mut folding.token);
                each(&folding.token);
            }
        } else if !is_space(first) {
            lower(token, &mut folding.token);
            each(&folding.token);
        }
    }
}

/// The stem of a word, or those of its parts between Chinese and Japanese characters.
fn each_stem(word: &str, folding: &mut Folding, each: &mut impl FnMut(&str)) {
    let alone = |c: char| !c.is_ascii() && is_cjk(c) && !('\u{AC00}'..='\u{D7FF}').contains(&c);
    for part in word.split_inclusive(alone) {
        let end = part
            .char_indices()
            .next_back()
            .filter(|(_, c)| alone(*c))
            .map_or(part.len(), |(at, _)| at);
        let (letters, character) = part.split_at(end);
        if !letters.is_empty() {
            folding.folded.clear();
            if letters.is_ascii() {
                folding.folded.push_str(letters);
                folding.folded.make_ascii_lowercase();
            } else {
                fold_into(letters, &mut folding.folded);
            }
            if folding.folded.is_empty() {
                lower(letters, &mut folding.folded);
            }
            each(stem(&folding.folded));
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

    fn tokens(text: &str, measure: Measure) -> Vec<String> {
        let mut tokens = Vec::new();
        each_token(text, measure, |token| tokens.push(token.to_owned()));
        tokens
    }

    #[test]
    fn words_are_those_of_python() {
        for (text, expected) in [
            ("Don't panic_now!", &["don", "'", "t", "panic_now", "!"][..]),
            ("%s: ½ x²", &["%", "s", ":", "½", "x²"]),
            ("a\u{1F}b\u{A0}c", &["a", "b", "c"]),
            ("e\u{301}t", &["e", "\u{301}", "t"]),
            ("ΟΔΟΣ Σ", &["οδος", "σ"]),
            ("会员国 Ⓐ٣", &["会员国", "ⓐ", "٣"]),
            ("हिन्दी", &["ह", "\u{93f}", "न", "\u{94d}", "द", "\u{940}"]),
            ("𝐀𝟙 👍🏽", &["𝐀𝟙", "👍", "🏽"]),
            ("", &[]),
        ] {
            assert_eq!(tokens(text, Measure::Words), expected, "{text}");
        }
    }

    #[test]
    fn stems_fold_and_part() {
        for (text, expected) in [
            ("Organizations, organized!", &["organi", ",", "organi", "!"][..]),
            ("第3条UNODC", &["第", "3", "条", "unodc"]),
            ("الاتفاقيات", &["اتفاق"]),
            ("협약의", &["협약"]),
            ("ـ", &["ـ"]),
        ] {
            assert_eq!(tokens(text, Measure::Stems), expected, "{text}");
        }
    }
}
