//! Concepts from the rows of a table, whatever file the rows came from.

use super::cells;
use super::columns::{self, Column};
use super::findings::{Findings, shown};
use crate::glossary::Termbase;
use crate::model::{CasePolicy, Concept, MatchMode, Severity, Term, TermStatus};
use crate::text::LangTag;
use std::io;

/// Gathers concepts row by row.
pub(super) struct Rows<'f, 'n> {
    findings: &'f mut Findings<'n>,
    columns: Vec<Column>,
    /// The languages of the columns.
    known: Vec<LangTag>,
    single: bool,
    terms: usize,
    termbase: Termbase,
    /// What the last concept is grouped by.
    group: Box<str>,
}

/// The cells of a row that say something of all its terms, or of its only one.
#[derive(Default)]
struct Row<'c> {
    group: Box<str>,
    names: bool,
    mode: Option<MatchMode>,
    case: Option<CasePolicy>,
    acronym: Option<bool>,
    scope: Vec<Box<str>>,
    confirmed: Option<&'c str>,
    unconfirmed: Option<&'c str>,
    text: Option<&'c str>,
    lang: Option<LangTag>,
    status: TermStatus,
    part_of_speech: Option<Box<str>>,
    note: Option<Box<str>>,
    properties: Vec<(Box<str>, Box<str>)>,
}

impl<'f, 'n> Rows<'f, 'n> {
    pub(super) fn new(columns: Vec<Column>, findings: &'f mut Findings<'n>) -> Self {
        let single = columns::is_single(&columns);
        let known = columns.iter().filter_map(|column| match column {
            Column::Terms(lang, _) | Column::Acronym(lang) => Some(lang.clone()),
            _ => None,
        });
        let known = known.collect();
        Self {
            findings,
            columns,
            known,
            single,
            terms: 0,
            termbase: Termbase::default(),
            group: Box::default(),
        }
    }

    pub(super) fn done(self) -> Termbase {
        self.termbase
    }

