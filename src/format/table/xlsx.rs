//! Spreadsheets of units (Office Open XML): the first sheet's first row names the languages.

use super::read::Units;
use crate::format::zip::Container;
use crate::format::{
    Flow, Format, FormatError, Holds, Info, ReadOptions, Sink, Sniffed, UnitWriter, VariantPlace,
    WriteOptions,
};
use crate::model::{Finding, Header, Position, Severity, Unit};
use crate::text::{LangTag, is_right_to_left};
use calamine::{DataRef, Reader as _, Xlsx};
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format as Style, FormatAlign, Workbook, XlsxError,
};
use std::io::{BufRead, Cursor, Write};

/// XLSX.
pub(in crate::format) struct Spreadsheet;

static INFO: Info = Info {
    name: "xlsx",
    title: "spreadsheet, a column a language",
    extensions: &["xlsx"],
    holds: Holds::Memory,
    reads: true,
    writes: true,
};

/// The rows of a sheet and the characters (UTF-16 units) of a cell that the format allows.
const MOST_ROWS: u32 = 1 << 20;
const MOST_CHARS: usize = 32_767;
/// Columns that are read; memories have one a language.
const MOST_COLUMNS: u32 = 1000;

impl Format for Spreadsheet {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn sniff(&self, head: &[u8]) -> Sniffed {
        let zip = head.starts_with(b"PK\x03\x04");
        let sheet = zip && memchr::memmem::find(head, b"xl/").is_some();
        if sheet { Sniffed::Yes } else { Sniffed::No }
    }

    fn read(
        &self,
        input: &mut dyn BufRead,
        options: &ReadOptions,
        sink: &mut dyn Sink,
    ) -> Result<(), FormatError> {
        let bytes = Container::open(input, options)?.checked()?;
        let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|error| malformed(&error))?;
        let names = book.sheet_names();
        let name = names.first().ok_or_else(|| FormatError::unfit("the workbook has no sheet"))?;
        let mut cells = book.worksheet_cells_reader(name).map_err(|error| malformed(&error))?;
        let mut units = Units::new(options, sink);
        let (mut row, mut number): (Vec<String>, u32) = (Vec::new(), 0);
        while let Some(cell) = cells.next_cell().map_err(|error| malformed(&error))? {
            let (at, column) = cell.get_position();
            if at != number {
                if hand_on(&mut row, number, &mut units)?.is_break() {
                    return Ok(());
                }
                number = at;
            }
            if column < MOST_COLUMNS {
                row.resize(row.len().max(column as usize + 1), String::new());
                row[column as usize] = text(cell.get_value());
            }
        }
        let _ = hand_on(&mut row, number, &mut units)?;
        Ok(())
    }

    fn write<'w>(
        &self,
        _: &Header,
        options: &WriteOptions,
        out: Box<dyn Write + 'w>,
    ) -> Result<Box<dyn UnitWriter + 'w>, FormatError> {
        let mut sheets = Sheets {
            book: dated()?,
            languages: options.languages.clone(),
            row: MOST_ROWS,
            out,
            coded: 0,
            too_long: 0,
        };
        sheets.start_sheet()?;
        Ok(Box::new(sheets))
    }
}

fn malformed(error: &dyn std::fmt::Display) -> FormatError {
    FormatError::malformed(format!("the spreadsheet can't be read: {error}"), None)
}

fn hand_on(row: &mut Vec<String>, number: u32, units: &mut Units<'_>) -> Result<Flow, FormatError> {
    if row.iter().all(|cell| cell.trim().is_empty()) {
        row.clear();
        return Ok(Flow::Continue(()));
    }
    let mut record = csv::ByteRecord::from(std::mem::take(row));
    let mut place = csv::Position::new();
    place.set_line(u64::from(number) + 1);
    record.set_position(Some(place));
    let cell = |column: usize| {
        let start = Position { offset: 0, line: number + 1, column: column as u32 + 1 };
        VariantPlace { start, end: 0 }
    };
    let cells: Vec<VariantPlace> = (0..record.len()).map(cell).collect();
    units.row(&record, &cells)
}

/// What a cell shows; numbers as they are stored.
fn text(value: &DataRef<'_>) -> String {
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

struct Sheets<'w> {
    book: Workbook,
    languages: Vec<LangTag>,
    /// The row of the current sheet that comes next.
    row: u32,
    out: Box<dyn Write + 'w>,
    coded: usize,
    too_long: usize,
}

impl Sheets<'_> {
    fn start_sheet(&mut self) -> Result<(), FormatError> {
        let heading = Style::new().set_bold();
        let cells = Style::new().set_text_wrap().set_align(FormatAlign::Top);
        let sheet = self.book.add_worksheet();
        sheet.set_freeze_panes(1, 0).map_err(unwritten)?;
        for (column, lang) in (0..).zip(&self.languages) {
            sheet.set_column_width(column, 60).map_err(unwritten)?;
            let style = if is_right_to_left(lang) {
                cells.clone().set_reading_direction(2)
            } else {
                cells.clone()
            };
            sheet.set_column_format(column, &style).map_err(unwritten)?;
            sheet
                .write_string_with_format(0, column, lang.as_str(), &heading)
                .map_err(unwritten)?;
        }
        self.row = 1;
        Ok(())
    }
}

/// A workbook with a date of its own, so that the same units give the same bytes.
fn dated() -> Result<Workbook, FormatError> {
    let mut book = Workbook::new();
    let date = ExcelDateTime::from_ymd(2000, 1, 1).map_err(unwritten)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&date));
    Ok(book)
}

fn unwritten(error: XlsxError) -> FormatError {
    FormatError::from(std::io::Error::other(error))
}

impl UnitWriter for Sheets<'_> {
    fn unit(&mut self, unit: &Unit) -> Result<(), FormatError> {
        self.coded += usize::from(unit.variants.iter().any(|v| !v.content.codes.is_empty()));
        let texts: Vec<String> = self
            .languages
            .iter()
            .map(|lang| unit.variant(lang).map_or_else(String::new, |v| v.content.text.clone()))
            .collect();
        if texts.iter().any(|text| text.encode_utf16().count() > MOST_CHARS) {
            self.too_long += 1;
            return Ok(());
        }
        if self.row == MOST_ROWS {
            self.start_sheet()?;
        }
        let last = self.book.worksheets().len() - 1;
        let sheet = self.book.worksheet_from_index(last).map_err(unwritten)?;
        for (column, text) in (0..).zip(&texts).filter(|(_, text)| !text.is_empty()) {
            sheet.write_string(self.row, column, text).map_err(unwritten)?;
        }
        self.row += 1;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<Vec<Finding>, FormatError> {
        let bytes = self.book.save_to_buffer().map_err(unwritten)?;
        self.out.write_all(&bytes)?;
        self.out.flush()?;
        let mut findings: Vec<Finding> = super::codes_lost(self.coded).into_iter().collect();
        if self.too_long > 0 {
            let message = format!(
                "{} units are left out: a cell of a spreadsheet holds {MOST_CHARS} characters",
                self.too_long
            );
            findings.push(Finding::new("cell-too-long", Severity::Error, message));
        }
        Ok(findings)
    }
}
