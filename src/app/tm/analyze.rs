//! How much of some files memories have: the basis of an offer and of a plan.

use super::lookup::{LookupOptions, Memories, Query, Session};
use crate::app::files::Input;
use crate::app::memory::Findings;
use crate::app::read::{self, Request};
use crate::app::units::content;
use crate::app::{AppError, Progress, SegmentationRules};
use crate::format::{Flow, Holds, ReadOptions, Sink};
use crate::model::{Content, Finding, Header, Unit};
use crate::text::LangTag;
use crate::tm::index::{Index, Measure as Indexed, Query as IndexQuery, Scratch};
use crate::tm::leverage::{Analysis, Leverage};
use crate::tm::score::{Band, Measure, Percent, Weights, count};
use crate::tm::store::{Context, text_hash};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use xxhash_rust::xxh3::xxh3_128;

/// From which likeness on a match is worth anything.
const LEAST: f64 = 0.5;

/// What to analyse, against what.
pub struct AnalyzeJob<'a> {
    /// Documents and bilingual files.
    pub files: &'a [PathBuf],
    /// How documents are read.
    pub request: &'a Request,
    /// How documents are cut.
    pub rules: &'a SegmentationRules,
    /// The memories, the most trusted first; none to find repetitions alone.
    pub memories: &'a [PathBuf],
    /// How texts are looked up; its source language and its limits are not used.
    pub options: &'a LookupOptions,
    /// The language of the files, where they don't say it.
    pub source: Option<&'a LangTag>,
    /// Whether segments are also looked up among those before them.
    pub internal: bool,
    /// What words of each band are paid.
    pub weights: Weights,
    /// Told how far the work is.
    pub progress: &'a dyn Progress,
}

/// A segment, and which file it is in.
struct Waiting {
    file: usize,
    query: Query,
    /// By what repetitions are told: text and codes.
    key: u128,
}

/// Analyses files. The same segment in two files counts as new in the first and repeated in the second.
///
/// # Errors
/// When a file or a memory can't be read.
pub fn analyze(job: &AnalyzeJob<'_>) -> Result<(Analysis, Vec<Finding>), AppError> {
    let mut findings = Findings::default();
    let mut groups: Vec<(LangTag, Vec<Waiting>)> = Vec::new();
    let mut files: Vec<Leverage> = Vec::new();
    for path in job.files {
        let (lang, queries) = segments(job, path, &mut findings)?;
        let file = files.len();
        files.push(Leverage::new(path.display().to_string()));
        let waiting = queries.into_iter().map(|query| {
            let key = key(&query.content);
            Waiting { file, query, key }
        });
        match groups.iter_mut().find(|(known, _)| known.same_language(&lang)) {
            Some((_, group)) => group.extend(waiting),
            None => groups.push((lang, waiting.collect())),
        }
    }
    for (lang, group) in &groups {
        for (waiting, band) in group.iter().zip(bands(job, lang, group)?) {
            files[waiting.file].add(band, count(&waiting.query.content.text));
        }
    }
    Ok((Analysis { files, weights: job.weights.clone() }, findings.told()))
}

fn key(content: &Content) -> u128 {
    let mut bytes = content.text.clone().into_bytes();
    for code in &content.codes {
        bytes.extend_from_slice(&code.at.to_le_bytes());
        bytes.extend_from_slice(code.data.as_bytes());
    }
    xxh3_128(&bytes)
}

/// The segments of a file with what is around them, and its language.
fn segments(
    job: &AnalyzeJob<'_>,
    path: &Path,
    findings: &mut Findings,
) -> Result<(LangTag, Vec<Query>), AppError> {
    let input = Input::open(path)?;
    let from = job.request.from.as_deref();
    if input.format(from, Holds::Memory).is_ok() {
        return bilingual(job, input, findings);
    }
    drop(input);
    let request = Request { listed: job.source.cloned(), ..job.request.clone() };
    let read = read::document(path, &request)?;
    for finding in read.findings {
        let _ = findings.add(finding);
    }
    let lang = read.chosen.lang;
    let (segmenter, about) = job.rules.segmenter(&read.document, &lang)?;
    for finding in about {
        let _ = findings.add(finding);
    }
    let side = read::segment(read.document, lang.clone(), Some(&segmenter));
    let contents = (0..side.segments.len() as u32).map(|at| content(&side, at..at + 1));
    let name = crate::app::units::file_name(&side.document.name).to_owned();
    Ok((lang, in_context(contents.map(|content| (content, None)), &name)))
}

