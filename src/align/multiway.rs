//! From alignments of several languages to one source, to links over all of them.
//!
//! A place between two source segments is a border of links only where it is a border of beads in
//! every language: so a link's parts belong together whichever pair is looked at.

use crate::model::{Bead, Link, Method};
use std::ops::Range;

/// Joins the beads of each further language (`pairs`, each covering all `segments` of the source
/// once and in order) into links. The source's side comes first in each link.
pub fn links(segments: u32, pairs: &[Vec<Bead>]) -> Vec<Link> {
    let borders = shared_borders(segments, pairs);
    let mut cursors = vec![0_usize; pairs.len()];
    let mut links = Vec::new();
    for window in borders.windows(2) {
        let source = window[0]..window[1];
        insertions(source.start, pairs, &mut cursors, &mut links);
        let mut link =
            Link { ranges: vec![source.clone()], scores: vec![1.0], method: Method::Lexical };
        for (beads, cursor) in pairs.iter().zip(&mut cursors) {
            let taken = take(beads, cursor, source.end);
            let (range, score) = combine(&source, taken);
            link.ranges.push(range);
            link.scores.push(score);
            if taken.len() == 1 && pairs.len() == 1 {
                link.method = taken[0].method;
            }
        }
        links.push(link);
    }
    insertions(segments, pairs, &mut cursors, &mut links);
    links
}

/// The source positions at which a bead ends in every language, 0 and the end included.
fn shared_borders(segments: u32, pairs: &[Vec<Bead>]) -> Vec<u32> {
    let mut votes = vec![0_usize; segments as usize + 1];
    for beads in pairs {
        let mut last = None;
        for end in std::iter::once(0).chain(beads.iter().map(|bead| bead.source.end)) {
            if last != Some(end) {
                votes[end as usize] += 1;
                last = Some(end);
            }
        }
    }
    (0..=segments).filter(|&at| votes[at as usize] == pairs.len()).collect()
}

/// Beads that stand at source position `at` without any source segment: each becomes a link alone.
fn insertions(at: u32, pairs: &[Vec<Bead>], cursors: &mut [usize], links: &mut Vec<Link>) {
    for (side, beads) in pairs.iter().enumerate() {
        while let Some(bead) = beads.get(cursors[side]) {
            if !bead.source.is_empty() || bead.source.start != at {
                break;
            }
            let mut ranges = vec![at..at; pairs.len() + 1];
            let mut scores = vec![0.0; pairs.len() + 1];
            for (other, range) in ranges.iter_mut().enumerate().skip(1) {
                let next = pairs[other - 1].get(cursors[other - 1]);
                let start = next.map_or_else(|| end_of(&pairs[other - 1]), |b| b.target.start);
                *range = start..start;
            }
            ranges[side + 1] = bead.target.clone();
            scores[side + 1] = bead.score;
            links.push(Link { ranges, scores, method: bead.method });
            cursors[side] += 1;
        }
    }
}

fn end_of(beads: &[Bead]) -> u32 {
    beads.last().map_or(0, |bead| bead.target.end)
}

/// The beads from the cursor on that end at or before `end` and hold source segments; insertions
/// among them included, those behind the last left for the next link.
fn take<'b>(beads: &'b [Bead], cursor: &mut usize, end: u32) -> &'b [Bead] {
    let start = *cursor;
    let inside = |bead: &Bead| bead.source.start < end && bead.source.end <= end;
    while beads.get(*cursor).is_some_and(inside) {
        *cursor += 1;
    }
    &beads[start..*cursor]
}

/// One language's part of a link: its segments, and the lowest score of the beads, lowered by the
/// share of source segments that have no counterpart.
fn combine(source: &Range<u32>, beads: &[Bead]) -> (Range<u32>, f32) {
    let (Some(first), Some(last)) = (beads.first(), beads.last()) else { return (0..0, 0.0) };
    let range = first.target.start..last.target.end;
    if range.is_empty() {
        return (range, beads.iter().map(|bead| bead.score).fold(1.0, f32::min));
    }
    let paired = beads.iter().filter(|bead| !bead.source.is_empty() && !bead.target.is_empty());
    let covered: u32 = paired.clone().map(|bead| bead.source.len() as u32).sum();
    let lowest = paired.map(|bead| bead.score).reduce(f32::min).unwrap_or(0.0);
    (range, lowest * covered as f32 / source.len() as f32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bead(source: Range<u32>, target: Range<u32>) -> Bead {
        Bead { source, target, score: 0.9, method: Method::Lexical }
    }

    #[test]
    fn borders_are_those_all_share() {
        let french = vec![bead(0..1, 0..1), bead(1..2, 1..3), bead(2..3, 3..4)];
        let arabic = vec![bead(0..2, 0..1), bead(2..3, 1..1), bead(3..3, 1..2)];
        let joined = links(3, &[french, arabic]);
        let ranges: Vec<_> = joined.iter().map(|link| link.ranges.clone()).collect();
        assert_eq!(
            ranges,
            [vec![0..2, 0..3, 0..1], vec![2..3, 3..4, 1..1], vec![3..3, 4..4, 1..2]]
        );
    }

    #[test]
    fn an_empty_source_keeps_the_rest() {
        let joined = links(0, &[vec![bead(0..0, 0..2)]]);
        assert_eq!(joined.len(), 1);
        assert_eq!(joined[0].ranges, [0..0, 0..2]);
    }
}
