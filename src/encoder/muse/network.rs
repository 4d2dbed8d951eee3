//! The weights of the network, made ready for the kernels.

use super::matrix::{BIAS, Form, Matrix};
use super::{BRANCH, Branch, DIM, FEATURES, HIDDEN, LEVELS, VOCABULARY};
use crate::encoder::{Weights, WeightsError};

/// The weights. The table of pieces stays where it is, everything else (7 MB) is unpacked.
pub(super) struct Layers<'a> {
    pub(super) table: Table<'a>,
    pub(super) branches: [Convolutions; 3],
    /// What is multiplied with a normalised row of features before pooling, and what is added.
    pub(super) gamma: Vec<f32>,
    pub(super) out: Matrix,
    /// What each token adds to a pooled sum whatever it is: the norm's beta, projected, and the projection's bias.
    pub(super) constant: Vec<f32>,
    pub(super) head: Head,
}

/// The vectors of the pieces: 4 bits a number, levels all rows share and a scale a row.
pub(super) struct Table<'a> {
    rows: &'a [u8],
    scales: &'a [u8],
    levels: [f32; LEVELS],
    integers: [u8; LEVELS],
    /// The value of `integers` as levels.
    step: f32,
}

/// A branch: token vectors become 256 numbers, normalised, and go through two convolutions.
pub(super) struct Convolutions {
    pub(super) projection: Matrix,
    pub(super) bias: Vec<f32>,
    pub(super) gamma: Vec<f32>,
    pub(super) beta: Vec<f32>,
    /// The first convolution: a matrix for each place of its window.
    pub(super) first: Vec<Matrix>,
    pub(super) first_bias: Vec<f32>,
    /// The second one.
    pub(super) second: Vec<Matrix>,
    pub(super) second_bias: Vec<f32>,
}

/// The layers behind pooling: dense ones `d`, and projections `p` that lead around them.
pub(super) struct Head {
    pub(super) d0: Matrix,
    pub(super) d1: Matrix,
    pub(super) p1: Matrix,
    pub(super) d2: Matrix,
    pub(super) d3: Matrix,
    pub(super) p3: Matrix,
}

impl<'a> Layers<'a> {
    /// Reads and unpacks.
    pub(super) fn read(weights: &Weights<'a>, form: Form) -> Result<Self, WeightsError> {
        let whole = |name, scale, inputs, outputs| {
            Matrix::read((weights, form), (name, scale), (inputs, outputs), (0, inputs))
        };
        let out = whole("out", "out.scale", FEATURES, DIM)?;
        Ok(Self {
            table: Table::read(weights)?,
            branches: [
                Convolutions::read((weights, form), &BRANCHES[0])?,
                Convolutions::read((weights, form), &BRANCHES[1])?,
                Convolutions::read((weights, form), &BRANCHES[2])?,
            ],
            gamma: weights.floats("norm.gamma", FEATURES)?,
            constant: constant(weights)?,
            out,
            head: Head {
                d0: whole("d0", "d0.scale", DIM, HIDDEN)?,
                d1: whole("d1", "d1.scale", HIDDEN, HIDDEN)?,
                p1: whole("p1", "p1.scale", DIM, HIDDEN)?,
                d2: whole("d2", "d2.scale", HIDDEN, DIM)?,
                d3: whole("d3", "d3.scale", DIM, DIM)?,
                p3: whole("p3", "p3.scale", HIDDEN, DIM)?,
            },
        })
    }
}

/// The norm's beta through the projection behind it, and the projection's bias.
fn constant(weights: &Weights) -> Result<Vec<f32>, WeightsError> {
    let beta = weights.floats("norm.beta", FEATURES)?;
    let scale = weights.floats("out.scale", 1)?[0];
    let matrix = weights.section("out", FEATURES * DIM)?;
    let mut sums = vec![0f32; DIM];
    for (row, beta) in matrix.chunks_exact(DIM).zip(beta) {
        for (sum, weight) in sums.iter_mut().zip(row) {
            *sum += beta * f32::from(weight.cast_signed());
        }
    }
    let bias = weights.floats("out.bias", DIM)?;
    Ok(sums.iter().zip(bias).map(|(sum, bias)| sum * scale + bias).collect())
}

