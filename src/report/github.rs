//! Workflow commands that GitHub Actions shows as annotations of a change.

use super::place::{self, Region};
use super::{Output, Report, letters};
use crate::model::{Finding, Severity};
use std::fmt::Write as _;
use std::io::{self, Write};

pub(super) const OUTPUT: Output =
    Output { name: "github", title: "annotations of GitHub Actions", write };

fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    report.findings.iter().try_for_each(|finding| writeln!(out, "{}", command(finding)))
}

fn command(finding: &Finding) -> String {
    let mut command = String::from(match finding.severity {
        Severity::Error => "::error ",
        Severity::Warning => "::warning ",
        Severity::Info => "::notice ",
    });
    if let Some(file) = &finding.file {
        let _ = write!(command, "file={},", property(&place::path(file)));
        if let Some(region) = place::region(finding) {
            add_place(&mut command, region);
        }
    }
    let message = data(&place::message(finding));
    let _ = write!(command, "title={}::{message}", property(&finding.rule));
    command
}

/// Columns may only be given where both are in one line.
fn add_place(command: &mut String, Region { start, end }: Region) {
    let _ = write!(command, "line={},", start.line);
    match end {
        Some(end) if end.line > start.line => {
            let _ = write!(command, "endLine={},", end.line);
        }
        Some(end) => {
            let _ = write!(command, "endLine={},", end.line);
            let _ = write!(command, "col={},endColumn={},", start.column, end.column);
        }
        None => {
            let _ = write!(command, "col={},", start.column);
        }
    }
}

/// A message: its line breaks are kept, what could steer a terminal is not.
fn data(text: &str) -> String {
    letters::legal(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Position;

    #[test]
    fn what_a_command_is_made_of_is_escaped() {
        let mut finding = Finding::new("a,b", Severity::Info, "100 %\r\n::error::x");
        assert_eq!(command(&finding), "::notice title=a%2Cb::100 %25%0D%0A::error::x");
        finding.file = Some("a:b,c%.md".into());
        finding = finding.at(Position { offset: 0, line: 2, column: 3 });
        let start = "::notice file=a%3Ab%2Cc%25.md,line=2,";
        assert!(command(&finding).starts_with(&format!("{start}col=3,title")));
        finding.end = Some(Position { offset: 9, line: 3, column: 1 });
        assert!(command(&finding).starts_with(&format!("{start}endLine=3,title")));
    }
}
