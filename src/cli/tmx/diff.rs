//! `targum tmx diff`: what differs between two memories.

use crate::app::files::Output;
use crate::app::memory::diff::{Change, diff};
use crate::cli::{Exit, Terminal};
use clap::{Args, ValueEnum};
use std::fmt;
use std::io::{self, Write};
use std::path::PathBuf;

/// Show what differs between two memories, unit by unit.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  targum tmx diff old.tmx new.tmx
  targum tmx diff --to jsonl old.tmx new.tmx | jq 'select(.change == \"changed\")'

A unit is the same whose texts are; dates, properties and the order of units do not count.

Exit codes: 0 the same, 1 different, 2 could not run.")]
pub(super) struct DiffArguments {
    /// The old memory.
    old: PathBuf,
    /// The new one.
    new: PathBuf,
    /// The format to read; else by the files' names.
    #[arg(long, value_name = "FORMAT")]
    from: Option<String>,
    /// How differences are printed.
    #[arg(long, value_enum, default_value_t = To::Text)]
    to: To,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum To {
    /// Lines that start with `-`, `+`, or `~` for a source whose translations changed.
    Text,
    /// One JSON object a difference.
    Jsonl,
}

pub(super) fn run(arguments: &DiffArguments, terminal: &Terminal) -> anyhow::Result<Exit> {
    let (changes, findings) =
        diff(&arguments.old, &arguments.new, arguments.from.as_deref(), terminal)?;
    let mut out = Output::create("-".as_ref())?;
    let mut told = Told::default();
    for change in &changes {
        told.tell(change, arguments.to, &mut out)?;
    }
    out.finish()?;
    terminal.say(&told.to_string());
    let off = terminal.findings(&findings);
    Ok(if changes.is_empty() { off } else { Exit::Findings })
}

/// How many differences of each kind were printed.
#[derive(Debug, Default)]
pub(crate) struct Told {
    removed: u64,
    added: u64,
    changed: u64,
}

impl Told {
    /// Prints a difference and counts it.
    pub(crate) fn tell(&mut self, change: &Change, to: To, out: &mut impl Write) -> io::Result<()> {
        match change {
            Change::Removed { .. } => self.removed += 1,
            Change::Added { .. } => self.added += 1,
            Change::Changed { .. } => self.changed += 1,
        }
        match to {
            To::Text => print(change, out),
            To::Jsonl => writeln!(out, "{}", serde_json::to_string(change)?),
        }
    }
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { removed, added, changed } = self;
        write!(f, "{removed} removed, {added} added, {changed} changed")
    }
}

fn print(change: &Change, out: &mut impl Write) -> io::Result<()> {
    match change {
        Change::Removed { texts } => lines("- ", texts, out),
        Change::Added { texts } => lines("+ ", texts, out),
        Change::Changed { source, old, new } => {
            lines("~ ", std::slice::from_ref(source), out)?;
            lines("  - ", old, out)?;
            lines("  + ", new, out)
        }
    }
}

fn lines(mark: &str, texts: &[(String, String)], out: &mut impl Write) -> io::Result<()> {
    texts.iter().try_for_each(|(lang, text)| {
        writeln!(out, "{mark}{lang}: {}", text.replace(['\n', '\r', '\t'], " "))
    })
}
