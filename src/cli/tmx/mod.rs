//! `targum tmx`: work on memories.

mod convert;
mod dedupe;
mod diff;
mod filter;
mod job;
mod lint;
mod merge;
mod score;
mod split;
mod stats;

use super::{Exit, Terminal};
use clap::{Args, Subcommand};
pub(crate) use diff::{To as DiffTo, Told as ToldDifferences};
pub(crate) use filter::{ConditionArguments, date, prop};
pub(crate) use stats::{Shown, print as print_stats};

/// Work on translation memories.
#[derive(Debug, Args)]
pub(crate) struct TmxArguments {
    #[command(subcommand)]
    command: TmxCommand,
}

#[derive(Debug, Subcommand)]
enum TmxCommand {
    Convert(convert::ConvertArguments),
    Dedupe(dedupe::DedupeArguments),
    Diff(diff::DiffArguments),
    Filter(Box<filter::FilterArguments>),
    Lint(lint::LintArguments),
    Merge(merge::MergeArguments),
    Score(score::ScoreArguments),
    Split(split::SplitArguments),
    Stats(stats::StatsArguments),
}

pub(crate) fn run(arguments: &TmxArguments, terminal: &Terminal) -> anyhow::Result<Exit> {
    match &arguments.command {
        TmxCommand::Convert(arguments) => convert::run(arguments, terminal),
        TmxCommand::Dedupe(arguments) => dedupe::run(arguments, terminal),
        TmxCommand::Diff(arguments) => diff::run(arguments, terminal),
        TmxCommand::Filter(arguments) => filter::run(arguments, terminal),
        TmxCommand::Lint(arguments) => lint::run(arguments, terminal),
        TmxCommand::Merge(arguments) => merge::run(arguments, terminal),
        TmxCommand::Score(arguments) => score::run(arguments, terminal),
        TmxCommand::Split(arguments) => split::run(arguments, terminal),
        TmxCommand::Stats(arguments) => stats::run(arguments, terminal),
    }
}
