//! Checking a document against its translations, aligned on the fly.

use super::finding::{Located, Teller};
use super::place::Lines;
use super::{CheckedFile, Checker, Loaded, RuleSet, Scanners};
use crate::app::align::{self, Job};
use crate::app::{AppError, Progress, units};
use crate::check::{self, CheckedPair, Hit, PairSide, Rule};
use crate::encoder::Encoder;
use crate::format::ReadOptions;
use crate::model::{Bitext, Content, Link, Related, Side, Variant};
use std::ops::Range;

/// Aligns the documents of a job and checks each pair of the source with a translation. Gives a result
/// for each document, in their order.
///
/// # Errors
/// When a document can't be read or aligned.
pub fn check_aligned(
    checker: &Checker<'_>,
    (job, encoder): (&Job, Option<&dyn Encoder>),
    set: &RuleSet,
    progress: &dyn Progress,
) -> Result<Vec<CheckedFile>, AppError> {
    let aligned = align::run(job, encoder, progress)?;
    let bitext = &aligned.bitext;
    let mut loaded = Vec::new();
    for (path, request) in &job.documents {
        loaded.push(Loaded::open(path, request)?);
    }
    let mut checked: Vec<CheckedFile> = loaded
        .iter()
        .map(|one| CheckedFile {
            name: one.name.clone(),
            bytes: one.bytes.len() as u64,
            ..CheckedFile::default()
        })
        .collect();
    for finding in aligned.findings {
        let named = |one: &&mut CheckedFile| finding.file.as_ref() == Some(&one.name);
        if let Some(one) = checked.iter_mut().find(named) {
            one.findings.push(finding);
        }
    }
    let found = links(checker, bitext, set);
    for (side, checked) in checked.iter_mut().enumerate() {
        let options = &job.documents[side].1.options;
        Telling { bitext, loaded: &loaded[side], options, side, set }.tell(&found, checked);
    }
    Ok(checked)
}

/// What was found in one text of a link, beside another.
struct Found<'b> {
    link: &'b Link,
    /// The side of the text, and of the other.
    side: usize,
    other: usize,
    hit: Hit,
}

/// The hits of all links. What is about the source alone is said once; a segment without a counterpart
/// is checked by itself.
fn links<'b>(checker: &Checker<'_>, bitext: &'b Bitext, set: &RuleSet) -> Vec<Found<'b>> {
    let rules = set.enabled();
    let mut scanners = Scanners::new(checker, set);
    let mut found: Vec<Found<'b>> = Vec::new();
    for link in &bitext.links {
        let contents: Vec<Content> = bitext
            .sides
            .iter()
            .zip(&link.ranges)
            .map(|(side, range)| units::content(side, range.clone()))
            .collect();
        found.extend(hits(&mut scanners, bitext, link, &contents, &rules));
    }
    found
}

fn hits<'b>(
    scanners: &mut Scanners<'_, '_>,
    bitext: &'b Bitext,
    link: &'b Link,
    contents: &[Content],
    rules: &[&'static Rule],
) -> Vec<Found<'b>> {
    let mut found = Vec::new();
    let filled = |side: usize| !link.ranges[side].is_empty();
    let targets = (1..contents.len()).filter(|side| filled(*side));
    let mut source_said: Vec<Hit> = Vec::new();
    for target in targets {
        let text = scanners.read(&contents[target], &bitext.sides[target].lang);
        if !filled(0) {
            let hits = check::text(&text, rules);
            found.extend(hits.into_iter().map(|hit| Found {
                link,
                side: target,
                other: target,
                hit,
            }));
            continue;
        }
        let source = scanners.read(&contents[0], &bitext.sides[0].lang);
        let pair = CheckedPair { source, target: text };
        for hit in check::pair(&pair, rules) {
            let (side, other) =
                if hit.side == PairSide::Source { (0, target) } else { (target, 0) };
            if side == 0 && source_said.contains(&hit) {
                continue;
            }
            if side == 0 {
                source_said.push(hit.clone());
            }
            found.push(Found { link, side, other, hit });
        }
    }
    if filled(0) && (1..contents.len()).all(|side| !filled(side)) {
        let text = scanners.read(&contents[0], &bitext.sides[0].lang);
        let hits = check::text(&text, rules);
        found.extend(hits.into_iter().map(|hit| Found { link, side: 0, other: 0, hit }));
    }
    found
}

