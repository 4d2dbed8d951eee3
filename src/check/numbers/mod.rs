//! `number-mismatch`

mod multiples;
mod roman;
mod scan;
mod symbols;
mod value;
mod words;

use super::{CheckedPair, CheckedText, Find, Group, Hit, PairSide, Rule, addresses, placeholders};
use crate::model::Severity;
use crate::text::is_right_to_left;
use crate::words::digit_value;
use scan::{Numbers, Role, Token, scan};
use std::ops::Range;
use value::Value;

pub(super) const RULE: Rule = Rule {
    id: "number-mismatch",
    group: Group::Translation,
    default_on: true,
    severity: Severity::Warning,
    title: "a number that only one side has",
    documentation: "\
What it does: compares the numbers of source and target by value, and reports those missing in the
target and those the source does not have. Digits of every script are read (١٢, १२, １２), also Arabic ones
stored backwards, and decimals and thousands as each language writes them: 1,000.5, 1.000,5 and 1 000,5
are one number. Dates, ranges, versions and article numbers are compared digit group by digit group;
document symbols (A/RES/55/25) as a whole where both sides have one. What one side writes otherwise is
right: \"two\" for 2, \"XXI\" for 21, 第十五条 for article 15, \"8 February\" for 8/2, \"5 million\" for 5 000 000,
\"2 p.m.\" for 14, ½ for 1/2.

Why: a wrong number is the costliest slip in a translation, and the hardest to see.

Example: \"Article 15, paragraph 2\" – \"article 51, paragraphe 2\": 15 is missing, 51 is extra.

Not reported: numbers inside addresses and placeholders, numbers written in words, a list's mark that one
side leaves out, and how often a number is repeated.",
    find: Find::Pair(find),
};

/// How many missing and how many extra numbers of a pair are told.
const TOLD: usize = 8;

fn find(pair: &CheckedPair<'_>, hits: &mut Vec<Hit>) {
    let (source, target) = (pair.source.text(), pair.target.text());
    if target.trim().is_empty() || super::names_translators(source) {
        return;
    }
    roman_mismatch(source, target, hits);
    if !has_digits(source) && !has_digits(target) {
        return;
    }
    let sides = (scan(source, pair.source.lang), scan(target, pair.target.lang));
    let symbols = symbols::mismatch(source, target);
    let missing = unmatched(&sides.0, &sides.1, (&pair.source, &pair.target), &symbols.0);
    let extra = unmatched(&sides.1, &sides.0, (&pair.target, &pair.source), &symbols.1);
    for range in missing.into_iter().take(TOLD) {
        let message = format!("{} is missing in the target", &source[range.clone()]);
        hits.push(Hit::new(&RULE, PairSide::Source, range, message));
    }
    for range in extra.into_iter().take(TOLD) {
        let message = format!("{} is not in the source", &target[range.clone()]);
        hits.push(Hit::new(&RULE, PairSide::Target, range, message));
    }
}

fn has_digits(text: &str) -> bool {
    if text.is_ascii() {
        return text.bytes().any(|b| b.is_ascii_digit());
    }
    text.chars().any(|c| digit_value(c).is_some())
}

/// The numbers of one side that the other does not have, and the document symbols given as such.
fn unmatched(
    numbers: &Numbers,
    others: &Numbers,
    (text, other): (&CheckedText<'_>, &CheckedText<'_>),
    symbols: &[Range<usize>],
) -> Vec<Range<usize>> {
    let known = others.known();
    let has = |known: &[Value], values: &[Value]| {
        values.iter().any(|value| known.binary_search(value).is_ok())
    };
    let all = |known: &[Value], values: &[Value]| {
        !values.is_empty() && values.iter().all(|value| known.binary_search(value).is_ok())
    };
    let fits = |known: &[Value], token: &Token| {
        has(known, numbers.readings(token)) || all(known, numbers.runs(token))
    };
    let mut open: Vec<&Token> =
        numbers.tokens.iter().filter(|token| !fits(&known, token)).collect();
    open.retain(|token| token.role != Role::Weak);
    // A list may be counted on one side only; counted otherwise it is wrong.
    let counted = others.tokens.first().is_some_and(|token| token.role == Role::Marker);
    open.retain(|token| counted || token.role != Role::Marker);
    let inside = |token: &Token, ranges: &[Range<usize>]| {
        let next = ranges.partition_point(|range| range.end <= token.range.start);
        ranges.get(next).is_some_and(|range| range.start <= token.range.start)
    };
    open.retain(|token| !inside(token, symbols));
    if open.is_empty() {
        return symbols.to_vec();
    }
    let (addresses, placeholders) =
        (addresses::ranges(text.text()), placeholders::ranges(text.text()));
    open.retain(|token| !inside(token, &addresses) && !inside(token, &placeholders));
    if !open.is_empty() {
        let mut unwritten = Vec::new();
        words::unwritten(other.text(), other.lang.language(), &mut unwritten);
        unwritten.extend_from_slice(&known);
        unwritten.sort_unstable();
        open.retain(|token| !fits(&unwritten, token));
    }
    if !open.is_empty() && backwards(&open, numbers, others, (text, other)) {
        open.clear();
    }
    let mut ranges: Vec<_> = open.iter().map(|token| token.range.clone()).collect();
    ranges.extend_from_slice(symbols);
    ranges.sort_by_key(|range| range.start);
    ranges
}

