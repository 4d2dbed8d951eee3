//! Termbases as tables: a header row, then a row a concept (a column a language) or a row a term.

use super::Termbase;
use crate::model::{CasePolicy, Concept, Finding, MatchMode, Position, Severity, Term, TermStatus};
use crate::text::LangTag;
use std::io::{self, BufRead, Read as _, Write};

/// The bytes a glossary may have.
pub(super) const LIMIT: u64 = 256 << 20;

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Column {
    Id,
    Domain,
    Definition,
    Note,
    Severity,
    /// How all terms of the row are looked for, and whether they are names.
    Match,
    /// Terms of a language with a status; several are parted by ` | `.
    Terms(LangTag, TermStatus),
    Acronym(LangTag),
    /// The single term of a row, its language and its status: tables with a row a term.
    Term,
    Lang,
    Status,
    PartOfSpeech,
    Passed,
}

impl Column {
    fn named(name: &str) -> Self {
        let name = name.trim().trim_start_matches('#').trim();
        let lower = name.to_ascii_lowercase().replace(' ', "_");
        match &*lower {
            "concept_id" | "id" | "concept" | "entry" | "entry_id" => return Self::Id,
            "domain" | "subject" | "subject_field" => return Self::Domain,
            "definition" => return Self::Definition,
            "note" | "notes" | "comment" => return Self::Note,
            "severity" => return Self::Severity,
            "match" => return Self::Match,
            "term" => return Self::Term,
            "lang" | "language" => return Self::Lang,
            "status" | "term_status" => return Self::Status,
            "pos" | "part_of_speech" => return Self::PartOfSpeech,
            _ => {}
        }
        let (kind, tag) = lower.split_once('_').unwrap_or(("", &lower));
        let known = match kind {
            "acronym" => return language(tag).map_or(Self::Passed, Self::Acronym),
            "" | "term" | "preferred" => Some(TermStatus::Preferred),
            "avoid" => Some(TermStatus::Deprecated),
            _ => TermStatus::parse(kind),
        };
        let parted = known.and_then(|status| Some(Self::Terms(language(tag)?, status)));
        // `pt_BR` is a tag, no kind of column.
        let whole = || Some(Self::Terms(language(&lower)?, TermStatus::Preferred));
        parted.or_else(whole).unwrap_or(Self::Passed)
    }
}

fn language(tag: &str) -> Option<LangTag> {
    let tag = LangTag::parse(tag).ok()?;
    (tag.language().len() <= 3).then_some(tag)
}

/// Reads a table. The separator is the one the header row has more of: tab, semicolon or comma.
pub(super) fn read(input: &mut dyn BufRead, name: &str) -> io::Result<(Termbase, Vec<Finding>)> {
    let mut bytes = Vec::new();
    input.take(LIMIT + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LIMIT {
        return Err(io::Error::other("a glossary over 256 MiB is not read: split it"));
    }
    let text = crate::text::decode_vec(bytes, None, None).text;
    let head = text.lines().next().unwrap_or_default();
    let count = |separator: u8| memchr::memchr_iter(separator, head.as_bytes()).count();
    let separator = *b"\t;,".iter().rev().max_by_key(|s| count(**s)).unwrap_or(&b'\t');
    let mut rows = csv::ReaderBuilder::new()
        .delimiter(separator)
        .quoting(separator != b'\t')
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut table =
        Rows { name, columns: Vec::new(), termbase: Termbase::default(), findings: vec![] };
    let mut row = csv::StringRecord::new();
    let mut first = true;
    while rows.read_record(&mut row).map_err(|error| io::Error::other(error.to_string()))? {
        let line = row.position().map_or(0, |at| at.line() as u32);
        if std::mem::take(&mut first) {
            table.header(&row);
        } else if row.iter().any(|cell| !cell.trim().is_empty()) {
            table.row(&row, line);
        }
    }
    Ok((table.termbase, table.findings))
}

struct Rows<'a> {
    name: &'a str,
    columns: Vec<Column>,
    termbase: Termbase,
    findings: Vec<Finding>,
}

