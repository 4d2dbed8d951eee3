//! TBX, of versions 2 (`martif`) and 3 (`tbx`), with data categories as attributes or as elements, and
//! what comes near them.
//!
//! A data category is a category whatever element carries it: `<termNote type="partOfSpeech">`,
//! `<min:partOfSpeech>`. Elements that are not closed, or in a wrong order, are a finding and are taken as
//! closed where the next of their level starts. Behind markup that cannot be read, reading goes on at the
//! next entry. Nothing outside the text is fetched and no declared entity is expanded.

mod entry;

use super::findings::{Findings, shown};
use super::places::Places;
use crate::glossary::Termbase;
use crate::model::{Position, Severity};
use crate::text::LangTag;
use crate::text::xml::resolve;
use entry::Entry;
pub(in crate::glossary) use entry::{FACT, PROPERTY};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use rustc_hash::FxHashMap;
use std::io;

/// How deep elements may nest.
const MAX_DEPTH: usize = 512;
/// How often reading goes on behind broken markup, and behind markup that ends nowhere: looking for its
/// end takes the rest of the file each time.
const MOST_BREAKS: usize = 1000;
const MOST_UNENDED: usize = 16;

/// What an element is to a termbase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Entry,
    Language,
    TermSection,
    Term,
    /// A data category: its content counts.
    Field,
    Transaction,
    Header,
    /// A group, inline markup, an unknown element without a prefix.
    Other,
}

impl Kind {
    /// The kind of an element. Inside entries, elements of other names are data categories if they have a
    /// prefix, as in the style that has categories as elements.
    fn of(name: &str) -> Self {
        let local = local(name);
        match local {
            "termEntry" | "conceptEntry" => Self::Entry,
            "langSet" | "langSec" => Self::Language,
            "tig" | "ntig" | "termSec" => Self::TermSection,
            "term" => Self::Term,
            "termNote" | "descrip" | "admin" | "xref" | "ref" | "descripNote" | "adminNote"
            | "note" | "transac" | "transacNote" | "date" => Self::Field,
            "transacGrp" => Self::Transaction,
            "martifHeader" | "tbxHeader" | "back" => Self::Header,
            "martif" | "tbx" | "text" | "body" | "descripGrp" | "adminGrp" | "termGrp"
            | "termNoteGrp" | "termCompList" | "termCompGrp" | "termComp" | "hi" | "foreign"
            | "bpt" | "ept" | "ph" | "it" | "sub" | "sc" | "ec" | "p" => Self::Other,
            _ if local.len() < name.len() => Self::Field,
            _ => Self::Other,
        }
    }

    /// Whether an open element of this kind must be closed where one of kind `next` starts.
    fn ends_at(self, next: Self) -> bool {
        let inside = next <= Self::TermSection && self >= next && self < Self::Header;
        inside || (next == Self::Entry && self == Self::Header)
    }
}

fn local(name: &str) -> &str {
    name.split_once(':').map_or(name, |(_, local)| local)
}

/// An open element.
#[derive(Debug, Clone, Copy)]
struct Open<'t> {
    name: &'t str,
    kind: Kind,
}

/// An element whose text is gathered.
struct Capture {
    /// How many elements are open around it.
    depth: usize,
    term: bool,
    category: String,
    target: Option<String>,
}

struct Walk<'t, 'f, 'n> {
    text: &'t str,
    places: Places<'t>,
    findings: &'f mut Findings<'n>,
    languages: FxHashMap<Box<str>, Option<LangTag>>,
    open: Vec<Open<'t>>,
    capture: Option<Capture>,
    buffer: String,
    entry: Entry,
    termbase: Termbase,
    terms: usize,
    unknown: bool,
}

/// How a stretch of the text ended.
enum Ended {
    /// At the end of the text.
    Whole,
    /// At markup that cannot be read.
    Broken {
        /// Behind it.
        behind: usize,
        /// Whether its end was looked for up to the end of the text.
        unended: bool,
    },
}

/// Reads TBX.
pub(super) fn read(text: &str, findings: &mut Findings<'_>) -> io::Result<Termbase> {
    let mut walk = Walk {
        text,
        places: Places::new(text),
        findings,
        languages: FxHashMap::default(),
        open: Vec::new(),
        capture: None,
        buffer: String::new(),
        entry: Entry::default(),
        termbase: Termbase::default(),
        terms: 0,
        unknown: false,
    };
    let (mut from, mut breaks, mut unendeds) = (0, 0, 0);
    while let Ended::Broken { behind, unended } = walk.stretch(from)? {
        breaks += 1;
        unendeds += usize::from(unended);
        if breaks > MOST_BREAKS || unendeds > MOST_UNENDED {
            let message = "too much of the markup is broken: the rest of the file is not read";
            walk.note(Severity::Error, behind, message.to_owned());
            break;
        }
        walk.give_up_entry()?;
        let Some(next) = next_entry(text, behind) else { break };
        from = next;
    }
    walk.end()
}

