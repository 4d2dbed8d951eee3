//! `targum tm anonymize`: a memory without what tells who people are.

use crate::app::AppError;
use crate::app::files::{Input, Output};
use crate::app::tm::anonymize::{AnonymizeJob, Anonymizer, Names, Replaced};
use crate::app::tm::{Access, Memory};
use crate::cli::{Exit, Terminal};
use clap::Args;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The most bytes of a list of names.
const LONGEST_LIST: u64 = 64 << 20;

/// Replace what tells who people are: addresses, telephone and account numbers, names of a list.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  targum tm anonymize un.tgm                                     what would be replaced
  targum tm anonymize un.tgm --names staff.txt -o public.tgm --map key.tsv
  targum tm anonymize un.tgm --names staff.txt --apply

Found are addresses of mail, what names a user in addresses of the web, addresses of machines, account
(IBAN) and card numbers whose check digits fit, telephone numbers, and the names of a list. The same
value gets the same placeholder everywhere: in all texts, codes, notes, properties, authors and names
of documents (name1@example.org, user1, 192.0.2.1, XX00 0000 0000 0001, 0000 0000 0000 0001, +000 0000 0001,
Person 1, 000000-1). Names that are not listed, and other forms of those that are, stay: look through
the result before you give it away.

A list of names has a name a line; with tabs between them, several names of one person, as in other
languages. Whole words are found, as they are written or in capitals.

--apply changes the memory itself and drops its log, which would have the old texts: it can't be undone.
Without -o or --apply a line a value is printed: kind, placeholder, how often, value; --map writes the
same to a file.

Exit codes: 0 done, or nothing is to be replaced; 1 something is to be replaced; 2 could not run.")]
pub(super) struct AnonymizeArguments {
    /// The memory.
    memory: PathBuf,
    /// A list of names, a name a line.
    #[arg(long, value_name = "FILE")]
    names: Option<PathBuf>,
    /// All numbers of seven digits and more, too: of cases, passports, staff.
    #[arg(long)]
    numbers: bool,
    /// Write a new memory.
    #[arg(short, long, value_name = "MEMORY", conflicts_with = "apply")]
    output: Option<PathBuf>,
    /// Change the memory itself. It can't be undone.
    #[arg(long)]
    apply: bool,
    /// Write here what was replaced by what. Keep it where the memory does not go.
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
}

pub(super) fn run(arguments: &AnonymizeArguments, terminal: &Terminal) -> anyhow::Result<Exit> {
    let names = arguments.names.as_deref().map(read_names).transpose()?;
    let job =
        AnonymizeJob { names: names.as_ref(), numbers: arguments.numbers, progress: terminal };
    let access = if arguments.apply { Access::Write } else { Access::Read };
    let mut memory = Memory::open(&arguments.memory, access)?;
    let found = Anonymizer::look(&memory, &job)?;
    // Before anything is changed: without it no one could tell any more what was replaced.
    if let Some(path) = &arguments.map {
        let mut map = Output::create(path)?;
        table(&mut map, found.values()).map_err(|error| AppError::file(path, error))?;
        map.finish()?;
    }
    say(&found, terminal);
    if let Some(output) = &arguments.output {
        let done = found.write(&memory, output)?;
        terminal.say(&format!("{}: {} units", output.display(), done.added));
        return Ok(Exit::Clean);
    }
    if arguments.apply {
        let done = found.apply(&mut memory)?;
        memory.bring_up_to_date(None, terminal)?;
        let units = done.changed;
        terminal.say(&format!("{units} units changed; the log was dropped: this can't be undone"));
        if memory.has_old_bytes() {
            let name = arguments.memory.display();
            terminal.error(&format!("{name}: another process has the memory open, and its old texts are still in the file: end it and run `targum tm compact --forget`"));
            return Ok(Exit::Findings);
        }
        return Ok(Exit::Clean);
    }
    let mut out = Output::create(Path::new("-"))?;
    if arguments.map.is_none() {
        table(&mut out, found.values())?;
    }
    out.finish()?;
    Ok(if found.values().is_empty() { Exit::Clean } else { Exit::Findings })
}

fn read_names(path: &Path) -> Result<Names, AppError> {
    let bytes = Input::open(path)?.into_bytes(path, LONGEST_LIST, "a list of names")?;
    let text = String::from_utf8(bytes).map_err(|_| {
        let message = format!("{}: the list of names is not in UTF-8", path.display());
        AppError::request(message)
    })?;
    Names::parse(&text)
}

fn table(out: &mut dyn Write, values: &[Replaced]) -> io::Result<()> {
    writeln!(out, "kind\tplaceholder\tcount\tvalue")?;
    for one in values {
        let value = one.value.replace(['\n', '\r', '\t'], " ");
        writeln!(out, "{}\t{}\t{}\t{value}", one.kind.name(), one.placeholder, one.count)?;
    }
    Ok(())
}

/// How many values of each kind there are.
fn say(found: &Anonymizer<'_>, terminal: &Terminal) {
    let mut kinds: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for value in found.values() {
        let counts = kinds.entry(value.kind.name()).or_default();
        *counts = (counts.0 + 1, counts.1 + value.count);
    }
    for (kind, (values, count)) in kinds {
        terminal.say(&format!("{kind}: {values} values, {count} times"));
    }
    terminal.say(&format!("{} units have values", found.units()));
}
