//! `double-space`

use super::{CheckedText, Find, Group, Hit, PairSide, Rule};
use crate::model::Severity;

pub(super) const RULE: Rule = Rule {
    id: "double-space",
    group: Group::Writing,
    default_on: true,
    severity: Severity::Info,
    title: "two or more spaces in a row",
    documentation: "\
What it does: finds two or three spaces in a row inside a text, and proposes one; where one of them is a
no-break space, that one. Spaces at the start, at the end and at the start of a line are left alone, and
so are four and more, which set a table or an example. Readers of documents that take white space as
typesetting (Markdown, HTML) never show them; memories do.

Why: they show in justified text, and make two segments of one for a translation memory.

Example: \"the  report\" – \"the report\".",
    find: Find::Text(find),
};

/// More spaces than these are layout.
const MOST: usize = 3;

fn find(checked: &CheckedText<'_>, hits: &mut Vec<Hit>) {
    let text = checked.text();
    let mut at = 0;
    for start in candidates(text) {
        let start = text[..start].trim_end_matches(is_space).len();
        if start < at {
            continue;
        }
        let run = text[start..].len() - text[start..].trim_start_matches(is_space).len();
        at = start + run;
        let spaces = &text[start..at];
        let count = spaces.chars().take(MOST + 2).count();
        let inside = !text[..start].is_empty()
            && !text[..start].ends_with(['\n', '\r', '\t'])
            && !text[at..].is_empty()
            && !text[at..].starts_with(['\n', '\r', '\t']);
        if (2..=MOST).contains(&count) && inside {
            let one = spaces.chars().find(|c| *c != ' ').unwrap_or(' ');
            let message = format!("{count} spaces in a row: write one");
            hits.push(Hit::new(&RULE, PairSide::Source, start..at, message).write(one));
        }
    }
}

/// Where two spaces or a no-break one (C2 A0, E2 80 AF) stand.
fn candidates(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let mut found: Vec<usize> = memchr::memmem::find_iter(bytes, b"  ").collect();
    let others = memchr::memchr2_iter(0xC2, 0xE2, bytes);
    found.extend(
        others.filter(|at| text.is_char_boundary(*at) && text[*at..].starts_with(is_space)),
    );
    found.sort_unstable();
    found
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\u{A0}' | '\u{202F}')
}

#[cfg(test)]
mod tests {
    use crate::check::testing::text_hits;

    #[test]
    fn runs_inside_a_text_are_told() {
        for (text, mended) in [
            ("the  report", "the report"),
            ("mot \u{A0}: là", "mot\u{A0}: là"),
            ("في  التقرير", "في التقرير"),
        ] {
            let hits = text_hits("double-space", "fr", text);
            assert_eq!(hits.len(), 1, "{text}");
            let mut fixed = text.to_owned();
            fixed.replace_range(hits[0].range.clone(), hits[0].replacement.as_ref().unwrap());
            assert_eq!(fixed, mended);
        }
    }

    #[test]
    fn layout_is_left_alone() {
        for text in ["  the report  ", "a\n   b", "--help      show help", "a b", "”é“ – a"]
        {
            assert!(text_hits("double-space", "en", text).is_empty(), "{text}");
        }
    }
}
