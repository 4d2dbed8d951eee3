//! Changing an index: new segments beside the old ones, small ones merged now and then.

use super::build::{Gathered, MAX_UNITS};
use super::manifest::{Entry, Manifest};
use super::segment::Segment;
use super::{Index, IndexError, LOCK, REMOVALS, SEGMENT};
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

/// More segments than this are merged, if they are small.
const MANY: usize = 8;

impl Index {
    /// Takes `removed` units out, then `added` texts in, and says that the index is valid through change
    /// `through` of the memory. A unit whose text changes is in both. A crash leaves the old state or the
    /// new one. Other handles keep what they have seen; they see the change when they are opened again.
    ///
    /// # Errors
    /// [`IndexError::Changed`] if another handle has changed the folder since this one was opened; then, as
    /// after any other error, nothing is changed.
    pub fn apply<T: AsRef<str>>(
        &mut self,
        added: impl IntoIterator<Item = (u64, T)>,
        removed: &[u64],
        through: u64,
    ) -> Result<(), IndexError> {
        let lock = self.lock()?;
        let mut change = Change { index: self, number: self.manifest.number + 1, written: 0 };
        let mut segments: Vec<_> =
            self.manifest.segments.iter().cloned().zip(self.segments.iter().cloned()).collect();
        let oldest = |segments: &[(Entry, Arc<Segment>)]| {
            segments.iter().map(|(entry, _)| entry.generation).min().unwrap_or(u64::MAX)
        };
        let mut removals = self.removals.and(removed, change.number, oldest(&segments));
        segments.extend(change.write(added)?);
        if let Some(from) = merge_from(&segments, removals.len()) {
            let merged = segments.split_off(from);
            segments.extend(change.merge(&merged, &removals)?);
            removals = removals.and(&[], 0, oldest(&segments));
        }
        let (entries, segments) = segments.into_iter().unzip();
        let mut file = self.manifest.removals.clone().filter(|_| removals == *self.removals);
        if file.is_none() && !removals.is_empty() {
            let name = format!("{:08}{REMOVALS}", change.number);
            removals.write(&self.folder.join(&name))?;
            file = Some(name);
        }
        let manifest = Manifest {
            number: change.number,
            sequence: through,
            language: self.manifest.language.clone(),
            segments: entries,
            removals: file,
        };
        manifest.write(&self.folder)?;
        (self.manifest, self.segments, self.removals) = (manifest, segments, Arc::new(removals));
        self.manifest.sweep(&self.folder);
        drop(lock);
        Ok(())
    }

    /// Keeps other writers away until the file is dropped, and sees that none was here.
    fn lock(&self) -> Result<File, IndexError> {
        let path = self.folder.join(LOCK);
        let lock = File::create(&path).map_err(IndexError::io(&path))?;
        lock.lock().map_err(IndexError::io(&path))?;
        if Manifest::read(&self.folder)?.number != self.manifest.number {
            return Err(IndexError::Changed { path: self.folder.clone() });
        }
        Ok(lock)
    }
}

/// A change on its way.
struct Change<'a> {
    index: &'a Index,
    number: u64,
    /// Files written so far.
    written: u32,
}

type Written = Vec<(Entry, Arc<Segment>)>;

impl Change<'_> {
    /// Writes texts into as many segments as their number needs.
    fn write<T: AsRef<str>>(
        &mut self,
        texts: impl IntoIterator<Item = (u64, T)>,
    ) -> Result<Written, IndexError> {
        let (mut gathered, mut written) = (Gathered::default(), Vec::new());
        for (unit, text) in texts {
            let text = text.as_ref();
            if gathered.is_full_for(text.len()) {
                written.push(self.segment(std::mem::take(&mut gathered))?);
            }
            gathered.push(unit, text)?;
        }
        if !gathered.is_empty() {
            written.push(self.segment(gathered)?);
        }
        Ok(written)
    }

    /// Writes what is left of several segments into new ones.
    fn merge(
        &mut self,
        merged: &[(Entry, Arc<Segment>)],
        removals: &super::removals::Removals,
    ) -> Result<Written, IndexError> {
        let (mut gathered, mut written) = (Gathered::default(), Vec::new());
        for (entry, segment) in merged {
            for text in 0..segment.texts() {
                let content = segment.text(text)?;
                for unit in segment.units_of(text)? {
                    if removals.hide(unit, entry.generation) {
                        continue;
                    }
                    if gathered.is_full_for(content.len()) {
                        written.push(self.segment(std::mem::take(&mut gathered))?);
                    }
                    gathered.push(unit, content)?;
                }
            }
        }
        if !gathered.is_empty() {
            written.push(self.segment(gathered)?);
        }
        Ok(written)
    }

    fn segment(&mut self, gathered: Gathered) -> Result<(Entry, Arc<Segment>), IndexError> {
        let file = format!("{:08}-{}{SEGMENT}", self.number, self.written);
        self.written += 1;
        let path = self.index.folder.join(&file);
        gathered.write(&path, &self.index.stemming)?;
        Ok((Entry { file, generation: self.number }, open(&path)?))
    }
}

fn open(path: &Path) -> Result<Arc<Segment>, IndexError> {
    Segment::open(path).map(Arc::new)
}

/// From which segment on all are to be merged into one. Few, each much larger than the next, are left
/// alone; if a quarter of the units is removed, all are written anew.
fn merge_from(segments: &[(Entry, Arc<Segment>)], removed: usize) -> Option<usize> {
    let units: Vec<u64> = segments.iter().map(|(_, segment)| segment.units()).collect();
    if removed as u64 * 4 > units.iter().sum() {
        return (!segments.is_empty()).then_some(0);
    }
    if segments.len() <= MANY {
        return None;
    }
    (0..segments.len() - 1).find(|&at| {
        let newer: u64 = units[at + 1..].iter().sum();
        units[at] <= 2 * newer && units[at] + newer <= MAX_UNITS as u64
    })
}
