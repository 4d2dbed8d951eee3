//! The edit distance of two sequences, of any length.
//!
//! [`crate::tm::distance`] compares one short sequence with many and has a table of all its symbols; here masks are
//! sparse, so that two long texts of many different words take linear memory.

use rustc_hash::FxHashMap;

/// The Levenshtein distance: how many insertions, deletions and replacements make one sequence of the
/// other. Bit-parallel over blocks of 64 after Myers, "A Fast Bit-Vector Algorithm for Approximate
/// String Matching" (1999), and Hyyrö (2003): `a.len() * b.len() / 64` steps, memory linear.
pub fn distance(a: &[u32], b: &[u32]) -> usize {
    let (a, b) = trimmed(a, b);
    let (pattern, text) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if pattern.is_empty() {
        return text.len();
    }
    let blocks = pattern.len().div_ceil(64);
    let masks = masks(pattern);
    let mut equal = vec![0_u64; blocks];
    let mut columns = vec![Block { positive: !0, negative: 0 }; blocks];
    let last = 1_u64 << ((pattern.len() - 1) % 64);
    let mut score = pattern.len() as isize;
    for symbol in text {
        let places = masks.get(symbol).map_or(&[][..], Vec::as_slice);
        for &(block, bits) in places {
            equal[block] = bits;
        }
        let mut carry = Carry { positive: true, negative: false };
        for (at, (block, equal)) in columns.iter_mut().zip(&equal).enumerate() {
            let top = if at + 1 == blocks { last } else { 1 << 63 };
            carry = block.step(*equal, carry, top);
        }
        score += isize::from(carry.positive) - isize::from(carry.negative);
        for &(block, _) in places {
            equal[block] = 0;
        }
    }
    score.unsigned_abs()
}

/// Both without what they start and end with alike.
fn trimmed<'a>(mut a: &'a [u32], mut b: &'a [u32]) -> (&'a [u32], &'a [u32]) {
    let start = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    (a, b) = (&a[start..], &b[start..]);
    let end = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    (&a[..a.len() - end], &b[..b.len() - end])
}

/// Where each symbol stands in the pattern: blocks, and the bits in them.
fn masks(pattern: &[u32]) -> FxHashMap<u32, Vec<(usize, u64)>> {
    let mut masks: FxHashMap<u32, Vec<(usize, u64)>> = FxHashMap::default();
    for (at, symbol) in pattern.iter().enumerate() {
        let (block, bit) = (at / 64, 1_u64 << (at % 64));
        let places = masks.entry(*symbol).or_default();
        match places.last_mut().filter(|last| last.0 == block) {
            Some(last) => last.1 |= bit,
            None => places.push((block, bit)),
        }
    }
    masks
}

/// 64 rows of a column: where the distance grows or shrinks by one from row to row.
#[derive(Clone)]
struct Block {
    positive: u64,
    negative: u64,
}

/// How the distance changes from column to column at a block's edge.
#[derive(Clone, Copy)]
struct Carry {
    positive: bool,
    negative: bool,
}

impl Block {
    /// Advances by one column; `top` is the block's last row.
    fn step(&mut self, equal: u64, carry: Carry, top: u64) -> Carry {
        let vertical = equal | self.negative;
        let equal = equal | u64::from(carry.negative);
        let sum = (equal & self.positive).wrapping_add(self.positive);
        let horizontal = (sum ^ self.positive) | equal;
        let mut positive = self.negative | !(horizontal | self.positive);
        let mut negative = self.positive & horizontal;
        let out = Carry { positive: positive & top != 0, negative: negative & top != 0 };
        positive = (positive << 1) | u64::from(carry.positive);
        negative = (negative << 1) | u64::from(carry.negative);
        self.positive = negative | !(vertical | positive);
        self.negative = positive & vertical;
        out
    }
}

/// Numbers for strings, so that sequences of them can be compared.
#[derive(Default)]
pub(super) struct Interner {
    known: FxHashMap<Box<str>, u32>,
}

impl Interner {
    pub(super) fn id(&mut self, text: &str) -> u32 {
        if let Some(id) = self.known.get(text) {
            return *id;
        }
        let id = self.known.len() as u32;
        self.known.insert(text.into(), id);
        id
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(text: &str) -> Vec<u32> {
        text.chars().map(u32::from).collect()
    }

    #[test]
    fn distances_are_known_ones() {
        for (a, b, wanted) in
            [("", "", 0), ("", "abc", 3), ("kitten", "sitting", 3), ("ab", "ba", 2)]
        {
            assert_eq!(distance(&of(a), &of(b)), wanted);
        }
    }

    #[test]
    fn long_texts_take_no_quadratic_time() {
        let a: Vec<u32> = (0..100_000).collect();
        let b: Vec<u32> = (100_000..200_000).collect();
        assert_eq!(distance(&a, &b), 100_000);
    }

    proptest! {
        #[test]
        fn the_same_as_the_plain_algorithm(a in "[ab-d]{0,300}", b in "[ab-d]{0,300}") {
            let wanted = strsim::levenshtein(&a, &b);
            prop_assert_eq!(distance(&of(&a), &of(&b)), wanted);
            prop_assert_eq!(distance(&of(&b), &of(&a)), wanted);
        }
    }
}
