//! A memory in another format.

use super::read;
use crate::app::AppError;
use crate::app::files::{Output, by_name};
use crate::format::{self, Flow, Format, FormatError, Sink, UnitWriter, WriteOptions};
use crate::model::{Finding, Header, Severity, Unit};
use crate::text::LangTag;
use std::io::Write;
use std::path::Path;

/// What to convert.
#[derive(Debug)]
pub struct Job<'a> {
    /// The memory; `-` is standard input.
    pub input: &'a Path,
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
}

/// What came of it.
#[derive(Debug)]
pub struct Converted {
    /// Units written.
    pub units: u64,
    /// What was off.
    pub findings: Vec<Finding>,
}

/// Findings that are kept; the rest is counted.
const MOST_FINDINGS: usize = 1000;

/// Converts a memory.
///
/// # Errors
/// When the input can't be read, the output not be written, or the formats not be told.
pub fn convert(job: &Job<'_>) -> Result<Converted, AppError> {
    let format = target(job)?;
    let table = matches!(format.info().name, "tsv" | "csv");
    let mut languages = job.languages.to_vec();
    if table && languages.is_empty() {
        if job.input.as_os_str() == "-" {
            let message =
                "say the columns of the table with --langs: standard input is read only once";
            return Err(AppError::request(message));
        }
        let mut seen = Languages::default();
        read(job.input, job.from, &[], &mut seen)?;
        languages = seen.0;
    }
    let mut output = Output::create(job.output)?;
    let mut rejects = job.rejects.map(Output::create).transpose()?;
    let options = WriteOptions {
        languages,
        profile: job.profile.map(str::to_owned),
        ..WriteOptions::default()
    };
    let mut pipe = Pipe {
        format,
        options,
        wanted: job.languages,
        header: None,
        out: Some(&mut output),
        writer: None,
        rejects: rejects.as_mut(),
        done: Converted { units: 0, findings: Vec::new() },
        dropped: 0,
        failed: None,
    };
    read(job.input, job.from, job.languages, &mut pipe)?;
    let done =
        pipe.finish().map_err(|source| AppError::format(output.name().to_owned(), source))?;
    output.finish()?;
    rejects.map_or(Ok(()), Output::finish)?;
    Ok(done)
}

fn target(job: &Job<'_>) -> Result<&'static dyn Format, AppError> {
    let name = job.output.display().to_string();
    let chosen = match job.to {
        Some(name) => Some(by_name(name)?),
        None => format::choose(&name, &[]),
    };
    chosen.filter(|format| format.info().writes).ok_or_else(|| {
        AppError::request("say the format to write with --to: tmx, tsv, csv or jsonl".to_owned())
    })
}

/// The languages of a memory, in the order they come.
#[derive(Default)]
struct Languages(Vec<LangTag>);

impl Sink for Languages {
    fn unit(&mut self, unit: Unit) -> Flow {
        for variant in unit.variants {
            if !self.0.contains(&variant.lang) {
                self.0.push(variant.lang);
            }
        }
        Flow::Continue(())
    }
}

/// From a reader to a writer.
struct Pipe<'a> {
    format: &'static dyn Format,
    options: WriteOptions,
    wanted: &'a [LangTag],
    header: Option<Header>,
    out: Option<&'a mut Output>,
    writer: Option<Box<dyn UnitWriter + 'a>>,
    rejects: Option<&'a mut Output>,
    done: Converted,
    dropped: u64,
    failed: Option<FormatError>,
}

impl<'a> Pipe<'a> {
    /// The writer, started with the header read so far.
    fn writer(&mut self) -> Result<&mut Box<dyn UnitWriter + 'a>, FormatError> {
        if let Some(out) = self.out.take() {
            let header = self.header.take().unwrap_or_default();
            self.writer = Some(self.format.write(&header, &self.options, Box::new(out))?);
        }
        self.writer.as_mut().ok_or_else(|| FormatError::unfit("the output could not be started"))
    }

    fn write(&mut self, mut unit: Unit) -> Result<(), FormatError> {
        if !self.wanted.is_empty() {
            unit.variants.retain(|v| self.wanted.iter().any(|lang| lang.same_language(&v.lang)));
        }
        if unit.variants.is_empty() {
            return Ok(());
        }
        self.writer()?.unit(&unit)?;
        self.done.units += 1;
        Ok(())
    }

    fn finish(mut self) -> Result<Converted, FormatError> {
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        self.writer()?;
        if let Some(writer) = self.writer.take() {
            self.done.findings.extend(writer.finish()?);
        }
        if self.dropped > 0 {
            let message = format!("{} more findings are not shown", self.dropped);
            self.done.findings.push(Finding::new("more-findings", Severity::Warning, message));
        }
        Ok(self.done)
    }

    fn keep<E: Into<FormatError>>(&mut self, result: Result<(), E>) -> Flow {
        match result {
            Ok(()) => Flow::Continue(()),
            Err(error) => {
                self.failed = Some(error.into());
                Flow::Break(())
            }
        }
    }
}

impl Sink for Pipe<'_> {
    fn header(&mut self, header: Header) -> Flow {
        self.header = Some(header);
        Flow::Continue(())
    }

    fn unit(&mut self, unit: Unit) -> Flow {
        let written = self.write(unit);
        self.keep(written)
    }

    fn reject(&mut self, raw: &str) -> Flow {
        let written = self.rejects.as_mut().map_or(Ok(()), |rejects| writeln!(rejects, "{raw}"));
        self.keep(written)
    }

    fn finding(&mut self, finding: Finding) -> Flow {
        if self.done.findings.len() < MOST_FINDINGS {
            self.done.findings.push(finding);
        } else {
            self.dropped += 1;
        }
        Flow::Continue(())
    }
}
