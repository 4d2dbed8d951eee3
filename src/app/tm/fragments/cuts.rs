//! Stretches that stand in several units, and their translations cut out of these.

use super::{Fragment, FragmentSearch, Kind, UNITS, Word, piece, vote, words};
use crate::align::wordwise::Aligner;
use crate::app::AppError;
use crate::app::tm::lookup::Session;
use crate::app::tm::pairs::{Pair, pair};
use crate::tm::store::{ConcordanceQuery, Term};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Range;

/// Units of a stretch that are looked at.
const MOST: usize = 60;
/// Units a stretch must stand in.
const LEAST: usize = 3;
/// The longest stretch, in words.
const LONGEST: usize = 8;
/// The part of the units that must translate it the same way.
const LEAST_SHARE: f32 = 0.5;
/// The part of these that must have the same word beside it which goes with nothing, for it to belong there.
const LEAST_WIDER: f32 = 0.9;
/// The most letters of a word that may go with nothing.
const SHORT: usize = 3;
/// How sure the alignment must be on average.
const LEAST_SURE: f32 = 0.2;

/// The stretches of a text that a memory has often enough, and what their words go with.
pub(super) struct Cuts {
    memories: Vec<Known>,
}

struct Known {
    memory: usize,
    /// Units by the first word of a stretch and the number of words.
    units: BTreeMap<(usize, usize), Vec<u64>>,
    pairs: BTreeMap<u64, Pair>,
    aligner: Aligner,
}

impl Cuts {
    /// Finds the stretches of a text in the memories that have a table of words.
    pub(super) fn find(
        search: &FragmentSearch,
        session: &Session<'_>,
        text: &str,
        words: &[Word],
    ) -> Result<Self, AppError> {
        let mut memories = Vec::new();
        for (memory, sample) in search.samples.iter().enumerate() {
            let Some(sample) = sample else { continue };
            let units = stretches(session, memory, text, words)?;
            if !units.is_empty() {
                memories.push(Known::new(session, memory, units, sample)?);
            }
        }
        Ok(Self { memories })
    }

    /// The translation of a stretch, if most units agree on it.
    pub(super) fn cut(&self, text: &str, words: &[Word], range: &Range<usize>) -> Option<Fragment> {
        let stretch = &words[range.clone()];
        let (span, source) = piece(text, stretch)?;
        self.memories.iter().find_map(|known| {
            let (target, units, share) = known.cut(stretch, range)?;
            let (source, memory, kind) = (source.clone(), known.memory, Kind::Cut);
            Some(Fragment { span, source, target, kind, share, memory, units })
        })
    }
}

/// The stretches of two words and more that enough units have. A stretch that too few have is in no longer one.
fn stretches(
    session: &Session<'_>,
    memory: usize,
    text: &str,
    words: &[Word],
) -> Result<BTreeMap<(usize, usize), Vec<u64>>, AppError> {
    let (lang, store) = (&session.options().source, session.store(memory));
    let mut found = BTreeMap::new();
    for start in 0..words.len() {
        for length in 2..=LONGEST.min(words.len() - start) {
            let stretch = &words[start..start + length];
            let gap =
                stretch[length - 2].span.end as usize..stretch[length - 1].span.start as usize;
            let parts =
                |c: char| !c.is_whitespace() && !matches!(c, '-' | '\'' | '\u{2019}' | '\u{2010}');
            if text[gap].contains(parts) {
                break;
            }
            let Some((_, source)) = piece(text, stretch) else { break };
            let query = ConcordanceQuery { terms: vec![Term::Phrase(source.into())] };
            let units = store.concordance(lang, &query, MOST)?;
            if units.len() < LEAST {
                break;
            }
            found.insert((start, length), units);
        }
    }
    Ok(found)
}

