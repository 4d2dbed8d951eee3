//! Work on memories, unit by unit in bounded memory.

pub mod convert;
pub mod stats;

use super::AppError;
use super::files::Input;
use crate::format::{Holds, ReadOptions, Sink};
use crate::text::LangTag;
use std::path::Path;

/// Reads a memory of any format into `sink`. Gives its name.
///
/// # Errors
/// When it can't be opened, is no memory, or can't be read on from some place.
fn read(
    path: &Path,
    from: Option<&str>,
    columns: &[LangTag],
    sink: &mut dyn Sink,
) -> Result<String, AppError> {
    let input = Input::open(path)?;
    let format = input.format(from, Holds::Memory)?;
    let name = input.name.clone();
    let options =
        ReadOptions { name: name.clone(), columns: columns.to_vec(), ..ReadOptions::default() };
    let done = format.read(&mut input.into_reader(), &options, sink);
    done.map_err(|source| AppError::format(name.clone(), source))?;
    Ok(name)
}
