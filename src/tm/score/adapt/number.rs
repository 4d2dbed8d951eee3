//! Numbers as they are written, read and written again in another way.

use super::locale::Marks;
use crate::words::digit_value;

/// A number as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Number {
    /// The digits before the decimal mark, as European ones, leading zeros and all.
    pub(super) integer: String,
    /// Those behind it.
    pub(super) fraction: Option<String>,
    /// The mark between thousands, if there is one.
    pub(super) group: Option<char>,
    /// The decimal mark.
    pub(super) decimal: Option<char>,
    /// The zero of its digits.
    pub(super) zero: char,
}

impl Number {
    /// A whole number in European digits.
    pub(super) fn whole(integer: String) -> Self {
        Self { integer, fraction: None, group: None, decimal: None, zero: '0' }
    }

    /// Its value: the same for the same number, however written. Decimals count as they stand: 1.50
    /// is not 1.5.
    pub(super) fn value(&self) -> String {
        let integer = self.integer.trim_start_matches('0');
        match &self.fraction {
            Some(fraction) => format!("{integer}.{fraction}"),
            None => integer.to_owned(),
        }
    }

    /// Whether its marks are those of its language, so that `1.234` cannot mean anything else.
    pub(super) fn is_usual(&self, marks: Option<Marks>) -> bool {
        let class = |mark: char| if mark.is_whitespace() { ' ' } else { mark };
        marks.is_some_and(|marks| {
            self.decimal.is_none_or(|mark| mark == marks.decimal)
                && self.group.is_none_or(|mark| class(mark) == class(marks.group))
        })
    }

    /// Whether it may be a year.
    pub(super) fn is_year(&self) -> bool {
        let year = self.integer.parse::<u32>().is_ok_and(|year| (1500..2200).contains(&year));
        self.fraction.is_none() && self.group.is_none() && year && self.integer.len() == 4
    }
}

/// The bytes of the number at the start of `text`, which starts with a digit: digits of one script, and
/// single marks between two of them. A plain space is a mark where the language's mark is a space.
pub(super) fn extent(text: &str, marks: Option<Marks>) -> usize {
    let spaced = marks.is_some_and(|marks| marks.group.is_whitespace());
    let zero = text.chars().next().and_then(zero_of);
    let same = |c: char| zero_of(c).is_some_and(|z| Some(z) == zero);
    let mut end = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, c)| *c);
        let mark = is_mark(c) || (spaced && c == ' ');
        if same(c) {
            end = at + c.len_utf8();
        } else if !(mark && next.is_some_and(same)) {
            break;
        }
    }
    end
}

/// The numbers in what [`extent`] found, as byte ranges with their readings, the likeliest first: one
/// where all of it is one number, else one for each run of digits (dates, versions).
pub(super) fn numbers(
    text: &str,
    marks: Option<Marks>,
) -> Vec<(std::ops::Range<usize>, Vec<Number>)> {
    let readings = readings(text, marks);
    if !readings.is_empty() {
        return vec![(0..text.len(), readings)];
    }
    let mut found = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (digit_value(c).is_some(), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                found.push((from..at, self::readings(&text[from..at], marks)));
                start = None;
            }
            _ => {}
        }
    }
    found
}

/// The ways to read a text of digits and marks as one number.
fn readings(text: &str, marks: Option<Marks>) -> Vec<Number> {
    let Some(zero) = text.chars().next().and_then(zero_of) else { return Vec::new() };
    let (mut runs, mut separators) = (vec![String::new()], Vec::new());
    for c in text.chars() {
        let digit = digit_value(c).and_then(|value| char::from_digit(value, 10));
        if let (Some(digit), Some(run)) = (digit, runs.last_mut()) {
            run.push(digit);
        } else {
            separators.push(c);
            runs.push(String::new());
        }
    }
    let grouped = |runs: &[String], separators: &[char]| -> Option<(String, Option<char>)> {
        let first = runs.first()?;
        let Some(mark) = separators.first() else { return Some((first.clone(), None)) };
        let fits = *mark != '٫'
            && (1..=3).contains(&first.len())
            && !first.starts_with('0')
            && runs[1..].iter().all(|run| run.len() == 3)
            && separators.iter().all(|separator| separator == mark);
        fits.then(|| (runs.concat(), Some(*mark)))
    };
    let whole = grouped(&runs, &separators).map(|(integer, group)| Number {
        integer,
        fraction: None,
        group,
        decimal: None,
        zero,
    });
    let decimal = separators.split_last().filter(|(mark, _)| matches!(mark, '.' | ',' | '٫'));
    let decimal = decimal.and_then(|(mark, before)| {
        let (fraction, integer) = runs.split_last()?;
        let (integer, group) = grouped(integer, before)?;
        let fraction = Some(fraction.clone());
        let decimal = Some(*mark);
        (group != decimal).then_some(Number { integer, fraction, group, decimal, zero })
    });
    // 1.234: the language decides; without one it is read as in English.
    let decimal_mark = marks.map_or('.', |marks| marks.decimal);
    let decimal_first = separators.last() == Some(&decimal_mark);
    let both = if decimal_first { [decimal, whole] } else { [whole, decimal] };
    both.into_iter().flatten().collect()
}

