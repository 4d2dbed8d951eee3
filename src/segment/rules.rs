//! The lists of the languages, from `rules/*.txt`.
//!
//! A line is `class: word word …`; words are without the full stop behind them. One written with a
//! capital letter holds only for words that have it (`Sat` is a day, `sat` is not). Lines that start
//! with `#` say where a list comes from. A class's words may stand on several lines.

use super::context::Folded;
use super::explain::Class;
use super::scan::{SECONDS, Seconds};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::{Arc, OnceLock};

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
    abbreviations: FxHashMap<Box<str>, Class>,
    /// Which forms abbreviations, initials and verbs of speech have, as bits: what tells most words from
    /// them without a look-up.
    forms: Box<[u64; 64]>,
    /// Those that only capitalised words are.
    capitals: FxHashMap<Box<str>, Class>,
    months: FxHashSet<Box<str>>,
    starters: FxHashSet<Box<str>>,
    speech: FxHashSet<Box<str>>,
    initials: FxHashSet<Box<str>>,
    /// Which bytes marks start with that are not ASCII.
    pub(super) seconds: Box<Seconds>,
    /// Whether a mark of this language only is not ASCII.
    pub(super) has_wide_marks: bool,
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
            abbreviations: FxHashMap::default(),
            forms: Box::new([0; 64]),
            capitals: FxHashMap::default(),
            months: FxHashSet::default(),
            starters: FxHashSet::default(),
            speech: FxHashSet::default(),
            initials: FxHashSet::default(),
            seconds: Box::new(SECONDS),
            has_wide_marks: false,
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
                "months" => self.months.extend(small(words)),
                "starters" => self.starters.extend(small(words)),
                "speech" => small(words).for_each(|word| {
                    self.know(&word);
                    self.speech.insert(word);
                }),
                "initials" => small(words).for_each(|word| {
                    self.know(&word);
                    self.initials.insert(word);
                }),
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
            let word = word.strip_suffix('.').unwrap_or(word);
            let folded = Folded::of(word);
            self.know(folded.as_str());
            let list = if capital { &mut self.capitals } else { &mut self.abbreviations };
            list.insert(folded.as_str().into(), class);
        }
    }

    /// Remembers the form of a word.
    fn know(&mut self, word: &str) {
        let (place, bit) = form(word);
        self.forms[place] |= bit;
    }

    /// Whether a word has the form of one of the lists.
    fn knows(&self, word: &str) -> bool {
        let (place, bit) = form(word);
        self.forms[place] & bit != 0
    }

    fn remove(&mut self, word: &str) {
        let folded = Folded::of(word.strip_suffix('.').unwrap_or(word));
        self.abbreviations.remove(folded.as_str());
        self.capitals.remove(folded.as_str());
        for list in [&mut self.months, &mut self.starters, &mut self.speech, &mut self.initials] {
            list.remove(folded.as_str());
        }
    }

    fn add_mark(&mut self, c: char) {
        self.marks.push(c);
        let mut buffer = [0; 4];
        match c.encode_utf8(&mut buffer).as_bytes() {
            [lead, second, ..] => {
                self.seconds[*lead as usize] |= 1 << (second & 0x3F);
                self.has_wide_marks = true;
            }
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

    /// The words of a class, in order; those that only capitalised words are have a capital letter.
    pub(super) fn words(&self, class: Class) -> Vec<String> {
        let of_class = |list: &FxHashMap<Box<str>, Class>| {
            let words = list.iter().filter(|(_, of)| **of == class);
            words.map(|(word, _)| word.to_string()).collect::<Vec<_>>()
        };
        let mut words = of_class(&self.abbreviations);
        words.extend(of_class(&self.capitals).iter().map(|word| {
            let mut letters = word.chars();
            letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
        }));
        words.sort_unstable();
        words
    }

    /// The words that usually start sentences, in order.
    pub(super) fn starters(&self) -> impl Iterator<Item = String> {
        in_order(&self.starters)
    }

    /// The months, in order.
    pub(super) fn months(&self) -> impl Iterator<Item = String> {
        in_order(&self.months)
    }

    /// The names of letters, in order.
    pub(super) fn initials(&self) -> impl Iterator<Item = String> {
        in_order(&self.initials)
    }

    /// Whether the list has a word, given in lower case, as an abbreviation, capitalised or not, or as an
    /// initial.
    pub(super) fn is_listed(&self, word: &str) -> bool {
        self.knows(word)
            && (self.abbreviations.contains_key(word)
                || self.capitals.contains_key(word)
                || self.initials.contains(word))
    }

    /// What the list says of a word, given in lower case and whether it has a capital.
    pub(super) fn class(&self, word: &str, capital: bool) -> Option<Class> {
        if !self.knows(word) {
            return None;
        }
        let capitalised = capital.then(|| self.capitals.get(word)).flatten();
        capitalised.or_else(|| self.abbreviations.get(word)).copied()
    }

    /// Whether a word, in lower case, is a month.
    pub(super) fn is_month(&self, word: &str) -> bool {
        self.months.contains(word)
    }

    /// Whether a capitalised word, given in lower case, usually starts a sentence.
    pub(super) fn is_starter(&self, word: &str) -> bool {
        self.starters.contains(word)
    }

    /// Whether the language has a list of verbs of speech.
    pub(super) fn has_speech(&self) -> bool {
        !self.speech.is_empty()
    }

    /// Whether a word is a verb of speech.
    pub(super) fn is_speech(&self, word: &str) -> bool {
        self.knows(word) && self.speech.contains(word)
    }

    /// Whether a word is the name of a letter, as initials are written in scripts of syllables.
    pub(super) fn is_initial(&self, word: &str) -> bool {
        self.knows(word) && self.initials.contains(word)
    }
}

/// Words in the small letters they are looked up by.
fn small<'w>(words: impl Iterator<Item = &'w str>) -> impl Iterator<Item = Box<str>> {
    let folded = words.map(Folded::of).filter(|word| !word.as_str().is_empty());
    folded.map(|word| word.as_str().into())
}

