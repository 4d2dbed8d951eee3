//! The texts of one language of a memory as vectors: what is nearest in meaning.
//!
//! A folder of immutable files, the *parts*, and a manifest that says which of them count. Vectors are kept
//! as 8-bit integers with a scale a row; the search goes through all of them, so it is exact for what is
//! kept. A part also names the units whose rows in earlier parts count no longer. As an index, all of it can be made again from
//! the memory and an encoder.

mod manifest;
mod part;
mod quantised;
mod scan;
#[cfg(test)]
mod tests;

pub use part::Writer;
pub use quantised::Quantised;
pub use scan::Hit;

use super::index::IndexError;
use manifest::Manifest;
use part::Part;
use rustc_hash::FxHashSet;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

const PART: &str = ".vectors";
const LOCK: &str = "lock";
/// More parts than this are made one.
const MANY: usize = 8;
/// So are all if more than one row of so many is hidden.
const HIDDEN: u64 = 4;
/// How often vectors that change while they are opened are tried again.
const TRIES: usize = 20;

/// The state of a memory's vectors at one time.
#[derive(Debug, Clone)]
pub struct Vectors {
    folder: PathBuf,
    manifest: Manifest,
    parts: Vec<Shown>,
}

/// A part and which of its rows count no longer.
#[derive(Debug, Clone)]
struct Shown {
    part: Arc<Part>,
    /// A bit a row; empty where all rows count.
    hidden: Arc<[u64]>,
    hidden_rows: u64,
}

impl Shown {
    fn is_hidden(&self, row: usize) -> bool {
        self.hidden.get(row / 64).is_some_and(|bits| bits >> (row % 64) & 1 == 1)
    }
}

impl Vectors {
    /// Makes an empty folder of vectors, `dim` numbers each, by the encoder with this number. What is there
    /// is replaced.
    ///
    /// # Errors
    /// When the folder can't be written.
    pub fn create(folder: &Path, encoder: u64, dim: usize) -> Result<Self, IndexError> {
        std::fs::create_dir_all(folder).map_err(IndexError::io(folder))?;
        let _lock = lock(folder)?;
        // Numbers go on, so that no name of a file that may still be mapped is used again.
        let number = manifest::highest_number(folder) + 1;
        let manifest = Manifest { number, encoder, dim, ..Manifest::default() };
        manifest.write(folder)?;
        manifest.sweep(folder);
        Self::load(folder, manifest)
    }

    /// Opens the vectors of a folder. Its files are mapped and checked.
    ///
    /// # Errors
    /// [`IndexError::wants_rebuild`] tells whether making them anew helps: that is so too when they are by
    /// another encoder.
    pub fn open(folder: &Path, encoder: u64, dim: usize) -> Result<Self, IndexError> {
        let opened = Self::open_any(folder)?;
        if (opened.manifest.encoder, opened.manifest.dim) != (encoder, dim) {
            let what = "the vectors are by another encoder";
            return Err(IndexError::Damaged { path: folder.to_owned(), what });
        }
        Ok(opened)
    }

