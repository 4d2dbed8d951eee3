//! Finding the breaks of a text in linear time.
//!
//! Every distinct pattern is searched for at once by two automata that report all patterns at all
//! places (regex-automata's lazy DFAs, overlapping matches): one reads the text forwards and knows at
//! each place which patterns end there, the other backwards and knows which start there. A rule then
//! only asks for membership. How far a pattern reaches back costs nothing, however many places it is
//! tried at.
//!
//! Lazy DFAs can't look at Unicode word boundaries: what is fed between the characters tells them
//! ([`super::borders`]).

use super::borders::{AT_BOUNDARY, NO_BOUNDARY, is_word, mark, step};
use regex_automata::hybrid::LazyStateID;
use regex_automata::hybrid::dfa::{Cache, DFA};
use regex_automata::nfa::thompson;
use regex_automata::{Anchored, Input, MatchKind};
use regex_syntax::hir::{Hir, Look, LookSet};

/// Memory for one automaton's states, in bytes; over it the states are dropped and found anew.
const CACHE: usize = 16 << 20;

/// One direction's automaton.
#[derive(Debug, Clone)]
pub(super) struct Scanner {
    pub(super) dfa: DFA,
    pub(super) reverse: bool,
    /// Whether word boundaries are fed, and whether the places without one are as well.
    pub(super) boundaries: bool,
    pub(super) everywhere: bool,
}

/// The patterns are too large together to be compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TooLarge;

impl Scanner {
    /// An automaton for all of `patterns`: one that knows where each ends, or (`reverse`) where each
    /// starts.
    pub(super) fn new(patterns: &[Hir], reverse: bool) -> Result<Self, TooLarge> {
        let mut looks = LookSet::empty();
        for pattern in patterns {
            looks = looks.union(pattern.properties().look_set());
        }
        let boundaries = looks.contains_word();
        let everywhere =
            looks.contains(Look::WordUnicodeNegate) || looks.contains(Look::WordAsciiNegate);
        let marked: Vec<Hir> =
            if boundaries { patterns.iter().map(mark).collect() } else { patterns.to_vec() };
        let dfa = automaton(&marked, reverse)?;
        Ok(Self { dfa, reverse, boundaries, everywhere })
    }

    /// An automaton for all of `patterns` that starts at a place ([`super::walk`]), backwards or forwards;
    /// `None` where they are too large or look at the borders of lines.
    pub(super) fn around(patterns: &[Hir], reverse: bool) -> Option<Self> {
        let mut looks = LookSet::empty();
        for pattern in patterns {
            looks = looks.union(pattern.properties().look_set());
        }
        let lines = [Look::StartLF, Look::EndLF, Look::StartCRLF, Look::EndCRLF];
        if lines.into_iter().any(|line| looks.contains(line)) {
            return None;
        }
        let mut scanner = Self::new(patterns, reverse).ok()?;
        if reverse && scanner.boundaries {
            // What is fed at the place itself need not belong to the pattern that ends there.
            let ends = |pattern| Hir::concat(vec![mark(pattern), step()]);
            let marked: Vec<Hir> = patterns.iter().map(ends).collect();
            scanner.dfa = automaton(&marked, reverse).ok()?;
        }
        Some(scanner)
    }

    /// The numbers, in order, of the patterns that match in states.
    pub(super) fn patterns(&self, cache: &Cache, states: &[LazyStateID]) -> Vec<u32> {
        let in_state = |&state: &LazyStateID| {
            let count = self.dfa.match_len(cache, state);
            (0..count).map(move |i| self.dfa.match_pattern(cache, state, i).as_u32())
        };
        let mut patterns: Vec<u32> = states.iter().flat_map(in_state).collect();
        patterns.sort_unstable();
        patterns.dedup();
        patterns
    }

    /// An automaton without patterns.
    pub(super) fn never() -> Self {
        let dfa = DFA::builder().build_from_nfa(thompson::NFA::never_match());
        let dfa = dfa.expect("an automaton without patterns has no limit to exceed");
        Self { dfa, reverse: false, boundaries: false, everywhere: false }
    }

