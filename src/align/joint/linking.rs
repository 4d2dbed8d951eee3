//! From cuts to links with scores.

use super::cuts::Cut;
use super::posteriors::Posteriors;
use crate::align::Model;
use crate::model::{Link, Method};
use std::ops::Range;

/// Shares of sentences in beads of two ranges from which on they have to do with each other.
const RELATED: f32 = 0.3;

/// The links between cuts.
pub(super) fn links(posteriors: &Posteriors, cuts: &[Cut], model: &Model) -> Vec<Link> {
    let mut links = Vec::with_capacity(cuts.len());
    for two in cuts.windows(2) {
        let ranges: Vec<Range<u32>> =
            two[0].iter().zip(&two[1]).map(|(from, to)| *from..*to).collect();
        for ranges in unrelated_apart(posteriors, &ranges) {
            let scores = scores(posteriors, &ranges, model);
            links.push(Link { method: method(posteriors, &ranges), scores, ranges });
        }
    }
    links
}

/// The sides that have text.
fn filled(ranges: &[Range<u32>]) -> Vec<usize> {
    (0..ranges.len()).filter(|d| !ranges[*d].is_empty()).collect()
}

/// Parts a link whose sides fall into groups that have nothing to do with each other: passages each
/// of them has alone, at the same place.
fn unrelated_apart(posteriors: &Posteriors, ranges: &[Range<u32>]) -> Vec<Vec<Range<u32>>> {
    let filled = filled(ranges);
    let mut group: Vec<usize> = (0..ranges.len()).collect();
    for (index, &d) in filled.iter().enumerate() {
        for &e in &filled[..index] {
            let paired = posteriors.paired((d, &ranges[d]), (e, &ranges[e]));
            if paired.is_some_and(|paired| paired >= RELATED) {
                let (kept, joined) = (group[d].min(group[e]), group[d].max(group[e]));
                group.iter_mut().filter(|of| **of == joined).for_each(|of| *of = kept);
            }
        }
    }
    let mut heads: Vec<usize> = filled.iter().map(|d| group[*d]).collect();
    heads.sort_unstable();
    heads.dedup();
    let part = |head: &usize| {
        let own = |(d, range): (usize, &Range<u32>)| match group[d].cmp(head) {
            std::cmp::Ordering::Less => range.end..range.end,
            std::cmp::Ordering::Equal => range.clone(),
            std::cmp::Ordering::Greater => range.start..range.start,
        };
        ranges.iter().enumerate().map(own).collect()
    };
    heads.iter().map(part).collect()
}

/// How likely each side belongs to the source, or has nothing there. Where the source has nothing,
/// the first side with text stands for it.
fn scores(posteriors: &Posteriors, ranges: &[Range<u32>], model: &Model) -> Vec<f32> {
    let filled = filled(ranges);
    let Some(&head) = filled.first() else { return vec![0.0; ranges.len()] };
    let score = |d: usize| {
        if d == head && d == 0 {
            return 1.0;
        }
        if d != head && !ranges[d].is_empty() {
            return together(posteriors, ranges, (head, d), model);
        }
        // Nothing here, or the first side itself, as the source has nothing.
        let (alone, empty): (&[usize], usize) = if d == head { (&filled, 0) } else { (&filled, d) };
        let shares = alone.iter().filter_map(|&e| {
            let share = posteriors.alone((e, &ranges[e]), (empty, ranges[empty].start))?;
            Some(calibrated(posteriors, model, (e, empty), share))
        });
        mean(shares)
    };
    (0..ranges.len()).map(|d| if d == 0 && head != 0 { 0.0 } else { score(d) }).collect()
}

/// How likely two sides with text belong together, by what they say of each other and what the other
/// sides say of both.
fn together(
    posteriors: &Posteriors,
    ranges: &[Range<u32>],
    (head, d): (usize, usize),
    model: &Model,
) -> f32 {
    let pair = |d: usize, e: usize| {
        let share = posteriors.paired((d, &ranges[d]), (e, &ranges[e]))?;
        Some(calibrated(posteriors, model, (d, e), share))
    };
    let others = (0..ranges.len()).filter(|e| *e != head && !ranges[*e].is_empty());
    mean(
        others.filter_map(|e| {
            if e == d { pair(head, d) } else { Some(pair(head, e)?.min(pair(e, d)?)) }
        }),
    )
}

fn calibrated(posteriors: &Posteriors, model: &Model, (d, e): (usize, usize), share: f32) -> f32 {
    let meant = posteriors.table(d, e).is_some_and(|table| table.meant);
    model.calibrated(share, meant)
}

fn mean(values: impl Iterator<Item = f32>) -> f32 {
    let (sum, count) = values.fold((0.0, 0), |(sum, count), value| (sum + value, count + 1));
    if count == 0 { 0.0 } else { sum / count as f32 }
}

/// The encoder found a link if it had a say in a pair of sides with text.
fn method(posteriors: &Posteriors, ranges: &[Range<u32>]) -> Method {
    let filled = filled(ranges);
    let meant = |d: usize, e: usize| posteriors.table(d, e).is_some_and(|table| table.meant);
    let any = filled.iter().any(|&d| filled.iter().any(|&e| d < e && meant(d, e)));
    if any { Method::Neural } else { Method::Lexical }
}
