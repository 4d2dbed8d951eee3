//! The numbers written in digits in a text, with all values each may have.

use super::multiples;
use super::value::{Digits, Value};
use crate::text::LangTag;
use crate::words::digit_value;
use std::ops::Range;
use xxhash_rust::xxh3::Xxh3;

/// A number in a text.
#[derive(Debug, Clone)]
pub(super) struct Token {
    /// Its bytes.
    pub(super) range: Range<usize>,
    /// What it may mean as a whole, in [`Numbers::values`].
    readings: Range<usize>,
    /// Its runs of digits one by one (dates, lists, versions), in the same list.
    runs: Range<usize>,
    pub(super) role: Role,
}

/// What a number is in its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A number the other side must have.
    Plain,
    /// A list's mark at the start: `1.`
    Marker,
    /// One that may be written otherwise or left out: `3D`, the `00` of `10:00`.
    Weak,
}

/// The numbers of a text.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    pub(super) tokens: Vec<Token>,
    values: Vec<Value>,
}

impl Numbers {
    /// What a number may mean as a whole.
    pub(super) fn readings(&self, token: &Token) -> &[Value] {
        &self.values[token.readings.clone()]
    }

    /// The values of its runs of digits.
    pub(super) fn runs(&self, token: &Token) -> &[Value] {
        &self.values[token.runs.clone()]
    }

    /// Every value of every number, sorted.
    pub(super) fn known(&self) -> Vec<Value> {
        let mut known = self.values.clone();
        known.sort_unstable();
        known
    }
}

/// A run of digits, and the separator before it.
struct Run {
    range: Range<usize>,
    length: usize,
    separator: char,
}

/// Reads the numbers of a text in a language.
pub(super) fn scan(text: &str, lang: &LangTag) -> Numbers {
    let mut numbers = Numbers::default();
    let mark = DecimalMark::of(lang);
    let mut runs = Vec::new();
    let mut at = 0;
    while let Some(start) = next_digit(text, at) {
        at = read_runs(text, start, &mut runs);
        numbers.add(text, &runs, mark);
    }
    numbers
}

fn next_digit(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = from;
    while at < bytes.len() {
        if bytes[at].is_ascii() {
            if bytes[at].is_ascii_digit() {
                return Some(at);
            }
            at += 1;
        } else {
            let c = text[at..].chars().next()?;
            if digit_value(c).is_some() {
                return Some(at);
            }
            at += c.len_utf8();
        }
    }
    None
}

/// Reads the runs of digits from `start` that may be one number, and gives the end of the last.
fn read_runs(text: &str, start: usize, runs: &mut Vec<Run>) -> usize {
    runs.clear();
    let (mut at, mut separator) = (start, '\0');
    loop {
        let digits = text[at..].chars().take_while(|c| digit_value(*c).is_some());
        let (length, bytes) = digits.fold((0, 0), |(n, bytes), c| (n + 1, bytes + c.len_utf8()));
        runs.push(Run { range: at..at + bytes, length, separator });
        let end = at + bytes;
        let mut rest = text[end..].chars();
        let Some(next) = rest.next().filter(|c| is_separator(*c)) else { return end };
        let behind = rest.take_while(|c| digit_value(*c).is_some()).take(4).count();
        let grouped = runs[0].length <= 3 && (runs.len() == 1 || length == 3) && behind == 3;
        if behind == 0 || (is_space(next) && !grouped) {
            return end;
        }
        separator = next;
        at = end + next.len_utf8();
    }
}

fn is_separator(c: char) -> bool {
    matches!(c, '.' | ',' | '\'' | '’' | '٬' | '٫') || is_space(c)
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\u{A0}' | '\u{202F}' | '\u{2009}' | '\u{2007}')
}

/// Which mark stands before the decimals in a language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum DecimalMark {
    Point,
    Comma,
    /// Either: usage is divided, or not known.
    Both,
}

