//! Pairs of terms from aligned texts.
//!
//! The texts are read twice: first candidates of both sides are counted and the best kept, then how often
//! these are met in the same units. What is met together more often than by chance (log-likelihood
//! ratio; Dunning, "Accurate methods for the statistics of surprise and coincidence", 1993), and seldom
//! apart (Dice), competes: the best pair takes both its terms out of the running (Melamed, "Models of
//! translational equivalence among words", 2000).

use super::corpus::{Corpus, lengths};
use super::proposals::{Kept, example, join_acronyms, order, proposals};
use super::vocabulary::WordId;
use super::{Kind, Proposal, Settings, known_as};
use crate::glossary::matcher::{Index, Scanner};
use crate::glossary::tokens::Keys;
use crate::text::LangTag;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

/// The candidates of a unit's side that are paired: 128 by 128 is what a long unit may cost.
const MOST_OF_UNIT: usize = 128;
/// The pairs that are counted at a time.
const MOST_PAIRS: usize = 1 << 22;
/// The bytes of units that are kept for examples.
const KEPT: usize = 64 << 20;
/// The log-likelihood ratio at which chance is less likely than one in a thousand.
const SURE: f64 = 10.83;

/// Two terms that seem to mean the same.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// The term of the source.
    pub source: Proposal,
    /// The term of the target.
    pub target: Proposal,
    /// The units that have both (a lower bound in very large memories).
    pub joint: u32,
    /// How sure the pair is, 0–1.
    pub score: f64,
    /// The concepts that have both already; with a language behind it, one that has this side only.
    pub known: Option<Box<str>>,
    /// The first unit that has both, if that was kept.
    pub example: (Box<str>, Box<str>),
}

/// First reading of aligned texts: counts the candidates of both sides.
pub struct PairCounter {
    settings: Settings,
    langs: [LangTag; 2],
    sides: [Corpus; 2],
}

impl std::fmt::Debug for PairCounter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PairCounter({}, {})", self.langs[0], self.langs[1])
    }
}

impl PairCounter {
    /// A counter for units in two languages.
    pub fn new(source: LangTag, target: LangTag, settings: Settings) -> Self {
        let sides = [&source, &target].map(|lang| Corpus::new(lang.language(), settings.sequences));
        Self { settings, langs: [source, target], sides }
    }

    /// Counts units: source and target text.
    pub fn add(&mut self, units: &[(&str, &str)]) {
        let sources: Vec<&str> = units.iter().map(|(source, _)| *source).collect();
        let targets: Vec<&str> = units.iter().map(|(_, target)| *target).collect();
        self.sides[0].add(&sources, false);
        self.sides[1].add(&targets, false);
    }

    /// Chooses the candidates: all texts were counted.
    pub fn select(self) -> PairLinker {
        let settings = self.settings;
        let [source, target] = self.sides;
        let sides = [Side::new(source, &settings), Side::new(target, &settings)];
        PairLinker {
            settings,
            langs: self.langs,
            sides,
            units: 0,
            joint: FxHashMap::default(),
            floor: 0,
            examples: Vec::new(),
            kept: 0,
        }
    }
}

/// The candidates of a side and where they are met.
struct Side {
    corpus: Corpus,
    lemmas: Vec<WordId>,
    candidates: Vec<Kept>,
    by_words: FxHashMap<Box<[WordId]>, u32>,
    /// The units each is met in.
    units: Vec<u32>,
}

impl Side {
    fn new(corpus: Corpus, settings: &Settings) -> Self {
        let lemmas = corpus.vocabulary.lemmas();
        let mut candidates = proposals(&corpus, &lemmas, settings, None);
        join_acronyms(&corpus, &mut candidates);
        candidates.retain(|candidate| !candidate.words.is_empty());
        candidates.sort_by(|a, b| order(&a.proposal, &b.proposal));
        candidates.truncate(settings.candidates);
        let by_words = (0..).zip(&candidates).map(|(at, one)| (one.words.clone(), at)).collect();
        let units = vec![0; candidates.len()];
        Self { corpus, lemmas, candidates, by_words, units }
    }

    /// The candidates in a text, the best first, each with the place where it comes first, in
    /// thousandths of the text.
    fn find(&self, text: &str) -> Vec<(u32, u32)> {
        let (runs, tokens) = self.corpus.known_runs(text);
        let mut found = Vec::new();
        let mut words = Vec::new();
        for run in &runs {
            for start in 0..run.len() {
                for length in lengths(&self.corpus.vocabulary, &run[start..]) {
                    let part = &run[start..start + length];
                    words.clear();
                    words.extend(part.iter().map(|met| self.lemmas[met.bare as usize]));
                    if let Some(&candidate) = self.by_words.get(&*words) {
                        let middle = f64::from(part[0].token) + length as f64 / 2.0;
                        found.push((candidate, (middle * 1000.0 / tokens as f64) as u32));
                    }
                }
            }
        }
        found.sort_unstable();
        found.dedup_by_key(|(candidate, _)| *candidate);
        found.truncate(MOST_OF_UNIT);
        found
    }
}

