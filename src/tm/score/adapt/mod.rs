//! A translation made to fit: where only numbers, dates, addresses or symbols differ, those of the
//! proposal are replaced.
//!
//! Only where nothing has to be guessed:
//! - the looked-up text and the match's source are letter for letter the same between their placeables;
//! - a value of the source becomes one value only, wherever it stands;
//! - each value that changes is in the translation as often as in the source;
//! - numbers can be written as the translation writes its own (1,234.5 – 1.234,5 – 1 234,5 – ١٬٢٣٤٫٥);
//! - a counted noun keeps its form: not 2 файла → 5 файла, nor 1 file → 5 file.

mod agreement;
mod locale;
mod month;
mod number;
mod scan;

use crate::model::Content;
use crate::text::{LangTag, Span};
use agreement::{keeps_ending, keeps_form};
use locale::{Marks, marks};
use month::{month, renamed};
use number::{Number, written};
use scan::{Kind, Placeable, scan};
use serde::Serialize;
use std::collections::BTreeMap;

/// A match to be adapted.
#[derive(Debug, Clone, Copy)]
pub struct Proposal<'a> {
    /// The looked-up content.
    pub query: &'a Content,
    /// The match's source.
    pub source: &'a Content,
    /// The match's translation.
    pub target: &'a Content,
    /// The language of the query and the source.
    pub source_lang: &'a LangTag,
    /// The language of the translation.
    pub target_lang: &'a LangTag,
}

/// What was replaced in a translation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Replacement {
    /// What stood there.
    pub old: Box<str>,
    /// What stands there now.
    pub new: Box<str>,
    /// Its bytes in the adapted text.
    pub at: Span,
}

/// An adapted translation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Adaptation {
    /// The text with its codes.
    pub content: Content,
    /// What was replaced, in the order of the text; at least one.
    pub replacements: Vec<Replacement>,
}

/// What a placeable means, the same in both languages.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Number(String),
    Month(u8),
    Verbatim(String),
}

/// A value of the source that has another one in the query.
struct Change<'a> {
    old: &'a Placeable,
    new: &'a Placeable,
    /// The query's text of it.
    text: &'a str,
    count: usize,
}

/// Adapts a translation to the looked-up text; `None` where that is not unambiguous, and where nothing
/// has to change.
pub fn adapt(proposal: &Proposal<'_>) -> Option<Adaptation> {
    let Proposal { query, source, target, source_lang, target_lang } = *proposal;
    if query.text == source.text {
        return None;
    }
    let (new, old) = (scan(&query.text, source_lang), scan(&source.text, source_lang));
    if new.len() != old.len() || !same_between(&query.text, &new, &source.text, &old) {
        return None;
    }
    let places = scan(&target.text, target_lang);
    let named = |place: &Placeable| matches!(place.kind, Kind::Month(_) | Kind::MonthNumber(_));
    // Where the translation writes months as numbers, they are such.
    let months = places.iter().any(named);
    let mut changes: BTreeMap<Key, Change<'_>> = BTreeMap::new();
    let mut texts: BTreeMap<&str, &str> = BTreeMap::new();
    for (old, new) in old.iter().zip(&new) {
        let text = &query.text[new.range.clone()];
        // Neither 20 and 20 for 0 and 00.
        if *texts.entry(&source.text[old.range.clone()]).or_insert(text) != text {
            return None;
        }
        let value = key(&query.text, new, months)?;
        let known = changes.entry(key(&source.text, old, months)?).or_insert(Change {
            old,
            new,
            text,
            count: 0,
        });
        if key(&query.text, known.new, months)? != value {
            return None;
        }
        known.count += 1;
    }
    let writing = writing(&places, marks(target_lang));
    let mut seen: BTreeMap<&Key, usize> = BTreeMap::new();
    let mut edits: Vec<(&Placeable, String)> = Vec::new();
    for place in &places {
        let Some((key, change, style)) = meant(&target.text, place, months, &changes) else {
            continue;
        };
        *seen.entry(key).or_default() += 1;
        let now = self::key(&query.text, change.new, months)?;
        if now == *key && change.text == &source.text[change.old.range.clone()] {
            continue;
        }
        let text = replacement(proposal, place, change, style.as_ref(), writing)?;
        if text != target.text[place.range.clone()] {
            edits.push((place, text));
        }
    }
    let changed = |key: &Key, change: &Change<'_>| {
        self::key(&query.text, change.new, months).is_some_and(|now| now != *key)
    };
    let complete = changes.iter().all(|(key, change)| {
        !changed(key, change) || seen.get(key).copied().unwrap_or(0) == change.count
    });
    if !complete || edits.is_empty() {
        return None;
    }
    applied(target, &edits)
}

/// How a translation writes its numbers.
#[derive(Clone, Copy)]
struct Writing {
    marks: Option<Marks>,
    /// Whether a number in it shows its decimal mark.
    shown: bool,
}

/// The marks of the language, with the decimal mark the translation shows it has, if it shows one.
fn writing(places: &[Placeable], usual: Option<Marks>) -> Writing {
    let mut shown = places.iter().filter_map(|place| match &place.kind {
        Kind::Number(readings) if readings.len() == 1 => readings[0].decimal,
        _ => None,
    });
    let first = shown.next();
    let (Some(usual), Some(decimal)) = (usual, first) else {
        return Writing { marks: usual, shown: first.is_some() };
    };
    let mixed = shown.any(|other| other != decimal);
    if decimal == '٫' || mixed {
        return Writing { marks: Some(usual), shown: !mixed };
    }
    let group = if usual.group == decimal { usual.decimal } else { usual.group };
    Writing { marks: Some(Marks { decimal, group, ..usual }), shown: true }
}

