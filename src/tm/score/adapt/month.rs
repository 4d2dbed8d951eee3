//! Names of months by language.

use crate::text::LangTag;
use crate::words::fold_into;
use std::sync::LazyLock;

/// The name of a month as a text has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Month {
    /// 1 to 12.
    pub(super) number: u8,
    /// Which of the language's names: the first, the abbreviation, another case.
    form: usize,
}

struct Name {
    month: Month,
    written: &'static str,
    folded: String,
}

static NAMES: LazyLock<Vec<(&'static str, Vec<Name>)>> = LazyLock::new(|| {
    let table = include_str!("../../../words/months.tsv");
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    let language = |line: &'static str| {
        let mut cells = line.split('\t');
        let language = cells.next()?;
        let names = (1_u8..).zip(cells).flat_map(|(number, forms)| {
            forms.split('|').enumerate().map(move |(form, written)| {
                let mut folded = String::new();
                fold_into(written, &mut folded);
                Name { month: Month { number, form }, written, folded }
            })
        });
        Some((language, names.collect()))
    };
    lines.filter_map(language).collect()
});

fn names(lang: &LangTag) -> &'static [Name] {
    let line = NAMES.iter().find(|(language, _)| *language == lang.language());
    line.map_or(&[], |(_, names)| names)
}

/// Whether months are numbers before a character: 月 or 월.
pub(super) fn month_sign(lang: &LangTag) -> Option<char> {
    match lang.language() {
        "zh" | "ja" | "yue" => Some('月'),
        "ko" => Some('월'),
        _ => None,
    }
}

/// The month a word is the name of.
pub(super) fn month(word: &str, lang: &LangTag) -> Option<Month> {
    let names = names(lang);
    if names.is_empty() {
        return None;
    }
    let mut folded = String::new();
    fold_into(word, &mut folded);
    let found = names.iter().find(|name| name.folded == folded)?;
    let capital = |word: &str| word.chars().next().is_some_and(char::is_uppercase);
    (!capital(found.written) || capital(word)).then_some(found.month)
}

/// The name of month `new` in the form and the capitals of `old`, written `word`; `None` where the
/// language has no such form.
pub(super) fn renamed(word: &str, old: Month, new: u8, lang: &LangTag) -> Option<String> {
    let wanted = Month { number: new, ..old };
    let name = names(lang).iter().find(|name| name.month == wanted)?.written;
    let letters = || word.chars().filter(|c| c.is_alphabetic());
    if letters().count() > 1 && letters().all(char::is_uppercase) {
        return Some(name.to_uppercase());
    }
    let mut chars = name.chars();
    let first = chars.next()?;
    if word.chars().next().is_some_and(char::is_uppercase) {
        return Some(first.to_uppercase().chain(chars).collect());
    }
    Some(name.to_owned())
}
