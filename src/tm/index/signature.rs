//! Histograms of a text's characters: what the edit distance cannot be below, from a few bytes.
//!
//! An edit takes at most one character away and brings at most one. So if two histograms differ by `s` in
//! sum, and the texts by `l` in length, the distance is at least `(s + l) / 2`. Counts that are cut off
//! only make `s` smaller.
//!
//! The *parts* of a text are its first half and the rest, counted apart; let their histograms differ by
//! `s1` and `s2`. An alignment pairs the first half of one text with a beginning of the other that is
//! longer than half of it by some `o`, or shorter. Those `o` characters change each difference by `o` at
//! most, but so much longer is what they are added to, and shorter what they are taken from: with the
//! lengths of the parts differing by `x` and `y`, the distance is at least
//! `(s1 − |o| + |x + o| + s2 − |o| + |y − o|) / 2`, which for `x` and `y` of one sign is never below
//! `(s1 + s2 − |x − y|) / 2`, and `|x − y|` is 0 or 1. The order of words begins to count, and chance
//! differences of two halves add up to more than those of the whole.

/// Code points below have a bucket of their own choice.
pub(super) const TABLE: usize = 0x700;
/// Buckets.
const BUCKETS: usize = 32;
/// Texts up to this length have half a byte for a count.
pub(super) const SHORT: u32 = 80;

/// Bytes of a histogram: of the whole of short and other texts, of their parts.
pub(super) const SHORT_WHOLE: usize = BUCKETS / 2;
pub(super) const LONG_WHOLE: usize = BUCKETS;
pub(super) const SHORT_PARTS: usize = BUCKETS;
pub(super) const LONG_PARTS: usize = 2 * BUCKETS;

/// Which bucket a character is counted in.
#[derive(Debug, Clone)]
pub(super) struct Buckets(Vec<u8>);

impl Buckets {
    /// Spreads the characters of a corpus evenly: the commonest first, each to the emptiest bucket.
    pub(super) fn learn(counts: &[u64]) -> Self {
        let mut order: Vec<usize> = (0..TABLE).collect();
        order.sort_by_key(|&c| (std::cmp::Reverse(counts.get(c).copied().unwrap_or(0)), c));
        let (mut table, mut load) = (vec![0; TABLE], [0u64; BUCKETS]);
        for c in order {
            let bucket = (0..BUCKETS).min_by_key(|&bucket| load[bucket]).unwrap_or(0);
            // One more, so that characters that do not occur are spread as well.
            load[bucket] += counts.get(c).copied().unwrap_or(0) + 1;
            table[c] = bucket as u8;
        }
        Self(table)
    }

    /// As kept in a file; what is missing or too large is taken modulo.
    pub(super) fn read(table: &[u8]) -> Self {
        let mut table: Vec<u8> = table.iter().map(|bucket| bucket % BUCKETS as u8).collect();
        table.resize(TABLE, 0);
        Self(table)
    }

    /// As kept in a file.
    pub(super) fn table(&self) -> &[u8] {
        &self.0
    }

    #[inline]
    fn of(&self, c: u32) -> usize {
        match self.0.get(c as usize) {
            Some(&bucket) => bucket as usize,
            None => (c.wrapping_mul(0x9E37_79B1) >> 27) as usize % BUCKETS,
        }
    }

    /// Counts the characters of a text; each count is cut off at 255.
    pub(super) fn whole(&self, text: &str) -> [u8; LONG_WHOLE] {
        let mut counts = [0u8; BUCKETS];
        for c in text.chars() {
            let bucket = self.of(c.into());
            counts[bucket] = counts[bucket].saturating_add(1);
        }
        counts
    }

    /// Counts the characters of the first half of a text of `length` characters, then those of the rest.
    pub(super) fn parts(&self, text: &str, length: u32) -> [u8; LONG_PARTS] {
        let mut counts = [0u8; LONG_PARTS];
        for (c, at) in text.chars().zip(0..) {
            let bucket = self.of(c.into()) + if at < length / 2 { 0 } else { BUCKETS };
            counts[bucket] = counts[bucket].saturating_add(1);
        }
        counts
    }
}

/// Counts in half bytes, cut off at 15.
pub(super) fn pack<const N: usize, const H: usize>(counts: &[u8; N]) -> [u8; H] {
    std::array::from_fn(|at| counts[2 * at].min(15) | counts[2 * at + 1].min(15) << 4)
}

/// The least distance of texts of these lengths whose histograms differ by so much.
#[inline(always)]
pub(super) fn least_by_whole(difference: u32, lengths: (u32, u32)) -> u32 {
    (difference + lengths.0.abs_diff(lengths.1)).div_ceil(2)
}

/// The same for parts.
#[inline(always)]
pub(super) fn least_by_parts(difference: u32, lengths: (u32, u32)) -> u32 {
    let apart = |of: fn(u32) -> u32| of(lengths.0).abs_diff(of(lengths.1));
    let uneven = apart(|length| length / 2).abs_diff(apart(|length| length.div_ceil(2)));
    difference.saturating_sub(uneven).div_ceil(2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn difference(one: &[u8], other: &[u8]) -> u32 {
        one.iter().zip(other).map(|(one, other)| u32::from(one.abs_diff(*other))).sum()
    }

    proptest! {
        #[test]
        fn bounds_hold(
            left in "[a-f ]{0,60}",
            edits in prop::collection::vec((any::<prop::sample::Index>(), 0u8..3, prop::char::range('a', 'h')), 0..25),
        ) {
            let mut right: Vec<char> = left.chars().collect();
            for (at, kind, c) in edits {
                let at = at.index(right.len() + 1);
                match kind {
                    0 => right.insert(at, c),
                    _ if at == right.len() => {}
                    1 => { right.remove(at); }
                    _ => right[at] = c,
                }
            }
            let right: String = right.into_iter().collect();
            let distance = strsim::levenshtein(&left, &right) as u32;
            let buckets = Buckets::learn(&[]);
            let lengths = (left.chars().count() as u32, right.chars().count() as u32);
            let whole = difference(&buckets.whole(&left), &buckets.whole(&right));
            prop_assert!(least_by_whole(whole, lengths) <= distance);
            let (one, other) = (buckets.parts(&left, lengths.0), buckets.parts(&right, lengths.1));
            prop_assert!(least_by_parts(difference(&one, &other), lengths) <= distance);
        }
    }
}
