//! From one memory or several to another: unit by unit, changed, chosen or left out on the way.

use super::write::{MemoryFile, is_table, target};
use super::{Findings, languages, read};
use crate::app::files::Output;
use crate::app::{AppError, Progress};
use crate::format::{Flow, Format, Sink, WriteOptions};
use crate::model::{Finding, Header, Unit};
use crate::text::LangTag;
use std::io::Write;
use std::path::{Path, PathBuf};

/// What to read and write.
#[derive(Clone, Copy)]
pub struct Job<'a> {
    /// The memories, in order; `-` is standard input.
    pub inputs: &'a [PathBuf],
    /// Where to write; `-` is standard output.
    pub output: &'a Path,
    /// The format to read, where it is named.
    pub from: Option<&'a str>,
    /// The format to write, where it is named.
    pub to: Option<&'a str>,
    /// The languages to write, source first; none for all there are.
    pub languages: &'a [LangTag],
    /// The importer to please.
    pub profile: Option<&'a str>,
    /// Where damaged units are kept as they stand.
    pub rejects: Option<&'a Path>,
    /// Told how far the reading is.
    pub progress: &'a dyn Progress,
}

impl Job<'_> {
    /// Takes the variants out of a unit that are in none of the job's languages.
    pub(super) fn keep_wanted(&self, unit: &mut Unit) {
        let wanted = self.languages;
        if !wanted.is_empty() {
            unit.variants.retain(|v| wanted.iter().any(|lang| lang.same_language(&v.lang)));
        }
    }
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Converted {
    /// Units read.
    pub read: u64,
    /// Units written.
    pub units: u64,
    /// What was off.
    pub findings: Vec<Finding>,
}

/// Writes every unit.
///
/// # Errors
/// When an input can't be read, the output not be written, or the formats not be told.
pub fn convert(job: &Job<'_>) -> Result<Converted, AppError> {
    select(job, &mut Some)
}

/// Writes what `keep` makes of each unit, `None` for nothing.
///
/// # Errors
/// As [`convert`].
pub(super) fn select(
    job: &Job<'_>,
    keep: &mut dyn FnMut(Unit) -> Option<Unit>,
) -> Result<Converted, AppError> {
    struct Each<'k>(&'k mut dyn FnMut(Unit) -> Option<Unit>);

    impl Stage for Each<'_> {
        fn unit(&mut self, unit: Unit, ready: &mut Vec<Unit>) -> Result<(), AppError> {
            ready.extend((self.0)(unit));
            Ok(())
        }
    }

    pass(job, &mut Each(keep))
}

/// What units go through between reading and writing. It may hold some back, to see them together.
pub(super) trait Stage {
    /// A memory of this name begins.
    fn begin(&mut self, _name: &str) {}

    /// The header of that memory.
    fn header(&mut self, _header: &Header) {}

    /// Takes a unit, and adds those that are to be written to `ready`, in order.
    ///
    /// # Errors
    /// When the work can't go on.
    fn unit(&mut self, unit: Unit, ready: &mut Vec<Unit>) -> Result<(), AppError>;

    /// Adds what was held back: there is no other unit.
    ///
    /// # Errors
    /// When the work can't go on.
    fn rest(&mut self, _ready: &mut Vec<Unit>) -> Result<(), AppError> {
        Ok(())
    }
}

/// Writes what comes out of `stage`.
///
/// # Errors
/// As [`convert`], and those of the stage.
pub(super) fn pass(job: &Job<'_>, stage: &mut dyn Stage) -> Result<Converted, AppError> {
    let format = target(job.to, job.output)?;
    let mut pipe = Pipe {
        format,
        options: options(job, format)?,
        job,
        stage,
        ready: Vec::new(),
        header: None,
        file: None,
        rejects: job.rejects.map(Output::create).transpose()?,
        done: Converted::default(),
        findings: Findings::default(),
        failed: None,
    };
    for input in job.inputs {
        pipe.stage.begin(&input.display().to_string());
        read(input, job.from, job.languages, &mut pipe, job.progress)?;
        if let Some(error) = pipe.failed.take() {
            return Err(error);
        }
    }
    pipe.finish()
}

