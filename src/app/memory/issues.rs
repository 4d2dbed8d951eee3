//! What is wrong with a translation at first sight, whatever its words mean.

use crate::model::Content;
use crate::text::{LangTag, Script, dominant_script, identify_language};

/// What is likely wrong with a pair of texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Issue {
    /// One of the texts is empty and the other is not.
    Empty,
    /// The target is the source, and not names and numbers only.
    Untranslated,
    /// A text is surely in another language than its own.
    Language,
    /// The target of a unit near fits the source better.
    Misaligned,
    /// The texts have too little in common.
    Mistranslated,
}

impl Issue {
    /// The code of its finding.
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "score-empty",
            Self::Untranslated => "score-untranslated",
            Self::Language => "score-language",
            Self::Misaligned => "score-misaligned",
            Self::Mistranslated => "score-low",
        }
    }

    /// The highest score a pair with it can have.
    pub(super) fn most(self) -> f32 {
        match self {
            Self::Empty => 0.0,
            Self::Untranslated => 0.1,
            Self::Language => 0.2,
            Self::Misaligned | Self::Mistranslated => 1.0,
        }
    }
}

/// A text and its language.
pub(super) type Side<'a> = (&'a LangTag, &'a Content);

/// What the texts alone show to be wrong.
pub(super) fn at_first_sight(source: Side<'_>, target: Side<'_>) -> Option<Issue> {
    let (left, right) = (source.1.text.trim(), target.1.text.trim());
    if left.is_empty() || right.is_empty() {
        return (left.is_empty() != right.is_empty()).then_some(Issue::Empty);
    }
    if source.0.same_language(target.0) {
        return None;
    }
    if left == right {
        return says_something(left).then_some(Issue::Untranslated);
    }
    let foreign = is_foreign(left, source.0, target.0) || is_foreign(right, target.0, source.0);
    foreign.then_some(Issue::Language)
}

/// Whether a text is more than names, numbers and codes: it has two words in small letters, or some
/// letters of a script that has no capitals.
fn says_something(text: &str) -> bool {
    const LETTERS: usize = 3;
    let plain = |word: &&str| {
        let letters = word.trim_matches(|c: char| c.is_ascii_punctuation());
        letters.chars().count() >= LETTERS && letters.chars().all(char::is_lowercase)
    };
    let uncased = |c: &char| c.is_alphabetic() && !c.is_lowercase() && !c.is_uppercase();
    text.split_whitespace().filter(plain).count() >= 2
        || text.chars().filter(uncased).count() > LETTERS
}

/// Letters from which on the language of a text is guessed; where the guess is neither of both
/// languages more are asked for.
const LETTERS: usize = 40;
const MANY_LETTERS: usize = 100;
/// The least confidence of a guess.
const SURE: f64 = 0.95;

/// Whether a text in `lang` is surely in another language.
fn is_foreign(text: &str, lang: &LangTag, other: &LangTag) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    // Han characters say a word each.
    let dense = matches!(dominant_script(text), Some(Script::Han | Script::Hiragana));
    let letters = if dense { letters * 3 } else { letters };
    if letters < LETTERS {
        return false;
    }
    let Some(found) = identify_language(text).filter(|found| found.confidence >= SURE) else {
        return false;
    };
    // Only languages that can be guessed can be missed.
    let knows = |lang: &LangTag| GUESSED.contains(&lang.language());
    knows(lang)
        && !found.lang.same_language(lang)
        && (found.lang.same_language(other) || letters >= MANY_LETTERS)
}

/// Languages whose texts are seldom taken for another, once they are long enough.
const GUESSED: &[&str] = &[
    "ar", "bg", "bn", "cs", "de", "el", "en", "es", "fa", "fi", "fr", "he", "hi", "hu", "it", "ja",
    "ko", "nl", "pl", "pt", "ro", "ru", "sv", "th", "tr", "uk", "vi", "zh",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn issue(source: (&str, &str), target: (&str, &str)) -> Option<Issue> {
        let lang = |tag: &str| LangTag::parse(tag).unwrap();
        let content = |text: &str| Content { text: text.into(), codes: Vec::new() };
        let (left, right) = (lang(source.0), lang(target.0));
        at_first_sight((&left, &content(source.1)), (&right, &content(target.1)))
    }

    #[test]
    fn what_is_wrong_is_seen() {
        let english = "The committee adopted the report without a vote on the last day.";
        let french = "Le comité a adopté le rapport sans le mettre aux voix le dernier jour.";
        assert_eq!(issue(("en", english), ("fr", french)), None);
        assert_eq!(issue(("en", english), ("fr", " ")), Some(Issue::Empty));
        assert_eq!(issue(("en", english), ("fr", english)), Some(Issue::Untranslated));
        let other = "The committee has adopted its report on the last day, without any vote.";
        assert_eq!(issue(("en", english), ("fr", other)), Some(Issue::Language));
        assert_eq!(issue(("fr", english), ("es", "Sí.")), None, "neither language, and short");
    }

    #[test]
    fn names_and_numbers_are_translated_as_they_are() {
        for text in ["Firefox", "UNODC 2017", "A/RES/55/25", "Kofi Annan", "--version", "%s: %d"] {
            assert_eq!(issue(("en", text), ("fr", text)), None, "{text}");
        }
        assert_eq!(issue(("zh", "会议开始"), ("en", "会议开始")), Some(Issue::Untranslated));
        assert_eq!(issue(("en", ""), ("fr", "")), None);
    }
}
