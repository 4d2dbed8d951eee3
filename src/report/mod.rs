//! Findings to bytes: one file an output format, all in [`ALL`].
//!
//! An output takes all findings of a run at once, in the order they are to be told in, and writes the
//! same bytes for the same report. It has to cope with findings that lack a file, a place, a text or a
//! fingerprint, and with letters that its format forbids.

mod checkstyle;
mod concise;
mod github;
mod gitlab;
mod html;
mod human;
mod jsonl;
mod junit;
mod letters;
mod leverage;
mod place;
mod rdjson;
mod sarif;
mod xlsx;

use crate::model::{Finding, Severity};
pub use leverage::LeverageFormat;
use std::io::{self, Write};

/// All outputs; the first is the one for people at a terminal.
pub static ALL: &[Output] = &[
    human::OUTPUT,
    concise::OUTPUT,
    jsonl::OUTPUT,
    sarif::OUTPUT,
    junit::OUTPUT,
    checkstyle::OUTPUT,
    github::OUTPUT,
    gitlab::OUTPUT,
    rdjson::OUTPUT,
    html::OUTPUT,
    xlsx::OUTPUT,
];

/// What the rules of a run say of themselves.
#[derive(Debug, Clone, Copy)]
pub struct RuleInfo<'a> {
    /// The stable name that findings carry.
    pub id: &'a str,
    /// One line for people.
    pub title: &'a str,
    /// What it does and why: paragraphs of Markdown, the first a summary. May be empty.
    pub documentation: &'a str,
    /// How bad its findings are unless settings say otherwise.
    pub severity: Severity,
}

/// Gives a line of a file without its line break, by its number from 1.
pub type Lines<'a> = &'a dyn Fn(&str, u32) -> Option<String>;

/// A run, to be told.
#[derive(Clone, Copy)]
pub struct Report<'a> {
    /// What was found, in the order to tell it in.
    pub findings: &'a [Finding],
    /// The rules that ran.
    pub rules: &'a [RuleInfo<'a>],
    /// The names of the files that were checked, as findings write them. May be empty where they are
    /// not known.
    pub files: &'a [String],
    /// The version of this program.
    pub tool_version: &'a str,
    /// Whether a text for a terminal may hold colours.
    pub color: bool,
    /// How many columns a text for a terminal may take; 120 where that is not known.
    pub width: Option<usize>,
    /// Lines of the files that were checked. An output that counts columns in bytes needs those before
    /// a place; without them it gives lines alone.
    pub lines: Option<Lines<'a>>,
}

/// A format that reports are written in.
#[derive(Debug, Clone, Copy)]
pub struct Output {
    /// The name that `--format` takes: `human`, `sarif`.
    pub name: &'static str,
    /// One line for people.
    pub title: &'static str,
    /// How it writes.
    write: fn(&Report<'_>, &mut dyn Write) -> io::Result<()>,
}

impl Output {
    /// Writes a report.
    ///
    /// # Errors
    /// When `out` can't be written.
    pub fn write(&self, report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
        (self.write)(report, out)
    }
}

/// The output of that name.
pub fn by_name(name: &str) -> Option<&'static Output> {
    ALL.iter().find(|output| output.name.eq_ignore_ascii_case(name))
}
