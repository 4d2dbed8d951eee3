//! The names of a list, in texts of any language.

use crate::app::AppError;
use crate::text::is_cjk;
use aho_corasick::AhoCorasick;
use rustc_hash::FxHashSet;
use std::ops::Range;
use unicode_normalization::UnicodeNormalization as _;

/// A letter of Arabic or Hebrew that is written together with the word behind it: and, in, for, from, …
const PROCLITICS: &str = "وفبلكסובלהמכש";

/// Names to be found.
pub struct Names {
    forms: AhoCorasick,
    /// The line of each form.
    lines: Vec<usize>,
}

impl Names {
    /// Reads a list: a name a line, or several forms of one person's name with tabs between them, as in
    /// several languages. Empty lines and those that begin with `#` are left out.
    ///
    /// # Errors
    /// When there is no name in it, or there are too many.
    pub fn parse(list: &str) -> Result<Self, AppError> {
        let (mut forms, mut lines) = (Vec::new(), Vec::new());
        let mut seen = FxHashSet::default();
        let list = list.trim_start_matches('\u{FEFF}');
        for (number, line) in list.lines().enumerate() {
            if line.starts_with('#') {
                continue;
            }
            for name in line.split('\t').map(str::trim).filter(|name| !name.is_empty()) {
                for form in spellings(name) {
                    if seen.insert(form.clone()) {
                        forms.push(form);
                        lines.push(number);
                    }
                }
            }
        }
        if forms.is_empty() {
            return Err(AppError::request("there is no name in the list of names"));
        }
        let forms =
            AhoCorasick::new(&forms).map_err(|error| AppError::request(error.to_string()))?;
        Ok(Self { forms, lines })
    }

    /// The names in a text with their lines, in order: whole words, the longest of those that begin
    /// together.
    pub(super) fn find(&self, text: &str) -> Vec<(Range<usize>, usize)> {
        let found = self.forms.find_overlapping_iter(text);
        let mut found: Vec<(Range<usize>, usize)> = found
            .filter(|found| is_whole(text, &found.range()))
            .map(|found| (found.range(), self.lines[found.pattern().as_usize()]))
            .collect();
        found.sort_by_key(|(range, line)| (range.start, std::cmp::Reverse(range.end), *line));
        let mut end = 0;
        found.retain(|(range, _)| {
            let free = range.start >= end;
            if free {
                end = range.end;
            }
            free
        });
        found
    }
}

/// A name as it may be written: composed or not, as it is or in capitals.
fn spellings(name: &str) -> Vec<String> {
    let mut forms: Vec<String> = Vec::new();
    for form in [name.to_owned(), name.to_uppercase()] {
        for form in [form.nfc().collect::<String>(), form.nfd().collect()] {
            if !forms.contains(&form) {
                forms.push(form);
            }
        }
    }
    forms
}

/// Whether no word goes on over the ends of a range. Words of scripts without spaces have no ends.
fn is_whole(text: &str, range: &Range<usize>) -> bool {
    let (before, behind) = (&text[..range.start], &text[range.end..]);
    let inside = &text[range.clone()];
    let joined = |one: Option<char>, other: Option<char>| {
        let word = |c: char| c.is_alphanumeric() || is_mark(c);
        matches!((one, other), (Some(one), Some(other))
            if word(one) && word(other) && !(is_cjk(one) || is_cjk(other)))
    };
    let first = inside.chars().next();
    let mut letters = before.chars().rev();
    let last = letters.next();
    let clitic = last.is_some_and(|c| PROCLITICS.contains(c))
        && letters.next().is_none_or(|c| !c.is_alphanumeric());
    (clitic || !joined(last, first)) && !joined(inside.chars().next_back(), behind.chars().next())
}

fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(list: &str, text: &str) -> Vec<(String, usize)> {
        let names = Names::parse(list).unwrap();
        let found = names.find(text).into_iter();
        found.map(|(range, line)| (text[range].to_owned(), line)).collect()
    }

    #[test]
    fn names_are_whole_words_in_any_script() {
        let list = "# people\nAna Petrova\tАна Петрова\t安娜\nAna\nأحمد\nJosé\n";
        let at = |text: &str, line: usize| vec![(text.to_owned(), line)];
        assert_eq!(found(list, "then Ana Petrova's note"), at("Ana Petrova", 1));
        assert_eq!(found(list, "ANA PETROVA said"), at("ANA PETROVA", 1));
        assert_eq!(found(list, "сказала Ана Петрова."), at("Ана Петрова", 1));
        assert_eq!(found(list, "主席安娜说"), at("安娜", 1));
        assert_eq!(found(list, "Ana and others"), at("Ana", 2));
        assert_eq!(found(list, "قال أحمد ووأحمد لأحمد"), [at("أحمد", 3), at("أحمد", 3)].concat());
        assert_eq!(found(list, "Jose\u{301} left"), at("Jose\u{301}", 4));
        assert_eq!(found(list, "Banana, Anatole, Joséphine, ana"), []);
    }

    #[test]
    fn a_list_without_names_is_refused() {
        assert!(Names::parse("# nobody\n\n\t\n").is_err());
    }
}
