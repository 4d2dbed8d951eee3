//! A file of vectors: a header, the levels row by row, then units, variants, scales, and the units whose
//! rows in earlier parts count no longer. All numbers are little-endian.

use super::Quantised;
use super::manifest::VERSION;
use crate::tm::index::IndexError;
use memmap2::Mmap;
use std::fs::File;
use std::io::{BufWriter, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

const MAGIC: &[u8; 8] = b"targumVE";
const HEADER: usize = 64;
/// Bytes of the header that its own checksum is of.
const FACTS: usize = 40;

/// A mapped file.
#[derive(Debug)]
pub(super) struct Part {
    map: Mmap,
    dim: usize,
    rows: usize,
}

#[expect(unsafe_code, reason = "a file is mapped: processes share what is read of it")]
fn map(path: &Path) -> Result<Mmap, IndexError> {
    let file = File::open(path).map_err(|source| match source.kind() {
        std::io::ErrorKind::NotFound => {
            IndexError::Damaged { path: path.to_owned(), what: "a file of vectors is missing" }
        }
        _ => IndexError::io(path)(source),
    })?;
    // SAFETY: files of vectors are never written again once they are named in a manifest, only deleted.
    unsafe { Mmap::map(&file) }.map_err(IndexError::io(path))
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    bytes
        .get(at..)
        .and_then(|bytes| bytes.first_chunk())
        .map_or(0, |eight| u64::from_le_bytes(*eight))
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes
        .get(at..)
        .and_then(|bytes| bytes.first_chunk())
        .map_or(0, |four| u32::from_le_bytes(*four))
}

impl Part {
    /// Maps a file and checks it whole: that costs as much as a search.
    pub(super) fn open(path: &Path, dim: usize) -> Result<Self, IndexError> {
        let map = map(path)?;
        let damaged = |what| IndexError::Damaged { path: path.to_owned(), what };
        let head = map.get(..HEADER).ok_or_else(|| damaged("it is cut off"))?;
        if &head[..8] != MAGIC || u32_at(head, 8) != VERSION {
            return Err(damaged("no file of vectors"));
        }
        if u64_at(head, FACTS) != xxh3_64(&head[..FACTS]) {
            return Err(damaged("a checksum is wrong"));
        }
        let (rows, gone) = (u64_at(head, 16) as usize, u64_at(head, 24) as usize);
        let row = dim.checked_add(16).and_then(|row| row.checked_mul(rows));
        let wanted = row.and_then(|rows| rows.checked_add(gone.checked_mul(8)?));
        if u32_at(head, 12) as usize != dim || wanted != Some(map.len() - HEADER) {
            return Err(damaged("sizes disagree"));
        }
        if xxh3_64(&map[HEADER..]) != u64_at(head, 32) {
            return Err(damaged("a checksum is wrong"));
        }
        Ok(Self { map, dim, rows })
    }

    pub(super) fn rows(&self) -> usize {
        self.rows
    }

    pub(super) fn dim(&self) -> usize {
        self.dim
    }

    /// The levels of all rows, each a byte.
    pub(super) fn levels(&self) -> &[u8] {
        &self.map[HEADER..HEADER + self.rows * self.dim]
    }

    fn behind(&self, bytes: usize) -> usize {
        HEADER + self.rows * (self.dim + bytes)
    }

    pub(super) fn unit(&self, row: usize) -> u64 {
        u64_at(&self.map, self.behind(0) + 8 * row)
    }

    pub(super) fn variant(&self, row: usize) -> u32 {
        u32_at(&self.map, self.behind(8) + 4 * row)
    }

    pub(super) fn scale(&self, row: usize) -> f32 {
        f32::from_bits(u32_at(&self.map, self.behind(12) + 4 * row))
    }

    /// Units whose rows in earlier parts count no longer.
    pub(super) fn gone(&self) -> impl Iterator<Item = u64> {
        self.map[self.behind(16)..].as_chunks().0.iter().map(|eight| u64::from_le_bytes(*eight))
    }
}

/// Writes a part.
pub struct Writer {
    path: PathBuf,
    out: BufWriter<File>,
    hasher: Xxh3,
    dim: usize,
    units: Vec<u8>,
    variants: Vec<u8>,
    scales: Vec<u8>,
}

impl Writer {
    pub(super) fn create(path: &Path, dim: usize) -> Result<Self, IndexError> {
        let file = File::create(path).map_err(IndexError::io(path))?;
        let mut out = BufWriter::with_capacity(1 << 18, file);
        out.write_all(&[0; HEADER]).map_err(IndexError::io(path))?;
        Ok(Self {
            path: path.to_owned(),
            out,
            hasher: Xxh3::new(),
            dim,
            units: Vec::new(),
            variants: Vec::new(),
            scales: Vec::new(),
        })
    }

    /// Adds the vector of a unit's text; it has as many numbers as the others.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn add(&mut self, unit: u64, variant: u32, vector: &Quantised) -> Result<(), IndexError> {
        debug_assert_eq!(vector.dim(), self.dim, "vectors are of one length");
        let levels: Vec<u8> = vector.levels().iter().map(|level| level.cast_unsigned()).collect();
        self.row(unit, variant, &levels, vector.scale())
    }

    pub(super) fn copy(&mut self, part: &Part, row: usize) -> Result<(), IndexError> {
        let levels = &part.levels()[row * self.dim..(row + 1) * self.dim];
        self.row(part.unit(row), part.variant(row), levels, part.scale(row))
    }

    fn row(
        &mut self,
        unit: u64,
        variant: u32,
        levels: &[u8],
        scale: f32,
    ) -> Result<(), IndexError> {
        self.put(levels)?;
        self.units.extend(unit.to_le_bytes());
        self.variants.extend(variant.to_le_bytes());
        self.scales.extend(scale.to_le_bytes());
        Ok(())
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), IndexError> {
        self.hasher.update(bytes);
        self.out.write_all(bytes).map_err(IndexError::io(&self.path))
    }

    /// Ends the file; `None`, and no file, if there is nothing in it.
    pub(super) fn finish(mut self, gone: &[u64]) -> Result<Option<Part>, IndexError> {
        if self.units.is_empty() && gone.is_empty() {
            drop(self.out);
            let _swept_later = std::fs::remove_file(&self.path);
            return Ok(None);
        }
        let sections = [&mut self.units, &mut self.variants, &mut self.scales];
        let [units, variants, scales] = sections.map(std::mem::take);
        let gone_bytes: Vec<u8> = gone.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        for section in [&units, &variants, &scales, &gone_bytes] {
            self.put(section)?;
        }
        let mut head = [0; HEADER];
        head[..8].copy_from_slice(MAGIC);
        head[8..12].copy_from_slice(&VERSION.to_le_bytes());
        head[12..16].copy_from_slice(&(self.dim as u32).to_le_bytes());
        head[16..24].copy_from_slice(&(units.len() as u64 / 8).to_le_bytes());
        head[24..32].copy_from_slice(&(gone.len() as u64).to_le_bytes());
        head[32..40].copy_from_slice(&self.hasher.digest().to_le_bytes());
        let sum = xxh3_64(&head[..FACTS]);
        head[FACTS..FACTS + 8].copy_from_slice(&sum.to_le_bytes());
        let written = (|| {
            self.out.seek(SeekFrom::Start(0))?;
            self.out.write_all(&head)?;
            self.out.flush()?;
            self.out.get_ref().sync_data()
        })();
        written.map_err(IndexError::io(&self.path))?;
        Part::open(&self.path, self.dim).map(Some)
    }
}
