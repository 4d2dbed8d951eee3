//! What the pairs say: how likely borders of two documents correspond, and beads.

use super::LEAST;
use crate::align::Found;
use crate::align::lattice::LikelyBead;
use std::ops::Range;

/// The nodes of a pair as rows: for each position of one side, positions of the other and how likely
/// both correspond.
struct Rows {
    starts: Vec<u32>,
    entries: Vec<(u32, f32)>,
}

impl Rows {
    /// Rows over positions 0 to `length`, from entries (position, other position, likelihood) in order.
    fn new(length: usize, nodes: &[(u32, u32, f32)]) -> Self {
        let starts = (0..=length as u32 + 1)
            .map(|at| nodes.partition_point(|node| node.0 < at) as u32)
            .collect();
        Self { starts, entries: nodes.iter().map(|&(_, other, p)| (other, p)).collect() }
    }

    fn row(&self, at: u32) -> &[(u32, f32)] {
        let at = at as usize;
        &self.entries[self.starts[at] as usize..self.starts[at + 1] as usize]
    }
}

/// What a pair of documents says.
pub(super) struct Table {
    /// By positions of the first, and by those of the second.
    rows: [Rows; 2],
    /// The likely beads in order, and where those that leave each position of the first side start.
    beads: Vec<LikelyBead>,
    starts: Vec<u32>,
    /// How sure the pair is on the whole: the mean likelihood of the beads on its best path.
    sure: f32,
    /// Whether the encoder had a say.
    pub(super) meant: bool,
}

impl Table {
    /// What was found for documents of two lengths.
    pub(super) fn new(lengths: (usize, usize), found: Found) -> Self {
        let nodes = found.likely.nodes;
        let forward = Rows::new(lengths.0, &nodes);
        let mut turned: Vec<_> = nodes.into_iter().map(|(i, j, p)| (j, i, p)).collect();
        turned.sort_unstable_by_key(|&(j, i, _)| (j, i));
        let backward = Rows::new(lengths.1, &turned);
        let sure = found.scores.iter().sum::<f32>() / found.scores.len().max(1) as f32;
        let (rows, beads) = ([forward, backward], found.likely.beads);
        let starts = (0..=lengths.0 as u32 + 1)
            .map(|at| beads.partition_point(|(bead, _)| bead.0 < at) as u32)
            .collect();
        Self { rows, beads, starts, sure, meant: found.meant }
    }

    /// The beads that leave positions of the first side in `range`, its end included.
    fn beads(&self, range: &Range<u32>) -> &[LikelyBead] {
        let (first, last) = (range.start as usize, range.end as usize + 1);
        let last = last.min(self.starts.len() - 1);
        let (from, to) = (self.starts[first] as usize, self.starts[last] as usize);
        &self.beads[from..to]
    }

    /// How likely the path goes through node (i, j), and from there through each node up to [`REACH`]
    /// sentences farther. Beads a path goes through depend on each other through nodes alone, so that
    /// likelihoods flow from node to node.
    fn onward(&self, (i, j): (u32, u32)) -> Onward {
        let mut onward = Onward::default();
        let through = &mut onward.through;
        let here = self.rows[0].row(i).iter().find(|(position, _)| *position == j);
        through[0][0] = here.map_or(0.0, |(_, p)| *p);
        for down in 0..=REACH {
            if i as usize + down + 1 >= self.starts.len() {
                break;
            }
            let row = i + down as u32;
            let leaving = self.beads(&(row..row));
            for right in 0..=REACH {
                let p = through[down][right];
                if p < LEAST {
                    continue;
                }
                let column = j + right as u32;
                let from = leaving.partition_point(|(bead, _)| bead.2 < column);
                let beads = leaving[from..].iter().take_while(|(bead, _)| bead.2 == column);
                let sum: f32 = beads.clone().map(|(_, p)| p).sum();
                for ((_, a, _, b), share) in beads {
                    let (a, b) = (down + *a as usize, right + *b as usize);
                    if a <= REACH && b <= REACH {
                        through[a][b] += p * share / sum;
                        if (down, right) == (0, 0) {
                            onward.direct[a][b] = p * share / sum;
                        }
                    }
                }
            }
        }
        onward
    }
}

/// How far from a node it is known which nodes the same path goes through.
pub(super) const REACH: usize = 6;

