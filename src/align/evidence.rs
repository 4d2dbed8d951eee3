//! Evidence for pairs of sentences near the path, looked up by the features of beads.

use super::anchors::Band;
use super::lexicon::{Lexicon, Table};
use super::prepare::Prepared;
use crate::words::digit_value;
use rustc_hash::FxHashMap;

/// The most sentences on one side of a bead.
pub(super) const MOST: usize = 4;
/// What a word that the lexicon does not expect counts: log(½).
const UNEXPECTED: f32 = -std::f32::consts::LN_2;

/// A value for each cell of a band of sentences, `DEPTH` deep.
struct Cells {
    /// For each row: first column, and where its values start.
    rows: Vec<(u32, u32)>,
    values: Vec<f32>,
    depth: usize,
}

impl Cells {
    fn new(ranges: impl Iterator<Item = (u32, u32)>, depth: usize) -> Self {
        let (mut rows, mut at) = (Vec::new(), 0);
        for (from, to) in ranges {
            rows.push((from, at));
            at += to.saturating_sub(from) * depth as u32;
        }
        rows.push((0, at));
        Self { rows, values: vec![0.0; at as usize], depth }
    }

    fn columns(&self, row: usize) -> std::ops::Range<usize> {
        let (from, at) = self.rows[row];
        let width = (self.rows[row + 1].1 - at) as usize / self.depth;
        from as usize..from as usize + width
    }

    fn get(&self, row: usize, column: usize, layer: usize) -> Option<f32> {
        let (from, at) = self.rows[row];
        let offset = column.checked_sub(from as usize)?;
        let index = at as usize + offset * self.depth + layer;
        (index < self.rows[row + 1].1 as usize).then(|| self.values[index])
    }
}

/// What speaks for pairs of sentences.
pub(super) struct Evidence {
    /// Log-odds of the words of target sentence j given 1 to 4 source sentences from i on.
    forward: Option<Cells>,
    /// The same the other way round, rows by target sentence.
    backward: Option<Cells>,
    /// Shared names and cognates, and numbers: weight of what both sentences have.
    shared: Cells,
    numbers: Cells,
    /// Weight of the shareable words of each sentence.
    pub(super) shareable: [Vec<f32>; 2],
    /// The size of the lexical score of a typical right pair.
    pub(super) scale: f32,
}

impl Evidence {
    /// Evidence within `band`; lexical where there is a lexicon.
    pub(super) fn new(
        source: &Prepared,
        target: &Prepared,
        band: &Band,
        lexicon: Option<&Lexicon>,
    ) -> Self {
        let n = source.len();
        let ranges = || (0..n).map(|i| (band.rows[i].0, band.rows[i + 1].1));
        let (left, right, weights) = keys(source, target);
        let mut shared = Cells::new(ranges(), 1);
        let mut numbers = Cells::new(ranges(), 1);
        for (i, keys) in left.iter().enumerate() {
            for j in shared.columns(i) {
                let index = shared.rows[i].1 as usize + j - shared.rows[i].0 as usize;
                shared.values[index] = common(keys, &right[j], |key| weights[key as usize]);
                numbers.values[index] = common(&source.numbers[i], &target.numbers[j], |_| 1.0);
            }
        }
        let sum = |keys: &[Box<[u32]>]| -> Vec<f32> {
            keys.iter().map(|keys| keys.iter().map(|&key| weights[key as usize]).sum()).collect()
        };
        let shareable = [sum(&left), sum(&right)];
        let forward = lexicon.map(|lexicon| scores(source, target, &lexicon.forward, ranges()));
        let backward = lexicon.map(|lexicon| {
            let transposed = transpose(ranges(), target.len());
            scores(target, source, &lexicon.backward, transposed.into_iter())
        });
        Self { forward, backward, shared, numbers, shareable, scale: 1.0 }
    }

    /// The mean log-odds a word, both directions together, that a source sentences from `i` and b
    /// target sentences from `j` translate each other. `None` without a lexicon.
    pub(super) fn lexical(
        &self,
        sides: (&Prepared, &Prepared),
        (i, a): (usize, usize),
        (j, b): (usize, usize),
    ) -> f32 {
        let (Some(forward), Some(backward)) = (&self.forward, &self.backward) else { return 0.0 };
        let (source, target) = sides;
        let one = |cells: &Cells,
                   row: usize,
                   window: usize,
                   from: usize,
                   count: usize,
                   side: &Prepared| {
            let (mut sum, mut words) = (0.0, 0);
            for column in from..from + count {
                let size = side.words(column).len();
                let unknown = UNEXPECTED * size as f32;
                sum += cells.get(row, column, window - 1).unwrap_or(unknown);
                words += size;
            }
            sum / (words as f32 + 1.0)
        };
        let both = one(forward, i, a, j, b, target) + one(backward, j, b, i, a, source);
        both / 2.0 / self.scale
    }

    /// Whether there is a lexicon.
    pub(super) fn is_lexical(&self) -> bool {
        self.forward.is_some()
    }

    /// The weight of names and cognates both windows have.
    pub(super) fn shared(&self, (i, a): (usize, usize), (j, b): (usize, usize)) -> f32 {
        Self::sum(&self.shared, (i, a), (j, b))
    }

    /// The numbers both windows have.
    pub(super) fn numbers(&self, (i, a): (usize, usize), (j, b): (usize, usize)) -> f32 {
        Self::sum(&self.numbers, (i, a), (j, b))
    }

