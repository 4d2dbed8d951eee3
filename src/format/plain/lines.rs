//! The lines of a text: which belong to the page and not to the text, and whether they are wrapped.

use crate::model::Place;
use crate::text::Span;
use rustc_hash::FxHashMap;

/// A line without its end and surrounding white space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line {
    /// Where its text stands; empty for an empty line.
    pub(super) span: Span,
    /// What it is where it belongs to the page: header, footer or page number.
    pub(super) furniture: Option<Place>,
    /// Whether a form feed stands before it.
    new_page: bool,
}

impl Line {
    pub(super) fn is_empty(&self) -> bool {
        self.span.is_empty()
    }

    pub(super) fn text<'a>(&self, text: &'a str) -> &'a str {
        &text[self.span.range()]
    }
}

/// The lines of `text`.
pub(super) fn lines(text: &str) -> Vec<Line> {
    let (mut at, mut new_page, mut lines) = (0, false, Vec::new());
    let mut add = |line: &str| {
        let trimmed = line.trim();
        let start = if trimmed.is_empty() { at } else { at + line.len() - line.trim_start().len() };
        let span = Span::new(start, start + trimmed.len());
        lines.push(Line { span, furniture: None, new_page });
        new_page = line.ends_with('\u{c}');
        at += line.len();
    };
    // Line feeds are found fast; other ends of lines are rare.
    let others = |c| matches!(c, '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}');
    let (mut start, bytes) = (0, text.as_bytes());
    while start < bytes.len() {
        let end = memchr::memchr(b'\n', &bytes[start..]).map_or(bytes.len(), |at| start + at + 1);
        let line = &text[start..end];
        let plain = memchr::memchr2(0xB, 0xC, line.as_bytes()).is_none()
            && memchr::memchr2(0xC2, 0xE2, line.as_bytes()).is_none();
        if plain {
            add(line);
        } else {
            line.split_inclusive(|c| others(c) || c == '\n').for_each(&mut add);
        }
        start = end;
    }
    lines
}

/// How many lines at each edge of a page may be furniture.
const EDGE: usize = 2;

/// Marks as furniture the lines at the edge of pages whose words are those of most pages' edges, but for
/// the number. Form feeds part pages, as programs that print them leave them.
pub(super) fn mark_furniture(text: &str, lines: &mut [Line]) {
    if !lines.iter().any(|line| line.new_page) {
        return;
    }
    let mut edges: Vec<(usize, Place)> = Vec::new();
    let mut pages = 0;
    let mut start = 0;
    for page in lines.chunk_by(|_, next| !next.new_page) {
        let filled = (start..start + page.len()).filter(|&at| !lines[at].is_empty());
        let filled: Vec<usize> = filled.collect();
        let edge = EDGE.min(filled.len() / 2);
        edges.extend(filled[..edge].iter().map(|&at| (at, Place::Header)));
        edges.extend(filled[filled.len() - edge..].iter().map(|&at| (at, Place::Footer)));
        pages += usize::from(!filled.is_empty());
        start += page.len();
    }
    let mut alike: FxHashMap<(String, Place), Vec<usize>> = FxHashMap::default();
    for (at, place) in edges {
        alike.entry((shape(lines[at].text(text)), place)).or_default().push(at);
    }
    let most = alike.into_iter().filter(|(_, found)| found.len() > 1 && found.len() * 2 >= pages);
    for ((_, place), found) in most {
        for at in found {
            let number = is_page_number(lines[at].text(text));
            lines[at].furniture = Some(if number { Place::PageNumber } else { place });
        }
    }
}

/// A line with every number as `#` and every white space as one space.
fn shape(line: &str) -> String {
    let mut shape = String::with_capacity(line.len());
    for c in line.chars() {
        let c = if c.is_numeric() { '#' } else { c };
        let c = if c.is_whitespace() { ' ' } else { c };
        if !(matches!(c, '#' | ' ') && shape.ends_with(c)) {
            shape.push(c);
        }
    }
    shape
}

/// Whether a line is a page number and nothing more: `12`, `- 12 -`. Four digits may be a year.
pub(super) fn is_page_number(line: &str) -> bool {
    // Ten characters have no more than 40 bytes.
    let short = if line.len() <= 40 { line } else { "" };
    let digits = short.chars().filter(|c| c.is_numeric()).count();
    (1..4).contains(&digits)
        && line.chars().take(10).count() < 10
        && line.chars().all(|c| c.is_numeric() || "-–— ".contains(c))
}

/// Whether lines are hard-wrapped: then most that are followed by a line are about equally long and
/// do not end a sentence. Otherwise each line is a paragraph of its own.
pub(super) fn is_wrapped(text: &str, lines: &[Line]) -> bool {
    let followed = lines.windows(2).filter(|pair| !pair[0].is_empty() && !pair[1].is_empty());
    let (mut count, mut open, mut long) = (0, 0, 0);
    for pair in followed {
        let line = pair[0].text(text);
        count += 1;
        open += usize::from(!ends_sentence(line));
        long += usize::from(line.chars().take(201).count() > 200);
    }
    count > 0 && open * 2 > count && long * 2 < count
}

/// Whether a line ends like a sentence or clause, whatever closes after it.
pub(super) fn ends_sentence(line: &str) -> bool {
    const CLOSERS: [char; 10] = ['"', '\'', ')', ']', '”', '»', '’', '」', '』', '）'];
    let end = line.trim_end_matches(CLOSERS).chars().next_back();
    end.is_some_and(|c| ".!?:;。！？：；؟؛…।".contains(c))
}
