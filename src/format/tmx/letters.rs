//! Letters as XML writes them: references resolved, line ends unified, forbidden characters left out.

use super::entities::{self, Declared};
use super::markup::is_name;
use super::remarks::Context;
use super::rules::{BARE, HTML_ENTITY, ILLEGAL, REFUSED_ENTITY, UNKNOWN_ENTITY};
use crate::text::xml::is_legal;

/// Where letters stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Within {
    /// In text.
    Text,
    /// In an attribute's value: white space becomes spaces.
    Attribute,
    /// In a CDATA section: no references.
    Literal,
}

/// The bytes that need a second look.
const SPECIAL: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 32 {
        table[byte] = true;
        byte += 1;
    }
    (table[b'\t' as usize], table[b'\n' as usize]) = (false, false);
    table[b'&' as usize] = true;
    // Where U+FFFE and U+FFFF begin.
    table[0xEF] = true;
    table
};

/// Adds the letters that `raw` stands for to `out`. `at` is where `raw` begins in its stretch.
pub(super) fn append(raw: &str, at: usize, within: Within, out: &mut String, cx: &mut Context<'_>) {
    let mut from = 0;
    let bytes = raw.as_bytes();
    let attribute = within == Within::Attribute;
    let look = |byte: u8| SPECIAL[byte as usize] || attribute && matches!(byte, b'\t' | b'\n');
    while let Some(len) = bytes[from..].iter().position(|byte| look(*byte)) {
        out.push_str(&raw[from..from + len]);
        from += len;
        let rest = &raw[from..];
        from += match bytes[from] {
            b'&' if within == Within::Literal => {
                out.push('&');
                1
            }
            b'&' => reference(rest, at + from, out, cx),
            b'\r' => {
                out.push(if attribute { ' ' } else { '\n' });
                if rest.starts_with("\r\n") { 2 } else { 1 }
            }
            b'\t' | b'\n' => {
                out.push(' ');
                1
            }
            _ => {
                let letter = rest.chars().next().unwrap_or_default();
                if is_legal(letter) {
                    out.push(letter);
                } else {
                    illegal(letter, at + from, cx);
                }
                letter.len_utf8()
            }
        };
    }
    out.push_str(&raw[from..]);
}

/// The same as a new text.
pub(super) fn resolved(raw: &str, at: usize, within: Within, cx: &mut Context<'_>) -> String {
    let mut out = String::with_capacity(raw.len());
    append(raw, at, within, &mut out, cx);
    out
}

fn illegal(letter: char, at: usize, cx: &mut Context<'_>) {
    cx.count(ILLEGAL, at, || {
        format!("the character U+{:04X} may not stand in XML and is left out", letter as u32)
    });
}

/// Resolves the reference that `rest` begins with; the bytes it takes.
fn reference(rest: &str, at: usize, out: &mut String, cx: &mut Context<'_>) -> usize {
    let end = rest.bytes().take(64).position(|byte| byte == b';');
    let Some(name) = end.map(|end| &rest[1..end]).filter(|name| is_reference(name)) else {
        out.push('&');
        cx.count(BARE, at, || "an `&` that begins no reference: write `&amp;`".into());
        return 1;
    };
    let whole = name.len() + 2;
    if let Some(letter) = entities::predefined(name) {
        out.push(letter);
    } else if name.starts_with('#') {
        match entities::numbered(name) {
            Some(letter) if is_legal(letter) => out.push(letter),
            Some(letter) => illegal(letter, at, cx),
            None => cx.count(ILLEGAL, at, || format!("`&{name};` is no character and is left out")),
        }
    } else if let Some(declared) = cx.entities.get(name) {
        match declared {
            Declared::Text(text) if cx.expanded + text.len() <= entities::UNIT_MAX => {
                cx.expanded += text.len();
                out.extend(text.chars().filter(|letter| is_legal(*letter)));
            }
            refused => {
                out.push_str(&rest[..whole]);
                let why = match refused {
                    Declared::External => "leads outside the file, which is not followed",
                    _ => "grows beyond the bound for entities",
                };
                cx.count(REFUSED_ENTITY, at, || format!("`&{name};` {why}: kept as written"));
            }
        }
    } else if let Some(letter) = entities::html(name) {
        out.push(letter);
        cx.count(HTML_ENTITY, at, || {
            format!("`&{name};` is an HTML entity: read as U+{:04X}", letter as u32)
        });
    } else {
        out.push_str(&rest[..whole]);
        cx.count(UNKNOWN_ENTITY, at, || format!("`&{name};` is not declared: kept as written"));
    }
    whole
}

fn is_reference(name: &str) -> bool {
    match name.strip_prefix('#') {
        Some(number) => !number.is_empty() && number.bytes().all(|b| b.is_ascii_alphanumeric()),
        None => is_name(name),
    }
}

#[cfg(test)]
mod tests {
    use super::super::entities::Entities;
    use super::*;

    fn read(raw: &str, within: Within) -> (String, Vec<&'static str>) {
        let entities =
            Entities::parse("<!DOCTYPE t [<!ENTITY co 'A &amp; B'><!ENTITY x SYSTEM 'y'>]>");
        let mut cx = Context::new(&entities, false);
        let text = resolved(raw, 0, within, &mut cx);
        (text, cx.remarks.iter().map(|remark| remark.rule.code).collect())
    }

    #[test]
    fn references() {
        for (raw, text, codes) in [
            ("a &amp; b &lt;&#233;&#xe9;", "a & b <éé", vec![]),
            ("R&D, a & b; AT&T;", "R&D, a & b; AT&T;", vec!["TMX009", "TMX011"]),
            ("a&nbsp;b&mdash;c", "a\u{A0}b—c", vec!["TMX010"]),
            ("&co; &x; &y;", "A & B &x; &y;", vec!["TMX012", "TMX011"]),
            ("a\u{B}b&#x1F;c&#0;\u{FFFE}&#xD800;", "abc", vec!["TMX008"]),
            ("ｆ\r\na\rb\tc", "ｆ\na\nb\tc", vec![]),
        ] {
            assert_eq!(read(raw, Within::Text), (text.into(), codes), "{raw:?}");
        }
        assert_eq!(read("a\r\n\tb&#10;c", Within::Attribute).0, "a  b\nc");
        assert_eq!(read("a &amp; b & c", Within::Literal), ("a &amp; b & c".into(), vec![]));
    }

    #[test]
    fn expansion_has_a_bound() {
        let entities =
            Entities::parse(&format!("<!DOCTYPE t [<!ENTITY a '{}'>]>", "x".repeat(1000)));
        let mut cx = Context::new(&entities, false);
        let text = resolved(&"&a;".repeat(10_000), 0, Within::Text, &mut cx);
        assert!(text.len() < 100_000 + 30_000);
        assert_eq!(cx.remarks[0].rule.code, "TMX012");
        assert_eq!(cx.remarks[0].more, 10_000 - 65 - 1);
    }
}
