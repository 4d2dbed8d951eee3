//! Proposals of terms from documents and memories.

use super::files::{self, Input};
use super::memory::{self, Findings};
use super::read::{self, Request};
use super::{AppError, Progress, SegmentationRules};
use crate::format::{self, Flow, Holds, Sink};
use crate::glossary::extract::{
    Extractor, Pair, PairCounter, PairLinker, Proposal, Reference, Settings,
};
use crate::glossary::{Index, Termbase};
use crate::model::{Finding, Unit};
use crate::text::LangTag;
use std::path::{Path, PathBuf};

/// Units that are counted at a time.
const BATCH: usize = 4096;

/// What to extract from.
pub struct Job<'a> {
    /// The documents or memories.
    pub files: &'a [PathBuf],
    /// A format's name, where it is forced.
    pub from: Option<&'a str>,
    /// The language of documents; of memories the language whose texts are meant.
    pub lang: Option<&'a LangTag>,
    /// Texts of the general language to compare with: documents, or memories in that language.
    pub reference: &'a [PathBuf],
    /// The terms there are already.
    pub termbase: Option<&'a Termbase>,
    /// How to extract.
    pub settings: Settings,
    /// Is told how far a memory is read.
    pub progress: &'a dyn Progress,
}

/// Proposals by language, in the order languages come.
#[derive(Debug, Default)]
pub struct Terms {
    /// The proposals.
    pub languages: Vec<(LangTag, Vec<Proposal>)>,
    /// What was off in the files.
    pub findings: Vec<Finding>,
}

/// Pairs of two languages.
#[derive(Debug)]
pub struct Pairs {
    /// The source language.
    pub source: LangTag,
    /// The target language.
    pub target: LangTag,
    /// The pairs, best first.
    pub pairs: Vec<Pair>,
    /// The units that have both languages.
    pub units: u64,
    /// What was off in the files.
    pub findings: Vec<Finding>,
}

/// What a file holds, by the format named, its name or its first bytes. Standard input is taken for a
/// document unless a format is named.
///
/// # Errors
/// When it can't be opened, or its format can't be told.
pub fn holds(path: &Path, from: Option<&str>) -> Result<Holds, AppError> {
    if let Some(name) = from {
        return Ok(files::by_name(name)?.info().holds);
    }
    if path == Path::new("-") {
        return Ok(Holds::Document);
    }
    let input = Input::open(path)?;
    let chosen = format::choose(&input.name, input.head());
    Ok(chosen.map_or(Holds::Document, |format| format.info().holds))
}

/// Proposes terms of each language of some files.
///
/// # Errors
/// When a file can't be read, or its language can't be told.
pub fn terms(job: &Job<'_>) -> Result<Terms, AppError> {
    let mut gathered = Gathered { job, extractors: Vec::new(), findings: Vec::new() };
    for file in job.files {
        gathered.file(file, job.from)?;
    }
    let references = references(job)?;
    let mut terms = Terms { languages: Vec::new(), findings: gathered.findings };
    for (lang, extractor) in gathered.extractors {
        let index = job.termbase.map(|termbase| Index::new(termbase, &lang, &[]));
        let reference = references.iter().find(|(other, _)| other.same_language(&lang));
        let reference = reference.map(|(_, reference)| reference);
        let proposals = extractor.proposals(index.as_ref(), reference);
        terms.languages.push((lang, proposals));
    }
    Ok(terms)
}

/// The words of the texts to compare with, by language.
fn references(job: &Job<'_>) -> Result<Vec<(LangTag, Reference)>, AppError> {
    let mut gathered = Gathered { job, extractors: Vec::new(), findings: Vec::new() };
    for file in job.reference {
        gathered.file(file, None)?;
    }
    let extractors = gathered.extractors.into_iter();
    Ok(extractors.map(|(lang, extractor)| (lang, extractor.reference())).collect())
}

/// The texts of files, by language.
struct Gathered<'j> {
    job: &'j Job<'j>,
    extractors: Vec<(LangTag, Extractor)>,
    findings: Vec<Finding>,
}

