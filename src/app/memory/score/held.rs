//! Units that are scored together.

use super::{PairScore, ScoredUnit, Scoring};
use crate::align::pairwise::{self, Basis, Scored};
use crate::app::AppError;
use crate::app::memory::issues::{Issue, at_first_sight};
use crate::app::memory::source;
use crate::encoder::EncodeError;
use crate::model::{Header, Unit};
use crate::text::LangTag;
use rayon::prelude::*;

/// Units that are scored together: they are each other's lexicon and neighbours.
const BATCH: usize = 2048;
/// Units held until so many batches can be scored in parallel; one batch more is kept for the next
/// time, so that no few units are left for a last one.
const HELD: usize = 4 * BATCH;
/// Bytes of text from which on they are scored however few they are.
const MOST_TEXT: usize = 64 << 20;

/// Units that wait until there are enough to be scored together.
pub(in crate::app) struct Held<'a> {
    scoring: Scoring<'a>,
    /// The source language: the one asked for, else that of the memory.
    wanted: Option<&'a LangTag>,
    srclang: Option<LangTag>,
    file: std::sync::Arc<str>,
    number: u64,
    units: Vec<ScoredUnit>,
    bytes: usize,
}

impl<'a> Held<'a> {
    /// None yet. `wanted` is the source language, where it is not what memories say.
    pub(in crate::app) fn new(scoring: &Scoring<'a>, wanted: Option<&'a LangTag>) -> Self {
        Self {
            scoring: *scoring,
            wanted,
            srclang: None,
            file: "".into(),
            number: 0,
            units: Vec::new(),
            bytes: 0,
        }
    }

    /// Pairs under this score are to be looked at.
    pub(in crate::app) fn review_below(&self) -> f32 {
        self.scoring.review_below
    }

    /// A memory of this name begins.
    pub(in crate::app) fn begin(&mut self, name: &str) {
        (self.file, self.number, self.srclang) = (name.into(), 0, None);
    }

    /// The header of that memory.
    pub(in crate::app) fn header(&mut self, header: &Header) {
        self.srclang.clone_from(&header.srclang);
    }

    /// Adds a unit. Gives those that are scored by now, in order.
    ///
    /// # Errors
    /// When the encoder refuses a text.
    pub(in crate::app) fn add(&mut self, unit: Unit) -> Result<Vec<ScoredUnit>, AppError> {
        self.number += 1;
        let lang = self.wanted.or(self.srclang.as_ref());
        let found = source(&unit, lang).or(unit.variants.first());
        let at = unit.variants.iter().position(|v| found.is_some_and(|f| std::ptr::eq(v, f)));
        self.bytes += unit.variants.iter().map(|v| v.content.text.len()).sum::<usize>();
        self.units.push(ScoredUnit {
            unit,
            number: self.number,
            file: self.file.clone(),
            source: at.unwrap_or(0),
            pairs: Vec::new(),
        });
        if self.units.len() >= HELD + BATCH {
            return self.take(HELD);
        }
        if self.bytes > MOST_TEXT { self.rest() } else { Ok(Vec::new()) }
    }

    /// Those that are left, scored.
    ///
    /// # Errors
    /// When the encoder refuses a text.
    pub(in crate::app) fn rest(&mut self) -> Result<Vec<ScoredUnit>, AppError> {
        self.take(self.units.len())
    }

    fn take(&mut self, count: usize) -> Result<Vec<ScoredUnit>, AppError> {
        let rest = self.units.split_off(count);
        let mut units = std::mem::replace(&mut self.units, rest);
        let left = self.units.iter().flat_map(|held| &held.unit.variants);
        self.bytes = left.map(|variant| variant.content.text.len()).sum();
        assess(&mut units, &self.scoring)?;
        Ok(units)
    }
}

/// Pairs of one source and one target language.
struct Group<'u> {
    languages: (&'u LangTag, &'u LangTag),
    /// For each the unit and the variant that is its target, and its texts.
    places: Vec<(usize, usize)>,
    sources: Vec<&'u str>,
    targets: Vec<&'u str>,
}

