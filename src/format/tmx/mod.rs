//! TMX, the exchange format of translation memories, versions 1.1 to 1.4b.
//!
//! Reading streams: the file is decoded in chunks, units are cut out of them by a scanner that needs
//! no more than the unit at hand, and are parsed one by one, so a damaged unit is a finding and all
//! others load. Memory stays bounded whatever the size of the file. No DTD and no external entity is
//! ever fetched. Writing gives TMX 1.4 that its DTD accepts, shaped so that a line-based comparison of
//! two memories says something; a [`Profile`] adds what an importer demands beyond the DTD.
//!
//! [`lint`] checks a file against the DTD and the [`RULES`].

mod charset;
mod dates;
mod entities;
mod escape;
mod header;
mod inline;
mod letters;
mod lint;
mod markup;
mod profile;
mod read;
mod remarks;
mod rules;
mod scan;
mod unit;
mod vocabulary;
mod write;

use super::{
    Format, FormatError, Holds, Info, PartEdit, ReadOptions, Sink, Sniffed, UnitWriter,
    WriteOptions, splice,
};
use crate::model::Header;
use crate::text::{declared_encoding, decode};
pub use lint::lint;
pub use profile::{PROFILES, Profile};
pub use rules::{RULES, Rule, rule};
use std::borrow::Cow;
use std::io::{BufRead, Write};

/// The TMX format.
#[derive(Debug, Clone, Copy, Default)]
pub struct Tmx;

static INFO: Info = Info {
    name: "tmx",
    title: "Translation Memory eXchange 1.1 to 1.4b",
    extensions: &["tmx"],
    holds: Holds::Memory,
    reads: true,
    writes: true,
};

impl Format for Tmx {
    fn info(&self) -> &'static Info {
        &INFO
    }

    /// Sure where the first element is `tmx`; where one comes later, it may be.
    fn sniff(&self, head: &[u8]) -> Sniffed {
        let text = decode(head, None, declared_encoding(head).as_deref()).text.to_ascii_lowercase();
        let begins = |rest: &str| {
            let after = rest.strip_prefix("<tmx").map(str::as_bytes);
            after.is_some_and(|b| b.first().is_none_or(|b| b.is_ascii_whitespace() || *b == b'>'))
        };
        let mut tags = text
            .match_indices('<')
            .filter(|(at, _)| text.as_bytes().get(at + 1).is_some_and(u8::is_ascii_alphabetic));
        match tags.position(|(at, _)| begins(&text[at..])) {
            Some(0) => Sniffed::Yes,
            Some(_) => Sniffed::Maybe,
            None => Sniffed::No,
        }
    }

    fn written<'t>(&self, text: &'t str) -> Cow<'t, str> {
        splice::markup::written(text)
    }

    fn read(
        &self,
        input: &mut dyn BufRead,
        options: &ReadOptions,
        sink: &mut dyn Sink,
    ) -> Result<(), FormatError> {
        read::read(input, options, sink, false)
    }

    /// As reading decodes it: bytes that are not of the encoding become other letters than elsewhere.
    fn part(&self, bytes: &[u8], options: &ReadOptions, part: &str) -> Option<String> {
        let text = || charset::text(bytes, options.encoding.as_deref()).ok();
        if part.is_empty() { text() } else { None }
    }

    fn splice(
        &self,
        original: &[u8],
        options: &ReadOptions,
        edits: &[PartEdit],
    ) -> Result<Vec<u8>, FormatError> {
        let declared = self.declared_encoding(original);
        let decoded = decode(original, options.encoding.as_deref(), declared.as_deref());
        // Of a damaged file the decodings differ, and an edit would stand elsewhere than its place was told.
        if self.part(original, options, "").is_some_and(|text| text != decoded.text) {
            return Err(splice::damaged());
        }
        splice::file(original, options, declared.as_deref(), edits)
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
