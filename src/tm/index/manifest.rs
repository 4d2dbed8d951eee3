//! Which files are the index: written whole beside its place, then renamed to it.

use super::IndexError;
use super::layout::VERSION;
use serde::{Deserialize, Serialize};
use std::io::Write as _;
use std::path::Path;
use xxhash_rust::xxh3::xxh3_64;

const NAME: &str = "manifest";
const MAGIC: &str = "targum-index";

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
        let path = folder.join(NAME);
        let damaged = |what| IndexError::Damaged { path: path.clone(), what };
        let text = std::fs::read_to_string(&path).map_err(|source| match source.kind() {
            std::io::ErrorKind::NotFound => IndexError::Missing { path: folder.to_owned() },
            std::io::ErrorKind::InvalidData => damaged("not an index"),
            _ => IndexError::io(&path)(source),
        })?;
        let (head, body) = text.split_once('\n').ok_or_else(|| damaged("not an index"))?;
        let mut head = head.split(' ');
        if head.next() != Some(MAGIC) {
            return Err(damaged("not an index"));
        }
        let version = head.next().and_then(|version| version.parse().ok());
        let version: u32 = version.ok_or_else(|| damaged("its version can't be read"))?;
        if version > VERSION {
            return Err(IndexError::Newer { path, version });
        }
        let sum = head.next().and_then(|sum| u64::from_str_radix(sum, 16).ok());
        if version < VERSION || sum != Some(xxh3_64(body.as_bytes())) {
            return Err(damaged("a checksum is wrong"));
        }
        let manifest: Self =
            serde_json::from_str(body).map_err(|_| damaged("its content can't be read"))?;
        let inside = |file: &str| !file.contains(['/', '\\']) && !file.starts_with('.');
        let files = manifest.files().all(inside);
        files.then_some(manifest).ok_or_else(|| damaged("a file lies outside"))
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
