//! What breaking rules want on one side of a place: the few patterns that most places have none of.

use super::compile::Questions;
use super::engine::Scanner;
use super::translate::Side;
use regex_automata::hybrid::dfa::Cache;
use regex_syntax::hir::{Class, Hir, HirKind};

/// What tells the places where a pattern of a breaking rule ends, or starts.
pub(super) struct Gate {
    scanner: Scanner,
    side: Side,
    /// The bytes beside a place that are such a pattern by themselves.
    alone: Box<[bool; 256]>,
}

impl Gate {
    /// For the patterns of one side; `None` where a breaking rule wants nothing there.
    pub(super) fn new(rules: &[Questions], patterns: &[Hir], side: Side) -> Option<Self> {
        let wanted = rules.iter().filter(|rule| rule.breaks).map(|rule| {
            let questions = if side == Side::Before { &rule.before } else { &rule.after };
            Some(questions.iter().rfind(|question| question.wanted)?.pattern)
        });
        let mut wanted = wanted.collect::<Option<Vec<u32>>>()?;
        wanted.sort_unstable();
        wanted.dedup();
        let wanted: Vec<Hir> = wanted.iter().map(|&at| patterns[at as usize].clone()).collect();
        let mut bytes = Box::new([false; 256]);
        for pattern in &wanted {
            alone(pattern, &mut bytes);
        }
        let scanner = Scanner::around(&wanted, side == Side::Before)?;
        Some(Self { scanner, side, alone: bytes })
    }

    pub(super) fn cache(&self) -> Cache {
        self.scanner.cache()
    }

    /// Whether one of the patterns is there, at a place inside the text.
    #[inline]
    pub(super) fn passes(
        &self,
        text: &str,
        place: usize,
        cache: &mut Cache,
        left: &mut usize,
    ) -> bool {
        let beside = if self.side == Side::Before { place - 1 } else { place };
        self.alone[usize::from(text.as_bytes()[beside])]
            || self.scanner.meets(text, place, cache, left)
    }
}

/// Marks the ASCII bytes that a pattern matches by themselves.
fn alone(pattern: &Hir, bytes: &mut [bool; 256]) {
    match pattern.kind() {
        HirKind::Literal(literal) => {
            if let [byte @ 0..0x80] = *literal.0 {
                bytes[usize::from(byte)] = true;
            }
        }
        HirKind::Class(class) => {
            let ascii = '\0'..='\x7F';
            let has = |c: &char| match class {
                Class::Unicode(class) => {
                    class.iter().any(|range| (range.start()..=range.end()).contains(c))
                }
                Class::Bytes(class) => {
                    class.iter().any(|range| (range.start()..=range.end()).contains(&(*c as u8)))
                }
            };
            ascii.filter(has).for_each(|c| bytes[c as usize] = true);
        }
        HirKind::Capture(capture) => alone(&capture.sub, bytes),
        HirKind::Alternation(branches) => branches.iter().for_each(|branch| alone(branch, bytes)),
        HirKind::Empty | HirKind::Look(_) | HirKind::Repetition(_) | HirKind::Concat(_) => {}
    }
}
