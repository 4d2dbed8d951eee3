//! Tables with a row a term: they hold all a termbase says, and reading one gives the same termbase.

use super::with_terms;
use crate::glossary::Termbase;
use crate::glossary::read::escape;
use crate::model::{Concept, Finding, Term};
use std::borrow::Cow;
use std::io::{self, Write};

/// Characters no cell holds, and those that part the items of lists.
const CELL: [char; 3] = ['\t', '\n', '\r'];
const ITEM: [char; 4] = ['\t', '\n', '\r', '|'];
const NAME: [char; 5] = ['\t', '\n', '\r', '|', '='];
const SCOPE: [char; 6] = ['\t', '\n', '\r', '|', ',', ';'];

/// What a column says of a term and its concept; the number is the concept's.
type Cell = for<'t> fn(&'t Concept, usize, &'t Term) -> Cow<'t, str>;

/// A column of the table.
struct Column {
    name: &'static str,
    /// Whether it is there even if it says nothing.
    always: bool,
    cell: Cell,
}

const fn always(name: &'static str, cell: Cell) -> Column {
    Column { name, always: true, cell }
}

const fn used(name: &'static str, cell: Cell) -> Column {
    Column { name, always: false, cell }
}

static COLUMNS: &[Column] = &[
    always("concept_id", |concept, number, _| identifier(concept, number)),
    used("domain", |concept, _, _| plain(concept.domain.as_deref())),
    used("definition", |concept, _, _| plain(concept.definition.as_deref())),
    always("lang", |_, _, term| term.lang.as_str().into()),
    always("term", |_, _, term| escape(&term.text, &CELL)),
    always("status", |_, _, term| term.status.name().into()),
    always("match", |_, _, term| term.mode.name().into()),
    always("case", |_, _, term| term.case.name().into()),
    used("proper_name", |_, _, term| yes(term.proper_name)),
    always("acronym", |_, _, term| if term.acronym { "yes" } else { "no" }.into()),
    used("part_of_speech", |_, _, term| plain(term.part_of_speech.as_deref())),
    used("scope", |_, _, term| list(&term.scope, &SCOPE)),
    used("unconfirmed", |_, _, term| yes(term.unconfirmed)),
    used("term_note", |_, _, term| plain(term.note.as_deref())),
    used("concept_note", |concept, _, _| list(&concept.notes, &ITEM)),
    used("severity", |concept, _, _| {
        concept.severity.map_or(Cow::Borrowed(""), |severity| severity.to_string().into())
    }),
    used("detect", |concept, _, _| if concept.not_detected { "no" } else { "" }.into()),
    used("require", |concept, _, _| if concept.not_required { "no" } else { "" }.into()),
    used("term_properties", |_, _, term| properties(&term.properties)),
    used("concept_properties", |concept, _, _| properties(&concept.properties)),
];

/// The identifier, or a number that holds the rows of a concept without one together.
fn identifier(concept: &Concept, number: usize) -> Cow<'_, str> {
    if concept.id.is_empty() {
        return format!("#{}", number + 1).into();
    }
    let hash = ['\t', '\n', '\r', '#'];
    escape(&concept.id, if concept.id.starts_with('#') { &hash } else { &CELL })
}

fn plain(text: Option<&str>) -> Cow<'_, str> {
    escape(text.unwrap_or_default(), &CELL)
}

fn yes(is: bool) -> Cow<'static, str> {
    if is { "yes" } else { "" }.into()
}

fn list<'t>(items: &'t [Box<str>], special: &[char]) -> Cow<'t, str> {
    match items {
        [] => Cow::Borrowed(""),
        [one] => escape(one, special),
        several => {
            let items: Vec<_> = several.iter().map(|item| escape(item, special)).collect();
            items.join(" | ").into()
        }
    }
}

fn properties(properties: &[(Box<str>, Box<str>)]) -> Cow<'_, str> {
    let pairs = properties
        .iter()
        .map(|(name, value)| format!("{}={}", escape(name, &NAME), escape(value, &ITEM)));
    let pairs: Vec<String> = pairs.collect();
    pairs.join(" | ").into()
}

/// The header and the rows of a termbase.
pub(super) struct Table<'t> {
    columns: Vec<&'static Column>,
    concepts: Vec<&'t Concept>,
    /// Concepts without a place in it.
    pub(super) finding: Option<Finding>,
}

impl<'t> Table<'t> {
    pub(super) fn of(termbase: &'t Termbase) -> Self {
        let (concepts, finding) = with_terms(termbase);
        let mut table = Self { columns: COLUMNS.iter().collect(), concepts: Vec::new(), finding };
        table.concepts.extend(concepts);
        let mut says = vec![false; COLUMNS.len()];
        for (number, concept, term) in table.terms() {
            for (says, column) in says.iter_mut().zip(COLUMNS) {
                *says = *says || column.always || !(column.cell)(concept, number, term).is_empty();
            }
        }
        let mut says = says.into_iter();
        table.columns.retain(|column| says.next().unwrap_or_default() || column.always);
        table
    }

    fn terms(&self) -> impl Iterator<Item = (usize, &'t Concept, &'t Term)> {
        let concepts = self.concepts.iter().enumerate();
        concepts.flat_map(|(number, concept)| {
            concept.terms.iter().map(move |term| (number, *concept, term))
        })
    }

    pub(super) fn header(&self) -> impl Iterator<Item = &'static str> {
        self.columns.iter().map(|column| column.name)
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = Vec<Cow<'t, str>>> {
        self.terms().map(|(number, concept, term)| {
            self.columns.iter().map(|column| (column.cell)(concept, number, term)).collect()
        })
    }
}

/// Writes the table with a separator.
pub(super) fn write(
    termbase: &Termbase,
    separator: u8,
    out: &mut dyn Write,
) -> io::Result<Vec<Finding>> {
    let table = Table::of(termbase);
    let mut rows = writer(separator, out);
    rows.write_record(table.header())?;
    for row in table.rows() {
        rows.write_record(row.iter().map(|cell| cell.as_bytes()))?;
    }
    rows.flush()?;
    drop(rows);
    Ok(table.finding.into_iter().collect())
}

/// Tables with tabs have no quotes: no cell has a tab or a line end in it.
pub(super) fn writer(separator: u8, out: &mut dyn Write) -> csv::Writer<&mut dyn Write> {
    let quotes =
        if separator == b'\t' { csv::QuoteStyle::Never } else { csv::QuoteStyle::Necessary };
    csv::WriterBuilder::new().delimiter(separator).quote_style(quotes).from_writer(out)
}
