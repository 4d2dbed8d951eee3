//! A memory that is open.

use crate::app::AppError;
use crate::tm::store::{Options, Settings, SqliteStore, Store};
use std::path::{Path, PathBuf};

/// What a memory is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// For reading, beside any number of others.
    Read,
    /// For writing.
    Write,
}

/// A memory that is open.
pub struct Memory {
    path: PathBuf,
    store: SqliteStore,
}

impl Memory {
    /// Makes a new memory.
    ///
    /// # Errors
    /// When there is a file already, or it can't be written.
    pub fn create(path: &Path, settings: &Settings) -> Result<Self, AppError> {
        let store = SqliteStore::create(path, settings, &Options::default())?;
        Ok(Self { path: path.to_owned(), store })
    }

    /// Opens a memory.
    ///
    /// # Errors
    /// When there is none, it is no memory, or can't be used in that way.
    pub fn open(path: &Path, access: Access) -> Result<Self, AppError> {
        let options = Options::default();
        let store = match access {
            Access::Read => SqliteStore::open_read(path, &options)?,
            Access::Write => SqliteStore::open(path, &options)?,
        };
        Ok(Self { path: path.to_owned(), store })
    }

    /// Opens a memory to read all of it once: little of the file is kept in the process.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub(super) fn open_to_scan(path: &Path) -> Result<Self, AppError> {
        let options = Options { cache_bytes: 4 << 20, ..Options::default() };
        Ok(Self { path: path.to_owned(), store: SqliteStore::open_read(path, &options)? })
    }

    /// Opens a memory for writing; makes it where there is none.
    ///
    /// # Errors
    /// As [`open`](Self::open) and [`create`](Self::create).
    pub fn open_or_create(path: &Path) -> Result<Self, AppError> {
        if path.exists() {
            Self::open(path, Access::Write)
        } else {
            Self::create(path, &Settings::default())
        }
    }

    /// Its file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether bytes from before the last compaction may still be beside its file, as another process reads
    /// them.
    pub fn has_old_bytes(&self) -> bool {
        let mut log = self.path.as_os_str().to_owned();
        log.push("-wal");
        std::fs::metadata(log).is_ok_and(|log| log.len() > 0)
    }

    /// What it is called: its own name, else that of its file.
    pub fn name(&self) -> Result<String, AppError> {
        let settings = self.store.settings()?;
        let stem = || self.path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        Ok(if settings.name.is_empty() { stem() } else { settings.name.into() })
    }

    /// Its units.
    pub fn store(&self) -> &dyn Store {
        &self.store
    }

    /// Its units, to be changed.
    pub fn store_mut(&mut self) -> &mut dyn Store {
        &mut self.store
    }
}
