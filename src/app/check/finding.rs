//! From hits in texts to findings in files.

use super::RuleSet;
use super::place::Lines;
use crate::check::Hit;
use crate::format::{Format, splice};
use crate::model::{Edit, Excerpt, Finding, Fix, Origin, Position};
use crate::text::LangTag;
use rustc_hash::FxHashMap;
use std::ops::Range;
use xxhash_rust::xxh3::xxh3_64;

/// Letters shown on each side of what was found.
const AROUND: usize = 60;
/// Words on each side that tell one place from another.
const WORDS: usize = 3;

/// Makes findings of the hits of one file, and counts those that are alike.
pub(in crate::app) struct Teller<'a> {
    name: &'a str,
    set: &'a RuleSet,
    seen: FxHashMap<u64, u32>,
}

impl<'a> Teller<'a> {
    pub(in crate::app) fn new(name: &'a str, set: &'a RuleSet) -> Self {
        Self { name, set, seen: FxHashMap::default() }
    }

    /// Whether the text a hit is about is right whatever the rules say.
    pub(super) fn allows(&self, hit: &Hit, text: &str) -> bool {
        let written = &text[hit.range.clone()];
        self.set.allow.iter().any(|allowed| allowed == written)
    }

    /// The finding for a hit in `text`, without its place. `beside` is the other text of a pair.
    pub(in crate::app) fn finding(
        &mut self,
        hit: &Hit,
        text: &str,
        beside: &str,
        lang: &LangTag,
    ) -> Finding {
        let severity = self.set.severity(hit.rule, hit.severity);
        let mut finding = Finding::new(hit.rule, severity, hit.message.clone());
        let excerpt = excerpt(text, &hit.range, lang);
        let written = &text[hit.range.clone()];
        let around = words_around(&excerpt);
        let hash = xxh3_64(format!("{}\0{written}\0{around}\0{beside}", hit.rule).as_bytes());
        let count = self.seen.entry(hash).and_modify(|count| *count += 1).or_insert(0);
        finding.file = Some(self.name.to_owned());
        finding.fingerprint = Some(format!("{hash:016x}{count:x}").into());
        finding.excerpt = Some(excerpt);
        finding
    }
}

/// A text and the way back to the file it stands in.
pub(super) struct Located<'a> {
    pub(super) text: &'a str,
    pub(super) origin: &'a Origin,
    /// The part of the file, with its lines.
    pub(super) lines: &'a Lines<'a>,
    pub(super) format: &'a dyn Format,
}

impl Located<'_> {
    /// Puts a finding at the place of its hit, and adds the fix where it can be applied there.
    pub(super) fn place(&self, finding: &mut Finding, hit: &Hit) -> bool {
        let found = self.origin.of(&covered(self.text, &hit.range));
        let (Some(first), Some(last)) = (found.first(), found.last()) else { return false };
        let (start, end) = (first.start, if hit.range.is_empty() { first.start } else { last.end });
        finding.position = Some(self.lines.at(start));
        finding.end = Some(self.lines.at(end));
        if let Some(fix) = hit.replacement.as_ref().and_then(|text| self.fix(hit, text)) {
            finding.fixes.push(fix);
        }
        true
    }

    fn fix(&self, hit: &Hit, replacement: &str) -> Option<Fix> {
        let edits = splice::edits(self.origin, self.text, hit.range.clone(), replacement)?;
        let edit = |(range, text): (Range<usize>, String)| Edit {
            place: (self.lines.at(range.start), self.lines.at(range.end)),
            range: range.start as u64..range.end as u64,
            replacement: self.format.written(&text).into_owned(),
        };
        let edits = edits.into_iter().map(edit).collect();
        Some(Fix { title: title(replacement), safe: hit.safe, edits })
    }
}

/// What a fix does, for people.
pub(super) fn title(replacement: &str) -> String {
    match replacement {
        "" => "leave it out".to_owned(),
        " " => "write one space".to_owned(),
        words => format!("write \"{words}\""),
    }
}

/// The range, or the character at it where it is empty: even nothing stands somewhere.
fn covered(text: &str, range: &Range<usize>) -> Range<usize> {
    if !range.is_empty() {
        return range.clone();
    }
    let next = text[range.start..].chars().next().map_or(0, char::len_utf8);
    let before = text[..range.start].chars().next_back().map_or(0, char::len_utf8);
    if next > 0 { range.start..range.start + next } else { range.start - before..range.start }
}

/// The place of a hit in a text that stands in its file letter for letter from `start`; with markup in
/// it, where the text starts.
pub(super) fn from_start(
    start: Position,
    text: &str,
    hit: &Hit,
    verbatim: bool,
) -> (Position, Position) {
    if !verbatim {
        return (start, start);
    }
    let step = |place: Position, words: &str| {
        let lines = words.bytes().filter(|byte| *byte == b'\n').count() as u32;
        let last = words.rsplit('\n').next().unwrap_or(words).chars().count() as u32;
        let column = if lines == 0 { place.column + last } else { last + 1 };
        Position { offset: place.offset + words.len() as u64, line: place.line + lines, column }
    };
    let first = step(start, &text[..hit.range.start]);
    (first, step(first, &text[hit.range.clone()]))
}

/// The text around a range: whole where it is short.
fn excerpt(text: &str, range: &Range<usize>, lang: &LangTag) -> Excerpt {
    let before = text[..range.start].char_indices().rev().nth(AROUND);
    let behind = text[range.end..].char_indices().nth(AROUND);
    let start = before.map_or(0, |(at, _)| at);
    let end = behind.map_or(text.len(), |(at, _)| range.end + at);
    Excerpt {
        text: text[start..end].into(),
        range: (range.start - start) as u32..(range.end - start) as u32,
        lang: Some(lang.clone()),
    }
}

/// The words beside what was found, as far as the excerpt shows them.
fn words_around(excerpt: &Excerpt) -> String {
    let (start, end) = (excerpt.range.start as usize, excerpt.range.end as usize);
    let before = excerpt.text[..start].split_whitespace().rev().take(WORDS);
    let behind = excerpt.text[end..].split_whitespace().take(WORDS);
    before.chain(behind).collect::<Vec<_>>().join(" ")
}
