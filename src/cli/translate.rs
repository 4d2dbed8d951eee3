//! `targum translate`: what memories have, put into files.

use super::lists::ListArguments;
use super::{Exit, Terminal};
use crate::app::config::Config;
use crate::app::files::Output;
use crate::app::glossary;
use crate::app::read::Request;
use crate::app::tm::lookup::LookupOptions;
use crate::app::translate::{Counts, Summary, Total, TranslateJob, Translated, Translator};
use crate::app::{AppError, SegmentationRules};
use crate::format::ReadOptions;
use crate::glossary::{ReadSettings, Termbase};
use crate::text::LangTag;
use crate::tm::score::{Measure, Percent};
use clap::{Args, ValueEnum};
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Fill bilingual files and documents with what memories have.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  targum translate messages.xlf --tm un.tgm
  targum translate fr.po --tm un.tgm --tm old.tgm --threshold 85 --in-place
  targum translate report.en.docx --tm un.tgm --target-lang fr --glossary un.tbx
  targum translate docs/*.en.md --tm un.tgm --target-lang es --output-dir es --to json

XLIFF and PO take matches from --threshold percent on: those of --exact percent and more as translated, others as
drafts to be reviewed, with their percent where the format has a place for it; numbers that differ are those of
the segment. Segments that are translated stay as they are without --overwrite; drafts make way for exact
matches. Documents (DOCX, ODT, HTML, Markdown, text) take exact matches of --exact percent and more: a penalty (a
doubtful alignment, a machine's work, several translations) keeps others out, unless --exact is lower. Everything
that is not filled stays byte for byte.

The output of `report.en.docx` is `report.fr.docx` beside it, unless said otherwise. The summary goes to standard
error, with --to json to standard output.

Exit codes: 0 done, 1 findings (damaged units, matches whose codes do not fit, terms that are missing), 2 could
not run.")]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(crate) struct TranslateArguments {
    /// Bilingual files (XLIFF, PO) and documents; `-` is standard input.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// A memory; may be given several times, the most trusted first.
    #[arg(long = "tm", value_name = "MEMORY", required = true)]
    memories: Vec<PathBuf>,
    /// What a match must be worth to be filled in, in percent, after penalties.
    #[arg(long, default_value_t = 75.0, value_name = "PERCENT")]
    threshold: f64,
    /// What an exact match must be worth to count as done, in percent, after penalties.
    #[arg(long, default_value_t = 100.0, value_name = "PERCENT")]
    exact: f64,
    /// The language of files that don't say theirs.
    #[arg(long, value_name = "TAG")]
    source_lang: Option<LangTag>,
    /// The language of the translation; bilingual files may say it themselves.
    #[arg(long, value_name = "TAG")]
    target_lang: Option<LangTag>,
    /// A termbase; terms of the source that a filled translation lacks are told.
    #[arg(long, value_name = "TERMBASE")]
    glossary: Option<PathBuf>,
    /// Where to write, for one file; `-` is standard output.
    #[arg(short, long, value_name = "FILE", conflicts_with_all = ["output_dir", "in_place"])]
    output: Option<PathBuf>,
    /// The folder to write to, under the names of the files; it is made where there is none.
    #[arg(long, value_name = "FOLDER", conflicts_with = "in_place")]
    output_dir: Option<PathBuf>,
    /// Write over the files themselves.
    #[arg(long)]
    in_place: bool,
    /// Write nothing; say what would be filled.
    #[arg(long)]
    dry_run: bool,
    /// Fill segments that are translated already, too.
    #[arg(long)]
    overwrite: bool,
    /// Put matches beside the segments, as proposals (XLIFF's alt-trans, mtc:matches), and not into them.
    #[arg(long)]
    propose: bool,
    /// How likeness is measured: characters, words, stems; omegat, systran, amagama as these tools do.
    #[arg(long, default_value = "words", value_name = "NAME", value_parser = super::tm::measure)]
    measure: Measure,
    /// The subject of the files; units of another one get a penalty.
    #[arg(long, value_name = "WORD")]
    domain: Option<String>,
    /// The format to read; else by each file's name, then by its first bytes.
    #[arg(long, value_name = "FORMAT")]
    from: Option<String>,
    /// The encoding, whatever the files say.
    #[arg(long, value_name = "LABEL")]
    encoding: Option<String>,
    /// How the summary is written: as a table on standard error, or as JSON on standard output.
    #[arg(long, value_enum, default_value_t = To::Table, value_name = "FORMAT")]
    to: To,
    #[command(flatten)]
    lists: ListArguments,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum To {
    Table,
    Json,
}

pub(crate) fn run(arguments: &TranslateArguments, terminal: &Terminal) -> anyhow::Result<Exit> {
    agree(arguments)?;
    let mut rules = SegmentationRules::default();
    arguments.lists.add_to(&mut rules)?;
    let termbase = termbase(arguments, terminal)?;
    let options = LookupOptions {
        measure: arguments.measure,
        domain: arguments.domain.as_deref().map(Into::into),
        penalties: Config::here()?.memory.penalties,
        ..LookupOptions::new(LangTag::undetermined(), None)
    };
    let read = ReadOptions { encoding: arguments.encoding.clone(), ..ReadOptions::default() };
    let job = TranslateJob {
        memories: &arguments.memories,
        request: &Request { from: arguments.from.clone(), options: read, ..Request::default() },
        rules: &rules,
        options: &options,
        source: arguments.source_lang.as_ref(),
        target: arguments.target_lang.as_ref(),
        threshold: percent(arguments.threshold),
        exact: percent(arguments.exact),
        overwrite: arguments.overwrite,
        propose: arguments.propose,
        termbase: termbase.as_ref(),
        progress: terminal,
    };
    let mut translator = Translator::new(&job);
    let mut total = Total::default();
    let mut found = false;
    for path in &arguments.files {
        let translated = translator.file(path)?;
        let output = output(arguments, path, &translated)?;
        terminal.findings(&translated.findings);
        found |= translated.has_findings();
        if let Some(output) = &output {
            let mut out = Output::create(output)?;
            let written = out.write_all(&translated.bytes);
            written.map_err(|error| AppError::file(output, error))?;
            out.finish()?;
        }
        total.add(summary(&translated, output.as_deref()));
    }
    match arguments.to {
        To::Table => table(&total).iter().for_each(|line| terminal.say(line)),
        To::Json => {
            let mut out = Output::create(Path::new("-"))?;
            serde_json::to_writer(&mut out, &total)?;
            out.write_all(b"\n")?;
            out.finish()?;
        }
    }
    Ok(if found { Exit::Findings } else { Exit::Clean })
}

/// What can't go together.
fn agree(arguments: &TranslateArguments) -> Result<(), AppError> {
    let standard = |path: &Path| path == Path::new("-");
    let to_output = arguments.output.as_deref().is_some_and(standard) && arguments.to == To::Json;
    let inside = arguments.in_place && arguments.files.iter().any(|file| standard(file));
    Err(AppError::request(match arguments {
        _ if arguments.files.len() > 1 && arguments.output.is_some() => {
            "--output is for one file: name a folder with --output-dir"
        }
        _ if to_output => "the summary and the file can't both go to standard output",
        _ if inside => "standard input can't be written over",
        _ => return Ok(()),
    }))
}

fn percent(points: f64) -> Percent {
    Percent::from(points.clamp(0.0, 102.0))
}

fn termbase(
    arguments: &TranslateArguments,
    terminal: &Terminal,
) -> Result<Option<Termbase>, AppError> {
    let Some(path) = &arguments.glossary else { return Ok(None) };
    let languages =
        arguments.source_lang.iter().chain(&arguments.target_lang).cloned().collect::<Vec<_>>();
    let settings = ReadSettings { languages, ..ReadSettings::default() };
    let (termbase, findings) = glossary::load(path, &settings)?;
    terminal.findings(&findings);
    Ok(Some(termbase))
}

/// Where a file goes; nowhere in a dry run.
fn output(
    arguments: &TranslateArguments,
    path: &Path,
    translated: &Translated,
) -> Result<Option<PathBuf>, AppError> {
    if arguments.dry_run {
        return Ok(None);
    }
    if arguments.in_place {
        return Ok(Some(path.to_owned()));
    }
    let wanted = match (&arguments.output, &arguments.output_dir) {
        (Some(output), _) => output.clone(),
        (None, Some(folder)) => {
            std::fs::create_dir_all(folder).map_err(|error| AppError::file(folder, error))?;
            let name = if path == Path::new("-") { Path::new("output") } else { path };
            folder.join(name.file_name().unwrap_or_default())
        }
        (None, None) if path == Path::new("-") => path.to_owned(),
        (None, None) => named(path, &translated.source, &translated.target),
    };
    let same = || {
        let (Ok(one), Ok(other)) = (path.canonicalize(), wanted.canonicalize()) else {
            return false;
        };
        one == other
    };
    if wanted != Path::new("-") && same() {
        let name = path.display();
        let message = format!("{name}: the output would be the file itself: say --in-place");
        return Err(AppError::request(message));
    }
    Ok(Some(wanted))
}

/// `report.en.docx` as `report.fr.docx`, `report.docx` too; `messages.pot` as `messages.fr.po`.
fn named(path: &Path, source: &LangTag, target: &LangTag) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let is_source = |tag: &str| LangTag::parse(tag).is_ok_and(|lang| lang.same_language(source));
    let base = match stem.rsplit_once('.') {
        Some((base, last)) if is_source(last) => base,
        _ => &*stem,
    };
    let mut name = format!("{base}.{target}");
    if let Some(extension) = path.extension() {
        // A template with translations is a catalogue.
        let extension = extension.to_string_lossy();
        let extension = if extension == "pot" { "po" } else { &extension };
        name = format!("{name}.{extension}");
    }
    path.with_file_name(name)
}

fn summary(translated: &Translated, output: Option<&Path>) -> Summary {
    Summary {
        file: translated.name.clone(),
        output: output.map(|path| path.display().to_string()),
        format: translated.format.info().name,
        source_lang: translated.source.to_string(),
        target_lang: translated.target.to_string(),
        counts: translated.counts,
        findings: translated.findings.len(),
    }
}

/// The summary for people: a line a file, and one for all where there are several.
fn table(total: &Total) -> Vec<String> {
    let width = total.files.iter().map(|file| file.file.chars().count()).max().unwrap_or(0).max(5);
    let line = |name: &str, cells: [&str; 9]| {
        let cells = cells.map(|cell| format!("{cell:>9}"));
        format!("{name:width$}{}", cells.concat())
    };
    let numbers = |name: &str, counts: &Counts| {
        let numbers = [
            counts.segments,
            counts.in_context,
            counts.near_context,
            counts.exact,
            counts.fuzzy,
            counts.kept,
            counts.locked,
            counts.left,
            counts.proposed,
        ]
        .map(|number| number.to_string());
        line(name, std::array::from_fn(|at| numbers[at].as_str()))
    };
    let heads =
        ["segments", "102 %", "101 %", "100 %", "fuzzy", "kept", "locked", "left", "proposed"];
    let mut lines = vec![line("file", heads)];
    lines.extend(total.files.iter().map(|file| numbers(&file.file, &file.counts)));
    if total.files.len() > 1 {
        lines.push(numbers("total", &total.total));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outputs_are_named_by_their_language() {
        let tag = |tag: &str| LangTag::parse(tag).unwrap();
        for (file, wanted) in [
            ("a/report.en.docx", "a/report.pt-BR.docx"),
            ("report.en-GB.docx", "report.pt-BR.docx"),
            ("report.docx", "report.pt-BR.docx"),
            ("report.v2.docx", "report.v2.pt-BR.docx"),
            ("en", "en.pt-BR"),
            ("messages.pot", "messages.pt-BR.po"),
        ] {
            let found = named(Path::new(file), &tag("en"), &tag("pt-BR"));
            assert_eq!(found, Path::new(wanted), "{file}");
        }
    }
}