impl Rows<'_> {
    fn found(&mut self, line: u32, column: u32, severity: Severity, message: String) {
        let position = Position { offset: 0, line, column };
        let mut finding = Finding::new("glossary-table", severity, message).at(position);
        finding.file = Some(self.name.to_owned());
        self.findings.push(finding);
    }

    fn header(&mut self, row: &csv::StringRecord) {
        self.columns = row.iter().map(Column::named).collect();
        let terms = self.columns.iter().filter(|c| matches!(c, Column::Terms(..))).count();
        let single = self.columns.contains(&Column::Term) && self.columns.contains(&Column::Lang);
        if terms == 0 && !single {
            let message = "no column is named by a language tag: name them `en`, `fr`, … in the first row, or `term` and `lang`";
            self.found(1, 1, Severity::Error, message.to_owned());
        }
    }

    fn row(&mut self, row: &csv::StringRecord, line: u32) {
        if row.len() > self.columns.len() {
            let message =
                format!("the row has {} cells, the header {}", row.len(), self.columns.len());
            self.found(line, 1, Severity::Warning, message);
        }
        let mut concept = Concept { line, ..Concept::default() };
        let (mut single, mut names) = (Single::default(), false);
        let columns = std::mem::take(&mut self.columns);
        for (number, (column, cell)) in columns.iter().zip(row).enumerate() {
            let cell = cell.trim();
            if cell.is_empty() {
                continue;
            }
            match column {
                Column::Id => concept.id = cell.into(),
                Column::Domain => concept.domain = Some(cell.into()),
                Column::Definition => concept.definition = Some(cell.into()),
                Column::Note => concept.notes.push(cell.into()),
                Column::Match => names = cell.to_ascii_lowercase().starts_with("proper"),
                Column::Terms(lang, status) => {
                    let terms = cell.split(" | ").map(str::trim).filter(|term| !term.is_empty());
                    concept.terms.extend(
                        terms.map(|text| Term { status: *status, ..Term::new(text, lang.clone()) }),
                    );
                }
                Column::Acronym(lang) => {
                    let terms = cell.split(" | ").map(str::trim).filter(|term| !term.is_empty());
                    let acronym = |text| Term {
                        acronym: true,
                        case: CasePolicy::Exact,
                        mode: MatchMode::Exact,
                        status: TermStatus::Admitted,
                        ..Term::new(text, lang.clone())
                    };
                    concept.terms.extend(terms.map(acronym));
                }
                Column::Severity => match cell.to_ascii_lowercase().as_str() {
                    "info" => concept.severity = Some(Severity::Info),
                    "warning" => concept.severity = Some(Severity::Warning),
                    "error" => concept.severity = Some(Severity::Error),
                    _ => {
                        let message =
                            format!("`{cell}` is no severity: write info, warning or error");
                        self.found(line, number as u32 + 1, Severity::Warning, message);
                    }
                },
                Column::Status => match TermStatus::parse(cell) {
                    Some(status) => single.status = status,
                    None => {
                        let message = format!(
                            "`{cell}` is no status: write preferred, admitted, deprecated or forbidden"
                        );
                        self.found(line, number as u32 + 1, Severity::Warning, message);
                    }
                },
                Column::Term => single.text = Some(cell),
                Column::Lang => match LangTag::parse(cell) {
                    Ok(lang) => single.lang = Some(lang),
                    Err(error) => {
                        self.found(line, number as u32 + 1, Severity::Warning, error.to_string());
                    }
                },
                Column::PartOfSpeech => single.part_of_speech = Some(cell.into()),
                Column::Passed => {}
            }
        }
        self.columns = columns;
        concept.terms.extend(single.term());
        for term in &mut concept.terms {
            term.proper_name = names && term.status.is_right() && !term.acronym;
        }
        self.add(concept);
    }

    /// Adds a concept, or a row's term to the concept it belongs to.
    fn add(&mut self, mut concept: Concept) {
        if concept.terms.is_empty() {
            return;
        }
        let last = self.termbase.concepts.last_mut();
        match last.filter(|last| !concept.id.is_empty() && last.id == concept.id) {
            Some(last) if self.columns.contains(&Column::Term) => {
                last.terms.append(&mut concept.terms);
            }
            _ => self.termbase.concepts.push(concept),
        }
    }
}

/// The term of a row that holds one.
#[derive(Default)]
struct Single<'a> {
    text: Option<&'a str>,
    lang: Option<LangTag>,
    status: TermStatus,
    part_of_speech: Option<Box<str>>,
}

impl Single<'_> {
    fn term(self) -> Option<Term> {
        let term = Term::new(self.text?, self.lang?);
        Some(Term { status: self.status, part_of_speech: self.part_of_speech, ..term })
    }
}

/// Writes a table with a row a term, which holds all a termbase says of terms.
///
/// # Errors
/// When writing fails.
pub fn write_tsv(termbase: &Termbase, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "concept_id\tdomain\tdefinition\tlang\tterm\tstatus\tmatch\tpart_of_speech")?;
    for concept in &termbase.concepts {
        for term in &concept.terms {
            let cells: [&str; 8] = [
                &concept.id,
                concept.domain.as_deref().unwrap_or_default(),
                concept.definition.as_deref().unwrap_or_default(),
                term.lang.as_str(),
                &term.text,
                term.status.name(),
                if term.proper_name { "proper-name" } else { "inflect" },
                term.part_of_speech.as_deref().unwrap_or_default(),
            ];
            let clean = cells.map(|cell| cell.replace(['\t', '\n', '\r'], " "));
            writeln!(out, "{}", clean.join("\t"))?;
        }
    }
    out.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(table: &str) -> (Termbase, Vec<Finding>) {
        super::read(&mut table.as_bytes(), "t.tsv").unwrap()
    }

    #[test]
    fn a_table_is_read_leniently() {
        let table = "concept_id\ten\tfr\tacronym_en\nUN\tUnited Nations\tNations Unies\tUN\n\nX\ta\tb\tc\td\n";
        let (termbase, findings) = read(table);
        let tags = (LangTag::parse("en-GB").unwrap(), LangTag::parse("fr").unwrap());
        let pairs = termbase.pairs(&tags.0, &tags.1).concepts;
        assert_eq!(pairs[0].0, ["United Nations", "UN"]);
        assert_eq!(pairs[0].1, ["Nations Unies"]);
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].position.unwrap().line, 4);
    }

    #[test]
    fn a_row_a_term_and_what_is_written_come_to_the_same() {
        let table = "concept_id,lang,term,status\n1,en,flow,preferred\n1,en,flux,forbidden\n2,fr,flot,nice\n";
        let (termbase, findings) = read(table);
        assert_eq!(termbase.concepts.len(), 2);
        assert_eq!(termbase.concepts[0].terms[1].status, TermStatus::Forbidden);
        assert_eq!(findings[0].position.unwrap().column, 4);
        let mut written = Vec::new();
        write_tsv(&termbase, &mut written).unwrap();
        let again = super::read(&mut &written[..], "t.tsv").unwrap().0;
        assert_eq!(again.concepts[0].terms, termbase.concepts[0].terms);
    }

    #[test]
    fn a_wrong_header_is_an_error() {
        assert_eq!(read("a,b\n1,2\n").1[0].severity, Severity::Error);
    }
}
