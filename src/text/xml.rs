//! XML as events over a decoded text, shared by every reader of small XML parts (SRX, DOCX, ODT, XLIFF).
//!
//! quick-xml gives `a &amp; b` as three events; a reader that looks at text events only would lose
//! letters without a word. Here adjacent text, references and CDATA arrive as one [`Event::Text`].
//! Nothing outside the text is ever fetched: no DTD, no external entity. Declared entities are not
//! expanded (so no entity bomb); an unknown reference is kept as it stands and counted.

use super::Span;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event as Raw};
use std::borrow::Cow;
use std::ops::Range;

/// An event with its place.
#[derive(Debug)]
pub enum Event<'a> {
    /// `<name …>`, or `<name …/>` (then an [`Event::End`] follows).
    Start(Element<'a>),
    /// `</name>`.
    End {
        /// The name with its prefix.
        name: String,
        /// The tag's bytes (of the whole element's tag where it was `<name/>`).
        span: Span,
    },
    /// Characters, references resolved.
    Text {
        /// The text.
        text: String,
        /// The bytes it was written in.
        span: Span,
    },
}

/// A start tag.
#[derive(Debug)]
pub struct Element<'a> {
    tag: BytesStart<'a>,
    /// The tag's bytes.
    pub span: Span,
    /// Whether it was written `<name/>`.
    pub empty: bool,
}

impl Element<'_> {
    /// The name with its prefix, as written: `w:p`.
    pub fn name(&self) -> &str {
        self.tag.name().into_inner()
    }

    /// The name without prefix: `p` of `w:p`.
    pub fn local_name(&self) -> &str {
        self.tag.local_name().into_inner()
    }

    /// The value of an attribute, by its written name (`xml:lang`, `w:val`); references resolved,
    /// `None` where it is missing or malformed.
    pub fn attribute(&self, name: &str) -> Option<String> {
        self.attributes().into_iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// Where the value of an attribute stands in `text`, the whole that was read.
    pub fn value_span(&self, name: &str, text: &str) -> Option<Span> {
        let tag = text.get(self.span.range())?;
        let mut rest = tag.get(1 + self.name().len()..)?.trim_start();
        loop {
            let (key, value) = rest.split_once('=')?;
            let value = value.trim_start();
            let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            let (value, behind) = value[1..].split_once(quote)?;
            if key.trim_end() == name {
                let end = self.span.end as usize - behind.len() - 1;
                return Some(Span::new(end - value.len(), end));
            }
            rest = behind.trim_start();
        }
    }

    /// All attributes in order; malformed ones are left out.
    pub fn attributes(&self) -> Vec<(String, String)> {
        let mut found = self.tag.attributes();
        let readable = found.with_checks(false).filter_map(Result::ok);
        readable.map(|a| (a.key.into_inner().to_owned(), resolve(&a.value).0)).collect()
    }
}

/// XML that is not well-formed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason} at byte {offset}")]
pub struct XmlError {
    /// Where, in bytes of the text.
    pub offset: usize,
    /// What is wrong.
    pub reason: String,
}

/// How deep elements may nest.
const MAX_DEPTH: usize = 512;

/// The events of one text.
pub struct Events<'a> {
    text: &'a str,
    reader: Reader<&'a [u8]>,
    /// Where in the text the reader began.
    base: usize,
    pending: Option<(Raw<'a>, Span)>,
    end_of_empty: Option<(String, Span)>,
    depth: usize,
    unknown: usize,
}

impl<'a> Events<'a> {
    /// Starts at the beginning of `text`.
    pub fn new(text: &'a str) -> Self {
        let mut reader = Reader::from_str(text);
        reader.config_mut().allow_unmatched_ends = false;
        Self { text, reader, base: 0, pending: None, end_of_empty: None, depth: 0, unknown: 0 }
    }

    /// Starts at byte `at` of `text`, as a reader does that goes on behind damage: end tags without a
    /// start are given as they come, and a bare ampersand is a letter, counted as an unknown reference.
    pub fn lenient(text: &'a str, at: usize) -> Self {
        let mut reader = Reader::from_str(&text[at..]);
        let config = reader.config_mut();
        (config.allow_unmatched_ends, config.allow_dangling_amp) = (true, true);
        Self { text, reader, base: at, pending: None, end_of_empty: None, depth: 0, unknown: 0 }
    }

    /// How far the text has been looked at, in bytes.
    pub fn reached(&self) -> usize {
        (self.base + self.reader.buffer_position() as usize).min(self.text.len())
    }

    /// References met so far that are not predefined (`&amp;` …) and no character references.
    pub fn unknown_references(&self) -> usize {
        self.unknown
    }

