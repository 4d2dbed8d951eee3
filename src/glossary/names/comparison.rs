//! A name held against the words of a text: which words go together.

use super::Variant;
use super::spelling::{is_near, similarity};
use crate::glossary::matcher::{Entry, Scanner, Token};
use crate::glossary::tokens::{Keys, bare};
use crate::model::Term;
use std::ops::Range;

/// How a token of the name and one of the text go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// Both, by their index: (name, text).
    Both(usize, usize),
    /// One of the name alone.
    Name(usize),
    /// One of the text alone.
    Text(usize),
}

/// How alike a word of the name and one of the text are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Likeness {
    /// The same letters, capitals and accents aside.
    Same,
    /// Forms of one word.
    Form,
    /// Nearly the same letters.
    Near,
    /// Both articles, prepositions or conjunctions.
    Function,
    /// Two words of weight.
    Content,
    /// Nothing alike.
    Other,
}

/// A name and the tokens of a text around the place where it may stand.
pub(super) struct Comparison<'a> {
    pub(super) text: &'a str,
    pub(super) entry: &'a Entry,
    pub(super) term: &'a Term,
    pub(super) tokens: &'a [Token],
    /// The window's first token, counted in the text.
    pub(super) first: usize,
    pub(super) variant: &'a Variant,
    pub(super) language: &'a str,
    keys: &'a Keys,
    /// For each token of name and window: whether it is a function word.
    pub(super) name_function: Vec<bool>,
    pub(super) text_function: Vec<bool>,
    pub(super) name_folded: Vec<String>,
    pub(super) text_folded: Vec<String>,
}

impl<'a> Comparison<'a> {
    pub(super) fn new(
        scanner: &'a Scanner<'_, '_>,
        text: &'a str,
        window: Range<usize>,
        variant: &'a Variant,
    ) -> Self {
        let index = scanner.index;
        let entry = &index.entries[variant.entry as usize];
        let tokens = &scanner.tokens[window.clone()];
        let words = &entry.words[..variant.length];
        let written = |token: &Token| token.place.of(text);
        let names = &index.names;
        let function =
            words.iter().zip(&entry.ids).map(|(word, id)| names.is_function(*id, word)).collect();
        Self {
            text,
            entry,
            term: index.term(entry),
            tokens,
            first: window.start,
            variant,
            language: index.keys.language(),
            keys: &index.keys,
            name_function: function,
            text_function: tokens.iter().map(|t| names.is_function(t.id, written(t))).collect(),
            name_folded: words.iter().map(|word| bare(&Keys::folded(word))).collect(),
            text_folded: tokens.iter().map(|token| bare(&Keys::folded(written(token)))).collect(),
        }
    }

    /// How alike a word of the name and one of the text are.
    pub(super) fn likeness(&self, name: usize, text: usize) -> Likeness {
        if self.name_folded[name] == self.text_folded[text] {
            return Likeness::Same;
        }
        let id = self.tokens[text].id;
        if id != 0 && id == self.entry.ids[name] {
            return Likeness::Form;
        }
        let function = (self.name_function[name], self.text_function[text]);
        if function.0 == function.1 && self.is_near(name, text) {
            return Likeness::Near;
        }
        match function {
            (true, true) => Likeness::Function,
            (false, false) => Likeness::Content,
            // A character is a function word only by itself, not within a word.
            _ if self.is_chinese() => Likeness::Content,
            _ => Likeness::Other,
        }
    }

    fn is_near(&self, name: usize, text: usize) -> bool {
        let (one, other) = (&self.name_folded[name], &self.text_folded[text]);
        let digits = |word: &str| word.chars().any(char::is_numeric);
        let (one_letters, other_letters) = (one.chars().count(), other.chars().count());
        if one_letters.min(other_letters) < 4 || digits(one) || digits(other) {
            return false;
        }
        let stems = || {
            let keys = (self.keys.key(one), self.keys.key(other));
            let letters = keys.0.chars().count();
            letters >= 4 && is_near(similarity(&keys.0, &keys.1), letters)
        };
        is_near(similarity(one, other), one_letters) || stems()
    }

    fn cost(&self, name: usize, text: usize) -> u32 {
        match self.likeness(name, text) {
            Likeness::Same => 0,
            Likeness::Form => 1,
            Likeness::Near => 3,
            Likeness::Function => 4,
            Likeness::Content => 11,
            Likeness::Other => 16,
        }
    }

    /// The cheapest steps over the whole name, free at both ends of the text.
    pub(super) fn align(&self) -> Vec<Step> {
        let (names, texts) = (self.variant.length, self.tokens.len());
        let name_cost = |at: usize| if self.name_function[at] { 3 } else { 8 };
        // A character too many is half a word.
        let extra = if self.is_chinese() { 4 } else { 8 };
        let text_cost = |at: usize| if self.text_function[at] { 3 } else { extra };
        let width = texts + 1;
        let mut cost = vec![0_u32; (names + 1) * width];
        for name in 0..names {
            cost[(name + 1) * width] = cost[name * width] + name_cost(name);
            for text in 0..texts {
                let both = cost[name * width + text] + self.cost(name, text);
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
                && here == cost[(name - 1) * width + text - 1] + self.cost(name - 1, text - 1)
            {
                (name, text) = (name - 1, text - 1);
                steps.push(Step::Both(name, text));
            } else if text > 0 && here == cost[name * width + text - 1] + text_cost(text - 1) {
                // Where it comes to the same, a word too many in the text leaves the name whole.
                text -= 1;
                steps.push(Step::Text(text));
            } else {
                name -= 1;
                steps.push(Step::Name(name));
            }
        }
        steps.reverse();
        steps
    }

    pub(super) fn word(&self, name: usize) -> &'a str {
        &self.entry.words[name]
    }

    pub(super) fn written(&self, text: usize) -> &'a str {
        self.tokens[text].place.of(self.text)
    }

    /// Words of the text, as they are told.
    pub(super) fn stretch(&self, texts: &[usize]) -> String {
        let words: Vec<&str> = texts.iter().map(|at| self.written(*at)).collect();
        words.join(self.gap())
    }

    /// Words of the name, as they are told.
    pub(super) fn name_stretch(&self, names: &[usize]) -> String {
        let words: Vec<&str> = names.iter().map(|at| self.word(*at)).collect();
        words.join(self.gap())
    }

    /// What parts words in the language.
    fn gap(&self) -> &'static str {
        if self.is_chinese() { "" } else { " " }
    }

    pub(super) fn is_chinese(&self) -> bool {
        matches!(self.language, "zh" | "ja")
    }

    /// What stands between a token of the window and the next.
    pub(super) fn between(&self, text: usize) -> &'a str {
        let end = self.tokens[text].place.end as usize;
        self.tokens.get(text + 1).map_or("", |next| &self.text[end..next.place.start as usize])
    }
}
