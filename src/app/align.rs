//! Aligning documents: files in several languages to a bitext.

use super::read::{self, ReadDocument, Request};
use super::{AppError, Progress, SegmentationRules};
use crate::align::{self, AlignOptions, Sentence};
use crate::encoder::Encoder;
use crate::glossary::Termbase;
use crate::model::{Bitext, Finding, Link, Side};
use rayon::prelude::*;
use std::path::PathBuf;

/// What to align and how.
#[derive(Debug, Clone, Default)]
pub struct Job {
    /// The documents, the source first, each with how to read it.
    pub documents: Vec<(PathBuf, Request)>,
    /// The terms that count as evidence.
    pub termbase: Termbase,
    /// How texts are cut into segments.
    pub rules: SegmentationRules,
}

/// An aligned job.
#[derive(Debug)]
pub struct Aligned {
    /// The documents and their links.
    pub bitext: Bitext,
    /// What each document's language was chosen by, in their order.
    pub languages: Vec<super::language::Chosen>,
    /// What was off.
    pub findings: Vec<Finding>,
}

/// Reads, segments and aligns the documents of `job`.
///
/// # Errors
/// When a document can't be read, has no text, or there are fewer than two; or when two of them are
/// in the same language.
pub fn run(
    job: &Job,
    encoder: Option<&dyn Encoder>,
    progress: &dyn Progress,
) -> Result<Aligned, AppError> {
    if job.documents.len() < 2 {
        return Err(AppError::request("aligning needs a document and at least one translation"));
    }
    progress.begin("reading");
    let reading = job.documents.par_iter().map(|(path, request)| read::document(path, request));
    let read: Vec<Result<ReadDocument, AppError>> = reading.collect();
    progress.end();
    let read = read.into_iter().collect::<Result<Vec<_>, _>>()?;
    distinct(&read)?;
    let (mut languages, mut findings, mut documents) = (Vec::new(), Vec::new(), Vec::new());
    for one in read {
        findings.extend(one.findings);
        documents.push((one.document, one.chosen.lang.clone()));
        languages.push(one.chosen);
    }
    progress.begin("segmenting");
    let requests = job.documents.par_iter();
    let cut = documents.into_par_iter().zip(requests).map(|((document, lang), (_, request))| {
        if request.segmented {
            return (read::segment(document, lang, None), Vec::new());
        }
        let (segmenter, findings) = job.rules.segmenter(&lang);
        (read::segment(document, lang, Some(&segmenter)), findings)
    });
    let (sides, about_rules): (Vec<Side>, Vec<Vec<Finding>>) = cut.unzip();
    findings.extend(about_rules.into_iter().flatten());
    progress.end();
    for side in &sides {
        if side.segments.is_empty() {
            let message = format!("{}: there is no text in it to align", side.document.name);
            return Err(AppError::request(message));
        }
    }
    let structure = !job.documents.iter().any(|(_, request)| request.segmented);
    let links = links(&sides, &job.termbase, structure, encoder, progress)?;
    Ok(Aligned { bitext: Bitext { sides, links }, languages, findings })
}

/// Each language may come once, or units could not hold them apart.
fn distinct(read: &[ReadDocument]) -> Result<(), AppError> {
    for (index, one) in read.iter().enumerate() {
        let same = read[..index].iter().find(|other| other.chosen.lang == one.chosen.lang);
        if let Some(other) = same {
            return Err(AppError::request(format!(
                "{} and {} are both in {}: name the right languages with --lang, or leave one out",
                other.document.name, one.document.name, one.chosen.lang
            )));
        }
    }
    Ok(())
}

/// The links over all sides: two by themselves, more together.
fn links(
    sides: &[Side],
    termbase: &Termbase,
    structure: bool,
    encoder: Option<&dyn Encoder>,
    progress: &dyn Progress,
) -> Result<Vec<Link>, AppError> {
    let sentences: Vec<Vec<Sentence<'_>>> = sides.iter().map(sentences).collect();
    let options = |source: usize, target: usize| {
        let (source, target) = (&sides[source].lang, &sides[target].lang);
        let terms = termbase.pairs(source, target);
        let known = encoder.is_some_and(|encoder| {
            [source, target].iter().all(|lang| encoder.knows(lang.language()))
        });
        AlignOptions { structure, terms, encoder, known }
    };
    let done = |part: f32| progress.done(part);
    progress.begin("aligning");
    let links = if let [source, target] = &sentences[..] {
        align::align(source, target, &options(0, 1), &done)
            .map(|beads| align::links(source.len() as u32, &[beads]))
    } else {
        align::jointly(&sentences, &options, &done)
    };
    progress.end();
    links.map_err(|error| AppError::request(error.to_string()))
}

fn sentences(side: &Side) -> Vec<Sentence<'_>> {
    let blocks = &side.document.blocks;
    side.segments
        .iter()
        .map(|&segment| Sentence {
            text: side.document.text(segment),
            place: blocks[segment.block as usize].place,
            block: segment.block,
        })
        .collect()
}
