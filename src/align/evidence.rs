//! Evidence for pairs of sentences near the path, looked up by the features of beads.

use super::anchors::Band;
use super::lexicon::{Lexicon, Table};
use super::meaning::Meaning;
use super::prepare::Prepared;
use super::shareable::{Shareable, common};

/// The most sentences on one side of a bead.
pub(super) const MOST: usize = 4;
/// The log-odds of a word that the lexicon does not expect: log(½).
const UNEXPECTED: f32 = -std::f32::consts::LN_2;
/// The lexical score of windows that are not looked at.
const FAR: f32 = -1.0;

/// The cells of a band: source sentence i with each target sentence near it.
struct Grid {
    /// The first source sentence.
    base: usize,
    /// For each source sentence its first target sentence, and where its cells start; one more at
    /// the end.
    rows: Vec<(u32, u32)>,
}

impl Grid {
    /// The cells that beads between the nodes of `band` touch, and those right beside them.
    fn new(band: &Band) -> Self {
        let nodes = &band.rows;
        let sentences = nodes.len() - 1;
        let (mut rows, mut at) = (Vec::with_capacity(sentences + 1), 0);
        for i in 0..sentences {
            let from = nodes[i.saturating_sub(1)].0;
            let to = nodes[(i + 2).min(sentences)].1;
            rows.push((from, at));
            at += to - from;
        }
        rows.push((0, at));
        Self { base: band.base, rows }
    }

    fn sources(&self) -> std::ops::Range<usize> {
        self.base..self.base + self.rows.len() - 1
    }

    fn len(&self) -> usize {
        self.rows[self.rows.len() - 1].1 as usize
    }

    /// The target sentences near source sentence `i`, and where their cells start.
    fn row(&self, i: usize) -> (std::ops::Range<usize>, usize) {
        let (from, at) = self.rows[i - self.base];
        let width = self.rows[i - self.base + 1].1 - at;
        (from as usize..(from + width) as usize, at as usize)
    }

    fn at(&self, i: usize, j: usize) -> Option<usize> {
        let row = i.checked_sub(self.base)?;
        let &(_, end) = self.rows.get(row + 1)?;
        let (from, at) = self.rows[row];
        let index = at as usize + j.checked_sub(from as usize)?;
        (index < end as usize).then_some(index)
    }
}

/// What speaks for pairs of sentences in a band.
pub(super) struct Evidence<'a> {
    sides: (&'a Prepared, &'a Prepared),
    shareable: &'a Shareable,
    grid: Grid,
    /// The most sentences in a window.
    most: usize,
    /// For each cell the lexical scores of the windows that start at it, by their sizes; nothing
    /// before there is a lexicon.
    lexical: Vec<f32>,
    /// The same for what the encoder says, in units of a typical right pair.
    meaning: Vec<f32>,
    /// For each cell the weight of names and cognates both sentences have, and of numbers; looked up
    /// once for windows of one sentence, and so not kept for those.
    shared: Vec<f32>,
    numbers: Vec<f32>,
}

impl<'a> Evidence<'a> {
    /// Evidence within `band` for windows of up to `most` sentences; lexical, in units of the score
    /// given with it, where there is a lexicon.
    pub(super) fn new(
        sides: (&'a Prepared, &'a Prepared),
        shareable: &'a Shareable,
        (band, most): (&Band, usize),
        lexicon: Option<(&Lexicon, f32)>,
        meaning: Option<&Meaning<'_>>,
    ) -> Self {
        let grid = Grid::new(band);
        let meaning = meaning.map_or(Vec::new(), |meaning| {
            margins(&grid, meaning, (sides.0.len(), sides.1.len()), most)
        });
        let lexical = lexicon.map_or(Vec::new(), |(lexicon, scale)| {
            let [forward, backward] = log_odds(&grid, sides, lexicon, most);
            windows(&grid, sides, [&forward, &backward], (most, 0.5 / scale))
        });
        let (shared, numbers) = (Vec::new(), Vec::new());
        let mut made = Self { sides, shareable, grid, most, lexical, meaning, shared, numbers };
        if most > 1 {
            made.shared = made.cells(|i, j| made.shared_by(i, j));
            made.numbers = made.cells(|i, j| made.numbers_of(i, j));
        }
        made
    }

    fn cells(&self, value: impl Fn(usize, usize) -> f32) -> Vec<f32> {
        let value = &value;
        let row = |i| self.grid.row(i).0.map(move |j| value(i, j));
        self.grid.sources().flat_map(row).collect()
    }

