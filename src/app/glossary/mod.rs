//! Work on termbases: reading and writing them by name, comparing and joining them.

pub mod diff;
pub mod merge;
pub mod stats;

use super::AppError;
use super::files::{Input, Output};
use crate::glossary::{ReadSettings, Termbase, TermbaseFormat, WriteSettings, read, write};
use crate::model::Finding;
use std::path::Path;

/// Reads a termbase; `-` is standard input.
///
/// # Errors
/// When it can't be opened, or can't be understood at all.
pub fn load(path: &Path, settings: &ReadSettings) -> Result<(Termbase, Vec<Finding>), AppError> {
    let input = Input::open(path)?;
    let name = input.name.clone();
    let done = read(&mut input.into_reader(), &name, settings);
    done.map_err(|source| AppError::file(path, source))
}

/// Writes a termbase whole or not at all; `-` is standard output. Findings are what the format has no
/// place for.
///
/// # Errors
/// When it can't be written, or not in that format.
pub fn save(
    termbase: &Termbase,
    path: &Path,
    settings: &WriteSettings,
) -> Result<Vec<Finding>, AppError> {
    let mut output = Output::create(path)?;
    let written = write(termbase, settings, &mut output);
    let findings = written.map_err(|source| AppError::file(path, source))?;
    output.finish()?;
    Ok(findings)
}

/// The format to write: the one named, else that of the output's name.
///
/// # Errors
/// When there is none of that name, or the output's name speaks for none.
pub fn format_to_write(to: Option<&str>, output: &Path) -> Result<TermbaseFormat, AppError> {
    if let Some(name) = to {
        return by_name(name);
    }
    TermbaseFormat::by_extension(&output.to_string_lossy())
        .ok_or_else(|| AppError::request(format!("say the format to write with --to: {}", names())))
}

/// The format of a name.
///
/// # Errors
/// When there is none.
pub fn by_name(name: &str) -> Result<TermbaseFormat, AppError> {
    TermbaseFormat::by_name(name).ok_or_else(|| {
        let message = format!("there is no format `{name}` of termbases: targum knows {}", names());
        AppError::request(message)
    })
}

fn names() -> String {
    TermbaseFormat::ALL.map(TermbaseFormat::name).join(", ")
}
