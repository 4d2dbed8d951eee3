//! A memory on its way to a file.

use crate::app::AppError;
use crate::app::files::{Output, by_name};
use crate::format::{self, Format, UnitWriter, WriteOptions};
use crate::model::{Finding, Header, Unit};
use std::cell::RefCell;
use std::io::{self, Write};
use std::path::Path;
use std::rc::Rc;

/// The format to write: the one named, else by the output's name; TMX on standard output.
///
/// # Errors
/// When there is no such format, it can't be told, or it is not written.
pub(in crate::app) fn target(
    to: Option<&str>,
    output: &Path,
) -> Result<&'static dyn Format, AppError> {
    let chosen = match to {
        Some(name) => Some(by_name(name)?),
        None if output == Path::new("-") => Some(by_name("tmx")?),
        None => format::choose(&output.display().to_string(), &[]),
    };
    chosen.filter(|format| format.info().writes).ok_or_else(|| {
        let message = "say the format to write with --to: tmx, xliff, po, tsv, csv, xlsx or jsonl";
        AppError::request(message)
    })
}

/// Whether a format must know the languages before the first unit.
pub(in crate::app) fn is_table(format: &dyn Format) -> bool {
    matches!(format.info().name, "tsv" | "csv" | "xlsx")
}

/// A memory being written. It appears under its name when it is finished.
pub(in crate::app) struct MemoryFile {
    writer: Box<dyn UnitWriter>,
    out: Shared,
    name: String,
    /// Units written so far.
    pub(in crate::app) units: u64,
}

/// The output, which the format's writer holds as well.
#[derive(Clone)]
struct Shared(Rc<RefCell<Option<Output>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().as_mut().map_or(Ok(0), |out| out.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.borrow_mut().as_mut().map_or(Ok(()), Output::flush)
    }
}

impl MemoryFile {
    /// Starts a memory at `path` (`-` is standard output).
    ///
    /// # Errors
    /// When it can't be written there, or the format refuses the header or the options.
    pub(in crate::app) fn create(
        path: &Path,
        format: &dyn Format,
        header: &Header,
        options: &WriteOptions,
    ) -> Result<Self, AppError> {
        let output = Output::create(path)?;
        let name = output.name().to_owned();
        let out = Shared(Rc::new(RefCell::new(Some(output))));
        let writer = format.write(header, options, Box::new(out.clone()));
        let writer = writer.map_err(|source| AppError::format(name.clone(), source))?;
        Ok(Self { writer, out, name, units: 0 })
    }

    /// Adds a unit.
    ///
    /// # Errors
    /// When it can't be written.
    pub(in crate::app) fn unit(&mut self, unit: &Unit) -> Result<(), AppError> {
        self.units += 1;
        self.writer.unit(unit).map_err(|source| AppError::format(self.name.clone(), source))
    }

    /// Ends the file. Gives what had to be changed or left out.
    ///
    /// # Errors
    /// When it can't be written.
    pub(in crate::app) fn finish(self) -> Result<Vec<Finding>, AppError> {
        let findings = self.writer.finish();
        let findings = findings.map_err(|source| AppError::format(self.name, source))?;
        self.out.0.take().map_or(Ok(()), Output::finish)?;
        Ok(findings)
    }
}
