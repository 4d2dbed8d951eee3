//! The loops in plain code.

use crate::tm::index::signature::{LONG_WHOLE, SHORT_WHOLE};

/// Adds to `out` the numbers, from `first`, of the rows of half bytes whose sum of differences from `query`
/// is no more than `most`, with that sum.
#[inline(always)]
pub(super) fn scan_packed(
    rows: &[[u8; SHORT_WHOLE]],
    query: &[u8; SHORT_WHOLE],
    most: u32,
    first: u32,
    out: &mut Vec<(u32, u32)>,
) {
    for (row, number) in rows.iter().zip(first..) {
        let difference = packed_difference(row, query);
        if difference <= most {
            out.push((difference, number));
        }
    }
}

/// The same for rows of bytes.
#[inline(always)]
pub(super) fn scan_bytes(
    rows: &[[u8; LONG_WHOLE]],
    query: &[u8; LONG_WHOLE],
    most: u32,
    first: u32,
    out: &mut Vec<(u32, u32)>,
) {
    for (row, number) in rows.iter().zip(first..) {
        let difference = bytes_difference(row, query);
        if difference <= most {
            out.push((difference, number));
        }
    }
}

/// The sum of differences of rows of half bytes.
#[inline(always)]
pub(super) fn packed_difference<const N: usize>(one: &[u8; N], other: &[u8; N]) -> u32 {
    let low = one.iter().zip(other).map(|(one, other)| (one & 15).abs_diff(other & 15));
    let high = one.iter().zip(other).map(|(one, other)| (one >> 4).abs_diff(other >> 4));
    low.map(u32::from).sum::<u32>() + high.map(u32::from).sum::<u32>()
}

/// The sum of differences of rows of bytes.
#[inline(always)]
pub(super) fn bytes_difference<const N: usize>(one: &[u8; N], other: &[u8; N]) -> u32 {
    one.iter().zip(other).map(|(one, other)| u32::from(one.abs_diff(*other))).sum()
}
