//! Documents: exact matches in the place of segments, all other bytes as they were.

use super::lines::Lines;
use super::pieces::{self, Edit};
use super::proposals::{Asked, Candidate};
use super::terms::{self, Pair};
use super::{Counts, Opened, Translated, Translator};
use crate::app::tm::lookup::Query;
use crate::app::units::{content, file_name};
use crate::app::{AppError, language, read};
use crate::format::{Collected, FormatError, PartEdit, ReadOptions};
use crate::model::{Block, Content, Document, Finding, Severity, Side};
use crate::text::LangTag;
use crate::tm::score::Percent;
use crate::tm::store::{Context, text_hash};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// A segment's translation and how it is written.
struct Filled {
    segment: usize,
    percent: Percent,
    target: Content,
    edits: Vec<Edit>,
}

/// Translates a document.
pub(super) fn translate(
    translator: &mut Translator<'_>,
    opened: Opened,
) -> Result<Translated, AppError> {
    let job = translator.job;
    let options = ReadOptions { name: opened.name.clone(), ..job.request.options.clone() };
    let (document, mut findings) = document(&opened, &options)?;
    let target = job.target.cloned().ok_or_else(|| {
        AppError::request(format!(
            "{}: say the language to translate to with --target-lang",
            opened.name
        ))
    })?;
    let listed = job.source.or(job.request.listed.as_ref());
    let chosen = language::choose(&document, job.request.side.as_ref(), listed);
    let source = chosen.map(|chosen| chosen.lang).ok_or_else(|| {
        let name = &opened.name;
        AppError::request(format!("{name}: cannot tell its language: name it with --source-lang"))
    })?;
    let (segmenter, about) = job.rules.segmenter(&document, &source)?;
    findings.extend(about);
    let side = read::segment(document, source.clone(), Some(&segmenter));
    let asked = asked(&side);
    let own: Vec<usize> = (0..asked.len()).filter(|at| is_in(&side, *at, &source)).collect();
    let queries: Vec<&Asked> = own.iter().map(|at| &asked[*at]).collect();
    let candidates = translator.look_up(&queries, &source, &target)?;
    let lines = Lines::new(&opened, &options, &side.document);
    let work = Work { opened: &opened, options: &options, side: &side, lines };
    let mut filled = Vec::new();
    let mut penalised = Vec::new();
    for (&at, candidates) in own.iter().zip(candidates) {
        let (sure, others): (Vec<_>, Vec<_>) =
            candidates.into_iter().partition(|one| one.is_sure(job));
        if sure.is_empty() {
            penalised.extend(others.iter().filter(|one| one.exact).map(|one| one.percent).max());
        }
        match work.filled(at, &asked[at].query.content, sure) {
            Ok(found) => filled.extend(found),
            Err(why) => findings.push(work.told(at, &why)),
        }
    }
    let bytes = work.written(&mut filled, &mut findings)?;
    findings.extend(penalties_told(&penalised, &opened.name));
    let mut counts = Counts { segments: asked.len() as u64, ..Counts::default() };
    for one in &filled {
        counts.fill(one.percent);
    }
    counts.locked = (asked.len() - own.len()) as u64;
    counts.left = counts.segments - counts.locked - counts.filled();
    if let Some(checker) = &translator.checker {
        let pairs: Vec<Pair<'_>> = filled.iter().map(|one| work.pair(one, &asked)).collect();
        findings.extend(terms::missing(checker, (&source, &target), &pairs, &opened.name));
    }
    let Opened { name, format, .. } = opened;
    Ok(Translated { name, format, source, target, bytes, counts, findings })
}

fn document(opened: &Opened, options: &ReadOptions) -> Result<(Document, Vec<Finding>), AppError> {
    let (document, mut findings) = again(opened, &opened.bytes, options)
        .map_err(|error| AppError::format(&opened.name, error))?;
    for finding in &mut findings {
        finding.file.get_or_insert_with(|| opened.name.clone());
    }
    Ok((document, findings))
}

fn again(
    opened: &Opened,
    mut bytes: &[u8],
    options: &ReadOptions,
) -> Result<(Document, Vec<Finding>), FormatError> {
    let mut sink = Collected::default();
    opened.format.read(&mut bytes, options, &mut sink)?;
    sink.document.name.clone_from(&opened.name);
    Ok((sink.document, sink.findings))
}