impl DecimalMark {
    fn of(lang: &LangTag) -> Self {
        match lang.language() {
            "en" | "zh" | "ja" | "ko" | "th" | "he" | "hi" | "bn" | "ta" | "ms" | "ga" | "cy" => {
                Self::Point
            }
            "es" if lang.region().is_some_and(|region| region != "ES") => Self::Both,
            "de" if lang.region().is_some_and(|region| region == "CH" || region == "LI") => {
                Self::Both
            }
            "fr" | "es" | "de" | "it" | "pt" | "nl" | "ru" | "uk" | "be" | "bg" | "pl" | "cs"
            | "sk" | "sl" | "hr" | "sr" | "ro" | "hu" | "el" | "tr" | "sv" | "da" | "nb" | "nn"
            | "no" | "fi" | "et" | "lv" | "lt" | "ca" | "gl" | "eu" | "id" | "vi" => Self::Comma,
            _ => Self::Both,
        }
    }

    fn decimal(self, c: char) -> bool {
        match c {
            '.' => self != Self::Comma,
            ',' => self != Self::Point,
            _ => c == '٫',
        }
    }
}

impl Numbers {
    fn add(&mut self, text: &str, runs: &[Run], mark: DecimalMark) {
        let range = runs[0].range.start..runs[runs.len() - 1].range.end;
        let from = self.values.len();
        self.add_readings(text, runs, mark);
        self.add_context(text, &range, from, runs);
        let readings = from..self.values.len();
        if runs.len() > 1 {
            for run in runs {
                let value = join(text, std::slice::from_ref(run)).value(0);
                self.values.push(value);
            }
        }
        let role = role(text, &range, runs);
        let runs = readings.end..self.values.len();
        self.tokens.push(Token { range, readings, runs, role });
    }

    /// The values the runs have as one number.
    fn add_readings(&mut self, text: &str, runs: &[Run], mark: DecimalMark) {
        let [_, rest @ ..] = runs else { return };
        let Some(last) = rest.last() else {
            return self.values.push(join(text, runs).value(0));
        };
        self.values.push(Value::written(written(&text[runs[0].range.start..last.range.end])));
        let can_group = runs[0].length <= 3 && !starts_with_zero(text, &runs[0]);
        let thousands = can_group && groups(rest);
        let before = &rest[..rest.len() - 1];
        let decimal = matches!(last.separator, '.' | ',' | '٫')
            && (before.is_empty()
                || (can_group && groups(before) && before[0].separator != last.separator));
        // `1,234` is one thing or the other, by the language; with `1 234,5` and `12,5` it is plain.
        let either = thousands && decimal;
        if thousands && (!either || !mark.decimal(last.separator) || mark == DecimalMark::Both) {
            self.values.push(join(text, runs).value(0));
        }
        if decimal && (!either || mark.decimal(last.separator)) {
            self.values.push(join(text, runs).value(last.length));
        }
    }

    /// The values it has by what stands around it: `5 million`, `2 p.m.`, `1990s`, `2010-11`.
    fn add_context(&mut self, text: &str, range: &Range<usize>, from: usize, runs: &[Run]) {
        let behind = &text[range.end..];
        let own = from..self.values.len();
        multiples::powers(behind, |power| {
            for at in own.clone() {
                let value = self.values[at];
                self.values.push(value.times_ten_to(power));
            }
        });
        let Some(value) = self.values.get(from).and_then(|value| value.small()) else { return };
        // The hour is before the minutes: `2:30 p.m.`
        let minutes = matches!(behind.as_bytes(), [b':', a, b, ..] if a.is_ascii_digit() && b.is_ascii_digit());
        let half = multiples::half_of_day(if minutes { &behind[3..] } else { behind });
        self.values.extend(half.and_then(|half| half.apply(value)).map(Value::of));
        let previous = self.tokens.last();
        let between = previous.map_or("", |token| &text[token.range.end..range.start]);
        if runs.len() > 1 {
            return;
        }
        let decade = multiples::decade(&text[..range.start], behind);
        if decade && runs[0].length == 4 && value % 10 == 0 {
            self.values.push(Value::of(value % 100));
        }
        // 17世纪70年代: the 1670s.
        let century = previous.and_then(|token| self.readings(token).first()?.small());
        if let (true, "世纪", Some(century @ 1..=30)) = (decade, between, century) {
            self.values.push(Value::of((century - 1) * 100 + value));
        }
        let year = previous.and_then(|token| self.readings(token).first()?.small());
        if let (2, Some(year @ 1000..=2999)) = (runs[0].length, year)
            && matches!(between, "-" | "–" | "/" | "—")
        {
            self.values.push(Value::of(year / 100 * 100 + value));
        }
    }
}

