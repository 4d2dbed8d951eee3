//! The decision at each mark, with its reason.

use super::behind::{self, Quotes};
use super::context::word_start;
use super::explain::{Reason, Verdict};
use super::labels;
use super::learn::Learnt;
use super::letters::starts_letter;
use super::marks::is_wide;
use super::place::{Next, Place, goes_on};
use super::quotation::Quotation;
use super::rules::Rules;
use super::scan::{Mark, Search};
use std::cell::Cell;
use std::ops::Range;

/// The verdicts on a text, one by one; the last one is that the text ends.
pub(super) struct Verdicts<'t, 'r> {
    pub(super) text: &'t str,
    pub(super) rules: &'r Rules,
    pub(super) learnt: Option<&'r Learnt>,
    /// Where the sentence starts.
    pub(super) start: usize,
    pub(super) scan: usize,
    search: Search,
    /// Where the next item of the list starts that the sentence is an item of.
    item: Option<usize>,
    quotes: Quotes,
    pub(super) quotation: Quotation,
    /// The white space that was last looked at.
    gap: Range<usize>,
    /// Where the next title of Chinese ends, as far as the text was looked at.
    pub(super) title: Cell<usize>,
    done: bool,
}

/// How long a stretch of a script without other borders is that a space ends, in bytes.
const LONG: usize = 60;

impl<'t, 'r> Verdicts<'t, 'r> {
    pub(super) fn new(text: &'t str, rules: &'r Rules, learnt: Option<&'r Learnt>) -> Self {
        let item = labels::next_item(text, 0);
        Self {
            text,
            rules,
            learnt,
            start: 0,
            scan: 0,
            search: Search::new(text, rules),
            item,
            quotes: Quotes::default(),
            quotation: Quotation::default(),
            gap: 0..0,
            title: Cell::new(0),
            done: text.is_empty(),
        }
    }

    /// Where the marks at a place end, where what closes behind them does, and the white space behind it.
    fn marks(&mut self, at: usize, mark: Mark) -> (usize, usize, usize) {
        let bytes = self.text.as_bytes();
        let plain = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphanumeric);
        if matches!(mark, Mark::Wide | Mark::Plain) && bytes[at] >= 0xE0 {
            match bytes.get(at + 3..at + 6) {
                Some([0xE4..=0xE9, ..] | [0xE3, 0x81..=0x83, _]) => {
                    return (at + 3, at + 3, at + 3);
                }
                Some([b' ', 0xE0, 0xA4..=0xAA]) => return (at + 3, at + 3, at + 4),
                _ => {}
            }
        }
        // Most marks stand alone before a space and a letter, or inside a word.
        if bytes[at].is_ascii_punctuation() || bytes[at] == b' ' {
            // A quote may close behind the mark.
            let closed = at + 1 + usize::from(bytes.get(at + 1) == Some(&b'"'));
            if matches!(bytes.get(closed), Some(b' ' | b'\n')) && begins(&bytes[closed + 1..]) {
                return (at + 1, closed, closed + 1);
            }
            let thai = mark == Mark::Own && bytes.get(at + 1) == Some(&0xE0);
            if plain(at + 1) || thai {
                return (at + 1, at + 1, at + 1);
            }
        }
        let run = match mark {
            Mark::Emoji => behind::emoji_end(self.text, at),
            Mark::Line | Mark::Own => at + self.text[at..].chars().next().map_or(1, char::len_utf8),
            _ => behind::run_end(self.text, at),
        };
        let mut closed = match mark {
            Mark::Line => run,
            _ => behind::closers(self.text, run, &mut self.quotes),
        };
        let mut end = self.gap_end(closed);
        // An emoji behind the marks belongs to the sentence they end.
        let smile = behind::emoji_end(self.text, end);
        if smile > end && mark != Mark::Line {
            closed = smile;
            end = self.gap_end(closed);
        }
        (run, closed, end)
    }

    /// Where the white space ends that starts at a place or before it. Each space of a long row is a mark in some
    /// languages: the row is read once.
    fn gap_end(&mut self, from: usize) -> usize {
        if !self.gap.contains(&from) {
            let rest = &self.text[from..];
            self.gap = from..from + rest.len() - rest.trim_start().len();
        }
        self.gap.end
    }

    pub(super) fn start_at(&mut self, at: usize) {
        self.start = at;
        self.scan = at;
        self.item = labels::next_item(self.text, at);
    }

    fn last(&mut self) -> Verdict {
        self.done = true;
        let end = self.text.len();
        Verdict { at: end, end, breaks: true, reason: Reason::EndOfText, word: end..end }
    }
}

