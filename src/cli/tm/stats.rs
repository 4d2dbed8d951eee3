//! `targum tm stats`: what is in memories, in figures.

use super::filter::FilterArguments;
use crate::app::files::Output;
use crate::app::tm::stats::stats;
use crate::app::tm::{Access, Memory};
use crate::cli::tmx::{Shown, print_stats};
use crate::cli::{Exit, Terminal};
use clap::Args;
use std::path::{Path, PathBuf};

/// Count what is in memories: units, words, duplicates, oddities; by language, origin, author, year.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  targum tm stats un.tgm
  targum tm stats un.tgm --since 2024 --in-domain law
  targum tm stats --to json *.tgm > stats.jsonl

Exit codes: 0 done, 2 could not run.")]
pub(super) struct StatsArguments {
    /// The memories.
    #[arg(required = true)]
    memories: Vec<PathBuf>,
    /// How the figures are printed.
    #[arg(long, value_enum, default_value_t = Shown::Text)]
    to: Shown,
    #[command(flatten)]
    filter: FilterArguments,
}

pub(super) fn run(arguments: &StatsArguments, terminal: &Terminal) -> anyhow::Result<Exit> {
    let mut out = Output::create(Path::new("-"))?;
    for path in &arguments.memories {
        let memory = Memory::open(path, Access::Read)?;
        let figures = stats(&memory, &arguments.filter.filter(), terminal)?;
        print_stats(&mut out, &figures, arguments.to)?;
    }
    out.finish()?;
    Ok(Exit::Clean)
}
