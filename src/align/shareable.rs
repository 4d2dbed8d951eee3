//! Words that may stand on both sides alike: names and cognates.

use super::prepare::Prepared;
use crate::text::{Script, dominant_script};
use crate::words::{digit_value, skeleton};
use rustc_hash::FxHashMap;

/// For each sentence the keys of its words that both texts have.
pub(super) struct Shareable {
    keys: [Vec<Box<[u32]>>; 2],
    weights: Vec<f32>,
    /// The weight of all keys of each sentence.
    pub(super) sums: [Vec<f32>; 2],
}

impl Shareable {
    /// Finds what both sides may share: words written alike in their first letters, or from script to
    /// script words that sound alike. The rarer a key, the more it weighs.
    pub(super) fn new(source: &Prepared, target: &Prepared) -> Self {
        let (left, right) = match (script(source), script(target)) {
            (left, right) if left != right => (skeletons(source), skeletons(target)),
            _ => (stems(source), stems(target)),
        };
        let mut ids: FxHashMap<&str, u32> = FxHashMap::default();
        for stem in left.iter().flatten() {
            let next = ids.len() as u32;
            ids.entry(stem).or_insert(next);
        }
        let mut met = vec![false; ids.len()];
        for stem in right.iter().flatten() {
            if let Some(&id) = ids.get(&**stem) {
                met[id as usize] = true;
            }
        }
        let id = |stem: &Option<Box<str>>| {
            let id = ids.get(&**stem.as_ref()?).copied()?;
            met[id as usize].then_some(id)
        };
        let mut frequency = vec![0_u32; ids.len()];
        let mut list = |side: &Prepared, stems: &[Option<Box<str>>]| -> Vec<Box<[u32]>> {
            let by_word: Vec<Option<u32>> = stems.iter().map(id).collect();
            let sentence = |index: usize| {
                let words = side.words(index).iter().filter_map(|word| by_word[*word as usize]);
                let mut keys: Vec<u32> = words.collect();
                keys.sort_unstable();
                keys.dedup();
                for &key in &keys {
                    frequency[key as usize] += 1;
                }
                keys.into()
            };
            (0..side.len()).map(sentence).collect()
        };
        let keys = [list(source, &left), list(target, &right)];
        let all = (source.len() + target.len()) as f32;
        let weight = |&count: &u32| (all / count.max(1) as f32).ln().max(0.0);
        let weights: Vec<f32> = frequency.iter().map(weight).collect();
        let sum = |keys: &[Box<[u32]>]| -> Vec<f32> {
            keys.iter().map(|keys| keys.iter().map(|&key| weights[key as usize]).sum()).collect()
        };
        let sums = [sum(&keys[0]), sum(&keys[1])];
        Self { keys, weights, sums }
    }

    /// The keys of sentence `index` of side 0 (source) or 1 (target), sorted.
    pub(super) fn keys(&self, side: usize, index: usize) -> &[u32] {
        &self.keys[side][index]
    }

    /// What a key weighs.
    pub(super) fn weight(&self, key: u32) -> f32 {
        self.weights[key as usize]
    }
}

/// The script most of a side's words are in.
fn script(side: &Prepared) -> Option<Script> {
    dominant_script(&side.vocabulary[..side.vocabulary.len().min(400)].concat())
}

/// The skeleton of each word of the vocabulary.
fn skeletons(side: &Prepared) -> Vec<Option<Box<str>>> {
    side.vocabulary.iter().map(|word| skeleton(word).map(Into::into)).collect()
}

/// The first five letters of each word of the vocabulary; nothing for short words and numbers.
fn stems(side: &Prepared) -> Vec<Option<Box<str>>> {
    let stem = |word: &str| -> Option<Box<str>> {
        let digits = word.chars().any(|c| digit_value(c).is_some());
        let stem: String = word.chars().take(5).collect();
        (!digits && stem.chars().count() >= 4).then(|| stem.into())
    };
    side.vocabulary.iter().map(|word| stem(word)).collect()
}

/// The weight of what two sorted lists have in common.
pub(super) fn common<T: Ord + Copy>(left: &[T], right: &[T], weight: impl Fn(T) -> f32) -> f32 {
    let (mut a, mut b, mut sum) = (0, 0, 0.0);
    while a < left.len() && b < right.len() {
        match left[a].cmp(&right[b]) {
            std::cmp::Ordering::Less => a += 1,
            std::cmp::Ordering::Greater => b += 1,
            std::cmp::Ordering::Equal => {
                sum += weight(left[a]);
                a += 1;
                b += 1;
            }
        }
    }
    sum
}
