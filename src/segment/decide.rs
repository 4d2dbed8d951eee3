//! The scan for marks, and the decision at each of them.

use super::rules::{Class, Rules};
use crate::text::is_cjk;
use crate::words::digit_value;
use std::ops::Range;

/// How far a word may reach to be looked at, in bytes: longer ones are no abbreviations.
const WORD: usize = 48;

/// The sentences of a text, one by one.
pub(super) struct Sentences<'t> {
    text: &'t str,
    rules: &'static Rules,
    start: usize,
    scan: usize,
}

impl<'t> Sentences<'t> {
    pub(super) fn new(text: &'t str, rules: &'static Rules) -> Self {
        Self { text, rules, start: 0, scan: 0 }
    }
}

impl Iterator for Sentences<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        if self.start >= self.text.len() {
            return None;
        }
        while let Some((at, mark)) = next_mark(self.text, self.scan, self.rules) {
            let behind = skip(self.text, at + mark.len_utf8(), is_mark);
            let closed = closers(self.text, behind);
            self.scan = closed.max(at + mark.len_utf8());
            let run = &self.text[at..behind];
            if let Some(end) = self.ends(at, run, closed) {
                let range = self.start..end;
                self.start = end;
                self.scan = end;
                return Some(range);
            }
        }
        let range = self.start..self.text.len();
        self.start = self.text.len();
        Some(range)
    }
}

impl Sentences<'_> {
    /// Where the sentence ends whose marks are `run`, with closing quotes and brackets up to
    /// `closed`; `None` if it goes on.
    fn ends(&self, at: usize, run: &str, closed: usize) -> Option<usize> {
        let rest = &self.text[closed..];
        let gap = rest.len() - rest.trim_start().len();
        let end = closed + gap;
        if gap == rest.len() {
            return Some(self.text.len());
        }
        let next = &self.text[end..];
        if run.contains(['。', '！', '？', '｡']) {
            // A particle right behind a closing quote goes on with the sentence: 「…。」と言った。
            let quoted = closed > at + run.len();
            let kana = next.starts_with(|c| ('\u{3041}'..='\u{309F}').contains(&c));
            return (!(quoted && kana && gap == 0)).then_some(end);
        }
        if run.contains(['۔', '।', '॥', '։', '።', '፧', '؟']) {
            return Some(end);
        }
        if run == " " {
            return Some(end);
        }
        if gap == 0 {
            return None;
        }
        let opened = next.trim_start_matches(OPENERS);
        let word = first_word(opened);
        let first = word.chars().next();
        let lower = first.is_some_and(char::is_lowercase);
        if lower {
            return None;
        }
        if next.starts_with([',', ';', ':', ')', ']', '.', '?', '!', '…']) {
            return None;
        }
        if run == "." && closed == at + 1 {
            return self.full_stop_ends(at, word, opened).then_some(end);
        }
        Some(end)
    }

    /// Whether a single full stop at `at` ends the sentence, before `next` (not in lower case).
    fn full_stop_ends(&self, at: usize, next: &str, rest: &str) -> bool {
        let before = last_word(&self.text[self.start..at]);
        let key = before.to_lowercase();
        let folded_next = next.to_lowercase();
        let digit = rest.starts_with(|c| digit_value(c).is_some());
        let starter = self.rules.is_starter(&folded_next);
        let at_start = self.text[self.start..at].trim().len() == before.len();
        if before.is_empty() {
            return true;
        }
        if before.chars().all(|c| digit_value(c).is_some()) {
            return self.number_ends(before, &folded_next, starter, at_start);
        }
        match self.rules.class(&key) {
            Some(Class::Never) => return false,
            Some(Class::Numeric) => return !digit && starter,
            Some(Class::Trailing) => return !digit,
            None => {}
        }
        let mut letters = before.chars();
        let single = letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none();
        if single && !before.chars().any(is_cjk) {
            return starter && !at_start && !before.chars().all(char::is_uppercase);
        }
        if before.contains('.') && before.chars().all(|c| c.is_alphabetic() || c == '.') {
            let short = before.split('.').all(|part| part.chars().count() <= 2);
            return !short || starter;
        }
        true
    }

    /// Whether a number with a full stop ends the sentence: not as a list's label, nor as an ordinal.
    fn number_ends(&self, number: &str, next: &str, starter: bool, at_start: bool) -> bool {
        if at_start {
            return false;
        }
        if self.rules.is_month(next) {
            return false;
        }
        !(self.rules.ordinals && number.len() <= 2 && !starter)
    }
}

