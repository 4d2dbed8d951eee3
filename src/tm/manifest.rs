//! The state of a folder of immutable files, in a file beside them: written whole beside its place, then renamed to
//! it, with its version and a checksum.

use super::index::IndexError;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::io::Write as _;
use std::path::Path;
use xxhash_rust::xxh3::xxh3_64;

const NAME: &str = "manifest";

/// What such a file begins with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Form {
    /// Its first word.
    pub(super) magic: &'static str,
    /// Raised with every change of the files' form.
    pub(super) version: u32,
}

impl Form {
    /// Reads the state of a folder; `sound` says whether the files it names lie in it.
    pub(super) fn read<T: DeserializeOwned>(
        self,
        folder: &Path,
        sound: impl FnOnce(&T) -> bool,
    ) -> Result<T, IndexError> {
        let path = folder.join(NAME);
        let damaged = |what| IndexError::Damaged { path: path.clone(), what };
        let other = "not what should be in this folder";
        let text = std::fs::read_to_string(&path).map_err(|source| match source.kind() {
            std::io::ErrorKind::NotFound => IndexError::Missing { path: folder.to_owned() },
            std::io::ErrorKind::InvalidData => damaged(other),
            _ => IndexError::io(&path)(source),
        })?;
        let (head, body) = text.split_once('\n').ok_or_else(|| damaged(other))?;
        let words: Vec<&str> = head.split(' ').collect();
        let [magic, version, sum] = words[..] else { return Err(damaged(other)) };
        if magic != self.magic {
            return Err(damaged(other));
        }
        let version: u32 = version.parse().map_err(|_| damaged("its version can't be read"))?;
        if version > self.version {
            return Err(IndexError::Newer { path, version });
        }
        let sum = u64::from_str_radix(sum, 16).ok();
        if version < self.version || sum != Some(xxh3_64(body.as_bytes())) {
            return Err(damaged("a checksum is wrong"));
        }
        let state: T =
            serde_json::from_str(body).map_err(|_| damaged("its content can't be read"))?;
        if sound(&state) { Ok(state) } else { Err(damaged("a file lies outside")) }
    }

    /// Makes this the state of a folder.
    pub(super) fn write(self, folder: &Path, state: &impl Serialize) -> Result<(), IndexError> {
        let path = folder.join(NAME);
        let io = || IndexError::io(&path);
        let body = serde_json::to_string(state).map_err(std::io::Error::from).map_err(io())?;
        let sum = xxh3_64(body.as_bytes());
        let mut file = tempfile::NamedTempFile::new_in(folder).map_err(io())?;
        write!(file, "{} {} {sum:016x}\n{body}", self.magic, self.version).map_err(io())?;
        file.as_file().sync_all().map_err(io())?;
        file.persist(&path).map_err(|error| io()(error.error))?;
        // The renaming itself must reach the disk; not every system lets a folder be opened for that.
        if let Ok(folder) = std::fs::File::open(folder) {
            let _unsupported = folder.sync_all();
        }
        Ok(())
    }
}
