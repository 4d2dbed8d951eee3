//! `url-mismatch`

use super::{CheckedPair, Find, Group, Hit, PairSide, Rule};
use crate::model::Severity;
use crate::text::LangTag;
use std::ops::Range;

pub(super) const RULE: Rule = Rule {
    id: "url-mismatch",
    group: Group::Translation,
    default_on: true,
    severity: Severity::Warning,
    title: "an address of the web or of mail that only one side has",
    documentation: "\
What it does: compares the addresses of the web (http, https, ftp, www.) and of mail in source and
target, and reports those missing in the target and those the source does not have. Capitals of the host,
a slash at the end and the language of the page (/en/ and /fr/, en. and fr., lang=en and lang=fr) do not
count.

Why: a broken address leads readers nowhere, and no reader of the target sees what it was.

Example: \"https://www.unodc.org/documents\" – \"https://www.undoc.org/documents\".",
    find: Find::Pair(find),
};

fn find(pair: &CheckedPair<'_>, hits: &mut Vec<Hit>) {
    let (source, target) = (pair.source.text(), pair.target.text());
    if target.trim().is_empty() || super::names_translators(source) {
        return;
    }
    let (sources, targets) = (ranges(source), ranges(target));
    if sources.is_empty() && targets.is_empty() {
        return;
    }
    let langs = [pair.source.lang, pair.target.lang];
    let keys = |ranges: &[Range<usize>], text: &str| -> Vec<String> {
        ranges.iter().map(|range| key(&text[range.clone()], langs)).collect()
    };
    let (source_keys, target_keys) = (keys(&sources, source), keys(&targets, target));
    let sorted = |keys: &[String]| {
        let mut keys = keys.to_vec();
        keys.sort_unstable();
        keys
    };
    let lone = |keys: Vec<String>, ranges: Vec<Range<usize>>, others: &[String]| {
        let known = sorted(others);
        let all = keys.into_iter().zip(ranges);
        let lone = all.filter(move |(key, _)| known.binary_search(key).is_err());
        lone.map(|(_, range)| range).collect::<Vec<_>>()
    };
    let missing = lone(source_keys.clone(), sources, &target_keys);
    let extra = lone(target_keys, targets, &source_keys);
    // One of each: the target's is to be the source's.
    if let ([wanted], [found]) = (&*missing, &*extra) {
        let (wanted, written) = (&source[wanted.clone()], &target[found.clone()]);
        let message = format!("another address than the source's: {written} for {wanted}");
        let hit = Hit::new(&RULE, PairSide::Target, found.clone(), message);
        return hits.push(hit.write(wanted));
    }
    for range in missing {
        let message = format!("{} is missing in the target", &source[range.clone()]);
        hits.push(Hit::new(&RULE, PairSide::Source, range, message));
    }
    for range in extra {
        let message = format!("{} is not in the source", &target[range.clone()]);
        hits.push(Hit::new(&RULE, PairSide::Target, range, message));
    }
}

/// The places of the addresses in a text.
pub(super) fn ranges(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let (mut found, mut at) = (Vec::new(), 0);
    // Every address has one of these in it.
    while let Some(next) = memchr::memchr3(b'@', b':', b'.', &bytes[at..]) {
        let mark = at + next;
        let floor = found.last().map_or(0, |range: &Range<usize>| range.end);
        let range =
            if bytes[mark] == b'@' { mail(bytes, floor, mark) } else { web(bytes, floor, mark) };
        at = mark + 1;
        if let Some(range) = range {
            at = range.end.max(at);
            found.push(range);
        }
    }
    found
}

/// An address of mail around its `@`.
fn mail(bytes: &[u8], floor: usize, mark: usize) -> Option<Range<usize>> {
    /// Bytes of the name and of the host (RFC 5321).
    const LONGEST: (usize, usize) = (64, 255);
    let name = |b: &&u8| b.is_ascii_alphanumeric() || b"._%+-".contains(b);
    let before = bytes[floor..mark].iter().rev().take(LONGEST.0).take_while(name).count();
    let host = |b: &&u8| b.is_ascii_alphanumeric() || b".-".contains(b);
    let behind = bytes[mark + 1..].iter().take(LONGEST.1).take_while(host).count();
    let mut host = &bytes[mark + 1..mark + 1 + behind];
    while let [rest @ .., b'.' | b'-'] = host {
        host = rest;
    }
    let mut labels = host.rsplit(|b| *b == b'.');
    let top = labels.next().filter(|top| top.len() > 1 && top.iter().all(u8::is_ascii_alphabetic));
    let next = labels.next().is_some_and(|label| !label.is_empty());
    (before > 0 && top.is_some() && next).then(|| mark - before..mark + 1 + host.len())
}

