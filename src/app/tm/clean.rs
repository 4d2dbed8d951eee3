//! A memory without its broken units.

mod rules;

use super::changes::{Changed, Changes};
use super::{Access, Memory};
use crate::app::check::{Checker, PairHits, RuleSet, Scanners, Teller, pair_hits};
use crate::app::memory::score::{Held, ScoredUnit, Scoring};
use crate::app::{AppError, Progress};
use crate::check::{Hit, Rule};
use crate::glossary::Termbase;
use crate::model::{Finding, Severity, Unit};
use crate::text::LangTag;
use crate::tm::store::{Entry, Filter, Operation, StoredUnit};
use rayon::prelude::*;
pub use rules::{LOW_SCORE, NO_LETTERS, RULES, SOURCE_EMPTY, wanted};
use std::collections::{BTreeMap, VecDeque};

/// Units that are checked at a time.
const CHUNK: usize = 4096;
/// What a marked unit has as its status.
const REJECTED: &str = "rejected";

/// What becomes of broken units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Treatment {
    /// They are only told.
    Told,
    /// They get the status `rejected`.
    Marked,
    /// Targets that are broken are removed, and units with no pair left.
    Removed,
}

/// How to clean a memory.
pub struct CleanJob<'a> {
    /// The rules by which units are broken, of those [`wanted`] gives.
    pub rules: &'a [&'a str],
    /// How to score; pairs under its limit are broken, too.
    pub scoring: Option<&'a Scoring<'a>>,
    /// The source language, where it is not that of the memory.
    pub source: Option<&'a LangTag>,
    /// What becomes of broken units.
    pub treatment: Treatment,
    /// Who does it.
    pub author: Option<&'a str>,
    /// Told how far the work is.
    pub progress: &'a dyn Progress,
}

/// What came of it.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Cleaned {
    /// Units looked at.
    pub units: u64,
    /// Units that are broken.
    pub broken: u64,
    /// How many units each rule found, by the rule's name.
    pub rules: BTreeMap<String, u64>,
    /// What was changed.
    pub changed: Changed,
}

/// Finds what is broken in a memory, and marks or removes it. In memory are some thousand units at a time,
/// or ten thousand where they are scored.
///
/// # Errors
/// When the memory can't be read or written, the encoder refuses a text, and those of `each`.
pub fn clean(
    memory: &mut Memory,
    job: &CleanJob<'_>,
    each: &mut dyn FnMut(&Finding) -> Result<(), AppError>,
) -> Result<Cleaned, AppError> {
    if job.treatment != Treatment::Told {
        memory.refuse_read_only()?;
    }
    // Another handle on the same file: units are read beside those that are written.
    let reader = Memory::open(memory.path(), Access::Read)?;
    let source = job.source.cloned().or(reader.store().settings()?.source);
    let (name, termbase) = (memory.path().display().to_string(), Termbase::default());
    let checker = Checker::new(&termbase, &[]);
    let set = rules::set(job.rules);
    let note =
        if job.treatment == Treatment::Marked { "broken: marked" } else { "broken: removed" };
    let mut cleaner = Cleaner {
        job,
        checker: &checker,
        set: &set,
        rules: set.enabled(),
        teller: Teller::new(&name, &set),
        name: &name,
        source: source.as_ref(),
        chunk: Vec::new(),
        held: job.scoring.map(|scoring| Held::new(scoring, source.as_ref())),
        waiting: VecDeque::new(),
        changes: Changes::new(memory, job.author, note),
        each,
        done: Cleaned::default(),
    };
    reader.each_unit("checking", &Filter::default(), job.progress, &mut |stored| {
        cleaner.chunk.push(stored);
        if cleaner.chunk.len() < CHUNK { Ok(()) } else { cleaner.check() }
    })?;
    cleaner.finish()
}

/// Something wrong with a unit.
struct Wrong {
    finding: Finding,
    /// The variant it is about; `None` for the unit.
    target: Option<usize>,
}

/// A unit and what is wrong with it.
struct Judged {
    number: u64,
    entry: Entry,
    wrong: Vec<Wrong>,
}

struct Cleaner<'a, 'm> {
    job: &'a CleanJob<'a>,
    checker: &'a Checker<'a>,
    set: &'a RuleSet,
    rules: Vec<&'static Rule>,
    teller: Teller<'a>,
    name: &'a str,
    source: Option<&'a LangTag>,
    chunk: Vec<StoredUnit>,
    held: Option<Held<'a>>,
    /// Those whose scores are not known yet; their texts are with `held`.
    waiting: VecDeque<Judged>,
    changes: Changes<'m>,
    each: &'a mut dyn FnMut(&Finding) -> Result<(), AppError>,
    done: Cleaned,
}

impl Cleaner<'_, '_> {
    /// Checks the units that were gathered, in parallel, and goes on with them in order.
    fn check(&mut self) -> Result<(), AppError> {
        let chunk = std::mem::take(&mut self.chunk);
        let (checker, set, rules, source) = (self.checker, self.set, &self.rules, self.source);
        let found: Vec<Vec<PairHits>> = chunk
            .par_iter()
            .with_min_len(64)
            .map_init(
                || Scanners::new(checker, set),
                |scanners, stored| pair_hits(&stored.entry.unit, source, scanners, rules),
            )
            .collect();
        for (StoredUnit { id, entry }, pairs) in chunk.into_iter().zip(found) {
            self.done.units += 1;
            let wrong = self.wrong(id, &entry.unit, &pairs);
            self.go_on(Judged { number: id, entry, wrong })?;
        }
        Ok(())
    }

