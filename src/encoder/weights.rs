//! The file of weights that `models/convert/convert.py` writes: named sections behind a checked header.

use std::path::PathBuf;
use xxhash_rust::xxh3::xxh3_64;

const MAGIC: &[u8; 8] = b"TARGENC1";
const VERSION: u32 = 1;
const HEADER: usize = 32;
const ENTRY: usize = 40;

/// Why a file of weights can't be used.
#[derive(Debug, thiserror::Error)]
pub enum WeightsError {
    /// It can't be read.
    #[error("{}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// It is something else.
    #[error("these are no weights of targum's encoder (models/convert makes them)")]
    Foreign,
    /// It is of another version.
    #[error(
        "the weights are of version {0}, this targum reads version {VERSION}: convert them again"
    )]
    Version(u32),
    /// Some of it is missing.
    #[error("the weights are cut off: {found} of {wanted} bytes are there")]
    Truncated {
        /// Bytes there are.
        found: usize,
        /// Bytes the header tells.
        wanted: u64,
    },
    /// It has been damaged.
    #[error("the weights are damaged: their checksum is not the header's")]
    Checksum,
    /// A part is missing or of another size.
    #[error("the weights have no section {name} of {wanted} bytes")]
    Section {
        /// The part.
        name: &'static str,
        /// The bytes it should have.
        wanted: usize,
    },
}

/// Checked weights: sections by name.
#[derive(Debug, Clone, Copy)]
pub struct Weights<'a> {
    data: &'a [u8],
    sections: usize,
}

impl<'a> Weights<'a> {
    /// Checks the header and the checksum of a whole file.
    ///
    /// # Errors
    /// When it is no file of weights, of another version, cut off or damaged.
    pub fn new(data: &'a [u8]) -> Result<Self, WeightsError> {
        if data.len() < HEADER || &data[..8] != MAGIC {
            return Err(WeightsError::Foreign);
        }
        let version = u32_at(data, 8);
        if version != VERSION {
            return Err(WeightsError::Version(version));
        }
        let (sections, checksum, wanted) =
            (u32_at(data, 12) as usize, u64_at(data, 16), u64_at(data, 24));
        if data.len() as u64 != wanted {
            return Err(WeightsError::Truncated { found: data.len(), wanted });
        }
        if xxh3_64(&data[HEADER..]) != checksum {
            return Err(WeightsError::Checksum);
        }
        if HEADER + sections * ENTRY > data.len() {
            return Err(WeightsError::Foreign);
        }
        Ok(Self { data, sections })
    }

    /// The bytes of a section that should have `wanted` of them (any number if 0).
    ///
    /// # Errors
    /// When there is none of that size.
    pub fn section(&self, name: &'static str, wanted: usize) -> Result<&'a [u8], WeightsError> {
        let entries = self.data[HEADER..].chunks_exact(ENTRY).take(self.sections);
        let named = |entry: &&[u8]| entry[..24].split(|b| *b == 0).next() == Some(name.as_bytes());
        let missing = WeightsError::Section { name, wanted };
        let Some(entry) = entries.into_iter().find(named) else { return Err(missing) };
        let (from, length) = (u64_at(entry, 24) as usize, u64_at(entry, 32) as usize);
        let bytes = from.checked_add(length).and_then(|to| self.data.get(from..to));
        bytes.filter(|bytes| wanted == 0 || bytes.len() == wanted).ok_or(missing)
    }

    /// The numbers of a section of `count` 32-bit floats.
    ///
    /// # Errors
    /// As [`Weights::section`].
    pub fn floats(&self, name: &'static str, count: usize) -> Result<Vec<f32>, WeightsError> {
        let bytes = self.section(name, count * 4)?;
        Ok(bytes.chunks_exact(4).map(|four| f32::from_bits(u32_at(four, 0))).collect())
    }
}

fn u32_at(data: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(std::array::from_fn(|byte| data[at + byte]))
}

fn u64_at(data: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(std::array::from_fn(|byte| data[at + byte]))
}
