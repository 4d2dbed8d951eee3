//! From a block's text back to the file it was read from.

use crate::text::Span;
use std::ops::Range;

/// A stretch of a block's text and the bytes of the part it was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Stretch {
    /// Bytes of the block's text.
    pub text: Span,
    /// Bytes of the part's decoded text: the same letters where both have one length, else something
    /// that stands for them (a character reference, white space that was collapsed).
    pub source: Span,
}

/// Where the text of a block was read from: its stretches in order. What lies between two of them in
/// the part is markup.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origin(Vec<Stretch>);

impl Origin {
    /// Adds the next stretch; one that goes on where the last ended, letter for letter, makes it longer.
    pub fn push(&mut self, text: Span, source: Span) {
        let same = |stretch: &Stretch| stretch.text.len() == stretch.source.len();
        let next = Stretch { text, source };
        if let Some(last) = self.0.last_mut()
            && (last.text.end, last.source.end) == (text.start, source.start)
            && same(last)
            && same(&next)
        {
            (last.text.end, last.source.end) = (text.end, source.end);
            return;
        }
        self.0.push(next);
    }

    /// The stretches, in order.
    pub fn stretches(&self) -> &[Stretch] {
        &self.0
    }

    /// The bytes of the part that some bytes of the text were read from, one range for each stretch
    /// of the part without markup in it. Empty where nothing is known.
    pub fn of(&self, range: &Range<usize>) -> Vec<Range<usize>> {
        let mut found: Vec<Range<usize>> = Vec::new();
        let touched = self.0.iter().filter(|stretch| {
            (stretch.text.start as usize) < range.end && range.start < stretch.text.end as usize
        });
        for stretch in touched {
            let (text, source) = (stretch.text.range(), stretch.source.range());
            let part = if text.len() == source.len() {
                let start = source.start + range.start.saturating_sub(text.start);
                let end = source.end - text.end.saturating_sub(range.end);
                start..end
            } else {
                source
            };
            match found.last_mut().filter(|last| last.end == part.start) {
                Some(last) => last.end = part.end,
                None => found.push(part),
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_lead_back_over_references_and_markup() {
        // `A &amp; <b>Plan</b>` read as `A & Plan`
        let mut origin = Origin::default();
        origin.push(Span::new(0, 2), Span::new(0, 2));
        origin.push(Span::new(2, 3), Span::new(2, 7));
        origin.push(Span::new(3, 4), Span::new(7, 8));
        origin.push(Span::new(4, 8), Span::new(11, 15));
        assert_eq!(origin.of(&(4..8)), [11..15]);
        assert_eq!(origin.of(&(2..8)), [2..8, 11..15]);
        assert_eq!(origin.of(&(0..1)), [0..1]);
        assert!(Origin::default().of(&(0..1)).is_empty());
    }
}
