//! From a bitext to the units of a memory.

use super::memory::score::{Issue, REVIEW};
use crate::model::{Bitext, Content, Link, Part, Property, Segment, Side, Unit, Variant};
use crate::text::{Span, is_cjk};
use std::collections::HashSet;
use std::ops::Range;
use xxhash_rust::xxh3::xxh3_64;

/// Which units to make.
#[derive(Debug, Clone, Default)]
pub struct UnitOptions {
    /// The lowest alignment score of a variant, 0–1: those under it are left out.
    pub min_score: f32,
    /// Units under this score, 0–1, are marked for review (`x-review`).
    pub review_below: f32,
    /// Whether segments without a counterpart become units of one variant.
    pub keep_unpaired: bool,
    /// Whether a unit whose texts all came before is left out.
    pub drop_duplicates: bool,
}

/// The units of a bitext, in the source's order. Each carries where it comes from as properties:
/// `x-alignment-score` (the lowest of its variants), `x-alignment-method` and `x-review` (where a person
/// should look) on the unit, `x-file`
/// and `x-segment-id` (hashes of the segments with their neighbours, so that they survive changes
/// elsewhere) on each variant.
pub fn units(bitext: &Bitext, options: &UnitOptions) -> Vec<Unit> {
    let ids: Vec<Vec<u64>> = bitext.sides.iter().map(segment_ids).collect();
    let mut seen = HashSet::new();
    let mut units = Vec::new();
    for link in &bitext.links {
        let unit = unit(bitext, link, &ids, options);
        let wanted = unit.variants.len() > 1 || (options.keep_unpaired && unit.variants.len() == 1);
        if wanted && (!options.drop_duplicates || seen.insert(texts(&unit))) {
            units.push(unit);
        }
    }
    units
}

fn texts(unit: &Unit) -> Vec<(String, String)> {
    let pairs = unit.variants.iter();
    pairs.map(|v| (v.lang.to_string(), v.content.text.clone())).collect()
}

fn unit(bitext: &Bitext, link: &Link, ids: &[Vec<u64>], options: &UnitOptions) -> Unit {
    let mut unit = Unit::default();
    let mut lowest: Option<f32> = None;
    let alone = link.ranges.iter().filter(|range| !range.is_empty()).count() == 1;
    for (index, side) in bitext.sides.iter().enumerate() {
        let (range, score) = (link.ranges[index].clone(), link.scores[index]);
        let sure = index == 0 || alone || score >= options.min_score;
        let content = content(side, range.clone());
        if range.is_empty() || !sure || content.text.is_empty() {
            continue;
        }
        let hashes = range.map(|i| format!("{:016x}", ids[index][i as usize]));
        let hashes: Vec<String> = hashes.collect();
        if unit.id.is_none() {
            unit.id = hashes.first().map(|id| id.clone().into());
        }
        let mut variant = Variant::new(side.lang.clone(), content);
        variant.props.push(property("x-file", file_name(&side.document.name)));
        variant.props.push(property("x-segment-id", &hashes.join(" ")));
        if index > 0 && !alone {
            lowest = Some(lowest.map_or(score, |known| known.min(score)));
        }
        unit.variants.push(variant);
    }
    if let Some(lowest) = lowest {
        unit.props.push(property("x-alignment-score", &format!("{lowest:.2}")));
        let method = serde_json::to_value(link.method).unwrap_or_default();
        unit.props.push(property("x-alignment-method", method.as_str().unwrap_or_default()));
        if lowest < options.review_below {
            unit.props.push(property(REVIEW, Issue::Mistranslated.code()));
        }
    }
    unit
}

fn property(name: &str, value: &str) -> Property {
    Property { name: name.into(), value: value.into(), lang: None }
}

/// Only the file's own name: where it stood on one machine is no other's concern.
pub fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// The text and codes of consecutive segments. What stood between two segments of one block stays;
/// blocks are joined by a space, or by nothing where both sides of the joint are Han, kana or Hangul.
pub fn content(side: &Side, range: Range<u32>) -> Content {
    let range = range.start as usize..range.end as usize;
    let (before, segments) = (&side.segments[..range.start], &side.segments[range.clone()]);
    let neighbours = (before.last(), side.segments.get(range.end));
    let mut content: Option<Content> = None;
    for run in segments.chunk_by(|a, b| a.block == b.block) {
        let (Some(first), Some(last)) = (run.first(), run.last()) else { continue };
        let here = |segment: &&Segment| segment.block == first.block;
        let part = Part {
            span: Span { start: first.span.start, end: last.span.end },
            previous_end: neighbours.0.filter(here).map(|segment| segment.span.end),
            next_start: neighbours.1.filter(here).map(|segment| segment.span.start),
        };
        let part = side.document.blocks[first.block as usize].content.slice(part, side.handles);
        match &mut content {
            None => content = Some(part),
            Some(content) => {
                let ends = (content.text.chars().next_back(), part.text.chars().next());
                let tight = matches!(ends, (Some(a), Some(b)) if is_cjk_like(a) && is_cjk_like(b));
                content.append(if tight { "" } else { " " }, part);
            }
        }
    }
    content.unwrap_or_default()
}

fn is_cjk_like(c: char) -> bool {
    is_cjk(c) || matches!(c, '\u{3000}'..='\u{303F}' | '\u{FF00}'..='\u{FF65}')
}

/// Stable ids: a hash of the text and its neighbours, told apart by number where all three recur.
fn segment_ids(side: &Side) -> Vec<u64> {
    let texts: Vec<&str> = side.segments.iter().map(|&s: &Segment| side.document.text(s)).collect();
    let mut seen: HashSet<u64> = HashSet::new();
    (0..texts.len())
        .map(|i| {
            let before = if i == 0 { "" } else { texts[i - 1] };
            let after = texts.get(i + 1).copied().unwrap_or("");
            let key = format!("{}\0{before}\0{}\0{after}", side.lang, texts[i]);
            let mut id = xxh3_64(key.as_bytes());
            while !seen.insert(id) {
                id = xxh3_64(&id.to_le_bytes());
            }
            id
        })
        .collect()
}
