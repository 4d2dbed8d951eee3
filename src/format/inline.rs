//! Gathers the text and inline codes of one block, white space collapsed as a browser shows it.

use crate::model::{Block, Code, CodeKind, Content, Origin, Place};
use crate::text::{LangTag, Span, joins_tight};
use rustc_hash::FxHashMap;

/// A block in the making.
#[derive(Default)]
pub(super) struct Gathering {
    text: String,
    codes: Vec<Code>,
    /// White space that becomes a space if text follows; whether it holds a line break.
    space: Option<bool>,
    /// Indices of the codes that open a pair, by element, innermost last.
    open: FxHashMap<Box<str>, Vec<usize>>,
    pairs: u32,
    span: Option<Span>,
    /// Whether there is anything but white space.
    filled: bool,
    /// Whether a code that shows as something (a picture) was the last thing: a space behind it
    /// counts, also where one stands before it.
    shown: bool,
}

impl Gathering {
    /// Whether there is nothing but white space in it yet.
    pub(super) fn is_blank(&self) -> bool {
        !self.filled
    }

    /// The letters gathered so far.
    pub(super) fn letters(&self) -> usize {
        self.text.chars().filter(|c| c.is_alphanumeric()).count()
    }

    /// Adds text that was read from the bytes from `start`, of which `raw` is what stands there.
    pub(super) fn text(&mut self, text: &str, raw: &str, start: usize) {
        let blank = |c: char| c.is_ascii_whitespace();
        let words = text.trim_matches(blank);
        let lead = &text[..text.len() - text.trim_start_matches(blank).len()];
        if words.is_empty() {
            self.white(text);
            return;
        }
        self.white(lead);
        let from = start + (raw.len() - raw.trim_start_matches(blank).len());
        self.cover(from, start + raw.trim_end_matches(blank).len());
        let mut rest = words;
        while let Some(at) = rest.find(blank) {
            self.word(&rest[..at]);
            let next = rest[at..].trim_start_matches(blank);
            self.white(&rest[at..rest.len() - next.len()]);
            rest = next;
        }
        self.word(rest);
        self.white(&text[lead.len() + words.len()..]);
    }

    /// Adds white space: it counts where text stands on both sides.
    pub(super) fn white(&mut self, white: &str) {
        if !white.is_empty() {
            let breaks = white.contains(['\n', '\r']);
            self.space = Some(self.space.map_or(breaks, |before| before && breaks));
        }
    }

    fn word(&mut self, word: &str) {
        if word.is_empty() {
            return;
        }
        self.settle_space(word.chars().next());
        self.text.push_str(word);
        (self.filled, self.shown) = (true, false);
    }

    /// Writes the space that is due, unless `next` joins a line without one.
    fn settle_space(&mut self, next: Option<char>) {
        let Some(breaks) = self.space else { return };
        let last = self.text.chars().next_back();
        let tight = breaks && last.is_some_and(|last| joins_tight(last, next.unwrap_or(last)));
        if tight && next.is_none() {
            // A code stands between: what follows it decides.
            return;
        }
        self.space = None;
        let Some(last) = last else { return };
        if !tight && (last != ' ' || self.shown) {
            self.text.push(' ');
        }
    }

    fn cover(&mut self, start: usize, end: usize) {
        let new = Span::new(start, end.max(start));
        self.span = Some(self.span.map_or(new, |old| Span {
            start: old.start.min(new.start),
            end: old.end.max(new.end),
        }));
    }

    fn code(&mut self, kind: CodeKind, name: Option<&str>, data: &str, span: Span) -> &mut Code {
        self.cover(span.start as usize, span.end as usize);
        let at = self.codes.len();
        let mut code = Code::new(self.text.len(), kind, data);
        code.kind_name = name.map(Into::into);
        self.codes.push(code);
        &mut self.codes[at]
    }

    /// A code that opens a pair of `element`.
    pub(super) fn open(&mut self, element: &str, name: Option<&str>, data: &str, span: Span) {
        self.settle_space(None);
        self.pairs += 1;
        let pair = self.pairs;
        self.open.entry(element.into()).or_default().push(self.codes.len());
        self.code(CodeKind::Open, name, data, span).pair = Some(pair);
    }

    /// A code that closes the last open pair of `element`; without one it is isolated.
    pub(super) fn close(&mut self, element: &str, name: Option<&str>, data: &str, span: Span) {
        let opening = self.open.get_mut(element).and_then(Vec::pop);
        let pair = opening.and_then(|index| self.codes.get(index)).and_then(|code| code.pair);
        let kind = if pair.is_some() { CodeKind::Close } else { CodeKind::IsolatedClose };
        self.code(kind, name, data, span).pair = pair;
    }

    /// A code that stands alone.
    pub(super) fn alone(&mut self, name: Option<&str>, data: &str, span: Span) {
        self.settle_space(None);
        self.code(CodeKind::Standalone, name, data, span);
        self.shown = name != Some("lb");
    }

    /// Ends the block: `None` where it has no text. The next one starts empty.
    pub(super) fn finish(&mut self, place: Place, lang: Option<LangTag>) -> Option<Block> {
        let mut done = std::mem::take(self);
        let span = done.span.filter(|_| done.filled)?;
        done.text.truncate(done.text.trim_end_matches(' ').len());
        let mut paired = vec![false; done.pairs as usize + 1];
        for code in done.codes.iter().filter(|code| code.kind == CodeKind::Close) {
            if let Some(flag) = code.pair.and_then(|pair| paired.get_mut(pair as usize)) {
                *flag = true;
            }
        }
        let end = done.text.len() as u32;
        for code in &mut done.codes {
            code.at = code.at.min(end);
            let alone = code.pair.is_some_and(|pair| paired.get(pair as usize) == Some(&false));
            if code.kind == CodeKind::Open && alone {
                (code.kind, code.pair) = (CodeKind::IsolatedOpen, None);
            }
        }
        let content = Content { text: done.text, codes: done.codes };
        Some(Block { content, place, lang, part: 0, span, origin: Origin::default() })
    }
}
