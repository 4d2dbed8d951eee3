//! The steps of an alignment of a name and a text, sorted by what they say.

use super::comparison::{Comparison, Likeness, Step};
use std::ops::Range;

/// The words of a name and of the text that stands for it, by how they go together. Pairs are (name,
/// text).
#[derive(Default)]
pub(super) struct Sides {
    /// Pairs that are one word.
    pub(super) matched: Vec<(usize, usize)>,
    pub(super) misspelt: Vec<(usize, usize)>,
    pub(super) substituted: Vec<(usize, usize)>,
    pub(super) missing: Vec<usize>,
    pub(super) extra: Vec<usize>,
    /// (text, name) where function words, or articles joined to words, differ.
    pub(super) articles: Vec<(Option<usize>, Option<usize>)>,
    /// Words at the name's ends that the text lacks.
    pub(super) edge: Vec<usize>,
    /// Words of the text that are plurals of the name's.
    pub(super) plurals: Vec<usize>,
    pub(super) moved: bool,
    /// The tokens of the window that stand for the name.
    pub(super) tokens: Range<usize>,
}

/// How far from the others a word that moved may stand, in tokens.
const REACH: usize = 3;
/// The words of weight a name has at least where its first or last may be another.
const TELLING: usize = 4;

impl Sides {
    /// Sorts the steps; `None` where no word of weight agrees.
    pub(super) fn sort(comparison: &Comparison<'_>, steps: &[Step]) -> Option<Self> {
        let sure = |step: &Step| match *step {
            Step::Both(name, text) => {
                comparison.likeness(name, text) <= Likeness::Near && !comparison.name_function[name]
            }
            _ => false,
        };
        let (first, last) = (steps.iter().position(sure)?, steps.iter().rposition(sure)?);
        let mut sides = Self::default();
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
        let Step::Both(_, first_text) = steps[first] else { return None };
        let Step::Both(_, last_text) = steps[last] else { return None };
        // An article at the name's very start belongs to it only where the text has it.
        sides.edge.retain(|name| !comparison.name_function[*name] || *name != 0);
        sides.edge.sort_unstable();
        sides.tokens = first_text..last_text + 1;
        if comparison.is_chinese() {
            sides.join_replaced(steps);
        }
        sides.join_swapped(comparison);
        sides.join_moved(comparison);
        sides.join_edges(comparison);
        Some(sides)
    }