impl Known {
    fn new(
        session: &Session<'_>,
        memory: usize,
        units: BTreeMap<(usize, usize), Vec<u64>>,
        sample: &[Pair],
    ) -> Result<Self, AppError> {
        let (options, store) = (session.options(), session.store(memory));
        let mut pairs = BTreeMap::new();
        if let Some(target) = &options.target {
            for &unit in units.values().flatten() {
                if !pairs.contains_key(&unit)
                    && let Some(stored) = store.get(unit)?
                    && let Some(pair) = pair(&stored.entry, &options.source, target)
                {
                    pairs.insert(unit, pair);
                }
            }
        }
        let texts = pairs.values().chain(sample);
        let texts: Vec<(&str, &str)> = texts.map(|(s, t)| (s.as_str(), t.as_str())).collect();
        let aligner = Aligner::learn(&texts);
        Ok(Self { memory, units, pairs, aligner })
    }

    /// The translation of a stretch, units that have it so, and their share.
    fn cut(&self, stretch: &[Word], range: &Range<usize>) -> Option<(String, Vec<u64>, f32)> {
        let units = self.units.get(&(range.start, range.len()))?;
        let cuts = units.iter().filter_map(|&unit| {
            let (source, target) = self.pairs.get(&unit)?;
            Some((unit, self.translated(stretch, source, target)?))
        });
        let cuts: Vec<(u64, Cut)> = cuts.collect();
        let mut translations: Vec<(String, Vec<u64>)> = Vec::new();
        for (unit, cut) in &cuts {
            vote(&mut translations, &cut.text, *unit);
        }
        translations.sort_by_key(|(_, units)| Reverse(units.len()));
        let (target, mut with) = translations.into_iter().next()?;
        let same: Vec<&Cut> =
            cuts.iter().map(|(_, cut)| cut).filter(|cut| cut.text == target).collect();
        let share = with.len() as f32 / units.len() as f32;
        let sure = same.iter().map(|cut| cut.sure).sum::<f32>() / with.len() as f32;
        if with.len() < LEAST || share < LEAST_SHARE || sure < LEAST_SURE {
            return None;
        }
        with.truncate(UNITS);
        Some((widened(&same).unwrap_or(target), with, share))
    }

    /// What goes with a stretch in a unit.
    fn translated(&self, stretch: &[Word], source: &str, target: &str) -> Option<Cut> {
        let there = words(source);
        let same = |window: &[Word]| window.iter().zip(stretch).all(|(a, b)| a.folded == b.folded);
        let at = there.windows(stretch.len()).position(same)?;
        let (from, to) = (there[at].span.start, there[at + stretch.len() - 1].span.end);
        let links = self.aligner.links(source, target);
        let first = links.source.iter().position(|word| word.end > from)?;
        let end = links.source.iter().rposition(|word| word.start < to)? + 1;
        // What says something must be said there too; articles and the like may go with nothing.
        let is_said = |word: usize| links.links.iter().any(|link| link.source == word);
        let is_short = |word: usize| source[links.source[word].range()].chars().count() <= SHORT;
        if !(first..end).all(|word| is_short(word) || is_said(word)) {
            return None;
        }
        let (span, sure) = links.phrase(first..end)?;
        let wider = links.with_free_words(target, span);
        let wider = wider.map(|wider| wider.map(|wider| target[wider.range()].to_owned()));
        Some(Cut { text: target[span.range()].to_owned(), sure, wider })
    }
}

/// A translation cut out of a unit.
struct Cut {
    text: String,
    /// How sure the alignment is, 0–1.
    sure: f32,
    /// With the word before it, and with the word behind it, if these go with nothing.
    wider: [Option<String>; 2],
}

/// What nearly all cuts are with the same word more: that word belongs to them.
fn widened(cuts: &[&Cut]) -> Option<String> {
    let mut wider: Vec<(String, Vec<u64>)> = Vec::new();
    for text in cuts.iter().flat_map(|cut| cut.wider.iter().flatten()) {
        vote(&mut wider, text, 0);
    }
    wider.sort_by_key(|(_, votes)| Reverse(votes.len()));
    let (text, votes) = wider.into_iter().next()?;
    (votes.len() as f32 >= LEAST_WIDER * cuts.len() as f32).then_some(text)
}