/// How likely a path goes on from a node of a pair, by sentences of both sides from there.
#[derive(Default)]
pub(super) struct Onward {
    /// Through this node and the one there.
    pub(super) through: [[f32; REACH + 1]; REACH + 1],
    /// The same in a single bead.
    pub(super) direct: [[f32; REACH + 1]; REACH + 1],
}

/// What all pairs say.
pub(super) struct Posteriors {
    /// How many sentences each document has.
    pub(super) lengths: Vec<u32>,
    /// The pairs' tables; that of (d, e), d < e, at `d * documents + e`.
    tables: Vec<Option<Table>>,
}

impl Posteriors {
    /// From the tables of pairs, the lower index first.
    pub(super) fn new(lengths: Vec<u32>, pairs: Vec<((usize, usize), Table)>) -> Self {
        let mut tables: Vec<Option<Table>> = Vec::new();
        tables.resize_with(lengths.len() * lengths.len(), || None);
        for ((d, e), table) in pairs {
            tables[d * lengths.len() + e] = Some(table);
        }
        Self { lengths, tables }
    }

    /// How many documents there are.
    pub(super) fn documents(&self) -> usize {
        self.lengths.len()
    }

    /// The table of two documents, if they were aligned.
    pub(super) fn table(&self, d: usize, e: usize) -> Option<&Table> {
        self.tables[d.min(e) * self.documents() + d.max(e)].as_ref()
    }

    /// The positions of `e` that may correspond to position `at` of `d`.
    pub(super) fn near(&self, (d, at): (usize, u32), e: usize) -> &[(u32, f32)] {
        self.table(d, e).map_or(&[], |table| table.rows[usize::from(d > e)].row(at))
    }

    /// How likely position `at` of `d` corresponds to position `other` of `e`.
    pub(super) fn node(&self, d: (usize, u32), (e, other): (usize, u32)) -> f32 {
        let found = self.near(d, e).iter().find(|(position, _)| *position == other);
        found.map_or(0.0, |(_, p)| *p)
    }

    /// How likely the borders of a cut correspond, and those farther on with them; by pairs (d, e),
    /// d < e, at `d * documents + e`.
    pub(super) fn onward(&self, cut: &[u32]) -> Vec<Option<Onward>> {
        let pairs = self.tables.iter().enumerate().map(|(pair, table)| {
            let (d, e) = (pair / self.documents(), pair % self.documents());
            table.as_ref().map(|table| table.onward((cut[d], cut[e])))
        });
        pairs.collect()
    }

    /// How much a pair's word counts; 0 where two documents were not aligned.
    pub(super) fn weight(&self, d: usize, e: usize) -> f32 {
        self.table(d, e).map_or(0.0, |table| table.sure.powi(4))
    }

    /// The share of the sentences of two ranges expected in beads of both that lie in them; nothing
    /// where the documents were not aligned.
    pub(super) fn paired(
        &self,
        (d, left): (usize, &Range<u32>),
        (e, right): (usize, &Range<u32>),
    ) -> Option<f32> {
        if d > e {
            return self.paired((e, right), (d, left));
        }
        let beads = self.table(d, e)?.beads(left).iter();
        let inside = beads.filter(|((i, a, j, b), _)| {
            *a > 0 && *b > 0 && i + a <= left.end && *j >= right.start && j + b <= right.end
        });
        let sentences: f32 = inside.map(|((_, a, _, b), p)| (a + b) as f32 * p).sum();
        Some((sentences / (left.len() + right.len()).max(1) as f32).min(1.0))
    }

    /// The share of the sentences `range` of `d` expected to have nothing in `e`, whose link stands at
    /// position `at` of `e`.
    pub(super) fn alone(
        &self,
        (d, range): (usize, &Range<u32>),
        (e, at): (usize, u32),
    ) -> Option<f32> {
        let table = self.table(d, e)?;
        let sentences: f32 = if d < e {
            let nulls =
                table.beads(range).iter().filter(|((i, _, _, b), _)| *b == 0 && *i < range.end);
            nulls.map(|((_, a, _, _), p)| *a as f32 * p).sum()
        } else {
            let reach = at.saturating_sub(range.len() as u32)..at + range.len() as u32;
            let nulls =
                table.beads(&reach).iter().filter(|((_, a, j, _), _)| *a == 0 && range.contains(j));
            nulls.map(|((_, _, _, b), p)| *b as f32 * p).sum()
        };
        Some((sentences / range.len().max(1) as f32).min(1.0))
    }
}