/// Whether the runs behind the first are groups of thousands, all with one separator (any space is
/// one); the Indian way of writing has groups of two before the last.
fn groups(rest: &[Run]) -> bool {
    let kind = |c: char| if is_space(c) { ' ' } else { c };
    let Some((last, before)) = rest.split_last() else { return false };
    let same = rest.iter().all(|run| kind(run.separator) == kind(last.separator));
    let size = |size: usize| before.iter().all(|run| run.length == size);
    same && last.separator != '٫'
        && last.length == 3
        && (size(3) || (last.separator == ',' && size(2)))
}

fn starts_with_zero(text: &str, run: &Run) -> bool {
    text[run.range.clone()].chars().next().is_some_and(|c| digit_value(c) == Some(0))
}

fn join(text: &str, runs: &[Run]) -> Digits {
    let mut digits = Digits::default();
    for run in runs {
        text[run.range.clone()].chars().filter_map(digit_value).for_each(|d| digits.push(d));
    }
    digits
}

/// A hash of a number as it is written, in ASCII digits.
fn written(text: &str) -> u64 {
    let mut hasher = Xxh3::new();
    for c in text.chars() {
        let c = match digit_value(c) {
            Some(digit) => u32::from(b'0') + digit,
            None if is_space(c) => u32::from(b' '),
            None => c as u32,
        };
        hasher.update(&c.to_le_bytes());
    }
    hasher.digest()
}

fn role(text: &str, range: &Range<usize>, runs: &[Run]) -> Role {
    let (before, behind) = (&text[..range.start], &text[range.end..]);
    let digit = runs.len() == 1 && runs[0].length == 1;
    let mut next = behind.bytes();
    let letter = next.next().is_some_and(|b| b.is_ascii_uppercase())
        && !next.next().is_some_and(|b| b.is_ascii_alphanumeric());
    if digit && (letter || before.ends_with(|c: char| c.is_ascii_alphabetic())) {
        return Role::Weak;
    }
    let minutes = before.ends_with([':', 'h', 'H']) || before.ends_with("h ");
    if minutes && matches!(&text[range.clone()], "00" | "٠٠" | "۰۰") {
        return Role::Weak;
    }
    let opening = |c: char| c.is_whitespace() || "([（【\"«“'".contains(c);
    // A century may be "the last one", or a part of a decade.
    if behind.starts_with("世纪") {
        return Role::Weak;
    }
    if runs[0].length <= 3 && before.chars().all(opening) && marks(behind) {
        return Role::Marker;
    }
    Role::Plain
}

/// Whether a number before this text counts what follows: `. The first`, `) Next`.
fn marks(behind: &str) -> bool {
    let mut rest = behind.chars();
    let mark =
        matches!(rest.next(), Some('.' | ')' | '）' | '．' | '、' | ']' | ':' | '：' | '°' | 'º'));
    let spaced = [" - ", " – ", " — ", ". ", "\u{A0}"].iter().any(|mark| behind.starts_with(mark));
    (mark || spaced)
        && rest.next().is_none_or(|c| digit_value(c).is_none())
        && rest.any(char::is_alphabetic)
}
