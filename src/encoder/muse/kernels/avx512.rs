//! The kernel for AVX-512 with VNNI: 64 products an instruction.

use super::{Kernel, product};
use crate::encoder::muse::matrix::{BIAS, GROUP, Line, Matrix, PANEL, Rows};
use std::arch::x86_64::{
    __m512i, _mm256_loadu_si256, _mm512_add_ps, _mm512_cvtepi8_epi16, _mm512_cvtepi32_ps,
    _mm512_dpbusd_epi32, _mm512_dpwssd_epi32, _mm512_load_si512, _mm512_loadu_ps,
    _mm512_loadu_si512, _mm512_mul_ps, _mm512_mullo_epi32, _mm512_reduce_add_epi32,
    _mm512_set1_epi32, _mm512_set1_ps, _mm512_storeu_ps, _mm512_sub_epi32,
};

/// Rows of a tile.
const TALL: usize = 6;
/// Panels of a tile.
const WIDE: usize = 4;

/// Made only where the processor has AVX-512 F, BW, VL and VNNI.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::encoder::muse) struct Avx512(());

impl Avx512 {
    /// The kernel, if the processor has what it needs.
    pub(super) fn detect() -> Option<Self> {
        let has = is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512bw")
            && is_x86_feature_detected!("avx512vl")
            && is_x86_feature_detected!("avx512vnni");
        has.then_some(Self(()))
    }
}

impl Kernel for Avx512 {
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

/// The products of four vectors with one, 32 numbers at a time.
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni")]
#[inline]
fn dots(left: [&[i8]; 4], right: &[i8]) -> [i32; 4] {
    const STEP: usize = 32;
    let (whole, rest) = right.as_chunks::<STEP>();
    let left = left.map(|left| left[..right.len()].as_chunks::<STEP>());
    let mut sums = [_mm512_set1_epi32(0); 4];
    for (at, right) in whole.iter().enumerate() {
        // SAFETY: it is 32 bytes long.
        let right = _mm512_cvtepi8_epi16(unsafe { _mm256_loadu_si256(right.as_ptr().cast()) });
        for (sum, (left, _)) in sums.iter_mut().zip(left) {
            // SAFETY: as above.
            let left = unsafe { _mm256_loadu_si256(left[at].as_ptr().cast()) };
            *sum = _mm512_dpwssd_epi32(*sum, _mm512_cvtepi8_epi16(left), right);
        }
    }
    std::array::from_fn(|row| _mm512_reduce_add_epi32(sums[row]) + product(left[row].1, rest))
}

/// Four panels at a time, which stay in the innermost cache while all rows pass.
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni")]
fn add_product(out: &mut [f32], rows: &Rows, chosen: &[u32], shift: usize, matrix: &Matrix) {
    let groups = matrix.inputs() / GROUP;
    for from in (0..matrix.outputs() / PANEL).step_by(WIDE) {
        let tile = Tile { rows, shift, matrix, groups, from };
        let mut at = 0;
        while at < chosen.len() {
            at += match chosen.len() - at {
                TALL.. => tile.add::<TALL>(out, chosen, at),
                3.. => tile.add::<3>(out, chosen, at),
                _ => tile.add::<1>(out, chosen, at),
            };
        }
    }
}

/// What the tiles below each other have in common.
struct Tile<'a> {
    rows: &'a Rows,
    shift: usize,
    matrix: &'a Matrix,
    groups: usize,
    from: usize,
}

impl Tile<'_> {
    /// The products of some rows with four panels (the last ones of a matrix may be fewer). Returns the number of rows.
    #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni")]
    #[inline]
    fn add<const R: usize>(&self, out: &mut [f32], chosen: &[u32], at: usize) -> usize {
        match self.matrix.outputs() / PANEL - self.from {
            WIDE.. => self.add_wide::<R, WIDE>(out, chosen, at),
            1 => self.add_wide::<R, 1>(out, chosen, at),
            2 => self.add_wide::<R, 2>(out, chosen, at),
            _ => self.add_wide::<R, 3>(out, chosen, at),
        }
        R
    }

    #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni")]
    #[inline]
    fn add_wide<const R: usize, const W: usize>(&self, out: &mut [f32], chosen: &[u32], at: usize) {
        let groups = self.groups;
        let rows: [(&[u8], f32); R] =
            std::array::from_fn(|row| self.rows.row(chosen[at + row] as usize + self.shift));
        let panels: [&[Line]; W] =
            std::array::from_fn(|panel| self.matrix.panel(self.from + panel));
        assert!(rows.iter().all(|(row, _)| row.len() == groups * GROUP));
        assert!(panels.iter().all(|panel| panel.len() == groups));
        let mut sums = [[_mm512_set1_epi32(0); W]; R];
        for group in 0..groups {
            let weights: [__m512i; W] = std::array::from_fn(|panel| {
                // SAFETY: each panel has `groups` lines, aligned to their 64 bytes.
                unsafe { _mm512_load_si512(panels[panel].as_ptr().add(group).cast()) }
            });
            for (sums, (row, _)) in sums.iter_mut().zip(&rows) {
                // SAFETY: each row has `groups` times four bytes.
                let four = unsafe { *row.as_ptr().cast::<[u8; GROUP]>().add(group) };
                let four = _mm512_set1_epi32(i32::from_le_bytes(four));
                for (sum, weights) in sums.iter_mut().zip(weights) {
                    *sum = _mm512_dpbusd_epi32(*sum, four, weights);
                }
            }
        }
        let outputs = self.matrix.outputs();
        for (row, (sums, (_, scale))) in sums.iter().zip(&rows).enumerate() {
            let scale = _mm512_set1_ps(scale * self.matrix.scale());
            for (panel, sum) in sums.iter().enumerate() {
                let column = (self.from + panel) * PANEL;
                let bias = &self.matrix.sums()[column..column + PANEL];
                let out = &mut out[(at + row) * outputs + column..][..PANEL];
                // SAFETY: both are 16 numbers long.
                let (bias, old) = unsafe {
                    (_mm512_loadu_si512(bias.as_ptr().cast()), _mm512_loadu_ps(out.as_ptr()))
                };
                let bias = _mm512_mullo_epi32(bias, _mm512_set1_epi32(i32::from(BIAS)));
                let product =
                    _mm512_mul_ps(scale, _mm512_cvtepi32_ps(_mm512_sub_epi32(*sum, bias)));
                // SAFETY: as above.
                unsafe { _mm512_storeu_ps(out.as_mut_ptr(), _mm512_add_ps(old, product)) };
            }
        }
    }
}

/// Runs a task with this kernel.
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni")]
pub(super) fn run<T: super::Task>(kernel: Avx512, task: T) -> T::Output {
    task.run(kernel)
}
