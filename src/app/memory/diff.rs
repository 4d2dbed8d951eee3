//! What differs between two memories.

use super::{Findings, read, source};
use crate::app::{AppError, Progress};
use crate::format::{Flow, Sink};
use crate::model::{Finding, Header, Unit};
use crate::text::LangTag;
use rustc_hash::FxHashMap;
use serde::Serialize;
use std::path::Path;

/// Texts by language, in a unit's order.
pub type Texts = Vec<(String, String)>;

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase", tag = "change")]
pub enum Change {
    /// Only the old memory has the unit.
    Removed {
        /// Its texts, the source first.
        texts: Texts,
    },
    /// Only the new one has it.
    Added {
        /// Its texts, the source first.
        texts: Texts,
    },
    /// Both have the source, with other translations.
    Changed {
        /// The source.
        source: (String, String),
        /// The old translations that the new unit has not.
        old: Texts,
        /// The new ones.
        new: Texts,
    },
}

/// The differences between the units of two memories, in the old one's order with what was added at
/// the end. Units are the same whose texts are; order, dates and properties do not count. Both
/// memories are held in memory.
///
/// # Errors
/// When one of them can't be read.
pub fn diff(
    old: &Path,
    new: &Path,
    from: Option<&str>,
    progress: &dyn Progress,
) -> Result<(Vec<Change>, Vec<Finding>), AppError> {
    let (mut before, mut after) = (Units::default(), Units::default());
    read(old, from, &[], &mut before, progress)?;
    read(new, from, &[], &mut after, progress)?;
    let mut findings = std::mem::take(&mut before.findings).told();
    findings.extend(std::mem::take(&mut after.findings).told());
    let mut changes = Vec::new();
    for source in &before.order {
        let removed = before.translations.remove(source).unwrap_or_default();
        let mut added = after.translations.remove(source).unwrap_or_default();
        let mut left = Vec::new();
        for texts in removed {
            match added.iter().position(|other| *other == texts) {
                Some(at) => drop(added.remove(at)),
                None => left.push(texts),
            }
        }
        let mut added = added.into_iter();
        for old in left {
            changes.push(match added.next() {
                Some(new) => changed(source, old, new),
                None => Change::Removed { texts: whole(source, old) },
            });
        }
        changes.extend(added.map(|texts| Change::Added { texts: whole(source, texts) }));
    }
    for source in &after.order {
        let added = after.translations.remove(source).unwrap_or_default();
        changes
            .extend(added.into_iter().map(|texts| Change::Added { texts: whole(source, texts) }));
    }
    Ok((changes, findings))
}

fn whole(source: &(String, String), mut texts: Texts) -> Texts {
    texts.insert(0, source.clone());
    texts
}

fn changed(source: &(String, String), mut old: Texts, mut new: Texts) -> Change {
    let same: Texts = old.iter().filter(|text| new.contains(text)).cloned().collect();
    old.retain(|text| !same.contains(text));
    new.retain(|text| !same.contains(text));
    Change::Changed { source: source.clone(), old, new }
}

/// The units of a memory by their source.
#[derive(Default)]
struct Units {
    srclang: Option<LangTag>,
    order: Vec<(String, String)>,
    translations: FxHashMap<(String, String), Vec<Texts>>,
    findings: Findings,
}

impl Sink for Units {
    fn header(&mut self, header: Header) -> Flow {
        self.srclang = header.srclang;
        Flow::Continue(())
    }

    fn unit(&mut self, unit: Unit) -> Flow {
        let text = |v: &crate::model::Variant| (v.lang.to_string(), v.content.text.clone());
        let Some(first) = source(&unit, self.srclang.as_ref()).or(unit.variants.first()) else {
            return Flow::Continue(());
        };
        let key = text(first);
        let mut others: Texts =
            unit.variants.iter().filter(|v| v.lang != first.lang).map(text).collect();
        others.sort();
        let list = self.translations.entry(key.clone()).or_default();
        if list.is_empty() {
            self.order.push(key);
        }
        list.push(others);
        Flow::Continue(())
    }

    fn finding(&mut self, finding: Finding) -> Flow {
        self.findings.add(finding)
    }
}
