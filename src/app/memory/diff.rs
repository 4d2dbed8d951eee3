//! What differs between two memories.

use super::{Findings, read, source};
use crate::app::{AppError, Progress};
use crate::format::{Flow, Sink};
use crate::model::{Finding, Header, Unit};
use crate::text::LangTag;
use rustc_hash::FxHashMap;
use serde::Serialize;
use std::path::Path;
use xxhash_rust::xxh3::xxh3_128;

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
    let changes = pairings(&before.keys, &after.keys).into_iter().map(|pairing| match pairing {
        Pairing::Removed(old) => Sides::change(Some(&before.sides[old]), None),
        Pairing::Added(new) => Sides::change(None, Some(&after.sides[new])),
        Pairing::Changed(old, new) => {
            Sides::change(Some(&before.sides[old]), Some(&after.sides[new]))
        }
    });
    Ok((changes.flatten().collect(), findings))
}

/// The texts of a unit, by what they are in a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::app) struct Sides {
    source: (String, String),
    /// The texts in other languages, by language.
    others: Texts,
}

/// By what units are compared: the hashes of the source and of the other texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::app) struct Key {
    source: u128,
    others: u128,
}

impl Sides {
    /// Those of a unit whose source is in a language, else its first text; `None` without texts.
    pub(in crate::app) fn of(unit: &Unit, srclang: Option<&LangTag>) -> Option<Self> {
        let text = |v: &crate::model::Variant| (v.lang.to_string(), v.content.text.clone());
        let first = source(unit, srclang).or(unit.variants.first())?;
        let mut others: Texts =
            unit.variants.iter().filter(|v| v.lang != first.lang).map(text).collect();
        others.sort();
        Some(Self { source: text(first), others })
    }

    pub(in crate::app) fn key(&self) -> Key {
        let mut all = String::new();
        for (lang, text) in &self.others {
            all.push_str(lang);
            all.push('\0');
            all.push_str(text);
            all.push('\0');
        }
        let source = format!("{}\0{}", self.source.0, self.source.1);
        Key { source: xxh3_128(source.as_bytes()), others: xxh3_128(all.as_bytes()) }
    }

    fn whole(&self) -> Texts {
        [&self.source].into_iter().chain(&self.others).cloned().collect()
    }

    /// What became of a unit, from what it was and is.
    pub(in crate::app) fn change(old: Option<&Self>, new: Option<&Self>) -> Option<Change> {
        Some(match (old, new) {
            (None, None) => return None,
            (Some(old), None) => Change::Removed { texts: old.whole() },
            (None, Some(new)) => Change::Added { texts: new.whole() },
            (Some(old), Some(new)) => {
                let less = |one: &Self, other: &Self| -> Texts {
                    let lone = one.others.iter().filter(|text| !other.others.contains(text));
                    lone.cloned().collect()
                };
                let source = old.source.clone();
                Change::Changed { source, old: less(old, new), new: less(new, old) }
            }
        })
    }
}

/// What became of a unit, by its place among the old and the new ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::app) enum Pairing {
    /// It is gone.
    Removed(usize),
    /// It is new.
    Added(usize),
    /// Its source has other translations.
    Changed(usize, usize),
}

/// What differs: by source in the old order, then what has a new source in the new order. Of the units
/// with one source, those that are alike are taken out first, and the rest is paired in order.
pub(in crate::app) fn pairings(before: &[Key], after: &[Key]) -> Vec<Pairing> {
    let (old, new) = (by_source(before), by_source(after));
    let mut found: Vec<(usize, usize, Vec<Pairing>)> = Vec::new();
    let (mut old, mut new) = (groups(before, &old).peekable(), groups(after, &new).peekable());
    loop {
        let key = |group: &&[usize], keys: &[Key]| keys[group[0]].source;
        let sources =
            (old.peek().map(|group| key(group, before)), new.peek().map(|group| key(group, after)));
        let (takes_old, takes_new) = match sources {
            (None, None) => break,
            (Some(left), Some(right)) => (left <= right, right <= left),
            (left, right) => (left.is_some(), right.is_some()),
        };
        let left = if takes_old { old.next() } else { None }.unwrap_or_default();
        let right = if takes_new { new.next() } else { None }.unwrap_or_default();
        let place = (left.first().copied().unwrap_or(usize::MAX), right.first().copied());
        let differing = within((left, before), (right, after));
        if !differing.is_empty() {
            found.push((place.0, place.1.unwrap_or(usize::MAX), differing));
        }
    }
    found.sort_by_key(|(old, new, _)| (*old, *new));
    found.into_iter().flat_map(|(_, _, pairings)| pairings).collect()
}

