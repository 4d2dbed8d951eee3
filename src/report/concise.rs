//! A line a finding, as compilers write it: editors and `grep` read it.

use super::{Output, Report, letters, place};
use std::io::{self, Write};

pub(super) const OUTPUT: Output = Output {
    name: "concise",
    title: "a line a finding: file:line:column: severity: message [rule]",
    write,
};

fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    for finding in report.findings {
        if let Some(file) = &finding.file {
            write!(out, "{}:", letters::one_line(file))?;
        }
        let region = place::region(finding);
        if let Some(region) = region {
            write!(out, "{}:{}:", region.start.line, region.start.column)?;
        }
        if finding.file.is_some() || region.is_some() {
            out.write_all(b" ")?;
        }
        let message = place::message(finding);
        let (message, rule) = (letters::one_line(&message), letters::one_line(&finding.rule));
        writeln!(out, "{}: {message} [{rule}]", finding.severity)?;
    }
    Ok(())
}
