//! The right form of a name in a text: its words, in the text's capitals and, where names inflect, in
//! the text's forms.

use super::comparison::Comparison;
use super::sides::Sides;
use crate::glossary::tokens::{Keys, each_token};

/// The name as the text should have it.
pub(super) fn right_form(comparison: &Comparison<'_>, sides: &Sides) -> String {
    let name = &*comparison.term.text;
    let length = comparison.variant.length;
    let mut places = Vec::new();
    each_token(name, |place| places.push(place));
    let first = if sides.edge.contains(&0) { sides.first_name() } else { 0 };
    let last = if sides.edge.contains(&(length - 1)) { sides.last_name() + 1 } else { length };
    let mut form = String::new();
    for at in first..last.max(first) {
        if at > first {
            form.push_str(&name[places[at - 1].end as usize..places[at].start as usize]);
        }
        form.push_str(&word(comparison, sides, at));
    }
    let (start, end) = region(comparison, sides);
    let written = &comparison.text[start as usize..end as usize];
    if is_shouted(written) { form.to_uppercase() } else { form }
}

/// The bytes of the text that stand for the name.
pub(super) fn region(comparison: &Comparison<'_>, sides: &Sides) -> (u32, u32) {
    let tokens = &comparison.tokens[sides.tokens.clone()];
    let start = tokens.first().map_or(0, |token| token.place.start);
    (start, tokens.last().map_or(start, |token| token.place.end))
}

/// Whether a text is in capitals throughout.
pub(super) fn is_shouted(text: &str) -> bool {
    !text.chars().any(char::is_lowercase)
        && text.chars().filter(|c| c.is_uppercase()).take(5).count() == 5
}

fn word(comparison: &Comparison<'_>, sides: &Sides, at: usize) -> String {
    let own = comparison.word(at);
    let pair = |pairs: &[(usize, usize)]| {
        pairs.iter().find(|(name, _)| *name == at).map(|(_, text)| *text)
    };
    let matched = pair(&sides.matched);
    if let Some(text) = matched.filter(|text| sides.plurals.contains(text)) {
        return capitals_as(comparison.written(text), own);
    }
    let first = comparison.variant.length > 0 && at == sides.first_name();
    match comparison.language {
        "en" | "fr" | "es" | "pt" | "it" | "zh" | "ja" => own.to_owned(),
        "ru" if at > russian_head(&comparison.entry.words) => own.to_owned(),
        "ru" => {
            let other = || pair(&sides.misspelt).or_else(|| pair(&sides.substituted));
            match (matched, other()) {
                (Some(text), _) => capitals_as(comparison.written(text), own),
                (None, Some(text)) => with_russian_ending(own, comparison.written(text)),
                _ => own.to_owned(),
            }
        }
        "ar" => match matched.filter(|_| first) {
            Some(text) => comparison.written(text).to_owned(),
            None => with_clitic(own, comparison, sides, at),
        },
        _ => matched
            .map_or_else(|| own.to_owned(), |text| capitals_as(comparison.written(text), own)),
    }
}

/// An Arabic word of the name with the particle that the text joins to what stands for it at the name's
/// start.
fn with_clitic(own: &str, comparison: &Comparison<'_>, sides: &Sides, at: usize) -> String {
    let pairs = sides.misspelt.iter().chain(&sides.substituted).copied();
    let articles = sides.articles.iter().filter_map(|(text, name)| Some(((*name)?, (*text)?)));
    let here = pairs.chain(articles).find(|(name, _)| *name == at).map(|(_, text)| text);
    let Some(text) = here.filter(|text| *text == sides.tokens.start) else { return own.to_owned() };
    let written = comparison.written(text);
    let particle = ["وب", "ول", "و", "ب", "ل", "ف", "ك"].iter().find(|particle| {
        let rest = written.strip_prefix(**particle).unwrap_or_default();
        let near = super::spelling::similarity(&Keys::folded(rest), &Keys::folded(own));
        let whole = super::spelling::similarity(&Keys::folded(written), &Keys::folded(own));
        near > whole
    });
    match particle {
        Some(particle) if particle.ends_with('ل') => {
            format!(
                "{particle}{}",
                own.strip_prefix("ال").map_or(own.to_owned(), |rest| format!("ل{rest}"))
            )
        }
        Some(particle) => format!("{particle}{own}"),
        None => own.to_owned(),
    }
}

