//! `targum tm log` and `targum tm undo`: what was changed when, and taking it back.

use crate::app::files::Output;
use crate::app::tm::{Access, Memory, import};
use crate::app::{AppError, clock};
use crate::cli::{Exit, Terminal};
use clap::Args;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Show what was changed when: the last batches, the newest first.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  targum tm log un.tgm
  targum tm log un.tgm --unit 4711

Exit codes: 0 done, 2 could not run.")]
pub(super) struct LogArguments {
    /// The memory.
    memory: PathBuf,
    /// How many batches at most.
    #[arg(short = 'n', long, default_value_t = 20, value_name = "N")]
    limit: usize,
    /// The history of one unit instead.
    #[arg(long, value_name = "NUMBER")]
    unit: Option<u64>,
}

/// Take a batch of changes back. An undo can be undone.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  targum tm undo un.tgm
  targum tm undo un.tgm 12
  targum tm undo un.tgm --down-to 5

Exit codes: 0 done, 2 could not run.")]
pub(super) struct UndoArguments {
    /// The memory.
    memory: PathBuf,
    /// The batch; the last one that changed something where none is named.
    batch: Option<u64>,
    /// Take back every batch from the last one down to this one, such as all of an import.
    #[arg(long, value_name = "BATCH", conflicts_with = "batch")]
    down_to: Option<u64>,
    /// Who takes it back.
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
}

pub(super) fn run(arguments: &LogArguments) -> anyhow::Result<Exit> {
    let memory = Memory::open(&arguments.memory, Access::Read)?;
    let mut out = Output::create(Path::new("-"))?;
    if let Some(unit) = arguments.unit {
        for change in memory.store().history(unit).map_err(AppError::from)? {
            let author = change.author.as_deref().unwrap_or("-");
            let (batch, time, kind) = (change.batch, &change.time, change.kind.name());
            write!(out, "{batch}\t{time}\t{author}\t{kind}")?;
            for variant in change.before.iter().flat_map(|before| &before.unit.variants) {
                write!(out, "\t{}: {}", variant.lang, variant.content.text)?;
            }
            writeln!(out)?;
        }
    } else {
        for record in memory.store().log(arguments.limit).map_err(AppError::from)? {
            let author = record.author.as_deref().unwrap_or("-");
            let note = match record.undoes {
                Some(batch) => format!("undoes batch {batch}"),
                None => record.note.as_deref().map(import::told).unwrap_or_default(),
            };
            let (batch, time, changes) = (record.batch, &record.time, record.changes);
            writeln!(out, "{batch}\t{time}\t{author}\t{changes} changes\t{note}")?;
        }
    }
    out.finish()?;
    Ok(Exit::Clean)
}

pub(super) fn undo(arguments: &UndoArguments, terminal: &Terminal) -> anyhow::Result<Exit> {
    let mut memory = Memory::open(&arguments.memory, Access::Write)?;
    let log = memory.store().log(usize::MAX).map_err(AppError::from)?;
    let changed = log.iter().filter(|record| record.changes > 0).map(|record| record.batch);
    let batches: Vec<u64> = match (arguments.batch, arguments.down_to) {
        (Some(batch), _) => vec![batch],
        (None, Some(first)) => changed.filter(|batch| *batch >= first).collect(),
        (None, None) => changed.take(1).collect(),
    };
    if batches.is_empty() {
        return Err(AppError::request("the log has no change to take back").into());
    }
    for batch in batches {
        let done = memory.store_mut().undo(batch, &clock::now(), arguments.by.as_deref());
        let done = done.map_err(AppError::from)?;
        let count = done.done.len();
        terminal.say(&format!("batch {batch} undone by batch {}: {count} units", done.batch));
    }
    memory.bring_up_to_date(None, terminal)?;
    Ok(Exit::Clean)
}
