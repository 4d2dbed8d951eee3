//! Tags and texts of a stretch of XML, read leniently.
//!
//! The shared joiner of `text::xml` stops at the first thing that is not well-formed, and wants a
//! whole text in memory. Memories are full of bare ampersands and quotes left out, and every one of
//! millions of units has to survive its neighbours, so this reader takes one unit at a time, reports
//! what it forgives, and gives up only where tags don't close.

use memchr::{memchr, memchr3, memmem};

/// A piece of markup. Offsets are bytes of the stretch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// `<name …>` or `<name …/>`.
    Start(Tag<'a>),
    /// `</name>`.
    End(Tag<'a>),
    /// Text with its references as written.
    Text(&'a str, usize),
    /// The inside of a CDATA section.
    Literal(&'a str, usize),
    /// A `<` that begins no tag.
    Bare(usize),
}

/// A tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    /// The name as written.
    pub(super) name: &'a str,
    /// What stands between name and end.
    pub(super) attributes: &'a str,
    /// The whole tag.
    pub(super) raw: &'a str,
    /// Whether it was written `<name/>`.
    pub(super) empty: bool,
    /// Where it begins.
    pub(super) at: usize,
}

impl Tag<'_> {
    /// Whether the name is `name`, in any case.
    pub(super) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// Where the attributes begin.
    pub(super) fn attributes_at(&self) -> usize {
        self.at + 1 + self.name.len()
    }
}

/// Markup that can't be read on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Damage {
    /// Where.
    pub(super) at: usize,
    /// What is wrong.
    pub(super) reason: String,
}

impl Damage {
    pub(super) fn new(at: usize, reason: impl Into<String>) -> Self {
        Self { at, reason: reason.into() }
    }
}

