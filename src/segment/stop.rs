//! A single full stop with white space behind it.

use super::context::word_start;
use super::cyrillic;
use super::decide::Verdicts;
use super::explain::{Class, Reason};
use super::fold::Folded;
use super::forms::{is_number, is_roman, is_vowelless};
use super::learn::Learnt;
use super::letters::{has_case, is_combining, is_letter, is_upper, is_word, letters};
use super::lexicon::{Entry, Kind};
use super::place::{Decision, Next, Place, is_acronym, is_all_upper, is_latin, is_single};
use super::rules::Lower;
use crate::text::is_cjk;

impl Verdicts<'_, '_> {
    /// A single full stop with white space behind it.
    pub(super) fn full_stop(&self, place: &Place, next: &Next) -> Decision {
        let word = &self.text[place.word.clone()];
        let quoted = place.closed > place.run;
        // Most words are long and in small letters: only a list can say that they are abbreviations.
        let common = word.len() > 1
            && word.bytes().all(|b| b.is_ascii_lowercase())
            && (word.len() > 4 || next.rest.is_char_boundary(1) && !is_vowelless(word));
        if !common && let Some(class) = self.cyrillic(word).filter(|_| !quoted && !next.is_lower())
        {
            return self.abbreviation(class, place, next);
        }
        if common && !quoted && self.rules.stops && !next.is_lower() {
            return match self.rules.entry(word).class(false) {
                Some(class) => self.abbreviation(class, place, next),
                None => self.unknown(word, next),
            };
        }
        let capital = word.starts_with(is_upper);
        if next.is_lower() {
            return self.before_lower(word, quoted, next);
        }
        if !self.rules.stops {
            return (false, Reason::FullStop);
        }
        let plain =
            matches!(word.as_bytes(), [b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | 0xD0 | 0xD1, ..]);
        if !plain && !word.contains(is_word) {
            return (true, Reason::FullStop);
        }
        if self.is_label(place, word) {
            return (self.rules.labels_apart && !quoted, Reason::Label);
        }
        if quoted {
            if self.speaks(place, next) {
                return (false, Reason::Speech);
            }
            return self.quoted(place, word, next);
        }
        if is_number(word) {
            return self.number(place, word, next);
        }
        let single = is_single(word);
        let entry = self.rules.entry(word);
        if single
            && (capital || !self.text[place.word.clone()].starts_with(has_case))
            && !word.chars().any(is_cjk)
            || entry.is(Kind::Initial)
        {
            return self.initial(place, next);
        }
        if let Some(class) = self.class_of(word, entry, capital) {
            return self.abbreviation(class, place, next);
        }
        if single && !word.chars().any(is_cjk) {
            return self.small_letter(place, next);
        }
        if word.contains('.') && is_acronym(word) {
            let starts = self.starts(next);
            return (starts, if starts { Reason::AcronymBeforeStarter } else { Reason::Acronym });
        }
        if self.rules.syllables
            && capital
            && letters(word) <= 3
            && !is_all_upper(word)
            && !self.starts(next)
        {
            return (false, Reason::Initial);
        }
        if is_roman(word) && word.len() > 1 && self.rules.ordinals && !self.starts(next) {
            return (false, Reason::Ordinal);
        }
        if !capital
            && is_latin(word)
            && letters(word) <= 4
            && next.first.is_some_and(|c| c > '\u{36F}' && is_letter(c))
            && self.text[self.start..place.word.start].trim_end().ends_with(['(', ','])
        {
            return (false, Reason::ForeignScript);
        }
        if is_vowelless(word)
            && !is_all_upper(word)
            && !self.starts(next)
            && !self.number_before(place)
        {
            return (false, Reason::Vowelless);
        }
        self.unknown(word, next)
    }

    /// The class of a word of small Cyrillic letters, more than one: no form of it says what it is, and only a
    /// list can.
    #[inline]
    fn cyrillic(&self, word: &str) -> Option<Class> {
        let small = word.len() > 2 && cyrillic::last_small(word.as_bytes()) == word.len();
        let entry = (small && self.rules.stops).then(|| self.rules.entry(word))?;
        if entry.is(Kind::Initial) { None } else { entry.class(false) }
    }

    /// A word no list and no form says anything of.
    pub(super) fn unknown(&self, word: &str, next: &Next) -> Decision {
        let learnt = self.is_learnt(word) && !self.starts(next);
        if learnt { (false, Reason::Learnt) } else { (true, Reason::FullStop) }
    }

    /// Whether the document uses a word as an abbreviation.
    pub(super) fn is_learnt(&self, word: &str) -> bool {
        self.learnt.is_some_and(|learnt| learnt.is_abbreviation(Folded::of(word).as_str()))
    }

