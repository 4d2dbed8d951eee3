//! The indexes of a memory: a folder a language beside its file, built from it and kept up with it.

use super::Memory;
use crate::app::{AppError, Progress};
use crate::text::LangTag;
use crate::tm::index::{Index, IndexError};
use crate::tm::store::{Kind, Store};
use rustc_hash::FxHashSet;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{SyncSender, sync_channel};

/// Behind the name of a memory's file, that of the folder of its indexes.
const FOLDER: &str = ".index";
/// Texts that go from the store to the index together.
const CHUNK: usize = 4096;
/// With more changes than this part of all units, an index is built anew.
const MUCH: u64 = 3;
/// How often an index that others change at the same time is tried again.
const TRIES: usize = 5;

/// Units and their texts.
type Texts = Vec<(u64, String)>;

impl Memory {
    /// The index of a language (of all its regions and scripts), built or brought up to date where it is
    /// not. Where nothing can be written beside the memory, it is built for this run alone.
    ///
    /// # Errors
    /// When the memory can't be read, or the index not be built.
    pub fn index(&self, lang: &LangTag, progress: &dyn Progress) -> Result<Index, AppError> {
        let folder = self.index_folder(lang);
        for _ in 0..TRIES {
            let done = self.index_in(&folder, lang, progress);
            match done {
                // Another process did the same: look again.
                Err(AppError::Index(IndexError::Changed { .. })) => {}
                Err(AppError::Index(IndexError::Io { source, .. })) if not_writable(&source) => {
                    return self.passing_index(lang, progress);
                }
                done => return done,
            }
        }
        self.passing_index(lang, progress)
    }

    /// Brings up to date the indexes there are, and that of `lang`, else of the memory's source language,
    /// else of the language with the most texts.
    ///
    /// # Errors
    /// As [`index`](Self::index).
    pub fn bring_up_to_date(
        &self,
        lang: Option<&LangTag>,
        progress: &dyn Progress,
    ) -> Result<(), AppError> {
        let mut wanted = self.indexed();
        let most = || {
            let counts = self.store().languages().ok()?;
            counts.into_iter().max_by_key(|count| count.texts).map(|count| count.lang)
        };
        let source = lang.cloned().or(self.store().settings()?.source).or_else(most);
        wanted.extend(source);
        wanted.dedup_by(|a, b| a.same_language(b));
        for lang in &wanted {
            self.index(lang, progress)?;
        }
        Ok(())
    }

    /// What is damaged among the indexes, a sentence each.
    ///
    /// # Errors
    /// None so far.
    pub fn damaged_indexes(&self) -> Result<Vec<String>, AppError> {
        let mut problems = Vec::new();
        for lang in self.indexed() {
            let checked = Index::open(&self.index_folder(&lang)).and_then(|index| index.verify());
            if let Err(error) = checked {
                problems.push(format!("{error}: it will be built again"));
            }
        }
        problems.extend(self.damaged_vectors());
        Ok(problems)
    }