/// The tokens of a stretch; comments and processing instructions are passed over.
#[derive(Debug, Clone)]
pub(super) struct Tokens<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// Where the next token begins.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// Where the tag begins that was the last token.
    pub(super) fn last_tag(&self) -> usize {
        memchr::memrchr(b'<', &self.text.as_bytes()[..self.at]).unwrap_or(self.at)
    }

    /// The next token; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Token<'a>>, Damage> {
        loop {
            let (start, rest) = (self.at, &self.text[self.at..]);
            let bytes = rest.as_bytes();
            let Some(&first) = bytes.first() else { return Ok(None) };
            if first != b'<' {
                let len = memchr(b'<', bytes).unwrap_or(bytes.len());
                self.at += len;
                return Ok(Some(Token::Text(&rest[..len], start)));
            }
            match bytes.get(1) {
                Some(b'/') => return self.end_tag(rest).map(Some),
                Some(b'!') if rest.starts_with("<!--") => {
                    self.at += close(rest, 4, "-->", start, "a comment")?;
                }
                Some(b'!') if rest.starts_with("<![CDATA[") => {
                    let len = close(rest, 9, "]]>", start, "a CDATA section")?;
                    self.at += len;
                    return Ok(Some(Token::Literal(&rest[9..len - 3], start + 9)));
                }
                Some(b'!') if is_doctype(bytes) => {
                    let open = || Damage::new(start, "the document type declaration is not closed");
                    self.at += doctype_end(rest).ok_or_else(open)?;
                }
                Some(b'?') => self.at += close(rest, 2, "?>", start, "an instruction")?,
                Some(&byte) if is_name_start(byte) => return self.start_tag(rest).map(Some),
                _ => {
                    self.at += 1;
                    return Ok(Some(Token::Bare(start)));
                }
            }
        }
    }

    fn start_tag(&mut self, rest: &'a str) -> Result<Token<'a>, Damage> {
        let at = self.at;
        let end = tag_end(rest.as_bytes())
            .ok_or_else(|| Damage::new(at, format!("the tag {} is not closed", shown(rest))))?;
        self.at += end;
        let raw = &rest[..end];
        let empty = raw.ends_with("/>");
        let inner = &raw[1..end - if empty { 2 } else { 1 }];
        let name = &inner[..name_len(inner)];
        let attributes = &inner[name.len()..];
        Ok(Token::Start(Tag { name, attributes, raw, empty, at }))
    }

    fn end_tag(&mut self, rest: &'a str) -> Result<Token<'a>, Damage> {
        let at = self.at;
        let end = memchr(b'>', rest.as_bytes())
            .ok_or_else(|| Damage::new(at, format!("the tag {} is not closed", shown(rest))))?;
        self.at += end + 1;
        let name = rest[2..end].trim_ascii_end();
        if !is_name(name) {
            return Err(Damage::new(at, format!("{} is no end tag", shown(rest))));
        }
        let raw = &rest[..=end];
        Ok(Token::End(Tag { name, attributes: "", raw, empty: false, at }))
    }
}

/// The length of a construct that begins `skip` bytes before its content and ends with `mark`.
fn close(rest: &str, skip: usize, mark: &str, at: usize, what: &str) -> Result<usize, Damage> {
    let found = memmem::find(&rest.as_bytes()[skip..], mark.as_bytes());
    found
        .map(|end| skip + end + mark.len())
        .ok_or_else(|| Damage::new(at, format!("{what} is not closed")))
}

/// The beginning of `rest` for a message.
fn shown(rest: &str) -> String {
    let line = rest.lines().next().unwrap_or_default();
    let part: String = line.chars().take(24).filter(|c| !c.is_control()).collect();
    format!("`{part}`")
}

/// How far the end of a tag with an open quote is looked for, so that a file of such tags still takes
/// linear time.
const TAG_MAX: usize = 1024;

/// One past the end of the start tag that `bytes` begin with. A `<` outside quotes ends the search:
/// the tag was never closed. Quotes may hold `>`; where a quote itself stays open, the first `>` ends
/// the tag, so that one lost quote costs no more than its tag.
pub(super) fn tag_end(bytes: &[u8]) -> Option<usize> {
    let mut at = 1;
    loop {
        let next = at + bytes[at..].iter().position(|b| matches!(b, b'>' | b'<' | b'"' | b'\''))?;
        match bytes[next] {
            b'>' => return Some(next + 1),
            b'<' => return None,
            quote => {
                let inside = &bytes[next + 1..];
                match memchr3(quote, b'<', b'<', inside) {
                    Some(end) if inside[end] == quote => at = next + end + 2,
                    _ => {
                        let near = &inside[..inside.len().min(TAG_MAX)];
                        return memchr(b'>', near).map(|end| next + end + 2);
                    }
                }
            }
        }
    }
}

/// One past the end of a document type declaration, its internal subset included.
pub(super) fn doctype_end(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let (mut at, mut depth) = (2, 0_usize);
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'"' | b'\'' => at += memchr(byte, &bytes[at..])? + 1,
            b'<' if bytes[at..].starts_with(b"!--") => {
                at += memmem::find(&bytes[at..], b"-->")? + 3;
            }
            b'<' if bytes.get(at) == Some(&b'?') => at += memmem::find(&bytes[at..], b"?>")? + 2,
            b'<' | b'[' => depth += 1,
            b']' => depth = depth.saturating_sub(1),
            b'>' if depth == 0 => return Some(at),
            b'>' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Whether `bytes` begin a document type declaration.
pub(super) fn is_doctype(bytes: &[u8]) -> bool {
    bytes.get(..9).is_some_and(|head| head.eq_ignore_ascii_case(b"<!DOCTYPE"))
}

fn is_name_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

fn is_name_byte(byte: u8) -> bool {
    is_name_start(byte) || byte.is_ascii_digit() || matches!(byte, b'-' | b'.' | b':')
}

fn name_len(text: &str) -> usize {
    text.bytes().position(|byte| !is_name_byte(byte)).unwrap_or(text.len())
}

/// Whether `text` is a name.
pub(super) fn is_name(text: &str) -> bool {
    text.bytes().next().is_some_and(is_name_start) && name_len(text) == text.len()
}

/// An attribute as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Attribute<'a> {
    /// Its name.
    pub(super) name: &'a str,
    /// Its value, references as written.
    pub(super) value: &'a str,
    /// Where in the attributes it begins.
    pub(super) at: usize,
    /// Whether it had quotes and a value.
    pub(super) well_formed: bool,
}

/// The attributes in what stands between a tag's name and its end.
pub(super) struct Attributes<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Attributes<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }
}

