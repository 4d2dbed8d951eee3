//! Vectors of the tokens of a document, to see which of a sentence have a counterpart in another.

use super::Products;

/// Tokens of a sentence that are kept at most: the heaviest ones.
pub const MOST_TOKENS: usize = 12;

/// The heaviest tokens of each sentence of a document, as they mean in what stands around them, less what all tokens of
/// the document have in common.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TokenVectors {
    dim: usize,
    /// 8-bit integers, `dim` a token.
    values: Vec<i8>,
    /// What makes them a vector of unit length.
    scales: Vec<f32>,
    /// How much the token adds to its sentence: the length of its vector.
    weights: Vec<f32>,
    /// Where each sentence's tokens end.
    ends: Vec<u32>,
}

impl TokenVectors {
    /// From the vectors of all tokens of each sentence, `dim` numbers a token.
    pub fn new(sentences: &[&[f32]], dim: usize) -> Self {
        let mean = mean(sentences, dim);
        let mut made = Self { dim, ..Self::default() };
        let products = Products::detect();
        let mut vector = vec![0.0; dim];
        for sentence in sentences {
            for (at, _) in heaviest(sentence, &mean) {
                let token = sentence[at * dim..(at + 1) * dim].iter().zip(&mean);
                vector.iter_mut().zip(token).for_each(|(out, (value, mean))| *out = value - mean);
                made.push(&vector, products);
            }
            made.ends.push(made.scales.len() as u32);
        }
        made
    }

    fn push(&mut self, vector: &[f32], products: Products) {
        let most = vector.iter().fold(1e-9_f32, |most, value| most.max(value.abs()));
        let from = self.values.len();
        self.values.extend(vector.iter().map(|value| (value / most * 127.0).round() as i8));
        let row = &self.values[from..];
        let length = (products.dot(row, row) as f32).sqrt().max(1e-9);
        self.scales.push(1.0 / length);
        self.weights.push(length * most / 127.0);
    }

    /// Adds the first `count` sentences of another document behind these.
    pub fn append(&mut self, other: &Self, count: usize) {
        let before = self.scales.len() as u32;
        let ends = &other.ends[..count.min(other.ends.len())];
        let tokens = ends.last().map_or(0, |end| *end as usize);
        self.dim = other.dim;
        self.values.extend(&other.values[..tokens * other.dim]);
        self.scales.extend(&other.scales[..tokens]);
        self.weights.extend(&other.weights[..tokens]);
        self.ends.extend(ends.iter().map(|end| before + end));
    }

    /// The number of sentences.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The numbers of a sentence's tokens.
    pub fn of(&self, sentence: usize) -> std::ops::Range<usize> {
        let from = sentence.checked_sub(1).map_or(0, |before| self.ends[before]);
        from as usize..self.ends[sentence] as usize
    }

    /// A token's vector as integers.
    pub fn vector(&self, token: usize) -> &[i8] {
        &self.values[token * self.dim..(token + 1) * self.dim]
    }

    /// What makes the integers of a token a vector of unit length.
    pub fn scale(&self, token: usize) -> f32 {
        self.scales[token]
    }

    /// The length of a token's vector: what it adds to its sentence.
    pub fn weight(&self, token: usize) -> f32 {
        self.weights[token]
    }
}

/// The mean of all tokens.
fn mean(sentences: &[&[f32]], dim: usize) -> Vec<f32> {
    let mut mean = vec![0.0; dim];
    let mut count = 0;
    for token in sentences.iter().flat_map(|sentence| sentence.chunks_exact(dim)) {
        mean.iter_mut().zip(token).for_each(|(sum, value)| *sum += value);
        count += 1;
    }
    mean.iter_mut().for_each(|sum| *sum /= count.max(1) as f32);
    mean
}

/// The places and squared lengths of the longest vectors less the mean, in the order of the text.
fn heaviest(sentence: &[f32], mean: &[f32]) -> Vec<(usize, f32)> {
    let square =
        |token: &[f32]| token.iter().zip(mean).map(|(v, m)| (v - m) * (v - m)).sum::<f32>();
    let mut all: Vec<(usize, f32)> =
        sentence.chunks_exact(mean.len()).map(square).enumerate().collect();
    all.sort_unstable_by(|left, right| right.1.total_cmp(&left.1).then(left.0.cmp(&right.0)));
    all.truncate(MOST_TOKENS);
    all.sort_unstable_by_key(|(at, _)| *at);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heaviest_tokens_are_kept_with_direction_and_length() {
        let long: Vec<f32> = (0..20).flat_map(|at| [at as f32, 0.0, -(at as f32), 0.0]).collect();
        let short = [-190.0, 3.0, 190.0, 0.0];
        let vectors = TokenVectors::new(&[&long, &[], &short], 4);
        assert_eq!((0..3).map(|at| vectors.of(at).len()).collect::<Vec<_>>(), [MOST_TOKENS, 0, 1]);
        let cosine = |a: usize, b: usize| {
            let (left, right) = (vectors.vector(a), vectors.vector(b));
            let sum: f32 = left.iter().zip(right).map(|(l, r)| f32::from(*l) * f32::from(*r)).sum();
            sum * vectors.scale(a) * vectors.scale(b)
        };
        let last = vectors.of(2).start;
        assert!((cosine(0, 1) - 1.0).abs() < 1e-3 && (cosine(0, last) + 1.0).abs() < 1e-3);
        assert!(vectors.weight(last) > vectors.weight(0));
        let mut twice = vectors.clone();
        twice.append(&vectors, 2);
        assert_eq!((twice.len(), twice.of(3)), (5, 13..25));
        assert_eq!(twice.vector(24), vectors.vector(11));
    }
}
