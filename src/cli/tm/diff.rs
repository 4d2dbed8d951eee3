//! `targum tm diff`: what differs between two memories.

use crate::app::AppError;
use crate::app::files::Output;
use crate::app::tm::diff::diff;
use crate::app::tm::{Access, Memory};
use crate::cli::tmx::{DiffTo, ToldDifferences};
use crate::cli::{Exit, Terminal};
use crate::text::LangTag;
use clap::Args;
use std::path::{Path, PathBuf};

/// Show what differs between two memories, unit by unit.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  targum tm diff old.tgm new.tgm
  targum tm diff --to jsonl old.tgm new.tgm | jq 'select(.change == \"changed\")'

A unit is the same whose texts are; dates, codes, properties and the order of units do not count.

Exit codes: 0 the same, 1 different, 2 could not run.")]
pub(super) struct DiffArguments {
    /// The old memory.
    old: PathBuf,
    /// The new one.
    new: PathBuf,
    /// The source language; else that of the old memory, else each unit's first.
    #[arg(long, value_name = "TAG")]
    source_lang: Option<LangTag>,
    /// How differences are printed.
    #[arg(long, value_enum, default_value_t = DiffTo::Text)]
    to: DiffTo,
}

pub(super) fn run(arguments: &DiffArguments, terminal: &Terminal) -> anyhow::Result<Exit> {
    let old = Memory::open(&arguments.old, Access::Read)?;
    let new = Memory::open(&arguments.new, Access::Read)?;
    let stdout = Path::new("-");
    let mut out = Output::create(stdout)?;
    let mut told = ToldDifferences::default();
    let source = arguments.source_lang.as_ref();
    let count = diff(&old, &new, source, terminal, &mut |change| {
        told.tell(change, arguments.to, &mut out).map_err(|error| AppError::file(stdout, error))
    })?;
    out.finish()?;
    terminal.say(&told.to_string());
    Ok(if count == 0 { Exit::Clean } else { Exit::Findings })
}
