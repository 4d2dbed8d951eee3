//! From the markup of a part to blocks.

use super::attribute;
use super::paragraph::{Looks, Paragraph};
use super::styles::Styles;
use crate::format::inline;
use crate::model::{Block, Content, Place};
use crate::text::Span;
use crate::text::xml::{Element, Event, Events, XmlError};

/// What a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Header,
    Body,
    Notes,
    Footer,
}

/// Elements whose content is not text: tracked deletions and moved-away text, field instructions,
/// what older readers get instead, settings.
const SILENT: &[&str] = &[
    "del",
    "moveFrom",
    "delText",
    "instrText",
    "delInstrText",
    "Fallback",
    "sdtPr",
    "sdtEndPr",
    "sectPr",
    "tblPr",
    "trPr",
    "tcPr",
    "tblGrid",
    "rPrChange",
    "pPrChange",
    "sectPrChange",
    "rt",
    "oMath",
    "oMathPara",
    "footnotePr",
    "endnotePr",
    "fldData",
];

/// A complex field (`fldChar`).
struct Field {
    instruction: String,
    /// Whether its result is being read.
    result: bool,
}

impl Field {
    /// Whether it shows the number of a page or of pages.
    fn numbers_page(&self) -> bool {
        numbers_page(&self.instruction)
    }
}

fn numbers_page(instruction: &str) -> bool {
    let first = instruction.split_whitespace().next().unwrap_or_default();
    ["PAGE", "NUMPAGES", "SECTIONPAGES"].iter().any(|name| first.eq_ignore_ascii_case(name))
}

/// Row and column of the cell that is open.
struct Table {
    row: u32,
    column: u32,
    /// The column after the open cell.
    next: u32,
}

pub(super) struct Walker<'t> {
    text: &'t str,
    role: Role,
    styles: &'t Styles,
    blocks: Vec<Block>,
    paragraphs: Vec<Paragraph>,
    tables: Vec<Table>,
    /// Looks of the open runs: a text box puts runs inside of runs.
    runs: Vec<Looks>,
    fields: Vec<Field>,
    /// Open settings of a run (`rPr`) or paragraph (`pPr`).
    settings: Vec<&'static str>,
    /// How many elements are open inside one that is silent, itself included.
    silent: usize,
    instruction: bool,
    in_text: bool,
}

impl<'t> Walker<'t> {
    pub(super) fn new(text: &'t str, role: Role, styles: &'t Styles) -> Self {
        Self {
            text,
            role,
            styles,
            blocks: Vec::new(),
            paragraphs: Vec::new(),
            tables: Vec::new(),
            runs: Vec::new(),
            fields: Vec::new(),
            settings: Vec::new(),
            silent: 0,
            instruction: false,
            in_text: false,
        }
    }

    /// Reads the part; what comes before an error is kept. Gives how many references name unknown
    /// entities.
    pub(super) fn run(&mut self) -> Result<usize, XmlError> {
        let mut events = Events::new(self.text);
        while let Some(event) = events.next_event()? {
            match event {
                Event::Start(element) => self.start(&element),
                Event::End { name, span } => {
                    self.end(name.rsplit(':').next().unwrap_or(&name), span);
                }
                Event::Text { text, span } => self.characters(&text, span),
            }
        }
        Ok(events.unknown_references())
    }

    /// The blocks; of a part that breaks off, those begun as well.
    pub(super) fn finish(mut self) -> Vec<Block> {
        let end = self.text.len();
        while !self.paragraphs.is_empty() {
            self.end_paragraph(Span::new(end, end));
        }
        self.blocks
    }

