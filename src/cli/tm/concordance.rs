//! `targum tm concordance`: words in the texts of memories, with their translations.

use super::filter::FilterArguments;
use crate::app::files::Output;
use crate::app::tm::concordance::{Concordance, ConcordanceOptions, Found, Marked, concordance};
use crate::cli::{Exit, Terminal};
use crate::text::LangTag;
use clap::{Args, ValueEnum};
use serde_json::{Value, json};
use std::io::{self, IsTerminal as _, Write};
use std::path::{Path, PathBuf};

/// Find words in the texts of memories, and what goes with them in the translations.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  targum tm concordance un.tgm 'security council'
  targum tm concordance un.tgm '\"shall ensure\" wom*n' --lang en --target-lang fr
  targum tm concordance un.tgm --lang fr 'Conseil de sécurité' --since 2020
  targum tm concordance un.tgm --regex '\\bA/RES/\\d+' --to jsonl
  targum tm concordance un.tgm --lang zh 会员国

A query is words, \"phrases\" in quotes, begin*, *end, mid*dle (any letters) and colo?r (any one letter); a \"* phrase\"
may have any one word for a star. A unit must have all of them. Case and accents do not count, but with --case.
Chinese, Japanese and Thai are searched by characters. Words, phrases and begin* are looked up in a table, which the
first concordance of a memory makes; everything else reads all texts.

Units in which the words stand one behind the other come first, then the newest. What was found stands in ⟦ ⟧, and so
does what probably goes with it in the translation, learnt from the memory itself.

Exit codes: 0 done, 2 could not run.")]
pub(super) struct ConcordanceArguments {
    /// The memories, and last what to look for.
    #[arg(required = true, value_name = "MEMORY… QUERY")]
    words: Vec<PathBuf>,
    /// The language to search in; the memory's source language, else any.
    #[arg(long, value_name = "TAG")]
    lang: Option<LangTag>,
    /// The language of the translations.
    #[arg(long, value_name = "TAG")]
    target_lang: Option<LangTag>,
    /// The query is a regular expression.
    #[arg(long)]
    regex: bool,
    /// Capitals and accents count.
    #[arg(long)]
    case: bool,
    /// How many units at most.
    #[arg(short = 'n', long, default_value_t = 20, value_name = "N")]
    limit: usize,
    /// What to write.
    #[arg(long, value_enum, default_value_t = To::Text)]
    to: To,
    #[command(flatten)]
    filter: FilterArguments,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum To {
    /// Text to read.
    Text,
    /// A JSON object a unit; marks are bytes of the texts.
    Jsonl,
}

pub(super) fn run(arguments: &ConcordanceArguments, terminal: &Terminal) -> anyhow::Result<Exit> {
    let options = ConcordanceOptions {
        lang: arguments.lang.clone(),
        target: arguments.target_lang.clone(),
        regex: arguments.regex,
        case: arguments.case,
        limit: arguments.limit,
        filter: arguments.filter.filter(),
    };
    let Some((query, memories @ [_, ..])) = arguments.words.split_last() else {
        anyhow::bail!("say the memory, and what to look for in it");
    };
    let all = concordance(memories, &query.to_string_lossy(), &options, terminal)?;
    let mut out = Output::create(Path::new("-"))?;
    match arguments.to {
        To::Text => shown(&mut out, &all)?,
        To::Jsonl => {
            for found in &all.found {
                writeln!(out, "{}", told(found, &all.names))?;
            }
        }
    }
    out.finish()?;
    let (shown, units) = (all.found.len(), all.units);
    if all.more {
        terminal.say(&format!("{shown} of more than {units} units: ask for something rarer"));
    } else {
        terminal.say(&format!("{shown} of {units} units"));
    }
    Ok(Exit::Clean)
}

fn shown(out: &mut Output, all: &Concordance) -> io::Result<()> {
    let styled = io::stdout().is_terminal();
    for found in &all.found {
        let entry = &found.entry;
        let facts = [entry.date(), entry.author.as_deref(), entry.domain.as_deref()];
        let document = entry.context.document.as_deref();
        let facts: Vec<&str> = facts.into_iter().chain([document]).flatten().collect();
        let line = format!("{} {}  {}", all.names[found.memory], found.unit, facts.join(" "));
        writeln!(out, "{}", line.trim_end())?;
        for text in [Some(&found.source), found.target.as_ref()].into_iter().flatten() {
            writeln!(out, "  {:5} {}", text.lang.as_str(), marked(text, styled))?;
        }
    }
    Ok(())
}

/// The text with its marks, on one line.
fn marked(text: &Marked, styled: bool) -> String {
    let (before, behind) = if styled { ("\u{1b}[1;33m", "\u{1b}[0m") } else { ("⟦", "⟧") };
    let (mut line, mut at) = (String::new(), 0);
    for mark in &text.marks {
        line.push_str(&text.text[at..mark.start as usize]);
        line.push_str(before);
        line.push_str(&text.text[mark.range()]);
        line.push_str(behind);
        at = mark.end as usize;
    }
    line.push_str(&text.text[at..]);
    line.replace(['\n', '\r'], " ")
}

fn told(found: &Found, names: &[String]) -> Value {
    let entry = &found.entry;
    let value = json!({
        "memory": names[found.memory],
        "unit": found.unit,
        "whole": found.whole,
        "source_lang": found.source.lang,
        "source": found.source.text,
        "source_marks": found.source.marks,
        "target_lang": found.target.as_ref().map(|target| &target.lang),
        "target": found.target.as_ref().map(|target| &target.text),
        "target_marks": found.target.as_ref().map(|target| &target.marks),
        "date": entry.date(),
        "author": entry.author,
        "domain": entry.domain,
        "document": entry.context.document,
    });
    match value {
        Value::Object(map) => map.into_iter().filter(|(_, value)| !value.is_null()).collect(),
        other => other,
    }
}
