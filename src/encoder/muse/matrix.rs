//! Matrices and rows of 8-bit integers.

use crate::encoder::{Weights, WeightsError};

/// Columns that lie together in a packed matrix.
pub(super) const PANEL: usize = 16;
/// Weights of a column that lie together.
pub(super) const GROUP: usize = 4;

/// A line of the cache: four weights of each of 16 columns.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
pub(super) struct Line(pub(super) [i8; PANEL * GROUP]);

/// How the weights of a matrix lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Packed: 16 columns at a time, from the first input to the last four by four.
    Packed,
    /// As floating-point numbers, input by input.
    Floats,
}

/// A matrix of 8-bit integers with one scale.
pub(super) struct Matrix {
    lines: Vec<Line>,
    floats: Vec<f32>,
    inputs: usize,
    outputs: usize,
    scale: f32,
    sums: Vec<i32>,
}

impl Matrix {
    /// A matrix of `inputs` rows of `outputs` weights.
    pub(super) fn new(
        form: Form,
        weights: &[u8],
        (inputs, outputs): (usize, usize),
        scale: f32,
    ) -> Self {
        assert!(inputs % GROUP == 0 && outputs % PANEL == 0 && weights.len() == inputs * outputs);
        let (mut lines, mut floats, mut sums) = (Vec::new(), Vec::new(), Vec::new());
        match form {
            Form::Packed => (lines, sums) = packed(weights, inputs, outputs),
            Form::Floats => {
                floats = weights.iter().map(|byte| f32::from(byte.cast_signed())).collect();
            }
        }
        Self { lines, floats, inputs, outputs, scale, sums }
    }

    /// Reads rows `from..from + inputs` of a section of `total` rows.
    pub(super) fn read(
        (weights, form): (&Weights, Form),
        (name, scale): (&'static str, &'static str),
        (total, outputs): (usize, usize),
        (from, inputs): (usize, usize),
    ) -> Result<Self, WeightsError> {
        let bytes = weights.section(name, total * outputs)?;
        let bytes = &bytes[from * outputs..(from + inputs) * outputs];
        Ok(Self::new(form, bytes, (inputs, outputs), weights.floats(scale, 1)?[0]))
    }

    pub(super) fn inputs(&self) -> usize {
        self.inputs
    }

    pub(super) fn outputs(&self) -> usize {
        self.outputs
    }

    /// What the integers are multiplied with.
    pub(super) fn scale(&self) -> f32 {
        self.scale
    }

    /// The sums of the columns.
    pub(super) fn sums(&self) -> &[i32] {
        &self.sums
    }

    /// The weights as floating-point numbers.
    pub(super) fn floats(&self) -> &[f32] {
        &self.floats
    }

    /// A panel of 16 columns: a line for each four inputs.
    pub(super) fn panel(&self, at: usize) -> &[Line] {
        let groups = self.inputs / GROUP;
        &self.lines[at * groups..(at + 1) * groups]
    }

    /// The panels of 16 columns: a line for each four inputs.
    pub(super) fn panels(&self) -> std::slice::ChunksExact<'_, Line> {
        self.lines.chunks_exact(self.inputs / GROUP)
    }
}

/// The lines of a matrix and the sums of its columns.
fn packed(weights: &[u8], inputs: usize, outputs: usize) -> (Vec<Line>, Vec<i32>) {
    let groups = inputs / GROUP;
    let mut lines = vec![Line([0; PANEL * GROUP]); groups * outputs / PANEL];
    let mut sums = vec![0; outputs];
    for (group, rows) in weights.chunks_exact(GROUP * outputs).enumerate() {
        for panel in 0..outputs / PANEL {
            let from = panel * PANEL;
            let four: [&[u8]; GROUP] =
                std::array::from_fn(|row| &rows[row * outputs + from..][..PANEL]);
            let line = &mut lines[panel * groups + group].0;
            for (column, sum) in sums[from..from + PANEL].iter_mut().enumerate() {
                for (row, weights) in four.iter().enumerate() {
                    let weight = weights[column].cast_signed();
                    line[column * GROUP + row] = weight;
                    *sum += i32::from(weight);
                }
            }
        }
    }
    (lines, sums)
}

/// What is added to the integers of rows, so that they are positive: VNNI multiplies unsigned with signed ones.
pub(super) const BIAS: u8 = 128;

