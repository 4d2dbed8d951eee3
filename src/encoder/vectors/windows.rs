//! Windows of consecutive sentences over vectors made elsewhere.

use super::{Vectors, inverse_length};
use crate::encoder::{EncodeError, Windows};
use std::ops::Range;

/// A document whose sentences have vectors.
pub(super) struct TextWindows<'a> {
    vectors: &'a Vectors,
    /// The sentences joined by spaces.
    joined: String,
    /// Where each stands there.
    spans: Vec<Range<usize>>,
    /// Their vectors, row by row.
    rows: Vec<f32>,
}

impl<'a> TextWindows<'a> {
    pub(super) fn new(vectors: &'a Vectors, sentences: &[&str]) -> Result<Self, EncodeError> {
        use crate::encoder::Encoder as _;
        let rows = vectors.encode(sentences)?;
        let (mut joined, mut spans) = (String::new(), Vec::with_capacity(sentences.len()));
        for sentence in sentences {
            if !spans.is_empty() {
                joined.push(' ');
            }
            spans.push(joined.len()..joined.len() + sentence.len());
            joined.push_str(sentence);
        }
        Ok(Self { vectors, joined, spans, rows })
    }

    fn sentence(&self, index: usize) -> &[f32] {
        &self.rows[index * self.vectors.dim..][..self.vectors.dim]
    }

    fn window(&self, window: &Range<u32>, out: &mut Vec<f32>) {
        let sentences = window.start as usize..window.end as usize;
        if let [first, .., last] = &self.spans[sentences.clone()]
            && let Some(vector) = self.vectors.find(&self.joined[first.start..last.end])
        {
            out.extend_from_slice(vector);
            return;
        }
        let from = out.len();
        out.resize(from + self.vectors.dim, 0.0);
        for index in sentences.clone() {
            for (sum, number) in out[from..].iter_mut().zip(self.sentence(index)) {
                *sum += number;
            }
        }
        match inverse_length(&out[from..]) {
            Some(inverse) if sentences.len() > 1 => {
                out[from..].iter_mut().for_each(|n| *n = (f64::from(*n) * inverse) as f32);
            }
            // One sentence's vector is what it is. Vectors that cancel each other out have no mean.
            _ if !sentences.is_empty() => {
                out[from..].copy_from_slice(self.sentence(sentences.start));
            }
            _ => {}
        }
    }
}

impl Windows for TextWindows<'_> {
    fn len(&self) -> usize {
        self.spans.len()
    }

    /// A window of no sentences has zeros.
    fn vectors(&self, windows: &[Range<u32>]) -> Vec<f32> {
        let mut out = Vec::with_capacity(windows.len() * self.vectors.dim);
        for window in windows {
            self.window(window, &mut out);
        }
        out
    }
}