    pub(super) fn before_lower(&self, word: &str, quoted: bool, next: &Next) -> Decision {
        let dots = next.opened && next.rest.starts_with(['.', '…']) && !quoted;
        let bullet = || next.rest.starts_with("- ") || next.rest.starts_with(['•', '▪', '●']);
        let held = quoted || (next.opened && !dots && !bullet());
        if held {
            return match self.rules.lower {
                Lower::Always if !quoted => (true, Reason::LowerCaseAfterWord),
                _ => (false, Reason::LowerCase),
            };
        }
        let entry = self.rules.entry(word);
        let breaks = match self.rules.lower {
            Lower::Always => entry.class(word.starts_with(is_upper)).is_none() && !is_single(word),
            Lower::Never => false,
            Lower::Long => {
                (letters(word) >= self.rules.long
                    || dots && letters(word) >= 3
                    || letters(word) > 1 && entry.is(Kind::Starter) && !word.starts_with(is_upper))
                    && word
                        .chars()
                        .all(|c| is_letter(c) || is_combining(c) || matches!(c, '\'' | '’'))
                    && entry.class(true).is_none()
                    && !self.is_learnt(word)
            }
        };
        (breaks, if breaks { Reason::LowerCaseAfterWord } else { Reason::LowerCase })
    }

    /// What a list says of a word, or of its part behind an apostrophe (`l'art.`).
    pub(super) fn class_of(&self, word: &str, entry: Entry, capital: bool) -> Option<Class> {
        let found = entry.class(capital);
        // In capitals it is more likely an acronym that looks the same.
        if found == Some(Class::Numeric)
            && word.len() > 1
            && !word.contains('.')
            && is_all_upper(word)
            && letters(word) > 1
        {
            return None;
        }
        let joined = |b: u8| matches!(b, b'\'' | b'-' | 0xE2);
        if found.is_some() || !word.bytes().any(joined) {
            return found;
        }
        found.or_else(|| {
            let part = word.rsplit(['\'', '’', '-']).next()?;
            let joined = part.len() > 1 && part.len() < word.len();
            joined.then(|| self.rules.entry(part).class(part.starts_with(is_upper))).flatten()
        })
    }

    /// An initial: the sentence ends only before a word that starts sentences.
    pub(super) fn initial(&self, place: &Place, next: &Next) -> Decision {
        let before = self.text[self.start..place.word.start].trim_end();
        let from = word_start(&self.text[self.start..], 0, before.len());
        let named = Folded::of(&before[from..]);
        let letter = LETTERED.iter().any(|stem| named.as_str().starts_with(stem));
        if self.starts(next) || (letter && !next.is_digit()) {
            return (true, Reason::InitialBeforeStarter);
        }
        (false, Reason::Initial)
    }

    /// A single small letter: a unit behind a number, otherwise an abbreviation.
    pub(super) fn small_letter(&self, place: &Place, next: &Next) -> Decision {
        let breaks = self.starts(next) || self.number_before(place);
        (breaks, if breaks { Reason::InitialBeforeStarter } else { Reason::Initial })
    }

    /// Marks with a closing quote or bracket behind: an abbreviation may stand in it.
    pub(super) fn quoted(&self, place: &Place, word: &str, next: &Next) -> Decision {
        let bracket = self.text[place.run..].starts_with([')', ']']);
        let class = self.class_of(word, self.rules.entry(word), word.starts_with(is_upper));
        match class {
            Some(class) if bracket && !self.starts(next) => (false, Reason::Abbreviation(class)),
            _ => (true, Reason::FullStop),
        }
    }

    /// Whether the next word is one that usually starts sentences.
    pub(super) fn starts(&self, next: &Next) -> bool {
        if !next.first.is_some_and(is_upper) {
            return false;
        }
        // One letter is an initial or a symbol where a mark joins it: `A. I. Rabin`, `A/60/1`.
        if is_single(next.word()) && next.behind().starts_with(['.', '/', '-']) {
            return false;
        }
        let learnt = |learnt: &Learnt| learnt.is_starter(Folded::of(next.word()).as_str());
        if !next.entry(self.rules).is(Kind::Starter) && !self.learnt.is_some_and(learnt) {
            return false;
        }
        // A particle of a name has a capital behind it: `El Baradei`, `Van Dyck`.
        !is_particle(next.word()) || !next.behind().trim_start().starts_with(is_upper)
    }
}

/// Whether a word is a particle of names in many languages.
fn is_particle(word: &str) -> bool {
    let first = word.bytes().next().unwrap_or_default();
    // Folded they have three letters at most; few words have a start like theirs.
    word.len() <= 6
        && matches!(first | 0x20, b'a' | b'd' | b'e' | b'l' | b'v')
        && matches!(
            Folded::of(word).as_str(),
            "de" | "le"
                | "la"
                | "van"
                | "von"
                | "da"
                | "do"
                | "dos"
                | "di"
                | "du"
                | "den"
                | "der"
                | "el"
                | "al"
                | "lo"
                | "las"
                | "los"
                | "les"
        )
}

/// How the names start, in many languages, of things that a letter tells apart: vitamin A, hepatitis B.
const LETTERED: &[&str] = &[
    "vitam",
    "hepatit",
    "kategor",
    "categor",
    "витам",
    "вітам",
    "гепатит",
    "категор",
    "βιταμ",
    "κατηγορ",
];