    fn start(&mut self, element: &Element<'_>) {
        let name = element.local_name();
        if self.silent > 0 {
            self.silent += 1;
            return;
        }
        let separator = matches!(name, "footnote" | "endnote")
            && attribute(element, "type").is_some_and(|kind| kind != "normal");
        let in_settings = !self.settings.is_empty();
        if separator || (SILENT.contains(&name) && !in_settings) || name == "pPrChange" {
            if matches!(name, "oMath" | "oMathPara") {
                self.code("x-object", element.span);
            }
            self.instruction = name == "instrText";
            self.silent = 1;
            return;
        }
        match name {
            "p" => self.paragraphs.push(Paragraph::default()),
            "pPr" => self.settings.push("pPr"),
            "rPr" => self.settings.push("rPr"),
            _ if in_settings => self.setting(name, element),
            "r" => self.runs.push(Looks::default()),
            "t" => self.in_text = true,
            "tab" | "ptab" => {
                self.white(" ");
                self.code("x-tab", element.span);
                self.white(" ");
            }
            "br" | "cr" => {
                let kind = attribute(element, "type");
                if matches!(kind.as_deref(), Some("page" | "column")) {
                    self.white(" ");
                } else {
                    self.white("\n");
                    self.code("lb", element.span);
                    self.white("\n");
                }
            }
            "noBreakHyphen" => self.letter('\u{2011}', element.span),
            "softHyphen" => self.letter('\u{AD}', element.span),
            "sym" => self.symbol(element),
            "footnoteReference" | "endnoteReference" => self.code("fnote", element.span),
            "docPr" => self.picture(element),
            "drawing" | "pict" => self.code("image", element.span),
            "hyperlink" => self.pair(true, element.span),
            "fldChar" => self.field(element),
            "fldSimple" => {
                let instruction = attribute(element, "instr").unwrap_or_default();
                if numbers_page(&instruction) {
                    self.page_number(element.span);
                    self.silent = 1;
                }
            }
            "tbl" => self.tables.push(Table { row: u32::MAX, column: 0, next: 0 }),
            "tr" => {
                if let Some(table) = self.tables.last_mut() {
                    table.row = table.row.wrapping_add(1);
                    table.next = 0;
                }
            }
            "tc" => {
                if let Some(table) = self.tables.last_mut() {
                    table.column = table.next;
                    table.next = table.next.saturating_add(1);
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str, span: Span) {
        if self.silent > 0 {
            self.silent -= 1;
            if self.silent == 0 {
                self.instruction = false;
            }
            return;
        }
        match name {
            "pPr" | "rPr" => {
                self.settings.pop();
            }
            _ if !self.settings.is_empty() => {}
            "p" => self.end_paragraph(span),
            "r" => {
                self.runs.pop();
            }
            "t" => self.in_text = false,
            "hyperlink" => self.pair(false, span),
            "tbl" => {
                self.tables.pop();
            }
            _ => {}
        }
    }

    fn characters(&mut self, text: &str, span: Span) {
        if self.instruction {
            if let Some(field) = self.fields.last_mut().filter(|field| !field.result) {
                field.instruction.push_str(text);
            }
        } else if self.silent == 0 && self.in_text {
            self.letters(text, span);
        }
    }

    /// Whether what stands here is part of a field that is no text.
    fn in_field(&self) -> bool {
        self.fields.iter().any(|field| !field.result || field.numbers_page())
    }

    fn letters(&mut self, text: &str, span: Span) {
        if self.in_field() {
            return;
        }
        let looks = self.runs.last().cloned().unwrap_or_default();
        let raw = &self.text[span.range()];
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.text(text, raw, span, &looks);
        }
    }

    fn letter(&mut self, letter: char, span: Span) {
        if self.in_field() {
            return;
        }
        let looks = self.runs.last().cloned().unwrap_or_default();
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.letter(letter, span, &looks);
        }
    }

    fn white(&mut self, white: &str) {
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.gathering.white(white, None);
        }
    }

