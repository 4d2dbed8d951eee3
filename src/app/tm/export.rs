//! Units out of a memory into a file of any format that is written.

use super::{Memory, exchange};
use crate::app::memory::write::{MemoryFile, is_table, target};
use crate::app::{AppError, Progress};
use crate::format::WriteOptions;
use crate::model::{Finding, Header, Unit};
use crate::text::LangTag;
use crate::tm::store::{Filter, Settings, Store};
use std::ops::ControlFlow;
use std::path::Path;

/// What to write, and how.
pub struct ExportJob<'a> {
    /// Where to; `-` is standard output.
    pub output: &'a Path,
    /// The format, where it is named.
    pub to: Option<&'a str>,
    /// The languages to write, source first; none for all there are.
    pub languages: &'a [LangTag],
    /// The importer a TMX is for.
    pub profile: Option<&'a str>,
    /// Which units.
    pub filter: &'a Filter,
    /// Told how far the writing is.
    pub progress: &'a dyn Progress,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Exported {
    /// Units written.
    pub units: u64,
    /// What had to be changed or left out.
    pub findings: Vec<Finding>,
}

/// Writes the units of a memory, as they were at one moment, by ascending number.
///
/// # Errors
/// When the memory can't be read, or the file not be written.
pub fn export(memory: &Memory, job: &ExportJob<'_>) -> Result<Exported, AppError> {
    let format = target(job.to, job.output)?;
    let mut outcome = Ok(Exported::default());
    memory.store().snapshot(&mut |store| {
        let settings = store.settings()?;
        let mut languages = job.languages.to_vec();
        if languages.is_empty() && is_table(format) {
            languages = columns(store, &settings)?;
        }
        let options = WriteOptions {
            languages,
            profile: job.profile.map(str::to_owned),
            ..WriteOptions::default()
        };
        let whole = store.info()?.units.max(1) as f32;
        let file = MemoryFile::create(job.output, format, &header(&settings, job), &options);
        let mut file = match file {
            Ok(file) => file,
            Err(error) => {
                outcome = Err(error);
                return Ok(());
            }
        };
        job.progress.begin("writing");
        let (mut failed, mut seen) = (None, 0.0);
        store.scan(job.filter, &mut |stored| {
            seen += 1.0;
            job.progress.done(f32::min(seen / whole, 1.0));
            let unit = wanted(exchange::unit(&stored.entry), job.languages);
            let Some(unit) = unit else { return ControlFlow::Continue(()) };
            match file.unit(&unit) {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => {
                    failed = Some(error);
                    ControlFlow::Break(())
                }
            }
        })?;
        job.progress.end();
        outcome = if let Some(error) = failed {
            Err(error)
        } else {
            let units = file.units;
            file.finish().map(|findings| Exported { units, findings })
        };
        Ok(())
    })?;
    outcome
}

/// The unit with the languages that are asked for, in their order; `None` where one of the first two is
/// missing.
fn wanted(mut unit: Unit, languages: &[LangTag]) -> Option<Unit> {
    if languages.is_empty() {
        return Some(unit);
    }
    unit.variants.retain(|v| languages.iter().any(|lang| lang.same_language(&v.lang)));
    let place = |lang: &LangTag| languages.iter().position(|wanted| wanted.same_language(lang));
    unit.variants.sort_by_key(|variant| place(&variant.lang));
    let least = languages.len().min(2);
    let has = |lang: &LangTag| unit.variants.iter().any(|v| v.lang.same_language(lang));
    languages.iter().take(least).all(has).then_some(unit)
}

/// The languages of a table: the source first, the others by how many texts they have.
fn columns(
    store: &dyn Store,
    settings: &Settings,
) -> Result<Vec<LangTag>, crate::tm::store::StoreError> {
    let mut counts = store.languages()?;
    let source = settings.source.as_ref();
    counts.sort_by_key(|count| {
        (source != Some(&count.lang), std::cmp::Reverse(count.texts), count.lang.clone())
    });
    Ok(counts.into_iter().map(|count| count.lang).collect())
}

fn header(settings: &Settings, job: &ExportJob<'_>) -> Header {
    let source = job.languages.first().or(settings.source.as_ref());
    Header { srclang: source.cloned(), ..Header::default() }
}