impl<'a> Table<'a> {
    fn read(weights: &Weights<'a>) -> Result<Self, WeightsError> {
        let levels = weights.floats("levels", LEVELS)?;
        let largest = levels.iter().fold(f32::MIN_POSITIVE, |most, level| most.max(level.abs()));
        Ok(Self {
            rows: weights.section("table", VOCABULARY * DIM / 2)?,
            scales: weights.section("table.scale", VOCABULARY * 4)?,
            levels: std::array::from_fn(|at| levels[at]),
            integers: std::array::from_fn(|at| {
                ((levels[at] * 127.0 / largest).round() as i8).cast_unsigned() ^ BIAS
            }),
            step: largest / 127.0,
        })
    }

    /// The row of a piece as 512 numbers, and as biased integers with their scale.
    pub(super) fn row(&self, piece: u32, numbers: &mut [f32], integers: &mut [u8]) -> f32 {
        let piece = piece as usize;
        let scale: [u8; 4] = std::array::from_fn(|byte| self.scales[piece * 4 + byte]);
        let scale = f32::from_le_bytes(scale);
        let levels = self.levels.map(|level| level * scale);
        let row = &self.rows[piece * DIM / 2..(piece + 1) * DIM / 2];
        let pairs = numbers.chunks_exact_mut(2).zip(integers.chunks_exact_mut(2));
        for ((numbers, integers), byte) in pairs.zip(row) {
            let (even, odd) = (usize::from(byte & 15), usize::from(byte >> 4));
            numbers[0] = levels[even];
            numbers[1] = levels[odd];
            integers[0] = self.integers[even];
            integers[1] = self.integers[odd];
        }
        self.step * scale
    }
}

/// The sections of a branch.
struct Sections {
    branch: Branch,
    projection: [&'static str; 3],
    norm: [&'static str; 2],
    first: [&'static str; 3],
    second: [&'static str; 3],
}

const BRANCHES: [Sections; 3] = [
    Sections {
        branch: super::BRANCHES[0],
        projection: ["proj2", "proj2.scale", "proj2.bias"],
        norm: ["norm2.gamma", "norm2.beta"],
        first: ["conv2a", "conv2a.scale", "conv2a.bias"],
        second: ["conv2b", "conv2b.scale", "conv2b.bias"],
    },
    Sections {
        branch: super::BRANCHES[1],
        projection: ["proj3", "proj3.scale", "proj3.bias"],
        norm: ["norm3.gamma", "norm3.beta"],
        first: ["conv3a", "conv3a.scale", "conv3a.bias"],
        second: ["conv3b", "conv3b.scale", "conv3b.bias"],
    },
    Sections {
        branch: super::BRANCHES[2],
        projection: ["proj5", "proj5.scale", "proj5.bias"],
        norm: ["norm5.gamma", "norm5.beta"],
        first: ["conv5a", "conv5a.scale", "conv5a.bias"],
        second: ["conv5b", "conv5b.scale", "conv5b.bias"],
    },
];

impl Convolutions {
    fn read((weights, form): (&Weights, Form), sections: &Sections) -> Result<Self, WeightsError> {
        let [projection, scale, bias] = sections.projection;
        let [gamma, beta] = sections.norm;
        let width = sections.branch.width;
        let places = |[name, scale, _]: [&'static str; 3]| -> Result<Vec<Matrix>, WeightsError> {
            let place = |at| {
                let part = (at * BRANCH, BRANCH);
                Matrix::read((weights, form), (name, scale), (width * BRANCH, BRANCH), part)
            };
            (0..width).map(place).collect()
        };
        Ok(Self {
            projection: Matrix::read(
                (weights, form),
                (projection, scale),
                (DIM, BRANCH),
                (0, DIM),
            )?,
            bias: weights.floats(bias, BRANCH)?,
            gamma: weights.floats(gamma, BRANCH)?,
            beta: weights.floats(beta, BRANCH)?,
            first: places(sections.first)?,
            first_bias: weights.floats(sections.first[2], BRANCH)?,
            second: places(sections.second)?,
            second_bias: weights.floats(sections.second[2], BRANCH)?,
        })
    }
}
