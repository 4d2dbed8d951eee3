//! A spreadsheet for linguists: a row a finding, its text with what is meant in bold.

use super::letters::{legal, parts, reads_right_to_left};
use super::{Output, Report};
use crate::model::{Excerpt, Finding, Severity};
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format as Style, FormatAlign, Workbook, Worksheet,
    XlsxError,
};
use std::io::{self, Write};

pub(super) const OUTPUT: Output =
    Output { name: "xlsx", title: "a spreadsheet for linguists", write };

/// The columns and their widths in digits.
const COLUMNS: [(&str, u32); 9] = [
    ("file", 30),
    ("line", 7),
    ("column", 8),
    ("severity", 10),
    ("rule", 20),
    ("language", 10),
    ("text", 70),
    ("message", 50),
    ("proposal", 40),
];

/// The rows of a sheet and the characters (UTF-16 units) of a cell that the format allows.
const MOST_ROWS: usize = 1 << 20;
const MOST_CHARS: usize = 32_767;

fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let book = book(report).and_then(|mut book| book.save_to_buffer());
    out.write_all(&book.map_err(io::Error::other)?)
}

fn book(report: &Report<'_>) -> Result<Workbook, XlsxError> {
    let mut book = Workbook::new();
    // A date of its own, so that the same findings give the same bytes.
    let date = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&date));
    let (styles, mut findings) = (Styles::new(), report.findings);
    loop {
        let (now, later) = findings.split_at(findings.len().min(MOST_ROWS - 1));
        fill(book.add_worksheet(), now, &styles)?;
        findings = later;
        if findings.is_empty() {
            return Ok(book);
        }
    }
}

struct Styles {
    heading: Style,
    cell: Style,
    right_to_left: Style,
    bold: Style,
    plain: Style,
    severities: [Style; 3],
}

impl Styles {
    fn new() -> Self {
        let cell = Style::new().set_text_wrap().set_align(FormatAlign::Top);
        let coloured = |color| cell.clone().set_bold().set_font_color(Color::RGB(color));
        Self {
            heading: Style::new().set_bold(),
            right_to_left: cell.clone().set_reading_direction(2).set_align(FormatAlign::Right),
            bold: Style::new().set_bold(),
            plain: Style::new(),
            severities: [coloured(0x00_57_9E), coloured(0x9C_57_00), coloured(0xB0_00_20)],
            cell,
        }
    }

    fn severity(&self, severity: Severity) -> &Style {
        &self.severities[severity as usize]
    }
}

fn fill(sheet: &mut Worksheet, findings: &[Finding], styles: &Styles) -> Result<(), XlsxError> {
    sheet.set_freeze_panes(1, 0)?;
    for (column, (title, width)) in (0..).zip(COLUMNS) {
        sheet.set_column_width(column, width)?;
        sheet.set_column_format(column, &styles.cell)?;
        sheet.write_string_with_format(0, column, title, &styles.heading)?;
    }
    for (row, finding) in (1..).zip(findings) {
        fill_row(sheet, row, finding, styles)?;
    }
    sheet.autofilter(0, 0, findings.len() as u32, COLUMNS.len() as u16 - 1)?;
    Ok(())
}

fn fill_row(
    sheet: &mut Worksheet,
    row: u32,
    finding: &Finding,
    styles: &Styles,
) -> Result<(), XlsxError> {
    let file = finding.file.as_deref().unwrap_or_default();
    let file = match &finding.member {
        Some(member) => format!("{file} ({member})"),
        None => file.to_owned(),
    };
    let excerpt = finding.excerpt.as_ref();
    let lang = excerpt.and_then(|excerpt| excerpt.lang.as_ref()).map_or("", |lang| lang.as_str());
    let titles: Vec<&str> = finding.fixes.iter().map(|fix| fix.title.as_str()).collect();
    if let Some(at) = finding.position.filter(|at| at.line > 0) {
        sheet.write_number_with_format(row, 1, at.line, &styles.cell)?;
        sheet.write_number_with_format(row, 2, at.column.max(1), &styles.cell)?;
    }
    let severity = finding.severity.to_string();
    sheet.write_string_with_format(row, 3, severity, styles.severity(finding.severity))?;
    let proposal = titles.join("\n");
    for (column, text) in
        [(0, &*file), (4, &*finding.rule), (5, lang), (7, &finding.message), (8, &proposal)]
    {
        if !text.is_empty() {
            let text = legal(text);
            sheet.write_string_with_format(
                row,
                column,
                shortened(&text, MOST_CHARS),
                &styles.cell,
            )?;
        }
    }
    excerpt.map_or(Ok(()), |excerpt| write_text(sheet, row, excerpt, styles))
}

/// The text, with what is meant in bold.
fn write_text(
    sheet: &mut Worksheet,
    row: u32,
    excerpt: &Excerpt,
    styles: &Styles,
) -> Result<(), XlsxError> {
    let (before, meant, behind) = parts(excerpt);
    let (before, meant, behind) = (legal(before), legal(meant), legal(behind));
    let mut room = MOST_CHARS;
    let mut runs: Vec<(&Style, &str)> = Vec::new();
    for (style, text) in
        [(&styles.plain, &before), (&styles.bold, &meant), (&styles.plain, &behind)]
    {
        let text = shortened(text, room);
        room -= text.encode_utf16().count();
        if !text.is_empty() {
            runs.push((style, text));
        }
    }
    let cell = if reads_right_to_left(excerpt) { &styles.right_to_left } else { &styles.cell };
    match runs[..] {
        [] => return Ok(()),
        // All of it is meant.
        [(_, text)] => sheet.write_string_with_format(row, TEXT, text, cell)?,
        _ => sheet.write_rich_string_with_format(row, TEXT, &runs, cell)?,
    };
    Ok(())
}

/// The column of the text.
const TEXT: u16 = 6;

/// As much of `text` as fits into so many UTF-16 units.
fn shortened(text: &str, most: usize) -> &str {
    let mut units = 0;
    let end = text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > most
    });
    end.map_or(text, |(end, _)| &text[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_hold_what_fits() {
        assert_eq!(shortened("abc", 3), "abc");
        assert_eq!(shortened("ab😀", 3), "ab");
        assert_eq!(shortened("ab😀", 4), "ab😀");
    }

    #[test]
    fn long_texts_make_a_workbook_all_the_same() {
        let mut finding = Finding::new("r", Severity::Error, "m".repeat(40_000));
        let text: Box<str> = "文".repeat(40_000).into();
        finding.excerpt = Some(Excerpt { range: 99_000..120_000, text, lang: None });
        let report = Report {
            findings: &[finding],
            rules: &[],
            files: &[],
            tool_version: "1",
            color: false,
            width: None,
            lines: None,
        };
        let mut out = Vec::new();
        OUTPUT.write(&report, &mut out).unwrap();
        assert!(out.starts_with(b"PK"));
    }
}