/// Marks that open what follows.
const OPENERS: &[char] = &[
    '"', '\'', '“', '„', '«', '‘', '‚', '(', '[', '{', '¿', '¡', '`', '‹', '「', '『', '*', '_',
    ' ', '\u{A0}', '\u{202F}', '-', '–', '—',
];

fn is_mark(c: char) -> bool {
    matches!(
        c,
        '.' | '!'
            | '?'
            | '…'
            | '。'
            | '！'
            | '？'
            | '｡'
            | '؟'
            | '۔'
            | '।'
            | '॥'
            | '։'
            | '።'
            | '፧'
            | '‼'
            | '⁇'
            | '⁈'
            | '⁉'
    )
}

/// The next mark from byte `from` on. ASCII marks are found by byte; every other mark starts with one
/// of four lead bytes.
fn next_mark(text: &str, from: usize, rules: &Rules) -> Option<(usize, char)> {
    let bytes = text.as_bytes();
    let mut at = from;
    while at < bytes.len() {
        match bytes[at] {
            b'.' => return Some((at, '.')),
            b'!' => return Some((at, '!')),
            b'?' => return Some((at, '?')),
            b' ' if rules.spaces => return Some((at, ' ')),
            byte if rules.marks.contains(&char::from(byte)) => return Some((at, char::from(byte))),
            0xD6 | 0xD8 | 0xDB | 0xE0..=0xEF => {
                let c = text.get(at..)?.chars().next()?;
                if is_mark(c) {
                    return Some((at, c));
                }
                at += c.len_utf8();
            }
            _ => at += 1,
        }
    }
    None
}

fn skip(text: &str, from: usize, wanted: impl Fn(char) -> bool) -> usize {
    let rest = &text[from..];
    from + rest.find(|c| !wanted(c)).unwrap_or(rest.len())
}

/// The end of the quotes and brackets that close behind the marks; a guillemet may stand off by a
/// space.
fn closers(text: &str, from: usize) -> usize {
    let close = |c| {
        matches!(
            c,
            '"' | '\''
                | '”'
                | '’'
                | '»'
                | ')'
                | ']'
                | '}'
                | '）'
                | '」'
                | '』'
                | '】'
                | '》'
                | '›'
                | '“'
                | '\u{200F}'
                | '\u{200E}'
        )
    };
    let mut end = skip(text, from, close);
    let rest = &text[end..];
    let off = rest.trim_start_matches([' ', '\u{A0}', '\u{202F}']);
    let spaces = rest.len() - off.len();
    if (1..=3).contains(&spaces) && off.starts_with('»') {
        end = skip(text, end + spaces, close);
    }
    notes(text, end)
}

/// The end of references to notes that follow: `[12][13]`.
fn notes(text: &str, from: usize) -> usize {
    let mut end = from;
    while let Some(inner) = text[end..].strip_prefix('[') {
        let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 || digits > 4 || inner.as_bytes().get(digits) != Some(&b']') {
            break;
        }
        end += digits + 2;
    }
    end
}

/// The last word of `text`, with full stops inside it and without opening marks before it.
fn last_word(text: &str) -> &str {
    let mut from = text.len().saturating_sub(WORD);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let tail = &text[from..];
    let cut = |c: char| c.is_whitespace() || "\"'“„«‘(\u{5b}{/,;:!?–—’".contains(c);
    tail.rfind(cut).map_or(tail, |at| tail[at..].trim_start_matches(cut))
}

/// The first word of `text`: letters, digits and apostrophes.
fn first_word(text: &str) -> &str {
    let end = text.char_indices().take(WORD).find(|(_, c)| !c.is_alphanumeric());
    &text[..end.map_or_else(
        || text.char_indices().nth(WORD).map_or(text.len(), |(at, _)| at),
        |(at, _)| at,
    )]
}
