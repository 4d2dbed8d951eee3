//! Patterns without what says nothing of a place.
//!
//! It is asked only whether a pattern ends right before a place, or starts right behind it. How far it goes on
//! away from there makes no difference: of `\w+\.` before a place one letter does, and of `\s\S*` after it the
//! space. Automata are done sooner and have fewer states without the rest.

use super::translate::Side;
use regex_syntax::hir::{Hir, HirKind, Repetition};

/// The pattern without repetitions at its end away from the place.
pub(super) fn shorten(pattern: &Hir, side: Side) -> Hir {
    match pattern.kind() {
        HirKind::Repetition(Repetition { min: 0, .. }) => Hir::empty(),
        HirKind::Repetition(repetition) if repetition.min == 1 => shorten(&repetition.sub, side),
        HirKind::Repetition(repetition) => {
            Hir::repetition(Repetition { max: Some(repetition.min), ..repetition.clone() })
        }
        HirKind::Capture(capture) => shorten(&capture.sub, side),
        HirKind::Alternation(branches) => {
            let branches: Vec<Hir> = branches.iter().map(|branch| shorten(branch, side)).collect();
            let nothing = branches.iter().any(|branch| *branch.kind() == HirKind::Empty);
            if nothing { Hir::empty() } else { Hir::alternation(branches) }
        }
        HirKind::Concat(parts) => shorten_row(parts, side),
        HirKind::Empty | HirKind::Literal(_) | HirKind::Class(_) | HirKind::Look(_) => {
            pattern.clone()
        }
    }
}

fn shorten_row(parts: &[Hir], side: Side) -> Hir {
    let mut parts = parts;
    loop {
        let split = match side {
            Side::Before => parts.split_first(),
            Side::After => parts.split_last(),
        };
        let Some((outer, rest)) = split else { return Hir::empty() };
        let outer = shorten(outer, side);
        if *outer.kind() == HirKind::Empty {
            parts = rest;
            continue;
        }
        let rest = rest.iter().cloned();
        return Hir::concat(match side {
            Side::Before => std::iter::once(outer).chain(rest).collect(),
            Side::After => rest.chain([outer]).collect(),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_makes_no_difference_is_left_out() {
        for (side, pattern, short) in [
            (Side::Before, r"\w+[)\]]*\.+", r"\w[)\]]*\.+"),
            (Side::Before, r"(a*|b)c", "c"),
            (Side::Before, r"^a+", r"^a+"),
            (Side::Before, r"\p{Ll}{2,}\.", r"\p{Ll}{2}\."),
            (Side::After, r"\s+(A|I+)", r"\s+(?:A|I)"),
            (Side::After, r"\s\p{Lu}\p{L}*['”]?", r"\s\p{Lu}"),
            (Side::After, r"\s*", ""),
            (Side::After, r"\sa+\b", r"\sa+\b"),
        ] {
            let parse = |pattern| regex_syntax::parse(pattern).unwrap();
            assert_eq!(shorten(&parse(pattern), side), parse(short), "{pattern}");
        }
    }
}
