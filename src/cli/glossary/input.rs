//! The arguments by which all commands on termbases read them.

use crate::app::{AppError, glossary};
use crate::glossary::{ReadSettings, Termbase};
use crate::model::Finding;
use crate::text::LangTag;
use clap::Args;
use std::path::Path;

#[derive(Debug, Args)]
pub(super) struct InputArguments {
    /// The format to read: tbx, tsv, csv, xlsx, omegat, utx, jsonl; else by the file's name and content.
    #[arg(long, value_name = "FORMAT")]
    from: Option<String>,
    /// What columns of a table hold, by header or number: `Begriff=de,3=definition`.
    #[arg(long, value_delimiter = ',', value_name = "HEADER=NAME", value_parser = column)]
    columns: Vec<(String, String)>,
}

fn column(text: &str) -> Result<(String, String), String> {
    let (header, name) = text.rsplit_once('=').ok_or("a column is HEADER=NAME")?;
    Ok((header.to_owned(), name.to_owned()))
}

impl InputArguments {
    /// Reads a termbase. `languages` are those of a file that does not say its own.
    pub(super) fn load(
        &self,
        path: &Path,
        languages: &[LangTag],
    ) -> Result<(Termbase, Vec<Finding>), AppError> {
        let format = self.from.as_deref().map(glossary::by_name).transpose()?;
        let (columns, languages) = (self.columns.clone(), languages.to_vec());
        glossary::load(path, &ReadSettings { format, languages, columns })
    }
}