    /// The same, whatever encoder they are by: to see whether they are sound.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn open_any(folder: &Path) -> Result<Self, IndexError> {
        let mut manifest = Manifest::read(folder)?;
        for _ in 0..TRIES {
            let loaded = Self::load(folder, manifest.clone());
            if loaded.is_ok() {
                return loaded;
            }
            // A writer may have replaced the files in between.
            let now = Manifest::read(folder)?;
            if now.number == manifest.number {
                return loaded;
            }
            manifest = now;
        }
        Self::load(folder, manifest)
    }

    fn load(folder: &Path, manifest: Manifest) -> Result<Self, IndexError> {
        let open = |file: &String| Part::open(&folder.join(file), manifest.dim).map(Arc::new);
        let parts = manifest.files.iter().map(open).collect::<Result<Vec<_>, _>>()?;
        Ok(Self { folder: folder.to_owned(), manifest, parts: shown(parts) })
    }

    /// The number of the memory's last change that is in; 0 where there is none.
    pub fn sequence(&self) -> u64 {
        self.manifest.sequence
    }

    /// The rows that count.
    pub fn rows(&self) -> u64 {
        self.parts.iter().map(|shown| shown.part.rows() as u64 - shown.hidden_rows).sum()
    }

    /// Takes the units `gone` out, then lets `fill` put rows in; what `fill` gives is the number of the memory's
    /// change that the vectors are valid through then. A crash leaves the old state or the new one.
    ///
    /// # Errors
    /// Those of `fill`; [`IndexError::Changed`] if another handle has changed the folder since this one was
    /// opened. Nothing is changed then.
    pub fn apply<E: From<IndexError>>(
        &mut self,
        gone: &[u64],
        fill: impl FnOnce(&mut Writer) -> Result<u64, E>,
    ) -> Result<(), E> {
        let lock = lock(&self.folder)?;
        if Manifest::read(&self.folder)?.number != self.manifest.number {
            return Err(IndexError::Changed { path: self.folder.clone() }.into());
        }
        let mut manifest = self.manifest.clone();
        manifest.number += 1;
        let name = format!("{:08}{PART}", manifest.number);
        let mut writer = Writer::create(&self.folder.join(&name), manifest.dim)?;
        manifest.sequence = fill(&mut writer)?;
        let part = writer.finish(gone)?;
        let mut parts: Vec<Arc<Part>> =
            self.parts.iter().map(|shown| Arc::clone(&shown.part)).collect();
        if let Some(part) = part {
            manifest.files.push(name);
            parts.push(Arc::new(part));
        }
        let mut parts = shown(parts);
        if wants_merging(&parts) {
            let name = format!("{:08}-all{PART}", manifest.number);
            let mut writer = Writer::create(&self.folder.join(&name), manifest.dim)?;
            for shown in &parts {
                (0..shown.part.rows())
                    .filter(|row| !shown.is_hidden(*row))
                    .try_for_each(|row| writer.copy(&shown.part, row))?;
            }
            let merged = writer.finish(&[])?;
            manifest.files = merged.iter().map(|_| name.clone()).collect();
            parts = shown(merged.into_iter().map(Arc::new).collect());
        }
        manifest.write(&self.folder)?;
        (self.manifest, self.parts) = (manifest, parts);
        self.manifest.sweep(&self.folder);
        drop(lock);
        Ok(())
    }

    /// The units nearest in meaning to a vector, the nearest first, equally near ones by number: at most `top`, with
    /// a cosine of at least `least`. Of a unit with several texts the nearest counts.
    pub fn search(&self, query: &Quantised, top: usize, least: f32) -> Vec<Hit> {
        if query.dim() != self.manifest.dim || top == 0 {
            return Vec::new();
        }
        let mut wanted = top;
        loop {
            let mut found = scan::nearest(&self.parts, query, wanted, least);
            let all = found.len() < wanted;
            let mut seen = FxHashSet::default();
            found.retain(|near| seen.insert(near.unit));
            if all || found.len() >= top {
                found.truncate(top);
                return found;
            }
            wanted *= 2;
        }
    }
}

fn lock(folder: &Path) -> Result<File, IndexError> {
    let path = folder.join(LOCK);
    let lock = File::create(&path).map_err(IndexError::io(&path))?;
    lock.lock().map_err(IndexError::io(&path))?;
    Ok(lock)
}

/// Parts with what later ones hide of them.
fn shown(parts: Vec<Arc<Part>>) -> Vec<Shown> {
    let mut gone: FxHashSet<u64> = FxHashSet::default();
    let mut all: Vec<Shown> = parts
        .into_iter()
        .rev()
        .map(|part| {
            let (mut hidden, mut hidden_rows) = (Vec::new(), 0);
            if !gone.is_empty() {
                hidden.resize(part.rows().div_ceil(64), 0_u64);
                let rows = (0..part.rows()).filter(|row| gone.contains(&part.unit(*row)));
                for row in rows {
                    hidden[row / 64] |= 1 << (row % 64);
                    hidden_rows += 1;
                }
            }
            gone.extend(part.gone());
            Shown { part, hidden: hidden.into(), hidden_rows }
        })
        .collect();
    all.reverse();
    all
}

fn wants_merging(parts: &[Shown]) -> bool {
    let rows: u64 = parts.iter().map(|shown| shown.part.rows() as u64).sum();
    let hidden: u64 = parts.iter().map(|shown| shown.hidden_rows).sum();
    parts.len() > MANY || hidden * HIDDEN > rows
}
