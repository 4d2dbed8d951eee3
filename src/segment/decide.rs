//! The decision at each mark, with its reason.

use super::behind::{self, Quotes};
use super::context::{
    Folded, WORD, has_case, is_combining, is_cyrillic, is_indian, is_letter, is_upper,
    starts_letter, word_start,
};
use super::eight;
use super::explain::{Class, Reason, Verdict};
use super::labels;
use super::learn::Learnt;
use super::place::{Decision, Next, Place, goes_on};
use super::quotation::Quotation;
use super::rules::{Lower, Rules};
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
    scan: usize,
    search: Search,
    /// Where the next item of the list starts that the sentence is an item of.
    item: Option<usize>,
    quotes: Quotes,
    pub(super) quotation: Quotation,
    /// Where the next title of Chinese ends, as far as the text was looked at.
    title: Cell<usize>,
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
            title: Cell::new(0),
            done: text.is_empty(),
        }
    }

    /// The word before a mark, if this is the commonest of places, where nothing needs to be looked at but
    /// the list: a word in small letters with a vowel, a full stop, a space, a capital letter; or the same
    /// of letters without a case.
    #[inline]
    fn common(&self, at: usize) -> Option<(Range<usize>, Reason)> {
        let bytes = self.text.as_bytes();
        let [mark @ (b'.' | b'!' | b'?'), b' ' | b'\n', next, second] = *bytes.get(at..at + 4)?
        else {
            return None;
        };
        let length = match (next, second) {
            (b'A'..=b'Z', _) => self.latin_word(at)?,
            (0xD0, 0x81 | 0x90..=0xAF) => self.spaced_word(at, is_cyrillic)?,
            (0xE0, 0xA4..=0xB5) if mark == b'.' => self.spaced_word(at, is_indian)?,
            _ => return None,
        };
        let word = at - length..at;
        let text = &self.text[word.clone()];
        if mark != b'.' {
            return (!is_exclaimed(text)).then_some((word, Reason::Question));
        }
        let known = !self.rules.stops
            || self.learnt.is_some_and(|learnt| learnt.is_abbreviation(Folded::of(text).as_str()))
            || self.rules.entry(text).is_listed();
        (!known).then_some((word, Reason::FullStop))
    }

    /// How long the word before `at` is, if it is of ASCII letters with a vowel, all small but the first, and
    /// a space is before it.
    #[inline]
    fn latin_word(&self, at: usize) -> Option<usize> {
        const WORD: usize = 24;
        let tail = &self.text.as_bytes()[at.saturating_sub(WORD).max(self.start)..at];
        let small = eight::last_small(tail);
        let capital = tail.get((tail.len() - small).wrapping_sub(1))?.is_ascii_uppercase();
        let length = small + usize::from(capital);
        let spaced = length < tail.len() && matches!(tail[tail.len() - length - 1], b' ' | b'\n');
        let plain = small > 1 && !(capital && self.rules.syllables);
        (plain && spaced && (small > 4 || eight::ends_with_vowel(tail, length))).then_some(length)
    }

    /// How long the word before `at` is, if a space is before it and its letters are the wanted ones.
    #[inline]
    fn spaced_word(&self, at: usize, wanted: impl Fn(&[u8]) -> bool) -> Option<usize> {
        let tail = &self.text.as_bytes()[at.saturating_sub(WORD + 1).max(self.start)..at];
        let length = tail.iter().rev().take_while(|b| **b >= 0x80).count();
        let spaced = length < tail.len() && tail[tail.len() - length - 1] == b' ';
        (spaced && wanted(&tail[tail.len() - length..])).then_some(length)
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
        let gap =
            |from: usize| from + self.text[from..].len() - self.text[from..].trim_start().len();
        let mut end = gap(closed);
        // An emoji behind the marks belongs to the sentence they end.
        let smile = behind::emoji_end(self.text, end);
        if smile > end && mark != Mark::Line {
            closed = smile;
            end = gap(closed);
        }
        (run, closed, end)
    }

    fn start_at(&mut self, at: usize) {
        self.start = at;
        self.scan = at;
        self.item = labels::next_item(self.text, at);
    }

    fn last(&mut self) -> Option<Verdict> {
        self.done = true;
        let end = self.text.len();
        Some(Verdict { at: end, end, breaks: true, reason: Reason::EndOfText, word: end..end })
    }
}

impl Iterator for Verdicts<'_, '_> {
    type Item = Verdict;

