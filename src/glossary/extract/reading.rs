//! A text as candidates see it: its tokens, what stands between them, and where capitals mean nothing.

use super::markup::for_machines;
use crate::glossary::tokens::{Place, each_token};
use crate::text::is_cjk;
use std::ops::Range;

/// What stands before a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Before {
    /// What no candidate goes over: the start of the text, punctuation.
    Break,
    Space,
    /// A hyphen or an apostrophe.
    Joint(char),
    /// Nothing: characters written without spaces.
    Nothing,
}

/// A token of a text.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub(super) place: Place,
    pub(super) before: Before,
    /// The word, where it is not what stands in the text: without what is joined to it, or in small
    /// letters.
    pub(super) other: Option<Box<str>>,
    /// Whether a capital would mean nothing here.
    pub(super) ambiguous: bool,
    /// Whether it is a single character of a script without spaces.
    pub(super) character: bool,
}

impl Token {
    pub(super) fn word<'t>(&'t self, text: &'t str) -> &'t str {
        self.other.as_deref().unwrap_or_else(|| self.place.of(text))
    }
}

/// The words of which a text in capitals has some at least.
const TITLE: usize = 3;

/// Reads a sentence.
pub(super) fn read(text: &str, language: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut places = Vec::new();
    each_token(text, |place| places.push(place));
    leave_out(&for_machines(text), &mut places);
    let mut end = 0;
    for place in places {
        let between = &text[end..place.start as usize];
        let first = text[place.start as usize..].chars().next().unwrap_or_default();
        let character = is_cjk(first) && !('\u{AC00}'..='\u{D7FF}').contains(&first);
        let last = tokens.last();
        let before = before(between, last.is_some_and(|last| last.character == character));
        let starts =
            last.is_none() || between.contains(['.', '!', '?', ':', '…', '•', '"', '“', '«', '(']);
        end = place.end as usize;
        if let Some(last) = tokens.last_mut().filter(|last| joins_kana(text, last, place, language))
        {
            last.place.end = place.end;
            continue;
        }
        tokens.push(Token { place, before, other: None, ambiguous: starts, character });
    }
    if language == "ar" {
        for token in &mut tokens {
            part_clitics(token, text);
        }
    }
    mark_titles(&mut tokens, text, language);
    tokens
}

/// Leaves out the tokens in stretches that are for machines.
fn leave_out(ranges: &[Range<usize>], places: &mut Vec<Place>) {
    let (mut next, mut reach) = (0, 0);
    if ranges.is_empty() {
        return;
    }
    places.retain(|place| {
        while let Some(range) = ranges.get(next).filter(|range| range.start < place.end as usize) {
            reach = reach.max(range.end);
            next += 1;
        }
        place.start as usize >= reach
    });
}

fn before(between: &str, alike: bool) -> Before {
    let mut chars = between.chars();
    match (chars.next(), chars.next()) {
        (None, _) if alike => Before::Nothing,
        (Some(c @ ('-' | '\u{2010}' | '\u{2011}' | '\'' | '’')), None) => Before::Joint(c),
        (Some(c), _) if c.is_whitespace() && between.chars().all(char::is_whitespace) => {
            Before::Space
        }
        _ => Before::Break,
    }
}

/// Whether a character goes on a run of katakana: they are one word.
fn joins_kana(text: &str, last: &Token, next: Place, language: &str) -> bool {
    let katakana = |part: &str| part.chars().all(|c| matches!(c, '\u{30A1}'..='\u{30FF}'));
    language == "ja"
        && last.place.end == next.start
        && katakana(last.place.of(text))
        && katakana(next.of(text))
}

/// Arabic words that start with و of themselves.
const OWN: [&str; 20] = [
    "وزار",
    "وزير",
    "وزرا",
    "وثيق",
    "وثائ",
    "وطن",
    "وكال",
    "وسائل",
    "وسيل",
    "وحد",
    "واجب",
    "وضع",
    "وقاي",
    "واقع",
    "وصول",
    "ولاي",
    "وظيف",
    "وظائف",
    "وقت",
    "وفد",
];

/// Takes off Arabic words what is joined to their front. A word that has something joined to it starts
/// a phrase.
fn part_clitics(token: &mut Token, text: &str) {
    let word = token.place.of(text);
    let joined = ["وبال", "ولل", "وال", "بال", "لل"];
    let article = joined.iter().find_map(|clitic| {
        word.strip_prefix(clitic)
            .filter(|rest| rest.chars().count() >= 3)
            .map(|rest| format!("ال{rest}"))
    });
    let own = OWN.iter().any(|own| word.starts_with(own));
    let and = word.strip_prefix('و').filter(|rest| rest.chars().count() >= 4 && !own);
    let other = article.or_else(|| and.map(str::to_owned));
    if let Some(other) = other {
        token.other = Some(other.into());
        token.before = Before::Break;
    }
}

/// In titles (most words with a capital, or all letters capitals) capitals say nothing of a word.
fn mark_titles(tokens: &mut [Token], text: &str, language: &str) {
    let long = |token: &&Token| token.place.end - token.place.start > 3;
    let starts =
        |token: &&Token| token.place.of(text).chars().next().is_some_and(char::is_uppercase);
    let words = tokens.iter().filter(long).count();
    let capitals = tokens.iter().filter(long).filter(starts).count();
    let small = text.chars().filter(|c| c.is_lowercase()).count();
    let large = text.chars().filter(|c| c.is_uppercase()).count();
    if words >= TITLE && large > 4 * small {
        for token in tokens.iter_mut() {
            token.other = Some(token.place.of(text).to_lowercase().into());
            token.ambiguous = true;
        }
    } else if words >= TITLE && capitals * 10 >= words * 8 && language != "de" {
        for token in tokens.iter_mut() {
            token.ambiguous = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, language: &str) -> Vec<(String, Before, bool)> {
        let tokens = read(text, language);
        tokens.iter().map(|t| (t.word(text).to_owned(), t.before, t.ambiguous)).collect()
    }

    #[test]
    fn what_stands_before_a_word_is_told() {
        let read = shown("The States’ cross-border work, COVID-19", "en");
        let before: Vec<Before> = read.iter().map(|(_, before, _)| *before).collect();
        let wanted = [
            Before::Break,
            Before::Space,
            Before::Break,
            Before::Joint('-'),
            Before::Space,
            Before::Break,
            Before::Joint('-'),
        ];
        assert_eq!(before, wanted);
        assert!(read[0].2 && !read[1].2);
    }

    #[test]
    fn capitals_of_titles_mean_nothing() {
        assert!(shown("Joint Valletta Action Plan", "en").iter().all(|(.., ambiguous)| *ambiguous));
        assert_eq!(shown("THE MEMBER STATES MEET", "en")[1].0, "member");
    }

    #[test]
    fn arabic_words_lose_what_is_joined_to_them() {
        let read = shown("حقوق الإنسان والحريات للجميع وزارة", "ar");
        assert_eq!(read[2].0, "الحريات");
        assert_eq!(read[2].1, Before::Break);
        assert_eq!(read[4].0, "وزارة");
    }

    #[test]
    fn katakana_is_one_word() {
        let words: Vec<String> =
            shown("コンピュータ技術", "ja").into_iter().map(|(word, ..)| word).collect();
        assert_eq!(words, ["コンピュータ", "技", "術"]);
    }
}
