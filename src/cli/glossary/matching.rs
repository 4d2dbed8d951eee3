//! `targum glossary match`: which terms a text has, and whether a table of cases holds.

use crate::app::AppError;
use crate::app::files::{Input, Output};
use crate::cli::{Exit, Terminal};
use crate::glossary::{Index, Scanner, Termbase};
use crate::model::{Concept, Term};
use crate::text::{LangTag, decode};
use clap::Args;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

/// Try the matcher: does a term occur in a text?
#[derive(Debug, Args)]
#[command(after_help = "\
Cases are a table with a header row and the columns `lang`, `term`, `text`, `expect` (1 or 0) and any
others. Several terms of a cell, parted by ` | `, are all known; the first is the one asked for. `\\n` in
a text stands for a line break.

Examples:
  targum glossary match --cases cases.tsv

Exit codes: 0 all cases hold, 1 some do not, 2 could not run.")]
pub(super) struct MatchArguments {
    /// The table of cases; `-` is standard input.
    #[arg(long, value_name = "FILE")]
    cases: PathBuf,
}

pub(super) fn run(arguments: &MatchArguments, terminal: &Terminal) -> anyhow::Result<Exit> {
    let input = Input::open(&arguments.cases)?;
    let name = input.name.clone();
    let mut bytes = Vec::new();
    input.into_reader().read_to_end(&mut bytes)?;
    let table = decode(&bytes, None, None).text;
    let mut rows = table.lines().enumerate().filter(|(_, row)| !row.trim().is_empty());
    let header: Vec<&str> = rows.next().map_or(Vec::new(), |(_, row)| row.split('\t').collect());
    let column = |wanted: &str| header.iter().position(|name| name.trim() == wanted);
    let columns = ["lang", "term", "text", "expect"].map(column);
    let [Some(lang), Some(term), Some(text), Some(expect)] = columns else {
        let message =
            format!("{name}: the first row does not name `lang`, `term`, `text` and `expect`");
        return Err(AppError::request(message).into());
    };
    let mut out = Output::create(Path::new("-"))?;
    let (mut passed, mut all) = (0, 0);
    for (number, row) in rows {
        let cells: Vec<&str> = row.split('\t').collect();
        let cell = |column: usize| cells.get(column).copied().unwrap_or_default().trim();
        let lang = LangTag::parse(cell(lang));
        let lang =
            lang.map_err(|error| AppError::request(format!("{name}:{}: {error}", number + 1)))?;
        all += 1;
        if occurs(&lang, cell(term), cell(text)) == (cell(expect) == "1") {
            passed += 1;
        } else {
            let place = format!("{name}:{}", number + 1);
            writeln!(
                out,
                "{place}: {lang}: `{}` in `{}`: not {}",
                cell(term),
                cell(text),
                cell(expect)
            )?;
        }
    }
    writeln!(out, "{passed}/{all}")?;
    out.finish()?;
    terminal.say(&format!("{passed} of {all} cases hold"));
    Ok(if passed == all { Exit::Clean } else { Exit::Findings })
}

/// Whether the first of some terms occurs in a text where all are known.
fn occurs(lang: &LangTag, terms: &str, text: &str) -> bool {
    let concept = |term: &str| Concept {
        terms: vec![Term::new(term.trim(), lang.clone())],
        ..Concept::default()
    };
    let termbase = Termbase { concepts: terms.split(" | ").map(concept).collect() };
    let index = Index::new(&termbase, lang, &[]);
    let mut scanner = Scanner::new(&index);
    let text = text.replace("\\n", "\n");
    scanner.read(&text);
    scanner.terms(&text).iter().any(|found| found.concept == 0)
}
