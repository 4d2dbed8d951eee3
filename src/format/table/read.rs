//! Reading tables row by row.

use super::place::{Kept, Places};
use crate::format::{Flow, FormatError, Limits, ReadOptions, Sink, VariantPlace};
use crate::model::{Content, Finding, Header, Position, Severity, Unit, Variant};
use crate::text::LangTag;
use std::cell::Cell;
use std::io::{self, BufRead, Read};
use std::rc::Rc;

/// Hands on bytes until more have come for one row than it may have.
struct Limited<'a> {
    input: &'a mut dyn BufRead,
    left: Rc<Cell<usize>>,
    /// Where the bytes are kept, if places are wanted.
    kept: Option<Kept>,
}

impl Read for Limited<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.left.get();
        if left == 0 {
            return Err(io::Error::other("a row is over the limit (a quote that never ends?)"));
        }
        let most = buffer.len().min(left);
        let read = self.input.read(&mut buffer[..most])?;
        self.left.set(left - read);
        if let Some(kept) = &self.kept {
            kept.borrow_mut().extend_from_slice(&buffer[..read]);
        }
        Ok(read)
    }
}

/// Reads a table with the given separator. A header row names the languages of the columns; without one
/// `options.columns` does. Columns that are no language's are passed over.
pub(super) fn read(
    input: &mut dyn BufRead,
    separator: u8,
    options: &ReadOptions,
    sink: &mut dyn Sink,
) -> Result<(), FormatError> {
    check_encoding(input)?;
    let limit = Limits::default().unit.min(options.limits.unit);
    let left = Rc::new(Cell::new(limit));
    let mut places = sink.wants_places().then(|| Places::new(separator));
    let kept = places.as_ref().map(Places::kept);
    let mut rows = csv::ReaderBuilder::new()
        .delimiter(separator)
        .quoting(separator != b'\t')
        .has_headers(false)
        .flexible(true)
        .from_reader(Limited { input, left: Rc::clone(&left), kept });
    let mut row = csv::ByteRecord::new();
    let mut units = Units::new(options, sink);
    loop {
        left.set(limit);
        match rows.read_byte_record(&mut row) {
            Ok(true) => {}
            Ok(false) => return Ok(()),
            Err(error) => return Err(io::Error::other(error.to_string()).into()),
        }
        let end = rows.position().byte();
        let places = places.as_mut().map_or_else(Vec::new, |places| places.row(end));
        if units.row(&row, &places)?.is_break() {
            return Ok(());
        }
    }
}

/// Makes units of the rows of a table, once its first row has told the languages of its columns.
pub(super) struct Units<'a> {
    options: &'a ReadOptions,
    sink: &'a mut dyn Sink,
    columns: Option<Vec<Option<LangTag>>>,
}

impl<'a> Units<'a> {
    pub(super) fn new(options: &'a ReadOptions, sink: &'a mut dyn Sink) -> Self {
        Self { options, sink, columns: None }
    }

    /// Takes the next row, with the places of its cells where they are known.
    ///
    /// # Errors
    /// When it is the first, names no languages, and the options don't either.
    pub(super) fn row(
        &mut self,
        row: &csv::ByteRecord,
        places: &[VariantPlace],
    ) -> Result<Flow, FormatError> {
        if let Some(columns) = &self.columns {
            return Ok(hand_over(row, places, columns, self.sink));
        }
        let named = header(row);
        let without_header = named.is_none();
        if without_header && self.options.columns.is_empty() {
            let reason = "the first row names no languages: say them with --langs";
            return Err(FormatError::unfit(reason));
        }
        let told = || self.options.columns.iter().cloned().map(Some).collect();
        let columns = self.columns.insert(named.unwrap_or_else(told));
        let srclang = columns.iter().flatten().next().cloned();
        let mut flow = self.sink.header(Header { srclang, ..Header::default() });
        if flow.is_continue() && without_header {
            flow = hand_over(row, places, columns, self.sink);
        }
        Ok(flow)
    }
}

fn check_encoding(input: &mut dyn BufRead) -> Result<(), FormatError> {
    let head = input.fill_buf()?;
    if head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF") {
        return Err(FormatError::unfit("the table is in UTF-16: save it as UTF-8"));
    }
    if head.starts_with(b"PK\x03\x04") {
        return Err(FormatError::unfit(
            "this is a spreadsheet, not a text: read it with --from xlsx",
        ));
    }
    if head.starts_with(b"\xEF\xBB\xBF") {
        input.consume(3);
    }
    Ok(())
}

/// The languages of the columns, if the row names two or more and nothing reads like a text.
fn header(row: &csv::ByteRecord) -> Option<Vec<Option<LangTag>>> {
    let tag = |cell: &[u8]| {
        let cell = std::str::from_utf8(cell).ok()?.trim().replace('_', "-");
        let language = cell.split('-').next().unwrap_or_default();
        // `No` and `Oui` are words, `no`, `NO` and `oui` may be tags.
        let lower = language.bytes().all(|b| b.is_ascii_lowercase());
        let upper = language.bytes().all(|b| b.is_ascii_uppercase());
        let short = match language.len() {
            2 => lower || upper,
            3 => lower,
            _ => false,
        };
        short.then(|| LangTag::parse(&cell).ok()).flatten()
    };
    let columns: Vec<Option<LangTag>> = row.iter().map(tag).collect();
    (columns.iter().flatten().count() >= 2).then_some(columns)
}

