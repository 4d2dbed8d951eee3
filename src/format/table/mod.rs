//! Tables of units: a header row of language tags, then a row a unit with a column a language. Inline
//! codes are left out and counted.

mod place;
mod read;
mod xlsx;

pub(super) use xlsx::Spreadsheet;

use super::{
    Format, FormatError, Holds, Info, ReadOptions, Sink, Sniffed, UnitWriter, WriteOptions,
};
use crate::model::{Finding, Header, Severity, Unit};
use crate::text::LangTag;
use std::io::{BufRead, Write};

/// A table with one separator.
pub(super) struct Table {
    info: &'static Info,
    separator: u8,
}

/// Tab-separated; tabs and line ends inside a text become spaces.
pub(super) static TSV: Table = Table {
    info: &Info {
        name: "tsv",
        title: "tab-separated table, a column a language",
        extensions: &["tsv", "tab"],
        holds: Holds::Memory,
        reads: true,
        writes: true,
    },
    separator: b'\t',
};

/// Comma-separated (RFC 4180).
pub(super) static CSV: Table = Table {
    info: &Info {
        name: "csv",
        title: "comma-separated table, a column a language",
        extensions: &["csv"],
        holds: Holds::Memory,
        reads: true,
        writes: true,
    },
    separator: b',',
};

impl Format for Table {
    fn info(&self) -> &'static Info {
        self.info
    }

    fn sniff(&self, _: &[u8]) -> Sniffed {
        Sniffed::No
    }

    fn read(
        &self,
        input: &mut dyn BufRead,
        options: &ReadOptions,
        sink: &mut dyn Sink,
    ) -> Result<(), FormatError> {
        read::read(input, self.separator, options, sink)
    }

    fn write<'w>(
        &self,
        _: &Header,
        options: &WriteOptions,
        out: Box<dyn Write + 'w>,
    ) -> Result<Box<dyn UnitWriter + 'w>, FormatError> {
        let tabs = self.separator == b'\t';
        let style = if tabs { csv::QuoteStyle::Never } else { csv::QuoteStyle::Necessary };
        let mut rows = csv::WriterBuilder::new()
            .delimiter(self.separator)
            .quote_style(style)
            .flexible(true)
            .from_writer(out);
        rows.write_record(options.languages.iter().map(LangTag::as_str))
            .map_err(std::io::Error::from)?;
        Ok(Box::new(Rows { table: rows, languages: options.languages.clone(), tabs, coded: 0 }))
    }
}

struct Rows<'w> {
    table: csv::Writer<Box<dyn Write + 'w>>,
    languages: Vec<LangTag>,
    tabs: bool,
    coded: usize,
}

impl UnitWriter for Rows<'_> {
    fn unit(&mut self, unit: &Unit) -> Result<(), FormatError> {
        self.coded += usize::from(unit.variants.iter().any(|v| !v.content.codes.is_empty()));
        let cells = self.languages.iter().map(|lang| {
            let text = unit.variant(lang).map_or("", |variant| &variant.content.text);
            if self.tabs { text.replace(['\t', '\n', '\r'], " ") } else { text.to_owned() }
        });
        Ok(self.table.write_record(cells).map_err(std::io::Error::from)?)
    }

    fn finish(mut self: Box<Self>) -> Result<Vec<Finding>, FormatError> {
        self.table.flush()?;
        Ok(codes_lost(self.coded).into_iter().collect())
    }
}

/// What is said of `count` units whose codes did not fit in a table.
fn codes_lost(count: usize) -> Option<Finding> {
    let message = format!("{count} units had inline codes, which a table cannot hold");
    (count > 0).then(|| Finding::new("codes-lost", Severity::Warning, message))
}
