//! `targum tmx`: work on memories.

mod convert;
mod lint;
mod stats;

use super::{Exit, Terminal};
use clap::{Args, Subcommand};

/// Work on translation memories.
#[derive(Debug, Args)]
pub(crate) struct TmxArguments {
    #[command(subcommand)]
    command: TmxCommand,
}

#[derive(Debug, Subcommand)]
enum TmxCommand {
    Convert(convert::ConvertArguments),
    Lint(lint::LintArguments),
    Stats(stats::StatsArguments),
}

pub(crate) fn run(arguments: &TmxArguments, terminal: &Terminal) -> anyhow::Result<Exit> {
    match &arguments.command {
        TmxCommand::Convert(arguments) => convert::run(arguments, terminal),
        TmxCommand::Lint(arguments) => lint::run(arguments, terminal),
        TmxCommand::Stats(arguments) => stats::run(arguments, terminal),
    }
}
