//! `targum tmx stats`: what is in memories.

use crate::app::files::Output;
use crate::app::memory::stats::{Stats, stats};
use crate::cli::{Exit, Terminal};
use clap::{Args, ValueEnum};
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Count what is in memories: units, languages, words, duplicates, oddities.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  targum tmx stats memory.tmx
  targum tmx stats --to json *.tmx > stats.jsonl

Exit codes: 0 done, 1 some units could not be read, 2 could not run.")]
pub(super) struct StatsArguments {
    /// The memories; `-` is standard input.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The format to read; else by each file's name, then by its first bytes.
    #[arg(long)]
    from: Option<String>,
    /// How the figures are printed.
    #[arg(long, value_enum, default_value_t = Shown::Text)]
    to: Shown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Shown {
    /// A table a file.
    Text,
    /// One JSON object a file.
    Json,
}

pub(super) fn run(arguments: &StatsArguments, terminal: &Terminal) -> anyhow::Result<Exit> {
    let mut out = Output::create(Path::new("-"))?;
    let mut exit = Exit::Clean;
    for file in &arguments.files {
        let (figures, findings) = stats(file, arguments.from.as_deref(), terminal)?;
        if terminal.findings(&findings) == Exit::Findings {
            exit = Exit::Findings;
        }
        print(&mut out, &figures, arguments.to)?;
    }
    out.finish()?;
    Ok(exit)
}

/// Prints the figures of a memory.
pub(crate) fn print(out: &mut Output, figures: &Stats, to: Shown) -> anyhow::Result<()> {
    match to {
        Shown::Json => writeln!(out, "{}", serde_json::to_string(figures)?)?,
        Shown::Text => table(out, figures)?,
    }
    Ok(())
}

fn table(out: &mut Output, figures: &Stats) -> std::io::Result<()> {
    writeln!(out, "{}", figures.file)?;
    let lines = [
        ("units", figures.units),
        ("damaged units", figures.damaged),
        ("units with inline codes", figures.coded),
        ("units that repeat an earlier one", figures.duplicates),
        ("sources translated in another way before", figures.inconsistent),
        ("units with an empty text", figures.empty),
        ("units whose texts are all the same", figures.untranslated),
    ];
    for (name, count) in lines {
        writeln!(out, "  {name:<42} {count:>12}")?;
    }
    writeln!(out, "  {:<12} {:>12} {:>14} {:>14}", "language", "variants", "words", "characters")?;
    for language in &figures.languages {
        let (tag, variants) = (&language.language, language.variants);
        writeln!(
            out,
            "  {tag:<12} {variants:>12} {:>14} {:>14}",
            language.words, language.characters
        )?;
    }
    for (name, counts) in [
        ("origin", &figures.origins),
        ("domain", &figures.domains),
        ("author", &figures.authors),
        ("status", &figures.statuses),
        ("year", &figures.years),
    ] {
        if !counts.is_empty() {
            writeln!(out, "  {name:<42} {:>12}", "units")?;
        }
        for (value, count) in counts {
            writeln!(out, "    {value:<40} {count:>12}")?;
        }
    }
    Ok(())
}
