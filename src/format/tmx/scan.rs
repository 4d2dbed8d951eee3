//! Where units begin and end, found in a buffer that holds only a part of the file.
//!
//! The scanner looks at each `<` and no further than it must; what a unit holds is for its parser.
//! `</tu>` in comments and CDATA sections ends no unit. A unit without an end costs only itself:
//! the next `<tu` begins the next one.

use super::markup::{doctype_end, is_doctype, tag_end};
use memchr::{memchr, memmem};
use std::ops::Range;

/// A stretch of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) kind: Kind,
    /// Its bytes in the buffer.
    pub(super) range: Range<usize>,
}

/// What a stretch is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Everything before the units.
    Prolog,
    /// A unit, from its start tag to its end tag.
    Unit,
    /// A unit that has no end.
    Unclosed,
    /// The first part of a unit that is over the limit.
    Oversize,
    /// A further part of such a unit, or of stray content.
    More,
    /// Something that belongs nowhere.
    Stray,
    /// The prolog is over the limit, or nothing like XML.
    Hopeless,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Prolog,
    Body,
    Unit,
    /// In a unit over the limit.
    Skip,
}

/// Finds the pieces of a file.
#[derive(Debug)]
pub(super) struct Scanner {
    state: State,
    /// Where to look on, in the buffer.
    at: usize,
    /// Where the piece that is not complete begins, in the buffer.
    start: usize,
    /// Whether the stray content before `start` has been given in part.
    straying: bool,
    /// The most bytes of a unit.
    limit: usize,
    /// Whether the end of the root was seen.
    pub(super) closed: bool,
}

/// The most bytes before the first unit.
const PROLOG_MAX: usize = 4 << 20;

/// What a `<` begins.
enum Mark {
    UnitStart,
    UnitEnd,
    /// `body` or `tmx`, start or end.
    BodyStart,
    BodyEnd,
    RootEnd,
    /// A comment, CDATA section or instruction of that many bytes.
    Closed(usize),
    Other,
    /// More bytes are needed to say.
    Unsure,
}

impl Scanner {
    pub(super) fn new(limit: usize) -> Self {
        Self { state: State::Prolog, at: 0, start: 0, straying: false, limit, closed: false }
    }

    /// Bytes at the front of the buffer that are done with.
    pub(super) fn consumed(&self) -> usize {
        self.start
    }

    /// To be called when that many bytes were taken from the front of the buffer.
    pub(super) fn rebase(&mut self, bytes: usize) {
        self.at -= bytes;
        self.start -= bytes;
    }

    /// Finds the pieces in `text`, going on where the last call stopped. `last`: no more follows.
    pub(super) fn scan(&mut self, text: &str, last: bool, pieces: &mut Vec<Piece>) {
        let bytes = text.as_bytes();
        loop {
            let Some(found) = memchr(b'<', &bytes[self.at..]) else {
                self.at = bytes.len();
                break;
            };
            let at = self.at + found;
            if self.state == State::Unit && at - self.start > self.limit {
                self.oversize(at, pieces);
            }
            if self.state == State::Body && self.start == self.at && !self.straying {
                self.skip_blank(text, at);
            }
            self.at = at;
            let mark = if self.state == State::Prolog && is_doctype(&bytes[at..]) {
                doctype_end(&text[at..]).map_or(Mark::Unsure, Mark::Closed)
            } else {
                mark(&bytes[at..], last || bytes.len() - at > self.limit)
            };
            if matches!(mark, Mark::Unsure) && !last {
                break;
            }
            if let Mark::Closed(len) = mark {
                self.at += len;
                if self.state == State::Body && self.start == at && !self.straying {
                    self.start = self.at;
                }
            } else if !self.step(&mark, bytes, last, pieces) {
                break;
            }
        }
        self.rest(text, last, pieces);
    }