struct Telling<'a> {
    bitext: &'a Bitext,
    loaded: &'a Loaded,
    options: &'a ReadOptions,
    side: usize,
    set: &'a RuleSet,
}

impl Telling<'_> {
    /// Makes findings of the hits on this side.
    fn tell(&self, found: &[Found<'_>], checked: &mut CheckedFile) {
        let side = &self.bitext.sides[self.side];
        let document = &side.document;
        let format = self.loaded.format;
        let part = |name: &String| format.part(&self.loaded.bytes, self.options, name);
        let parts: Vec<Option<String>> = document.parts.iter().map(part).collect();
        let lines: Vec<Option<Lines<'_>>> =
            parts.iter().map(|part| part.as_deref().map(Lines::new)).collect();
        let mut teller = Teller::new(&self.loaded.name, self.set);
        for one in found.iter().filter(|one| one.side == self.side) {
            let content = units::content(side, one.link.ranges[self.side].clone());
            if teller.allows(&one.hit, &content.text) {
                checked.silenced += 1;
                continue;
            }
            let beside = (one.other != one.side).then(|| self.beside(one));
            let other = beside.as_ref().map_or("", |variant| &variant.content.text);
            let mut finding = teller.finding(&one.hit, &content.text, other, &side.lang);
            let pieces = pieces(side, one.link.ranges[self.side].clone());
            if let Some((block, range)) = within(&pieces, &one.hit.range) {
                let block = &document.blocks[block as usize];
                if let Some(lines) = lines.get(block.part as usize).and_then(Option::as_ref) {
                    let text = &block.content.text;
                    let located = Located { text, origin: &block.origin, lines, format };
                    let hit = Hit { range, ..one.hit.clone() };
                    if !located.place(&mut finding, &hit) {
                        finding.position = Some(lines.at(block.span.start as usize));
                    }
                }
                let member = document.parts.get(block.part as usize);
                finding.member =
                    member.filter(|name| !name.is_empty()).map(|name| name.as_str().into());
            }
            if let Some(variant) = beside {
                let file = self.bitext.sides[one.other].document.name.clone();
                let message = super::memory::shown(&variant);
                finding.related.push(Related { message, file: Some(file), position: None });
            }
            checked.findings.push(finding);
        }
        // What is about one side may come from several links.
        checked.findings.sort_by_key(|finding| finding.position.map_or(0, |place| place.offset));
    }

    fn beside(&self, one: &Found<'_>) -> Variant {
        let side = &self.bitext.sides[one.other];
        Variant::new(side.lang.clone(), units::content(side, one.link.ranges[one.other].clone()))
    }
}

/// A stretch of a link's text that comes from one block: where it starts in the text, the block, where
/// it starts in the block, and its bytes.
type Piece = (usize, u32, usize, usize);

/// The pieces of the text that [`units::content`] makes of consecutive segments.
fn pieces(side: &Side, range: Range<u32>) -> Vec<Piece> {
    let segments = &side.segments[range.start as usize..range.end as usize];
    let (mut pieces, mut at) = (Vec::new(), 0);
    let whole = units::content(side, range).text;
    for run in segments.chunk_by(|a, b| a.block == b.block) {
        let (Some(first), Some(last)) = (run.first(), run.last()) else { continue };
        let length = (last.span.end - first.span.start) as usize;
        if at > 0 && whole[at..].starts_with(' ') {
            at += 1;
        }
        pieces.push((at, first.block, first.span.start as usize, length));
        at += length;
    }
    pieces
}

/// The block that all of a range comes from, and the range in it.
fn within(pieces: &[Piece], range: &Range<usize>) -> Option<(u32, Range<usize>)> {
    let piece = pieces.iter().rev().find(|piece| piece.0 <= range.start).or(pieces.first())?;
    let (start, block, from, length) = *piece;
    let at = |byte: usize| from + byte.saturating_sub(start).min(length);
    Some((block, at(range.start)..at(range.end)))
}