/// Writes `new` in the way of `style`, the number of a translation that stands for `old` of its
/// source. `None` where the way is not known.
pub(super) fn written(
    new: &Number,
    old: &Number,
    style: &Number,
    marks: Option<Marks>,
) -> Option<String> {
    let integer = padded(new, old, style);
    let eastern = matches!(style.zero, '\u{660}' | '\u{6F0}');
    let known = |mark: fn(Marks) -> char, eastern_mark: char| {
        if eastern { Some(eastern_mark) } else { marks.map(mark) }
    };
    let group = match (new.group, style.group) {
        (Some(_), Some(mark)) => Some(mark),
        // The translation leaves the mark out.
        (Some(_), None) if old.group.is_some() => None,
        (Some(_), None) if integer.len() > 3 => Some(known(|marks| marks.group, '٬')?),
        (None, Some(mark)) if old.group.is_none() => Some(mark),
        _ => None,
    };
    let kept_short = style.group.is_some() && style.integer.len() == 4;
    let long_only = marks.is_some_and(|marks| marks.long_only) && !kept_short;
    let group = group.filter(|_| integer.len() > if long_only { 4 } else { 3 });
    let mut out = String::new();
    let digit = |c: char| {
        let value = c.to_digit(10).unwrap_or(0);
        char::from_u32(style.zero as u32 + value).unwrap_or(c)
    };
    for (at, c) in integer.chars().enumerate() {
        if at > 0 && (integer.len() - at).is_multiple_of(3) {
            out.extend(group);
        }
        out.push(digit(c));
    }
    if let Some(fraction) = &new.fraction {
        let mark = match style.decimal {
            Some(mark) => mark,
            None => known(|marks| marks.decimal, '٫')?,
        };
        if Some(mark) == group {
            return None;
        }
        out.push(mark);
        out.extend(fraction.chars().map(digit));
    }
    Some(out)
}

/// The digits of `new`, with leading zeros where the translation has them.
fn padded(new: &Number, old: &Number, style: &Number) -> String {
    let zeros = |number: &Number| number.integer.len() > 1 && number.integer.starts_with('0');
    let short = |number: &Number| {
        let short = number.integer.trim_start_matches('0');
        if short.is_empty() { "0".to_owned() } else { short.to_owned() }
    };
    if style.integer.len() == old.integer.len() {
        new.integer.clone()
    } else if zeros(style) {
        let short = short(new);
        "0".repeat(style.integer.len().saturating_sub(short.len())) + &short
    } else {
        short(new)
    }
}

/// The zero of a digit's script.
fn zero_of(c: char) -> Option<char> {
    digit_value(c).and_then(|value| char::from_u32(c as u32 - value))
}

fn is_mark(c: char) -> bool {
    matches!(c, '.' | ',' | '\'' | '’' | '٫' | '٬' | '\u{A0}' | '\u{202F}' | '\u{2009}')
}

#[cfg(test)]
mod tests {
    use super::super::locale::marks;
    use super::*;

    fn first(text: &str, lang: &str) -> Number {
        let marks = marks(&lang.parse().unwrap());
        assert_eq!(extent(text, marks), text.len(), "{text}");
        numbers(text, marks)[0].1[0].clone()
    }

    #[test]
    fn one_value_is_written_in_many_ways() {
        for (text, lang) in [
            ("1,234.5", "en"),
            ("1.234,5", "de"),
            ("1\u{202F}234,5", "fr"),
            ("1 234,5", "ru"),
            ("1234,5", "ru"),
            ("1’234.5", "de-CH"),
            ("١٬٢٣٤٫٥", "ar"),
        ] {
            assert_eq!(first(text, lang).value(), "1234.5", "{text}");
        }
        assert_eq!(first("1.234", "de").value(), "1234");
        assert_eq!(first("1.234", "en").value(), "1.234");
        assert_eq!(numbers("08.02.2017", None).len(), 3);
        assert_eq!(numbers("1.2.3", None).len(), 3);
        assert_eq!(extent("12 people", None), 2);
        assert_eq!(extent("12, 13", None), 2);
    }

    #[test]
    fn numbers_are_written_in_the_translations_way() {
        let written = |new: &str, old: &str, style: &str, lang: &str| {
            let (new, old) = (first(new, "en"), first(old, "en"));
            written(&new, &old, &first(style, lang), marks(&lang.parse().unwrap()))
        };
        for (new, old, style, lang, wanted) in [
            ("2,500.75", "1,234.5", "1.234,5", "de", "2.500,75"),
            ("12,500", "7", "7", "fr", "12\u{202F}500"),
            ("1,234,567", "2,500", "٢٬٥٠٠", "ar", "١٬٢٣٤٬٥٦٧"),
            ("3.5", "2", "٢", "ar", "٣٫٥"),
            ("5,000", "12,000", "12.000", "es", "5000"),
            ("9", "08", "8", "de", "9"),
            ("9", "8", "08", "de", "09"),
            ("09", "08", "08", "fr", "09"),
            ("3,000", "2,000", "2000", "zh", "3000"),
        ] {
            assert_eq!(written(new, old, style, lang).as_deref(), Some(wanted), "{new} {lang}");
        }
    }
}
