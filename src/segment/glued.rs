//! Marks that no white space follows: inside numbers, names and addresses, or where a writer left the
//! space out.

use super::decide::Verdicts;
use super::explain::Reason;
use super::forms::is_roman;
use super::letters::{is_combining, is_letter, is_upper, letters};
use super::place::{Next, Place};
use super::scan::Mark;
use crate::text::is_cjk;

impl Verdicts<'_, '_> {
    /// A mark that no white space follows.
    pub(super) fn glued(&self, place: &Place, next: &Next) -> (bool, Reason, usize) {
        let run = &self.text[place.at..place.run];
        let cjk = next.rest.starts_with(is_cjk) || next.rest.starts_with(['「', '『', '《', '“']);
        let behind_cjk = self.text[..place.at].ends_with(is_cjk) && next.is_digit();
        if (cjk || behind_cjk)
            && (run.starts_with(['!', '?']) || place.mark == Mark::Query)
            && place.mark != Mark::Stop
        {
            return (true, Reason::Question, place.end);
        }
        if cjk && run.len() > 1 && run.bytes().all(|b| b == b'.') && run != "..." {
            return (true, Reason::Ellipsis, place.end);
        }
        if run.len() > 1 || place.mark == Mark::Query {
            let glued = self.marks_glued(place, next);
            return (glued, if glued { Reason::Glued } else { Reason::NoSpace }, place.end);
        }
        if let Some(end) = self.note_number(place) {
            return (true, Reason::FullStop, end);
        }
        let glued = self.begins_glued(place, next);
        (glued, if glued { Reason::Glued } else { Reason::NoSpace }, place.end)
    }

    /// Whether a sentence begins right behind the mark: `is late.Now we`.
    pub(super) fn begins_glued(&self, place: &Place, next: &Next) -> bool {
        if !next.first.is_some_and(is_upper) {
            return false;
        }
        let word = &self.text[place.word.clone()];
        let behind = next.behind();
        let small = word.chars().filter(|c| c.is_lowercase()).count();
        let plain =
            word.chars().all(|c| is_letter(c) || is_combining(c) || matches!(c, '\'' | '’'))
                && small >= 2
                && word.chars().skip(1).all(|c| !is_upper(c))
                || (word.len() > 2
                    && word.chars().all(|c| c.is_ascii_digit() || c == ',')
                    && !word.starts_with(','));
        let mut letters = next.word().chars();
        let capital = letters.next().is_some_and(is_upper) && !next.opened;
        let rest_small = letters.all(|c| !is_upper(c));
        let free = (behind.starts_with([' ', ',', '\n', '’', '\'']) || self.is_title(next))
            && (next.word().len() > 1 || self.starts(next));
        let ends_apart = behind.trim_start_matches([',', '’', '\'']).len() > 1;
        let known = self.rules.entry(word).class(word.starts_with(is_upper)).is_some();
        plain
            && !known
            && capital
            && (rest_small || is_roman(next.word()))
            && free
            && ends_apart
            && next.rest.starts_with(next.word())
    }

    /// Whether the next word is an abbreviation with its full stop.
    pub(super) fn is_title(&self, next: &Next) -> bool {
        next.behind().starts_with(". ") && next.entry(self.rules).class(true).is_some()
    }

    /// Whether a sentence begins right behind several marks or a question mark: `over?Then we`.
    pub(super) fn marks_glued(&self, place: &Place, next: &Next) -> bool {
        let word = &self.text[place.word.clone()];
        let plain = word.chars().all(is_letter)
            && letters(word) >= 2
            && word.ends_with(char::is_lowercase)
            && (self.rules.ellipses || place.mark == Mark::Query);
        let free = next.behind().starts_with([' ', ',', '’', '\'']) && !next.opened;
        let capital =
            next.first.is_some_and(is_upper) && (letters(next.word()) > 1 || self.starts(next));
        let small = self.rules.lower_query
            && place.mark == Mark::Query
            && next.is_lower()
            && letters(next.word()) > 1;
        plain && free && place.closed == place.run && (capital || small)
    }

    /// The end of a note's number behind the full stop: `… of the treaty.12 The …`
    pub(super) fn note_number(&self, place: &Place) -> Option<usize> {
        let text = self.text;
        let word = &text[place.word.clone()];
        let bracket = word.is_empty() && text[..place.at].ends_with([')', ']', '”', '"']);
        if !bracket
            && (letters(word) < 5 || word.contains('.') || word.chars().any(|c| !is_letter(c)))
        {
            return None;
        }
        let mut end = place.closed;
        loop {
            let digits = text[end..].bytes().take_while(u8::is_ascii_digit).count();
            if digits == 0 || digits > 3 {
                return None;
            }
            end += digits;
            let gap = usize::from(matches!(text.as_bytes().get(end), Some(b' ' | b',')));
            let after = text[end + gap..].chars().next()?;
            if gap > 0 && is_upper(after) && text.as_bytes().get(end) == Some(&b' ') {
                return Some(end + gap);
            }
            if gap == 0 || !after.is_ascii_digit() {
                return None;
            }
            end += gap;
        }
    }
}
