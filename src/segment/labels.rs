//! Lists inside a paragraph: a sentence that starts with the label of an item ends where the label of
//! the next one stands, with a full stop or without.

/// How far the next label is looked for, in bytes.
const REACH: usize = 500;

/// The label of an item: a number or a letter with marks around it.
struct Label<'t> {
    /// A bullet or an opening bracket.
    before: &'t str,
    value: &'t str,
    /// `.`, `)` or `.)`
    behind: &'t str,
}

/// Where the item starts that follows the one at `start`.
#[inline]
pub(super) fn next_item(text: &str, start: usize) -> Option<usize> {
    // Most sentences start with a word: those are no items.
    match text.as_bytes()[start..] {
        [b'0'..=b'9' | b'-' | b'*' | b'(' | b' ' | 0xE2, ..] | [b'a'..=b'z', b'.' | b')', ..] => {}
        _ => return None,
    }
    let label = read(&text[start..])?;
    let mut buffer = [0; 32];
    let wanted = successor(&label, &mut buffer)?;
    let from = start + label.before.len() + label.value.len() + label.behind.len();
    let mut to = (from + REACH).min(text.len());
    while !text.is_char_boundary(to) {
        to -= 1;
    }
    let mut at = from;
    while let Some(found) = text.get(at..to)?.find(wanted) {
        let place = at + found;
        let behind = &text[place + wanted.len()..];
        let spaced = text[..place].ends_with([' ', '\n']);
        let follows = behind.strip_prefix(' ').and_then(|rest| rest.chars().next());
        if spaced
            && follows.is_some_and(|c| c.is_uppercase() || (c.is_alphabetic() && !c.is_lowercase()))
        {
            return Some(place);
        }
        at = place + 1;
        while !text.is_char_boundary(at) {
            at += 1;
        }
    }
    None
}

fn read(text: &str) -> Option<Label<'_>> {
    let bullet = text.len() - text.trim_start_matches(['•', '⁃', '–', '-', '*', '(', ' ']).len();
    if bullet > 8 {
        return None;
    }
    let (before, rest) = text.split_at(bullet);
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let length =
        if digits > 0 { digits } else { rest.bytes().take_while(u8::is_ascii_lowercase).count() };
    if length == 0 || length > 3 || (digits == 0 && length > 1) {
        return None;
    }
    let (value, rest) = rest.split_at(length);
    let behind = [".)", ".", ")"].into_iter().find(|mark| rest.starts_with(mark))?;
    rest[behind.len()..].starts_with(' ').then_some(Label { before, value, behind })
}

/// The label that follows another, written into a buffer.
fn successor<'b>(label: &Label, buffer: &'b mut [u8; 32]) -> Option<&'b str> {
    use std::io::Write as _;
    let mut room = &mut buffer[..];
    let before = label.before;
    if let Ok(number) = label.value.parse::<u32>() {
        write!(room, "{before}{}{}", number + 1, label.behind).ok()?;
    } else {
        let letter = label.value.bytes().next().filter(|b| *b < b'z')? + 1;
        write!(room, "{before}{}{}", char::from(letter), label.behind).ok()?;
    }
    let length = 32 - room.len();
    std::str::from_utf8(&buffer[..length]).ok()
}
