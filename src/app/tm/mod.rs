//! Work on translation memories that are kept in files of their own: what comes in, what is found, what
//! goes out.
//!
//! A memory is a file (`NAME.tgm`), with a folder `NAME.tgm.index` beside it that holds an index a language.
//! The file is the truth: an index that is missing, damaged or behind is built again from it.

pub mod analyze;
pub mod anonymize;
pub mod bulk;
pub mod changes;
pub mod clean;
pub mod concordance;
pub mod dedupe;
pub mod diff;
mod exchange;
pub mod export;
pub mod fragments;
mod fresh;
pub mod import;
mod indexes;
pub mod lookup;
pub mod merge;
mod opened;
mod pairs;
pub mod semantic;
pub mod split;
pub mod stats;
mod vectors;
pub mod ways;

pub use opened::{Access, Memory};
pub use vectors::Encoding;
