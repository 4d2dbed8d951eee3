//! `targum tm compact` and `targum tm verify`: the file itself.

use crate::app::AppError;
use crate::app::tm::{Access, Memory};
use crate::cli::{Exit, Terminal};
use crate::tm::store::CompactOptions;
use clap::Args;
use std::path::PathBuf;

/// Make a memory's file as small as it can be.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  targum tm compact un.tgm
  targum tm compact un.tgm --forget

Exit codes: 0 done, 2 could not run.")]
pub(super) struct CompactArguments {
    /// The memory.
    memory: PathBuf,
    /// Drop the log too: what was changed till now can't be undone any more.
    #[arg(long)]
    forget: bool,
}

/// Check that a memory and its indexes are whole.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  targum tm verify un.tgm

Exit codes: 0 all is well, 1 something is damaged, 2 could not run.")]
pub(super) struct VerifyArguments {
    /// The memory.
    memory: PathBuf,
}

pub(super) fn compact(arguments: &CompactArguments, terminal: &Terminal) -> anyhow::Result<Exit> {
    let mut memory = Memory::open(&arguments.memory, Access::Write)?;
    let before = memory.store().info().map_err(AppError::from)?;
    let options =
        CompactOptions { drop_log_before: arguments.forget.then_some(before.sequence + 1) };
    memory.store_mut().compact(&options).map_err(AppError::from)?;
    let after = memory.store().info().map_err(AppError::from)?;
    let megabytes = |bytes: u64| bytes as f64 / 1e6;
    let (was, is) = (megabytes(before.bytes), megabytes(after.bytes));
    terminal.say(&format!("{}: {was:.1} MB before, {is:.1} MB now", arguments.memory.display()));
    Ok(Exit::Clean)
}

pub(super) fn verify(arguments: &VerifyArguments, terminal: &Terminal) -> anyhow::Result<Exit> {
    let memory = Memory::open(&arguments.memory, Access::Read)?;
    let mut found = memory.store().verify().map_err(AppError::from)?;
    found.problems.extend(memory.damaged_indexes()?);
    let name = arguments.memory.display();
    for problem in &found.problems {
        terminal.error(&format!("{name}: {problem}"));
    }
    let (units, texts, changes) = (found.units, found.texts, found.changes);
    terminal.say(&format!("{name}: {units} units, {texts} texts, {changes} changes looked at"));
    Ok(if found.problems.is_empty() { Exit::Clean } else { Exit::Findings })
}
