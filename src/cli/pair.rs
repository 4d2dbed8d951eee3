//! `targum pair`: which documents of two folders translate each other.

use super::align::score;
use super::embed::EncoderArguments;
use super::{Exit, Terminal};
use crate::align::pairing::Limits;
use crate::app::encoders::Model;
use crate::app::files::Output;
use crate::app::pair::{self, Job, Outcome, Paired};
use crate::app::read::Request;
use crate::encoder::Encoder;
use crate::format::ReadOptions;
use crate::text::LangTag;
use clap::{Args, ValueEnum};
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Find which documents of two folders translate each other.
///
/// The evidence: names without their languages, numbers, names of people and places, sizes, headings and
/// blocks, and sentence vectors where the encoder knows the language. A document is in one pair at most;
/// one that could as well belong to another is left alone. The output is a list for `targum align
/// --batch`, with the score of each pair as a comment; documents without a counterpart are told on
/// standard error.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  targum pair english/ french/ --output-dir memories > pairs.tsv && targum align --batch pairs.tsv
  targum pair documents/ --source-lang en --target-lang ru --to jsonl
  targum pair en/ ar/ --min-score 0.8 --margin 0.6

Folders are walked as `targum check` does: hidden files and what .gitignore names are left out.
Exit codes: 0 done, 1 some documents could not be read, 2 could not run.")]
pub(crate) struct PairArguments {
    /// The folder with the sources.
    sources: PathBuf,
    /// The folder with the translations; without it the first holds both.
    targets: Option<PathBuf>,
    /// The sources' language: documents in others are left out. Without it, all are taken.
    #[arg(long, value_name = "TAG")]
    source_lang: Option<LangTag>,
    /// The translations' language.
    #[arg(long, value_name = "TAG")]
    target_lang: Option<LangTag>,
    /// The folder of the outputs the list names.
    #[arg(long, value_name = "DIR")]
    output_dir: Option<PathBuf>,
    /// The least score of a pair, 0–1.
    #[arg(long, default_value_t = Limits::default().min_score, value_name = "SCORE", value_parser = score)]
    min_score: f32,
    /// How surely it must be this pair and not either document with any other that is free, 0–1.
    #[arg(long, default_value_t = Limits::default().margin, value_name = "SCORE", value_parser = score)]
    margin: f32,
    /// The documents' format (see `targum formats`); else by extension, else by content.
    #[arg(long, value_name = "FORMAT")]
    from: Option<String>,
    /// The encoding, whatever the files say.
    #[arg(long, value_name = "LABEL")]
    encoding: Option<String>,
    #[command(flatten)]
    encoder: EncoderArguments,
    /// What to write.
    #[arg(long, value_enum, default_value_t = To::Tsv)]
    to: To,
    /// Where to write; `-` is standard output.
    #[arg(short, long, default_value = "-", value_name = "FILE")]
    output: PathBuf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum To {
    /// A list for `targum align --batch`.
    Tsv,
    /// One JSON object a pair, with its score.
    Jsonl,
}

pub(crate) fn run(arguments: &PairArguments, terminal: &Terminal) -> anyhow::Result<Exit> {
    let job = Job {
        sources: arguments.sources.clone(),
        targets: arguments.targets.clone(),
        source_lang: arguments.source_lang.clone(),
        target_lang: arguments.target_lang.clone(),
        output_dir: arguments.output_dir.clone().unwrap_or_default(),
        limits: Limits { min_score: arguments.min_score, margin: arguments.margin },
        request: Request {
            from: arguments.from.clone(),
            options: ReadOptions { encoding: arguments.encoding.clone(), ..ReadOptions::default() },
            ..Request::default()
        },
    };
    let model = arguments.encoder.find()?;
    let muse = model.as_ref().map(Model::encoder).transpose()?;
    let encoder = muse.as_ref().map(|muse| muse as &dyn Encoder);
    let outcome = pair::run(&job, encoder, terminal)?;
    let mut out = Output::create(&arguments.output)?;
    for pair in &outcome.pairs {
        match arguments.to {
            To::Tsv => line(&mut out, pair)?,
            To::Jsonl => writeln!(out, "{}", json(pair))?,
        }
    }
    out.finish()?;
    Ok(told(&outcome, terminal))
}

fn told(outcome: &Outcome, terminal: &Terminal) -> Exit {
    let exit = terminal.findings(&outcome.findings);
    for (side, word) in outcome.unmatched.iter().zip(["source", "target"]) {
        for path in side {
            terminal.say(&format!("{}: no counterpart found ({word})", path.display()));
        }
    }
    let [sources, targets] = outcome.unmatched.each_ref().map(Vec::len);
    let pairs = outcome.pairs.len();
    terminal.say(&format!("{pairs} pairs; {sources} sources and {targets} targets are left over"));
    exit
}

fn line(out: &mut Output, pair: &Paired) -> anyhow::Result<()> {
    let names = [&pair.source, &pair.target, &pair.output].map(|path| name(path));
    if let Some(odd) = names.iter().find(|name| name.contains(['\t', '\n', '\r'])) {
        anyhow::bail!(
            "{odd:?}: a list has no room for tabs and line ends in names: use --to jsonl"
        );
    }
    writeln!(out, "# {:.2}\n{}", pair.score, names.join("\t"))?;
    Ok(())
}

/// A path as the list has it: one that starts with `#` would be a comment.
fn name(path: &Path) -> String {
    let name = path.display().to_string();
    if name.starts_with('#') { format!("./{name}") } else { name }
}

fn json(pair: &Paired) -> serde_json::Value {
    let rounded = |score: f32| (f64::from(score) * 1000.0).round() / 1000.0;
    serde_json::json!({
        "source": pair.source.display().to_string(),
        "target": pair.target.display().to_string(),
        "output": pair.output.display().to_string(),
        "score": rounded(pair.score),
        "lead": rounded(pair.lead),
    })
}
