//! The encoder of texts: the tokenizer before the network.

use super::{DIM, DocumentSums, Network, Path};
use crate::encoder::{EncodeError, Encoder, Tokenizer, Weights, WeightsError, Windows};
use rayon::prelude::*;
use std::ops::Range;

/// The languages it was trained on.
const LANGUAGES: [&str; 15] =
    ["ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "zh"];
/// Bytes of a document's sentence that are encoded: what a monster has behind them would change its vector little and
/// takes time for all windows around.
const LONGEST: usize = 16 << 10;
/// Texts tokenized together.
const TOGETHER: usize = 256;

/// The embedded encoder: vectors of 512 numbers for 16 languages (Chinese counting twice, in both its scripts).
pub struct Muse<'a> {
    tokenizer: Tokenizer<'a>,
    network: Network<'a>,
}

/// Texts as tokens: the ids of all, and where those of each begin and end.
struct Tokenized {
    ids: Vec<u32>,
    ends: Vec<usize>,
}

impl<'a> Muse<'a> {
    /// From the bytes of a whole file of weights.
    ///
    /// # Errors
    /// When they aren't one, or it is cut off, damaged, or of another version.
    pub fn new(weights: &'a [u8]) -> Result<Self, WeightsError> {
        Self::with_path(weights, Path::detect())
    }

    /// As [`Muse::new`], with a kernel of one's choice.
    ///
    /// # Errors
    /// As [`Muse::new`].
    pub fn with_path(weights: &'a [u8], path: Path) -> Result<Self, WeightsError> {
        let weights = Weights::new(weights)?;
        let network = Network::with_path(&weights, path)?;
        Ok(Self { tokenizer: Tokenizer::new(&weights)?, network })
    }

    /// Its tokenizer.
    pub fn tokenizer(&self) -> &Tokenizer<'a> {
        &self.tokenizer
    }

    fn tokenize(&self, texts: &[&str]) -> Vec<Tokenized> {
        let parts = texts.par_chunks(TOGETHER).map(|texts| {
            let (mut ids, mut ends) = (Vec::new(), Vec::with_capacity(texts.len()));
            for text in texts {
                self.tokenizer.encode(text, &mut ids);
                ends.push(ids.len());
            }
            Tokenized { ids, ends }
        });
        parts.collect()
    }
}

/// The first [`LONGEST`] bytes of a text, to the end of a character.
fn beginning(text: &str) -> &str {
    let mut end = text.len().min(LONGEST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// The ids of each text.
fn rows(parts: &[Tokenized]) -> Vec<&[u32]> {
    let rows = parts.iter().flat_map(|part| {
        let starts = std::iter::once(0).chain(part.ends.iter().copied());
        starts.zip(&part.ends).map(|(start, end)| &part.ids[start..*end])
    });
    rows.collect()
}

impl Encoder for Muse<'_> {
    fn dim(&self) -> usize {
        DIM
    }

    fn knows(&self, language: &str) -> bool {
        LANGUAGES.contains(&language)
    }

    fn encode(&self, texts: &[&str]) -> Result<Vec<f32>, EncodeError> {
        Ok(self.network.encode(&rows(&self.tokenize(texts))))
    }

    fn document<'d>(&'d self, sentences: &[&str]) -> Result<Box<dyn Windows + 'd>, EncodeError> {
        let sentences: Vec<&str> = sentences.iter().map(|text| beginning(text)).collect();
        Ok(Box::new(self.network.document(&rows(&self.tokenize(&sentences)))))
    }
}

impl Windows for DocumentSums<'_> {
    fn len(&self) -> usize {
        DocumentSums::len(self)
    }

    fn vectors(&self, windows: &[Range<u32>]) -> Vec<f32> {
        DocumentSums::vectors(self, windows)
    }
}
