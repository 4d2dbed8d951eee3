//! `targum tm import`: units from files into a memory.

use crate::app::memory::filter::Conditions;
use crate::app::tm::import::{ImportJob, Imported, import};
use crate::app::tm::{Access, Memory};
use crate::cli::tmx::ConditionArguments;
use crate::cli::{Exit, Terminal};
use crate::text::LangTag;
use crate::tm::store::Duplicates;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Bring units from files into a memory: TMX, XLIFF, PO, TSV, CSV, XLSX, JSON lines.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  targum tm import un.tgm old.tmx
  targum tm import un.tgm pairs.tsv --source-lang en --target-lang fr
  targum tm import un.tgm new.tmx --duplicates overwrite --author ana
  targum tm import un.tgm large.tmx --resume

Units become durable by the thousand: what an interrupted import has brought stays, and --resume goes on
behind it.

Exit codes: 0 done, 1 some units could not be read, 2 could not run.")]
pub(super) struct ImportArguments {
    /// The memory; it is made where there is none.
    memory: PathBuf,
    /// The files; `-` is standard input.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The format to read; else by each file's name, then by its first bytes.
    #[arg(long, value_name = "FORMAT")]
    from: Option<String>,
    /// The source language: of the first column of a table without header, of files that don't say theirs.
    #[arg(long, value_name = "TAG")]
    source_lang: Option<LangTag>,
    /// The target language: of the second column, of files that don't say theirs.
    #[arg(long, value_name = "TAG", requires = "source_lang")]
    target_lang: Option<LangTag>,
    /// What becomes of units whose source text the memory has.
    #[arg(long, value_enum, default_value_t = Policy::Keep)]
    duplicates: Policy,
    /// Who did the work, for units that don't say.
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// Where the translations come from, for units that don't say: human, machine, alignment.
    #[arg(long, value_name = "WORD")]
    origin: Option<String>,
    /// Their subject, for units that don't say.
    #[arg(long, value_name = "WORD")]
    domain: Option<String>,
    #[command(flatten)]
    conditions: ConditionArguments,
    /// Its score (`x-score`, else `x-alignment-score`) is at least this, 0–1; units without one are left out.
    #[arg(long, value_name = "SCORE")]
    min_score: Option<f32>,
    /// Go on where an import of the same file was broken off.
    #[arg(long)]
    resume: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Policy {
    /// They are added all the same.
    Keep,
    /// The newest stays.
    Newest,
    /// A unit that agrees gets the languages it lacks.
    Merge,
    /// They take the place of those that are there.
    Overwrite,
}

impl From<Policy> for Duplicates {
    fn from(policy: Policy) -> Self {
        match policy {
            Policy::Keep => Self::KeepAll,
            Policy::Newest => Self::Newest,
            Policy::Merge => Self::Merge,
            Policy::Overwrite => Self::Overwrite,
        }
    }
}

pub(super) fn run(arguments: &ImportArguments, terminal: &Terminal) -> anyhow::Result<Exit> {
    let mut memory = Memory::open_or_create(&arguments.memory)?;
    let languages: Vec<LangTag> =
        arguments.source_lang.iter().chain(&arguments.target_lang).cloned().collect();
    let conditions =
        Conditions { min_score: arguments.min_score, ..arguments.conditions.conditions() };
    let job = ImportJob {
        inputs: &arguments.files,
        from: arguments.from.as_deref(),
        languages: &languages,
        duplicates: arguments.duplicates.into(),
        conditions: &conditions,
        author: arguments.by.as_deref(),
        origin: arguments.origin.as_deref(),
        domain: arguments.domain.as_deref(),
        resume: arguments.resume,
        progress: terminal,
    };
    let done = import(&mut memory, &job)?;
    // What the writer keeps of the file makes room for the index.
    drop(memory);
    Memory::open(&arguments.memory, Access::Read)?.bring_up_to_date(languages.first(), terminal)?;
    terminal.say(&told(&done));
    Ok(terminal.findings(&done.findings))
}

fn told(done: &Imported) -> String {
    let mut parts = vec![format!("{} units read, {} added", done.read, done.added)];
    for (count, what) in [
        (done.changed, "changed"),
        (done.known, "known already"),
        (done.unwanted, "left out"),
        (done.resumed, "brought in before"),
    ] {
        if count > 0 {
            parts.push(format!("{count} {what}"));
        }
    }
    parts.join(", ")
}
