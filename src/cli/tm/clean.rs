//! `targum tm clean`: a memory without its broken units.

use crate::app::AppError;
use crate::app::encoders::Model;
use crate::app::files::Output;
use crate::app::memory::score::Scoring;
use crate::app::tm::clean::{CleanJob, LOW_SCORE, Treatment, clean, wanted};
use crate::app::tm::{Access, Memory};
use crate::cli::embed::EncoderArguments;
use crate::cli::{Exit, Terminal};
use crate::encoder::Encoder;
use crate::text::LangTag;
use clap::{Args, ValueEnum};
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Find broken units, and mark or remove them.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  targum tm clean un.tgm                                what is broken, a line a finding
  targum tm clean un.tgm --counts                       how many units, a line a rule
  targum tm clean un.tgm --skip no-letters --mark       status `rejected`
  targum tm clean un.tgm --only target-empty --apply
  targum tm clean un.tgm --score --min-score 0.3 --apply

Rules, unless --only names others (`targum explain` lists those of pairs of texts): source-empty,
target-empty, target-same-as-source, wrong-script, wrong-language, no-letters (numbers and signs only),
length-ratio, placeholder-mismatch, code-mismatch. With --score also pairs that hardly translate each
other; alone, with --only score-low.

--apply removes targets that are broken, and units with fewer than two texts left. `targum tm undo`
brings them back.

Exit codes: 0 nothing is broken, or it was marked or removed; 1 something is broken; 2 could not run.")]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(super) struct CleanArguments {
    /// The memory.
    memory: PathBuf,
    /// Only these rules.
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    only: Vec<String>,
    /// Not these rules.
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    skip: Vec<String>,
    /// Score pairs too: how likely they translate each other.
    #[arg(long)]
    score: bool,
    /// Pairs under this score are broken, 0–1.
    #[arg(long, value_name = "SCORE", default_value_t = 0.3, value_parser = crate::cli::align::score, requires = "score")]
    min_score: f32,
    #[command(flatten)]
    encoder: EncoderArguments,
    /// The source language; else the memory's, else each unit's first.
    #[arg(long, value_name = "TAG")]
    source_lang: Option<LangTag>,
    /// Give broken units the status `rejected`.
    #[arg(long, conflicts_with = "apply")]
    mark: bool,
    /// Remove what is broken.
    #[arg(long)]
    apply: bool,
    /// Print how many units each rule finds instead of the findings.
    #[arg(long)]
    counts: bool,
    /// How findings are printed.
    #[arg(long, value_enum, default_value_t = To::Text, conflicts_with = "counts")]
    to: To,
    /// Who does it.
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum To {
    /// A line a finding.
    Text,
    /// One JSON object a finding.
    Jsonl,
}

impl CleanArguments {
    fn treatment(&self) -> Treatment {
        match (self.mark, self.apply) {
            (true, _) => Treatment::Marked,
            (_, true) => Treatment::Removed,
            _ => Treatment::Told,
        }
    }
}

pub(super) fn run(arguments: &CleanArguments, terminal: &Terminal) -> anyhow::Result<Exit> {
    let rules = wanted(&arguments.only, &arguments.skip)?;
    if rules.contains(&LOW_SCORE) && !arguments.score {
        return Err(AppError::request("the rule `score-low` needs --score").into());
    }
    let treatment = arguments.treatment();
    let access = if treatment == Treatment::Told { Access::Read } else { Access::Write };
    let mut memory = Memory::open(&arguments.memory, access)?;
    let model = if arguments.score { arguments.encoder.find()? } else { None };
    let muse = model.as_ref().map(Model::encoder).transpose()?;
    let encoder = muse.as_ref().map(|muse| muse as &dyn Encoder);
    let scoring = Scoring { encoder, review_below: arguments.min_score };
    let job = CleanJob {
        rules: &rules,
        scoring: arguments.score.then_some(&scoring),
        source: arguments.source_lang.as_ref(),
        treatment,
        author: arguments.by.as_deref(),
        progress: terminal,
    };
    let stdout = Path::new("-");
    let mut out = Output::create(stdout)?;
    let done = clean(&mut memory, &job, &mut |finding| {
        let line = match arguments.to {
            _ if arguments.counts => return Ok(()),
            To::Text => finding.to_string(),
            To::Jsonl => serde_json::to_string(finding)
                .map_err(|error| AppError::file(stdout, error.into()))?,
        };
        writeln!(out, "{line}").map_err(|error| AppError::file(stdout, error))
    })?;
    for (rule, count) in &done.rules {
        if arguments.counts {
            writeln!(out, "{rule}\t{count}")?;
        } else {
            terminal.say(&format!("{rule}: {count} units"));
        }
    }
    out.finish()?;
    let (broken, units) = (done.broken, done.units);
    terminal.say(&format!("{broken} of {units} units are broken"));
    if treatment == Treatment::Told {
        return Ok(if broken > 0 { Exit::Findings } else { Exit::Clean });
    }
    let (changed, removed) = (done.changed.changed, done.changed.removed);
    terminal.say(&format!("{changed} units changed, {removed} removed"));
    super::say_batches(&done.changed, &arguments.memory, terminal);
    memory.bring_up_to_date(None, terminal)?;
    Ok(Exit::Clean)
}
