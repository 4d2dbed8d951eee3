//! `targum completions` and `targum man`: made from the same definition as the arguments.

use super::{Arguments, Exit};
use crate::app::files::Output;
use anyhow::Context as _;
use clap::{Args, CommandFactory as _};
use std::path::{Path, PathBuf};

/// Print a completion script for a shell.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  targum completions bash > ~/.local/share/bash-completion/completions/targum"
)]
pub(crate) struct CompletionsArguments {
    /// The shell.
    shell: clap_complete::Shell,
}

/// Print the manual page, or write one page a command into a folder.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  targum man > targum.1 && man ./targum.1")]
pub(crate) struct ManArguments {
    /// The folder for one page a command.
    #[arg(short, long, value_name = "FOLDER")]
    output: Option<PathBuf>,
}

pub(crate) fn completions(arguments: &CompletionsArguments) -> anyhow::Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Arguments::command(), "targum", &mut script);
    write(Path::new("-"), &script)?;
    Ok(Exit::Clean)
}

pub(crate) fn man(arguments: &ManArguments) -> anyhow::Result<Exit> {
    let mut command = Arguments::command();
    command.build();
    let Some(folder) = &arguments.output else {
        write(Path::new("-"), &page(command)?)?;
        return Ok(Exit::Clean);
    };
    let shown = folder.display();
    std::fs::create_dir_all(folder).with_context(|| format!("{shown}: cannot make the folder"))?;
    write(&folder.join("targum.1"), &page(command.clone())?)?;
    for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
        let name = format!("targum-{}", sub.get_name());
        let page = page(sub.clone().display_name(name.clone()))?;
        write(&folder.join(format!("{name}.1")), &page)?;
    }
    Ok(Exit::Clean)
}

fn page(command: clap::Command) -> anyhow::Result<Vec<u8>> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page).context("the manual page")?;
    Ok(page)
}

fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let mut out = Output::create(path)?;
    std::io::Write::write_all(&mut out, bytes)?;
    Ok(out.finish()?)
}
