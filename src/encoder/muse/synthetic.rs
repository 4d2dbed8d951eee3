//! A network of made-up weights for tests, and the forward pass written plainly.

use super::{BRANCH, BRANCHES, DIM, FEATURES, HIDDEN, LEVELS, VOCABULARY};
use crate::encoder::Weights;
use std::sync::LazyLock;
use xxhash_rust::xxh3::xxh3_64;

/// A file of weights.
pub(super) static FILE: LazyLock<Vec<u8>> = LazyLock::new(file);

const WIDTHS: [(&str, usize); 3] = [("2", 2), ("3", 3), ("5", 5)];

struct Noise(u64);

impl Noise {
    fn bytes(&mut self, count: usize) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(count + 8);
        while bytes.len() < count {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            bytes.extend(self.0.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_le_bytes());
        }
        bytes.truncate(count);
        bytes
    }

    /// Numbers around `middle`, as far as `spread` from it.
    fn floats(&mut self, count: usize, middle: f32, spread: f32) -> Vec<u8> {
        let number = |byte: u8| middle + spread * (f32::from(byte) / 127.5 - 1.0);
        self.bytes(count).into_iter().flat_map(|byte| number(byte).to_le_bytes()).collect()
    }
}

fn file() -> Vec<u8> {
    let mut noise = Noise(42);
    let mut sections: Vec<(String, Vec<u8>)> = Vec::new();
    let mut add = |name: &str, bytes: Vec<u8>| sections.push((name.to_owned(), bytes));
    let levels = (0..LEVELS).flat_map(|level| ((level as f32 - 7.3) / 3.0).to_le_bytes());
    add("levels", levels.collect());
    add("table.scale", noise.floats(VOCABULARY, 0.05, 0.03));
    add("table", noise.bytes(VOCABULARY * DIM / 2));
    let mut dense = |noise: &mut Noise, name: &str, inputs: usize, outputs: usize| {
        let scale = 1.5 / (74.0 * (inputs as f32).sqrt());
        add(name, noise.bytes(inputs * outputs));
        add(&format!("{name}.scale"), scale.to_le_bytes().to_vec());
    };
    for (name, width) in WIDTHS {
        dense(&mut noise, &format!("proj{name}"), DIM, BRANCH);
        dense(&mut noise, &format!("conv{name}a"), width * BRANCH, BRANCH);
        dense(&mut noise, &format!("conv{name}b"), width * BRANCH, BRANCH);
    }
    dense(&mut noise, "out", FEATURES, DIM);
    let (d, h) = (DIM, HIDDEN);
    for (name, inputs, outputs) in
        [("d0", d, h), ("d1", h, h), ("p1", d, h), ("d2", h, d), ("d3", d, d), ("p3", h, d)]
    {
        dense(&mut noise, name, inputs, outputs);
    }
    for (name, _) in WIDTHS {
        for bias in ["proj_.bias", "norm_.beta", "conv_a.bias", "conv_b.bias"] {
            sections.push((bias.replace('_', name), noise.floats(BRANCH, 0.0, 0.2)));
        }
        sections.push((format!("norm{name}.gamma"), noise.floats(BRANCH, 1.0, 0.3)));
    }
    sections.push(("norm.gamma".into(), noise.floats(FEATURES, 1.0, 0.3)));
    sections.push(("norm.beta".into(), noise.floats(FEATURES, 0.0, 0.2)));
    sections.push(("out.bias".into(), noise.floats(DIM, 0.0, 0.2)));
    written(&sections)
}

fn written(sections: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut offset = 32 + 40 * sections.len();
    let (mut directory, mut body) = (Vec::new(), Vec::<u8>::new());
    for (name, bytes) in sections {
        let mut entry = [0; 24];
        entry[..name.len()].copy_from_slice(name.as_bytes());
        directory.extend(entry);
        directory.extend((offset as u64).to_le_bytes());
        directory.extend((bytes.len() as u64).to_le_bytes());
        body.extend(bytes);
        offset += bytes.len();
    }
    directory.extend(body);
    let mut file = b"TARGENC1".to_vec();
    file.extend(1u32.to_le_bytes());
    file.extend((sections.len() as u32).to_le_bytes());
    file.extend(xxh3_64(&directory).to_le_bytes());
    file.extend((offset as u64).to_le_bytes());
    file.extend(directory);
    file
}

/// The network in 64-bit floating point, token by token.
pub(super) struct Plain<'a>(pub(super) Weights<'a>);

