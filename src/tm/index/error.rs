//! What can go wrong with an index. In every case but a full disk the way out is to build it again.

use std::path::{Path, PathBuf};

/// Why an index can't be used or changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IndexError {
    /// The folder has no index.
    #[error("{path}: no index here")]
    Missing {
        /// The folder.
        path: PathBuf,
    },
    /// A newer version of the program wrote it.
    #[error(
        "{path}: written in version {version} of the index format, which this program doesn't know"
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its version.
        version: u32,
    },
    /// A file is not what was written.
    #[error("{path}: damaged index: {what}")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        what: &'static str,
    },
    /// Another process has changed the index since it was opened.
    #[error("{path}: the index has changed since it was opened; open it again")]
    Changed {
        /// The folder.
        path: PathBuf,
    },
    /// A text is too long to be indexed.
    #[error("a text of {bytes} bytes is too long for the index")]
    TooLong {
        /// Its length.
        bytes: usize,
    },
    /// The file system refused.
    #[error("{path}: {source}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

impl IndexError {
    /// Makes the error of a path, for `map_err`.
    pub(in crate::tm) fn io(path: &Path) -> impl FnOnce(std::io::Error) -> Self + '_ {
        move |source| Self::Io { path: path.to_owned(), source }
    }

    /// Whether building the index anew from the memory is the way out.
    pub fn wants_rebuild(&self) -> bool {
        matches!(self, Self::Missing { .. } | Self::Newer { .. } | Self::Damaged { .. })
    }
}
