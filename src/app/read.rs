//! Reading a document and cutting it into segments.

use super::AppError;
use super::files::Input;
use super::language::{self, Chosen};
use crate::format::{Collected, Holds, Paragraphs, ReadOptions};
use crate::model::{Document, Finding, Segment, Severity, Side};
use crate::segment::Segmenter;
use crate::text::{LangTag, Span};
use std::path::Path;

/// How to read one document.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// A format's name, where it is forced.
    pub from: Option<String>,
    /// The language of this side, where the caller names it.
    pub side: Option<LangTag>,
    /// The language of the caller's list.
    pub listed: Option<LangTag>,
    /// How to read.
    pub options: ReadOptions,
    /// Whether each line is a segment as it is.
    pub segmented: bool,
}

/// A document, its language and what was off in it.
#[derive(Debug)]
pub struct ReadDocument {
    /// The document.
    pub document: Document,
    /// Its language and why.
    pub chosen: Chosen,
    /// What was off.
    pub findings: Vec<Finding>,
}

/// Reads the document at `path` (`-` is standard input).
///
/// # Errors
/// When it can't be opened or understood, or its language can't be told.
pub fn document(path: &Path, request: &Request) -> Result<ReadDocument, AppError> {
    let input = Input::open(path)?;
    let name = input.name.clone();
    let mut options = ReadOptions { name: name.clone(), ..request.options.clone() };
    if request.segmented {
        options.paragraphs = Paragraphs::AsIs;
    }
    // Lines as they are are plain text, whatever the file's name says.
    let forced = if request.segmented { Some("text") } else { request.from.as_deref() };
    let format = input.format(forced, Holds::Document)?;
    let mut sink = Collected { keeps_blank: request.segmented, ..Collected::default() };
    let read = format.read(&mut input.into_reader(), &options, &mut sink);
    read.map_err(|error| AppError::format(&name, error))?;
    let Collected { mut document, mut findings, .. } = sink;
    document.name.clone_from(&name);
    for finding in &mut findings {
        finding.file.get_or_insert_with(|| name.clone());
    }
    let chosen = language::choose(&document, request.side.as_ref(), request.listed.as_ref());
    let chosen = chosen.ok_or_else(|| no_language(&document, &findings))?;
    Ok(ReadDocument { document, chosen, findings })
}

/// Why the language of a document can't be told.
fn no_language(document: &Document, findings: &[Finding]) -> AppError {
    let name = &document.name;
    let empty = document.blocks.iter().all(|block| block.content.text.trim().is_empty());
    AppError::request(match findings.iter().find(|finding| finding.severity >= Severity::Warning) {
        Some(finding) if empty => format!("{name}: there is no text in it: {}", finding.message),
        None if empty => format!("{name}: there is no text in it"),
        _ => format!("{name}: cannot tell its language: name it with --lang"),
    })
}

/// Cuts a document into segments, leaving out furniture; without a segmenter each block is one as it
/// is.
pub fn segment(document: Document, lang: LangTag, segmenter: Option<&Segmenter>) -> Side {
    let mut segments = Vec::new();
    for (index, block) in document.blocks.iter().enumerate() {
        let text = &block.content.text;
        let Some(segmenter) = segmenter else {
            segments.push(Segment { block: index as u32, span: trimmed(text, 0, text.len()) });
            continue;
        };
        if !block.place.is_furniture() {
            let spans = segmenter.split(text).map(|range| trimmed(text, range.start, range.end));
            let filled = spans.filter(|span| !span.is_empty());
            segments.extend(filled.map(|span| Segment { block: index as u32, span }));
        }
    }
    let handles = segmenter.map(Segmenter::handles).unwrap_or_default();
    Side { lang, document, segments, handles }
}

/// The span without surrounding white space.
fn trimmed(text: &str, start: usize, end: usize) -> Span {
    let part = &text[start..end];
    let start = start + (part.len() - part.trim_start().len());
    Span::new(start, start + part.trim().len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segmented_lines_stay_as_they_are() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.en.txt");
        std::fs::write(&path, "One. Two.\n\n  Three.\r\n").unwrap();
        let request = Request { segmented: true, ..Request::default() };
        let read = document(&path, &request).unwrap();
        let side = segment(read.document, read.chosen.lang, None);
        let texts: Vec<&str> = (0..3).map(|index| side.text(index)).collect();
        assert_eq!(texts, ["One. Two.", "", "Three."]);
        assert_eq!(side.segments.len(), 3);
    }
}
