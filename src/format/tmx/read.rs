//! Reading a memory in chunks: decode, find units, parse them in parallel, hand them on in order.

use super::charset::{Decoded, bad_bytes};
use super::entities::Entities;
use super::header;
use super::lint::Checker;
use super::remarks::{Context, Cursor, Remark};
use super::rules::{DAMAGED, OVERSIZE, STRAY, TRUNCATED};
use super::scan::{Kind, Piece, Scanner};
use super::unit::{self, Parsed, Place};
use crate::format::{Flow, FormatError, ReadOptions, Sink, VariantPlace};
use rayon::prelude::*;
use std::io::BufRead;

/// Text handled at a time, in bytes; more only where one unit is longer.
const CHUNK: usize = 512 << 10;
/// Units parsed by one task.
const TASK: usize = 64;

/// Reads a file into `sink`; `check` also holds it against the DTD and the rules of good memories.
pub(super) fn read(
    input: &mut dyn BufRead,
    options: &ReadOptions,
    sink: &mut dyn Sink,
    check: bool,
) -> Result<(), FormatError> {
    let (mut decoded, remarks) = Decoded::open(input, options.encoding.as_deref())?;
    let mut reader = Reader {
        options,
        places: sink.wants_places(),
        sink,
        checker: check.then(Checker::default),
        entities: Entities::default(),
        cursor: Cursor::start(),
        root: false,
        units: 0,
    };
    let mut scanner = Scanner::new(options.limits.unit);
    let (mut text, mut pieces, mut last) = (String::new(), Vec::new(), false);
    let mut flow = reader.say("", remarks);
    while !last && flow.is_continue() {
        // A unit longer than the buffer makes it grow by half, so that scanning stays linear.
        let wanted = CHUNK.max(text.len() / 2);
        last = decoded.fill(&mut text, wanted)?;
        scanner.scan(&text, last, &mut pieces);
        let at;
        (flow, at) = reader.batch(&text, &pieces, &mut decoded)?;
        pieces.clear();
        let consumed = scanner.consumed();
        reader.cursor = reader.cursor.after(&text[at..consumed]);
        text.drain(..consumed);
        scanner.rebase(consumed);
    }
    if flow.is_continue() { reader.finish(scanner.closed) } else { Ok(()) }
}

struct Reader<'a> {
    options: &'a ReadOptions,
    /// Whether the sink wants places.
    places: bool,
    sink: &'a mut dyn Sink,
    checker: Option<Checker>,
    entities: Entities,
    /// The place up to which the file is done with.
    cursor: Cursor,
    /// Whether there is a `tmx` element.
    root: bool,
    /// Units met, damaged ones included.
    units: u64,
}

