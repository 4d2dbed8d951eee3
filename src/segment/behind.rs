//! What belongs to a mark: the row it stands in, emoji, and the quotes, brackets and references to notes that
//! close behind it.

use super::context::first_bytes;
use super::scan::{letter, mark};

pub(super) fn is_emoji(c: char) -> bool {
    matches!(c, '\u{1F000}'..='\u{1FAFF}' | '\u{2600}'..='\u{27BF}' | '\u{2B50}' | '\u{2B55}')
}

/// What may follow an emoji as a part of it.
fn joins_emoji(c: char) -> bool {
    is_emoji(c)
        || matches!(
            c,
            '\u{200D}' | '\u{FE0E}' | '\u{FE0F}' | '\u{20E3}' | '\u{E0020}'..='\u{E007F}'
        )
}

/// The end of an emoticon (`:-)`, `;)`, `:D`) that stands by itself.
fn emoticon_end(text: &str, from: usize) -> usize {
    let bytes = &text.as_bytes()[from..];
    if !matches!(bytes.first(), Some(b':' | b';' | b'=')) {
        return from;
    }
    let nose = usize::from(bytes.get(1) == Some(&b'-'));
    let mouth = bytes[1 + nose..].iter().take_while(|b| b")(DPp|*".contains(b)).count();
    let end = 1 + nose + mouth;
    let free = bytes.get(end).is_none_or(u8::is_ascii_whitespace);
    if mouth > 0 && mouth < 8 && free { from + end } else { from }
}

/// The end of a row of emoji, with spaces between them.
pub(super) fn emoji_end(text: &str, from: usize) -> usize {
    let mut end = emoticon_end(text, from);
    if end > from {
        return end;
    }
    loop {
        let next = skip(text, end, joins_emoji);
        if next == end {
            return end;
        }
        end = next;
        let spaced = end + usize::from(text.as_bytes().get(end) == Some(&b' '));
        if !letter(text, spaced).is_some_and(is_emoji) {
            return end;
        }
        end = spaced;
    }
}

/// The end of a row of marks that starts at `at`: `?!`, `...`, and `. . .` with its spaces.
pub(super) fn run_end(text: &str, at: usize) -> usize {
    let mut end = skip(text, at, |c| mark(c).is_some());
    let bytes = text.as_bytes();
    while bytes[end - 1] == b'.'
        && bytes.get(end) == Some(&b' ')
        && bytes.get(end + 1) == Some(&b'.')
    {
        // `. .5` goes on with a word, `. ...` with another ellipsis.
        if bytes.get(end + 2).is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'.') {
            break;
        }
        end = skip(text, end + 1, |c| c == '.');
    }
    end
}

fn skip(text: &str, from: usize, wanted: impl Fn(char) -> bool) -> usize {
    let rest = &text[from..];
    from + rest.find(|c| !wanted(c)).unwrap_or(rest.len())
}

fn closes(c: char) -> bool {
    matches!(
        c,
        '"' | '\''
            | '”'
            | '’'
            | '»'
            | ')'
            | ']'
            | '}'
            | '）'
            | '」'
            | '』'
            | '】'
            | '》'
            | '〉'
            | '〗'
            | '〕'
            | '›'
            | '＂'
            | '＇'
            | '］'
            | '｝'
            | '｣'
            | '\u{200F}'
            | '\u{200E}'
            | '\u{2069}'
    )
}

/// Whether a mark is a quote that some languages close with and others open with, or that does both.
fn either(c: char) -> bool {
    matches!(c, '“' | '‘' | '«' | '‹' | '„')
}

/// The end of what closes behind the marks that end at `from`: quotes and brackets, those that stand
/// off by a space, and references to notes.
pub(super) fn closers(text: &str, from: usize, quotes: &mut Quotes) -> usize {
    let mut end = from;
    loop {
        let next = skip(text, end, closes);
        if next == end {
            break;
        }
        // Marks may stand on both sides of the closing quote: `!”.`, `？」。`
        end = skip(text, next, |c| mark(c).is_some());
    }
    let rest = &text[end..];
    let mut ahead = rest.chars();
    if let Some(c) = ahead.next().filter(|c| either(*c)) {
        let behind = ahead.next();
        if behind.is_none_or(|b| b.is_whitespace() || mark(b).is_some() || matches!(b, ',' | ')')) {
            end += c.len_utf8();
        }
    }
    if let Some(off) = closer_off(text, end, quotes) {
        end = skip(text, off, |c| closes(c) || mark(c).is_some());
    }
    notes(text, end)
}

