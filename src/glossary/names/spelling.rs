//! Words that are nearly a known one: an index of what is left of words when a letter is taken out,
//! after Wolf Garbe's symmetric deletion (2012). Two words with a common remainder are at most two
//! edits apart; how near they are is then measured.

use crate::glossary::matcher::Id;
use rustc_hash::{FxHashMap, FxHasher};
use std::hash::Hasher as _;

/// The shortest word that counts as misspelt, in characters.
const SHORTEST: usize = 4;

/// The longest word that is looked up.
const LONGEST: usize = 64;

/// Known words by their remainders.
#[derive(Default)]
pub(super) struct Spelling {
    words: Vec<(Box<str>, Id)>,
    remainders: FxHashMap<u64, Vec<u32>>,
}

impl Spelling {
    /// Adds a word (a key: folded, without its endings).
    pub(super) fn add(&mut self, word: &str, id: Id) {
        if word.chars().count() < SHORTEST || word.chars().any(char::is_numeric) {
            return;
        }
        let number = self.words.len() as u32;
        self.words.push((word.into(), id));
        each_remainder(word, |remainder| {
            let known = self.remainders.entry(remainder).or_default();
            if known.last() != Some(&number) {
                known.push(number);
            }
        });
    }

    /// The known word that is nearest to `word`, if one is near.
    pub(super) fn nearest(&self, word: &str) -> Option<Id> {
        let letters = word.chars().count();
        if !(SHORTEST..=LONGEST).contains(&letters) || word.chars().any(char::is_numeric) {
            return None;
        }
        let mut best: Option<(f64, u32)> = None;
        each_remainder(word, |remainder| {
            for &number in self.remainders.get(&remainder).into_iter().flatten() {
                let near = similarity(word, &self.words[number as usize].0);
                if is_near(near, letters) && best.is_none_or(|(known, _)| near > known) {
                    best = Some((near, number));
                }
            }
        });
        best.map(|(_, number)| self.words[number as usize].1)
    }
}

/// How near two words are, 0–1, counting a swap of neighbours as one edit.
pub(super) fn similarity(one: &str, other: &str) -> f64 {
    strsim::normalized_damerau_levenshtein(one, other)
}

/// Whether words of so many letters that are so near are one misspelt.
pub(super) fn is_near(similarity: f64, letters: usize) -> bool {
    similarity >= if letters < 6 { 0.75 } else { 0.7 }
}

/// Calls `each` with a hash of the word and of each that a letter less gives.
fn each_remainder(word: &str, mut each: impl FnMut(u64)) {
    each(hash(word, word.len()..word.len()));
    for (at, c) in word.char_indices() {
        each(hash(word, at..at + c.len_utf8()));
    }
}

fn hash(word: &str, without: std::ops::Range<usize>) -> u64 {
    let mut hasher = FxHasher::default();
    for byte in word[..without.start].bytes().chain(word[without.end..].bytes()) {
        hasher.write_u8(byte);
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_words_are_found_and_others_are_not() {
        let mut spelling = Spelling::default();
        for (id, word) in ["valletta", "nation", "convention", "переселенец"].iter().enumerate()
        {
            spelling.add(word, id as Id + 1);
        }
        for (word, id) in [
            ("valetta", Some(1)),
            ("vallleta", Some(1)),
            ("naiton", Some(2)),
            ("convetnion", Some(3)),
            ("переселенц", Some(4)),
            ("vienna", None),
            ("natural", None),
        ] {
            assert_eq!(spelling.nearest(word), id, "{word}");
        }
    }
}
