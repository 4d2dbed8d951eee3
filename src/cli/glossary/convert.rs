//! `targum glossary convert`: a termbase in another format.

use super::input::InputArguments;
use crate::app::glossary::{format_to_write, save};
use crate::cli::{Exit, Terminal};
use crate::glossary::WriteSettings;
use crate::text::LangTag;
use clap::Args;
use std::path::PathBuf;

/// Write a glossary in another format.
///
/// TSV, CSV and XLSX have a row a term and keep everything; `concepts` is a table with a row a concept and
/// columns for each language; TBX is TBX-Basic version 3. What a format has no place for is told.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  targum glossary convert glossary/un.tsv -o un.tbx
  targum glossary convert iate.tbx --langs en,fr --to concepts -o en-fr.tsv
  targum glossary convert terms.xlsx --columns 'Begriff=de,Benennung=en' -o terms.tbx
  targum glossary convert glossary.txt --from omegat --langs en,fr -o terms.tsv
  targum glossary convert un.tbx --langs en,fr --to omegat > glossary.utf8

Exit codes: 0 clean, 1 something was lost, 2 could not run.")]
pub(super) struct ConvertArguments {
    /// The glossary; `-` is standard input.
    file: PathBuf,
    #[command(flatten)]
    input: InputArguments,
    /// Where to write; `-` is standard output.
    #[arg(short, long, default_value = "-", value_name = "FILE")]
    output: PathBuf,
    /// The format to write: tbx, tsv, csv, concepts, xlsx, omegat, jsonl; else by the output's name.
    #[arg(long, value_name = "FORMAT")]
    to: Option<String>,
    /// The languages to keep, source first; for an OmegaT glossary or a table without a header, those of
    /// its columns.
    #[arg(long, value_delimiter = ',', value_name = "TAGS")]
    langs: Vec<LangTag>,
    /// What the glossary is called in a TBX header; else by its file.
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
}

pub(super) fn run(arguments: &ConvertArguments, terminal: &Terminal) -> anyhow::Result<Exit> {
    let format = format_to_write(arguments.to.as_deref(), &arguments.output)?;
    let (termbase, mut findings) = arguments.input.load(&arguments.file, &arguments.langs)?;
    let stem = arguments.file.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let title = arguments.title.clone().or(stem.filter(|stem| stem != "-"));
    let mut settings = WriteSettings::new(format);
    settings.languages.clone_from(&arguments.langs);
    settings.title = title.unwrap_or(settings.title);
    findings.extend(save(&termbase, &arguments.output, &settings)?);
    let terms: usize = termbase.concepts.iter().map(|concept| concept.terms.len()).sum();
    terminal.say(&format!("{} concepts, {terms} terms read", termbase.concepts.len()));
    Ok(terminal.findings(&findings))
}
