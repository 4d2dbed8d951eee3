//! Why a file could not be read or written.

use crate::model::Position;
use std::{fmt, io};

/// Why a file could not be read or written (or not on from some place).
#[derive(Debug)]
pub struct FormatError(Box<Kind>);

/// What went wrong.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Kind {
    /// The file system or a pipe.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// A limit of [`super::Limits`].
    #[error("{what} is over the limit of {limit}")]
    Limit {
        /// What is too large.
        what: String,
        /// The limit with its unit.
        limit: String,
    },
    /// The bytes are not what the format needs.
    #[error("{reason}")]
    Malformed {
        /// What is wrong and what to do.
        reason: String,
        /// Where, if known.
        position: Option<Position>,
    },
    /// The format cannot be written.
    #[error("{0} can't be written: see `targum formats`")]
    NotWritten(&'static str),
    /// The data does not fit the format.
    #[error("{0}")]
    Unfit(String),
}

impl FormatError {
    /// What went wrong.
    pub fn kind(&self) -> &Kind {
        &self.0
    }

    /// Where in the file, if known.
    pub fn position(&self) -> Option<Position> {
        match &*self.0 {
            Kind::Malformed { position, .. } => *position,
            _ => None,
        }
    }

    /// Whether it is a matter of input and output, not of data.
    pub fn is_io(&self) -> bool {
        matches!(&*self.0, Kind::Io(_))
    }

    /// Bytes that are not what the format needs.
    pub fn malformed(reason: impl Into<String>, position: Option<Position>) -> Self {
        Kind::Malformed { reason: reason.into(), position }.into()
    }

    /// Something over a limit.
    pub fn limit(what: impl Into<String>, limit: impl Into<String>) -> Self {
        Kind::Limit { what: what.into(), limit: limit.into() }.into()
    }

    /// Data that does not fit the format.
    pub fn unfit(reason: impl Into<String>) -> Self {
        Kind::Unfit(reason.into()).into()
    }

    pub(crate) fn not_written(name: &'static str) -> Self {
        Kind::NotWritten(name).into()
    }
}

impl From<Kind> for FormatError {
    fn from(kind: Kind) -> Self {
        Self(Box::new(kind))
    }
}

impl From<io::Error> for FormatError {
    fn from(error: io::Error) -> Self {
        Kind::Io(error).into()
    }
}

impl fmt::Display for FormatError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(at) = self.position() {
            write!(f, "line {}, column {}: ", at.line, at.column)?;
        }
        self.0.fmt(f)
    }
}

impl std::error::Error for FormatError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &*self.0 {
            Kind::Io(error) => Some(error),
            _ => None,
        }
    }
}
