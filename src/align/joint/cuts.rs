//! The best rising sequence of cuts.

use super::posteriors::{Onward, Posteriors, REACH};
use rayon::prelude::*;

/// A position in each document.
pub(super) type Cut = Box<[u32]>;

/// Support below which a cut is not looked at.
const SUPPORTED: f32 = 0.1;
/// How likely a link must be to be worth one: what keeps a border in doubt from being drawn twice.
const WORTH: f32 = 0.3;
/// Support from which on a cut is certain.
const SURE: f32 = 0.999;
/// How many ways to go on from a border are looked at.
const BEAM: usize = 6;
/// How many cuts after one are looked at as the next.
const AFTER: usize = 64;

/// The best sequence, from the beginning of all documents to the end of all.
pub(super) fn best(posteriors: &Posteriors) -> Vec<Cut> {
    chain(posteriors, candidates(posteriors))
}

/// Cuts with some support, each behind those it may follow.
fn candidates(posteriors: &Posteriors) -> Vec<Cut> {
    let borders = (0..posteriors.documents())
        .flat_map(|d| (0..=posteriors.lengths[d]).map(move |at| (d, at)))
        .collect::<Vec<_>>();
    let found = borders.par_iter().flat_map_iter(|&border| around(posteriors, border));
    let mut found: Vec<Cut> = found.filter(|cut| support(posteriors, cut) >= SUPPORTED).collect();
    let ends: Cut = posteriors.lengths.as_slice().into();
    found.push(vec![0; ends.len()].into());
    found.push(ends);
    let sum = |cut: &Cut| cut.iter().map(|at| u64::from(*at)).sum::<u64>();
    found.par_sort_unstable_by(|a, b| sum(a).cmp(&sum(b)).then_with(|| a.cmp(b)));
    found.dedup();
    found
}

/// How well a cut is supported: the mean of what the pairs of a document say, of the document for
/// which it is lowest.
fn support(posteriors: &Posteriors, cut: &[u32]) -> f32 {
    worst(posteriors, |d, e| posteriors.node((d, cut[d]), (e, cut[e])))
}

/// The mean of what the pairs of a document say, of the document for which it is lowest.
fn worst(posteriors: &Posteriors, say: impl Fn(usize, usize) -> f32) -> f32 {
    let documents = posteriors.documents();
    let of = |d: usize| {
        let (mut sum, mut weights) = (0.0, 0.0);
        for e in (0..documents).filter(|e| *e != d) {
            let weight = posteriors.weight(d, e);
            if weight > 0.0 {
                sum += weight * say(d, e);
                weights += weight;
            }
        }
        if weights > 0.0 { sum / weights } else { 0.0 }
    };
    (0..documents).map(of).fold(1.0, f32::min)
}

/// The likeliest cuts through a border: document by document, the positions that those chosen so far
/// speak for.
fn around(posteriors: &Posteriors, (first, at): (usize, u32)) -> Vec<Cut> {
    let documents = posteriors.documents();
    let mut start = vec![u32::MAX; documents];
    start[first] = at;
    let mut beam = vec![(0.0_f32, start.into_boxed_slice())];
    for next in (0..documents).filter(|next| *next != first) {
        let mut further = Vec::new();
        for (score, cut) in &beam {
            for position in proposed(posteriors, cut, next) {
                let chosen = (0..documents).filter(|d| cut[*d] != u32::MAX);
                let more = chosen.map(|d| {
                    posteriors.weight(d, next) * posteriors.node((d, cut[d]), (next, position))
                });
                let score = score + more.sum::<f32>();
                let mut cut = cut.clone();
                cut[next] = position;
                further.push((score, cut));
            }
        }
        further.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        further.truncate(BEAM);
        beam = further;
    }
    beam.into_iter().map(|(_, cut)| cut).collect()
}

