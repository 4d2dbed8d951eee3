//! A first guess at the path: rare tokens that both sides share, and the band around it.

use super::lattice::Edge;
use super::prepare::Prepared;
use rustc_hash::FxHashMap;
use std::ops::Range;

/// The nodes of a lattice that are looked at: for each source position from `base` on, target
/// positions `from..=to`, both never falling.
#[derive(Debug, Clone)]
pub(super) struct Band {
    /// The first source position.
    pub(super) base: usize,
    /// First and last target position of each source position.
    pub(super) rows: Vec<(u32, u32)>,
}

/// Nodes a first pass may look at.
const MAX_NODES: usize = 3_000_000;
/// Columns a path may be off the straight line between two shared words because one side has more.
const MAX_SKEW: f32 = 6000.0;

impl Band {
    /// A band around a chain of points, `reach` columns to each side where points stand close and
    /// more the farther the next point is.
    pub(super) fn around(points: &[(u32, u32)], n: usize, m: usize) -> Self {
        let cap = (MAX_NODES / (2 * (n + 1))).clamp(24, 4000) as f32;
        let mut chain = vec![(0, 0)];
        chain.extend(points.iter().map(|&(i, j)| (i as usize, j as usize)));
        chain.push((n, m));
        let mut rows = Vec::with_capacity(n + 1);
        for pair in chain.windows(2) {
            let ((i0, j0), (i1, j1)) = (pair[0], pair[1]);
            let (height, width) = ((i1 - i0) as f32, (j1 - j0) as f32);
            // Where one side has more, a path may be behind the straight line by as much as that is so
            // far, or ahead of it by what is still to come.
            let more = width - height;
            for i in i0..i1 {
                let part = (i - i0) as f32 / height;
                let near = (i - i0).min(i1 - i) as f32;
                let reach = (8.0 + 0.4 * near).min(cap);
                let (behind, ahead) = (more * part, more * (1.0 - part));
                let (behind, ahead) = if more < 0.0 { (-ahead, -behind) } else { (behind, ahead) };
                let middle = j0 as f32 + part * width;
                let from = (middle - reach - behind.min(MAX_SKEW)).max(0.0) as u32;
                let to = ((middle + reach + ahead.min(MAX_SKEW)).ceil() as u32).min(m as u32);
                rows.push((from, to));
            }
        }
        rows.push((m as u32, m as u32));
        Self::steady(0, rows, (0, m))
    }

    /// A band over given rows, made monotone and connected from the first column to the last.
    pub(super) fn steady(base: usize, mut rows: Vec<(u32, u32)>, ends: (usize, usize)) -> Self {
        if let Some(first) = rows.first_mut() {
            first.0 = ends.0 as u32;
        }
        if let Some(last) = rows.last_mut() {
            last.1 = ends.1 as u32;
        }
        for index in 1..rows.len() {
            rows[index].1 = rows[index].1.max(rows[index - 1].1);
        }
        for index in (0..rows.len().saturating_sub(1)).rev() {
            rows[index].0 = rows[index].0.min(rows[index + 1].0);
        }
        for index in 1..rows.len() {
            let reach = rows[index - 1].1;
            if rows[index].0 > reach {
                rows[index - 1].1 = rows[index].0;
            }
            rows[index].1 = rows[index].1.max(rows[index].0);
        }
        Self { base, rows }
    }

    /// The nodes near a path through a piece.
    pub(super) fn along(path: &[Edge], piece: &Piece) -> Self {
        const NEAR: u32 = 40;
        let ends = (piece.target.start, piece.target.end);
        let mut rows = vec![(ends.1 as u32, ends.0 as u32); piece.source.len() + 1];
        let mut pass = |i: usize, j: usize| {
            let row = &mut rows[i - piece.source.start];
            row.0 = row.0.min((j as u32).saturating_sub(NEAR).max(ends.0 as u32));
            row.1 = row.1.max((j as u32 + NEAR).min(ends.1 as u32));
        };
        for &(i, a, j, b) in path {
            pass(i, j);
            // The rows that a bead of several sentences steps over.
            (i + 1..=i + a).for_each(|row| pass(row, j + b));
        }
        Self::steady(piece.source.start, rows, ends)
    }

    /// How many nodes it has.
    pub(super) fn nodes(&self) -> usize {
        self.rows.iter().map(|(from, to)| (to - from + 1) as usize).sum()
    }

    /// The part of the band between two nodes.
    pub(super) fn part(&self, piece: &Piece) -> Self {
        let (from, to) = (piece.target.start as u32, piece.target.end as u32);
        let rows = &self.rows[piece.source.start - self.base..=piece.source.end - self.base];
        let rows = rows.iter().map(|row| (row.0.clamp(from, to), row.1.clamp(from, to)));
        Self::steady(piece.source.start, rows.collect(), (piece.target.start, piece.target.end))
    }
}

/// A stretch of both texts that is searched by itself: the path is taken to go through its corners.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    /// Its source sentences.
    pub(super) source: Range<usize>,
    /// Its target sentences.
    pub(super) target: Range<usize>,
}

/// About how many source sentences a piece has: what bounds the memory of a search.
const PIECE: usize = 2000;

