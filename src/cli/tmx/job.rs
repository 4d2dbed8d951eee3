//! The arguments all commands on memories share.

use crate::app::memory::convert::{Converted, Job};
use crate::cli::{Exit, Terminal};
use crate::text::LangTag;
use clap::Args;
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub(super) struct JobArguments {
    /// Where to write; `-` is standard output.
    #[arg(short, long, default_value = "-", value_name = "FILE")]
    pub(super) output: PathBuf,
    /// The format to read; else by the file's name, then by its first bytes.
    #[arg(long, value_name = "FORMAT")]
    from: Option<String>,
    /// The format to write; else by the output's name, and TMX on standard output.
    #[arg(long, value_name = "FORMAT")]
    to: Option<String>,
    /// The languages to write, source first: the columns of a table. Without it, all. For a table that is
    /// read without a header row, the languages of its columns.
    #[arg(long, value_delimiter = ',', value_name = "TAGS")]
    langs: Vec<LangTag>,
    /// The importer a TMX is for: strict, omegat, trados, memoq, phrase, smartling; for XLIFF, `1.2`.
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,
}

impl JobArguments {
    /// The job over `inputs`.
    pub(super) fn job<'a>(
        &'a self,
        inputs: &'a [PathBuf],
        rejects: Option<&'a Path>,
        terminal: &'a Terminal,
    ) -> Job<'a> {
        Job {
            inputs,
            output: &self.output,
            from: self.from.as_deref(),
            to: self.to.as_deref(),
            languages: &self.langs,
            profile: self.profile.as_deref(),
            rejects,
            progress: terminal.beside(&self.output),
        }
    }
}

/// Says how many units were written, and shows what was off.
pub(super) fn told(done: &Converted, terminal: &Terminal) -> Exit {
    terminal.say(&format!("{} of {} units", done.units, done.read));
    terminal.findings(&done.findings)
}