/// The places of units, those with the same source together and in order.
fn by_source(keys: &[Key]) -> Vec<usize> {
    let mut places: Vec<usize> = (0..keys.len()).collect();
    places.sort_unstable_by_key(|place| (keys[*place].source, *place));
    places
}

fn groups<'p>(keys: &'p [Key], places: &'p [usize]) -> impl Iterator<Item = &'p [usize]> {
    places.chunk_by(|one, other| keys[*one].source == keys[*other].source)
}

/// What differs between the units of one source.
fn within((old, before): (&[usize], &[Key]), (new, after): (&[usize], &[Key])) -> Vec<Pairing> {
    let mut known: FxHashMap<u128, Vec<usize>> = FxHashMap::default();
    for place in new.iter().rev() {
        known.entry(after[*place].others).or_default().push(*place);
    }
    let mut alike = Vec::new();
    let mut left = Vec::new();
    for place in old {
        match known.get_mut(&before[*place].others).and_then(Vec::pop) {
            Some(found) => alike.push(found),
            None => left.push(*place),
        }
    }
    alike.sort_unstable();
    let mut added = new.iter().copied().filter(|place| alike.binary_search(place).is_err());
    let mut pairings: Vec<Pairing> = left
        .into_iter()
        .map(|old| added.next().map_or(Pairing::Removed(old), |new| Pairing::Changed(old, new)))
        .collect();
    pairings.extend(added.map(Pairing::Added));
    pairings
}

/// The units of a memory and what they are compared by.
#[derive(Default)]
struct Units {
    srclang: Option<LangTag>,
    sides: Vec<Sides>,
    keys: Vec<Key>,
    findings: Findings,
}

impl Sink for Units {
    fn header(&mut self, header: Header) -> Flow {
        self.srclang = header.srclang;
        Flow::Continue(())
    }

    fn unit(&mut self, unit: Unit) -> Flow {
        if let Some(sides) = Sides::of(&unit, self.srclang.as_ref()) {
            self.keys.push(sides.key());
            self.sides.push(sides);
        }
        Flow::Continue(())
    }

    fn finding(&mut self, finding: Finding) -> Flow {
        self.findings.add(finding)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn keys(units: &[(u8, u8)]) -> Vec<Key> {
        let key = |(source, others): &(u8, u8)| Key {
            source: (*source).into(),
            others: (*others).into(),
        };
        units.iter().map(key).collect()
    }

    /// The same without hashes or sorting.
    fn plainly(before: &[Key], after: &[Key]) -> Vec<Pairing> {
        let mut sources: Vec<u128> = Vec::new();
        for key in before.iter().chain(after) {
            if !sources.contains(&key.source) {
                sources.push(key.source);
            }
        }
        let mut all = Vec::new();
        for source in sources {
            let of = |keys: &[Key]| -> Vec<usize> {
                (0..keys.len()).filter(|place| keys[*place].source == source).collect()
            };
            let (mut left, mut new) = (Vec::new(), of(after));
            for old in of(before) {
                match new.iter().position(|new| after[*new].others == before[old].others) {
                    Some(at) => drop(new.remove(at)),
                    None => left.push(old),
                }
            }
            let mut new = new.into_iter();
            for old in left {
                all.push(
                    new.next().map_or(Pairing::Removed(old), |new| Pairing::Changed(old, new)),
                );
            }
            all.extend(new.map(Pairing::Added));
        }
        all
    }

    #[test]
    fn what_differs_is_paired_by_source() {
        let (before, after) =
            (keys(&[(1, 1), (2, 1), (3, 1), (3, 2)]), keys(&[(3, 2), (1, 2), (4, 1), (3, 3)]));
        let wanted = [
            Pairing::Changed(0, 1),
            Pairing::Removed(1),
            Pairing::Changed(2, 3),
            Pairing::Added(2),
        ];
        assert_eq!(pairings(&before, &after), wanted);
        assert_eq!(pairings(&before, &before), []);
    }

    proptest! {
        #[test]
        fn pairings_are_those_found_plainly(
            before in prop::collection::vec((0..4_u8, 0..3_u8), 0..12),
            after in prop::collection::vec((0..4_u8, 0..3_u8), 0..12),
        ) {
            let (before, after) = (keys(&before), keys(&after));
            prop_assert_eq!(pairings(&before, &after), plainly(&before, &after));
        }
    }
}