/// An address of the web around the mark behind its scheme, or behind `www`.
fn web(bytes: &[u8], floor: usize, mark: usize) -> Option<Range<usize>> {
    let before = &bytes[floor..mark];
    let ends = |word: &[u8]| {
        let at = before.len().checked_sub(word.len())?;
        let free = at == 0 || !before[at - 1].is_ascii_alphanumeric();
        (free && before[at..].eq_ignore_ascii_case(word)).then_some(floor + at)
    };
    let start = match bytes[mark] {
        b'.' => ends(b"www")?,
        _ if !bytes[mark + 1..].starts_with(b"//") => return None,
        _ => ends(b"http").or_else(|| ends(b"https")).or_else(|| ends(b"ftp"))?,
    };
    let inside = |b: &&u8| b.is_ascii_graphic() && !b"<>\"`{}|\\^".contains(b);
    let end = mark + bytes[mark..].iter().take_while(inside).count();
    let run = &bytes[start..end];
    let count = |wanted: u8| memchr::memchr_iter(wanted, run).count();
    let (mut round, mut square) = (count(b')'), count(b']'));
    let (round_open, square_open) = (count(b'('), count(b'['));
    let mut end = end;
    while end > mark {
        match bytes[end - 1] {
            b'.' | b',' | b';' | b':' | b'!' | b'?' | b'\'' | b'*' | b'/' => {}
            b')' if round > round_open => round -= 1,
            b']' if square > square_open => square -= 1,
            _ => break,
        }
        end -= 1;
    }
    (end > mark + 1).then_some(start..end)
}

/// An address as it is compared: in small letters, with the language of the page left open.
fn key(address: &str, langs: [&LangTag; 2]) -> String {
    let lower = address.to_ascii_lowercase();
    let lower = lower.replace("https://", "http://");
    let mut key = String::with_capacity(lower.len());
    for part in lower.split_inclusive(['/', '.', '=', '&', '?', '#', '-', '_']) {
        let word = part.trim_end_matches(['/', '.', '=', '&', '?', '#', '-', '_']);
        let lang = langs.iter().any(|lang| {
            word == lang.language()
                || word.eq_ignore_ascii_case(lang.as_str())
                || lang.region().is_some_and(|region| word.eq_ignore_ascii_case(region))
        });
        key.push_str(if lang { "*" } else { word });
        key.push_str(&part[word.len()..]);
    }
    key.truncate(key.trim_end_matches('/').len());
    key
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{pair_hits, pair_messages};

    fn found(text: &str) -> Vec<&str> {
        ranges(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn addresses_end_where_prose_goes_on() {
        assert_eq!(
            found("(see https://www.un.org/a_(b)), or www.who.int."),
            ["https://www.un.org/a_(b)", "www.who.int"]
        );
        assert_eq!(
            found("见https://un.org/en号，info@un.org。"),
            ["https://un.org/en", "info@un.org"]
        );
        assert!(found("e.g. 10:30 a@b and www. name@host.").is_empty());
    }

    #[test]
    fn the_language_of_a_page_may_differ() {
        for (source, target) in [
            ("see https://www.un.org/en/about/", "voir https://www.un.org/fr/about"),
            ("see http://en.wikipedia.org/x", "voir https://fr.wikipedia.org/x"),
            ("mail info@un.org", "écrire à info@un.org."),
            ("no address: 10.5", "rien"),
        ] {
            assert!(
                pair_messages("url-mismatch", ("en", source), ("fr", target)).is_empty(),
                "{source}"
            );
        }
    }

    #[test]
    fn other_addresses_are_told() {
        let hits = pair_hits(
            "url-mismatch",
            ("en", "at https://www.unodc.org/x."),
            ("ru", "на https://www.undoc.org/x."),
        );
        assert_eq!(hits.len(), 1);
        assert_eq!(hits[0].replacement.as_deref(), Some("https://www.unodc.org/x"));
        let missing = pair_messages("url-mismatch", ("en", "mail info@un.org"), ("zh", "请发邮件"));
        assert_eq!(missing, ["source info@un.org is missing in the target"]);
    }

    #[test]
    fn a_long_run_takes_linear_time() {
        assert!(ranges(&"a@".repeat(200_000)).is_empty());
        assert_eq!(ranges(&format!("http://a{}", ")".repeat(200_000))).len(), 1);
    }
}