    #[inline]
    fn next(&mut self) -> Option<Verdict> {
        if self.done {
            return None;
        }
        let found = self.search.next(self.text, self.scan, self.rules);
        if let Some(item) = self.item
            && found.is_none_or(|(at, _)| at >= item)
        {
            self.start_at(item);
            let word = item..item;
            return Some(Verdict {
                at: item,
                end: item,
                breaks: true,
                reason: Reason::ListItem,
                word,
            });
        }
        let Some((at, mark)) = found else { return self.last() };
        if mark == Mark::Own && at - self.start < LONG && self.text.as_bytes()[at] == b' ' {
            self.scan = at + 1;
            let reason = Reason::ShortStretch;
            return Some(Verdict { at, end: at + 1, breaks: false, reason, word: at..at });
        }
        if at + 1 == self.text.len() {
            return self.last();
        }
        let bytes = self.text.as_bytes();
        // Inside a number, an address or a name nothing needs to be looked at.
        if mark == Mark::Stop && bytes[at] == b'.' && bytes[at + 1].is_ascii_lowercase() {
            self.scan = at + 1;
            return Some(Verdict {
                at,
                end: at + 1,
                breaks: false,
                reason: Reason::NoSpace,
                word: at..at,
            });
        }
        if let Some((word, reason)) = self.common(at) {
            let end = at + 2;
            if self.is_held(at + 1) {
                self.scan = end;
                return Some(Verdict { at, end, breaks: false, reason: Reason::Inside, word });
            }
            self.start_at(end);
            return Some(Verdict { at, end, breaks: true, reason, word });
        }
        if let Some(verdict) = self.stop(at) {
            return Some(verdict);
        }
        self.place(at, mark)
    }
}

