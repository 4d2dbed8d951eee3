//! Sources and targets: text and inline codes as [`Content`], and the segments marked in it.

use super::layout::Place;
use super::numbers::{Ids, isolate};
use super::walk::{Dialect, skip};
use super::{Damage, local};
use crate::model::{Code, CodeKind, Content, Sub};
use crate::text::Span;
use crate::text::xml::{Element, Event, Events};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// How deep texts inside codes may nest.
const MAX_DEPTH: usize = 32;

/// What a unit shares over its texts.
pub(super) struct Shared<'a> {
    /// The text of the file.
    pub(super) text: &'a str,
    /// How its elements are named.
    pub(super) dialect: &'a Dialect,
    /// The ids of its codes.
    pub(super) ids: Ids,
    /// The markup of codes by its id (2.x `data`).
    pub(super) data: FxHashMap<String, String>,
}

/// A source or target.
#[derive(Debug)]
pub(super) struct Text {
    /// The text and codes.
    pub(super) content: Content,
    /// Where each code is written.
    pub(super) raws: Vec<Span>,
    /// Where it stands.
    pub(super) place: Place,
    /// The segments marked in it.
    pub(super) marked: Vec<Marked>,
    /// Its attributes.
    pub(super) attributes: Vec<(String, String)>,
}

/// A segment marked in a text.
#[derive(Debug)]
pub(super) struct Marked {
    /// Its id.
    pub(super) mid: String,
    /// Where it stands.
    pub(super) place: Place,
    text: Range<usize>,
    codes: Range<usize>,
}

impl Text {
    /// The content of a marked segment.
    pub(super) fn part(&self, marked: &Marked) -> Content {
        let text = self.content.text[marked.text.clone()].to_owned();
        let mut codes = self.content.codes[marked.codes.clone()].to_vec();
        for code in &mut codes {
            code.at -= marked.text.start as u32;
        }
        isolate(&mut codes, &self.content.codes);
        Content { text, codes }
    }

    /// Where the codes of a marked segment are written.
    pub(super) fn part_raws(&self, marked: &Marked) -> Vec<Span> {
        self.raws.get(marked.codes.clone()).unwrap_or_default().to_vec()
    }
}

/// Reads the inside of `element`; `events` stand behind its start tag and end behind its end tag.
pub(super) fn text(
    element: &Element<'_>,
    events: &mut Events<'_>,
    shared: &mut Shared<'_>,
) -> Result<Text, Damage> {
    let mut pairs = 0;
    let mut reader = Reader::new(shared, &mut pairs, 0);
    let end = reader.inside(events)?;
    let Reader { content, raws, marked, .. } = reader;
    let attributes = element.attributes();
    Ok(Text { content, raws, place: Place::new(element, end), marked, attributes })
}

struct Reader<'u, 'a> {
    shared: &'u mut Shared<'a>,
    /// Pairs met in the text so far, those of texts inside codes too.
    pairs: &'u mut u32,
    depth: usize,
    content: Content,
    /// Where each code of it is written.
    raws: Vec<Span>,
    /// The codes that wait for an end elsewhere, by id.
    open: FxHashMap<String, usize>,
    around: Vec<Around>,
    marked: Vec<Marked>,
}

/// An element that lies around text.
enum Around {
    /// One that is no code.
    Plain,
    /// A pair, by its number, and the markup of its end.
    Pair(u32, String),
    /// A segment: its id, its tag and whether that is all, its first letter and its first code.
    Segment(String, (Span, bool), usize, usize),
    /// One of another vocabulary.
    Foreign,
}

impl<'u, 'a> Reader<'u, 'a> {
    fn new(shared: &'u mut Shared<'a>, pairs: &'u mut u32, depth: usize) -> Self {
        Self {
            shared,
            pairs,
            depth,
            content: Content::default(),
            raws: Vec::new(),
            open: FxHashMap::default(),
            around: Vec::new(),
            marked: Vec::new(),
        }
    }

    /// Reads up to the end tag of the element around and gives its place.
    fn inside(&mut self, events: &mut Events<'_>) -> Result<Option<Span>, Damage> {
        while let Some(event) = events.next_event()? {
            match event {
                Event::Text { text, .. } => self.content.text.push_str(&text),
                Event::Start(element) => self.start(&element, events)?,
                Event::End { span, .. } => match self.around.pop() {
                    Some(around) => self.end(around, span),
                    None => return Ok(Some(span)),
                },
            }
        }
        Ok(None)
    }

