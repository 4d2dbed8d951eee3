//! The vectors of a memory's texts: a folder a language beside its indexes, kept up in the same way.

use super::Memory;
use crate::app::{AppError, Progress};
use crate::encoder::Encoder;
use crate::text::LangTag;
use crate::tm::index::IndexError;
use crate::tm::store::Kind;
use crate::tm::vectors::{Quantised, Vectors, Writer};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// Behind a language, the name of the folder of its vectors.
const BEHIND: &str = ".vectors";
/// Texts that are encoded together.
const CHUNK: usize = 2048;
/// With more changes than this part of all rows, vectors are made anew.
const MUCH: u64 = 3;
/// How often vectors that others change at the same time are tried again.
const TRIES: usize = 5;

/// An encoder, and a number that tells it from others.
#[derive(Clone, Copy)]
pub struct Encoding<'e> {
    /// The encoder.
    pub encoder: &'e dyn Encoder,
    /// Another one for other weights.
    pub identity: u64,
}

impl std::fmt::Debug for Encoding<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Encoding({:x})", self.identity)
    }
}

impl Encoding<'_> {
    /// The vectors of texts.
    ///
    /// # Errors
    /// When a text has none.
    pub fn vectors<T: AsRef<str>>(&self, texts: &[T]) -> Result<Vec<Quantised>, AppError> {
        let texts: Vec<&str> = texts.iter().map(AsRef::as_ref).collect();
        let encoded = self.encoder.encode(&texts);
        let numbers = encoded.map_err(|error| AppError::request(error.to_string()))?;
        Ok(numbers.par_chunks_exact(self.encoder.dim()).map(Quantised::of).collect())
    }
}

/// Texts on their way into the vectors, some thousand at a time.
struct Texts<'a> {
    encoding: Encoding<'a>,
    writer: &'a mut Writer,
    places: Vec<(u64, u32)>,
    waiting: Vec<String>,
}

impl Texts<'_> {
    fn push(&mut self, unit: u64, variant: u32, text: String) -> Result<(), AppError> {
        self.places.push((unit, variant));
        self.waiting.push(text);
        if self.waiting.len() < CHUNK { Ok(()) } else { self.flush() }
    }

    fn flush(&mut self) -> Result<(), AppError> {
        let vectors = self.encoding.vectors(&self.waiting)?;
        for ((unit, variant), vector) in self.places.drain(..).zip(vectors) {
            self.writer.add(unit, variant, &vector)?;
        }
        self.waiting.clear();
        Ok(())
    }
}

impl Memory {
    /// The vectors of the texts in a language (of all its regions and scripts), made or brought up to date
    /// where they are not. Where nothing can be written beside the memory, they are made for this run alone.
    ///
    /// # Errors
    /// When the memory can't be read, a text not be encoded, or the vectors not be written.
    pub fn vectors(
        &self,
        lang: &LangTag,
        encoding: Encoding<'_>,
        progress: &dyn Progress,
    ) -> Result<Vectors, AppError> {
        let folder = self.vectors_folder(lang);
        for _ in 0..TRIES {
            let done = self.vectors_in(&folder, lang, encoding, progress);
            match done {
                // Another process did the same: look again.
                Err(AppError::Index(IndexError::Changed { .. })) => {}
                Err(AppError::Index(IndexError::Io { source, .. }))
                    if super::indexes::not_writable(&source) =>
                {
                    break;
                }
                done => return done,
            }
        }
        let folder = tempfile::tempdir().map_err(|error| AppError::file(self.path(), error))?;
        // On Unix its files can be read on when they have no names any more; elsewhere they stay.
        self.encoded(folder.path(), lang, encoding, progress)
    }

