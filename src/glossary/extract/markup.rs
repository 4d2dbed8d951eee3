//! What in a text is for machines: tags, entities, addresses, placeholders, names of variables. Strings
//! of programs are full of it, and none of it makes terms.

use std::ops::Range;

/// The bytes a tag may have.
const LONGEST_TAG: usize = 500;

/// The stretches of `text` that are for machines, in order.
pub(super) fn for_machines(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    if !text.bytes().any(|b| b.is_ascii_punctuation() && !matches!(b, b'.' | b',' | b'-')) {
        return found;
    }
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(next) = memchr::memchr2(b'<', b'&', &bytes[at..]) {
        let start = at + next;
        let length =
            if bytes[start] == b'<' { tag(&bytes[start..]) } else { entity(&bytes[start..]) };
        if let Some(length) = length {
            found.push(start..start + length);
        }
        at = start + length.unwrap_or(1);
    }
    let mut at = 0;
    for run in text.split(|c: char| !c.is_ascii_graphic()) {
        // By its place: a run is a part of the text.
        let start = run.as_ptr() as usize - text.as_ptr() as usize;
        debug_assert!(start >= at, "runs come in order");
        at = start;
        if run.len() > 1 && is_code(run) {
            found.push(start..start + run.len());
        }
    }
    found.sort_unstable_by_key(|range| range.start);
    found
}

fn tag(bytes: &[u8]) -> Option<usize> {
    let starts =
        bytes.get(1).is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'/' | b'!' | b'?'));
    let near = &bytes[..bytes.len().min(LONGEST_TAG)];
    let end = memchr::memchr2(b'>', b'<', near.get(1..)?)? + 1;
    (starts && near[end] == b'>').then_some(end + 1)
}

fn entity(bytes: &[u8]) -> Option<usize> {
    let end = bytes.iter().take(12).position(|b| *b == b';')?;
    let name = &bytes[1..end];
    let named = name.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'#');
    (!name.is_empty() && named).then_some(end + 1)
}

/// Whether a run of visible ASCII characters is an address, a path, an option, a placeholder or the name
/// of a variable.
fn is_code(run: &str) -> bool {
    let bare =
        run.trim_matches(|c: char| matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '"' | '\''));
    let bytes = bare.as_bytes();
    let letters = |b: Option<&u8>| b.is_some_and(u8::is_ascii_alphanumeric);
    let joined = |sign: u8| {
        bytes
            .iter()
            .enumerate()
            .any(|(at, b)| *b == sign && letters(bytes.get(at + 1)) && (at > 0 || sign != b'='))
    };
    let slashes = bare.matches('/').count();
    bare.contains("://")
        || bare.starts_with("www.")
        || bare.starts_with("--")
        || bare.contains(['_', '\\', '{', '}'])
        || bare.contains("()")
        || slashes > 1
        || b"@$%=".iter().any(|sign| joined(*sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_for_machines_is_found() {
        for (text, wanted) in [
            ("see <a>the page</a> now", vec!["<a>", "</a>"]),
            ("the <img src='x.png' alt='a'> here", vec!["<img src='x.png' alt='a'>"]),
            ("Fish &amp; chips & peas", vec!["&amp;"]),
            ("mail a@b.org, or https://x.org/y.", vec!["a@b.org,", "https://x.org/y."]),
            ("set MAX_SIZE with --size or %s", vec!["MAX_SIZE", "--size", "%s"]),
            ("50% of men and/or women, a < b > c", vec![]),
        ] {
            let found = for_machines(text);
            let whole = found.iter().filter(|one| {
                let within = |other: &&Range<usize>| {
                    other.start <= one.start && one.end <= other.end && other != one
                };
                found.iter().find(within).is_none()
            });
            let whole: Vec<&str> = whole.map(|range| &text[range.clone()]).collect();
            assert_eq!(whole, wanted, "{text}");
        }
    }
}
