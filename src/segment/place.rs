//! A place where a sentence may end, and what follows it.

use super::behind;
use super::context::{first_bytes, first_word};
use super::explain::Reason;
use super::forms::is_roman;
use super::letters::{
    has_case, is_combining, is_digit, is_letter, is_lower, is_upper, letters, may_have_case,
    starts_letter,
};
use super::lexicon::Entry;
use super::rules::Rules;
use super::scan::Mark;
use std::cell::OnceCell;
use std::ops::Range;

/// Whether the sentence ends, and why.
pub(super) type Decision = (bool, Reason);

/// What follows the marks.
pub(super) struct Next<'t> {
    /// What follows the white space.
    pub(super) rest: &'t str,
    /// What stands behind opening marks.
    inner: &'t str,
    pub(super) first: Option<char>,
    /// Whether marks open it.
    pub(super) opened: bool,
    // Most decisions take no look at these.
    word: OnceCell<&'t str>,
    entry: OnceCell<Entry>,
}

impl<'t> Next<'t> {
    #[inline]
    pub(super) fn of(text: &'t str, end: usize) -> Self {
        let rest = &text[end..];
        let inner = match rest.as_bytes() {
            [first, ..] if starts_letter(*first) => rest,
            [b'"' | b'\'' | b'(', first, ..] if starts_letter(*first) => &rest[1..],
            _ => {
                let near = near(rest);
                let inner = near.trim_start_matches(behind::opens);
                let inner = inner.strip_prefix(",,").unwrap_or(inner);
                let inner = inner.trim_start_matches(['.', '…', ' ']);
                &rest[near.len() - inner.len()..]
            }
        };
        let (first, opened) = (inner.chars().next(), inner.len() < rest.len());
        Self { rest, inner, first, opened, word: OnceCell::new(), entry: OnceCell::new() }
    }

    /// The word behind opening marks.
    pub(super) fn word(&self) -> &'t str {
        self.word.get_or_init(|| match self.first {
            // Only words with a case are looked up.
            Some(c) if !may_have_case(c) => &self.inner[..c.len_utf8()],
            _ => first_word(self.inner),
        })
    }

    /// What the lists say of the word.
    pub(super) fn entry(&self, rules: &Rules) -> Entry {
        *self.entry.get_or_init(|| rules.entry(self.word()))
    }

    pub(super) fn is_lower(&self) -> bool {
        self.first.is_some_and(is_lower)
    }

    pub(super) fn is_digit(&self) -> bool {
        self.first.is_some_and(is_digit)
    }

    /// What stands behind the word.
    pub(super) fn behind(&self) -> &'t str {
        &self.inner[self.word().len()..]
    }
}

/// What may open a sentence: the first few bytes of a text, so that one of nothing but marks takes no more time
/// than others.
fn near(text: &str) -> &str {
    const NEAR: usize = 200;
    first_bytes(text, NEAR)
}

/// A place where a sentence may end.
pub(super) struct Place {
    pub(super) at: usize,
    pub(super) mark: Mark,
    /// Where the marks end.
    pub(super) run: usize,
    /// Where the closing quotes and brackets behind them end.
    pub(super) closed: usize,
    /// Where the white space behind those ends.
    pub(super) end: usize,
    /// The word before the marks.
    pub(super) word: Range<usize>,
}

/// Whether what follows starts with a mark that no sentence starts with.
pub(super) fn goes_on(rest: &str) -> bool {
    // Few bytes start such a mark, or what may stand before one.
    if !matches!(rest.as_bytes(), [b'!'..=b'/' | b' ' | b':'..=b'?' | b']' | 0xE2, ..]) {
        return false;
    }
    let rest = near(rest);
    let behind = rest.trim_start_matches(['-', '–', '—', ' ']);
    if behind.len() < rest.len() && behind.starts_with('.') && !behind.starts_with("..") {
        return true;
    }
    behind.starts_with([',', ';', ':', ')', ']', '?', '!', '/', '%', '№'])
        && !behind.starts_with(",,")
        && !behind.starts_with(":-")
        && !behind.starts_with(":)")
}

/// Whether a word is one letter, with any marks on it.
pub(super) fn is_single(word: &str) -> bool {
    match word.as_bytes() {
        [0..0x80, 0..0x80, ..] | [0xD0 | 0xD1, _, 0xD0 | 0xD1, ..] => return false,
        [0xD0 | 0xD1, _] => return true,
        _ => {}
    }
    let mut chars = word.chars();
    chars.next().is_some_and(is_letter) && chars.all(is_combining)
}

pub(super) fn is_latin(word: &str) -> bool {
    word.chars().all(|c| c < '\u{250}')
}

pub(super) fn is_all_upper(word: &str) -> bool {
    word.chars().all(|c| is_upper(c) || !is_letter(c))
}

/// Whether a word is made of letters with full stops or hyphens between (`U.S`, `J.-P`), or is the number
/// of an entry with letters in it (`B.II.6`).
pub(super) fn is_acronym(word: &str) -> bool {
    word.split(['.', '-']).all(|part| {
        let count = letters(part);
        let short = count <= 2 + usize::from(!part.starts_with(has_case));
        (short && part.chars().all(|c| is_letter(c) || is_combining(c)))
            || is_roman(part)
            || (part.len() <= 2 && part.bytes().all(|b| b.is_ascii_digit()))
    })
}
