//! Penalties: why a match is worth less than its text says.

use super::Percent;
use super::context::MatchContext;
use super::difference::{CodeChange, Difference};
use crate::text::LangTag;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What each reason takes off, in percent points. As TOML the names are those of the fields with hyphens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct PenaltySettings {
    /// Full years a unit may be old before age counts. Default 5.
    pub age_limit: u32,
    /// For every full year beyond. Default 0: age says little by itself.
    pub year: Percent,
    /// At most for age. Default 10.
    pub age_most: Percent,
    /// For each inline code the match lacks. Default 1.
    pub missing_code: Percent,
    /// For each inline code the match has too many. Default 1.
    pub extra_code: Percent,
    /// For each inline code at another place. Default 0.5.
    pub moved_code: Percent,
    /// At most for codes together. Default 10.
    pub codes_most: Percent,
    /// For a unit of another domain than the one asked for. Default 2.
    pub other_domain: Percent,
    /// For a unit that a machine translated. Default 15.
    pub machine: Percent,
    /// For a unit that was aligned, and not doubtful. Default 0.
    pub alignment: Percent,
    /// The score from 0 to 100 under which an aligned unit is a doubtful one. Default 70.
    pub doubtful_under: Percent,
    /// For a doubtful one, instead of `alignment`. Default 5.
    pub doubtful_alignment: Percent,
    /// For a unit not approved yet. Default 2.
    pub unapproved: Percent,
    /// For a unit someone rejected. Default 25.
    pub rejected: Percent,
    /// Where the same source has different translations. Default 1.
    pub several_translations: Percent,
    /// For a unit in another regional variant of the source language. Default 1.
    pub source_region: Percent,
    /// For a unit in another regional variant or script of the target language. Default 3.
    pub target_region: Percent,
}

impl Default for PenaltySettings {
    fn default() -> Self {
        let points = Percent::points;
        Self {
            age_limit: 5,
            year: Percent::ZERO,
            age_most: points(10),
            missing_code: points(1),
            extra_code: points(1),
            moved_code: Percent::of_tenths(5),
            codes_most: points(10),
            other_domain: points(2),
            machine: points(15),
            alignment: Percent::ZERO,
            doubtful_under: points(70),
            doubtful_alignment: points(5),
            unapproved: points(2),
            rejected: points(25),
            several_translations: points(1),
            source_region: points(1),
            target_region: points(3),
        }
    }
}

/// Who made a unit's translation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// A person, or nobody said.
    #[default]
    Human,
    /// A machine.
    Machine,
    /// An alignment of documents.
    Alignment,
}

/// How far a unit's translation is accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Approval {
    /// Nobody said; taken as good.
    #[default]
    Unknown,
    /// Accepted.
    Approved,
    /// Not accepted yet: a draft, marked fuzzy.
    Unapproved,
    /// Rejected.
    Rejected,
}

/// What is known of a match, besides its text.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Facts {
    /// The penalty of the memory it is from.
    pub memory: Percent,
    /// How many full years ago it was last changed, if known ([`full_years`]).
    pub years: Option<u32>,
    /// Whether a domain was asked for, the unit has one, and it is another.
    pub other_domain: bool,
    /// Who made it.
    pub origin: Origin,
    /// Its quality score, 0 to 1, if it has one.
    pub score: Option<f32>,
    /// Whether it is accepted.
    pub approval: Approval,
    /// How many different translations the same source text has among the matches (1: only this).
    pub translations: u32,
    /// Whether its source is in another regional variant ([`other_region`]).
    pub source_region: bool,
    /// Whether its target is.
    pub target_region: bool,
}

/// Why something is taken off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// The memory has a penalty of its own.
    Memory,
    /// The unit is old.
    Age,
    /// Codes are missing.
    MissingCodes,
    /// Codes are too many.
    ExtraCodes,
    /// Codes are elsewhere.
    MovedCodes,
    /// The unit is of another domain.
    OtherDomain,
    /// A machine translated it.
    Machine,
    /// It was aligned.
    Alignment,
    /// It was aligned, and the alignment is doubtful.
    DoubtfulAlignment,
    /// It is not approved.
    Unapproved,
    /// It was rejected.
    Rejected,
    /// There are other translations of the same text.
    SeveralTranslations,
    /// The source is in another regional variant.
    SourceRegion,
    /// The target is in another regional variant.
    TargetRegion,
}

impl Reason {
    /// What it is called in a line for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Memory => "memory",
            Self::Age => "age",
            Self::MissingCodes => "missing codes",
            Self::ExtraCodes => "extra codes",
            Self::MovedCodes => "moved codes",
            Self::OtherDomain => "other domain",
            Self::Machine => "machine translation",
            Self::Alignment => "alignment",
            Self::DoubtfulAlignment => "doubtful alignment",
            Self::Unapproved => "not approved",
            Self::Rejected => "rejected",
            Self::SeveralTranslations => "several translations",
            Self::SourceRegion => "region of the source",
            Self::TargetRegion => "region of the target",
        }
    }
}

