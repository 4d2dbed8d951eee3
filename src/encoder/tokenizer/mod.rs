//! The encoder's tokenizer: a SentencePiece unigram model, with the ids that the C++ program gives.

mod normalise;
mod trie;
mod unigram;

use super::{Weights, WeightsError};
use normalise::Normaliser;
use std::cell::RefCell;
use trie::Trie;
use unigram::{Step, Unigram};

/// The id of what no piece has.
const UNKNOWN: u32 = 0;
/// How many pieces there are: the rows of the network's table.
const PIECES: usize = 128_000;
/// Scratch space of more bytes of text than this is given back.
const KEPT: usize = 1 << 16;

/// Cuts texts into pieces.
#[derive(Debug)]
pub struct Tokenizer<'a> {
    normaliser: Normaliser<'a>,
    unigram: Unigram<'a>,
}

/// What a thread keeps from text to text: the normalised text and the steps of the search.
#[derive(Default)]
struct Scratch {
    text: Vec<u8>,
    steps: Vec<Step>,
}

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

impl<'a> Tokenizer<'a> {
    /// The tokenizer in a file of weights: the sections `charsmap`, `pieces`, `scores` and `user`.
    ///
    /// # Errors
    /// When a section is missing or isn't what it should be.
    pub fn new(weights: &Weights<'a>) -> Result<Self, WeightsError> {
        let broken = |name| move || WeightsError::Section { name, wanted: 0 };
        let pieces = weights.section("pieces", 0)?;
        let pieces = Trie::new(pieces).ok_or_else(broken("pieces"))?;
        let (scores, _) = weights.section("scores", PIECES * size_of::<f32>())?.as_chunks();
        let (user, _) = weights.section("user", 0)?.as_chunks();
        let user: Vec<u32> = user.iter().map(|id| u32::from_le_bytes(*id)).collect();
        let symbols = pieces.keys(&user).filter(|keys| keys.iter().all(|key| !key.is_empty()));
        let symbols = symbols.ok_or_else(broken("user"))?;
        let charsmap = weights.section("charsmap", 0)?;
        let normaliser = Normaliser::new(charsmap, symbols).ok_or_else(broken("charsmap"))?;
        Ok(Self { normaliser, unigram: Unigram::new(pieces, scores, user) })
    }

    /// Appends the ids of the pieces of a text (all below 128,000) to `ids`, without the marks of its beginning and end. A text of
    /// nothing but spaces has none. The time is linear in the length of the text, which has no limit.
    pub fn encode(&self, text: &str, ids: &mut Vec<u32>) {
        SCRATCH.with_borrow_mut(|Scratch { text: normalised, steps }| {
            normalised.clear();
            self.normaliser.normalise(text, normalised);
            self.unigram.encode(normalised, steps, ids);
            if normalised.len() > KEPT {
                (*normalised, *steps) = (Vec::new(), Vec::new());
            }
        });
    }
}

#[cfg(test)]
mod tests;
