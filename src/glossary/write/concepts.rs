//! Tables with a row a concept and columns for each language: to be read by people. What has no column
//! there is told.

use super::rows::writer;
use super::with_terms;
use crate::glossary::read::{ReadSettings, escape, read};
use crate::glossary::{Termbase, TermbaseFormat};
use crate::model::{Concept, Finding, MatchMode, Severity, Term, TermStatus};
use crate::text::LangTag;
use std::io::{self, Write};

const CELL: [char; 3] = ['\t', '\n', '\r'];
const ITEM: [char; 4] = ['\t', '\n', '\r', '|'];

/// Whether a term stands in a column.
type Holds = fn(&Term) -> bool;
/// What a column says of a concept.
type Fact = fn(&Concept) -> String;

/// The kinds of columns a language has: what stands before its tag, and which terms stand there.
const KINDS: [(&str, Holds); 5] = [
    ("", |term| term.status == TermStatus::Preferred),
    ("acronym_", |term| term.status == TermStatus::Admitted && term.acronym),
    ("admitted_", |term| term.status == TermStatus::Admitted && !term.acronym),
    ("avoid_", |term| term.status == TermStatus::Deprecated),
    ("forbidden_", |term| term.status == TermStatus::Forbidden),
];

/// Columns that say something of the whole row.
const FACTS: [(&str, Fact); 7] = [
    ("match", matching),
    ("severity", |concept| concept.severity.map_or_else(String::new, |s| s.to_string())),
    ("detect", |concept| if concept.not_detected { "no".into() } else { String::new() }),
    ("require", |concept| if concept.not_required { "no".into() } else { String::new() }),
    ("unconfirmed", unconfirmed),
    ("source", |concept| property(concept, "source")),
    ("note", |concept| concept.notes.join("; ")),
];

fn matching(concept: &Concept) -> String {
    let mut full = concept.terms.iter().filter(|term| term.status.is_right() && !term.acronym);
    let first = full.next();
    let mut words = Vec::new();
    if first.is_some_and(|term| term.proper_name) {
        words.push("proper-name");
    }
    if let Some(mode) = first.map(|term| term.mode).filter(|mode| *mode != MatchMode::Inflected) {
        words.push(mode.name());
    }
    words.join(", ")
}

fn unconfirmed(concept: &Concept) -> String {
    let mut tags: Vec<&str> = Vec::new();
    for term in concept.terms.iter().filter(|term| term.unconfirmed) {
        if !tags.contains(&term.lang.as_str()) {
            tags.push(term.lang.as_str());
        }
    }
    tags.join(" ")
}

fn property(concept: &Concept, name: &str) -> String {
    let found = concept.properties.iter().find(|(known, _)| &**known == name);
    found.map_or_else(String::new, |(_, value)| value.to_string())
}

pub(super) fn write(termbase: &Termbase, out: &mut dyn Write) -> io::Result<Vec<Finding>> {
    let (concepts, finding) = with_terms(termbase);
    let concepts: Vec<&Concept> = concepts.collect();
    let languages = termbase.languages();
    let any = |holds: &dyn Fn(&Term) -> bool| {
        concepts.iter().any(|concept| concept.terms.iter().any(holds))
    };
    let mut columns: Vec<(String, &LangTag, Holds)> = Vec::new();
    for (prefix, holds) in KINDS {
        let used = languages.iter().filter(|lang| {
            prefix.is_empty() || any(&|term: &Term| term.lang == **lang && holds(term))
        });
        columns.extend(used.map(|lang| (format!("{prefix}{lang}"), lang, holds)));
    }
    let facts = FACTS.into_iter().filter(|(_, fact)| concepts.iter().any(|c| !fact(c).is_empty()));
    let facts: Vec<_> = facts.collect();
    let mut bytes = Vec::new();
    let mut table = writer(b'\t', &mut bytes);
    let head = ["concept_id", "domain", "definition"].into_iter();
    let head = head.chain(columns.iter().map(|(name, ..)| &**name));
    table.write_record(head.chain(facts.iter().map(|(name, _)| *name)))?;
    for concept in &concepts {
        let optional = |text: &Option<Box<str>>| text.as_deref().unwrap_or_default().to_owned();
        let mut row =
            vec![concept.id.to_string(), optional(&concept.domain), optional(&concept.definition)];
        for cell in &mut row {
            *cell = escape(cell, &CELL).into_owned();
        }
        for (_, lang, holds) in &columns {
            let terms = concept.terms.iter().filter(|term| term.lang == **lang && holds(term));
            let terms: Vec<_> = terms.map(|term| escape(&term.text, &ITEM)).collect();
            row.push(terms.join(" | "));
        }
        row.extend(facts.iter().map(|(_, fact)| escape(&fact(concept), &CELL).into_owned()));
        table.write_record(&row)?;
    }
    drop(table);
    out.write_all(&bytes)?;
    let lost = lost(&concepts, &bytes)?;
    Ok(finding.into_iter().chain(lost).collect())
}

/// How many concepts say more than the table does: those that come back different.
fn lost(concepts: &[&Concept], table: &[u8]) -> io::Result<Option<Finding>> {
    let settings = ReadSettings { format: Some(TermbaseFormat::Tsv), ..ReadSettings::default() };
    let (again, _) = read(&mut &*table, "", &settings)?;
    let plain = |concept: &Concept| {
        let mut concept = Concept { line: 0, ..concept.clone() };
        concept.terms.iter_mut().for_each(|term| term.line = 0);
        concept
            .terms
            .sort_by(|a, b| (&a.lang, a.status, &a.text).cmp(&(&b.lang, b.status, &b.text)));
        concept
    };
    let pairs = concepts.iter().zip(&again.concepts);
    let count = pairs.filter(|(one, other)| plain(one) != plain(other)).count();
    Ok((count > 0).then(|| {
        let message = format!(
            "{count} concepts say more than a table with a row a concept has columns for: `--to tsv` keeps it"
        );
        Finding::new("glossary-lost", Severity::Info, message)
    }))
}