/// Whether a segment is in the language that is translated from: a quotation in another one stays.
fn is_in(side: &Side, segment: usize, source: &LangTag) -> bool {
    let block = side.segments[segment].block as usize;
    let lang = side.document.blocks[block].lang.as_ref();
    lang.is_none_or(|lang| lang.same_language(source))
}

/// Says that exact matches were not taken for their penalties.
fn penalties_told(percents: &[Percent], file: &str) -> Option<Finding> {
    let lowest = percents.iter().min()?;
    let message = format!(
        "{} exact matches are not filled in, for penalties leave less than is asked for (a machine's work, a \
         doubtful alignment, several translations): --exact {} takes them too",
        percents.len(),
        lowest.shown()
    );
    let mut finding = Finding::new("translate-penalties", Severity::Info, message);
    finding.file = Some(file.to_owned());
    Some(finding)
}

/// The segments with what is around them.
fn asked(side: &Side) -> Vec<Asked> {
    let contents: Vec<Content> =
        (0..side.segments.len() as u32).map(|at| content(side, at..at + 1)).collect();
    let hashes: Vec<u64> = contents.iter().map(|content| text_hash(&content.text)).collect();
    let at = |index: Option<usize>| index.and_then(|index| hashes.get(index)).copied();
    let document = file_name(&side.document.name);
    let one = |(index, content): (usize, Content)| Asked {
        query: Query {
            content,
            context: Context {
                previous: at(index.checked_sub(1)),
                next: at(index.checked_add(1)),
                document: Some(document.into()),
                key: None,
            },
        },
        plural: None,
    };
    contents.into_iter().enumerate().map(one).collect()
}

struct Work<'a> {
    opened: &'a Opened,
    options: &'a ReadOptions,
    side: &'a Side,
    lines: Lines,
}

