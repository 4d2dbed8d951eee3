//! A segment's file: a header with the place, size and checksum of each section, then the sections. All
//! numbers are little-endian; sections start at multiples of 64 bytes.

use super::IndexError;
use std::fs::File;
use std::io::{BufWriter, Seek as _, SeekFrom, Write as _};
use std::ops::Range;
use std::path::Path;
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

const MAGIC: &[u8; 8] = b"targumIX";
/// Raised with every change of the layout or of what sections mean (tokens, stems, buckets).
pub(super) const VERSION: u32 = 1;
const ALIGN: u64 = 64;
const FIXED: usize = 8 + 4 + 4 + 8;
const ENTRY: usize = 24;
/// Bytes of the header: magic, version, number of sections, length of the file, the sections, a checksum.
pub(super) const HEADER: usize = FIXED + ENTRY * Section::COUNT + 8;

/// What a file consists of, in this order. `T` is the number of texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    /// Four u32: texts, short texts, tokens without list of words, of stems.
    Facts,
    /// (length in characters, first text) as u32, ascending.
    Lengths,
    /// T + 1 u32: where texts start.
    Offsets,
    /// The texts by length, then by bytes.
    Texts,
    /// T + 1 u32: where the units of a text start.
    UnitStarts,
    /// u64, ascending within a text.
    Units,
    /// Bucket of each code point.
    Buckets,
    /// Histograms of the short texts and of the others.
    ShortWhole,
    ShortParts,
    LongWhole,
    LongParts,
    /// The sections of words; those of stems follow.
    Words,
}

/// The sections of one kind of tokens. Texts are numbered by their count of tokens here: "rows".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum View {
    /// (tokens, first row) as u32, ascending.
    Lengths,
    /// T u32: the text of a row.
    Texts,
    /// T u64: a bit for each token.
    Bits,
    /// T + 1 u32: where the tokens of a row start.
    Offsets,
    /// Tokens of each row as variable-length numbers.
    Tokens,
    /// u64 hashes of tokens, ascending.
    Hashes,
    /// u32 number of each token: the commonest is 0.
    Numbers,
    /// u32 by number, one more: where lists start.
    ListStarts,
    /// u32 rows, ascending within a list.
    Lists,
}

impl View {
    const COUNT: usize = 9;

    /// Its number among the sections.
    pub(super) fn of(self, stems: bool) -> usize {
        Section::Words as usize + if stems { Self::COUNT } else { 0 } + self as usize
    }
}

impl Section {
    const COUNT: usize = Self::Words as usize + 2 * View::COUNT;
}

/// Writes a file section by section.
pub(super) struct Writer<'a> {
    path: &'a Path,
    out: BufWriter<File>,
    at: u64,
    sections: Vec<(u64, u64, u64)>,
    hasher: Xxh3,
}

impl<'a> Writer<'a> {
    pub(super) fn create(path: &'a Path) -> Result<Self, IndexError> {
        let file = File::create(path).map_err(IndexError::io(path))?;
        let mut out = BufWriter::with_capacity(1 << 18, file);
        out.write_all(&[0; HEADER]).map_err(IndexError::io(path))?;
        let (sections, hasher) = (Vec::new(), Xxh3::new());
        Ok(Self { path, out, at: HEADER as u64, sections, hasher })
    }

    /// Starts the next section.
    pub(super) fn begin(&mut self) -> Result<(), IndexError> {
        let padding = self.at.next_multiple_of(ALIGN) - self.at;
        self.out
            .write_all(&[0; ALIGN as usize][..padding as usize])
            .map_err(IndexError::io(self.path))?;
        self.at += padding;
        self.hasher.reset();
        self.sections.push((self.at, 0, self.hasher.digest()));
        Ok(())
    }

    /// Adds to the section.
    pub(super) fn put(&mut self, bytes: &[u8]) -> Result<(), IndexError> {
        self.out.write_all(bytes).map_err(IndexError::io(self.path))?;
        self.hasher.update(bytes);
        self.at += bytes.len() as u64;
        if let Some((_, len, _)) = self.sections.last_mut() {
            *len += bytes.len() as u64;
        }
        Ok(())
    }

    /// Ends the section.
    pub(super) fn end(&mut self) {
        if let Some((_, _, sum)) = self.sections.last_mut() {
            *sum = self.hasher.digest();
        }
    }

