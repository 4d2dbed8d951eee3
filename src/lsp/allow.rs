//! Where in a file a comment goes that allows what was found there.
//!
//! A comment is about the block or unit it stands before or in. It must neither change what the text
//! around it is, nor fall into a place where the format has no comments.

use super::diagnostics::bytes;
use super::documents::OpenDocument;
use crate::model::Finding;
use std::ops::Range;

/// The byte and the comment. `None` where the format has none, or no place for one is known.
pub(super) fn comment(finding: &Finding, document: &OpenDocument) -> Option<(usize, String)> {
    finding.fingerprint.as_ref()?;
    let text = document.decoded();
    let found = bytes(finding, document);
    let rule = &finding.rule;
    let markup = format!("<!-- targum: allow {rule} -->");
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    match document.format.info().name {
        "markdown" => markdown(text, &found, &markup, newline),
        "html" => Some((html(text, found.start)?, markup)),
        "tmx" => Some((opening(text, found.start, &["<tu"])?, markup)),
        "xliff" => Some((opening(text, found.start, &["<trans-unit", "<unit"])?, markup)),
        "po" => Some((entry(text, found.start), format!("# targum: allow {rule}{newline}"))),
        _ => None,
    }
}

/// The start of the line that byte `at` is in.
fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |end| end + 1)
}

/// In front of a paragraph or heading on a line of its own; in lists, quotes and tables, which such a
/// line would part, beside the words.
fn markdown(
    text: &str,
    found: &Range<usize>,
    markup: &str,
    newline: &str,
) -> Option<(usize, String)> {
    let mut start = line_start(text, found.start);
    let is_blank = |line: &str| line.trim().is_empty();
    let is_heading = |line: &str| line.starts_with('#');
    while start > 0 && !is_heading(&text[start..]) {
        let before = line_start(text, start - 1);
        let line = &text[before..start];
        if is_blank(line) || is_heading(line) {
            break;
        }
        start = before;
    }
    let first = text[start..].chars().next()?;
    let plain = first.is_alphabetic() || matches!(first, '#' | '"' | '“' | '«' | '(' | '¿' | '¡');
    let table = text[start..found.end].contains('|');
    if plain && !table {
        return Some((start, format!("{markup}{newline}")));
    }
    // Not at the start of a line, where it would make the line HTML.
    let before = &text[line_start(text, found.start)..found.start];
    (!is_blank(before)).then(|| (found.start, markup.to_owned()))
}

/// In front of the tag before the words; where that is an end tag, right before the words.
fn html(text: &str, at: usize) -> Option<usize> {
    let tag = text[..at].rfind('<')?;
    let rest = &text[tag..];
    let inside = !text[tag..at].contains('>');
    let closes = rest.starts_with("</") || rest.starts_with("<!");
    if closes { (!inside).then_some(at) } else { Some(tag) }
}

/// The last of some start tags before byte `at`.
fn opening(text: &str, at: usize, tags: &[&str]) -> Option<usize> {
    let places = tags.iter().filter_map(|tag| {
        text[..at].rmatch_indices(tag).map(|(place, _)| place).find(|place| {
            let next = text[place + tag.len()..].chars().next();
            next.is_some_and(|next| next == '>' || next.is_whitespace())
        })
    });
    places.max()
}

/// The first line of the PO entry that byte `at` is in.
fn entry(text: &str, at: usize) -> usize {
    let mut start = line_start(text, at);
    let mut own = text[start..].starts_with("msgid ");
    while start > 0 {
        let before = line_start(text, start - 1);
        let line = text[before..start].trim();
        let ends =
            line.is_empty() || own && !(line.starts_with('#') || line.starts_with("msgctxt"));
        if ends {
            break;
        }
        own |= line.starts_with("msgid ");
        start = before;
    }
    start
}

