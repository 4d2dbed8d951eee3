//! The kernel for any processor, which is what the others must equal.

use super::Kernel;
use crate::encoder::muse::matrix::{GROUP, Matrix, PANEL, Rows};

/// Plain Rust.
#[derive(Clone, Copy)]
pub(in crate::encoder::muse) struct Portable;

impl Kernel for Portable {
    #[inline(always)]
    fn add_product(
        self,
        out: &mut [f32],
        rows: &Rows,
        chosen: &[u32],
        shift: usize,
        matrix: &Matrix,
    ) {
        for (out, &row) in out.chunks_exact_mut(matrix.outputs()).zip(chosen) {
            let (values, scale) = rows.row(row as usize + shift);
            let scale = scale * matrix.scale();
            for (out, panel) in out.chunks_exact_mut(PANEL).zip(matrix.panels()) {
                let mut sums = [0i32; PANEL];
                for (four, line) in values.chunks_exact(GROUP).zip(panel) {
                    let four: [i32; GROUP] = std::array::from_fn(|at| i32::from(four[at]));
                    for (sum, weights) in sums.iter_mut().zip(line.0.chunks_exact(GROUP)) {
                        for (value, weight) in four.iter().zip(weights) {
                            *sum += value * i32::from(*weight);
                        }
                    }
                }
                for (out, sum) in out.iter_mut().zip(sums) {
                    *out += scale * sum as f32;
                }
            }
        }
    }
}
