//! The industry's leverage bands, and what a word in each is paid.

use super::Percent;
use serde::{Deserialize, Serialize};

/// A band of matches, the cheapest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Band {
    /// The same segment came before in the text itself.
    Repetition,
    /// 101 % and more: an exact match in its context (ICE).
    Context,
    /// 100 %.
    Exact,
    /// 95 to 99 %.
    Fuzzy95,
    /// 85 to 94 %.
    Fuzzy85,
    /// 75 to 84 %.
    Fuzzy75,
    /// 50 to 74 %.
    Fuzzy50,
    /// Under 50 %, or no match.
    New,
}

impl Band {
    /// All, the cheapest first.
    pub const ALL: [Self; 8] = [
        Self::Repetition,
        Self::Context,
        Self::Exact,
        Self::Fuzzy95,
        Self::Fuzzy85,
        Self::Fuzzy75,
        Self::Fuzzy50,
        Self::New,
    ];

    /// The band of a segment: by its best match after penalties, if any, and whether the same segment
    /// came before in what is analysed. A context match is one even where it is repeated; any other
    /// repeated segment is a repetition. Percentages are those [shown](Percent::shown): 84.9 is 84.
    pub fn of(best: Option<Percent>, repeated: bool) -> Self {
        let best = best.map_or(0, Percent::shown);
        match best {
            101.. => Self::Context,
            _ if repeated => Self::Repetition,
            100 => Self::Exact,
            95.. => Self::Fuzzy95,
            85.. => Self::Fuzzy85,
            75.. => Self::Fuzzy75,
            50.. => Self::Fuzzy50,
            _ => Self::New,
        }
    }

    /// What it is called in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Repetition => "repetition",
            Self::Context => "101 % / ICE",
            Self::Exact => "100 %",
            Self::Fuzzy95 => "95–99 %",
            Self::Fuzzy85 => "85–94 %",
            Self::Fuzzy75 => "75–84 %",
            Self::Fuzzy50 => "50–74 %",
            Self::New => "new",
        }
    }
}

/// How many percent of a word's price each band is paid. The defaults are common in the trade, not a
/// standard: each contract has its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Weights {
    /// Of repetitions. Default 10.
    #[serde(rename = "repetition")]
    pub repetition: Percent,
    /// Of context matches. Default 0.
    #[serde(rename = "context")]
    pub context: Percent,
    /// Of 100 %. Default 10.
    #[serde(rename = "100")]
    pub exact: Percent,
    /// Of 95–99 %. Default 30.
    #[serde(rename = "95-99")]
    pub fuzzy95: Percent,
    /// Of 85–94 %. Default 50.
    #[serde(rename = "85-94")]
    pub fuzzy85: Percent,
    /// Of 75–84 %. Default 70.
    #[serde(rename = "75-84")]
    pub fuzzy75: Percent,
    /// Of 50–74 %. Default 100.
    #[serde(rename = "50-74")]
    pub fuzzy50: Percent,
    /// Of new words. Default 100.
    #[serde(rename = "new")]
    pub new: Percent,
}

impl Default for Weights {
    fn default() -> Self {
        let points = Percent::points;
        Self {
            repetition: points(10),
            context: points(0),
            exact: points(10),
            fuzzy95: points(30),
            fuzzy85: points(50),
            fuzzy75: points(70),
            fuzzy50: points(100),
            new: points(100),
        }
    }
}

impl Weights {
    /// The weight of a band.
    pub fn of(&self, band: Band) -> Percent {
        match band {
            Band::Repetition => self.repetition,
            Band::Context => self.context,
            Band::Exact => self.exact,
            Band::Fuzzy95 => self.fuzzy95,
            Band::Fuzzy85 => self.fuzzy85,
            Band::Fuzzy75 => self.fuzzy75,
            Band::Fuzzy50 => self.fuzzy50,
            Band::New => self.new,
        }
    }

    /// What some words of a band come to, in tenths of a percent of a word: sums are exact, and 1000 is
    /// one whole word.
    pub fn weighted(&self, band: Band, words: u64) -> u64 {
        words.saturating_mul(u64::from(self.of(band).tenths()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_are_cut_where_the_trade_cuts_them() {
        for (percent, wanted) in [
            (102, Band::Context),
            (101, Band::Context),
            (100, Band::Exact),
            (99, Band::Fuzzy95),
            (95, Band::Fuzzy95),
            (94, Band::Fuzzy85),
            (85, Band::Fuzzy85),
            (84, Band::Fuzzy75),
            (75, Band::Fuzzy75),
            (74, Band::Fuzzy50),
            (50, Band::Fuzzy50),
            (49, Band::New),
            (0, Band::New),
        ] {
            assert_eq!(Band::of(Some(Percent::points(percent)), false), wanted, "{percent}");
        }
        assert_eq!(Band::of(Some(Percent::of_tenths(849)), false), Band::Fuzzy75);
        assert_eq!(Band::of(None, false), Band::New);
        assert_eq!(Band::of(None, true), Band::Repetition);
        assert_eq!(Band::of(Some(Percent::WHOLE), true), Band::Repetition);
        assert_eq!(Band::of(Some(Percent::points(102)), true), Band::Context);
    }

    #[test]
    fn weights_are_read_and_summed() {
        let weights: Weights = toml::from_str("\"95-99\" = 33.3\ncontext = 5").unwrap();
        assert_eq!(weights.of(Band::Fuzzy95), Percent::of_tenths(333));
        assert_eq!(weights.weighted(Band::Fuzzy95, 10), 3330);
        assert_eq!(weights.of(Band::New), Percent::WHOLE);
        let all: Vec<u16> =
            Band::ALL.iter().map(|band| Weights::default().of(*band).shown()).collect();
        assert_eq!(all, [10, 0, 10, 30, 50, 70, 100, 100]);
        assert!(toml::from_str::<Weights>("\"90-99\" = 1").is_err());
    }
}
