//! `targum tm`: translation memories in files of their own.

mod anonymize;
mod clean;
mod concordance;
mod create;
mod dedupe;
mod diff;
mod export;
mod filter;
mod import;
mod info;
mod keep;
mod log;
mod lookup;
mod merge;
mod split;
mod stats;
mod ways;

use super::{Exit, Terminal};
use crate::app::tm::changes::Changed;
use clap::{Args, Subcommand};
pub(crate) use lookup::measure;
use std::path::Path;

/// Keep translation memories: store units, look them up, and keep them in order.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  targum tm create un.tgm --source en
  targum tm import un.tgm old.tmx new.xlf
  targum align report.en.docx report.fr.docx --into un.tgm
  targum tm lookup un.tgm --source-lang en --target-lang fr 'Each State Party shall'
  targum tm concordance un.tgm --lang en 'shall ensure'
  targum tm export un.tgm -o un.tmx

A memory is a file; the folder FILE.index beside it is made again whenever it is missing.")]
pub(crate) struct TmArguments {
    #[command(subcommand)]
    command: TmCommand,
}

#[derive(Debug, Subcommand)]
enum TmCommand {
    Create(create::CreateArguments),
    Set(create::SetArguments),
    Import(Box<import::ImportArguments>),
    Export(Box<export::ExportArguments>),
    Info(info::InfoArguments),
    List(info::ListArguments),
    Lookup(lookup::LookupArguments),
    Concordance(Box<concordance::ConcordanceArguments>),
    Log(log::LogArguments),
    Undo(log::UndoArguments),
    Compact(keep::CompactArguments),
    Verify(keep::VerifyArguments),
    Stats(Box<stats::StatsArguments>),
    Diff(diff::DiffArguments),
    Merge(Box<merge::MergeArguments>),
    Split(Box<split::SplitArguments>),
    Dedupe(dedupe::DedupeArguments),
    Clean(clean::CleanArguments),
    Anonymize(anonymize::AnonymizeArguments),
}

pub(crate) fn run(arguments: &TmArguments, terminal: &Terminal) -> anyhow::Result<Exit> {
    match &arguments.command {
        TmCommand::Create(arguments) => create::run(arguments, terminal),
        TmCommand::Set(arguments) => create::set(arguments, terminal),
        TmCommand::Import(arguments) => import::run(arguments, terminal),
        TmCommand::Export(arguments) => export::run(arguments, terminal),
        TmCommand::Info(arguments) => info::run(arguments),
        TmCommand::List(arguments) => info::list(arguments, terminal),
        TmCommand::Lookup(arguments) => lookup::run(arguments, terminal),
        TmCommand::Concordance(arguments) => concordance::run(arguments, terminal),
        TmCommand::Log(arguments) => log::run(arguments),
        TmCommand::Undo(arguments) => log::undo(arguments, terminal),
        TmCommand::Compact(arguments) => keep::compact(arguments, terminal),
        TmCommand::Verify(arguments) => keep::verify(arguments, terminal),
        TmCommand::Stats(arguments) => stats::run(arguments, terminal),
        TmCommand::Diff(arguments) => diff::run(arguments, terminal),
        TmCommand::Merge(arguments) => merge::run(arguments, terminal),
        TmCommand::Split(arguments) => split::run(arguments, terminal),
        TmCommand::Dedupe(arguments) => dedupe::run(arguments, terminal),
        TmCommand::Clean(arguments) => clean::run(arguments, terminal),
        TmCommand::Anonymize(arguments) => anonymize::run(arguments, terminal),
    }
}

/// Says how changes are taken back.
fn say_batches(changed: &Changed, memory: &Path, terminal: &Terminal) {
    let name = memory.display();
    match changed.batches.as_slice() {
        [] => {}
        [one] => terminal.say(&format!("to take it back: targum tm undo {name} {one}")),
        [first, ..] => {
            terminal.say(&format!("to take it back: targum tm undo {name} --down-to {first}"));
        }
    }
}