fn in_order(words: &FxHashSet<Box<str>>) -> impl Iterator<Item = String> {
    let mut words: Vec<String> = words.iter().map(ToString::to_string).collect();
    words.sort_unstable();
    words.into_iter()
}

/// The bit of a word's form: its length, its first and its last byte, and the third: words of India start
/// with the same two.
fn form(word: &str) -> (usize, u64) {
    let bytes = word.as_bytes();
    let byte = |byte: Option<&u8>| byte.map_or(0, |b| usize::from(*b));
    let (first, last) = (byte(bytes.first()), byte(bytes.last()));
    let mixed = first * 31 + last * 7 + word.len() * 131 + byte(bytes.get(2)) * 517;
    (mixed / 64 % 64, 1 << (mixed % 64))
}

macro_rules! lists {
    ($($code:literal),* $(,)?) => {
        [$(($code, include_str!(concat!("rules/", $code, ".txt")))),*]
    };
}

static TEXTS: &[(&str, &str)] = &lists![
    "af", "am", "ar", "ast", "az", "be", "bg", "bn", "bo", "br", "ca", "cs", "cy", "da", "de",
    "el", "en", "eo", "es", "et", "eu", "fa", "fi", "fo", "fr", "fy", "ga", "gd", "gl", "gu", "ha",
    "he", "hi", "hr", "hu", "hy", "id", "is", "it", "ja", "ka", "kk", "km", "kn", "ko", "ky", "la",
    "lb", "lo", "lt", "lv", "mk", "ml", "mn", "mr", "ms", "mt", "my", "nb", "nl", "nn", "oc", "pa",
    "pl", "pt", "ro", "ru", "sk", "sl", "so", "sq", "sr", "sv", "sw", "ta", "te", "tg", "th", "ti",
    "tr", "uk", "und", "ur", "uz", "vi", "xh", "yo", "zh", "zu",
];

/// Languages that share another's list.
const SHARED: &[(&str, &str)] = &[
    ("no", "nb"),
    ("bs", "hr"),
    ("sh", "hr"),
    ("iw", "he"),
    ("in", "id"),
    ("tl", "fil"),
    ("mo", "ro"),
    ("fil", "und"),
    ("yue", "zh"),
    ("wuu", "zh"),
    ("ckb", "fa"),
    ("ps", "ur"),
    ("ne", "hi"),
    ("sa", "hi"),
];

/// The rules of a language, by its code; those that fit any language if it has none.
pub(super) fn of(code: &str) -> Arc<Rules> {
    static ALL: OnceLock<Vec<OnceLock<Arc<Rules>>>> = OnceLock::new();
    let all = ALL.get_or_init(|| TEXTS.iter().map(|_| OnceLock::new()).collect());
    let code = SHARED.iter().find(|(from, _)| *from == code).map_or(code, |(_, to)| *to);
    let known = |code| TEXTS.iter().position(|(known, _)| *known == code);
    let place = known(code).or_else(|| known("und")).unwrap_or(0);
    let parse = || Arc::new(Rules::default().with(TEXTS[place].1).unwrap_or_default());
    all[place].get_or_init(parse).clone()
}

/// The list of a language as it is written.
#[cfg(test)]
pub(super) fn text(code: &str) -> Option<&'static str> {
    TEXTS.iter().find(|(known, _)| *known == code).map(|(_, text)| *text)
}

/// Whether a language has a list, of its own or shared.
pub(super) fn is_known(code: &str) -> bool {
    SHARED.iter().any(|(from, _)| *from == code) || TEXTS.iter().any(|(known, _)| *known == code)
}

/// The codes of the languages with rules.
pub(super) fn languages() -> impl Iterator<Item = &'static str> {
    TEXTS.iter().map(|(code, _)| *code).filter(|code| *code != "und")
}