    fn code(&mut self, name: &str, span: Span) {
        let looks = self.runs.last().cloned().unwrap_or_default();
        let raw = &self.text[span.range()];
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.alone(name, raw, span, &looks);
        }
    }

    fn pair(&mut self, opens: bool, span: Span) {
        let raw = &self.text[span.range()];
        let Some(paragraph) = self.paragraphs.last_mut() else { return };
        paragraph.change(&Looks::default(), span);
        if opens {
            paragraph.gathering.open("hyperlink", Some("link"), raw, span);
        } else {
            paragraph.gathering.close("hyperlink", Some("link"), raw, span);
        }
    }

    fn setting(&mut self, name: &str, element: &Element<'_>) {
        let value = attribute(element, "val");
        if self.settings.contains(&"pPr") {
            // Run settings inside of paragraph settings are the paragraph mark's.
            let Some(paragraph) = self.paragraphs.last_mut() else { return };
            let level = || value.as_ref().and_then(|value| value.parse::<u8>().ok());
            match name {
                "pStyle" => paragraph.style = value,
                "outlineLvl" => paragraph.outline = level(),
                "numPr" => paragraph.list = paragraph.list.or(Some(0)),
                "ilvl" => paragraph.list = level().filter(|level| *level < 64).or(Some(0)),
                "numId" => paragraph.unlisted = value.as_deref() == Some("0"),
                _ => {}
            }
        } else if let Some(looks) = self.runs.last_mut() {
            looks.property(name, value.as_deref(), &self.text[element.span.range()]);
        }
    }

    /// A letter of a symbol font: a code, unless it is a plain character.
    fn symbol(&mut self, element: &Element<'_>) {
        let code = attribute(element, "char").and_then(|hex| u32::from_str_radix(&hex, 16).ok());
        match code.and_then(char::from_u32).filter(|c| !('\u{E000}'..='\u{F8FF}').contains(c)) {
            Some(c) if !c.is_control() => self.letter(c, element.span),
            _ => self.code("x-symbol", element.span),
        }
    }

    fn picture(&mut self, element: &Element<'_>) {
        let mut values = ["descr", "title"].iter().filter_map(|name| {
            let text = attribute(element, name)?.trim().to_owned();
            (!text.is_empty()).then_some((name, text))
        });
        let Some((name, text)) = values.next() else { return };
        let place = element.value_span(name, self.text);
        let origin = place
            .map(|value| inline::origin(&text, &self.text[value.range()], value.start as usize));
        let block = Block {
            content: Content::plain(text),
            place: Place::AltText,
            lang: None,
            part: 0,
            span: element.span,
            origin: origin.unwrap_or_default(),
        };
        match self.paragraphs.last_mut() {
            Some(paragraph) => paragraph.waiting.push(block),
            None => self.blocks.push(block),
        }
    }

    fn field(&mut self, element: &Element<'_>) {
        match attribute(element, "fldCharType").as_deref() {
            Some("begin") => {
                self.fields.push(Field { instruction: String::new(), result: false });
            }
            Some("separate") => {
                if let Some(field) = self.fields.last_mut() {
                    field.result = true;
                }
            }
            Some("end") if self.fields.pop().is_some_and(|field| field.numbers_page()) => {
                self.page_number(element.span);
            }
            _ => {}
        }
    }

    fn page_number(&mut self, span: Span) {
        self.code("x-page", span);
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.numbers_page = true;
        }
    }

    fn end_paragraph(&mut self, span: Span) {
        let Some(paragraph) = self.paragraphs.pop() else { return };
        // A table around the paragraph a text box stands in is not around the box's.
        let cell = self.tables.last().filter(|table| table.row != u32::MAX);
        let cell = cell.map(|table| Place::TableCell { row: table.row, column: table.column });
        let given = match self.role {
            Role::Body => None,
            Role::Header => Some(Place::Header),
            Role::Footer => Some(Place::Footer),
            Role::Notes => Some(Place::Note),
        };
        let blocks = paragraph.finish(self.styles, cell, given, span);
        match self.paragraphs.last_mut() {
            // A text box stands inside of a paragraph: it follows that paragraph.
            Some(around) => around.waiting.extend(blocks),
            None => self.blocks.extend(blocks),
        }
    }
}
