//! Units from files into a memory, batch by batch: what was acknowledged is there whatever happens next.

use super::{Memory, exchange};
use crate::app::memory::filter::{Conditions, fulfils};
use crate::app::memory::{Findings, read};
use crate::app::{AppError, Progress, clock};
use crate::format::{Flow, Sink};
use crate::model::{Finding, Header, Unit};
use crate::text::LangTag;
use crate::tm::store::{Batch, Duplicates, Effect, Entry, Operation, Store, StoreError, text_hash};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

/// Units that become durable together.
const BATCH: usize = 5_000;
/// Batches that wait for the store while the next ones are read.
const WAITING: usize = 2;

/// What to bring into a memory, and how.
pub struct ImportJob<'a> {
    /// The files, in order; `-` is standard input.
    pub inputs: &'a [PathBuf],
    /// The format to read, where it is named.
    pub from: Option<&'a str>,
    /// The languages of source and target, for files that don't say them; the source is also what
    /// duplicates are told by.
    pub languages: &'a [LangTag],
    /// What becomes of units whose source the memory has.
    pub duplicates: Duplicates,
    /// Which units are wanted.
    pub conditions: &'a Conditions,
    /// Who did the work, for units that don't say; also who imports.
    pub author: Option<&'a str>,
    /// Where the translations come from, for units that don't say.
    pub origin: Option<&'a str>,
    /// Their subject, for units that don't say.
    pub domain: Option<&'a str>,
    /// Goes on where an import of the same file was broken off.
    pub resume: bool,
    /// Told how far the reading is.
    pub progress: &'a dyn Progress,
}

/// What came of it.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Imported {
    /// Units read.
    pub read: u64,
    /// Units passed over because an import before had brought them.
    pub resumed: u64,
    /// Units that did not fulfil the conditions, or had no text.
    pub unwanted: u64,
    /// Units that are new in the memory.
    pub added: u64,
    /// Units of the memory that became others.
    pub changed: u64,
    /// Units the memory had.
    pub known: u64,
    /// What was off.
    pub findings: Vec<Finding>,
}

/// Adds the units of an alignment, in their order, each with its neighbours as its context. Gives how many
/// were added; units the memory has are left out.
///
/// # Errors
/// When the memory can't be written.
pub fn add_aligned(
    memory: &mut Memory,
    units: Vec<Unit>,
    source: Option<&LangTag>,
    document: &str,
) -> Result<usize, AppError> {
    let mut entries: Vec<Entry> = units.into_iter().map(exchange::entry).collect();
    let text = |entry: &Entry| {
        let variant = exchange::source(&entry.unit, source);
        variant.map(|variant| text_hash(&variant.content.text))
    };
    let hashes: Vec<Option<u64>> = entries.iter().map(text).collect();
    for (at, entry) in entries.iter_mut().enumerate() {
        entry.origin.get_or_insert_with(|| "alignment".into());
        entry.context.document.get_or_insert_with(|| document.into());
        entry.context.previous = at.checked_sub(1).and_then(|before| hashes[before]);
        entry.context.next = hashes.get(at + 1).copied().flatten();
    }
    let batch = Batch {
        time: clock::now().into(),
        author: None,
        note: Some(format!("aligned: {document}").into()),
        duplicates: Duplicates::Merge,
        source: source.cloned(),
        operations: entries.into_iter().map(Operation::Add).collect(),
    };
    Ok(memory.store_mut().write(&batch)?.count(Effect::Added))
}

/// What the log says of a batch of an import, so that another can go on behind it.
#[derive(Debug, Serialize, Deserialize)]
struct Progressed {
    import: String,
    bytes: Option<u64>,
    /// Units of the file that were read up to the end of the batch.
    units: u64,
    /// Whether the file was read to its end.
    #[serde(default)]
    whole: bool,
}

/// A batch's note for people.
pub fn told(note: &str) -> String {
    match serde_json::from_str::<Progressed>(note) {
        Ok(Progressed { import, units, whole: true, .. }) => {
            format!("import of {import}, {units} units")
        }
        Ok(Progressed { import, units, .. }) => format!("import of {import}, up to unit {units}"),
        Err(_) => note.to_owned(),
    }
}

/// Brings units into a memory. If it fails midway, all batches before are in the memory.
///
/// # Errors
/// When a file can't be read, or the memory not be written.
pub fn import(memory: &mut Memory, job: &ImportJob<'_>) -> Result<Imported, AppError> {
    let mut all = Imported::default();
    let mut findings = Findings::default();
    for input in job.inputs {
        let name = input.display().to_string();
        let bytes = std::fs::metadata(input).ok().filter(|_| name != "-").map(|about| about.len());
        let told = Progressed { import: name, bytes, units: 0, whole: false };
        let done = if job.resume { resumed(memory.store(), &told)? } else { 0 };
        let (sender, receiver) = sync_channel(WAITING);
        let counted = std::thread::scope(|scope| {
            let reading = scope.spawn(|| {
                let reader = Reader {
                    job,
                    sender,
                    told,
                    skip: done,
                    source: job.languages.first().cloned(),
                    operations: Vec::with_capacity(BATCH),
                    held: None,
                    found: Imported::default(),
                    findings: &mut findings,
                };
                reader.run(input)
            });
            let written = write(memory.store_mut(), &receiver, &mut all);
            // A reader that waits to hand on a batch sees that nobody takes it any more.
            drop(receiver);
            let read = reading.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            written?;
            read
        })?;
        all.read += counted.read;
        all.resumed += counted.resumed;
        all.unwanted += counted.unwanted;
    }
    memory.store_mut().settle()?;
    all.findings = findings.told();
    Ok(all)
}

