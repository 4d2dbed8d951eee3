//! `targum tm info` and `targum tm list`: what memories there are, and what is in them.

use crate::app::AppError;
use crate::app::files::Output;
use crate::app::tm::{Access, Memory};
use crate::cli::{Exit, Terminal};
use crate::tm::store::{Info, LanguageCount};
use clap::{Args, ValueEnum};
use serde_json::json;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Show what is in memories: units, languages, settings.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  targum tm info un.tgm
  targum tm info --to json *.tgm

Exit codes: 0 done, 2 could not run.")]
pub(super) struct InfoArguments {
    /// The memories.
    #[arg(required = true)]
    memories: Vec<PathBuf>,
    /// How it is printed.
    #[arg(long, value_enum, default_value_t = Shown::Text)]
    to: Shown,
}

/// List the memories in a folder, one a line.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  targum tm list
  targum tm list memories/

Exit codes: 0 done, 1 some can't be opened, 2 could not run.")]
pub(super) struct ListArguments {
    /// The folder.
    #[arg(default_value = ".")]
    folder: PathBuf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Shown {
    /// Lines for people.
    Text,
    /// One JSON object a memory.
    Json,
}

struct Known {
    file: String,
    name: String,
    info: Info,
    languages: Vec<LanguageCount>,
}

fn look(path: &Path) -> Result<Known, AppError> {
    let memory = Memory::open(path, Access::Read)?;
    let (store, name) = (memory.store(), memory.name()?);
    let file = path.display().to_string();
    Ok(Known { file, name, info: store.info()?, languages: store.languages()? })
}

pub(super) fn run(arguments: &InfoArguments) -> anyhow::Result<Exit> {
    let mut out = Output::create(Path::new("-"))?;
    for path in &arguments.memories {
        let known = look(path)?;
        match arguments.to {
            Shown::Json => writeln!(out, "{}", as_json(&known))?,
            Shown::Text => lines(&mut out, &known)?,
        }
    }
    out.finish()?;
    Ok(Exit::Clean)
}

fn as_json(known: &Known) -> serde_json::Value {
    let info = &known.info;
    let languages = known.languages.iter();
    let languages: Vec<_> =
        languages.map(|count| json!({"language": count.lang, "texts": count.texts})).collect();
    json!({
        "file": known.file,
        "name": known.name,
        "units": info.units,
        "texts": info.texts,
        "languages": languages,
        "settings": info.settings,
        "changes": info.sequence,
        "batches": info.batches,
        "bytes": info.bytes,
        "form": info.schema,
    })
}

fn lines(out: &mut dyn Write, known: &Known) -> io::Result<()> {
    let (info, settings) = (&known.info, &known.info.settings);
    writeln!(out, "{}", known.file)?;
    let mut line = |name: &str, value: &str| match value {
        "" => Ok(()),
        value => writeln!(out, "  {name:<12} {value}"),
    };
    line("name", &known.name)?;
    line("description", &settings.description)?;
    line("source", settings.source.as_ref().map_or("", |lang| lang.as_str()))?;
    line("units", &info.units.to_string())?;
    line("changes", &format!("{} in {} batches", info.sequence, info.batches))?;
    line("size", &format!("{:.1} MB", info.bytes as f64 / 1e6))?;
    if settings.priority != 0 {
        line("priority", &settings.priority.to_string())?;
    }
    if settings.penalty > 0.0 {
        line("penalty", &format!("{} %", settings.penalty))?;
    }
    line("read-only", if settings.read_only { "yes" } else { "" })?;
    for count in &known.languages {
        line(count.lang.as_str(), &format!("{} texts", count.texts))?;
    }
    Ok(())
}

pub(super) fn list(arguments: &ListArguments, terminal: &Terminal) -> anyhow::Result<Exit> {
    let folder = &arguments.folder;
    let error = |source| AppError::file(folder, source);
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(error)? {
        let path = entry.map_err(error)?.path();
        if path.is_file() && path.extension().is_some_and(|extension| extension == "tgm") {
            paths.push(path);
        }
    }
    paths.sort();
    let mut out = Output::create(Path::new("-"))?;
    let mut exit = Exit::Clean;
    for path in paths {
        match look(&path) {
            Ok(known) => {
                let langs: Vec<&str> = known.languages.iter().map(|c| c.lang.as_str()).collect();
                let (file, units) = (path.display(), known.info.units);
                writeln!(out, "{file}\t{units}\t{}\t{}", langs.join(","), known.name)?;
            }
            Err(problem) => {
                terminal.error(&problem.to_string());
                exit = Exit::Findings;
            }
        }
    }
    out.finish()?;
    Ok(exit)
}
