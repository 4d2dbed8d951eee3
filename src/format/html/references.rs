//! Character references: which of the bytes of a file stand for which letters.
//!
//! The tokenizer resolves them and gives a text as one. Which it resolved, and up to where, is asked of it
//! again, reference by reference: HTML knows some two thousand names, some of them also without their
//! semicolon and in the middle of a word.

use crate::format::inline::Gathering;
use crate::text::Span;
use crate::text::xml::Piece;
use html5gum::{Token, Tokenizer};
use std::borrow::Cow;

/// Where a text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Within {
    /// Between tags.
    Text,
    /// Between tags where there are no references.
    RawText,
    /// In the value of an attribute.
    Value,
}

/// Adds `text`, which is written `raw` at `span`.
pub(super) fn gather(gathering: &mut Gathering, text: &str, raw: &str, span: Span, within: Within) {
    if text == raw {
        gathering.text(text, span.start as usize);
    } else if let Some(pieces) = pieces(text, raw, within) {
        for piece in &pieces {
            gathering.piece(piece, span.start as usize);
        }
    } else {
        gathering.unmapped(text, span);
    }
}

/// The pieces of `raw`; `None` where they do not make up `text`.
fn pieces<'a>(text: &str, raw: &'a str, within: Within) -> Option<Vec<Piece<'a>>> {
    let (mut found, mut at, mut left) = (Vec::new(), 0, text);
    while let Some(first) = raw.as_bytes().get(at) {
        let rest = &raw[at..];
        let resolved = match first {
            b'&' if within != Within::RawText => reference(rest, within),
            b'\r' => Some(("\n".to_owned(), if rest.starts_with("\r\n") { 2 } else { 1 })),
            0 if left.starts_with('\u{FFFD}') => Some(("\u{FFFD}".to_owned(), 1)),
            _ => None,
        };
        let verbatim = resolved.is_none();
        let (text, length): (Cow<'a, str>, usize) = if let Some((text, length)) = resolved {
            (text.into(), length)
        } else {
            let end = memchr::memchr3(b'&', b'\r', 0, &rest.as_bytes()[1..]);
            let length = end.map_or(rest.len(), |end| end + 1);
            (rest[..length].into(), length)
        };
        left = left.strip_prefix(&*text)?;
        found.push(Piece { text, raw: at..at + length, verbatim });
        at += length;
    }
    left.is_empty().then_some(found)
}

/// The longest name of a reference, and room for numbers with leading zeros.
const LONGEST: usize = 64;

/// What the reference at the start of `rest` stands for, and its length; `None` where there is none.
fn reference(rest: &str, within: Within) -> Option<(String, usize)> {
    let name = rest.bytes().skip(1).take(LONGEST);
    let name = name.take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'#').count();
    let closed = rest.as_bytes().get(1 + name) == Some(&b';');
    let run = &rest[..1 + name + usize::from(closed)];
    // In a value, a name without semicolon before this sign is none.
    let before_equals = within == Within::Value && rest[run.len()..].starts_with('=');
    let written = &rest[..run.len() + usize::from(before_equals)];
    let read = if within == Within::Value { value_of(written)? } else { text_of(written)? };
    let read = if before_equals { read.strip_suffix('=')?.to_owned() } else { read };
    if read == run {
        return None;
    }
    let mut chars = read.chars();
    let first = chars.next()?;
    // A whole name stands for up to two characters. A known name that a longer word starts with, or that
    // has no semicolon, stands for one; the rest of the word follows.
    if closed && chars.clone().nth(1).is_none() {
        return Some((read, run.len()));
    }
    let behind = chars.as_str().len();
    Some((first.to_string(), run.len().checked_sub(behind)?))
}

fn text_of(written: &str) -> Option<String> {
    let mut read = String::new();
    for token in Tokenizer::new(written) {
        if let Token::String(text) = token.ok()? {
            read.push_str(std::str::from_utf8(&text).ok()?);
        }
    }
    Some(read)
}

fn value_of(written: &str) -> Option<String> {
    let tag = format!("<a b='{written}'>");
    Tokenizer::new(tag.as_str()).find_map(|token| match token.ok()? {
        Token::StartTag(tag) => String::from_utf8(tag.attributes.get(&b"b"[..])?.to_vec()).ok(),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str, raw: &str, within: Within) -> Option<Vec<String>> {
        let found = pieces(text, raw, within)?;
        Some(found.into_iter().map(|piece| raw[piece.raw].to_owned()).collect())
    }

    #[test]
    fn references_are_told_from_what_is_around_them() {
        let text = |text, raw| split(text, raw, Within::Text).expect("pieces").join("|");
        assert_eq!(text("a & b", "a &amp; b"), "a |&amp;| b");
        assert_eq!(text("&amp;", "&amp;amp;"), "&amp;|amp;");
        assert_eq!(text("¬it; x", "&notit; x"), "&not|it; x");
        assert_eq!(text("¬", "&not;"), "&not;");
        assert_eq!(text("; ;", "&semi; ;"), "&semi;| ;");
        assert_eq!(text("é&é", "&eacute&&#233;"), "&eacute|&|&#233;");
        assert_eq!(text("⋙̸!", "&nGg;!"), "&nGg;|!");
        assert_eq!(text("&nope; \nx", "&nope; \r\nx"), "&nope; |\r\n|x");
        assert_eq!(text("ш0;", "&#x448;0;"), "&#x448;|0;");
        let value = |text, raw| split(text, raw, Within::Value).expect("pieces").join("|");
        assert_eq!(value("?a&copy=1©", "?a&copy=1&copy"), "?a|&copy=1|&copy");
        assert_eq!(value("&notit;", "&notit;"), "&notit;");
        assert_eq!(split("&amp;\n", "&amp;\r", Within::RawText).map(|found| found.len()), Some(2));
        assert_eq!(split("other", "&amp;", Within::Text), None);
    }
}