/// The end of a closing quote that stands off by a space: a guillemet or `''`, and a quote with space on
/// both sides that an earlier one opened.
fn closer_off(text: &str, from: usize, quotes: &mut Quotes) -> Option<usize> {
    let rest = &text[from..];
    let near = first_bytes(rest, 8);
    let spaces =
        near.len() - near.trim_start_matches([' ', '\u{A0}', '\u{202F}', '\u{2009}']).len();
    if spaces == 0 || spaces > 3 {
        return None;
    }
    let off = &rest[spaces..];
    let first = off.chars().next()?;
    let at = from + spaces;
    let behind = at + first.len_utf8();
    let free = |to: usize| {
        text[to..].chars().next().is_none_or(|c| c.is_whitespace() || ",.;:!?)".contains(c))
    };
    match first {
        '\'' if off.starts_with("''") && free(at + 2) => Some(at + 2),
        '»' | '›' | ')' | ']' | '}' | '”' | '’' if free(behind) => Some(behind),
        '`' if off.starts_with("``") && off[2..].starts_with(['.', ',', ';', ')']) => Some(at + 2),
        '"' if text[behind..].starts_with([',', '.', ';', ')']) => Some(behind),
        '"' if free(behind) => quotes.opened(text, at).then_some(behind),
        '“' if free(behind) => low_opened(text, at).then_some(behind),
        _ => None,
    }
}

/// Whether a quotation in `"` is open, as far as the text was read. A quote with a space on one side says
/// what it is; one with a space on both sides closes what is open. Each byte is read once.
#[derive(Debug, Default)]
pub(super) struct Quotes {
    read: usize,
    open: bool,
}

impl Quotes {
    /// Whether a quotation is open at `at`.
    fn opened(&mut self, text: &str, at: usize) -> bool {
        let bytes = text.as_bytes();
        while let Some(found) = memchr::memchr(b'"', &bytes[self.read.min(at)..at]) {
            let place = self.read + found;
            let free = |byte: Option<&u8>| {
                byte.is_none_or(|b| b.is_ascii_whitespace() || b"(-,.".contains(b))
            };
            let before = free(place.checked_sub(1).and_then(|p| bytes.get(p)));
            let behind = free(bytes.get(place + 1));
            self.open = if before == behind { !self.open } else { before };
            self.read = place + 1;
        }
        self.read = self.read.max(at);
        self.open
    }
}

/// Whether a `„` is open before a `“` at `at`, near enough.
fn low_opened(text: &str, at: usize) -> bool {
    const NEAR: usize = 400;
    let mut low = at.saturating_sub(NEAR);
    while !text.is_char_boundary(low) {
        low += 1;
    }
    let last = text[low..at].rfind(['„', '“']);
    last.is_some_and(|place| text[low + place..].starts_with('„'))
}

/// The end of references to notes that follow: `[12][13]`, also behind a space.
fn notes(text: &str, from: usize) -> usize {
    let mut end = from;
    loop {
        let rest = &text[end..];
        let Some(inner) = rest.strip_prefix('[').or_else(|| rest.strip_prefix(" [")) else {
            return end;
        };
        let opened = text.len() - inner.len();
        let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 || digits > 3 || inner.as_bytes().get(digits) != Some(&b']') {
            return end;
        }
        end = opened + digits + 1;
    }
}

/// Marks that open what follows.
pub(super) fn opens(c: char) -> bool {
    matches!(
        c,
        '"' | '\''
            | '“'
            | '„'
            | '«'
            | '»'
            | '‘'
            | '‚'
            | '”'
            | '('
            | '['
            | '{'
            | '¿'
            | '¡'
            | '`'
            | '‹'
            | '›'
            | '「'
            | '『'
            | '《'
            | '（'
            | '【'
            | '*'
            | '_'
            | ' '
            | '\u{A0}'
            | '\u{202F}'
            | '-'
            | '–'
            | '—'
            | '―'
            | '\u{200E}'
            | '\u{200F}'
    )
}