    /// The next event; `None` at the end.
    ///
    /// # Errors
    /// When the text is not well-formed, or nests deeper than 512 elements. Nothing follows an error.
    pub fn next_event(&mut self) -> Result<Option<Event<'a>>, XmlError> {
        if let Some((name, span)) = self.end_of_empty.take() {
            return Ok(Some(Event::End { name, span }));
        }
        let mut joined: Option<(String, Span)> = None;
        loop {
            let (event, span) = match self.pending.take() {
                Some(pending) => pending,
                None => self.raw()?,
            };
            let piece = match &event {
                Raw::Text(text) => {
                    self.unknown += usize::from(self.text[span.range()].starts_with('&'));
                    Some(text.xml10_content().into_owned())
                }
                Raw::CData(data) => Some(data.xml10_content().into_owned()),
                Raw::GeneralRef(_) => {
                    let (text, unknown) = resolve(&self.text[span.range()]);
                    self.unknown += unknown;
                    Some(text)
                }
                _ => None,
            };
            match (piece, &mut joined) {
                (Some(piece), None) => joined = Some((piece, span)),
                (Some(piece), Some((text, whole))) => {
                    text.push_str(&piece);
                    whole.end = span.end;
                }
                (None, Some(_)) => {
                    self.pending = Some((event, span));
                    return Ok(joined.map(|(text, span)| Event::Text { text, span }));
                }
                (None, None) => match event {
                    Raw::Start(tag) => return self.open(tag, span, false).map(Some),
                    Raw::Empty(tag) => return self.open(tag, span, true).map(Some),
                    Raw::End(tag) => {
                        self.depth = self.depth.saturating_sub(1);
                        let name = tag.name().into_inner().to_owned();
                        return Ok(Some(Event::End { name, span }));
                    }
                    Raw::Eof if self.depth > 0 => {
                        return Err(self.error(span.start as usize, "the end is missing"));
                    }
                    Raw::Eof => return Ok(None),
                    _ => {}
                },
            }
        }
    }

    fn open(
        &mut self,
        tag: BytesStart<'a>,
        span: Span,
        empty: bool,
    ) -> Result<Event<'a>, XmlError> {
        if empty {
            self.end_of_empty = Some((tag.name().into_inner().to_owned(), span));
        } else {
            self.depth += 1;
            if self.depth > MAX_DEPTH {
                return Err(self.error(span.start as usize, "elements nest too deep"));
            }
        }
        Ok(Event::Start(Element { tag, span, empty }))
    }

    fn raw(&mut self) -> Result<(Raw<'a>, Span), XmlError> {
        let start = self.base + self.reader.buffer_position() as usize;
        match self.reader.read_event() {
            Ok(event) => {
                Ok((event, Span::new(start, self.base + self.reader.buffer_position() as usize)))
            }
            Err(error) => {
                let at = self.base + self.reader.error_position() as usize;
                Err(self.error(at, &error.to_string()))
            }
        }
    }

    fn error(&self, offset: usize, reason: &str) -> XmlError {
        XmlError { offset: offset.min(self.text.len()), reason: reason.to_owned() }
    }
}

/// Resolves the predefined and the character references of `raw`; others stay as written. Gives the
/// text and how many stayed.
pub fn resolve(raw: &str) -> (String, usize) {
    if !raw.contains('&') {
        return (raw.to_owned(), 0);
    }
    let (mut out, mut unknown, mut rest) = (String::with_capacity(raw.len()), 0, raw);
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(40).position(|b| b == b';');
        if let Some((end, c)) = end.and_then(|end| Some((end, reference(&rest[1..end])?))) {
            out.push(c);
            rest = &rest[end + 1..];
        } else {
            unknown += 1;
            out.push('&');
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
    (out, unknown)
}

/// A piece of text and the bytes it is written in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece<'a> {
    /// The text.
    pub text: Cow<'a, str>,
    /// Where it stands in what was read.
    pub raw: Range<usize>,
    /// Whether it stands there letter for letter. Otherwise it is one reference, or one line end.
    pub verbatim: bool,
}

/// The pieces of the text of [`Event::Text`], of which `raw` is what its span holds: together they are
/// that text.
pub fn pieces(raw: &str) -> impl Iterator<Item = Piece<'_>> {
    const SECTION: &str = "<![CDATA[";
    let (mut at, mut section) = (0, false);
    std::iter::from_fn(move || {
        loop {
            let rest = raw.get(at..).filter(|rest| !rest.is_empty())?;
            if section && rest.starts_with("]]>") {
                (at, section) = (at + "]]>".len(), false);
                continue;
            } else if !section && rest.starts_with(SECTION) {
                (at, section) = (at + SECTION.len(), true);
                continue;
            }
            let (text, length, verbatim) = first_piece(rest, section);
            at += length;
            return Some(Piece { text, raw: at - length..at, verbatim });
        }
    })
}

