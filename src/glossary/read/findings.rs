//! What readers find, with a bound on how much.

use crate::model::{Finding, Position, Severity};

/// Findings that are kept of a file; the rest is counted.
const MOST: usize = 1000;

/// The findings of one file.
pub(super) struct Findings<'n> {
    name: &'n str,
    kept: Vec<Finding>,
    dropped: u64,
}

impl<'n> Findings<'n> {
    pub(super) fn new(name: &'n str) -> Self {
        Self { name, kept: Vec::new(), dropped: 0 }
    }

    pub(super) fn add(
        &mut self,
        rule: &'static str,
        severity: Severity,
        position: Option<Position>,
        message: String,
    ) {
        if self.kept.len() >= MOST {
            self.dropped += 1;
            return;
        }
        let mut finding = Finding::new(rule, severity, message);
        finding.file = Some(self.name.to_owned());
        finding.position = position;
        self.kept.push(finding);
    }

    /// A finding about a cell of a table: its line, and its number as the column.
    pub(super) fn cell(
        &mut self,
        rule: &'static str,
        severity: Severity,
        (line, column): (u32, usize),
        message: String,
    ) {
        let position = Position { offset: 0, line, column: column as u32 };
        self.add(rule, severity, Some(position), message);
    }

    /// What was kept, and how many more there were.
    pub(super) fn told(mut self) -> Vec<Finding> {
        if self.dropped > 0 {
            let message = format!("{} more findings are not shown", self.dropped);
            self.kept.push(Finding::new("more-findings", Severity::Warning, message));
        }
        self.kept
    }
}

/// The beginning of a text, for messages: a cell may be of any length.
pub(super) fn shown(text: &str) -> String {
    const MOST_LETTERS: usize = 40;
    match text.char_indices().nth(MOST_LETTERS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
