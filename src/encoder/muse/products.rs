//! Products of vectors of 8-bit integers, with the instructions the processor has.

use super::kernels::{Kernel, Path, Task, product};

/// Rows of the left side that each row of the right side meets while it is at hand.
const TALL: usize = 4;

/// Computes products of vectors of 8-bit integers: exact, and so the same on every processor.
#[derive(Debug, Clone, Copy)]
pub struct Products(Path);

impl Products {
    /// With the fastest instructions this processor has.
    pub fn detect() -> Self {
        Self(Path::detect())
    }

    /// The product of two vectors of the same length (up to 131,071 numbers: more may not fit the sum). What one of
    /// them has more than the other is not looked at.
    pub fn dot(self, left: &[i8], right: &[i8]) -> i32 {
        let mut out = [0];
        self.many(&[left], &[right], &mut out);
        out[0]
    }

    /// The products of all rows of `left` with all of `right`: `out[l * right.len() + r]` is that of `left[l]` and
    /// `right[r]`. All rows are of the same length; as for [`Self::dot`].
    ///
    /// # Panics
    /// When `out` is not of `left.len() * right.len()` numbers.
    pub fn many(self, left: &[&[i8]], right: &[&[i8]], out: &mut [i32]) {
        assert!(out.len() == left.len() * right.len(), "a number for each pair of rows");
        self.0.run(Many { left, right, out });
    }
}

struct Many<'a> {
    left: &'a [&'a [i8]],
    right: &'a [&'a [i8]],
    out: &'a mut [i32],
}

impl Task for Many<'_> {
    type Output = ();

    #[inline(always)]
    fn run<K: Kernel>(self, kernel: K) {
        let wide = self.right.len();
        if wide == 0 {
            return;
        }
        for (left, out) in self.left.chunks(TALL).zip(self.out.chunks_mut(TALL * wide)) {
            if let &[a, b, c, d] = left {
                for (at, right) in self.right.iter().enumerate() {
                    for (row, sum) in kernel.products([a, b, c, d], right).into_iter().enumerate() {
                        out[row * wide + at] = sum;
                    }
                }
            } else {
                for (left, out) in left.iter().zip(out.chunks_exact_mut(wide)) {
                    for (right, out) in self.right.iter().zip(out) {
                        *out = product(left, right);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(count: usize, long: usize, factor: usize) -> Vec<Vec<i8>> {
        let value = |row: usize, at: usize| (((row * 31 + at * factor + 7) * 2_654_435) >> 9) as i8;
        (0..count).map(|row| (0..long).map(|at| value(row, at)).collect()).collect()
    }

    #[test]
    fn all_processors_give_the_products_of_integers() {
        for (long, tall, wide) in
            [(512, 9, 5), (77, 4, 3), (1, 2, 2), (0, 5, 1), (64, 0, 3), (64, 3, 0)]
        {
            let (left, right) = (rows(tall, long, 13), rows(wide, long, 17));
            let left: Vec<&[i8]> = left.iter().map(Vec::as_slice).collect();
            let right: Vec<&[i8]> = right.iter().map(Vec::as_slice).collect();
            let product =
                |l: &[i8], r: &[i8]| (0..long).map(|at| l[at] as i32 * r[at] as i32).sum();
            let expected: Vec<i32> =
                left.iter().flat_map(|l| right.iter().map(move |r| product(l, r))).collect();
            for path in Path::NAMES.into_iter().filter_map(Path::named) {
                let mut out = vec![-1; tall * wide];
                Products(path).many(&left, &right, &mut out);
                assert_eq!(out, expected, "{path:?}, {tall} rows with {wide} of {long}");
            }
        }
    }

    #[test]
    fn extreme_values_do_not_overflow() {
        let least = vec![i8::MIN; 131_071];
        for path in Path::NAMES.into_iter().filter_map(Path::named) {
            assert_eq!(Products(path).dot(&least, &least), 131_071 * 16_384, "{path:?}");
            assert_eq!(Products(path).dot(&least, &[2, -1]), -128, "{path:?}");
        }
    }
}
