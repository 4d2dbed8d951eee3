//! The diagnostics of reviewdog. Its columns count bytes of UTF-8, so they are given only where the line
//! of the file is at hand; a change is suggested only where it is exact.

use super::place::{self, Region};
use super::{Output, Report};
use crate::model::{Finding, Position, Severity};
use serde::Serialize;
use std::io::{self, Write};

pub(super) const OUTPUT: Output =
    Output { name: "rdjson", title: "reviewdog diagnostics (JSON), with suggestions", write };

#[derive(Serialize)]
struct Result<'a> {
    source: Source,
    diagnostics: Vec<Diagnostic<'a>>,
}

#[derive(Serialize)]
struct Source {
    name: &'static str,
}

#[derive(Serialize)]
struct Diagnostic<'a> {
    message: String,
    location: Location,
    severity: &'static str,
    code: Code<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suggestions: Vec<Suggestion>,
}

#[derive(Serialize)]
struct Code<'a> {
    value: &'a str,
}

#[derive(Serialize)]
struct Location {
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    range: Option<Range>,
}

#[derive(Serialize)]
struct Range {
    start: Point,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<Point>,
}

#[derive(Serialize)]
struct Point {
    line: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
}

#[derive(Serialize)]
struct Suggestion {
    range: Range,
    text: String,
}

fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let diagnostics = report.findings.iter().map(|finding| diagnostic(report, finding)).collect();
    let result = Result { source: Source { name: "targum" }, diagnostics };
    serde_json::to_writer_pretty(&mut *out, &result)?;
    out.write_all(b"\n")
}

fn diagnostic<'a>(report: &Report<'a>, finding: &'a Finding) -> Diagnostic<'a> {
    let file = finding.file.as_deref();
    let region = file.and_then(|file| Some((file, place::region(finding)?)));
    let suggestions = file.into_iter().flat_map(|file| {
        place::fixes(finding).filter_map(move |(_, edits)| suggestion(report, file, &edits))
    });
    Diagnostic {
        message: place::message(finding).into_owned(),
        location: Location {
            path: file.map(place::path).unwrap_or_default(),
            range: region.map(|(file, region)| range(report, file, region)),
        },
        severity: match finding.severity {
            Severity::Error => "ERROR",
            Severity::Warning => "WARNING",
            Severity::Info => "INFO",
        },
        code: Code { value: &finding.rule },
        suggestions: suggestions.collect(),
    }
}

/// A stretch of a file; of lines alone where a column is not known.
fn range(report: &Report<'_>, file: &str, Region { start, end }: Region) -> Range {
    let columns = column(report, file, start)
        .map(|first| (first, end.and_then(|end| column(report, file, end))));
    let (first, last) = match columns {
        Some((first, last)) if last.is_some() == end.is_some() => (Some(first), last),
        _ => (None, None),
    };
    Range {
        start: Point { line: start.line, column: first },
        end: end.map(|end| Point { line: end.line, column: last }),
    }
}

/// The column of a position in bytes of its line, from 1.
fn column(report: &Report<'_>, file: &str, at: Position) -> Option<usize> {
    if at.column == 1 {
        return Some(1);
    }
    byte(&(report.lines?)(file, at.line)?, at).map(|byte| byte + 1)
}

/// Where in its line a position is, in bytes.
fn byte(line: &str, at: Position) -> Option<usize> {
    let before = at.column.checked_sub(1)? as usize;
    line.char_indices().map(|(byte, _)| byte).chain([line.len()]).nth(before)
}

/// A suggestion replaces one stretch: several edits of one line are made one by the text between them.
fn suggestion(report: &Report<'_>, file: &str, edits: &[(Region, &str)]) -> Option<Suggestion> {
    let exact = |region: Region| {
        let range = range(report, file, region);
        range.start.column.map(|_| range)
    };
    if let [(region, text)] = edits {
        return Some(Suggestion { range: exact(*region)?, text: (*text).to_owned() });
    }
    let (first, last) = (edits.first()?.0, edits.last()?.0);
    let line = (report.lines?)(file, first.start.line)?;
    let (mut text, mut from) = (String::new(), byte(&line, first.start)?);
    for (region, replacement) in edits {
        let end = region.end.filter(|end| end.line == first.start.line)?;
        text.push_str(line.get(from..byte(&line, region.start)?)?);
        text.push_str(replacement);
        from = byte(&line, end)?;
    }
    Some(Suggestion { range: exact(Region { start: first.start, end: last.end })?, text })
}
