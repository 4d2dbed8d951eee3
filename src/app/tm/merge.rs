//! Several memories in one.

use super::changes::{Changed, Changes};
use super::{Access, Memory};
use crate::app::{AppError, Progress};
use crate::model::Property;
use crate::text::LangTag;
use crate::tm::store::{Duplicates, Filter, Operation, Settings};
use std::path::{Path, PathBuf};

/// The property that says which memory a unit comes from.
const MEMORY: &str = "x-memory";

/// What to bring into a memory, and how.
pub struct MergeJob<'a> {
    /// The memories whose units are brought in, in order.
    pub from: &'a [PathBuf],
    /// Which of their units.
    pub filter: &'a Filter,
    /// What becomes of units whose source the memory has.
    pub duplicates: Duplicates,
    /// The language units are told apart by; that of the memory where none is given.
    pub source: Option<&'a LangTag>,
    /// Whether each unit gets the name of the memory it comes from, as the property `x-memory`.
    pub mark: bool,
    /// Who does it.
    pub author: Option<&'a str>,
    /// Told how far the work is.
    pub progress: &'a dyn Progress,
}

/// Brings the units of other memories into one, made where there is none, with everything that is known
/// of them. If it fails midway, what was brought in till then stays and can be undone.
///
/// # Errors
/// When a memory can't be read, the one can't be written, or is among the others.
pub fn merge(into: &Path, job: &MergeJob<'_>) -> Result<(Memory, Changed), AppError> {
    let same = |one: &Path, other: &Path| matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other);
    if let Some(path) = job.from.iter().find(|path| same(path, into)) {
        let message = format!("{}: a memory can't be merged into itself", path.display());
        return Err(AppError::request(message));
    }
    let opened = job.from.iter().map(|path| Memory::open(path, Access::Read));
    let others = opened.collect::<Result<Vec<_>, AppError>>()?;
    let mut memory = if into.exists() {
        Memory::open(into, Access::Write)?
    } else {
        let first = others.first().map(|other| other.store().settings()).transpose()?;
        let Settings { source, languages, .. } = first.unwrap_or_default();
        Memory::create(into, &Settings { source, languages, ..Settings::default() })?
    };
    memory.refuse_read_only()?;
    let mut all = Changed::default();
    for other in &others {
        let done = bring(&mut memory, other, job)?;
        all.added += done.added;
        all.changed += done.changed;
        all.known += done.known;
        all.batches.extend(done.batches);
    }
    Ok((memory, all))
}

fn bring(memory: &mut Memory, other: &Memory, job: &MergeJob<'_>) -> Result<Changed, AppError> {
    let source = job.source.cloned().or(memory.store().settings()?.source);
    let (name, note) = (other.name()?, format!("merged: {}", other.path().display()));
    let mut changes =
        Changes::new(memory, job.author, &note).with_duplicates(job.duplicates, source);
    other.each_unit("merging", job.filter, job.progress, &mut |stored| {
        let mut entry = stored.entry;
        if job.mark {
            entry.unit.props.retain(|prop| &*prop.name != MEMORY);
            let value = name.as_str().into();
            entry.unit.props.push(Property { name: MEMORY.into(), value, lang: None });
        }
        changes.push(Operation::Add(entry))
    })?;
    changes.finish()
}
