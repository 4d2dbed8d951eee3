//! Proposals as tables for review: what is left after a person deleted rows is read as a glossary.

use super::{Kind, Pair, Proposal};
use crate::text::{LangTag, is_right_to_left};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, XlsxError};
use std::io::{self, Write};

/// A table: its columns and rows.
#[derive(Debug, Clone, Default)]
pub struct Table {
    columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
}

#[derive(Debug, Clone)]
struct Column {
    name: String,
    /// Its width in a spreadsheet, in characters.
    width: f64,
    right_to_left: bool,
}

#[derive(Debug, Clone)]
enum Cell {
    Text(String),
    Number(f64),
}

fn column(name: impl Into<String>, width: f64, lang: Option<&LangTag>) -> Column {
    Column { name: name.into(), width, right_to_left: lang.is_some_and(is_right_to_left) }
}

fn text(text: impl AsRef<str>) -> Cell {
    Cell::Text(text.as_ref().to_owned())
}

fn number(number: u32) -> Cell {
    Cell::Number(f64::from(number))
}

/// Scores are told to three digits.
fn score(score: f64) -> Cell {
    Cell::Number((score * 1000.0).round() / 1000.0)
}

/// A row a term: what a glossary calls `term` and `lang`, and what speaks for it. An acronym and its
/// full form have the same `concept_id`.
pub fn term_table(results: &[(LangTag, Vec<Proposal>)]) -> Table {
    let only = match results {
        [(lang, _)] => Some(lang),
        _ => None,
    };
    let columns = vec![
        column("rank", 6.0, None),
        column("score", 9.0, None),
        column("count", 7.0, None),
        column("documents", 10.0, None),
        column("lang", 6.0, None),
        column("term", 40.0, only),
        column("kind", 9.0, None),
        column("known", 14.0, None),
        column("variants", 40.0, only),
        column("example", 80.0, only),
        column("concept_id", 12.0, None),
    ];
    let mut rows = Vec::new();
    for (lang, proposals) in results {
        for (rank, one) in (1..).zip(proposals) {
            let concept = match (&one.other_form, one.kind) {
                (Some(_), Kind::Acronym) => &*one.term,
                (Some(acronym), _) => acronym,
                (None, _) => "",
            };
            rows.push(vec![
                number(rank),
                score(one.score),
                number(one.count),
                number(one.documents),
                text(lang.as_str()),
                text(&one.term),
                text(one.kind.name()),
                text(one.known.as_deref().unwrap_or_default()),
                text(one.variants.join(" | ")),
                text(&one.example),
                text(concept),
            ]);
        }
    }
    Table { columns, rows }
}

/// A row a pair, with columns named by the languages; an acronym that the texts define is in
/// `acronym_en` or the like.
pub fn pair_table(source: &LangTag, target: &LangTag, pairs: &[Pair]) -> Table {
    let acronym = |lang: &LangTag| format!("acronym_{}", lang.as_str().replace('-', "_"));
    let columns = vec![
        column("rank", 6.0, None),
        column("score", 7.0, None),
        column("joint", 7.0, None),
        column("source_count", 8.0, None),
        column("target_count", 8.0, None),
        column(source.as_str(), 36.0, Some(source)),
        column(target.as_str(), 36.0, Some(target)),
        column("kind", 9.0, None),
        column("known", 14.0, None),
        column(acronym(source), 12.0, None),
        column(acronym(target), 12.0, None),
        column("source_variants", 30.0, Some(source)),
        column("target_variants", 30.0, Some(target)),
        column("source_example", 60.0, Some(source)),
        column("target_example", 60.0, Some(target)),
    ];
    let short = |one: &Proposal| match (&one.other_form, one.kind) {
        (Some(short), Kind::Term | Kind::Name) => text(short),
        _ => text(""),
    };
    let rows = (1..).zip(pairs).map(|(rank, pair)| {
        let (one, other) = (&pair.source, &pair.target);
        vec![
            number(rank),
            score(pair.score),
            number(pair.joint),
            number(one.count),
            number(other.count),
            text(&one.term),
            text(&other.term),
            text(if one.kind == other.kind { one.kind } else { Kind::Term }.name()),
            text(pair.known.as_deref().unwrap_or_default()),
            short(one),
            short(other),
            text(one.variants.join(" | ")),
            text(other.variants.join(" | ")),
            text(&pair.example.0),
            text(&pair.example.1),
        ]
    });
    Table { columns, rows: rows.collect() }
}

/// Writes a table with tabs between its cells.
///
/// # Errors
/// When it can't be written.
pub fn write_tsv(table: &Table, out: &mut dyn Write) -> io::Result<()> {
    let names: Vec<&str> = table.columns.iter().map(|column| &*column.name).collect();
    writeln!(out, "{}", names.join("\t"))?;
    for row in &table.rows {
        let cells: Vec<String> = row
            .iter()
            .map(|cell| match cell {
                Cell::Text(text) => text.replace(char::is_control, " "),
                Cell::Number(number) => number.to_string(),
            })
            .collect();
        writeln!(out, "{}", cells.join("\t"))?;
    }
    out.flush()
}

/// The rows of a sheet below its head that the format allows.
const MOST_ROWS: usize = (1 << 20) - 1;

/// Writes a table as a spreadsheet (Office Open XML), with a filter over its columns. Rows beyond a
/// million are left out: none is ever reviewed.
///
/// # Errors
/// When it can't be written.
pub fn write_xlsx(table: &Table, out: &mut dyn Write) -> io::Result<()> {
    let bytes = workbook(table).map_err(io::Error::other)?;
    out.write_all(&bytes)?;
    out.flush()
}

fn workbook(table: &Table) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // A date of its own, so that the same table gives the same bytes.
    let date = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&date));
    let heading = Format::new().set_bold();
    let sheet = book.add_worksheet();
    sheet.set_freeze_panes(1, 0)?;
    for (at, column) in (0..).zip(&table.columns) {
        let cells = Format::new().set_text_wrap().set_align(FormatAlign::Top);
        let cells = if column.right_to_left { cells.set_reading_direction(2) } else { cells };
        sheet.set_column_width(at, column.width)?;
        sheet.set_column_format(at, &cells)?;
        sheet.write_string_with_format(0, at, &column.name, &heading)?;
    }
    for (row, cells) in (1..).zip(table.rows.iter().take(MOST_ROWS)) {
        for (at, cell) in (0..).zip(cells) {
            match cell {
                Cell::Text(text) if text.is_empty() => {}
                Cell::Text(text) => {
                    sheet.write_string(row, at, text)?;
                }
                Cell::Number(number) => {
                    sheet.write_number(row, at, *number)?;
                }
            }
        }
    }
    let last = (table.rows.len().min(MOST_ROWS) as u32, table.columns.len() as u16 - 1);
    sheet.autofilter(0, 0, last.0, last.1)?;
    book.save_to_buffer()
}
