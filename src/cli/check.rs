//! `targum check`: terminology and consistency, for people and for continuous integration.

use super::{Exit, Terminal};
use crate::app::AppError;
use crate::app::align;
use crate::app::check::{self, ConfigFrom, FixedFile, Fixing, Job, Outcome, Settings};
use crate::app::config::Level;
use crate::app::files::Output;
use crate::app::read::Request;
use crate::check::RULES;
use crate::format::ReadOptions;
use crate::model::{Finding, Severity};
use crate::report::{self, Report, RuleInfo};
use crate::text::LangTag;
use clap::{Args, ValueEnum};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

/// Check documents and translations against a glossary and rules.
///
/// Finds forbidden and deprecated terms, official names that are nearly right, and, in memories (TMX,
/// XLIFF, PO, tables) and aligned documents, terms, numbers, codes and more that a translation lost.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  targum check --glossary glossary/un.tbx report.en.docx
  targum check                          everything below this folder, by targum.toml
  targum check --format sarif -o check.sarif docs/
  targum check --align report.en.docx report.fr.docx
  targum check --fix --dry-run report.en.docx
  targum check --write-baseline docs/   from now on only new findings fail
  targum explain name-near-miss         what a rule does; `targum explain` lists them

Settings come from the nearest targum.toml upward from each file:
  glossary = [\"glossary/un.tbx\"]
  fail-on = \"warning\"
  baseline = \"targum-baseline.json\"
  exclude = [\"old/**\"]
  allow = [\"Valletta Joint Action Plan\"]
  [rules]
  term-case = \"off\"
  [[overrides]]
  paths = [\"docs/**\"]
  rules = { term-deprecated = \"info\" }

A comment silences findings in HTML, Markdown, TMX, XLIFF and PO: `<!-- targum: allow RULE -->` for
the next block or unit, `off RULE` … `on` for a stretch, `allow-file RULE` for the file.

Exit codes: 0 clean, 1 findings of --fail-on and worse, 2 could not run.")]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(crate) struct CheckArguments {
    /// Files and folders; `-` is standard input. Without any, the current folder.
    paths: Vec<PathBuf>,
    /// A glossary beside those of the settings (TBX, TSV, CSV, XLSX, …).
    #[arg(short, long, value_name = "FILE")]
    glossary: Vec<PathBuf>,
    /// Settings to use instead of the nearest targum.toml.
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    config: Option<PathBuf>,
    /// Use no settings file.
    #[arg(long)]
    no_config: bool,
    /// Print the settings that hold for the first path instead.
    #[arg(long)]
    dump_config: bool,
    /// How findings are printed: human, concise, jsonl, sarif, junit, checkstyle, github, gitlab,
    /// rdjson, html, xlsx.
    #[arg(long, default_value = "human", value_name = "FORMAT")]
    format: String,
    /// Where to print them; `-` is standard output.
    #[arg(short, long, default_value = "-", value_name = "FILE")]
    output: PathBuf,
    /// The lowest severity that makes the check fail.
    #[arg(long, value_enum, value_name = "SEVERITY")]
    fail_on: Option<Worst>,
    /// A rule's level, over the settings: `term-case=off`. Levels: off, on, info, warning, error.
    #[arg(long = "rule", value_name = "RULE=LEVEL")]
    rules: Vec<String>,
    /// Only these rules.
    #[arg(long, value_name = "RULE")]
    only: Vec<String>,
    /// The documents' language; else by name, declaration or detection.
    #[arg(short, long, value_name = "TAG")]
    lang: Option<LangTag>,
    /// The files' format (see `targum formats`); else by extension, else by content.
    #[arg(long, value_name = "FORMAT")]
    from: Option<String>,
    /// The encoding, whatever the files say.
    #[arg(long, value_name = "LABEL")]
    encoding: Option<String>,
    /// The languages of a table's columns, or of a memory that does not say them: `en,fr`.
    #[arg(long, value_delimiter = ',', value_name = "TAGS")]
    langs: Vec<LangTag>,
    /// Align the documents, the source first, and check each translation against it.
    #[arg(long)]
    align: bool,
    /// The baseline, over the settings: its findings do not fail.
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Write the baseline anew from what is found.
    #[arg(long)]
    write_baseline: bool,
    /// Apply the fixes that are safe.
    #[arg(long, conflicts_with = "align")]
    fix: bool,
    /// Show what --fix would change, and change nothing.
    #[arg(long, requires = "fix")]
    dry_run: bool,
    /// List the official names that are right.
    #[arg(short, long)]
    verbose: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Worst {
    /// Anything.
    Info,
    /// Warnings and errors.
    Warning,
    /// Errors.
    Error,
}

impl From<Worst> for Severity {
    fn from(worst: Worst) -> Self {
        match worst {
            Worst::Info => Self::Info,
            Worst::Warning => Self::Warning,
            Worst::Error => Self::Error,
        }
    }
}

pub(crate) fn run(arguments: &CheckArguments, terminal: &Terminal) -> anyhow::Result<Exit> {
    let output = report::by_name(&arguments.format).ok_or_else(|| unknown(&arguments.format))?;
    let job = job(arguments)?;
    if arguments.dump_config {
        return dump(&job);
    }
    let outcome = if arguments.align {
        check::run_aligned(&job, &align_job(arguments, &job), terminal)?
    } else {
        check::run(&job, terminal)?
    };
    terminal.findings(&outcome.glossaries);
    let findings: Vec<Finding> =
        outcome.files.iter().flat_map(|file| &file.findings).cloned().collect();
    let mut out = Output::create(&arguments.output)?;
    let shown = arguments.output == Path::new("-") && std::io::stdout().is_terminal();
    if arguments.dry_run {
        for file in &outcome.fixed {
            out.write_all(diff(file).as_bytes())?;
        }
    } else {
        let rules: Vec<RuleInfo<'_>> = RULES.iter().map(info).collect();
        let files: Vec<String> = outcome.files.iter().map(|file| file.name.clone()).collect();
        let texts = Texts { request: &job.request, known: RefCell::default() };
        let report = Report {
            findings: &findings,
            rules: &rules,
            files: &files,
            tool_version: env!("CARGO_PKG_VERSION"),
            color: shown && anstream::stdout().current_choice() != anstream::ColorChoice::Never,
            width: None,
            lines: Some(&|file, line| texts.line(file, line)),
        };
        output.write(&report, &mut out)?;
    }
    out.finish()?;
    say(arguments, &outcome, &findings, terminal);
    Ok(if outcome.failed { Exit::Findings } else { Exit::Clean })
}

fn unknown(format: &str) -> anyhow::Error {
    let known: Vec<&str> = report::ALL.iter().map(|output| output.name).collect();
    AppError::request(format!("there is no format `{format}`: there are {}", known.join(", ")))
        .into()
}

fn info(rule: &crate::check::Rule) -> RuleInfo<'_> {
    RuleInfo {
        id: rule.id,
        title: rule.title,
        documentation: rule.documentation,
        severity: rule.severity,
    }
}

fn job(arguments: &CheckArguments) -> anyhow::Result<Job> {
    let mut settings = Settings { only: arguments.only.clone(), ..Settings::default() };
    for given in &arguments.rules {
        let (rule, level) = given.split_once('=').unwrap_or((given, "on"));
        let level = Level::parse(level).ok_or_else(|| {
            AppError::request(format!(
                "`{level}` is no level: write off, on, info, warning or error"
            ))
        })?;
        settings.levels.push((rule.to_owned(), level));
    }
    let named = settings.levels.iter().map(|(rule, _)| rule.as_str());
    check::known_rules(named.chain(arguments.only.iter().map(String::as_str)))?;
    let config = match &arguments.config {
        Some(path) => ConfigFrom::File(path.clone()),
        None if arguments.no_config => ConfigFrom::Nowhere,
        None => ConfigFrom::Discovered,
    };
    let here = [PathBuf::from(".")];
    let paths = if arguments.paths.is_empty() { &here[..] } else { &arguments.paths };
    let fixing = match (arguments.fix, arguments.dry_run) {
        (true, true) => Fixing::Shown,
        (true, false) => Fixing::Applied,
        _ => Fixing::Told,
    };
    Ok(Job {
        paths: paths.to_vec(),
        config,
        glossaries: arguments.glossary.clone(),
        settings,
        request: Request {
            from: arguments.from.clone(),
            side: arguments.lang.clone(),
            options: ReadOptions {
                encoding: arguments.encoding.clone(),
                columns: arguments.langs.clone(),
                ..ReadOptions::default()
            },
            ..Request::default()
        },
        baseline: arguments.baseline.clone(),
        write_baseline: arguments.write_baseline,
        fail_on: arguments.fail_on.map(Severity::from),
        fixing,
    })
}

/// The lines of files that findings are in, for formats that count bytes.
struct Texts<'a> {
    request: &'a Request,
    known: RefCell<BTreeMap<String, Option<Vec<String>>>>,
}

impl Texts<'_> {
    fn line(&self, file: &str, line: u32) -> Option<String> {
        let mut known = self.known.borrow_mut();
        let lines = known.entry(file.to_owned()).or_insert_with(|| {
            let text = check::text_of(Path::new(file), self.request)?;
            Some(text.split('\n').map(|line| line.trim_end_matches('\r').to_owned()).collect())
        });
        lines.as_ref()?.get((line as usize).checked_sub(1)?).cloned()
    }
}

/// The documents to align, each in the language that is said for it.
fn align_job(arguments: &CheckArguments, job: &Job) -> align::Job {
    let request = |at: usize| Request {
        side: None,
        listed: arguments.langs.get(at).cloned(),
        ..job.request.clone()
    };
    let documents =
        arguments.paths.iter().enumerate().map(|(at, path)| (path.clone(), request(at)));
    align::Job { documents: documents.collect(), ..align::Job::default() }
}

/// Prints the settings that hold for the first path.
fn dump(job: &Job) -> anyhow::Result<Exit> {
    let mut out = Output::create(Path::new("-"))?;
    let config = check::settings_of(job)?;
    out.write_all(config.as_bytes())?;
    out.finish()?;
    Ok(Exit::Clean)
}

/// What fixes would do to a file, as a unified diff; in a container, phrase by phrase.
fn diff(file: &FixedFile) -> String {
    if let (Some(before), Some(after)) = (&file.before, &file.after) {
        let diff = similar::TextDiff::from_lines(before, after);
        let names = (format!("a/{}", file.name), format!("b/{}", file.name));
        return diff.unified_diff().context_radius(1).header(&names.0, &names.1).to_string();
    }
    let mut told = format!("{}:\n", file.name);
    for finding in &file.applied {
        let Some(excerpt) = &finding.excerpt else { continue };
        let written = &excerpt.text[excerpt.range.start as usize..excerpt.range.end as usize];
        let title = finding.fixes.first().map_or("", |fix| &fix.title);
        told.push_str(&format!("  \"{written}\": {title}\n"));
    }
    told
}

/// What was done, on standard error.
fn say(arguments: &CheckArguments, outcome: &Outcome, findings: &[Finding], terminal: &Terminal) {
    for (path, count) in &outcome.written {
        terminal.say(&format!("{}: {count} findings written", path.display()));
    }
    if arguments.verbose {
        for file in &outcome.files {
            for (name, count) in &file.accepted {
                terminal.say(&format!("{}: right: {name} ({count})", file.name));
            }
        }
    }
    for entry in &outcome.gone {
        let (file, rule, text) = (&entry.file, &entry.rule, &entry.text);
        terminal.say(&format!("gone since the baseline was written: {file}: \"{text}\" [{rule}]"));
    }
    let fixes: usize = outcome.fixed.iter().map(|file| file.applied.len()).sum();
    if arguments.fix {
        let verb = if arguments.dry_run { "would be fixed" } else { "fixed" };
        terminal.say(&format!("{fixes} findings in {} files {verb}", outcome.fixed.len()));
    }
    let count = |severity| findings.iter().filter(|f| f.severity == severity).count();
    let silenced: usize = outcome.files.iter().map(|file| file.silenced).sum();
    let mut line = format!(
        "{} files: {} errors, {} warnings, {} remarks",
        outcome.files.len(),
        count(Severity::Error),
        count(Severity::Warning),
        count(Severity::Info)
    );
    if outcome.known > 0 {
        line.push_str(&format!("; {} known by the baseline", outcome.known));
    }
    if silenced > 0 {
        line.push_str(&format!("; {silenced} silenced"));
    }
    terminal.say(&line);
}
