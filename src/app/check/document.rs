//! Checking a document by itself.

use super::finding::{Located, Teller};
use super::place::Lines;
use super::suppress::Silences;
use super::{CheckedFile, Checker, Loaded, RuleSet, Scanners};
use crate::app::{AppError, language, read};
use crate::check::{self, CheckedText, Hit};
use crate::format::{Collected, ReadOptions};
use crate::model::{Block, Document, Finding, Position, Severity};
use crate::text::LangTag;
use rustc_hash::FxHashMap;

/// Checks a document.
pub(super) fn check(
    checker: &Checker<'_>,
    loaded: &Loaded,
    options: &ReadOptions,
    request: &read::Request,
    set: &RuleSet,
) -> Result<CheckedFile, AppError> {
    let mut sink = Collected::default();
    let read = loaded.format.read(&mut &loaded.bytes[..], options, &mut sink);
    read.map_err(|error| AppError::format(&loaded.name, error))?;
    let Collected { mut document, mut findings, .. } = sink;
    document.name.clone_from(&loaded.name);
    for finding in &mut findings {
        finding.file.get_or_insert_with(|| loaded.name.clone());
    }
    let bytes = loaded.bytes.len() as u64;
    let mut checked =
        CheckedFile { name: loaded.name.clone(), findings, bytes, ..CheckedFile::default() };
    let chosen = language::choose(&document, request.side.as_ref(), request.listed.as_ref());
    let Some(chosen) = chosen else {
        if !document.blocks.is_empty() {
            let message = "cannot tell its language: name it with --lang";
            let mut finding = Finding::new("language-unknown", Severity::Warning, message);
            finding.file = Some(loaded.name.clone());
            checked.findings.push(finding);
        }
        return Ok(checked);
    };
    let texts = hits(checker, &document, &chosen.lang, set, &mut checked.accepted);
    Telling { loaded, options, document: &document, set }.tell(texts, &chosen.lang, &mut checked);
    Ok(checked)
}

/// The hits in each block.
fn hits(
    checker: &Checker<'_>,
    document: &Document,
    lang: &LangTag,
    set: &RuleSet,
    accepted: &mut Vec<(String, usize)>,
) -> Vec<Vec<Hit>> {
    let rules = set.enabled();
    let mut scanners = Scanners::new(checker, set);
    let mut hits: Vec<Vec<Hit>> = vec![Vec::new(); document.blocks.len()];
    // The texts of each language, in order: rules about documents look at one language at a time.
    let mut languages: Vec<(&LangTag, Vec<usize>, Vec<CheckedText<'_>>)> = Vec::new();
    for (at, block) in document.blocks.iter().enumerate() {
        let lang = block.lang.as_ref().unwrap_or(lang);
        let text = scanners.read(&block.content, lang);
        hits[at] = check::text(&text, &rules);
        let known = languages.iter().position(|(known, ..)| known.same_language(lang));
        let known = known.unwrap_or_else(|| {
            languages.push((lang, Vec::new(), Vec::new()));
            languages.len() - 1
        });
        languages[known].1.push(at);
        languages[known].2.push(text);
    }
    let mut names: FxHashMap<(u32, u32), usize> = FxHashMap::default();
    for (_, blocks, texts) in &languages {
        for (text, hit) in check::document(texts, &rules) {
            hits[blocks[text]].push(hit);
        }
        for (block, text) in blocks.iter().zip(texts) {
            hits[*block].sort_by_key(|hit| (hit.range.start, hit.range.end));
            accept(text, &hits[*block], &mut names);
        }
    }
    *accepted = named(checker, names);
    hits
}

/// Counts official names that nothing is said against.
fn accept(text: &CheckedText<'_>, hits: &[Hit], names: &mut FxHashMap<(u32, u32), usize>) {
    // Hits come by their starts; how far those up to each one reach tells whether one covers a place.
    let mut reach: Vec<usize> = hits.iter().map(|hit| hit.range.end).collect();
    for at in 1..reach.len() {
        reach[at] = reach[at].max(reach[at - 1]);
    }
    for found in &text.terms {
        let Some((_, term)) = text.term(found) else { continue };
        let (start, end) = (found.start as usize, found.end as usize);
        let before = hits.partition_point(|hit| hit.range.start < end);
        let wrong = before > 0 && reach[before - 1] > start;
        if term.proper_name && term.status.is_right() && !wrong {
            *names.entry((found.concept, found.term)).or_default() += 1;
        }
    }
}

/// The names by how often they stand, then by their letters.
fn named(checker: &Checker<'_>, names: FxHashMap<(u32, u32), usize>) -> Vec<(String, usize)> {
    let concepts = &checker.termbase.concepts;
    let text = |(concept, term): (u32, u32)| {
        concepts[concept as usize].terms[term as usize].text.to_string()
    };
    let mut named: Vec<(String, usize)> =
        names.into_iter().map(|(at, count)| (text(at), count)).collect();
    named.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    named
}

struct Telling<'a> {
    loaded: &'a Loaded,
    options: &'a ReadOptions,
    document: &'a Document,
    set: &'a RuleSet,
}