    /// What rules found in a unit, and what is wrong with it as a whole.
    fn wrong(&mut self, number: u64, unit: &Unit, pairs: &[PairHits]) -> Vec<Wrong> {
        let source = pairs.first().map_or(0, |pair| pair.source);
        let mut wrong = Vec::new();
        for (rule, message) in rules::of_unit(unit, source) {
            if self.job.rules.contains(&rule) {
                let message = format!("unit {number}: {message}");
                let mut finding = Finding::new(rule, Severity::Error, message);
                finding.file = Some(self.name.to_owned());
                wrong.push(Wrong { finding, target: None });
            }
        }
        for pair in pairs {
            for hit in &pair.found {
                let finding = self.told(number, unit, pair, hit);
                let target = (!rules::is_about_source(hit)).then_some(pair.target);
                let same = |known: &Wrong| {
                    known.target == target && known.finding.message == finding.message
                };
                if !wrong.iter().any(same) {
                    wrong.push(Wrong { finding, target });
                }
            }
        }
        wrong
    }

    fn told(&mut self, number: u64, unit: &Unit, pair: &PairHits, hit: &Hit) -> Finding {
        let (source, target) = (&unit.variants[pair.source], &unit.variants[pair.target]);
        let (own, beside) = match hit.side {
            crate::check::PairSide::Source => (source, target),
            crate::check::PairSide::Target => (target, source),
        };
        let texts = (&own.content.text, &beside.content.text);
        let mut finding = self.teller.finding(hit, texts.0, texts.1, &own.lang);
        let languages = format!("{} – {}", source.lang, target.lang);
        finding.message = format!("unit {number}, {languages}: {}", hit.message);
        finding
    }

    /// Has a unit scored, if so wished, then deals with it.
    fn go_on(&mut self, mut judged: Judged) -> Result<(), AppError> {
        let Some(held) = &mut self.held else { return self.settle(judged) };
        let unit = std::mem::take(&mut judged.entry.unit);
        self.waiting.push_back(judged);
        let scored = held.add(unit)?;
        self.scored(scored)
    }

    /// Deals with units whose scores are known.
    fn scored(&mut self, scored: Vec<ScoredUnit>) -> Result<(), AppError> {
        for scored in scored {
            let Some(mut judged) = self.waiting.pop_front() else { break };
            let ScoredUnit { unit, source, pairs, .. } = scored;
            let limit = self.held.as_ref().map_or(0.0, Held::review_below);
            for pair in pairs.iter().filter(|pair| pair.score < limit) {
                let lang = |at: usize| &unit.variants[at].lang;
                let languages = format!("{} – {}", lang(source), lang(pair.target));
                let message = format!("unit {}, {languages}: {}", judged.number, pair.told());
                let rule = pair.issue.map_or(LOW_SCORE, |issue| issue.code());
                let mut finding = Finding::new(rule, Severity::Warning, message);
                finding.file = Some(self.name.to_owned());
                judged.wrong.push(Wrong { finding, target: Some(pair.target) });
            }
            judged.entry.unit = unit;
            self.settle(judged)?;
        }
        Ok(())
    }

    /// Tells what is wrong with a unit, and marks or removes it.
    fn settle(&mut self, judged: Judged) -> Result<(), AppError> {
        let Judged { number, entry, wrong } = judged;
        if wrong.is_empty() {
            return Ok(());
        }
        self.done.broken += 1;
        let mut rules: Vec<&str> = wrong.iter().map(|wrong| &*wrong.finding.rule).collect();
        rules.sort_unstable();
        rules.dedup();
        for rule in rules {
            *self.done.rules.entry(rule.to_owned()).or_default() += 1;
        }
        for wrong in &wrong {
            (self.each)(&wrong.finding)?;
        }
        match self.job.treatment {
            Treatment::Told => Ok(()),
            Treatment::Marked => {
                let status = Some(REJECTED.into());
                self.changes.push(Operation::Replace(number, Entry { status, ..entry }))
            }
            Treatment::Removed => self.changes.push(removal(number, entry, &wrong)),
        }
    }

    /// Deals with what is left.
    fn finish(mut self) -> Result<Cleaned, AppError> {
        self.check()?;
        if let Some(held) = &mut self.held {
            let rest = held.rest()?;
            self.scored(rest)?;
        }
        self.done.changed = self.changes.finish()?;
        Ok(self.done)
    }
}

/// A unit without its broken variants; its removal where fewer than two are left.
fn removal(number: u64, mut entry: Entry, wrong: &[Wrong]) -> Operation {
    let whole = wrong.iter().any(|wrong| wrong.target.is_none());
    let broken = |at: usize| wrong.iter().any(|wrong| wrong.target == Some(at));
    let mut at = 0;
    entry.unit.variants.retain(|_| {
        at += 1;
        !broken(at - 1)
    });
    if whole || entry.unit.variants.len() < 2 {
        return Operation::Remove(number);
    }
    Operation::Replace(number, entry)
}