impl Plain<'_> {
    fn floats(&self, name: &str, count: usize) -> Vec<f64> {
        let name: &'static str = name.to_owned().leak();
        self.0.floats(name, count).unwrap().into_iter().map(f64::from).collect()
    }

    /// The product of a row with a matrix.
    fn product(&self, row: &[f64], name: &str, outputs: usize) -> Vec<f64> {
        let scale = self.floats(&format!("{name}.scale"), 1)[0];
        let name: &'static str = name.to_owned().leak();
        let matrix = self.0.section(name, row.len() * outputs).unwrap();
        let mut out = vec![0.0; outputs];
        for (value, weights) in row.iter().zip(matrix.chunks_exact(outputs)) {
            for (out, weight) in out.iter_mut().zip(weights) {
                *out += value * f64::from(weight.cast_signed()) * scale;
            }
        }
        out
    }

    fn normalised(&self, row: &[f64], name: &str) -> Vec<f64> {
        let count = row.len() as f64;
        let mean = row.iter().sum::<f64>() / count;
        let variance = row.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / count;
        let gamma = self.floats(&format!("{name}.gamma"), row.len());
        let beta = self.floats(&format!("{name}.beta"), row.len());
        let terms = row.iter().zip(gamma).zip(beta);
        terms
            .map(|((value, gamma), beta)| (value - mean) / variance.sqrt() * gamma + beta)
            .collect()
    }

    fn row(&self, token: u32) -> Vec<f64> {
        let levels = self.floats("levels", LEVELS);
        let scale = self.floats("table.scale", VOCABULARY)[token as usize];
        let table = self.0.section("table", VOCABULARY * DIM / 2).unwrap();
        let row = &table[token as usize * DIM / 2..][..DIM / 2];
        row.iter()
            .flat_map(|byte| [byte & 15, byte >> 4])
            .map(|level| levels[usize::from(level)] * scale)
            .collect()
    }

    /// The vector of a text.
    pub(super) fn vector(&self, ids: &[u32]) -> Vec<f64> {
        let tokens = [&[1], ids, &[2]].concat();
        let mut features: Vec<Vec<f64>> = tokens.iter().map(|token| self.row(*token)).collect();
        let vectors = features.clone();
        for ((name, _), shape) in WIDTHS.into_iter().zip(BRANCHES) {
            let projected = vectors.iter().map(|vector| {
                let row = self.product(vector, &format!("proj{name}"), BRANCH);
                self.normalised(
                    &plus(&row, &self.floats(&format!("proj{name}.bias"), BRANCH)),
                    &format!("norm{name}"),
                )
            });
            let mut rows: Vec<Vec<f64>> = projected.collect();
            for layer in ["a", "b"] {
                let name = format!("conv{name}{layer}");
                let bias = self.floats(&format!("{name}.bias"), BRANCH);
                let window = |at: usize| -> Vec<f64> {
                    let places = (at..at + shape.width).map(|place| place.checked_sub(shape.left));
                    let rows = places.map(|place| place.and_then(|place| rows.get(place)).cloned());
                    rows.flat_map(|row| row.unwrap_or(vec![0.0; BRANCH])).collect()
                };
                let next = |at| {
                    let out = plus(&self.product(&window(at), &name, BRANCH), &bias);
                    plus(&relu(out), &rows[at])
                };
                rows = (0..tokens.len()).map(next).collect();
            }
            features.iter_mut().zip(rows).for_each(|(features, row)| features.extend(row));
        }
        let mut sum = vec![0.0; DIM];
        for row in features {
            let row = self.product(&self.normalised(&row, "norm"), "out", DIM);
            sum = plus(&sum, &plus(&row, &self.floats("out.bias", DIM)));
        }
        let root = (tokens.len() as f64).sqrt();
        self.head(&sum.iter().map(|sum| sum / root).collect::<Vec<_>>())
    }

    fn head(&self, mean: &[f64]) -> Vec<f64> {
        let first = relu(self.product(mean, "d0", HIDDEN));
        let second = self.product(&first, "d1", HIDDEN);
        let second = relu(plus(&second, &self.product(mean, "p1", HIDDEN)));
        let third = relu(self.product(&second, "d2", DIM));
        let last = plus(&self.product(&third, "d3", DIM), &self.product(&second, "p3", DIM));
        let last: Vec<f64> = last.into_iter().map(f64::tanh).collect();
        let length = last.iter().map(|value| value * value).sum::<f64>().sqrt();
        last.iter().map(|value| value / length).collect()
    }
}

fn plus(left: &[f64], right: &[f64]) -> Vec<f64> {
    left.iter().zip(right).map(|(left, right)| left + right).collect()
}

fn relu(row: Vec<f64>) -> Vec<f64> {
    row.into_iter().map(|value| value.max(0.0)).collect()
}
