//! Markdown (CommonMark with the usual extensions): blocks with spans back into the file.

mod front_matter;
mod splice;
mod walk;

use super::source::Source;
use super::splice::{Missing, PartEdit, document};
use super::{Format, FormatError, Holds, Info, ReadOptions, Sink, Sniffed};
use crate::text::decode;
use std::borrow::Cow;
use std::io::BufRead;

/// Markdown.
pub(super) struct Markdown;

static INFO: Info = Info {
    name: "markdown",
    title: "Markdown",
    extensions: &["md", "markdown", "mkd", "mdown"],
    holds: Holds::Document,
    reads: true,
    writes: false,
};

impl Format for Markdown {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn sniff(&self, head: &[u8]) -> Sniffed {
        sniff(head)
    }

    fn declared_encoding(&self, _: &[u8]) -> Option<String> {
        None
    }

    fn read(
        &self,
        input: &mut dyn BufRead,
        options: &ReadOptions,
        sink: &mut dyn Sink,
    ) -> Result<(), FormatError> {
        let source = Source::read(input, options, None)?;
        let read = walk::walk(&source.text);
        let _ = source.give(read.lang, read.blocks.into_iter(), sink);
        Ok(())
    }

    fn written<'t>(&self, text: &'t str) -> Cow<'t, str> {
        splice::written(text)
    }

    fn splice(
        &self,
        original: &[u8],
        options: &ReadOptions,
        edits: &[PartEdit],
    ) -> Result<Vec<u8>, FormatError> {
        document(original, options, None, edits, splice::adapt, Missing::Refused)
    }
}

/// Two different signs of Markdown: one alone may stand in any plain text.
fn sniff(head: &[u8]) -> Sniffed {
    let text = decode(head, None, None).text;
    let lines = || text.lines().take(2000);
    let signs = [
        lines().any(|line| {
            let rest = line.trim_start_matches('#');
            (1..=6).contains(&(line.len() - rest.len())) && rest.starts_with(' ')
        }),
        lines().any(|line| line.starts_with("```") || line.starts_with("~~~")),
        lines().any(|line| line.contains("](") && line.contains('[')),
        lines().any(|line| line.starts_with("- ") || line.starts_with("* ")),
        lines().any(|line| line.matches("**").count() >= 2),
        lines().any(|line| line.starts_with('|') && line.contains("---")),
        text.starts_with("---\n") && text[4..].contains("\n---"),
    ];
    if super::source::no_text(head).is_none() && signs.into_iter().filter(|sign| *sign).count() > 1
    {
        Sniffed::Maybe
    } else {
        Sniffed::No
    }
}

#[cfg(test)]
mod tests;
