//! What is said of the words that sentences are cut by.

use crate::app::{AppError, Lists, SegmentationRules};
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(crate) struct ListArguments {
    /// A list of abbreviations and other words over the built-in ones and those of targum.toml; may be
    /// given several times. A line is `class: word word …`, as in `never: Abt`; lines behind `[fr]` hold
    /// for French only.
    #[arg(long, value_name = "FILE")]
    abbreviations: Vec<PathBuf>,
    /// Cut each paragraph by itself: without it, a document with 200 sentence ends and more inside its paragraphs teaches which of
    /// its words are abbreviations, and which start sentences.
    #[arg(long)]
    no_learn: bool,
}

impl ListArguments {
    /// Rules with these lists.
    pub(super) fn add_to(&self, rules: &mut SegmentationRules) -> Result<(), AppError> {
        for path in &self.abbreviations {
            rules.lists.extend(&Lists::open(path)?);
        }
        rules.no_learning = self.no_learn;
        Ok(())
    }
}
