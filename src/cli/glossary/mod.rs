//! `targum glossary`: work on termbases.

mod convert;
mod diff;
mod extract;
mod input;
mod lint;
mod matching;
mod merge;
mod stats;

use super::{Exit, Terminal};
use clap::{Args, Subcommand};

/// Work on glossaries (termbases): TBX, TSV, CSV, XLSX, OmegaT, UTX, JSON lines.
#[derive(Debug, Args)]
pub(crate) struct GlossaryArguments {
    #[command(subcommand)]
    command: GlossaryCommand,
}

#[derive(Debug, Subcommand)]
enum GlossaryCommand {
    Convert(convert::ConvertArguments),
    Diff(diff::DiffArguments),
    Extract(Box<extract::ExtractArguments>),
    Lint(lint::LintArguments),
    Match(matching::MatchArguments),
    Merge(merge::MergeArguments),
    Stats(stats::StatsArguments),
}

pub(crate) fn run(arguments: &GlossaryArguments, terminal: &Terminal) -> anyhow::Result<Exit> {
    match &arguments.command {
        GlossaryCommand::Convert(arguments) => convert::run(arguments, terminal),
        GlossaryCommand::Diff(arguments) => diff::run(arguments, terminal),
        GlossaryCommand::Extract(arguments) => extract::run(arguments, terminal),
        GlossaryCommand::Lint(arguments) => lint::run(arguments, terminal),
        GlossaryCommand::Match(arguments) => matching::run(arguments, terminal),
        GlossaryCommand::Merge(arguments) => merge::run(arguments, terminal),
        GlossaryCommand::Stats(arguments) => stats::run(arguments, terminal),
    }
}
