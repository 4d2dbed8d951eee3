//! XLIFF 1.0 to 1.2 and 2.0 to 2.2, with the dialects of Trados Studio, memoQ and Phrase.
//!
//! Files are read as memories, filled with translations (`fill`), and memories are written as such files
//! (`write`).
//!
//! A segment is a unit: the source first, then the target where there is one. Where the segments of a
//! unit are marked they are units each, paired by their ids. Codes are matched over both sides by
//! their ids. A damaged unit is a finding, and reading goes on with the next one.

mod codes;
mod fill;
mod give;
mod inline;
mod layout;
mod metadata;
mod numbers;
mod segments;
mod tag;
mod unit;
mod walk;
mod write;

use super::fill::{Filled, Filler};
use super::source::Source;
use super::{
    Format, FormatError, Holds, Info, ReadOptions, Sink, Sniffed, UnitWriter, WriteOptions,
};
use crate::model::Header;
use crate::text::xml::{Event, Events};
use crate::text::{declared_encoding, decode};
use std::borrow::Cow;
use std::io::{BufRead, Write};

/// XLIFF.
pub(super) struct Xliff;

static INFO: Info = Info {
    name: "xliff",
    title: "XLIFF 1.2 and 2.x, Trados, memoQ and Phrase files too",
    extensions: &["xlf", "xliff", "sdlxliff", "mqxliff", "mxliff"],
    holds: Holds::Memory,
    reads: true,
    writes: true,
};

impl Format for Xliff {
    fn info(&self) -> &'static Info {
        &INFO
    }

    /// Sure where the first element is `xliff`.
    fn sniff(&self, head: &[u8]) -> Sniffed {
        let text = decode(head, None, declared_encoding(head).as_deref()).text;
        let mut events = Events::lenient(&text, 0);
        loop {
            match events.next_event() {
                Ok(Some(Event::Start(root))) if root.local_name() == "xliff" => {
                    return Sniffed::Yes;
                }
                Ok(Some(Event::Text { .. } | Event::End { .. })) => {}
                _ => return Sniffed::No,
            }
        }
    }

    fn written<'t>(&self, text: &'t str) -> Cow<'t, str> {
        crate::format::splice::markup::written(text)
    }

    fn read(
        &self,
        input: &mut dyn BufRead,
        options: &ReadOptions,
        sink: &mut dyn Sink,
    ) -> Result<(), FormatError> {
        let (text, findings) = Source::read(input, options, Some(declared_encoding))?.into_parts();
        walk::read(&text, findings, options, sink, None)
    }

    fn fill(
        &self,
        original: &[u8],
        options: &ReadOptions,
        filler: &mut Filler<'_>,
    ) -> Result<Filled, FormatError> {
        fill::fill(original, options, filler)
    }

    fn write<'w>(
        &self,
        header: &Header,
        options: &WriteOptions,
        out: Box<dyn Write + 'w>,
    ) -> Result<Box<dyn UnitWriter + 'w>, FormatError> {
        Ok(Box::new(write::Writer::new(header, options, out)?))
    }
}

/// A name without its prefix.
fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// A unit that can't be read on.
#[derive(Debug)]
struct Damage {
    /// Where, in bytes of the text.
    at: usize,
    /// What is wrong.
    reason: String,
}

impl Damage {
    fn new(at: u32, reason: impl Into<String>) -> Self {
        Self { at: at as usize, reason: reason.into() }
    }
}

impl From<crate::text::xml::XmlError> for Damage {
    fn from(error: crate::text::xml::XmlError) -> Self {
        Self { at: error.offset, reason: error.reason }
    }
}

#[cfg(test)]
mod tests;
