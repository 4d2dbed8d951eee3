//! Files to data and back: one file or folder a format, each behind [`Format`], all in [`ALL`].
//!
//! A reader pushes what it finds into a [`Sink`], so that memories of many gigabytes pass through in
//! bounded memory. Damaged data is a [`Finding`] and reading goes on; an `Err` means it can't.

mod counterparts;
mod docx;
mod error;
pub mod fill;
mod html;
mod inline;
mod jsonl;
pub mod ladder;
mod markdown;
mod odt;
mod pair;
mod place;
mod plain;
mod po;
pub mod side_by_side;
mod source;
pub mod splice;
mod table;
pub mod tmx;
mod xliff;
mod zip;

use crate::model::{Block, Content, Document, Finding, Header, Position, Unit};
use crate::text::{LangTag, decode};
pub use error::{FormatError, Kind};
use fill::{Filled, Filler};
pub(crate) use source::no_text;
pub use splice::PartEdit;
use std::borrow::Cow;
use std::io::{BufRead, Write};

/// All formats, in the order they are tried when sniffing.
pub static ALL: &[&dyn Format] = &[
    &tmx::Tmx,
    &xliff::Xliff,
    &po::Po,
    &html::Html,
    &docx::Docx,
    &odt::Odt,
    &markdown::Markdown,
    &plain::Plain,
    &table::TSV,
    &table::CSV,
    &table::Spreadsheet,
    &jsonl::Jsonl,
];

/// What a format holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Holds {
    /// A document: blocks of text in one language.
    Document,
    /// A memory: units in several languages.
    Memory,
}

/// What a format is.
#[derive(Debug, Clone, Copy)]
pub struct Info {
    /// The name that `--from` and `--to` take: `tmx`, `docx`, `markdown`.
    pub name: &'static str,
    /// One line for people.
    pub title: &'static str,
    /// File name extensions in lower case without the dot, the usual one first.
    pub extensions: &'static [&'static str],
    /// What it holds.
    pub holds: Holds,
    /// Whether it can be read.
    pub reads: bool,
    /// Whether it can be written.
    pub writes: bool,
}

/// How sure a format is that some bytes are its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sniffed {
    /// They are not.
    No,
    /// They may be.
    Maybe,
    /// They are.
    Yes,
}

/// How plain text is cut into paragraphs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Paragraphs {
    /// By empty lines; the lines between are joined (hard-wrapped text). A text in which almost
    /// every line is a paragraph of its own (long unwrapped lines) is cut by lines.
    #[default]
    Blank,
    /// Every line is a paragraph.
    Line,
    /// Every line is a paragraph just as it is, empty ones too.
    AsIs,
}

/// Limits that keep a bad or hostile file from taking the machine. What goes over one is refused
/// with a message that names it.
#[derive(Debug, Clone)]
pub struct Limits {
    /// The bytes of a document, decoded or unpacked (default 256 MiB; never 4 GiB or more).
    pub document: u64,
    /// The unpacked bytes of one member of a container (default 256 MiB).
    pub member: u64,
    /// How many times larger than packed a member may be once it passes 16 MiB (default 200).
    pub ratio: u64,
    /// The members of a container (default 10,000).
    pub members: usize,
    /// The bytes of one unit of a memory, markup included (default 64 MiB).
    pub unit: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { document: 256 << 20, member: 256 << 20, ratio: 200, members: 10_000, unit: 64 << 20 }
    }
}

/// How to read.
#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    /// The file's name, for findings and for the document.
    pub name: String,
    /// An encoding label to use whatever the file says.
    pub encoding: Option<String>,
    /// How plain text is cut.
    pub paragraphs: Paragraphs,
    /// The languages of the columns of a table of units, where the table has no header; of the source
    /// and the target of other files that don't say them.
    pub columns: Vec<LangTag>,
    /// Limits.
    pub limits: Limits,
}

/// Where the text of a variant stands in its file: between the tags, quotes or separators around it. In
/// JSON lines it is the line; in a spreadsheet line and column are those of the cell and the offsets
/// are 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct VariantPlace {
    /// Its first character.
    pub start: Position,
    /// Behind its last byte, counted as [`Position::offset`] is.
    pub end: u64,
}

/// Whether a reader should go on.
pub type Flow = std::ops::ControlFlow<()>;

/// Where a reader puts what it finds. Every method may be left out.
pub trait Sink {
    /// A block of a document.
    fn block(&mut self, block: Block) -> Flow {
        let _ = block;
        Flow::Continue(())
    }

    /// What a document says of itself; called before its blocks. Its `blocks` are empty.
    fn document(&mut self, document: Document) -> Flow {
        let _ = document;
        Flow::Continue(())
    }

    /// What a memory says of itself; called before its units.
    fn header(&mut self, header: Header) -> Flow {
        let _ = header;
        Flow::Continue(())
    }

    /// A unit of a memory.
    fn unit(&mut self, unit: Unit) -> Flow {
        let _ = unit;
        Flow::Continue(())
    }

    /// A unit of a memory with the place of each variant's text, in their order, where the format can
    /// tell it. Most sinks need no places; a reader that would have to search for them leaves them out
    /// unless [`Sink::wants_places`] says otherwise.
    fn unit_at(&mut self, unit: Unit, places: &[VariantPlace]) -> Flow {
        let _ = places;
        self.unit(unit)
    }

    /// Whether the places of [`Sink::unit_at`] are looked at.
    fn wants_places(&self) -> bool {
        false
    }

    /// A stretch of the file that could not be used, as it stands there; its finding comes first.
    fn reject(&mut self, raw: &str) -> Flow {
        let _ = raw;
        Flow::Continue(())
    }

