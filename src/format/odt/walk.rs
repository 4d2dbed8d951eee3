//! From the markup of a part to blocks.

use super::styles::Styles;
use crate::format::inline::{self, Gathering};
use crate::model::{Block, Place};
use crate::text::Span;
use crate::text::xml::{Element, Event, Events, XmlError};

/// Elements whose content is not the document's text: tracked deletions, other forms of what is there, settings,
/// page numbers.
const SILENT: &[&str] = &[
    "text:tracked-changes",
    "text:hidden-text",
    "text:hidden-paragraph",
    "text:ruby-text",
    "office:forms",
    "office:scripts",
    "text:sequence-decls",
    "text:variable-decls",
    "text:user-field-decls",
    "office:binary-data",
    "text:note-citation",
    "dc:creator",
    "dc:date",
    "meta:date-string",
    "meta:creator-initials",
    "table:dde-links",
    "draw:object",
    "math:math",
    "text:index-title-template",
    "text:table-of-content-source",
    "text:page-number",
    "text:page-count",
    "text:bibliography-source",
    "presentation:notes",
];
/// Elements that show as something in the line: a code.
const SHOWN: &[(&str, &str)] =
    &[("text:page-number", "x-page"), ("text:page-count", "x-page"), ("draw:object", "x-object")];
/// Columns that a repeated cell may stand for.
const MAX_REPEATED: u32 = 16_384;

/// A paragraph in the making, and what its end depends on.
struct Paragraph {
    gathering: Gathering,
    place: Place,
    hidden: bool,
    numbers_page: bool,
    /// The codes of its open spans: whether the innermost one makes a code, and which.
    spans: Vec<Option<&'static str>>,
    waiting: Vec<Block>,
}

struct Table {
    row: u32,
    column: u32,
    next: u32,
}

/// Something around paragraphs that gives them their place.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Around {
    Header,
    Footer,
    Note,
}

pub(super) struct Walker<'t> {
    text: &'t str,
    styles: &'t Styles,
    blocks: Vec<Block>,
    paragraphs: Vec<Paragraph>,
    tables: Vec<Table>,
    lists: u8,
    around: Vec<Around>,
    /// How many elements are open inside one that is silent, itself included.
    silent: usize,
    /// The frame's description and title, and which of them is being read.
    descriptions: [Option<(String, Span)>; 2],
    describing: Option<usize>,
}

impl<'t> Walker<'t> {
    pub(super) fn new(text: &'t str, styles: &'t Styles) -> Self {
        Self {
            text,
            styles,
            blocks: Vec::new(),
            paragraphs: Vec::new(),
            tables: Vec::new(),
            lists: 0,
            around: Vec::new(),
            silent: 0,
            descriptions: [None, None],
            describing: None,
        }
    }

    /// Reads the part; what comes before an error is kept. Gives how many references name unknown
    /// entities.
    pub(super) fn run(&mut self) -> Result<usize, XmlError> {
        let mut events = Events::new(self.text);
        while let Some(event) = events.next_event()? {
            match event {
                Event::Start(element) => self.start(&element),
                Event::End { name, span } => self.end(&name, span),
                Event::Text { text, span } => self.letters(&text, span),
            }
        }
        Ok(events.unknown_references())
    }

    /// The blocks; of a part that breaks off, those begun as well.
    pub(super) fn finish(mut self) -> Vec<Block> {
        while !self.paragraphs.is_empty() {
            self.end_paragraph();
        }
        self.blocks
    }

