//! Why a memory could not be read or written.

use std::{fmt, io};

/// Why a memory could not be read or written.
#[derive(Debug)]
pub struct StoreError(Box<Inner>);

#[derive(Debug)]
struct Inner {
    /// The memory's file, as it was named.
    file: Option<Box<str>>,
    kind: Kind,
}

/// What went wrong.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Kind {
    /// There is no such file.
    #[error("there is no such memory: check the name, or make one with `targum tm create`")]
    Missing,
    /// There is a file already where a new one was to be made.
    #[error("there is a file already: choose another name")]
    Exists,
    /// The file is something else.
    #[error("this is no memory of targum: import it with `targum tm import`")]
    NotAMemory,
    /// The file was made by a later version.
    #[error(
        "this memory has form {found}, and this version of targum knows forms up to {known}: use a newer targum"
    )]
    Newer {
        /// The form of the file.
        found: u32,
        /// The newest form that is known.
        known: u32,
    },
    /// The file was made by an earlier version and can't be brought up to date, being read-only.
    #[error("this memory has form {found}: open it once for writing to bring it to form {known}")]
    Older {
        /// The form of the file.
        found: u32,
        /// The form that is needed.
        known: u32,
    },
    /// The file is damaged.
    #[error(
        "the file is damaged ({0}): restore a copy of it, or save what can be read with `targum tm export`"
    )]
    Damaged(String),
    /// Another process is writing.
    #[error("another process is writing into this memory: try again when it has ended")]
    Locked,
    /// The file or its folder can't be written to.
    #[error("the file can't be written to: check its permissions and those of its folder")]
    NotWritable,
    /// The memory says that it is not to be changed.
    #[error("this memory is marked read-only: take the mark away with `targum tm set`")]
    ReadOnly,
    /// The store was opened for reading.
    #[error("this memory was opened for reading only")]
    OpenedForReading,
    /// There is no room.
    #[error("the disk is full: make room; the memory is as it was before")]
    Full,
    /// A unit to be changed is not there.
    #[error("there is no unit {0}")]
    NoUnit(u64),
    /// A batch to be undone is not there.
    #[error("there is no batch {0}: see `targum tm log`")]
    NoBatch(u64),
    /// A unit was changed since the batch that is to be undone.
    #[error(
        "batch {batch} can't be undone: unit {unit} was changed by batch {by}; undo that first"
    )]
    ChangedSince {
        /// The batch.
        batch: u64,
        /// The unit.
        unit: u64,
        /// The batch that changed it.
        by: u64,
    },
    /// The log does not go back so far.
    #[error("the log starts at change {first}: what was before was dropped")]
    LogDropped {
        /// The first change the log has.
        first: u64,
    },
    /// A unit that can't be kept.
    #[error("{0}")]
    Unfit(String),
    /// The file system.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// The database, for a reason that has no name of its own here.
    #[cfg(feature = "memory")]
    #[error("{0}")]
    Database(rusqlite::Error),
}

impl StoreError {
    /// What went wrong.
    pub fn kind(&self) -> &Kind {
        &self.0.kind
    }

    /// The memory's file, if the error is one of a file.
    pub fn file(&self) -> Option<&str> {
        self.0.file.as_deref()
    }

    /// The same, of a file.
    #[cfg(feature = "memory")]
    #[must_use]
    pub(crate) fn at(mut self, file: &std::path::Path) -> Self {
        self.0.file.get_or_insert_with(|| file.display().to_string().into());
        self
    }
}

impl From<Kind> for StoreError {
    fn from(kind: Kind) -> Self {
        Self(Box::new(Inner { file: None, kind }))
    }
}

impl From<io::Error> for StoreError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                Kind::NotWritable.into()
            }
            io::ErrorKind::StorageFull => Kind::Full.into(),
            _ => Kind::Io(error).into(),
        }
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(file) = self.file() {
            write!(f, "{file}: ")?;
        }
        self.0.kind.fmt(f)
    }
}

impl std::error::Error for StoreError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0.kind {
            Kind::Io(error) => Some(error),
            #[cfg(feature = "memory")]
            Kind::Database(error) => Some(error),
            _ => None,
        }
    }
}
