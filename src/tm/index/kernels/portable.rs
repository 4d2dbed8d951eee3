//! The loops in plain code.

use crate::tm::index::signature::{LONG_CHARACTERS, SHORT_CHARACTERS};

/// Adds to `out` the numbers, from `first`, of the rows of half bytes whose sum of differences from `query`
/// is no more than `most`, with that sum.
#[inline(always)]
pub(super) fn scan_halves(
    rows: &[[u8; SHORT_CHARACTERS]],
    query: &[u8; SHORT_CHARACTERS],
    most: u32,
    first: u32,
    out: &mut Vec<(u32, u32)>,
) {
    for (row, number) in rows.iter().zip(first..) {
        let low = row.iter().zip(query).map(|(one, other)| (one & 15).abs_diff(other & 15));
        let high = row.iter().zip(query).map(|(one, other)| (one >> 4).abs_diff(other >> 4));
        let difference = low.map(u32::from).sum::<u32>() + high.map(u32::from).sum::<u32>();
        if difference <= most {
            out.push((difference, number));
        }
    }
}

/// The same for rows of bytes.
#[inline(always)]
pub(super) fn scan_bytes(
    rows: &[[u8; LONG_CHARACTERS]],
    query: &[u8; LONG_CHARACTERS],
    most: u32,
    first: u32,
    out: &mut Vec<(u32, u32)>,
) {
    for (row, number) in rows.iter().zip(first..) {
        let differences = row.iter().zip(query).map(|(one, other)| one.abs_diff(*other));
        let difference = differences.map(u32::from).sum();
        if difference <= most {
            out.push((difference, number));
        }
    }
}

/// The larger number of members that one of two sets has more than the other.
#[inline(always)]
pub(super) fn set_difference<const N: usize>(one: &[u8; N], other: &[u8; N]) -> u32 {
    let (mut mine, mut theirs) = (0, 0);
    for (one, other) in one.as_chunks::<8>().0.iter().zip(other.as_chunks::<8>().0) {
        let (one, other) = (u64::from_le_bytes(*one), u64::from_le_bytes(*other));
        mine += (one & !other).count_ones();
        theirs += (other & !one).count_ones();
    }
    mine.max(theirs)
}
