//! The search: every row, some thousand at a time, in parallel.
//!
//! Products are whole numbers and each cosine is made of one in one way, so what is found does not depend on
//! the processor or the threads.

use super::{Quantised, Shown};
use rayon::prelude::*;
use std::cmp::Ordering;

/// Rows that one thread takes at a time.
const CHUNK: usize = 4096;

/// A text that is near in meaning.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// The cosine of both vectors as they are kept.
    pub cosine: f32,
    /// The unit.
    pub unit: u64,
    /// Which of its variants, from 0.
    pub variant: u32,
}

impl Hit {
    /// The nearest first, then by unit and variant.
    fn order(&self, other: &Self) -> Ordering {
        let place = (self.unit, self.variant).cmp(&(other.unit, other.variant));
        other.cosine.total_cmp(&self.cosine).then(place)
    }
}

/// The nearest rows of all parts.
pub(super) fn nearest(parts: &[Shown], query: &Quantised, top: usize, least: f32) -> Vec<Hit> {
    let wide: Vec<i16> = query.levels().iter().map(|&level| i16::from(level)).collect();
    let mut all: Vec<Hit> = Vec::new();
    for shown in parts {
        let dim = shown.part.dim();
        let found: Vec<Vec<Hit>> = shown
            .part
            .levels()
            .par_chunks(CHUNK * dim)
            .enumerate()
            .map(|(chunk, rows)| {
                let mut products = Vec::with_capacity(CHUNK);
                multiply(&wide, rows, &mut products);
                best(shown, chunk * CHUNK, &products, (query.scale(), top, least))
            })
            .collect();
        all.extend(found.into_iter().flatten());
    }
    all.sort_unstable_by(Hit::order);
    all.truncate(top);
    all
}

/// The nearest of some rows, from `first` on.
fn best(
    shown: &Shown,
    first: usize,
    products: &[i32],
    (scale, top, least): (f32, usize, f32),
) -> Vec<Hit> {
    let mut found: Vec<Hit> = Vec::new();
    let mut bound = least;
    for (row, &product) in (first..).zip(products) {
        let cosine = product as f32 * shown.part.scale(row) * scale;
        if cosine < bound || shown.is_hidden(row) {
            continue;
        }
        let near = Hit { cosine, unit: shown.part.unit(row), variant: shown.part.variant(row) };
        found.push(near);
        if found.len() >= 2 * top.max(8) {
            found.sort_unstable_by(Hit::order);
            found.truncate(top);
            bound = found.last().map_or(least, |last| last.cosine);
        }
    }
    found.sort_unstable_by(Hit::order);
    found.truncate(top);
    found
}

/// The product of a vector with each row.
fn multiply(query: &[i16], rows: &[u8], out: &mut Vec<i32>) {
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx2") {
        #[expect(unsafe_code, reason = "the processor was asked")]
        // SAFETY: it has these instructions.
        unsafe {
            multiply_avx2(query, rows, out);
        }
        return;
    }
    products(query, rows, out);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn multiply_avx2(query: &[i16], rows: &[u8], out: &mut Vec<i32>) {
    products(query, rows, out);
}

#[expect(clippy::inline_always, reason = "it must be compiled with its caller's instructions")]
#[inline(always)]
fn products(query: &[i16], rows: &[u8], out: &mut Vec<i32>) {
    out.extend(rows.chunks_exact(query.len()).map(|row| {
        let pairs = query.iter().zip(row);
        pairs.map(|(&one, &other)| i32::from(one) * i32::from(other.cast_signed())).sum::<i32>()
    }));
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn instructions_do_not_matter(query in prop::collection::vec(-127i16..=127, 1..70), rows: Vec<u8>) {
            let (mut one, mut other) = (Vec::new(), Vec::new());
            multiply(&query, &rows, &mut one);
            products(&query, &rows, &mut other);
            prop_assert_eq!(one, other);
        }
    }
}
