//! Which token of one text stands for which of the other: alignment with traceback in bounded memory.
//!
//! Boxes of up to [`CELLS`] cells are aligned by dynamic programming with costs that know what a
//! translator sees as the same place (a number for a number, a word for a word). Larger ones are first
//! cut at the middle of a shortest edit script, after Myers, "An O(ND) Difference Algorithm and Its
//! Variations" (1986), which needs linear memory; where the texts share so little that no middle is
//! found within [`SCRIPT`] edits, they are cut where the search came furthest. Up to [`CELLS`] the
//! alignment is the cheapest one; beyond it is a good one.

use std::ops::Range;

/// Cells of a box that is aligned outright.
const CELLS: usize = 1 << 18;
/// Edits after which the search for a middle gives up.
const SCRIPT: usize = 1024;
/// What it costs to leave a token alone.
const ALONE: u32 = 4;

/// A step of an alignment: indices of tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// A token of the first for one of the second, equal or not.
    Pair(usize, usize),
    /// A token only the first has.
    First(usize),
    /// A token only the second has.
    Second(usize),
}

/// Aligns two sequences of ids. `cost` says what it costs to put one token for another that is not
/// equal, less than 8 where they may stand for each other at all.
pub(super) fn align(a: &[u32], b: &[u32], cost: &dyn Fn(usize, usize) -> u32) -> Vec<Step> {
    let mut steps = Vec::with_capacity(a.len().max(b.len()));
    let mut open = vec![(0..a.len(), 0..b.len())];
    let mut cut = false;
    while let Some((mut x, mut y)) = open.pop() {
        while !x.is_empty() && !y.is_empty() && a[x.start] == b[y.start] {
            steps.push(Step::Pair(x.start, y.start));
            (x.start, y.start) = (x.start + 1, y.start + 1);
        }
        let ends = a[x.clone()].iter().rev().zip(b[y.clone()].iter().rev());
        let common = ends.take_while(|(a, b)| a == b).count();
        let (inner_x, inner_y) = (x.start..x.end - common, y.start..y.end - common);
        if common > 0 && (!inner_x.is_empty() || !inner_y.is_empty()) {
            open.push((inner_x.end..x.end, inner_y.end..y.end));
        }
        if inner_x.is_empty() || inner_y.is_empty() {
            steps.extend(inner_x.map(Step::First));
            steps.extend(inner_y.map(Step::Second));
        } else if inner_x.len().saturating_mul(inner_y.len()) <= CELLS {
            outright(a, b, inner_x, inner_y, cost, &mut steps);
        } else {
            let (i, j) = middle(&a[inner_x.clone()], &b[inner_y.clone()]);
            let (i, j) = (inner_x.start + i, inner_y.start + j);
            if (i, j) == (inner_x.start, inner_y.start) || (i, j) == (inner_x.end, inner_y.end) {
                steps.extend(inner_x.map(Step::First));
                steps.extend(inner_y.map(Step::Second));
                continue;
            }
            cut = true;
            open.push((i..inner_x.end, j..inner_y.end));
            open.push((inner_x.start..i, inner_y.start..j));
        }
    }
    if cut { mended(a, b, &steps, cost) } else { steps }
}

/// Aligns anew what differs between two equal tokens: a cut may have parted what belongs together.
fn mended(a: &[u32], b: &[u32], steps: &[Step], cost: &dyn Fn(usize, usize) -> u32) -> Vec<Step> {
    let equal = |step: &Step| matches!(*step, Step::Pair(i, j) if a[i] == b[j]);
    let mut out = Vec::with_capacity(steps.len());
    let (mut i, mut j) = (0, 0);
    for run in steps.chunk_by(|one, next| equal(one) == equal(next)) {
        let first = run.iter().filter(|step| !matches!(step, Step::Second(_))).count();
        let second = run.iter().filter(|step| !matches!(step, Step::First(_))).count();
        // Where one side has no token to itself, nothing was parted.
        let apart = run.len() > first && run.len() > second;
        if apart && first.saturating_mul(second) <= CELLS {
            outright(a, b, i..i + first, j..j + second, cost, &mut out);
        } else {
            out.extend_from_slice(run);
        }
        (i, j) = (i + first, j + second);
    }
    out
}

