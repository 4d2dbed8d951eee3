use super::*;
use crate::encoder::muse::matrix::BIAS;

/// Numbers that look random.
fn noise(seed: u64) -> impl FnMut() -> u8 {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 32) as u8
    }
}

struct Product<'a> {
    out: &'a mut [f32],
    rows: &'a Rows,
    chosen: &'a [u32],
    matrix: &'a Matrix,
}

impl Task for Product<'_> {
    type Output = ();
    fn run<K: Kernel>(self, kernel: K) {
        kernel.add_product(self.out, self.rows, self.chosen, 2, self.matrix);
    }
}

/// Integers as the definition has them.
fn plainly(product: &mut Product, weights: &[u8]) {
    let (outputs, scale) = (product.matrix.outputs(), product.matrix.scale());
    for (out, &row) in product.out.chunks_exact_mut(outputs).zip(product.chosen) {
        let (row, row_scale) = product.rows.row(row as usize + 2);
        for (column, out) in out.iter_mut().enumerate() {
            let weights = weights.iter().skip(column).step_by(outputs);
            let terms = row.iter().zip(weights).map(|(value, weight)| {
                (i32::from(*value) - i32::from(BIAS)) * i32::from(weight.cast_signed())
            });
            *out += row_scale * scale * terms.sum::<i32>() as f32;
        }
    }
}

#[test]
fn kernels_give_the_bits_of_the_definition() {
    let sizes = [(4, 16), (8, 32), (256, 48), (256, 256), (320, 320), (512, 64), (1280, 80)];
    for (seed, (inputs, outputs)) in sizes.into_iter().enumerate() {
        let mut next = noise(seed as u64 + 1);
        let weights: Vec<u8> = (0..inputs * outputs).map(|_| next()).collect();
        let mut rows = Rows::new(inputs);
        for row in 0..24 {
            let values: Vec<u8> = (0..inputs).map(|_| next().max(1)).collect();
            rows.push_integers(0.01 * (row + 1) as f32, &values);
        }
        for count in [0, 1, 2, 3, 5, 6, 7, 12, 19, 22] {
            let chosen: Vec<u32> = (0..count).map(|row| (row * 7) % 22).collect();
            let before: Vec<f32> = (0..count as usize * outputs).map(|at| at as f32).collect();
            let form = |form| Matrix::new(form, &weights, (inputs, outputs), 0.003);
            let (packed, floats) = (form(Form::Packed), form(Form::Floats));
            let mut right = before.clone();
            let (rows, chosen) = (&rows, &chosen[..]);
            plainly(&mut Product { out: &mut right, rows, chosen, matrix: &packed }, &weights);
            for path in Path::NAMES.into_iter().filter_map(Path::named) {
                let matrix = if path.form() == Form::Packed { &packed } else { &floats };
                let mut out = before.clone();
                path.run(Product { out: &mut out, rows, chosen, matrix });
                assert!(out == right, "{path:?}, {inputs} to {outputs}, {count} rows");
            }
        }
    }
}

#[test]
fn extreme_values_do_not_overflow() {
    let (inputs, outputs) = (1280, 64);
    for (weight, value, sum) in
        [(0x80, 255, -127 * 128), (0x80, 1, 127 * 128), (0x7f, 255, 127 * 127)]
    {
        let weights = vec![weight; inputs * outputs];
        let mut rows = Rows::new(inputs);
        (0..9).for_each(|_| rows.push_integers(1.0, &vec![value; inputs]));
        let chosen: Vec<u32> = (0..7).collect();
        for path in Path::NAMES.into_iter().filter_map(Path::named) {
            let matrix = Matrix::new(path.form(), &weights, (inputs, outputs), 1.0);
            let mut out = vec![0.0; 7 * outputs];
            path.run(Product { out: &mut out, rows: &rows, chosen: &chosen, matrix: &matrix });
            assert!(out == vec![(sum * inputs as i32) as f32; 7 * outputs], "{path:?}");
        }
    }
}

#[test]
fn kernels_have_names() {
    assert_eq!(Path::named("portable").map(Path::form), Some(Form::Floats));
    assert_eq!(Path::named("abacus"), None);
    assert!(Path::NAMES.into_iter().filter_map(Path::named).any(|path| path == Path::detect()));
}
