//! `targum tmx split`: one memory in several files.

use super::job::{JobArguments, told};
use crate::app::memory::split::{Divide, split};
use crate::cli::{Exit, Terminal};
use clap::Args;
use std::path::PathBuf;

/// Divide a memory into files, by language pair or by number of units.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  targum tmx split six.tmx -o pair.tmx             (pair.en-fr.tmx, pair.en-ru.tmx …)
  targum tmx split large.tmx --units 50000 -o part.tmx      (part.1.tmx, part.2.tmx …)")]
pub(super) struct SplitArguments {
    /// The memory; `-` is standard input.
    file: PathBuf,
    #[command(flatten)]
    job: JobArguments,
    /// So many units a file, instead of a file a language pair.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    units: Option<u64>,
}

pub(super) fn run(arguments: &SplitArguments, terminal: &Terminal) -> anyhow::Result<Exit> {
    let divide = arguments.units.map_or(Divide::Pairs, Divide::Units);
    let inputs = std::slice::from_ref(&arguments.file);
    let (done, files) = split(&arguments.job.job(inputs, None, terminal), divide)?;
    for file in files {
        terminal.say(&file.display().to_string());
    }
    Ok(told(&done, terminal))
}
