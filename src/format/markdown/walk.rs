//! From Markdown's events to blocks.

use super::front_matter;
use crate::format::html;
use crate::format::inline::Gathering;
use crate::model::{Block, Origin, Place};
use crate::text::xml::Piece;
use crate::text::{LangTag, Span};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// What a document holds.
#[derive(Default)]
pub(super) struct Walked {
    /// The blocks in order.
    pub blocks: Vec<Block>,
    /// The language the front matter declares.
    pub lang: Option<LangTag>,
}

/// Reads a whole document.
pub(super) fn walk(text: &str) -> Walked {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS
        | Options::ENABLE_GFM
        | Options::ENABLE_DEFINITION_LIST;
    let mut walker = Walker::new(text);
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        walker.event(event, range);
    }
    walker.flush();
    walker.walked
}

/// Text that is not gathered into blocks.
enum Aside {
    /// Program code.
    Code,
    /// Front matter.
    Matter,
    /// HTML: its text, and for each line where it stands in that text and in the file.
    Html(String, Vec<(usize, usize)>),
}

struct Walker<'t> {
    text: &'t str,
    /// The places that open containers give their text, innermost last.
    places: Vec<Place>,
    lists: u8,
    row: u32,
    column: u32,
    gathering: Gathering,
    aside: Option<Aside>,
    /// The alternative text of a picture in the making, and where the picture starts.
    picture: Option<(Gathering, usize)>,
    pictures: usize,
    waiting: Vec<Block>,
    /// The byte behind the last thing gathered.
    last: usize,
    walked: Walked,
}

