//! Vectors of single tokens, to see which of a sentence have a counterpart in another.

/// Vectors of the tokens of consecutive sentences: integers, a scale a vector, and lengths.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TokenVectors {
    dim: usize,
    values: Vec<i8>,
    scales: Vec<f32>,
    norms: Vec<f32>,
    /// Where each sentence's tokens end.
    ends: Vec<usize>,
}

/// The vector of a token.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TokenVector<'a> {
    /// Its numbers divided by the scale.
    pub values: &'a [i8],
    /// What they are multiplied with.
    pub scale: f32,
    /// The vector's length.
    pub norm: f32,
}

impl TokenVector<'_> {
    /// The cosine of two tokens; 0 if either is nothing but zeros.
    pub fn cosine(&self, other: &TokenVector) -> f32 {
        let products = self.values.iter().zip(other.values);
        let sum: i32 = products.map(|(left, right)| i32::from(*left) * i32::from(*right)).sum();
        let norms = self.norm * other.norm;
        if norms > 0.0 { sum as f32 * (self.scale * other.scale / norms) } else { 0.0 }
    }
}

impl TokenVectors {
    /// No sentences yet, for vectors of `dim` numbers.
    pub(super) fn new(dim: usize) -> Self {
        Self { dim, ..Self::default() }
    }

    /// Adds a token to the sentence that is not yet ended.
    pub(super) fn push(&mut self, vector: &[f32]) {
        let largest = vector.iter().fold(0f32, |most, value| most.max(value.abs()));
        let inverse = if largest > 0.0 { 127.0 / largest } else { 0.0 };
        let from = self.values.len();
        self.values.extend(vector.iter().map(|value| (value * inverse).round() as i8));
        let squares = self.values[from..].iter().map(|value| i32::from(*value).pow(2));
        let scale = largest / 127.0;
        self.norms.push((squares.sum::<i32>() as f32).sqrt() * scale);
        self.scales.push(scale);
    }

    /// Ends a sentence.
    pub(super) fn end_sentence(&mut self) {
        self.ends.push(self.scales.len());
    }

    /// Adds sentences behind these.
    pub(super) fn append(&mut self, other: &Self) {
        let before = self.scales.len();
        self.values.extend(&other.values);
        self.scales.extend(&other.scales);
        self.norms.extend(&other.norms);
        self.ends.extend(other.ends.iter().map(|end| before + end));
    }

    /// The number of sentences.
    pub fn sentences(&self) -> usize {
        self.ends.len()
    }

    /// The vectors of the tokens of a sentence, counted from the first one that was asked for.
    ///
    /// # Panics
    /// When there is no such sentence.
    pub fn sentence(&self, at: usize) -> impl ExactSizeIterator<Item = TokenVector<'_>> {
        let from = if at == 0 { 0 } else { self.ends[at - 1] };
        (from..self.ends[at]).map(|token| TokenVector {
            values: &self.values[token * self.dim..(token + 1) * self.dim],
            scale: self.scales[token],
            norm: self.norms[token],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_keep_their_direction_and_length() {
        let mut vectors = TokenVectors::new(4);
        vectors.push(&[3.0, 0.0, -4.0, 0.0]);
        vectors.push(&[0.0, 2.0, 0.0, 0.0]);
        vectors.end_sentence();
        let mut more = TokenVectors::new(4);
        more.end_sentence();
        more.push(&[-6.0, 0.0, 8.0, 0.0]);
        more.push(&[0.0; 4]);
        more.end_sentence();
        vectors.append(&more);
        assert_eq!(vectors.sentences(), 3);
        assert_eq!((0..3).map(|at| vectors.sentence(at).len()).collect::<Vec<_>>(), [2, 0, 2]);
        let tokens: Vec<TokenVector> = (0..3).flat_map(|at| vectors.sentence(at)).collect();
        assert!((tokens[0].norm - 5.0).abs() < 0.02 && (tokens[2].norm - 10.0).abs() < 0.04);
        assert!((tokens[0].cosine(&tokens[2]) + 1.0).abs() < 1e-5);
        assert!(tokens[0].cosine(&tokens[1]).abs() < 1e-6);
        assert!(tokens[0].cosine(&tokens[3]).abs() < 1e-6);
    }
}
