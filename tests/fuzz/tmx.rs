//! What a fuzzer tries of TMX: whatever the bytes, reading comes to an end, what it tells of places is
//! within the file, and what was read can be written and is read again.

use std::cell::RefCell;
use std::io::Write;
use std::rc::Rc;
use targum::format::tmx::{Tmx, lint};
use targum::format::{Flow, Format, ReadOptions, Sink, VariantPlace, WriteOptions};
use targum::model::{Finding, Header, Unit};

/// Keeps what can be written again, and the farthest place told.
#[derive(Default)]
struct Read {
    header: Header,
    units: Vec<Unit>,
    rejects: usize,
    farthest: u64,
}

impl Sink for Read {
    fn header(&mut self, header: Header) -> Flow {
        self.header = header;
        Flow::Continue(())
    }

    fn unit_at(&mut self, unit: Unit, places: &[VariantPlace]) -> Flow {
        for place in places {
            assert!(place.start.offset <= place.end, "a variant ends before it begins");
            self.farthest = self.farthest.max(place.end);
        }
        self.units.push(unit);
        Flow::Continue(())
    }

    fn wants_places(&self) -> bool {
        true
    }

    fn reject(&mut self, _: &str) -> Flow {
        self.rejects += 1;
        Flow::Continue(())
    }

    fn finding(&mut self, finding: Finding) -> Flow {
        self.farthest = self.farthest.max(finding.position.map_or(0, |position| position.offset));
        Flow::Continue(())
    }
}

#[derive(Clone, Default)]
struct Shared(Rc<RefCell<Vec<u8>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Reads, checks and writes.
pub(crate) fn holds(data: &[u8]) {
    let options = ReadOptions::default();
    Tmx.sniff(data);
    let mut read = Read::default();
    let ended = Tmx.read(&mut { data }, &options, &mut read);
    let linted = lint(&mut { data }, &options, &mut Read::default());
    assert_eq!(ended.is_ok(), linted.is_ok(), "reading and checking do not agree");
    let text = Tmx.part(data, &options, "").unwrap_or_default();
    assert!(read.farthest <= text.len() as u64, "a place behind the end");
    let out = Shared::default();
    let write = WriteOptions::default();
    let mut writer = Tmx.write(&read.header, &write, Box::new(out.clone())).expect("a header");
    for unit in &read.units {
        writer.unit(unit).expect("a unit");
    }
    writer.finish().expect("an end");
    let mut again = Read::default();
    Tmx.read(&mut &out.0.borrow()[..], &options, &mut again).expect("what was written");
    assert_eq!((again.units.len(), again.rejects), (read.units.len(), 0), "units are lost");
}
