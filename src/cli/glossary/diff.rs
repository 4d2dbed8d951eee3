//! `targum glossary diff`: what differs between two termbases.

use super::input::InputArguments;
use crate::app::files::Output;
use crate::app::glossary::diff::{Change, Said, diff};
use crate::cli::{Exit, Terminal};
use crate::text::LangTag;
use clap::{Args, ValueEnum};
use std::io::{self, Write};
use std::path::PathBuf;

/// Show what differs between two glossaries, concept by concept.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  targum glossary diff old.tsv new.tbx
  targum glossary diff --to jsonl old.tbx new.tbx | jq 'select(.change == \"changed\")'

Concepts are the same by identifier, else by a right term in common. Order does not count.

Exit codes: 0 the same, 1 different, 2 could not run.")]
pub(super) struct DiffArguments {
    /// The old glossary.
    old: PathBuf,
    /// The new one.
    new: PathBuf,
    #[command(flatten)]
    input: InputArguments,
    /// For OmegaT glossaries or tables without a header: the languages of their columns.
    #[arg(long, value_delimiter = ',', value_name = "TAGS")]
    langs: Vec<LangTag>,
    /// How differences are printed.
    #[arg(long, value_enum, default_value_t = To::Text)]
    to: To,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum To {
    /// Lines that start with `-`, `+`, or `~` for a concept that changed.
    Text,
    /// One JSON object a difference.
    Jsonl,
}

pub(super) fn run(arguments: &DiffArguments, terminal: &Terminal) -> anyhow::Result<Exit> {
    let (old, mut findings) = arguments.input.load(&arguments.old, &arguments.langs)?;
    let (new, found) = arguments.input.load(&arguments.new, &arguments.langs)?;
    findings.extend(found);
    let changes = diff(&old, &new);
    let mut out = Output::create("-".as_ref())?;
    let (mut removed, mut added, mut changed) = (0, 0, 0);
    for change in &changes {
        match change {
            Change::Removed { .. } => removed += 1,
            Change::Added { .. } => added += 1,
            Change::Changed { .. } => changed += 1,
        }
        match arguments.to {
            To::Text => print(change, &mut out)?,
            To::Jsonl => writeln!(out, "{}", serde_json::to_string(change)?)?,
        }
    }
    out.finish()?;
    terminal.say(&format!("{removed} removed, {added} added, {changed} changed"));
    let off = terminal.findings(&findings);
    Ok(if changes.is_empty() { off } else { Exit::Findings })
}

fn print(change: &Change, out: &mut impl Write) -> io::Result<()> {
    match change {
        Change::Removed { concept, terms } => whole('-', concept, terms, out),
        Change::Added { concept, terms } => whole('+', concept, terms, out),
        Change::Changed { concept, facts, removed, added, terms } => {
            writeln!(out, "~ {}", line(concept))?;
            for (name, old, new) in facts {
                fact("  ", name, old, new, out)?;
            }
            removed.iter().try_for_each(|term| said("  -", term, out))?;
            added.iter().try_for_each(|term| said("  +", term, out))?;
            for (term, facts) in terms {
                said("  ~", term, out)?;
                for (name, old, new) in facts {
                    fact("      ", name, old, new, out)?;
                }
            }
            Ok(())
        }
    }
}

fn whole(mark: char, concept: &str, terms: &[Said], out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{mark} {}", line(concept))?;
    terms.iter().try_for_each(|term| said(&format!("  {mark}"), term, out))
}

fn said(mark: &str, term: &Said, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{mark} {}: {} ({})", term.lang, line(&term.text), term.status)
}

fn fact(indent: &str, name: &str, old: &str, new: &str, out: &mut impl Write) -> io::Result<()> {
    let shown = |text: &str| if text.is_empty() { "–".to_owned() } else { line(text) };
    writeln!(out, "{indent}{name}: {} → {}", shown(old), shown(new))
}

fn line(text: &str) -> String {
    text.replace(['\n', '\r', '\t'], " ")
}
