//! The rules at a few places only.
//!
//! A place breaks only where what a breaking rule wants before it ends there, and what it wants after it
//! starts there. Which bytes can stand on both sides is known from the patterns, and few places of a text
//! have them. There two automata run that start at the place: one backwards over what is before it, the
//! other forwards. Most patterns need few bytes. A text where they need many is left to the automata that
//! read all of it once ([`super::whole`]), so that time stays linear.

use super::compile::{Questions, hold};
use super::edges::Edges;
use super::engine::Scanner;
use super::gate::Gate;
use super::translate::Side;
use regex_automata::hybrid::LazyStateID;
use regex_automata::hybrid::dfa::Cache;
use regex_syntax::hir::Hir;
use rustc_hash::FxHashMap;

/// How many bytes the automata may read for each byte of a text.
const STEPS: usize = 16;

/// What decides at single places.
pub(super) struct Near {
    before: Scanner,
    after: Scanner,
    /// For breaking rules alone, what each wants before and after a place: that needs fewer bytes, and most
    /// places are done with there. `None` where a rule wants nothing.
    gates: [Option<Gate>; 2],
    edges: Edges,
}

/// What the automata found out so far, and what was decided where they were in the same states.
pub(super) struct Memory {
    before: Cache,
    after: Cache,
    gates: [Option<Cache>; 2],
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
    #[inline]
    fn is_stale(&mut self) -> bool {
        /// How many pairs are remembered.
        const MANY: usize = 10_000;
        let forgotten = self.before.clear_count() + self.after.clear_count();
        let stale = forgotten != self.forgotten;
        if stale || self.asked.len() > MANY || self.started.patterns.len() > MANY {
            self.forget(forgotten);
        }
        stale
    }

    #[cold]
    fn forget(&mut self, forgotten: usize) {
        self.forgotten = forgotten;
        (self.ended, self.started) = (Met::default(), Met::default());
        self.asked.clear();
    }
}

impl Near {
    /// For rules and their patterns; `None` where patterns look at lines, or where a rule may break
    /// anywhere.
    pub(super) fn new(rules: &[Questions], before: &[Hir], after: &[Hir]) -> Option<Self> {
        let edges = Edges::new(rules, before, after)?;
        let gates = [Gate::new(rules, after, Side::After), Gate::new(rules, before, Side::Before)];
        let (before, after) = (Scanner::around(before, true)?, Scanner::around(after, false)?);
        Some(Self { before, after, gates, edges })
    }

    /// Room for what is found out.
    pub(super) fn memory(&self) -> Memory {
        Memory {
            before: self.before.cache(),
            after: self.after.cache(),
            gates: self.gates.each_ref().map(|gate| gate.as_ref().map(Gate::cache)),
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
        let mut left = STEPS * text.len() + 1000;
        let mut states = std::mem::take(&mut memory.states);
        for place in self.edges.places(text.as_bytes()) {
            // Rare enough to leave the text to the others.
            if left == 0 {
                return false;
            }
            if !text.is_char_boundary(place) || !self.passes(text, place, memory, &mut left) {
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
        left > 0
    }

    /// Whether something stands before a place, and something after it, that breaking rules want.
    #[inline]
    fn passes(&self, text: &str, place: usize, memory: &mut Memory, left: &mut usize) -> bool {
        let mut gates = self.gates.iter().zip(&mut memory.gates);
        gates.all(|gate| match gate {
            (Some(gate), Some(cache)) => gate.passes(text, place, cache, left),
            _ => true,
        })
    }
}
