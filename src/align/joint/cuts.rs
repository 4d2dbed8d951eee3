//! The best rising sequence of cuts.

use super::posteriors::Posteriors;
use rayon::prelude::*;

/// A position in each document.
pub(super) type Cut = Box<[u32]>;

/// What a cut must be better supported than to be of use. Below one half, as where a document has
/// two borders in question it is better to take one than none.
const SUPPORT: f32 = 0.3;
/// How many ways to go on from a border are looked at.
const BEAM: usize = 6;
/// How many cuts before one are looked at for the best sequence to it.
const BEFORE: usize = 64;

/// The best sequence, from the beginning of all documents to the end of all.
pub(super) fn best(posteriors: &Posteriors) -> Vec<Cut> {
    chain(candidates(posteriors))
}

/// Cuts with enough support, in an order in which each stands behind those it may follow, and how
/// much more than enough they have.
fn candidates(posteriors: &Posteriors) -> Vec<(Cut, f32)> {
    let borders = (0..posteriors.documents())
        .flat_map(|d| (0..=posteriors.lengths[d]).map(move |at| (d, at)))
        .collect::<Vec<_>>();
    let found = borders.par_iter().flat_map_iter(|&border| around(posteriors, border));
    let mut found: Vec<(Cut, f32)> = found
        .map(|cut| {
            let support = support(posteriors, &cut);
            (cut, support - SUPPORT)
        })
        .filter(|(_, gain)| *gain > 0.0)
        .collect();
    let ends: Cut = posteriors.lengths.as_slice().into();
    found.push((vec![0; ends.len()].into(), 0.0));
    found.push((ends, 0.0));
    let sum = |cut: &Cut| cut.iter().map(|at| u64::from(*at)).sum::<u64>();
    found.par_sort_unstable_by(|(a, gain), (b, other)| {
        sum(a).cmp(&sum(b)).then_with(|| a.cmp(b)).then_with(|| other.total_cmp(gain))
    });
    found.dedup_by(|(a, _), (b, _)| a == b);
    found
}

/// How well a cut is supported: the mean of what the pairs of a document say, of the document for
/// which it is lowest.
fn support(posteriors: &Posteriors, cut: &[u32]) -> f32 {
    let of = |d: usize| {
        let (mut sum, mut weights) = (0.0, 0.0);
        for e in (0..cut.len()).filter(|e| *e != d) {
            let weight = posteriors.weight(d, e);
            if weight > 0.0 {
                sum += weight * posteriors.node((d, cut[d]), (e, cut[e]));
                weights += weight;
            }
        }
        if weights > 0.0 { sum / weights } else { 0.0 }
    };
    (0..cut.len()).map(of).fold(1.0, f32::min)
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
    let chosen = (0..cut.len()).filter(|d| cut[*d] != u32::MAX);
    let near = chosen.flat_map(|d| posteriors.near((d, cut[d]), next));
    let mut positions: Vec<u32> =
        near.filter(|(_, p)| *p >= PROPOSED).map(|(position, _)| *position).collect();
    positions.sort_unstable();
    positions.dedup();
    positions
}

/// The rising sequence from the first to the last cut that gains most.
fn chain(cuts: Vec<(Cut, f32)>) -> Vec<Cut> {
    let mut best: Vec<(f64, usize)> = vec![(0.0, usize::MAX)];
    for at in 1..cuts.len() {
        let follows = |before: &usize| {
            cuts[*before].0.iter().zip(&cuts[at].0).all(|(before, here)| before <= here)
        };
        // The first cut is among them at the latest: it may come before any other.
        let before = (0..at).rev().filter(follows).take(BEFORE);
        let (value, from) = before
            .map(|before| (best[before].0, before))
            .fold((f64::NEG_INFINITY, 0), |most, next| if next.0 > most.0 { next } else { most });
        best.push((value + f64::from(cuts[at].1), from));
    }
    let mut at = cuts.len() - 1;
    let mut on_way = vec![at];
    while best[at].1 != usize::MAX {
        at = best[at].1;
        on_way.push(at);
    }
    let mut keep = vec![false; cuts.len()];
    on_way.into_iter().for_each(|at| keep[at] = true);
    cuts.into_iter().zip(keep).filter(|(_, keep)| *keep).map(|((cut, _), _)| cut).collect()
}
