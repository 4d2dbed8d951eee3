//! Numbers before a full stop, and abbreviations that have to do with numbers.

use super::context::word_start;
use super::decide::Verdicts;
use super::explain::{Class, Reason};
use super::forms::{is_number, is_roman};
use super::letters::{is_digit, is_letter, is_upper, is_word};
use super::lexicon::Kind;
use super::place::{Decision, Next, Place, is_all_upper, is_single};

impl Verdicts<'_, '_> {
    /// Whether the word before the mark labels the sentence that it starts: `1.`, `(a).`, `IV.`
    pub(super) fn is_label(&self, place: &Place, word: &str) -> bool {
        let before = &self.text[self.start..place.word.start];
        if before.len() > 12 || before.contains(is_word) {
            return false;
        }
        is_number(word) && word.len() <= 12
            || is_roman(word)
            || (is_single(word) && word.starts_with(is_letter))
    }

    pub(super) fn abbreviation(&self, class: Class, place: &Place, next: &Next) -> Decision {
        // Nothing that follows changes these.
        if class == Class::Never || next.is_digit() {
            return (false, Reason::Abbreviation(class));
        }
        let starts = self.starts(next);
        let number =
            || (is_roman(next.word()) && !starts) || next.rest.starts_with(['№', '§', '°']);
        let breaks = match class {
            Class::Never => false,
            Class::Weak => starts,
            // In small letters it may be a word: `no.`, `let.`
            Class::Numeric => {
                let small = !self.text[place.word.clone()].starts_with(is_upper);
                let symbol = is_single(next.word()) || next.opened;
                starts || (small && !symbol && !next.behind().starts_with(['.', '/', '-']))
            }
            Class::Trailing => true,
            Class::Time => {
                starts
                    || !(self.leads_in(place) || self.is_date(next) || next.rest.starts_with('('))
            }
            Class::Unit => starts || self.unit_ends(place, next),
        } && !number();
        let reason = if breaks { Reason::AbbreviationBeforeStarter } else { Reason::Abbreviation };
        (breaks, reason(class))
    }

    /// Whether a unit ends the sentence before a word that is no usual start of one: a number stands
    /// before it, and no other unit or reference follows.
    pub(super) fn unit_ends(&self, place: &Place, next: &Next) -> bool {
        if !self.number_before(place) || self.leads_in(place) {
            return false;
        }
        let symbol = next.word().chars().nth(1).is_some() && is_all_upper(next.word());
        let bracket = next.rest.starts_with(['(', '[']);
        let abbreviated = next.behind().starts_with('.')
            && next.entry(self.rules).class(true) == Some(Class::Numeric);
        !symbol && !bracket && !abbreviated
    }

    /// Whether the sentence has only begun, as `At 5 p.m.` and `В 2005 г.` do.
    pub(super) fn leads_in(&self, place: &Place) -> bool {
        let before = &self.text[self.start..place.word.start];
        before.len() < 40 && before.split_whitespace().count() <= 2
    }

    pub(super) fn is_date(&self, next: &Next) -> bool {
        next.entry(self.rules).is(Kind::Month)
    }

    pub(super) fn number(&self, place: &Place, number: &str, next: &Next) -> Decision {
        if self.is_date(next) {
            return (false, Reason::Ordinal);
        }
        let starts = || self.starts(next);
        let all = &self.text[self.start..place.word.start];
        let before = all.trim_end();
        let short = number.len() <= 2 && number.bytes().all(|b| b.is_ascii_digit());
        if self.rules.ordinals && short && !starts() {
            // Behind a day the number of a month ends the date: `od 21. 4. Potom`
            let dated = !next.is_digit()
                && before
                    .strip_suffix('.')
                    .is_some_and(|rest| rest.ends_with(|c: char| c.is_ascii_digit()));
            if !dated && !self.numbered(place) {
                return (false, Reason::Ordinal);
            }
        }
        // A section's number, or one behind a colon or semicolon, labels what follows.
        let spaced = before.len() < all.len();
        let stops = number.bytes().filter(|b| *b == b'.').count();
        let section = stops >= 2 && number.split('.').all(|part| part.len() <= 2);
        let label = spaced && number.len() <= 3 && before.ends_with([':', ';']) || section;
        if label && !starts() && !next.is_digit() {
            return (false, Reason::Label);
        }
        (true, Reason::Number)
    }

    /// Whether an abbreviation that goes before numbers stands before the number at a place: `kl. 9`,
    /// `čl. 5`.
    pub(super) fn numbered(&self, place: &Place) -> bool {
        let before = self.text[self.start..place.word.start].trim_end();
        let Some(before) = before.strip_suffix('.') else { return false };
        let from = word_start(&self.text[self.start..], 0, before.len());
        let word = &before[from.min(before.len())..];
        self.rules.entry(word).class(false) == Some(Class::Numeric)
    }

    /// Whether a number or another unit stands before the word at a place.
    pub(super) fn number_before(&self, place: &Place) -> bool {
        let before = self.text[self.start..place.word.start]
            .trim_end_matches([' ', '\u{A0}', '\u{202F}', '/']);
        if before.ends_with(is_digit) || before.ends_with('#') {
            return true;
        }
        let base = self.start;
        let stop = before.trim_end_matches('.');
        let from = word_start(&self.text[base..], 0, stop.len());
        // Before another unit that number stands.
        let word = &stop[from.min(stop.len())..];
        stop[..from.min(stop.len())].trim_end_matches([' ', '\u{A0}', '.']).ends_with(is_digit)
            && self.rules.entry(word).class(false) == Some(Class::Unit)
    }
}
