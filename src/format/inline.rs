//! Gathers the text and inline codes of one block, white space collapsed as a browser shows it.

use crate::model::{Block, Code, CodeKind, Content, Origin, Place};
use crate::text::xml::{self, Piece};
use crate::text::{LangTag, Span, joins_tight};
use rustc_hash::FxHashMap;

/// A block in the making.
#[derive(Default)]
pub(super) struct Gathering {
    text: String,
    codes: Vec<Code>,
    origin: Origin,
    /// White space that becomes a space if text follows.
    space: Option<Space>,
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

/// White space that is due.
#[derive(Clone, Copy)]
struct Space {
    /// Whether it holds a line break.
    breaks: bool,
    /// Where it was read, if it is not markup; of several places the first,
    source: Option<Span>,
    /// and the last.
    more: Option<Span>,
    /// Whether it is a single space there.
    plain: bool,
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

    /// Adds text as it stands in the part, from byte `start`.
    pub(super) fn text(&mut self, text: &str, start: usize) {
        self.add(text, Some(start));
    }

    /// Adds text of which it is not known where each word stands.
    pub(super) fn unmapped(&mut self, text: &str, around: Span) {
        self.add(text, None);
        if !text.trim_ascii().is_empty() {
            self.cover(around);
        }
    }

    /// Adds text that is written `raw` in XML, from byte `start`.
    pub(super) fn xml(&mut self, raw: &str, start: usize) {
        for piece in xml::pieces(raw) {
            self.piece(&piece, start);
        }
    }

    /// Adds a piece of text that was read from byte `start` on.
    pub(super) fn piece(&mut self, piece: &Piece<'_>, start: usize) {
        let source = Span::new(start + piece.raw.start, start + piece.raw.end);
        if piece.verbatim {
            self.text(&piece.text, source.start as usize);
        } else {
            self.other(&piece.text, source);
        }
    }

    /// Adds what `source` stands for: a character, or white space.
    pub(super) fn other(&mut self, text: &str, source: Span) {
        if text.trim_ascii().is_empty() {
            self.white(text, Some(source));
        } else {
            self.word(text);
            self.origin.push_other(self.last(text.len()), source);
            self.cover(source);
        }
    }

    fn add(&mut self, text: &str, start: Option<usize>) {
        let mut at = 0;
        while at < text.len() {
            let rest = &text[at..];
            let blank = |byte: u8| byte.is_ascii_whitespace();
            let is_white = rest.bytes().next().is_some_and(blank);
            let length = rest.bytes().position(|byte| blank(byte) != is_white);
            let (piece, _) = rest.split_at(length.unwrap_or(rest.len()));
            let source = start.map(|start| Span::new(start + at, start + at + piece.len()));
            if is_white {
                self.due(piece, source, piece == " ");
            } else {
                self.word(piece);
                if let Some(source) = source {
                    self.origin.push(self.last(piece.len()), source);
                    self.cover(source);
                }
            }
            at += piece.len();
        }
    }

    /// Adds white space, read from `source` if it is not markup: it counts where text stands on both
    /// sides.
    pub(super) fn white(&mut self, white: &str, source: Option<Span>) {
        self.due(white, source, false);
    }

    fn due(&mut self, white: &str, source: Option<Span>, plain: bool) {
        if white.is_empty() {
            return;
        }
        let mut space = Space { breaks: white.contains(['\n', '\r']), source, more: None, plain };
        if let Some(before) = self.space {
            space.breaks &= before.breaks;
            if let (Some(first), Some(next)) = (before.source, source) {
                let whole = Span { start: first.start, end: next.end };
                let goes_on = first.end == next.start;
                space.source = Some(if goes_on { whole } else { first });
                space.more = if goes_on { before.more } else { Some(next) };
                space.plain = before.plain && !goes_on;
            } else if before.source.is_some() {
                (space.source, space.more) = (before.source, before.more);
                space.plain = before.plain;
            }
        }
        self.space = Some(space);
    }

    fn word(&mut self, word: &str) {
        self.settle_space(word.chars().next());
        self.text.push_str(word);
        (self.filled, self.shown) = (true, false);
    }

    /// The last bytes of the text.
    fn last(&self, length: usize) -> Span {
        Span::new(self.text.len() - length, self.text.len())
    }

    /// Writes the space that is due, unless `next` joins a line without one.
    fn settle_space(&mut self, next: Option<char>) {
        let Some(space) = self.space else { return };
        let last = self.text.chars().next_back();
        let tight =
            space.breaks && last.is_some_and(|last| joins_tight(last, next.unwrap_or(last)));
        if tight && next.is_none() {
            // A code stands between: what follows it decides.
            return;
        }
        self.space = None;
        let Some(last) = last else { return };
        let counts = !tight && (last != ' ' || self.shown);
        if counts {
            self.text.push(' ');
        }
        // What is left out belongs to what is around it.
        let (text, none) = (self.last(usize::from(counts)), self.last(0));
        match space.source {
            Some(source) if counts && space.plain => self.origin.push(text, source),
            Some(source) => self.origin.push_other(text, source),
            None => {}
        }
        if let Some(more) = space.more {
            self.origin.push_other(none, more);
        }
    }

    fn cover(&mut self, new: Span) {
        self.span = Some(self.span.map_or(new, |old| Span {
            start: old.start.min(new.start),
            end: old.end.max(new.end),
        }));
    }

    fn code(&mut self, kind: CodeKind, name: Option<&str>, data: &str, span: Span) -> &mut Code {
        self.cover(span);
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
        done.origin.truncate(done.text.len());
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
        Some(Block { content, place, lang, part: 0, span, origin: done.origin })
    }
}

/// The origin of a text that is not gathered and is written `raw` in XML from byte `start`, but for
/// white space around it. Empty where it can't be told.
pub(super) fn origin(text: &str, raw: &str, start: usize) -> Origin {
    let start = start + raw.len() - raw.trim_start().len();
    let (mut origin, mut rest) = (Origin::default(), text);
    for piece in xml::pieces(raw.trim()) {
        let Some(behind) = rest.strip_prefix(&*piece.text) else { return Origin::default() };
        let at = text.len() - rest.len();
        let words = Span::new(at, at + piece.text.len());
        let source = Span::new(start + piece.raw.start, start + piece.raw.end);
        if piece.verbatim {
            origin.push(words, source);
        } else {
            origin.push_other(words, source);
        }
        rest = behind;
    }
    if rest.is_empty() { origin } else { Origin::default() }
}
