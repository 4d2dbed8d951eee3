//! Strings as gettext writes them: escaped, in lines of 79 columns at most.

mod breaks;

use crate::text::is_cjk;
use breaks::may_break;

/// The widest line, quotes included.
const WIDTH: usize = 79;

/// The lines that say `keyword` is `text`, each behind `prefix` (`#| `), without the last line end.
pub(super) fn lines(prefix: &str, keyword: &str, text: &str, eol: &str) -> String {
    wrapped(prefix, keyword, text, eol, WIDTH)
}

/// The same for an entry with the flag `no-wrap`: lines end where those of the text do.
pub(super) fn unwrapped(prefix: &str, keyword: &str, text: &str, eol: &str) -> String {
    wrapped(prefix, keyword, text, eol, usize::MAX)
}

fn wrapped(prefix: &str, keyword: &str, text: &str, eol: &str, widest: usize) -> String {
    let pieces = pieces(text);
    let whole: String = pieces.iter().map(|piece| piece.written.as_str()).collect();
    let room = widest.saturating_sub(2);
    let head = prefix.len() + keyword.len() + 1;
    let inner = pieces.iter().rev().skip(1).any(|piece| piece.ends_line);
    if !inner && (head + width(&whole) <= room || pieces.len() < 2) {
        return format!("{prefix}{keyword} \"{whole}\"");
    }
    let mut out = format!("{prefix}{keyword} \"\"");
    let mut line = String::new();
    let mut flush = |line: &mut String| {
        out += &format!("{eol}{prefix}\"{line}\"");
        line.clear();
    };
    for piece in &pieces {
        // As gettext counts, the space at the end of a line is in it.
        let over = prefix.len() + width(&line) + width(&piece.written) > room;
        if over && !line.is_empty() {
            flush(&mut line);
        }
        line.push_str(&piece.written);
        if piece.ends_line {
            flush(&mut line);
        }
    }
    if !line.is_empty() {
        flush(&mut line);
    }
    out
}

/// A piece of a text that is not cut.
struct Piece {
    written: String,
    /// Whether a line ends behind it.
    ends_line: bool,
}

fn pieces(text: &str) -> Vec<Piece> {
    let mut found = Vec::new();
    let mut piece = Piece { written: String::new(), ends_line: false };
    let (mut chars, mut last) = (text.chars().peekable(), None);
    while let Some(c) = chars.next() {
        last = if c == ' ' { last } else { Some(c) };
        match c {
            '\\' => piece.written.push_str("\\\\"),
            '"' => piece.written.push_str("\\\""),
            '\n' => piece.written.push_str("\\n"),
            '\t' => piece.written.push_str("\\t"),
            '\r' => piece.written.push_str("\\r"),
            '\u{7}' => piece.written.push_str("\\a"),
            '\u{8}' => piece.written.push_str("\\b"),
            '\u{B}' => piece.written.push_str("\\v"),
            '\u{C}' => piece.written.push_str("\\f"),
            c if c.is_ascii_control() => piece.written += &format!("\\{:03o}", u32::from(c)),
            c => piece.written.push(c),
        }
        piece.ends_line = c == '\n';
        if piece.ends_line || chars.peek().is_none_or(|next| may_break(last, c, *next)) {
            found.push(std::mem::replace(
                &mut piece,
                Piece { written: String::new(), ends_line: false },
            ));
        }
    }
    found
}

/// Columns: two for wide characters, none for marks that stand on others.
fn width(text: &str) -> usize {
    let wide = |c: char| {
        is_cjk(c) && !('\u{FF61}'..='\u{FFDC}').contains(&c)
            || matches!(c, '\u{3000}'..='\u{303E}' | '\u{FF01}'..='\u{FF60}' | '\u{1F300}'..='\u{1F64F}')
    };
    let mark = |c: char| matches!(c, '\u{300}'..='\u{36F}' | '\u{591}'..='\u{5BD}' | '\u{610}'..='\u{61A}' | '\u{64B}'..='\u{65F}' | '\u{200B}'..='\u{200F}');
    text.chars().map(|c| if mark(c) { 0 } else { 1 + usize::from(wide(c)) }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_strings_begin_on_a_line_of_their_own() {
        assert_eq!(lines("", "msgstr", "short \"x\"\n", "\n"), "msgstr \"short \\\"x\\\"\\n\"");
        assert_eq!(
            lines("", "msgstr[1]", "one\ntwo", "\r\n"),
            "msgstr[1] \"\"\r\n\"one\\n\"\r\n\"two\""
        );
        let long = "word ".repeat(30);
        let written = lines("#| ", "msgid", long.trim_end(), "\n");
        assert!(written.starts_with("#| msgid \"\"\n#| \"word word"), "{written}");
        assert!(written.lines().count() > 2 && written.lines().all(|line| line.len() <= 80));
        // What has no place to break stays whole.
        let solid = "x".repeat(100);
        assert_eq!(lines("", "msgstr", &solid, "\n"), format!("msgstr \"{solid}\""));
    }
}
