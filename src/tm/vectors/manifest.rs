//! Which parts count: written whole beside its place, then renamed to it.

use super::PART;
use crate::tm::index::IndexError;
use serde::{Deserialize, Serialize};
use std::io::Write as _;
use std::path::Path;
use xxhash_rust::xxh3::xxh3_64;

const NAME: &str = "manifest";
const MAGIC: &str = "targum-vectors";
/// Raised with every change of the files' form.
pub(super) const VERSION: u32 = 1;

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
        let path = folder.join(NAME);
        let damaged = |what| IndexError::Damaged { path: path.clone(), what };
        let text = std::fs::read_to_string(&path).map_err(|source| match source.kind() {
            std::io::ErrorKind::NotFound => IndexError::Missing { path: folder.to_owned() },
            std::io::ErrorKind::InvalidData => damaged("no vectors"),
            _ => IndexError::io(&path)(source),
        })?;
        let (head, body) = text.split_once('\n').ok_or_else(|| damaged("no vectors"))?;
        let words: Vec<&str> = head.split(' ').collect();
        let [MAGIC, version, sum] = words[..] else { return Err(damaged("no vectors")) };
        let version: u32 = version.parse().map_err(|_| damaged("its version can't be read"))?;
        if version > VERSION {
            return Err(IndexError::Newer { path, version });
        }
        let sum = u64::from_str_radix(sum, 16).ok();
        if version < VERSION || sum != Some(xxh3_64(body.as_bytes())) {
            return Err(damaged("a checksum is wrong"));
        }
        let manifest: Self =
            serde_json::from_str(body).map_err(|_| damaged("its content can't be read"))?;
        let inside = |file: &String| !file.contains(['/', '\\']) && file.ends_with(PART);
        let inside = manifest.files.iter().all(inside);
        inside.then_some(manifest).ok_or_else(|| damaged("a file lies outside"))
    }

    /// Makes this the state of a folder.
    pub(super) fn write(&self, folder: &Path) -> Result<(), IndexError> {
        let path = folder.join(NAME);
        let io = || IndexError::io(&path);
        let body = serde_json::to_string(self).map_err(std::io::Error::from).map_err(io())?;
        let sum = xxh3_64(body.as_bytes());
        let mut file = tempfile::NamedTempFile::new_in(folder).map_err(io())?;
        write!(file, "{MAGIC} {VERSION} {sum:016x}\n{body}").map_err(io())?;
        file.as_file().sync_all().map_err(io())?;
        file.persist(&path).map_err(|error| io()(error.error))?;
        // The renaming itself must reach the disk; not every system lets a folder be opened for that.
        if let Ok(folder) = std::fs::File::open(folder) {
            let _unsupported = folder.sync_all();
        }
        Ok(())
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