/// Where the next entry starts.
fn next_entry(text: &str, from: usize) -> Option<usize> {
    let from = (from..=text.len()).find(|at| text.is_char_boundary(*at))?;
    let mut at = from;
    while let Some(found) = memchr::memchr(b'<', &text.as_bytes()[at..]) {
        let start = at + found;
        let bytes = &text.as_bytes()[start + 1..];
        let length = bytes.iter().take(40).position(|b| matches!(b, b'>' | b'/' | b' ' | b'\n'));
        let name = length.and_then(|length| std::str::from_utf8(&bytes[..length]).ok());
        if name.is_some_and(|name| Kind::of(name.trim()) == Kind::Entry) {
            return Some(start);
        }
        at = start + 1;
    }
    None
}

impl<'t> Walk<'t, '_, '_> {
    fn note(&mut self, severity: Severity, offset: usize, message: String) {
        let position = self.places.of(offset);
        self.findings.add("glossary-xml", severity, Some(position), message);
    }

    /// Reads from a place up to broken markup or the end.
    fn stretch(&mut self, from: usize) -> io::Result<Ended> {
        let text = self.text;
        let mut reader = Reader::from_str(&text[from..]);
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        config.expand_empty_elements = true;
        loop {
            let start = from + reader.buffer_position() as usize;
            let event = match reader.read_event() {
                Ok(event) => event,
                Err(error) => {
                    let at = from + reader.error_position() as usize;
                    self.note(Severity::Error, at, format!("the markup is broken here: {error}"));
                    let unended = matches!(error, quick_xml::Error::Syntax(_));
                    return Ok(Ended::Broken { behind: at + 1, unended });
                }
            };
            match event {
                Event::Start(tag) => {
                    let name = tag.name().into_inner();
                    let sound = !name.is_empty() && !name.contains(['<', '&', '"', '=']);
                    if !sound || self.open.len() >= MAX_DEPTH {
                        let message = if sound {
                            format!("elements nest deeper than {MAX_DEPTH}: the entry is given up")
                        } else {
                            "a `<` stands here that opens no element: write `&lt;`".to_owned()
                        };
                        self.note(Severity::Error, start, message);
                        return Ok(Ended::Broken { behind: start + 1, unended: false });
                    }
                    // The name once more, as part of the text: the tag does not live as long.
                    let here = text.get(start + 1..start + 1 + name.len()).unwrap_or_default();
                    self.start(here, &tag, start)?;
                }
                Event::End(tag) => self.close(tag.name().into_inner(), start)?,
                Event::Text(piece) if self.capture.is_some() => {
                    push_collapsed(&mut self.buffer, &piece.xml10_content());
                }
                Event::CData(piece) if self.capture.is_some() => {
                    push_collapsed(&mut self.buffer, &piece.xml10_content());
                }
                Event::GeneralRef(_) if self.capture.is_some() => {
                    let end = from + reader.buffer_position() as usize;
                    let (resolved, unknown) = resolve(&text[start..end]);
                    if unknown > 0 && !std::mem::replace(&mut self.unknown, true) {
                        let message = format!(
                            "`{}` is no entity of XML: it is kept as it stands",
                            shown(&text[start..end])
                        );
                        self.note(Severity::Warning, start, message);
                    }
                    self.buffer.push_str(&resolved);
                }
                Event::Eof => return Ok(Ended::Whole),
                _ => {}
            }
        }
    }

    fn start(&mut self, name: &'t str, tag: &BytesStart<'_>, offset: usize) -> io::Result<()> {
        let kind = Kind::of(name);
        if let Some(at) = self.open.iter().position(|open| open.kind.ends_at(kind)) {
            let unclosed = shown(self.open[at].name);
            let message = format!("<{unclosed}> is not closed before <{}>", shown(name));
            self.note(Severity::Warning, offset, message);
            self.close_down_to(at)?;
        }
        let inside = self.open.iter().any(|open| open.kind == Kind::Entry);
        if self.open.iter().any(|open| open.kind == Kind::Header) {
            self.open.push(Open { name, kind: Kind::Other });
            return Ok(());
        }
        match kind {
            Kind::Entry => {
                let place = self.places.of(offset);
                self.entry.begin(attribute(tag, "id"), place.line);
            }
            Kind::Language | Kind::TermSection | Kind::Term if inside => {
                self.term_part(kind, tag, offset);
            }
            Kind::Transaction if inside => self.entry.begin_transaction(),
            Kind::Field if inside && self.capture.is_none() => {
                let category = match local(name) {
                    local @ ("note" | "date") => local.to_owned(),
                    local => attribute(tag, "type").unwrap_or_else(|| local.to_owned()),
                };
                self.capture(false, category, attribute(tag, "target"));
            }
            _ => {}
        }
        self.open.push(Open { name, kind });
        Ok(())
    }

