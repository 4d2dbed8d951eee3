//! `targum pair`: which documents of two folders translate each other.

use super::check::find_files;
use super::read::{self, ReadDocument, Request};
use super::{AppError, Progress, SegmentationRules};
use crate::align::pairing::{self, Description, Limits};
use crate::encoder::Encoder;
use crate::format::{self, Holds};
use crate::model::{Finding, Severity, Side};
use crate::text::LangTag;
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// What to pair and how.
#[derive(Debug, Clone, Default)]
pub struct Job {
    /// The folder (or a file) with the sources.
    pub sources: PathBuf,
    /// That with the targets; none where one folder holds both languages.
    pub targets: Option<PathBuf>,
    /// The sources' language: documents in others are left out.
    pub source_lang: Option<LangTag>,
    /// The targets' language.
    pub target_lang: Option<LangTag>,
    /// The folder of the outputs that are named.
    pub output_dir: PathBuf,
    /// When documents are a pair.
    pub limits: Limits,
    /// How documents are read.
    pub request: Request,
}

/// Two documents that belong together.
#[derive(Debug, Clone, PartialEq)]
pub struct Paired {
    /// The source.
    pub source: PathBuf,
    /// The target.
    pub target: PathBuf,
    /// A name for their memory.
    pub output: PathBuf,
    /// How surely they belong together, 0–1.
    pub score: f32,
    /// How surely it is this pair and not another of either, 0–1.
    pub lead: f32,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The pairs, in the order of the sources.
    pub pairs: Vec<Paired>,
    /// Sources and targets without a counterpart.
    pub unmatched: [Vec<PathBuf>; 2],
    /// What was off: documents that could not be read are errors.
    pub findings: Vec<Finding>,
}

/// A document, described.
struct Candidate {
    path: PathBuf,
    /// Its path within the folder.
    name: String,
    lang: LangTag,
    description: Description,
}

/// Pairs the documents. Of each some kilobytes are kept. An encoder is asked for documents in languages
/// it knows.
///
/// # Errors
/// When a folder can't be read or has no documents, when one folder is given without both languages, or
/// the encoder refuses a text.
pub fn run(
    job: &Job,
    encoder: Option<&dyn Encoder>,
    progress: &dyn Progress,
) -> Result<Outcome, AppError> {
    let mut outcome = Outcome::default();
    progress.begin("reading");
    let (sources, targets) = match (&job.targets, &job.source_lang, &job.target_lang) {
        (Some(targets), source_lang, target_lang) => (
            side(job, &job.sources, source_lang.as_ref(), encoder, &mut outcome, progress)?,
            side(job, targets, target_lang.as_ref(), encoder, &mut outcome, progress)?,
        ),
        (None, Some(source_lang), Some(target_lang)) => {
            let all = side(job, &job.sources, None, encoder, &mut outcome, progress)?;
            let (sources, others): (Vec<_>, Vec<_>) =
                all.into_iter().partition(|one| one.lang.same_language(source_lang));
            let of_target = |one: &Candidate| one.lang.same_language(target_lang);
            (sources, others.into_iter().filter(of_target).collect())
        }
        (None, ..) => {
            let message = "one folder holds both languages: name them with --source-lang and \
                           --target-lang, or give two folders";
            return Err(AppError::request(message));
        }
    };
    progress.end();
    matched(job, sources, targets, &mut outcome);
    Ok(outcome)
}

fn matched(job: &Job, sources: Vec<Candidate>, targets: Vec<Candidate>, outcome: &mut Outcome) {
    let described = |side: &[Candidate]| -> Vec<Description> {
        side.iter().map(|one| one.description.clone()).collect()
    };
    let matches = pairing::pair(&described(&sources), &described(&targets), job.limits);
    let mut taken = BTreeSet::new();
    for found in &matches {
        let (source, target) = (&sources[found.source], &targets[found.target]);
        outcome.pairs.push(Paired {
            source: source.path.clone(),
            target: target.path.clone(),
            output: output(&job.output_dir, source, target, &mut taken),
            score: found.score,
            lead: found.lead,
        });
    }
    let in_pairs: [BTreeSet<usize>; 2] = [
        matches.iter().map(|found| found.source).collect(),
        matches.iter().map(|found| found.target).collect(),
    ];
    for (side, (all, paired)) in [sources, targets].into_iter().zip(in_pairs).enumerate() {
        let free = all.into_iter().enumerate().filter(|(at, _)| !paired.contains(at));
        outcome.unmatched[side] = free.map(|(_, one)| one.path).collect();
    }
}

