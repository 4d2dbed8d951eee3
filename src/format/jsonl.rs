//! JSON lines: one unit an object, nothing lost.

use super::{
    Flow, Format, FormatError, Holds, Info, ReadOptions, Sink, Sniffed, UnitWriter, VariantPlace,
    WriteOptions,
};
use crate::model::{Finding, Header, Position, Severity, Unit};
use std::io::{BufRead, Read as _, Write};

/// JSON lines.
pub(super) struct Jsonl;

static INFO: Info = Info {
    name: "jsonl",
    title: "JSON lines, one unit a line",
    extensions: &["jsonl", "ndjson"],
    holds: Holds::Memory,
    reads: true,
    writes: true,
};

impl Format for Jsonl {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn sniff(&self, _: &[u8]) -> Sniffed {
        Sniffed::No
    }

    fn read(
        &self,
        input: &mut dyn BufRead,
        options: &ReadOptions,
        sink: &mut dyn Sink,
    ) -> Result<(), FormatError> {
        let limit = options.limits.unit as u64;
        let (mut line, mut number, mut offset) = (Vec::new(), 0, 0);
        loop {
            line.clear();
            let read = input.take(limit + 1).read_until(b'\n', &mut line)?;
            number += 1;
            if read == 0 {
                return Ok(());
            }
            if read as u64 > limit {
                return Err(FormatError::limit(format!("line {number}"), format!("{limit} bytes")));
            }
            let position = Position { offset, line: number, column: 1 };
            let marked = line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&line);
            // The decoded text begins behind the mark.
            offset += if number == 1 { marked.len() } else { read } as u64;
            let bytes = marked.trim_ascii();
            let flow = match unit(bytes) {
                _ if bytes.is_empty() => continue,
                Ok(unit) => {
                    let end = position.offset + marked.trim_ascii_end().len() as u64;
                    let places = vec![VariantPlace { start: position, end }; unit.variants.len()];
                    sink.unit_at(unit, &places)
                }
                Err(reason) => {
                    let message = format!("this line is no unit and is left out: {reason}");
                    let finding = Finding::new("jsonl-unit", Severity::Error, message);
                    match sink.finding(finding.at(position)) {
                        Flow::Continue(()) => sink.reject(&String::from_utf8_lossy(bytes)),
                        flow @ Flow::Break(()) => flow,
                    }
                }
            };
            if flow.is_break() {
                return Ok(());
            }
        }
    }

    fn write<'w>(
        &self,
        _: &Header,
        _: &WriteOptions,
        out: Box<dyn Write + 'w>,
    ) -> Result<Box<dyn UnitWriter + 'w>, FormatError> {
        Ok(Box::new(Lines { out }))
    }
}

fn unit(line: &[u8]) -> Result<Unit, String> {
    let unit: Unit = serde_json::from_slice(line).map_err(|error| error.to_string())?;
    let fit = unit.variants.iter().all(|variant| variant.content.codes_fit());
    fit.then_some(unit).ok_or_else(|| "an inline code stands outside of its text".to_owned())
}

struct Lines<'w> {
    out: Box<dyn Write + 'w>,
}

impl UnitWriter for Lines<'_> {
    fn unit(&mut self, unit: &Unit) -> Result<(), FormatError> {
        let line = serde_json::to_string(unit).map_err(std::io::Error::from)?;
        Ok(writeln!(self.out, "{line}")?)
    }

    fn finish(mut self: Box<Self>) -> Result<Vec<Finding>, FormatError> {
        self.out.flush()?;
        Ok(Vec::new())
    }
}
