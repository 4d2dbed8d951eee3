//! Numbers that are not written in digits. They make a number of the other side right, and are not
//! asked for themselves: number words, Chinese and Roman numerals, the names of months, fractions.

use super::roman;
use super::value::Value;
use crate::words::{fold_into, month};
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// Adds the values of what is not written in digits in a text of a language.
pub(super) fn unwritten(text: &str, language: &str, values: &mut Vec<Value>) {
    fractions(text, values);
    chinese(text, values);
    roman::each(text, |_, value| values.push(Value::of(value)));
    let known = WORDS.get(language);
    let (mut folded, mut sum) = (String::new(), Sum::default());
    for word in text.split(|c: char| !c.is_alphabetic() && !is_mark(c)) {
        if word.is_empty() {
            continue;
        }
        folded.clear();
        fold_into(word, &mut folded);
        if let Some(month) = month(&folded) {
            values.push(Value::of(month));
        }
        let number = known.and_then(|known| number(known, &folded, language));
        match number {
            Some(number) => {
                values.push(Value::of(number));
                let score = language == "fr" && number == 20;
                values.push(Value::of(if score { sum.add_score() } else { sum.add(number) }));
            }
            None if matches!(&*folded, "and" | "et" | "y" | "e" | "und" | "и") => {}
            None => sum = Sum::default(),
        }
        if dual(&folded, language) {
            values.push(Value::of(2));
        }
    }
}

/// Arabic vowel signs stand inside words.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{610}'..='\u{61A}' | '\u{64B}'..='\u{65F}' | '\u{670}' | '\u{300}'..='\u{36F}')
}

/// The value of a folded number word, in Arabic also behind "and", prepositions and the article.
fn number(known: &FxHashMap<Box<str>, u64>, word: &str, language: &str) -> Option<u64> {
    if let Some(value) = known.get(word) {
        return Some(*value);
    }
    if language != "ar" {
        return None;
    }
    let word = word.strip_prefix(['و', 'ف']).unwrap_or(word);
    let word =
        word.strip_prefix("لل").or_else(|| word.strip_prefix(['ب', 'ل', 'ك'])).unwrap_or(word);
    known.get(word.strip_prefix("ال").unwrap_or(word)).copied()
}

/// Whether a word may be a dual: `أسبوعان` says "two" itself.
fn dual(word: &str, language: &str) -> bool {
    let endings: &[&str] = match language {
        "ar" => &["ان", "ين", "تا", "تي"],
        "he" => &["יים"],
        _ => return false,
    };
    endings.iter().any(|ending| word.len() > ending.len() + 4 && word.ends_with(ending))
}

/// Number words that follow each other: twenty-one, two hundred and five.
#[derive(Default)]
struct Sum {
    whole: u64,
    below: u64,
}

impl Sum {
    fn add(&mut self, number: u64) -> u64 {
        match number {
            100 => self.below = self.below.max(1).saturating_mul(100),
            // Two million three thousand, mil millones.
            1000.. if self.whole < number => {
                let factor = self.whole.saturating_add(self.below).max(1);
                (self.whole, self.below) = (factor.saturating_mul(number), 0);
            }
            1000.. => {
                let part = self.below.max(1).saturating_mul(number);
                (self.whole, self.below) = (self.whole.saturating_add(part), 0);
            }
            _ => self.below = self.below.saturating_add(number),
        }
        self.whole.saturating_add(self.below)
    }

    /// Twenty, or four of them: quatre-vingts.
    fn add_score(&mut self) -> u64 {
        if self.below % 100 == 4 {
            self.below += 56;
        }
        self.add(20)
    }
}

/// The number words by language.
static WORDS: LazyLock<FxHashMap<&str, FxHashMap<Box<str>, u64>>> = LazyLock::new(|| {
    let mut languages: FxHashMap<&str, FxHashMap<Box<str>, u64>> = FxHashMap::default();
    for line in include_str!("words.tsv").lines().filter(|line| !line.starts_with('#')) {
        let mut cells = line.split('\t');
        let (Some(language), Some(value), Some(words)) = (cells.next(), cells.next(), cells.next())
        else {
            continue;
        };
        let Ok(value) = value.parse() else { continue };
        for word in words.split(' ') {
            let mut folded = String::new();
            fold_into(word, &mut folded);
            languages.entry(language).or_default().insert(folded.into(), value);
        }
    }
    languages
});

/// Fractions, as their parts and with the number before them (1 ½ is 1.5), and digits in circles.
fn fractions(text: &str, values: &mut Vec<Value>) {
    if text.is_ascii() {
        return;
    }
    for (at, c) in text.char_indices() {
        if let '①'..='⑳' = c {
            values.push(Value::of(u64::from(c as u32 - '①' as u32 + 1)));
        }
        let (over, under) = match c {
            '½' => (1, 2),
            '⅓' => (1, 3),
            '⅔' => (2, 3),
            '¼' => (1, 4),
            '¾' => (3, 4),
            '⅛' => (1, 8),
            _ => continue,
        };
        values.extend([Value::of(over), Value::of(under)]);
        let before = text[..at].trim_end().as_bytes();
        let digits = before.iter().rev().take(9).take_while(|b| b.is_ascii_digit()).count();
        let whole = std::str::from_utf8(&before[before.len() - digits..]).unwrap_or_default();
        let whole: u64 = whole.parse().unwrap_or(0);
        values.push(Value::of(whole * 1000 + over * 1000 / under).times_ten_to(-3));
    }
}

/// The Chinese numerals in a text: 第十五条, 二〇一七年, 三千五百.
fn chinese(text: &str, values: &mut Vec<Value>) {
    if text.is_ascii() {
        return;
    }
    let mut numeral = Numeral::default();
    for c in text.chars().chain([' ']) {
        match chinese_digit(c) {
            Some(digit) => numeral.push(digit, values),
            None => numeral.end(values),
        }
    }
}

/// A digit below 10, or a power of ten.
fn chinese_digit(c: char) -> Option<u64> {
    Some(match c {
        '零' | '〇' | '○' => 0,
        '一' | '壹' => 1,
        '二' | '两' | '兩' | '贰' => 2,
        '三' | '叁' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        '十' => 10,
        '百' => 100,
        '千' => 1000,
        '万' | '萬' => 10_000,
        '亿' | '億' => 100_000_000,
        _ => return None,
    })
}

#[derive(Default)]
struct Numeral {
    /// As digits one by one: 二〇一七.
    digits: u64,
    plain: bool,
    any: bool,
    /// By units: the value, the part below 10,000, the digit not yet used.
    whole: u64,
    below: u64,
    digit: u64,
}

impl Numeral {
    fn push(&mut self, digit: u64, values: &mut Vec<Value>) {
        if !self.any {
            *self = Self { any: true, plain: true, ..Self::default() };
        }
        match digit {
            0..=9 => {
                self.digits = self.digits.saturating_mul(10).saturating_add(digit);
                self.digit = digit;
                values.push(Value::of(digit));
            }
            10..=1000 => {
                self.below = self.below.saturating_add(self.digit.max(1).saturating_mul(digit));
                self.digit = 0;
            }
            _ => {
                let part = (self.below.saturating_add(self.digit)).max(1).saturating_mul(digit);
                self.whole = self.whole.saturating_add(part);
                (self.below, self.digit) = (0, 0);
            }
        }
        self.plain &= digit < 10;
    }

    fn end(&mut self, values: &mut Vec<Value>) {
        if self.any {
            let units = self.whole.saturating_add(self.below).saturating_add(self.digit);
            values.push(Value::of(if self.plain { self.digits } else { units }));
        }
        self.any = false;
    }
}
