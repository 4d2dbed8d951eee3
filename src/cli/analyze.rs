//! `targum analyze`: how much of some files memories have.

use super::lists::ListArguments;
use super::{Exit, Terminal};
use crate::app::config::Config;
use crate::app::files::Output;
use crate::app::read::Request;
use crate::app::tm::analyze::{AnalyzeJob, analyze};
use crate::app::tm::lookup::LookupOptions;
use crate::app::{AppError, SegmentationRules};
use crate::report::LeverageFormat;
use crate::text::LangTag;
use crate::tm::score::{Measure, Weights};
use clap::Args;
use std::path::{Path, PathBuf};

/// Count how much of some files memories have: repetitions, context, exact and fuzzy matches, new words.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  targum analyze report.en.docx --tm un.tgm --target-lang fr
  targum analyze *.xlf --tm un.tgm --tm old.tgm --internal -o analysis.xlsx
  targum analyze guide.en.md --to json

A segment counts in the band of its best match after penalties; one that came before, in any of the files,
is a repetition. Words are counted by UAX #29; Chinese and Japanese characters count one each. --weights
names a TOML file (else the part [memory.weights] of targum.toml) with what words of each band are paid, in percent: repetition = 10, context = 0, 100 = 10,
95-99 = 30, 85-94 = 50, 75-84 = 70, 50-74 = 100, new = 100 are the defaults.

Exit codes: 0 done, 1 something in the files could not be read, 2 could not run.")]
pub(crate) struct AnalyzeArguments {
    /// Documents and bilingual files.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// A memory; may be given several times, the most trusted first.
    #[arg(long = "tm", value_name = "MEMORY")]
    memories: Vec<PathBuf>,
    /// The language of files that don't say theirs.
    #[arg(long, value_name = "TAG")]
    source_lang: Option<LangTag>,
    /// The language of the translation; any where none is named.
    #[arg(long, value_name = "TAG")]
    target_lang: Option<LangTag>,
    /// The format to read; else by each file's name, then by its first bytes.
    #[arg(long, value_name = "FORMAT")]
    from: Option<String>,
    /// How it is written: table, csv, json, xlsx, html; else by the output's name.
    #[arg(long, value_name = "FORMAT", value_parser = format)]
    to: Option<LeverageFormat>,
    /// Where to write; `-` is standard output.
    #[arg(short, long, default_value = "-", value_name = "FILE")]
    output: PathBuf,
    /// Look segments up among those before them too: internal fuzzy matches.
    #[arg(long)]
    internal: bool,
    /// How likeness is measured: characters, words, stems; omegat, systran, amagama as these tools do.
    #[arg(long, default_value = "words", value_name = "NAME", value_parser = super::tm::measure)]
    measure: Measure,
    /// The subject of the files; units of another one get a penalty.
    #[arg(long, value_name = "WORD")]
    domain: Option<String>,
    /// What words of each band are paid.
    #[arg(long, value_name = "FILE")]
    weights: Option<PathBuf>,
    #[command(flatten)]
    lists: ListArguments,
}

fn format(name: &str) -> Result<LeverageFormat, String> {
    let known: Vec<&str> = LeverageFormat::ALL.iter().map(|(name, _)| *name).collect();
    LeverageFormat::by_name(name).ok_or_else(|| format!("the formats are {}", known.join(", ")))
}

/// The weights of a file.
fn weights(path: &Path) -> Result<Weights, AppError> {
    let text = std::fs::read_to_string(path).map_err(|error| AppError::file(path, error))?;
    toml::from_str(&text)
        .map_err(|error| AppError::request(format!("{}: {}", path.display(), error.message())))
}

pub(crate) fn run(arguments: &AnalyzeArguments, terminal: &Terminal) -> anyhow::Result<Exit> {
    let mut rules = SegmentationRules::default();
    arguments.lists.add_to(&mut rules)?;
    let settings = Config::here()?.memory;
    let source = arguments.source_lang.clone().unwrap_or_else(LangTag::undetermined);
    let options = LookupOptions {
        measure: arguments.measure,
        domain: arguments.domain.as_deref().map(Into::into),
        penalties: settings.penalties,
        ..LookupOptions::new(source, arguments.target_lang.clone())
    };
    let weights = arguments.weights.as_deref().map(weights).transpose()?;
    let extension = arguments.output.extension().and_then(|extension| extension.to_str());
    let by_name = extension.and_then(LeverageFormat::by_name);
    let to = arguments.to.or(by_name).unwrap_or(LeverageFormat::Table);
    let job = AnalyzeJob {
        files: &arguments.files,
        request: &Request { from: arguments.from.clone(), ..Request::default() },
        rules: &rules,
        memories: &arguments.memories,
        options: &options,
        source: arguments.source_lang.as_ref(),
        internal: arguments.internal,
        weights: weights.unwrap_or(settings.weights),
        progress: terminal,
    };
    let (analysis, findings) = analyze(&job)?;
    let mut out = Output::create(&arguments.output)?;
    to.write(&analysis, &mut out).map_err(|error| AppError::file(&arguments.output, error))?;
    out.finish()?;
    Ok(terminal.findings(&findings))
}
