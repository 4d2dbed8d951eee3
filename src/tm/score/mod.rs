//! What a match is worth: measures of likeness, what differs, penalties.

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
pub mod profiles;
pub mod words;

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
