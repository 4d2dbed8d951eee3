//! Letters on their way into reports: no text that was checked may steer a terminal, break a line of an
//! output, or put into XML what XML forbids.

use crate::model::Excerpt;
use crate::text::xml::is_legal;
use crate::text::{is_right_to_left, is_right_to_left_letter};
use std::borrow::Cow;

/// What stands for a letter that can't be shown.
const REPLACEMENT: char = '\u{FFFD}';

/// `text` in one line that can't steer a terminal: line breaks and tabs are spaces; control characters
/// and those that turn the direction of what follows are replaced.
pub(super) fn one_line(text: &str) -> Cow<'_, str> {
    let steers = |c: char| {
        c.is_control()
            || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    replaced(text, steers, |c| match c {
        '\t' | '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => ' ',
        _ => REPLACEMENT,
    })
}

/// `text` without the letters that XML forbids: each is replaced.
pub(super) fn legal(text: &str) -> Cow<'_, str> {
    replaced(text, |c| !is_legal(c), |_| REPLACEMENT)
}

fn replaced(text: &str, bad: impl Fn(char) -> bool, by: impl Fn(char) -> char) -> Cow<'_, str> {
    if text.chars().any(&bad) {
        Cow::Owned(text.chars().map(|c| if bad(c) { by(c) } else { c }).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// `text` as the inside of an HTML element or a quoted attribute.
pub(super) fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // The controls behind DEL are no letters in HTML either.
            '\r' | '\u{7F}'..='\u{9F}' => out.push(REPLACEMENT),
            c if is_legal(c) => out.push(c),
            _ => out.push(REPLACEMENT),
        }
    }
    out
}

/// The text before what is meant, what is meant, and the text behind it. Where the range does not fit
/// the text, all of it is meant.
pub(super) fn parts(excerpt: &Excerpt) -> (&str, &str, &str) {
    let (start, end) = (excerpt.range.start as usize, excerpt.range.end as usize);
    let cut = || {
        let (head, behind) = excerpt.text.split_at_checked(end)?;
        let (before, meant) = head.split_at_checked(start)?;
        Some((before, meant, behind))
    };
    cut().unwrap_or(("", &excerpt.text, ""))
}

/// Whether an excerpt is read from right to left: by its language, else by its first letter.
pub(super) fn reads_right_to_left(excerpt: &Excerpt) -> bool {
    match &excerpt.lang {
        Some(lang) => is_right_to_left(lang),
        None => {
            excerpt.text.chars().find(|c| c.is_alphabetic()).is_some_and(is_right_to_left_letter)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_steers_or_breaks_a_line() {
        assert_eq!(one_line("plain – 文字"), "plain – 文字");
        assert_eq!(
            one_line("a\r\nb\tc\u{1B}[31m\u{202E}d\u{9B}"),
            "a  b c\u{FFFD}[31m\u{FFFD}d\u{FFFD}"
        );
    }

    #[test]
    fn what_markup_forbids_is_replaced() {
        assert_eq!(legal("a\u{0}b\u{FFFF}\n"), "a\u{FFFD}b\u{FFFD}\n");
        assert_eq!(
            html("<a b=\"c\">&\u{1}\u{85}"),
            "&lt;a b=&quot;c&quot;&gt;&amp;\u{FFFD}\u{FFFD}"
        );
    }

    #[test]
    fn a_range_that_does_not_fit_means_all() {
        let excerpt = |range| Excerpt { text: "aé b".into(), range, lang: None };
        assert_eq!(parts(&excerpt(1..3)), ("a", "é", " b"));
        for range in [2..3, 0..9, std::ops::Range { start: 3, end: 1 }] {
            assert_eq!(parts(&excerpt(range)), ("", "aé b", ""));
        }
    }
}
