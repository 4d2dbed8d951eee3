//! `targum tmx dedupe`: a memory without the units it holds twice.

use super::job::{JobArguments, told};
use crate::app::memory::dedupe::{Keep, Same, dedupe};
use crate::cli::{Exit, Terminal};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Leave out the units a memory holds twice.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  targum tmx dedupe memory.tmx -o once.tmx
  targum tmx dedupe memory.tmx --same source --keep newest -o latest.tmx")]
pub(super) struct DedupeArguments {
    /// The memory; `-` is standard input.
    file: PathBuf,
    #[command(flatten)]
    job: JobArguments,
    /// When two units are the same.
    #[arg(long, value_enum, default_value_t = SameArgument::Texts)]
    same: SameArgument,
    /// Which of them to keep.
    #[arg(long, value_enum, default_value_t = KeepArgument::First)]
    keep: KeepArgument,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SameArgument {
    /// All their texts and codes are.
    Texts,
    /// Their source is (the first of --langs, else each unit's first text).
    Source,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum KeepArgument {
    /// The first.
    First,
    /// The last.
    Last,
    /// The one last changed.
    Newest,
}

pub(super) fn run(arguments: &DedupeArguments, terminal: &Terminal) -> anyhow::Result<Exit> {
    let same = match arguments.same {
        SameArgument::Texts => Same::Texts,
        SameArgument::Source => Same::Source,
    };
    let keep = match arguments.keep {
        KeepArgument::First => Keep::First,
        KeepArgument::Last => Keep::Last,
        KeepArgument::Newest => Keep::Newest,
    };
    let inputs = std::slice::from_ref(&arguments.file);
    Ok(told(&dedupe(&arguments.job.job(inputs, None, terminal), same, keep)?, terminal))
}
