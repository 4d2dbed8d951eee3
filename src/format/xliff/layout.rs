//! Where elements stand, and the layout of lines around texts.

use crate::model::Content;
use crate::text::Span;
use crate::text::xml::Element;
use std::ops::Range;

/// Where an element stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Place {
    /// Its start tag.
    pub(super) tag: Span,
    /// What is between its tags.
    pub(super) inside: Span,
    /// Behind its end tag.
    pub(super) end: u32,
    /// Whether it was written `<name/>`.
    pub(super) empty: bool,
}

impl Place {
    /// The place of `element`, which `end` closes.
    pub(super) fn new(element: &Element<'_>, end: Option<Span>) -> Self {
        let start = element.span.end;
        let end = end.unwrap_or(Span { start, end: start });
        let inside = Span { start, end: end.start.max(start) };
        Self { tag: element.span, inside, end: end.end.max(start), empty: element.empty }
    }

    /// All of it.
    pub(super) fn whole(&self) -> Range<usize> {
        self.tag.start as usize..self.end as usize
    }
}

/// Undoes the layout of a text that stands on lines of its own between its tags: no white space at its
/// ends, one space for each line end inside.
pub(super) fn unfold(content: &mut Content) {
    let text = &content.text;
    let breaks = |space: &str| space.contains('\n');
    let lead = text.len() - text.trim_ascii_start().len();
    let tail = text.trim_ascii_end().len();
    if !breaks(&text[..lead]) || (tail > lead && !breaks(&text[tail..])) {
        return;
    }
    let (mut out, mut from) = (String::with_capacity(text.len()), 0);
    for code in &mut content.codes {
        fold(&text[from..code.at as usize], &mut out);
        from = code.at as usize;
        code.at = out.len() as u32;
    }
    fold(&text[from..], &mut out);
    let lead = (out.len() - out.trim_ascii_start().len()) as u32;
    out.trim_ascii().clone_into(&mut content.text);
    for code in &mut content.codes {
        code.at = code.at.saturating_sub(lead).min(content.text.len() as u32);
    }
}

fn fold(mut part: &str, out: &mut String) {
    while let Some(at) = part.find('\n') {
        out.push_str(part[..at].trim_ascii_end());
        out.push(' ');
        part = part[at..].trim_ascii_start();
    }
    out.push_str(part);
}
