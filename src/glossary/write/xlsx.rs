//! Spreadsheets with a row a term.

use super::rows::Table;
use crate::glossary::Termbase;
use crate::model::{Finding, Severity};
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format as Style, FormatAlign, Workbook, XlsxError,
};
use std::io::{self, Write};

/// The rows of a sheet and the UTF-16 units of a cell that the format allows.
const MOST_ROWS: usize = 1 << 20;
const MOST_UNITS: usize = 32_767;

/// How wide a column is, in characters.
fn width(name: &str) -> u16 {
    match name {
        "term" => 50,
        "definition" | "term_note" | "concept_note" => 40,
        "concept_id" | "domain" | "scope" | "term_properties" | "concept_properties" => 20,
        _ => 12,
    }
}

pub(super) fn write(termbase: &Termbase, out: &mut dyn Write) -> io::Result<Vec<Finding>> {
    let table = Table::of(termbase);
    let mut book = Workbook::new();
    // A date of its own, so that the same termbase gives the same bytes.
    let date = ExcelDateTime::from_ymd(2000, 1, 1).map_err(unwritten)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&date));
    let heading = Style::new().set_bold();
    let cells = Style::new().set_text_wrap().set_align(FormatAlign::Top);
    let sheet = book.add_worksheet();
    sheet.set_name("terms").map_err(unwritten)?;
    sheet.set_freeze_panes(1, 0).map_err(unwritten)?;
    for (column, name) in (0..).zip(table.header()) {
        sheet.set_column_width(column, width(name)).map_err(unwritten)?;
        sheet.set_column_format(column, &cells).map_err(unwritten)?;
        sheet.write_string_with_format(0, column, name, &heading).map_err(unwritten)?;
    }
    let (mut number, mut left_out) = (1, 0);
    for row in table.rows() {
        let too_long =
            |cell: &str| cell.len() > MOST_UNITS && cell.encode_utf16().count() > MOST_UNITS;
        if number as usize == MOST_ROWS || row.iter().any(|cell| too_long(cell)) {
            left_out += 1;
            continue;
        }
        for (column, cell) in (0..).zip(&row).filter(|(_, cell)| !cell.is_empty()) {
            sheet.write_string(number, column, &**cell).map_err(unwritten)?;
        }
        number += 1;
    }
    out.write_all(&book.save_to_buffer().map_err(unwritten)?)?;
    let mut findings: Vec<Finding> = table.finding.into_iter().collect();
    if left_out > 0 {
        let message = format!(
            "{left_out} terms are left out: a sheet holds {MOST_ROWS} rows and a cell {MOST_UNITS} characters"
        );
        findings.push(Finding::new("glossary-limit", Severity::Error, message));
    }
    Ok(findings)
}

fn unwritten(error: XlsxError) -> io::Error {
    io::Error::other(error)
}