/// Rows of 8-bit integers, each with its scale. The integers have [`BIAS`] added.
pub(super) struct Rows {
    values: Vec<u8>,
    scales: Vec<f32>,
    width: usize,
}

impl Rows {
    /// No rows yet of `width` numbers.
    pub(super) fn new(width: usize) -> Self {
        Self { values: Vec::new(), scales: Vec::new(), width }
    }

    /// Takes all rows away.
    pub(super) fn clear(&mut self) {
        self.values.clear();
        self.scales.clear();
    }

    pub(super) fn len(&self) -> usize {
        self.scales.len()
    }

    /// A row and its scale.
    #[inline(always)]
    pub(super) fn row(&self, at: usize) -> (&[u8], f32) {
        (&self.values[at * self.width..(at + 1) * self.width], self.scales[at])
    }

    /// Adds a row of integers, already biased.
    #[inline(always)]
    pub(super) fn push_integers(&mut self, scale: f32, values: &[u8]) {
        self.values.extend_from_slice(values);
        self.scales.push(scale);
    }

    /// Adds a row, its largest number becoming 127.
    #[inline(always)]
    pub(super) fn push(&mut self, row: &[f32]) {
        let from = self.values.len();
        self.values.resize(from + self.width, 0);
        let (scale, inverse) = scales(largest(row));
        self.scales.push(scale);
        for (integer, value) in self.values[from..].iter_mut().zip(row) {
            *integer = nearest(value * inverse);
        }
    }

    /// Adds a row as two: what one of 8 bits has, then what it lacks. Their products together have 15 bits.
    #[inline(always)]
    pub(super) fn push_finely(&mut self, row: &[f32]) {
        let from = self.values.len();
        self.push(row);
        self.values.resize(from + 2 * self.width, 0);
        let scale = self.scales[self.scales.len() - 1];
        let (rest, inverse) = scales(scale / 2.0);
        self.scales.push(rest);
        let (coarse, fine) = self.values[from..].split_at_mut(self.width);
        for ((fine, coarse), value) in fine.iter_mut().zip(coarse).zip(row) {
            let lack = value - (f32::from(*coarse) - f32::from(BIAS)) * scale;
            *fine = nearest(lack * inverse);
        }
    }
}

/// The scale of integers and its inverse, so that `largest` becomes 127.
#[inline(always)]
fn scales(largest: f32) -> (f32, f32) {
    if largest > 1e-30 { (largest / 127.0, 127.0 / largest) } else { (0.0, 0.0) }
}

/// The nearest integer of a number in -127.5..127.5, ties to even, with the bias: adding 1.5·2²³ leaves it in the low bits.
#[inline(always)]
fn nearest(value: f32) -> u8 {
    (value + 12_582_912.0).to_bits() as u8 ^ BIAS
}

/// The largest absolute value of a row of a multiple of 16 numbers.
#[inline(always)]
fn largest(row: &[f32]) -> f32 {
    let mut lanes = [0f32; 16];
    for part in row.chunks_exact(16) {
        for (lane, value) in lanes.iter_mut().zip(part) {
            let value = value.abs();
            *lane = if value > *lane { value } else { *lane };
        }
    }
    lanes.into_iter().fold(0.0, |most, lane| if lane > most { lane } else { most })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(rows: &Rows, row: usize, column: usize) -> f32 {
        let (values, scale) = rows.row(row);
        (f32::from(values[column]) - f32::from(BIAS)) * scale
    }

    #[test]
    fn rows_keep_numbers_as_well_as_their_bits_can() {
        let row: Vec<f32> = (0..32).map(|at| (at as f32 - 11.3) * 0.37).collect();
        let largest = row.iter().fold(0f32, |most, value| most.max(value.abs()));
        let mut rows = Rows::new(32);
        rows.push(&row);
        rows.push_finely(&row);
        rows.push(&[0.0; 32]);
        assert_eq!(rows.len(), 4);
        for (column, value) in row.iter().enumerate() {
            let (coarse, fine) = (number(&rows, 0, column), number(&rows, 2, column));
            assert!((coarse - value).abs() <= largest / 254.0 * 1.001);
            assert_eq!(coarse.to_bits(), number(&rows, 1, column).to_bits());
            assert!((coarse + fine - value).abs() <= largest / 254.0 / 254.0 * 1.1);
            assert_eq!(number(&rows, 3, column).abs().to_bits(), 0);
        }
    }
}
