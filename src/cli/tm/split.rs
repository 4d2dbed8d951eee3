//! `targum tm split`: one memory in several.

use super::filter::FilterArguments;
use crate::app::tm::split::{By, SplitJob, split};
use crate::app::tm::{Access, Memory};
use crate::cli::{Exit, Terminal};
use crate::text::LangTag;
use clap::{ArgGroup, Args, ValueEnum};
use std::path::PathBuf;

/// Divide a memory into new ones: by subject, language pair, author, document, year or size.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("how").required(true).args(["by", "size"]), after_help = "\
Examples:
  targum tm split un.tgm --by domain -o parts/          (parts/un.law.tgm, parts/un.none.tgm …)
  targum tm split un.tgm --by lang -o pairs/            (pairs/un.en-fr.tgm …)
  targum tm split un.tgm --size 100000 -o parts/        (parts/un.1.tgm, parts/un.2.tgm …)

The memory stays as it is. Units without a value go to `none`.

Exit codes: 0 done, 2 could not run.")]
pub(super) struct SplitArguments {
    /// The memory.
    memory: PathBuf,
    /// What units are told apart by.
    #[arg(long, value_enum, value_name = "WHAT")]
    by: Option<ByArgument>,
    /// So many units a memory, in their order.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    size: Option<u64>,
    /// The folder of the new memories; it is made where there is none.
    #[arg(short, long, value_name = "FOLDER")]
    output: PathBuf,
    /// The source language of the pairs; else the memory's, else each unit's first.
    #[arg(long, value_name = "TAG")]
    source_lang: Option<LangTag>,
    #[command(flatten)]
    filter: FilterArguments,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ByArgument {
    /// Their subject.
    Domain,
    /// Their languages: the source with each other language.
    Lang,
    /// Who changed them last, else made them.
    Author,
    /// Where they stood.
    Document,
    /// The year of their last change, else of their making.
    DateYear,
}

impl SplitArguments {
    fn by(&self) -> By {
        match (self.by, self.size) {
            (_, Some(size)) => By::Size(size),
            (Some(ByArgument::Lang), _) => By::Languages,
            (Some(ByArgument::Author), _) => By::Author,
            (Some(ByArgument::Document), _) => By::Document,
            (Some(ByArgument::DateYear), _) => By::Year,
            (Some(ByArgument::Domain) | None, None) => By::Domain,
        }
    }
}

pub(super) fn run(arguments: &SplitArguments, terminal: &Terminal) -> anyhow::Result<Exit> {
    let memory = Memory::open(&arguments.memory, Access::Read)?;
    let filter = arguments.filter.filter();
    let job = SplitJob {
        by: arguments.by(),
        folder: &arguments.output,
        filter: &filter,
        source: arguments.source_lang.as_ref(),
        progress: terminal,
    };
    for part in split(&memory, &job)? {
        terminal.say(&format!("{}: {} units", part.path.display(), part.units));
    }
    Ok(Exit::Clean)
}
