//! Rules that automata can't express: look-around inside of patterns, and back-references.
//!
//! The automata run a wider form of such a rule, without what they can't express, and name the few places
//! where it may match. There the rule itself is tried by backtracking, with a limit on the steps of each
//! try and on how many tries of a text may run into it. A look-ahead in `beforebreak` sees no further than
//! the place, which is told when the rules are compiled.

use super::Rule;
use super::translate::{Side, backtracking};
use crate::model::{Finding, Position, Severity};
use fancy_regex::{Regex, RegexBuilder, RegexInput};
use std::sync::atomic::{AtomicBool, Ordering};

/// How often one try may go back.
const STEPS: usize = 20_000;
/// After how many tries that ran into the limit a rule is no longer tried in a text.
const TRIES: u32 = 16;
/// How far before a place a match may start, in bytes.
const REACH: usize = 1000;

/// Compiles a pattern in translated form for backtracking.
pub(super) fn compile(pattern: &str) -> Result<Regex, String> {
    let mut builder = RegexBuilder::new(pattern);
    builder.backtrack_limit(STEPS).delegate_size_limit(super::compile::MAX_PATTERN);
    builder.build().map_err(|error| super::compile::one_line(&error.to_string()))
}

/// Whether a match starts right at a place.
pub(super) fn starts_at(regex: &Regex, text: &str, place: usize) -> fancy_regex::Result<bool> {
    // Not `is_match_input`, which looks further on where automata do the matching.
    let found = regex.find_input(RegexInput::new(text).from_pos(place).anchored(true))?;
    Ok(found.is_some_and(|found| found.start() == place))
}

/// A rule to be tried at the places that are left.
#[derive(Debug)]
pub(super) struct Confirm {
    before: Regex,
    after: Regex,
    ran_out: AtomicBool,
    rule: Rule,
}

impl Confirm {
    pub(super) fn new(rule: &Rule) -> Result<Self, String> {
        let before = backtracking(&rule.before, Side::Before)?;
        let after = backtracking(&rule.after, Side::After)?;
        Ok(Self {
            before: compile(&format!(r"(?:{before})\z"))?,
            after: compile(&format!("(?:{after})"))?,
            ran_out: AtomicBool::new(false),
            rule: rule.clone(),
        })
    }

    /// Whether the rule matches at a place. `tries` counts those that ran into the limit.
    pub(super) fn holds(&self, text: &str, place: usize, tries: &mut u32) -> bool {
        if *tries >= TRIES {
            return false;
        }
        let mut from = place.saturating_sub(REACH);
        while !text.is_char_boundary(from) {
            from += 1;
        }
        let before = RegexInput::new(&text[..place]).from_pos(from);
        let found = starts_at(&self.after, text, place)
            .and_then(|found| Ok(found && self.before.find_input(before)?.is_some()));
        found.unwrap_or_else(|_| {
            *tries += 1;
            self.ran_out.store(true, Ordering::Relaxed);
            false
        })
    }

    /// That the limit was reached since this was last asked.
    pub(super) fn remark(&self) -> Option<Finding> {
        let Rule { before, after, line, .. } = &self.rule;
        let message = format!(
            "a rule takes more than {STEPS} steps at a place and is not used there: make its patterns simpler \
             (beforebreak `{before}`, afterbreak `{after}`)"
        );
        let position = Position { offset: 0, line: *line, column: 1 };
        self.ran_out
            .swap(false, Ordering::Relaxed)
            .then(|| Finding::new("srx-steps", Severity::Warning, message).at(position))
    }
}
