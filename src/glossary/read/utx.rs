//! UTX (Universal Terminology eXchange): `#UTX 1.11; en/fr; …`, a line `#src tgt src:pos …` that names
//! the columns, then entries with tabs between.

use super::ReadSettings;
use super::findings::{Findings, shown};
use crate::glossary::Termbase;
use crate::model::{Concept, Severity, Term, TermStatus};
use crate::text::LangTag;
use rustc_hash::FxHashMap;
use std::io;

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Column {
    Source,
    Target,
    SourcePos,
    TargetPos,
    Status,
    Concept,
    Note,
    Property(Box<str>),
}

impl Column {
    fn named(name: &str) -> Self {
        match &*name.trim().trim_start_matches('#').trim().to_ascii_lowercase() {
            "src" => Self::Source,
            "tgt" => Self::Target,
            "src:pos" => Self::SourcePos,
            "tgt:pos" => Self::TargetPos,
            "term status" | "tgt:term status" | "status" | "tgt:status" => Self::Status,
            "concept id" | "conceptid" | "concept_id" => Self::Concept,
            "comment" | "note" | "src:comment" | "tgt:comment" => Self::Note,
            _ => Self::Property(shown(name.trim()).into()),
        }
    }
}

/// Reads a glossary. Entries of one concept identifier, else with one source, are one concept.
pub(super) fn read(
    text: &str,
    settings: &ReadSettings,
    findings: &mut Findings<'_>,
) -> io::Result<Termbase> {
    let mut languages = languages(text.lines().next().unwrap_or_default());
    if languages.len() < 2 {
        languages.clone_from(&settings.languages);
    }
    let [source, target, ..] = &languages[..] else {
        let message =
            "the first line names no languages such as `en/fr`: name them, the source first";
        return Err(io::Error::other(message));
    };
    let mut columns = vec![Column::Source, Column::Target, Column::SourcePos];
    let mut termbase = Termbase::default();
    let mut known: FxHashMap<&str, usize> = FxHashMap::default();
    let mut terms = 0;
    for (number, line) in text.lines().enumerate() {
        let number = number as u32 + 1;
        if line.starts_with('#') {
            let named: Vec<Column> = line.split('\t').map(Column::named).collect();
            if named.contains(&Column::Source) && named.contains(&Column::Target) {
                columns = named;
            }
            continue;
        }
        if line.trim().is_empty() {
            continue;
        }
        let Some(entry) = Entry::read(line, &columns, number, findings) else { continue };
        let group = entry.concept.unwrap_or(entry.source);
        let at = *known.entry(group).or_insert_with(|| {
            let id = entry.concept.unwrap_or_default().into();
            termbase.concepts.push(Concept { id, line: number, ..Concept::default() });
            termbase.concepts.len() - 1
        });
        let concept = &mut termbase.concepts[at];
        entry.join(concept, (source, target), number);
        terms += 2;
        super::within(terms)?;
    }
    Ok(termbase)
}

/// The languages of `#UTX 1.11; en/fr; …`.
fn languages(first: &str) -> Vec<LangTag> {
    let words = first.split(|c: char| c == ';' || c.is_whitespace());
    let mut pairs = words.filter(|word| word.len() < 40).filter_map(|word| word.split_once('/'));
    let read = |(one, other)| Some(vec![LangTag::parse(one).ok()?, LangTag::parse(other).ok()?]);
    pairs.find_map(read).unwrap_or_default()
}

/// A line.
#[derive(Default)]
struct Entry<'t> {
    source: &'t str,
    target: &'t str,
    positions: (Option<&'t str>, Option<&'t str>),
    status: Option<TermStatus>,
    unconfirmed: bool,
    concept: Option<&'t str>,
    note: Option<&'t str>,
    properties: Vec<(Box<str>, Box<str>)>,
}

impl<'t> Entry<'t> {
    fn read(
        line: &'t str,
        columns: &[Column],
        number: u32,
        findings: &mut Findings<'_>,
    ) -> Option<Self> {
        let mut entry = Self::default();
        for (at, (column, cell)) in columns.iter().zip(line.split('\t')).enumerate() {
            let cell = cell.trim();
            if cell.is_empty() {
                continue;
            }
            match column {
                Column::Source => entry.source = cell,
                Column::Target => entry.target = cell,
                Column::SourcePos => entry.positions.0 = Some(cell),
                Column::TargetPos => entry.positions.1 = Some(cell),
                Column::Concept => entry.concept = Some(cell),
                Column::Note => entry.note = Some(cell),
                Column::Property(name) => entry.properties.push((name.clone(), cell.into())),
                Column::Status => {
                    entry.status = TermStatus::parse(cell);
                    entry.unconfirmed = cell.eq_ignore_ascii_case("provisional");
                    if entry.status.is_none() {
                        let message = format!(
                            "`{}` is no status: write approved, provisional, non-standard, forbidden or rejected",
                            shown(cell)
                        );
                        let place = (number, at + 1);
                        findings.cell("glossary-cell", Severity::Warning, place, message);
                    }
                }
            }
        }
        let longest = entry.source.len().max(entry.target.len());
        if entry.source.is_empty() || entry.target.is_empty() || longest > super::LONGEST_TERM {
            let message = "the line has no source and target: it is left out".to_owned();
            findings.cell("glossary-row", Severity::Warning, (number, 1), message);
            return None;
        }
        Some(entry)
    }

    fn join(self, concept: &mut Concept, (source, target): (&LangTag, &LangTag), line: u32) {
        let right = |lang: &LangTag| {
            let preferred = TermStatus::Preferred;
            concept.terms.iter().any(|term| term.lang == *lang && term.status == preferred)
        };
        let first = |lang: &LangTag| {
            if right(lang) { TermStatus::Admitted } else { TermStatus::Preferred }
        };
        let (first_source, first_target) = (first(source), first(target));
        let has = |term: &Term| term.lang == *source && *term.text == *self.source;
        if !concept.terms.iter().any(has) {
            concept.terms.push(Term {
                status: first_source,
                part_of_speech: self.positions.0.map(Into::into),
                line,
                ..Term::new(self.source, source.clone())
            });
        }
        concept.terms.push(Term {
            status: self.status.unwrap_or(first_target),
            unconfirmed: self.unconfirmed,
            part_of_speech: self.positions.1.map(Into::into),
            note: self.note.map(Into::into),
            properties: self.properties,
            line,
            ..Term::new(self.target, target.clone())
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_and_columns_are_read() {
        let text = "#UTX 1.11; en/ja; 2024-01-01T10:00:00+09:00; license: none\n\
            #src\ttgt\tsrc:pos\tterm status\n\
            ferry\tフェリー\tnoun\tapproved\nferry\t渡船\tnoun\tforbidden\nquay\t岸壁\tnoun\tprovisional\n\
            lone\n";
        let mut findings = Findings::new("t.utx");
        let termbase = read(text, &ReadSettings::default(), &mut findings).unwrap();
        assert_eq!(termbase.concepts.len(), 2);
        let terms = &termbase.concepts[0].terms;
        assert_eq!(terms[0].part_of_speech.as_deref(), Some("noun"));
        assert_eq!(terms[2].status, TermStatus::Forbidden);
        assert!(termbase.concepts[1].terms[1].unconfirmed);
        assert_eq!(findings.told()[0].position.unwrap().line, 6);
    }
}