/// The positions of `next` that a document of an unfinished cut speaks for.
fn proposed(posteriors: &Posteriors, cut: &[u32], next: usize) -> Vec<u32> {
    const PROPOSED: f32 = 0.05;
    let documents = cut.len();
    let chosen = (0..documents).filter(|d| cut[*d] != u32::MAX);
    let near = chosen.flat_map(|d| posteriors.near((d, cut[d]), next));
    let mut positions: Vec<u32> =
        near.filter(|(_, p)| *p >= PROPOSED).map(|(position, _)| *position).collect();
    positions.sort_unstable();
    positions.dedup();
    positions
}

/// The rising sequence from the first to the last cut that gains most.
fn chain(posteriors: &Posteriors, cuts: Vec<Cut>) -> Vec<Cut> {
    let mut best: Vec<(f64, usize)> = vec![(f64::NEG_INFINITY, usize::MAX); cuts.len()];
    best[0].0 = 0.0;
    let last = cuts.len() - 1;
    // What every path of every pair passes is passed, as boundaries from outside are.
    let sure: Vec<bool> = cuts.iter().map(|cut| support(posteriors, cut) >= SURE).collect();
    for at in 0..last {
        let onward = posteriors.onward(&cuts[at]);
        let value = best[at].0;
        let follows =
            |next: &usize| cuts[at].iter().zip(&cuts[*next]).all(|(here, next)| here <= next);
        // However far it is, the end may follow each.
        let near = (at + 1..last).filter(follows).take(AFTER).chain([last]);
        for next in near {
            let likely = linked(posteriors, &onward, [&cuts[at], &cuts[next]]);
            let gain = likely - WORTH + f32::from(u8::from(sure[next]));
            let value = value + f64::from(gain);
            if value > best[next].0 {
                best[next] = (value, at);
            }
        }
    }
    let mut at = last;
    let mut keep = vec![false; cuts.len()];
    keep[at] = true;
    while best[at].1 != usize::MAX {
        at = best[at].1;
        keep[at] = true;
    }
    cuts.into_iter().zip(keep).filter(|(_, keep)| *keep).map(|(cut, _)| cut).collect()
}

/// How likely two cuts are both right and no cut lies between them.
fn linked(posteriors: &Posteriors, onward: &[Option<Onward>], cuts: [&Cut; 2]) -> f32 {
    let documents = posteriors.documents();
    let step = |d: usize| (cuts[1][d] - cuts[0][d]) as usize;
    let of = |d: usize, e: usize| {
        let (d, e) = (d.min(e), d.max(e));
        let Some(onward) = &onward[d * documents + e] else { return (0.0, 0.0) };
        if step(d) <= REACH && step(e) <= REACH {
            (onward.through[step(d)][step(e)], onward.direct[step(d)][step(e)])
        } else {
            // Far from each other they are taken to be independent.
            let there = posteriors.node((d, cuts[1][d]), (e, cuts[1][e]));
            (onward.through[0][0] * there, 0.0)
        }
    };
    let both = worst(posteriors, |d, e| of(d, e).0);
    if both < SUPPORTED {
        return both;
    }
    // What one document has in one piece stays whole, even if the others could be cut.
    let whole = (0..documents).filter_map(|d| {
        let moved = (0..documents).filter(|e| *e != d && step(d) + step(*e) > 0);
        let (sum, weights) = moved.fold((0.0, 0.0), |(sum, weights), e| {
            let (both, direct) = of(d, e);
            let weight = posteriors.weight(d, e);
            let share = if both > 0.0 { direct / both } else { 0.0 };
            (sum + weight * log_odds(share), weights + weight)
        });
        (weights > 0.0).then(|| sum / weights)
    });
    let whole = whole.fold(f32::NEG_INFINITY, f32::max);
    both / (1.0 + (-whole).exp())
}

/// The log-odds of a likelihood that no pair is taken to be surer of than 95 to 5.
fn log_odds(p: f32) -> f32 {
    let p = p.clamp(0.05, 0.95);
    (p / (1.0 - p)).ln()
}
