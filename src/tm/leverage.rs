//! Leverage: how much of some texts a memory has, by the bands of the trade.

use super::score::{Band, Counts, Weights};
use serde::Serialize;
use std::ops::AddAssign;

/// How much is in a band.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Share {
    /// Segments.
    pub segments: u64,
    /// Their words and characters.
    #[serde(flatten)]
    pub counts: Counts,
}

impl AddAssign for Share {
    fn add_assign(&mut self, other: Self) {
        self.segments += other.segments;
        self.counts += other.counts;
    }
}

/// The bands of one file, or of all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Leverage {
    /// The file as it was named.
    pub name: String,
    /// What is in each band, in the order of [`Band::ALL`].
    pub bands: [Share; Band::ALL.len()],
}

impl Leverage {
    /// Nothing yet.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), bands: Default::default() }
    }

    /// Counts a segment.
    pub fn add(&mut self, band: Band, counts: Counts) {
        self.bands[band as usize] += Share { segments: 1, counts };
    }

    /// What is in a band.
    pub fn of(&self, band: Band) -> Share {
        self.bands[band as usize]
    }

    /// All bands together.
    pub fn total(&self) -> Share {
        let mut total = Share::default();
        self.bands.iter().for_each(|share| total += *share);
        total
    }

    /// The words, each as much as its band is paid, in tenths of a percent of a word.
    pub fn weighted(&self, weights: &Weights) -> u64 {
        let words = |band: Band| weights.weighted(band, self.of(band).counts.words);
        Band::ALL.into_iter().map(words).sum()
    }
}

/// The leverage of files and of all of them together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Analysis {
    /// File by file, in the order they were named.
    pub files: Vec<Leverage>,
    /// What words of each band are paid.
    pub weights: Weights,
}

impl Analysis {
    /// All files together.
    pub fn total(&self) -> Leverage {
        let mut total = Leverage::new("total");
        for file in &self.files {
            for (sum, share) in total.bands.iter_mut().zip(&file.bands) {
                *sum += *share;
            }
        }
        total
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tm::score::count;

    #[test]
    fn bands_add_up() {
        let mut file = Leverage::new("a");
        file.add(Band::Exact, count("One two."));
        file.add(Band::Exact, count("Three."));
        file.add(Band::New, count("Four five six."));
        assert_eq!((file.of(Band::Exact).segments, file.of(Band::Exact).counts.words), (2, 3));
        assert_eq!((file.total().segments, file.total().counts.words), (3, 6));
        // Three words at 10 %, three at 100 %.
        assert_eq!(file.weighted(&Weights::default()), 3 * 100 + 3 * 1000);
        let analysis = Analysis { files: vec![file.clone(), file], weights: Weights::default() };
        assert_eq!(analysis.total().total().counts.words, 12);
    }
}
