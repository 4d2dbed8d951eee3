//! DOCX: word processor documents as ECMA-376 (Office Open XML) lays them down, transitional and
//! strict, read part by part: headers and footers, the text, then its notes.

mod paragraph;
mod styles;
mod walk;

use super::splice::{PartEdit, markup};
use super::zip::{Container, broken, unknown_entities};
use super::{Format, FormatError, Holds, Info, ReadOptions, Sink, Sniffed};
use crate::model::{Block, Document, Finding};
use crate::text::xml::{Element, Event, Events};
use std::borrow::Cow;
use std::io::BufRead;
use styles::Styles;
use walk::{Role, Walker};

/// DOCX.
pub(super) struct Docx;

static INFO: Info = Info {
    name: "docx",
    title: "Word documents (Office Open XML)",
    extensions: &["docx", "docm", "dotx", "dotm"],
    holds: Holds::Document,
    reads: true,
    writes: false,
};

impl Format for Docx {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn sniff(&self, head: &[u8]) -> Sniffed {
        if !head.starts_with(b"PK\x03\x04") {
            return Sniffed::No;
        }
        let has = |name: &[u8]| memchr::memmem::find(head, name).is_some();
        match (has(b"word/"), has(b"[Content_Types].xml") || has(b"_rels/.rels")) {
            (true, _) => Sniffed::Yes,
            (false, true) => Sniffed::Maybe,
            _ => Sniffed::No,
        }
    }

    fn read(
        &self,
        input: &mut dyn BufRead,
        options: &ReadOptions,
        sink: &mut dyn Sink,
    ) -> Result<(), FormatError> {
        let mut reading = Reading { container: Container::open(input, options)?, findings: vec![] };
        let read = reading.document()?;
        let mut flow = sink.document(read.document);
        for block in read.blocks {
            if flow.is_continue() {
                flow = sink.block(block);
            }
        }
        for finding in reading.findings {
            if flow.is_continue() {
                flow = sink.finding(finding);
            }
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
        Container::open(&mut original, options)?.spliced(edits, markup::adapt_docx)
    }
}

struct Reading {
    container: Container,
    findings: Vec<Finding>,
}

struct Read {
    document: Document,
    blocks: Vec<Block>,
}

/// The parts that hold text, by the last word of their relation's type, in reading order.
const TEXTS: &[(&str, Role)] =
    &[("header", Role::Header), ("footer", Role::Footer), ("", Role::Body)];
const NOTES: &[&str] = &["footnotes", "endnotes"];

impl Reading {
    fn document(&mut self) -> Result<Read, FormatError> {
        let main = self.relations("")?.into_iter().find(|relation| relation.0 == "officeDocument");
        let main = main.map_or_else(|| "word/document.xml".to_owned(), |(_, target)| target);
        let Some(body) = self.container.member(&main)? else {
            let reason = format!("the container has no {main}: this is no DOCX document");
            return Err(FormatError::malformed(reason, None));
        };
        let relations = self.relations(&main)?;
        let mut styles = Styles::default();
        if let Some((_, name)) = relations.iter().find(|(kind, _)| kind == "styles")
            && let Some(text) = self.container.member(name)?
            && let Err(error) = styles.read(&text)
        {
            self.findings.push(broken(name, &text, &error));
        }
        let mut read = Read { document: Document::default(), blocks: Vec::new() };
        read.document.lang.clone_from(&styles.lang);
        for (kind, role) in TEXTS {
            if kind.is_empty() {
                self.part(&main, &body, *role, &styles, &mut read);
            }
            self.related(&relations, kind, *role, &styles, &mut read)?;
        }
        for kind in NOTES {
            self.related(&relations, kind, Role::Notes, &styles, &mut read)?;
        }
        Ok(read)
    }

    fn related(
        &mut self,
        relations: &[(String, String)],
        kind: &str,
        role: Role,
        styles: &Styles,
        read: &mut Read,
    ) -> Result<(), FormatError> {
        for (_, name) in relations.iter().filter(|relation| relation.0 == kind) {
            if let Some(text) = self.container.member(name)? {
                self.part(name, &text, role, styles, read);
            }
        }
        Ok(())
    }

    /// Reads the text of one part.
    fn part(&mut self, name: &str, text: &str, role: Role, styles: &Styles, read: &mut Read) {
        let mut walker = Walker::new(text, role, styles);
        match walker.run() {
            Ok(0) => {}
            Ok(count) => self.findings.push(unknown_entities(name, count)),
            Err(error) => self.findings.push(broken(name, text, &error)),
        }
        let part = read.document.parts.len() as u16;
        read.document.parts.push(name.to_owned());
        read.blocks.extend(walker.finish().into_iter().map(|block| Block { part, ..block }));
    }

    /// The relations of a part (of the container itself for an empty name): last word of the type, and
    /// the member meant.
    fn relations(&mut self, part: &str) -> Result<Vec<(String, String)>, FormatError> {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let slash = if folder.is_empty() { "" } else { "/" };
        let name = format!("{folder}{slash}_rels/{file}.rels");
        let Some(text) = self.container.member(&name)? else { return Ok(Vec::new()) };
        let mut events = Events::new(&text);
        let mut found = Vec::new();
        loop {
            match events.next_event() {
                Ok(Some(Event::Start(element))) if element.local_name() == "Relationship" => {
                    let get = |key: &str| element.attribute(key).unwrap_or_default();
                    if get("TargetMode") == "External" {
                        continue;
                    }
                    let kind = get("Type").rsplit('/').next().unwrap_or_default().to_owned();
                    found.push((kind, resolve(folder, &get("Target"))));
                }
                Ok(Some(_)) => {}
                Ok(None) => break,
                Err(error) => {
                    self.findings.push(broken(&name, &text, &error));
                    break;
                }
            }
        }
        Ok(found)
    }
}

/// A relation's target as a member's name: relative to the folder of the part, or from the root.
fn resolve(folder: &str, target: &str) -> String {
    let (start, target) = target.strip_prefix('/').map_or((folder, target), |rest| ("", rest));
    let mut steps: Vec<&str> = start.split('/').filter(|step| !step.is_empty()).collect();
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    steps.join("/")
}

/// An attribute by its name without prefix.
fn attribute(element: &Element<'_>, name: &str) -> Option<String> {
    let local = |key: &str| key.rsplit(':').next() == Some(name);
    element.attributes().into_iter().find(|(key, _)| local(key)).map(|(_, value)| value)
}
