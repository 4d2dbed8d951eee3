//! One memory in several.

use super::fresh::Fresh;
use super::{Access, Memory, exchange};
use crate::app::{AppError, Progress, clock};
use crate::text::LangTag;
use crate::tm::store::{Batch, Entry, Filter, Operation, Settings};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Units that are held, of all parts together.
const HELD: usize = 20_000;
/// Parts that are open at a time.
const OPEN: usize = 8;
/// Parts there may be.
const MOST: usize = 10_000;
/// Bytes of a value in a file's name, which may have 255.
const LONGEST: usize = 100;

/// What units are told apart by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// Their subject.
    Domain,
    /// Their languages: the source with each other language, a pair a memory.
    Languages,
    /// Who changed them last, else made them.
    Author,
    /// Where they stood.
    Document,
    /// The year of their last change, else of their making.
    Year,
    /// Their order: so many a memory.
    Size(u64),
}

/// How to divide a memory.
pub struct SplitJob<'a> {
    /// What units are told apart by.
    pub by: By,
    /// The folder of the new memories; it is made where there is none.
    pub folder: &'a Path,
    /// Which units.
    pub filter: &'a Filter,
    /// The source language, where it is not that of the memory.
    pub source: Option<&'a LangTag>,
    /// Told how far the work is.
    pub progress: &'a dyn Progress,
}

/// One of the new memories.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its file: the name of the divided memory, a point, and the value.
    pub path: PathBuf,
    /// What its units share; `None` for those without a value.
    pub value: Option<String>,
    /// Its units.
    pub units: u64,
}

/// Makes new memories of the units of one, each with everything that is known of it. All of them get
/// their names at the end, or none does. In memory are some twenty thousand units at a time.
///
/// # Errors
/// When a memory can't be read or made, there is a file of its name, or there would be more than ten
/// thousand.
pub fn split(memory: &Memory, job: &SplitJob<'_>) -> Result<Vec<Part>, AppError> {
    let new_folder = !job.folder.exists();
    std::fs::create_dir_all(job.folder).map_err(|error| AppError::file(job.folder, error))?;
    let done = parts(memory, job);
    if done.is_err() && new_folder {
        // Only where it is empty.
        let _ = std::fs::remove_dir(job.folder);
    }
    done
}

fn parts(memory: &Memory, job: &SplitJob<'_>) -> Result<Vec<Part>, AppError> {
    let settings = memory.store().settings()?;
    let stem = memory.path().file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let source = job.source.cloned().or(settings.source.clone());
    let mut parts = Parts {
        job,
        note: format!("split: {}", memory.path().display()),
        name: memory.name()?,
        settings,
        stem,
        fresh: Fresh::in_folder(job.folder)?,
        all: Vec::new(),
        places: BTreeMap::new(),
        held: 0,
        open: 0,
    };
    let mut number = 0;
    memory.each_unit("splitting", job.filter, job.progress, &mut |stored| {
        let entry = stored.entry;
        let year = |entry: &Entry| entry.date().and_then(|date| date.get(..4)).map(str::to_owned);
        let value = match job.by {
            By::Languages => return parts.pairs(entry, source.as_ref()),
            By::Domain => entry.domain.as_deref().map(str::to_owned),
            By::Author => entry.author.as_deref().map(str::to_owned),
            By::Document => entry.context.document.as_deref().map(str::to_owned),
            By::Year => year(&entry),
            By::Size(most) => Some((number / most.max(1) + 1).to_string()),
        };
        number += 1;
        parts.add(value, entry)
    })?;
    parts.finish()
}

struct Parts<'a> {
    job: &'a SplitJob<'a>,
    note: String,
    settings: Settings,
    /// The name of the memory that is divided, and that of its file.
    name: String,
    stem: String,
    fresh: Fresh,
    all: Vec<Waiting>,
    places: BTreeMap<Option<String>, usize>,
    held: usize,
    open: usize,
}

/// A part and the units that are not in its file yet.
struct Waiting {
    part: Part,
    memory: Option<Memory>,
    place: PathBuf,
    operations: Vec<Operation>,
}

