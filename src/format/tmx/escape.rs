//! Letters on their way into XML.

use crate::text::xml::is_legal;

/// The bytes that can't be written as they are in text; in attributes a few more.
const IN_TEXT: [bool; 256] = table(b"&<>\r", b"");
const IN_ATTRIBUTE: [bool; 256] = table(b"&<>\r", b"\"\t\n");

const fn table(always: &[u8], more: &[u8]) -> [bool; 256] {
    let mut table = [false; 256];
    let mut at = 0;
    while at < 32 {
        table[at] = true;
        at += 1;
    }
    (table[b'\t' as usize], table[b'\n' as usize]) = (false, false);
    // Where U+FFFE and U+FFFF begin.
    table[0xEF] = true;
    at = 0;
    while at < always.len() {
        table[always[at] as usize] = true;
        at += 1;
    }
    at = 0;
    while at < more.len() {
        table[more[at] as usize] = true;
        at += 1;
    }
    table
}

/// Adds `text` as character data; gives the number of characters that XML forbids and were left out.
pub(super) fn text(out: &mut String, text: &str) -> usize {
    escape(out, text, &IN_TEXT)
}

/// Adds `text` as the inside of a double-quoted attribute value, in the same way.
pub(super) fn attribute(out: &mut String, text: &str) -> usize {
    escape(out, text, &IN_ATTRIBUTE)
}

fn escape(out: &mut String, text: &str, special: &[bool; 256]) -> usize {
    let (mut from, mut removed) = (0, 0);
    while let Some(len) = text.as_bytes()[from..].iter().position(|byte| special[*byte as usize]) {
        out.push_str(&text[from..from + len]);
        from += len;
        let letter = text[from..].chars().next().unwrap_or_default();
        from += letter.len_utf8();
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' => out.push_str("&#9;"),
            '\n' => out.push_str("&#10;"),
            // A raw return would come back as a line feed.
            '\r' => out.push_str("&#13;"),
            letter if is_legal(letter) => out.push(letter),
            _ => removed += 1,
        }
    }
    out.push_str(&text[from..]);
    removed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_escaped_where_they_must_be() {
        let mut out = String::new();
        assert_eq!(text(&mut out, "a < b & \"c\" ]]>\r\n\tｆ\u{0}\u{B}\u{FFFF}"), 3);
        assert_eq!(out, "a &lt; b &amp; \"c\" ]]&gt;&#13;\n\tｆ");
        out.clear();
        assert_eq!(attribute(&mut out, "\"a\"\n\t"), 0);
        assert_eq!(out, "&quot;a&quot;&#10;&#9;");
    }
}
