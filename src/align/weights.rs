//! The learnt weights.

use super::features::{COUNT, NAMES};

use std::sync::LazyLock;

static BUILT_IN: LazyLock<Model> = LazyLock::new(|| Model::parse(include_str!("weights.tsv")));

/// Weights for the first pass and for those with a lexicon, and how scores are calibrated.
#[derive(Debug, Clone)]
pub struct Model {
    /// For the first pass.
    pub first: [f32; COUNT],
    /// For passes with a lexicon.
    pub lexical: [f32; COUNT],
    /// Slope and offset that turn the log-odds of a posterior into those of being right (Platt).
    pub calibration: (f32, f32),
}

impl Model {
    /// The weights this build carries (`weights.tsv`, with where they come from).
    pub fn built_in() -> &'static Self {
        &BUILT_IN
    }

    /// Reads a table of `name`, first-pass weight, lexical weight; and a line `calibration`. Features
    /// that are not named weigh nothing.
    pub fn parse(text: &str) -> Self {
        let mut model =
            Self { first: [0.0; COUNT], lexical: [0.0; COUNT], calibration: (1.0, 0.0) };
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let mut columns = line.split('\t');
            let name = columns.next().unwrap_or_default();
            let mut number = || columns.next().and_then(|n| n.parse().ok()).unwrap_or(0.0);
            let (first, second) = (number(), number());
            if name == "calibration" {
                model.calibration = (first, second);
            } else if let Some(at) = NAMES.iter().position(|known| *known == name) {
                model.first[at] = first;
                model.lexical[at] = second;
            }
        }
        model
    }

    /// The table [`Model::parse`] reads.
    pub fn table(&self) -> String {
        let mut table = String::new();
        for (at, name) in NAMES.iter().enumerate() {
            table += &format!("{name}\t{:.3}\t{:.3}\n", self.first[at], self.lexical[at]);
        }
        table + &format!("calibration\t{:.3}\t{:.3}\n", self.calibration.0, self.calibration.1)
    }

    /// How likely a bead is right whose posterior is `p`.
    pub fn calibrated(&self, p: f32) -> f32 {
        let p = p.clamp(1e-5, 1.0 - 1e-5);
        let odds = (p / (1.0 - p)).ln();
        1.0 / (1.0 + (-(self.calibration.0 * odds + self.calibration.1)).exp())
    }
}