/// Cuts the texts into pieces at nodes (i, j) that are `sure`; of those in reach of where a cut is
/// due, the surest. Where none is, the piece grows.
pub(super) fn pieces(sure: &[(usize, usize, f32)], n: usize, m: usize) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let (mut last, mut at) = ((0, 0), 0);
    while at < sure.len() {
        if sure[at].0 < last.0 + PIECE {
            at += 1;
            continue;
        }
        let near = sure[at..].iter().take_while(|(i, _, _)| *i < sure[at].0 + PIECE / 2);
        let best = near.fold(sure[at], |best, node| if node.2 > best.2 { *node } else { best });
        if n - best.0 < PIECE / 2 {
            break;
        }
        pieces.push(Piece { source: last.0..best.0, target: last.1..best.1 });
        last = (best.0, best.1);
    }
    pieces.push(Piece { source: last.0..n, target: last.1..m });
    pieces
}

/// Points in the middle of a run of points with one offset: the text goes sentence by sentence there.
pub(super) fn sure_points(points: &[(u32, u32)]) -> Vec<(usize, usize, f32)> {
    let offset = |(i, j): (u32, u32)| i64::from(j) - i64::from(i);
    let steady = |run: &&[(u32, u32)]| {
        run.iter().all(|point| offset(*point) == offset(run[0])) && run[6].0 - run[0].0 < 100
    };
    let runs = points.windows(7).filter(steady);
    runs.map(|run| (run[3].0 as usize, run[3].1 as usize, -((run[6].0 - run[0].0) as f32)))
        .collect()
}

/// Points both sides agree on: tokens written alike that are rare and equally frequent on both, the
/// k-th with the k-th, and those that are known already; of them the longest chain that runs forward in both
/// texts, without outliers.
pub(super) fn points(
    source: &Prepared,
    target: &Prepared,
    known: &[(u32, u32)],
) -> Vec<(u32, u32)> {
    let mut found = shared_places(source, target);
    found.extend(known);
    found.sort_unstable();
    found.dedup();
    let chain = longest_chain(&found);
    without_outliers(&chain)
}

fn shared_places(source: &Prepared, target: &Prepared) -> Vec<(u32, u32)> {
    const RARE: u32 = 4;
    let known: FxHashMap<&str, u32> =
        target.vocabulary.iter().zip(0_u32..).map(|(word, id)| (&**word, id)).collect();
    let mut slot = vec![u32::MAX; source.vocabulary.len()];
    let mut partner = vec![u32::MAX; target.vocabulary.len()];
    let mut slots = 0;
    for (id, word) in source.vocabulary.iter().enumerate() {
        let Some(&other) = known.get(&**word) else { continue };
        let long = word.chars().count() >= 3 || word.bytes().all(|b| b.is_ascii_digit());
        if long && source.counts[id] <= RARE && source.counts[id] == target.counts[other as usize] {
            slot[id] = slots;
            partner[other as usize] = slots;
            slots += 1;
        }
    }
    let (left, right) = (places(source, &slot, slots), places(target, &partner, slots));
    left.into_iter().zip(right).flat_map(|(a, b)| a.into_iter().zip(b)).collect()
}

fn places(side: &Prepared, slot: &[u32], slots: u32) -> Vec<Vec<u32>> {
    let mut places = vec![Vec::new(); slots as usize];
    for index in 0..side.len() {
        for &word in side.words(index) {
            if slot[word as usize] != u32::MAX {
                places[slot[word as usize] as usize].push(index as u32);
            }
        }
    }
    places
}

/// The longest strictly rising chain in both numbers (patience sorting).
pub(super) fn longest_chain(points: &[(u32, u32)]) -> Vec<(u32, u32)> {
    let mut order: Vec<usize> = (0..points.len()).collect();
    order.sort_unstable_by_key(|&at| (points[at].0, u32::MAX - points[at].1));
    let mut tails: Vec<usize> = Vec::new();
    let mut before = vec![usize::MAX; points.len()];
    for &at in &order {
        let length = tails.partition_point(|&tail| points[tail].1 < points[at].1);
        before[at] = if length == 0 { usize::MAX } else { tails[length - 1] };
        if length == tails.len() {
            tails.push(at);
        } else {
            tails[length] = at;
        }
    }
    let mut chain = Vec::with_capacity(tails.len());
    let mut at = tails.last().copied().unwrap_or(usize::MAX);
    while at != usize::MAX {
        chain.push(points[at]);
        at = before[at];
    }
    chain.reverse();
    chain
}

/// Drops points whose offset is far from the middle one of their neighbours'.
pub(super) fn without_outliers(chain: &[(u32, u32)]) -> Vec<(u32, u32)> {
    let offset = |&(i, j): &(u32, u32)| i64::from(j) - i64::from(i);
    let keep = |at: usize| {
        let from = at.saturating_sub(3);
        let to = (at + 4).min(chain.len());
        let mut near: Vec<i64> = chain[from..to].iter().map(offset).collect();
        near.sort_unstable();
        let middle = near[near.len() / 2];
        let reach = i64::from(chain[to - 1].0 - chain[from].0);
        near.len() >= 3 && (offset(&chain[at]) - middle).abs() <= 6 + reach / 8
    };
    (0..chain.len()).filter(|&at| keep(at)).map(|at| chain[at]).collect()
}
