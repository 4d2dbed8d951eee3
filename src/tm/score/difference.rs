//! What differs between a looked-up text and the source of a match, word by word.

use super::align::{Step, align};
use super::edit::Interner;
use super::pieces::{Piece, PieceKind, pieces, stands_alone};
use crate::model::{Code, Content};
use crate::text::Span;
use crate::words::{fold_into, stem};
use serde::Serialize;

/// How a stretch differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// Both have it.
    Equal,
    /// Only the looked-up text has it.
    Inserted,
    /// Only the match's source has it.
    Deleted,
    /// One stands for the other.
    Replaced,
}

/// A stretch of both texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Mark {
    /// How it differs.
    pub change: Change,
    /// Its bytes in the looked-up text; none, at its place, where that lacks it.
    pub query: Span,
    /// Its bytes in the match's source; none, at its place, where that lacks it.
    pub source: Span,
}

/// How an inline code differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "change", rename_all = "kebab-case")]
pub enum CodeChange {
    /// The looked-up text has it, the match lacks it.
    Missing {
        /// Its index in the looked-up content.
        query: usize,
    },
    /// The match has it, the looked-up text does not.
    Extra {
        /// Its index in the match's source.
        source: usize,
    },
    /// Both have it, at other places.
    Moved {
        /// Its index in the looked-up content.
        query: usize,
        /// Its index in the match's source.
        source: usize,
    },
}

/// What differs between two contents.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Difference {
    /// The marks, in the order of both texts; together they cover both.
    pub marks: Vec<Mark>,
    /// The inline codes that differ: those of the looked-up text in order, then the extra ones.
    pub codes: Vec<CodeChange>,
}

impl Difference {
    /// Whether text and codes are equal.
    pub fn is_empty(&self) -> bool {
        self.codes.is_empty() && self.marks.iter().all(|mark| mark.change == Change::Equal)
    }

    /// The marks that are not equal.
    pub fn changes(&self) -> impl Iterator<Item = &Mark> {
        self.marks.iter().filter(|mark| mark.change != Change::Equal)
    }
}

/// Compares a looked-up content with the source of a match. Words and numbers are whole; characters of
/// scripts without spaces stand alone. White space goes with the words around it.
pub fn difference(query: &Content, source: &Content) -> Difference {
    let marks = marks(&query.text, &source.text);
    let codes = code_changes(query, source, &marks);
    Difference { marks, codes }
}

/// The marks between two texts.
pub fn marks(query: &str, source: &str) -> Vec<Mark> {
    let solid = |text| {
        let mut pieces = pieces(text);
        pieces.retain(|piece| piece.kind != PieceKind::Space);
        pieces
    };
    let (mine, theirs) = (solid(query), solid(source));
    let mut interner = Interner::default();
    let mut ids = |text: &str, pieces: &[Piece]| -> Vec<u32> {
        pieces.iter().map(|piece| interner.id(&text[piece.range.clone()])).collect()
    };
    let (a, b) = (ids(source, &theirs), ids(query, &mine));
    let (their, my) = (Face::all(source, &theirs), Face::all(query, &mine));
    let steps = align(&a, &b, &|i, j| their[i].cost(&my[j]));
    let mut marker = Marker { query, source, at: (0, 0), marks: Vec::new() };
    for step in steps {
        match step {
            Step::Pair(i, j) => {
                let (s, q) = (theirs[i].range.clone(), mine[j].range.clone());
                marker.up_to(q.start, s.start);
                marker.both(q.end, s.end);
            }
            Step::First(i) => marker.push(Change::Deleted, marker.at.0, theirs[i].range.end),
            Step::Second(j) => marker.push(Change::Inserted, mine[j].range.end, marker.at.1),
        }
    }
    marker.up_to(query.len(), source.len());
    marker.marks
}

/// What a piece looks like, prepared so that comparing two is cheap.
struct Face {
    kind: PieceKind,
    word: WordForm,
}

impl Face {
    fn all(text: &str, pieces: &[Piece]) -> Vec<Self> {
        let face = |piece: &Piece| Self {
            kind: piece.kind,
            word: WordForm::new(&text[piece.range.clone()]),
        };
        pieces.iter().map(face).collect()
    }

    /// What it costs that one piece stands for another: less the more a reader sees the same place.
    fn cost(&self, other: &Self) -> u32 {
        match (self.kind, other.kind) {
            _ if self.word.lower == other.word.lower => 1,
            (PieceKind::Number, PieceKind::Number) => 3,
            (PieceKind::Punctuation, PieceKind::Punctuation) => 5,
            (PieceKind::Word, PieceKind::Word) if self.word.is_form_of(&other.word) => 3,
            (PieceKind::Word, PieceKind::Word) => 6,
            (PieceKind::Punctuation, _) | (_, PieceKind::Punctuation) => 9,
            _ => 7,
        }
    }
}

/// A word in lower case, and its stem.
pub(super) struct WordForm {
    lower: String,
    stem: String,
}

