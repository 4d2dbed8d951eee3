//! Which files are the index.

use super::IndexError;
use super::layout::VERSION;
use crate::tm::manifest::Form;
use serde::{Deserialize, Serialize};
use std::path::Path;

const FORM: Form = Form { magic: "targum-index", version: VERSION };

/// The state of an index.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    /// One more with every change.
    pub(super) number: u64,
    /// The last change of the memory that is in.
    pub(super) sequence: u64,
    /// The language of the texts: it says what a stem is.
    pub(super) language: String,
    /// Oldest first.
    pub(super) segments: Vec<Entry>,
    /// The file of removals.
    pub(super) removals: Option<String>,
}

/// A segment's file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entry {
    pub(super) file: String,
    /// The number of the manifest it first was in; merged ones have the newest of what they were made of.
    pub(super) generation: u64,
}

impl Manifest {
    /// Reads the state of a folder.
    pub(super) fn read(folder: &Path) -> Result<Self, IndexError> {
        let inside = |file: &str| !file.contains(['/', '\\']) && !file.starts_with('.');
        FORM.read(folder, |manifest: &Self| manifest.files().all(inside))
    }

    /// Makes this the state of a folder.
    pub(super) fn write(&self, folder: &Path) -> Result<(), IndexError> {
        FORM.write(folder, self)
    }

    /// All files but the manifest.
    pub(super) fn files(&self) -> impl Iterator<Item = &str> {
        let segments = self.segments.iter().map(|entry| entry.file.as_str());
        segments.chain(self.removals.as_deref())
    }

    /// Deletes what earlier states or interrupted changes left.
    pub(super) fn sweep(&self, folder: &Path) {
        let Ok(entries) = std::fs::read_dir(folder) else { return };
        for entry in entries.flatten() {
            let name = entry.file_name();
            let Some(name) = name.to_str() else { continue };
            let ours = name.ends_with(super::SEGMENT) || name.ends_with(super::REMOVALS);
            if ours && self.files().all(|file| file != name) {
                // Where an open file can't be deleted, the next change tries again.
                let _busy = std::fs::remove_file(entry.path());
            }
        }
    }
}
