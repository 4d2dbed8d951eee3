//! How much of a term a candidate is: C-value and NC-value.
//!
//! Frantzi, Ananiadou and Mima, "Automatic recognition of multi-word terms: the C-value/NC-value method"
//! (2000). C-value takes off a candidate's count what it owes to longer candidates it stands in; one
//! that stands in a single longer one only comes to nothing. NC-value adds the company it keeps: words
//! that stand next to many good candidates. These are taken from the candidates longer by a word, so
//! that no text has to be read again.

use super::vocabulary::WordId;
use rustc_hash::FxHashMap;

/// What a candidate is scored by.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate<'c> {
    /// The lemmas of its words.
    pub(super) words: &'c [WordId],
    pub(super) count: u32,
    /// Its words without function words; half its characters in scripts without spaces.
    pub(super) content: f64,
}

/// The share of the best candidates whose company counts, and how many they are at most and least.
const BEST: (usize, usize, usize) = (10, 2000, 10);
/// How much the company weighs.
const COMPANY: f64 = 0.2;

/// The scores of candidates, in their order: 0 for what stands in one longer candidate only. `inside`
/// tells which words may stand inside terms only.
pub(super) fn scores(candidates: &[Candidate<'_>], inside: &dyn Fn(WordId) -> bool) -> Vec<f64> {
    let by_words: FxHashMap<&[WordId], u32> =
        (0..).zip(candidates).map(|(at, candidate)| (candidate.words, at)).collect();
    let values = c_values(candidates, &by_words);
    let company = company(candidates, &by_words, &values, inside);
    let both = values.iter().zip(company);
    both.map(
        |(value, company)| {
            if *value > 0.0 { (1.0 - COMPANY) * value + COMPANY * company } else { 0.0 }
        },
    )
    .collect()
}

fn c_values(candidates: &[Candidate<'_>], by_words: &FxHashMap<&[WordId], u32>) -> Vec<f64> {
    // How often a candidate stands in longer ones, and in how many different ones.
    let mut nested: Vec<(u32, u32)> = vec![(0, 0); candidates.len()];
    let mut order: Vec<u32> = (0..candidates.len() as u32).collect();
    order.sort_by_key(|&at| std::cmp::Reverse(candidates[at as usize].words.len()));
    for at in order {
        let Candidate { words, count, .. } = candidates[at as usize];
        // What a longer one has on its own: the rest was counted with those around it.
        let own = count.saturating_sub(nested[at as usize].0);
        if own == 0 {
            continue;
        }
        for length in 1..words.len() {
            for part in words.windows(length) {
                if let Some(&part) = by_words.get(part) {
                    let nested = &mut nested[part as usize];
                    *nested = (nested.0.saturating_add(own), nested.1 + 1);
                }
            }
        }
    }
    let scored = candidates.iter().zip(nested);
    scored
        .map(|(candidate, (times, longer))| {
            let owed = if longer == 0 { 0.0 } else { f64::from(times) / f64::from(longer) };
            let own = f64::from(candidate.count) - owed;
            (1.0 + candidate.content).log2() * own.max(0.0)
        })
        .collect()
}

/// The company each candidate keeps.
fn company(
    candidates: &[Candidate<'_>],
    by_words: &FxHashMap<&[WordId], u32>,
    values: &[f64],
    inside: &dyn Fn(WordId) -> bool,
) -> Vec<f64> {
    let mut best: Vec<u32> = (0..candidates.len() as u32).collect();
    best.sort_by(|a, b| values[*b as usize].total_cmp(&values[*a as usize]).then(a.cmp(b)));
    let (share, most, least) = BEST;
    let kept = (candidates.len() / share).clamp(least, most).min(candidates.len());
    let mut is_best = vec![false; candidates.len()];
    best[..kept].iter().for_each(|&at| is_best[at as usize] = true);
    // Pairs of a candidate and a word beside it, with how often.
    let mut beside: Vec<(u32, WordId, u32)> = Vec::new();
    for candidate in candidates {
        let words = candidate.words;
        let (Some(first), Some(last)) = (words.first(), words.last()) else { continue };
        let skipped = words[1..].iter().take_while(|word| inside(**word)).count();
        let kept = words[..words.len() - 1].iter().rev().skip_while(|word| inside(**word)).count();
        for (rest, word) in [(&words[1 + skipped..], *first), (&words[..kept], *last)] {
            if let Some(&at) = by_words.get(rest) {
                beside.push((at, word, candidate.count));
            }
        }
    }
    let mut weights: FxHashMap<WordId, f64> = FxHashMap::default();
    for (_, word, _) in beside.iter().filter(|(at, ..)| is_best[*at as usize]) {
        *weights.entry(*word).or_default() += 1.0 / kept as f64;
    }
    let mut company = vec![0.0; candidates.len()];
    for (at, word, count) in beside {
        company[at as usize] += f64::from(count) * weights.get(&word).copied().unwrap_or(0.0);
    }
    company
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_one_longer_term_only_comes_to_nothing() {
        let candidate = |words: &'static [WordId], count| Candidate {
            words,
            count,
            content: words.len() as f64,
        };
        let candidates = [
            candidate(&[1, 2, 3], 5),
            candidate(&[2, 3], 5),
            candidate(&[1, 2], 9),
            candidate(&[1, 2, 4], 3),
            candidate(&[1], 20),
        ];
        let values = scores(&candidates, &|_| false);
        assert!(values[0] > 0.0);
        assert!(values[1].abs() < f64::EPSILON);
        assert!(values[2] > 0.0);
        assert!(values[4] > 0.0);
    }
}
