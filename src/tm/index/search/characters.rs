//! By characters: histograms of all texts of a fitting length, then distances.

use super::{Place, Query, Scratch};
use crate::tm::distance::{Utf8, similarity};
use crate::tm::index::IndexError;
use crate::tm::index::layout::Section;
use crate::tm::index::segment::Group;
use crate::tm::index::signature::{
    LONG_PARTS, LONG_WHOLE, SHORT, SHORT_PARTS, SHORT_WHOLE, least_by_parts, least_by_whole, pack,
};
use crate::tm::index::top::Top;

/// How many texts are fetched together, at most.
const AHEAD: usize = 1024;

/// The query's histograms.
struct Signature {
    short_whole: [u8; SHORT_WHOLE],
    long_whole: [u8; LONG_WHOLE],
    short_parts: [u8; SHORT_PARTS],
    long_parts: [u8; LONG_PARTS],
}

/// A group with what its texts may differ by.
#[derive(Clone, Copy)]
struct Range {
    group: Group,
    /// The length of the query.
    length: u32,
    /// The largest distance of a hit.
    most: u32,
}

impl Range {
    /// The difference of histograms that is still within the limit.
    fn most_difference(self) -> u32 {
        let apart = self.length.abs_diff(self.group.length);
        (2 * u64::from(self.most)).saturating_sub(apart.into()).min(i32::MAX as u64) as u32
    }

    /// The part of a table, which starts with text `first`.
    fn rows<T>(self, table: &[T], first: u32) -> Option<&[T]> {
        let (from, to) = (self.group.from.checked_sub(first)?, self.group.to.checked_sub(first)?);
        table.get(from as usize..to as usize)
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
        let whole = self.segment.buckets.whole(query.text);
        let parts = self.segment.buckets.parts(query.text, length);
        let asked = Signature {
            short_whole: pack(&whole),
            long_whole: whole,
            short_parts: pack(&parts),
            long_parts: parts,
        };
        for group in super::outward::outward(self.segment.character_groups(), length) {
            let apart = group.length.abs_diff(length);
            let longer = group.length.max(length);
            let Some(most) = top.allowed(longer).filter(|&most| apart <= most) else { break };
            self.candidates(Range { group, length, most }, &asked, scratch)?;
            self.fetch(&scratch.candidates);
            scratch.candidates.sort_unstable();
            for at in 0..scratch.candidates.len() {
                let (least, text) = scratch.candidates[at];
                let Some(most) = top.allowed(longer).filter(|&most| least <= most) else { break };
                if top.ties(least, longer)
                    && !self.precedes(text, similarity(least, longer), top)?
                {
                    continue;
                }
                let bytes = self.segment.text_bytes(text);
                let symbols = Utf8(bytes.ok_or_else(|| self.segment.damaged("a text is missing"))?);
                let distance =
                    scratch.pattern.distance(symbols, group.length, most, &mut scratch.work);
                if let Some(distance) = distance {
                    self.offer(query, text, similarity(distance, longer), top)?;
                }
            }
        }
        Ok(())
    }

    /// Has texts come to the processor together and in order, rather than one when that before is done with.
    fn fetch(self, candidates: &[(u32, u32)]) {
        const LINE: usize = 64;
        let mut sum = 0;
        for &(_, text) in candidates.iter().take(AHEAD) {
            let bytes = self.segment.text_bytes(text).unwrap_or(&[]);
            // Most are given up in the first half.
            for line in bytes[..bytes.len() / 2].chunks(LINE) {
                sum ^= line[0];
            }
        }
        std::hint::black_box(sum);
    }

    /// The texts of a group whose histograms allow the distance: (least distance, text).
    fn candidates(
        self,
        range: Range,
        asked: &Signature,
        scratch: &mut Scratch,
    ) -> Result<(), IndexError> {
        let Scratch { kernel, passed, candidates, .. } = scratch;
        passed.clear();
        candidates.clear();
        let segment = self.segment;
        let bytes = |section: Section| segment.bytes(section as usize);
        let missing = || segment.damaged("histograms are missing");
        let lengths = (range.length, range.group.length);
        let keep = |difference, text, by_parts| {
            let least = least_by_whole(difference, lengths).max(least_by_parts(by_parts, lengths));
            if least <= range.most {
                candidates.push((least, text));
            }
        };
        let (from, most) = (range.group.from, range.most_difference());
        if range.group.length <= SHORT {
            let rows = bytes(Section::ShortWhole).as_chunks().0;
            let rows = range.rows(rows, 0).ok_or_else(missing)?;
            kernel.scan_packed(rows, &asked.short_whole, most, from, passed);
            let rows = bytes(Section::ShortParts).as_chunks().0;
            kernel.compare_packed(passed, 0, rows, &asked.short_parts, keep);
        } else {
            let (rows, short) = (bytes(Section::LongWhole).as_chunks().0, segment.short());
            let rows = range.rows(rows, short).ok_or_else(missing)?;
            kernel.scan_bytes(rows, &asked.long_whole, most, from, passed);
            let rows = bytes(Section::LongParts).as_chunks().0;
            kernel.compare_bytes(passed, short, rows, &asked.long_parts, keep);
        }
        Ok(())
    }
}
