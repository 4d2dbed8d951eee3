//! What a match is worth: measures of likeness, what differs and what it costs, penalties, bands.
//!
//! Pure functions over two contents: nothing here knows of a store or an index. A match goes through
//! them in this order:
//!
//! | step | function | what it says |
//! |---|---|---|
//! | likeness | [`Measure::similarity`], [`profiles`] | how much of the text the match has, 0 to 1 |
//! | account | [`explain()`] | the percentage, what differs, what each difference costs |
//! | class | [`likeness()`] | exact, or equal but for codes, case, numbers, … |
//! | context | [`match_context`] | 100, 101 or 102 for exact matches |
//! | penalties | [`penalties`], [`final_percent`] | what is taken off, and the percentage reported |
//! | proposal | [`adapt()`] | the translation with numbers and dates of the looked-up text |
//! | analysis | [`Band::of`], [`count()`], [`Weights`] | bands, words, what is paid |
//!
//! ```
//! use targum::model::Content;
//! use targum::tm::score::{Facts, Measure, PenaltySettings, explain, final_percent, penalties};
//! use targum::words::Stemming;
//!
//! let (query, source) = (Content::plain("Page 15 of 20"), Content::plain("Page 12 of 20"));
//! let (account, difference) = explain(&query, &source, Measure::Words, &Stemming::for_language("en"));
//! assert_eq!(account.to_string(), "75 %: number 12 → 15 −25");
//! let facts = Facts { translations: 2, ..Facts::default() };
//! let off = penalties(&facts, &difference, &PenaltySettings::default());
//! assert_eq!(final_percent(account.score, None, &off).to_string(), "74");
//! ```

mod adapt;
mod align;
mod band;
mod context;
mod count;
mod difference;
mod edit;
mod explain;
mod likeness;
mod measure;
mod penalty;
mod percent;
pub mod pieces;
pub mod profiles;

pub use adapt::{Adaptation, Proposal, Replacement, adapt};
pub use band::{Band, Weights};
pub use context::{EDGE, MatchContext, Surroundings, match_context};
pub use count::{Counts, count};
pub use difference::{Change, CodeChange, Difference, Mark, difference, marks};
pub use edit::distance;
pub use explain::{Explanation, Item, ItemKind, explain};
pub use likeness::{Likeness, likeness};
pub use measure::{Measure, characters, stems, words};
pub use penalty::{
    Approval, Facts, Origin, Penalty, PenaltySettings, Reason, final_percent, full_years,
    other_region, penalties,
};
pub use percent::{Percent, shown};