    /// Removes the indexes and vectors, which are built again from the units when they are needed.
    ///
    /// # Errors
    /// When they can't be removed.
    pub(super) fn drop_indexes(&self) -> Result<(), AppError> {
        let folder = self.indexes_folder();
        match std::fs::remove_dir_all(&folder) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(AppError::file(folder, error))
            }
            _ => Ok(()),
        }
    }

    /// The languages that have an index.
    fn indexed(&self) -> Vec<LangTag> {
        let entries = std::fs::read_dir(self.indexes_folder()).into_iter().flatten().flatten();
        let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
        let mut langs: Vec<LangTag> = names.filter_map(|name| LangTag::parse(&name).ok()).collect();
        langs.sort();
        langs
    }

    pub(super) fn indexes_folder(&self) -> PathBuf {
        let mut folder = self.path().as_os_str().to_owned();
        folder.push(FOLDER);
        folder.into()
    }

    fn index_folder(&self, lang: &LangTag) -> PathBuf {
        self.indexes_folder().join(lang.language())
    }

    /// The index in a folder, valid for what the memory is now.
    fn index_in(
        &self,
        folder: &Path,
        lang: &LangTag,
        progress: &dyn Progress,
    ) -> Result<Index, AppError> {
        let now = self.store().sequence()?;
        match Index::open(folder) {
            Ok(index) if index.sequence() == now => Ok(index),
            Ok(index) if index.sequence() < now => self.caught_up(index, folder, lang, progress),
            // The file was replaced by another, or an older copy of it.
            Ok(_) => self.built(folder, lang, progress),
            Err(error) if error.wants_rebuild() => self.built(folder, lang, progress),
            Err(error) => Err(error.into()),
        }
    }

    /// Takes in what changed since the index was made.
    fn caught_up(
        &self,
        mut index: Index,
        folder: &Path,
        lang: &LangTag,
        progress: &dyn Progress,
    ) -> Result<Index, AppError> {
        let (mut changed, mut many) = (FxHashSet::default(), false);
        let most = index.units() / MUCH + CHUNK as u64;
        let through = self.store().changes_since(index.sequence(), &mut |change| {
            changed.insert(change.unit);
            many = changed.len() as u64 > most;
            if many { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        let through = match through {
            Ok(through) if !many => through,
            Ok(_) => return self.built(folder, lang, progress),
            Err(error) if matches!(error.kind(), Kind::LogDropped { .. }) => {
                return self.built(folder, lang, progress);
            }
            Err(error) => return Err(error.into()),
        };
        let mut changed: Vec<u64> = changed.into_iter().collect();
        changed.sort_unstable();
        let mut added = Texts::new();
        for &unit in &changed {
            let Some(stored) = self.store().get(unit)? else { continue };
            let variants = stored.entry.unit.variants.into_iter();
            let same = variants.filter(|variant| variant.lang.same_language(lang));
            added.extend(same.map(|variant| (unit, variant.content.text)));
        }
        index.apply(added, &changed, through)?;
        Ok(index)
    }

    /// Builds the index of a folder anew, from one state of the memory.
    fn built(
        &self,
        folder: &Path,
        lang: &LangTag,
        progress: &dyn Progress,
    ) -> Result<Index, AppError> {
        let mut index = Index::create(folder, lang.language())?;
        let whole = self.store().info()?.units.max(1) as f32;
        progress.begin("indexing");
        let (sender, receiver) = sync_channel::<Texts>(4);
        let built = std::thread::scope(|scope| -> Result<(), AppError> {
            let (path, (at_most, through)) = (self.path(), sync_channel(1));
            let reading = scope.spawn(move || -> Result<(), AppError> {
                let memory = Memory::open_to_scan(path)?;
                hand_on(memory.store(), lang, &at_most, &sender)
            });
            let through = through.recv().unwrap_or(0);
            let mut seen = 0.0_f32;
            let texts = receiver.into_iter().flat_map(|texts| {
                seen += texts.len() as f32;
                progress.done((seen / whole).min(1.0));
                texts
            });
            let applied = index.apply(texts, &[], through);
            reading.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
            Ok(applied?)
        });
        progress.end();
        built.map(|()| index)
    }

    /// An index that is gone when it is dropped.
    fn passing_index(&self, lang: &LangTag, progress: &dyn Progress) -> Result<Index, AppError> {
        let folder = tempfile::tempdir().map_err(|error| AppError::file(self.path(), error))?;
        let index = self.built(folder.path(), lang, progress)?;
        // On Unix its files can be read on when they have no names any more; elsewhere they stay.
        drop(folder);
        Ok(index)
    }
}

/// Sends the number of the memory's last change, then all texts.
fn hand_on(
    store: &dyn Store,
    lang: &LangTag,
    through: &SyncSender<u64>,
    sender: &SyncSender<Texts>,
) -> Result<(), AppError> {
    store.snapshot(&mut |store| {
        let _ = through.send(store.sequence()?);
        let mut chunk = Texts::with_capacity(CHUNK);
        store.texts(lang, &mut |row| {
            chunk.push((row.unit, row.text.to_owned()));
            if chunk.len() < CHUNK {
                return ControlFlow::Continue(());
            }
            let full = std::mem::replace(&mut chunk, Texts::with_capacity(CHUNK));
            // The index takes no more when it could not be written; it says why.
            sender.send(full).map_or(ControlFlow::Break(()), ControlFlow::Continue)
        })?;
        let _ = sender.send(chunk);
        Ok(())
    })?;
    Ok(())
}

pub(super) fn not_writable(error: &std::io::Error) -> bool {
    use std::io::ErrorKind;
    matches!(error.kind(), ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem)
}