    fn start(&mut self, element: &Element<'_>, events: &mut Events<'_>) -> Result<(), Damage> {
        let id = || element.attribute("id");
        let Some(name) = self.shared.dialect.known(element.name()) else {
            self.foreign(element);
            return Ok(());
        };
        match name {
            "mrk" => {
                let kind = element.attribute("mtype").unwrap_or_default();
                if kind == "x-sdl-deleted" {
                    skip(element, events)?;
                    return Ok(());
                }
                let nested = self.around.iter().any(|a| matches!(a, Around::Segment(..)));
                self.around.push(if kind == "seg" && !nested {
                    let mid = element.attribute("mid").unwrap_or_default();
                    let (text, codes) = (self.content.text.len(), self.content.codes.len());
                    Around::Segment(mid, (element.span, element.empty), text, codes)
                } else {
                    Around::Plain
                });
            }
            "sm" | "em" => self.around.push(Around::Plain),
            "cp" => {
                let code = element
                    .attribute("hex")
                    .and_then(|hex| u32::from_str_radix(hex.trim(), 16).ok());
                self.content.text.push(code.and_then(char::from_u32).unwrap_or('\u{FFFD}'));
                self.around.push(Around::Plain);
            }
            "g" | "pc" => {
                let (begin, end) =
                    (self.data(element, "dataRefStart"), self.data(element, "dataRefEnd"));
                let mut code = self.code(element, CodeKind::Open, id());
                code.data = begin.unwrap_or_else(|| tag(name, id().as_deref(), false)).into();
                let pair = self.pair();
                code.pair = Some(pair);
                self.push(code, element.span);
                self.around.push(Around::Pair(pair, end.unwrap_or_else(|| format!("</{name}>"))));
            }
            "x" => {
                let mut code = self.code(element, CodeKind::Standalone, id());
                code.data = tag(name, id().as_deref(), true).into();
                self.push(code, element.span);
                self.around.push(Around::Plain);
            }
            "ph" | "it" | "bx" | "ex" | "bpt" | "ept" | "sc" | "ec" => {
                self.native(name, element, events)?;
            }
            _ => self.foreign(element),
        }
        Ok(())
    }

    fn end(&mut self, around: Around, span: Span) {
        let at = self.content.text.len();
        match around {
            Around::Plain => {}
            Around::Pair(pair, data) => {
                let mut code = Code::new(at, CodeKind::Close, data);
                code.pair = Some(pair);
                self.push(code, span);
            }
            Around::Segment(mid, (tag, empty), text, first) => self.marked.push(Marked {
                mid,
                place: Place {
                    tag,
                    inside: Span { start: tag.end, end: span.start.max(tag.end) },
                    end: span.end,
                    empty,
                },
                text: text..at,
                codes: first..self.content.codes.len(),
            }),
            Around::Foreign => {
                let raw = &self.shared.text[span.range()];
                self.push(Code::new(at, CodeKind::Unknown, raw), span);
            }
        }
    }

    /// An element that XLIFF does not have here: its tags are codes, its text is text.
    fn foreign(&mut self, element: &Element<'_>) {
        let raw = &self.shared.text[element.span.range()];
        self.push(Code::new(self.content.text.len(), CodeKind::Unknown, raw), element.span);
        self.around.push(if element.empty { Around::Plain } else { Around::Foreign });
    }

