//! Sentences as vectors: what means the same lies close, in whatever language it is said.
//!
//! [`Muse`] is the embedded encoder, a convolutional network of 16 languages (`models/README.md`).
//! Vectors made by other programs come in through [`Vectors`]. Whoever aligns or compares asks for an
//! [`Encoder`] and need not know which it is; what works without one too takes an `Option<&dyn Encoder>`.

pub mod muse;
mod tokenizer;
mod vectors;
mod weights;
mod weights_file;

pub use muse::{Muse, Products};
pub use tokenizer::Tokenizer;
pub use vectors::{Vectors, npy_header};
pub use weights::{Weights, WeightsError};
pub use weights_file::WeightsFile;

use std::ops::Range;

/// Why texts have no vectors.
#[derive(Debug, thiserror::Error)]
pub enum EncodeError {
    /// A file of vectors has none for a text, or vectors of another size.
    #[error("{0}")]
    Vectors(String),
    /// The weights can't be used.
    #[error(transparent)]
    Weights(#[from] WeightsError),
}

/// Turns texts into vectors of unit length.
pub trait Encoder: Send + Sync {
    /// The length of a vector.
    fn dim(&self) -> usize;

    /// Whether it was trained on a language (a primary subtag in lower case: `en`, `zh`).
    fn knows(&self, language: &str) -> bool;

    /// The vectors of `texts`, row by row: `texts.len() * dim()` numbers. A row depends on its text only, never on
    /// the texts beside it or the number of threads. An empty text has a vector too.
    ///
    /// # Errors
    /// When a text can have none: see [`EncodeError`].
    fn encode(&self, texts: &[&str]) -> Result<Vec<f32>, EncodeError>;

    /// Encodes the sentences of a document so that windows of consecutive ones have vectors.
    ///
    /// # Errors
    /// As [`Encoder::encode`].
    fn document<'a>(&'a self, sentences: &[&str]) -> Result<Box<dyn Windows + 'a>, EncodeError>;
}

/// An encoded document.
pub trait Windows: Send + Sync {
    /// The number of sentences.
    fn len(&self) -> usize;

    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The vectors of windows of sentences, each as if its sentences were joined by a space and encoded, row by row. Of
    /// monster sentences (16 KiB and more) an encoder may take the beginning only.
    fn vectors(&self, windows: &[Range<u32>]) -> Vec<f32>;
}
