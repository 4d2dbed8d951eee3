//! Which parts count.

use super::PART;
use crate::tm::index::IndexError;
use crate::tm::manifest::Form;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// The version is raised with every change of the files' form.
pub(super) const VERSION: u32 = 1;
const FORM: Form = Form { magic: "targum-vectors", version: VERSION };

/// The state of a folder.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    /// One more with every change.
    pub(super) number: u64,
    /// The last change of the memory that is in.
    pub(super) sequence: u64,
    /// What the vectors are by.
    pub(super) encoder: u64,
    /// The numbers of a vector.
    pub(super) dim: usize,
    /// The parts, oldest first.
    pub(super) files: Vec<String>,
}

impl Manifest {
    /// Reads the state of a folder.
    pub(super) fn read(folder: &Path) -> Result<Self, IndexError> {
        let inside = |file: &String| !file.contains(['/', '\\']) && file.ends_with(PART);
        FORM.read(folder, |manifest: &Self| manifest.files.iter().all(inside))
    }

    /// Makes this the state of a folder.
    pub(super) fn write(&self, folder: &Path) -> Result<(), IndexError> {
        FORM.write(folder, self)
    }

    /// Deletes what earlier states or interrupted changes left.
    pub(super) fn sweep(&self, folder: &Path) {
        for name in parts_in(folder) {
            if !self.files.contains(&name) {
                // Where an open file can't be deleted, the next change tries again.
                let _busy = std::fs::remove_file(folder.join(name));
            }
        }
    }
}

fn parts_in(folder: &Path) -> impl Iterator<Item = String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    names.filter(|name| name.ends_with(PART))
}

/// The highest number that a part in the folder is named by, or its manifest has.
pub(super) fn highest_number(folder: &Path) -> u64 {
    let manifest = Manifest::read(folder).map_or(0, |manifest| manifest.number);
    let number = |name: String| name.get(..8)?.parse().ok();
    parts_in(folder).filter_map(number).fold(manifest, u64::max)
}