    /// A code that stands for itself, with its markup inside it or elsewhere.
    fn native(
        &mut self,
        name: &str,
        element: &Element<'_>,
        events: &mut Events<'_>,
    ) -> Result<(), Damage> {
        let id = element.attribute("id");
        let closes = matches!(name, "ex" | "ept" | "ec");
        let partner = element.attribute(if name == "ec" { "startRef" } else { "rid" });
        let key = partner.or_else(|| id.clone()).unwrap_or_default();
        let kind = match (name, element.attribute("pos").as_deref()) {
            ("ph", _) => CodeKind::Standalone,
            ("it", Some("close" | "end")) => CodeKind::IsolatedClose,
            _ if closes => CodeKind::IsolatedClose,
            _ => CodeKind::IsolatedOpen,
        };
        let matching = if closes { Some(key.clone()) } else { id.clone() };
        let mut code = self.code(element, kind, matching);
        let elsewhere = self.data(element, "dataRef");
        let (inside, subs, end) = self.markup(element, events)?;
        code.subs = subs;
        let data = if inside.is_empty() && code.subs.is_empty() {
            elsewhere.unwrap_or_else(|| tag(name, id.as_deref(), true))
        } else {
            inside
        };
        code.data = data.into();
        let index = self.content.codes.len();
        if closes {
            if let Some(partner) = self.open.remove(&key) {
                let pair = self.pair();
                let opening = &mut self.content.codes[partner];
                (opening.kind, opening.pair) = (CodeKind::Open, Some(pair));
                (code.kind, code.pair, code.matching) = (CodeKind::Close, Some(pair), None);
            }
        } else if matches!(name, "bx" | "bpt" | "sc") {
            self.open.insert(key, index);
        }
        self.push(code, Span { start: element.span.start, end });
        Ok(())
    }

    fn push(&mut self, code: Code, raw: Span) {
        self.content.codes.push(code);
        self.raws.push(raw);
    }

    /// The inside of a code up to its end tag: its markup, the texts in it, and where the tag ends.
    fn markup(
        &mut self,
        element: &Element<'_>,
        events: &mut Events<'_>,
    ) -> Result<(String, Vec<Sub>, u32), Damage> {
        let (mut data, mut subs, mut depth) = (String::new(), Vec::new(), 0_usize);
        while let Some(event) = events.next_event()? {
            match event {
                Event::Text { text, .. } => data.push_str(&text),
                Event::Start(inner) if self.shared.dialect.known(inner.name()) == Some("sub") => {
                    if self.depth == MAX_DEPTH {
                        return Err(Damage::new(inner.span.start, "sub elements nest too deep"));
                    }
                    let mut reader = Reader::new(self.shared, self.pairs, self.depth + 1);
                    reader.inside(events)?;
                    subs.push(Sub {
                        at: data.len() as u32,
                        datatype: inner.attribute("datatype").map(Into::into),
                        kind_name: inner.attribute("ctype").map(Into::into),
                        content: reader.content,
                    });
                }
                Event::Start(inner) => {
                    data.push_str(&self.shared.text[inner.span.range()]);
                    depth += 1;
                }
                Event::End { span, .. } if depth == 0 => return Ok((data, subs, span.end)),
                Event::End { span, .. } => {
                    depth -= 1;
                    let raw = &self.shared.text[span.range()];
                    data.push_str(if raw.ends_with("/>") { "" } else { raw });
                }
            }
        }
        Err(Damage::new(
            element.span.start,
            format!("the {} element is not closed", element.name()),
        ))
    }

    fn code(&mut self, element: &Element<'_>, kind: CodeKind, id: Option<String>) -> Code {
        let mut code = Code::new(self.content.text.len(), kind, "");
        code.matching = id.map(|id| self.shared.ids.index(&id));
        code.kind_name = kind_name(element);
        code
    }

    /// The markup that an attribute refers to.
    fn data(&self, element: &Element<'_>, attribute: &str) -> Option<String> {
        self.shared.data.get(&element.attribute(attribute)?).cloned()
    }

    fn pair(&mut self) -> u32 {
        *self.pairs += 1;
        *self.pairs - 1
    }
}

/// What is shown for a code whose markup the file does not have. The same on both sides, whatever
/// other attributes are written.
fn tag(name: &str, id: Option<&str>, empty: bool) -> String {
    let end = if empty { "/>" } else { ">" };
    match id {
        Some(id) => format!("<{name} id=\"{id}\"{end}"),
        None => format!("<{name}{end}"),
    }
}

/// The kind of thing a code is, in the words of TMX.
fn kind_name(element: &Element<'_>) -> Option<Box<str>> {
    let written = ["ctype", "subType", "type"].iter().find_map(|name| element.attribute(name))?;
    if let Some(name) = written.strip_prefix("tmx:").or_else(|| written.strip_prefix("x-tmx-")) {
        return Some(name.into());
    }
    Some(match &*written {
        "xlf:b" => "bold".into(),
        "xlf:i" => "italic".into(),
        "xlf:u" | "underlined" => "ulined".into(),
        "xlf:lb" | "xlf:pb" => local(&written).into(),
        _ => written.into(),
    })
}
