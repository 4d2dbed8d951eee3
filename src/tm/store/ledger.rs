//! What the operations of a batch come to, for every store.

use super::entry::normalised;
use super::{Batch, Done, Duplicates, Effect, Entry, Kind, Operation, StoreError};
use crate::model::{Unit, Variant};
use crate::text::LangTag;

/// The most variants a unit may have.
pub(super) const MOST_VARIANTS: usize = 1 << 16;

/// What a batch is carried out on. Each change goes to the log as well.
pub(super) trait Ledger {
    /// The unit, if it is there.
    fn entry(&mut self, id: u64) -> Result<Option<Entry>, StoreError>;

    /// The units with exactly this text (in NFC) under exactly this tag, by ascending number.
    fn holders(&mut self, lang: &LangTag, text: &str) -> Result<Vec<u64>, StoreError>;

    /// Adds a unit under a new number.
    fn add(&mut self, entry: &Entry) -> Result<u64, StoreError>;

    /// Changes a unit; removes it where there is none after, brings it back where there was none before.
    fn put(
        &mut self,
        id: u64,
        before: Option<&Entry>,
        after: Option<&Entry>,
    ) -> Result<(), StoreError>;
}

/// What a unit was before a batch, as the log has it.
#[derive(Debug)]
pub(super) struct Image {
    pub(super) unit: u64,
    pub(super) before: Option<Entry>,
}

/// Carries out the operations of a batch.
pub(super) fn carry_out(ledger: &mut dyn Ledger, batch: &Batch) -> Result<Vec<Done>, StoreError> {
    batch
        .operations
        .iter()
        .map(|operation| match operation {
            Operation::Add(entry) => {
                check(entry)?;
                add(ledger, batch, entry)
            }
            Operation::Replace(id, entry) => {
                check(entry)?;
                let before = ledger.entry(*id)?.ok_or(Kind::NoUnit(*id))?;
                change(ledger, *id, &before, entry)
            }
            Operation::Remove(id) => {
                let before = ledger.entry(*id)?.ok_or(Kind::NoUnit(*id))?;
                ledger.put(*id, Some(&before), None)?;
                Ok(Done { unit: *id, effect: Effect::Removed })
            }
        })
        .collect()
}

/// Brings units back to what they were. One thing is done for each: what it was first counts.
pub(super) fn bring_back(
    ledger: &mut dyn Ledger,
    images: Vec<Image>,
) -> Result<Vec<Done>, StoreError> {
    let mut done = Vec::new();
    for Image { unit, before } in images {
        let now = ledger.entry(unit)?;
        let effect = match (&now, &before) {
            _ if now == before => Effect::Skipped,
            (Some(_), Some(_)) => Effect::Changed,
            (Some(_), None) => Effect::Removed,
            (None, _) => Effect::Added,
        };
        if effect != Effect::Skipped {
            ledger.put(unit, now.as_ref(), before.as_ref())?;
        }
        done.push(Done { unit, effect });
    }
    Ok(done)
}

/// Whether a unit can be kept.
fn check(entry: &Entry) -> Result<(), StoreError> {
    if entry.unit.variants.len() > MOST_VARIANTS {
        return Err(Kind::Unfit(format!("a unit has more than {MOST_VARIANTS} texts")).into());
    }
    if entry.score.is_some_and(|score| !(0.0..=1.0).contains(&score)) {
        return Err(Kind::Unfit("a unit's score is not between 0 and 1".into()).into());
    }
    if let Some(bad) = entry.unit.variants.iter().find(|variant| !variant.content.codes_fit()) {
        let text: String = bad.content.text.chars().take(60).collect();
        return Err(Kind::Unfit(format!("the codes of `{text}` do not stand in the text")).into());
    }
    Ok(())
}