/// The documents of a folder, those in `wanted` if that is given.
fn side(
    job: &Job,
    folder: &Path,
    wanted: Option<&LangTag>,
    encoder: Option<&dyn Encoder>,
    outcome: &mut Outcome,
    progress: &dyn Progress,
) -> Result<Vec<Candidate>, AppError> {
    let found = find_files(&[folder.to_owned()])?;
    let files: Vec<PathBuf> = found
        .into_iter()
        .filter(|file| file.named || is_document(&file.path))
        .map(|f| f.path)
        .collect();
    if files.is_empty() {
        let message = format!("{}: there are no documents in it", folder.display());
        return Err(AppError::request(message));
    }
    let request = Request { listed: wanted.cloned(), ..job.request.clone() };
    let done = AtomicUsize::new(0);
    let read: Vec<Result<Option<Candidate>, AppError>> = files
        .par_iter()
        .map(|path| {
            let candidate = candidate(path, folder, &request, wanted, encoder);
            progress.done((done.fetch_add(1, Relaxed) + 1) as f32 / files.len() as f32);
            candidate
        })
        .collect();
    let mut candidates = Vec::with_capacity(read.len());
    for one in read {
        match one {
            Ok(candidate) => candidates.extend(candidate),
            Err(error) => {
                outcome.findings.push(Finding::new("unread", Severity::Error, error.to_string()));
            }
        }
    }
    Ok(candidates)
}

fn is_document(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    format::choose(&name, b"").is_some_and(|format| format.info().holds == Holds::Document)
}

/// Reads and describes a document; `None` where it is in another language than the one wanted.
fn candidate(
    path: &Path,
    folder: &Path,
    request: &Request,
    wanted: Option<&LangTag>,
    encoder: Option<&dyn Encoder>,
) -> Result<Option<Candidate>, AppError> {
    let ReadDocument { document, chosen, .. } = read::document(path, request)?;
    let lang = chosen.lang;
    if wanted.is_some_and(|wanted| !wanted.same_language(&lang)) {
        return Ok(None);
    }
    let within = path.strip_prefix(folder).ok().filter(|rest| !rest.as_os_str().is_empty());
    let name = within.unwrap_or_else(|| Path::new(path.file_name().unwrap_or_default()));
    let name = name.to_string_lossy().into_owned();
    let is_language = |part: &str| LangTag::parse(part).is_ok_and(|tag| tag.same_language(&lang));
    let blocks = document.blocks.iter().filter(|block| !block.place.is_furniture());
    let texts = blocks.map(|block| (block.content.text.as_str(), block.place));
    let mut description = pairing::describe(&name, is_language, texts);
    if let Some(encoder) = encoder.filter(|encoder| encoder.knows(lang.language())) {
        let (segmenter, _) = SegmentationRules::default().segmenter(&document, &lang)?;
        let side = read::segment(document, lang.clone(), Some(&segmenter));
        let sample = sample(&side);
        let rows = encoder.encode(&sample);
        let rows = rows.map_err(|error| AppError::request(error.to_string()))?;
        description = description.with_vectors(&rows, encoder.dim());
    }
    Ok(Some(Candidate { path: path.to_owned(), name, lang, description }))
}

/// Sentences of a document that get vectors.
const SAMPLE: usize = 64;
/// Characters of each of them.
const SENTENCE: usize = 400;

/// Some sentences from everywhere in a document.
fn sample(side: &Side) -> Vec<&str> {
    let count = side.segments.len();
    let places = (0..count.min(SAMPLE)).map(|at| at * count / count.min(SAMPLE));
    let texts = places.map(|at| side.text(at as u32));
    texts
        .map(|text| text.char_indices().nth(SENTENCE).map_or(text, |(end, _)| &text[..end]))
        .collect()
}

/// `DIR/NAME.en-fr.tmx`: the source's path within its folder, without its language and with dashes.
fn output(
    folder: &Path,
    source: &Candidate,
    target: &Candidate,
    taken: &mut BTreeSet<PathBuf>,
) -> PathBuf {
    let path = Path::new(&source.name).with_extension("");
    let is_language =
        |part: &&str| !LangTag::parse(part).is_ok_and(|tag| tag.same_language(&source.lang));
    let path = path.to_string_lossy().into_owned();
    let folders = path.split(['/', '\\']).map(|part| {
        let parts: Vec<&str> = part.split('.').filter(is_language).collect();
        parts.join(".")
    });
    let parts: Vec<String> = folders.filter(|part| !part.is_empty()).collect();
    let stem = if parts.is_empty() { "pair".to_owned() } else { parts.join("-") };
    let languages = format!("{}-{}", source.lang, target.lang);
    let name = |number: usize| match number {
        1 => folder.join(format!("{stem}.{languages}.tmx")),
        _ => folder.join(format!("{stem}.{number}.{languages}.tmx")),
    };
    let mut number = 1;
    while !taken.insert(name(number)) {
        number += 1;
    }
    name(number)
}
