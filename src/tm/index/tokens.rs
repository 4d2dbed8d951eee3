//! The tokens of a measure, as the index knows them: by their hashes.

use crate::tm::tokens::{self, Folding};
use crate::words::Stemming;
use xxhash_rust::xxh3::xxh3_64;

/// What the likeness of two texts is: 1 − edit distance/longer length, over …
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Measure {
    /// … the code points of the texts as they are.
    Characters,
    /// … lower-case tokens: runs of letters, digits and underscores, and every other character that is
    /// no white space by itself (`[^\W]+|[^\w\s]` of Python's `re`).
    Words,
    /// … the same with [stems](Stemming) in place of words, and Chinese and Japanese characters one by one.
    Stems,
}

/// Calls `each` with every token of `text` for a measure of words or stems.
pub fn each_token(text: &str, measure: Measure, stemming: &Stemming, each: impl FnMut(&str)) {
    let stemming = (measure == Measure::Stems).then_some(stemming);
    each_folded(text, stemming, &mut Folding::default(), each);
}

/// The hashes of the tokens, which stand for them. Among a million different tokens there are two with the
/// same hash with a probability of 3·10⁻⁸.
pub(super) fn hashes(
    text: &str,
    stemming: Option<&Stemming>,
    folding: &mut Folding,
    mut each: impl FnMut(u64),
) {
    each_folded(text, stemming, folding, |token| each(xxh3_64(token.as_bytes())));
}

fn each_folded(
    text: &str,
    stemming: Option<&Stemming>,
    folding: &mut Folding,
    mut each: impl FnMut(&str),
) {
    match stemming {
        Some(stemming) => tokens::each_stem(text, stemming, folding, each),
        None => tokens::each_token(text, folding, |token, _| each(token)),
    }
}
