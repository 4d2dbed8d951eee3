//! Aligning documents: files in several languages to a bitext.

use super::delimiter::{Boundaries, Delimiter};
use super::read::{self, ReadDocument, Request};
use super::{AppError, Progress, SegmentationRules};
use crate::align::{self, AlignOptions, Sentence};
use crate::encoder::Encoder;
use crate::glossary::Termbase;
use crate::model::{Bitext, Finding, Link, Side};
use crate::text::LangTag;
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
    /// What parts the texts: no bead crosses it.
    pub delimiter: Option<Delimiter>,
    /// Whether sentences left over on both sides may be linked off the path.
    pub crossing: bool,
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
            return Ok((read::segment(document, lang, None), Vec::new()));
        }
        let (segmenter, mut findings) = job.rules.segmenter(&document, &lang)?;
        let side = read::segment(document, lang, Some(&segmenter));
        findings.extend(job.rules.remarks(&segmenter));
        Ok((side, findings))
    });
    let cut: Vec<Result<_, AppError>> = cut.collect();
    let cut = cut.into_iter().collect::<Result<Vec<_>, _>>()?;
    let (sides, about_rules): (Vec<Side>, Vec<Vec<Finding>>) = cut.into_iter().unzip();
    findings.extend(about_rules.into_iter().flatten());
    progress.end();
    for side in &sides {
        if side.segments.is_empty() {
            let message = format!("{}: there is no text in it to align", side.document.name);
            return Err(AppError::request(message));
        }
    }
    let structure = !job.documents.iter().any(|(_, request)| request.segmented);
    let boundaries = boundaries(&sides, job.delimiter.as_ref(), &mut findings)?;
    let evidence = Evidence { termbase: &job.termbase, structure, encoder };
    let mut links = links(&sides, &evidence, &boundaries, progress)?;
    if job.crossing {
        cross(&sides, &mut links, encoder)?;
    }
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

/// The positions no bead may cross, for each two sides (d, e), d < e, at `d * sides + e`.
fn boundaries(
    sides: &[Side],
    delimiter: Option<&Delimiter>,
    findings: &mut Vec<Finding>,
) -> Result<Vec<Boundaries>, AppError> {
    let mut all = vec![Boundaries::new(); sides.len() * sides.len()];
    let Some(delimiter) = delimiter else { return Ok(all) };
    for (d, first) in sides.iter().enumerate() {
        for (e, second) in sides.iter().enumerate().skip(d + 1) {
            let (boundaries, note) = delimiter.boundaries(first, second)?;
            all[d * sides.len() + e] = boundaries;
            // What the others have against each other, they have against the first.
            findings.extend(note.filter(|_| d == 0));
        }
    }
    Ok(all)
}

/// Links what is left over off the path; by vectors where `encoder` knows both languages.
fn cross(
    sides: &[Side],
    links: &mut Vec<Link>,
    encoder: Option<&dyn Encoder>,
) -> Result<(), AppError> {
    let source = sentences(&sides[0]);
    for (index, side) in sides.iter().enumerate().skip(1) {
        let both = [&sides[0].lang, &side.lang];
        let encoder = encoder.filter(|e| both.iter().all(|lang| e.knows(lang.language())));
        align::crossing::cross(links, index, (&source, &sentences(side)), encoder)
            .map_err(|error| AppError::request(error.to_string()))?;
    }
    Ok(())
}

/// What speaks for beads besides the texts.
struct Evidence<'a> {
    termbase: &'a Termbase,
    structure: bool,
    encoder: Option<&'a dyn Encoder>,
}

impl<'a> Evidence<'a> {
    fn options(&self, languages: [&LangTag; 2], boundaries: Boundaries) -> AlignOptions<'a> {
        let Self { structure, encoder, .. } = *self;
        let terms = self.termbase.pairs(languages[0], languages[1]);
        let known = encoder
            .is_some_and(|encoder| languages.iter().all(|lang| encoder.knows(lang.language())));
        AlignOptions { structure, terms, encoder, known, boundaries }
    }
}

/// The links over all sides: two by themselves, more together.
fn links(
    sides: &[Side],
    evidence: &Evidence<'_>,
    boundaries: &[Boundaries],
    progress: &dyn Progress,
) -> Result<Vec<Link>, AppError> {
    let sentences: Vec<Vec<Sentence<'_>>> = sides.iter().map(sentences).collect();
    let options = |d: usize, e: usize| {
        let boundaries = boundaries[d * sides.len() + e].clone();
        evidence.options([&sides[d].lang, &sides[e].lang], boundaries)
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
