//! A bilingual lexicon learnt from the text that is being aligned: IBM Model 1 in both directions
//! (Brown et al. 1993), trained by expectation maximisation on the beads of the pass before.

use super::prepare::Prepared;
use crate::glossary::TermPairs;
use crate::words::{each_word, stem};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Rounds of expectation maximisation.
const ROUNDS: usize = 3;
/// Pairs of words looked at; a larger text is sampled evenly.
const MAX_EVENTS: usize = 10_000_000;
/// Up to so many, those are kept that met once: they take up probability that belongs to none.
const SMALL: usize = 2_000_000;
/// Words of one side of a bead that are paired.
const MAX_SIDE: usize = 60;
/// What a bead gives itself: taken off the counts, so that no bead is confirmed by what was learnt
/// from it alone (about what leaving it out would do).
const OWN: f32 = 1.0;
/// Probabilities under this are left out.
const LEAST: f32 = 0.01;
/// The probability that a word translates to itself, before anything is learnt.
const SAME: f32 = 0.25;

/// Word translations in one direction: for each word of one side, `(word of the other, lift)`, the
/// lift being how many times likelier the other is there than anywhere: p(other | word) / p(other).
#[derive(Default)]
pub(super) struct Table {
    starts: Vec<u32>,
    entries: Vec<(u32, f32)>,
}

impl Table {
    /// The translations of `word`.
    pub(super) fn of(&self, word: u32) -> &[(u32, f32)] {
        let at = word as usize;
        &self.entries[self.starts[at] as usize..self.starts[at + 1] as usize]
    }
}

/// The lexicon in both directions.
pub(super) struct Lexicon {
    /// From source words to target words.
    pub(super) forward: Table,
    /// From target words to source words.
    pub(super) backward: Table,
}

/// Words that translate each other before anything is learnt: a glossary's terms, as ids of words.
pub(super) type Terms = Vec<(Vec<u32>, Vec<u32>)>;

/// The glossary's terms whose words both texts have.
pub(super) fn known_terms(source: &Prepared, target: &Prepared, pairs: &TermPairs) -> Terms {
    let index = |side: &Prepared| -> FxHashMap<Box<str>, u32> {
        side.vocabulary.iter().cloned().zip(0_u32..).collect()
    };
    if pairs.concepts.is_empty() {
        return Vec::new();
    }
    let ids = (index(source), index(target));
    let words = |ids: &FxHashMap<Box<str>, u32>, term: &str| {
        let mut words = Vec::new();
        each_word(term, |word| words.extend(ids.get(stem(word))));
        words
    };
    let forms = pairs.concepts.iter().flat_map(|(s, t)| s.iter().zip(t));
    let known = forms.map(|(s, t)| (words(&ids.0, s), words(&ids.1, t)));
    known.filter(|(s, t)| !s.is_empty() && !t.is_empty()).collect()
}

/// How it is learnt.
#[derive(Debug, Clone, Copy)]
pub(super) struct Learning {
    /// Rounds of expectation maximisation.
    pub(super) rounds: usize,
    /// What is taken off each count in the end.
    pub(super) own: f32,
}

/// Learns from beads with how sure they are (0–1), and from terms.
pub(super) fn learn(
    source: &Prepared,
    target: &Prepared,
    beads: &[(Range<u32>, Range<u32>, f32)],
    terms: &Terms,
) -> Lexicon {
    learn_as(Learning { rounds: ROUNDS, own: OWN }, (source, target), beads, terms)
}

/// The same in another way.
pub(super) fn learn_as(
    learning: Learning,
    (source, target): (&Prepared, &Prepared),
    beads: &[(Range<u32>, Range<u32>, f32)],
    terms: &Terms,
) -> Lexicon {
    let mut events = Events::collect(source, target, beads, terms);
    for round in 1..=learning.rounds {
        events.maximise(if round == learning.rounds { learning.own } else { 0.0 });
    }
    let same = written_alike(source, target);
    let learnt = || events.pairs.iter().zip(&events.likely);
    let forward = learnt().map(|(&(s, t), p)| (s, t, p[0]));
    let backward = learnt().map(|(&(s, t), p)| (t, s, p[1]));
    Lexicon {
        forward: table((source, target), forward, same.iter().map(|&(s, t)| (s, t, SAME))),
        backward: table((target, source), backward, same.iter().map(|&(s, t)| (t, s, SAME))),
    }
}

