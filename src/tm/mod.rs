//! Translation memories: what is kept, how it is found, and what a match is worth.
//!
//! | module | what it holds |
//! |---|---|
//! | [`distance`] | edit distance with a limit, bit-parallel |
//! | [`index`] | the texts of one language, for exact look-up of the nearest ones |
//! | [`leverage`] | how much of some texts a memory has, by bands |
//! | [`score`] | measures of likeness, what differs and what that costs, penalties |
//! | [`store`] | units with their context and history |
//! | [`tokens`] | what the measures by words and stems compare |
//! | [`vectors`] | the texts of one language as vectors, for the nearest in meaning |

pub mod distance;
pub mod index;
pub mod leverage;
mod manifest;
pub mod score;
pub mod store;
pub mod tokens;
pub mod vectors;
