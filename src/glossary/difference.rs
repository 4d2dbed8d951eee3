//! What differs between a name and a text that stands for it.

use super::matcher::{Entry, Scanner, Token};
use super::names::{NearMiss, Variant};
use super::spelling::{is_near, similarity};
use super::tokens::{Keys, bare};
use crate::model::Term;
use std::fmt;
use std::ops::Range;

/// One way in which a text differs from a name.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Difference {
    /// A word with other letters.
    Misspelt(String, String),
    /// The words in another order.
    Order,
    /// Words of the name that the text lacks.
    Missing(String),
    /// Words of the text that the name lacks.
    Extra(String),
    /// A word for another.
    Substituted(String, String),
    /// Articles, prepositions and conjunctions, or a word's form.
    Article(String, String),
    /// Capitals.
    Casing,
}

impl Difference {
    /// Its class: `misspelt`, `order`, `missing`, `extra`, `substituted`, `article`, `casing`.
    pub fn class(&self) -> &'static str {
        match self {
            Self::Misspelt(..) => "misspelt",
            Self::Order => "order",
            Self::Missing(_) => "missing",
            Self::Extra(_) => "extra",
            Self::Substituted(..) => "substituted",
            Self::Article(..) => "article",
            Self::Casing => "casing",
        }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Misspelt(written, wanted) => {
                write!(f, "misspelt word: \"{written}\" for \"{wanted}\"")
            }
            Self::Order => f.write_str("wrong order of words"),
            Self::Missing(words) => write!(f, "missing word: \"{words}\""),
            Self::Extra(words) => write!(f, "extra word: \"{words}\""),
            Self::Substituted(written, wanted) => {
                write!(f, "substituted word: \"{written}\" for \"{wanted}\"")
            }
            Self::Article(written, wanted) if written.is_empty() => {
                write!(f, "article or preposition: \"{wanted}\" is missing")
            }
            Self::Article(written, wanted) if wanted.is_empty() => {
                write!(f, "article or preposition: \"{written}\" is too much")
            }
            Self::Article(written, wanted) => {
                write!(f, "article or preposition: \"{written}\" for \"{wanted}\"")
            }
            Self::Casing => f.write_str("wrong capitals"),
        }
    }
}

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

/// How a token of the name and one of the text go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// Both, by their index: (name, text).
    Both(usize, usize),
    /// One of the name alone.
    Name(usize),
    /// One of the text alone.
    Text(usize),
}


struct Comparison<'a> {
    text: &'a str,
    entry: &'a Entry,
    term: &'a Term,
    tokens: &'a [Token],
    /// The window's first token.
    first: usize,
    language: &'a str,
    /// For each token of name and window: whether it is a function word.
    name_function: Vec<bool>,
    text_function: Vec<bool>,
    name_folded: Vec<String>,
    text_folded: Vec<String>,
}

/// Compares a name with the best place for it in a window; `None` where it plainly is not there.
pub(super) fn compare(
    scanner: &Scanner<'_, '_>,
    text: &str,
    window: Range<usize>,
    variant: &Variant,
) -> Option<Candidate> {
    let index = scanner.index;
    let entry = &index.entries[variant.entry as usize];
    let term = index.term(entry);
    let tokens = &scanner.tokens[window.clone()];
    let names = &index.names;
    let words = &entry.words[..variant.length];
    let written = |token: &Token| token.place.of(text);
    let comparison = Comparison {
        text,
        entry,
        term,
        tokens,
        first: window.start,
        language: index.keys.language(),
        name_function: (0..words.len())
            .map(|at| names.is_function(entry.ids[at], &words[at]))
            .collect(),
        text_function: tokens.iter().map(|t| names.is_function(t.id, written(t))).collect(),
        name_folded: words.iter().map(|word| bare(&Keys::folded(word))).collect(),
        text_folded: tokens.iter().map(|token| bare(&Keys::folded(written(token)))).collect(),
    };
    let steps = comparison.align(variant.length);
    comparison.judge(variant, steps)
}