    fn shared_by(&self, i: usize, j: usize) -> f32 {
        let weight = |key| self.shareable.weight(key);
        common(self.shareable.keys(0, i), self.shareable.keys(1, j), weight)
    }

    fn numbers_of(&self, i: usize, j: usize) -> f32 {
        common(&self.sides.0.placeables[i], &self.sides.1.placeables[j], |_| 1.0)
    }

    /// The mean log-odds a word, both directions together, that `a` source sentences from `i` and `b`
    /// target sentences from `j` translate each other, in units of the typical right pair's. 0
    /// without a lexicon.
    pub(super) fn lexical(&self, (i, a): (usize, usize), (j, b): (usize, usize)) -> f32 {
        let at = |cell| cell * self.most * self.most + (a - 1) * self.most + b - 1;
        self.grid.at(i, j).and_then(|cell| self.lexical.get(at(cell))).map_or(FAR, |score| *score)
    }

    /// How like in meaning two windows are: 1 as a typical right pair, 0 as any two; [`FAR`] out of the band.
    pub(super) fn meaning(&self, (i, a): (usize, usize), (j, b): (usize, usize)) -> f32 {
        let at = |cell| cell * self.most * self.most + (a - 1) * self.most + b - 1;
        self.grid.at(i, j).and_then(|cell| self.meaning.get(at(cell))).map_or(FAR, |score| *score)
    }

    /// Whether there are vectors.
    pub(super) fn is_meant(&self) -> bool {
        !self.meaning.is_empty()
    }

    /// The most sentences in a window.
    pub(super) fn most(&self) -> usize {
        self.most
    }

    /// Whether there is a lexicon.
    pub(super) fn is_lexical(&self) -> bool {
        !self.lexical.is_empty()
    }

    /// The weight of names and cognates both windows have.
    pub(super) fn shared(&self, source: (usize, usize), target: (usize, usize)) -> f32 {
        if self.most == 1 {
            return self.shared_by(source.0, target.0);
        }
        self.sum(&self.shared, source, target)
    }

    /// The numbers both windows have.
    pub(super) fn numbers(&self, source: (usize, usize), target: (usize, usize)) -> f32 {
        if self.most == 1 {
            return self.numbers_of(source.0, target.0);
        }
        self.sum(&self.numbers, source, target)
    }

    fn sum(&self, cells: &[f32], (i, a): (usize, usize), (j, b): (usize, usize)) -> f32 {
        let cell = |i, j| self.grid.at(i, j).map_or(0.0, |at| cells[at]);
        (i..i + a).map(|i| (j..j + b).map(|j| cell(i, j)).sum::<f32>()).sum()
    }

    /// The source sentences there is evidence for.
    pub(super) fn sources(&self) -> std::ops::Range<usize> {
        self.grid.sources()
    }

    /// The target sentences that stand near source sentence `i`.
    pub(super) fn near(&self, i: usize) -> std::ops::Range<usize> {
        self.grid.row(i).0
    }
}

/// What the encoder says of all windows that start at the cells.
fn margins(grid: &Grid, meaning: &Meaning<'_>, (n, m): (usize, usize), most: usize) -> Vec<f32> {
    let mut margins = vec![FAR; grid.len() * most * most];
    let mut row = Vec::new();
    for i in grid.sources() {
        let (columns, at) = grid.row(i);
        meaning.margins(i, columns.clone(), most, &mut row);
        let deep = most.min(n - i);
        for (offset, j) in columns.clone().enumerate() {
            let wide = most.min(m - j);
            for a in 0..deep {
                let from = (a * columns.len() + offset) * most;
                let to = ((at + offset) * most + a) * most;
                let cells = margins[to..to + wide].iter_mut().zip(&row[from..from + wide]);
                cells.for_each(|(cell, margin)| *cell = margin / meaning.typical);
            }
        }
    }
    margins
}

/// For each cell and window size the log-odds of the target sentence given source windows that start
/// at the source sentence, and of the source sentence given target windows.
fn log_odds(
    grid: &Grid,
    (source, target): (&Prepared, &Prepared),
    lexicon: &Lexicon,
    most: usize,
) -> [Vec<f32>; 2] {
    let mut forward = vec![0.0; grid.len() * most];
    let mut scorer = Scorer::new(source, target, &lexicon.forward);
    for i in grid.sources() {
        let (columns, at) = grid.row(i);
        scorer.windows((i, most), |window, scorer| {
            for (index, j) in (at..).zip(columns.clone()) {
                forward[index * most + window - 1] = scorer.log_odds(j);
            }
        });
    }
    let mut backward = vec![0.0; grid.len() * most];
    let mut scorer = Scorer::new(target, source, &lexicon.backward);
    let (first, rows) = transposed(grid);
    for (j, rows) in (first..).zip(rows) {
        scorer.windows((j, most), |window, scorer| {
            for i in rows.clone() {
                if let Some(index) = grid.at(i, j) {
                    backward[index * most + window - 1] = scorer.log_odds(i);
                }
            }
        });
    }
    [forward, backward]
}