/// How to write: a table's columns are known only when all units were seen, unless they are named.
pub(super) fn options(job: &Job<'_>, format: &dyn Format) -> Result<WriteOptions, AppError> {
    let mut columns = job.languages.to_vec();
    if is_table(format) && columns.is_empty() {
        if job.inputs.iter().any(|input| input.as_os_str() == "-") {
            let message =
                "say the columns of the table with --langs: standard input is read only once";
            return Err(AppError::request(message));
        }
        columns = languages(job.inputs, job.from, job.progress)?;
    }
    let profile = job.profile.map(str::to_owned);
    Ok(WriteOptions { languages: columns, profile, ..WriteOptions::default() })
}

/// From readers to a writer.
struct Pipe<'a> {
    job: &'a Job<'a>,
    stage: &'a mut dyn Stage,
    /// Units on their way from the stage to the file.
    ready: Vec<Unit>,
    format: &'static dyn Format,
    options: WriteOptions,
    header: Option<Header>,
    file: Option<MemoryFile>,
    rejects: Option<Output>,
    done: Converted,
    findings: Findings,
    failed: Option<AppError>,
}

impl Pipe<'_> {
    /// The output, started with the first header read.
    fn file(&mut self) -> Result<&mut MemoryFile, AppError> {
        let file = if let Some(file) = self.file.take() {
            file
        } else {
            let header = self.header.take().unwrap_or_default();
            MemoryFile::create(self.job.output, self.format, &header, &self.options)?
        };
        Ok(self.file.insert(file))
    }

    fn write(&mut self, mut unit: Unit) -> Result<(), AppError> {
        self.done.read += 1;
        self.job.keep_wanted(&mut unit);
        self.stage.unit(unit, &mut self.ready)?;
        self.write_ready()
    }

    fn write_ready(&mut self) -> Result<(), AppError> {
        let mut ready = std::mem::take(&mut self.ready);
        for unit in ready.drain(..).filter(|unit| !unit.variants.is_empty()) {
            self.file()?.unit(&unit)?;
        }
        self.ready = ready;
        Ok(())
    }

    fn finish(mut self) -> Result<Converted, AppError> {
        self.stage.rest(&mut self.ready)?;
        self.write_ready()?;
        self.file()?;
        self.done.findings = self.findings.told();
        if let Some(file) = self.file.take() {
            self.done.units = file.units;
            self.done.findings.extend(file.finish()?);
        }
        self.rejects.map_or(Ok(()), Output::finish)?;
        Ok(self.done)
    }

    fn goes_on(&mut self, result: Result<(), AppError>) -> Flow {
        match result {
            Ok(()) => Flow::Continue(()),
            Err(error) => {
                self.failed = Some(error);
                Flow::Break(())
            }
        }
    }
}

impl Sink for Pipe<'_> {
    fn header(&mut self, header: Header) -> Flow {
        self.stage.header(&header);
        if self.file.is_none() && self.header.is_none() {
            self.header = Some(header);
        } else if let Some(first) = &mut self.header {
            // Memories of several source languages make one whose units may each have their own.
            first.srclang =
                first.srclang.take().filter(|lang| header.srclang.as_ref() == Some(lang));
        }
        Flow::Continue(())
    }

    fn unit(&mut self, unit: Unit) -> Flow {
        let written = self.write(unit);
        self.goes_on(written)
    }

    fn reject(&mut self, raw: &str) -> Flow {
        let written = self.rejects.as_mut().map_or(Ok(()), |rejects| {
            writeln!(rejects, "{raw}").map_err(|source| AppError::file(rejects.name(), source))
        });
        self.goes_on(written)
    }

    fn finding(&mut self, finding: Finding) -> Flow {
        self.findings.add(finding)
    }
}
