//! JSON lines: one unit an object, nothing lost. Written only.

use super::{
    Format, FormatError, Holds, Info, ReadOptions, Sink, Sniffed, UnitWriter, WriteOptions,
};
use crate::model::{Finding, Header, Unit};
use std::io::{BufRead, Write};

/// JSON lines.
pub(super) struct Jsonl;

static INFO: Info = Info {
    name: "jsonl",
    title: "JSON lines, one unit a line",
    extensions: &["jsonl", "ndjson"],
    holds: Holds::Memory,
    reads: false,
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
        _: &mut dyn BufRead,
        _: &ReadOptions,
        _: &mut dyn Sink,
    ) -> Result<(), FormatError> {
        Err(FormatError::unfit("JSON lines are written, not read"))
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
