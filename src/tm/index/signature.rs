//! A histogram of a text's characters and a set of its pairs of characters, hashed: what the edit distance
//! cannot be below, from a few bytes.
//!
//! An edit takes at most one character away and brings at most one. So if two histograms differ by `s` in
//! sum, and the texts by `l` in length, the distance is at least `(s + l) / 2`; counts that are cut off
//! only make `s` smaller. And an edit takes at most two pairs out of the set and brings at most two: if `n`
//! members of one set are not in the other, it is at least `n / 2`.

/// Code points below have a bucket of their own choice.
pub(super) const TABLE: usize = 0x700;
/// Buckets of characters.
const CHARACTERS: usize = 32;
/// Texts up to this length have half bytes for counts, and the smaller sets.
pub(super) const SHORT: u32 = 80;

/// Bytes of the histograms of short texts, and of the others.
pub(super) const SHORT_CHARACTERS: usize = CHARACTERS / 2;
pub(super) const LONG_CHARACTERS: usize = CHARACTERS;
/// Bytes of the sets.
pub(super) const SHORT_PAIRS: usize = 32;
pub(super) const LONG_PAIRS: usize = 64;

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

    /// Counts the characters of a text.
    pub(super) fn count(&self, text: &str) -> [u8; LONG_CHARACTERS] {
        let mut counts = [0u8; CHARACTERS];
        for c in text.chars() {
            let bucket = self.of(c.into());
            counts[bucket] = counts[bucket].saturating_add(1);
        }
        counts
    }
}

/// Counts in half bytes, cut off at 15.
pub(super) fn halves(counts: &[u8; LONG_CHARACTERS]) -> [u8; SHORT_CHARACTERS] {
    std::array::from_fn(|at| counts[2 * at].min(15) | counts[2 * at + 1].min(15) << 4)
}

/// The set of pairs: with an end before and behind, a text has a pair more than characters.
pub(super) fn pairs<const N: usize>(text: &str) -> [u8; N] {
    let (mut set, mut before) = ([0u8; N], 0u32);
    for c in text.chars().map(u32::from).chain([0]) {
        let hash = (before.wrapping_mul(0x85EB_CA6B) ^ c).wrapping_mul(0x9E37_79B1);
        let bit = (hash >> 16) as usize % (8 * N);
        set[bit / 8] |= 1 << (bit % 8);
        before = c;
    }
    set
}
