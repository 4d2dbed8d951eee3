//! One immutable file of texts, mapped.

use super::IndexError;
use super::layout::{Header, Section, View};
use super::signature::Buckets;
use memmap2::Mmap;
use std::fs::File;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// Numbers as they lie in the file.
pub(super) type Numbers<'a> = &'a [[u8; 4]];

/// Reads one of them.
#[inline(always)]
pub(super) fn number(numbers: Numbers<'_>, at: usize) -> Option<u32> {
    numbers.get(at).map(|&bytes| u32::from_le_bytes(bytes))
}

/// What lies between two offsets.
#[inline]
pub(super) fn between(offsets: Numbers<'_>, at: u32) -> Option<Range<usize>> {
    let pair = offsets.get(at as usize..at as usize + 2)?;
    let range = u32::from_le_bytes(pair[0]) as usize..u32::from_le_bytes(pair[1]) as usize;
    (range.start <= range.end).then_some(range)
}

/// Texts or rows of one length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Group {
    pub(super) length: u32,
    pub(super) from: u32,
    pub(super) to: u32,
}

/// A mapped file. What is read of it is checked when it is used.
#[derive(Debug)]
pub(super) struct Segment {
    path: PathBuf,
    map: Mmap,
    header: Header,
    texts: u32,
    short: u32,
    /// By view: tokens that have no list.
    common: [u32; 2],
    pub(super) buckets: Buckets,
    /// By characters, words, stems.
    groups: [Vec<Group>; 3],
}

#[expect(unsafe_code, reason = "a file is mapped: only what a look-up needs is read")]
fn map(path: &Path) -> Result<Mmap, IndexError> {
    let file = File::open(path).map_err(|source| match source.kind() {
        std::io::ErrorKind::NotFound => {
            IndexError::Damaged { path: path.to_owned(), what: "a file of the index is missing" }
        }
        _ => IndexError::io(path)(source),
    })?;
    // SAFETY: files of an index are never written again once they have their name, only deleted.
    unsafe { Mmap::map(&file) }.map_err(IndexError::io(path))
}

impl Segment {
    /// Maps a file and checks its header.
    pub(super) fn open(path: &Path) -> Result<Self, IndexError> {
        let map = map(path)?;
        let header = Header::read(&map, path)?;
        let mut segment = Self {
            path: path.to_owned(),
            map,
            header,
            texts: 0,
            short: 0,
            common: [0; 2],
            buckets: Buckets::read(&[]),
            groups: Default::default(),
        };
        let facts = segment.numbers(Section::Facts as usize);
        let fact = |at| number(facts, at).ok_or_else(|| segment.damaged("facts are missing"));
        let (texts, short, common) = (fact(0)?, fact(1)?, [fact(2)?, fact(3)?]);
        let buckets = Buckets::read(segment.bytes(Section::Buckets as usize));
        (segment.texts, segment.short, segment.common) = (texts, short, common);
        segment.buckets = buckets;
        segment.check_sizes()?;
        segment.groups = [
            segment.read_groups(Section::Lengths as usize)?,
            segment.read_groups(View::Lengths.of(false))?,
            segment.read_groups(View::Lengths.of(true))?,
        ];
        Ok(segment)
    }

    /// The error of a file that isn't what was written.
    #[cold]
    pub(super) fn damaged(&self, what: &'static str) -> IndexError {
        IndexError::Damaged { path: self.path.clone(), what }
    }

    fn check_sizes(&self) -> Result<(), IndexError> {
        use super::signature::{LONG_PARTS, LONG_WHOLE, SHORT_PARTS, SHORT_WHOLE};
        let (texts, short) = (self.texts as usize, self.short as usize);
        let long = texts.checked_sub(short).ok_or_else(|| self.damaged("sizes disagree"))?;
        let mut sizes = vec![
            (Section::Offsets as usize, 4 * (texts + 1)),
            (Section::UnitStarts as usize, 4 * (texts + 1)),
            (Section::ShortWhole as usize, short * SHORT_WHOLE),
            (Section::ShortParts as usize, short * SHORT_PARTS),
            (Section::LongWhole as usize, long * LONG_WHOLE),
            (Section::LongParts as usize, long * LONG_PARTS),
        ];
        for stems in [false, true] {
            let tokens = self.header.range(View::Hashes.of(stems)).len() / 8;
            sizes.extend([
                (View::Texts.of(stems), 4 * texts),
                (View::Bits.of(stems), 8 * texts),
                (View::Offsets.of(stems), 4 * (texts + 1)),
                (View::Hashes.of(stems), 8 * tokens),
                (View::Numbers.of(stems), 4 * tokens),
                (View::ListStarts.of(stems), 4 * (tokens + 1)),
            ]);
        }
        let right = sizes.iter().all(|&(section, size)| self.header.range(section).len() == size);
        right.then_some(()).ok_or_else(|| self.damaged("sizes disagree"))
    }