impl<'a> Iterator for Attributes<'a> {
    type Item = Attribute<'a>;

    fn next(&mut self) -> Option<Attribute<'a>> {
        let skip = self.text[self.at..].bytes().position(is_name_byte)?;
        let at = self.at + skip;
        let rest = &self.text[at..];
        let name = &rest[..name_len(rest)];
        let after = rest[name.len()..].trim_ascii_start();
        let Some(value) = after.strip_prefix('=') else {
            self.at = at + name.len();
            return Some(Attribute { name, value: "", at, well_formed: false });
        };
        let value = value.trim_ascii_start();
        let begin = self.text.len() - value.len();
        let quote = value.bytes().next().filter(|b| matches!(b, b'"' | b'\''));
        let quoted = quote.and_then(|quote| Some((quote, memchr(quote, &value.as_bytes()[1..])?)));
        if let Some((_, len)) = quoted {
            self.at = begin + len + 2;
            return Some(Attribute { name, value: &value[1..=len], at, well_formed: true });
        }
        let len = value.bytes().position(|b| b.is_ascii_whitespace()).unwrap_or(value.len());
        self.at = begin + len;
        let bare = value[..len].trim_matches(['"', '\'']);
        Some(Attribute { name, value: bare, at, well_formed: false })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str) -> String {
        let (mut tokens, mut out) = (Tokens::new(text), String::new());
        loop {
            out += &match tokens.next() {
                Ok(Some(Token::Start(tag))) => {
                    let attributes: Vec<_> = Attributes::new(tag.attributes)
                        .map(|a| {
                            format!(
                                "{}={}{}",
                                a.name,
                                a.value,
                                if a.well_formed { "" } else { "!" }
                            )
                        })
                        .collect();
                    format!(
                        "<{}{}>",
                        [vec![tag.name.to_owned()], attributes].concat().join(" "),
                        if tag.empty { "/" } else { "" }
                    )
                }
                Ok(Some(Token::End(tag))) => format!("</{}>", tag.name),
                Ok(Some(Token::Text(text, _))) => format!("[{text}]"),
                Ok(Some(Token::Literal(text, _))) => format!("{{{text}}}"),
                Ok(Some(Token::Bare(_))) => "?".into(),
                Ok(None) => return out,
                Err(damage) => return format!("{out}!{} {}", damage.at, damage.reason),
            }
        }
    }

    #[test]
    fn tokens_of_sound_markup() {
        assert_eq!(
            show("<?xml version='1.0'?><!-- <tu> --><a x=\"1 > 0\" y = '2'>b &amp; c<d/></a >"),
            "<a x=1 > 0 y=2>[b &amp; c]<d/></a>"
        );
        assert_eq!(show("<a><![CDATA[<b>]]]]></a>"), "<a>{<b>]]}</a>");
        assert_eq!(show("<!DOCTYPE t [<!ENTITY a '>]>'><!-- ' -->]><t/>"), "<t/>");
    }

    #[test]
    fn tokens_of_damaged_markup() {
        assert_eq!(show("<a>1 < 2 <3</a>"), "<a>[1 ]?[ 2 ]?[3]</a>");
        assert_eq!(show("<a b=1 c d=\"e>f"), "<a b=1! c=! d=e!>[f]");
        assert_eq!(show("<a <b>"), "!0 the tag `<a <b>` is not closed");
        assert_eq!(show("<a><!-- "), "<a>!3 a comment is not closed");
        assert_eq!(show("<a></"), "<a>!3 the tag `</` is not closed");
        assert_eq!(show("</ >"), "!0 `</ >` is no end tag");
    }
}
