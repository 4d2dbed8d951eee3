//! `inconsistent-translation` and `inconsistent-source`

use super::{Find, Group, Rule};
use crate::model::Severity;
use rustc_hash::FxHashMap;
use xxhash_rust::xxh3::Xxh3;

pub(super) const TRANSLATION: Rule = Rule {
    id: "inconsistent-translation",
    group: Group::Translation,
    default_on: true,
    severity: Severity::Warning,
    title: "one source with several translations",
    documentation: "\
What it does: finds pairs whose source was translated otherwise before in the same file. White space does
not count. The first translation seen is the measure, whichever is better. Sources of one word are
remarks only: a word alone often has several meanings.

Why: readers take two translations for two things; and what is translated twice costs twice.

Example: \"Save changes\" – \"Enregistrer les modifications\", later \"Sauver les changements\".",
    find: Find::Set,
};

pub(super) const SOURCE: Rule = Rule {
    id: "inconsistent-source",
    group: Group::Translation,
    default_on: false,
    severity: Severity::Info,
    title: "several sources with one translation",
    documentation: "\
What it does: finds pairs whose target is the translation of another source seen before in the same file. Off by default: two sources often mean the same.

Why: one of the two may be a translation of something else, or a difference was lost.

Example: \"Open\" – \"Ouvrir\", later \"Unlock\" – \"Ouvrir\".",
    find: Find::Set,
};

/// How many pairs are remembered: about 150 MB. Later pairs are compared with these.
const REMEMBERED: usize = 4 << 20;

/// What the pairs seen so far said: the state behind `inconsistent-translation` and
/// `inconsistent-source`. Give it the pairs of one source and target language, in order. It remembers
/// hashes, not texts.
#[derive(Debug, Default)]
pub struct Consistency {
    /// By the source: its first target, and where that was.
    translations: FxHashMap<u64, (u64, u64)>,
    /// By the target: its first source, and where that was.
    sources: FxHashMap<u64, (u64, u64)>,
}

/// What a pair contradicts: places as [`Consistency::pair`] was given them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Contradiction {
    /// Where the source was first, with another target: `inconsistent-translation`.
    pub translation: Option<u64>,
    /// Where the target was first, with another source: `inconsistent-source`.
    pub source: Option<u64>,
}

impl Consistency {
    /// Adds a pair that stands at `place` (any number the caller knows it by), and says what it
    /// contradicts. What was seen first stays the measure.
    pub fn pair(&mut self, source: &str, target: &str, place: u64) -> Contradiction {
        let (Some(source), Some(target)) = (hash(source), hash(target)) else {
            return Contradiction::default();
        };
        Contradiction {
            translation: first(&mut self.translations, source, target, place),
            source: first(&mut self.sources, target, source, place),
        }
    }

    /// How bad a contradicting translation is.
    pub fn severity(source: &str) -> Severity {
        let words = source.split_whitespace().take(2).count();
        // Scripts without spaces have about two characters a word.
        let long = source.chars().filter(|c| crate::text::is_cjk(*c)).take(5).count() > 4;
        if words > 1 || long { Severity::Warning } else { Severity::Info }
    }
}

fn first(seen: &mut FxHashMap<u64, (u64, u64)>, key: u64, value: u64, place: u64) -> Option<u64> {
    if let Some((known, first)) = seen.get(&key) {
        return (*known != value).then_some(*first);
    }
    if seen.len() < REMEMBERED {
        seen.insert(key, (value, place));
    }
    None
}

/// A hash of the words of a text; `None` where it has none.
fn hash(text: &str) -> Option<u64> {
    let mut hasher = Xxh3::new();
    let mut any = false;
    for word in text.split_whitespace() {
        any |= word.chars().any(char::is_alphabetic);
        hasher.update(word.as_bytes());
        hasher.update(b" ");
    }
    any.then(|| hasher.digest())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_translation_is_the_measure() {
        let mut seen = Consistency::default();
        assert_eq!(seen.pair("Save  it", "Enregistrer", 1), Contradiction::default());
        assert_eq!(seen.pair("Save it", "Enregistrer ", 2), Contradiction::default());
        assert_eq!(seen.pair("Save it", "Sauver", 3).translation, Some(1));
        assert_eq!(seen.pair("Save it", "Sauver", 4).translation, Some(1));
        assert_eq!(seen.pair("Store it", "Enregistrer", 5).source, Some(1));
        assert_eq!(seen.pair("12", "13", 6), Contradiction::default());
        assert_eq!(seen.pair("12", "14", 7), Contradiction::default());
        assert_eq!(seen.pair("", "x", 8), Contradiction::default());
    }

    #[test]
    fn single_words_are_remarks() {
        assert_eq!(Consistency::severity("Open"), Severity::Info);
        assert_eq!(Consistency::severity("打开"), Severity::Info);
        assert_eq!(Consistency::severity("Open file"), Severity::Warning);
        assert_eq!(Consistency::severity("打开新的文件"), Severity::Warning);
    }
}
