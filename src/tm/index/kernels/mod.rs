//! The inner loops of a look-up, compiled for AVX2 as well and chosen when the program runs. They work on
//! whole numbers: both give the same.

#[cfg(target_arch = "x86_64")]
mod avx2;
mod portable;

use super::signature::{LONG_WHOLE, SHORT_WHOLE};

/// Which instructions are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kernel {
    #[cfg(target_arch = "x86_64")]
    Avx2,
    Portable,
}

/// Sets of tokens, a bit a token, that lack no more than `missing` bits of `bits` and have no more than
/// `extra` others.
#[derive(Debug, Clone, Copy)]
pub(super) struct BitLimits {
    pub(super) bits: u64,
    pub(super) missing: u32,
    pub(super) extra: u32,
}

impl BitLimits {
    #[inline(always)]
    pub(super) fn allow(self, row: u64) -> bool {
        (self.bits & !row).count_ones() <= self.missing
            && (row & !self.bits).count_ones() <= self.extra
    }
}

impl Kernel {
    pub(super) fn detect() -> Self {
        #[cfg(target_arch = "x86_64")]
        if is_x86_feature_detected!("avx2")
            && is_x86_feature_detected!("popcnt")
            && is_x86_feature_detected!("bmi1")
        {
            return Self::Avx2;
        }
        Self::Portable
    }

    /// Adds to `out` the numbers, from `first`, of the rows of half bytes whose sum of differences from
    /// `query` is no more than `most`, with that sum, in any order.
    pub(super) fn scan_packed(
        self,
        rows: &[[u8; SHORT_WHOLE]],
        query: &[u8; SHORT_WHOLE],
        most: u32,
        first: u32,
        out: &mut Vec<(u32, u32)>,
    ) {
        match self {
            #[cfg(target_arch = "x86_64")]
            #[expect(unsafe_code, reason = "the processor was asked")]
            // SAFETY: `detect` gives this kernel only where these instructions are.
            Self::Avx2 => unsafe { avx2::scan_packed(rows, query, most, first, out) },
            Self::Portable => portable::scan_packed(rows, query, most, first, out),
        }
    }

    /// The same for rows of bytes.
    pub(super) fn scan_bytes(
        self,
        rows: &[[u8; LONG_WHOLE]],
        query: &[u8; LONG_WHOLE],
        most: u32,
        first: u32,
        out: &mut Vec<(u32, u32)>,
    ) {
        self.run(
            #[inline(always)]
            || portable::scan_bytes(rows, query, most, first, out),
        );
    }

    /// Calls `each` for those of `passed`, (difference, number), with the sum of differences of its row of
    /// half bytes behind. `rows` start with number `first`.
    pub(super) fn compare_packed<const N: usize>(
        self,
        passed: &[(u32, u32)],
        first: u32,
        rows: &[[u8; N]],
        query: &[u8; N],
        mut each: impl FnMut(u32, u32, u32),
    ) {
        self.run(
            #[inline(always)]
            move || {
                for &(difference, number) in passed {
                    let row = rows.get(number.wrapping_sub(first) as usize);
                    let more = row.map_or(0, |row| portable::packed_difference(row, query));
                    each(difference, number, more);
                }
            },
        );
    }

    /// The same for rows of bytes.
    pub(super) fn compare_bytes<const N: usize>(
        self,
        passed: &[(u32, u32)],
        first: u32,
        rows: &[[u8; N]],
        query: &[u8; N],
        mut each: impl FnMut(u32, u32, u32),
    ) {
        self.run(
            #[inline(always)]
            move || {
                for &(difference, number) in passed {
                    let row = rows.get(number.wrapping_sub(first) as usize);
                    let more = row.map_or(0, |row| portable::bytes_difference(row, query));
                    each(difference, number, more);
                }
            },
        );
    }

    /// Adds to `out` the numbers, from `first`, of the sets within limits.
    pub(super) fn scan_bits(
        self,
        rows: &[[u8; 8]],
        limits: BitLimits,
        first: u32,
        out: &mut Vec<u32>,
    ) {
        self.run(
            #[inline(always)]
            || {
                for (row, number) in rows.iter().zip(first..) {
                    if limits.allow(u64::from_le_bytes(*row)) {
                        out.push(number);
                    }
                }
            },
        );
    }

    /// Adds to `out` those of `list` whose sets are within limits.
    pub(super) fn select_bits(
        self,
        list: &[[u8; 4]],
        rows: &[[u8; 8]],
        limits: BitLimits,
        out: &mut Vec<u32>,
    ) {
        self.run(
            #[inline(always)]
            || {
                for number in list.iter().map(|&bytes| u32::from_le_bytes(bytes)) {
                    let row = rows.get(number as usize);
                    if row.is_some_and(|&row| limits.allow(u64::from_le_bytes(row))) {
                        out.push(number);
                    }
                }
            },
        );
    }

    fn run(self, task: impl FnOnce()) {
        match self {
            #[cfg(target_arch = "x86_64")]
            #[expect(unsafe_code, reason = "the processor was asked")]
            // SAFETY: `detect` gives this kernel only where these instructions are.
            Self::Avx2 => unsafe { run_avx2(task) },
            Self::Portable => task(),
        }
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,popcnt,bmi1")]
fn run_avx2(task: impl FnOnce()) {
    task();
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn kernels_agree(
            packed in prop::collection::vec(any::<[u8; SHORT_WHOLE]>(), 0..40),
            bytes in prop::collection::vec(any::<[u8; LONG_WHOLE]>(), 0..40),
            sets in prop::collection::vec(any::<u64>(), 0..40),
            (query, long_query, bits) in any::<([u8; SHORT_WHOLE], [u8; LONG_WHOLE], u64)>(),
            (near, most, first) in (any::<bool>(), 0u32..300, 0u32..1000),
        ) {
            // Rows at random are far apart: a copy of the query is among them half the time.
            let packed: Vec<_> = packed.into_iter().chain(near.then_some(query)).collect();
            let rows: Vec<[u8; 8]> = sets.iter().map(|set| set.to_le_bytes()).collect();
            let list: Vec<[u8; 4]> = (0..50u32).step_by(3).map(u32::to_le_bytes).collect();
            let limits = BitLimits { bits, missing: most / 10, extra: most / 8 };
            let run = |kernel: Kernel| {
                let (mut pairs, mut compared) = (Vec::new(), Vec::new());
                kernel.scan_packed(&packed, &query, most, first, &mut pairs);
                let passed = pairs.clone();
                kernel.compare_packed(&passed, first, &packed, &query, |_, number, more| compared.push((more, number)));
                kernel.scan_bytes(&bytes, &long_query, most * 8, first, &mut pairs);
                kernel.compare_bytes(&passed, first, &bytes, &long_query, |_, number, more| compared.push((more, number)));
                let mut numbers = Vec::new();
                kernel.scan_bits(&rows, limits, first, &mut numbers);
                kernel.select_bits(&list, &rows, limits, &mut numbers);
                pairs.sort_unstable();
                compared.sort_unstable();
                (pairs, compared, numbers)
            };
            prop_assert_eq!(run(Kernel::detect()), run(Kernel::Portable));
        }
    }
}
