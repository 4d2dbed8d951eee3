//! Whether a text that resembles a name means it, and what then differs.

use super::comparison::Comparison;
use super::difference::Difference;
use super::sides::Sides;
use super::wording::{is_shouted, region, right_form};
use super::{NearMiss, Variant};
use crate::glossary::matcher::Scanner;
use std::ops::Range;

/// A name over a place, with or without differences.
pub(super) struct Candidate {
    pub(super) miss: NearMiss,
    /// The tokens of the text it covers.
    pub(super) tokens: Range<usize>,
    /// The places of the words that are not the name's.
    pub(super) odd: Vec<(u32, u32)>,
    /// How well the name stands there: the weight of what agrees less what differs.
    pub(super) score: f32,
}

/// Compares a name with the best place for it in a window; `None` where it plainly is not there.
pub(super) fn compare(
    scanner: &Scanner<'_, '_>,
    text: &str,
    window: Range<usize>,
    variant: &Variant,
) -> Option<Candidate> {
    let comparison = Comparison::new(scanner, text, window, variant);
    let steps = comparison.align();
    let sides = Sides::sort(&comparison, &steps)?;
    let mut told = Told::new(&comparison, &sides);
    if told.is_another(&comparison, &sides) {
        return None;
    }
    let (start, end) = region(&comparison, &sides);
    // A part of a name may stand in running text with small letters.
    let whole = sides.edge.is_empty();
    if whole && told.differences.is_empty() && wrong_capitals(&comparison, &sides, start) {
        if !means_the_name(&comparison, &sides) {
            return None;
        }
        told.differences.push(Difference::Casing);
    }
    let fix = right_form(&comparison, &sides);
    if fix == text[start as usize..end as usize] {
        told.differences.clear();
    }
    let place = |at: usize| (comparison.tokens[at].place.start, comparison.tokens[at].place.end);
    let odd = sides.substituted.iter().map(|pair| pair.1).chain(sides.extra.iter().copied());
    Some(Candidate {
        odd: odd.map(place).collect(),
        tokens: comparison.first + sides.tokens.start..comparison.first + sides.tokens.end,
        // What a name starts with says what it is: a text that lacks it rather has another.
        score: told.matched - 2.0 * told.edge - 0.2 * told.errors,
        miss: NearMiss {
            concept: comparison.entry.concept,
            term: comparison.entry.term,
            start,
            end,
            differences: told.differences,
            fix,
        },
    })
}

/// What differs, and how much.
struct Told {
    differences: Vec<Difference>,
    /// How many words are wrong, lighter slips less than one.
    errors: f32,
    /// The weight of the words that agree, and of those the text lacks at the name's ends.
    matched: f32,
    edge: f32,
}

impl Told {
    fn new(comparison: &Comparison<'_>, sides: &Sides) -> Self {
        let weight = |name: usize| comparison.variant.weights[name];
        let mut told = Self {
            differences: Vec::new(),
            errors: 0.0,
            matched: sides.matched.iter().map(|(name, _)| weight(*name)).sum(),
            edge: sides.edge.iter().map(|name| weight(*name)).sum(),
        };
        for (name, text) in &sides.misspelt {
            told.matched += weight(*name) * 0.8;
            let words = (comparison.written(*text).into(), comparison.word(*name).into());
            told.add(1.0, Difference::Misspelt(words.0, words.1));
        }
        if sides.moved {
            told.add(1.0, Difference::Order);
        }
        // A character is less than a word.
        let whole = if comparison.is_chinese() { 0.6 } else { 1.0 };
        for run in runs(&sides.substituted) {
            let names: Vec<usize> = run.iter().map(|pair| pair.0).collect();
            let texts: Vec<usize> = run.iter().map(|pair| pair.1).collect();
            let (written, wanted) = (comparison.stretch(&texts), comparison.name_stretch(&names));
            let errors = 1.5 * whole * run.len() as f32;
            // One Chinese character for another is a slip of the keyboard; a word has two or more.
            let slip = comparison.is_chinese() && run.len() == 1;
            told.add(
                errors,
                if slip {
                    Difference::Misspelt(written, wanted)
                } else {
                    Difference::Substituted(written, wanted)
                },
            );
        }
        if !sides.missing.is_empty() {
            let words = comparison.name_stretch(&sides.missing);
            told.add(whole * sides.missing.len() as f32, Difference::Missing(words));
        }
        if !sides.extra.is_empty() {
            let words = comparison.stretch(&sides.extra);
            told.add(whole * sides.extra.len() as f32, Difference::Extra(words));
        }
        for (written, wanted) in &sides.articles {
            if let (Some(_), Some(name)) = (written, wanted) {
                told.matched += weight(*name) * 0.9;
            }
            let written = written.map_or("", |at| comparison.written(at));
            let wanted = wanted.map_or("", |at| comparison.word(at));
            told.add(0.3, Difference::Article(written.into(), wanted.into()));
        }
        told
    }

    fn add(&mut self, errors: f32, difference: Difference) {
        self.errors += errors;
        self.differences.push(difference);
    }

