//! The marks other than a single full stop.

use super::decide::Verdicts;
use super::explain::{Class, Reason};
use super::letters::{has_case, is_combining, is_letter, is_upper};
use super::place::{Decision, Next, Place};
use super::rules::Lower;

impl Verdicts<'_, '_> {
    /// A mark that ends sentences in this language only, or only before a capital letter.
    pub(super) fn own(&self, place: &Place, next: &Next) -> Decision {
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
    pub(super) fn space(&self, place: &Place, next: &Next) -> Decision {
        let letter = |c: char| is_letter(c) && !has_case(c);
        let before = self.text[..place.at]
            .chars()
            .next_back()
            .is_some_and(|c| letter(c) || is_combining(c) || c == 'ๆ');
        let breaks = before && next.rest.starts_with(letter);
        (breaks, if breaks { Reason::OwnMark } else { Reason::ShortStretch })
    }

    pub(super) fn emoji(gap: bool, next: &Next) -> Decision {
        if !gap {
            return (false, Reason::NoSpace);
        }
        let capital = next.first.is_some_and(is_upper) && !next.opened;
        (capital, if capital { Reason::Emoji } else { Reason::LowerCase })
    }

    /// Marks of Chinese and Japanese.
    pub(super) fn wide(&self, place: &Place, next: &Next) -> Decision {
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
    pub(super) fn stop_and_ellipsis(&self, place: &Place, next: &Next) -> Option<usize> {
        let four = &self.text[place.at..place.run] == ". . . .";
        let ended = self.text[..place.at].ends_with(is_letter);
        (four && ended && next.first.is_some_and(is_upper) && !next.opened).then_some(place.at + 2)
    }

    pub(super) fn ellipsis(&self, place: &Place, next: &Next) -> Decision {
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

    pub(super) fn query(&self, place: &Place, next: &Next) -> Decision {
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

/// Whether one of the marks is one of Chinese and Japanese.
pub(super) fn is_wide(marks: &str) -> bool {
    match marks.as_bytes() {
        [0xE3, 0x80, 0x82] | [0xEF, 0xBC, 0x81 | 0x8E | 0x9F] | [0xEF, 0xBD, 0xA1] => true,
        [_] => false,
        _ => !marks.is_ascii() && marks.contains(['。', '！', '？', '｡', '．']),
    }
}

/// Whether a word is a name that ends in an exclamation mark.
pub(super) fn is_exclaimed(word: &str) -> bool {
    ["yahoo", "jeopardy", "joomla", "wham"].iter().any(|name| name.eq_ignore_ascii_case(word))
}
