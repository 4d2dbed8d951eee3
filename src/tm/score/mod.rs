//! What a match is worth: measures of likeness, what differs, penalties.

mod align;
mod difference;
mod edit;
mod measure;
mod percent;
pub mod profiles;
pub mod words;

pub use difference::{Change, CodeChange, Difference, Mark, difference, marks};
pub use edit::distance;
pub use measure::{Measure, characters, stems, words};
pub use percent::{Percent, shown};
