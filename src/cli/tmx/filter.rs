//! `targum tmx filter`: the units that fulfil conditions.

use super::job::{JobArguments, told};
use crate::app::encoders::Model;
use crate::app::memory::filter::{Conditions, filter, filter_scored};
use crate::app::memory::score::Scoring;
use crate::cli::embed::EncoderArguments;
use crate::cli::{Exit, Terminal};
use crate::encoder::Encoder;
use crate::text::LangTag;
use clap::Args;
use regex::Regex;
use std::path::PathBuf;

/// Keep the units that fulfil all conditions given.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  targum tmx filter memory.tmx --min-score 0.8 -o sure.tmx
  targum tmx filter memory.tmx --score --min-score 0.5 -o likely.tmx
  targum tmx filter memory.tmx --langs en,fr --min-langs 2 -o en-fr.tmx
  targum tmx filter memory.tmx --since 2024 --author ana -o hers.tmx
  targum tmx filter memory.tmx --max-ratio 4 --translated -o clean.tmx --rejects broken.txt
  targum tmx filter memory.tmx --prop x-domain=legal -o legal.tmx")]
pub(super) struct FilterArguments {
    /// The memory; `-` is standard input.
    file: PathBuf,
    #[command(flatten)]
    job: JobArguments,
    #[command(flatten)]
    conditions: ConditionArguments,
    /// Its score is at least this, 0–1: that of `targum tmx score`, else that of the alignment (units
    /// without one fail; see --score).
    #[arg(long, value_name = "SCORE")]
    min_score: Option<f32>,
    /// Score the units that have no score first, as `targum tmx score` does.
    #[arg(long, requires = "min_score")]
    score: bool,
    #[command(flatten)]
    encoder: EncoderArguments,
    /// Keep the units that fail instead.
    #[arg(long)]
    invert: bool,
    /// Where to keep damaged units as they stand.
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
}

/// What a unit must be like.
#[derive(Debug, Args)]
pub(crate) struct ConditionArguments {
    /// One of its texts matches this regular expression.
    #[arg(long, value_name = "REGEX")]
    r#match: Option<Regex>,
    /// None of its texts matches this one.
    #[arg(long, value_name = "REGEX")]
    no_match: Option<Regex>,
    /// Each text has at least so many characters.
    #[arg(long, value_name = "N")]
    min_chars: Option<usize>,
    /// No text has more characters.
    #[arg(long, value_name = "N")]
    max_chars: Option<usize>,
    /// The longest text has at most so many times the characters of the shortest.
    #[arg(long, value_name = "TIMES")]
    max_ratio: Option<f64>,
    /// It was last changed (or made) then or later: 2024, 20240131, 20240131T120000Z.
    #[arg(long, value_name = "DATE", value_parser = date)]
    since: Option<String>,
    /// It was last changed before then.
    #[arg(long, value_name = "DATE", value_parser = date)]
    before: Option<String>,
    /// It was made or changed by this user.
    #[arg(long, value_name = "NAME")]
    author: Option<String>,
    /// It has a property of this name whose value matches.
    #[arg(long, value_name = "NAME=REGEX", value_parser = prop)]
    prop: Option<(String, Regex)>,
    /// It has texts in all these languages.
    #[arg(long, value_delimiter = ',', value_name = "TAGS")]
    has_langs: Vec<LangTag>,
    /// It has texts in so many languages.
    #[arg(long, value_name = "N")]
    min_langs: Option<usize>,
    /// Its texts are not all the same.
    #[arg(long)]
    translated: bool,
}

impl ConditionArguments {
    /// The conditions; that of a score is the caller's.
    pub(crate) fn conditions(&self) -> Conditions {
        Conditions {
            matches: self.r#match.clone(),
            matches_not: self.no_match.clone(),
            min_chars: self.min_chars,
            max_chars: self.max_chars,
            max_ratio: self.max_ratio,
            since: self.since.clone(),
            before: self.before.clone(),
            author: self.author.clone(),
            prop: self.prop.clone(),
            languages: self.has_langs.clone(),
            min_languages: self.min_langs,
            translated: self.translated,
            ..Conditions::default()
        }
    }
}

/// A date as TMX writes it, or its beginning; dashes and colons are dropped.
pub(crate) fn date(text: &str) -> Result<String, String> {
    let compact = text.replace(['-', ':'], "").to_ascii_uppercase();
    let digits = compact.bytes().take_while(u8::is_ascii_digit).count();
    let fits = matches!(digits, 4 | 6 | 8)
        && (digits == compact.len() || compact[digits..].starts_with('T'));
    if fits { Ok(compact) } else { Err("a date is 2024, 2024-01-31 or 20240131T120000Z".into()) }
}

pub(crate) fn prop(text: &str) -> Result<(String, Regex), String> {
    let (name, value) = text.split_once('=').ok_or("a property is NAME=REGEX")?;
    Ok((name.to_owned(), Regex::new(value).map_err(|error| error.to_string())?))
}

pub(super) fn run(arguments: &FilterArguments, terminal: &Terminal) -> anyhow::Result<Exit> {
    let conditions = Conditions {
        min_score: arguments.min_score,
        invert: arguments.invert,
        ..arguments.conditions.conditions()
    };
    let inputs = std::slice::from_ref(&arguments.file);
    let job = arguments.job.job(inputs, arguments.rejects.as_deref(), terminal);
    if !arguments.score {
        return Ok(told(&filter(&job, &conditions)?, terminal));
    }
    let model = arguments.encoder.find()?;
    let muse = model.as_ref().map(Model::encoder).transpose()?;
    let encoder = muse.as_ref().map(|muse| muse as &dyn Encoder);
    let scoring = Scoring { encoder, review_below: arguments.min_score.unwrap_or_default() };
    Ok(told(&filter_scored(&job, &conditions, &scoring)?, terminal))
}