    fn start(&mut self, element: &Element<'_>) {
        if self.silent > 0 {
            self.silent += 1;
            return;
        }
        let name = element.name();
        if let Some((_, code)) = SHOWN.iter().find(|(known, _)| *known == name) {
            self.code(code, element.span);
        }
        if SILENT.contains(&name) {
            self.silent = 1;
            return;
        }
        match name {
            "text:p" | "text:h" => self.begin_paragraph(name, element),
            "text:span" => self.begin_span(element),
            "text:a" => self.link(true, element.span),
            "text:s" => self.white(" "),
            "text:tab" => {
                self.white(" ");
                self.code("x-tab", element.span);
                self.white(" ");
            }
            "text:line-break" => {
                self.white("\n");
                self.code("lb", element.span);
                self.white("\n");
            }
            "text:list" => self.lists = self.lists.saturating_add(1),
            "text:note" => {
                self.code("fnote", element.span);
                self.around.push(Around::Note);
            }
            "office:annotation" => self.around.push(Around::Note),
            "style:header" | "style:header-left" | "style:header-first" => {
                self.around.push(Around::Header);
            }
            "style:footer" | "style:footer-left" | "style:footer-first" => {
                self.around.push(Around::Footer);
            }
            "draw:image" => self.code("image", element.span),
            "svg:desc" => self.describing = Some(0),
            "svg:title" => self.describing = Some(1),
            "table:table" => self.tables.push(Table { row: u32::MAX, column: 0, next: 0 }),
            "table:table-row" => {
                if let Some(table) = self.tables.last_mut() {
                    table.row = table.row.wrapping_add(1);
                    table.next = 0;
                }
            }
            "table:table-cell" | "table:covered-table-cell" => {
                let repeated = element.attribute("table:number-columns-repeated");
                let repeated = repeated.and_then(|count| count.parse().ok()).unwrap_or(1);
                if let Some(table) = self.tables.last_mut() {
                    table.column = table.next;
                    table.next = table.next.saturating_add(u32::min(repeated, MAX_REPEATED));
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str, span: Span) {
        if self.silent > 0 {
            self.silent -= 1;
            return;
        }
        match name {
            "text:p" | "text:h" => self.end_paragraph(),
            "text:span" => {
                if let Some(paragraph) = self.paragraphs.last_mut()
                    && let Some(Some(kind)) = paragraph.spans.pop()
                {
                    let raw = &self.text[span.range()];
                    paragraph.gathering.close("span", Some(kind), raw, span);
                }
            }
            "text:a" => self.link(false, span),
            "text:list" => self.lists = self.lists.saturating_sub(1),
            "text:note" | "office:annotation" | "style:header" | "style:header-left"
            | "style:header-first" | "style:footer" | "style:footer-left"
            | "style:footer-first" => {
                self.around.pop();
            }
            "svg:desc" | "svg:title" => self.describing = None,
            "draw:frame" => self.picture_text(),
            "table:table" => {
                self.tables.pop();
            }
            _ => {}
        }
    }

    fn letters(&mut self, text: &str, span: Span) {
        if self.silent > 0 {
            return;
        }
        if let Some(open) = self.describing {
            self.descriptions[open].get_or_insert((String::new(), span)).0.push_str(text);
            return;
        }
        let raw = &self.text[span.range()];
        if let Some(paragraph) = self.paragraphs.last_mut().filter(|paragraph| !paragraph.hidden) {
            paragraph.gathering.xml(raw, span.start as usize);
        }
    }

    /// The alternative text of a frame: its description, or else its title.
    fn picture_text(&mut self) {
        let mut texts = std::mem::take(&mut self.descriptions).into_iter().flatten();
        let Some((text, span)) = texts.find(|(text, _)| !text.trim().is_empty()) else { return };
        let (text, raw) = (text.trim(), &self.text[span.range()]);
        let block = Block {
            content: crate::model::Content::plain(text),
            place: Place::AltText,
            lang: None,
            part: 0,
            span,
            origin: inline::origin(text, raw, span.start as usize),
        };
        match self.paragraphs.last_mut() {
            Some(paragraph) => paragraph.waiting.push(block),
            None => self.blocks.push(block),
        }
    }

    fn white(&mut self, white: &str) {
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.gathering.white(white, None);
        }
    }

    fn code(&mut self, name: &str, span: Span) {
        let raw = &self.text[span.range()];
        if let Some(paragraph) = self.paragraphs.last_mut().filter(|paragraph| !paragraph.hidden) {
            paragraph.gathering.alone(Some(name), raw, span);
            paragraph.numbers_page |= name == "x-page";
        }
    }

    fn link(&mut self, opens: bool, span: Span) {
        let raw = &self.text[span.range()];
        let Some(paragraph) = self.paragraphs.last_mut() else { return };
        if opens {
            paragraph.gathering.open("a", Some("link"), raw, span);
        } else {
            paragraph.gathering.close("a", Some("link"), raw, span);
        }
    }

    fn begin_span(&mut self, element: &Element<'_>) {
        let style = element.attribute("text:style-name").unwrap_or_default();
        if self.styles.is_hidden("text", &style) {
            self.silent = 1;
            return;
        }
        let looks = self.styles.looks(&style);
        let raw = &self.text[element.span.range()];
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.spans.push(looks);
            if let Some(kind) = looks {
                paragraph.gathering.open("span", Some(kind), raw, element.span);
            }
        }
    }

    fn begin_paragraph(&mut self, name: &str, element: &Element<'_>) {
        let style = element.attribute("text:style-name").unwrap_or_default();
        let level = element.attribute("text:outline-level").and_then(|level| level.parse().ok());
        let heading = name == "text:h"
            && element.attribute("text:is-list-header").is_none_or(|v| v != "true");
        let cell = self.tables.last().filter(|table| table.row != u32::MAX);
        let caption = ["Caption", "Illustration", "Table", "Figure", "Drawing"];
        let place = match self.around.last() {
            Some(Around::Header) => Place::Header,
            Some(Around::Footer) => Place::Footer,
            Some(Around::Note) => Place::Note,
            None if self.styles.is_a(&style, &caption) => Place::Caption,
            None => match cell {
                Some(table) => Place::TableCell { row: table.row, column: table.column },
                None if heading => Place::Heading(level.unwrap_or(1)),
                None if self.styles.is_a(&style, &["Title", "Subtitle"]) => Place::Heading(1),
                None if self.lists > 0 => Place::ListItem(self.lists),
                None => Place::Paragraph,
            },
        };
        self.paragraphs.push(Paragraph {
            gathering: Gathering::default(),
            place,
            hidden: self.styles.is_hidden("paragraph", &style),
            numbers_page: false,
            spans: Vec::new(),
            waiting: Vec::new(),
        });
    }

    fn end_paragraph(&mut self) {
        let Some(mut paragraph) = self.paragraphs.pop() else { return };
        let furniture = paragraph.place.is_furniture();
        if furniture && paragraph.numbers_page && paragraph.gathering.letters() < 12 {
            paragraph.place = Place::PageNumber;
        }
        let mut blocks: Vec<Block> =
            paragraph.gathering.finish(paragraph.place, None).into_iter().collect();
        blocks.append(&mut paragraph.waiting);
        match self.paragraphs.last_mut() {
            // A note or a text box stands inside of a paragraph: it follows that paragraph.
            Some(around) => around.waiting.extend(blocks),
            None => self.blocks.extend(blocks),
        }
    }
}