/// Whether two texts are equal between their placeables, which are of the same kinds.
fn same_between(a: &str, a_places: &[Placeable], b: &str, b_places: &[Placeable]) -> bool {
    let (mut from_a, mut from_b) = (0, 0);
    for (one, other) in a_places.iter().zip(b_places) {
        if std::mem::discriminant(&one.kind) != std::mem::discriminant(&other.kind)
            || a.get(from_a..one.range.start) != b.get(from_b..other.range.start)
        {
            return false;
        }
        (from_a, from_b) = (one.range.end, other.range.end);
    }
    a.get(from_a..) == b.get(from_b..)
}

/// What a placeable means by its likeliest reading.
fn key(text: &str, place: &Placeable, months: bool) -> Option<Key> {
    Some(match &place.kind {
        Kind::Number(readings) => Key::Number(readings.first()?.value()),
        Kind::Month(month) if months => Key::Month(month.number),
        Kind::Month(month) => Key::Number(month.number.to_string()),
        Kind::MonthNumber(number) if months => Key::Month(number.integer.parse().ok()?),
        Kind::MonthNumber(number) => Key::Number(number.value()),
        Kind::Verbatim => Key::Verbatim(text[place.range.clone()].to_owned()),
    })
}

/// Which value of the source a placeable of the translation stands for, and the number as it is to be
/// read for that. A second reading counts only where the likeliest is no value of the source.
fn meant<'a, 'b>(
    text: &str,
    place: &Placeable,
    months: bool,
    changes: &'b BTreeMap<Key, Change<'a>>,
) -> Option<(&'b Key, &'b Change<'a>, Option<Number>)> {
    let find = |key: Key| changes.get_key_value(&key);
    match &place.kind {
        Kind::Number(readings) => readings.iter().find_map(|number| {
            let (key, change) = find(Key::Number(number.value()))?;
            Some((key, change, Some(number.clone())))
        }),
        Kind::MonthNumber(number) => {
            let (found, change) = find(key(text, place, months)?)?;
            Some((found, change, Some(number.clone())))
        }
        Kind::Month(_) | Kind::Verbatim => {
            let (found, change) = find(key(text, place, months)?)?;
            Some((found, change, None))
        }
    }
}

/// What is to stand at a place of the translation.
fn replacement(
    proposal: &Proposal<'_>,
    place: &Placeable,
    change: &Change<'_>,
    style: Option<&Number>,
    writing: Writing,
) -> Option<String> {
    let lang = proposal.target_lang;
    let before = &proposal.target.text[place.range.clone()];
    if let Kind::Month(old) = place.kind {
        let new = match &change.new.kind {
            Kind::Month(month) => month.number,
            Kind::MonthNumber(number) => number.integer.parse().ok()?,
            _ => return None,
        };
        // Two names joined by a slash are two forms of one month.
        let name = |word: &str| renamed(word, month(word, lang).unwrap_or(old), new, lang);
        let names: Option<Vec<String>> = before.split('/').map(name).collect();
        return names.map(|names| names.join("/"));
    }
    let Some(style) = style else { return Some(change.text.to_owned()) };
    let source_marks = marks(proposal.source_lang);
    let number = |place: &Placeable| match &place.kind {
        Kind::Number(readings) => readings
            .first()
            .filter(|first| readings.len() == 1 || first.is_usual(source_marks))
            .cloned(),
        Kind::MonthNumber(number) => Some(number.clone()),
        Kind::Month(month) => Some(Number::whole(month.number.to_string())),
        Kind::Verbatim => None,
    };
    let (new, old) = (number(change.new)?, number(change.old)?);
    // A first decimal in a translation that shows no mark: 2,5 is right for an amount, 2.5 for a version.
    let first = new.fraction.is_some() && style.fraction.is_none() && !writing.shown;
    let same_mark = style.zero == '0' && new.decimal == writing.marks.map(|marks| marks.decimal);
    if first && !same_mark {
        return None;
    }
    let behind = &proposal.target.text[place.range.end..];
    let before = &proposal.source.text[change.old.range.end..];
    if !keeps_form(behind, &new, style, lang) || !keeps_ending(before, behind, (&new, style), lang)
    {
        return None;
    }
    written(&new, &old, style, writing.marks)
}

/// The content with its text replaced at some places and its codes where they were.
fn applied(target: &Content, edits: &[(&Placeable, String)]) -> Option<Adaptation> {
    let mut content = Content { text: String::with_capacity(target.text.len()), ..target.clone() };
    let mut replacements = Vec::with_capacity(edits.len());
    let mut from = 0;
    for (place, new) in edits {
        // A code inside what is replaced has no place any more.
        let inside = |at: usize| place.range.start < at && at < place.range.end;
        if target.codes.iter().any(|code| inside(code.at as usize)) {
            return None;
        }
        content.text.push_str(target.text.get(from..place.range.start)?);
        let start = content.text.len();
        content.text.push_str(new);
        from = place.range.end;
        replacements.push(Replacement {
            old: target.text[place.range.clone()].into(),
            new: new.as_str().into(),
            at: Span::new(start, content.text.len()),
        });
    }
    content.text.push_str(target.text.get(from..)?);
    for code in &mut content.codes {
        let at = code.at as usize;
        let before = edits.iter().take_while(|(place, _)| place.range.end <= at);
        let grown = before
            .fold(0_i64, |sum, (place, new)| sum + new.len() as i64 - place.range.len() as i64);
        code.at = u32::try_from(i64::from(code.at) + grown).ok()?;
    }
    Some(Adaptation { content, replacements })
}

#[cfg(test)]
mod tests;
