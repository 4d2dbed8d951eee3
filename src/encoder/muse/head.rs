//! From sums of features to vectors.

use super::forward::relu;
use super::kernels::Kernel;
use super::matrix::{Matrix, Rows};
use super::network::Layers;
use super::{DIM, HIDDEN, lanes};

/// The vectors of texts, in place of their means: the projected sum over the tokens, divided by the root of their number.
#[inline(always)]
pub(super) fn vectors<K: Kernel>(kernel: K, layers: &Layers, means: &mut [f32]) {
    let head = &layers.head;
    let count = means.len() / DIM;
    let means_rows = rows(means, DIM);
    let mut first = vec![0.0; count * HIDDEN];
    product(kernel, &mut first, &means_rows, &head.d0);
    rectify(&mut first);
    let mut second = vec![0.0; count * HIDDEN];
    product(kernel, &mut second, &rows(&first, HIDDEN), &head.d1);
    product(kernel, &mut second, &means_rows, &head.p1);
    rectify(&mut second);
    let second = rows(&second, HIDDEN);
    means.fill(0.0);
    product(kernel, means, &second, &head.d2);
    rectify(means);
    let third = rows(means, DIM);
    means.fill(0.0);
    product(kernel, means, &third, &head.d3);
    product(kernel, means, &second, &head.p3);
    for vector in means.chunks_exact_mut(DIM) {
        for value in vector.iter_mut() {
            *value = tanh(*value);
        }
        let length = lanes(vector, |value| value * value).sqrt();
        let inverse = if length > 0.0 { 1.0 / length } else { 0.0 };
        for value in vector.iter_mut() {
            *value *= inverse;
        }
    }
}

#[inline(always)]
fn rectify(numbers: &mut [f32]) {
    for number in numbers {
        *number = relu(*number);
    }
}

/// Rows of features through the projection behind pooling.
#[inline(always)]
pub(super) fn project<K: Kernel>(kernel: K, layers: &Layers, features: &[f32]) -> Vec<f32> {
    let mut out = vec![0.0; features.len() / super::FEATURES * DIM];
    product(kernel, &mut out, &rows(features, super::FEATURES), &layers.out);
    out
}

/// Numbers as rows of integers, coarse and fine.
#[inline(always)]
fn rows(numbers: &[f32], width: usize) -> Rows {
    let mut rows = Rows::new(width);
    for row in numbers.chunks_exact(width) {
        rows.push_finely(row);
    }
    rows
}

/// Adds the products of rows, coarse and fine.
#[inline(always)]
fn product<K: Kernel>(kernel: K, out: &mut [f32], rows: &Rows, matrix: &Matrix) {
    let coarse: Vec<u32> = (0..rows.len() as u32).step_by(2).collect();
    for part in 0..2 {
        kernel.add_product(out, rows, &coarse, part, matrix);
    }
}

/// The hyperbolic tangent to about seven digits, the same on every machine.
#[inline(always)]
fn tanh(value: f32) -> f32 {
    let size = value.abs();
    let size = if size < 10.0 { size } else { 10.0 };
    // e^2x as 2^whole * e^rest, the second by its series up to rest^7.
    let power = size * (2.0 * std::f32::consts::LOG2_E);
    let whole = (power + 12_582_912.0) - 12_582_912.0;
    let rest = (power - whole) * std::f32::consts::LN_2;
    let mut series = 1.0 / 5040.0;
    for factor in [1.0 / 720.0, 1.0 / 120.0, 1.0 / 24.0, 1.0 / 6.0, 0.5, 1.0, 1.0] {
        series = series * rest + factor;
    }
    let exponential = series * f32::from_bits(((whole as i32 + 127) << 23) as u32);
    (1.0 - 2.0 / (exponential + 1.0)).copysign(value)
}

/// The mean of `count` tokens from their sum.
#[inline(always)]
pub(super) fn divide(sum: &mut [f32], layers: &Layers, count: usize) {
    let count = count as f32;
    let inverse = 1.0 / count.sqrt();
    for (sum, constant) in sum.iter_mut().zip(&layers.constant) {
        *sum = (*sum + constant * count) * inverse;
    }
}

#[cfg(test)]
mod tests {
    use super::tanh;

    #[test]
    fn tanh_is_that_of_the_library() {
        for step in -4000..=4000 {
            let value = step as f32 / 300.0;
            let error = f64::from(tanh(value)) - f64::from(value).tanh();
            assert!(error.abs() < 4e-7, "{error} at {value}");
        }
    }
}
