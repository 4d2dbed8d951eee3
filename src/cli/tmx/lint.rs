//! `targum tmx lint`: checks of memories.

use crate::app::AppError;
use crate::app::files::{Input, Output};
use crate::cli::{Exit, Terminal};
use crate::format::{Flow, ReadOptions, Sink, tmx};
use crate::model::{Finding, Severity};
use clap::{Args, ValueEnum};
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Check memories: what is damaged, invalid, or suspicious in them.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  targum tmx lint memory.tmx
  targum tmx lint --format jsonl *.tmx > findings.jsonl
  targum tmx lint --rules

Exit codes: 0 clean (remarks do not count), 1 findings, 2 could not run.")]
pub(super) struct LintArguments {
    /// The memories; `-` is standard input.
    #[arg(required_unless_present = "rules")]
    files: Vec<PathBuf>,
    /// How findings are printed.
    #[arg(long, value_enum, default_value_t = Shown::Text)]
    format: Shown,
    /// Where to keep damaged units as they stand.
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
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
    let mut printer = Printer {
        out: Output::create(Path::new("-"))?,
        shown: arguments.format,
        rejects: arguments.rejects.as_deref().map(Output::create).transpose()?,
        name: String::new(),
        found: false,
        count: 0,
        failed: None,
    };
    if arguments.rules {
        for rule in tmx::RULES {
            writeln!(printer.out, "{} {:7} {}", rule.code, rule.severity.to_string(), rule.title)?;
        }
        printer.out.finish()?;
        return Ok(Exit::Clean);
    }
    for file in &arguments.files {
        let input = Input::open(file)?;
        printer.name.clone_from(&input.name);
        let options = ReadOptions { name: input.name.clone(), ..ReadOptions::default() };
        let progress = terminal.beside(Path::new("-"));
        progress.begin("reading");
        let linted = tmx::lint(&mut input.into_reader_with(progress), &options, &mut printer);
        progress.end();
        linted.map_err(|source| AppError::format(options.name, source))?;
        if let Some(error) = printer.failed.take() {
            return Err(error.into());
        }
    }
    let Printer { out, rejects, found, count, .. } = printer;
    out.finish()?;
    rejects.map_or(Ok(()), Output::finish)?;
    terminal.say(&format!("{count} findings in {} files", arguments.files.len()));
    Ok(if found { Exit::Findings } else { Exit::Clean })
}

/// Prints findings as they come, so that a memory with millions of them needs no memory here.
struct Printer {
    out: Output,
    shown: Shown,
    rejects: Option<Output>,
    name: String,
    found: bool,
    count: usize,
    failed: Option<std::io::Error>,
}

impl Sink for Printer {
    fn finding(&mut self, mut finding: Finding) -> Flow {
        finding.file = Some(self.name.clone());
        self.count += 1;
        self.found |= finding.severity > Severity::Info;
        let printed = match self.shown {
            Shown::Text => writeln!(self.out, "{finding}"),
            Shown::Jsonl => serde_json::to_string(&finding)
                .map_err(std::io::Error::from)
                .and_then(|line| writeln!(self.out, "{line}")),
        };
        self.goes_on(printed)
    }

    fn reject(&mut self, raw: &str) -> Flow {
        let kept = self.rejects.as_mut().map_or(Ok(()), |rejects| writeln!(rejects, "{raw}"));
        self.goes_on(kept)
    }
}

impl Printer {
    fn goes_on(&mut self, written: std::io::Result<()>) -> Flow {
        match written {
            Ok(()) => Flow::Continue(()),
            Err(error) => {
                self.failed = Some(error);
                Flow::Break(())
            }
        }
    }
}
