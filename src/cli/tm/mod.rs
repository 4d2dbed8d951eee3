//! `targum tm`: translation memories in files of their own.

mod concordance;
mod create;
mod export;
mod filter;
mod import;
mod info;
mod keep;
mod log;
mod lookup;
mod ways;

use super::{Exit, Terminal};
use clap::{Args, Subcommand};
pub(crate) use lookup::measure;

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
    }
}
