//! Units that were taken out after their segment was written.

use super::IndexError;
use std::path::Path;
use xxhash_rust::xxh3::xxh3_64;

/// Each unit with the generation before which its texts count no longer; ascending.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Removals(Vec<(u64, u64)>);

impl Removals {
    /// Whether the texts that a unit has in a segment of this generation are removed.
    #[inline]
    pub(super) fn hide(&self, unit: u64, generation: u64) -> bool {
        !self.0.is_empty()
            && self
                .0
                .binary_search_by_key(&unit, |entry| entry.0)
                .is_ok_and(|at| self.0[at].1 > generation)
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// With units removed from all segments before `generation`, and without what no segment from
    /// generation `oldest` on needs.
    pub(super) fn and(&self, units: &[u64], generation: u64, oldest: u64) -> Self {
        let mut all = self.0.clone();
        all.extend(units.iter().map(|&unit| (unit, generation)));
        all.retain(|entry| entry.1 > oldest);
        all.sort_unstable_by_key(|&(unit, before)| (unit, std::cmp::Reverse(before)));
        all.dedup_by_key(|entry| entry.0);
        Self(all)
    }

    /// Writes them, with a checksum behind.
    pub(super) fn write(&self, path: &Path) -> Result<(), IndexError> {
        let mut bytes = Vec::with_capacity(self.0.len() * 16 + 8);
        for (unit, generation) in &self.0 {
            bytes.extend_from_slice(&unit.to_le_bytes());
            bytes.extend_from_slice(&generation.to_le_bytes());
        }
        bytes.extend_from_slice(&xxh3_64(&bytes).to_le_bytes());
        let file = std::fs::File::create(path).map_err(IndexError::io(path))?;
        std::io::Write::write_all(&mut &file, &bytes).map_err(IndexError::io(path))?;
        file.sync_data().map_err(IndexError::io(path))
    }

    /// Reads them back.
    pub(super) fn read(path: &Path) -> Result<Self, IndexError> {
        let damaged = |what| IndexError::Damaged { path: path.to_owned(), what };
        let bytes = std::fs::read(path).map_err(|source| match source.kind() {
            std::io::ErrorKind::NotFound => damaged("a file of the index is missing"),
            _ => IndexError::io(path)(source),
        })?;
        let (entries, sum) = bytes
            .split_last_chunk::<8>()
            .filter(|(entries, sum)| xxh3_64(entries) == u64::from_le_bytes(**sum))
            .ok_or_else(|| damaged("a checksum is wrong"))?;
        debug_assert_eq!(sum.len(), 8);
        let (numbers, _) = entries.as_chunks::<8>();
        let pairs = numbers.as_chunks::<2>().0.iter();
        Ok(Self(
            pairs.map(|pair| (u64::from_le_bytes(pair[0]), u64::from_le_bytes(pair[1]))).collect(),
        ))
    }
}