/// Words of three letters and more (or numbers) that stand in both vocabularies.
fn written_alike(source: &Prepared, target: &Prepared) -> Vec<(u32, u32)> {
    let known: FxHashMap<&str, u32> =
        target.vocabulary.iter().zip(0_u32..).map(|(word, id)| (&**word, id)).collect();
    let ids = source.vocabulary.iter().zip(0_u32..);
    let long = ids.filter(|(word, _)| word.len() >= 3 || word.bytes().all(|b| b.is_ascii_digit()));
    long.filter_map(|(word, id)| Some((id, *known.get(&**word)?))).collect()
}

fn table(
    (from, to): (&Prepared, &Prepared),
    learnt: impl Iterator<Item = (u32, u32, f32)>,
    same: impl Iterator<Item = (u32, u32, f32)>,
) -> Table {
    let mut all: Vec<(u32, u32, f32)> =
        learnt.filter(|(_, _, p)| *p >= LEAST).chain(same).collect();
    all.sort_unstable_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)).then(b.2.total_cmp(&a.2)));
    all.dedup_by_key(|entry| (entry.0, entry.1));
    let words = from.vocabulary.len();
    let mut starts = vec![0_u32; words + 1];
    for entry in &all {
        starts[entry.0 as usize + 1] += 1;
    }
    for at in 0..words {
        starts[at + 1] += starts[at];
    }
    let total = to.total().max(1) as f32;
    let lift = |(_, word, p): (u32, u32, f32)| (word, p * total / to.counts[word as usize] as f32);
    Table { starts, entries: all.into_iter().map(lift).collect() }
}

/// Which words met which, bead by bead. In a large text the pairs that met in one bead only are left
/// out: no other bead could confirm them, and there are very many.
struct Events {
    /// The distinct pairs; the first stands for those that are left out.
    pairs: Vec<(u32, u32)>,
    /// p(target | source) and p(source | target) of each pair, side by side: each is looked up where
    /// the other is.
    likely: Vec<[f32; 2]>,
    /// For each bead its weight, and how many words its sides have.
    beads: Vec<(f32, usize, usize)>,
    /// For each bead, source word by source word, the indices of the pairs with each target word.
    meetings: Vec<u32>,
}

/// The words of a bead's sides, and how much it counts.
type Words = (Vec<u32>, Vec<u32>, f32);

impl Events {
    fn collect(
        source: &Prepared,
        target: &Prepared,
        beads: &[(Range<u32>, Range<u32>, f32)],
        terms: &Terms,
    ) -> Self {
        let gather = |side: &Prepared, range: &Range<u32>| -> Vec<u32> {
            let words = range.clone().flat_map(|index| side.words(index as usize).iter().copied());
            words.filter(|word| side.counts[*word as usize] > 1).take(MAX_SIDE).collect()
        };
        let mut all: Vec<Words> =
            beads.iter().map(|(s, t, w)| (gather(source, s), gather(target, t), *w)).collect();
        let size: usize = all.iter().map(|(rows, columns, _)| rows.len() * columns.len()).sum();
        let step = size / MAX_EVENTS + 1;
        all = all.into_iter().step_by(step).collect();
        // Twice, so that what a glossary says is never alone.
        let terms = terms.iter().map(|(s, t)| (s.clone(), t.clone(), 1.0));
        all.extend(terms.clone());
        all.extend(terms);
        Self::of(&all, (source.vocabulary.len(), target.vocabulary.len()))
    }

    /// Numbers the pairs, source word by source word: so what is looked up at a time is small.
    fn of(all: &[Words], (left, right): (usize, usize)) -> Self {
        let places = Places::new(all, left);
        let alone = if places.meetings <= SMALL { Met::OFTEN } else { Met::LEFT_OUT };
        let mut meetings = vec![0; places.meetings];
        let mut pairs = vec![(0, 0)];
        let mut met = vec![Met::default(); right];
        for word in 0..left as u32 {
            let here = places.of(word);
            for &(bead, _) in here {
                for &other in &all[bead as usize].1 {
                    met[other as usize].again(word, bead, alone);
                }
            }
            for &(bead, start) in here {
                for (meeting, &other) in meetings[start..].iter_mut().zip(&all[bead as usize].1) {
                    let met = &mut met[other as usize];
                    if met.pair == Met::OFTEN {
                        met.pair = pairs.len() as u32;
                        pairs.push((word, other));
                    }
                    *meeting = met.pair;
                }
            }
        }
        let beads = all.iter().map(|(rows, columns, weight)| (*weight, rows.len(), columns.len()));
        let mut likely = vec![[1.0; 2]; pairs.len()];
        likely[0] = [0.0; 2];
        Self { pairs, likely, beads: beads.collect(), meetings }
    }

