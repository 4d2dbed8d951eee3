//! Quotations: verbs of speech behind them, and those that belong to the sentence they stand in: `His
//! mother wrote, "He is ill. In short, he is in love."` Only a language that asks for it (`is:
//! whole-quotations`) keeps those whole: most treebanks cut the sentences of a quotation apart.

use super::decide::Verdicts;
use super::letters::{has_case, is_upper};
use super::lexicon::Kind;
use super::place::{Next, Place};
use super::rules::Rules;
use super::scan;

/// How long a quotation may be, and how far before it the verb of speech may stand, in bytes.
const LONG: usize = 700;
const NEAR: usize = 60;

/// The last quotation that opened behind a comma, as far as the text was read. Each byte is read once.
#[derive(Debug, Default)]
pub(super) struct Quotation {
    read: usize,
    open: usize,
    close: usize,
}

impl Quotation {
    /// Whether the marks that end at `to` stand inside a quotation that the sentence from `start` on holds.
    pub(super) fn holds(&mut self, text: &str, start: usize, to: usize, rules: &Rules) -> bool {
        let bytes = text.as_bytes();
        while self.close < to && self.read < to {
            let next = memchr::memchr3(b'"', b'\'', 0xE2, &bytes[self.read..]);
            let at = next.map_or(bytes.len(), |found| self.read + found);
            self.read = at.max(to);
            if at < to {
                self.read = at + 1;
                if bytes[..at].ends_with(b", ") {
                    self.open(text, at, rules);
                }
            }
        }
        self.open > start && self.open < to && to <= self.close
    }

    /// Whether such a quotation closed between `from` and `to`.
    pub(super) fn closed(&self, start: usize, from: usize, to: usize) -> bool {
        self.open > start && (from..to).contains(&self.close)
    }

    /// Takes the quotation that opens at a quote behind a comma and a space, if it is one.
    fn open(&mut self, text: &str, at: usize, rules: &Rules) {
        let bytes = text.as_bytes();
        let before = &text[..at - 2];
        let (inner, mark) = match bytes[at..] {
            [b'"', ..] => (at + 1, "\""),
            [b'\'', ..] => (at + 1, "'"),
            [0xE2, 0x80, 0x9C, ..] => (at + 3, "”"),
            [0xE2, 0x80, 0x98, ..] => (at + 3, "’"),
            _ => return,
        };
        let letter = text[inner..].starts_with(char::is_alphanumeric);
        // Behind single quotes no treebank has a sentence that ends; behind others some have.
        let single = matches!(mark, "'" | "’");
        if letter
            && (single || is_said(before, rules))
            && let Some(close) = closing(text, inner, mark)
        {
            (self.open, self.close) = (at, close);
            self.read = close;
        }
    }
}

impl Verdicts<'_, '_> {
    /// Whether marks that end at `to` stand inside a quotation that belongs to the sentence.
    #[inline]
    pub(super) fn is_held(&mut self, to: usize) -> bool {
        self.rules.whole_quotations && self.quotation.holds(self.text, self.start, to, self.rules)
    }

    /// Whether a remark in brackets follows such a quotation.
    pub(super) fn is_aside(&self, place: &Place) -> bool {
        self.text[place.end..].starts_with('(')
            && self.quotation.closed(self.start, place.run, place.closed)
    }

    /// Whether a quotation goes on behind the words of its author: `«Куда? – спросила мама. – Завтра …»`.
    pub(super) fn is_interrupted(&self, place: &Place, next: &Next) -> bool {
        /// How far the quotation may have opened, in letters.
        const FAR: usize = 300;
        let dashed = matches!(next.rest.as_bytes(), [0xE2, 0x80, 0x93 | 0x94, ..]);
        if !(dashed && self.rules.whole_quotations && next.first.is_some_and(is_upper)) {
            return false;
        }
        let before = self.text[self.start..place.at].chars().rev().take(FAR);
        let (mut dash, mut letter) = (false, ' ');
        for c in before {
            match c {
                '«' => return dash,
                '»' => return false,
                '–' | '—' if letter == ' ' => dash = true,
                _ => letter = c,
            }
        }
        false
    }

    /// Whether a verb of speech follows a quotation, near its end: `“Why?” asked he`, `!" he cried`.
    pub(super) fn speaks(&self, place: &Place, next: &Next) -> bool {
        /// How far the verb is looked for, in bytes.
        const REACH: usize = 160;
        if !self.rules.has_speech || next.first.is_some_and(is_upper) {
            return false;
        }
        let quoted = place.closed > place.run;
        let cased = next.first.is_some_and(has_case);
        // Behind a quotation the verb may stand anywhere near; without one only where it can't miss.
        let (skipped, words) = match (quoted, cased) {
            (true, true) => (0, 2),
            (true, false) => (0, 4),
            (false, true) => (1, 1),
            (false, false) => (0, 1),
        };
        let mut reach = next.rest.len().min(REACH);
        while !next.rest.is_char_boundary(reach) {
            reach -= 1;
        }
        let mut at = 0;
        for place in 0..skipped + words {
            let Some(rest) = next.rest.get(at..reach) else { break };
            let word = &rest[..rest.bytes().position(|b| b == b' ').unwrap_or(rest.len())];
            at += word.len() + 1;
            let bare = word.trim_end_matches(|c| c == ',' || scan::mark(c).is_some());
            if place >= skipped && self.rules.entry(bare).is(Kind::Speech) {
                return true;
            }
            if bare.len() < word.len() {
                return false;
            }
        }
        false
    }
}

/// Whether a verb of speech stands before a quotation, in the same sentence.
fn is_said(before: &str, rules: &Rules) -> bool {
    let mut low = before.len().saturating_sub(NEAR);
    while !before.is_char_boundary(low) {
        low += 1;
    }
    let near = &before[low..];
    let sentence = near.rfind(['.', '!', '?']).map_or(near, |stop| &near[stop..]);
    sentence.split(' ').any(|word| rules.entry(word).is(Kind::Speech))
}

/// Where the mark stands that closes a quotation, near enough: behind the end of a sentence, or for single
/// quotes, which look like apostrophes, behind any word.
fn closing(text: &str, from: usize, mark: &str) -> Option<usize> {
    let mut to = text.len().min(from + LONG);
    while !text.is_char_boundary(to) {
        to -= 1;
    }
    let inner = &text[from..to];
    for (place, _) in inner.match_indices(mark) {
        let inside = inner[place + mark.len()..].starts_with(char::is_alphanumeric);
        if inside {
            continue;
        }
        let ended = inner[..place].ends_with(['.', '!', '?', '…']);
        return (ended || mark == "’").then_some(from + place);
    }
    None
}
