//! `targum glossary extract`: terms that texts have, to be reviewed.

use crate::app::extract::{self, Job};
use crate::app::files::Output;
use crate::app::{AppError, glossary};
use crate::cli::{Exit, Terminal};
use crate::format::Holds;
use crate::glossary::ReadSettings;
use crate::glossary::extract::{Settings, Table, pair_table, term_table, write_tsv, write_xlsx};
use crate::text::LangTag;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Propose terms from documents, and pairs of terms from memories, as a table to review.
///
/// From documents: sequences of words that come often and in varied company, the best first. Names (by
/// their capitals) and acronyms are marked, an acronym the text explains follows its full form. From
/// memories: terms of two languages that are met in the same units. Delete the rows you don't want; the
/// rest is a glossary as it is (`targum glossary convert terms.tsv -o terms.tbx`).
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  targum glossary extract report.en.docx -o terms.tsv
  targum glossary extract --glossary un.tbx --min-count 3 --limit 200 reports/*.fr.html -o terms.xlsx
  targum glossary extract --reference novels.en.txt manual.en.md
  targum glossary extract memory.tmx --source-lang en --target-lang fr -o pairs.tsv
  targum glossary extract memory.tmx --lang ru -o russian.tsv

Columns for documents: rank, score (only to compare within a list), count, documents, lang, term, kind
(term, name, acronym), known (concepts of the glossary), variants, example, concept_id (joins an acronym
and its full form). For pairs: score (0-1), joint (units with both), the terms in columns named by their
languages, acronyms, variants and an example of both sides.

Exit codes: 0 done, 1 something could not be read, 2 could not run.")]
pub(super) struct ExtractArguments {
    /// The documents, or memories; `-` is standard input.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// A glossary: what it has already is marked.
    #[arg(short, long, value_name = "TERMBASE")]
    glossary: Option<PathBuf>,
    /// The language of the documents; else by name, document or letters. Of memories, the language to
    /// take the texts of.
    #[arg(short, long, value_name = "TAG", conflicts_with_all = ["source_lang", "target_lang"])]
    lang: Option<LangTag>,
    /// The source language of memories.
    #[arg(long, value_name = "TAG")]
    source_lang: Option<LangTag>,
    /// The target language of memories.
    #[arg(long, value_name = "TAG")]
    target_lang: Option<LangTag>,
    /// How often a term must come, or the two of a pair together.
    #[arg(long, default_value_t = 2, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    min_count: u32,
    /// The proposals to give at most, a language.
    #[arg(long, default_value_t = 1000, value_name = "N")]
    limit: usize,
    /// Texts of the general language: words that are as common there count less.
    #[arg(long, value_name = "FILE")]
    reference: Vec<PathBuf>,
    /// The format to read; else by each file's name, then by its first bytes.
    #[arg(long, value_name = "FORMAT")]
    from: Option<String>,
    /// Where to write; `-` is standard output.
    #[arg(short, long, default_value = "-", value_name = "FILE")]
    output: PathBuf,
    /// The format to write; else by the output's name, and TSV on standard output.
    #[arg(long, value_enum)]
    to: Option<To>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum To {
    /// Tab-separated text.
    Tsv,
    /// A spreadsheet.
    Xlsx,
}

pub(super) fn run(arguments: &ExtractArguments, terminal: &Terminal) -> anyhow::Result<Exit> {
    let loaded = arguments
        .glossary
        .as_deref()
        .map(|path| glossary::load(path, &ReadSettings::default()))
        .transpose()?;
    let mut exit = Exit::Clean;
    if let Some((_, findings)) = &loaded
        && terminal.findings(findings) == Exit::Findings
    {
        exit = Exit::Findings;
    }
    let settings =
        Settings { min_count: arguments.min_count, limit: arguments.limit, ..Settings::default() };
    let job = Job {
        files: &arguments.files,
        from: arguments.from.as_deref(),
        lang: arguments.lang.as_ref(),
        reference: &arguments.reference,
        termbase: loaded.as_ref().map(|(termbase, _)| termbase),
        settings,
        progress: terminal,
    };
    let (table, findings) = if wants_pairs(arguments)? {
        pairs(arguments, &job, terminal)?
    } else {
        terms(&job, terminal)?
    };
    if terminal.findings(&findings) == Exit::Findings {
        exit = Exit::Findings;
    }
    let mut out = Output::create(&arguments.output)?;
    let sheet = arguments.output.extension().is_some_and(|end| end.eq_ignore_ascii_case("xlsx"));
    match arguments.to.unwrap_or(if sheet { To::Xlsx } else { To::Tsv }) {
        To::Tsv => write_tsv(&table, &mut out)?,
        To::Xlsx => write_xlsx(&table, &mut out)?,
    }
    out.finish()?;
    Ok(exit)
}

/// Whether pairs are meant: two languages named, or memories and no language.
fn wants_pairs(arguments: &ExtractArguments) -> Result<bool, AppError> {
    if arguments.source_lang.is_some() || arguments.target_lang.is_some() {
        return Ok(true);
    }
    if arguments.lang.is_some() {
        return Ok(false);
    }
    for file in &arguments.files {
        if extract::holds(file, arguments.from.as_deref())? != Holds::Memory {
            return Ok(false);
        }
    }
    Ok(true)
}

type Found = (Table, Vec<crate::model::Finding>);

fn terms(job: &Job<'_>, terminal: &Terminal) -> Result<Found, AppError> {
    let found = extract::terms(job)?;
    for (lang, proposals) in &found.languages {
        terminal.say(&format!("{lang}: {} proposals", proposals.len()));
    }
    Ok((term_table(&found.languages), found.findings))
}

fn pairs(
    arguments: &ExtractArguments,
    job: &Job<'_>,
    terminal: &Terminal,
) -> Result<Found, AppError> {
    let found =
        extract::pairs(job, arguments.source_lang.as_ref(), arguments.target_lang.as_ref())?;
    let (source, target) = (&found.source, &found.target);
    terminal.say(&format!(
        "{source}–{target}: {} pairs from {} units",
        found.pairs.len(),
        found.units
    ));
    Ok((pair_table(source, target, &found.pairs), found.findings))
}