/// What is known of two candidates together.
#[derive(Debug, Clone, Copy, Default)]
struct Joint {
    count: u32,
    /// The sum of the distances of their places, in thousandths.
    distance: u64,
    /// The first unit.
    first: u32,
    missed: u32,
}

/// Second reading of the same texts: counts what is met together, and links it.
pub struct PairLinker {
    settings: Settings,
    langs: [LangTag; 2],
    sides: [Side; 2],
    units: u32,
    joint: FxHashMap<(u32, u32), Joint>,
    floor: u32,
    examples: Vec<(Box<str>, Box<str>)>,
    kept: usize,
}

impl std::fmt::Debug for PairLinker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PairLinker({} units)", self.units)
    }
}

/// Two candidates with what speaks for them.
struct Link {
    source: u32,
    target: u32,
    joint: Joint,
    score: f64,
}

impl PairLinker {
    /// Counts units: the same ones that were counted before.
    pub fn add(&mut self, units: &[(&str, &str)]) {
        let sides = &self.sides;
        let found: Vec<_> = units
            .par_iter()
            .with_min_len(32)
            .map(|(source, target)| (sides[0].find(source), sides[1].find(target)))
            .collect();
        for ((source, target), (sources, targets)) in units.iter().zip(found) {
            for (side, found) in self.sides.iter_mut().zip([&sources, &targets]) {
                for (candidate, _) in found {
                    side.units[*candidate as usize] += 1;
                }
            }
            for &(one, place) in &sources {
                for &(other, there) in &targets {
                    self.count((one, other), place.abs_diff(there));
                }
            }
            if self.kept < KEPT {
                self.kept += source.len() + target.len();
                self.examples.push(((*source).into(), (*target).into()));
            }
            self.units = self.units.saturating_add(1);
        }
    }

    fn count(&mut self, pair: (u32, u32), distance: u32) {
        if self.joint.len() >= MOST_PAIRS && !self.joint.contains_key(&pair) {
            while self.joint.len() > MOST_PAIRS / 2 {
                self.floor += 1;
                let floor = self.floor;
                self.joint.retain(|_, joint| joint.count + joint.missed > floor);
            }
        }
        let new = Joint { first: self.units, missed: self.floor, ..Joint::default() };
        let joint = self.joint.entry(pair).or_insert(new);
        joint.count += 1;
        joint.distance += u64::from(distance);
    }

    /// The pairs, best first. `known` are the indexes of a termbase for both languages.
    pub fn pairs(&self, known: Option<(&Index<'_>, &Index<'_>)>) -> Vec<Pair> {
        let known = known.map(|(source, target)| [(0, source), (1, target)]);
        let known = known.map(|sides| sides.map(|(side, index)| self.known_terms(side, index)));
        let known = known.unwrap_or_default();
        self.linked(&known)
            .into_iter()
            .take(self.settings.limit)
            .map(|link| {
                let source = self.sides[0].candidates[link.source as usize].proposal.clone();
                let target = self.sides[1].candidates[link.target as usize].proposal.clone();
                let example_of = self.examples.get(link.joint.first as usize);
                Pair {
                    source,
                    target,
                    joint: link.joint.count,
                    score: link.score,
                    known: self.told(ids(&known[0], link.source), ids(&known[1], link.target)),
                    example: example_of
                        .map(|(source, target)| (example(source), example(target)))
                        .unwrap_or_default(),
                }
            })
            .collect()
    }

    /// The concepts of the candidates of a side.
    fn known_terms(&self, side: usize, index: &Index<'_>) -> Vec<Vec<Box<str>>> {
        let mut scanner = Scanner::new(index);
        let candidates = self.sides[side].candidates.iter();
        candidates
            .map(|one| known_as(&mut scanner, &one.proposal.term).unwrap_or_default())
            .collect()
    }

    /// The concepts of a pair: those of both, else those of one side.
    fn told(&self, one: &[Box<str>], other: &[Box<str>]) -> Option<Box<str>> {
        let both: Vec<&str> = one.iter().filter(|id| other.contains(id)).map(|id| &**id).collect();
        if !both.is_empty() {
            return Some(both.join(" ").into());
        }
        let sided = [(one, &self.langs[0]), (other, &self.langs[1])];
        let sided: Vec<String> = sided
            .iter()
            .flat_map(|(ids, lang)| ids.iter().map(move |id| format!("{id} ({lang})")))
            .collect();
        (!sided.is_empty()).then(|| sided.join(" ").into())
    }