    pub(super) fn cache(&self) -> Cache {
        self.dfa.create_cache()
    }

    /// Calls `each` with every place of `text` (in bytes; ascending, or descending for a reverse
    /// scan) where patterns end or start, and their numbers in order.
    pub(super) fn scan(&self, text: &str, cache: &mut Cache, mut each: impl FnMut(usize, &[u32])) {
        let mut run = Run::start(self, text, cache);
        let mut last = None;
        let mut chars = text.chars();
        loop {
            let place =
                if self.reverse { chars.as_str().len() } else { text.len() - chars.as_str().len() };
            let next = if self.reverse { chars.next_back() } else { chars.next() };
            if self.boundaries {
                if next.is_some_and(is_word) != last.is_some_and(is_word) {
                    run.feed(AT_BOUNDARY);
                } else if self.everywhere {
                    run.feed(NO_BOUNDARY);
                }
            }
            let mut buffer = [0; 4];
            let bytes = next.map(|c| &*c.encode_utf8(&mut buffer)).unwrap_or_default().as_bytes();
            // An automaton tells of a match one byte late, so this place's are known only now.
            match if self.reverse { bytes.last() } else { bytes.first() } {
                Some(&byte) => run.feed(byte),
                None => run.feed_end(),
            }
            if !run.matched.is_empty() {
                run.matched.sort_unstable();
                run.matched.dedup();
                each(place, &run.matched);
                run.matched.clear();
            }
            if next.is_none() {
                return;
            }
            if bytes.len() > 1 {
                let rest = bytes.len() - 1;
                (0..rest)
                    .for_each(|i| run.feed(bytes[if self.reverse { rest - 1 - i } else { i + 1 }]));
                run.matched.clear();
            }
            last = next;
        }
    }
}

/// The automaton of patterns as they are fed.
fn automaton(patterns: &[Hir], reverse: bool) -> Result<DFA, TooLarge> {
    let mut compiler = thompson::Compiler::new();
    compiler.configure(
        thompson::Config::new()
            .reverse(reverse)
            .utf8(false)
            .which_captures(thompson::WhichCaptures::None)
            .nfa_size_limit(Some(256 << 20)),
    );
    let nfa = compiler.build_many_from_hir(patterns).map_err(|_| TooLarge)?;
    DFA::builder()
        .configure(
            DFA::config()
                .match_kind(MatchKind::All)
                .cache_capacity(CACHE)
                .skip_cache_capacity_check(true)
                .minimum_cache_clear_count(None),
        )
        .build_from_nfa(nfa)
        .map_err(|_| TooLarge)
}

/// An automaton on its way through a text.
struct Run<'s> {
    dfa: &'s DFA,
    cache: &'s mut Cache,
    state: LazyStateID,
    /// The patterns that matched since this was last emptied.
    matched: Vec<u32>,
}

impl<'s> Run<'s> {
    fn start(scanner: &'s Scanner, text: &str, cache: &'s mut Cache) -> Self {
        let (dfa, input) = (&scanner.dfa, Input::new(text).anchored(Anchored::No));
        let state = if scanner.reverse {
            dfa.start_state_reverse(cache, &input)
        } else {
            dfa.start_state_forward(cache, &input)
        };
        // No byte is set to quit at and the cache never gives up, so there is always a start.
        Self { dfa, cache, state: state.unwrap_or_default(), matched: Vec::new() }
    }

    fn feed(&mut self, byte: u8) {
        let next = self.dfa.next_state(self.cache, self.state, byte);
        self.enter(next.unwrap_or(self.state));
    }

    fn feed_end(&mut self) {
        let next = self.dfa.next_eoi_state(self.cache, self.state);
        self.enter(next.unwrap_or(self.state));
    }

    fn enter(&mut self, state: LazyStateID) {
        self.state = state;
        if state.is_match() {
            let count = self.dfa.match_len(self.cache, state);
            let numbers = (0..count).map(|i| self.dfa.match_pattern(self.cache, state, i).as_u32());
            self.matched.extend(numbers);
        }
    }
}