/// All numbers of a text, in digits and otherwise.
#[derive(Debug)]
pub(super) struct Known(Vec<Value>);

impl Known {
    pub(super) fn of(text: &CheckedText<'_>) -> Self {
        let mut known = scan(text.text(), text.lang).known();
        words::unwritten(text.text(), text.lang.language(), &mut known);
        known.sort_unstable();
        Self(known)
    }

    pub(super) fn has(&self, number: u64) -> bool {
        self.0.binary_search(&Value::of(number)).is_ok()
    }
}

/// Whether all numbers still open are the other side's with their digits backwards, as text taken from
/// pages has them in scripts written from right to left.
fn backwards(
    open: &[&Token],
    numbers: &Numbers,
    others: &Numbers,
    (text, other): (&CheckedText<'_>, &CheckedText<'_>),
) -> bool {
    let reversed = |token: &Token, side: &CheckedText<'_>| -> Numbers {
        let turned: String = side.text()[token.range.clone()].chars().rev().collect();
        scan(&turned, side.lang)
    };
    let both = |one: &Numbers, known: &[Value]| {
        one.tokens.iter().all(|token| {
            one.readings(token)
                .iter()
                .chain(one.runs(token))
                .any(|v| known.binary_search(v).is_ok())
        })
    };
    let eastern = |side: &CheckedText<'_>| {
        is_right_to_left(side.lang)
            && side.text().chars().any(|c| !c.is_ascii() && digit_value(c).is_some())
    };
    if eastern(text) {
        let known = others.known();
        return open.iter().all(|token| both(&reversed(token, text), &known));
    }
    if eastern(other) {
        let turned = others.tokens.iter().map(|token| reversed(token, other));
        let mut known: Vec<Value> = turned.flat_map(|numbers| numbers.known()).collect();
        known.sort_unstable();
        let found = |values: &[Value]| values.iter().any(|v| known.binary_search(v).is_ok());
        return open.iter().all(|token| found(numbers.readings(token)));
    }
    false
}

/// Roman numerals of two letters and more, where both sides have them and they differ.
fn roman_mismatch(source: &str, target: &str, hits: &mut Vec<Hit>) {
    if !(may_have_roman(source) && may_have_roman(target)) {
        return;
    }
    let all = |text: &str| {
        let mut found = Vec::new();
        roman::each(text, |range, value| {
            let low = text[range.clone()].bytes().all(|b| matches!(b, b'I' | b'V' | b'X'));
            if range.len() > 1 && low {
                found.push((range, value));
            }
        });
        found
    };
    let (source_numerals, target_numerals) = (all(source), all(target));
    let lacks = |known: &[(Range<usize>, u64)], value: u64| !known.iter().any(|k| k.1 == value);
    let missing = source_numerals.iter().find(|one| lacks(&target_numerals, one.1));
    let extra = target_numerals.iter().find(|one| lacks(&source_numerals, one.1));
    if let (Some(missing), Some(extra)) = (missing, extra) {
        let (wanted, found) = (&source[missing.0.clone()], &target[extra.0.clone()]);
        let message = format!("{found} in the target for {wanted} in the source");
        hits.push(Hit::new(&RULE, PairSide::Target, extra.0.clone(), message));
    }
}

fn may_have_roman(text: &str) -> bool {
    // Not the higher digits: `DC`, `CD` and `MM` are mostly words.
    let numeral = |b: &u8| matches!(b, b'I' | b'V' | b'X');
    text.as_bytes().windows(2).any(|pair| pair.iter().all(numeral))
}

#[cfg(test)]
mod tests;
