//! Changes in start tags, all else in them as it was written.

use crate::format::splice::markup;
use crate::text::xml::is_legal;
use std::ops::Range;

/// A start tag with attributes set, or taken out where there is no value. New ones come last.
pub(super) fn with(tag: &str, changes: &[(&str, Option<&str>)]) -> String {
    let mut out = tag.to_owned();
    for (name, value) in changes {
        match (find(&out, name), value) {
            (Some(at), Some(value)) => {
                let quoted = quoted(value);
                out.replace_range(at.value, &quoted);
            }
            (Some(at), None) => out.replace_range(at.whole, ""),
            (None, Some(value)) => {
                let end = out.trim_end_matches('>').trim_end_matches('/').trim_end().len();
                out.insert_str(end, &format!(" {name}={}", quoted(value)));
            }
            (None, None) => {}
        }
    }
    out
}

/// A value in quotes, written for XML.
pub(super) fn quoted(value: &str) -> String {
    let value: String = value.chars().filter(|c| is_legal(*c)).collect();
    let value = markup::written(&value).replace('"', "&quot;");
    format!("\"{}\"", value.replace('\n', "&#10;").replace('\t', "&#9;").replace('\r', "&#13;"))
}

/// A start tag that may have been `<name/>` as one that something stands behind.
pub(super) fn opened(tag: &str) -> String {
    match tag.strip_suffix("/>") {
        Some(inside) => format!("{}>", inside.trim_end()),
        None => tag.to_owned(),
    }
}

/// The name in a tag.
pub(super) fn name(tag: &str) -> &str {
    let inside = tag.trim_start_matches('<').trim_start_matches('/');
    let end = inside.find(|c: char| c.is_ascii_whitespace() || c == '>' || c == '/');
    &inside[..end.unwrap_or(inside.len())]
}

/// The value of an attribute as it is written.
pub(super) fn value<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let at = find(tag, name)?.value;
    tag.get(at.start + 1..at.end - 1)
}

/// Where an attribute stands in a tag.
struct Found {
    /// Its value, quotes included.
    value: Range<usize>,
    /// All of it, with the white space before.
    whole: Range<usize>,
}

fn find(tag: &str, wanted: &str) -> Option<Found> {
    let mut at = 1 + name(tag).len();
    loop {
        let rest = tag.get(at..)?;
        let (key, behind) = rest.split_once('=')?;
        let value = behind.trim_start();
        let start = tag.len() - value.len();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let end = start + 1 + value[1..].find(quote)? + 1;
        if key.trim() == wanted {
            return Some(Found { value: start..end, whole: at..end });
        }
        at = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_attributes_stay_as_they_are() {
        let tag = "<target  xml:lang = 'fr'\n state=\"new\" a:b='x>y\"' />";
        for (changes, wanted) in [
            (&[][..], tag),
            (
                &[("state", Some("final"))],
                "<target  xml:lang = 'fr'\n state=\"final\" a:b='x>y\"' />",
            ),
            (&[("state", None)], "<target  xml:lang = 'fr' a:b='x>y\"' />"),
            (
                &[("state", None), ("id", Some("a\"&<"))],
                "<target  xml:lang = 'fr' a:b='x>y\"' id=\"a&quot;&amp;&lt;\" />",
            ),
        ] {
            assert_eq!(with(tag, changes), wanted);
        }
        assert_eq!(with("<target>", &[("state", Some("new"))]), "<target state=\"new\">");
        assert_eq!(with("<t/>", &[("s", Some("1")), ("x", None)]), "<t s=\"1\"/>");
        assert_eq!(opened("<t a='/' />"), "<t a='/'>");
        assert_eq!((name("</x:g >"), name("<x/>"), name("<")), ("x:g", "x", ""));
    }
}
