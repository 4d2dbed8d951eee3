//! Edit distance with a limit, bit-parallel, over code points or over the numbers of tokens.
//!
//! A [`Pattern`] is prepared once a query and compared with many texts; a comparison allocates nothing.
//! The recurrences are those of Myers, "A fast bit-vector algorithm for approximate string matching
//! based on dynamic programming" (1999), for the distance between whole strings after Hyyrö, "A
//! bit-vector algorithm for computing Levenshtein and Damerau edit distances" (2003), in blocks of 64
//! rows and within Ukkonen's band.

#![expect(clippy::inline_always, reason = "what runs once a symbol has to be part of its loop")]

mod bits;
mod pattern;
mod symbols;

#[cfg(test)]
mod tests;

pub use pattern::{Pattern, Workspace};
pub use symbols::{CodePoints, Symbols, Utf8};

/// 1 − distance/longer length; two empty sequences are alike.
pub fn similarity(distance: u32, longer: u32) -> f64 {
    if longer == 0 { 1.0 } else { 1.0 - f64::from(distance) / f64::from(longer) }
}

/// The largest distance at which sequences, the longer of length `longer`, are still at least `least`
/// alike by [`similarity`]; none if even equal ones are not.
pub fn allowed(longer: u32, least: f64) -> Option<u32> {
    if similarity(0, longer) < least {
        return None;
    }
    let guess = ((1.0 - least) * f64::from(longer)).clamp(0.0, f64::from(longer)) as u32;
    // The product is rounded otherwise than the quotient: the quotient decides.
    let mut most = guess.saturating_add(1).min(longer);
    while most > 0 && similarity(most, longer) < least {
        most -= 1;
    }
    Some(most)
}
