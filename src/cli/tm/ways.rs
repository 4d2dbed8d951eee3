//! The arguments of a look-up that goes by meaning or by pieces, and what it shows.

use crate::app::encoders::Model;
use crate::app::files::Output;
use crate::app::tm::Encoding;
use crate::app::tm::fragments::FragmentSearch;
use crate::app::tm::lookup::{LookupOptions, Memories};
use crate::app::tm::semantic::Semantic;
use crate::app::tm::ways::{Answer, Ways};
use crate::cli::Terminal;
use crate::cli::embed::ModelArguments;
use crate::text::LangTag;
use clap::Args;
use std::io::{self, Write};
use std::path::PathBuf;

/// Other ways to look up than by likeness.
#[derive(Debug, Args)]
#[command(next_help_heading = "Other ways to find")]
pub(super) struct WaysArguments {
    /// Find units that mean much the same instead of matches.
    #[arg(long)]
    semantic: bool,
    /// Find these behind the matches.
    #[arg(long, conflicts_with = "semantic")]
    mixed: bool,
    /// The language in which they are found; that of the texts where none is named.
    #[arg(long, value_name = "TAG")]
    find_lang: Option<LangTag>,
    /// The least cosine of what means much the same, 0–1.
    #[arg(long, default_value_t = 0.5, value_name = "COSINE")]
    min_semantic: f32,
    /// For a text without a match, find its pieces.
    #[arg(long)]
    fragments: bool,
    #[command(flatten)]
    model: ModelArguments,
}

/// What is ready to find in other ways.
pub(super) struct Ready<'e> {
    semantic: Option<Semantic<'e>>,
    mixed: bool,
    fragments: Option<FragmentSearch>,
}

impl Ready<'_> {
    pub(super) fn ways(&self) -> Ways<'_> {
        let fragments = self.fragments.as_ref();
        Ways { semantic: self.semantic.as_ref(), mixed: self.mixed, fragments }
    }
}

impl WaysArguments {
    /// The weights to use, if any are needed.
    pub(super) fn model(&self) -> anyhow::Result<Option<Model>> {
        let asked = self.semantic || self.mixed;
        if !asked && self.find_lang.is_some() {
            anyhow::bail!("--find-lang is for what is found by meaning: add --semantic or --mixed");
        }
        asked.then(|| self.model.find()).transpose()
    }

    pub(super) fn open<'e>(
        &self,
        paths: &[PathBuf],
        options: &LookupOptions,
        encoding: Option<Encoding<'e>>,
        terminal: &Terminal,
    ) -> anyhow::Result<Ready<'e>> {
        let lang = self.find_lang.as_ref().unwrap_or(&options.source);
        if let Some(encoding) = encoding {
            let langs = [lang.language(), options.source.language()];
            let foreign = langs.into_iter().find(|lang| !encoding.encoder.knows(lang));
            if let Some(lang) = foreign {
                terminal
                    .say(&format!("the encoder does not know {lang}: what it finds means little"));
            }
        }
        let semantic = encoding
            .map(|encoding| Semantic::open(paths, lang, encoding, self.min_semantic, terminal));
        let fragments = self.fragments.then(|| FragmentSearch::open(paths, options, terminal));
        Ok(Ready {
            semantic: semantic.transpose()?,
            mixed: self.mixed,
            fragments: fragments.transpose()?,
        })
    }
}

/// Units that mean much the same.
pub(super) fn near_shown(
    out: &mut Output,
    answer: &Answer,
    memories: &Memories,
    mixed: bool,
) -> io::Result<()> {
    for near in &answer.near {
        writeln!(out, "semantic {:.2}  {}", near.cosine, near.source.text)?;
        writeln!(out, "         {}", near.target.text)?;
        let entry = &near.entry;
        let facts = [entry.date(), entry.author.as_deref(), entry.domain.as_deref()];
        let facts: Vec<&str> = facts.into_iter().flatten().collect();
        let mixed = if mixed { format!("mixed {:.2}  ", near.mixed()) } else { String::new() };
        let (name, unit) = (memories.name(near.memory), near.unit);
        let line = format!("         {mixed}{name} {unit}  {}", facts.join(" "));
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

/// Pieces of a text.
pub(super) fn pieces_shown(
    out: &mut Output,
    answer: &Answer,
    memories: &Memories,
) -> io::Result<()> {
    for piece in &answer.fragments {
        let units: Vec<String> = piece.units.iter().map(u64::to_string).collect();
        writeln!(out, "piece    {}", piece.source)?;
        writeln!(out, "         {}", piece.target)?;
        let share = (piece.share * 100.0).round();
        let (name, units) = (memories.name(piece.memory), units.join(" "));
        writeln!(out, "         {name} {units}  {share} % of those looked at")?;
    }
    Ok(())
}