    /// Whether the text means something else: too much differs, or what tells the name from others.
    fn is_another(&self, comparison: &Comparison<'_>, sides: &Sides) -> bool {
        let (content, weight) = (comparison.variant.content, comparison.variant.weight);
        let few = content as f32;
        let budget =
            if comparison.is_chinese() { (few * 0.2).max(1.2) } else { (few * 0.4).max(1.0) };
        let changed = sides.substituted.len() + sides.missing.len();
        let heavy = changed + sides.extra.len();
        let cut = !sides.edge.is_empty();
        let agreeing = sides.matched.iter().chain(&sides.misspelt);
        let agreeing = agreeing.filter(|(name, _)| !comparison.name_function[*name]).count();
        let too_little = self.errors > budget + 0.9
            || self.matched < 0.55 * weight
            || self.matched + self.edge < 0.6 * weight
            || (cut && agreeing < if comparison.is_chinese() { 4 } else { 3 });
        let characters = sides.substituted.len() + sides.missing.len().max(sides.extra.len());
        let short = match content {
            // Two or three characters are a word like others (大会), not enough to know a name by.
            _ if comparison.is_chinese() => {
                content < 4 || characters > (content / 4).max(1) || (content == 4 && sides.moved)
            }
            0..=2 => {
                let other = |(text, name): &(Option<usize>, Option<usize>)| {
                    text.is_some() && name.is_some() && comparison.language != "ar"
                };
                heavy > 0
                    || sides.misspelt.len() > 1
                    || cut
                    || sides.moved
                    || sides.articles.iter().any(other)
            }
            3 => changed > 0 || (cut && heavy > 0) || sides.misspelt.len() > 1,
            4 => sides.moved && (cut || changed > 0),
            _ => false,
        };
        too_little
            || short
            || lacks_what_tells(comparison, sides)
            || sides.numbers(comparison)
            || (cut && changed > 0)
            || lists_others(comparison, sides)
            || (!self.differences.is_empty() && lacks_capitals(comparison, sides))
    }
}

/// Whether a short name lacks the word that tells it from others, in a script without capitals that
/// would tell a name from common words: any joint action plan is no Joint Valletta Action Plan.
fn lacks_what_tells(comparison: &Comparison<'_>, sides: &Sides) -> bool {
    let variant = comparison.variant;
    let replaced = sides.substituted.iter().map(|pair| &pair.0);
    let lost = sides.missing.iter().chain(replaced.filter(|_| comparison.is_chinese()));
    let lost: f32 = lost.map(|name| variant.weights[*name]).sum();
    let cased = comparison.term.text.chars().any(char::is_lowercase);
    let short = if comparison.is_chinese() { 6 } else { 4 };
    !cased && variant.content <= short && lost > 0.3 * variant.weight
}

/// Whether a comma parts the words where the name has none: then they are a list.
fn lists_others(comparison: &Comparison<'_>, sides: &Sides) -> bool {
    let commas = [',', '،', '、', '，'];
    let inner = sides.tokens.start..sides.tokens.end.saturating_sub(1);
    !comparison.term.text.contains(commas)
        && inner.into_iter().any(|at| comparison.between(at).contains(commas))
}

/// Whether most of the words that should have capitals have none: then the text speaks of things, not
/// of the name.
fn lacks_capitals(comparison: &Comparison<'_>, sides: &Sides) -> bool {
    let pairs = sides.matched.iter().chain(&sides.misspelt).chain(&sides.substituted);
    let wanted: Vec<bool> = pairs
        .filter(|(name, _)| !comparison.name_function[*name] && is_upper(comparison.word(*name)))
        .map(|(_, text)| is_upper(comparison.written(*text)))
        .collect();
    let kept = wanted.iter().filter(|kept| **kept).count();
    !wanted.is_empty() && kept * 2 < wanted.len()
}

/// Whether a text that has the words of the name without all their capitals means the name: it has some
/// of them, or the name so many that its words are no common ones.
fn means_the_name(comparison: &Comparison<'_>, sides: &Sides) -> bool {
    let capitals = sides.matched.iter().filter(|(name, _)| is_upper(comparison.word(*name)));
    let content = capitals.clone().filter(|(name, _)| !comparison.name_function[*name]);
    let kept = content.clone().any(|(_, text)| is_upper(comparison.written(*text)));
    kept || content.count() >= 3
}

fn is_upper(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

fn wrong_capitals(comparison: &Comparison<'_>, sides: &Sides, start: u32) -> bool {
    let (from, to) = region(comparison, sides);
    if is_shouted(&comparison.text[from as usize..to as usize]) {
        return false;
    }
    let before = comparison.text[..start as usize].trim_end();
    let opens = before.is_empty() || before.ends_with(['.', '!', '?', ':', '«', '“', '"']);
    sides.matched.iter().any(|(name, text)| {
        let (wanted, written) = (comparison.word(*name), comparison.written(*text));
        let shouted = |word: &str| word.chars().filter(|c| c.is_uppercase()).count() > 1;
        let first = comparison.tokens[*text].place.start == start;
        let differs = is_upper(wanted) != is_upper(written) || shouted(wanted) != shouted(written);
        differs && !(first && opens && is_upper(written))
    })
}

/// Neighbouring pairs together.
fn runs(pairs: &[(usize, usize)]) -> Vec<Vec<(usize, usize)>> {
    let mut runs: Vec<Vec<(usize, usize)>> = Vec::new();
    for pair in pairs {
        match runs.last_mut().filter(|run| run.last().is_some_and(|last| last.0 + 1 == pair.0)) {
            Some(run) => run.push(*pair),
            None => runs.push(vec![*pair]),
        }
    }
    runs
}