impl Iterator for Verdicts<'_, '_> {
    type Item = Verdict;

    #[inline]
    fn next(&mut self) -> Option<Verdict> {
        self.step(true)
    }
}

impl Verdicts<'_, '_> {
    /// The next verdict; the commonest at a glance, if wanted.
    #[inline]
    pub(super) fn step(&mut self, glance: bool) -> Option<Verdict> {
        if self.done {
            return None;
        }
        let found = self.search.next(self.text, self.scan, self.rules);
        if let Some(at) = self.item
            && found.is_none_or(|(mark, _)| mark >= at)
        {
            self.start_at(at);
            let reason = Reason::ListItem;
            return Some(Verdict { at, end: at, breaks: true, reason, word: at..at });
        }
        let Some((at, mark)) = found else { return Some(self.last()) };
        if mark == Mark::Own && at - self.start < LONG && self.text.as_bytes()[at] == b' ' {
            self.scan = at + 1;
            let reason = Reason::ShortStretch;
            return Some(Verdict { at, end: at + 1, breaks: false, reason, word: at..at });
        }
        if at + 1 == self.text.len() {
            return Some(self.last());
        }
        if glance && let Some(verdict) = self.glance(at) {
            return Some(verdict);
        }
        self.place(at, mark)
    }

    /// The verdict on a place that takes more than a glance.
    #[inline(never)]
    #[expect(
        clippy::unnecessary_wraps,
        reason = "an option is written where `step` returns it, not copied"
    )]
    fn place(&mut self, at: usize, mark: Mark) -> Option<Verdict> {
        let (run, closed, end) = self.marks(at, mark);
        self.scan = closed.max(run);
        if end == self.text.len() {
            return Some(self.last());
        }
        // Inside a number, an address or a name nothing needs to be looked at.
        if end == run && mark == Mark::Stop && self.text.as_bytes()[run].is_ascii_lowercase() {
            return Some(Verdict { at, end, breaks: false, reason: Reason::NoSpace, word: at..at });
        }
        let from = match mark {
            Mark::Stop | Mark::Query | Mark::Own => word_start(self.text, self.start, at),
            _ => at,
        };
        let place = Place { at, mark, run, closed, end, word: from..at };
        let (mut breaks, mut reason, end) = self.decide(&place);
        let quotable = matches!(mark, Mark::Stop | Mark::Query | Mark::Ellipsis);
        if breaks && quotable && (self.is_held(closed) || self.is_aside(&place)) {
            (breaks, reason) = (false, Reason::Inside);
        }
        if breaks {
            self.start_at(end);
        }
        Some(Verdict { at, end, breaks, reason, word: place.word })
    }

    fn decide(&self, place: &Place) -> (bool, Reason, usize) {
        let run = &self.text[place.at..place.run];
        let gap = place.end > place.closed;
        let next = Next::of(self.text, place.end);
        let (breaks, reason) = match place.mark {
            Mark::Line => (true, Reason::BlankLine),
            _ if place.mark == Mark::Plain => (true, Reason::Terminator),
            Mark::Own => self.own(place, &next),
            _ if gap && self.is_interrupted(place, &next) => (false, Reason::Speech),
            Mark::Emoji => Self::emoji(gap, &next),
            _ if is_wide(run) => self.wide(place, &next),
            _ if !gap => return self.glued(place, &next),
            _ if goes_on(next.rest) => (false, Reason::MarkFollows),
            Mark::Stop if run.len() == 1 => self.full_stop(place, &next),
            Mark::Stop | Mark::Ellipsis if !run.contains(['!', '?']) => {
                if let Some(end) = self.stop_and_ellipsis(place, &next) {
                    return (true, Reason::FullStop, end);
                }
                self.ellipsis(place, &next)
            }
            _ => self.query(place, &next),
        };
        (breaks, reason, place.end)
    }
}

/// Whether a text starts with a letter, or with one behind a mark that opens.
#[inline]
fn begins(bytes: &[u8]) -> bool {
    match *bytes {
        [b'"' | b'(' | b'\'', first, ..] | [0xE2, 0x80, 0x9C, first, ..] | [first, ..] => {
            starts_letter(first)
        }
        [] => false,
    }
}
