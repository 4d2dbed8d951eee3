//! Words written into Markdown.

use super::walk::walk;
use crate::format::FormatError;
use crate::format::splice::{Change, changed};
use std::borrow::Cow;
use std::ops::Range;

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

/// Fits the marks around words that go away: around nothing they go as well (`**` by itself would be
/// asterisks), and a space at the end of what is left inside of them comes outside.
///
/// # Errors
/// When marks would be taken for text all the same.
pub(super) fn adapt(text: &str, mut changes: Vec<Change>) -> Result<Vec<Change>, FormatError> {
    let wanted: String = changes.iter().map(|change| change.replacement.as_str()).collect();
    for index in 0..changes.len() {
        let lowest = index.checked_sub(1).map_or(0, |before| changes[before].range.end);
        let highest = changes.get(index + 1).map_or(text.len(), |next| next.range.start);
        if changes[index].replacement.is_empty() {
            fit(text, &mut changes[index], lowest..highest);
        }
    }
    let after = changed(text, &changes);
    if marks(&after) > marks(text) + wanted.chars().filter(|c| is_mark(*c)).count() {
        let reason = "with the edits, marks of Markdown would be taken for text: edit it by hand";
        return Err(FormatError::unfit(reason));
    }
    Ok(changes)
}

fn is_mark(c: char) -> bool {
    matches!(c, '*' | '_' | '~' | '`')
}

/// How many marks a document shows as text.
fn marks(text: &str) -> usize {
    let blocks = walk(text).blocks;
    blocks.iter().map(|block| block.content.text.chars().filter(|c| is_mark(*c)).count()).sum()
}

/// Fits one change, between the changes around it.
fn fit(text: &str, change: &mut Change, room: Range<usize>) {
    let (start, end) = (change.range.start, change.range.end);
    let (before, behind) = (&text[room.start..start], &text[end..room.end]);
    // A mark opens before a letter and behind none; it closes the other way round.
    let words = &text[start..end];
    let outside =
        |beyond: Option<char>, white: bool| !white && !beyond.is_some_and(char::is_alphanumeric);
    let (rest, white) = (before.trim_end_matches(is_mark), words.starts_with(char::is_whitespace));
    let beyond = text[..room.start + rest.len()].chars().next_back();
    let opens = outside(beyond, white);
    let opening = if opens { &before[rest.len()..] } else { "" };
    let (rest, white) = (behind.trim_start_matches(is_mark), words.ends_with(char::is_whitespace));
    let closes = outside(text[room.end - rest.len()..].chars().next(), white);
    let closing = if closes { &behind[..behind.len() - rest.len()] } else { "" };
    let blank = [' ', '\t'];
    let space_before = &before[before.trim_end_matches(blank).len()..];
    let space_behind = &behind[..behind.len() - behind.trim_start_matches(blank).len()];
    if !opening.is_empty() && !closing.is_empty() {
        let common = opening.bytes().rev().zip(closing.bytes()).take_while(|(a, b)| a == b).count();
        change.range = start - common..end + common;
    } else if !opening.is_empty() && !space_behind.is_empty() {
        change.range = start - opening.len()..end + space_behind.len();
        change.replacement = format!("{space_behind}{opening}");
    } else if !closing.is_empty() && !space_before.is_empty() {
        change.range = start - space_before.len()..end + closing.len();
        change.replacement = format!("{closing}{space_before}");
    }
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
    fn marks_stay_marks() {
        let after = |text: &str, words: &str, new: &str| {
            let at = text.find(words).unwrap();
            let change = Change { range: at..at + words.len(), replacement: new.into() };
            adapt(text, vec![change]).map(|changes| changed(text, &changes))
        };
        assert_eq!(after("a ***b*** c", "b", "").unwrap(), "a  c");
        assert_eq!(after("a *b c* d", "b", "").unwrap(), "a  *c* d");
        assert_eq!(after("a *b c*, d", "c", "").unwrap(), "a *b* , d");
        assert_eq!(after("a *b c* d", "c", "x\\*").unwrap(), "a *b x\\** d");
        assert_eq!(after("a *b* d", "b", "b\\* ").ok(), None);
    }
}
