//! A memory without the units it holds twice.

use super::convert::{Converted, Job, select};
use super::{date, fingerprint, read, source};
use crate::app::AppError;
use crate::format::{Flow, Sink};
use crate::model::Unit;
use crate::text::LangTag;
use rustc_hash::{FxHashMap, FxHashSet};

/// When two units are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Same {
    /// All their texts and codes are.
    Texts,
    /// Their source is (the first of the job's languages, else each unit's first), whatever its
    /// translations.
    Source,
}

/// Which of several is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// The first.
    First,
    /// The last.
    Last,
    /// The one last changed; of those without a date, the first.
    Newest,
}

/// Writes each unit once. A unit kept is written as it is, at its own place. For each distinct unit a
/// hash is held.
///
/// # Errors
/// As [`convert`](super::convert::convert); and when anything but the first is to be kept of standard
/// input, which is read only once.
pub fn dedupe(job: &Job<'_>, same: Same, keep: Keep) -> Result<Converted, AppError> {
    let lang = job.languages.first();
    if keep == Keep::First {
        let mut seen = FxHashSet::default();
        return select(job, &mut |unit| {
            let known = key(&unit, same, lang).is_some_and(|key| !seen.insert(key));
            (!known).then_some(unit)
        });
    }
    if job.inputs.iter().any(|input| input.as_os_str() == "-") {
        let message = "standard input is read only once: keep the first, or name a file";
        return Err(AppError::request(message));
    }
    let chosen = choose(job, same, keep)?;
    let mut number = 0;
    select(job, &mut |unit| {
        number += 1;
        chosen.contains(&(number - 1)).then_some(unit)
    })
}

/// What a unit is told apart by; `None` where it has no source, and so is like no other.
pub(in crate::app) fn key(unit: &Unit, same: Same, srclang: Option<&LangTag>) -> Option<u128> {
    match same {
        Same::Texts => Some(fingerprint(&unit.variants)),
        Same::Source => source(unit, srclang).map(|source| fingerprint([source])),
    }
}

/// The numbers of the units to keep.
fn choose(job: &Job<'_>, same: Same, keep: Keep) -> Result<FxHashSet<u64>, AppError> {
    let source = job.languages.first();
    let (alone, kept) = (FxHashSet::default(), FxHashMap::default());
    let mut best = Best { same, keep, source, number: 0, kept, alone };
    for input in job.inputs {
        read(input, job.from, job.languages, &mut best, job.progress)?;
    }
    let mut chosen = best.alone;
    chosen.extend(best.kept.into_values().map(|(number, _)| number));
    Ok(chosen)
}

struct Best<'a> {
    same: Same,
    keep: Keep,
    source: Option<&'a LangTag>,
    number: u64,
    /// By key: the number of the unit to keep, and its date.
    kept: FxHashMap<u128, (u64, Box<str>)>,
    /// Units without a source.
    alone: FxHashSet<u64>,
}

impl Sink for Best<'_> {
    fn unit(&mut self, unit: Unit) -> Flow {
        let number = self.number;
        self.number += 1;
        let Some(key) = key(&unit, self.same, self.source) else {
            self.alone.insert(number);
            return Flow::Continue(());
        };
        let date: Box<str> = date(&unit).unwrap_or_default().into();
        let known = self.kept.get(&key);
        if known.is_none_or(|known| self.keep == Keep::Last || date > known.1) {
            self.kept.insert(key, (number, date));
        }
        Flow::Continue(())
    }
}