impl Comparison<'_> {
    fn similar(&self, name: usize, text: usize) -> bool {
        let (one, other) = (&self.name_folded[name], &self.text_folded[text]);
        let digits = |word: &str| word.chars().any(char::is_numeric);
        let (one_letters, other_letters) = (one.chars().count(), other.chars().count());
        if one_letters.min(other_letters) < 4 || digits(one) || digits(other) {
            return false;
        }
        is_near(similarity(one, other), one_letters)
    }

    fn cost_of_both(&self, name: usize, text: usize) -> u32 {
        if self.name_folded[name] == self.text_folded[text] {
            return 0;
        }
        let id = self.tokens[text].id;
        if id != 0 && id == self.entry.ids[name] {
            return 1;
        }
        if self.similar(name, text) {
            return 3;
        }
        match (self.name_function[name], self.text_function[text]) {
            (true, true) => 4,
            (false, false) => 11,
            _ => 16,
        }
    }

    /// The cheapest steps over the whole name, free at both ends of the text.
    fn align(&self, names: usize) -> Vec<Step> {
        let texts = self.tokens.len();
        let name_cost = |at: usize| if self.name_function[at] { 3 } else { 8 };
        let text_cost = |at: usize| if self.text_function[at] { 3 } else { 8 };
        let width = texts + 1;
        let mut cost = vec![0_u32; (names + 1) * width];
        for name in 0..names {
            cost[(name + 1) * width] = cost[name * width] + name_cost(name);
            for text in 0..texts {
                let both = cost[name * width + text] + self.cost_of_both(name, text);
                let alone = cost[name * width + text + 1] + name_cost(name);
                let extra = cost[(name + 1) * width + text] + text_cost(text);
                cost[(name + 1) * width + text + 1] = both.min(alone).min(extra);
            }
        }
        // The earliest of the cheapest ends, so that what follows is not drawn in.
        let mut text = (0..=texts).min_by_key(|at| cost[names * width + at]).unwrap_or(0);
        let (mut name, mut steps) = (names, Vec::new());
        while name > 0 {
            let here = cost[name * width + text];
            if text > 0
                && here
                    == cost[(name - 1) * width + text - 1] + self.cost_of_both(name - 1, text - 1)
            {
                (name, text) = (name - 1, text - 1);
                steps.push(Step::Both(name, text));
            } else if here == cost[(name - 1) * width + text] + name_cost(name - 1) {
                name -= 1;
                steps.push(Step::Name(name));
            } else {
                text -= 1;
                steps.push(Step::Text(text));
            }
        }
        steps.reverse();
        steps
    }

    fn judge(&self, variant: &Variant, steps: Vec<Step>) -> Option<Candidate> {
        let mut sides = Sides::sort(self, variant, &steps)?;
        sides.join_moved(self);
        let (start, end) = sides.region;
        let mut differences = Vec::new();
        let mut errors = 0.0;
        let mut matched: f32 = sides.matched.iter().map(|(name, _)| variant.weights[*name]).sum();
        for (name, text) in &sides.misspelt {
            differences
                .push(Difference::Misspelt(self.written(*text).into(), self.word(*name).into()));
            matched += variant.weights[*name] * 0.8;
            errors += 1.0;
        }
        if sides.moved {
            differences.push(Difference::Order);
            errors += 1.0;
        }
        let chinese = matches!(self.language, "zh" | "ja");
        // A character is less than a word.
        let whole = if chinese { 0.6 } else { 1.0 };
        for group in runs(&sides.substituted) {
            let names: Vec<usize> = group.iter().map(|pair| pair.0).collect();
            let texts: Vec<usize> = group.iter().map(|pair| pair.1).collect();
            errors += 1.5 * whole * group.len() as f32;
            differences
                .push(Difference::Substituted(self.stretch(&texts), self.name_stretch(&names)));
        }
        if !sides.missing.is_empty() {
            errors += whole * sides.missing.len() as f32;
            differences.push(Difference::Missing(self.name_stretch(&sides.missing)));
        }
        if !sides.extra.is_empty() {
            errors += whole * sides.extra.len() as f32;
            differences.push(Difference::Extra(self.stretch(&sides.extra)));
        }
        for (written, wanted) in &sides.articles {
            errors += 0.3;
            differences.push(Difference::Article(
                written.map_or_else(String::new, |at| self.written(at).into()),
                wanted.map_or_else(String::new, |at| self.word(at).into()),
            ));
        }
        let edge: f32 = sides.edge.iter().map(|name| variant.weights[*name]).sum();
        let content = variant.content;
        let budget =
            if chinese { (content as f32 * 0.2).max(1.2) } else { (content as f32 * 0.4).max(1.0) };
        let heavy = sides.substituted.len() + sides.extra.len() + sides.missing.len();
        let other = errors > budget + 0.9
            || matched < 0.55 * variant.weight
            || matched + edge < 0.6 * variant.weight
            || (content <= 2 && (heavy > 0 || sides.misspelt.len() > 1 || !sides.edge.is_empty()))
            || (content <= 3
                && heavy > 0
                && (!sides.missing.is_empty() || !sides.substituted.is_empty()))
            || (content <= 3 && !sides.edge.is_empty() && heavy > 0)
            || sides.numbers(self)
            || self.is_other_by_capitals(&sides, &differences);
        if other {
            return None;
        }
        if differences.is_empty() && self.wrong_capitals(&sides, start) {
            if !self.counts_without_capitals(&sides, content) {
                return None;
            }
            differences.push(Difference::Casing);
        }
        let fix = self.fix(&sides, variant.length);
        if fix == self.text[start as usize..end as usize] {
            differences.clear();
        }
        let miss = NearMiss {
            concept: self.entry.concept,
            term: self.entry.term,
            start,
            end,
            differences,
            fix,
        };
        let odd = sides.substituted.iter().map(|pair| pair.1).chain(sides.extra.iter().copied());
        let odd = odd.map(|at| (self.tokens[at].place.start, self.tokens[at].place.end)).collect();
        let tokens = self.first + sides.tokens.start..self.first + sides.tokens.end;
        Some(Candidate { miss, tokens, odd, score: matched - 0.5 * edge - 0.2 * errors })
    }

    fn word(&self, name: usize) -> &str {
        &self.entry.words[name]
    }

    fn written(&self, text: usize) -> &str {
        self.tokens[text].place.of(self.text)
    }

    fn spaced(&self, words: Vec<&str>) -> String {
        words.join(if matches!(self.language, "zh" | "ja") { "" } else { " " })
    }

    fn stretch(&self, texts: &[usize]) -> String {
        self.spaced(texts.iter().map(|at| self.written(*at)).collect())
    }

    fn name_stretch(&self, names: &[usize]) -> String {
        self.spaced(names.iter().map(|at| self.word(*at)).collect())
    }

    /// Whether the words that should have capitals mostly have none: then the text speaks of things,
    /// not of the name.
    fn is_other_by_capitals(&self, sides: &Sides, differences: &[Difference]) -> bool {
        if differences.is_empty() {
            return false;
        }
        let pairs = sides.matched.iter().chain(&sides.misspelt);
        let capital = |word: &str| word.chars().next().is_some_and(char::is_uppercase);
        let wanted: Vec<bool> = pairs
            .filter(|(name, _)| !self.name_function[*name] && capital(self.word(*name)))
            .map(|(_, text)| capital(self.written(*text)))
            .collect();
        let kept = wanted.iter().filter(|kept| **kept).count();
        !wanted.is_empty() && kept * 2 < wanted.len()
    }

    /// Whether a text that has the words of the name without all their capitals means the name.
    fn counts_without_capitals(&self, sides: &Sides, content: usize) -> bool {
        let capital = |word: &str| word.chars().next().is_some_and(char::is_uppercase);
        let some = sides
            .matched
            .iter()
            .any(|(name, text)| capital(self.word(*name)) && capital(self.written(*text)));
        some || content >= 3
    }

    fn wrong_capitals(&self, sides: &Sides, start: u32) -> bool {
        let pairs = &sides.matched;
        let letters = pairs.iter().flat_map(|(_, text)| self.written(*text).chars());
        if !letters.clone().any(char::is_lowercase) {
            return false;
        }
        let before = self.text[..start as usize].trim_end();
        let opens = before.is_empty() || before.ends_with(['.', '!', '?', ':', '«', '“', '"']);
        pairs.iter().any(|(name, text)| {
            let (wanted, written) = (self.word(*name), self.written(*text));
            let upper = |word: &str| word.chars().next().is_some_and(char::is_uppercase);
            let shouted = |word: &str| word.chars().filter(|c| c.is_uppercase()).count() > 1;
            let first = self.tokens[*text].place.start == start;
            let differs = upper(wanted) != upper(written) || shouted(wanted) != shouted(written);
            differs && !(first && opens && upper(written))
        })
    }

    /// The right form: the name as it is written, with the endings and prefixed particles the text
    /// gives its words where the language inflects names.
    fn fix(&self, sides: &Sides, length: usize) -> String {
        let inflects = !matches!(self.language, "en" | "fr" | "es" | "pt" | "it" | "zh" | "ja");
        let name = &*self.term.text;
        let mut places = Vec::new();
        super::tokens::each_token(name, |place| places.push(place));
        let mut fix = String::new();
        let first = if self.skips_edge(sides) { sides.first_name } else { 0 };
        let last = if sides.edge.contains(&(length - 1)) { sides.last_name + 1 } else { length };
        for at in first..last.max(first) {
            if at > first {
                fix.push_str(&name[places[at - 1].end as usize..places[at].start as usize]);
            }
            let same = sides.matched.iter().find(|(n, _)| *n == at);
            let near = sides.misspelt.iter().find(|(n, _)| *n == at);
            let arabic_start = self.language == "ar" && at == first;
            match (same, near) {
                (Some((_, text)), _) if inflects && (self.language != "ar" || arabic_start) => {
                    fix.push_str(&capitals_as(self.written(*text), self.word(at)));
                }
                (_, Some((_, text))) if self.language == "ru" => {
                    fix.push_str(&with_ending(self.word(at), self.written(*text)));
                }
                // The plural of the name's head.
                (Some((_, text)), _) if sides.plurals.contains(text) => {
                    fix.push_str(&capitals_as(self.written(*text), self.word(at)));
                }
                _ => fix.push_str(self.word(at)),
            }
        }
        fix
    }

    /// Whether the words the text lacks at the name's start stay away: nothing stands for them.
    fn skips_edge(&self, sides: &Sides) -> bool {
        sides.edge.contains(&0)
    }
}