/// The cheapest alignment of a box, added to `steps`.
fn outright(
    a: &[u32],
    b: &[u32],
    x: Range<usize>,
    y: Range<usize>,
    cost: &dyn Fn(usize, usize) -> u32,
    steps: &mut Vec<Step>,
) {
    let width = y.len() + 1;
    let mut from = vec![0_u8; (x.len() + 1) * width];
    let mut above: Vec<u32> = (0..width as u32).map(|at| at * ALONE).collect();
    let mut row = vec![0; width];
    for (i, at) in x.clone().enumerate() {
        row[0] = above[0] + ALONE;
        for (j, bt) in y.clone().enumerate() {
            let pair = above[j] + if a[at] == b[bt] { 0 } else { cost(at, bt) };
            let (first, second) = (above[j + 1] + ALONE, row[j] + ALONE);
            let best = pair.min(first).min(second);
            row[j + 1] = best;
            // Among equals the tokens alone come last, so that pairs stand as early as they can.
            from[(i + 1) * width + j + 1] = if best == first {
                1
            } else if best == second {
                2
            } else {
                0
            };
        }
        std::mem::swap(&mut above, &mut row);
    }
    let (mut i, mut j, start) = (x.len(), y.len(), steps.len());
    while i > 0 || j > 0 {
        let step = match from[i * width + j] {
            _ if i == 0 => 2,
            _ if j == 0 => 1,
            step => step,
        };
        (i, j) = (i - usize::from(step != 2), j - usize::from(step != 1));
        steps.push(match step {
            0 => Step::Pair(x.start + i, y.start + j),
            1 => Step::First(x.start + i),
            _ => Step::Second(y.start + j),
        });
    }
    steps[start..].reverse();
}

/// The furthest places on each diagonal, from one end.
struct Front {
    furthest: Vec<isize>,
    middle: isize,
}

impl Front {
    fn new(limit: usize) -> Self {
        Self { furthest: vec![0; 2 * limit + 3], middle: limit as isize + 1 }
    }

    fn at(&mut self, diagonal: isize) -> &mut isize {
        &mut self.furthest[(self.middle + diagonal) as usize]
    }

    /// Where a path of `edits` edits on `diagonal` starts its last run of equal tokens.
    fn start(&mut self, diagonal: isize, edits: isize) -> isize {
        let (left, right) = (*self.at(diagonal - 1), *self.at(diagonal + 1));
        if edits == 0 {
            0
        } else if diagonal == -edits || (diagonal != edits && left < right) {
            right
        } else {
            left + 1
        }
    }
}

/// A place in the middle of a shortest edit script of two sequences that differ at both ends.
fn middle(a: &[u32], b: &[u32]) -> (usize, usize) {
    let (n, m) = (a.len() as isize, b.len() as isize);
    let limit = ((n + m + 1) / 2).min(SCRIPT as isize);
    let (mut forward, mut backward) = (Front::new(limit as usize), Front::new(limit as usize));
    let delta = n - m;
    let mut best = (0, 0);
    for edits in 0..=limit {
        // Diagonals that would leave the box are passed over.
        let (low, high) = (-(edits - 2 * (edits - m).max(0)), edits - 2 * (edits - n).max(0));
        for diagonal in (low..=high).step_by(2) {
            let mut x = forward.start(diagonal, edits).min(n);
            while x < n && x - diagonal < m && a[x as usize] == b[(x - diagonal) as usize] {
                x += 1;
            }
            *forward.at(diagonal) = x;
            let y = x - diagonal;
            if x + y > best.0 + best.1 && y <= m {
                best = (x, y);
            }
            let other = delta - diagonal;
            let met = delta % 2 != 0 && other.abs() < edits && x + *backward.at(other) >= n;
            if met && (0..=m).contains(&y) {
                return (x as usize, y as usize);
            }
        }
        for diagonal in (low..=high).step_by(2) {
            let mut x = backward.start(diagonal, edits).min(n);
            while x < n
                && x - diagonal < m
                && a[(n - 1 - x) as usize] == b[(m - 1 - (x - diagonal)) as usize]
            {
                x += 1;
            }
            *backward.at(diagonal) = x;
            let y = x - diagonal;
            let other = delta - diagonal;
            let met = delta % 2 == 0 && other.abs() <= edits && x + *forward.at(other) >= n;
            if met && (0..=m).contains(&y) {
                return ((n - x) as usize, (m - y) as usize);
            }
        }
    }
    (best.0.max(0) as usize, best.1.max(0) as usize)
}

#[cfg(test)]
mod tests;
