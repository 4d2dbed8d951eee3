//! Positions the path must pass: where the caller knows that a part of one text ends where a part of
//! the other does.

use super::anchors::{Piece, pieces};

/// Boundaries as nodes of the lattice, rising in both texts, none at their ends.
#[derive(Debug, Clone, Default)]
pub(super) struct Boundaries(Vec<(u32, u32)>);

impl Boundaries {
    /// Those of `given` that lie within texts of `n` and `m` sentences, in order. One that would have to
    /// be passed backwards is left out.
    pub(super) fn new(given: &[(u32, u32)], n: usize, m: usize) -> Self {
        let mut nodes: Vec<(u32, u32)> = given.to_vec();
        nodes.sort_unstable();
        nodes.dedup();
        let mut kept: Vec<(u32, u32)> = Vec::with_capacity(nodes.len());
        for node in nodes {
            let inside = node.0 as usize <= n && node.1 as usize <= m;
            let ends = [(0, 0), (n as u32, m as u32)].contains(&node);
            let onwards = kept.last().is_none_or(|last| node.0 >= last.0 && node.1 >= last.1);
            if inside && onwards && !ends {
                kept.push(node);
            }
        }
        Self(kept)
    }

    /// Cuts the texts at the boundaries, and what lies between at nodes that are `sure`.
    pub(super) fn pieces(&self, sure: &[(usize, usize, f32)], n: usize, m: usize) -> Vec<Piece> {
        let mut cut = Vec::new();
        let mut last = (0, 0);
        let ends = self.0.iter().map(|&(i, j)| (i as usize, j as usize)).chain([(n, m)]);
        for end in ends {
            let inside = sure.iter().filter(|(i, j, _)| {
                (last.0 + 1..end.0).contains(i) && (last.1 + 1..end.1).contains(j)
            });
            let inside: Vec<_> =
                inside.map(|(i, j, sure)| (i - last.0, j - last.1, *sure)).collect();
            cut.extend(pieces(&inside, end.0 - last.0, end.1 - last.1).into_iter().map(|piece| {
                Piece {
                    source: piece.source.start + last.0..piece.source.end + last.0,
                    target: piece.target.start + last.1..piece.target.end + last.1,
                }
            }));
            last = end;
        }
        cut
    }

    /// `points` of a chain without those that contradict the boundaries, and the boundaries themselves
    /// where the chain can hold them.
    pub(super) fn join(&self, mut points: Vec<(u32, u32)>) -> Vec<(u32, u32)> {
        if self.0.is_empty() {
            return points;
        }
        points.retain(|&(i, j)| {
            // The stretch a point lies in is the same in both texts.
            let before =
                |side: &dyn Fn(&(u32, u32)) -> bool| self.0.partition_point(|node| side(node));
            before(&|node| node.0 <= i) == before(&|node| node.1 <= j)
        });
        points.extend(&self.0);
        points.sort_unstable();
        let mut chain: Vec<(u32, u32)> = Vec::with_capacity(points.len());
        for point in points {
            // A chain rises in both texts.
            if chain.last().is_none_or(|last| point.0 > last.0 && point.1 > last.1) && point.0 > 0 {
                chain.push(point);
            }
        }
        chain
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_backwards_or_outside_is_left_out() {
        let boundaries = Boundaries::new(&[(4, 2), (2, 3), (9, 1), (0, 0), (5, 5), (7, 3)], 5, 5);
        assert_eq!(boundaries.0, [(2, 3)]);
    }

    #[test]
    fn pieces_meet_at_every_boundary() {
        let sure: Vec<_> = (1..9000).map(|at| (at, at, 0.5)).collect();
        let boundaries = Boundaries::new(&[(10, 10), (10, 40), (5000, 5000)], 9000, 9000);
        let pieces = boundaries.pieces(&sure, 9000, 9000);
        let mut at = (0, 0);
        let mut corners = Vec::new();
        for piece in pieces {
            assert_eq!((piece.source.start, piece.target.start), at);
            at = (piece.source.end, piece.target.end);
            corners.push(at);
        }
        assert_eq!(at, (9000, 9000));
        assert!([(10, 10), (10, 40), (5000, 5000)].iter().all(|node| corners.contains(node)));
        assert!(corners.len() > 4, "long stretches are cut as well: {corners:?}");
    }

    #[test]
    fn points_agree_with_the_boundaries() {
        let boundaries = Boundaries::new(&[(10, 20)], 100, 100);
        let points = boundaries.join(vec![(5, 5), (8, 30), (12, 15), (15, 30)]);
        assert_eq!(points, [(5, 5), (10, 20), (15, 30)]);
    }
}