/// The word with the first letter's case of another.
fn capitals_as(word: &str, like: &str) -> String {
    let upper = like.chars().next().is_some_and(char::is_uppercase);
    let mut letters = word.chars();
    let Some(first) = letters.next() else { return String::new() };
    let first: String =
        if upper { first.to_uppercase().collect() } else { first.to_lowercase().collect() };
    first + letters.as_str()
}

/// A Russian word of the name with the ending the text gave its misspelt form.
fn with_ending(word: &str, written: &str) -> String {
    let keys = Keys::new("ru");
    let stem = |word: &str| keys.key(word).chars().count();
    let (kept, cut) = (stem(word), stem(written));
    let ending: String = written.chars().skip(cut).collect();
    word.chars().take(kept).collect::<String>() + &ending
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

/// The steps of an alignment by what they say.
struct Sides {
    /// Pairs (name, text) that are one word.
    matched: Vec<(usize, usize)>,
    misspelt: Vec<(usize, usize)>,
    substituted: Vec<(usize, usize)>,
    missing: Vec<usize>,
    extra: Vec<usize>,
    /// (text, name) where function words, or the forms of a word, differ.
    articles: Vec<(Option<usize>, Option<usize>)>,
    /// Words at the name's ends that the text lacks.
    edge: Vec<usize>,
    /// Words of the text that are plurals of the name's.
    plurals: Vec<usize>,
    moved: bool,
    first_name: usize,
    last_name: usize,
    tokens: Range<usize>,
    region: (u32, u32),
}

impl Sides {
    fn sort(comparison: &Comparison<'_>, variant: &Variant, steps: &[Step]) -> Option<Self> {
        let sure = |step: &Step| match *step {
            Step::Both(name, text) => {
                comparison.cost_of_both(name, text) <= 3 && !comparison.name_function[name]
            }
            _ => false,
        };
        let (first, last) = (steps.iter().position(sure)?, steps.iter().rposition(sure)?);
        let mut sides = Self {
            matched: vec![],
            misspelt: vec![],
            substituted: vec![],
            missing: vec![],
            extra: vec![],
            articles: vec![],
            edge: vec![],
            plurals: vec![],
            moved: false,
            first_name: 0,
            last_name: 0,
            tokens: 0..0,
            region: (0, 0),
        };
        // What stands for nothing outside of the sure words is not the text's, but the name's.
        for step in steps[..first].iter().chain(&steps[last + 1..]) {
            match *step {
                Step::Name(name) | Step::Both(name, _) => sides.edge.push(name),
                Step::Text(_) => {}
            }
        }
        for step in &steps[first..=last] {
            match *step {
                Step::Both(name, text) => sides.both(comparison, name, text),
                Step::Name(name) if comparison.name_function[name] => {
                    sides.articles.push((None, Some(name)));
                }
                Step::Name(name) => sides.missing.push(name),
                Step::Text(text) if comparison.text_function[text] => {
                    sides.articles.push((Some(text), None));
                }
                Step::Text(text) => sides.extra.push(text),
            }
        }
        let Step::Both(first_name, first_text) = steps[first] else { return None };
        let Step::Both(last_name, last_text) = steps[last] else { return None };
        (sides.first_name, sides.last_name) = (first_name, last_name);
        // An article at the name's very start belongs to it only where the text has it.
        sides.edge.retain(|name| !comparison.name_function[*name] || *name != 0);
        sides.edge.sort_unstable();
        let _ = variant;
        sides.set_region(comparison, first_text, last_text);
        Some(sides)
    }

    fn set_region(&mut self, comparison: &Comparison<'_>, first: usize, last: usize) {
        self.tokens = first..last + 1;
        self.region = (comparison.tokens[first].place.start, comparison.tokens[last].place.end);
    }

    fn both(&mut self, comparison: &Comparison<'_>, name: usize, text: usize) {
        match comparison.cost_of_both(name, text) {
            0 => self.matched.push((name, text)),
            1 => self.form(comparison, name, text),
            3 if comparison.name_function[name] => self.articles.push((Some(text), Some(name))),
            3 => self.misspelt.push((name, text)),
            4 => self.articles.push((Some(text), Some(name))),
            11 => self.substituted.push((name, text)),
            _ => {
                self.missing.push(name);
                self.extra.push(text);
            }
        }
    }

    /// Another form of the same word: right where names inflect, else a slip, but for a plural.
    fn form(&mut self, comparison: &Comparison<'_>, name: usize, text: usize) {
        let (wanted, written) = (&comparison.name_folded[name], &comparison.text_folded[text]);
        match comparison.language {
            "en" | "fr" | "es" | "it" | "pt" => {
                let plural =
                    ["s", "es"].iter().any(|end| written.strip_suffix(end) == Some(wanted));
                if plural {
                    self.matched.push((name, text));
                    self.plurals.push(text);
                } else {
                    self.misspelt.push((name, text));
                }
            }
            // A particle joined to a word inside of the name, or one that is missing there.
            "ar" if name > 0 => self.articles.push((Some(text), Some(name))),
            _ => self.matched.push((name, text)),
        }
    }

    /// Joins words of the name that the text has elsewhere: those it has more, and those right beside.
    fn join_moved(&mut self, comparison: &Comparison<'_>) {
        let mut lost: Vec<usize> = self.missing.iter().copied().collect();
        lost.extend(self.substituted.iter().map(|pair| pair.0));
        lost.extend(self.edge.iter().filter(|name| !comparison.name_function[**name]));
        let mut more: Vec<usize> = self.extra.clone();
        more.extend(self.substituted.iter().map(|pair| pair.1));
        let reach = 3;
        let before = (self.tokens.start.saturating_sub(reach)..self.tokens.start).rev();
        let behind = self.tokens.end..(self.tokens.end + reach).min(comparison.tokens.len());
        more.extend(before.chain(behind).filter(|at| !comparison.text_function[*at]));
        let mut joined = Vec::new();
        for name in lost {
            let same = |text: &&usize| comparison.cost_of_both(name, **text) <= 1;
            let near = |text: &&usize| comparison.similar(name, **text);
            let found = more.iter().find(same).or_else(|| more.iter().find(near)).copied();
            if let Some(text) = found {
                more.retain(|at| *at != text);
                joined.push((name, text));
            }
        }
        let outside: Vec<usize> =
            joined.iter().map(|pair| pair.1).filter(|at| !self.tokens.contains(at)).collect();
        // Between a word outside and the others there may be function words only, or other moved ones.
        let (start, end) = (self.tokens.start, self.tokens.end);
        let bridged = |at: usize| {
            let gap = if at < start { at + 1..start } else { end..at };
            gap.into_iter().all(|i| comparison.text_function[i] || outside.contains(&i))
        };
        joined.retain(|(_, text)| self.tokens.contains(text) || bridged(*text));
        if joined.is_empty() {
            return;
        }
        for (name, text) in joined {
            self.missing.retain(|at| *at != name);
            self.edge.retain(|at| *at != name);
            self.extra.retain(|at| *at != text);
            let split: Vec<(usize, usize)> =
                self.substituted.iter().filter(|p| p.0 == name || p.1 == text).copied().collect();
            self.substituted.retain(|pair| pair.0 != name && pair.1 != text);
            for (one, other) in split {
                if one != name && !self.matched.iter().chain(&self.misspelt).any(|p| p.0 == one) {
                    self.missing.push(one);
                }
                if other != text && !self.matched.iter().chain(&self.misspelt).any(|p| p.1 == other)
                {
                    self.extra.push(other);
                }
            }
            if comparison.cost_of_both(name, text) <= 1 {
                self.matched.push((name, text));
            } else {
                self.misspelt.push((name, text));
            }
            let start = self.tokens.start.min(text);
            let end = self.tokens.end.max(text + 1);
            self.set_region(comparison, start, end - 1);
            self.first_name = self.first_name.min(name);
            self.last_name = self.last_name.max(name);
        }
        self.moved = true;
        // The articles of words that moved went with them.
        self.articles.clear();
    }

    /// Whether what differs is a number: then another instrument is meant.
    fn numbers(&self, comparison: &Comparison<'_>) -> bool {
        let digits = |word: &str| word.chars().any(char::is_numeric);
        self.substituted
            .iter()
            .any(|(name, text)| digits(comparison.word(*name)) || digits(comparison.written(*text)))
    }
}
