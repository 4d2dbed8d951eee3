//! Words written into Markdown.

use crate::format::splice::Change;
use std::borrow::Cow;

/// A text with a backslash before what would be markup.
pub(super) fn written(text: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut from = 0;
    for (at, c) in text.char_indices() {
        if is_markup(text, at, c) {
            out.push_str(&text[from..at]);
            out.push('\\');
            from = at;
        }
    }
    if from == 0 && out.is_empty() { text.into() } else { (out + &text[from..]).into() }
}

fn is_markup(text: &str, at: usize, c: char) -> bool {
    let (before, behind) = (&text[..at], &text[at + c.len_utf8()..]);
    let next = behind.chars().next();
    match c {
        '\\' => next.is_none_or(|next| next.is_ascii_punctuation()),
        '*' | '`' | '[' | ']' | '~' | '|' => true,
        // Inside of a word it is a letter.
        '_' => {
            let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            !(word(before.chars().next_back()) && word(next))
        }
        '<' => next.is_some_and(|next| next.is_ascii_alphabetic() || "/!?".contains(next)),
        '&' => {
            let name = behind.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '#');
            name.len() < behind.len() && name.starts_with(';')
        }
        // At the start of a line it makes a heading, a quotation, an item.
        '#' | '>' | '=' | ':' => before.is_empty() && next.is_none_or(|next| " #>=".contains(next)),
        '-' | '+' => before.is_empty() && next.is_none_or(|next| next == ' ' || next == c),
        '.' | ')' => {
            let number = (1..10).contains(&at) && before.bytes().all(|byte| byte.is_ascii_digit());
            number && next.is_none_or(|next| next == ' ')
        }
        _ => false,
    }
}

/// Takes away marks around words that go: `**` by itself would be asterisks.
pub(super) fn adapt(text: &str, mut changes: Vec<Change>) -> Vec<Change> {
    let ends: Vec<usize> = changes.iter().map(|change| change.range.end).collect();
    let starts: Vec<usize> = changes.iter().map(|change| change.range.start).collect();
    for (index, change) in changes.iter_mut().enumerate() {
        if !change.replacement.is_empty() || change.range.is_empty() {
            continue;
        }
        let marks = |c: char| matches!(c, '*' | '_' | '~' | '`');
        let lowest = index.checked_sub(1).map_or(0, |before| ends[before]);
        let highest = starts.get(index + 1).copied().unwrap_or(text.len());
        let before = &text[lowest..change.range.start];
        let behind = &text[change.range.end..highest];
        let opening = &before[before.trim_end_matches(marks).len()..];
        let closing = &behind[..behind.len() - behind.trim_start_matches(marks).len()];
        let common = opening.bytes().rev().zip(closing.bytes()).take_while(|(a, b)| a == b).count();
        change.range = change.range.start - common..change.range.end + common;
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_would_be_markup_is_escaped() {
        for (text, wanted) in [
            ("l'ONU & l'OIT (no. 4) – 50 % < 60 #1", "l'ONU & l'OIT (no. 4) – 50 % < 60 #1"),
            ("snake_case and _this_", "snake_case and \\_this\\_"),
            ("2 * 3 [a](b) `c` &amp; <b>", "2 \\* 3 \\[a\\](b) \\`c\\` \\&amp; \\<b>"),
            ("1. Act", "1\\. Act"),
            ("- so", "\\- so"),
            ("# so", "\\# so"),
            ("a\\b \\*", "a\\b \\\\\\*"),
        ] {
            assert_eq!(written(text), wanted);
        }
    }

    #[test]
    fn marks_go_with_all_their_words() {
        let text = "a ***b*** *c d* e";
        let change = |range| Change { range, replacement: String::new() };
        let adapted = adapt(text, vec![change(5..6), change(11..12)]);
        assert_eq!(adapted[0].range, 2..9);
        assert_eq!(adapted[1].range, 11..12);
    }
}
