//! `targum lsp`: the language server.

use super::Exit;
use crate::lsp::{self, Connection, Options};
use clap::Args;
use std::path::PathBuf;

/// Serve an editor: diagnostics, quick fixes, hovers and completion by the glossary.
///
/// Speaks the Language Server Protocol over standard input and output; editors start it. Settings and
/// glossaries come from the nearest targum.toml upward from each file, as for `targum check`, and are
/// loaded again when they change.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  targum lsp                            what an editor runs
  targum lsp --glossary glossary/un.tsv with a glossary beside those of targum.toml")]
pub(crate) struct LspArguments {
    /// A glossary beside those of the settings.
    #[arg(short, long, value_name = "FILE")]
    glossary: Vec<PathBuf>,
    /// Settings to use instead of the nearest targum.toml.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// What editors pass to say how they speak; there is no other way.
    #[arg(long, hide = true)]
    stdio: bool,
}

pub(crate) fn run(arguments: &LspArguments) -> anyhow::Result<Exit> {
    let options =
        Options { config: arguments.config.clone(), glossaries: arguments.glossary.clone() };
    let (connection, threads) = Connection::stdio();
    let in_order = lsp::serve(connection, &options);
    threads.join()?;
    // The protocol wants 1 where the client did not say that it is done.
    Ok(if in_order { Exit::Clean } else { Exit::Findings })
}
