//! `targum tmx convert`: a memory in another format.

use crate::app::memory::convert::{Job, convert};
use crate::cli::{Exit, Terminal};
use crate::text::LangTag;
use clap::Args;
use std::path::PathBuf;

/// Write a memory in another format: TMX, TSV, CSV, JSON lines.
///
/// JSON lines keep everything a unit holds; tables keep the texts, without inline codes. Units that
/// are damaged are told on standard error and left out (see --rejects); the others are converted.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  targum tmx convert memory.tmx -o memory.tsv
  targum tmx convert memory.tmx --langs en,fr --to csv > en-fr.csv
  targum tmx convert pairs.tsv -o memory.tmx
  targum tmx convert broken.tmx -o good.tmx --rejects broken.txt

Exit codes: 0 clean, 1 something was left out or changed, 2 could not run.")]
pub(super) struct ConvertArguments {
    /// The memory; `-` is standard input.
    file: PathBuf,
    /// Where to write; `-` is standard output.
    #[arg(short, long, default_value = "-")]
    output: PathBuf,
    /// The format to read; else by the file's name, then by its first bytes.
    #[arg(long)]
    from: Option<String>,
    /// The format to write; else by the output's name.
    #[arg(long)]
    to: Option<String>,
    /// The languages to write, source first: the columns of a table. Without it, all. For a table that is
    /// read without a header row, the languages of its columns.
    #[arg(long, value_delimiter = ',', value_name = "TAGS")]
    langs: Vec<LangTag>,
    /// The importer a TMX is for: strict, omegat, trados, memoq, phrase, smartling.
    #[arg(long)]
    profile: Option<String>,
    /// Where to keep damaged units as they stand.
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
}

pub(super) fn run(arguments: &ConvertArguments, terminal: &Terminal) -> anyhow::Result<Exit> {
    let done = convert(&Job {
        input: &arguments.file,
        output: &arguments.output,
        from: arguments.from.as_deref(),
        to: arguments.to.as_deref(),
        languages: &arguments.langs,
        profile: arguments.profile.as_deref(),
        rejects: arguments.rejects.as_deref(),
    })?;
    terminal.say(&format!("{} units", done.units));
    Ok(terminal.findings(&done.findings))
}
