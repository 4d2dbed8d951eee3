//! Candidates in scripts without spaces: sequences of characters that hold together and are met in
//! varied company.
//!
//! A sequence is kept where its parts come together more often than by chance (mutual information over
//! its best cut) and where what stands before and behind it varies (branching entropy; Jin and
//! Tanaka-Ishii, "Unsupervised Segmentation of Chinese Text by Use of Branching Entropy", 2006).

use super::vocabulary::WordId;
use rustc_hash::FxHashMap;

/// The characters a candidate may have.
pub(super) const LONGEST: usize = 14;
/// The bits by which the parts of a candidate must come together more often than by chance.
const TOGETHER: f64 = 1.5;

/// The sequences to judge by: their characters and counts, sorted by characters, and their lookup.
pub(super) struct Characters<'c> {
    counts: FxHashMap<&'c [WordId], u32>,
    all: f64,
    /// What stands before and behind each sequence: its count times its entropy, and what is known of it.
    before: FxHashMap<&'c [WordId], Branches>,
    behind: FxHashMap<&'c [WordId], Branches>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Branches {
    /// The sum of n log2 n over the neighbours.
    sum: f64,
    /// How often a neighbour is known.
    known: u32,
}

impl<'c> Characters<'c> {
    pub(super) fn new(sequences: &[(&'c [WordId], u32)]) -> Self {
        let mut characters = Self {
            counts: sequences.iter().copied().collect(),
            all: 0.0,
            before: FxHashMap::default(),
            behind: FxHashMap::default(),
        };
        // In their order, so that sums of floats come out the same.
        for &(words, count) in sequences {
            let n = f64::from(count);
            if words.len() == 1 {
                characters.all += n;
                continue;
            }
            let add = |side: &mut FxHashMap<&'c [WordId], Branches>, rest: &'c [WordId]| {
                let branches = side.entry(rest).or_default();
                branches.sum += n * n.log2();
                branches.known += count;
            };
            add(&mut characters.before, &words[1..]);
            add(&mut characters.behind, &words[..words.len() - 1]);
        }
        characters
    }

    /// How much the company of a sequence varies, 0–1 (the lesser of both sides); `None` where it is no
    /// word: always in the same company, or its parts together by chance.
    pub(super) fn variety(&self, words: &[WordId], count: u32) -> Option<f64> {
        let sides = [self.before.get(words), self.behind.get(words)];
        let entropy = sides.map(|branches| entropy(branches.copied().unwrap_or_default(), count));
        let least = entropy[0].min(entropy[1]);
        // The most that so few places can show.
        let most = f64::from(count).log2();
        let enough = least >= (0.4 * most).min(1.2);
        (enough && self.together(words, count) >= TOGETHER).then(|| (least / 3.0).min(1.0))
    }

    /// Pointwise mutual information over the best cut, in bits.
    fn together(&self, words: &[WordId], count: u32) -> f64 {
        let times = |part: &[WordId]| f64::from(self.counts.get(part).copied().unwrap_or(count));
        let cuts = (1..words.len()).map(|cut| {
            let (left, right) = words.split_at(cut);
            (f64::from(count) * self.all / (times(left) * times(right))).log2()
        });
        cuts.fold(f64::INFINITY, f64::min)
    }
}

/// The entropy of what stands on one side, in bits. The edge of a text or punctuation is another
/// neighbour each time: words end there.
fn entropy(branches: Branches, count: u32) -> f64 {
    let count = f64::from(count);
    (count.log2() - branches.sum / count).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_words_have_no_variety() {
        // 难民 (1 2) among others, 民 (2) nearly always behind 难.
        let sequences: Vec<(&[WordId], u32)> = vec![
            (&[1], 4),
            (&[1, 2], 4),
            (&[1, 2, 3], 1),
            (&[1, 2, 4], 1),
            (&[2], 4),
            (&[2, 3], 1),
            (&[2, 4], 1),
            (&[3], 30),
            (&[4], 30),
            (&[5, 1], 1),
            (&[5, 1, 2], 1),
            (&[5], 20),
        ];
        let characters = Characters::new(&sequences);
        assert!(characters.variety(&[1, 2], 4).is_some());
        // Together by chance.
        assert!(characters.variety(&[5, 1, 2], 1).is_none());
        let once =
            Characters::new(&[(&[1], 4), (&[1, 2], 4), (&[1, 2, 3], 4), (&[2], 4), (&[3], 9)]);
        assert!(once.variety(&[1, 2], 4).is_none());
    }
}
