//! The loop over histograms with 32 bytes an instruction.
#![expect(unsafe_code, reason = "loads of a register from arrays of its size")]

use super::portable;
use std::arch::x86_64::{
    __m256i, _mm_loadu_si128, _mm256_add_epi32, _mm256_add_epi64, _mm256_and_si256,
    _mm256_broadcastsi128_si256, _mm256_castsi256_ps, _mm256_cmpgt_epi32, _mm256_loadu_si256,
    _mm256_movemask_ps, _mm256_or_si256, _mm256_sad_epu8, _mm256_set1_epi8, _mm256_set1_epi32,
    _mm256_slli_epi64, _mm256_srli_epi16, _mm256_storeu_si256, _mm256_unpackhi_epi64,
    _mm256_unpacklo_epi64,
};

/// Rows a round.
const ROUND: usize = 8;

/// As [`portable::scan_packed`], in another order.
#[target_feature(enable = "avx2")]
pub(super) fn scan_packed(
    rows: &[[u8; 16]],
    query: &[u8; 16],
    most: u32,
    first: u32,
    out: &mut Vec<(u32, u32)>,
) {
    let low = _mm256_set1_epi8(15);
    // SAFETY: the array is 16 bytes long.
    let query_both = _mm256_broadcastsi128_si256(unsafe { _mm_loadu_si128(query.as_ptr().cast()) });
    let query_low = _mm256_and_si256(query_both, low);
    let query_high = _mm256_and_si256(_mm256_srli_epi16::<4>(query_both), low);
    let limit = _mm256_set1_epi32(most.min(i32::MAX as u32) as i32);
    let (rounds, rest) = rows.as_chunks::<ROUND>();
    for (round, number) in rounds.iter().zip((first..).step_by(ROUND)) {
        // Two rows a register, two partial sums a row.
        let sums: [__m256i; 4] = std::array::from_fn(|pair| {
            // SAFETY: two of eight rows of 16 bytes.
            let rows = unsafe { _mm256_loadu_si256(round.as_ptr().add(2 * pair).cast()) };
            let high = _mm256_and_si256(_mm256_srli_epi16::<4>(rows), low);
            _mm256_add_epi64(
                _mm256_sad_epu8(_mm256_and_si256(rows, low), query_low),
                _mm256_sad_epu8(high, query_high),
            )
        });
        // Sums of rows 0 2 4 6 and 1 3 5 7.
        let one = _mm256_or_si256(sums[0], _mm256_slli_epi64::<32>(sums[1]));
        let other = _mm256_or_si256(sums[2], _mm256_slli_epi64::<32>(sums[3]));
        let sums =
            _mm256_add_epi32(_mm256_unpacklo_epi64(one, other), _mm256_unpackhi_epi64(one, other));
        let above = _mm256_movemask_ps(_mm256_castsi256_ps(_mm256_cmpgt_epi32(sums, limit)));
        let mut within = !above as u32 & 0xFF;
        if within == 0 {
            continue;
        }
        let mut lanes = [0u32; 8];
        // SAFETY: the array is 32 bytes long.
        unsafe { _mm256_storeu_si256(lanes.as_mut_ptr().cast(), sums) };
        while within != 0 {
            let lane = within.trailing_zeros();
            within &= within - 1;
            let row = 2 * (lane % 4) + lane / 4;
            out.push((lanes[lane as usize], number + row));
        }
    }
    portable::scan_packed(rest, query, most, first + (rows.len() - rest.len()) as u32, out);
}
