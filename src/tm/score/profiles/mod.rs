//! The scores of other tools, for people who switch and know what 75 % meant there.
//!
//! Each is a function from two texts to a percentage that scores what the exact index found by its own
//! measures. They follow what the tools document; where the documents leave a choice, it is said.

mod amagama;
pub(super) mod omegat;
mod systran;

pub use amagama::{Amagama, amagama};
pub use omegat::{Omegat, omegat};
pub use systran::{Systran, systran};