    /// The links that win: each candidate has one at most. What the termbase links goes first.
    fn linked(&self, known: &[Vec<Vec<Box<str>>>; 2]) -> Vec<Link> {
        let least = self.settings.min_count.max(1);
        let mut links: Vec<Link> = self
            .joint
            .iter()
            .filter(|(_, joint)| joint.count >= least)
            .filter_map(|(&(source, target), &joint)| {
                let score = self.score(source, target, joint)?;
                Some(Link { source, target, joint, score })
            })
            .collect();
        // The candidates' numbers are their ranks: ties go to the better terms.
        let by_score = |a: &Link, b: &Link| {
            let by_score = b.score.total_cmp(&a.score).then(b.joint.count.cmp(&a.joint.count));
            by_score.then((a.source, a.target).cmp(&(b.source, b.target)))
        };
        let is_known = |link: &Link| {
            let other = ids(&known[1], link.target);
            ids(&known[0], link.source).iter().any(|id| other.contains(id))
        };
        links.sort_unstable_by(|a, b| is_known(b).cmp(&is_known(a)).then(by_score(a, b)));
        let (mut sources, mut targets) = (FxHashSet::default(), FxHashSet::default());
        links.retain(|link| {
            let free = !sources.contains(&link.source) && !targets.contains(&link.target);
            if free {
                sources.insert(link.source);
                targets.insert(link.target);
            }
            free
        });
        links.sort_unstable_by(by_score);
        links
    }

    /// How much speaks for a pair, 0–1; `None` where chance would bring it about as often.
    fn score(&self, source: u32, target: u32, joint: Joint) -> Option<f64> {
        let [one, other] = [(0, source), (1, target)]
            .map(|(side, at)| f64::from(self.sides[side].units[at as usize]));
        let (both, all) = (f64::from(joint.count), f64::from(self.units));
        if both * all <= one * other && self.units > 1 {
            return None;
        }
        let dice = 2.0 * both / (one + other);
        let ratio = log_likelihood(both, one, other, all);
        let [first, second] =
            [(0, source), (1, target)].map(|(side, at)| &self.sides[side].candidates[at as usize]);
        let (one, other) = (&first.proposal, &second.proposal);
        let same = Keys::folded(&one.term) == Keys::folded(&other.term);
        let distance = joint.distance as f64 / both / 1000.0;
        let words = |kept: &Kept, side: usize| {
            let characters = self.sides[side].corpus.is_character(kept.words[0]);
            kept.words.len() as f64 / if characters { 2.0 } else { 1.0 }
        };
        let longer = (words(first, 0).max(1.0) / words(second, 1).max(1.0)).ln().abs();
        let kinds = f64::from(u8::from((one.kind == Kind::Term) != (other.kind == Kind::Term)));
        let against =
            0.15 * distance + if same { 0.0 } else { 0.05 * longer.min(2.0) + 0.05 * kinds };
        Some((dice * ratio / (ratio + SURE) * (1.0 - against)).clamp(0.0, 1.0))
    }
}

/// The concepts of a candidate; none without a termbase.
fn ids(known: &[Vec<Box<str>>], candidate: u32) -> &[Box<str>] {
    known.get(candidate as usize).map_or(&[], Vec::as_slice)
}

/// Dunning's log-likelihood ratio of two events, `one` and `other` times met in `all` units, `both`
/// times together.
fn log_likelihood(both: f64, one: f64, other: f64, all: f64) -> f64 {
    let cell = |observed: f64, row: f64, column: f64| {
        let expected = row * column / all;
        if observed > 0.0 && expected > 0.0 { observed * (observed / expected).ln() } else { 0.0 }
    };
    let neither = (all - one - other + both).max(0.0);
    let sum = cell(both, one, other)
        + cell(one - both, one, all - other)
        + cell(other - both, all - one, other)
        + cell(neither, all - one, all - other);
    (2.0 * sum).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ratio_is_that_of_the_literature() {
        // Two words of 110 and 111 occurrences, 110 of them together, of 10,000.
        assert!(log_likelihood(110.0, 110.0, 111.0, 10_000.0) > 1000.0);
        assert!(log_likelihood(1.0, 100.0, 100.0, 10_000.0) < 0.01);
        assert!((log_likelihood(2.0, 2.0, 2.0, 8.0) - 8.997).abs() < 0.01);
    }
}
