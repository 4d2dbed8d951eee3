//! By tokens: rows that share one of the query's rarest tokens, then what their sets of tokens allow, then
//! distances.
//!
//! With at most `d` edits all but `d` tokens of the longer side are shared. Leave out the commonest tokens
//! of the query as long as they are fewer than what must be shared: then a hit has at least one of the rest.

use super::{Place, Query, Scratch, number};
use crate::tm::distance::similarity;
use crate::tm::index::IndexError;
use crate::tm::index::kernels::BitLimits;
use crate::tm::index::layout::View;
use crate::tm::index::segment::{Group, between};
use crate::tm::index::top::Top;
use crate::tm::index::view::{bit, read};

/// No token of the segment.
const UNKNOWN: u32 = u32::MAX;
/// What finding a token's rows of one length costs, and looking at one of them, in rows gone through.
const FIND: usize = 24;
const LOOK: usize = 3;

/// A token of the query and the rows that have it.
#[derive(Debug, Clone, Copy)]
pub(super) struct List {
    /// How often the query has it.
    times: u32,
    /// Where the list lies; none if the token is too common to have one.
    whole: Option<(u32, u32)>,
    /// The part for one count of tokens.
    part: (u32, u32),
}

impl List {
    /// Rows of the part; `group` if all must be looked at.
    fn rows(&self, group: usize) -> usize {
        self.whole.map_or(group, |_| (self.part.1 - self.part.0) as usize)
    }
}

/// What the query and a group of rows have in common.
#[derive(Clone, Copy)]
struct Range {
    group: Group,
    longer: u32,
    /// Tokens of the query that occur in the segment.
    known: u32,
    /// How many of them a hit must share.
    shared: u32,
    bits: u64,
}

impl Range {
    fn limits(self) -> BitLimits {
        BitLimits {
            bits: self.bits,
            missing: self.known - self.shared,
            extra: self.group.length.saturating_sub(self.shared),
        }
    }

    /// The least distance of a row with this set.
    fn least(self, row: u64) -> u32 {
        let mine = self.known - (self.bits & !row).count_ones().min(self.known);
        let theirs = self.group.length.saturating_sub((row & !self.bits).count_ones());
        self.longer - mine.min(theirs).min(self.longer)
    }
}

