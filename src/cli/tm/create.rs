//! `targum tm create` and `targum tm set`: a new memory, and what a memory says of itself.

use crate::app::AppError;
use crate::app::tm::{Access, Memory};
use crate::cli::{Exit, Terminal};
use crate::text::LangTag;
use crate::tm::store::Settings;
use clap::Args;
use std::path::PathBuf;

/// Make a new, empty memory.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  targum tm create un.tgm
  targum tm create un.tgm --name 'UN documents' --source en --penalty 2

Exit codes: 0 made, 2 could not run.")]
pub(super) struct CreateArguments {
    /// The memory's file; `.tgm` by habit.
    memory: PathBuf,
    #[command(flatten)]
    settings: SettingArguments,
}

/// Change what a memory says of itself.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  targum tm set un.tgm --read-only true
  targum tm set machine.tgm --penalty 10 --priority=-1

Exit codes: 0 done, 2 could not run.")]
pub(super) struct SetArguments {
    /// The memory.
    memory: PathBuf,
    #[command(flatten)]
    settings: SettingArguments,
}

#[derive(Debug, Args)]
struct SettingArguments {
    /// What it is called.
    #[arg(long)]
    name: Option<String>,
    /// Anything else to be said of it.
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    /// The language that is translated from.
    #[arg(long, value_name = "TAG")]
    source: Option<LangTag>,
    /// The languages it is meant for.
    #[arg(long, value_name = "TAGS", value_delimiter = ',')]
    langs: Option<Vec<LangTag>>,
    /// Of equal matches, those of the memory with the higher number come first.
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    priority: Option<i32>,
    /// What is taken from each of its matches, in percent.
    #[arg(long, value_name = "PERCENT")]
    penalty: Option<f32>,
    /// Whether its units may not be changed.
    #[arg(long, value_name = "YES")]
    read_only: Option<bool>,
}

impl SettingArguments {
    fn put(&self, settings: &mut Settings) -> Result<(), AppError> {
        if let Some(penalty) = self.penalty {
            if !(0.0..=100.0).contains(&penalty) {
                return Err(AppError::request("a penalty is 0 to 100 percent"));
            }
            settings.penalty = penalty;
        }
        if let Some(name) = &self.name {
            settings.name = name.as_str().into();
        }
        if let Some(description) = &self.description {
            settings.description = description.as_str().into();
        }
        if let Some(langs) = &self.langs {
            settings.languages.clone_from(langs);
        }
        settings.source = self.source.clone().or(settings.source.take());
        settings.priority = self.priority.unwrap_or(settings.priority);
        settings.read_only = self.read_only.unwrap_or(settings.read_only);
        Ok(())
    }
}

pub(super) fn run(arguments: &CreateArguments, terminal: &Terminal) -> anyhow::Result<Exit> {
    let mut settings = Settings::default();
    arguments.settings.put(&mut settings)?;
    Memory::create(&arguments.memory, &settings)?;
    terminal.say(&format!("{}: a new memory", arguments.memory.display()));
    Ok(Exit::Clean)
}

pub(super) fn set(arguments: &SetArguments, terminal: &Terminal) -> anyhow::Result<Exit> {
    let mut memory = Memory::open(&arguments.memory, Access::Write)?;
    let before = memory.store().settings().map_err(AppError::from)?;
    let mut settings = before.clone();
    arguments.settings.put(&mut settings)?;
    if settings == before {
        return Err(AppError::request("say what to change: see `targum help tm set`").into());
    }
    memory.store_mut().set(&settings).map_err(AppError::from)?;
    terminal.say(&format!("{}: changed", arguments.memory.display()));
    Ok(Exit::Clean)
}