impl Parts<'_> {
    /// Puts a unit into the part of each of its language pairs.
    fn pairs(&mut self, entry: Entry, source: Option<&LangTag>) -> Result<(), AppError> {
        let Some(from) = exchange::source(&entry.unit, source).cloned() else { return Ok(()) };
        let others = entry.unit.variants.iter().filter(|variant| variant.lang != from.lang);
        let others: Vec<_> = others.cloned().collect();
        if others.is_empty() {
            return self.add(Some(from.lang.to_string()), entry);
        }
        for target in others {
            let value = format!("{}-{}", from.lang, target.lang);
            let mut pair = entry.clone();
            pair.unit.variants = vec![from.clone(), target];
            self.add(Some(value), pair)?;
        }
        Ok(())
    }

    fn add(&mut self, value: Option<String>, entry: Entry) -> Result<(), AppError> {
        let at = match self.places.get(&value) {
            Some(at) => *at,
            None => self.begin(value)?,
        };
        let waiting = &mut self.all[at];
        waiting.part.units += 1;
        waiting.operations.push(Operation::Add(entry));
        self.held += 1;
        // The largest ones go first: few batches, of many units.
        while self.held >= HELD {
            let largest = (0..self.all.len()).max_by_key(|at| self.all[*at].operations.len());
            self.write(largest.unwrap_or(at))?;
        }
        Ok(())
    }

    /// Makes the part of a value. Gives its place.
    fn begin(&mut self, value: Option<String>) -> Result<usize, AppError> {
        if self.all.len() >= MOST {
            let message = format!("this makes more than {MOST} memories: divide by something else");
            return Err(AppError::request(message));
        }
        let word = value.as_deref().map_or_else(|| "none".to_owned(), word);
        let file = |count: usize| match count {
            1 => format!("{}.{word}.tgm", self.stem),
            count => format!("{}.{word}-{count}.tgm", self.stem),
        };
        let is_taken = |name: &str| {
            let name = name.to_lowercase();
            let mut files = self.all.iter().filter_map(|one| one.part.path.file_name());
            files.any(|file| file.to_string_lossy().to_lowercase() == name)
        };
        let name = (1..=MOST + 1).map(file).find(|name| !is_taken(name)).unwrap_or_default();
        let path = self.job.folder.join(name);
        let called = format!("{} ({})", self.name, value.as_deref().unwrap_or("none"));
        let mut settings =
            Settings { name: called.into(), read_only: false, ..self.settings.clone() };
        if self.job.by == By::Languages {
            settings.languages.clear();
        }
        self.close_if_many();
        let memory = self.fresh.create(&path, &settings)?;
        self.open += 1;
        let place = memory.path().to_owned();
        let part = Part { path, value: value.clone(), units: 0 };
        self.all.push(Waiting { part, memory: Some(memory), place, operations: Vec::new() });
        self.places.insert(value, self.all.len() - 1);
        Ok(self.all.len() - 1)
    }

    fn close_if_many(&mut self) {
        if self.open >= OPEN {
            for part in &mut self.all {
                part.memory = None;
            }
            self.open = 0;
        }
    }

    /// Writes the units of a part that wait.
    fn write(&mut self, at: usize) -> Result<(), AppError> {
        if self.all[at].memory.is_none() {
            self.close_if_many();
            self.open += 1;
        }
        let waiting = &mut self.all[at];
        let mut memory = match waiting.memory.take() {
            Some(memory) => memory,
            None => Memory::open(&waiting.place, Access::Write)?,
        };
        let operations = std::mem::take(&mut waiting.operations);
        self.held -= operations.len();
        if !operations.is_empty() {
            let (time, note) = (clock::now().into(), Some(self.note.as_str().into()));
            let batch = Batch { time, note, operations, ..Batch::default() };
            memory.store_mut().write(&batch)?;
        }
        waiting.memory = Some(memory);
        Ok(())
    }

    /// Writes what waits, closes the memories and gives them their names.
    fn finish(mut self) -> Result<Vec<Part>, AppError> {
        for at in 0..self.all.len() {
            self.write(at)?;
            if let Some(memory) = &mut self.all[at].memory {
                memory.store_mut().settle()?;
            }
            self.all[at].memory = None;
            self.open = self.open.saturating_sub(1);
        }
        self.fresh.finish()?;
        let mut parts: Vec<Part> = self.all.into_iter().map(|waiting| waiting.part).collect();
        if !matches!(self.job.by, By::Size(_)) {
            parts.sort_by(|one, other| one.value.cmp(&other.value));
        }
        Ok(parts)
    }
}

/// A value as a part of a file's name: letters and digits of any script, the rest as `_`.
fn word(value: &str) -> String {
    let plain = |c: char| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '_' };
    let short = |(at, c): &(usize, char)| at + c.len_utf8() <= LONGEST;
    let word: String = value.char_indices().take_while(short).map(|(_, c)| plain(c)).collect();
    if word.is_empty() { "_".to_owned() } else { word }
}

#[cfg(test)]
mod tests {
    use super::word;

    #[test]
    fn values_become_names_of_files() {
        for (value, wanted) in
            [("law", "law"), ("../a b\\c:d", ".._a_b_c_d"), ("право", "право"), ("", "_")]
        {
            assert_eq!(word(value), wanted);
        }
        assert_eq!(word(&"x".repeat(500)).len(), 100);
        assert_eq!(word(&"法".repeat(500)).len(), 99);
    }
}