impl Verdicts<'_, '_> {
    /// The verdict on a place that takes more than a glance. There always is one: as an option it is written
    /// where the caller returns it, and not copied.
    #[inline(never)]
    fn place(&mut self, at: usize, mark: Mark) -> Option<Verdict> {
        let (run, closed, end) = self.marks(at, mark);
        self.scan = closed.max(run);
        if end == self.text.len() {
            return self.last();
        }
        // As above, behind several full stops.
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

    /// The verdict on a full stop between a word and a space, and on one between digits, if it is one of those.
    #[inline]
    fn stop(&mut self, at: usize) -> Option<Verdict> {
        let bytes = self.text.as_bytes();
        let [b'.', next, behind, ..] = bytes[at..] else { return None };
        if next.is_ascii_digit() && at > self.start && bytes[at - 1].is_ascii_digit() {
            self.scan = at + 1;
            let word = word_start(self.text, self.start, at)..at;
            return Some(Verdict { at, end: at + 1, breaks: false, reason: Reason::NoSpace, word });
        }
        let quoted = matches!(behind, b'"' | b'\'');
        if next != b' ' || !starts_letter(if quoted { *bytes.get(at + 3)? } else { behind }) {
            return None;
        }
        let (run, end) = (at + 1, at + 2);
        let word = word_start(self.text, self.start, at)..at;
        let place = Place { at, mark: Mark::Stop, run, closed: run, end, word };
        let (mut breaks, mut reason) = self.full_stop(&place, &Next::of(self.text, end));
        if breaks && self.is_held(run) {
            (breaks, reason) = (false, Reason::Inside);
        }
        self.scan = run;
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

    /// A mark that ends sentences in this language only, or only before a capital letter.
    fn own(&self, place: &Place, next: &Next) -> Decision {
        let mark = &self.text[place.at..place.run];
        if mark == " " {
            return self.space(place, next);
        }
        if place.end == place.closed {
            return (false, Reason::NoSpace);
        }
        let listed = self.rules.marks.iter().any(|c| mark.starts_with(*c));
        let breaks = match mark {
            // A long clause before a semicolon of its own is a sentence to a translator.
            "·" => place.at - self.start > 80,
            ";" | ":" if !listed => {
                let entity = self.text[place.word.clone()].contains('&');
                let bracket = self.text[..place.at].ends_with(')');
                place.closed == place.run && !entity && !bracket && self.starts(next)
            }
            _ => !next.is_lower(),
        };
        (breaks, if breaks { Reason::OwnMark } else { Reason::LowerCase })
    }

    /// A space of a script that has no other border between sentences: one between letters of the script
    /// ends a stretch that is long enough.
    fn space(&self, place: &Place, next: &Next) -> Decision {
        let letter = |c: char| is_letter(c) && !has_case(c);
        let before = self.text[..place.at]
            .chars()
            .next_back()
            .is_some_and(|c| letter(c) || is_combining(c) || c == 'ๆ');
        let breaks = before && next.rest.starts_with(letter);
        (breaks, if breaks { Reason::OwnMark } else { Reason::ShortStretch })
    }

    fn emoji(gap: bool, next: &Next) -> Decision {
        if !gap {
            return (false, Reason::NoSpace);
        }
        let capital = next.first.is_some_and(is_upper) && !next.opened;
        (capital, if capital { Reason::Emoji } else { Reason::LowerCase })
    }

    /// Marks of Chinese and Japanese.
    fn wide(&self, place: &Place, next: &Next) -> Decision {
        let quoted = place.closed > place.run;
        let particle = next.rest.starts_with(|c| ('\u{3041}'..='\u{309F}').contains(&c));
        if quoted && particle && place.end == place.closed {
            return (false, Reason::Speech);
        }
        if next.rest.starts_with(['、', '，', '；', '：', '）', ',']) {
            return (false, Reason::MarkFollows);
        }
        if self.text[place.at..].starts_with('．') && next.is_digit() {
            return (false, Reason::NoSpace);
        }
        let inside = self.in_title(place);
        (!inside, if inside { Reason::Inside } else { Reason::Terminator })
    }

    /// Whether the marks stand inside a title of Chinese, near enough to both its ends.
    fn in_title(&self, place: &Place) -> bool {
        /// How far its ends are looked for, in letters.
        const NEAR: usize = 40;
        // Most texts have few titles: where the next one ends is remembered.
        let mut end = self.title.get();
        if end < place.end {
            let found = memchr::memmem::find(&self.text.as_bytes()[place.end..], "》".as_bytes());
            end = found.map_or(usize::MAX, |found| place.end + found);
            self.title.set(end);
        }
        if end > place.end + 4 * NEAR {
            return false;
        }
        let bracket = |c: &char| matches!(c, '《' | '》');
        let mut ahead = self.text[place.end..].chars().take(NEAR);
        let mut back = self.text[self.start..place.at].chars().rev().take(NEAR);
        ahead.find(bracket) == Some('》') && back.find(bracket) == Some('《')
    }

    /// The end of the full stop that four stops with spaces between them start with, as American style
    /// guides ask for: the other three stand for what was left out before the next sentence.
    fn stop_and_ellipsis(&self, place: &Place, next: &Next) -> Option<usize> {
        let four = &self.text[place.at..place.run] == ". . . .";
        let ended = self.text[..place.at].ends_with(is_letter);
        (four && ended && next.first.is_some_and(is_upper) && !next.opened).then_some(place.at + 2)
    }

    fn ellipsis(&self, place: &Place, next: &Next) -> Decision {
        let run = &self.text[place.at..place.run];
        if run.starts_with(". .") && place.at == self.start {
            return (false, Reason::Ellipsis);
        }
        if next.is_lower() {
            let breaks = self.rules.lower == Lower::Always;
            return (breaks, if breaks { Reason::LowerCaseAfterWord } else { Reason::LowerCase });
        }
        let capital = next.first.is_some_and(is_upper);
        let stopped = run.contains('…') && run.ends_with('.');
        if !(self.rules.ellipses || capital || stopped) {
            return (false, Reason::Ellipsis);
        }
        // `[…]` and `(...)` stand for words left out.
        let before = self.text[self.start..place.at].chars().next_back();
        let bracket = self.text[place.run..].starts_with([']', ')']);
        if bracket && matches!(before, Some('[' | '(')) && next.rest.starts_with('(') {
            return (false, Reason::Inside);
        }
        if run.starts_with(". .") && next.word() == "I" {
            return (false, Reason::Ellipsis);
        }
        (true, Reason::Ellipsis)
    }

    fn query(&self, place: &Place, next: &Next) -> Decision {
        let quoted = place.closed > place.run;
        let before = self.text[self.start..place.at].chars().next_back();
        if matches!(before, Some('(' | '[')) && quoted {
            return (false, Reason::Inside);
        }
        if next.is_digit() && self.in_bracket(place) {
            return (false, Reason::Inside);
        }
        let name = &self.text[place.word.clone()];
        if is_exclaimed(name) && !self.starts(next) {
            return (false, Reason::Abbreviation(Class::Never));
        }
        if self.speaks(place, next) {
            return (false, Reason::Speech);
        }
        if next.is_lower() {
            let breaks = self.rules.lower == Lower::Always
                || (self.rules.lower_query && !quoted && !next.opened);
            return (breaks, if breaks { Reason::LowerCaseAfterWord } else { Reason::LowerCase });
        }
        (true, Reason::Question)
    }

    /// Whether a pair of brackets is around the marks, near enough.
    fn in_bracket(&self, place: &Place) -> bool {
        const NEAR: usize = 40;
        let before = self.text[self.start..place.at].chars().rev().take(NEAR);
        let behind = self.text[place.end..].chars().take(NEAR);
        let bracket = |c: &char| matches!(c, '[' | ']');
        { before }.find(bracket) == Some('[') && { behind }.find(bracket) == Some(']')
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

/// Whether one of the marks is one of Chinese and Japanese.
fn is_wide(marks: &str) -> bool {
    match marks.as_bytes() {
        [0xE3, 0x80, 0x82] | [0xEF, 0xBC, 0x81 | 0x8E | 0x9F] | [0xEF, 0xBD, 0xA1] => true,
        [_] => false,
        _ => !marks.is_ascii() && marks.contains(['。', '！', '？', '｡', '．']),
    }
}

/// Whether a word is a name that ends in an exclamation mark.
fn is_exclaimed(word: &str) -> bool {
    ["yahoo", "jeopardy", "joomla", "wham"].iter().any(|name| name.eq_ignore_ascii_case(word))
}
