//! The learnt weights.

use super::features::{COUNT, NAMES};

use std::sync::LazyLock;

static BUILT_IN: LazyLock<Model> = LazyLock::new(|| Model::parse(include_str!("weights.tsv")));

/// Weights for the first pass and for those with a lexicon, without and with an encoder, and how scores are calibrated.
#[derive(Debug, Clone)]
pub struct Model {
    /// The weights by evidence: see [`Model::column`].
    pub weights: [[f32; COUNT]; 4],
    /// Slope and offset that turn the log-odds of a posterior into those of being right (Platt), without and with an
    /// encoder.
    pub calibration: [(f32, f32); 2],
}

impl Model {
    /// The weights this build carries (`weights.tsv`, with where they come from).
    pub fn built_in() -> &'static Self {
        &BUILT_IN
    }

    /// The index of the weights for a pass with or without a lexicon, with or without an encoder.
    pub fn column(lexicon: bool, encoder: bool) -> usize {
        2 * usize::from(encoder) + usize::from(lexicon)
    }

    /// Reads a table of `name` and four weights, and a line `calibration` of two slopes and offsets. Features
    /// that are not named weigh nothing.
    pub fn parse(text: &str) -> Self {
        let mut model = Self { weights: [[0.0; COUNT]; 4], calibration: [(1.0, 0.0); 2] };
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let mut columns = line.split('\t');
            let name = columns.next().unwrap_or_default();
            let mut number = || columns.next().and_then(|n| n.parse().ok()).unwrap_or(0.0);
            let numbers: [f32; 4] = std::array::from_fn(|_| number());
            if name == "calibration" {
                model.calibration = [(numbers[0], numbers[1]), (numbers[2], numbers[3])];
            } else if let Some(at) = NAMES.iter().position(|known| *known == name) {
                model.weights.iter_mut().zip(numbers).for_each(|(column, n)| column[at] = n);
            }
        }
        model
    }

    /// The table [`Model::parse`] reads.
    pub fn table(&self) -> String {
        let mut table = String::new();
        for (at, name) in NAMES.iter().enumerate() {
            let [a, b, c, d] = self.weights.map(|column| column[at]);
            table += &format!("{name}\t{a:.3}\t{b:.3}\t{c:.3}\t{d:.3}\n");
        }
        let [(a, b), (c, d)] = self.calibration;
        table + &format!("calibration\t{a:.3}\t{b:.3}\t{c:.3}\t{d:.3}\n")
    }

    /// How likely a bead is right whose posterior is `p`, found with or without an encoder.
    pub fn calibrated(&self, p: f32, encoder: bool) -> f32 {
        let (slope, offset) = self.calibration[usize::from(encoder)];
        let p = p.clamp(1e-5, 1.0 - 1e-5);
        let odds = (p / (1.0 - p)).ln();
        1.0 / (1.0 + (-(slope * odds + offset)).exp())
    }
}
