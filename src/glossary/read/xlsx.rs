//! Termbases in spreadsheets: the sheets whose first row is a header.

use super::ReadSettings;
use super::columns;
use super::findings::Findings;
use super::rows::Rows;
use crate::glossary::Termbase;
use crate::model::Severity;
use calamine::{DataRef, Reader as _, Xlsx};
use std::io::{self, Cursor};

/// Columns that are read.
const MOST_COLUMNS: u32 = 1000;
/// How many times larger than packed a member of the container may be once it passes 16 MiB.
const RATIO: u64 = 200;

/// Reads every sheet that has a header of its own.
pub(super) fn read(
    bytes: Vec<u8>,
    settings: &ReadSettings,
    findings: &mut Findings<'_>,
) -> io::Result<Termbase> {
    within_limits(&bytes)?;
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|error| unreadable(&error))?;
    let mut termbase = Termbase::default();
    let (mut passed, mut read) = (Vec::new(), false);
    for sheet in book.sheet_names() {
        let rows = rows(&mut book, &sheet)?;
        let Some((_, first)) = rows.first() else { continue };
        let header: Vec<&str> = first.iter().map(String::as_str).collect();
        let mut quiet = Findings::new("");
        let known = columns::of_header(&header, &settings.columns, &mut quiet);
        if !columns::hold_terms(&known) && settings.languages.is_empty() {
            passed.push(sheet);
            continue;
        }
        read = true;
        let (columns, is_header) = super::table::header(&header, settings, findings);
        let mut into = Rows::new(columns, findings);
        for (line, cells) in rows.iter().skip(usize::from(is_header)) {
            let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
            into.row(&cells, *line)?;
        }
        termbase.concepts.append(&mut into.done().concepts);
        super::within(termbase.concepts.len())?;
    }
    let severity = if read { Severity::Info } else { Severity::Error };
    for sheet in passed {
        let message = format!(
            "no column of the sheet `{sheet}` is named by a language tag: it is passed over"
        );
        findings.add("glossary-header", severity, None, message);
    }
    Ok(termbase)
}

/// A row's number from 1 and its cells.
type Row = (u32, Vec<String>);

/// The rows of a sheet that have something in them.
fn rows(book: &mut Xlsx<Cursor<Vec<u8>>>, sheet: &str) -> io::Result<Vec<Row>> {
    let mut cells = book.worksheet_cells_reader(sheet).map_err(|error| unreadable(&error))?;
    let mut rows: Vec<Row> = Vec::new();
    while let Some(cell) = cells.next_cell().map_err(|error| unreadable(&error))? {
        let (at, column) = cell.get_position();
        let text = shown(cell.get_value());
        if column >= MOST_COLUMNS || text.is_empty() {
            continue;
        }
        if rows.last().is_none_or(|(line, _)| *line != at + 1) {
            rows.push((at + 1, Vec::new()));
            super::within(rows.len())?;
        }
        if let Some((_, row)) = rows.last_mut() {
            row.resize(row.len().max(column as usize + 1), String::new());
            row[column as usize] = text;
        }
    }
    Ok(rows)
}

/// What a cell shows; numbers as they are stored.
fn shown(value: &DataRef<'_>) -> String {
    match value {
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.clone()
        }
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(value) => value.to_string(),
        DataRef::DateTime(date) => date.as_f64().to_string(),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}

fn unreadable(error: &dyn std::fmt::Display) -> io::Error {
    io::Error::other(format!("the spreadsheet can't be read: {error}"))
}

/// Unpacks every member once into nothing: a small container may hold far more than memory has.
fn within_limits(bytes: &[u8]) -> io::Result<()> {
    let mut archive =
        zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| unreadable(&error))?;
    let mut left = super::LIMIT;
    for index in 0..archive.len() {
        let member = archive.by_index(index).map_err(|error| unreadable(&error))?;
        let allowed = left.min((16 << 20).max(member.compressed_size().saturating_mul(RATIO)));
        let mut member = io::Read::take(member, allowed + 1);
        let size = io::copy(&mut member, &mut io::sink()).map_err(|error| unreadable(&error))?;
        if size > allowed {
            return Err(unreadable(&"it unpacks to more than is read"));
        }
        left -= size;
    }
    Ok(())
}