impl Reader<'_> {
    /// Handles the pieces of one buffer. Units are parsed in parallel and given in order. Gives the
    /// bytes of the buffer that the cursor has passed.
    fn batch(
        &mut self,
        text: &str,
        pieces: &[Piece],
        decoded: &mut Decoded<'_>,
    ) -> Result<(Flow, usize), FormatError> {
        let (prolog, units) = match pieces.split_first() {
            Some((Piece { kind: Kind::Prolog, range }, units)) => (range.end, units),
            _ => (0, pieces),
        };
        let mut at = 0;
        if units.len() < pieces.len() {
            if self.prolog(&text[..prolog], decoded).is_break() {
                return Ok((Flow::Break(()), at));
            }
            at = prolog;
        }
        for (piece, parsed) in units.iter().zip(self.parse(text, units)) {
            let (gap, raw) = (&text[at..piece.range.start], &text[piece.range.clone()]);
            self.cursor = self.cursor.after(gap);
            at = piece.range.end;
            let mut parsed = match parsed {
                Some(parsed) => parsed,
                None => self.unusable(piece.kind, raw.len())?,
            };
            parsed.remarks.extend(self.bad(raw.len(), decoded));
            self.units += u64::from(piece.kind != Kind::Stray);
            if self.unit(raw, parsed).is_break() {
                return Ok((Flow::Break(()), at));
            }
            self.cursor = self.cursor.after(raw);
        }
        Ok((Flow::Continue(()), at))
    }

    /// Parses the units among `pieces`; `None` stands for pieces that are none.
    fn parse(&self, text: &str, pieces: &[Piece]) -> Vec<Option<Parsed>> {
        let (entities, strict) = (&self.entities, self.checker.is_some());
        let some = |pieces: &[Piece]| -> Vec<Option<Parsed>> {
            let mut cx = Context::new(entities, strict);
            let parse = |piece: &Piece| {
                (piece.kind == Kind::Unit).then(|| unit::parse(&text[piece.range.clone()], &mut cx))
            };
            pieces.iter().map(parse).collect()
        };
        if pieces.len() <= TASK {
            return some(pieces);
        }
        pieces.par_chunks(TASK).map(some).collect::<Vec<_>>().into_iter().flatten().collect()
    }

    fn prolog(&mut self, raw: &str, decoded: &mut Decoded<'_>) -> Flow {
        self.entities = header::entities(raw);
        let mut found = header::parse(raw, &self.entities, self.checker.is_some());
        self.root = found.root;
        found.remarks.extend(self.bad(raw.len(), decoded));
        self.say(raw, found.remarks)?;
        self.cursor = self.cursor.after(raw);
        if let Some(checker) = &mut self.checker {
            checker.srclang.clone_from(&found.header.srclang);
        }
        self.sink.header(found.header)
    }

    /// What is to be said about letters that came from bad bytes in the stretch at the cursor.
    fn bad(&self, len: usize, decoded: &mut Decoded<'_>) -> Option<Remark> {
        let offset = self.cursor.0.offset;
        let (place, count) = decoded.bad_before(offset + len as u64)?;
        Some(bad_bytes(place.saturating_sub(offset) as usize, decoded.bad_message(count)))
    }

    /// What becomes of a piece that is no whole unit.
    fn unusable(&self, kind: Kind, len: usize) -> Result<Parsed, FormatError> {
        let limit = self.options.limits.unit;
        let (rule, message) = match kind {
            Kind::Unclosed => (DAMAGED, "the unit has no end tag".to_owned()),
            Kind::Oversize => {
                (OVERSIZE, format!("the unit is longer than the limit of {limit} bytes"))
            }
            Kind::Stray => (STRAY, "content that belongs to no unit".to_owned()),
            Kind::More | Kind::Unit | Kind::Prolog => {
                return Ok(Parsed::rejected(len));
            }
            Kind::Hopeless => return Err(no_tmx()),
        };
        let remarks = vec![Remark { rule, at: 0, message, more: 0 }];
        Ok(Parsed { remarks, ..Parsed::rejected(len) })
    }

    /// Hands on what came of the stretch at the cursor: findings, then rejects, then the unit.
    fn unit(&mut self, raw: &str, mut parsed: Parsed) -> Flow {
        if let (Some(checker), Some(unit)) = (&mut self.checker, &parsed.unit) {
            checker.check(unit, &parsed.places, &mut parsed.remarks);
        }
        self.say(raw, parsed.remarks)?;
        for reject in parsed.rejects {
            self.sink.reject(&raw[reject.range()])?;
        }
        let Some(unit) = parsed.unit else { return Flow::Continue(()) };
        let places = if self.places { self.places_of(raw, &parsed.places) } else { Vec::new() };
        self.sink.unit_at(unit, &places)
    }

    /// Where the texts stand of a unit that begins at the cursor.
    fn places_of(&self, raw: &str, places: &[Place]) -> Vec<VariantPlace> {
        let (mut cursor, mut at) = (self.cursor, 0);
        let place = |place: &Place| {
            let start = place.text.start as usize;
            cursor = cursor.after(&raw[at..start]);
            at = start;
            let end = cursor.0.offset + place.text.len() as u64;
            VariantPlace { start: cursor.0, end }
        };
        places.iter().map(place).collect()
    }

    /// Gives the findings of a stretch that begins at the cursor.
    fn say(&mut self, stretch: &str, remarks: Vec<Remark>) -> Flow {
        if remarks.is_empty() {
            return Flow::Continue(());
        }
        for mut finding in self.cursor.findings(stretch, remarks) {
            finding.file = Some(&self.options.name).filter(|name| !name.is_empty()).cloned();
            self.sink.finding(finding)?;
        }
        Flow::Continue(())
    }

    fn finish(&mut self, closed: bool) -> Result<(), FormatError> {
        if !self.root && self.units == 0 {
            return Err(no_tmx());
        }
        if self.root && !closed {
            let message = "the file ends without </tmx>: the rest is missing".to_owned();
            let _ = self.say("", vec![Remark { rule: TRUNCATED, at: 0, message, more: 0 }]);
        }
        Ok(())
    }
}

fn no_tmx() -> FormatError {
    FormatError::malformed("there is no tmx element: this is not a TMX file", None)
}