/// Makes a unit of a row; one with bytes that are no UTF-8 is a finding.
fn hand_over(
    row: &csv::ByteRecord,
    places: &[VariantPlace],
    columns: &[Option<LangTag>],
    sink: &mut dyn Sink,
) -> Flow {
    let place = row.position().map_or((0, 0), |at| (at.byte(), at.line()));
    let position = Position { offset: place.0, line: place.1 as u32, column: 1 };
    let (mut unit, mut found) = (Unit::default(), Vec::new());
    for (index, (cell, lang)) in row.iter().zip(columns).enumerate() {
        let Ok(text) = std::str::from_utf8(cell) else {
            let message = "this row is not UTF-8 and is left out: save the table as UTF-8";
            sink.finding(Finding::new("table-encoding", Severity::Error, message).at(position))?;
            let raw: Vec<_> = row.iter().map(String::from_utf8_lossy).collect();
            return sink.reject(&raw.join("\t"));
        };
        if let Some(lang) = lang.as_ref().filter(|_| !text.trim().is_empty()) {
            unit.variants.push(Variant::new(lang.clone(), Content::plain(text.to_owned())));
            found.extend(places.get(index).copied());
        }
    }
    if row.len() > columns.len() {
        let message = format!("this row has {} cells for {} columns", row.len(), columns.len());
        sink.finding(Finding::new("table-cells", Severity::Warning, message).at(position))?;
    }
    if unit.variants.is_empty() { Flow::Continue(()) } else { sink.unit_at(unit, &found) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Found(Vec<Unit>, Vec<Finding>, usize);

    #[derive(Default)]
    struct Placed(Vec<(u64, u32, u32, u64)>);

    impl Sink for Placed {
        fn unit_at(&mut self, unit: Unit, places: &[VariantPlace]) -> Flow {
            assert_eq!(unit.variants.len(), places.len());
            let place = |p: &VariantPlace| (p.start.offset, p.start.line, p.start.column, p.end);
            self.0.extend(places.iter().map(place));
            Flow::Continue(())
        }
        fn wants_places(&self) -> bool {
            true
        }
    }

    impl Sink for Found {
        fn unit(&mut self, unit: Unit) -> Flow {
            self.0.push(unit);
            Flow::Continue(())
        }
        fn finding(&mut self, finding: Finding) -> Flow {
            self.1.push(finding);
            Flow::Continue(())
        }
        fn reject(&mut self, _: &str) -> Flow {
            self.2 += 1;
            Flow::Continue(())
        }
    }

    fn units(bytes: &[u8], separator: u8, columns: &[&str]) -> Result<Found, FormatError> {
        let columns = columns.iter().filter_map(|tag| LangTag::parse(tag).ok()).collect();
        let mut units = Found::default();
        let options = ReadOptions { columns, ..ReadOptions::default() };
        read(&mut &bytes[..], separator, &options, &mut units)?;
        Ok(units)
    }

    #[test]
    fn a_header_names_the_languages() {
        let table = "\u{FEFF}en,note,fr_CA\n\"a, b\",x,\"c\nd\"\n,,\n";
        let read = units(table.as_bytes(), b',', &[]).expect("a table");
        assert_eq!(read.0.len(), 1);
        let texts: Vec<&str> = read.0[0].variants.iter().map(|v| &*v.content.text).collect();
        assert_eq!(texts, ["a, b", "c\nd"]);
        assert_eq!(read.0[0].variants[1].lang.as_str(), "fr-CA");
    }

    #[test]
    fn without_a_header_the_columns_must_be_told() {
        assert!(units(b"Yes\tOui\n", b'\t', &[]).is_err());
        let read =
            units(b"Yes \"so\t\"Oui\nNo\tNon\tExtra\n", b'\t', &["en", "fr"]).expect("a table");
        assert_eq!(read.0.len(), 2);
        assert_eq!(&*read.0[0].variants[1].content.text, "\"Oui");
        assert_eq!(read.1[0].rule, "table-cells");
    }

    #[test]
    fn damaged_rows_are_found_and_the_others_kept() {
        let read = units(b"en\tfr\nYes\t\xFF\xFFoui\nNo\tNon\n", b'\t', &[]).expect("a table");
        assert_eq!((read.0.len(), read.1.len(), read.2), (1, 1, 1));
        assert_eq!(read.1[0].position.expect("a place").line, 2);
    }

    #[test]
    fn cells_have_places() {
        let table = "\u{FEFF}en,fr\r\n\r\n\"a\"\"b, c\",é\r\n,x\n\"two\nlines\",\"d\"\n";
        let mut placed = Placed::default();
        let options = ReadOptions::default();
        read(&mut table.as_bytes(), b',', &options, &mut placed).expect("a table");
        let text = &table[3..];
        let texts: Vec<&str> =
            placed.0.iter().map(|place| &text[place.0 as usize..place.3 as usize]).collect();
        assert_eq!(texts, ["a\"\"b, c", "é", "x", "two\nlines", "d"]);
        let places: Vec<_> = placed.0.iter().map(|place| (place.1, place.2)).collect();
        assert_eq!(places, [(3, 2), (3, 11), (4, 2), (5, 2), (6, 9)]);
        let table = format!("en\tfr\n{}", "\"é\tb\n".repeat(20_000));
        let mut placed = Placed::default();
        read(&mut table.as_bytes(), b'\t', &options, &mut placed).expect("a table");
        let last = placed.0.last().copied().expect("a place");
        assert_eq!((last.1, last.2, last.3), (20_001, 4, table.len() as u64 - 1));
    }
}
