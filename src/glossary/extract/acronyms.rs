//! Acronyms and their full forms, where a text gives one beside the other in parentheses.
//!
//! After Schwartz and Hearst, "A simple algorithm for identifying abbreviation definitions in biomedical
//! text" (2003): the letters of the short form are looked for from behind in the words before it, the
//! first of them at the start of a word. Here most letters must start words.

use std::collections::BTreeMap;

/// The pairs that are kept.
const MOST: usize = 100_000;
/// The letters of an acronym.
const LETTERS: std::ops::RangeInclusive<usize> = 2..=12;

/// The bytes before and behind a parenthesis that are looked at.
const NEAR: usize = 300;

/// Definitions of acronyms that texts give.
#[derive(Debug, Default)]
pub(super) struct Acronyms {
    /// By short and full form: how often, and the first sentence.
    found: BTreeMap<(Box<str>, Box<str>), (u32, u32)>,
}

/// An acronym and its commonest full form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Acronym {
    pub(super) short: Box<str>,
    pub(super) full: Box<str>,
    pub(super) count: u32,
    pub(super) first: u32,
}

impl Acronyms {
    /// Notes what a sentence defines.
    pub(super) fn add(&mut self, found: Vec<(String, String)>, sentence: u32) {
        for (short, full) in found {
            let key = (short.into(), full.into());
            if self.found.len() < MOST || self.found.contains_key(&key) {
                self.found.entry(key).or_insert((0, sentence)).0 += 1;
            }
        }
    }

    /// Each acronym with the full form it has most often, in the order of their letters.
    pub(super) fn best(&self) -> Vec<Acronym> {
        let mut best: Vec<Acronym> = Vec::new();
        for ((short, full), &(count, first)) in &self.found {
            let new = Acronym { short: short.clone(), full: full.clone(), count, first };
            match best.last_mut().filter(|last| last.short == *short) {
                Some(last) if last.count < count => *last = new,
                Some(_) => {}
                None => best.push(new),
            }
        }
        best
    }
}

/// The pairs of acronym and full form that `text` gives.
pub(super) fn definitions(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let opened = |c: char| matches!(c, '(' | '（' | '[');
    for (at, open) in text.match_indices(opened) {
        let inner = &text[at + open.len()..];
        let inner = &inner[..boundary(inner, NEAR)];
        let Some(end) = inner.find([')', '）', ']']) else { continue };
        let before = &text[boundary(text, at.saturating_sub(NEAR))..at];
        let (before, inner) = (before.trim_end(), inner[..end].trim());
        // `(hereinafter UNODC)`, `(UNODC, the Office)`
        let words = inner.split([' ', ',', ';', '"', '“', '”', '«', '»', '\u{a0}']);
        let short = words.filter(|word| is_short(word)).take(1).next();
        if let Some(short) = short.filter(|_| inner.chars().count() < 40)
            && let Some(full) = full_form(short, before)
        {
            found.push((short.to_owned(), full.to_owned()));
            continue;
        }
        let last = before.rsplit(char::is_whitespace).next().unwrap_or_default();
        let last = last.trim_start_matches(|c: char| !c.is_alphanumeric());
        if is_short(last) && full_form(last, inner) == Some(inner) {
            found.push((last.to_owned(), inner.to_owned()));
        }
    }
    found
}

/// The last place in `text` up to `at` where a character starts.
fn boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn is_short(word: &str) -> bool {
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let capitals = word.chars().filter(|c| c.is_uppercase()).count();
    LETTERS.contains(&letters)
        && capitals >= 2
        && capitals * 2 > letters
        && word.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '/' | '&' | '.'))
}

/// The words at the end of `before` that `short` is made of.
fn full_form<'t>(short: &str, before: &'t str) -> Option<&'t str> {
    let letters: Vec<char> =
        short.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let most = (letters.len() + 5).min(letters.len() * 2 + 1);
    // The words before, last first, as far as the sentence's punctuation.
    let mut start = before.len();
    let mut starts = Vec::new();
    for word in before.rsplit(char::is_whitespace).take(most) {
        start = before[..start].rfind(word).unwrap_or(0);
        if word.ends_with(['.', ';', ':', '(', '!', '?']) {
            break;
        }
        starts.push(start);
        // Behind an article that is elided.
        let elided = word.char_indices().find(|(_, c)| matches!(c, '\'' | '’'));
        starts.extend(elided.map(|(at, c)| start + at + c.len_utf8()));
    }
    let mut best: Option<(usize, usize)> = None;
    for &start in &starts {
        let full = &before[start..];
        if let Some(initials) = initials(&letters, full) {
            // The shortest that has as many initials as any.
            if best.is_none_or(|(most, _)| initials > most) {
                best = Some((initials, start));
            }
        }
    }
    let (initials, start) = best?;
    let full = before[start..].trim_matches(|c: char| !c.is_alphanumeric());
    let words = full.split_whitespace().count();
    let fits = initials * 3 >= letters.len() * 2 && words > 1 && full.chars().count() > short.len();
    fits.then_some(full)
}

/// How many of the letters start words of `full`, where all of them are in it in order and the first
/// one starts it.
fn initials(letters: &[char], full: &str) -> Option<usize> {
    let mut text: Vec<(char, bool)> = Vec::new();
    let mut within = false;
    for c in full.chars() {
        let letter = c.is_alphanumeric();
        text.extend(bare(c).map(|c| (c, letter && !within)));
        within = letter;
    }
    let (first, _) = text.iter().find(|(c, _)| c.is_alphanumeric())?;
    if first != letters.first()? {
        return None;
    }
    // Most initials over all ways to find the letters in order.
    let mut most: Vec<Option<usize>> = vec![None; letters.len() + 1];
    most[0] = Some(0);
    for (at, (c, starts)) in text.iter().enumerate() {
        for number in (0..letters.len()).rev() {
            let may = letters[number] == *c && (number > 0 || at == 0);
            if let Some(before) = most[number].filter(|_| may) {
                let now = before + usize::from(*starts);
                most[number + 1] = Some(most[number + 1].map_or(now, |known| known.max(now)));
            }
        }
    }
    most[letters.len()]
}

/// A letter in small and without its accent.
fn bare(c: char) -> impl Iterator<Item = char> {
    use unicode_normalization::UnicodeNormalization as _;
    std::iter::once(c)
        .nfd()
        .filter(|c| !matches!(c, '\u{300}'..='\u{36F}'))
        .flat_map(char::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn definitions_are_found_both_ways() {
        for (text, short, full) in [
            (
                "The United Nations Office on Drugs and Crime (UNODC) met.",
                "UNODC",
                "United Nations Office on Drugs and Crime",
            ),
            (
                "l’Office des Nations Unies contre la drogue et le crime (ONUDC)",
                "ONUDC",
                "Office des Nations Unies contre la drogue et le crime",
            ),
            (
                "by the IOM (International Organization for Migration)",
                "IOM",
                "International Organization for Migration",
            ),
            ("Мировой валютный фонд (МВФ)", "МВФ", "Мировой валютный фонд"),
        ] {
            let found = definitions(text);
            assert_eq!(found.len(), 1, "{text}");
            let (found_short, found_full) = &found[0];
            assert_eq!((found_short.as_str(), found_full.as_str()), (short, full));
        }
    }

    #[test]
    fn other_parentheses_define_nothing() {
        for text in ["the Office (see ABC) met", "in 2017 (EU)", "(UN)", "a b (", "Malta (MT)"] {
            assert_eq!(definitions(text), [], "{text}");
        }
    }
}
