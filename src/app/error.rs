//! Why a use case could not run.

use crate::format::FormatError;
use std::{io, path::Path};

/// Why a use case could not run.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AppError {
    /// A file could not be opened, read, or written.
    #[error("{path}: {source}")]
    File {
        /// The file as the user named it.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// A file could not be understood.
    #[error("{path}: {source}")]
    Format {
        /// The file as the user named it.
        path: String,
        /// Why.
        source: FormatError,
    },
    /// A memory could not be read or written.
    #[error(transparent)]
    Store(#[from] crate::tm::store::StoreError),
    /// The index of a memory could not be read or written.
    #[error(transparent)]
    Index(#[from] crate::tm::index::IndexError),
    /// The request makes no sense as it is; the message says what to do.
    #[error("{0}")]
    Request(String),
}

impl AppError {
    /// A file that could not be opened, read, or written.
    pub fn file(path: impl AsRef<Path>, source: io::Error) -> Self {
        Self::File { path: path.as_ref().display().to_string(), source }
    }

    /// A file that could not be understood, or only failed to be read.
    pub fn format(path: impl Into<String>, source: FormatError) -> Self {
        Self::Format { path: path.into(), source }
    }

    /// A request that makes no sense.
    pub fn request(message: impl Into<String>) -> Self {
        Self::Request(message.into())
    }
}
