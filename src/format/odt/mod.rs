//! ODT: text documents as OpenDocument (ISO/IEC 26300) lays them down, packed or flat.

mod styles;
mod walk;

use super::source::Source;
use super::splice::{self, Missing, PartEdit, markup};
use super::zip::{Container, broken, unknown_entities};
use super::{Format, FormatError, Holds, Info, ReadOptions, Sink, Sniffed};
use crate::model::{Block, Document, Finding};
use crate::text::declared_encoding;
use std::borrow::Cow;
use std::io::BufRead;
use styles::Styles;
use walk::Walker;

/// ODT.
pub(super) struct Odt;

static INFO: Info = Info {
    name: "odt",
    title: "OpenDocument text",
    extensions: &["odt", "ott", "fodt"],
    holds: Holds::Document,
    reads: true,
    writes: false,
};

/// What the packed file says of itself in its first, unpacked member.
const MARK: &[u8] = b"mimetypeapplication/vnd.oasis.opendocument.text";

impl Format for Odt {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn sniff(&self, head: &[u8]) -> Sniffed {
        let has = |what: &[u8]| memchr::memmem::find(&head[..head.len().min(4096)], what).is_some();
        let packed = head.starts_with(b"PK\x03\x04") && has(MARK);
        let flat = has(b"<office:document") && has(b"opendocument.text");
        if packed || flat { Sniffed::Yes } else { Sniffed::No }
    }

    fn read(
        &self,
        input: &mut dyn BufRead,
        options: &ReadOptions,
        sink: &mut dyn Sink,
    ) -> Result<(), FormatError> {
        let packed = is_packed(input.fill_buf()?);
        let mut read = Read::default();
        let mut source = None;
        if packed {
            read.packed(&mut Container::open(input, options)?)?;
        } else {
            let flat = Source::read(input, options, Some(declared_encoding))?;
            read.flat(&flat.text)?;
            source = Some(flat);
        }
        let mut flow = sink.document(read.document);
        for block in read.blocks {
            if flow.is_continue() {
                flow = sink.block(block);
            }
        }
        for finding in read.findings {
            if flow.is_continue() {
                flow = sink.finding(finding);
            }
        }
        if let Some(source) = source
            && flow.is_continue()
        {
            let _ = source.report(sink);
        }
        Ok(())
    }

    fn written<'t>(&self, text: &'t str) -> Cow<'t, str> {
        markup::written(text)
    }

    fn splice(
        &self,
        mut original: &[u8],
        options: &ReadOptions,
        edits: &[PartEdit],
    ) -> Result<Vec<u8>, FormatError> {
        if is_packed(original) {
            return Container::open(&mut original, options)?.spliced(edits, markup::adapt);
        }
        let declared = declared_encoding(original);
        let (adapt, missing) = (markup::adapt, Missing::Reference);
        splice::document(original, options, declared.as_deref(), edits, adapt, missing)
    }
}

/// Whether a document that starts so is a container, or an old Office file taken for one.
fn is_packed(head: &[u8]) -> bool {
    head.first().is_none_or(|byte| matches!(byte, b'P' | 0xD0))
}

#[derive(Default)]
struct Read {
    document: Document,
    blocks: Vec<Block>,
    findings: Vec<Finding>,
}

impl Read {
    fn packed(&mut self, container: &mut Container) -> Result<(), FormatError> {
        let manifest = container.member("META-INF/manifest.xml")?.unwrap_or_default();
        if manifest.contains("encryption-data") {
            let reason = "the document is encrypted: save it without a password";
            return Err(FormatError::malformed(reason, None));
        }
        let Some(content) = container.member("content.xml")? else {
            let reason = "the container has no content.xml: this is no ODT document";
            return Err(FormatError::malformed(reason, None));
        };
        let common = container.member("styles.xml")?.unwrap_or_default();
        let mut styles = Styles::default();
        for (name, text) in [("styles.xml", &common), ("content.xml", &content)] {
            // What is broken in the content is found again when its text is read.
            if let Err(error) = styles.read(text)
                && name == "styles.xml"
            {
                self.findings.push(broken(name, text, &error));
            }
        }
        self.part("styles.xml", &common, &styles);
        self.part("content.xml", &content, &styles);
        self.document.lang = styles.lang;
        Ok(())
    }

    fn flat(&mut self, text: &str) -> Result<(), FormatError> {
        if !text.contains("<office:document") {
            let reason = "there is no office:document in it: this is no flat ODT document";
            return Err(FormatError::malformed(reason, None));
        }
        let mut styles = Styles::default();
        // What is broken is found again when the text is read.
        let _ = styles.read(text);
        self.part("", text, &styles);
        self.document.lang = styles.lang;
        Ok(())
    }

    /// Reads the text of one part.
    fn part(&mut self, name: &str, text: &str, styles: &Styles) {
        let mut walker = Walker::new(text, styles);
        match walker.run() {
            Ok(0) => {}
            Ok(count) => self.findings.push(unknown_entities(name, count)),
            Err(_) if text.is_empty() => {}
            Err(error) => self.findings.push(broken(name, text, &error)),
        }
        let part = self.document.parts.len() as u16;
        self.document.parts.push(name.to_owned());
        self.blocks.extend(walker.finish().into_iter().map(|block| Block { part, ..block }));
    }
}