fn add(ledger: &mut dyn Ledger, batch: &Batch, entry: &Entry) -> Result<Done, StoreError> {
    let source = match batch.duplicates {
        Duplicates::KeepAll => None,
        _ => source_of(&entry.unit, batch.source.as_ref()),
    };
    let Some(source) = source else { return add_new(ledger, entry) };
    let holders = ledger.holders(&source.lang, &source.content.text)?;
    if batch.duplicates == Duplicates::Merge {
        return merge(ledger, &holders, entry);
    }
    let mut rivals = Vec::new();
    for id in holders {
        let known = ledger.entry(id)?;
        let is = |known: &Entry| are_rivals(&known.unit, &entry.unit, &source.lang);
        rivals.extend(known.filter(is).map(|known| (id, known)));
    }
    let newest = rivals.iter().map(|(_, known)| known.date()).max();
    match newest {
        None => add_new(ledger, entry),
        Some(date) if batch.duplicates == Duplicates::Newest && entry.date() <= date => {
            Ok(Done { unit: rivals[0].0, effect: Effect::Skipped })
        }
        Some(_) => overwrite(ledger, &rivals, entry),
    }
}

fn add_new(ledger: &mut dyn Ledger, entry: &Entry) -> Result<Done, StoreError> {
    Ok(Done { unit: ledger.add(entry)?, effect: Effect::Added })
}

fn change(
    ledger: &mut dyn Ledger,
    unit: u64,
    before: &Entry,
    after: &Entry,
) -> Result<Done, StoreError> {
    if before == after {
        return Ok(Done { unit, effect: Effect::Skipped });
    }
    ledger.put(unit, Some(before), Some(after))?;
    Ok(Done { unit, effect: Effect::Changed })
}

/// [`Duplicates::Merge`] among the units with the same source.
fn merge(ledger: &mut dyn Ledger, held: &[u64], entry: &Entry) -> Result<Done, StoreError> {
    for id in held {
        // The first mostly agrees: of many copies no other is read.
        let Some(known) = ledger.entry(*id)? else { continue };
        let agrees = entry.unit.variants.iter().all(|variant| {
            !has_tag(&known.unit, &variant.lang)
                || known.unit.variants.iter().any(|other| same_text(other, variant))
        });
        if agrees {
            return change(ledger, *id, &known, &with_missing(&known, &entry.unit));
        }
    }
    add_new(ledger, entry)
}

/// [`Duplicates::Overwrite`] among rivals, of which there is one at least.
fn overwrite(
    ledger: &mut dyn Ledger,
    rivals: &[(u64, Entry)],
    entry: &Entry,
) -> Result<Done, StoreError> {
    for (id, rival) in &rivals[1..] {
        if rival.unit.variants.iter().all(|variant| has_tag(&entry.unit, &variant.lang)) {
            ledger.put(*id, Some(rival), None)?;
        }
    }
    let (id, first) = &rivals[0];
    change(ledger, *id, first, &with_missing(entry, &first.unit))
}

/// The entry with those variants of another unit that are in tags it does not have.
fn with_missing(entry: &Entry, other: &Unit) -> Entry {
    let missing = other.variants.iter().filter(|variant| !has_tag(&entry.unit, &variant.lang));
    let mut both = entry.clone();
    both.unit.variants.extend(missing.cloned());
    both
}

/// The variant by which a unit is told apart.
fn source_of<'a>(unit: &'a Unit, lang: Option<&LangTag>) -> Option<&'a Variant> {
    lang.and_then(|lang| unit.variant(lang)).or_else(|| unit.variants.first())
}

/// Whether units of the same source can't stand beside each other.
fn are_rivals(one: &Unit, other: &Unit, source: &LangTag) -> bool {
    let targets = |unit: &Unit| unit.variants.iter().any(|variant| variant.lang != *source);
    let shared =
        one.variants.iter().any(|variant| variant.lang != *source && has_tag(other, &variant.lang));
    shared || !targets(one) || !targets(other)
}

fn has_tag(unit: &Unit, lang: &LangTag) -> bool {
    unit.variants.iter().any(|variant| variant.lang == *lang)
}

fn same_text(one: &Variant, other: &Variant) -> bool {
    one.lang == other.lang && normalised(&one.content.text) == normalised(&other.content.text)
}