    /// Reads a row.
    pub(super) fn row(&mut self, cells: &[&str], line: u32) -> io::Result<()> {
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            return Ok(());
        }
        let extra = cells.iter().skip(self.columns.len()).any(|cell| !cell.trim().is_empty());
        if extra {
            let message =
                format!("the row has {} cells, the header {}", cells.len(), self.columns.len());
            self.findings.cell("glossary-row", Severity::Warning, (line, 1), message);
        }
        let columns = std::mem::take(&mut self.columns);
        let (mut concept, mut row) = (Concept { line, ..Concept::default() }, Row::default());
        let filled = || {
            let cells = columns.iter().zip(cells).enumerate();
            cells.map(|(at, (column, cell))| (column, cell.trim(), at + 1))
        };
        // How a row's terms are looked for decides how its cells are parted.
        for (column, cell, number) in filled().filter(|(.., cell_, _)| !cell_.is_empty()) {
            self.fact(column, cell, (line, number), &mut concept, &mut row);
        }
        for (column, cell, number) in filled() {
            let raw = cells[number - 1];
            if let Column::Terms(lang, status) = column {
                let read = self.terms(cell, lang, *status, &row, (line, number));
                concept.terms.extend(read);
            } else if let Column::Acronym(lang) = column {
                let acronyms = cells::terms(cell, false);
                let short = |text| Term { line, ..Term::short_form(text, lang.clone()) };
                concept.terms.extend(acronyms.into_iter().map(short));
            } else if *column != Column::Term {
                continue;
            }
            self.spaces(raw, (line, number));
        }
        self.columns = columns;
        if self.single {
            concept.terms.extend(self.single_term(&mut row, line));
        } else {
            self.settle(&mut concept.terms, &row);
        }
        self.terms += concept.terms.len();
        self.add(concept, row.group);
        super::within(self.terms)
    }

    /// Notes a cell that is no term.
    fn fact<'c>(
        &mut self,
        column: &Column,
        cell: &'c str,
        place: (u32, usize),
        concept: &mut Concept,
        row: &mut Row<'c>,
    ) {
        let plain = || -> Box<str> { cells::unescape(cell).into() };
        match column {
            Column::Id => row.group = cell.into(),
            Column::Domain => concept.domain = Some(plain()),
            Column::Definition => concept.definition = Some(plain()),
            Column::Note if !self.single => concept.notes.push(plain()),
            Column::Note | Column::TermNote => row.note = Some(plain()),
            Column::ConceptNote => {
                concept.notes.extend(cells::items(cell, &['|']).into_iter().map(Into::into));
            }
            Column::Severity => match &*cell.to_ascii_lowercase() {
                "info" => concept.severity = Some(Severity::Info),
                "warning" => concept.severity = Some(Severity::Warning),
                "error" => concept.severity = Some(Severity::Error),
                _ => self.unknown(cell, "severity", "info, warning or error", place),
            },
            Column::Detect => concept.not_detected = !self.yes(cell, true, place),
            Column::Require => concept.not_required = !self.yes(cell, true, place),
            Column::Match => self.mode(cell, place, concept, row),
            Column::Case => match CasePolicy::parse(cell) {
                Some(case) => row.case = Some(case),
                None => self.unknown(cell, "case policy", "any, kept or exact", place),
            },
            Column::Scope => {
                row.scope =
                    cells::items(cell, &['|', ',', ';']).into_iter().map(Into::into).collect();
            }
            Column::ProperName => row.names = self.yes(cell, false, place),
            Column::IsAcronym => row.acronym = Some(self.yes(cell, false, place)),
            Column::Confirmed => row.confirmed = Some(cell),
            Column::Unconfirmed => row.unconfirmed = Some(cell),
            Column::Status => {
                if let Some(status) = TermStatus::parse(cell) {
                    row.status = status;
                } else {
                    let known = "preferred, admitted, deprecated or forbidden";
                    self.unknown(cell, "status", known, place);
                }
            }
            Column::Term => row.text = Some(cell),
            Column::Lang => match LangTag::parse(&shown(cell)) {
                Ok(lang) => row.lang = Some(lang),
                Err(error) => self.findings.cell(
                    "glossary-language",
                    Severity::Warning,
                    place,
                    error.to_string(),
                ),
            },
            Column::PartOfSpeech => row.part_of_speech = Some(plain()),
            Column::ConceptProperties => concept.properties.extend(cells::properties(cell)),
            Column::TermProperties => row.properties.extend(cells::properties(cell)),
            Column::Property(name) if self.single => row.properties.push((name.clone(), plain())),
            Column::Property(name) => concept.properties.push((name.clone(), plain())),
            Column::Terms(..) | Column::Acronym(_) | Column::Passed => {}
        }
    }

    /// `proper-name`, `exact`, `inflect (remarks)`; what else is said stays a property.
    fn mode(&mut self, cell: &str, place: (u32, usize), concept: &mut Concept, row: &mut Row<'_>) {
        let bare = cells::without_parentheses(cell);
        let mut known = false;
        for word in bare.split([',', ';']).map(str::trim).filter(|word| !word.is_empty()) {
            if let Some(mode) = MatchMode::parse(word) {
                (row.mode, known) = (Some(mode), true);
            } else if word.to_ascii_lowercase().starts_with("proper") {
                (row.names, known) = (true, true);
            }
        }
        if !known {
            let words = "exact, inflected, prefix, regex or proper-name";
            self.unknown(cell, "way of matching", words, place);
        } else if bare.len() != cell.len() || bare.contains(':') {
            concept.properties.push(("match".into(), cells::unescape(cell).into()));
        }
    }

    fn unknown(&mut self, cell: &str, what: &str, known: &str, place: (u32, usize)) {
        let message = format!("`{}` is no {what}: write {known}", shown(cell));
        self.findings.cell("glossary-cell", Severity::Warning, place, message);
    }

    fn yes(&mut self, cell: &str, otherwise: bool, place: (u32, usize)) -> bool {
        cells::yes(cell).unwrap_or_else(|| {
            self.unknown(cell, "answer", "yes or no", place);
            otherwise
        })
    }

    fn spaces(&mut self, raw: &str, place: (u32, usize)) {
        if raw.trim() != raw && !raw.trim().is_empty() {
            let message = "spaces before or behind the term are not part of it: remove them";
            self.findings.cell("glossary-spaces", Severity::Info, place, message.to_owned());
        }
    }

    /// The terms in a cell of a language's column.
    fn terms(
        &mut self,
        cell: &str,
        lang: &LangTag,
        status: TermStatus,
        row: &Row<'_>,
        place: (u32, usize),
    ) -> Vec<Term> {
        let mut found = Vec::new();
        for whole in cells::terms(cell, row.mode == Some(MatchMode::Regex)) {
            let (text, note) =
                if status.is_right() { (&*whole, None) } else { cells::remark(&whole) };
            if self.too_long(text, place) {
                continue;
            }
            let admitted = note.is_some_and(|note| note.starts_with("admitted"));
            found.push(Term {
                status: if admitted { TermStatus::Admitted } else { status },
                note: note.map(Into::into),
                line: place.0,
                ..Term::new(text, lang.clone())
            });
        }
        found
    }

    fn too_long(&mut self, text: &str, place: (u32, usize)) -> bool {
        let too_long = text.len() > super::LONGEST_TERM;
        if too_long {
            let message =
                format!("a term over {} bytes is left out: is it a text?", super::LONGEST_TERM);
            self.findings.cell("glossary-limit", Severity::Error, place, message);
        }
        too_long
    }

    /// What the row says of all its terms.
    fn settle(&self, terms: &mut [Term], row: &Row<'_>) {
        let listed = |cell: &str| cells::languages(cell, &self.known);
        let confirmed = row.confirmed.map(listed);
        let unconfirmed = row.unconfirmed.map(listed).unwrap_or_default();
        let says = self.columns.contains(&Column::Confirmed);
        for term in terms {
            let named = |list: &[LangTag]| list.iter().any(|lang| lang.same_language(&term.lang));
            let unsure = says && !confirmed.as_deref().is_some_and(named);
            term.unconfirmed = term.status.is_right() && (unsure || named(&unconfirmed));
            term.proper_name = row.names && term.status.is_right() && !term.acronym;
            if !term.acronym || row.mode == Some(MatchMode::Regex) {
                term.mode = row.mode.unwrap_or(term.mode);
                term.case = row.case.unwrap_or(term.case);
            }
            term.scope.clone_from(&row.scope);
        }
    }

    /// The term of a row that holds one.
    fn single_term(&mut self, row: &mut Row<'_>, line: u32) -> Option<Term> {
        let text = cells::unescape(row.text?);
        let lang = row.lang.take()?;
        if self.too_long(&text, (line, 1)) {
            return None;
        }
        let mut term = Term::new(text, lang);
        term.acronym = row.acronym.unwrap_or(term.acronym);
        term.mode = row.mode.unwrap_or(term.mode);
        term.case = row.case.unwrap_or(term.case);
        term.proper_name = row.names;
        term.status = row.status;
        term.part_of_speech = row.part_of_speech.take();
        term.scope = std::mem::take(&mut row.scope);
        let says = |cell: Option<&str>| cell.and_then(cells::yes);
        term.unconfirmed = says(row.unconfirmed).unwrap_or(says(row.confirmed) == Some(false));
        term.note = row.note.take();
        term.properties = std::mem::take(&mut row.properties);
        term.line = line;
        Some(term)
    }

    /// Adds a concept, or a row's term to the concept it belongs to. `#3` groups the rows of a concept
    /// without an identifier.
    fn add(&mut self, mut concept: Concept, group: Box<str>) {
        if concept.terms.is_empty() {
            let message = "the row has no term: nothing of it is kept";
            let place = (concept.line, 1);
            self.findings.cell("glossary-empty", Severity::Warning, place, message.to_owned());
            return;
        }
        let goes_on = self.single && !group.is_empty() && group == self.group;
        if let Some(last) = self.termbase.concepts.last_mut().filter(|_| goes_on) {
            last.terms.append(&mut concept.terms);
            return;
        }
        let number = group.strip_prefix('#').filter(|rest| !rest.is_empty());
        let numbered = number.is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()));
        concept.id = if numbered { Box::default() } else { cells::unescape(&group).into() };
        self.group = group;
        self.termbase.concepts.push(concept);
    }
}
