//! The rules at a few places only.
//!
//! A place breaks only where what a breaking rule wants before it ends there, and what it wants after it
//! starts there. Which bytes can stand on both sides is known from the patterns, and few places of a text
//! have them. There two automata run that start at the place: one backwards over what is before it, the
//! other forwards. Most patterns need few bytes. A text where they need many is left to the automata that
//! read all of it once ([`super::compile`]), so that time stays linear.

use super::compile::{Question, Questions};
use super::engine::Scanner;
use regex_automata::hybrid::dfa::Cache;
use regex_syntax::hir::{Class, Hir, HirKind};

/// How many bytes the automata may read for each byte of a text.
const STEPS: usize = 16;

/// A set of bytes.
type Bytes = [bool; 256];

/// What decides at single places.
pub(super) struct Near {
    before: Scanner,
    after: Scanner,
    /// For each byte before a place, which bytes after it a breaking rule may want.
    pairs: Box<[Bytes; 256]>,
}

impl Near {
    /// For rules and their patterns; `None` where patterns look at lines, or where a rule may break
    /// anywhere.
    pub(super) fn new(rules: &[Questions], before: &[Hir], after: &[Hir]) -> Option<Self> {
        let mut pairs = Box::new([[false; 256]; 256]);
        for rule in rules.iter().filter(|rule| rule.breaks) {
            let lasts = wanted(&rule.before, before, Edge::Last);
            let firsts = wanted(&rule.after, after, Edge::First);
            if lasts.is_none() && firsts.is_none() {
                return None;
            }
            let (lasts, firsts) = (lasts.unwrap_or([true; 256]), firsts.unwrap_or([true; 256]));
            for row in pairs.iter_mut().zip(lasts).filter_map(|(row, last)| last.then_some(row)) {
                row.iter_mut().zip(firsts).for_each(|(pair, first)| *pair |= first);
            }
        }
        let (before, after) = (Scanner::around(before, true)?, Scanner::around(after, false)?);
        Some(Self { before, after, pairs })
    }

    /// The caches of the automata, for before a place and after it.
    pub(super) fn caches(&self) -> (Cache, Cache) {
        (self.before.cache(), self.after.cache())
    }

    /// Calls `each` with every place of `text` where a rule may break, from the last to the first, and with
    /// the patterns that end and that start there. Returns false where that takes too long.
    pub(super) fn scan(
        &self,
        text: &str,
        (before, after): (&mut Cache, &mut Cache),
        mut each: impl FnMut(usize, &[u32], &[u32]),
    ) -> bool {
        let bytes = text.as_bytes();
        let mut left = STEPS * bytes.len() + 1000;
        let (mut ended, mut started) = (Vec::new(), Vec::new());
        for place in (1..bytes.len()).rev() {
            let pair = self.pairs[bytes[place - 1] as usize][bytes[place] as usize];
            if !pair || !text.is_char_boundary(place) {
                continue;
            }
            self.after.walk(text, place, after, &mut started, &mut left);
            self.before.walk(text, place, before, &mut ended, &mut left);
            if left == 0 {
                return false;
            }
            each(place, &ended, &started);
        }
        true
    }
}

/// Which side of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Edge {
    First,
    Last,
}

/// The bytes that a pattern which is wanted may have at an edge; `None` for any.
fn wanted(questions: &[Question], patterns: &[Hir], side: Edge) -> Option<Bytes> {
    let wanted = questions.iter().filter(|question| question.wanted);
    let edges = wanted.map(|question| edge(&patterns[question.pattern as usize], side));
    edges.filter_map(|(bytes, empty)| (!empty).then_some(bytes)).reduce(|mut all, bytes| {
        all.iter_mut().zip(bytes).for_each(|(all, byte)| *all &= byte);
        all
    })
}

/// The bytes a pattern may have at an edge, and whether it may match nothing.
fn edge(pattern: &Hir, side: Edge) -> (Bytes, bool) {
    let mut bytes = [false; 256];
    let mut add = |(more, empty): (Bytes, bool)| {
        bytes.iter_mut().zip(more).for_each(|(byte, more)| *byte |= more);
        empty
    };
    let empty = match pattern.kind() {
        HirKind::Empty | HirKind::Look(_) => true,
        HirKind::Literal(literal) => {
            let byte = if side == Edge::First { literal.0.first() } else { literal.0.last() };
            byte.is_none_or(|byte| {
                bytes[*byte as usize] = true;
                false
            })
        }
        HirKind::Class(Class::Unicode(class)) => {
            for range in class.ranges() {
                let (from, to) = (range.start() as usize, range.end() as usize);
                bytes[from.min(128)..(to + 1).min(128)].fill(true);
                if to >= 128 {
                    bytes[128..].fill(true);
                }
            }
            false
        }
        HirKind::Class(Class::Bytes(_)) => {
            bytes.fill(true);
            false
        }
        HirKind::Repetition(repetition) => add(edge(&repetition.sub, side)) || repetition.min == 0,
        HirKind::Capture(capture) => add(edge(&capture.sub, side)),
        HirKind::Concat(parts) => {
            let mut part = |part| add(edge(part, side));
            match side {
                Edge::First => parts.iter().all(&mut part),
                Edge::Last => parts.iter().rev().all(&mut part),
            }
        }
        HirKind::Alternation(branches) => {
            branches.iter().fold(false, |any, branch| add(edge(branch, side)) || any)
        }
    };
    (bytes, empty)
}