    /// One round: expected counts under the probabilities so far, `less` taken off, then new
    /// probabilities.
    fn maximise(&mut self, less: f32) {
        let mut counts = vec![[0.0_f32; 2]; self.pairs.len()];
        let mut at = 0;
        for &(weight, height, width) in &self.beads {
            let meetings = &self.meetings[at..at + height * width];
            at += height * width;
            let (mut rows, mut columns) = ([1e-3_f32; MAX_SIDE], [1e-3_f32; MAX_SIDE]);
            for (meetings, row) in meetings.chunks_exact(width.max(1)).zip(&mut rows) {
                for (meeting, column) in meetings.iter().zip(&mut columns) {
                    let [forward, backward] = self.likely[*meeting as usize];
                    *column += forward;
                    *row += backward;
                }
            }
            for sum in columns.iter_mut().chain(&mut rows) {
                *sum = weight / *sum;
            }
            for (meetings, row) in meetings.chunks_exact(width.max(1)).zip(&rows) {
                for (meeting, column) in meetings.iter().zip(&columns) {
                    let [forward, backward] = self.likely[*meeting as usize];
                    let count = &mut counts[*meeting as usize];
                    count[0] += forward * column;
                    count[1] += backward * row;
                }
            }
        }
        self.likely = normalise(counts, less, &self.pairs);
    }
}

/// Where each source word stands.
struct Places {
    /// For each word where its places start; one more at the end.
    starts: Vec<u32>,
    /// The bead, and where the word's meetings start.
    found: Vec<(u32, usize)>,
    /// The number of all meetings.
    meetings: usize,
}

impl Places {
    fn new(all: &[Words], words: usize) -> Self {
        let mut starts = vec![0_u32; words + 2];
        for &word in all.iter().flat_map(|(rows, _, _)| rows) {
            starts[word as usize + 2] += 1;
        }
        for at in 2..starts.len() {
            starts[at] += starts[at - 1];
        }
        // Counted up to the start of the next word while they are filled in.
        let mut found = vec![(0, 0); starts[words + 1] as usize];
        let mut meetings = 0;
        for (bead, (rows, columns, _)) in (0_u32..).zip(all) {
            for &word in rows {
                let at = &mut starts[word as usize + 1];
                found[*at as usize] = (bead, meetings);
                *at += 1;
                meetings += columns.len();
            }
        }
        Self { starts, found, meetings }
    }

    fn of(&self, word: u32) -> &[(u32, usize)] {
        let at = word as usize;
        &self.found[self.starts[at] as usize..self.starts[at + 1] as usize]
    }
}

/// What a target word met last.
#[derive(Clone, Copy, Default)]
struct Met {
    /// The source word, counted from 1, and the bead.
    word: u32,
    bead: u32,
    /// The index of their pair; [`Met::OFTEN`] before it has one.
    pair: u32,
}

impl Met {
    const OFTEN: u32 = u32::MAX;
    const LEFT_OUT: u32 = 0;

    /// They meet in `bead`; `alone` is the pair of those that do so in no other.
    fn again(&mut self, word: u32, bead: u32, alone: u32) {
        if self.word != word + 1 {
            *self = Self { word: word + 1, bead, pair: alone };
        } else if self.bead != bead {
            self.pair = Self::OFTEN;
        }
    }
}

/// Divides counts by their word's sum plus a half, so that words seen seldom stay unsure.
fn normalise(mut counts: Vec<[f32; 2]>, less: f32, pairs: &[(u32, u32)]) -> Vec<[f32; 2]> {
    let size = pairs.iter().map(|pair| pair.0.max(pair.1) as usize + 1).max().unwrap_or(0);
    let mut sums = vec![[0.5_f32; 2]; size];
    for (count, pair) in counts.iter().zip(pairs) {
        sums[pair.0 as usize][0] += count[0];
        sums[pair.1 as usize][1] += count[1];
    }
    for (count, pair) in counts.iter_mut().zip(pairs) {
        count[0] = (count[0] - less).max(0.0) / sums[pair.0 as usize][0];
        count[1] = (count[1] - less).max(0.0) / sums[pair.1 as usize][1];
    }
    counts
}
