//! The bytes that may stand on both sides of a place where a rule breaks.
//!
//! They are known from the patterns, and few places of a text have them. A few ranges that hold them all are
//! compared with all bytes of a block at once; what these find is looked at by itself.

use super::compile::{Question, Questions};
use crate::segment::block::{self, Block, REACH, STEP};
use regex_syntax::hir::{Class, Hir, HirKind};
use regex_syntax::utf8::Utf8Sequences;

/// A set of bytes.
type Bytes = [bool; 256];

/// For each byte a bit of each rule; the rules beyond the last bit share it.
type Sides = Box<[u32; 256]>;

/// What breaking rules want right before and right behind a place.
pub(super) struct Edges {
    /// For each byte which breaking rules may want it right before a place, and which right after it.
    lasts: Sides,
    firsts: Sides,
    /// The same of the byte that the letter before the place starts with: what brackets and quotes end with, all
    /// kinds of letters do.
    leads: Sides,
    /// Ranges that hold all of them.
    last: Ranges,
    first: Ranges,
}

/// A few ranges of bytes: where each starts, and how many more bytes it has.
type Ranges = [(u8, u8); 4];

impl Edges {
    /// For rules and their patterns; `None` where a rule may break anywhere.
    pub(super) fn new(rules: &[Questions], before: &[Hir], after: &[Hir]) -> Option<Self> {
        let [mut lasts, mut leads, mut firsts]: [Sides; 3] = [(); 3].map(|()| Box::new([0; 256]));
        for (number, rule) in rules.iter().filter(|rule| rule.breaks).enumerate() {
            let last = wanted(&rule.before, before, Edge::Last);
            let lead = wanted(&rule.before, before, Edge::Lead);
            let first = wanted(&rule.after, after, Edge::First);
            if last.is_none() && first.is_none() {
                return None;
            }
            let bit = 1 << number.min(31);
            for (sides, wanted) in [(&mut lasts, last), (&mut leads, lead), (&mut firsts, first)] {
                let wanted = wanted.unwrap_or([true; 256]);
                let each = sides.iter_mut().zip(wanted);
                each.for_each(|(side, wanted)| *side |= bit * u32::from(wanted));
            }
        }
        let (last, first) = (ranges(&lasts), ranges(&firsts));
        Some(Self { lasts, firsts, leads, last, first })
    }

    /// The places of a text where the bytes on both sides are wanted, from the last to the first.
    pub(super) fn places<'e, 't>(&'e self, bytes: &'t [u8]) -> Places<'e, 't> {
        Places { edges: self, bytes, block: bytes.len().next_multiple_of(STEP), left: 0 }
    }
}

/// The search for places, a block after the other.
pub(super) struct Places<'e, 't> {
    edges: &'e Edges,
    bytes: &'t [u8],
    /// Where the block starts.
    block: usize,
    /// The pairs of bytes that start in it and are left to be looked at.
    left: u64,
}

impl Iterator for Places<'_, '_> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        loop {
            while self.left == 0 {
                self.block = self.block.checked_sub(STEP)?;
                let mut room = [0; REACH];
                self.left = self.edges.pairs(block::at(self.bytes, self.block, &mut room));
            }
            let last = self.left.ilog2();
            self.left ^= 1 << last;
            let place = self.block + last as usize + 1;
            if place < self.bytes.len() && self.edges.wants(self.bytes, place) {
                return Some(place);
            }
        }
    }
}

impl Edges {
    /// Whether a rule may break at a place between two bytes.
    #[inline]
    fn wants(&self, bytes: &[u8], place: usize) -> bool {
        let (last, first) = (bytes[place - 1], bytes[place]);
        let mut rules = self.lasts[usize::from(last)] & self.firsts[usize::from(first)];
        if last >= 0x80 && rules != 0 {
            let before = bytes[..place].iter().rev().take(4);
            let lead = before.copied().find(|byte| !(0x80..0xC0).contains(byte));
            rules &= self.leads[usize::from(lead.unwrap_or(last))];
        }
        rules != 0
    }

    /// Where two bytes of the ranges stand beside each other in a block.
    #[inline]
    fn pairs(&self, block: &Block) -> u64 {
        let mut found = [0; STEP];
        for at in 0..STEP {
            found[at] = among(block[at], self.last) & among(block[at + 1], self.first);
        }
        block::bits(&found)
    }
}

/// 1 for a byte of the ranges, without a branch.
#[inline]
fn among(byte: u8, ranges: Ranges) -> u8 {
    ranges.iter().fold(0, |any, (from, more)| any | u8::from(byte.wrapping_sub(*from) <= *more))
}

/// Ranges that have all the wanted bytes, and others that are rare in texts.
fn ranges(sides: &Sides) -> Ranges {
    let mut ranges: Vec<(u8, u8)> = Vec::new();
    for byte in (0..=255).filter(|byte| sides[usize::from(*byte)] != 0) {
        match ranges.last_mut() {
            Some((_, to)) if *to + 1 == byte => *to = byte,
            _ => ranges.push((byte, byte)),
        }
    }
    let often = |byte: u8| byte.is_ascii_lowercase() || byte == b' ' || byte >= 0x80;
    while ranges.len() > Ranges::default().len() {
        let gap = |at: &usize| -> usize {
            let between = ranges[*at].1 + 1..ranges[at + 1].0;
            between.map(|byte| if often(byte) { 16 } else { 1 }).sum()
        };
        let least = (1..ranges.len() - 1)
            .fold(0, |least, at| if gap(&at) < gap(&least) { at } else { least });
        let (_, to) = ranges.remove(least + 1);
        ranges[least].1 = to;
    }
    // One that is written twice finds no more.
    let nothing_more = ranges.first().copied().unwrap_or_default();
    std::array::from_fn(|at| {
        let (from, to) = ranges.get(at).copied().unwrap_or(nothing_more);
        (from, to - from)
    })
}

/// Which side of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Edge {
    First,
    Last,
    /// The byte that the last letter starts with.
    Lead,
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
            let byte = match side {
                Edge::First => literal.0.first(),
                Edge::Last => literal.0.last(),
                Edge::Lead => literal.0.iter().rfind(|byte| !(0x80..0xC0).contains(*byte)),
            };
            byte.is_none_or(|byte| {
                bytes[*byte as usize] = true;
                false
            })
        }
        HirKind::Class(Class::Unicode(class)) => {
            let letters = class.iter().map(|range| Utf8Sequences::new(range.start(), range.end()));
            for sequence in letters.flatten() {
                let ranges = sequence.as_slice();
                let range = if side == Edge::Last { ranges.last() } else { ranges.first() };
                if let Some(range) = range {
                    bytes[usize::from(range.start)..=usize::from(range.end)].fill(true);
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
                Edge::Last | Edge::Lead => parts.iter().rev().all(&mut part),
            }
        }
        HirKind::Alternation(branches) => {
            // All of them count, whichever may be empty.
            let mut any = false;
            for branch in branches {
                any |= add(edge(branch, side));
            }
            any
        }
    };
    (bytes, empty)
}
