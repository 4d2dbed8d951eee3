//! Plain text: paragraphs by empty lines or by lines. Headings, list items, headers, footers and page
//! numbers are told by their looks.

mod lines;
mod paragraph;

use super::source::{Source, no_text};
use super::splice::{self, Missing, PartEdit};
use super::{Flow, Format, FormatError, Holds, Info, Paragraphs, ReadOptions, Sink, Sniffed};
use crate::model::{Block, Content, Document, Origin, Place};
use crate::text::Span;
use lines::{Line, ends_sentence, is_wrapped, lines, mark_furniture};
use paragraph::{Joiner, items, place};
use std::io::BufRead;

/// Plain text.
pub(super) struct Plain;

static INFO: Info = Info {
    name: "text",
    title: "plain text",
    extensions: &["txt", "text"],
    holds: Holds::Document,
    reads: true,
    writes: false,
};

impl Format for Plain {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn sniff(&self, head: &[u8]) -> Sniffed {
        if no_text(head).is_some() { Sniffed::No } else { Sniffed::Maybe }
    }

    fn read(
        &self,
        input: &mut dyn BufRead,
        options: &ReadOptions,
        sink: &mut dyn Sink,
    ) -> Result<(), FormatError> {
        let source = Source::read(input, options, None)?;
        let document = Document { parts: vec![String::new()], ..Document::default() };
        if sink.document(document).is_continue()
            && blocks(&source.text, options, sink).is_continue()
        {
            let _ = source.report(sink);
        }
        Ok(())
    }

    fn splice(
        &self,
        original: &[u8],
        options: &ReadOptions,
        edits: &[PartEdit],
    ) -> Result<Vec<u8>, FormatError> {
        let as_given = |_: &str, changes| Ok(changes);
        splice::document(original, options, None, edits, as_given, Missing::Refused)
    }
}

fn blocks(text: &str, options: &ReadOptions, sink: &mut dyn Sink) -> Flow {
    if options.paragraphs == Paragraphs::AsIs {
        return as_is(text, sink);
    }
    // Who says that every line is a paragraph means every line.
    let keep_all = options.paragraphs == Paragraphs::Line;
    let mut lines = lines(text);
    if !keep_all {
        mark_furniture(text, &mut lines);
    }
    let (furniture, lines): (Vec<Line>, Vec<Line>) =
        lines.into_iter().partition(|line| line.furniture.is_some());
    let mut furniture = furniture.into_iter().peekable();
    let mut joiner = Joiner::new(text);
    let by_line = keep_all || !is_wrapped(text, &lines);
    let lines = if by_line { lines } else { across_pages(text, lines, &furniture) };
    for paragraph in lines.chunk_by(|line, next| !by_line && line.is_empty() == next.is_empty()) {
        if paragraph[0].is_empty() {
            continue;
        }
        let alone = !keep_all && paragraph.len() == 1;
        let runs = items(text, paragraph);
        for run in &runs {
            let span = Span { start: run[0].span.start, end: run[run.len() - 1].span.end };
            while let Some(line) = furniture.next_if(|line| line.span.start < span.start) {
                page_block(text, &line, sink)?;
            }
            let (joined, origin) = joiner.join(run);
            let place = match place(&joined, alone, runs.len() > 1) {
                Place::PageNumber if keep_all => Place::Paragraph,
                place => place,
            };
            sink.block(block(joined, place, span, origin))?;
        }
    }
    furniture.try_for_each(|line| page_block(text, &line, sink))
}

/// Leaves out the empty lines where a paragraph goes on over the end of a page: it is open before, and
/// a small letter comes after.
fn across_pages(
    text: &str,
    lines: Vec<Line>,
    furniture: &(impl Iterator<Item = Line> + Clone),
) -> Vec<Line> {
    let edges: Vec<u32> = furniture.clone().map(|line| line.span.start).collect();
    if edges.is_empty() {
        return lines;
    }
    let mut kept: Vec<Line> = Vec::with_capacity(lines.len());
    // Where the last line with text stands.
    let mut filled = None;
    for line in lines {
        let parted = |last: &usize| last + 1 < kept.len() && !line.is_empty();
        if let Some(last) = filled.filter(parted) {
            let (before, after) = (kept[last].span.end, line.span.start);
            let next = edges.partition_point(|at| *at < before);
            let page_ends = edges.get(next).is_some_and(|at| *at < after);
            let goes_on = !ends_sentence(kept[last].text(text))
                && line.text(text).starts_with(char::is_lowercase);
            if page_ends && goes_on {
                kept.truncate(last + 1);
            }
        }
        filled = if line.is_empty() { filled } else { Some(kept.len()) };
        kept.push(line);
    }
    kept
}

fn page_block(text: &str, line: &Line, sink: &mut dyn Sink) -> Flow {
    let place = line.furniture.unwrap_or(Place::Footer);
    sink.block(as_it_is(text, place, line.span))
}

