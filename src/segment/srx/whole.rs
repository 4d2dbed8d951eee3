//! The rules at all places of a text: where [`super::near`] would take too long.
//!
//! The text is read once in each direction. What a breaking rule wants before a place is found on the way
//! forwards, and each such place is decided on the way back.

use super::compile::{Caches, Compiled, Question, Questions, hold};
use regex_automata::hybrid::dfa::Cache;
use rustc_hash::FxHashMap;

fn wants(questions: &[Question]) -> bool {
    questions.iter().any(|q| q.wanted)
}

impl Compiled {
    /// The breaks by reading the whole text once in each direction.
    pub(super) fn all_breaks(&self, text: &str, caches: &mut Caches) -> Vec<usize> {
        let Caches { before, after, .. } = caches;
        let free = self.free_places(text, after);
        let candidates = self.candidates(text, before, &free);
        self.decide(text, after, &candidates)
    }

    /// Where a breaking rule that asks nothing of the text before may break, ascending.
    fn free_places(&self, text: &str, cache: &mut Cache) -> Vec<usize> {
        let free = |rule: &&Questions| rule.breaks && !wants(&rule.before);
        if self.rules.iter().any(|rule| free(&rule) && !wants(&rule.after)) {
            return text.char_indices().map(|(at, _)| at).collect();
        }
        let mut places = Vec::new();
        let rules: Vec<&Questions> = self.rules.iter().filter(free).collect();
        if !rules.is_empty() {
            self.after.scan(text, cache, |at, matched| {
                if rules.iter().any(|rule| hold(&rule.after, matched)) {
                    places.push(at);
                }
            });
        }
        places.reverse();
        places
    }

    /// Every place where some breaking rule finds what it wants before it, with the patterns that end
    /// there; ascending.
    fn candidates(&self, text: &str, cache: &mut Cache, free: &[usize]) -> Candidates {
        let mut found = Candidates::default();
        let breaking: Vec<&Questions> =
            self.rules.iter().filter(|rule| rule.breaks && wants(&rule.before)).collect();
        let mut free = free.iter().copied().peekable();
        self.before.scan(text, cache, |at, matched| {
            while let Some(place) = free.next_if(|&place| place < at) {
                found.places.push((place, 0));
            }
            let is_free = free.next_if_eq(&at).is_some();
            if is_free || breaking.iter().any(|rule| hold(&rule.before, matched)) {
                let set = found.sets.number(matched);
                found.places.push((at, set));
            }
        });
        found.places.extend(free.map(|place| (place, 0)));
        found
    }

    fn decide(&self, text: &str, cache: &mut Cache, candidates: &Candidates) -> Vec<usize> {
        let mut left = candidates.places.as_slice();
        let (mut sets, mut known) = (Sets::default(), FxHashMap::default());
        let mut tries = vec![0; self.rules.len()];
        let mut breaks = Vec::new();
        let mut decide = |place: usize, before: u32, matched: &[u32]| {
            let after = sets.number(matched);
            let asked: &Vec<usize> = known.entry((before, after)).or_insert_with(|| {
                let before = candidates.sets.matched(before);
                self.asked(before, matched)
            });
            let first = asked.iter().find(|&&rule| match &self.rules[rule].confirm {
                Some(confirm) => confirm.holds(text, place, &mut tries[rule]),
                None => true,
            });
            let breaking = first.is_some_and(|&rule| self.rules[rule].breaks);
            if breaking && place > 0 && place < text.len() {
                breaks.push(place);
            }
        };
        self.after.scan(text, cache, |at, matched| {
            while let Some((&(place, before), rest)) = left.split_last() {
                if place < at {
                    break;
                }
                decide(place, before, if place == at { matched } else { &[] });
                left = rest;
            }
        });
        left.iter().rev().for_each(|&(place, before)| decide(place, before, &[]));
        breaks.reverse();
        breaks
    }
}

/// Places that may break, each with the number of its set of patterns before it.
#[derive(Default)]
struct Candidates {
    places: Vec<(usize, u32)>,
    sets: Sets,
}

/// Sets of patterns, numbered as they are met; 0 is the empty one.
struct Sets {
    numbers: FxHashMap<Box<[u32]>, u32>,
    sets: Vec<Box<[u32]>>,
}

impl Default for Sets {
    fn default() -> Self {
        let empty: Box<[u32]> = Box::default();
        Self { numbers: [(empty.clone(), 0)].into_iter().collect(), sets: vec![empty] }
    }
}

impl Sets {
    fn number(&mut self, matched: &[u32]) -> u32 {
        if let Some(&number) = self.numbers.get(matched) {
            return number;
        }
        let number = self.sets.len() as u32;
        self.numbers.insert(matched.into(), number);
        self.sets.push(matched.into());
        number
    }

    fn matched(&self, number: u32) -> &[u32] {
        &self.sets[number as usize]
    }
}
