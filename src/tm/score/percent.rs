//! Percentages: how a likeness is rounded, once for all.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A percentage in tenths of a point. As JSON or TOML it is a number such as `87.3`.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(from = "f64", into = "f64")]
pub struct Percent(u16);

impl Percent {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// All.
    pub const WHOLE: Self = Self(1000);

    /// From whole points.
    pub const fn points(points: u16) -> Self {
        Self(points.saturating_mul(10))
    }

    /// From tenths of a point.
    pub const fn of_tenths(tenths: u16) -> Self {
        Self(tenths)
    }

    /// A similarity of 0 to 1, rounded down to the tenth. Only what is `exact`, text and codes, is
    /// 100; everything else is 99.9 at most, whatever the measure does not see.
    pub fn from_similarity(similarity: f64, exact: bool) -> Self {
        if exact {
            return Self::WHOLE;
        }
        // The small sum makes up for 1 − 0.71 being a little less than 0.29.
        let tenths = (similarity.clamp(0.0, 1.0) * 1000.0 + 1e-6).floor();
        Self((tenths as u16).min(999))
    }

    /// In tenths of a point.
    pub fn tenths(self) -> u16 {
        self.0
    }

    /// In whole points, rounded down: what tables and bands show.
    pub fn shown(self) -> u16 {
        self.0 / 10
    }

    /// As a number of points.
    pub fn value(self) -> f64 {
        f64::from(self.0) / 10.0
    }

    /// Less `other`, and nothing where that is more.
    #[must_use]
    pub fn less(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// Both together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

/// The whole percentage shown for a similarity of 0 to 1: rounded down, and 99 at most unless the
/// texts are `exact`ly equal.
pub fn shown(similarity: f64, exact: bool) -> u16 {
    Percent::from_similarity(similarity, exact).shown()
}

/// The nearest tenth; nothing for what is negative or no number.
impl From<f64> for Percent {
    fn from(points: f64) -> Self {
        Self((points * 10.0).round() as u16)
    }
}

impl From<Percent> for f64 {
    fn from(percent: Percent) -> Self {
        percent.value()
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 % 10 {
            0 => write!(f, "{}", self.0 / 10),
            tenth => write!(f, "{}.{tenth}", self.0 / 10),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_is_100() {
        assert_eq!(shown(1.0, true), 100);
        assert_eq!(shown(1.0, false), 99);
        assert_eq!(shown(0.999_9, false), 99);
        assert_eq!(shown(0.0, false), 0);
        assert_eq!(shown(f64::NAN, false), 0);
    }

    #[test]
    fn quotients_are_not_rounded_twice() {
        for length in 1..=400_u32 {
            for distance in 1..=length {
                let similarity = 1.0 - f64::from(distance) / f64::from(length);
                let wanted = (length - distance) * 100 / length;
                assert_eq!(u32::from(shown(similarity, false)), wanted, "{distance}/{length}");
            }
        }
    }

    #[test]
    fn percentages_are_numbers_in_json() {
        let percent = Percent::of_tenths(873);
        assert_eq!(serde_json::to_string(&percent).unwrap(), "87.3");
        assert_eq!(serde_json::from_str::<Percent>("87.3").unwrap(), percent);
        assert_eq!(serde_json::from_str::<Percent>("-4").unwrap(), Percent::ZERO);
        assert_eq!(
            (percent.to_string(), Percent::points(5).to_string()),
            ("87.3".into(), "5".into())
        );
    }
}