/// The first piece of `rest`, its length as written, and whether it stands there as it is.
fn first_piece(rest: &str, section: bool) -> (Cow<'_, str>, usize, bool) {
    if rest.starts_with('\r') {
        let length = if rest.starts_with("\r\n") { 2 } else { 1 };
        return ("\n".into(), length, false);
    }
    if !section && rest.starts_with('&') {
        let end = rest.bytes().take(40).position(|b| b == b';');
        if let Some((end, c)) = end.and_then(|end| Some((end, reference(&rest[1..end])?))) {
            return (c.to_string().into(), end + 1, false);
        }
    }
    // The first byte is none that something starts with, or nothing does start there.
    let behind = &rest.as_bytes()[1..];
    let end = if section {
        memchr::memchr2(b'\r', b']', behind)
    } else {
        memchr::memchr3(b'\r', b'&', b'<', behind)
    };
    let length = end.map_or(rest.len(), |end| end + 1);
    (rest[..length].into(), length, true)
}

fn reference(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let digits = name.strip_prefix('#')?;
            let code = match digits.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => digits.parse().ok()?,
            };
            char::from_u32(code)?
        }
    })
}

/// Whether XML 1.0 allows `c` in a document.
pub fn is_legal(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str) -> String {
        list(Events::new(text), text)
    }

    fn list(mut events: Events<'_>, text: &str) -> String {
        let mut out = String::new();
        loop {
            match events.next_event() {
                Ok(Some(Event::Start(e))) => out += &format!("<{}{:?}>", e.name(), e.attributes()),
                Ok(Some(Event::End { name, .. })) => out += &format!("</{name}>"),
                Ok(Some(Event::Text { text: t, span })) => {
                    let raw = &text[span.range()];
                    let joined: String = pieces(raw).map(|piece| piece.text).collect();
                    assert_eq!(joined, t);
                    for piece in pieces(raw).filter(|piece| piece.verbatim) {
                        assert_eq!(piece.text, raw[piece.raw]);
                    }
                    out += &format!("[{t}]");
                }
                Ok(None) => return out,
                Err(error) => return format!("{out}!{error}"),
            }
        }
    }

    #[test]
    fn adjacent_text_is_one_event() {
        assert_eq!(
            show("<a>x &amp; <![CDATA[<y>]]>&#233;<b c='1 &lt; 2'/></a>"),
            "<a[]>[x & <y>é]<b[(\"c\", \"1 < 2\")]></b></a>"
        );
        assert_eq!(show("<a>&unknown; &#0;</a>"), "<a[]>[&unknown; \0]</a>");
        assert_eq!(show("<a>1\r\n<![CDATA[]2]\r]]>&lt;\r3</a>"), "<a[]>[1\n]2]\n<\n3]</a>");
    }

    #[test]
    fn values_have_places() {
        let text = "<x/><a b = 'c\"=d' ce=\"f>&amp;\"/>";
        let mut events = Events::new(text);
        let mut found = Vec::new();
        while let Ok(Some(event)) = events.next_event() {
            if let Event::Start(element) = event {
                let names = ["b", "ce", "c"].iter();
                let spans = names.filter_map(|name| element.value_span(name, text));
                found.extend(spans.map(|span| &text[span.range()]));
            }
        }
        assert_eq!(found, ["c\"=d", "f>&amp;"]);
    }

    #[test]
    fn damage_is_an_error_with_a_place() {
        assert!(show("<a><b></a>").contains('!'));
        assert!(show("<a>text").contains("!the end is missing"));
        assert!(show(&"<a>".repeat(600)).contains("too deep"));
    }

    #[test]
    fn a_lenient_reader_goes_on_in_the_middle() {
        let text = "<a><b>x</c> <d>A & B &amp; C &D</d></a></z>";
        let mut events = Events::lenient(text, 12);
        let mut span = Span::default();
        while let Ok(Some(event)) = events.next_event() {
            if let Event::Text { span: found, .. } = event {
                span = found;
            }
        }
        assert_eq!(&text[span.range()], "A & B &amp; C &D");
        assert_eq!((events.unknown_references(), events.reached()), (2, text.len()));
        let shown = list(Events::lenient(text, 12), text);
        assert_eq!(shown, "<d[]>[A & B & C &D]</d></a></z>");
    }

    #[test]
    fn declared_entities_are_not_expanded() {
        let bomb =
            "<!DOCTYPE a [<!ENTITY x 'y'><!ENTITY z SYSTEM 'file:///etc/passwd'>]><a>&x;&z;</a>";
        assert_eq!(show(bomb), "<a[]>[&x;&z;]</a>");
    }
}
