//! JSON lines: a finding a line, with all that is known of it.

use super::{Output, Report};
use std::io::{self, Write};

pub(super) const OUTPUT: Output =
    Output { name: "jsonl", title: "JSON lines: a finding a line, with all its fields", write };

fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    for finding in report.findings {
        serde_json::to_writer(&mut *out, finding)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
