//! `targum tm merge`: the units of several memories in one.

use super::filter::FilterArguments;
use super::import::Policy;
use crate::app::tm::merge::{MergeJob, merge};
use crate::cli::{Exit, Terminal};
use crate::text::LangTag;
use clap::Args;
use std::path::PathBuf;

/// Bring the units of other memories into one, with everything that is known of them.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  targum tm merge all.tgm 2023.tgm 2024.tgm
  targum tm merge un.tgm team.tgm --duplicates newest --mark
  targum tm merge law.tgm un.tgm --in-domain law

Dates, authors, places, origins and properties come along; only `--mark` adds one, x-memory, with the
name of the memory a unit comes from. The batches of the log can be undone, the last first.

Exit codes: 0 done, 2 could not run.")]
pub(super) struct MergeArguments {
    /// The memory that gets the units; it is made where there is none.
    into: PathBuf,
    /// The memories whose units it gets; they stay as they are.
    #[arg(required = true)]
    from: Vec<PathBuf>,
    /// What becomes of units whose source text the memory has.
    #[arg(long, value_enum, default_value_t = Policy::Merge)]
    duplicates: Policy,
    /// The language units are told apart by; else the memory's source language, else each unit's first.
    #[arg(long, value_name = "TAG")]
    source_lang: Option<LangTag>,
    /// Note on each unit the memory it comes from, as the property x-memory.
    #[arg(long)]
    mark: bool,
    /// Who does it.
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    #[command(flatten)]
    filter: FilterArguments,
}

pub(super) fn run(arguments: &MergeArguments, terminal: &Terminal) -> anyhow::Result<Exit> {
    let filter = arguments.filter.filter();
    let job = MergeJob {
        from: &arguments.from,
        filter: &filter,
        duplicates: arguments.duplicates.into(),
        source: arguments.source_lang.as_ref(),
        mark: arguments.mark,
        author: arguments.by.as_deref(),
        progress: terminal,
    };
    let (memory, done) = merge(&arguments.into, &job)?;
    memory.bring_up_to_date(job.source, terminal)?;
    let (added, changed, known) = (done.added, done.changed, done.known);
    terminal.say(&format!("{added} units added, {changed} changed, {known} known already"));
    Ok(Exit::Clean)
}
