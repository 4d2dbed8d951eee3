//! What differs between two termbases.

use crate::glossary::Termbase;
use crate::model::{Concept, Term};
use crate::text::LangTag;
use rustc_hash::FxHashMap;
use serde::Serialize;

/// A fact that differs: its name, the old value and the new one; what was not said is empty.
pub type Differing = (String, String, String);

/// One concept that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase", tag = "change")]
pub enum Change {
    /// Only the old termbase has it.
    Removed {
        /// The concept, by its identifier or first term.
        concept: String,
        /// Its terms.
        terms: Vec<Said>,
    },
    /// Only the new one has it.
    Added {
        /// The concept.
        concept: String,
        /// Its terms.
        terms: Vec<Said>,
    },
    /// Both have it and say other things of it.
    Changed {
        /// The concept.
        concept: String,
        /// What of the concept itself: `definition`, `domain` …, with the old and the new value.
        facts: Vec<Differing>,
        /// Terms only the old one has.
        removed: Vec<Said>,
        /// Terms only the new one has.
        added: Vec<Said>,
        /// Terms both have, with what differs: `status`, …, the old and the new value.
        terms: Vec<(Said, Vec<Differing>)>,
    },
}

/// A term as differences show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Said {
    /// Its language.
    pub lang: LangTag,
    /// The term.
    pub text: String,
    /// Its status.
    pub status: &'static str,
}

/// The differences between two termbases, in the old one's order with what was added at the end. Concepts
/// are the same that have one identifier, else, that share a preferred term and one of the two has no
/// identifier. The order of concepts and terms does not count.
pub fn diff(old: &Termbase, new: &Termbase) -> Vec<Change> {
    let index = Index::of(new);
    let mut met = vec![false; new.concepts.len()];
    let mut changes = Vec::new();
    for concept in &old.concepts {
        let other = index.find(concept, &met);
        match other {
            Some(at) => {
                met[at] = true;
                changes.extend(changed(concept, &new.concepts[at]));
            }
            None => changes.push(Change::Removed { concept: name(concept), terms: all(concept) }),
        }
    }
    let added = new.concepts.iter().zip(&met).filter(|(_, met)| !**met);
    changes.extend(
        added.map(|(concept, _)| Change::Added { concept: name(concept), terms: all(concept) }),
    );
    changes
}

/// The concepts of a termbase by identifier and by preferred term.
struct Index<'t> {
    termbase: &'t Termbase,
    ids: FxHashMap<&'t str, Vec<usize>>,
    terms: FxHashMap<(&'t LangTag, &'t str), Vec<usize>>,
}

impl<'t> Index<'t> {
    fn of(termbase: &'t Termbase) -> Self {
        let mut index = Self { termbase, ids: FxHashMap::default(), terms: FxHashMap::default() };
        for (at, concept) in termbase.concepts.iter().enumerate() {
            if !concept.id.is_empty() {
                index.ids.entry(&concept.id).or_default().push(at);
            }
            for term in concept.terms.iter().filter(|term| term.status.is_right()) {
                index.terms.entry((&term.lang, &term.text)).or_default().push(at);
            }
        }
        index
    }

    fn find(&self, concept: &Concept, met: &[bool]) -> Option<usize> {
        let free = |list: Option<&Vec<usize>>| {
            list.and_then(|list| list.iter().copied().find(|at| !met[*at]))
        };
        if let Some(at) = free(self.ids.get(&*concept.id)) {
            return Some(at);
        }
        let right = concept.terms.iter().filter(|term| term.status.is_right());
        let mut same = right.filter_map(|term| free(self.terms.get(&(&term.lang, &*term.text))));
        same.find(|at| concept.id.is_empty() || self.termbase.concepts[*at].id.is_empty())
    }
}

fn name(concept: &Concept) -> String {
    let first = concept.terms.first().map_or("", |term| &term.text);
    if concept.id.is_empty() { first.to_owned() } else { concept.id.to_string() }
}

fn said(term: &Term) -> Said {
    Said { lang: term.lang.clone(), text: term.text.to_string(), status: term.status.name() }
}

