//! `targum glossary lint`: checks of termbases.

use super::input::InputArguments;
use crate::app::files::Output;
use crate::cli::{Exit, Terminal};
use crate::glossary::{LINT_RULES, LintSettings, lint};
use crate::model::Severity;
use crate::text::LangTag;
use clap::{Args, ValueEnum};
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Check glossaries: what is damaged, contradictory, or suspicious in them.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  targum glossary lint glossary/un.tsv
  targum glossary lint --langs en,fr,es,ar,zh,ru glossary/un.tsv
  targum glossary lint --format jsonl *.tbx > findings.jsonl
  targum glossary lint --rules

Exit codes: 0 clean (remarks do not count), 1 findings, 2 could not run.")]
pub(super) struct LintArguments {
    /// The glossaries; `-` is standard input.
    #[arg(required_unless_present = "rules")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    input: InputArguments,
    /// The languages every concept should have a right term in; for an OmegaT glossary or a table without
    /// a header, those of its columns.
    #[arg(long, value_delimiter = ',', value_name = "TAGS")]
    langs: Vec<LangTag>,
    /// How findings are printed.
    #[arg(long, value_enum, default_value_t = Shown::Text)]
    format: Shown,
    /// List the rules with their codes instead.
    #[arg(long)]
    rules: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Shown {
    /// `file:line:column: severity: message [code]`.
    Text,
    /// One JSON object a finding.
    Jsonl,
}

pub(super) fn run(arguments: &LintArguments, terminal: &Terminal) -> anyhow::Result<Exit> {
    let mut out = Output::create(Path::new("-"))?;
    if arguments.rules {
        for rule in LINT_RULES {
            writeln!(out, "{:28} {:7} {}", rule.code, rule.severity.to_string(), rule.title)?;
        }
        out.finish()?;
        return Ok(Exit::Clean);
    }
    let (mut count, mut exit) = (0, Exit::Clean);
    for file in &arguments.files {
        let (termbase, mut findings) = arguments.input.load(file, &arguments.langs)?;
        let name = Some(file.display().to_string());
        findings.extend(lint(
            &termbase,
            &LintSettings { file: name, languages: arguments.langs.clone() },
        ));
        for finding in &findings {
            match arguments.format {
                Shown::Text => writeln!(out, "{finding}")?,
                Shown::Jsonl => writeln!(out, "{}", serde_json::to_string(finding)?)?,
            }
            if finding.severity > Severity::Info {
                exit = Exit::Findings;
            }
        }
        count += findings.len();
    }
    out.finish()?;
    terminal.say(&format!("{count} findings in {} files", arguments.files.len()));
    Ok(exit)
}