/// Writes the batches that come, and counts what they did.
fn write(
    store: &mut dyn Store,
    batches: &Receiver<Batch>,
    all: &mut Imported,
) -> Result<(), StoreError> {
    for batch in batches {
        let outcome = store.write(&batch)?;
        all.added += outcome.count(Effect::Added) as u64;
        all.changed += outcome.count(Effect::Changed) as u64;
        all.known += outcome.count(Effect::Skipped) as u64;
    }
    Ok(())
}

/// How many units of this file the last import of it has brought; all of them if it was not broken off.
fn resumed(store: &dyn Store, told: &Progressed) -> Result<u64, AppError> {
    let notes = store.log(usize::MAX)?;
    let mut notes = notes.iter().filter_map(|record| record.note.as_deref());
    let same = |note: &str| {
        let known: Progressed = serde_json::from_str(note).ok()?;
        (known.import == told.import && known.bytes == told.bytes).then_some(known)
    };
    let last = notes.find_map(same);
    Ok(last.map_or(0, |last| last.units))
}

/// Reads one file and hands on batches.
struct Reader<'a, 'f> {
    job: &'a ImportJob<'a>,
    sender: SyncSender<Batch>,
    told: Progressed,
    /// Units still to be passed over.
    skip: u64,
    /// The language units are told apart by.
    source: Option<LangTag>,
    operations: Vec<Operation>,
    /// The unit before, until the text behind it is known, and the hash of its source.
    held: Option<(Entry, Option<u64>)>,
    found: Imported,
    findings: &'f mut Findings,
}

impl Reader<'_, '_> {
    fn run(mut self, input: &std::path::Path) -> Result<Imported, AppError> {
        let job = self.job;
        let done = read(input, job.from, job.languages, &mut self, job.progress);
        // What was read before a file turned out to be damaged is brought in all the same.
        self.hand_on_held(None);
        (self.told.units, self.told.whole) = (self.found.read, done.is_ok());
        if !self.operations.is_empty() || done.is_ok() {
            let _ = self.hand_on();
        }
        done.map(|_| self.found)
    }

    /// Puts the unit that was held back among those to be written.
    fn hand_on_held(&mut self, next: Option<u64>) -> Option<u64> {
        let (mut entry, hash) = self.held.take()?;
        entry.context.next = entry.context.next.or(next);
        self.operations.push(Operation::Add(entry));
        hash
    }

    fn hand_on(&mut self) -> Flow {
        let operations = std::mem::replace(&mut self.operations, Vec::with_capacity(BATCH));
        let batch = Batch {
            time: clock::now().into(),
            author: self.job.author.map(Into::into),
            note: serde_json::to_string(&self.told).ok().map(Into::into),
            duplicates: self.job.duplicates,
            source: self.source.clone(),
            operations,
        };
        // Nobody takes batches any more when writing failed: then the reason is told there.
        match self.sender.send(batch) {
            Ok(()) => Flow::Continue(()),
            Err(_) => Flow::Break(()),
        }
    }

    fn entry(&self, unit: Unit) -> Entry {
        let mut entry = exchange::entry(unit);
        let job = self.job;
        let or = |known: &mut Option<Box<str>>, given: Option<&str>| {
            if known.is_none() {
                *known = given.map(Into::into);
            }
        };
        or(&mut entry.author, job.author);
        or(&mut entry.origin, job.origin);
        or(&mut entry.domain, job.domain);
        entry
    }
}

impl Sink for Reader<'_, '_> {
    fn header(&mut self, header: Header) -> Flow {
        if self.source.is_none() {
            self.source = header.srclang;
        }
        Flow::Continue(())
    }

    fn unit(&mut self, unit: Unit) -> Flow {
        self.found.read += 1;
        if self.skip > 0 {
            self.skip -= 1;
            self.found.resumed += 1;
            return Flow::Continue(());
        }
        if unit.variants.is_empty()
            || fulfils(&unit, self.job.conditions) == self.job.conditions.invert
        {
            self.found.unwanted += 1;
            return Flow::Continue(());
        }
        let mut entry = self.entry(unit);
        let source = exchange::source(&entry.unit, self.source.as_ref());
        let hash = source.map(|variant| text_hash(&variant.content.text));
        let before = self.hand_on_held(hash);
        entry.context.previous = entry.context.previous.or(before);
        // The unit held back is not in the batch, and so is not counted as done.
        self.told.units = self.found.read - 1;
        self.held = Some((entry, hash));
        if self.operations.len() >= BATCH { self.hand_on() } else { Flow::Continue(()) }
    }

    fn finding(&mut self, finding: Finding) -> Flow {
        self.findings.add(finding)
    }
}
