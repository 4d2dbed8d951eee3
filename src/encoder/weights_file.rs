//! Where the bytes of weights lie: in the program, or in a mapped file.
#![expect(
    unsafe_code,
    reason = "a file is mapped, so that only what is used is read and processes share it"
)]

use super::WeightsError;
use memmap2::Mmap;
use std::fs::File;
use std::path::{Path, PathBuf};

/// The weights in the program, at a multiple of 64 bytes, as the sections are within them.
///
/// Where the assembler can, it takes them from the file: as a constant each unit and each crate that uses this one would
/// carry and read them again, which makes builds several times slower.
#[cfg(all(feature = "embedded-model", target_os = "linux"))]
mod embedded {
    std::arch::global_asm!(
        ".pushsection .rodata.targum_weights, \"a\"",
        ".p2align 6",
        ".globl targum_weights",
        ".hidden targum_weights",
        "targum_weights:",
        concat!(".incbin \"", env!("CARGO_MANIFEST_DIR"), "/models/muse-v3.bin\""),
        ".globl targum_weights_end",
        ".hidden targum_weights_end",
        "targum_weights_end:",
        ".popsection",
    );

    unsafe extern "C" {
        static targum_weights: u8;
        static targum_weights_end: u8;
    }

    #[inline(never)]
    pub(super) fn bytes() -> &'static [u8] {
        let (from, to) = (&raw const targum_weights, &raw const targum_weights_end);
        // SAFETY: both symbols are ends of one read-only stretch of the program, the first byte and behind the last.
        unsafe { std::slice::from_raw_parts(from, to.addr() - from.addr()) }
    }
}

#[cfg(all(feature = "embedded-model", not(target_os = "linux")))]
mod embedded {
    #[repr(C, align(64))]
    struct Aligned<T: ?Sized>(T);

    static BYTES: &Aligned<[u8]> = &Aligned(*include_bytes!("../../models/muse-v3.bin"));

    #[inline(never)]
    pub(super) fn bytes() -> &'static [u8] {
        &BYTES.0
    }
}

/// A file of weights, unchecked: [`super::Muse::new`] takes its bytes.
#[derive(Debug)]
pub struct WeightsFile(Place);

#[derive(Debug)]
enum Place {
    #[cfg(feature = "embedded-model")]
    Program,
    File {
        path: PathBuf,
        map: Mmap,
    },
}

impl WeightsFile {
    /// The weights in the program; none if it was built without them (feature `embedded-model`).
    pub fn embedded() -> Option<Self> {
        #[cfg(feature = "embedded-model")]
        return Some(Self(Place::Program));
        #[cfg(not(feature = "embedded-model"))]
        None
    }

    /// Maps a file. It must not be changed or cut while it is in use, only replaced by renaming another to it: what is
    /// read of it would change under the reader, and reading what was cut off ends the process.
    ///
    /// # Errors
    /// When it can't be opened or mapped.
    pub fn map(path: &Path) -> Result<Self, WeightsError> {
        let read = |source| WeightsError::Read { path: path.to_owned(), source };
        let file = File::open(path).map_err(read)?;
        if file.metadata().map_err(read)?.len() == 0 {
            return Err(WeightsError::Foreign);
        }
        // SAFETY: the map is read only as bytes and every value of a byte is valid; that nobody changes the file
        // meanwhile is asked of the caller above, as it is of every program that maps files.
        let map = unsafe { Mmap::map(&file) }.map_err(read)?;
        Ok(Self(Place::File { path: path.to_owned(), map }))
    }

    /// Its bytes.
    pub fn bytes(&self) -> &[u8] {
        match &self.0 {
            #[cfg(feature = "embedded-model")]
            Place::Program => embedded::bytes(),
            Place::File { map, .. } => map,
        }
    }

    /// Its path; none if the weights are in the program.
    pub fn path(&self) -> Option<&Path> {
        match &self.0 {
            #[cfg(feature = "embedded-model")]
            Place::Program => None,
            Place::File { path, .. } => Some(path),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapped_file_has_its_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("weights");
        std::fs::write(&path, "abc").unwrap();
        let file = WeightsFile::map(&path).unwrap();
        assert_eq!((file.bytes(), file.path()), (&b"abc"[..], Some(&*path)));
        std::fs::write(&path, "").unwrap();
        assert!(matches!(WeightsFile::map(&path), Err(WeightsError::Foreign)));
        assert!(matches!(WeightsFile::map(folder.path()), Err(WeightsError::Read { .. })));
    }

    #[cfg(feature = "embedded-model")]
    #[test]
    fn embedded_weights_are_aligned() {
        let file = WeightsFile::embedded().expect("weights");
        assert_eq!(file.bytes().as_ptr() as usize % 64, 0);
        assert!(super::super::Weights::new(file.bytes()).is_ok());
    }
}
