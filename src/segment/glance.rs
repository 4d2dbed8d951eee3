//! The commonest places, which are decided at a glance: the same way as all others, without the questions whose
//! answers are known.

use super::context::{WORD, word_start};
use super::cyrillic;
use super::decide::Verdicts;
use super::eight;
use super::explain::{Reason, Verdict};
use super::fold::Folded;
use super::forms::is_indian;
use super::letters::starts_letter;
use super::marks::is_exclaimed;
use super::place::{Next, Place};
use super::scan::Mark;
use std::ops::Range;

impl Verdicts<'_, '_> {
    /// The verdict on the mark at a place that is not the last of the text, if it is one of the commonest.
    #[inline]
    pub(super) fn glance(&mut self, at: usize) -> Option<Verdict> {
        let bytes = self.text.as_bytes();
        if bytes[at] == b'.' && bytes[at + 1].is_ascii_lowercase() {
            let (end, word) = (at + 1, at..at);
            self.scan = end;
            return Some(Verdict { at, end, breaks: false, reason: Reason::NoSpace, word });
        }
        let Some((word, reason)) = self.common(at) else { return self.stop(at) };
        let end = at + 2;
        if self.is_held(at + 1) {
            self.scan = end;
            return Some(Verdict { at, end, breaks: false, reason: Reason::Inside, word });
        }
        self.start_at(end);
        Some(Verdict { at, end, breaks: true, reason, word })
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
            (0xD0, 0x81 | 0x90..=0xAF)
                if at > 2 && bytes[at - 1] >= 0x80 && bytes[at - 3] != b' ' =>
            {
                self.cyrillic_word(at, mark)?
            }
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

    /// How long the word before `at` is, if it is of Cyrillic letters, all small but the first, and a space is
    /// before it: five letters and more, or before a full stop two with a vowel.
    #[inline]
    fn cyrillic_word(&self, at: usize, mark: u8) -> Option<usize> {
        let tail = &self.text.as_bytes()[at.saturating_sub(WORD + 1).max(self.start)..at];
        let small = cyrillic::last_small(tail);
        let (before, word) = tail.split_at(tail.len() - small);
        let capital = match before {
            [.., b' '] => None,
            [.., b' ', 0xD0, second @ (0x81 | 0x90..=0xAF)] => Some([0xD0, *second]),
            _ => return None,
        };
        let length = small + 2 * usize::from(capital.is_some());
        let vowel = || {
            let first =
                capital.and_then(|letter| cyrillic::small(u16::from_le_bytes(letter).into(), 2));
            cyrillic::has_vowel(word)
                || first.is_some_and(|first| cyrillic::has_vowel(&first.to_le_bytes()[..2]))
        };
        let plain = length >= 10
            || mark == b'.'
                && length > 2
                && !(capital.is_some() && self.rules.syllables)
                && vowel();
        plain.then_some(length)
    }

    /// How long the word before `at` is, if a space is before it and its letters are the wanted ones.
    #[inline]
    fn spaced_word(&self, at: usize, wanted: impl Fn(&[u8]) -> bool) -> Option<usize> {
        let tail = &self.text.as_bytes()[at.saturating_sub(WORD + 1).max(self.start)..at];
        let length = tail.iter().rev().take_while(|b| **b >= 0x80).count();
        let spaced = length < tail.len() && tail[tail.len() - length - 1] == b' ';
        (spaced && wanted(&tail[tail.len() - length..])).then_some(length)
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
}
