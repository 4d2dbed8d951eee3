//! The lists of the languages, from `rules/*.txt`.
//!
//! A line is `class: word word …`; words are without the full stop behind them. One written with a
//! capital letter holds only for words that have it (`Sat` is a day, `sat` is not). Lines that start
//! with `#` say where a list comes from. A class's words may stand on several lines.

use super::explain::Class;
use super::lexicon::{Entry, Kind, Lexicon};

/// When a sentence ends although a small letter follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Lower {
    /// Behind a long word that is no abbreviation.
    #[default]
    Long,
    Always,
    Never,
}

/// The classes a line may have.
const CLASSES: &str = "never, numeric, trailing, weak, time, unit, remove, months, starters, speech, initials, \
    marks or is";
/// The habits a language may have.
const HABITS: &str = "ordinals, syllables, lower-always, lower-never, lower-short, colons, lower-query, \
    no-stops, no-ellipses, spaces, no-spaces, whole-quotations or labels-apart";

/// A line of a list that can't be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct RulesError {
    /// The line, from 1 on.
    pub line: usize,
    problem: String,
}

/// One language's rules.
#[expect(clippy::struct_excessive_bools, reason = "each is a habit of the language by itself")]
#[derive(Debug, Clone)]
pub(super) struct Rules {
    lexicon: Lexicon,
    /// Whether it has verbs of speech.
    pub(super) has_speech: bool,
    /// The two bytes that marks of this language only start with, of those that are not ASCII.
    pub(super) pairs: Vec<[u8; 2]>,
    /// The one ASCII byte that is a mark in this language only, or a semicolon.
    pub(super) own_byte: u8,
    /// Whether a number with a full stop is an ordinal: `8. Februar`.
    pub(super) ordinals: bool,
    /// Whether a short capitalised word is an initial: `Յու.`
    pub(super) syllables: bool,
    /// Marks beyond the usual ones that end a sentence before white space: the Armenian colon, the
    /// Greek semicolon.
    pub(super) marks: Vec<char>,
    pub(super) lower: Lower,
    /// How many letters a word has that ends a sentence before a small letter.
    pub(super) long: usize,
    /// Whether `?` and `!` end a sentence before a small letter.
    pub(super) lower_query: bool,
    /// Whether an ellipsis goes on where no capital letter can tell.
    pub(super) stops: bool,
    pub(super) ellipses: bool,
    /// Whether a label stands alone.
    pub(super) labels_apart: bool,
    /// Whether the sentences of a quotation stay together that stands inside a sentence.
    pub(super) whole_quotations: bool,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            lexicon: Lexicon::default(),
            has_speech: false,
            pairs: Vec::new(),
            own_byte: b';',
            ordinals: false,
            syllables: false,
            marks: Vec::new(),
            lower: Lower::Long,
            long: 5,
            lower_query: false,
            stops: true,
            ellipses: true,
            labels_apart: false,
            whole_quotations: false,
        }
    }
}

impl RulesError {
    /// What is wrong with the line, and what to do.
    pub fn problem(&self) -> &str {
        &self.problem
    }
}

impl Rules {
    /// These rules and those of a list.
    pub(super) fn with(mut self, text: &str) -> Result<Self, RulesError> {
        for (number, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let error = |problem: String| RulesError { line: number + 1, problem };
            let (class, words) = line.split_once(':').ok_or_else(|| {
                error("wants `class: word word …`, as in `never: approx`".to_owned())
            })?;
            let words = words.split_whitespace();
            match class.trim() {
                "never" => self.add(Class::Never, words),
                "numeric" => self.add(Class::Numeric, words),
                "trailing" => self.add(Class::Trailing, words),
                "weak" => self.add(Class::Weak, words),
                "time" => self.add(Class::Time, words),
                "unit" => self.add(Class::Unit, words),
                "remove" => words.for_each(|word| self.remove(word)),
                "months" => self.tell(words, Kind::Month),
                "starters" => self.tell(words, Kind::Starter),
                "speech" => {
                    self.has_speech = true;
                    self.tell(words, Kind::Speech);
                }
                "initials" => self.tell(words, Kind::Initial),
                "marks" => words.flat_map(str::chars).for_each(|c| self.add_mark(c)),
                "is" => {
                    for flag in words {
                        self.set(flag).map_err(error)?;
                    }
                }
                other => {
                    return Err(error(format!("there is no class `{other}`: use {CLASSES}")));
                }
            }
        }
        Ok(self)
    }

    fn add<'w>(&mut self, class: Class, words: impl Iterator<Item = &'w str>) {
        for word in words {
            let capital = word.starts_with(char::is_uppercase);
            self.lexicon.note(word.strip_suffix('.').unwrap_or(word), |entry| {
                entry.set_class(class, capital);
            });
        }
    }

    /// Notes what words are.
    fn tell<'w>(&mut self, words: impl Iterator<Item = &'w str>, kind: Kind) {
        words.for_each(|word| self.lexicon.note(word, |entry| entry.set(kind)));
    }

    fn remove(&mut self, word: &str) {
        let word = word.strip_suffix('.').unwrap_or(word);
        self.lexicon.note(word, |entry| *entry = Entry::default());
    }

    fn add_mark(&mut self, c: char) {
        self.marks.push(c);
        let mut buffer = [0; 4];
        match c.encode_utf8(&mut buffer).as_bytes() {
            [lead, second, ..] => self.pairs.push([*lead, *second]),
            [ascii] if *ascii != b';' => self.own_byte = *ascii,
            _ => {}
        }
    }

    /// Turns a habit of the language on.
    fn set(&mut self, flag: &str) -> Result<(), String> {
        match flag {
            "ordinals" => self.ordinals = true,
            "syllables" => self.syllables = true,
            "lower-always" => self.lower = Lower::Always,
            "lower-never" => self.lower = Lower::Never,
            "lower-short" => self.long = 4,
            "colons" => self.own_byte = b':',
            "lower-query" => self.lower_query = true,
            "no-stops" => self.stops = false,
            "no-ellipses" => self.ellipses = false,
            "spaces" => self.add_mark(' '),
            "no-spaces" => self.own_byte = b';',
            "labels-apart" => self.labels_apart = true,
            "whole-quotations" => self.whole_quotations = true,
            _ => return Err(format!("there is no habit `{flag}`: use {HABITS}")),
        }
        Ok(())
    }

    /// What the lists say of a word.
    #[inline]
    pub(super) fn entry(&self, word: &str) -> Entry {
        self.lexicon.entry(word)
    }

    /// The words of a class, in order; those that only capitalised words are have a capital letter.
    pub(super) fn words(&self, class: Class) -> Vec<String> {
        let mut words = self.lexicon.words(|entry| entry.any == Some(class));
        let capitals = self.lexicon.words(|entry| entry.capital == Some(class));
        words.extend(capitals.iter().map(|word| {
            let mut letters = word.chars();
            letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
        }));
        words.sort_unstable();
        words
    }

    /// The words that usually start sentences, in order.
    pub(super) fn starters(&self) -> Vec<String> {
        self.lexicon.words(|entry| entry.is(Kind::Starter))
    }

    /// The months, in order.
    pub(super) fn months(&self) -> Vec<String> {
        self.lexicon.words(|entry| entry.is(Kind::Month))
    }

    /// The names of letters, in order.
    pub(super) fn initials(&self) -> Vec<String> {
        self.lexicon.words(|entry| entry.is(Kind::Initial))
    }
}
