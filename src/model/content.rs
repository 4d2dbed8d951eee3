//! Text with its inline codes out of band.

use crate::text::Span;
use serde::{Deserialize, Serialize};

/// A text and the inline codes in it. The text is contiguous, so that segmentation, matching and
/// alignment see a plain `&str`; codes stand at byte offsets in it, in order.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Content {
    /// The text without codes.
    pub text: String,
    /// The codes, by ascending [`Code::at`]; those at the same place in document order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<Code>,
}

/// What an inline code does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CodeKind {
    /// Opens a pair (TMX `bpt`).
    Open,
    /// Closes a pair (TMX `ept`).
    Close,
    /// Stands alone (TMX `ph`).
    Standalone,
    /// Opens a pair whose end is in another segment (TMX `it pos="begin"`).
    IsolatedOpen,
    /// Closes a pair whose start is in another segment (TMX `it pos="end"`).
    IsolatedClose,
    /// Starts a highlighted stretch, which has no markup of its own (TMX `hi`).
    HighlightStart,
    /// Ends a highlighted stretch (TMX `/hi`).
    HighlightEnd,
    /// Of unknown nature (TMX `ut`).
    Unknown,
}

/// An inline code: a tag, a field, a line break, a picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code {
    /// Where it stands: a byte offset in [`Content::text`].
    pub at: u32,
    /// What it does.
    pub kind: CodeKind,
    /// Pairs an opening code with its closing one (TMX `i`); unique among the pairs of a content.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pair: Option<u32>,
    /// Matches a code to the corresponding one of another variant (TMX `x`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matching: Option<u32>,
    /// The kind of thing: `bold`, `italic`, `link`, `image`, `lb`, … (TMX `type`).
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind_name: Option<Box<str>>,
    /// The original markup, as text.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub data: Box<str>,
    /// Translatable texts inside the markup (TMX `sub`), at byte offsets in [`Code::data`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub subs: Vec<Sub>,
}

/// A translatable text inside a code's markup (an alternative text, a footnote).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sub {
    /// Where it stands in the markup, in bytes of [`Code::data`] (which leaves it out).
    pub at: u32,
    /// The kind of text it is in (TMX `datatype`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub datatype: Option<Box<str>>,
    /// What it is (TMX `type`).
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind_name: Option<Box<str>>,
    /// Its text and codes.
    pub content: Content,
}

/// Which of the codes at a break stay with the text before it: SRX's `formathandle`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormatHandles {
    /// Codes that open a pair.
    pub start: bool,
    /// Codes that close one.
    pub end: bool,
    /// Codes that stand alone.
    pub isolated: bool,
}

/// SRX's own default: what opens goes with what follows, what closes with what is before.
impl Default for FormatHandles {
    fn default() -> Self {
        Self { start: false, end: true, isolated: false }
    }
}

impl FormatHandles {
    /// Whether a code between two parts, the second of which starts at `next_start`, goes with the
    /// first. One that stands alone in the white space before a break is no longer at the break.
    fn stays_before(self, code: &Code, next_start: u32) -> bool {
        match code.kind {
            CodeKind::Open | CodeKind::IsolatedOpen | CodeKind::HighlightStart => self.start,
            CodeKind::Close | CodeKind::IsolatedClose | CodeKind::HighlightEnd => self.end,
            CodeKind::Standalone | CodeKind::Unknown => code.at < next_start || self.isolated,
        }
    }
}

/// A part of a content, and where its neighbours are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Its bytes.
    pub span: Span,
    /// Where the part before it ends; `None` for the first.
    pub previous_end: Option<u32>,
    /// Where the part behind it starts; `None` for the last.
    pub next_start: Option<u32>,
}

impl Content {
    /// Whether all codes stand in order inside the text, those of texts inside codes too. False only
    /// for data from outside.
    pub fn codes_fit(&self) -> bool {
        let mut last = 0;
        self.codes.iter().all(|code| {
            let inside = code.at >= last && self.text.is_char_boundary(code.at as usize);
            last = code.at;
            inside
                && code.subs.iter().all(|sub| {
                    code.data.is_char_boundary(sub.at as usize) && sub.content.codes_fit()
                })
        })
    }
}

impl Code {
    /// A code at byte `at` with its original markup.
    pub fn new(at: usize, kind: CodeKind, data: impl Into<Box<str>>) -> Self {
        let data = data.into();
        Self {
            at: at as u32,
            kind,
            pair: None,
            matching: None,
            kind_name: None,
            data,
            subs: Vec::new(),
        }
    }
}