impl Gathered<'_> {
    fn file(&mut self, path: &Path, from: Option<&str>) -> Result<(), AppError> {
        match holds(path, from)? {
            Holds::Document => self.document(path, from),
            Holds::Memory => self.memory(path, from),
        }
    }

    fn extractor(&mut self, lang: &LangTag) -> &mut Extractor {
        let known = self.extractors.iter().position(|(known, _)| known.same_language(lang));
        let at = known.unwrap_or_else(|| {
            let extractor = Extractor::new(lang, self.job.settings.clone());
            self.extractors.push((lang.clone(), extractor));
            self.extractors.len() - 1
        });
        &mut self.extractors[at].1
    }

    fn document(&mut self, path: &Path, from: Option<&str>) -> Result<(), AppError> {
        let request = Request {
            from: from.map(str::to_owned),
            side: self.job.lang.cloned(),
            ..Request::default()
        };
        let read = read::document(path, &request)?;
        self.findings.extend(read.findings);
        let lang = read.chosen.lang;
        let (segmenter, _) = SegmentationRules::default().segmenter(&read.document, &lang)?;
        let side = read::segment(read.document, lang.clone(), Some(&segmenter));
        let own = |index: &u32| {
            let block = side.segments[*index as usize].block as usize;
            let other = side.document.blocks[block].lang.as_ref();
            other.is_none_or(|other| other.same_language(&lang))
        };
        let indices = 0..side.segments.len() as u32;
        let sentences: Vec<&str> = indices.filter(own).map(|index| side.text(index)).collect();
        let extractor = self.extractor(&lang);
        extractor.add(&sentences);
        extractor.next_document();
        Ok(())
    }

    fn memory(&mut self, path: &Path, from: Option<&str>) -> Result<(), AppError> {
        let Some(lang) = self.job.lang else {
            let message = format!(
                "{}: is a memory: name the language to extract from with --lang, or two with --source-lang and --target-lang",
                path.display()
            );
            return Err(AppError::request(message));
        };
        let progress = self.job.progress;
        let extractor = self.extractor(lang);
        let mut texts =
            Texts { lang, extractor, waiting: Vec::new(), findings: Findings::default() };
        memory::read(path, from, &[], &mut texts, progress)?;
        texts.flush();
        texts.extractor.next_document();
        let findings = texts.findings.told();
        self.findings.extend(findings);
        Ok(())
    }
}

/// The texts of a memory in a language.
struct Texts<'e> {
    lang: &'e LangTag,
    extractor: &'e mut Extractor,
    waiting: Vec<String>,
    findings: Findings,
}

impl Texts<'_> {
    fn flush(&mut self) {
        let texts: Vec<&str> = self.waiting.iter().map(String::as_str).collect();
        self.extractor.add(&texts);
        self.waiting.clear();
    }
}

impl Sink for Texts<'_> {
    fn unit(&mut self, mut unit: Unit) -> Flow {
        let own = |lang: &LangTag| lang.same_language(self.lang);
        let texts = unit.variants.drain(..).filter(|variant| own(&variant.lang));
        self.waiting.extend(texts.map(|variant| variant.content.text));
        if self.waiting.len() >= BATCH {
            self.flush();
        }
        Flow::Continue(())
    }

    fn finding(&mut self, finding: Finding) -> Flow {
        self.findings.add(finding)
    }
}

