//! The units of a memory that fulfil conditions.

use super::convert::{Converted, Job, pass, select};
use super::date;
use super::score::{Held, SCORE, ScoredUnit, Scorer, Scoring};
use crate::app::AppError;
use crate::model::Unit;
use crate::text::LangTag;
use regex::Regex;

/// Conditions a unit must fulfil, all of them.
#[derive(Debug, Clone, Default)]
pub struct Conditions {
    /// One of its texts matches.
    pub matches: Option<Regex>,
    /// None of its texts matches.
    pub matches_not: Option<Regex>,
    /// Its score (`x-score`, else `x-alignment-score`) is at least this, 0–1; units without one fail,
    /// unless they are scored on the way ([`filter_scored`]).
    pub min_score: Option<f32>,
    /// Each text has at least so many characters.
    pub min_chars: Option<usize>,
    /// No text has more characters.
    pub max_chars: Option<usize>,
    /// The longest text has at most so many times the characters of the shortest.
    pub max_ratio: Option<f64>,
    /// It was last changed (or made) at this date or later, as far as given: `2024`, `20240131`,
    /// `20240131T120000Z`. Units without a date fail.
    pub since: Option<String>,
    /// It was last changed before this date.
    pub before: Option<String>,
    /// It was made or changed by this user.
    pub author: Option<String>,
    /// It, or one of its variants, has a property of this name whose value matches.
    pub prop: Option<(String, Regex)>,
    /// It has texts in all these languages, whatever the region or script.
    pub languages: Vec<LangTag>,
    /// It has texts in this many languages or more, none of them empty.
    pub min_languages: Option<usize>,
    /// Its texts are not all the same.
    pub translated: bool,
    /// Everything turned round: the units that fail.
    pub invert: bool,
}

/// Writes the units that fulfil the conditions.
///
/// # Errors
/// As [`convert`](super::convert::convert).
pub fn filter(job: &Job<'_>, conditions: &Conditions) -> Result<Converted, AppError> {
    select(job, &mut |unit| (fulfils(&unit, conditions) != conditions.invert).then_some(unit))
}

/// The same; units without a score are scored first. What is written carries that score.
///
/// # Errors
/// As [`filter`], and when the encoder refuses a text.
pub fn filter_scored(
    job: &Job<'_>,
    conditions: &Conditions,
    scoring: &Scoring<'_>,
) -> Result<Converted, AppError> {
    let held = Held::new(scoring, job.languages.first());
    let each = |mut scored: ScoredUnit, ready: &mut Vec<Unit>| {
        if score_of(&scored.unit).is_none() {
            scored.record();
        }
        if fulfils(&scored.unit, conditions) != conditions.invert {
            ready.push(scored.unit);
        }
    };
    pass(job, &mut Scorer { held, each })
}

/// The score a unit carries.
fn score_of(unit: &Unit) -> Option<f32> {
    let named = |name: &str| unit.props.iter().find(|prop| &*prop.name == name);
    named(SCORE).or_else(|| named("x-alignment-score"))?.value.parse().ok()
}

pub(in crate::app) fn fulfils(unit: &Unit, wanted: &Conditions) -> bool {
    let texts: Vec<&str> = unit.variants.iter().map(|v| v.content.text.as_str()).collect();
    let lengths = texts.iter().map(|text| text.chars().count());
    let (shortest, longest) = (lengths.clone().min().unwrap_or(0), lengths.max().unwrap_or(0));
    let any = |regex: &Regex| texts.iter().any(|text| regex.is_match(text));
    let score_fits = |least: f32| score_of(unit).is_some_and(|score| score >= least);
    let filled = || unit.variants.iter().filter(|v| !v.content.text.trim().is_empty()).count();
    wanted.matches.as_ref().is_none_or(any)
        && !wanted.matches_not.as_ref().is_some_and(any)
        && wanted.min_score.is_none_or(score_fits)
        && wanted.min_chars.is_none_or(|least| shortest >= least)
        && wanted.max_chars.is_none_or(|most| longest <= most)
        && wanted.max_ratio.is_none_or(|most| longest as f64 <= most * shortest as f64)
        && wanted.since.as_ref().is_none_or(|from| date(unit).is_some_and(|date| date >= &**from))
        && wanted.before.as_ref().is_none_or(|to| date(unit).is_some_and(|date| date < &**to))
        && wanted.author.as_ref().is_none_or(|author| is_by(unit, author))
        && wanted.prop.as_ref().is_none_or(|(name, value)| has_prop(unit, name, value))
        && wanted.min_languages.is_none_or(|least| filled() >= least)
        && wanted.languages.iter().all(|lang| unit.variant(lang).is_some())
        && !(wanted.translated && texts.len() > 1 && texts.iter().all(|text| *text == texts[0]))
}

fn is_by(unit: &Unit, author: &str) -> bool {
    let lists = unit.variants.iter().map(|variant| &variant.attributes).chain([&unit.attributes]);
    lists.flatten().any(|(name, value)| {
        matches!(&**name, "creationid" | "changeid") && value.eq_ignore_ascii_case(author)
    })
}

fn has_prop(unit: &Unit, name: &str, value: &Regex) -> bool {
    let lists = unit.variants.iter().map(|variant| &variant.props).chain([&unit.props]);
    lists.flatten().any(|prop| prop.name.eq_ignore_ascii_case(name) && value.is_match(&prop.value))
}