impl Content {
    /// A text without codes.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), codes: Vec::new() }
    }

    /// One of the parts a content is cut into, with the codes that are its own. Codes between two
    /// parts go to one of them, as `handles` says, so that parts that know each other's bounds share
    /// out every code. A code cut off from its partner becomes isolated.
    #[must_use]
    pub fn slice(&self, part: Part, handles: FormatHandles) -> Self {
        let span = part.span;
        let left = |code: &Code| match part.previous_end {
            Some(end) => code.at >= end && !handles.stays_before(code, span.start),
            None => true,
        };
        let right = |code: &Code| match part.next_start {
            Some(start) => code.at <= start && handles.stays_before(code, start),
            None => true,
        };
        let inside = |code: &&Code| {
            (code.at > span.start || left(code)) && (code.at < span.end || right(code))
        };
        let mut codes: Vec<Code> = self.codes.iter().filter(inside).cloned().collect();
        for code in &mut codes {
            code.at = code.at.clamp(span.start, span.end);
        }
        let halves: Vec<(Option<u32>, CodeKind)> = codes.iter().map(|c| (c.pair, c.kind)).collect();
        for code in &mut codes {
            code.at -= span.start;
            let has = |kind| code.pair.is_some() && halves.contains(&(code.pair, kind));
            code.kind = match code.kind {
                CodeKind::Open if !has(CodeKind::Close) => CodeKind::IsolatedOpen,
                CodeKind::Close if !has(CodeKind::Open) => CodeKind::IsolatedClose,
                kind => kind,
            };
        }
        codes.retain(|code| match code.kind {
            CodeKind::HighlightStart => halves.contains(&(code.pair, CodeKind::HighlightEnd)),
            CodeKind::HighlightEnd => halves.contains(&(code.pair, CodeKind::HighlightStart)),
            _ => true,
        });
        Self { text: self.text[span.range()].to_owned(), codes }
    }

    /// Adds `other` behind `between`, renumbering its pairs.
    pub fn append(&mut self, between: &str, other: Self) {
        self.text.push_str(between);
        let base = self.text.len() as u32;
        let next = self.codes.iter().filter_map(|code| code.pair).max().map_or(0, |pair| pair + 1);
        self.text.push_str(&other.text);
        self.codes.extend(other.codes.into_iter().map(|mut code| {
            code.at += base;
            code.pair = code.pair.map(|pair| pair + next);
            code
        }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bold() -> Content {
        let mut open = Code::new(4, CodeKind::Open, "<b>");
        let mut close = Code::new(9, CodeKind::Close, "</b>");
        (open.pair, close.pair) = (Some(1), Some(1));
        Content { text: "One. Two.".into(), codes: vec![open, close] }
    }

    fn part(start: usize, end: usize, previous: Option<u32>, next: Option<u32>) -> Part {
        Part { span: Span::new(start, end), previous_end: previous, next_start: next }
    }

    #[test]
    fn a_cut_pair_becomes_isolated() {
        let (whole, handles) = (bold(), FormatHandles::default());
        assert_eq!(whole.slice(part(0, 9, None, None), handles), whole);
        let first = whole.slice(part(0, 4, None, Some(5)), handles);
        assert_eq!(first, Content::plain("One."));
        let second = whole.slice(part(5, 9, Some(4), None), handles);
        let codes: Vec<_> = second.codes.iter().map(|code| (code.at, code.kind)).collect();
        assert_eq!(codes, [(0, CodeKind::Open), (4, CodeKind::Close)]);
    }

    /// A note's mark right behind a full stop, an end tag behind the space, a tag between two
    /// Chinese sentences: each is in one part, whatever the handles.
    #[test]
    fn no_code_is_lost_between_parts() {
        for (start, end, isolated) in [(false, true, false), (true, false, true)] {
            let handles = FormatHandles { start, end, isolated };
            for kind in
                [CodeKind::Open, CodeKind::Close, CodeKind::Standalone, CodeKind::IsolatedOpen]
            {
                for (text, cut, next) in
                    [("One. Two.", 4, 5), ("甲。乙。", 6, 6), ("A.   B.", 2, 5)]
                {
                    for at in 0..=text.len() {
                        let mut content = Content::plain(text);
                        content.codes.push(Code::new(at, kind, "<x>"));
                        let first = content.slice(part(0, cut, None, Some(next)), handles);
                        let end = Some(cut as u32);
                        let second =
                            content.slice(part(next as usize, text.len(), end, None), handles);
                        let found = first.codes.len() + second.codes.len();
                        assert_eq!(found, 1, "{text} {at} {kind:?} {handles:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn appending_renumbers_pairs() {
        let mut both = bold();
        both.append(" ", bold());
        assert_eq!(both.text, "One. Two. One. Two.");
        let pairs: Vec<_> = both.codes.iter().map(|c| (c.at, c.pair.unwrap())).collect();
        assert_eq!(pairs, [(4, 1), (9, 1), (14, 3), (19, 3)]);
    }
}