fn all(concept: &Concept) -> Vec<Said> {
    concept.terms.iter().map(said).collect()
}

/// What differs between two concepts, if anything does.
fn changed(old: &Concept, new: &Concept) -> Option<Change> {
    let mut met = vec![false; new.terms.len()];
    let mut places: FxHashMap<(&LangTag, &str), Vec<usize>> = FxHashMap::default();
    for (at, term) in new.terms.iter().enumerate().rev() {
        places.entry((&term.lang, &term.text)).or_default().push(at);
    }
    let (mut removed, mut terms) = (Vec::new(), Vec::new());
    for term in &old.terms {
        let Some(at) = places.get_mut(&(&term.lang, &*term.text)).and_then(Vec::pop) else {
            removed.push(said(term));
            continue;
        };
        met[at] = true;
        let facts = differing(&term_facts(term), &term_facts(&new.terms[at]));
        if !facts.is_empty() {
            terms.push((said(&new.terms[at]), facts));
        }
    }
    let added = new.terms.iter().zip(&met).filter(|(_, met)| !**met);
    let added: Vec<Said> = added.map(|(term, _)| said(term)).collect();
    let facts = differing(&facts(old), &facts(new));
    let same = facts.is_empty() && removed.is_empty() && added.is_empty() && terms.is_empty();
    (!same).then(|| Change::Changed { concept: name(new), facts, removed, added, terms })
}

type Facts = Vec<(String, String)>;

fn facts(concept: &Concept) -> Facts {
    let text = |text: &Option<Box<str>>| text.as_deref().unwrap_or_default().to_owned();
    let mut facts = vec![
        ("id".to_owned(), concept.id.to_string()),
        ("domain".to_owned(), text(&concept.domain)),
        ("definition".to_owned(), text(&concept.definition)),
        ("notes".to_owned(), concept.notes.join("; ")),
        ("severity".to_owned(), concept.severity.map_or_else(String::new, |s| s.to_string())),
        ("detect".to_owned(), yes(!concept.not_detected)),
        ("require".to_owned(), yes(!concept.not_required)),
    ];
    facts.extend(properties(&concept.properties));
    facts
}

fn term_facts(term: &Term) -> Facts {
    let text = |text: &Option<Box<str>>| text.as_deref().unwrap_or_default().to_owned();
    let mut facts = vec![
        ("status".to_owned(), term.status.name().to_owned()),
        ("match".to_owned(), term.mode.name().to_owned()),
        ("case".to_owned(), term.case.name().to_owned()),
        ("proper name".to_owned(), yes(term.proper_name)),
        ("acronym".to_owned(), yes(term.acronym)),
        ("part of speech".to_owned(), text(&term.part_of_speech)),
        ("scope".to_owned(), term.scope.join(", ")),
        ("unconfirmed".to_owned(), yes(term.unconfirmed)),
        ("note".to_owned(), text(&term.note)),
    ];
    facts.extend(properties(&term.properties));
    facts
}

fn yes(is: bool) -> String {
    if is { "yes" } else { "no" }.to_owned()
}

/// Properties by name, the values of one name together.
fn properties(properties: &[(Box<str>, Box<str>)]) -> Facts {
    let mut facts: Facts = Vec::new();
    for (name, value) in properties {
        match facts.iter_mut().find(|(known, _)| **known == **name) {
            Some((_, values)) => {
                values.push_str("; ");
                values.push_str(value);
            }
            None => facts.push((name.to_string(), value.to_string())),
        }
    }
    facts
}

/// What two lists of facts say differently; what one lacks is empty.
fn differing(old: &Facts, new: &Facts) -> Vec<Differing> {
    let value = |facts: &Facts, name: &str| {
        let found = facts.iter().find(|(known, _)| known == name);
        found.map_or_else(String::new, |(_, value)| value.clone())
    };
    let names =
        old.iter().chain(new.iter().filter(|(name, _)| !old.iter().any(|(o, _)| o == name)));
    names
        .map(|(name, _)| (name.clone(), value(old, name), value(new, name)))
        .filter(|(_, old, new)| old != new)
        .collect()
}