impl Place<'_> {
    pub(super) fn tokens(
        self,
        query: &Query<'_>,
        stems: bool,
        scratch: &mut Scratch,
        top: &mut Top,
    ) -> Result<(), IndexError> {
        let bits = self.look_up(stems, scratch)?;
        let length = scratch.symbols.len() as u32;
        let known = scratch.symbols.iter().filter(|&&token| token != UNKNOWN).count() as u32;
        for group in super::outward::outward(self.segment.token_groups(stems), length) {
            let longer = group.length.max(length);
            let most = top.allowed(longer).filter(|&most| group.length.abs_diff(length) <= most);
            let Some(most) = most else { break };
            let shared = longer - most;
            if shared > known {
                continue;
            }
            let range = Range { group, longer, known, shared, bits };
            self.gather(range, stems, scratch);
            self.measure(range, query, stems, scratch, top)?;
        }
        Ok(())
    }

    /// The numbers of the query's tokens in this segment, the pattern of them, and where their lists are.
    /// Gives the bits of the known ones.
    fn look_up(self, stems: bool, scratch: &mut Scratch) -> Result<u64, IndexError> {
        let segment = self.segment;
        scratch.symbols.clear();
        let tokens = scratch.hashes.iter();
        scratch.symbols.extend(tokens.map(|&hash| segment.token(hash, stems).unwrap_or(UNKNOWN)));
        scratch.pattern.fill(&scratch.symbols);
        let sorted = &mut scratch.tokens;
        sorted.clear();
        sorted.extend(scratch.symbols.iter().filter(|&&token| token != UNKNOWN));
        sorted.sort_unstable();
        let starts = segment.numbers(View::ListStarts.of(stems));
        let lists = segment.numbers(View::Lists.of(stems));
        scratch.lists.clear();
        let mut bits = 0;
        for same in sorted.chunk_by(|one, next| one == next) {
            let token = same[0];
            bits |= bit(token);
            let whole = if token < segment.common(stems) {
                None
            } else {
                let range = between(starts, token);
                let range = range.filter(|range| range.end <= lists.len());
                let range = range.ok_or_else(|| segment.damaged("a list lies outside"))?;
                Some((range.start as u32, range.end as u32))
            };
            scratch.lists.push(List { times: same.len() as u32, whole, part: (0, 0) });
        }
        Ok(bits)
    }

    /// The rows of a group that could be hits, as (least distance, row).
    fn gather(self, range: Range, stems: bool, scratch: &mut Scratch) {
        let sets = self.segment.longs(View::Bits.of(stems));
        let lists = self.segment.numbers(View::Lists.of(stems));
        let Group { from, to, .. } = range.group;
        let size = (to - from) as usize;
        let (rows, limits) = (&mut scratch.rows, range.limits());
        rows.clear();
        let chosen = if size <= FIND * scratch.lists.len() {
            None
        } else {
            choose(&mut scratch.lists, lists, range)
        };
        if let Some(chosen) = chosen {
            for list in &scratch.lists[..chosen] {
                let list = lists.get(list.part.0 as usize..list.part.1 as usize).unwrap_or(&[]);
                scratch.kernel.select_bits(list, sets, limits, rows);
            }
            rows.sort_unstable();
            rows.dedup();
        } else {
            let sets = sets.get(from as usize..to as usize).unwrap_or(&[]);
            scratch.kernel.scan_bits(sets, limits, from, rows);
        }
        scratch.candidates.clear();
        for &row in rows.iter() {
            let set = sets.get(row as usize).map_or(0, |&set| u64::from_le_bytes(set));
            scratch.candidates.push((range.least(set), row));
        }
        scratch.candidates.sort_unstable();
    }

    /// The distances of the candidates.
    fn measure(
        self,
        range: Range,
        query: &Query<'_>,
        stems: bool,
        scratch: &mut Scratch,
        top: &mut Top,
    ) -> Result<(), IndexError> {
        let segment = self.segment;
        let texts = segment.numbers(View::Texts.of(stems));
        let offsets = segment.numbers(View::Offsets.of(stems));
        let tokens = segment.bytes(View::Tokens.of(stems));
        let Range { group, longer, .. } = range;
        for at in 0..scratch.candidates.len() {
            let (least, row) = scratch.candidates[at];
            let Some(most) = top.allowed(longer).filter(|&most| least <= most) else { break };
            let text = number(texts, row as usize).filter(|&text| text < segment.texts());
            let text = text.ok_or_else(|| segment.damaged("a row has no text"))?;
            if top.ties(least, longer) && !self.precedes(text, similarity(least, longer), top)? {
                continue;
            }
            let bytes = between(offsets, row).and_then(|range| tokens.get(range));
            scratch.tokens.clear();
            let whole = bytes.is_some_and(|bytes| read(bytes, &mut scratch.tokens));
            if !whole || scratch.tokens.len() != group.length as usize {
                return Err(segment.damaged("the tokens of a text are broken"));
            }
            let distance = scratch.pattern.distance(
                &scratch.tokens[..],
                group.length,
                most,
                &mut scratch.work,
            );
            if let Some(distance) = distance {
                self.offer(query, text, similarity(distance, longer), top)?;
            }
        }
        Ok(())
    }
}

/// Puts those lists first that a hit must be in one of, and says how many they are; none if it is cheaper
/// to go through all rows.
fn choose(lists: &mut [List], all: &[[u8; 4]], range: Range) -> Option<usize> {
    let size = (range.group.to - range.group.from) as usize;
    for list in lists.iter_mut() {
        let Some((from, to)) = list.whole else { continue };
        let rows = all.get(from as usize..to as usize).unwrap_or(&[]);
        let start = rows.partition_point(|&row| u32::from_le_bytes(row) < range.group.from);
        let rows = &rows[start..];
        let len = rows.partition_point(|&row| u32::from_le_bytes(row) < range.group.to);
        list.part = (from + start as u32, from + (start + len) as u32);
    }
    lists.sort_unstable_by_key(|list| list.rows(size));
    let (mut left, mut cost) = (range.known, 0);
    for (at, list) in lists.iter().enumerate() {
        if left < range.shared {
            return Some(at);
        }
        list.whole?;
        cost += LOOK * list.rows(size);
        if cost > size {
            return None;
        }
        left -= list.times;
    }
    (left < range.shared).then_some(lists.len())
}
