//! Which document translates which: names, numbers, names of people and places, sizes, structure and
//! vectors of two sets of documents, to scores, to pairs.
//!
//! What is frequent in a set says little: the weight of a number or word falls with the documents that
//! have it, and a score is held against those a document has with the others, as all reports of one
//! year are alike.

mod describe;
mod evidence;

pub use describe::{Description, describe};
use evidence::Table;
use rayon::prelude::*;

/// A pair of documents.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Match {
    /// The source, by its place in its list.
    pub source: usize,
    /// The target, by its place in its list.
    pub target: usize,
    /// How surely they belong together, 0–1.
    pub score: f32,
    /// How surely it is this pair and not the next best of either, among documents that were free, 0–1.
    pub lead: f32,
}

/// When documents are a pair.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The least score.
    pub min_score: f32,
    /// The least lead.
    pub margin: f32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { min_score: 0.5, margin: 0.4 }
    }
}

/// Pairs of `sources` and `targets`, each document in at most one, in the sources' order. All pairs are
/// scored: some thousand documents a side are a matter of seconds.
pub fn pair(sources: &[Description], targets: &[Description], limits: Limits) -> Vec<Match> {
    let scores = scores(sources, targets);
    let mut pairs = assign(&scores, targets.len(), limits);
    pairs.sort_unstable_by_key(|pair| pair.source);
    pairs
}

/// The log-odds of each source with each target, row by row.
fn scores(sources: &[Description], targets: &[Description]) -> Vec<f32> {
    let table = Table::new(sources, targets);
    let rows: Vec<Vec<f32>> =
        (0..sources.len()).into_par_iter().map(|row| table.row(row)).collect();
    let mut logits = rows.concat();
    relative(&mut logits, targets.len());
    logits
}

/// The share of a score that what its documents score with others takes off.
const OTHERS: f32 = 0.5;

/// Takes off each score half of what it is under the best other of its row or of its column, and half a
/// unit where there is hardly a difference: what fits many fits none.
fn relative(logits: &mut [f32], columns: usize) {
    if columns == 0 {
        return;
    }
    let rows = logits.len() / columns;
    let best = |cells: &mut dyn Iterator<Item = f32>| {
        cells.fold((f32::NEG_INFINITY, f32::NEG_INFINITY), |best, value| {
            if value > best.0 { (value, best.0) } else { (best.0, best.1.max(value)) }
        })
    };
    let of_rows: Vec<_> =
        logits.chunks(columns).map(|row| best(&mut row.iter().copied())).collect();
    let of_columns: Vec<_> = (0..columns)
        .map(|column| best(&mut (0..rows).map(|row| logits[row * columns + column])))
        .collect();
    for (row, cells) in logits.chunks_mut(columns).enumerate() {
        for (cell, of_column) in cells.iter_mut().zip(&of_columns) {
            let other = |of: &(f32, f32)| if *cell >= of.0 { of.1 } else { of.0 };
            let other = other(&of_rows[row]).max(other(of_column));
            if other.is_finite() {
                *cell += OTHERS * (*cell - other).clamp(-4.0, 4.0);
            }
        }
    }
}

/// Takes the best pair of free documents again and again. One that hardly leads over what either could
/// be paired with instead is left: a guess would be worse than none. The lead is one of log-odds, as the
/// scores of documents that are much alike are all next to 1.
fn assign(logits: &[f32], columns: usize, limits: Limits) -> Vec<Match> {
    if columns == 0 {
        return Vec::new();
    }
    let rows = logits.len() / columns;
    let score = |at: usize| 1.0 / (1.0 + (-logits[at]).exp());
    let mut order: Vec<usize> =
        (0..logits.len()).filter(|&at| score(at) >= limits.min_score).collect();
    order.sort_by(|&a, &b| logits[b].total_cmp(&logits[a]).then(a.cmp(&b)));
    let (mut free_rows, mut free_columns) = (vec![true; rows], vec![true; columns]);
    let mut pairs = Vec::new();
    for at in order {
        let (row, column) = (at / columns, at % columns);
        if !free_rows[row] || !free_columns[column] {
            continue;
        }
        let beside = (0..columns).filter(|&c| c != column && free_columns[c]);
        let above = (0..rows).filter(|&r| r != row && free_rows[r]);
        let others = beside.map(|c| row * columns + c).chain(above.map(|r| r * columns + column));
        let next = others.map(|at| logits[at]).fold(f32::NEG_INFINITY, f32::max);
        let lead = (0.5 * (logits[at] - next)).tanh();
        if lead >= limits.margin {
            (free_rows[row], free_columns[column]) = (false, false);
            pairs.push(Match { source: row, target: column, score: score(at), lead });
        }
    }
    pairs
}

#[cfg(test)]
mod tests;
