//! From a block's text back to the file it was read from.

use crate::text::Span;
use std::ops::Range;

/// A stretch of a block's text and the bytes of the part it was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Stretch {
    /// Bytes of the block's text; none where something was left out (a hyphen at a line's end).
    pub text: Span,
    /// Bytes of the part's decoded text.
    pub source: Span,
    /// Whether both are the same letters. Otherwise the source stands for the text as a whole: a
    /// character reference, white space that was collapsed.
    pub verbatim: bool,
}

/// Where the text of a block was read from: its stretches in order, on both sides. What lies between
/// two of them in the part is markup; text in no stretch was not written there as text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origin(Vec<Stretch>);

impl Origin {
    /// The origin of a text that stands in the part as it is, from byte `start`.
    pub fn verbatim(length: usize, start: usize) -> Self {
        let mut origin = Self::default();
        origin.push(Span::new(0, length), Span::new(start, start + length));
        origin
    }

    /// Adds the next stretch, letter for letter; where the last one ends in the same way, it becomes longer.
    pub fn push(&mut self, text: Span, source: Span) {
        debug_assert_eq!(text.len(), source.len(), "the same letters have one length");
        if text.is_empty() {
            return;
        }
        if let Some(last) = self.0.last_mut()
            && last.verbatim
            && (last.text.end, last.source.end) == (text.start, source.start)
        {
            (last.text.end, last.source.end) = (text.end, source.end);
            return;
        }
        self.0.push(Stretch { text, source, verbatim: true });
    }

    /// Adds the next stretch, for whose text the source stands.
    pub fn push_other(&mut self, text: Span, source: Span) {
        self.0.push(Stretch { text, source, verbatim: false });
    }

    /// Cuts it for a text that is cut to `length` bytes.
    pub fn truncate(&mut self, length: usize) {
        while let Some(last) = self.0.last_mut().filter(|last| last.text.end as usize > length) {
            let kept = length.saturating_sub(last.text.start as usize) as u32;
            if kept > 0 && last.verbatim {
                (last.text.end, last.source.end) = (length as u32, last.source.start + kept);
                return;
            }
            self.0.pop();
        }
    }

    /// The stretches, in order.
    pub fn stretches(&self) -> &[Stretch] {
        &self.0
    }

    /// The stretches that some bytes of the text touch, in order.
    pub fn touched(&self, range: &Range<usize>) -> &[Stretch] {
        let from = self.0.partition_point(|stretch| stretch.text.end as usize <= range.start);
        let count = self.0[from..].partition_point(|one| (one.text.start as usize) < range.end);
        &self.0[from..from + count]
    }

    /// The bytes of the part that some bytes of the text were read from, one range for each stretch
    /// of the part without markup in it. Empty where nothing is known.
    pub fn of(&self, range: &Range<usize>) -> Vec<Range<usize>> {
        let mut found: Vec<Range<usize>> = Vec::new();
        for stretch in self.touched(range) {
            let part = stretch.source_of(range);
            match found.last_mut().filter(|last| last.end == part.start) {
                Some(last) => last.end = part.end,
                None => found.push(part),
            }
        }
        found
    }
}

impl Stretch {
    /// The source of those bytes of `range` that are the stretch's.
    pub fn source_of(&self, range: &Range<usize>) -> Range<usize> {
        let (text, source) = (self.text.range(), self.source.range());
        if !self.verbatim {
            return source;
        }
        let start = source.start + range.start.saturating_sub(text.start).min(source.len());
        let end = source.end - text.end.saturating_sub(range.end).min(source.len());
        start..end.max(start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `A &amp; <b>Plan</b>` read as `A & Plan`
    fn plan() -> Origin {
        let mut origin = Origin::default();
        origin.push(Span::new(0, 2), Span::new(0, 2));
        origin.push_other(Span::new(2, 3), Span::new(2, 7));
        origin.push(Span::new(3, 4), Span::new(7, 8));
        origin.push(Span::new(4, 8), Span::new(11, 15));
        origin
    }

    fn of(origin: &Origin, range: Range<usize>) -> String {
        let found = origin.of(&range).into_iter().map(|range| format!("{range:?}"));
        found.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn stretches_lead_back_over_references_and_markup() {
        let origin = plan();
        assert_eq!(of(&origin, 4..8), "11..15");
        assert_eq!(of(&origin, 2..8), "2..8 11..15");
        assert_eq!(of(&origin, 0..1), "0..1");
        assert_eq!(of(&origin, 5..7), "12..14");
        assert!(origin.of(&(8..9)).is_empty());
        assert!(Origin::default().of(&(0..1)).is_empty());
    }

    #[test]
    fn what_was_left_out_belongs_to_the_word_around_it() {
        // `inter-` and `national` on two lines
        let mut origin = Origin::verbatim(5, 0);
        origin.push_other(Span::new(5, 5), Span::new(5, 7));
        origin.push(Span::new(5, 13), Span::new(7, 15));
        assert_eq!(of(&origin, 0..13), "0..15");
        assert_eq!(of(&origin, 0..5), "0..5");
        assert_eq!(of(&origin, 5..13), "7..15");
    }

    #[test]
    fn an_origin_is_cut_with_its_text() {
        for (length, wanted) in [(8, 4), (6, 4), (4, 3), (3, 2), (1, 1), (0, 0)] {
            let mut origin = plan();
            origin.truncate(length);
            assert_eq!(origin.stretches().len(), wanted, "{length}");
            let end = origin.stretches().last().map_or(0, |last| last.text.end as usize);
            assert_eq!(end, length);
        }
    }
}
