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

/// Learns from beads with how sure they are (0–1), and from terms.
pub(super) fn learn(
    source: &Prepared,
    target: &Prepared,
    beads: &[(Range<u32>, Range<u32>, f32)],
    terms: &Terms,
) -> Lexicon {
    let mut events = Events::collect(source, target, beads, terms);
    for round in 1..=ROUNDS {
        events.maximise(if round == ROUNDS { OWN } else { 0.0 });
    }
    let same = written_alike(source, target);
    let forward = events.pairs.iter().zip(&events.forward).map(|(&(s, t), p)| (s, t, *p));
    let backward = events.pairs.iter().zip(&events.backward).map(|(&(s, t), p)| (t, s, *p));
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

/// Which words met which, bead by bead. Pairs that met in one bead only are left out: no other bead
/// could confirm them.
#[derive(Default)]
struct Events {
    /// The distinct pairs.
    pairs: Vec<(u32, u32)>,
    /// p(target | source) and p(source | target) of each pair.
    forward: Vec<f32>,
    backward: Vec<f32>,
    /// For each bead its weight and where its meetings end.
    beads: Vec<(f32, u32)>,
    meetings: Vec<Meeting>,
}

/// Two words of a bead.
struct Meeting {
    /// The words' places among those of their side of the bead.
    row: u8,
    column: u8,
    /// The index of their pair.
    pair: u32,
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
        let often = Often::count(&all);
        let mut made = Self::default();
        let mut ids: FxHashMap<u64, u32> = FxHashMap::default();
        for (rows, columns, weight) in &all {
            for (row, &left) in (0_u8..).zip(rows) {
                for (column, &right) in (0_u8..).zip(columns) {
                    let key = key(left, right);
                    if !often.has(key) {
                        continue;
                    }
                    let next = made.pairs.len() as u32;
                    let pair = *ids.entry(key).or_insert(next);
                    if pair == next {
                        made.pairs.push((left, right));
                    }
                    made.meetings.push(Meeting { row, column, pair });
                }
            }
            made.beads.push((*weight, made.meetings.len() as u32));
        }
        made.forward = vec![1.0; made.pairs.len()];
        made.backward = vec![1.0; made.pairs.len()];
        made
    }

    /// One round: expected counts under the probabilities so far, `less` taken off, then new
    /// probabilities.
    fn maximise(&mut self, less: f32) {
        let mut forward = vec![0.0_f32; self.pairs.len()];
        let mut backward = vec![0.0_f32; self.pairs.len()];
        let mut at = 0;
        for &(weight, end) in &self.beads {
            let meetings = &self.meetings[at..end as usize];
            at = end as usize;
            let (mut rows, mut columns) = ([1e-3_f32; MAX_SIDE], [1e-3_f32; MAX_SIDE]);
            for meeting in meetings {
                columns[meeting.column as usize] += self.forward[meeting.pair as usize];
                rows[meeting.row as usize] += self.backward[meeting.pair as usize];
            }
            for meeting in meetings {
                let pair = meeting.pair as usize;
                forward[pair] += weight * self.forward[pair] / columns[meeting.column as usize];
                backward[pair] += weight * self.backward[pair] / rows[meeting.row as usize];
            }
        }
        self.forward = normalise(forward, less, self.pairs.iter().map(|pair| pair.0));
        self.backward = normalise(backward, less, self.pairs.iter().map(|pair| pair.1));
    }
}

fn key(left: u32, right: u32) -> u64 {
    (u64::from(left) << 32) | u64::from(right)
}

/// Which pairs met in two beads or more; by chance now and then one that did not.
struct Often {
    /// For each of a few million slots the last bead that fell on it, and whether two did.
    slots: Vec<u32>,
    shift: u32,
}

impl Often {
    const TWO: u32 = 1 << 31;

    fn count(all: &[Words]) -> Self {
        let size: usize = all.iter().map(|(rows, columns, _)| rows.len() * columns.len()).sum();
        let bits = (2 * size).next_power_of_two().trailing_zeros().clamp(10, 21);
        let mut often = Self { slots: vec![0; 1 << bits], shift: 64 - bits };
        for (bead, (rows, columns, _)) in (1_u32..).zip(all) {
            for &left in rows {
                for &right in columns {
                    let slot = often.slot(key(left, right));
                    let last = &mut often.slots[slot];
                    if *last == 0 {
                        *last = bead;
                    } else if *last & !Self::TWO != bead {
                        *last |= Self::TWO;
                    }
                }
            }
        }
        often
    }

    fn slot(&self, key: u64) -> usize {
        (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> self.shift) as usize
    }

    fn has(&self, key: u64) -> bool {
        self.slots[self.slot(key)] & Self::TWO != 0
    }
}

/// Divides counts by their word's sum plus a half, so that words seen seldom stay unsure.
fn normalise(
    mut counts: Vec<f32>,
    less: f32,
    words: impl Iterator<Item = u32> + Clone,
) -> Vec<f32> {
    let size = words.clone().max().map_or(0, |word| word as usize + 1);
    let mut sums = vec![0.5_f32; size];
    for (count, word) in counts.iter().zip(words.clone()) {
        sums[word as usize] += count;
    }
    for (count, word) in counts.iter_mut().zip(words) {
        *count = (*count - less).max(0.0) / sums[word as usize];
    }
    counts
}