/// The sources of a bilingual file.
fn bilingual(
    job: &AnalyzeJob<'_>,
    input: Input,
    findings: &mut Findings,
) -> Result<(LangTag, Vec<Query>), AppError> {
    struct Sources<'f> {
        source: Option<LangTag>,
        found: Vec<(Content, Option<Box<str>>)>,
        findings: &'f mut Findings,
    }

    impl Sink for Sources<'_> {
        fn header(&mut self, header: Header) -> Flow {
            self.source = header.srclang.or(self.source.take());
            Flow::Continue(())
        }
        fn unit(&mut self, unit: Unit) -> Flow {
            let known = self.source.as_ref().and_then(|lang| unit.variant(lang));
            if let Some(variant) = known.or(unit.variants.first()) {
                self.source.get_or_insert_with(|| variant.lang.clone());
                self.found.push((variant.content.clone(), unit.id.clone()));
            }
            Flow::Continue(())
        }
        fn finding(&mut self, finding: Finding) -> Flow {
            self.findings.add(finding)
        }
    }

    let name = input.name.clone();
    let format = input.format(job.request.from.as_deref(), Holds::Memory)?;
    let columns = job.source.into_iter().chain(&job.options.target).cloned().collect();
    let options = ReadOptions { name: name.clone(), columns, ..job.request.options.clone() };
    let mut sources = Sources { source: job.source.cloned(), found: Vec::new(), findings };
    let read = format.read(&mut input.into_reader(), &options, &mut sources);
    read.map_err(|error| AppError::format(&name, error))?;
    let lang = sources.source.ok_or_else(|| {
        AppError::request(format!("{name}: cannot tell its language: name it with --source-lang"))
    })?;
    Ok((lang, in_context(sources.found.into_iter(), crate::app::units::file_name(&name))))
}

/// Contents with the hashes of their neighbours.
fn in_context(
    contents: impl Iterator<Item = (Content, Option<Box<str>>)>,
    document: &str,
) -> Vec<Query> {
    let contents: Vec<_> =
        contents.filter(|(content, _)| !content.text.trim().is_empty()).collect();
    let hashes: Vec<u64> = contents.iter().map(|(content, _)| text_hash(&content.text)).collect();
    let at = |index: Option<usize>| index.and_then(|index| hashes.get(index)).copied();
    let contexts = contents.into_iter().enumerate().map(|(index, (content, key))| {
        let context = Context {
            previous: at(index.checked_sub(1)),
            next: at(index.checked_add(1)),
            document: Some(document.into()),
            key,
        };
        Query { content, context }
    });
    contexts.collect()
}

/// The band of each segment.
fn bands(job: &AnalyzeJob<'_>, lang: &LangTag, group: &[Waiting]) -> Result<Vec<Band>, AppError> {
    let mut first: FxHashMap<u128, usize> = FxHashMap::default();
    let firsts: Vec<usize> = group
        .iter()
        .enumerate()
        .map(|(index, waiting)| *first.entry(waiting.key).or_insert(index))
        .collect();
    let options = LookupOptions {
        source: lang.clone(),
        threshold: LEAST,
        top: 1,
        adapt: false,
        ..job.options.clone()
    };
    let memories = Memories::open(job.memories, lang, job.progress)?;
    let within = job.internal.then(|| Within::new(lang, group, &firsts)).transpose()?;
    let done = AtomicUsize::new(0);
    job.progress.begin("analysing");
    let found: Result<Vec<Option<Percent>>, AppError> = group
        .par_iter()
        .enumerate()
        .map_init(
            || (memories.session(&options), Scratch::default()),
            |(session, scratch), (index, waiting)| {
                let session: &mut Session<'_> = match session {
                    Ok(session) => session,
                    Err(error) => return Err(AppError::request(error.to_string())),
                };
                let now = done.fetch_add(1, Ordering::Relaxed);
                job.progress.done(now as f32 / group.len() as f32);
                let best = session.find(&waiting.query)?;
                let best = best.first().map(|found| found.percent);
                let inside = match &within {
                    Some(within) if best.is_none_or(|best| best < Percent::points(95)) => {
                        within.best(index, &waiting.query, &options, scratch)?
                    }
                    _ => None,
                };
                Ok(best.max(inside))
            },
        )
        .collect();
    job.progress.end();
    let repeated = firsts.iter().enumerate().map(|(index, first)| *first < index);
    Ok(found?.into_iter().zip(repeated).map(|(best, again)| Band::of(best, again)).collect())
}

/// The segments themselves, to be looked up among those before them.
struct Within {
    index: Index,
    _folder: tempfile::TempDir,
}

impl Within {
    fn new(lang: &LangTag, group: &[Waiting], firsts: &[usize]) -> Result<Self, AppError> {
        let folder =
            tempfile::tempdir().map_err(|error| AppError::file(std::env::temp_dir(), error))?;
        let mut index = Index::create(folder.path(), lang.language())?;
        let new = firsts.iter().enumerate().filter(|(at, first)| at == *first);
        let texts = new.map(|(at, _)| (at as u64, group[at].query.content.text.as_str()));
        index.apply(texts, &[], 1)?;
        Ok(Self { index, _folder: folder })
    }

    /// What the most like segment before one is worth.
    fn best(
        &self,
        at: usize,
        query: &Query,
        options: &LookupOptions,
        scratch: &mut Scratch,
    ) -> Result<Option<Percent>, AppError> {
        let before = |unit: u64| (unit as usize) < at;
        let asked = IndexQuery {
            text: &query.content.text,
            measure: match options.measure {
                Measure::Characters | Measure::Amagama => Indexed::Characters,
                Measure::Stems => Indexed::Stems,
                _ => Indexed::Words,
            },
            threshold: LEAST,
            top: 1,
            filter: Some(&before),
        };
        let hits = self.index.search(&asked, scratch)?;
        Ok(hits.first().map(|hit| Percent::from_similarity(hit.score, false)))
    }
}
