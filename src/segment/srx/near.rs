//! The rules at a few places only.
//!
//! A place breaks only where what a breaking rule wants before it ends there, and what it wants after it
//! starts there. Which bytes can stand on both sides is known from the patterns, and few places of a text
//! have them. There two automata run that start at the place: one backwards over what is before it, the
//! other forwards. Most patterns need few bytes. A text where they need many is left to the automata that
//! read all of it once ([`super::whole`]), so that time stays linear.

use super::compile::{Question, Questions, hold};
use super::engine::Scanner;
use regex_automata::hybrid::LazyStateID;
use regex_automata::hybrid::dfa::Cache;
use regex_syntax::hir::{Class, Hir, HirKind};
use rustc_hash::FxHashMap;

/// How many bytes the automata may read for each byte of a text.
const STEPS: usize = 16;

/// A set of bytes.
type Bytes = [bool; 256];

/// What decides at single places.
pub(super) struct Near {
    before: Scanner,
    after: Scanner,
    /// For each byte which breaking rules may want it right before a place, and which right after it.
    lasts: Sides,
    firsts: Sides,
}

/// For each byte a bit of each rule; the rules beyond the last bit share it.
type Sides = Box<[u32; 256]>;

/// What the automata found out so far, and what was decided where they were in the same states.
pub(super) struct Memory {
    before: Cache,
    after: Cache,
    ended: Met,
    started: Met,
    /// The rules asked, by the numbers of what ended and what started.
    asked: FxHashMap<(u32, u32), Vec<usize>>,
    /// How often the automata forgot their states.
    forgotten: usize,
    /// Room for the states of a walk.
    states: Vec<LazyStateID>,
}

/// Ways through an automaton, each with its number and the patterns that matched.
#[derive(Default)]
struct Met {
    numbers: FxHashMap<Box<[LazyStateID]>, u32>,
    patterns: Vec<(Vec<u32>, bool)>,
}

impl Met {
    /// The number of a way; `patterns` says what matched, and whether a rule may break there.
    fn number(
        &mut self,
        states: &[LazyStateID],
        patterns: impl FnOnce() -> (Vec<u32>, bool),
    ) -> u32 {
        if let Some(&number) = self.numbers.get(states) {
            return number;
        }
        let number = self.patterns.len() as u32;
        self.numbers.insert(states.into(), number);
        self.patterns.push(patterns());
        number
    }
}

impl Memory {
    /// Forgets what was decided if the automata have forgotten their states, or if it is much.
    fn is_stale(&mut self) -> bool {
        /// How many pairs are remembered.
        const MANY: usize = 10_000;
        let forgotten = self.before.clear_count() + self.after.clear_count();
        let stale = forgotten != self.forgotten;
        if stale || self.asked.len() > MANY || self.started.patterns.len() > MANY {
            self.forgotten = forgotten;
            (self.ended, self.started) = (Met::default(), Met::default());
            self.asked.clear();
        }
        stale
    }
}

impl Near {
    /// For rules and their patterns; `None` where patterns look at lines, or where a rule may break
    /// anywhere.
    pub(super) fn new(rules: &[Questions], before: &[Hir], after: &[Hir]) -> Option<Self> {
        let (mut all_lasts, mut all_firsts): (Sides, Sides) =
            (Box::new([0; 256]), Box::new([0; 256]));
        for (number, rule) in rules.iter().filter(|rule| rule.breaks).enumerate() {
            let lasts = wanted(&rule.before, before, Edge::Last);
            let firsts = wanted(&rule.after, after, Edge::First);
            if lasts.is_none() && firsts.is_none() {
                return None;
            }
            let bit = 1 << number.min(31);
            let mark = |sides: &mut Sides, bytes: Option<Bytes>| {
                let wanted = bytes.unwrap_or([true; 256]);
                sides
                    .iter_mut()
                    .zip(wanted)
                    .for_each(|(side, wanted)| *side |= bit * u32::from(wanted));
            };
            mark(&mut all_lasts, lasts);
            mark(&mut all_firsts, firsts);
        }
        let (before, after) = (Scanner::around(before, true)?, Scanner::around(after, false)?);
        Some(Self { before, after, lasts: all_lasts, firsts: all_firsts })
    }

    /// The last place before `to` where the bytes on both sides are wanted.
    #[inline]
    fn candidate(&self, bytes: &[u8], to: usize) -> Option<usize> {
        let wanted =
            |last: u8, first: u8| self.lasts[usize::from(last)] & self.firsts[usize::from(first)];
        let mut to = to;
        // Few places are wanted: eight are looked at before one decision.
        while let Some(nine) = bytes[..to].last_chunk::<9>() {
            if (0..8).fold(0, |any, at| any | wanted(nine[at], nine[at + 1])) != 0 {
                break;
            }
            to -= 8;
        }
        (1..to).rfind(|&at| wanted(bytes[at - 1], bytes[at]) != 0)
    }

    /// Room for what is found out.
    pub(super) fn memory(&self) -> Memory {
        Memory {
            before: self.before.cache(),
            after: self.after.cache(),
            ended: Met::default(),
            started: Met::default(),
            asked: FxHashMap::default(),
            forgotten: 0,
            states: Vec::new(),
        }
    }

    /// Calls `each` with every place of `text` where a rule may break, from the last to the first, and with
    /// the rules that `asked` names for what ends and starts there. Returns false where that takes too long.
    pub(super) fn scan(
        &self,
        text: &str,
        memory: &mut Memory,
        rules: &[Questions],
        asked: impl Fn(&[u32], &[u32]) -> Vec<usize>,
        mut each: impl FnMut(usize, &[usize]),
    ) -> bool {
        let bytes = text.as_bytes();
        let mut left = STEPS * bytes.len() + 1000;
        let mut states = std::mem::take(&mut memory.states);
        let mut to = bytes.len();
        while let Some(place) = self.candidate(bytes, to) {
            to = place;
            if !text.is_char_boundary(place) {
                continue;
            }
            self.after.walk(text, place, &mut memory.after, &mut states, &mut left);
            if memory.is_stale() {
                self.after.walk(text, place, &mut memory.after, &mut states, &mut left);
            }
            let breaks =
                |rule: &Questions, patterns: &[u32]| rule.breaks && hold(&rule.after, patterns);
            let started = memory.started.number(&states, || {
                let patterns = self.after.patterns(&memory.after, &states);
                let free = rules.iter().any(|rule| breaks(rule, &patterns));
                (patterns, free)
            });
            if !memory.started.patterns[started as usize].1 {
                continue;
            }
            self.before.walk(text, place, &mut memory.before, &mut states, &mut left);
            // Rare enough to leave the text to the others.
            if left == 0 || memory.is_stale() {
                return false;
            }
            let ended = memory
                .ended
                .number(&states, || (self.before.patterns(&memory.before, &states), true));
            let Memory { ended: ends, started: starts, .. } = memory;
            let rules = memory.asked.entry((ended, started)).or_insert_with(|| {
                asked(&ends.patterns[ended as usize].0, &starts.patterns[started as usize].0)
            });
            each(place, rules);
        }
        memory.states = states;
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
