//! The inner loops of a look-up, compiled for AVX2 as well and chosen when the program runs. They work on
//! whole numbers: both give the same.

use super::signature::{LONG_CHARACTERS, LONG_PAIRS, SHORT_CHARACTERS, SHORT_PAIRS};

/// Which instructions are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kernel {
    #[cfg(target_arch = "x86_64")]
    Avx2,
    Portable,
}

/// A histogram as bytes of a file.
pub(super) trait Histogram: Copy {
    /// The sum of the differences of all counts.
    fn difference(&self, other: &Self) -> u32;
}

macro_rules! histogram {
    ($size:expr, $sum:ident) => {
        impl Histogram for [u8; $size] {
            #[inline(always)]
            fn difference(&self, other: &Self) -> u32 {
                $sum(self, other)
            }
        }
    };
}
histogram!(SHORT_CHARACTERS, halves);
histogram!(LONG_PAIRS, whole);

/// Both short pairs and long characters are 32 bytes: a type apart for counts of half bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Halves(pub(super) [u8; SHORT_PAIRS]);

impl Histogram for [u8; LONG_CHARACTERS] {
    #[inline(always)]
    fn difference(&self, other: &Self) -> u32 {
        whole(self, other)
    }
}

impl Histogram for Halves {
    #[inline(always)]
    fn difference(&self, other: &Self) -> u32 {
        halves(&self.0, &other.0)
    }
}

#[inline(always)]
fn whole<const N: usize>(one: &[u8; N], other: &[u8; N]) -> u32 {
    one.iter().zip(other).map(|(one, other)| u32::from(one.abs_diff(*other))).sum()
}

#[inline(always)]
fn halves<const N: usize>(one: &[u8; N], other: &[u8; N]) -> u32 {
    let low = one.iter().zip(other).map(|(one, other)| u32::from((one & 15).abs_diff(other & 15)));
    let high = one.iter().zip(other).map(|(one, other)| u32::from((one >> 4).abs_diff(other >> 4)));
    low.sum::<u32>() + high.sum::<u32>()
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

/// What is left to do with a kernel's instructions.
trait Task {
    fn run(self);
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

    /// Adds to `out` the numbers, from `first`, of the rows that differ from `query` by no more than
    /// `most`, with the difference.
    pub(super) fn scan<H: Histogram>(
        self,
        rows: impl ExactSizeIterator<Item = H>,
        query: &H,
        most: u32,
        first: u32,
        out: &mut Vec<(u32, u32)>,
    ) {
        self.run(Scan { rows, query, most, first, out });
    }

    /// Adds to `out` the numbers, from `first`, of the sets within limits.
    pub(super) fn scan_bits(
        self,
        rows: &[[u8; 8]],
        limits: BitLimits,
        first: u32,
        out: &mut Vec<u32>,
    ) {
        self.run(ScanBits { rows, limits, first, out });
    }

    /// Adds to `out` those of `list` whose sets are within limits.
    pub(super) fn select_bits(
        self,
        list: &[[u8; 4]],
        rows: &[[u8; 8]],
        limits: BitLimits,
        out: &mut Vec<u32>,
    ) {
        self.run(SelectBits { list, rows, limits, out });
    }

    fn run(self, task: impl Task) {
        match self {
            #[cfg(target_arch = "x86_64")]
            #[expect(unsafe_code, reason = "the processor was asked")]
            // SAFETY: `detect` gives this kernel only where these instructions are.
            Self::Avx2 => unsafe { run_avx2(task) },
            Self::Portable => task.run(),
        }
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,popcnt,bmi1")]
fn run_avx2(task: impl Task) {
    task.run();
}

struct Scan<'a, H, R> {
    rows: R,
    query: &'a H,
    most: u32,
    first: u32,
    out: &'a mut Vec<(u32, u32)>,
}

impl<H: Histogram, R: ExactSizeIterator<Item = H>> Task for Scan<'_, H, R> {
    #[inline(always)]
    fn run(self) {
        for (row, number) in self.rows.zip(self.first..) {
            let difference = row.difference(self.query);
            if difference <= self.most {
                self.out.push((difference, number));
            }
        }
    }
}

struct ScanBits<'a> {
    rows: &'a [[u8; 8]],
    limits: BitLimits,
    first: u32,
    out: &'a mut Vec<u32>,
}

impl Task for ScanBits<'_> {
    #[inline(always)]
    fn run(self) {
        for (row, number) in self.rows.iter().zip(self.first..) {
            if self.limits.allow(u64::from_le_bytes(*row)) {
                self.out.push(number);
            }
        }
    }
}

struct SelectBits<'a> {
    list: &'a [[u8; 4]],
    rows: &'a [[u8; 8]],
    limits: BitLimits,
    out: &'a mut Vec<u32>,
}

impl Task for SelectBits<'_> {
    #[inline(always)]
    fn run(self) {
        for number in self.list.iter().map(|&bytes| u32::from_le_bytes(bytes)) {
            let row = self.rows.get(number as usize);
            if row.is_some_and(|&row| self.limits.allow(u64::from_le_bytes(row))) {
                self.out.push(number);
            }
        }
    }
}
