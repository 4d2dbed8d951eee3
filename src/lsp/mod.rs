//! A language server: what `targum check` finds while a text is written, with fixes, the concept behind
//! a term, and the terms of the glossary as one types.
//!
//! The main loop ([`serve`]) keeps the texts of open files and hands every question to the thread of the
//! project the file belongs to: one for each `targum.toml`, which owns the termbase and checks with it.
//! Replies go out through one place, which also knows which requests were cancelled.

mod actions;
mod allow;
mod client;
mod completion;
mod diagnostics;
mod documents;
mod hover;
mod outbox;
mod passage;
mod position;
mod project;
mod server;
mod uri;
mod worker;

pub use lsp_server::{Connection, IoThreads};
pub use server::serve;

use std::path::PathBuf;

/// Where the server takes settings from, beside the nearest `targum.toml` upward from each file.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// A settings file to use instead for all files.
    pub config: Option<PathBuf>,
    /// Termbases beside those of the settings.
    pub glossaries: Vec<PathBuf>,
}
