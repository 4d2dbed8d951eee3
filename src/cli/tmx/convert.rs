//! `targum tmx convert`: a memory in another format.

use super::job::{JobArguments, told};
use crate::app::memory::convert::convert;
use crate::cli::{Exit, Terminal};
use clap::Args;
use std::path::PathBuf;

/// Write a memory in another format: TMX, TSV, CSV, XLSX, JSON lines; XLIFF and PO are read, too.
///
/// JSON lines keep everything a unit holds; tables keep the texts, without inline codes. Units that
/// are damaged are told on standard error and left out (see --rejects); the others are converted.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  targum tmx convert memory.tmx -o memory.tsv
  targum tmx convert memory.tmx --langs en,fr --to csv > en-fr.csv
  targum tmx convert pairs.tsv -o memory.tmx
  targum tmx convert job.xlf -o memory.tmx
  targum tmx convert broken.tmx -o good.tmx --rejects broken.txt

Exit codes: 0 clean, 1 something was left out or changed, 2 could not run.")]
pub(super) struct ConvertArguments {
    /// The memory; `-` is standard input.
    file: PathBuf,
    #[command(flatten)]
    job: JobArguments,
    /// Where to keep damaged units as they stand.
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
}

pub(super) fn run(arguments: &ConvertArguments, terminal: &Terminal) -> anyhow::Result<Exit> {
    let inputs = std::slice::from_ref(&arguments.file);
    let done = convert(&arguments.job.job(inputs, arguments.rejects.as_deref(), terminal))?;
    Ok(told(&done, terminal))
}
