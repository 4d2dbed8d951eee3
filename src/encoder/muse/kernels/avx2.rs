//! The kernel for AVX2: 16 products of 16-bit integers an instruction. Those of 8 bits would overflow.

use super::{Kernel, product};
use crate::encoder::muse::matrix::{BIAS, GROUP, Line, Matrix, PANEL, Rows};
use std::arch::x86_64::{
    __m256i, _mm_loadu_si128, _mm256_add_epi32, _mm256_add_ps, _mm256_cvtepi8_epi16,
    _mm256_cvtepi32_ps, _mm256_hadd_epi32, _mm256_loadu_ps, _mm256_madd_epi16, _mm256_mul_ps,
    _mm256_permute4x64_epi64, _mm256_set1_epi64x, _mm256_set1_ps, _mm256_setzero_si256,
    _mm256_storeu_ps, _mm256_storeu_si256,
};

/// Rows of a tile.
const TALL: usize = 6;
/// Columns of a tile.
const WIDE: usize = 8;

/// Made only where the processor has AVX2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::encoder::muse) struct Avx2(());

impl Avx2 {
    /// The kernel, if the processor has what it needs.
    pub(super) fn detect() -> Option<Self> {
        is_x86_feature_detected!("avx2").then_some(Self(()))
    }
}

impl Kernel for Avx2 {
    #[inline(always)]
    fn add_product(
        self,
        out: &mut [f32],
        rows: &Rows,
        chosen: &[u32],
        shift: usize,
        matrix: &Matrix,
    ) {
        // SAFETY: the kernel exists only where the processor has these instructions.
        unsafe { add_product(out, rows, chosen, shift, matrix) }
    }

    #[inline(always)]
    fn products(self, left: [&[i8]; 4], right: &[i8]) -> [i32; 4] {
        // SAFETY: as above.
        unsafe { dots(left, right) }
    }
}

/// The products of four vectors with one, 16 numbers at a time.
#[target_feature(enable = "avx2")]
#[inline]
fn dots(left: [&[i8]; 4], right: &[i8]) -> [i32; 4] {
    const STEP: usize = 16;
    let (whole, rest) = right.as_chunks::<STEP>();
    let left = left.map(|left| left[..right.len()].as_chunks::<STEP>());
    let mut sums = [_mm256_setzero_si256(); 4];
    for (at, right) in whole.iter().enumerate() {
        // SAFETY: it is 16 bytes long.
        let right = _mm256_cvtepi8_epi16(unsafe { _mm_loadu_si128(right.as_ptr().cast()) });
        for (sum, (left, _)) in sums.iter_mut().zip(left) {
            // SAFETY: as above.
            let left = unsafe { _mm_loadu_si128(left[at].as_ptr().cast()) };
            *sum = _mm256_add_epi32(*sum, _mm256_madd_epi16(_mm256_cvtepi8_epi16(left), right));
        }
    }
    std::array::from_fn(|row| {
        let mut lanes = [0; 8];
        // SAFETY: the array is 32 bytes long.
        unsafe { _mm256_storeu_si256(lanes.as_mut_ptr().cast(), sums[row]) };
        lanes.iter().sum::<i32>() + product(left[row].1, rest)
    })
}

/// Six rows at a time, widened to 16 bits, with all columns.
#[target_feature(enable = "avx2")]
fn add_product(out: &mut [f32], rows: &Rows, chosen: &[u32], shift: usize, matrix: &Matrix) {
    let mut wide = vec![[0i16; GROUP]; TALL * matrix.inputs() / GROUP];
    let parts = out.chunks_mut(TALL * matrix.outputs()).zip(chosen.chunks(TALL));
    for (out, chosen) in parts {
        let mut scales = [0f32; TALL];
        let wide_rows = wide.as_flattened_mut().chunks_exact_mut(matrix.inputs());
        for ((wide, &row), out_scale) in wide_rows.zip(chosen).zip(&mut scales) {
            let (values, scale) = rows.row(row as usize + shift);
            *out_scale = scale * matrix.scale();
            for (wide, value) in wide.iter_mut().zip(values) {
                *wide = i16::from(*value) - i16::from(BIAS);
            }
        }
        if chosen.len() == TALL {
            add_rows::<TALL>(out, &wide, &scales, matrix);
        } else {
            let groups = matrix.inputs() / GROUP;
            for (row, out) in out.chunks_exact_mut(matrix.outputs()).enumerate() {
                add_rows::<1>(out, &wide[row * groups..(row + 1) * groups], &scales[row..], matrix);
            }
        }
    }
}

/// Adds the products of `R` rows with the matrix.
#[target_feature(enable = "avx2")]
#[inline]
fn add_rows<const R: usize>(
    out: &mut [f32],
    rows: &[[i16; GROUP]],
    scales: &[f32],
    matrix: &Matrix,
) {
    let groups = matrix.inputs() / GROUP;
    assert!(rows.len() == R * groups);
    for (number, panel) in matrix.panels().enumerate() {
        for half in 0..PANEL / WIDE {
            let sums = products::<R>(rows, panel, half);
            for (row, [low, high]) in sums.into_iter().enumerate() {
                // Each column has two sums side by side; adding them leaves the columns in the order 0 1 4 5 2 3 6 7.
                let sums = _mm256_permute4x64_epi64::<0b11_01_10_00>(_mm256_hadd_epi32(low, high));
                let product = _mm256_mul_ps(_mm256_set1_ps(scales[row]), _mm256_cvtepi32_ps(sums));
                let from = row * matrix.outputs() + number * PANEL + half * WIDE;
                let out = &mut out[from..from + WIDE];
                // SAFETY: `out` is 8 numbers long.
                unsafe {
                    let sum = _mm256_add_ps(_mm256_loadu_ps(out.as_ptr()), product);
                    _mm256_storeu_ps(out.as_mut_ptr(), sum);
                }
            }
        }
    }
}

/// The products of `R` rows with half a panel: two sums each of the columns 0 to 3, and of 4 to 7.
#[target_feature(enable = "avx2")]
#[inline]
fn products<const R: usize>(
    rows: &[[i16; GROUP]],
    panel: &[Line],
    half: usize,
) -> [[__m256i; 2]; R] {
    let groups = panel.len();
    assert!(rows.len() == R * groups && half < PANEL / WIDE);
    let mut sums = [[_mm256_setzero_si256(); 2]; R];
    for (group, line) in panel.iter().enumerate() {
        let weights: [__m256i; 2] = std::array::from_fn(|part| {
            let from = half * WIDE * GROUP + part * WIDE * GROUP / 2;
            // SAFETY: the 16 bytes from `from` are in the line: `half` is at most 1.
            _mm256_cvtepi8_epi16(unsafe { _mm_loadu_si128(line.0.as_ptr().add(from).cast()) })
        });
        for (row, sums) in sums.iter_mut().enumerate() {
            // SAFETY: `rows` has `groups` entries for each of the `R` rows, of 8 bytes.
            let four =
                unsafe { rows.as_ptr().add(row * groups + group).cast::<i64>().read_unaligned() };
            let four = _mm256_set1_epi64x(four);
            for (sum, weights) in sums.iter_mut().zip(weights) {
                *sum = _mm256_add_epi32(*sum, _mm256_madd_epi16(four, weights));
            }
        }
    }
    sums
}

/// Runs a task with this kernel.
#[target_feature(enable = "avx2")]
pub(super) fn run<T: super::Task>(kernel: Avx2, task: T) -> T::Output {
    task.run(kernel)
}
