//! Vectors of the tokens of a document, computed when they are asked for.
//!
//! What is summed over the tokens of a sentence is projected token by token, and the mean over the document taken away.

use super::forward::{Batch, Stretch, Sum, Text, add_features};
use super::kernels::{Kernel, Task};
use super::network::Layers;
use super::tokens::Tokens;
use super::{DIM, DocumentSums, FEATURES, head};
use crate::encoder::TokenVectors;
use rayon::prelude::*;
use std::ops::Range;

/// Sentences computed together.
const TOGETHER: usize = 8;
/// Tokens projected together.
const PROJECTED: usize = 64;

impl DocumentSums<'_> {
    /// The vectors of the tokens of some sentences, in what stands around them; the marks have none.
    pub fn tokens(&self, sentences: Range<u32>) -> TokenVectors {
        let all: Vec<usize> =
            (sentences.start as usize..self.len().min(sentences.end as usize)).collect();
        let mean = self.mean();
        let mut out = TokenVectors::new(DIM);
        let mut tokens = Tokens::new(self.network.room, all.iter().map(|at| self.around(*at)));
        let mut done = 0;
        while done < all.len() {
            let texts = all[done..].iter().map(|at| self.around(*at));
            let (layers, path) = (&self.network.layers, self.network.path);
            let count = tokens.prepare(layers, path, texts);
            let parts: Vec<TokenVectors> = all[done..done + count]
                .par_chunks(TOGETHER)
                .map_init(Batch::new, |batch, chosen| {
                    let (document, tokens, mean) = (self, &tokens, &mean[..]);
                    path.run(Vectors { document, layers, tokens, batch, mean, chosen })
                })
                .collect();
            for part in &parts {
                out.append(part);
            }
            done += count;
        }
        out
    }
}

/// Computes the vectors of the tokens of some sentences.
struct Vectors<'a> {
    document: &'a DocumentSums<'a>,
    layers: &'a Layers<'a>,
    tokens: &'a Tokens,
    batch: &'a mut Batch,
    mean: &'a [f32],
    chosen: &'a [usize],
}

impl Task for Vectors<'_> {
    type Output = TokenVectors;

    #[inline(always)]
    fn run<K: Kernel>(self, kernel: K) -> TokenVectors {
        let mut out = TokenVectors::new(DIM);
        let text = Text { ids: &self.document.ids, begin: false, end: false };
        let mut sums = Vec::new();
        for &sentence in self.chosen {
            let places = self.document.places(sentence);
            for from in places.clone().step_by(PROJECTED) {
                let range = from..places.end.min(from + PROJECTED);
                sums.clear();
                sums.resize(range.len(), Sum::new());
                let range = range.start as isize..range.end as isize;
                let stretch = Stretch { text, range, sum: 0, apart: true };
                let stretches = std::iter::once(stretch);
                add_features(kernel, self.layers, self.tokens, stretches, (self.batch, &mut sums));
                let mut features = vec![0.0; sums.len() * FEATURES];
                for (row, sum) in features.chunks_exact_mut(FEATURES).zip(&sums) {
                    sum.add_to(row, &self.layers.gamma, 1.0);
                }
                let mut vectors = head::project(kernel, self.layers, &features);
                for vector in vectors.chunks_exact_mut(DIM) {
                    for (value, mean) in vector.iter_mut().zip(self.mean) {
                        *value -= mean;
                    }
                    out.push(vector);
                }
            }
            out.end_sentence();
        }
        out
    }
}
