//! By characters: histograms of all texts of a fitting length, then distances.

use super::{Place, Query, Scratch};
use crate::tm::distance::{CodePoints, similarity};
use crate::tm::index::IndexError;
use crate::tm::index::kernels::{Halves, Histogram, Kernel};
use crate::tm::index::layout::Section;
use crate::tm::index::segment::Group;
use crate::tm::index::signature::Counts;
use crate::tm::index::top::Top;

/// A group with what its texts may differ by.
#[derive(Clone, Copy)]
struct Range {
    group: Group,
    /// By how much the lengths differ.
    apart: u32,
    /// The largest distance of a hit.
    most: u32,
}

impl Range {
    /// The least distance where histograms of characters, of pairs differ by so much.
    fn by_characters(self, difference: u32) -> u32 {
        (difference + self.apart).div_ceil(2)
    }

    fn by_pairs(self, difference: u32) -> u32 {
        (difference + self.apart).div_ceil(4)
    }
}

impl Place<'_> {
    pub(super) fn characters(
        self,
        query: &Query<'_>,
        scratch: &mut Scratch,
        top: &mut Top,
    ) -> Result<(), IndexError> {
        let length = scratch.pattern.len();
        let counts = self.segment.buckets.count(query.text.chars());
        for group in super::outward::outward(self.segment.character_groups(), length) {
            let apart = group.length.abs_diff(length);
            let longer = group.length.max(length);
            let Some(most) = top.allowed(longer).filter(|&most| apart <= most) else { break };
            self.candidates(Range { group, apart, most }, &counts, scratch)?;
            scratch.candidates.sort_unstable();
            for at in 0..scratch.candidates.len() {
                let (least, text) = scratch.candidates[at];
                let Some(most) = top.allowed(longer).filter(|&most| least <= most) else { break };
                if top.ties(least, longer)
                    && !self.precedes(text, similarity(least, longer), top)?
                {
                    continue;
                }
                let symbols = CodePoints(self.segment.text(text)?);
                let distance =
                    scratch.pattern.distance(symbols, group.length, most, &mut scratch.work);
                if let Some(distance) = distance {
                    self.offer(query, text, similarity(distance, longer), top)?;
                }
            }
        }
        Ok(())
    }

    /// The texts of a group whose histograms allow the distance.
    fn candidates(
        self,
        range: Range,
        counts: &Counts,
        scratch: &mut Scratch,
    ) -> Result<(), IndexError> {
        let segment = self.segment;
        let bytes = |section: Section| segment.bytes(section as usize);
        let short = segment.short();
        let (kernel, passed, out) = (scratch.kernel, &mut scratch.passed, &mut scratch.candidates);
        out.clear();
        let done = if range.group.to <= short {
            let (characters, pairs) = counts.short();
            let all = bytes(Section::ShortPairs).as_chunks().0;
            filter(
                range,
                0,
                (bytes(Section::ShortCharacters).as_chunks().0, &characters),
                kernel,
                passed,
            )
            .and_then(|()| {
                refine(range, 0, passed, |at| all.get(at).copied().map(Halves), &Halves(pairs), out)
            })
        } else {
            let all = bytes(Section::LongPairs).as_chunks().0;
            filter(
                range,
                short,
                (bytes(Section::LongCharacters).as_chunks().0, &counts.characters),
                kernel,
                passed,
            )
            .and_then(|()| {
                refine(range, short, passed, |at| all.get(at).copied(), &counts.pairs, out)
            })
        };
        done.ok_or_else(|| segment.damaged("histograms are missing"))
    }
}

/// What the histograms of characters let pass: (difference, text). `shift` is the text of the first row.
fn filter<H: Histogram>(
    range: Range,
    shift: u32,
    (rows, query): (&[H], &H),
    kernel: Kernel,
    passed: &mut Vec<(u32, u32)>,
) -> Option<()> {
    passed.clear();
    let Group { from, to, .. } = range.group;
    let rows = rows.get(from.checked_sub(shift)? as usize..to.checked_sub(shift)? as usize)?;
    // As much as leaves the bound within the limit.
    let most = (2 * u64::from(range.most) - u64::from(range.apart)).min(u64::from(u32::MAX)) as u32;
    kernel.scan(rows.iter().copied(), query, most, from, passed);
    Some(())
}

/// Of those, what the histograms of pairs let pass: (least distance, text).
fn refine<H: Histogram>(
    range: Range,
    shift: u32,
    passed: &[(u32, u32)],
    row: impl Fn(usize) -> Option<H>,
    query: &H,
    out: &mut Vec<(u32, u32)>,
) -> Option<()> {
    for &(difference, text) in passed {
        let pairs = row((text - shift) as usize)?.difference(query);
        let least = range.by_characters(difference).max(range.by_pairs(pairs));
        if least <= range.most {
            out.push((least, text));
        }
    }
    Some(())
}
