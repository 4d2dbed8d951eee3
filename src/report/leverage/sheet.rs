//! An analysis as a spreadsheet: a row a file and band.

use super::parts;
use crate::report::letters::legal;
use crate::tm::leverage::Analysis;
use crate::tm::score::Band;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format as Style, Workbook, XlsxError};
use std::io::{self, Write};

/// The columns and their widths in digits.
const COLUMNS: [(&str, u32); 8] = [
    ("file", 40),
    ("match", 14),
    ("segments", 10),
    ("words", 10),
    ("characters", 12),
    ("without spaces", 14),
    ("paid %", 8),
    ("weighted words", 16),
];

pub(super) fn write(analysis: &Analysis, out: &mut dyn Write) -> io::Result<()> {
    let book = book(analysis).and_then(|mut book| book.save_to_buffer());
    out.write_all(&book.map_err(io::Error::other)?)
}

fn book(analysis: &Analysis) -> Result<Workbook, XlsxError> {
    let mut book = Workbook::new();
    // A date of its own, so that the same analysis gives the same bytes.
    let date = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&date));
    let sheet = book.add_worksheet();
    let (bold, tenth) = (Style::new().set_bold(), Style::new().set_num_format("0.0"));
    for (column, (name, width)) in (0..).zip(COLUMNS) {
        sheet.set_column_width(column, width)?;
        sheet.write_string_with_format(0, column, name, &bold)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    let mut row = 1;
    for part in parts(analysis) {
        for band in Band::ALL {
            let share = part.of(band);
            let counts = share.counts;
            sheet.write_string(row, 0, legal(&part.name))?;
            sheet.write_string(row, 1, band.name())?;
            let numbers =
                [share.segments, counts.words, counts.characters, counts.characters_without_spaces];
            for (column, number) in (2..).zip(numbers) {
                sheet.write_number(row, column, number as f64)?;
            }
            sheet.write_number(row, 6, analysis.weights.of(band).value())?;
            let paid = analysis.weights.weighted(band, counts.words) as f64 / 1000.0;
            sheet.write_number_with_format(row, 7, paid, &tenth)?;
            row += 1;
        }
    }
    Ok(book)
}