/// For each target sentence from the first on, the source sentences near it.
fn transposed(grid: &Grid) -> (usize, Vec<std::ops::Range<usize>>) {
    let first = grid.rows[0].0 as usize;
    let last = grid.sources().next_back().map_or(first, |i| grid.row(i).0.end);
    let mut rows = vec![0..0; last - first];
    for i in grid.sources() {
        for row in &mut rows[grid.row(i).0.start - first..grid.row(i).0.end - first] {
            let start = if row.end == 0 { i } else { row.start };
            *row = start..i + 1;
        }
    }
    (first, rows)
}

/// The scores of all windows from the log-odds of their sentences.
fn windows(
    grid: &Grid,
    (source, target): (&Prepared, &Prepared),
    [forward, backward]: [&[f32]; 2],
    (most, scale): (usize, f32),
) -> Vec<f32> {
    let mut lexical = vec![FAR; grid.len() * most * most];
    for i in grid.sources() {
        let (columns, at) = grid.row(i);
        let deep = most.min(grid.sources().end - i);
        for (index, j) in (at..).zip(columns.clone()) {
            let wide = most.min(columns.end - j);
            let sizes = &mut lexical[index * most * most..(index + 1) * most * most];
            let mut sums = [0.0_f32; MOST];
            let mut words = [0.0_f32; MOST];
            for (b, words) in words.iter_mut().enumerate().take(wide) {
                *words = target.words(j + b).len() as f32;
            }
            let mut source_words = 1.0;
            for a in 0..deep {
                let size = source.words(i + a).len() as f32;
                source_words += size;
                let unknown = [UNEXPECTED * size; MOST];
                let below = grid.at(i + a, j).map_or(&unknown[..], |cell| &backward[cell * most..]);
                let (mut sum, mut target_words) = (0.0, 1.0);
                for b in 0..wide {
                    sums[b] += below[b];
                    sum += forward[(index + b) * most + a];
                    target_words += words[b];
                    sizes[a * most + b] = scale * (sum / target_words + sums[b] / source_words);
                }
            }
        }
    }
    lexical
}

/// How well the words of one side are expected from windows of the other. A word's odds are
/// ½ + ½ p(word | window) / p(word).
pub(super) struct Scorer<'a> {
    from: &'a Prepared,
    to: &'a Prepared,
    table: &'a Table,
    /// For each word of `to`: the sum over the window's words of p(word | its word) / p(word).
    expected: Vec<f32>,
    /// ½ over the number of words in the window.
    part: f32,
}

impl<'a> Scorer<'a> {
    pub(super) fn new(from: &'a Prepared, to: &'a Prepared, table: &'a Table) -> Self {
        Self { from, to, table, expected: vec![0.0; to.vocabulary.len()], part: 0.0 }
    }

    /// Calls `each` with the sizes, up to `most`, of the windows of `from` that start at sentence `i`.
    pub(super) fn windows(
        &mut self,
        (i, most): (usize, usize),
        mut each: impl FnMut(usize, &Self),
    ) {
        let most = most.min(self.from.len() - i);
        let mut words = 1.0;
        for window in 0..most {
            for &word in self.from.words(i + window) {
                words += 1.0;
                for &(other, lift) in self.table.of(word) {
                    self.expected[other as usize] += lift;
                }
            }
            self.part = 0.5 / words;
            each(window + 1, self);
        }
        for &word in (i..i + most).flat_map(|i| self.from.words(i)) {
            for &(other, _) in self.table.of(word) {
                self.expected[other as usize] = 0.0;
            }
        }
    }

    /// The log-odds of the words of sentence `j` of the other side together.
    pub(super) fn log_odds(&self, j: usize) -> f32 {
        let mut sum = 0.0;
        // One logarithm for many words: 24 factors of 2⁻¹ to 2³⁰ stay well inside an f64.
        for words in self.to.words(j).chunks(24) {
            let odds = words.iter().map(|&word| 0.5 + self.part * self.expected[word as usize]);
            sum += odds.fold(1.0_f64, |product, odds| product * f64::from(odds)).ln();
        }
        sum as f32
    }
}
