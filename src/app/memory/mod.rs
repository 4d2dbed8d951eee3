//! Work on memories, unit by unit in bounded memory.

pub mod convert;
pub mod dedupe;
pub mod diff;
pub mod filter;
mod issues;
pub mod merge;
pub mod score;
pub mod split;
pub mod stats;
pub(super) mod write;

use super::files::Input;
use super::{AppError, Progress};
use crate::format::{Flow, Holds, ReadOptions, Sink};
use crate::model::{Content, Finding, Severity, Unit, Variant};
use crate::text::LangTag;
use std::path::{Path, PathBuf};
use xxhash_rust::xxh3::xxh3_128;

/// Reads a memory of any format into `sink`, and tells `progress` how far it is. Gives its name.
///
/// # Errors
/// When it can't be opened, is no memory, or can't be read on from some place.
pub(super) fn read(
    path: &Path,
    from: Option<&str>,
    columns: &[LangTag],
    sink: &mut dyn Sink,
    progress: &dyn Progress,
) -> Result<String, AppError> {
    let input = Input::open(path)?;
    let format = input.format(from, Holds::Memory)?;
    let name = input.name.clone();
    let options =
        ReadOptions { name: name.clone(), columns: columns.to_vec(), ..ReadOptions::default() };
    progress.begin("reading");
    let done = format.read(&mut input.into_reader_with(progress), &options, sink);
    progress.end();
    done.map_err(|source| AppError::format(name.clone(), source))?;
    Ok(name)
}

/// Findings that are kept of a memory; the rest is counted.
const MOST_FINDINGS: usize = 1000;

/// Findings of readers: a damaged memory may have millions.
#[derive(Debug, Default)]
pub(super) struct Findings {
    kept: Vec<Finding>,
    dropped: u64,
}

impl Findings {
    pub(super) fn add(&mut self, finding: Finding) -> Flow {
        if self.kept.len() < MOST_FINDINGS {
            self.kept.push(finding);
        } else {
            self.dropped += 1;
        }
        Flow::Continue(())
    }

    /// What was kept, and how many more there were.
    pub(super) fn told(mut self) -> Vec<Finding> {
        if self.dropped > 0 {
            let message = format!("{} more findings are not shown", self.dropped);
            self.kept.push(Finding::new("more-findings", Severity::Warning, message));
        }
        self.kept
    }
}

/// The languages of memories, in the order they come.
pub(super) fn languages(
    inputs: &[PathBuf],
    from: Option<&str>,
    progress: &dyn Progress,
) -> Result<Vec<LangTag>, AppError> {
    #[derive(Default)]
    struct Languages(Vec<LangTag>);

    impl Sink for Languages {
        fn unit(&mut self, unit: Unit) -> Flow {
            for variant in unit.variants {
                if !self.0.contains(&variant.lang) {
                    self.0.push(variant.lang);
                }
            }
            Flow::Continue(())
        }
    }

    let mut seen = Languages::default();
    for input in inputs {
        read(input, from, &[], &mut seen, progress)?;
    }
    Ok(seen.0)
}

/// The property that says how far the work on a unit is.
pub(super) const STATUS: &str = "x-status";

/// The variant a unit is looked up by: the one in `lang`, else its first.
pub(super) fn source<'u>(unit: &'u Unit, lang: Option<&LangTag>) -> Option<&'u Variant> {
    lang.map_or_else(|| unit.variants.first(), |lang| unit.variant(lang))
}

/// A hash of languages, texts and codes, by which units are the same.
fn fingerprint<'v>(variants: impl IntoIterator<Item = &'v Variant>) -> u128 {
    let mut parts: Vec<String> = variants
        .into_iter()
        .map(|variant| {
            let mut part = format!("{}\0", variant.lang);
            write_content(&variant.content, &mut part);
            part
        })
        .collect();
    parts.sort_unstable();
    xxh3_128(parts.join("\u{1}").as_bytes())
}

/// A text with its codes and the texts inside them.
fn write_content(content: &Content, to: &mut String) {
    to.push_str(&content.text);
    for code in &content.codes {
        to.push_str(&format!("\0{}{}", code.at, code.data));
        for sub in &code.subs {
            to.push_str(&format!("\0{}\0", sub.at));
            write_content(&sub.content, to);
        }
    }
}

/// When a unit was last touched, `YYYYMMDDThhmmssZ`: the latest change or creation on it or on one of
/// its variants.
fn date(unit: &Unit) -> Option<&str> {
    let lists = unit.variants.iter().map(|variant| &variant.attributes);
    let dates = lists.chain([&unit.attributes]).flatten();
    let dates = dates.filter(|(name, _)| matches!(&**name, "changedate" | "creationdate"));
    dates.map(|(_, date)| &**date).max()
}
