//! The kernel for any processor: products of floating-point numbers that are integers.
//!
//! As long as a sum is below 2²⁴, it is exact in whatever order it is made, fused or not. So this one gives the bits that
//! integers give, with the speed `matrixmultiply` has on each machine.

use super::Kernel;
use crate::encoder::muse::matrix::{BIAS, Matrix, Rows};
use matrixmultiply::sgemm;

/// Inputs whose products are summed at a time: 1024 * 128 * 127 < 2²⁴.
const EXACT: usize = 1024;

/// Plain Rust.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
        add_product(out, rows, chosen, shift, matrix);
    }
}

fn add_product(out: &mut [f32], rows: &Rows, chosen: &[u32], shift: usize, matrix: &Matrix) {
    if chosen.is_empty() {
        return;
    }
    let (inputs, outputs) = (matrix.inputs(), matrix.outputs());
    let mut values = vec![0f32; chosen.len() * inputs];
    for (numbers, &row) in values.chunks_exact_mut(inputs).zip(chosen) {
        let (integers, _) = rows.row(row as usize + shift);
        for (number, integer) in numbers.iter_mut().zip(integers) {
            *number = f32::from(i16::from(*integer) - i16::from(BIAS));
        }
    }
    let mut sums = vec![0i32; out.len()];
    let mut part = vec![0f32; out.len()];
    for from in (0..inputs).step_by(EXACT) {
        let count = EXACT.min(inputs - from);
        multiply(
            &mut part,
            &values[from..],
            (inputs, count),
            &matrix.floats()[from * outputs..],
            outputs,
        );
        for (sum, part) in sums.iter_mut().zip(&part) {
            *sum += *part as i32;
        }
    }
    for ((out, sums), &row) in
        out.chunks_exact_mut(outputs).zip(sums.chunks_exact(outputs)).zip(chosen)
    {
        let (_, scale) = rows.row(row as usize + shift);
        let scale = scale * matrix.scale();
        for (out, sum) in out.iter_mut().zip(sums) {
            *out += scale * *sum as f32;
        }
    }
}

/// The product of rows of `count` numbers, `stride` apart, with a matrix of `count` rows of `outputs`.
fn multiply(
    out: &mut [f32],
    values: &[f32],
    (stride, count): (usize, usize),
    weights: &[f32],
    outputs: usize,
) {
    let rows = out.len() / outputs;
    assert!(
        rows > 0 && values.len() >= (rows - 1) * stride + count && weights.len() >= count * outputs
    );
    let (stride, width) = (stride as isize, outputs as isize);
    // SAFETY: the rows read of both and the `rows * outputs` numbers written are within the slices, as just checked.
    unsafe {
        sgemm(
            rows,
            count,
            outputs,
            1.0,
            values.as_ptr(),
            stride,
            1,
            weights.as_ptr(),
            width,
            1,
            0.0,
            out.as_mut_ptr(),
            width,
            1,
        );
    }
}
