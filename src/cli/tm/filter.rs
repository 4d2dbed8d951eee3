//! The arguments that choose units of a memory.

use crate::text::LangTag;
use crate::tm::store::{Filter, TextPattern};
use clap::Args;
use regex::Regex;

/// Conditions, all of which a unit must fulfil.
#[derive(Debug, Args)]
#[command(next_help_heading = "Which units")]
pub(super) struct FilterArguments {
    /// It has texts in all these languages.
    #[arg(long, value_delimiter = ',', value_name = "TAGS")]
    has_langs: Vec<LangTag>,
    /// It was last changed (or made) then or later: 2024, 20240131, 20240131T120000Z.
    #[arg(long, value_name = "DATE", value_parser = crate::cli::tmx::date)]
    since: Option<String>,
    /// It was last changed (or made) before then.
    #[arg(long, value_name = "DATE", value_parser = crate::cli::tmx::date)]
    before: Option<String>,
    /// It is by this author.
    #[arg(long, value_name = "NAME")]
    author: Option<String>,
    /// It is in this domain.
    #[arg(long, value_name = "WORD")]
    in_domain: Option<String>,
    /// It has this origin.
    #[arg(long, value_name = "WORD")]
    of_origin: Option<String>,
    /// It has this status.
    #[arg(long, value_name = "WORD")]
    status: Option<String>,
    /// It stood in this document.
    #[arg(long, value_name = "NAME")]
    document: Option<String>,
    /// Its score is at least this, 0–1; units without one fail.
    #[arg(long, value_name = "SCORE")]
    min_score: Option<f32>,
    /// It has a property of this name whose value matches.
    #[arg(long, value_name = "NAME=REGEX", value_parser = crate::cli::tmx::prop)]
    prop: Option<(String, Regex)>,
    /// One of its texts matches this regular expression.
    #[arg(long, value_name = "REGEX")]
    r#match: Option<Regex>,
}

impl FilterArguments {
    pub(super) fn filter(&self) -> Filter {
        let boxed = |value: &Option<String>| value.as_deref().map(Into::into);
        Filter {
            languages: self.has_langs.clone(),
            since: boxed(&self.since),
            before: boxed(&self.before),
            author: boxed(&self.author),
            domain: boxed(&self.in_domain),
            origin: boxed(&self.of_origin),
            status: boxed(&self.status),
            document: boxed(&self.document),
            min_score: self.min_score,
            prop: self
                .prop
                .as_ref()
                .map(|(name, value)| (name.as_str().into(), Some(value.clone()))),
            text: self.r#match.clone().map(|regex| (None, TextPattern::Regex(regex))),
        }
    }
}