    fn term_part(&mut self, kind: Kind, tag: &BytesStart<'_>, offset: usize) {
        let place = self.places.of(offset);
        let said = attribute(tag, "lang");
        let lang = said.and_then(|said| self.language(&said, place));
        match kind {
            Kind::Language => {
                if lang.is_none() && attribute(tag, "lang").is_none() {
                    let message = "the language section names no language: its terms are left out";
                    self.note(Severity::Error, offset, message.to_owned());
                }
                self.entry.begin_language(lang);
            }
            Kind::TermSection => self.entry.begin_term(lang, place.line),
            _ => {
                self.entry.another_term(lang, place.line);
                self.capture(true, String::new(), None);
            }
        }
    }

    fn capture(&mut self, term: bool, category: String, target: Option<String>) {
        self.buffer.clear();
        self.capture = Some(Capture { depth: self.open.len(), term, category, target });
    }

    /// A language by its tag; each wrong one is a finding once.
    fn language(&mut self, said: &str, place: Position) -> Option<LangTag> {
        if let Some(known) = self.languages.get(said) {
            return known.clone();
        }
        let read = if said.len() > 60 { None } else { LangTag::parse(said).ok() };
        if read.is_none() {
            let message = format!(
                "`{}` is no language tag: the terms in it are left out; write a code such as `en` or `fr-CA`",
                shown(said)
            );
            self.findings.add("glossary-language", Severity::Error, Some(place), message);
        }
        self.languages.insert(said.into(), read.clone());
        read
    }

    /// An end tag.
    fn close(&mut self, name: &str, offset: usize) -> io::Result<()> {
        let Some(at) = self.open.iter().rposition(|open| open.name == name) else {
            let message = format!("</{}> closes nothing", shown(name));
            self.note(Severity::Warning, offset, message);
            return Ok(());
        };
        if at + 1 < self.open.len() {
            let unclosed = shown(self.open[at + 1].name);
            let message = format!("<{unclosed}> is not closed before </{}>", shown(name));
            self.note(Severity::Warning, offset, message);
        }
        self.close_down_to(at)
    }

    fn close_down_to(&mut self, at: usize) -> io::Result<()> {
        while self.open.len() > at {
            let Some(closed) = self.open.pop() else { break };
            if let Some(capture) = self.capture.take_if(|capture| capture.depth == self.open.len())
            {
                let value = self.buffer.trim();
                if capture.term {
                    self.entry.term_text(value);
                } else if !value.is_empty() || capture.target.is_some() {
                    self.entry.field(&capture.category, value, capture.target.as_deref());
                }
            }
            match closed.kind {
                Kind::Entry => self.finish_entry()?,
                Kind::Language => self.entry.end_language(),
                Kind::TermSection => self.entry.end_term(),
                Kind::Transaction => self.entry.end_transaction(),
                _ => {}
            }
        }
        Ok(())
    }

    fn finish_entry(&mut self) -> io::Result<()> {
        let at = Position { line: self.entry.line(), column: 1, offset: 0 };
        let concept = self.entry.finish(&mut |line, rule, severity, message| {
            let at = Position { line: line.max(1), column: 1, offset: 0 };
            self.findings.add(rule, severity, Some(at), message);
        });
        if concept.terms.is_empty() {
            let message = "the entry has no term: nothing of it is kept".to_owned();
            self.findings.add("glossary-empty", Severity::Warning, Some(at), message);
            return Ok(());
        }
        self.terms += concept.terms.len();
        self.termbase.concepts.push(concept);
        super::within(self.terms)
    }

    /// Ends an entry in the middle: its whole terms are kept.
    fn give_up_entry(&mut self) -> io::Result<()> {
        self.capture = None;
        self.entry.abandon_term();
        match self.open.iter().position(|open| open.kind == Kind::Entry) {
            Some(at) => self.close_down_to(at),
            None => Ok(()),
        }
    }

    fn end(mut self) -> io::Result<Termbase> {
        if let Some(first) = self.open.first() {
            let message = format!("the file is cut short: <{}> is not closed", shown(first.name));
            self.note(Severity::Error, self.text.len(), message);
            self.give_up_entry()?;
        }
        if self.termbase.concepts.is_empty() {
            let message = "there is no entry with a term: is this TBX?".to_owned();
            self.findings.add("glossary-empty", Severity::Error, None, message);
        }
        Ok(self.termbase)
    }
}

/// The value of an attribute, whatever its prefix.
fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = tag.attributes();
    let mut readable = attributes.with_checks(false).filter_map(Result::ok);
    let found = readable.find(|attribute| local(attribute.key.into_inner()) == name)?;
    Some(resolve(&found.value).0)
}

/// Adds text with each stretch of white space that has a line end or a tab in it as one space: it comes of
/// how the file is laid out.
fn push_collapsed(buffer: &mut String, piece: &str) {
    if !piece.contains(['\n', '\t', '\r']) {
        buffer.push_str(piece);
        return;
    }
    let mut rest = piece;
    while let Some(start) = rest.find(char::is_whitespace) {
        buffer.push_str(&rest[..start]);
        let tail = &rest[start..];
        let end = tail.find(|c: char| !c.is_whitespace()).unwrap_or(tail.len());
        let space = &tail[..end];
        buffer.push_str(if space.contains(['\n', '\t', '\r']) { " " } else { space });
        rest = &tail[end..];
    }
    buffer.push_str(rest);
}