impl Telling<'_> {
    /// Makes findings of the hits, block by block.
    fn tell(&self, hits: Vec<Vec<Hit>>, lang: &LangTag, checked: &mut CheckedFile) {
        if hits.iter().all(Vec::is_empty) {
            return;
        }
        let parts = self.parts();
        let lines: Vec<Option<Lines<'_>>> =
            parts.iter().map(|part| part.as_deref().map(Lines::new)).collect();
        let packed = self.document.parts.iter().any(|name| !name.is_empty());
        let silences: Vec<Silences> = lines
            .iter()
            .enumerate()
            .map(|(part, lines)| self.silences(part, lines.as_ref()))
            .collect();
        let mut teller = Teller::new(&self.loaded.name, self.set);
        for (number, (block, hits)) in self.document.blocks.iter().zip(hits).enumerate() {
            let text = &block.content.text;
            let part = block.part as usize;
            let quiet = silences.get(part);
            for hit in hits {
                let at = block
                    .origin
                    .of(&hit.range)
                    .first()
                    .map_or(block.span.start as usize, |r| r.start);
                if teller.allows(&hit, text) || quiet.is_some_and(|q| q.silences(hit.rule, at)) {
                    checked.silenced += 1;
                    continue;
                }
                let lang = block.lang.as_ref().unwrap_or(lang);
                let mut finding = teller.finding(&hit, text, "", lang);
                if let Some(lines) = lines.get(part).and_then(Option::as_ref) {
                    let format = self.loaded.format;
                    let located = Located { text, origin: &block.origin, lines, format };
                    if !located.place(&mut finding, &hit) {
                        finding.position = Some(lines.at(block.span.start as usize));
                    }
                }
                if packed {
                    paragraph(&mut finding, &hit, block, number);
                    finding.member = self.document.parts.get(part).map(|name| name.as_str().into());
                }
                checked.findings.push(finding);
            }
        }
    }

    /// The decoded text of each part that spans point into; `None` where it can't be had.
    fn parts(&self) -> Vec<Option<String>> {
        let format = self.loaded.format;
        let part = |name: &String| format.part(&self.loaded.bytes, self.options, name);
        self.document.parts.iter().map(part).collect()
    }

    fn silences(&self, part: usize, lines: Option<&Lines<'_>>) -> Silences {
        let spans = self.document.blocks.iter().filter(|block| block.part as usize == part);
        let spans = spans.map(|block| block.span.range());
        lines.map_or_else(Silences::default, |lines| {
            Silences::read(lines.text(), self.loaded.format.info().name, spans)
        })
    }
}

/// In a container a person counts paragraphs, not lines of markup: line and column become the block,
/// from 1, and the character in it. Offsets stay those of the member.
fn paragraph(finding: &mut Finding, hit: &Hit, block: &Block, number: usize) {
    let text = &block.content.text;
    let column = |at: usize| text[..at].chars().count() as u32 + 1;
    let place =
        |offset: u64, at: usize| Position { offset, line: number as u32 + 1, column: column(at) };
    let offsets = (finding.position, finding.end);
    let offset = |known: Option<Position>| known.map_or(0, |position| position.offset);
    finding.position = Some(place(offset(offsets.0), hit.range.start));
    finding.end = Some(place(offset(offsets.1), hit.range.end));
}
