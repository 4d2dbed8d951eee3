//! `targum formats`: what is read and written.

use super::Exit;
use crate::app::files::Output;
use crate::format::{ALL, Holds};
use clap::Args;
use std::io::Write as _;
use std::path::Path;

/// List the formats that are read and written.
#[derive(Debug, Args)]
pub(crate) struct FormatsArguments {
    /// Print JSON lines instead of a table.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &FormatsArguments) -> anyhow::Result<Exit> {
    let mut out = Output::create(Path::new("-"))?;
    if !arguments.json {
        writeln!(
            out,
            "{:9} {:9} {:5} {:6} {:34} what it is",
            "name", "holds", "reads", "writes", "extensions"
        )?;
    }
    for info in ALL.iter().map(|format| format.info()) {
        let holds = if info.holds == Holds::Document { "document" } else { "memory" };
        if arguments.json {
            let line = serde_json::json!({
                "name": info.name, "title": info.title, "holds": holds,
                "extensions": info.extensions, "reads": info.reads, "writes": info.writes,
            });
            writeln!(out, "{line}")?;
        } else {
            let mark = |yes| if yes { "yes" } else { "no" };
            let extensions = info.extensions.join(" ");
            writeln!(
                out,
                "{:9} {holds:9} {:5} {:6} {extensions:34} {}",
                info.name,
                mark(info.reads),
                mark(info.writes),
                info.title
            )?;
        }
    }
    out.finish()?;
    Ok(Exit::Clean)
}