/// Proposes pairs of terms from memories, which are read twice. Without languages they must have two.
///
/// # Errors
/// When a memory can't be read, or has not exactly two languages where none are named.
pub fn pairs(
    job: &Job<'_>,
    source: Option<&LangTag>,
    target: Option<&LangTag>,
) -> Result<Pairs, AppError> {
    if job.files.iter().any(|file| file == Path::new("-")) {
        let message = "pairs need a file: a memory is read twice, and standard input can't be";
        return Err(AppError::request(message));
    }
    let (source, target) = languages(job, source, target)?;
    let counter = PairCounter::new(source.clone(), target.clone(), job.settings.clone());
    let mut counted = Bilingual::new([&source, &target], counter);
    for file in job.files {
        memory::read(file, job.from, &[], &mut counted, job.progress)?;
    }
    counted.flush();
    let (units, findings) = (counted.units, counted.findings.told());
    let mut linked = Bilingual::new([&source, &target], counted.taker.select());
    for file in job.files {
        memory::read(file, job.from, &[], &mut linked, job.progress)?;
    }
    linked.flush();
    let indexes =
        job.termbase.map(|termbase| [&source, &target].map(|lang| Index::new(termbase, lang, &[])));
    let known = indexes.as_ref().map(|[source, target]| (source, target));
    let pairs = linked.taker.pairs(known);
    Ok(Pairs { source, target, pairs, units, findings })
}

/// The two languages: those named, the rest from the files.
fn languages(
    job: &Job<'_>,
    source: Option<&LangTag>,
    target: Option<&LangTag>,
) -> Result<(LangTag, LangTag), AppError> {
    let (source, target) = if let (Some(source), Some(target)) = (source, target) {
        (source.clone(), target.clone())
    } else {
        let mut known: Vec<LangTag> = Vec::new();
        for lang in memory::languages(job.files, job.from, job.progress)? {
            if !known.iter().any(|known| known.same_language(&lang)) {
                known.push(lang);
            }
        }
        let other = |lang: &LangTag| {
            let mut others = known.iter().filter(|known| !known.same_language(lang));
            others.next().filter(|_| others.next().is_none()).cloned()
        };
        let both = match (source, target) {
            (Some(source), _) => other(source).map(|target| (source.clone(), target)),
            (_, Some(target)) => other(target).map(|source| (source, target.clone())),
            _ => known.first().and_then(|first| Some((first.clone(), other(first)?))),
        };
        both.ok_or_else(|| {
            let names: Vec<&str> = known.iter().map(LangTag::as_str).collect();
            AppError::request(format!(
                "the languages are {}: name two with --source-lang and --target-lang",
                names.join(", ")
            ))
        })?
    };
    if source.same_language(&target) {
        let message = format!("{source} and {target} are one language: name two");
        return Err(AppError::request(message));
    }
    Ok((source, target))
}

/// Takes units in two languages.
trait Taker {
    fn take(&mut self, units: &[(&str, &str)]);
}

impl Taker for PairCounter {
    fn take(&mut self, units: &[(&str, &str)]) {
        self.add(units);
    }
}

impl Taker for PairLinker {
    fn take(&mut self, units: &[(&str, &str)]) {
        self.add(units);
    }
}

/// The units of memories that have both languages.
struct Bilingual<'l, T> {
    langs: [&'l LangTag; 2],
    taker: T,
    waiting: Vec<(String, String)>,
    units: u64,
    findings: Findings,
}

impl<'l, T: Taker> Bilingual<'l, T> {
    fn new(langs: [&'l LangTag; 2], taker: T) -> Self {
        Self { langs, taker, waiting: Vec::new(), units: 0, findings: Findings::default() }
    }

    fn flush(&mut self) {
        let units: Vec<(&str, &str)> =
            self.waiting.iter().map(|(source, target)| (&**source, &**target)).collect();
        self.taker.take(&units);
        self.waiting.clear();
    }
}

impl<T: Taker> Sink for Bilingual<'_, T> {
    fn unit(&mut self, unit: Unit) -> Flow {
        let [source, target] = self.langs.map(|lang| unit.variant(lang));
        if let (Some(source), Some(target)) = (source, target) {
            self.waiting.push((source.content.text.clone(), target.content.text.clone()));
            self.units += 1;
        }
        if self.waiting.len() >= BATCH {
            self.flush();
        }
        Flow::Continue(())
    }

    fn finding(&mut self, finding: Finding) -> Flow {
        self.findings.add(finding)
    }
}
