//! What stands in the cells of tables: lists, remarks, yes and no, characters a cell cannot hold.

use crate::text::LangTag;
use std::borrow::Cow;

/// The characters that mean something in cells; where they do not, they are written as references:
/// `&#124;` for `|`.
const MEANINGFUL: [char; 9] = ['\t', '\n', '\r', '#', '&', ',', ';', '=', '|'];

/// Writes characters of `text` that are in `special` as references, and a `&` that would be read as the
/// start of one.
pub(in crate::glossary) fn escape<'t>(text: &'t str, special: &[char]) -> Cow<'t, str> {
    let needs = |(at, c): (usize, char)| {
        special.contains(&c) || (c == '&' && reference(&text[at..]).is_some())
    };
    if !text.char_indices().any(needs) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for (at, c) in text.char_indices() {
        if needs((at, c)) {
            out.push_str(&format!("&#{};", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// The character a text starts to refer to, and the bytes of the reference.
fn reference(text: &str) -> Option<(char, usize)> {
    let digits = text.strip_prefix("&#")?;
    let end = digits.bytes().take(4).position(|b| b == b';')?;
    let c = char::from_u32(digits[..end].parse().ok()?)?;
    MEANINGFUL.contains(&c).then_some((c, end + 3))
}

/// A cell with its references resolved.
pub(super) fn unescape(cell: &str) -> Cow<'_, str> {
    if !cell.contains("&#") {
        return Cow::Borrowed(cell);
    }
    let (mut out, mut rest) = (String::with_capacity(cell.len()), cell);
    while let Some(at) = rest.find("&#") {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let (c, length) = reference(rest).unwrap_or(('&', 1));
        out.push(c);
        rest = &rest[length..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The items of a list, trimmed, empty ones left out, references resolved. The semicolon of a reference
/// parts nothing.
pub(super) fn items<'c>(cell: &'c str, separators: &[char]) -> Vec<Cow<'c, str>> {
    let (mut items, mut start, mut skip) = (Vec::new(), 0, 0);
    for (at, c) in cell.char_indices() {
        if at < skip {
            continue;
        }
        if let Some((_, length)) = reference(&cell[at..]) {
            skip = at + length;
        } else if separators.contains(&c) {
            items.push(&cell[start..at]);
            start = at + c.len_utf8();
        }
    }
    items.push(&cell[start..]);
    items.into_iter().map(str::trim).filter(|item| !item.is_empty()).map(unescape).collect()
}

/// Terms of one cell: parted by `|`, in a cell of regular expressions by ` | `.
pub(super) fn terms(cell: &str, regex: bool) -> Vec<Cow<'_, str>> {
    let parts: Vec<&str> =
        if regex { cell.split(" | ").collect() } else { cell.split('|').collect() };
    parts.into_iter().map(str::trim).filter(|term| !term.is_empty()).map(unescape).collect()
}

/// A term to avoid without the remark in parentheses behind it: `Palermo Convention(informal)`. Endings
/// such as `(s)` belong to the term.
pub(super) fn remark(term: &str) -> (&str, Option<&str>) {
    let (open, close) = if term.ends_with('）') { ('（', '）') } else { ('(', ')') };
    let parted = term.strip_suffix(close).and_then(|inner| {
        let mut depth = 0;
        let start = inner.char_indices().rev().find(|(_, c)| {
            depth += i32::from(*c == close) - i32::from(*c == open);
            depth < 0
        });
        let (at, _) = start?;
        Some((term[..at].trim_end(), inner[at + open.len_utf8()..].trim()))
    });
    match parted {
        Some((text, note)) if !text.is_empty() && note.chars().count() > 2 => (text, Some(note)),
        _ => (term, None),
    }
}

/// A text without what stands in parentheses.
pub(super) fn without_parentheses(text: &str) -> String {
    let mut depth = 0_u32;
    let keep = |c: &char| match c {
        '(' | '（' => {
            depth += 1;
            false
        }
        ')' | '）' => {
            depth = depth.saturating_sub(1);
            false
        }
        _ => depth == 0,
    };
    text.chars().filter(keep).collect()
}

/// The languages a list names: `en es ar(plural)`. Words that are none of `known` are no languages.
pub(super) fn languages(cell: &str, known: &[LangTag]) -> Vec<LangTag> {
    let text = without_parentheses(cell);
    let words = text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '|'));
    let tags = words.filter(|word| word.len() < 40).filter_map(|word| LangTag::parse(word).ok());
    tags.filter(|tag| known.iter().any(|lang| lang.same_language(tag))).collect()
}

/// Yes or no.
pub(super) fn yes(cell: &str) -> Option<bool> {
    const YES: [&str; 7] = ["yes", "y", "true", "1", "x", "on", "✓"];
    const NO: [&str; 7] = ["no", "n", "false", "0", "-", "off", "✗"];
    let is = |words: &[&str]| words.iter().any(|word| word.eq_ignore_ascii_case(cell));
    if is(&YES) { Some(true) } else { is(&NO).then_some(false) }
}

/// `name=value` of a list of properties.
pub(super) fn properties(cell: &str) -> Vec<(Box<str>, Box<str>)> {
    let parts = cell.split('|').map(str::trim).filter(|part| !part.is_empty());
    parts
        .map(|part| {
            let (name, value) = part.split_once('=').unwrap_or(("note", part));
            (unescape(name.trim()).into(), unescape(value.trim()).into())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remarks_part_from_terms() {
        assert_eq!(
            remark("Palermo Convention(informal)"),
            ("Palermo Convention", Some("informal"))
        );
        assert_eq!(remark("枪支议定书(short form)"), ("枪支议定书", Some("short form")));
        assert_eq!(remark("a (b (c) d)"), ("a", Some("b (c) d")));
        assert_eq!(remark("State(s)"), ("State(s)", None));
        assert_eq!(remark("(all)"), ("(all)", None));
        assert_eq!(remark("odd)"), ("odd)", None));
    }

    #[test]
    fn references_are_written_and_read() {
        let text = "a|b & c&#124; &#9 \n";
        let written = escape(text, &['|', '\n']);
        assert_eq!(written, "a&#124;b & c&#38;#124; &#9 &#10;");
        assert_eq!(unescape(&written), text);
        assert_eq!(unescape("&#65;"), "&#65;");
    }

    #[test]
    fn languages_are_told_from_words() {
        let known = ["en", "fr", "ar"].map(|tag| LangTag::parse(tag).unwrap());
        let tags = languages("en(word order) fr, ar full forms", &known);
        assert_eq!(tags, known);
    }
}
