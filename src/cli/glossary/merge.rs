//! `targum glossary merge`: several termbases in one.

use super::input::InputArguments;
use crate::app::glossary::merge::merge;
use crate::app::glossary::{format_to_write, save};
use crate::cli::{Exit, Terminal};
use crate::glossary::WriteSettings;
use crate::text::LangTag;
use clap::Args;
use std::path::PathBuf;

/// Put glossaries together.
///
/// Concepts become one that have the same identifier and a term in common, or the same preferred terms in
/// two languages. Where the files say different things, the first counts and the conflict is told.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  targum glossary merge ours.tsv theirs.tbx -o all.tbx
  targum glossary merge *.tbx --to tsv > all.tsv

Exit codes: 0 clean, 1 conflicts or something was lost, 2 could not run.")]
pub(super) struct MergeArguments {
    /// The glossaries, in order: the first one's word counts.
    #[arg(required = true, num_args = 1..)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    input: InputArguments,
    /// Where to write; `-` is standard output.
    #[arg(short, long, default_value = "-", value_name = "FILE")]
    output: PathBuf,
    /// The format to write: tbx, tsv, csv, concepts, xlsx, omegat, jsonl; else by the output's name.
    #[arg(long, value_name = "FORMAT")]
    to: Option<String>,
    /// The languages to keep, source first.
    #[arg(long, value_delimiter = ',', value_name = "TAGS")]
    langs: Vec<LangTag>,
}

pub(super) fn run(arguments: &MergeArguments, terminal: &Terminal) -> anyhow::Result<Exit> {
    let format = format_to_write(arguments.to.as_deref(), &arguments.output)?;
    let (mut termbases, mut findings) = (Vec::new(), Vec::new());
    for file in &arguments.files {
        let (termbase, found) = arguments.input.load(file, &arguments.langs)?;
        termbases.push((file.display().to_string(), termbase));
        findings.extend(found);
    }
    let read: usize = termbases.iter().map(|(_, termbase)| termbase.concepts.len()).sum();
    let (merged, conflicts) = merge(termbases);
    let mut settings = WriteSettings::new(format);
    settings.languages.clone_from(&arguments.langs);
    findings.extend(save(&merged, &arguments.output, &settings)?);
    terminal.say(&format!("{} concepts of {read}", merged.concepts.len()));
    let exit = terminal.findings(&findings);
    terminal.findings(&conflicts);
    Ok(if conflicts.is_empty() { exit } else { Exit::Findings })
}
