//! Several termbases in one.

use crate::glossary::Termbase;
use crate::model::{Concept, Finding, Position, Severity, Term, TermStatus};
use crate::text::LangTag;
use rustc_hash::{FxHashMap, FxHashSet};

/// Joins termbases. Concepts are one that have one identifier and a term in common, or equal preferred
/// terms in two languages. What a later termbase says otherwise than an earlier one is a finding
/// (`glossary-conflict`), and the earlier one counts.
pub fn merge(termbases: Vec<(String, Termbase)>) -> (Termbase, Vec<Finding>) {
    let mut merge = Merge::default();
    for (file, termbase) in termbases {
        merge.file = file;
        for concept in termbase.concepts {
            merge.add(concept);
        }
    }
    (Termbase { concepts: merge.concepts }, merge.findings)
}

#[derive(Default)]
struct Merge {
    file: String,
    concepts: Vec<Concept>,
    findings: Vec<Finding>,
    ids: FxHashMap<Box<str>, usize>,
    /// The concepts that prefer a term.
    preferred: FxHashMap<(LangTag, Box<str>), Vec<usize>>,
}

impl Merge {
    fn conflict(&mut self, line: u32, message: String) {
        let mut finding = Finding::new("glossary-conflict", Severity::Warning, message);
        finding.file = Some(self.file.clone());
        finding.position = (line > 0).then_some(Position { offset: 0, line, column: 1 });
        self.findings.push(finding);
    }

    fn add(&mut self, mut concept: Concept) {
        if let Some(&at) = self.ids.get(&concept.id).filter(|_| !concept.id.is_empty()) {
            let known = &self.concepts[at];
            let shares = concept.terms.iter().any(|term| has(known, term).is_some());
            if shares || concept.terms.is_empty() || known.terms.is_empty() {
                return self.join(at, concept);
            }
            let message = format!(
                "another concept has the identifier `{}` and no term in common with this one: both are kept",
                concept.id
            );
            self.conflict(concept.line, message);
            concept.id = self.free(&concept.id);
        }
        if let Some(at) = self.twin(&concept) {
            return self.join(at, concept);
        }
        let at = self.concepts.len();
        self.concepts.push(Concept { terms: Vec::new(), ..concept.clone() });
        if !concept.id.is_empty() {
            self.ids.insert(concept.id.clone(), at);
        }
        for term in concept.terms {
            self.push(at, term);
        }
    }

    /// An identifier no concept has.
    fn free(&self, id: &str) -> Box<str> {
        let mut numbers = 2_usize..;
        let names = numbers.by_ref().map(|number| format!("{id}-{number}").into_boxed_str());
        names.filter(|name| !self.ids.contains_key(name)).take(1).collect::<Vec<_>>().remove(0)
    }

    /// A concept with the same preferred terms in two languages.
    fn twin(&self, concept: &Concept) -> Option<usize> {
        let mut seen: FxHashMap<usize, FxHashSet<&str>> = FxHashMap::default();
        for term in concept.terms.iter().filter(|term| is_preferred(term)) {
            let key = (term.lang.clone(), term.text.clone());
            for &at in self.preferred.get(&key).into_iter().flatten() {
                let languages = seen.entry(at).or_default();
                languages.insert(term.lang.language());
                if languages.len() > 1 {
                    return Some(at);
                }
            }
        }
        None
    }

    fn push(&mut self, at: usize, term: Term) {
        if is_preferred(&term) {
            let key = (term.lang.clone(), term.text.clone());
            let list = self.preferred.entry(key).or_default();
            if !list.contains(&at) {
                list.push(at);
            }
        }
        self.concepts[at].terms.push(term);
    }

    fn join(&mut self, at: usize, new: Concept) {
        let name = if self.concepts[at].id.is_empty() { &new.id } else { &self.concepts[at].id };
        let called = format!("`{name}`");
        for (what, old, other) in [
            ("domain", &self.concepts[at].domain, &new.domain),
            ("definition", &self.concepts[at].definition, &new.definition),
        ]
        .map(|(what, old, other)| (what, old.clone(), other.clone()))
        {
            if let (Some(old), Some(other)) = (old, other)
                && old != other
            {
                let message = format!(
                    "{called} has another {what}: \"{}\", kept is \"{}\"",
                    shortened(&other),
                    shortened(&old)
                );
                self.conflict(new.line, message);
            }
        }
        if new.severity.is_some_and(|new| self.concepts[at].severity.is_some_and(|old| old != new))
        {
            self.conflict(new.line, format!("{called} has another severity: the first is kept"));
        }
        let known = &mut self.concepts[at];
        if known.id.is_empty() && !new.id.is_empty() {
            known.id.clone_from(&new.id);
            self.ids.insert(new.id, at);
        }
        known.domain = known.domain.take().or(new.domain);
        known.definition = known.definition.take().or(new.definition);
        known.severity = known.severity.or(new.severity);
        known.not_detected |= new.not_detected;
        known.not_required |= new.not_required;
        for note in new.notes {
            if !known.notes.contains(&note) {
                known.notes.push(note);
            }
        }
        add_properties(&mut known.properties, new.properties);
        for term in new.terms {
            self.join_term(at, term, &called);
        }
    }

    fn join_term(&mut self, at: usize, mut new: Term, called: &str) {
        let Some(place) = has(&self.concepts[at], &new) else {
            let prefers = |term: &Term| is_preferred(term) && term.lang == new.lang;
            let first = self.concepts[at].terms.iter().find(|term| prefers(term));
            if let Some(first) = first.filter(|_| is_preferred(&new)) {
                let message = format!(
                    "{called} prefers \"{}\" ({}) here and \"{}\" before: this one becomes admitted",
                    shortened(&new.text),
                    new.lang,
                    shortened(&first.text)
                );
                self.conflict(new.line, message);
                new.status = TermStatus::Admitted;
            }
            self.push(at, new);
            return;
        };
        let known = &mut self.concepts[at].terms[place];
        let (old, other) = (known.status, new.status);
        known.part_of_speech = known.part_of_speech.take().or(new.part_of_speech);
        known.note = known.note.take().or(new.note);
        // What one source confirms is confirmed.
        known.unconfirmed &= new.unconfirmed;
        known.proper_name |= new.proper_name;
        add_properties(&mut known.properties, new.properties);
        if old != other {
            let message = format!(
                "\"{}\" ({}) of {called} is {} here and {} before: the first is kept",
                shortened(&new.text),
                new.lang,
                other.name(),
                old.name()
            );
            self.conflict(new.line, message);
        }
    }
}

fn is_preferred(term: &Term) -> bool {
    term.status == TermStatus::Preferred && !term.acronym
}

/// Where a concept has the same term.
fn has(concept: &Concept, term: &Term) -> Option<usize> {
    concept.terms.iter().position(|known| known.lang == term.lang && known.text == term.text)
}

fn add_properties(known: &mut Vec<(Box<str>, Box<str>)>, new: Vec<(Box<str>, Box<str>)>) {
    for property in new {
        if !known.contains(&property) {
            known.push(property);
        }
    }
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