/// The word with the first letter's case of another.
fn capitals_as(word: &str, like: &str) -> String {
    let upper = like.chars().next().is_some_and(char::is_uppercase);
    let mut letters = word.chars();
    let Some(first) = letters.next() else { return String::new() };
    let first: String =
        if upper { first.to_uppercase().collect() } else { first.to_lowercase().collect() };
    // In a word in capitals all but the first stay as they are: the whole is looked at later.
    first + letters.as_str()
}

const ADJECTIVE: &[&str] = &[
    "ыми", "ими", "ого", "его", "ому", "ему", "ый", "ий", "ой", "ым", "им", "ом", "ем", "ая", "яя",
    "ую", "юю", "ое", "ее", "ые", "ие", "ых", "их", "ей",
];
const NOUN: &[&str] = &[
    "иями", "ями", "ами", "иях", "иям", "ием", "ах", "ях", "ам", "ям", "ом", "ем", "ой", "ей",
    "ов", "ев", "ий", "ию", "ии", "ия", "ие", "а", "я", "у", "ю", "е", "и", "ы", "о", "ь", "й",
];

fn ending<'w>(word: &'w str, endings: &[&str]) -> (&'w str, &'w str) {
    let cut = endings.iter().find(|end| word.ends_with(**end)).map_or(0, |end| end.len());
    word.split_at(word.len() - cut)
}

/// Which word of a Russian name is its head: the first that is no adjective. What follows it stands in
/// the case the head asks for, whatever the head's own is.
pub(super) fn russian_head(words: &[Box<str>]) -> usize {
    let adjective = |word: &str| {
        let word = word.to_lowercase();
        ["ый", "ий", "ой", "ая", "яя", "ое", "ее", "ые", "ие"].iter().any(|end| word.ends_with(end))
            && !word.ends_with("ние")
            && !word.ends_with("тие")
    };
    words.iter().position(|word| !adjective(word)).unwrap_or(0)
}

/// A Russian word of a name with the ending of what stands for it in the text.
fn with_russian_ending(own: &str, written: &str) -> String {
    let lower = written.to_lowercase();
    let (stem, own_adjective) = ending(own, ADJECTIVE);
    let (_, adjective) = ending(&lower, ADJECTIVE);
    if !own_adjective.is_empty() && !adjective.is_empty() {
        // After г, к, х and the sibilants и stands for ы.
        let soft = stem.ends_with(['г', 'к', 'х', 'ж', 'ш', 'щ', 'ч']);
        let ending = if soft { adjective.replacen('ы', "и", 1) } else { adjective.to_owned() };
        return format!("{stem}{ending}");
    }
    let (stem, _) = ending(own, NOUN);
    let (_, noun) = ending(&lower, NOUN);
    format!("{stem}{noun}")
}

/// Whether two words name bodies or instruments of kinds that are taken for one another.
pub(super) fn same_kind(language: &str, one: &str, other: &str) -> bool {
    let keys = Keys::new(language);
    let (one, other) = (keys.key(one), keys.key(other));
    let lines = include_str!("kinds.tsv").lines().filter_map(|line| line.split_once('\t'));
    lines.filter(|(tag, _)| *tag == language).any(|(_, words)| {
        let has = |key: &str| words.split(' ').any(|word| keys.key(word) == key);
        has(&one) && has(&other)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn russian_words_take_the_ending_of_the_text() {
        for (own, written, form) in [
            ("Валлеттский", "Валетского", "Валлеттского"),
            ("договор", "пакта", "договора"),
            ("Ассамблея", "Асамблеи", "Ассамблеи"),
            ("Международный", "Межнародным", "Международным"),
        ] {
            assert_eq!(with_russian_ending(own, written), form);
        }
    }

    #[test]
    fn heads_are_found() {
        let head = |name: &str| russian_head(&name.split(' ').map(Box::from).collect::<Vec<_>>());
        assert_eq!(head("Совместный Валлеттский план действий"), 2);
        assert_eq!(head("Управление Верховного комиссара"), 0);
        assert_eq!(head("Генеральная Ассамблея"), 1);
    }

    #[test]
    fn kinds_are_by_language() {
        assert!(same_kind("fr", "Bureau", "Office"));
        assert!(!same_kind("en", "Committee", "Convention"));
    }
}