impl WordForm {
    pub(super) fn new(word: &str) -> Self {
        let mut folded = String::new();
        fold_into(word, &mut folded);
        Self { lower: word.to_lowercase(), stem: stem(&folded).to_owned() }
    }

    /// Whether two words look like forms of one: they share a stem, or one is the other with one or two
    /// letters more.
    pub(super) fn is_form_of(&self, other: &Self) -> bool {
        let (one, two) = (self.lower.as_str(), other.lower.as_str());
        let (short, long) = if one.len() <= two.len() { (one, two) } else { (two, one) };
        if let Some(rest) = long.strip_prefix(short) {
            return short.chars().count() > 3 && rest.chars().count() < 3;
        }
        // A stem of a letter or two joins what does not belong together.
        self.stem == other.stem && self.stem.chars().nth(2).is_some()
    }
}

/// Writes marks from left to right.
struct Marker<'a> {
    query: &'a str,
    source: &'a str,
    /// How far the marks go, in the query and in the source.
    at: (usize, usize),
    marks: Vec<Mark>,
}

impl Marker<'_> {
    /// Marks the white space up to two places.
    fn up_to(&mut self, query: usize, source: usize) {
        let (q, s) = (&self.query[self.at.0..query], &self.source[self.at.1..source]);
        match (q.is_empty(), s.is_empty()) {
            (true, true) => {}
            (true, false) => self.push(Change::Deleted, query, source),
            (false, true) => self.push(Change::Inserted, query, source),
            (false, false) => self.both(query, source),
        }
    }

    /// Marks what both have up to two places, as equal or replaced.
    fn both(&mut self, query: usize, source: usize) {
        let same = self.query[self.at.0..query] == self.source[self.at.1..source];
        self.push(if same { Change::Equal } else { Change::Replaced }, query, source);
    }

    fn push(&mut self, change: Change, query: usize, source: usize) {
        let mark = Mark {
            change,
            query: Span::new(self.at.0, query),
            source: Span::new(self.at.1, source),
        };
        self.at = (query, source);
        let joins = |last: &Mark| {
            last.change == change && (change != Change::Replaced || self.glued(last, &mark))
        };
        let joined = self.marks.last().is_some_and(joins);
        match self.marks.last_mut().filter(|_| joined) {
            Some(last) => (last.query.end, last.source.end) = (mark.query.end, mark.source.end),
            None => self.marks.push(mark),
        }
    }

    /// Whether two replaced stretches are one: characters of scripts without spaces, side by side.
    fn glued(&self, last: &Mark, next: &Mark) -> bool {
        let ends = |text: &str, span: Span| text[span.range()].chars().any(stands_alone);
        ends(self.query, last.query)
            && ends(self.source, last.source)
            && ends(self.query, next.query)
            && ends(self.source, next.source)
    }
}

/// Whether two codes are the same one: numbers that pair them are of no account, nor is where they stand.
pub(super) fn same_code(one: &Code, other: &Code) -> bool {
    one.kind == other.kind
        && one.kind_name == other.kind_name
        && one.data == other.data
        && one.subs.len() == other.subs.len()
        && one.subs.iter().zip(&other.subs).all(|(a, b)| a.content.text == b.content.text)
}

fn code_changes(query: &Content, source: &Content, marks: &[Mark]) -> Vec<CodeChange> {
    if query.codes.is_empty() && source.codes.is_empty() {
        return Vec::new();
    }
    let mut taken = vec![false; source.codes.len()];
    let mut changes = Vec::new();
    for (at, code) in query.codes.iter().enumerate() {
        let free = |other: &usize| !taken[*other] && same_code(code, &source.codes[*other]);
        let place = |other: &usize| counterpart(source.codes[*other].at, marks).contains(&code.at);
        let candidates: Vec<usize> = (0..source.codes.len()).filter(free).collect();
        let kept = candidates.iter().find(|other| place(other));
        match kept.or(candidates.first()) {
            None => changes.push(CodeChange::Missing { query: at }),
            Some(other) => {
                taken[*other] = true;
                if kept.is_none() {
                    changes.push(CodeChange::Moved { query: at, source: *other });
                }
            }
        }
    }
    let extra = taken.iter().enumerate().filter(|(_, taken)| !**taken);
    changes.extend(extra.map(|(source, _)| CodeChange::Extra { source }));
    changes
}

/// The places of the looked-up text that stand for byte `at` of the source.
fn counterpart(at: u32, marks: &[Mark]) -> std::ops::RangeInclusive<u32> {
    let (mut low, mut high) = (u32::MAX, 0);
    let first = marks.partition_point(|mark| mark.source.end < at);
    for mark in marks[first..].iter().take_while(|mark| mark.source.start <= at) {
        let (from, to) = if mark.change == Change::Equal {
            let place = mark.query.start + (at - mark.source.start);
            (place, place)
        } else {
            (mark.query.start, mark.query.end)
        };
        (low, high) = (low.min(from), high.max(to));
    }
    if low == u32::MAX { 0..=0 } else { low..=high }
}

#[cfg(test)]
mod tests;