    /// What is damaged among the vectors, a sentence each.
    pub(super) fn damaged_vectors(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.indexes_folder()).into_iter().flatten().flatten();
        let mut folders: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
        folders.retain(|folder| folder.to_string_lossy().ends_with(BEHIND));
        folders.sort();
        let opened = folders.iter().map(|folder| Vectors::open_any(folder));
        let problems = opened.filter_map(Result::err);
        problems.map(|error| format!("{error}: they will be made again")).collect()
    }

    fn vectors_folder(&self, lang: &LangTag) -> PathBuf {
        self.indexes_folder().join(format!("{}{BEHIND}", lang.language()))
    }

    fn vectors_in(
        &self,
        folder: &Path,
        lang: &LangTag,
        encoding: Encoding<'_>,
        progress: &dyn Progress,
    ) -> Result<Vectors, AppError> {
        let now = self.store().sequence()?;
        match Vectors::open(folder, encoding.identity, encoding.encoder.dim()) {
            Ok(vectors) if vectors.sequence() == now => Ok(vectors),
            Ok(vectors) if vectors.sequence() < now => {
                match self.reencoded(vectors, lang, encoding)? {
                    Some(vectors) => Ok(vectors),
                    None => self.encoded(folder, lang, encoding, progress),
                }
            }
            // The memory was replaced by another, or an older copy of it.
            Ok(_) => self.encoded(folder, lang, encoding, progress),
            Err(error) if error.wants_rebuild() => self.encoded(folder, lang, encoding, progress),
            Err(error) => Err(error.into()),
        }
    }

    /// Takes in what changed since the vectors were made; `None` if that is too much or not known.
    fn reencoded(
        &self,
        mut vectors: Vectors,
        lang: &LangTag,
        encoding: Encoding<'_>,
    ) -> Result<Option<Vectors>, AppError> {
        let (mut changed, mut many) = (BTreeSet::new(), false);
        let most = vectors.rows() / MUCH + CHUNK as u64;
        let through = self.store().changes_since(vectors.sequence(), &mut |change| {
            changed.insert(change.unit);
            many = changed.len() as u64 > most;
            if many { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        let through = match through {
            Ok(through) if !many => through,
            Ok(_) => return Ok(None),
            Err(error) if matches!(error.kind(), Kind::LogDropped { .. }) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let changed: Vec<u64> = changed.into_iter().collect();
        vectors.apply::<AppError>(&changed, |writer| {
            let (places, waiting) = (Vec::new(), Vec::new());
            let mut texts = Texts { encoding, writer, places, waiting };
            for &unit in &changed {
                let Some(stored) = self.store().get(unit)? else { continue };
                for (variant, number) in stored.entry.unit.variants.into_iter().zip(0..) {
                    if variant.lang.same_language(lang) {
                        texts.push(unit, number, variant.content.text)?;
                    }
                }
            }
            texts.flush()?;
            Ok(through)
        })?;
        Ok(Some(vectors))
    }

    /// Makes the vectors of a folder anew, from one state of the memory.
    fn encoded(
        &self,
        folder: &Path,
        lang: &LangTag,
        encoding: Encoding<'_>,
        progress: &dyn Progress,
    ) -> Result<Vectors, AppError> {
        let mut vectors = Vectors::create(folder, encoding.identity, encoding.encoder.dim())?;
        let whole = self.store().info()?.units.max(1) as f32;
        progress.begin("encoding");
        let done = vectors.apply::<AppError>(&[], |writer| {
            let (places, waiting) = (Vec::new(), Vec::new());
            let mut texts = Texts { encoding, writer, places, waiting };
            let (mut problem, mut seen) = (None, 0.0_f32);
            let through = self.store().texts(lang, &mut |row| {
                seen += 1.0;
                if let Err(error) = texts.push(row.unit, row.variant, row.text.to_owned()) {
                    problem = Some(error);
                    return ControlFlow::Break(());
                }
                if texts.waiting.is_empty() {
                    progress.done((seen / whole).min(1.0));
                }
                ControlFlow::Continue(())
            })?;
            problem.map_or(Ok(()), Err)?;
            texts.flush()?;
            Ok(through)
        });
        progress.end();
        done.map(|()| vectors)
    }
}
