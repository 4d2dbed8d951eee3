//! **targum**: a multilingual translation-memory and alignment toolkit.
//!
//! Documents and their translations are segmented into sentences, the sentences are paired, and the
//! result is handed to translators as TMX. Everything works offline.
//!
//! The modules stand in levels, and each uses only those below it:
//!
//! | level | modules | what they hold |
//! |---|---|---|
//! | 0 | [`text`] | bytes to text, spans, lines, scripts, language tags, XML events |
//! | 1 | [`model`] | the data everything shares: documents, segments, beads, units, findings |
//! | 2 | [`mod@format`], [`segment`], [`words`] | files to data and back; sentences; words and numbers |
//! | 3 | [`align`], [`glossary`], [`tm`] | pairing sentences; terms; translation memories |
//! | 4 | [`check`], [`report`] | rules over terms and texts; findings to bytes |
//! | 5 | [`app`] | the use cases |
//! | 6 | `cli`, `lsp` | the command line (feature `cli`); the language server (feature `lsp`) |
//!
//! A stage takes plain data and returns plain data: no stage opens a file it was not given, or prints.

pub mod align;
pub mod app;
pub mod check;
#[cfg(feature = "cli")]
pub mod cli;
pub mod encoder;
pub mod format;
pub mod glossary;
#[cfg(feature = "lsp")]
pub mod lsp;
pub mod model;
pub mod report;
pub mod segment;
pub mod text;
pub mod tm;
pub mod words;
