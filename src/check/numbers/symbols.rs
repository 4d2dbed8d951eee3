//! Document symbols: `A/RES/55/25`, `CTOC/COP/2008/18`.

use std::ops::Range;

/// The symbols of each side that the other does not have, where both sides have such ones: on one side
/// alone a symbol may be written out, and its numbers are compared.
pub(super) fn mismatch(source: &str, target: &str) -> (Vec<Range<usize>>, Vec<Range<usize>>) {
    let may_have = |text: &str| memchr::memchr(b'/', text.as_bytes()).is_some();
    if !may_have(source) || !may_have(target) {
        return (Vec::new(), Vec::new());
    }
    let (mut missing, mut extra) = (all(source), all(target));
    let names = |ranges: &[Range<usize>], text: &str| {
        let mut names: Vec<String> =
            ranges.iter().map(|range| text[range.clone()].to_owned()).collect();
        names.sort_unstable();
        names
    };
    let (of_source, of_target) = (names(&missing, source), names(&extra, target));
    let known =
        |names: &[String], name: &str| names.binary_search_by(|one| (**one).cmp(name)).is_ok();
    missing.retain(|range| !known(&of_target, &source[range.clone()]));
    extra.retain(|range| !known(&of_source, &target[range.clone()]));
    if missing.is_empty() || extra.is_empty() {
        return (Vec::new(), Vec::new());
    }
    (missing, extra)
}

/// The symbols in a text: runs of capitals, digits and few marks that start with a capital and have a
/// slash and a digit.
fn all(text: &str) -> Vec<Range<usize>> {
    let inside =
        |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || matches!(b, b'/' | b'.' | b'-');
    let (bytes, mut found, mut at) = (text.as_bytes(), Vec::new(), 0);
    while at < bytes.len() {
        if !inside(bytes[at]) {
            at += 1;
            continue;
        }
        let start = at;
        while at < bytes.len() && inside(bytes[at]) {
            at += 1;
        }
        let run = text[start..at].trim_end_matches(['.', '/', '-']);
        let free = !bytes.get(at).is_some_and(u8::is_ascii_lowercase)
            && !start.checked_sub(1).is_some_and(|before| bytes[before].is_ascii_alphanumeric());
        let symbol = run.contains('/')
            && !run.contains("..")
            && run.starts_with(|c: char| c.is_ascii_uppercase())
            && run.bytes().any(|b| b.is_ascii_digit());
        if free && symbol {
            found.push(start..start + run.len());
        }
    }
    found
}
