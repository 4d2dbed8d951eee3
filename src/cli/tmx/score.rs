//! `targum tmx score`: how likely the texts of each unit translate each other.

use super::job::JobArguments;
use crate::app::AppError;
use crate::app::encoders::Model;
use crate::app::files::Output;
use crate::app::memory::convert::Job;
use crate::app::memory::score::{self, Done, ScoredUnit, Scoring, basis_name};
use crate::cli::embed::EncoderArguments;
use crate::cli::{Exit, Terminal};
use crate::encoder::Encoder;
use clap::Args;
use std::io::Write as _;
use std::path::PathBuf;

/// Score each unit: how likely its texts translate each other.
///
/// A score is 0–1: from the sentence encoder where it knows both languages (and is not turned off), and
/// from words, numbers, names and lengths in any languages: what words translate each other is learnt
/// from the memory itself, some thousand units at a time. TMX and JSON lines are written with the
/// properties x-score (the lowest of a unit's pairs), x-score-by (encoder or lexical), and x-review for
/// units to look at; `--to tsv` writes a table, a line a pair: score, basis, finding, unit, languages,
/// texts. What is likely mistranslated, misaligned (the target of a unit near fits better), in the wrong
/// language, left untranslated or empty is told on standard error.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  targum tmx score memory.tmx -o scored.tmx
  targum tmx score memory.tmx --to tsv | sort -n | head -50
  targum tmx score scored-by-hand.tsv --langs en,fr --review-below 0.3 --to jsonl > scored.jsonl
  targum tmx filter scored.tmx --min-score 0.5 -o good.tmx

Exit codes: 0 clean, 1 some units score lower than --review-below, 2 could not run.")]
pub(super) struct ScoreArguments {
    /// The memories, in order; `-` is standard input.
    #[arg(required = true, num_args = 1..)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    job: JobArguments,
    /// Units under this score are findings, 0–1.
    #[arg(long, value_name = "SCORE", default_value_t = 0.5, value_parser = crate::cli::align::score)]
    review_below: f32,
    #[command(flatten)]
    encoder: EncoderArguments,
}

pub(super) fn run(arguments: &ScoreArguments, terminal: &Terminal) -> anyhow::Result<Exit> {
    let job = arguments.job.job(&arguments.files, None, terminal);
    let model = arguments.encoder.find()?;
    let muse = model.as_ref().map(Model::encoder).transpose()?;
    let encoder = muse.as_ref().map(|muse| muse as &dyn Encoder);
    let scoring = Scoring { encoder, review_below: arguments.review_below };
    let to_table = match job.to {
        Some(name) => name == "tsv",
        None => {
            job.output.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("tsv"))
        }
    };
    let done = if to_table { table(&job, &scoring)? } else { score::score(&job, &scoring)? };
    let lost = terminal.findings(&done.converted.findings);
    let Done { scored, below, .. } = done;
    terminal.say(&format!("{scored} units scored, {below} of them under {}", scoring.review_below));
    Ok(if below > 0 { Exit::Findings } else { lost })
}

/// Writes a line a pair.
fn table(job: &Job<'_>, scoring: &Scoring<'_>) -> anyhow::Result<Done> {
    let mut out = Output::create(job.output)?;
    writeln!(out, "score\tbasis\tfinding\tunit\tlanguages\tsource\ttarget")?;
    let done = score::each(job, scoring, &mut |unit| {
        rows(unit, &mut out).map_err(|source| AppError::file(job.output, source))
    })?;
    out.finish()?;
    Ok(done)
}

fn rows(scored: &ScoredUnit, out: &mut Output) -> std::io::Result<()> {
    let Some(source) = scored.unit.variants.get(scored.source) else { return Ok(()) };
    for pair in &scored.pairs {
        let target = &scored.unit.variants[pair.target];
        let id = scored.unit.id.as_deref().map_or_else(|| scored.number.to_string(), str::to_owned);
        writeln!(
            out,
            "{:.3}\t{}\t{}\t{}\t{}-{}\t{}\t{}",
            pair.score,
            basis_name(pair.basis),
            pair.issue.map_or("", score::Issue::code),
            cell(&id),
            source.lang,
            target.lang,
            cell(&source.content.text),
            cell(&target.content.text)
        )?;
    }
    Ok(())
}

/// A text in one cell: tabs and line ends are spaces.
fn cell(text: &str) -> String {
    text.replace(['\t', '\n', '\r'], " ")
}