    /// A whole section.
    pub(super) fn section(&mut self, bytes: &[u8]) -> Result<(), IndexError> {
        self.begin()?;
        self.put(bytes)?;
        self.end();
        Ok(())
    }

    /// A section of u32.
    pub(super) fn numbers(
        &mut self,
        numbers: impl IntoIterator<Item = u32>,
    ) -> Result<(), IndexError> {
        self.values(numbers, u32::to_le_bytes)
    }

    /// A section of numbers of a fixed size.
    pub(super) fn values<T, const N: usize>(
        &mut self,
        values: impl IntoIterator<Item = T>,
        bytes: impl Fn(T) -> [u8; N],
    ) -> Result<(), IndexError> {
        self.begin()?;
        let mut buffer = Vec::with_capacity(1 << 16);
        for value in values {
            buffer.extend_from_slice(&bytes(value));
            if buffer.len() + N > 1 << 16 {
                self.put(&buffer)?;
                buffer.clear();
            }
        }
        self.put(&buffer)?;
        self.end();
        Ok(())
    }

    /// Writes the header and hands the file to the disk.
    pub(super) fn finish(mut self) -> Result<(), IndexError> {
        let mut header = Vec::with_capacity(HEADER);
        header.extend_from_slice(MAGIC);
        header.extend_from_slice(&VERSION.to_le_bytes());
        header.extend_from_slice(&(self.sections.len() as u32).to_le_bytes());
        header.extend_from_slice(&self.at.to_le_bytes());
        for (at, len, sum) in &self.sections {
            for number in [at, len, sum] {
                header.extend_from_slice(&number.to_le_bytes());
            }
        }
        header.extend_from_slice(&xxh3_64(&header).to_le_bytes());
        let io = || IndexError::io(self.path);
        self.out.seek(SeekFrom::Start(0)).map_err(io())?;
        self.out.write_all(&header).map_err(io())?;
        self.out.flush().map_err(io())?;
        self.out.get_ref().sync_data().map_err(io())
    }
}

/// Places and checksums of the sections.
#[derive(Debug, Clone)]
pub(super) struct Header {
    sections: Vec<(Range<usize>, u64)>,
}

impl Header {
    /// Reads and checks the header of a file; the sections themselves are not looked at.
    pub(super) fn read(bytes: &[u8], path: &Path) -> Result<Self, IndexError> {
        let damaged = |what| IndexError::Damaged { path: path.to_owned(), what };
        let number = |at: usize| -> u64 {
            let bytes = bytes.get(at..at + 8).and_then(|bytes| bytes.first_chunk::<8>());
            bytes.map_or(0, |bytes| u64::from_le_bytes(*bytes))
        };
        if !bytes.starts_with(MAGIC) {
            return Err(damaged("not an index file"));
        }
        let version = number(8) as u32;
        if version > VERSION {
            return Err(IndexError::Newer { path: path.to_owned(), version });
        }
        let whole = bytes.len() >= HEADER && number(HEADER - 8) == xxh3_64(&bytes[..HEADER - 8]);
        if version < VERSION || !whole || number(8) >> 32 != Section::COUNT as u64 {
            return Err(damaged("its header is not what was written"));
        }
        if number(16) != bytes.len() as u64 {
            return Err(damaged("it is cut off"));
        }
        let mut sections = Vec::with_capacity(Section::COUNT);
        for entry in (FIXED..HEADER - 8).step_by(ENTRY) {
            let (at, len, sum) = (number(entry), number(entry + 8), number(entry + 16));
            let end = at.checked_add(len).filter(|&end| end <= bytes.len() as u64);
            let end = end.ok_or_else(|| damaged("a section lies outside"))?;
            sections.push((at as usize..end as usize, sum));
        }
        Ok(Self { sections })
    }

    /// Where a section lies.
    pub(super) fn range(&self, section: usize) -> Range<usize> {
        self.sections.get(section).map_or(0..0, |(range, _)| range.clone())
    }

    /// Whether every section is what was written.
    pub(super) fn holds(&self, bytes: &[u8]) -> bool {
        self.sections
            .iter()
            .all(|(range, sum)| bytes.get(range.clone()).is_some_and(|part| xxh3_64(part) == *sum))
    }
}