impl<'t> Walker<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            text,
            places: Vec::new(),
            lists: 0,
            row: 0,
            column: 0,
            gathering: Gathering::default(),
            aside: None,
            picture: None,
            pictures: 0,
            waiting: Vec::new(),
            last: 0,
            walked: Walked::default(),
        }
    }

    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(&tag, range),
            Event::End(end) => self.end(end, range),
            Event::Text(text) => self.words(&text, range),
            Event::Code(code) => self.code_span(&code, range),
            Event::Html(html) => {
                if let Some(Aside::Html(gathered, lines)) = &mut self.aside {
                    lines.push((gathered.len(), range.start));
                    gathered.push_str(&html);
                }
            }
            Event::InlineHtml(_) => self.inline_html(range),
            Event::FootnoteReference(_) => self.alone(Some("fnote"), range),
            Event::SoftBreak => self.soft_break(&range),
            Event::HardBreak => {
                self.alone(Some("lb"), range);
                self.target().white(" ", None);
            }
            Event::Rule => self.flush(),
            Event::InlineMath(_) | Event::DisplayMath(_) => self.alone(None, range),
            Event::TaskListMarker(_) => {}
        }
    }

    /// Where text goes: into the block, or into the alternative text of a picture.
    fn target(&mut self) -> &mut Gathering {
        match &mut self.picture {
            Some((alternative, _)) => alternative,
            None => &mut self.gathering,
        }
    }

    fn words(&mut self, words: &str, range: Range<usize>) {
        if self.aside.is_none() {
            self.written(words, &range);
            self.last = range.end;
        } else if matches!(self.aside, Some(Aside::Matter)) {
            let found = front_matter::read(words, range.start);
            self.walked.lang = self.walked.lang.take().or(found.lang);
            let mut title = Gathering::default();
            if let Some((text, span)) = found.title {
                title.text(&text, span.start as usize);
                self.walked.blocks.extend(title.finish(Place::Title, None));
            }
        }
    }

    /// Adds words as they are written at `range`: as they are, behind a backslash, or as a reference.
    fn written(&mut self, words: &str, range: &Range<usize>) {
        let (raw, start) = (&self.text[range.clone()], range.start);
        let escaped = start > self.last && self.text.as_bytes().get(start - 1) == Some(&b'\\');
        let target = self.picture.as_mut().map_or(&mut self.gathering, |(text, _)| text);
        match words.chars().next().filter(|_| words == raw) {
            Some(first) if escaped && first.is_ascii_punctuation() => {
                target.other(&words[..1], Span::new(start - 1, start + 1));
                target.text(&words[1..], start + 1);
            }
            Some(_) => target.text(words, start),
            None if raw.starts_with('&') && raw.ends_with(';') => {
                target.other(words, Span::from(range.clone()));
            }
            None => target.unmapped(words, Span::from(range.clone())),
        }
    }

    /// The end of a line and the spaces around it are one space, unless a mark of what is around
    /// follows.
    fn soft_break(&mut self, range: &Range<usize>) {
        let behind = &self.text[range.end..];
        let indent = behind.len() - behind.trim_start_matches([' ', '\t']).len();
        let marked = behind[indent..].starts_with('>');
        let source = (!marked).then(|| Span::new(range.start, range.end + indent));
        self.target().white("\n", source);
        self.last = range.end + if marked { 0 } else { indent };
    }

    /// The words of a code span are part of the sentence; the backticks are codes around them.
    fn code_span(&mut self, code: &str, range: Range<usize>) {
        let raw = &self.text[range.clone()];
        let ticks = raw.len() - raw.trim_start_matches('`').len();
        let inner = ticks..raw.len().saturating_sub(ticks).max(ticks);
        let (Some(words), Some(fence)) = (raw.get(inner.clone()), raw.get(..ticks)) else { return };
        let (from, to) = (range.start + inner.start, range.start + inner.end);
        let (open, close) = (Span::new(range.start, from), Span::new(to, range.end));
        let target = self.target();
        target.open("`", Some("code"), fence, open);
        match code_pieces(code, words) {
            Some(pieces) => pieces.iter().for_each(|piece| target.piece(piece, from)),
            None => target.unmapped(code, Span::new(from, to)),
        }
        target.close("`", Some("code"), fence, close);
        self.last = range.end;
    }

    /// A tag in a sentence. Comments are nothing.
    fn inline_html(&mut self, range: Range<usize>) {
        let raw = &self.text[range.clone()];
        let span = Span::from(range);
        let rest = raw.trim_start_matches(['<', '/']);
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(rest.len());
        let name = rest[..end].to_ascii_lowercase();
        let kind = html::kind_name(&name);
        self.last = span.end as usize;
        let target = self.target();
        if name.is_empty() {
        } else if name == "br" {
            target.alone(kind, raw, span);
            target.white(" ", None);
        } else if raw.starts_with("</") {
            target.close(&name, kind, raw, span);
        } else if raw.ends_with("/>") || html::is_void(&name) {
            target.alone(kind, raw, span);
        } else {
            target.open(&name, kind, raw, span);
        }
    }

    fn alone(&mut self, kind: Option<&str>, range: Range<usize>) {
        let raw = &self.text[range.clone()];
        self.last = range.end;
        self.target().alone(kind, raw, Span::from(range));
    }

    /// Ends the block that is being gathered.
    fn flush(&mut self) {
        let place = self.places.last().copied().unwrap_or(Place::Paragraph);
        self.walked.blocks.extend(self.gathering.finish(place, None));
        self.walked.blocks.append(&mut self.waiting);
    }

    fn start(&mut self, tag: &Tag<'_>, range: Range<usize>) {
        if let Some(marks) = marks(tag, &self.text[range.clone()]) {
            let span = Span::new(range.start, range.start + marks.length);
            let raw = &self.text[span.range()];
            self.target().open(marks.element, Some(marks.kind), raw, span);
            self.last = span.end as usize;
            return;
        }
        if let Tag::Image { .. } = tag {
            self.pictures += 1;
            self.picture.get_or_insert((Gathering::default(), range.start));
            return;
        }
        self.flush();
        let outer = self.places.last().copied().unwrap_or(Place::Paragraph);
        let place = match tag {
            Tag::Heading { level, .. } => Place::Heading(*level as u8),
            Tag::FootnoteDefinition(_) => Place::Note,
            Tag::List(_) => {
                self.lists = self.lists.saturating_add(1);
                outer
            }
            Tag::Item if outer != Place::Note => Place::ListItem(self.lists.max(1)),
            Tag::Table(_) => {
                self.row = 0;
                outer
            }
            Tag::TableHead | Tag::TableRow => {
                self.column = 0;
                outer
            }
            Tag::TableCell => Place::TableCell { row: self.row, column: self.column },
            Tag::CodeBlock(_) => {
                self.aside = Some(Aside::Code);
                outer
            }
            Tag::MetadataBlock(_) => {
                self.aside = Some(Aside::Matter);
                outer
            }
            Tag::HtmlBlock => {
                self.aside = Some(Aside::Html(String::new(), Vec::new()));
                outer
            }
            _ => outer,
        };
        self.places.push(place);
    }

    fn end(&mut self, end: TagEnd, range: Range<usize>) {
        match end {
            TagEnd::Emphasis => self.close("*", "italic", range.end.saturating_sub(1)..range.end),
            TagEnd::Strong => self.close("**", "bold", range.end.saturating_sub(2)..range.end),
            TagEnd::Strikethrough => {
                let raw = &self.text[range.clone()];
                let length = raw.len() - raw.trim_end_matches('~').len();
                self.close("~", "struck", range.end - length..range.end);
            }
            TagEnd::Link => {
                self.close("[", "link", self.last.clamp(range.start, range.end)..range.end);
            }
            TagEnd::Image => self.end_picture(range),
            TagEnd::Superscript | TagEnd::Subscript => {}
            _ => self.end_block(end),
        }
    }

    fn close(&mut self, element: &str, kind: &str, range: Range<usize>) {
        let raw = self.text.get(range.clone()).unwrap_or_default();
        self.last = range.end;
        self.target().close(element, Some(kind), raw, Span::from(range));
    }

    /// A picture is one code; its alternative text is a block behind the one it stands in.
    fn end_picture(&mut self, range: Range<usize>) {
        self.pictures = self.pictures.saturating_sub(1);
        if self.pictures > 0 {
            return;
        }
        if let Some((mut alternative, start)) = self.picture.take() {
            self.waiting.extend(alternative.finish(Place::AltText, None));
            self.alone(Some("image"), start..range.end);
        }
    }

    fn end_block(&mut self, end: TagEnd) {
        self.flush();
        let place = self.places.pop();
        match end {
            TagEnd::List(_) => self.lists = self.lists.saturating_sub(1),
            TagEnd::TableHead | TagEnd::TableRow => self.row += 1,
            TagEnd::TableCell => self.column += 1,
            TagEnd::CodeBlock | TagEnd::MetadataBlock(_) => self.aside = None,
            TagEnd::HtmlBlock => {
                if let Some(Aside::Html(html, lines)) = self.aside.take() {
                    self.html_block(&html, &lines, place.unwrap_or(Place::Paragraph));
                }
            }
            _ => {}
        }
    }

    /// The text in a block of HTML, such as a table or a centred paragraph.
    fn html_block(&mut self, html: &str, lines: &[(usize, usize)], place: Place) {
        let in_file = |at: usize| {
            let line = lines.partition_point(|(start, _)| *start <= at).saturating_sub(1);
            lines.get(line).map_or(0, |(start, file)| file + (at - start))
        };
        for mut block in html::walk(html).blocks {
            let (start, end) = (block.span.start as usize, block.span.end as usize);
            block.span = Span::new(in_file(start), in_file(end.saturating_sub(1)) + 1);
            let mut origin = Origin::default();
            for stretch in block.origin.stretches() {
                let (start, end) = (stretch.source.start as usize, stretch.source.end as usize);
                let source = Span::new(in_file(start), in_file(end.saturating_sub(1)) + 1);
                if stretch.verbatim && source.len() == stretch.text.len() {
                    origin.push(stretch.text, source);
                } else if !stretch.verbatim && source.len() == end - start {
                    origin.push_other(stretch.text, source);
                }
            }
            block.origin = origin;
            if block.place == Place::Paragraph {
                block.place = place;
            }
            self.walked.blocks.push(block);
        }
    }
}

