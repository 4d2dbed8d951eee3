//! Placeables: what a translation keeps, or keeps the value of. Numbers, the months of dates, addresses
//! of the web and of mail, and document symbols (`A/RES/55/25`).

use super::{DigitOrder, digit_value, fold_into, numbers};
use rustc_hash::FxHashMap;
use std::sync::LazyLock;
use xxhash_rust::xxh3::xxh3_64;

/// The placeables of `text`, each as a hash: the same in another language is the same hash. A month
/// counts where a number stands near, as the number it is written with elsewhere; a document symbol
/// counts besides the numbers in it, an address instead of them.
pub fn placeables(text: &str, order: DigitOrder) -> Vec<u64> {
    let digits = text.chars().any(|c| digit_value(c).is_some());
    if !digits && !text.contains(['@', '/']) {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut rest = text;
    for run in runs(text) {
        match kind(run) {
            Some(Kind::Symbol) => found.push(xxh3_64(run.as_bytes())),
            Some(Kind::Address) => {
                let address = run.trim_end_matches('/').to_ascii_lowercase();
                found.push(xxh3_64(address.as_bytes()));
                // Up to the address and on behind it, so that its numbers are left out.
                let at = run.as_ptr() as usize - rest.as_ptr() as usize;
                found.extend(numbers(&rest[..at], order));
                rest = &rest[at + run.len()..];
            }
            None => {}
        }
    }
    found.extend(numbers(rest, order));
    if digits {
        months(text, &mut found);
    }
    found
}

/// What a run of letters may be.
#[derive(Debug, PartialEq, Eq)]
enum Kind {
    Address,
    Symbol,
}

/// The runs of visible ASCII characters, without the punctuation around them: in any script the
/// addresses and symbols are such.
fn runs(text: &str) -> impl Iterator<Item = &str> {
    let outside = |c: char| !c.is_ascii_graphic();
    let around = |c: char| c.is_ascii_punctuation() && c != '/';
    text.split(outside).map(move |run| run.trim_matches(around)).filter(|run| run.len() > 3)
}

fn kind(run: &str) -> Option<Kind> {
    let known = |start: &str| run.get(..start.len()).is_some_and(|s| s.eq_ignore_ascii_case(start));
    let mail = run.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && host.split_once('.').is_some_and(|(a, b)| !a.is_empty() && b.len() > 1)
    });
    if known("http://") || known("https://") || known("ftp://") || known("www.") || mail {
        return Some(Kind::Address);
    }
    let symbol = run.contains('/')
        && run.starts_with(|c: char| c.is_ascii_uppercase())
        && run.bytes().any(|b| b.is_ascii_digit())
        && run.bytes().all(|b| {
            b.is_ascii_uppercase()
                || b.is_ascii_digit()
                || matches!(b, b'/' | b'.' | b'-' | b'(' | b')')
        });
    symbol.then_some(Kind::Symbol)
}

/// Words between a month and its day or year: `8 de febrero de 2017`.
const NEAR: usize = 2;

/// A month, and whether its name is written with a capital wherever it stands: `may` is no month.
struct Month {
    number: u64,
    capital: bool,
}

static MONTHS: LazyLock<FxHashMap<String, Month>> = LazyLock::new(|| {
    let mut months: FxHashMap<String, Month> = FxHashMap::default();
    for line in include_str!("months.tsv").lines().filter(|line| !line.starts_with('#')) {
        for (number, names) in (1_u64..).zip(line.split('\t').skip(1)) {
            for name in names.split('|') {
                let mut folded = String::new();
                fold_into(name, &mut folded);
                let capital = is_capital(name);
                let known = months.entry(folded).or_insert(Month { number, capital });
                known.capital &= capital;
            }
        }
    }
    months
});

/// The number of the month a folded word is the name of, in any language.
pub fn month(folded: &str) -> Option<u64> {
    MONTHS.get(folded).map(|month| month.number)
}

fn is_capital(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

/// Adds the months that stand near a number, as numbers.
fn months(text: &str, found: &mut Vec<u64>) {
    let mut folded = String::new();
    // Not UAX #29's words, which are single letters in Thai.
    let between = |c: char| c.is_whitespace() || c.is_ascii_punctuation() || "،؛–—«»“”".contains(c);
    let words: Vec<(bool, Option<u64>)> = text
        .split(between)
        .filter(|word| !word.is_empty())
        .map(|word| {
            let number = word.chars().next().is_some_and(|c| digit_value(c).is_some());
            folded.clear();
            fold_into(word, &mut folded);
            let month = MONTHS.get(&folded).filter(|month| !month.capital || is_capital(word));
            (number, month.map(|month| month.number))
        })
        .collect();
    let mut last = None;
    for (at, &(_, month)) in words.iter().enumerate() {
        let near = &words[at.saturating_sub(NEAR)..(at + NEAR + 1).min(words.len())];
        let Some(month) = month.filter(|_| near.iter().any(|(number, _)| *number)) else {
            continue;
        };
        // `شباط/فبراير`: one month, named twice.
        if last != Some((at.wrapping_sub(1), month)) {
            found.extend(numbers(&month.to_string(), DigitOrder::Logical));
        }
        last = Some((at, month));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(text: &str) -> Vec<u64> {
        let mut all = placeables(text, DigitOrder::Logical);
        all.sort_unstable();
        all
    }

    #[test]
    fn a_date_is_one_in_every_language() {
        let date = sorted("on 8 February 2017");
        for same in [
            "le 8 février 2017",
            "el 8 de febrero de 2017",
            "8 февраля 2017 года",
            "في ٨ شباط/فبراير ٢٠١٧",
            "2017年2月8日",
            "am 8. Februar 2017",
            "8 Şubat 2017",
            "8 กุมภาพันธ์ 2017",
        ] {
            assert_eq!(sorted(same), date, "{same}");
        }
        assert_ne!(sorted("on 8 March 2017"), date);
    }

    #[test]
    fn a_month_without_a_number_is_a_word() {
        assert!(sorted("You may march in August.").is_empty());
        assert_eq!(sorted("He may have 3 of them").len(), 1);
        assert_eq!(sorted("le 3 mai").len(), 2);
    }

    #[test]
    fn addresses_and_symbols_are_kept() {
        let symbol = sorted("see A/RES/55/25.");
        assert_eq!(symbol.len(), 3, "the symbol and its numbers");
        assert_eq!(sorted("见A/RES/55/25号决议"), symbol);
        let address = sorted("(https://www.unodc.org/e4j/)");
        assert_eq!(address.len(), 1);
        assert_eq!(sorted("انظر https://www.unodc.org/e4j"), address);
        assert_eq!(sorted("write to info2@un.org, room 7").len(), 2);
        assert!(sorted("and/or").is_empty());
    }
}
