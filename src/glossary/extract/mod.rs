//! Terms that texts have and a termbase may not: candidates, scored, to be reviewed by a person.
//!
//! There is no part-of-speech tagger here. Candidates are sequences of words whose edges are no function
//! words, in scripts without spaces sequences of characters that hold together; what makes a term of
//! them is how often and in what company they come. From aligned texts come pairs: candidates of both
//! sides that are met in the same units more often than by chance.
//!
//! Memory is bounded: of texts with very many candidates the rarest are forgotten on the way.

mod acronyms;
mod characters;
mod common_words;
mod corpus;
mod markup;
mod pairs;
mod proposals;
mod reading;
mod sequences;
mod termhood;
mod vocabulary;
mod write;

use super::matcher::{Index, Scanner};
use crate::text::LangTag;
use corpus::Corpus;
pub use pairs::{Pair, PairCounter, PairLinker};
use proposals::{Kept, join_acronyms, proposals};
use rustc_hash::FxHashMap;
pub use write::{Table, pair_table, term_table, write_tsv, write_xlsx};

/// How to extract.
#[derive(Debug, Clone)]
pub struct Settings {
    /// How often a candidate must come (default 2).
    pub min_count: u32,
    /// The proposals to give at most (default 1000).
    pub limit: usize,
    /// The different word sequences to count at most, a language (default 2^20, a few hundred megabytes at
    /// worst).
    pub sequences: usize,
    /// The candidates of each side that pairs are made of at most (default 20,000).
    pub candidates: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self { min_count: 2, limit: 1000, sequences: 1 << 20, candidates: 20_000 }
    }
}

/// What a proposal seems to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A term.
    Term,
    /// A proper name, by its capitals.
    Name,
    /// A short form in capitals.
    Acronym,
}

impl Kind {
    /// Its word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Term => "term",
            Self::Name => "name",
            Self::Acronym => "acronym",
        }
    }
}

/// A term that texts have.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// Its commonest form; in Russian the one that looks most like a nominative.
    pub term: Box<str>,
    /// What it seems to be.
    pub kind: Kind,
    /// How much of a term it is: its NC-value, weighed. To be compared within one result only.
    pub score: f64,
    /// How often it comes, in all its forms.
    pub count: u32,
    /// In how many documents it comes (beyond 64 documents a lower bound).
    pub documents: u32,
    /// Its other forms, the commonest first.
    pub variants: Vec<Box<str>>,
    /// Of an acronym its full form, of a full form its acronym, where the texts say it.
    pub other_form: Option<Box<str>>,
    /// The concepts of the termbase that have it as a term.
    pub known: Option<Box<str>>,
    /// The first sentence it comes in, if that was kept.
    pub example: Box<str>,
}

/// Words of other texts, which tell what is special in these.
#[derive(Debug, Default)]
pub struct Reference {
    stems: FxHashMap<String, u32>,
    words: u64,
}

/// Gathers candidates from texts of one language.
pub struct Extractor {
    settings: Settings,
    corpus: Corpus,
}

impl std::fmt::Debug for Extractor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Extractor({})", self.corpus.vocabulary.keys.language())
    }
}

impl Extractor {
    /// An extractor for texts in `lang` (regions do not matter).
    pub fn new(lang: &LangTag, settings: Settings) -> Self {
        let corpus = Corpus::new(lang.language(), settings.sequences);
        Self { settings, corpus }
    }

    /// Adds sentences.
    pub fn add(&mut self, sentences: &[&str]) {
        self.corpus.add(sentences, true);
    }

    /// What is added from now on is another document.
    pub fn next_document(&mut self) {
        self.corpus.next_document();
    }

    /// The words of these texts, for another extractor of the same language to compare with.
    pub fn reference(&self) -> Reference {
        let (stems, words) = self.corpus.stems();
        Reference { stems, words }
    }

    /// The proposals, best first; an acronym follows its full form. `known` are the terms of the
    /// language that there are already, `reference` words of other texts.
    pub fn proposals(
        &self,
        known: Option<&Index<'_>>,
        reference: Option<&Reference>,
    ) -> Vec<Proposal> {
        let lemmas = self.corpus.vocabulary.lemmas();
        let mut kept = proposals(&self.corpus, &lemmas, &self.settings, reference);
        join_acronyms(&self.corpus, &mut kept);
        kept.sort_by(|a, b| proposals::order(&a.proposal, &b.proposal));
        let mut proposals = beside_full_forms(kept);
        proposals.truncate(self.settings.limit);
        if let Some(index) = known {
            let mut scanner = Scanner::new(index);
            for proposal in &mut proposals {
                proposal.known =
                    known_as(&mut scanner, &proposal.term).map(|ids| ids.join(" ").into());
            }
        }
        proposals
    }
}

/// Puts acronyms behind their full forms, at the place of the better one.
fn beside_full_forms(kept: Vec<Kept>) -> Vec<Proposal> {
    let mut proposals: Vec<Option<Proposal>> =
        kept.into_iter().map(|kept| Some(kept.proposal)).collect();
    let places: FxHashMap<(bool, Box<str>), usize> = (0..)
        .zip(proposals.iter().flatten())
        .map(|(at, one)| ((one.kind == Kind::Acronym, one.term.clone()), at))
        .collect();
    let mut ordered = Vec::with_capacity(proposals.len());
    for at in 0..proposals.len() {
        let Some(one) = proposals[at].take() else { continue };
        let acronym = one.kind == Kind::Acronym;
        let other = one.other_form.clone().and_then(|other| places.get(&(!acronym, other)));
        let other = other.and_then(|at| proposals[*at].take());
        if acronym {
            ordered.extend(other);
            ordered.push(one);
        } else {
            ordered.push(one);
            ordered.extend(other);
        }
    }
    ordered
}

/// The concepts that have `term` as a term; none where it is no term as a whole.
fn known_as(scanner: &mut Scanner<'_, '_>, term: &str) -> Option<Vec<Box<str>>> {
    scanner.read(term);
    let concepts = &scanner.index().termbase().concepts;
    let found = scanner.terms(term).into_iter();
    let whole = found.filter(|found| found.start == 0 && found.end as usize == term.len());
    let mut ids: Vec<Box<str>> = Vec::new();
    for found in whole {
        let concept = &concepts[found.concept as usize];
        let id = if concept.id.is_empty() {
            format!("#{}", found.concept + 1).into()
        } else {
            concept.id.clone()
        };
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    (!ids.is_empty()).then_some(ids)
}

#[cfg(test)]
mod tests;
