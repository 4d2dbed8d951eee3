//! `targum tm export`: units of a memory into a file.

use super::filter::FilterArguments;
use crate::app::tm::export::{ExportJob, export};
use crate::app::tm::{Access, Memory};
use crate::cli::{Exit, Terminal};
use crate::text::LangTag;
use clap::Args;
use std::path::PathBuf;

/// Write the units of a memory to a file: TMX, TSV, CSV, XLSX, JSON lines.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  targum tm export un.tgm -o un.tmx
  targum tm export un.tgm --langs en,fr --since 2024 -o recent.tsv
  targum tm export un.tgm --profile omegat -o project.tmx

Exit codes: 0 done, 1 something had to be changed or left out, 2 could not run.")]
pub(super) struct ExportArguments {
    /// The memory.
    memory: PathBuf,
    /// Where to write; `-` is standard output.
    #[arg(short, long, default_value = "-", value_name = "FILE")]
    output: PathBuf,
    /// The format to write; else by the output's name, and TMX on standard output.
    #[arg(long, value_name = "FORMAT")]
    to: Option<String>,
    /// The languages to write, source first; units without the first two are left out. Without it, all.
    #[arg(long, value_delimiter = ',', value_name = "TAGS")]
    langs: Vec<LangTag>,
    /// The importer a TMX is for: strict, omegat, trados, memoq, phrase, smartling; for XLIFF, `1.2`.
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,
    #[command(flatten)]
    filter: FilterArguments,
}

pub(super) fn run(arguments: &ExportArguments, terminal: &Terminal) -> anyhow::Result<Exit> {
    let memory = Memory::open(&arguments.memory, Access::Read)?;
    let filter = arguments.filter.filter();
    let job = ExportJob {
        output: &arguments.output,
        to: arguments.to.as_deref(),
        languages: &arguments.langs,
        profile: arguments.profile.as_deref(),
        filter: &filter,
        progress: terminal.beside(&arguments.output),
    };
    let done = export(&memory, &job)?;
    terminal.say(&format!("{} units", done.units));
    Ok(terminal.findings(&done.findings))
}
