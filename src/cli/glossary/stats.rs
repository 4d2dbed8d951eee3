//! `targum glossary stats`: what is in termbases.

use super::input::InputArguments;
use crate::app::files::Output;
use crate::app::glossary::stats::{Stats, stats};
use crate::cli::{Exit, Terminal};
use crate::text::LangTag;
use clap::{Args, ValueEnum};
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Count what is in glossaries: concepts, terms by language and status, coverage.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  targum glossary stats glossary/un.tsv
  targum glossary stats --to json *.tbx > stats.jsonl

Exit codes: 0 done, 1 something could not be read, 2 could not run.")]
pub(super) struct StatsArguments {
    /// The glossaries; `-` is standard input.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    input: InputArguments,
    /// For an OmegaT glossary or a table without a header: the languages of its columns.
    #[arg(long, value_delimiter = ',', value_name = "TAGS")]
    langs: Vec<LangTag>,
    /// How the figures are printed.
    #[arg(long, value_enum, default_value_t = Shown::Text)]
    to: Shown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Shown {
    /// A table a file.
    Text,
    /// One JSON object a file.
    Json,
}

pub(super) fn run(arguments: &StatsArguments, terminal: &Terminal) -> anyhow::Result<Exit> {
    let mut out = Output::create(Path::new("-"))?;
    let mut exit = Exit::Clean;
    for file in &arguments.files {
        let (termbase, findings) = arguments.input.load(file, &arguments.langs)?;
        if terminal.findings(&findings) == Exit::Findings {
            exit = Exit::Findings;
        }
        let figures = stats(&file.display().to_string(), &termbase);
        match arguments.to {
            Shown::Json => writeln!(out, "{}", serde_json::to_string(&figures)?)?,
            Shown::Text => table(&mut out, &figures)?,
        }
    }
    out.finish()?;
    Ok(exit)
}

fn table(out: &mut Output, figures: &Stats) -> std::io::Result<()> {
    writeln!(out, "{}", figures.file)?;
    let lines = [
        ("concepts", figures.concepts),
        ("with a definition", figures.defined),
        ("with an official name", figures.names),
        ("with a right term in every language", figures.complete),
        ("terms", figures.terms),
    ];
    for (name, count) in lines {
        writeln!(out, "  {name:<42} {count:>8}")?;
    }
    let head = ["covered", "preferred", "admitted", "deprecated", "forbidden", "acronyms"];
    write!(out, "  {:<10}", "language")?;
    for name in head {
        write!(out, " {name:>11}")?;
    }
    writeln!(out, " {:>11}", "unconfirmed")?;
    for language in &figures.languages {
        write!(out, "  {:<10}", language.language.as_str())?;
        let counts = [
            language.covered,
            language.preferred,
            language.admitted,
            language.deprecated,
            language.forbidden,
            language.acronyms,
        ];
        for count in counts {
            write!(out, " {count:>11}")?;
        }
        writeln!(out, " {:>11}", language.unconfirmed)?;
    }
    Ok(())
}
