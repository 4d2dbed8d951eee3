//! A translation in the place of a segment of a document: the text between codes changes, codes stay.

use super::codes::in_order;
use crate::format::splice;
use crate::model::{Block, Content};
use crate::text::Span;
use std::ops::Range;

/// A stretch of a document's part, and what to write there, not yet escaped.
pub(super) type Edit = (Range<usize>, String);

/// The edits that write `translation` over a segment of a block, whose text and codes are `own`. Each piece of text
/// between two codes becomes that between the same two in the translation.
///
/// # Errors
/// Why it can't be written there.
pub(super) fn edits(
    block: &Block,
    segment: Span,
    own: &Content,
    translation: &Content,
) -> Result<Vec<Edit>, &'static str> {
    if !in_order(own, translation) {
        return Err("its codes come in another order than in the source");
    }
    let mut found: Vec<Edit> = Vec::new();
    let ends = |content: &Content| -> Vec<usize> {
        content.codes.iter().map(|code| code.at as usize).chain([content.text.len()]).collect()
    };
    let (mut from, mut to) = (0, 0);
    for (end, other_end) in ends(own).into_iter().zip(ends(translation)) {
        let (old, new) = (own.text.get(from..end), translation.text.get(to..other_end));
        let (Some(old), Some(new)) = (old, new) else { return Err("its codes are out of order") };
        let start = segment.start as usize + from;
        if old.is_empty() && !new.is_empty() {
            return Err("it has text between two codes where the source has none");
        }
        if old != new {
            let range = start..start + old.len();
            let edits = splice::edits(&block.origin, &block.content.text, range, new);
            found.extend(edits.ok_or("the file has no place for some of its text")?);
        }
        (from, to) = (end, other_end);
    }
    if found.is_sorted_by(|a, b| a.0.end <= b.0.start) {
        Ok(found)
    } else {
        Err("the file has its text in another order than it is read")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Code, CodeKind, Origin, Place};

    /// `<p>One <b>two</b> three. Four.</p>`, the first sentence being the segment.
    fn block() -> (Block, Content) {
        let mut origin = Origin::default();
        origin.push(Span::new(0, 4), Span::new(3, 7));
        origin.push(Span::new(4, 7), Span::new(10, 13));
        origin.push(Span::new(7, 20), Span::new(17, 30));
        let content = coded("One two three. Four.", [4, 7]);
        let own = coded("One two three.", [4, 7]);
        let block = Block {
            content,
            place: Place::Paragraph,
            lang: None,
            part: 0,
            span: Span::new(0, 34),
            origin,
        };
        (block, own)
    }

    fn coded(text: &str, at: [usize; 2]) -> Content {
        let code = |at, kind, data| Code { pair: Some(1), ..Code::new(at, kind, data) };
        let open = code(at[0], CodeKind::Open, "<b>");
        let close = code(at[1], CodeKind::Close, "</b>");
        Content { text: text.into(), codes: vec![open, close] }
    }

    fn written(translation: &Content) -> Result<String, &'static str> {
        let (block, own) = block();
        let mut text = "<p>One <b>two</b> three. Four.</p>".to_owned();
        let edits = edits(&block, Span::new(0, 14), &own, translation)?;
        for (range, new) in edits.into_iter().rev() {
            text.replace_range(range, &new);
        }
        Ok(text)
    }

    #[test]
    fn pieces_between_codes_are_replaced() {
        let found = written(&coded("Un deux, trois !", [3, 7]));
        assert_eq!(found.as_deref(), Ok("<p>Un <b>deux</b>, trois ! Four.</p>"));
        let found = written(&coded("Deux trois.", [0, 4]));
        assert_eq!(found.as_deref(), Ok("<p><b>Deux</b> trois. Four.</p>"));
    }

    #[test]
    fn other_codes_are_refused() {
        assert!(written(&Content::plain("Un deux trois.")).is_err());
        let mut turned = coded("Un deux trois.", [3, 7]);
        turned.codes.reverse();
        assert!(written(&turned).is_err());
    }
}
