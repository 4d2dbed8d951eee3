//! The pairs of sentences near the path.

use super::anchors::Band;

/// The cells of a band: source sentence i with each target sentence near it.
pub(super) struct Grid {
    /// The first source sentence.
    base: usize,
    /// For each source sentence its first target sentence, and where its cells start; one more at
    /// the end.
    rows: Vec<(u32, u32)>,
}

impl Grid {
    /// The cells that beads between the nodes of `band` touch, and those right beside them.
    pub(super) fn new(band: &Band) -> Self {
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

    /// The source sentences.
    pub(super) fn sources(&self) -> std::ops::Range<usize> {
        self.base..self.base + self.rows.len() - 1
    }

    /// The number of cells.
    pub(super) fn len(&self) -> usize {
        self.rows[self.rows.len() - 1].1 as usize
    }

    /// The target sentences near source sentence `i`, and where their cells start.
    pub(super) fn row(&self, i: usize) -> (std::ops::Range<usize>, usize) {
        let (from, at) = self.rows[i - self.base];
        let width = self.rows[i - self.base + 1].1 - at;
        (from as usize..(from + width) as usize, at as usize)
    }

    /// The cell of two sentences.
    pub(super) fn at(&self, i: usize, j: usize) -> Option<usize> {
        let row = i.checked_sub(self.base)?;
        let &(_, end) = self.rows.get(row + 1)?;
        let (from, at) = self.rows[row];
        let index = at as usize + j.checked_sub(from as usize)?;
        (index < end as usize).then_some(index)
    }

    /// For each target sentence from the first on, the source sentences near it.
    pub(super) fn columns(&self) -> (usize, Vec<std::ops::Range<usize>>) {
        let first = self.rows[0].0 as usize;
        let last = self.sources().next_back().map_or(first, |i| self.row(i).0.end);
        let mut rows = vec![0..0; last - first];
        for i in self.sources() {
            for row in &mut rows[self.row(i).0.start - first..self.row(i).0.end - first] {
                let start = if row.end == 0 { i } else { row.start };
                *row = start..i + 1;
            }
        }
        (first, rows)
    }
}
