//! `targum tm dedupe`: a memory without the units it holds twice.

use crate::app::AppError;
use crate::app::files::Output;
use crate::app::tm::dedupe::{DedupeJob, dedupe};
use crate::app::tm::{Access, Memory};
use crate::cli::{Exit, Terminal};
use crate::text::LangTag;
use clap::Args;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Remove the units a memory holds twice; the newest stays.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  targum tm dedupe un.tgm --dry-run
  targum tm dedupe un.tgm
  targum tm dedupe un.tgm --source-only en       one translation for each English text: the newest

Units are the same whose texts and codes are, in all languages. The one that stays takes over what it
lacks and the others have: its place (document, key and neighbours, together), dates, author, origin,
domain, score, status, notes, properties and attributes of other names. Lost are second places, other
authors, and other values of the same property. With --source-only it takes over place, domain, notes,
and texts in languages it lacks; the other translations are lost. `targum tm undo` brings them back.

--dry-run lists a line a unit: its number, that of the one that stays, language and text.

Exit codes: 0 done, 1 there are duplicates (--dry-run), 2 could not run.")]
pub(super) struct DedupeArguments {
    /// The memory.
    memory: PathBuf,
    /// Units are the same whose text in this language is, whatever the translations.
    #[arg(long, value_name = "TAG")]
    source_only: Option<LangTag>,
    /// List them, and change nothing.
    #[arg(long)]
    dry_run: bool,
    /// Who does it.
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
}

pub(super) fn run(arguments: &DedupeArguments, terminal: &Terminal) -> anyhow::Result<Exit> {
    let access = if arguments.dry_run { Access::Read } else { Access::Write };
    let mut memory = Memory::open(&arguments.memory, access)?;
    let job = DedupeJob {
        source_only: arguments.source_only.as_ref(),
        dry_run: arguments.dry_run,
        author: arguments.by.as_deref(),
        progress: terminal,
    };
    let stdout = Path::new("-");
    let mut out = Output::create(stdout)?;
    let done = dedupe(&mut memory, &job, &mut |found| {
        if !arguments.dry_run {
            return Ok(());
        }
        let text = found.text.replace(['\n', '\r', '\t'], " ");
        writeln!(out, "{}\t{}\t{}\t{text}", found.removed, found.kept, found.lang)
            .map_err(|error| AppError::file(stdout, error))
    })?;
    out.finish()?;
    let (duplicates, repeated) = (done.duplicates, done.repeated);
    if arguments.dry_run {
        terminal.say(&format!("{duplicates} units repeat {repeated} others"));
        return Ok(if duplicates > 0 { Exit::Findings } else { Exit::Clean });
    }
    let filled = done.changed.changed;
    terminal.say(&format!("{duplicates} units removed that repeat {repeated} others, {filled} of which took over what they lacked"));
    super::say_batches(&done.changed, &arguments.memory, terminal);
    memory.bring_up_to_date(None, terminal)?;
    Ok(Exit::Clean)
}
