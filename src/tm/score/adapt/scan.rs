//! Placeables with their places: what adaptation can replace.

use super::locale::{Marks, marks};
use super::month::{Month, month, month_sign};
use super::number::{Number, extent, numbers};
use crate::text::LangTag;
use crate::words::digit_value;
use std::ops::Range;

/// What a placeable is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// A number, as it may be read, the likeliest first.
    Number(Vec<Number>),
    /// A month by its name or, where they are joined by a slash, by two names.
    Month(Month),
    /// A month by its number before 月 or 월.
    MonthNumber(Number),
    /// An address or a document symbol, letter for letter.
    Verbatim,
}

/// A placeable of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Placeable {
    /// Its bytes.
    pub(super) range: Range<usize>,
    /// What it is.
    pub(super) kind: Kind,
}

/// Letters that may stand between a month and its day or year: `8 de febrero de 2017`.
const NEAR: usize = 6;

/// The placeables of a text, in order.
pub(super) fn scan(text: &str, lang: &LangTag) -> Vec<Placeable> {
    let mut found: Vec<Placeable> = Vec::new();
    let mut at = 0;
    for range in verbatim(text) {
        numbers_in(text, at..range.start, marks(lang), lang, &mut found);
        at = range.end;
        found.push(Placeable { range, kind: Kind::Verbatim });
    }
    numbers_in(text, at..text.len(), marks(lang), lang, &mut found);
    let months = months(text, lang, &found);
    found.extend(months);
    found.sort_by_key(|placeable| placeable.range.start);
    found
}

/// Runs of visible ASCII characters that are addresses or symbols, without the marks around them.
fn verbatim(text: &str) -> impl Iterator<Item = Range<usize>> {
    let outside = |c: char| !c.is_ascii_graphic();
    let around = |c: char| c.is_ascii_punctuation() && c != '/';
    text.split(outside).filter_map(move |run| {
        let run = run.trim_matches(around);
        let start = run.as_ptr() as usize - text.as_ptr() as usize;
        (run.len() > 3 && (is_address(run) || is_symbol(run))).then(|| start..start + run.len())
    })
}

fn is_address(run: &str) -> bool {
    let known = |start: &str| run.get(..start.len()).is_some_and(|s| s.eq_ignore_ascii_case(start));
    let mail = run.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && host.split_once('.').is_some_and(|(a, b)| !a.is_empty() && b.len() > 1)
    });
    known("http://") || known("https://") || known("ftp://") || known("www.") || mail
}

/// Whether a run is a document symbol such as `A/RES/55/25`.
fn is_symbol(run: &str) -> bool {
    let of_symbol = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b"/.-()".contains(&b);
    run.contains('/')
        && run.starts_with(|c: char| c.is_ascii_uppercase())
        && run.bytes().any(|b| b.is_ascii_digit())
        && run.bytes().all(of_symbol)
}

fn numbers_in(
    text: &str,
    range: Range<usize>,
    marks: Option<Marks>,
    lang: &LangTag,
    found: &mut Vec<Placeable>,
) {
    let mut at = range.start;
    while let Some(ahead) = text[at..range.end].find(|c| digit_value(c).is_some()) {
        at += ahead;
        let end = at + extent(&text[at..range.end], marks).max(1);
        for (inner, readings) in numbers(&text[at..end], marks) {
            let whole = at + inner.start..at + inner.end;
            let kind = match readings.first() {
                Some(first) if is_month_number(first, &text[whole.end..], lang) => {
                    Kind::MonthNumber(first.clone())
                }
                _ => Kind::Number(readings),
            };
            found.push(Placeable { range: whole, kind });
        }
        at = end;
    }
}

fn is_month_number(number: &Number, behind: &str, lang: &LangTag) -> bool {
    month_sign(lang).is_some_and(|sign| behind.starts_with(sign))
        && number.fraction.is_none()
        && number.integer.parse::<u8>().is_ok_and(|month| (1..=12).contains(&month))
}

/// The names of months that stand near a number.
fn months(text: &str, lang: &LangTag, numbers: &[Placeable]) -> Vec<Placeable> {
    let mut found: Vec<Placeable> = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        // Marks of vowels are alphabetic in Hindi and Thai, but for the virama and the like.
        let inside = c.is_alphabetic() || (start.is_some() && is_mark(c));
        match (inside, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                start = None;
                let Some(named) = month(&text[from..at], lang) else { continue };
                if let Some(last) = found.last_mut()
                    && matches!(&last.kind, Kind::Month(other) if other.number == named.number)
                    && &text[last.range.end..from] == "/"
                {
                    last.range.end = at;
                } else if near(text, &(from..at), numbers) {
                    found.push(Placeable { range: from..at, kind: Kind::Month(named) });
                }
            }
            _ => {}
        }
    }
    found
}

fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

/// Whether a number is a few letters away.
fn near(text: &str, range: &Range<usize>, numbers: &[Placeable]) -> bool {
    let next = numbers.partition_point(|number| number.range.start < range.start);
    let joins = |c: char| c.is_alphabetic() || c.is_whitespace() || ".,،/-".contains(c);
    let close = |gap: &str| gap.chars().nth(NEAR).is_none() && gap.chars().all(joins);
    let before = next.checked_sub(1).is_some_and(|last| {
        let end = numbers[last].range.end;
        end <= range.start && close(&text[end..range.start])
    });
    before
        || numbers.get(next).is_some_and(|number| {
            number.range.start >= range.end && close(&text[range.end..number.range.start])
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'a>(text: &'a str, lang: &str) -> Vec<&'a str> {
        let placeables = scan(text, &lang.parse().unwrap());
        placeables.into_iter().map(|placeable| &text[placeable.range]).collect()
    }

    #[test]
    fn placeables_have_places() {
        assert_eq!(
            found("On 8 February 2017, 1,234.5 t (A/RES/55/25) at www.un.org/e4j.", "en"),
            ["8", "February", "2017", "1,234.5", "A/RES/55/25", "www.un.org/e4j"]
        );
        assert_eq!(found("You may take 3; in May, nobody came.", "en"), ["3"]);
        assert_eq!(found("٨ شباط/فبراير ٢٠١٧", "ar"), ["٨", "شباط/فبراير", "٢٠١٧"]);
        assert_eq!(found("2017年2月8日", "zh"), ["2017", "2", "8"]);
        assert_eq!(found("el 8 de febrero de 2017", "es"), ["8", "febrero", "2017"]);
        assert_eq!(found("12 500 человек", "ru"), ["12 500"]);
    }
}