#[cfg(test)]
mod tests {
    use super::super::documents::tests::opened;
    use super::*;
    use crate::app::check::{Checker, RuleSet, Settings};
    use crate::app::config::Config;
    use crate::glossary::Termbase;
    use std::path::Path;

    /// The text with the comment for each finding in turn, checked again after each, until none is
    /// left.
    fn allowed(name: &str, text: &str) -> String {
        let table = "concept_id\ten\tforbidden_en\tmatch\nC1\tJoint Valletta Action Plan\t\tproper-name\n\
            C2\tsmart phone\tcleverphone\t\n";
        let termbase = Termbase::read_tsv(&mut table.as_bytes(), "g.tsv").unwrap().0;
        let checker = Checker::new(&termbase, &[]);
        let mut settings = Settings::default();
        settings.only.extend(["term-forbidden".into(), "name-near-miss".into()]);
        let set = RuleSet::of(&Config::default(), &settings, Path::new(name));
        let mut text = text.to_owned();
        for _ in 0..9 {
            let document = opened(name, &text);
            let checked = checker.file(&document.loaded(), &document.request(), &set).unwrap();
            let Some(finding) = checked.findings.first() else { return text };
            let (at, comment) = comment(finding, &document).expect("a place for a comment");
            text.insert_str(at, &comment);
        }
        panic!("not allowed: {text}");
    }

    #[test]
    fn comments_allow_what_was_found_where_it_stands() {
        const RULE: &str = "<!-- targum: allow term-forbidden -->";
        for (name, text, wanted) in [
            ("x.en.md", "One.\n\nTwo\nof cleverphone.\n", "One.\n\n{}\nTwo\nof cleverphone.\n"),
            ("x.en.md", "# A cleverphone\n\nOne.\n", "{}\n# A cleverphone\n\nOne.\n"),
            ("x.en.md", "- a cleverphone b\n- c\n", "- a {}cleverphone b\n- c\n"),
            (
                "x.en.html",
                "<p>One</p>\n<p>a <b>cleverphone</b>",
                "<p>One</p>\n<p>a {}<b>cleverphone</b>",
            ),
            ("x.en.html", "<p>One</p> a cleverphone", "<p>One</p> a {}cleverphone"),
            ("x.en.html", "<p>a<img alt=\"cleverphone\">b", "<p>a{}<img alt=\"cleverphone\">b"),
            ("x.en.html", "<title>cleverphone</title>b", "{}<title>cleverphone</title>b"),
        ] {
            assert_eq!(allowed(name, text), wanted.replace("{}", RULE), "{name}: {text}");
        }
    }

    #[test]
    fn comments_in_memories_stand_before_the_unit() {
        let tmx = "<tmx version=\"1.4\"><header srclang=\"en\"/><body>\n<tu><tuv xml:lang=\"en\"><seg>the cleverphone</seg></tuv>\
            <tuv xml:lang=\"fr\"><seg>x</seg></tuv></tu>\n</body></tmx>";
        assert!(allowed("x.tmx", tmx).contains("allow term-forbidden --><tu>"));
        let po = "msgid \"\"\nmsgstr \"Language: fr\\n\"\n# a\nmsgctxt \"c\"\nmsgid \"\"\n\"the cleverphone\"\nmsgstr \"x\"\n";
        assert!(allowed("x.po", po).contains("\\n\"\n# targum: allow term-forbidden\n# a\n"));
        let xliff = "<xliff version=\"1.2\"><file source-language=\"en\" target-language=\"fr\"><body>\
            <trans-unit id=\"1\"><source>the cleverphone</source><target>x</target></trans-unit></body></file></xliff>";
        assert!(allowed("x.xlf", xliff).contains("allow term-forbidden --><trans-unit"));
    }

    #[test]
    fn plain_text_has_no_comments() {
        let finding = Finding::new("r", crate::model::Severity::Error, "m");
        assert!(comment(&finding, &opened("x.txt", "abc")).is_none());
    }
}