    fn sum(cells: &Cells, (i, a): (usize, usize), (j, b): (usize, usize)) -> f32 {
        let mut sum = 0.0;
        for row in i..i + a {
            for column in j..j + b {
                sum += cells.get(row, column, 0).unwrap_or(0.0);
            }
        }
        sum
    }

    /// The target sentences that stand near source sentence `i`.
    pub(super) fn near(&self, i: usize) -> std::ops::Range<usize> {
        self.shared.columns(i)
    }
}

/// For each column, the rows whose range holds it.
fn transpose(rows: impl Iterator<Item = (u32, u32)>, columns: usize) -> Vec<(u32, u32)> {
    let mut ranges = vec![(u32::MAX, 0); columns];
    for (row, (from, to)) in rows.enumerate() {
        let row = row as u32;
        for range in &mut ranges[from as usize..to as usize] {
            range.0 = range.0.min(row);
            range.1 = row + 1;
        }
    }
    ranges.into_iter().map(|(from, to)| (from.min(to), to)).collect()
}

/// Log-odds of each sentence of `to` given windows of `from`, in the band given by `ranges`: one row
/// a sentence of `from`, one layer a window size. A word's odds are ½ + ½ p(word | window) / p(word).
fn scores(
    from: &Prepared,
    to: &Prepared,
    table: &Table,
    ranges: impl Iterator<Item = (u32, u32)>,
) -> Cells {
    let mut cells = Cells::new(ranges, MOST);
    let total = to.total().max(1) as f32;
    let mut expected = vec![0.0_f32; to.vocabulary.len()];
    for row in 0..from.len() {
        let columns = cells.columns(row);
        let mut words = 0;
        for window in 0..MOST.min(from.len() - row) {
            for &word in from.words(row + window) {
                words += 1;
                for &(other, p) in table.of(word) {
                    expected[other as usize] += p;
                }
            }
            let part = 0.5 * total / (words as f32 + 1.0);
            for column in columns.clone() {
                let mut sum = 0.0;
                for &word in to.words(column) {
                    let found = expected[word as usize];
                    sum += if found > 0.0 {
                        (0.5 + part * found / to.counts[word as usize] as f32).ln()
                    } else {
                        UNEXPECTED
                    };
                }
                let start = cells.rows[row].1 as usize;
                cells.values[start + (column - columns.start) * MOST + window] = sum;
            }
        }
        for window in 0..MOST.min(from.len() - row) {
            for &word in from.words(row + window) {
                for &(other, _) in table.of(word) {
                    expected[other as usize] = 0.0;
                }
            }
        }
    }
    cells
}

type Keys = (Vec<Box<[u32]>>, Vec<Box<[u32]>>, Vec<f32>);

/// For each sentence the words that may stand on both sides: written alike in their first five
/// letters. With a weight a key: the rarer, the more.
fn keys(source: &Prepared, target: &Prepared) -> Keys {
    let stem = |word: &str| -> Option<Box<str>> {
        let digits = word.chars().any(|c| digit_value(c).is_some());
        let stem: String = word.chars().take(5).collect();
        (!digits && stem.chars().count() >= 4).then(|| stem.into())
    };
    let stems = |side: &Prepared| side.vocabulary.iter().map(|word| stem(word)).collect::<Vec<_>>();
    let (left, right) = (stems(source), stems(target));
    let mut ids: FxHashMap<&str, u32> = FxHashMap::default();
    for stem in left.iter().flatten() {
        let next = ids.len() as u32;
        ids.entry(stem).or_insert(next);
    }
    let mut met = vec![false; ids.len()];
    for stem in right.iter().flatten() {
        if let Some(&id) = ids.get(&**stem) {
            met[id as usize] = true;
        }
    }
    let id = |stem: &Option<Box<str>>| {
        let id = ids.get(&**stem.as_ref()?).copied()?;
        met[id as usize].then_some(id)
    };
    let by_word = [left.iter().map(id).collect::<Vec<_>>(), right.iter().map(id).collect()];
    let mut frequency = vec![0_u32; ids.len()];
    let list =
        |side: &Prepared, by_word: &[Option<u32>], frequency: &mut [u32]| -> Vec<Box<[u32]>> {
            let sentence = |index: usize| {
                let words = side.words(index).iter().filter_map(|word| by_word[*word as usize]);
                let mut keys: Vec<u32> = words.collect();
                keys.sort_unstable();
                keys.dedup();
                for &key in &keys {
                    frequency[key as usize] += 1;
                }
                keys.into()
            };
            (0..side.len()).map(sentence).collect()
        };
    let left = list(source, &by_word[0], &mut frequency);
    let right = list(target, &by_word[1], &mut frequency);
    let all = (source.len() + target.len()) as f32;
    let weights = frequency.iter().map(|&f| (all / (f.max(1) as f32)).ln().max(0.0)).collect();
    (left, right, weights)
}

/// The weight of what two sorted lists have in common.
fn common<T: Ord + Copy>(left: &[T], right: &[T], weight: impl Fn(T) -> f32) -> f32 {
    let (mut a, mut b, mut sum) = (0, 0, 0.0);
    while a < left.len() && b < right.len() {
        match left[a].cmp(&right[b]) {
            std::cmp::Ordering::Less => a += 1,
            std::cmp::Ordering::Greater => b += 1,
            std::cmp::Ordering::Equal => {
                sum += weight(left[a]);
                a += 1;
                b += 1;
            }
        }
    }
    sum
}
