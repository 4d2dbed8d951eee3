//! A memory without the units it holds twice.

use super::Memory;
use super::changes::{Changed, Changes};
use super::exchange;
use crate::app::memory::dedupe::{Same, key};
use crate::app::{AppError, Progress};
use crate::model::{Note, Property, Unit, Variant};
use crate::text::LangTag;
use crate::tm::store::{Context, Entry, Filter, Operation};
use rustc_hash::FxHashMap;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Which units are the same, and what to do with them.
pub struct DedupeJob<'a> {
    /// Only the text in this language counts; else all texts and codes in all languages.
    pub source_only: Option<&'a LangTag>,
    /// Whether they are only told.
    pub dry_run: bool,
    /// Who does it.
    pub author: Option<&'a str>,
    /// Told how far the work is.
    pub progress: &'a dyn Progress,
}

/// A unit that is removed for another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duplicate {
    /// The unit.
    pub removed: u64,
    /// The one that stays.
    pub kept: u64,
    /// The text of the one that is removed.
    pub lang: LangTag,
    /// Its language.
    pub text: String,
}

/// What came of it.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Deduped {
    /// Units that are, or would be, removed.
    pub duplicates: u64,
    /// Units that are there more than once.
    pub repeated: u64,
    /// What was changed.
    pub changed: Changed,
}

/// Removes units that are the same as others: the newest stays, of those with the same date the first.
///
/// What the removed ones have and the kept one lacks goes over to it, the newest first: where all texts are
/// the same its place (document, key and neighbours, together), dates, author, origin, domain, score,
/// status, identifier, notes, and attributes and properties of names it does not have; where only the
/// source is, its place, domain and notes, and texts in languages it does not have. The rest is lost:
/// a second place, another author, another value of a property.
///
/// Of each unit some 32 bytes are held.
///
/// # Errors
/// When the memory can't be read or written, and those of `each`.
pub fn dedupe(
    memory: &mut Memory,
    job: &DedupeJob<'_>,
    each: &mut dyn FnMut(&Duplicate) -> Result<(), AppError>,
) -> Result<Deduped, AppError> {
    if !job.dry_run {
        memory.refuse_read_only()?;
    }
    let same = if job.source_only.is_some() { Same::Source } else { Same::Texts };
    let groups = groups(memory, same, job)?;
    // Another handle on the same file: units are read beside those that are written.
    let reader = Memory::open(memory.path(), super::Access::Read)?;
    let mut done = Deduped { repeated: groups.len() as u64, ..Deduped::default() };
    let mut changes = Changes::new(memory, job.author, "duplicates removed");
    for (first, others) in groups {
        let Some(group) = Group::read(&reader, first, others)? else { continue };
        let mut kept = group.kept.clone();
        for removed in &group.removed {
            let Some(stored) = reader.store().get(*removed)? else { continue };
            let variant = exchange::source(&stored.entry.unit, job.source_only);
            let (lang, text) = match variant {
                Some(variant) => (variant.lang.clone(), variant.content.text.clone()),
                None => (LangTag::undetermined(), String::new()),
            };
            each(&Duplicate { removed: *removed, kept: group.number, lang, text })?;
            done.duplicates += 1;
            fill(&mut kept, stored.entry, same);
        }
        if job.dry_run {
            continue;
        }
        if kept != group.kept {
            changes.push(Operation::Replace(group.number, kept))?;
        }
        for removed in group.removed {
            changes.push(Operation::Remove(removed))?;
        }
    }
    done.changed = changes.finish()?;
    Ok(done)
}

/// The units that are there more than once: the first, and the others with their dates.
type Groups = BTreeMap<u64, Vec<(Option<Box<str>>, u64)>>;

fn groups(memory: &Memory, same: Same, job: &DedupeJob<'_>) -> Result<Groups, AppError> {
    let mut first: FxHashMap<u128, u64> = FxHashMap::default();
    let mut more = Groups::new();
    memory.each_unit("comparing", &Filter::default(), job.progress, &mut |stored| {
        let Some(key) = key(&stored.entry.unit, same, job.source_only) else { return Ok(()) };
        let known = *first.entry(key).or_insert(stored.id);
        if known != stored.id {
            let date = stored.entry.date().map(Into::into);
            more.entry(known).or_default().push((date, stored.id));
        }
        Ok(())
    })?;
    Ok(more)
}