    /// Groups must cover all texts in order: what is searched rests on them.
    fn read_groups(&self, section: usize) -> Result<Vec<Group>, IndexError> {
        let numbers = self.numbers(section);
        let mut groups = Vec::with_capacity(numbers.len() / 2);
        for at in (0..numbers.len() / 2).map(|at| 2 * at) {
            let read = |at| number(numbers, at).unwrap_or(self.texts);
            groups.push(Group { length: read(at), from: read(at + 1), to: read(at + 3) });
        }
        let covers = groups.first().map_or(self.texts == 0, |first| first.from == 0)
            && groups.iter().all(|group| group.from < group.to && group.to <= self.texts)
            && groups.is_sorted_by(|one, next| one.length < next.length);
        covers.then_some(groups).ok_or_else(|| self.damaged("lengths are out of order"))
    }

    pub(super) fn bytes(&self, section: usize) -> &[u8] {
        self.map.get(self.header.range(section)).unwrap_or(&[])
    }

    pub(super) fn numbers(&self, section: usize) -> Numbers<'_> {
        self.bytes(section).as_chunks().0
    }

    pub(super) fn longs(&self, section: usize) -> &[[u8; 8]] {
        self.bytes(section).as_chunks().0
    }

    /// The number of different texts.
    pub(super) fn texts(&self) -> u32 {
        self.texts
    }

    /// How many of them are short: they come first.
    pub(super) fn short(&self) -> u32 {
        self.short
    }

    /// The number of units, removed ones included.
    pub(super) fn units(&self) -> u64 {
        self.longs(Section::Units as usize).len() as u64
    }

    /// Tokens numbered below have no list.
    pub(super) fn common(&self, stems: bool) -> u32 {
        self.common[usize::from(stems)]
    }

    /// Texts by length in characters.
    pub(super) fn character_groups(&self) -> &[Group] {
        &self.groups[0]
    }

    /// Rows by count of tokens.
    pub(super) fn token_groups(&self, stems: bool) -> &[Group] {
        &self.groups[1 + usize::from(stems)]
    }

    /// The bytes of a text.
    #[inline]
    pub(super) fn text_bytes(&self, text: u32) -> Option<&[u8]> {
        let range = between(self.numbers(Section::Offsets as usize), text)?;
        self.bytes(Section::Texts as usize).get(range)
    }

    /// A text.
    pub(super) fn text(&self, text: u32) -> Result<&str, IndexError> {
        let text = self.text_bytes(text).and_then(|bytes| std::str::from_utf8(bytes).ok());
        text.ok_or_else(|| self.damaged("a text is broken"))
    }

    /// The units of a text, ascending.
    #[inline]
    pub(super) fn units_of(
        &self,
        text: u32,
    ) -> Result<impl Iterator<Item = u64> + Clone + '_, IndexError> {
        let range = between(self.numbers(Section::UnitStarts as usize), text);
        let units = range.and_then(|range| self.longs(Section::Units as usize).get(range));
        let units = units.ok_or_else(|| self.damaged("the units of a text are broken"))?;
        Ok(units.iter().map(|&bytes| u64::from_le_bytes(bytes)))
    }

    /// The number of a token, if it occurs.
    pub(super) fn token(&self, hash: u64, stems: bool) -> Option<u32> {
        let hashes = self.longs(View::Hashes.of(stems));
        let at = hashes.binary_search_by_key(&hash, |&bytes| u64::from_le_bytes(bytes)).ok()?;
        number(self.numbers(View::Numbers.of(stems)), at)
    }

    /// Reads the whole file: whether it is what was written.
    pub(super) fn verify(&self) -> Result<(), IndexError> {
        if !self.header.holds(&self.map) {
            return Err(self.damaged("a checksum is wrong"));
        }
        for text in 0..self.texts {
            self.text(text)?;
            let _units = self.units_of(text)?;
        }
        Ok(())
    }
}
