//! The use cases: what the command line, and later a server and an editor, ask for.
//!
//! A use case opens the files it was told of, calls the stages, and gives data and findings back. It
//! prints nothing: what to show, and how, is the caller's.

pub mod align;
pub mod check;
pub mod clock;
pub mod config;
mod delimiter;
pub mod embed;
pub mod encoders;
mod error;
pub mod extract;
pub mod files;
pub mod glossary;
pub mod language;
mod lists;
pub mod memory;
pub mod pair;
mod progress;
pub mod read;
mod rules;
#[cfg(feature = "memory")]
pub mod tm;
#[cfg(feature = "memory")]
pub mod translate;
pub mod units;

pub use delimiter::Delimiter;
pub use error::AppError;
pub use lists::Lists;
pub use progress::{Progress, Silent};
pub use rules::SegmentationRules;