/// Units that are the same.
struct Group {
    /// The newest.
    number: u64,
    kept: Entry,
    /// The others, the newest first.
    removed: Vec<u64>,
}

impl Group {
    fn read(
        reader: &Memory,
        first: u64,
        mut all: Vec<(Option<Box<str>>, u64)>,
    ) -> Result<Option<Self>, AppError> {
        let Some(stored) = reader.store().get(first)? else { return Ok(None) };
        all.push((stored.entry.date().map(Into::into), first));
        all.sort_by_key(|(date, number)| (Reverse(date.clone()), *number));
        let mut numbers = all.into_iter().map(|(_, number)| number);
        let number = numbers.next().unwrap_or(first);
        let Some(stored) = reader.store().get(number)? else { return Ok(None) };
        Ok(Some(Self { number, kept: stored.entry, removed: numbers.collect() }))
    }
}

/// Takes over what another unit that is the same knows and this one does not.
fn fill(kept: &mut Entry, other: Entry, same: Same) {
    let Entry { unit, context, created, changed, author, origin, domain, score, status } = other;
    // The neighbours of one place and the document of another would be a place that never was.
    if kept.context == Context::default() {
        kept.context = context;
    }
    kept.domain = kept.domain.take().or(domain);
    if same == Same::Source {
        add_notes(&mut kept.unit.notes, unit.notes);
        for variant in unit.variants {
            if !kept.unit.variants.iter().any(|known| known.lang.same_language(&variant.lang)) {
                kept.unit.variants.push(variant);
            }
        }
        return;
    }
    if kept.date().is_none() {
        (kept.created, kept.changed) = (created, changed);
    }
    kept.author = kept.author.take().or(author);
    kept.origin = kept.origin.take().or(origin);
    kept.score = kept.score.or(score);
    kept.status = kept.status.take().or(status);
    fill_unit(&mut kept.unit, unit);
}

/// Attributes and properties that say what [`Entry`] has fields for.
const KNOWN_ATTRIBUTES: &[&str] = &["creationdate", "changedate", "creationid", "changeid"];
const KNOWN_PROPS: &[&str] = &[
    "x-domain",
    "domain",
    "x-origin",
    "x-score",
    "x-alignment-score",
    "x-document",
    "x-context-key",
];

fn fill_unit(kept: &mut Unit, other: Unit) {
    let Unit { id, mut attributes, notes, mut props, variants } = other;
    kept.id = kept.id.take().or(id);
    attributes.retain(|(name, _)| !KNOWN_ATTRIBUTES.contains(&&**name));
    props.retain(|prop| !KNOWN_PROPS.contains(&&*prop.name));
    add_attributes(&mut kept.attributes, attributes);
    add_notes(&mut kept.notes, notes);
    add_props(&mut kept.props, props);
    for variant in variants {
        let Variant { lang, attributes, notes, props, content } = variant;
        let mut known = kept.variants.iter_mut();
        let Some(known) = known.find(|known| known.lang == lang && known.content == content) else {
            continue;
        };
        add_attributes(&mut known.attributes, attributes);
        add_notes(&mut known.notes, notes);
        add_props(&mut known.props, props);
    }
}

fn add_attributes(kept: &mut Vec<(Box<str>, Box<str>)>, others: Vec<(Box<str>, Box<str>)>) {
    for (name, value) in others {
        if !kept.iter().any(|(known, _)| *known == name) {
            kept.push((name, value));
        }
    }
}

fn add_notes(kept: &mut Vec<Note>, others: Vec<Note>) {
    for note in others {
        if !kept.contains(&note) {
            kept.push(note);
        }
    }
}

/// Adds the properties of names that are not there; a name may have several values.
fn add_props(kept: &mut Vec<Property>, others: Vec<Property>) {
    let known: Vec<Box<str>> = kept.iter().map(|prop| prop.name.clone()).collect();
    kept.extend(others.into_iter().filter(|prop| !known.contains(&prop.name)));
}
