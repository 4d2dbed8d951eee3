//! `targum tmx merge`: several memories in one.

use super::job::{JobArguments, told};
use crate::app::memory::merge::{Merging, merge};
use crate::cli::{Exit, Terminal};
use crate::text::LangTag;
use clap::Args;
use std::path::PathBuf;

/// Put memories together, leaving out the units that came before.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  targum tmx merge 2023.tmx 2024.tmx -o all.tmx
  targum tmx merge en-fr.tmx en-ru.tmx --join en -o en-fr-ru.tmx")]
pub(super) struct MergeArguments {
    /// The memories, in order.
    #[arg(required = true, num_args = 1..)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    job: JobArguments,
    /// Keep units whose texts all came before.
    #[arg(long)]
    keep_duplicates: bool,
    /// Join units with the same text in this language into one with the variants of all. Where two have
    /// different texts in some language, both stay.
    #[arg(long, value_name = "TAG", conflicts_with = "keep_duplicates")]
    join: Option<LangTag>,
}

pub(super) fn run(arguments: &MergeArguments, terminal: &Terminal) -> anyhow::Result<Exit> {
    let merging =
        Merging { keep_duplicates: arguments.keep_duplicates, join: arguments.join.clone() };
    Ok(told(&merge(&arguments.job.job(&arguments.files, None, terminal), &merging)?, terminal))
}
