//! HTML and XHTML: blocks as a browser would show them, with spans back into the file.
//!
//! Tags are read as they come, without building a tree: a stack of open elements says where text
//! stands, missing end tags are supplied where the next start tag implies them.

mod attributes;
mod elements;
mod references;
mod tables;
mod walk;

use super::source::Source;
use super::splice::{self, Change, Missing, PartEdit, markup};
use super::{Format, FormatError, Holds, Info, ReadOptions, Sink, Sniffed};
use crate::model::Severity;
use crate::text::{declared_encoding, decode};
pub(super) use elements::kind_name;
use std::borrow::Cow;
use std::io::BufRead;
pub(super) use walk::{Walked, walk};

/// HTML.
pub(super) struct Html;

static INFO: Info = Info {
    name: "html",
    title: "HTML and XHTML",
    extensions: &["html", "htm", "xhtml", "xht"],
    holds: Holds::Document,
    reads: true,
    writes: false,
};

impl Format for Html {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn sniff(&self, head: &[u8]) -> Sniffed {
        sniff(head)
    }

    fn read(
        &self,
        input: &mut dyn BufRead,
        options: &ReadOptions,
        sink: &mut dyn Sink,
    ) -> Result<(), FormatError> {
        let mut source = Source::read(input, options, Some(declared_encoding))?;
        let Walked { blocks, lang, cut_off } = walk(&source.text);
        if let Some((at, what)) = cut_off {
            let message = format!("the file ends inside {what}: the rest is not text");
            source.found("html-cut-off", Severity::Warning, message, at);
        }
        let _ = source.give(lang, blocks.into_iter(), sink);
        Ok(())
    }

    fn written<'t>(&self, text: &'t str) -> Cow<'t, str> {
        markup::written(text)
    }

    fn splice(
        &self,
        original: &[u8],
        options: &ReadOptions,
        edits: &[PartEdit],
    ) -> Result<Vec<u8>, FormatError> {
        let declared = declared_encoding(original);
        splice::document(original, options, declared.as_deref(), edits, adapt, Missing::Reference)
    }
}

/// Fits changes into tags, of which the tokenizer alone tells where they begin.
fn adapt(text: &str, changes: Vec<Change>) -> Result<Vec<Change>, FormatError> {
    let tags = walk::tags(text);
    markup::adapt_in(text, changes, |at| {
        let behind = tags.partition_point(|start| *start < at);
        tags.get(behind.checked_sub(1)?).copied()
    })
}

/// Whether an element (its name in lower case) has no content.
pub(super) fn is_void(name: &str) -> bool {
    elements::class(name) == elements::Class::Void
}

/// A doctype or the tags every page has are proof; other usual tags at the start are a hint.
fn sniff(head: &[u8]) -> Sniffed {
    let text = decode(head, None, declared_encoding(head).as_deref()).text.to_ascii_lowercase();
    let mut rest = text.trim_start();
    while let Some(behind) = rest.strip_prefix("<!--").or_else(|| rest.strip_prefix("<?")) {
        let Some(end) = behind.find('>') else { break };
        rest = behind[end + 1..].trim_start();
    }
    let starts = |tags: &[&str]| {
        tags.iter().any(|tag| {
            let behind = rest.strip_prefix(tag).and_then(|rest| rest.chars().next());
            behind.is_some_and(|c| c == '>' || c == '/' || c.is_ascii_whitespace())
        })
    };
    if starts(&["<!doctype html", "<html", "<head", "<body", "<title", "<meta"]) {
        Sniffed::Yes
    } else if starts(&[
        "<p", "<div", "<h1", "<h2", "<h3", "<table", "<ul", "<ol", "<section", "<article", "<span",
    ]) {
        Sniffed::Maybe
    } else {
        Sniffed::No
    }
}

#[cfg(test)]
mod tests;
