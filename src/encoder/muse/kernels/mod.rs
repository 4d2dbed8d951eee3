//! Products of rows of 8-bit integers with 8-bit matrices, by what the processor has.
//!
//! All kernels give the same bits: the sums of integers are exact, and what is done in floating point is written once,
//! in a fixed order and without fused operations. So a vector is the same on every machine.

mod portable;

pub(super) use portable::Portable;

use super::matrix::{Matrix, Rows};

/// Multiplies rows with matrices.
pub(super) trait Kernel: Copy {
    /// Adds to each row of `out` (`matrix.outputs()` numbers) the product of a row of `rows` with the matrix:
    /// the `i`th takes row `chosen[i] + shift`.
    fn add_product(
        self,
        out: &mut [f32],
        rows: &Rows,
        chosen: &[u32],
        shift: usize,
        matrix: &Matrix,
    );
}

/// Work that is compiled once for each kernel, with the instructions the kernel's processor has.
/// All that `run` calls must be `#[inline(always)]` for that.
pub(super) trait Task {
    /// What comes out.
    type Output;
    /// Does the work.
    fn run<K: Kernel>(self, kernel: K) -> Self::Output;
}

/// Which kernel is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Path {
    /// Plain Rust.
    Portable,
}

impl Path {
    /// The fastest one this processor has.
    pub fn detect() -> Self {
        Self::Portable
    }

    /// Does the work with this kernel.
    pub(super) fn run<T: Task>(self, task: T) -> T::Output {
        match self {
            Self::Portable => task.run(Portable),
        }
    }
}
