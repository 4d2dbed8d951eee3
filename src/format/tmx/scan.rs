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
    /// The ends (of comments, CDATA sections, instructions, document types) that are not in the buffer,
    /// and how long it was then: none is searched for twice, or scanning would not be linear.
    absent: [usize; 4],
    /// Whether the end of the root was seen.
    pub(super) closed: bool,
}

/// The most bytes before the first unit.
const PROLOG_MAX: usize = 4 << 20;

/// What a `<` begins.
#[derive(Debug, Clone, Copy)]
enum Mark {
    UnitStart,
    UnitEnd,
    /// `body` or `tmx`, start or end.
    BodyStart,
    BodyEnd,
    RootEnd,
    Comment,
    /// A CDATA section.
    Literal,
    Instruction,
    /// One of these, or a document type, of that many bytes.
    Closed(usize),
    Other,
    /// More bytes are needed to say.
    Unsure,
}

impl Scanner {
    pub(super) fn new(limit: usize) -> Self {
        Self {
            state: State::Prolog,
            at: 0,
            start: 0,
            straying: false,
            limit,
            absent: [0; 4],
            closed: false,
        }
    }

    /// Bytes at the front of the buffer that are done with.
    pub(super) fn consumed(&self) -> usize {
        self.start
    }

    /// To be called when that many bytes were taken from the front of the buffer.
    pub(super) fn rebase(&mut self, bytes: usize) {
        self.at -= bytes;
        self.start -= bytes;
        self.absent = [0; 4];
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
            let given_up = last || bytes.len() - at > self.limit;
            let mark = self.mark(text, given_up);
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
                let Some(end) = end_tag(&bytes[at..]) else {
                    return self.wait(bytes.len() - at, last);
                };
                let kind = if self.state == State::Unit { Kind::Unit } else { Kind::More };
                self.push(kind, at + end, pieces);
                self.state = State::Body;
            }
            (Mark::BodyStart, State::Prolog) => {
                let Some(end) = tag_end(&bytes[at..]) else {
                    return self.wait(bytes.len() - at, last);
                };
                self.push(Kind::Prolog, at + end, pieces);
                self.state = State::Body;
            }
            (Mark::BodyEnd | Mark::RootEnd, State::Body | State::Unit) => {
                let Some(end) = end_tag(&bytes[at..]) else {
                    return self.wait(bytes.len() - at, last);
                };
                self.closed |= matches!(mark, Mark::RootEnd);
                if self.state == State::Unit {
                    self.push(Kind::Unclosed, at, pieces);
                } else {
                    self.stray(at, pieces);
                }
                self.state = State::Body;
                self.at = at + end;
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

    /// For a tag whose end is not in the buffer: waits for more bytes (false), unless there are none or
    /// no tag is that long; then its `<` is a letter.
    fn wait(&mut self, seen: usize, last: bool) -> bool {
        let letter = last || seen > TAG_MAX;
        self.at += usize::from(letter);
        letter
    }

    /// Says what the `<` at hand begins. `given_up`: no more bytes can be waited for, so a comment or
    /// CDATA section without an end is taken as letters.
    fn mark(&mut self, text: &str, given_up: bool) -> Mark {
        let (rest, whole) = (&text[self.at..], text.len());
        let mark = mark(rest.as_bytes(), given_up);
        let (kind, skip, end) = match mark {
            Mark::Other if self.state == State::Prolog && is_doctype(rest.as_bytes()) => (3, 0, ""),
            Mark::Comment => (0, 4, "-->"),
            Mark::Literal => (1, 9, "]]>"),
            Mark::Instruction => (2, 2, "?>"),
            mark => return mark,
        };
        let found = match kind {
            _ if self.absent[kind] == whole => None,
            3 => doctype_end(rest),
            _ => memmem::find(&rest.as_bytes()[skip..], end.as_bytes())
                .map(|len| skip + len + end.len()),
        };
        if let Some(len) = found {
            return Mark::Closed(len);
        }
        self.absent[kind] = whole;
        if given_up { Mark::Other } else { Mark::Unsure }
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

/// How far the end of an end tag is looked for.
const TAG_MAX: usize = 1024;

/// The length of the end tag at the front of `bytes`.
fn end_tag(bytes: &[u8]) -> Option<usize> {
    memchr(b'>', &bytes[..bytes.len().min(TAG_MAX)]).map(|end| end + 1)
}

/// Says what the `<` at the front of `bytes` begins, as far as the next few letters tell.
fn mark(bytes: &[u8], given_up: bool) -> Mark {
    if bytes.len() < 10 && !given_up {
        return Mark::Unsure;
    }
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
        Some(b'!') if bytes.starts_with(b"<!--") => Mark::Comment,
        Some(b'!') if bytes.starts_with(b"<![CDATA[") => Mark::Literal,
        Some(b'?') => Mark::Instruction,
        _ => Mark::Other,
    }
}

#[cfg(test)]
mod tests;
