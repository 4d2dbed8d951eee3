//! The texts of one language of a memory, and the exact search for the nearest of them.
//!
//! An index is a folder of immutable files, the *segments*, and a manifest that says which of them count.
//! [`Index::search`] finds the best hits by construction: nothing is dropped but by a lower bound of its
//! distance. What the index holds is all in the memory it was made from; when it can't be read
//! ([`IndexError::wants_rebuild`]) or lags behind ([`Index::sequence`]), it is built again from there.
//!
//! | module | what it holds |
//! |---|---|
//! | `tokens` | what a word is |
//! | `layout`, `segment` | the file of a segment, written and mapped |
//! | `build`, `view` | what is in it |
//! | `signature`, `kernels` | histograms that bound distances, and the loops over them |
//! | `search`, `top` | a look-up |
//! | `manifest`, `removals`, `change` | which segments there are, and how that changes |

#![expect(clippy::inline_always, reason = "loops are compiled for two sets of instructions")]

mod build;
mod change;
mod error;
mod kernels;
mod layout;
mod manifest;
mod removals;
mod search;
mod segment;
mod signature;
mod tokens;
mod top;
mod view;

#[cfg(test)]
mod tests;

pub use error::IndexError;
pub use search::{Query, Scratch};
pub use tokens::{Measure, each_token};

use crate::words::Stemming;
use manifest::Manifest;
use removals::Removals;
use search::Place;
use segment::Segment;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use top::Top;

/// Names of files in the folder.
const SEGMENT: &str = ".segment";
const REMOVALS: &str = ".removals";
const LOCK: &str = "lock";
/// How often an index that changes while it is opened is tried again.
const TRIES: usize = 20;

/// The state of an index at one time. Cloning is cheap; a clone keeps this state while the original is
/// changed.
#[derive(Debug, Clone)]
pub struct Index {
    folder: PathBuf,
    manifest: Manifest,
    segments: Vec<Arc<Segment>>,
    removals: Arc<Removals>,
    stemming: Stemming,
}

/// A unit whose text is like the one looked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit<'a> {
    /// The unit.
    pub unit: u64,
    /// 0–1; 1 is equal by the measure.
    pub score: f64,
    /// Its text.
    pub text: &'a str,
}

impl Index {
    /// Makes an empty index in a folder, which is made if need be, for texts in a language (its subtag: `en`).
    /// An index that is there is replaced.
    pub fn create(folder: &Path, language: &str) -> Result<Self, IndexError> {
        std::fs::create_dir_all(folder).map_err(IndexError::io(folder))?;
        let path = folder.join(LOCK);
        let lock = std::fs::File::create(&path).map_err(IndexError::io(&path))?;
        lock.lock().map_err(IndexError::io(&path))?;
        // Numbers go on, so that no name of a file that may still be mapped is used again.
        let number = highest_number(folder) + 1;
        let manifest = Manifest { number, language: language.to_owned(), ..Manifest::default() };
        manifest.write(folder)?;
        manifest.sweep(folder);
        Self::load(folder, manifest)
    }

    /// Opens the index of a folder. The files are mapped, not read.
    ///
    /// # Errors
    /// [`IndexError::wants_rebuild`] tells whether building it anew helps.
    pub fn open(folder: &Path) -> Result<Self, IndexError> {
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
        let open = |entry: &manifest::Entry| Segment::open(&folder.join(&entry.file)).map(Arc::new);
        let segments = manifest.segments.iter().map(open).collect::<Result<_, _>>()?;
        let removals = match &manifest.removals {
            Some(file) => Removals::read(&folder.join(file))?,
            None => Removals::default(),
        };
        let stemming = Stemming::for_language(&manifest.language);
        let removals = Arc::new(removals);
        Ok(Self { folder: folder.to_owned(), manifest, segments, removals, stemming })
    }

    /// The number of the memory's last change that is in the index; 0 for an empty one.
    pub fn sequence(&self) -> u64 {
        self.manifest.sequence
    }

    /// The number of units in the files; those that were removed count until they are merged away.
    pub fn units(&self) -> u64 {
        self.segments.iter().map(|segment| segment.units()).sum()
    }

    /// Reads all files: whether they are what was written.
    pub fn verify(&self) -> Result<(), IndexError> {
        self.segments.iter().try_for_each(|segment| segment.verify())
    }

    /// The units most like a text, the best first; equally good ones by their number. The same query gives
    /// the same hits, whatever segments the index has.
    ///
    /// # Errors
    /// [`IndexError::Damaged`] if what is read of the files is not what was written.
    pub fn search(
        &self,
        query: &Query<'_>,
        scratch: &mut Scratch,
    ) -> Result<Vec<Hit<'_>>, IndexError> {
        let mut top = Top::new(query.top, query.threshold);
        if query.top == 0 || query.threshold.is_nan() {
            return Ok(Vec::new());
        }
        scratch.prepare(query, &self.stemming);
        for ((segment, entry), number) in self.segments.iter().zip(&self.manifest.segments).zip(0..)
        {
            let generation = entry.generation;
            let place = Place { segment, number, generation, removals: &self.removals };
            place.search(query, scratch, &mut top)?;
        }
        let hit = |found: top::Found| {
            let text = self.segments[found.segment as usize].text(found.text)?;
            Ok(Hit { unit: found.unit, score: found.score, text })
        };
        top.into_found().into_iter().map(hit).collect()
    }
}

/// The highest number a file in the folder is named by, or its manifest has.
fn highest_number(folder: &Path) -> u64 {
    let manifest = Manifest::read(folder).map_or(0, |manifest| manifest.number);
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let numbers = entries.filter_map(|entry| {
        let name = entry.file_name();
        let name = name.to_str()?;
        name.get(..name.find(|c: char| !c.is_ascii_digit())?)?.parse().ok()
    });
    numbers.fold(manifest, u64::max)
}
