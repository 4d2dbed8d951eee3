//! Automata that start at a place of a text and go away from it.

use super::borders::{AT_BOUNDARY, NO_BOUNDARY, is_word, is_word_byte};
use super::engine::Scanner;
use regex_automata::hybrid::LazyStateID;
use regex_automata::hybrid::dfa::{Cache, DFA};
use regex_automata::{Anchored, Input};

impl Scanner {
    /// Leaves in `states` those where patterns matched on the way from `place`: patterns that end right before
    /// it (for a reverse scanner) or start right behind it. Takes the bytes it reads from `left`.
    pub(super) fn walk(
        &self,
        text: &str,
        place: usize,
        cache: &mut Cache,
        states: &mut Vec<LazyStateID>,
        left: &mut usize,
    ) {
        states.clear();
        self.go(text, place, cache, left, |state| {
            if states.last() != Some(&state) {
                states.push(state);
            }
            false
        });
    }

    /// Whether any pattern ends right before `place`, or starts right behind it.
    pub(super) fn meets(
        &self,
        text: &str,
        place: usize,
        cache: &mut Cache,
        left: &mut usize,
    ) -> bool {
        let mut met = false;
        self.go(text, place, cache, left, |_| {
            met = true;
            true
        });
        met
    }

    /// Goes from `place` on until nothing more can match, or until `each`, which is told the states in which
    /// patterns match, says that it is enough.
    #[inline]
    fn go(
        &self,
        text: &str,
        place: usize,
        cache: &mut Cache,
        left: &mut usize,
        each: impl FnMut(LazyStateID) -> bool,
    ) {
        let input = Input::new(text).anchored(Anchored::Yes);
        let state = if self.reverse {
            self.dfa.start_state_reverse(cache, &input.range(..place))
        } else {
            self.dfa.start_state_forward(cache, &input.range(place..))
        };
        let walk = Walk { dfa: &self.dfa, cache, state: state.unwrap_or_default(), each };
        if self.boundaries {
            self.go_by_letters(text, place, walk, left);
        } else {
            self.go_by_bytes(text.as_bytes(), place, walk, left);
        }
    }

    #[inline]
    fn go_by_bytes(
        &self,
        bytes: &[u8],
        place: usize,
        mut walk: Walk<impl FnMut(LazyStateID) -> bool>,
        left: &mut usize,
    ) {
        let (before, after) = bytes.split_at(place);
        let (mut before, mut after) = (before.iter().rev(), after.iter());
        while *left > 0 {
            let next = if self.reverse { before.next() } else { after.next() };
            let Some(byte) = next else {
                walk.feed_end();
                break;
            };
            *left -= 1;
            if walk.feed(*byte) {
                break;
            }
        }
    }

    /// The same with what is fed between letters.
    #[inline]
    fn go_by_letters(
        &self,
        text: &str,
        place: usize,
        mut walk: Walk<impl FnMut(LazyStateID) -> bool>,
        left: &mut usize,
    ) {
        let bytes = text.as_bytes();
        let (before, after) = text.split_at(place);
        let behind = if self.reverse { after.chars().next() } else { before.chars().next_back() };
        let mut last = behind.is_some_and(is_word);
        let mut at = place;
        while *left > 0 {
            let byte = if self.reverse { bytes[..at].last() } else { bytes.get(at) };
            let (word, length) = match byte {
                Some(&byte @ 0..0x80) => (is_word_byte(byte), 1),
                Some(_) => {
                    let (before, after) = text.split_at(at);
                    let c = if self.reverse {
                        before.chars().next_back()
                    } else {
                        after.chars().next()
                    };
                    (c.is_some_and(is_word), c.map_or(1, char::len_utf8))
                }
                None => (false, 0),
            };
            if word != last && walk.feed(AT_BOUNDARY)
                || word == last && self.everywhere && walk.feed(NO_BOUNDARY)
            {
                break;
            }
            let Some(byte) = byte else {
                walk.feed_end();
                break;
            };
            let letter = if self.reverse { at - length..at } else { at..at + length };
            at = if self.reverse { letter.start } else { letter.end };
            let enough = if length == 1 {
                walk.feed(*byte)
            } else if self.reverse {
                bytes[letter].iter().rev().any(|byte| walk.feed(*byte))
            } else {
                bytes[letter].iter().any(|byte| walk.feed(*byte))
            };
            (last, *left) = (word, left.saturating_sub(length));
            if enough {
                break;
            }
        }
    }
}

/// An automaton on its way from a place.
struct Walk<'s, F> {
    dfa: &'s DFA,
    cache: &'s mut Cache,
    state: LazyStateID,
    /// What is told the states in which patterns match, and says whether that is enough.
    each: F,
}

impl<F: FnMut(LazyStateID) -> bool> Walk<'_, F> {
    /// Reads a byte; true where the way ends.
    #[inline]
    fn feed(&mut self, byte: u8) -> bool {
        let next = self.dfa.next_state(self.cache, self.state, byte);
        self.enter(next.unwrap_or(self.state))
    }

    fn feed_end(&mut self) {
        let next = self.dfa.next_eoi_state(self.cache, self.state);
        self.enter(next.unwrap_or(self.state));
    }

    #[inline]
    fn enter(&mut self, state: LazyStateID) -> bool {
        self.state = state;
        state.is_tagged() && (state.is_match() && (self.each)(state) || state.is_dead())
    }
}
