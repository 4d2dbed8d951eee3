//! Products of rows of 8-bit integers with 8-bit matrices, by what the processor has.
//!
//! All kernels give the same bits: the sums of integers are exact, and what is done in floating point is written once,
//! in a fixed order and without fused operations. So a vector is the same on every machine.

#[cfg(target_arch = "x86_64")]
#[expect(unsafe_code, reason = "vector instructions and their loads and stores")]
mod avx2;
#[cfg(target_arch = "x86_64")]
#[expect(unsafe_code, reason = "vector instructions and their loads and stores")]
mod avx512;
#[expect(unsafe_code, reason = "matrixmultiply takes pointers")]
mod portable;
#[cfg(test)]
mod tests;

pub(super) use portable::Portable;

use super::matrix::{Form, Matrix, Rows};

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

    /// The products of four vectors with one, all of the same length.
    #[inline(always)]
    fn products(self, left: [&[i8]; 4], right: &[i8]) -> [i32; 4] {
        left.map(|left| product(left, right))
    }
}

/// The product of two vectors.
#[inline(always)]
pub(super) fn product(left: &[i8], right: &[i8]) -> i32 {
    left.iter().zip(right).map(|(x, y)| i32::from(*x) * i32::from(*y)).sum()
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
pub struct Path(Choice);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Choice {
    Portable,
    #[cfg(target_arch = "x86_64")]
    Avx2(avx2::Avx2),
    #[cfg(target_arch = "x86_64")]
    Avx512(avx512::Avx512),
}

impl Path {
    /// The names of all kernels, the fastest first.
    pub const NAMES: [&str; 3] = ["avx512", "avx2", "portable"];

    /// A kernel by its name, if this processor has what it needs.
    pub fn named(name: &str) -> Option<Self> {
        let choice = match name {
            #[cfg(target_arch = "x86_64")]
            "avx512" => Choice::Avx512(avx512::Avx512::detect()?),
            #[cfg(target_arch = "x86_64")]
            "avx2" => Choice::Avx2(avx2::Avx2::detect()?),
            "portable" => Choice::Portable,
            _ => return None,
        };
        Some(Self(choice))
    }

    /// The fastest one this processor has.
    pub fn detect() -> Self {
        Self::NAMES.into_iter().find_map(Self::named).unwrap_or(Self(Choice::Portable))
    }

    /// How this kernel wants matrices.
    pub(super) fn form(self) -> Form {
        if self.0 == Choice::Portable { Form::Floats } else { Form::Packed }
    }

    /// Does the work with this kernel.
    #[cfg_attr(
        target_arch = "x86_64",
        expect(unsafe_code, reason = "calls code for instructions that are there")
    )]
    pub(super) fn run<T: Task>(self, task: T) -> T::Output {
        match self.0 {
            Choice::Portable => task.run(Portable),
            // SAFETY: this kernel exists only where the processor has its instructions.
            #[cfg(target_arch = "x86_64")]
            Choice::Avx2(kernel) => unsafe { avx2::run(kernel, task) },
            // SAFETY: as above.
            #[cfg(target_arch = "x86_64")]
            Choice::Avx512(kernel) => unsafe { avx512::run(kernel, task) },
        }
    }
}