impl Work<'_> {
    fn block(&self, segment: usize) -> (usize, &Block) {
        let number = self.side.segments[segment].block as usize;
        (number, &self.side.document.blocks[number])
    }

    /// The first candidate that can be written; why none can, where there are some.
    fn filled(
        &self,
        at: usize,
        own: &Content,
        candidates: Vec<Candidate>,
    ) -> Result<Option<Filled>, String> {
        let (_, block) = self.block(at);
        let mut reason = None;
        for candidate in candidates {
            let Candidate { proposal, percent, unfit, .. } = candidate;
            let span = self.side.segments[at].span;
            let placed = || pieces::edits(block, span, own, &proposal.target);
            let edits = unfit.map_or_else(|| placed().map_err(str::to_owned), Err);
            match edits {
                Ok(edits) => {
                    let target = proposal.target;
                    return Ok(Some(Filled { segment: at, percent, target, edits }));
                }
                Err(why) => {
                    reason.get_or_insert_with(|| {
                        format!("a match of {percent} % is not filled in: {why}")
                    });
                }
            }
        }
        reason.map_or(Ok(None), Err)
    }

    fn told(&self, segment: usize, why: &str) -> Finding {
        let (number, block) = self.block(segment);
        let at = self.side.segments[segment].span.start as usize;
        let mut finding = Finding::new("fill-codes", Severity::Warning, why);
        finding.position = Some(self.lines.place(block, number, at));
        finding.file = Some(self.opened.name.clone());
        finding.member = self.member(block);
        finding
    }

    fn member(&self, block: &Block) -> Option<Box<str>> {
        let name = self.side.document.parts.get(usize::from(block.part))?;
        (!name.is_empty()).then(|| name.as_str().into())
    }

    fn pair<'p>(&self, one: &'p Filled, asked: &'p [Asked]) -> Pair<'p> {
        let (number, block) = self.block(one.segment);
        let at = self.side.segments[one.segment].span.start as usize;
        Pair {
            source: &asked[one.segment].query.content,
            target: &one.target,
            place: self.lines.place(block, number, at),
            member: self.member(block),
        }
    }

    /// The document with its translations. What can't be written, or does not read back, is left out and told.
    fn written(
        &self,
        filled: &mut Vec<Filled>,
        findings: &mut Vec<Finding>,
    ) -> Result<Vec<u8>, AppError> {
        let failed = |error| AppError::format(&self.opened.name, error);
        let bytes = if let Ok(bytes) = self.spliced(&*filled) {
            bytes
        } else {
            let why = "a match is not filled in: the file can't be changed so there";
            self.keep(filled, findings, why, |one| self.spliced([one]).is_ok());
            self.spliced(&*filled).map_err(failed)?
        };
        let (now, _) = again(self.opened, &bytes, self.options).map_err(failed)?;
        let wrong = self.wrong(filled, &now);
        if wrong.is_empty() {
            return Ok(bytes);
        }
        let why = "a match is not filled in: with it the file would read otherwise";
        self.keep(filled, findings, why, |one| !wrong.contains(&self.block(one.segment).0));
        self.spliced(&*filled).map_err(failed)
    }

    /// Keeps what is right, and tells of the rest.
    fn keep(
        &self,
        filled: &mut Vec<Filled>,
        findings: &mut Vec<Finding>,
        why: &str,
        right: impl Fn(&Filled) -> bool,
    ) {
        filled.retain(|one| {
            let right = right(one);
            if !right {
                let mut finding = self.told(one.segment, why);
                finding.rule = "fill-refused".into();
                findings.push(finding);
            }
            right
        });
    }

    fn spliced<'f>(
        &self,
        filled: impl IntoIterator<Item = &'f Filled>,
    ) -> Result<Vec<u8>, FormatError> {
        let format = self.opened.format;
        let mut all = Vec::new();
        for one in filled {
            let (_, block) = self.block(one.segment);
            let part = self.side.document.parts.get(usize::from(block.part));
            let part = part.map(String::as_str).unwrap_or_default();
            all.extend(one.edits.iter().map(|(range, text)| PartEdit {
                part: part.to_owned(),
                range: range.start as u64..range.end as u64,
                replacement: format.written(text).into_owned(),
            }));
        }
        if all.is_empty() {
            return Ok(self.opened.bytes.clone());
        }
        format.splice(&self.opened.bytes, self.options, &all)
    }

    /// The blocks with translations that do not read as they should; all of them where others do not. Blocks may
    /// come besides: a title that was told twice in the same words is no longer.
    fn wrong(&self, filled: &[Filled], now: &Document) -> BTreeSet<usize> {
        let texts = |document: &Document| -> Vec<String> {
            document.blocks.iter().map(|block| block.content.text.clone()).collect()
        };
        let mut wanted = texts(&self.side.document);
        let mut changed = BTreeSet::new();
        for one in filled.iter().rev() {
            let span = self.side.segments[one.segment].span;
            let (number, _) = self.block(one.segment);
            wanted[number].replace_range(span.range(), &one.target.text);
            changed.insert(number);
        }
        let now = texts(now);
        if squeezed(&wanted.concat()) == squeezed(&now.concat()) {
            return BTreeSet::new();
        }
        let mut there: FxHashMap<String, usize> = FxHashMap::default();
        for text in &now {
            *there.entry(squeezed(text)).or_default() += 1;
        }
        let mut missing = BTreeSet::new();
        for (number, text) in wanted.iter().enumerate() {
            match there.get_mut(&squeezed(text)) {
                Some(left) if *left > 0 => *left -= 1,
                _ => drop(missing.insert(number)),
            }
        }
        if missing.is_subset(&changed) { missing } else { changed }
    }
}

/// A text without its white space: where lines are wrapped, how much there is is no matter.
fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_know_their_neighbours() {
        let lang = LangTag::parse("en").unwrap();
        let mut document = Document { name: "x/a.txt".into(), ..Document::default() };
        let mut bytes = "One. Two.\n\nThree.\n".as_bytes();
        let format = crate::format::by_name("text").unwrap();
        let mut sink = Collected::default();
        format.read(&mut bytes, &ReadOptions::default(), &mut sink).unwrap();
        document.blocks = sink.document.blocks;
        let segmenter = crate::segment::Segmenter::for_language("en");
        let asked = asked(&read::segment(document, lang, Some(&segmenter)));
        let contexts: Vec<_> =
            asked.iter().map(|one| (one.query.context.previous, one.query.context.next)).collect();
        let hash = |text| Some(text_hash(text));
        let wanted = [(None, hash("Two.")), (hash("One."), hash("Three.")), (hash("Two."), None)];
        assert_eq!(contexts, wanted);
    }
}
