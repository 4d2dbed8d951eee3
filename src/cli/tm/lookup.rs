//! `targum tm lookup`: what memories have that is near a text.

use super::ways::{WaysArguments, near_shown, pieces_shown};
use crate::app::AppError;
use crate::app::config::Config;
use crate::app::encoders::Model;
use crate::app::files::{Input, Output};
use crate::app::tm::Encoding;
use crate::app::tm::bulk::{BulkJob, bulk};
use crate::app::tm::lookup::{LookupOptions, Match, Memories, Query};
use crate::app::tm::ways::Answer;
use crate::cli::{Exit, Terminal};
use crate::text::LangTag;
use crate::tm::score::{Change, Measure};
use clap::Args;
use std::io::{self, IsTerminal as _, Write};
use std::path::{Path, PathBuf};

/// Look texts up in memories: the nearest units, what they are worth, what differs.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  targum tm lookup un.tgm --source-lang en --target-lang fr 'Each State Party shall'
  targum tm lookup un.tgm old.tgm --source-lang en --target-lang ar --text 'Annex II' --explain
  targum tm lookup un.tgm --source-lang fr --find-lang en --semantic 'les enfants réfugiés'
  targum tm lookup un.tgm --source-lang en --target-lang fr --fragments 'Water of the Member States'
  targum tm lookup un.tgm --jsonl --source-lang en --target-lang fr --threshold 70 --top 5 < texts.jsonl