/// A part of a group: its pairs and their scores.
type Part<'g> = (&'g [(usize, usize)], Result<Vec<Scored>, EncodeError>);

/// Scores all pairs of `units`, those of two languages in batches of about the same size.
fn assess(units: &mut [ScoredUnit], scoring: &Scoring<'_>) -> Result<(), AppError> {
    let mut found: Vec<(usize, PairScore)> = Vec::new();
    let groups = groups(units);
    let batches: Vec<(&Group<'_>, std::ops::Range<usize>)> = groups
        .iter()
        .flat_map(|group| {
            let pairs = group.places.len();
            let size = pairs.div_ceil(pairs.div_ceil(BATCH).max(1)).max(1);
            (0..pairs).step_by(size).map(move |from| (group, from..(from + size).min(pairs)))
        })
        .collect();
    let scored: Vec<Part<'_>> = batches
        .into_par_iter()
        .map(|(group, range)| {
            let (from, to) = (group.languages.0.language(), group.languages.1.language());
            let encoder = scoring.encoder.filter(|e| e.knows(from) && e.knows(to));
            let (sources, targets) = (&group.sources[range.clone()], &group.targets[range.clone()]);
            (&group.places[range], pairwise::score(sources, targets, encoder))
        })
        .collect();
    for (places, scores) in scored {
        let scores = scores.map_err(|error| AppError::request(error.to_string()))?;
        let pairs = places.iter().zip(scores);
        found.extend(pairs.map(|(&(unit, target), scored)| {
            (unit, judged(&units[unit], target, scored, scoring.review_below))
        }));
    }
    for (unit, pair) in found {
        units[unit].pairs.push(pair);
    }
    for unit in units {
        without_text(unit);
        unit.pairs.sort_by_key(|pair| pair.target);
    }
    Ok(())
}

fn groups(units: &[ScoredUnit]) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for (number, held) in units.iter().enumerate() {
        let Some(source) = held.unit.variants.get(held.source) else { continue };
        for (at, target) in held.unit.variants.iter().enumerate() {
            let empty = [source, target].iter().any(|v| v.content.text.trim().is_empty());
            if at == held.source || empty {
                continue;
            }
            let languages = (&source.lang, &target.lang);
            let known = groups.iter().position(|group| group.languages == languages);
            let index = known.unwrap_or_else(|| {
                let (places, sources, targets) = (Vec::new(), Vec::new(), Vec::new());
                groups.push(Group { languages, places, sources, targets });
                groups.len() - 1
            });
            groups[index].places.push((number, at));
            groups[index].sources.push(&source.content.text);
            groups[index].targets.push(&target.content.text);
        }
    }
    groups
}

/// A pair's score and what is wrong with it.
fn judged(held: &ScoredUnit, target: usize, scored: Scored, review_below: f32) -> PairScore {
    let side = |at: usize| (&held.unit.variants[at].lang, &held.unit.variants[at].content);
    let seen = at_first_sight(side(held.source), side(target));
    let score = scored.score.min(seen.map_or(1.0, Issue::most));
    let better = scored.better.filter(|_| seen.is_none() && score < review_below);
    let issue = seen.or(match better {
        _ if score >= review_below => None,
        Some(_) => Some(Issue::Misaligned),
        None => Some(Issue::Mistranslated),
    });
    PairScore { target, score, basis: scored.basis, issue, better }
}

/// Adds the pairs one of whose texts is empty.
fn without_text(held: &mut ScoredUnit) {
    let side = |at: usize| (&held.unit.variants[at].lang, &held.unit.variants[at].content);
    for target in (0..held.unit.variants.len()).filter(|at| *at != held.source) {
        if at_first_sight(side(held.source), side(target)) == Some(Issue::Empty) {
            held.pairs.push(PairScore {
                target,
                score: Issue::Empty.most(),
                basis: Basis::Lexical,
                issue: Some(Issue::Empty),
                better: None,
            });
        }
    }
}
