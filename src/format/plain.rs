//! Plain text: paragraphs by empty lines or by lines.

use super::{Flow, Format, FormatError, Holds, Info, Paragraphs, ReadOptions, Sink, Sniffed};
use crate::model::{Block, Content, Document, Finding, Place, Position, Severity};
use crate::text::{EncodingOrigin, LineIndex, Span, decode, is_cjk};
use std::io::{BufRead, Read as _};

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
        if looks_binary(head) { Sniffed::No } else { Sniffed::Maybe }
    }

    fn read(
        &self,
        input: &mut dyn BufRead,
        options: &ReadOptions,
        sink: &mut dyn Sink,
    ) -> Result<(), FormatError> {
        let text = read_text(input, options, None, sink)?;
        let document = Document { parts: vec![String::new()], ..Document::default() };
        let mut flow = sink.document(document);
        let lines = lines(&text);
        let by_line = options.paragraphs == Paragraphs::Line || !is_wrapped(&text, &lines);
        let mut paragraphs = lines.chunk_by(|_, next| !by_line && !next.is_empty());
        while let (true, Some(paragraph)) = (flow.is_continue(), paragraphs.next()) {
            flow = paragraph_blocks(&text, paragraph, sink);
        }
        Ok(())
    }
}

/// Finds the encoding a document declares in its own bytes.
pub(super) type Declared = fn(&[u8]) -> Option<String>;

/// Reads and decodes a whole document within the limits. The encoding, where it was guessed, and
/// bytes that are not of it become findings.
///
/// # Errors
/// When the input can't be read, is over the limit, or is no text at all.
pub(super) fn read_text(
    input: &mut dyn BufRead,
    options: &ReadOptions,
    declared: Option<Declared>,
    sink: &mut dyn Sink,
) -> Result<String, FormatError> {
    let limit = options.limits.document.min(u64::from(u32::MAX) - 1);
    let mut bytes = Vec::new();
    input.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        return Err(FormatError::limit("the document", format!("{limit} bytes: split it")));
    }
    if options.encoding.is_none() && looks_binary(&bytes[..bytes.len().min(64 << 10)]) {
        let reason = "this is no text but binary data: name its format with --from";
        return Err(FormatError::malformed(reason, None));
    }
    let label = declared.and_then(|find| find(&bytes));
    let decoded = decode(&bytes, options.encoding.as_deref(), label.as_deref());
    drop(bytes);
    if decoded.origin == EncodingOrigin::Guessed {
        let message = format!(
            "the encoding is guessed to be {}: if letters are wrong, say it with --encoding",
            decoded.encoding
        );
        let _ = sink.finding(Finding::new("encoding-guessed", Severity::Info, message));
    }
    if decoded.malformed {
        let message = format!("some bytes are not {}: they are read as U+FFFD", decoded.encoding);
        let mut finding = Finding::new("encoding-malformed", Severity::Warning, message);
        if let Some(at) = decoded.text.find('\u{fffd}') {
            let place = LineIndex::new(&decoded.text).locate(&decoded.text, at);
            let position = Position { offset: at as u64, line: place.line, column: place.column };
            finding = finding.at(position);
        }
        let _ = sink.finding(finding);
    }
    Ok(decoded.text)
}

/// NUL bytes that are not UTF-16's, or many control characters.
fn looks_binary(head: &[u8]) -> bool {
    // The head may end inside a character.
    let whole = match std::str::from_utf8(head) {
        Err(error) if error.error_len().is_none() => &head[..error.valid_up_to()],
        _ => head,
    };
    let decoded = decode(whole, None, None);
    let odd = |c: &char| {
        c.is_control()
            && !matches!(c, '\t' | '\n' | '\r' | '\u{c}' | '\u{85}' | '\u{1a}' | '\u{1b}')
    };
    let sample = decoded.text.chars().take(8192);
    let controls = sample.clone().filter(odd).count();
    controls * 50 > sample.count()
}

/// The lines, without their ends and surrounding white space.
fn lines(text: &str) -> Vec<Span> {
    let mut at = 0;
    let cut = |c| matches!(c, '\n' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}');
    let mut lines = Vec::new();
    for line in text.split_inclusive(cut) {
        let start = at + (line.len() - line.trim_start().len());
        let trimmed = line.trim().len();
        lines.push(Span::new(
            if trimmed == 0 { at } else { start },
            if trimmed == 0 { at } else { start + trimmed },
        ));
        at += line.len();
    }
    lines
}

/// Whether lines are hard-wrapped: then most that are followed by a line are about equally long and
/// do not end a sentence. Otherwise each line is a paragraph of its own.
fn is_wrapped(text: &str, lines: &[Span]) -> bool {
    let followed = lines.windows(2).filter(|pair| !pair[0].is_empty() && !pair[1].is_empty());
    let (mut count, mut open, mut long) = (0, 0, 0);
    for pair in followed {
        let line = &text[pair[0].range()];
        count += 1;
        let closers = ['"', '\'', ')', ']', '”', '»', '’', '」', '』', '）'];
        let end = line.trim_end_matches(closers).chars().next_back();
        open += usize::from(!end.is_some_and(|c| ".!?:;。！？：；؟…।".contains(c)));
        long += usize::from(line.chars().take(201).count() > 200);
    }
    count > 0 && open * 2 > count && long * 2 < count
}

/// The blocks of one paragraph's lines: joined, or apart where lines are list items.
fn paragraph_blocks(text: &str, lines: &[Span], sink: &mut dyn Sink) -> Flow {
    let filled: Vec<Span> = lines.iter().copied().filter(|line| !line.is_empty()).collect();
    for run in filled.chunk_by(|_, next| !is_item(&text[next.range()])) {
        let (Some(first), Some(last)) = (run.first(), run.last()) else { continue };
        let mut joined = String::new();
        for line in run {
            let line = &text[line.range()];
            let ends = (joined.chars().next_back(), line.chars().next());
            let tight = matches!(ends, (Some(a), Some(b)) if is_cjk(a) && is_cjk(b));
            if !joined.is_empty() && !tight {
                joined.push(' ');
            }
            joined.push_str(line);
        }
        let place = if is_item(&joined) {
            Place::ListItem(1)
        } else if joined.chars().all(|c| c.is_numeric() || "-–— ".contains(c)) && joined.len() < 10
        {
            Place::PageNumber
        } else {
            Place::Paragraph
        };
        let span = Span { start: first.start, end: last.end };
        let block = Block { content: Content::plain(joined), place, lang: None, part: 0, span };
        sink.block(block)?;
    }
    Flow::Continue(())
}

/// A line that starts with a bullet, or with `(a)`.
fn is_item(line: &str) -> bool {
    let mut chars = line.chars();
    match chars.next() {
        Some('-' | '*' | '–' | '—') => chars.next() == Some(' '),
        Some('•' | '◦' | '▪' | '‣') => true,
        Some('(') => line[1..].find(')').is_some_and(|end| {
            (1..=4).contains(&end) && line[1..=end].chars().all(char::is_alphanumeric)
        }),
        _ => false,
    }
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
    fn binary_data_is_refused() {
        let mut sink = Collected::default();
        let binary: Vec<u8> = (0..2000_u32).map(|i| (i * 37 % 256) as u8).collect();
        assert!(Plain.read(&mut &binary[..], &ReadOptions::default(), &mut sink).is_err());
    }
}