/// The pieces of a code span, which is written `raw` between the backticks: a space around it goes away,
/// the end of a line is a space, and in a table `\|` is a plain bar. `None` where it is otherwise, as
/// where the marks of a quotation stand in it.
fn code_pieces<'a>(code: &'a str, raw: &str) -> Option<Vec<Piece<'a>>> {
    let trimmed = raw.strip_prefix([' ', '\n']).and_then(|raw| raw.strip_suffix([' ', '\n']));
    let whole = code_pieces_from(code, raw, 0);
    whole.or_else(|| code_pieces_from(code, trimmed?, 1))
}

fn code_pieces_from<'a>(code: &'a str, raw: &str, mut at: usize) -> Option<Vec<Piece<'a>>> {
    let (mut pieces, mut rest, mut raw) = (Vec::new(), code, raw);
    while !rest.is_empty() {
        let both = rest.chars().zip(raw.chars()).take_while(|(a, b)| a == b && *a != '\\');
        let same = both.map(|(a, _)| a.len_utf8()).sum();
        let (length, written, verbatim) = if same > 0 {
            (same, same, true)
        } else {
            let (from, to) = [("\\|", "|"), ("\\", "\\"), ("\r\n", " "), ("\n", " ")]
                .into_iter()
                .find(|(from, to)| raw.starts_with(from) && rest.starts_with(to))?;
            (to.len(), from.len(), from == to)
        };
        pieces.push(Piece { text: rest[..length].into(), raw: at..at + written, verbatim });
        (rest, raw, at) = (&rest[length..], &raw[written..], at + written);
    }
    raw.is_empty().then_some(pieces)
}

/// The marks around a stretch of a sentence.
struct Marks {
    element: &'static str,
    kind: &'static str,
    /// The bytes of the opening mark.
    length: usize,
}

fn marks(tag: &Tag<'_>, raw: &str) -> Option<Marks> {
    let (element, kind, length) = match tag {
        Tag::Emphasis => ("*", "italic", 1),
        Tag::Strong => ("**", "bold", 2),
        Tag::Strikethrough => ("~", "struck", raw.len() - raw.trim_start_matches('~').len()),
        Tag::Link { .. } => ("[", "link", 1),
        _ => return None,
    };
    Some(Marks { element, kind, length })
}