With --jsonl each line of standard input is {\"id\": …, \"text\": …} (and, if known, \"previous\" and \"next\", the texts around
it, \"document\" and \"key\"), and each line of output {\"id\": …, \"matches\": […]}, in the same order; a line that
is no such object gives {\"id\": …, \"error\": {\"code\": …, \"message\": …}}, and the rest goes on.

The score is the likeness by the measure, 0–1; the percent is what the match is worth: 101 and 102 where the
context is the same too, less where something speaks against it.

With --semantic units are found that mean much the same, by the cosine of the encoder's vectors (\"semantic\"); these are
made at the first such look-up and kept beside the memory. With --mixed they come behind the matches, by a third
of the likeness and two thirds of the cosine. --fragments adds what a text without a match has in pieces: units that
are a part of it, and stretches whose translation can be cut out of units that have them.

Exit codes: 0 done, 1 some lines could not be read, 2 could not run.")]
pub(super) struct LookupArguments {
    /// The memories, the most trusted first; the last may be the text, if --text does not name it.
    #[arg(required = true, value_name = "MEMORY")]
    memories: Vec<PathBuf>,
    /// The text.
    #[arg(long, conflicts_with = "jsonl")]
    text: Option<String>,
    #[command(flatten)]
    wanted: WantedArguments,
    #[command(flatten)]
    ways: WaysArguments,
    /// Read texts from standard input, a JSON object a line.
    #[arg(long)]
    jsonl: bool,
    /// Say what each difference and each penalty costs.
    #[arg(long)]
    explain: bool,
}

/// What is wanted of a look-up.
#[derive(Debug, Args)]
pub(super) struct WantedArguments {
    /// The language of the texts.
    #[arg(long, value_name = "TAG")]
    source_lang: LangTag,
    /// The language of the translations.
    #[arg(long, value_name = "TAG")]
    target_lang: Option<LangTag>,
    /// The percent from which on units are matches, before penalties.
    #[arg(long, default_value_t = 70.0, value_name = "PERCENT")]
    threshold: f64,
    /// How many matches at most.
    #[arg(long, default_value_t = 5, value_name = "N")]
    top: usize,
    /// How likeness is measured: characters, words, stems; omegat, systran, amagama as these tools do.
    #[arg(long, default_value = "words", value_name = "NAME", value_parser = measure)]
    measure: Measure,
    /// The subject of the texts; units of another one get a penalty.
    #[arg(long, value_name = "WORD")]
    domain: Option<String>,
}

pub(crate) fn measure(name: &str) -> Result<Measure, String> {
    let known: Vec<&str> = Measure::ALL.iter().map(|measure| measure.name()).collect();
    Measure::parse(name).ok_or_else(|| format!("the measures are {}", known.join(", ")))
}

impl WantedArguments {
    pub(super) fn options(&self) -> Result<LookupOptions, AppError> {
        Ok(LookupOptions {
            threshold: (self.threshold / 100.0).clamp(0.0, 1.0),
            top: self.top.max(1),
            measure: self.measure,
            penalties: Config::here()?.memory.penalties,
            domain: self.domain.as_deref().map(Into::into),
            ..LookupOptions::new(self.source_lang.clone(), self.target_lang.clone())
        })
    }
}

pub(super) fn run(arguments: &LookupArguments, terminal: &Terminal) -> anyhow::Result<Exit> {
    let options = arguments.wanted.options()?;
    let mut paths = arguments.memories.clone();
    let text = match &arguments.text {
        Some(text) => Some(text.clone()),
        None if arguments.jsonl => None,
        None if paths.len() > 1 => paths.pop().map(|last| last.to_string_lossy().into_owned()),
        None => anyhow::bail!("say the text to look up, or give texts with --jsonl"),
    };
    let memories = Memories::open(&paths, &options.source, terminal)?;
    let model = arguments.ways.model()?;
    let muse = model.as_ref().map(Model::encoder).transpose()?;
    let encoding = muse.as_ref().zip(model.as_ref());
    let encoding =
        encoding.map(|(muse, model)| Encoding { encoder: muse, identity: model.identity() });
    let ready = arguments.ways.open(&paths, &options, encoding, terminal)?;
    let ways = ready.ways();
    let mut out = Output::create(Path::new("-"))?;
    let exit = if let Some(text) = text {
        let vector = ways.vectors(&[&text])?.into_iter().next().flatten();
        let mut session = memories.session(&options)?;
        let answer = ways.find(&mut session, &Query::plain(text.clone()), vector.as_ref())?;
        shown(&mut out, &text, &answer, &memories, arguments.explain)?;
        near_shown(&mut out, &answer, &memories, ways.mixed)?;
        pieces_shown(&mut out, &answer, &memories)?;
        Exit::Clean
    } else {
        let input = Input::open(Path::new("-"))?;
        let job = BulkJob { memories: &memories, options: &options, ways };
        let bad = bulk(&job, &mut input.into_reader(), &mut out)?;
        if bad > 0 { Exit::Findings } else { Exit::Clean }
    };
    out.finish()?;
    Ok(exit)
}

fn shown(
    out: &mut Output,
    text: &str,
    answer: &Answer,
    memories: &Memories,
    explain: bool,
) -> io::Result<()> {
    let styled = io::stdout().is_terminal();
    for (at, found) in answer.matches.iter().enumerate() {
        let name = memories.name(found.memory);
        let percent = found.percent.to_string();
        writeln!(out, "{percent:>5} %  {}", marked(text, found, styled))?;
        let target = found.adapted.as_ref().map_or(&found.target, |adapted| &adapted.content);
        writeln!(out, "         {}", target.text)?;
        let facts =
            [found.entry.date(), found.entry.author.as_deref(), found.entry.domain.as_deref()];
        let facts: Vec<&str> = facts.into_iter().flatten().collect();
        let semantic = answer.cosines.get(at).map(|cosine| format!("semantic {cosine:.2}  "));
        let semantic = semantic.unwrap_or_default();
        let line = format!("         {semantic}{name} {}  {}", found.unit, facts.join(" "));
        writeln!(out, "{}", line.trim_end())?;
        if explain {
            for item in &found.explanation.items {
                writeln!(out, "         {item}")?;
            }
            for penalty in &found.penalties {
                writeln!(out, "         {penalty}")?;
            }
            for replaced in found.adapted.iter().flat_map(|adapted| &adapted.replacements) {
                writeln!(out, "         adapted: {} → {}", replaced.old, replaced.new)?;
            }
        }
    }
    Ok(())
}

/// The source of a match with what differs marked: `[-only there-]`, `{+only in the text+}`.
fn marked(text: &str, found: &Match, styled: bool) -> String {
    let mut line = String::new();
    let (removed, added) = if styled {
        (("\u{1b}[31m[-", "-]\u{1b}[0m"), ("\u{1b}[32m{+", "+}\u{1b}[0m"))
    } else {
        (("[-", "-]"), ("{+", "+}"))
    };
    for mark in &found.difference.marks {
        let (theirs, mine) = (&found.source.text[mark.source.range()], &text[mark.query.range()]);
        if mark.change == Change::Equal {
            line.push_str(theirs);
            continue;
        }
        for (part, (before, behind)) in [(theirs, removed), (mine, added)] {
            if !part.is_empty() {
                line.push_str(before);
                line.push_str(part);
                line.push_str(behind);
            }
        }
    }
    line
}