/// Every line a block with its spaces and however empty, so that line numbers mean the same to whoever
/// reads the result.
fn as_is(text: &str, sink: &mut dyn Sink) -> Flow {
    let mut at = 0;
    text.split_inclusive('\n').try_for_each(|line| {
        let content = line.trim_end_matches(['\n', '\r']);
        let span = Span::new(at, at + content.len());
        at += line.len();
        sink.block(as_it_is(text, Place::Paragraph, span))
    })
}

/// A block of the text at `span`.
fn as_it_is(text: &str, place: Place, span: Span) -> Block {
    let origin = Origin::verbatim(span.len(), span.start as usize);
    block(text[span.range()].to_owned(), place, span, origin)
}

fn block(text: String, place: Place, span: Span, origin: Origin) -> Block {
    Block { content: Content::plain(text), place, lang: None, part: 0, span, origin }
}

#[cfg(test)]
mod tests {
    use super::super::Collected;
    use super::*;

    fn read(text: &[u8], paragraphs: Paragraphs) -> Vec<(Place, String)> {
        let options = ReadOptions { paragraphs, ..ReadOptions::default() };
        let mut sink = Collected::default();
        Plain.read(&mut &text[..], &options, &mut sink).unwrap();
        sink.document.blocks.into_iter().map(|b| (b.place, b.content.text)).collect()
    }

    #[test]
    fn wrapped_lines_are_joined_and_long_ones_are_not() {
        let wrapped =
            b"The first paragraph is wrapped\nby hand over two lines.\n\nThe second\nis too.\n";
        let texts = read(wrapped, Paragraphs::Blank);
        assert_eq!(texts.len(), 2);
        assert_eq!(texts[0].1, "The first paragraph is wrapped by hand over two lines.");
        assert_eq!(read(wrapped, Paragraphs::Line).len(), 4);
        let unwrapped = "A sentence ends here. Another one too.\nNext paragraph.\nLast one.\n";
        assert_eq!(read(unwrapped.as_bytes(), Paragraphs::Blank).len(), 3);
    }

    #[test]
    fn items_stand_apart() {
        let texts = read(b"It asks them\n- to read the\n  report\n- to act\n", Paragraphs::Blank);
        assert_eq!(texts.len(), 3);
        assert_eq!(texts[1], (Place::ListItem(1), "- to read the report".to_owned()));
    }

    #[test]
    fn pages_are_put_together() {
        let page = |number, text| {
            format!("Report of the Working Group\n\n{text}\n\n  Page {number}\n\u{c}")
        };
        let text = page(1, "The experts met in June\nand agreed on a text that\nis then to")
            + &page(2, "be sent to the States.\n\nThe States\nanswered it.")
            + &page(3, "They said\nso.");
        let blocks = read(text.as_bytes(), Paragraphs::Blank);
        let running: Vec<&str> =
            blocks.iter().filter(|b| !b.0.is_furniture()).map(|b| b.1.as_str()).collect();
        assert_eq!(
            running,
            [
                "The experts met in June and agreed on a text that is then to be sent to the States.",
                "The States answered it.",
                "They said so.",
            ]
        );
        assert_eq!(blocks.len(), 9, "{blocks:?}");
    }

    #[test]
    fn many_empty_lines_take_linear_time() {
        let page = "A heading\nrunning text that is\nwrapped by hand\n\x0c";
        let text = format!("{page}{page}{}last words of\nthe text\n", "\n".repeat(1_000_000));
        assert_eq!(read(text.as_bytes(), Paragraphs::Blank).len(), 5);
    }

    #[test]
    fn no_line_is_lost_where_each_is_a_paragraph() {
        let text = b"One.\n1998\n- 3 -\n\x0cHead\n\n\x0cHead\n12\n";
        let kept = read(text, Paragraphs::Line);
        let texts: Vec<&str> = kept.iter().map(|block| block.1.as_str()).collect();
        assert_eq!(texts, ["One.", "1998", "- 3 -", "Head", "Head", "12"]);
        assert!(kept.iter().all(|block| !block.0.is_furniture()));
    }

    #[test]
    fn numbered_lists_stand_apart_and_years_do_not() {
        let list = read(b"1. Read the\n   report\n2. Act\n3. Report\n", Paragraphs::Blank);
        assert_eq!(list.len(), 3, "{list:?}");
        let year = read(b"They met in the autumn of\n2017. Nothing was\nsaid\n", Paragraphs::Blank);
        assert_eq!(year.len(), 1, "{year:?}");
    }

    #[test]
    fn binary_data_is_refused() {
        let mut sink = Collected::default();
        let binary: Vec<u8> = (0..2000_u32).map(|i| (i * 37 % 256) as u8).collect();
        assert!(Plain.read(&mut &binary[..], &ReadOptions::default(), &mut sink).is_err());
    }
}
