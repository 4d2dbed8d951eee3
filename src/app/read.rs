//! Reading a document and cutting it into segments.

use super::AppError;
use super::files::Input;
use super::language::{self, Chosen};
use crate::format::{Collected, Holds, ReadOptions};
use crate::model::{Block, Document, Finding, Place, Segment, Side};
use crate::segment::Segmenter;
use crate::text::{LangTag, Span};
use std::io::Read as _;
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
    let options = ReadOptions { name: name.clone(), ..request.options.clone() };
    let Collected { mut document, mut findings } = if request.segmented {
        lines(input, &options)?
    } else {
        collect(input, request, &options)?
    };
    document.name.clone_from(&name);
    for finding in &mut findings {
        finding.file.get_or_insert_with(|| name.clone());
    }
    let chosen = language::choose(&document, request.side.as_ref(), request.listed.as_ref());
    let chosen = chosen.ok_or_else(|| {
        AppError::request(format!("{name}: cannot tell its language: name it with --lang"))
    })?;
    Ok(ReadDocument { document, chosen, findings })
}

fn collect(input: Input, request: &Request, options: &ReadOptions) -> Result<Collected, AppError> {
    let format = input.format(request.from.as_deref(), Holds::Document)?;
    let mut sink = Collected::default();
    let read = format.read(&mut input.into_reader(), options, &mut sink);
    read.map_err(|error| AppError::format(&options.name, error))?;
    Ok(sink)
}

/// A text of one segment a line, kept as it is: also empty lines are segments, so that line numbers
/// mean the same to whoever reads the result.
fn lines(input: Input, options: &ReadOptions) -> Result<Collected, AppError> {
    let limit = options.limits.document;
    let mut bytes = Vec::new();
    let read = input.into_reader().take(limit + 1).read_to_end(&mut bytes);
    read.map_err(|source| AppError::file(&options.name, source))?;
    if bytes.len() as u64 > limit {
        let message = format!("{}: is over the limit of {limit} bytes: split it", options.name);
        return Err(AppError::request(message));
    }
    let decoded = crate::text::decode(&bytes, options.encoding.as_deref(), None);
    let mut sink = Collected::default();
    sink.document.parts = vec![String::new()];
    let mut at = 0;
    for line in decoded.text.split_inclusive('\n') {
        let text = line.trim_end_matches(['\n', '\r']);
        sink.document.blocks.push(Block {
            content: crate::model::Content::plain(text),
            place: Place::Paragraph,
            lang: None,
            part: 0,
            span: Span::new(at, at + text.len()),
        });
        at += line.len();
    }
    Ok(sink)
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