    fn both(&mut self, comparison: &Comparison<'_>, name: usize, text: usize) {
        match comparison.likeness(name, text) {
            Likeness::Same => self.matched.push((name, text)),
            Likeness::Form => self.form(comparison, name, text),
            Likeness::Near if comparison.name_function[name] => {
                self.articles.push((Some(text), Some(name)));
            }
            Likeness::Near => self.misspelt.push((name, text)),
            Likeness::Function => self.articles.push((Some(text), Some(name))),
            Likeness::Content => self.substituted.push((name, text)),
            Likeness::Other => {
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
            // A particle joined to a word inside of the name, or one that is missing there; at its start
            // "and", "in" and their like may be joined to it, an article may not.
            "ar" if name > 0 || !same_but_particles(wanted, written) => {
                self.articles.push((Some(text), Some(name)));
            }
            "ru" if name > super::wording::russian_head(&comparison.entry.words) => {
                self.misspelt.push((name, text));
            }
            _ => self.matched.push((name, text)),
        }
    }

    /// Where characters of a Chinese name are missing beside characters too many, with one that agrees
    /// at the most between them, a word was replaced by another.
    fn join_replaced(&mut self, steps: &[Step]) {
        let at = |step: Step| steps.iter().position(|one| *one == step).unwrap_or(0);
        for name in self.missing.clone() {
            let near = self
                .extra
                .iter()
                .copied()
                .find(|text| at(Step::Name(name)).abs_diff(at(Step::Text(*text))) <= 2);
            let Some(text) = near else { continue };
            self.missing.retain(|one| *one != name);
            self.extra.retain(|one| *one != text);
            // 开发 and 发展: what agrees between belongs to both words.
            let between = self.matched.iter().position(|pair| {
                *pair == (name + 1, text.wrapping_sub(1))
                    || *pair == (name.wrapping_sub(1), text + 1)
            });
            match between.map(|between| self.matched.remove(between)) {
                Some((shared, of)) => {
                    self.substituted.push((name.min(shared), text.min(of)));
                    self.substituted.push((name.max(shared), text.max(of)));
                }
                None => self.substituted.push((name, text)),
            }
        }
        self.substituted.sort_unstable();
    }

    /// Two words that are near each other and have changed places.
    fn join_swapped(&mut self, comparison: &Comparison<'_>) {
        let is = |name: usize, text: usize| {
            comparison.likeness(name, text) <= Likeness::Form
                || same_without_and(&comparison.name_folded[name], &comparison.text_folded[text])
        };
        for at in 1..self.misspelt.len() {
            let ((one, here), (other, there)) = (self.misspelt[at - 1], self.misspelt[at]);
            if is(one, there) && is(other, here) {
                self.matched.extend([(one, there), (other, here)]);
                self.misspelt.drain(at - 1..=at);
                self.moved = true;
                return;
            }
        }
    }

    /// Joins words of the name that the text has elsewhere: those it has more, and those right beside.
    fn join_moved(&mut self, comparison: &Comparison<'_>) {
        let mut lost: Vec<usize> = self.missing.clone();
        lost.extend(self.substituted.iter().map(|pair| pair.0));
        lost.extend(self.edge.iter().filter(|name| !comparison.name_function[**name]));
        let mut more: Vec<usize> = self.extra.clone();
        more.extend(self.substituted.iter().map(|pair| pair.1));
        let before = (self.tokens.start.saturating_sub(REACH)..self.tokens.start).rev();
        let behind = self.tokens.end..(self.tokens.end + REACH).min(comparison.tokens.len());
        more.extend(before.chain(behind).filter(|at| !comparison.text_function[*at]));
        let mut joined = Vec::new();
        for name in lost {
            let like = |most: Likeness| {
                more.iter().copied().find(|text| comparison.likeness(name, *text) <= most)
            };
            if let Some(text) = like(Likeness::Form).or_else(|| like(Likeness::Near)) {
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
            self.move_word(comparison, name, text);
        }
        self.moved = true;
        // The articles of words that moved went with them.
        self.articles.clear();
    }

    fn move_word(&mut self, comparison: &Comparison<'_>, name: usize, text: usize) {
        self.missing.retain(|at| *at != name);
        self.edge.retain(|at| *at != name);
        self.extra.retain(|at| *at != text);
        let parted: Vec<(usize, usize)> =
            self.substituted.iter().filter(|p| p.0 == name || p.1 == text).copied().collect();
        self.substituted.retain(|pair| pair.0 != name && pair.1 != text);
        for (one, other) in parted {
            let known = |pairs: &Self| -> (bool, bool) {
                let mut all = pairs.matched.iter().chain(&pairs.misspelt);
                let name = all.clone().any(|pair| pair.0 == one);
                (name, all.any(|pair| pair.1 == other))
            };
            let (name_known, text_known) = known(self);
            if one != name && !name_known {
                self.missing.push(one);
            }
            if other != text && !text_known {
                self.extra.push(other);
            }
        }
        if comparison.likeness(name, text) <= Likeness::Form {
            self.matched.push((name, text));
        } else {
            self.misspelt.push((name, text));
        }
        self.tokens = self.tokens.start.min(text)..self.tokens.end.max(text + 1);
    }

    /// Takes a word right beside for the name's first or last one, where that is all the text lacks: at
    /// the start only one of its kind (a bureau for an office), since what comes before a name is
    /// mostly no part of it.
    fn join_edges(&mut self, comparison: &Comparison<'_>) {
        let lost: Vec<usize> =
            self.edge.iter().copied().filter(|name| !comparison.name_function[*name]).collect();
        let [name] = lost[..] else { return };
        if comparison.is_chinese() || comparison.variant.content < TELLING {
            return;
        }
        let at_start = self.first_name() > name;
        let free = |at: &usize| !comparison.text_function[*at];
        let bridged = |text: usize| !super::parts(comparison.between(text));
        let text = if at_start {
            let start = self.tokens.start;
            (start.saturating_sub(REACH)..start).rev().take_while(|at| bridged(*at)).find(free)
        } else {
            let end = self.tokens.end;
            let last = (end + REACH).min(comparison.tokens.len());
            (end..last).take_while(|at| bridged(at - 1)).find(free)
        };
        let Some(text) = text else { return };
        let upper = |word: &str| word.chars().next().is_some_and(char::is_uppercase);
        let (wanted, written) = (comparison.word(name), comparison.written(text));
        let digits = |word: &str| word.chars().any(char::is_numeric);
        let fits = upper(wanted) == upper(written) && !digits(wanted) && !digits(written);
        let kind = super::wording::same_kind(comparison.language, wanted, written);
        // A name that ends where a sentence goes on in small letters was cut, not changed.
        if fits && (kind || (!at_start && upper(written))) {
            self.edge.clear();
            self.substituted.push((name, text));
            self.tokens = self.tokens.start.min(text)..self.tokens.end.max(text + 1);
        }
    }

    /// The first and the last word of the name that the text has, in some form.
    pub(super) fn first_name(&self) -> usize {
        self.names().min().unwrap_or(0)
    }

    pub(super) fn last_name(&self) -> usize {
        self.names().max().unwrap_or(0)
    }

    fn names(&self) -> impl Iterator<Item = usize> {
        let pairs = self.matched.iter().chain(&self.misspelt).chain(&self.substituted);
        pairs.map(|pair| pair.0)
    }

    /// Whether what differs is a number: then another instrument is meant.
    pub(super) fn numbers(&self, comparison: &Comparison<'_>) -> bool {
        let digits = |word: &str| word.chars().any(char::is_numeric);
        self.substituted
            .iter()
            .any(|(name, text)| digits(comparison.word(*name)) || digits(comparison.written(*text)))
    }
}

/// Whether an Arabic word of a text is the name's with particles joined to its front.
fn same_but_particles(wanted: &str, written: &str) -> bool {
    let Some(at) = written.find(wanted.strip_prefix("ال").unwrap_or(wanted)) else {
        return false;
    };
    let particles =
        written[..at].trim_start_matches(['و', 'ف']).trim_start_matches(['ب', 'ك', 'س']);
    let article = if wanted.starts_with("ال") { &["ال", "لل"][..] } else { &["", "ل"] };
    article.contains(&particles)
}

/// Whether two Arabic words are one but for a leading "and".
fn same_without_and(one: &str, other: &str) -> bool {
    let bare = |word: &str| word.strip_prefix('و').unwrap_or(word).to_owned();
    bare(one) == bare(other)
}
