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

/// A matrix of 8-bit integers with one scale, packed: 16 columns at a time, from the first input to the last four by four.
pub(super) struct Matrix {
    lines: Vec<Line>,
    inputs: usize,
    outputs: usize,
    scale: f32,
    sums: Vec<i32>,
}

impl Matrix {
    /// Packs a matrix of `inputs` rows of `outputs` weights.
    pub(super) fn pack(weights: &[i8], inputs: usize, outputs: usize, scale: f32) -> Self {
        assert!(inputs % GROUP == 0 && outputs % PANEL == 0 && weights.len() == inputs * outputs);
        let groups = inputs / GROUP;
        let mut lines = vec![Line([0; PANEL * GROUP]); groups * outputs / PANEL];
        let mut sums = vec![0; outputs];
        for (group, rows) in weights.chunks_exact(GROUP * outputs).enumerate() {
            let (first, rest) = rows.split_at(outputs);
            let (second, rest) = rest.split_at(outputs);
            let (third, fourth) = rest.split_at(outputs);
            for panel in 0..outputs / PANEL {
                let columns = panel * PANEL..(panel + 1) * PANEL;
                let line = &mut lines[panel * groups + group].0;
                let inputs = first[columns.clone()].iter().zip(&second[columns.clone()]);
                let inputs =
                    inputs.zip(third[columns.clone()].iter().zip(&fourth[columns.clone()]));
                let sums = &mut sums[columns];
                for ((four, sum), ((a, b), (c, d))) in
                    line.chunks_exact_mut(GROUP).zip(sums).zip(inputs)
                {
                    four.copy_from_slice(&[*a, *b, *c, *d]);
                    *sum += i32::from(*a) + i32::from(*b) + i32::from(*c) + i32::from(*d);
                }
            }
        }
        Self { lines, inputs, outputs, scale, sums }
    }

    /// Reads and packs rows `from..from + inputs` of a section of `total` rows.
    pub(super) fn read(
        weights: &Weights,
        (name, scale): (&'static str, &'static str),
        (total, outputs): (usize, usize),
        (from, inputs): (usize, usize),
    ) -> Result<Self, WeightsError> {
        let bytes = weights.section(name, total * outputs)?;
        let bytes = &bytes[from * outputs..(from + inputs) * outputs];
        let values: Vec<i8> = bytes.iter().map(|byte| byte.cast_signed()).collect();
        Ok(Self::pack(&values, inputs, outputs, weights.floats(scale, 1)?[0]))
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

    /// The panels of 16 columns: a line for each four inputs.
    pub(super) fn panels(&self) -> std::slice::ChunksExact<'_, Line> {
        self.lines.chunks_exact(self.inputs / GROUP)
    }
}

/// Rows of 8-bit integers, each with its scale.
pub(super) struct Rows {
    values: Vec<i8>,
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
    pub(super) fn row(&self, at: usize) -> (&[i8], f32) {
        (&self.values[at * self.width..(at + 1) * self.width], self.scales[at])
    }

    /// Adds a row of integers.
    #[inline(always)]
    pub(super) fn push_integers(&mut self, scale: f32, values: &[i8]) {
        self.values.extend_from_slice(values);
        self.scales.push(scale);
    }

    /// Adds a row of zeros.
    #[inline(always)]
    pub(super) fn push_zeros(&mut self) {
        self.values.resize(self.values.len() + self.width, 0);
        self.scales.push(0.0);
    }

    /// Adds a row, its largest number becoming 127.
    #[inline(always)]
    pub(super) fn push(&mut self, row: &[f32]) {
        let largest = largest(row);
        let from = self.values.len();
        self.values.resize(from + self.width, 0);
        let (scale, inverse) = scales(largest);
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
            *fine = nearest((value - f32::from(*coarse) * scale) * inverse);
        }
    }
}

/// The scale of integers and its inverse, so that `largest` becomes 127.
#[inline(always)]
fn scales(largest: f32) -> (f32, f32) {
    if largest > 1e-30 { (largest / 127.0, 127.0 / largest) } else { (0.0, 0.0) }
}

/// The nearest integer of a number in -127.5..127.5, ties to even: adding 1.5·2²³ leaves it in the low bits.
#[inline(always)]
fn nearest(value: f32) -> i8 {
    (value + 12_582_912.0).to_bits() as i8
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
