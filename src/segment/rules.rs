//! The lists of the languages, from `rules/*.txt`.
//!
//! A line is `class: word word …`; words are in lower case without the full stop behind them. Lines
//! that start with `#` say where a list comes from.

use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::LazyLock;

/// What a word before a full stop says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// Never ends a sentence: titles, `e.g.`
    Never,
    /// Does not end one before a number: `No. 5`.
    Numeric,
    /// Ends one only before a capital letter: `etc.`
    Trailing,
}

/// One language's rules.
#[derive(Debug, Default)]
pub(super) struct Rules {
    abbreviations: FxHashMap<&'static str, Class>,
    months: FxHashSet<&'static str>,
    starters: FxHashSet<&'static str>,
    /// Whether a number with a full stop is an ordinal: `8. Februar`.
    pub(super) ordinals: bool,
    /// Marks beyond the usual ones that end a sentence before white space: the Armenian colon, the
    /// Greek semicolon.
    pub(super) marks: Vec<char>,
    /// Whether a space may end a sentence (Thai).
    pub(super) spaces: bool,
}

impl Rules {
    fn parse(text: &'static str) -> Self {
        let mut rules = Self::default();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let Some((class, words)) = line.split_once(':') else { continue };
            let words = words.split_whitespace();
            let mut add = |class| {
                for word in words.clone() {
                    rules.abbreviations.entry(word).or_insert(class);
                }
            };
            match class {
                "never" => add(Class::Never),
                "numeric" => add(Class::Numeric),
                "trailing" => add(Class::Trailing),
                "months" => rules.months.extend(words),
                "starters" => rules.starters.extend(words),
                "marks" => rules.marks.extend(words.flat_map(str::chars)),
                "spaces" => rules.spaces = true,
                "ordinals" => rules.ordinals = true,
                _ => {}
            }
        }
        rules
    }

    /// What the list says of a word, given in lower case.
    pub(super) fn class(&self, word: &str) -> Option<Class> {
        self.abbreviations.get(word).copied()
    }

    /// Whether a word, in lower case, is a month.
    pub(super) fn is_month(&self, word: &str) -> bool {
        self.months.contains(word)
    }

    /// Whether a capitalised word, given in lower case, usually starts a sentence.
    pub(super) fn is_starter(&self, word: &str) -> bool {
        self.starters.contains(word)
    }
}

macro_rules! lists {
    ($($code:literal),* $(,)?) => {
        [$(($code, include_str!(concat!("rules/", $code, ".txt")))),*]
    };
}

static TEXTS: &[(&str, &str)] = &lists![
    "ar", "bg", "ca", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "hi", "hr", "hu", "hy",
    "id", "it", "ja", "ko", "lt", "lv", "nb", "nl", "pl", "pt", "ro", "ru", "sk", "sl", "sv", "th",
    "tr", "uk", "vi", "zh",
];

/// Languages that share another's list.
const SHARED: &[(&str, &str)] = &[
    ("no", "nb"),
    ("nn", "nb"),
    ("bs", "hr"),
    ("sr", "hr"),
    ("mr", "hi"),
    ("ur", "ar"),
    ("fa", "ar"),
    ("be", "ru"),
    ("gl", "es"),
    ("ms", "id"),
];

static ALL: LazyLock<Vec<(&str, Rules)>> =
    LazyLock::new(|| TEXTS.iter().map(|(code, text)| (*code, Rules::parse(text))).collect());

/// The rules of a language, by its code.
pub(super) fn of(code: &str) -> Option<&'static Rules> {
    let code = SHARED.iter().find(|(from, _)| *from == code).map_or(code, |(_, to)| *to);
    ALL.iter().find(|(known, _)| *known == code).map(|(_, rules)| rules)
}

/// The codes of the languages with rules.
pub(super) fn languages() -> impl Iterator<Item = &'static str> {
    TEXTS.iter().map(|(code, _)| *code)
}