    /// Handles a tag; false where more bytes are needed.
    fn step(&mut self, mark: &Mark, bytes: &[u8], last: bool, pieces: &mut Vec<Piece>) -> bool {
        let at = self.at;
        match (mark, self.state) {
            (Mark::UnitStart, state) => {
                let end = tag_end(&bytes[at..]);
                let more =
                    memchr(b'<', &bytes[at + 1..]).is_none() && bytes.len() - at <= self.limit;
                if end.is_none() && !last && more {
                    return false;
                }
                match state {
                    State::Prolog => pieces.push(Piece { kind: Kind::Prolog, range: 0..at }),
                    State::Body => self.stray(at, pieces),
                    State::Unit => self.push(Kind::Unclosed, at, pieces),
                    State::Skip => self.push(Kind::More, at, pieces),
                }
                (self.start, self.at, self.state) = (at, at + 3, State::Unit);
                if let Some(end) = end.filter(|end| bytes[..at + end].ends_with(b"/>")) {
                    self.push(Kind::Unit, at + end, pieces);
                    self.state = State::Body;
                }
            }
            (Mark::UnitEnd, State::Unit | State::Skip) => {
                let Some(end) = memchr(b'>', &bytes[at..]) else {
                    self.at = if last { at + 1 } else { at };
                    return last;
                };
                let kind = if self.state == State::Unit { Kind::Unit } else { Kind::More };
                self.push(kind, at + end + 1, pieces);
                self.state = State::Body;
            }
            (Mark::BodyStart, State::Prolog) => {
                let Some(end) = tag_end(&bytes[at..]) else {
                    self.at = if last { at + 1 } else { at };
                    return last;
                };
                self.push(Kind::Prolog, at + end, pieces);
                self.state = State::Body;
            }
            (Mark::BodyEnd | Mark::RootEnd, State::Body | State::Unit) => {
                self.closed |= matches!(mark, Mark::RootEnd);
                let end = memchr(b'>', &bytes[at..]).map(|end| at + end + 1);
                if end.is_none() && !last {
                    return false;
                }
                if self.state == State::Unit {
                    self.push(Kind::Unclosed, at, pieces);
                } else {
                    self.stray(at, pieces);
                }
                self.state = State::Body;
                self.at = end.unwrap_or(bytes.len());
                self.start = self.at;
            }
            (Mark::RootEnd, State::Prolog) => {
                self.closed = true;
                self.push(Kind::Prolog, at, pieces);
                self.state = State::Body;
                self.at = at;
            }
            _ => self.at += 1,
        }
        true
    }

    /// What is left in the buffer when no further `<` is in it.
    fn rest(&mut self, text: &str, last: bool, pieces: &mut Vec<Piece>) {
        match self.state {
            State::Prolog if last => self.push(Kind::Prolog, text.len(), pieces),
            State::Prolog if text.len() > PROLOG_MAX.min(self.limit.max(1 << 16)) => {
                self.push(Kind::Hopeless, text.len(), pieces);
            }
            State::Unit if last => self.push(Kind::Unclosed, text.len(), pieces),
            State::Unit if self.at - self.start > self.limit => self.oversize(self.at, pieces),
            State::Skip => self.push(Kind::More, if last { text.len() } else { self.at }, pieces),
            State::Body => {
                if self.start < self.at && !self.straying {
                    self.skip_blank(text, self.at);
                }
                let end = if last { text.len() } else { self.at };
                if self.start < end && (last || end - self.start > 1 << 16) {
                    let before = self.straying;
                    self.stray(end, pieces);
                    self.straying = before || !last;
                }
            }
            _ => {}
        }
    }

    /// Moves the start of what may be stray behind white space that ends at or before `end`.
    fn skip_blank(&mut self, text: &str, end: usize) {
        let gap = &text[self.start..end];
        self.start += gap.len() - gap.trim_start().len();
    }

    fn oversize(&mut self, at: usize, pieces: &mut Vec<Piece>) {
        self.push(Kind::Oversize, at, pieces);
        self.state = State::Skip;
    }

    fn stray(&mut self, end: usize, pieces: &mut Vec<Piece>) {
        if self.start < end {
            self.push(if self.straying { Kind::More } else { Kind::Stray }, end, pieces);
        }
        self.straying = false;
    }

    fn push(&mut self, kind: Kind, end: usize, pieces: &mut Vec<Piece>) {
        if self.start < end || kind == Kind::Prolog {
            pieces.push(Piece { kind, range: self.start..end });
        }
        (self.start, self.at) = (end, end);
    }
}

/// Says what the `<` at the front of `bytes` begins. `given_up`: no more bytes can be waited for, so
/// a comment or CDATA section without an end is taken as letters.
fn mark(bytes: &[u8], given_up: bool) -> Mark {
    if bytes.len() < 10 && !given_up {
        return Mark::Unsure;
    }
    let close = |skip: usize, end: &str| match memmem::find(&bytes[skip..], end.as_bytes()) {
        Some(len) => Mark::Closed(skip + len + end.len()),
        None if given_up => Mark::Other,
        None => Mark::Unsure,
    };
    let name = |skip: usize, name: &str| {
        let Some((head, rest)) = bytes.get(skip..).and_then(|b| b.split_at_checked(name.len()))
        else {
            return false;
        };
        let ends = rest.first().is_none_or(|b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/'));
        ends && head.eq_ignore_ascii_case(name.as_bytes())
    };
    match bytes.get(1) {
        Some(b't' | b'T') if name(1, "tu") => Mark::UnitStart,
        Some(b'b' | b'B') if name(1, "body") => Mark::BodyStart,
        Some(b'/') if name(2, "tu") => Mark::UnitEnd,
        Some(b'/') if name(2, "body") => Mark::BodyEnd,
        Some(b'/') if name(2, "tmx") => Mark::RootEnd,
        Some(b'!') if bytes.starts_with(b"<!--") => close(4, "-->"),
        Some(b'!') if bytes.starts_with(b"<![CDATA[") => close(9, "]]>"),
        Some(b'?') => close(2, "?>"),
        _ => Mark::Other,
    }
}

#[cfg(test)]
mod tests;