    /// Something off.
    fn finding(&mut self, finding: Finding) -> Flow {
        let _ = finding;
        Flow::Continue(())
    }
}

/// How to write a memory.
#[derive(Debug, Clone, Default)]
pub struct WriteOptions {
    /// The languages, source first: the columns of a table. Formats that don't need them ignore them.
    pub languages: Vec<LangTag>,
    /// The importer to please, by name (`omegat`, `trados`, …), where the format has such profiles.
    pub profile: Option<String>,
    /// The date to write where none is known, `YYYYMMDDThhmmssZ`; without it none is written.
    pub date: Option<String>,
}

/// Writes units one by one.
pub trait UnitWriter {
    /// Adds a unit.
    fn unit(&mut self, unit: &Unit) -> Result<(), FormatError>;

    /// Finishes the file. Gives findings about what had to be changed or left out.
    fn finish(self: Box<Self>) -> Result<Vec<Finding>, FormatError>;
}

/// A file format.
pub trait Format: Sync {
    /// What it is.
    fn info(&self) -> &'static Info;

    /// Looks at the first bytes of a file (up to 64 KiB).
    fn sniff(&self, head: &[u8]) -> Sniffed;

    /// The encoding that a file of this format declares in its own bytes: what [`crate::text::decode`]
    /// has to be told for the text that the places of findings and variants are in.
    fn declared_encoding(&self, bytes: &[u8]) -> Option<String> {
        crate::text::declared_encoding(bytes)
    }

    /// Reads a file from its start.
    ///
    /// # Errors
    /// When the file can't be read at all, or not on from some place.
    fn read(
        &self,
        input: &mut dyn BufRead,
        options: &ReadOptions,
        sink: &mut dyn Sink,
    ) -> Result<(), FormatError>;

    /// The decoded text of a part of a file, as in [`Document::parts`]: what spans, places and edits count
    /// the bytes of. `None` where there is no such part, or it can't be read.
    fn part(&self, bytes: &[u8], options: &ReadOptions, part: &str) -> Option<String> {
        let declared = self.declared_encoding(bytes);
        let decoded = || decode(bytes, options.encoding.as_deref(), declared.as_deref()).text;
        part.is_empty().then(decoded)
    }

    /// How `text` is written in a file of this format.
    fn written<'t>(&self, text: &'t str) -> Cow<'t, str> {
        text.into()
    }

    /// The bytes of a file with stretches of its text replaced, all others as they are.
    ///
    /// # Errors
    /// When edits overlap or don't fit the text, the file's encoding can't hold them, or the format's
    /// files can't be changed so.
    fn splice(
        &self,
        original: &[u8],
        options: &ReadOptions,
        edits: &[PartEdit],
    ) -> Result<Vec<u8>, FormatError> {
        splice::file(original, options, self.declared_encoding(original).as_deref(), edits)
    }

    /// Puts translations into a bilingual file. `filler` sees each of its segments in order; all bytes stay
    /// but those of what it gives.
    ///
    /// # Errors
    /// When the format has no places for translations, or the file can't be read or changed.
    fn fill(
        &self,
        original: &[u8],
        options: &ReadOptions,
        filler: &mut Filler<'_>,
    ) -> Result<Filled, FormatError> {
        let _ = (original, options, filler);
        Err(fill::not_fillable(self.info().name))
    }

    /// Starts writing a memory.
    ///
    /// # Errors
    /// When the format is not written, or the header can't be.
    fn write<'w>(
        &self,
        header: &Header,
        options: &WriteOptions,
        out: Box<dyn Write + 'w>,
    ) -> Result<Box<dyn UnitWriter + 'w>, FormatError> {
        let _ = (header, options, out);
        Err(FormatError::not_written(self.info().name))
    }
}

/// The format of that name.
pub fn by_name(name: &str) -> Option<&'static dyn Format> {
    ALL.iter().copied().find(|format| format.info().name.eq_ignore_ascii_case(name))
}

/// The format for a file: by the extension of its name, else by its first bytes.
pub fn choose(name: &str, head: &[u8]) -> Option<&'static dyn Format> {
    let extension =
        name.rsplit(['/', '\\']).next().and_then(|n| n.rsplit_once('.')).map(|(_, e)| e);
    let by_extension = extension.and_then(|extension| {
        let fits = |format: &&dyn Format| {
            format.info().extensions.iter().any(|known| known.eq_ignore_ascii_case(extension))
        };
        ALL.iter().copied().find(fits)
    });
    by_extension.or_else(|| {
        let sniffed = ALL.iter().copied().map(|format| (format.sniff(head), format));
        let best = sniffed.filter(|(sure, _)| *sure > Sniffed::No);
        best.reduce(|a, b| if b.0 > a.0 { b } else { a }).map(|(_, format)| format)
    })
}

/// A sink that keeps a whole document.
#[derive(Debug, Default)]
pub struct Collected {
    /// The document.
    pub document: Document,
    /// What was off.
    pub findings: Vec<Finding>,
    /// Whether blocks without text are kept.
    pub keeps_blank: bool,
}

impl Sink for Collected {
    fn document(&mut self, document: Document) -> Flow {
        self.document = document;
        Flow::Continue(())
    }

    fn block(&mut self, block: Block) -> Flow {
        if self.keeps_blank || !is_blank(&block.content) {
            self.document.blocks.push(block);
        }
        Flow::Continue(())
    }

    fn finding(&mut self, finding: Finding) -> Flow {
        self.findings.push(finding);
        Flow::Continue(())
    }
}

fn is_blank(content: &Content) -> bool {
    content.text.chars().all(char::is_whitespace)
}
