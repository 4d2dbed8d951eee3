//! New memories that get their names when they are whole.

use super::Memory;
use crate::app::AppError;
use crate::app::files::Unfinished;
use crate::tm::store::{Kind, Settings, StoreError};
use std::path::{Path, PathBuf};

/// Memories that are being made in a folder of their own.
pub(super) struct Fresh {
    folder: Unfinished,
    /// Where each is, and where it is to be.
    made: Vec<(PathBuf, PathBuf)>,
}

impl Fresh {
    /// None yet; they will all stand in `folder`.
    ///
    /// # Errors
    /// When nothing can be written there.
    pub(super) fn in_folder(folder: &Path) -> Result<Self, AppError> {
        Ok(Self { folder: Unfinished::in_folder(folder)?, made: Vec::new() })
    }

    /// Makes a memory that is to get a name.
    ///
    /// # Errors
    /// When there is a file of that name, or it can't be made.
    pub(super) fn create(&mut self, path: &Path, settings: &Settings) -> Result<Memory, AppError> {
        free(path)?;
        let place = self.folder.path().join(format!("{}.tgm", self.made.len()));
        let memory = Memory::create(&place, settings)?;
        self.made.push((place, path.to_owned()));
        Ok(memory)
    }

    /// Gives all their names. They must be closed.
    ///
    /// # Errors
    /// When one can't get its name; then none has.
    pub(super) fn finish(self) -> Result<(), AppError> {
        for (_, path) in &self.made {
            free(path)?;
        }
        for (count, (place, path)) in self.made.iter().enumerate() {
            if let Err(source) = std::fs::rename(place, path) {
                for (_, path) in &self.made[..count] {
                    let _ = std::fs::remove_file(path);
                }
                return Err(AppError::file(path, source));
            }
        }
        Ok(())
    }
}

fn free(path: &Path) -> Result<(), AppError> {
    if path.exists() { Err(StoreError::from(Kind::Exists).at(path).into()) } else { Ok(()) }
}