/// What is taken off for a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Penalty {
    /// Why.
    pub reason: Reason,
    /// How much, in percent points.
    pub percent: Percent,
}

impl fmt::Display for Penalty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} −{}", self.reason.name(), self.percent)
    }
}

/// What is taken off a match, in the order of [`Reason`]; reasons that cost nothing are left out.
pub fn penalties(
    facts: &Facts,
    difference: &Difference,
    settings: &PenaltySettings,
) -> Vec<Penalty> {
    let mut list = vec![(Reason::Memory, facts.memory)];
    let beyond = facts.years.unwrap_or(0).saturating_sub(settings.age_limit);
    list.push((Reason::Age, times(settings.year, beyond as usize).min(settings.age_most)));
    let mut left = settings.codes_most;
    let count = |wanted: fn(&CodeChange) -> bool| {
        difference.codes.iter().filter(|change| wanted(change)).count()
    };
    for (reason, each, count) in [
        (
            Reason::MissingCodes,
            settings.missing_code,
            count(|change| matches!(change, CodeChange::Missing { .. })),
        ),
        (
            Reason::ExtraCodes,
            settings.extra_code,
            count(|change| matches!(change, CodeChange::Extra { .. })),
        ),
        (
            Reason::MovedCodes,
            settings.moved_code,
            count(|change| matches!(change, CodeChange::Moved { .. })),
        ),
    ] {
        let percent = times(each, count).min(left);
        left = left.less(percent);
        list.push((reason, percent));
    }
    let mut when = |holds: bool, reason, percent| {
        if holds {
            list.push((reason, percent));
        }
    };
    let doubtful = facts
        .score
        .is_some_and(|score| Percent::from(f64::from(score) * 100.0) < settings.doubtful_under);
    let aligned = facts.origin == Origin::Alignment;
    when(facts.other_domain, Reason::OtherDomain, settings.other_domain);
    when(facts.origin == Origin::Machine, Reason::Machine, settings.machine);
    when(aligned && !doubtful, Reason::Alignment, settings.alignment);
    when(aligned && doubtful, Reason::DoubtfulAlignment, settings.doubtful_alignment);
    when(facts.approval == Approval::Unapproved, Reason::Unapproved, settings.unapproved);
    when(facts.approval == Approval::Rejected, Reason::Rejected, settings.rejected);
    when(facts.translations > 1, Reason::SeveralTranslations, settings.several_translations);
    when(facts.source_region, Reason::SourceRegion, settings.source_region);
    when(facts.target_region, Reason::TargetRegion, settings.target_region);
    list.retain(|(_, percent)| *percent > Percent::ZERO);
    list.into_iter().map(|(reason, percent)| Penalty { reason, percent }).collect()
}

fn times(each: Percent, count: usize) -> Percent {
    let tenths = usize::from(each.tenths()).saturating_mul(count).min(1000);
    Percent::of_tenths(tenths as u16)
}

/// The percentage a match is reported with: its likeness less the penalties, never under 0. An exact
/// match has its context's percentage, unless something is taken off: then it counts from 100, so that
/// a penalised one is never 100 or more.
pub fn final_percent(
    base: Percent,
    context: Option<MatchContext>,
    penalties: &[Penalty],
) -> Percent {
    let off = penalties.iter().fold(Percent::ZERO, |sum, one| sum.plus(one.percent));
    match context {
        Some(context) if base == Percent::WHOLE && off == Percent::ZERO => context.percent(),
        _ => base.less(off),
    }
}

/// How many full years lie between two dates that start with `YYYYMMDD`, or with `YYYY-MM-DD`. `None`
/// where one is no date; 0 where the first is the later one.
pub fn full_years(changed: &str, today: &str) -> Option<u32> {
    let (from, to) = (date(changed)?, date(today)?);
    let years = to.0.saturating_sub(from.0);
    Some(years.saturating_sub(u32::from(years > 0 && (to.1, to.2) < (from.1, from.2))))
}

fn date(text: &str) -> Option<(u32, u32, u32)> {
    let digits: Vec<u32> =
        text.chars().filter(|c| *c != '-').take(8).map_while(|c| c.to_digit(10)).collect();
    let [a, b, c, d, m, n, x, y] = digits[..] else { return None };
    let (month, day) = (m * 10 + n, x * 10 + y);
    let valid = (1..=12).contains(&month) && (1..=31).contains(&day);
    valid.then_some((a * 1000 + b * 100 + c * 10 + d, month, day))
}

/// Whether a unit's language is another variant of the one wanted: both name a region, or a script, and
/// not the same. `en` for `en-GB` is none: it says nothing else.
pub fn other_region(wanted: &LangTag, unit: &LangTag) -> bool {
    let differ = |a: Option<&str>, b: Option<&str>| matches!((a, b), (Some(a), Some(b)) if a != b);
    differ(wanted.region(), unit.region()) || differ(wanted.script(), unit.script())
}

#[cfg(test)]
mod tests;
