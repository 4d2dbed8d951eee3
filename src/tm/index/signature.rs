//! Histograms of a text's characters and of its pairs of characters: what the edit distance cannot be
//! below, from a few bytes.
//!
//! An edit takes at most one character away and brings at most one, and takes at most two pairs away and
//! brings at most two. So if two histograms differ by `s` in sum, and the texts by `l` in length, the
//! distance is at least `(s + l) / 2` by characters and `(s + l) / 4` by pairs. Counts that are cut off
//! only make `s` smaller.

/// Code points below have a bucket of their own choice.
pub(super) const TABLE: usize = 0x700;
/// Buckets of characters.
const CHARACTERS: usize = 32;
/// Buckets of pairs.
const PAIRS: usize = 64;
/// Texts up to this length count in half bytes.
pub(super) const SHORT: u32 = 80;

/// Bytes of the histograms of short texts, and of the others.
pub(super) const SHORT_CHARACTERS: usize = CHARACTERS / 2;
pub(super) const SHORT_PAIRS: usize = PAIRS / 2;
pub(super) const LONG_CHARACTERS: usize = CHARACTERS;
pub(super) const LONG_PAIRS: usize = PAIRS;

/// Which bucket a character is counted in.
#[derive(Debug, Clone)]
pub(super) struct Buckets(Vec<u8>);

impl Buckets {
    /// Spreads the characters of a corpus evenly: the commonest first, each to the emptiest bucket.
    pub(super) fn learn(counts: &[u64]) -> Self {
        let mut order: Vec<usize> = (0..TABLE).collect();
        order.sort_by_key(|&c| (std::cmp::Reverse(counts.get(c).copied().unwrap_or(0)), c));
        let (mut table, mut load) = (vec![0; TABLE], [0u64; CHARACTERS]);
        for c in order {
            let bucket = (0..CHARACTERS).min_by_key(|&bucket| load[bucket]).unwrap_or(0);
            // One more, so that characters that do not occur are spread as well.
            load[bucket] += counts.get(c).copied().unwrap_or(0) + 1;
            table[c] = bucket as u8;
        }
        Self(table)
    }

    /// As kept in a file; what is missing or too large is taken modulo.
    pub(super) fn read(table: &[u8]) -> Self {
        let mut table: Vec<u8> = table.iter().map(|bucket| bucket % CHARACTERS as u8).collect();
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
            None => (c.wrapping_mul(0x9E37_79B1) >> 27) as usize % CHARACTERS,
        }
    }

    /// Counts a text.
    pub(super) fn count(&self, text: impl Iterator<Item = char>) -> Counts {
        let mut counts = Counts { characters: [0; CHARACTERS], pairs: [0; PAIRS] };
        let pair = |before: u32, c: u32| {
            let hash = (before.wrapping_mul(0x85EB_CA6B) ^ c).wrapping_mul(0x9E37_79B1);
            (hash >> 26) as usize % PAIRS
        };
        let mut before = 0u32;
        for c in text.map(u32::from) {
            let bucket = self.of(c);
            counts.characters[bucket] = counts.characters[bucket].saturating_add(1);
            let bucket = pair(before, c);
            counts.pairs[bucket] = counts.pairs[bucket].saturating_add(1);
            before = c;
        }
        // With an end before and behind, a text has a pair more than characters.
        let bucket = pair(before, 0);
        counts.pairs[bucket] = counts.pairs[bucket].saturating_add(1);
        counts
    }
}

/// The histograms of one text, each count cut off at 255.
#[derive(Debug, Clone, Copy)]
pub(super) struct Counts {
    pub(super) characters: [u8; LONG_CHARACTERS],
    pub(super) pairs: [u8; LONG_PAIRS],
}

impl Counts {
    /// In half bytes, cut off at 15.
    pub(super) fn short(&self) -> ([u8; SHORT_CHARACTERS], [u8; SHORT_PAIRS]) {
        (halves(&self.characters), halves(&self.pairs))
    }
}

fn halves<const N: usize, const H: usize>(counts: &[u8; N]) -> [u8; H] {
    std::array::from_fn(|at| counts[2 * at].min(15) | counts[2 * at + 1].min(15) << 4)
}
