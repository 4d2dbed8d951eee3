//! Checking a memory: each unit's source against each of its targets.

use super::finding::{Teller, from_start, title};
use super::suppress::Silences;
use super::{CheckedFile, Checker, Loaded, RuleSet, Scanners};
use crate::app::AppError;
use crate::check::{self, CheckedPair, Consistency, Hit, PairSide, Rule};
use crate::format::{Flow, ReadOptions, Sink, VariantPlace};
use crate::model::{Edit, Finding, Fix, Header, Related, Unit, Variant};
use crate::text::LangTag;
use rayon::prelude::*;

/// Units that are checked at a time.
const BATCH: usize = 4096;
/// Letters of the other text that a finding shows.
const SHOWN: usize = 80;

/// Checks a memory.
pub(super) fn check(
    checker: &Checker<'_>,
    loaded: &Loaded,
    options: &ReadOptions,
    set: &RuleSet,
) -> Result<CheckedFile, AppError> {
    let text = loaded.format.part(&loaded.bytes, options, "");
    let bytes = loaded.bytes.len() as u64;
    let checked = CheckedFile { name: loaded.name.clone(), bytes, ..CheckedFile::default() };
    let mut sink = Pairs {
        checker,
        set,
        rules: set.enabled(),
        loaded,
        text: text.as_deref(),
        srclang: None,
        waiting: Vec::new(),
        consistency: Vec::new(),
        silences: Silences::directives(
            text.as_deref().unwrap_or_default(),
            loaded.format.info().name,
        ),
        teller: Teller::new(&loaded.name, set),
        checked,
    };
    let read = loaded.format.read(&mut &loaded.bytes[..], options, &mut sink);
    read.map_err(|error| AppError::format(&loaded.name, error))?;
    sink.batch();
    let Pairs { mut checked, .. } = sink;
    for finding in &mut checked.findings {
        finding.file.get_or_insert_with(|| loaded.name.clone());
    }
    Ok(checked)
}

/// A unit and the places of its variants, where they are known.
type Placed = (Unit, Vec<VariantPlace>);

struct Pairs<'a, 't> {
    checker: &'a Checker<'t>,
    set: &'a RuleSet,
    rules: Vec<&'static Rule>,
    loaded: &'a Loaded,
    /// The decoded text of the file.
    text: Option<&'a str>,
    srclang: Option<LangTag>,
    waiting: Vec<Placed>,
    /// What was seen, by target language.
    consistency: Vec<(LangTag, Consistency)>,
    silences: Silences,
    teller: Teller<'a>,
    checked: CheckedFile,
}

impl Sink for Pairs<'_, '_> {
    fn header(&mut self, header: Header) -> Flow {
        self.srclang = header.srclang;
        Flow::Continue(())
    }

    fn wants_places(&self) -> bool {
        true
    }

    fn unit(&mut self, unit: Unit) -> Flow {
        self.unit_at(unit, &[])
    }

    fn unit_at(&mut self, unit: Unit, places: &[VariantPlace]) -> Flow {
        self.waiting.push((unit, places.to_vec()));
        if self.waiting.len() >= BATCH {
            self.batch();
        }
        Flow::Continue(())
    }

    fn finding(&mut self, finding: Finding) -> Flow {
        self.checked.findings.push(finding);
        Flow::Continue(())
    }
}

/// A unit's source and one of its targets, by their index among its variants, and what was found.
pub(in crate::app) struct PairHits {
    pub(in crate::app) source: usize,
    pub(in crate::app) target: usize,
    pub(in crate::app) found: Vec<Hit>,
}

impl Pairs<'_, '_> {
    /// Checks the units that wait, in parallel, and makes findings in their order.
    fn batch(&mut self) {
        let waiting = std::mem::take(&mut self.waiting);
        let (checker, set, rules) = (self.checker, self.set, &self.rules);
        let srclang = self.srclang.as_ref();
        let found: Vec<Vec<PairHits>> = waiting
            .par_iter()
            .with_min_len(64)
            .map_init(
                || Scanners::new(checker, set),
                |scanners, (unit, _)| hits(unit, srclang, scanners, rules),
            )
            .collect();
        for ((unit, places), found) in waiting.iter().zip(found) {
            self.silences.next_block(span(places));
            for mut pair in found {
                let (source, target) = (&unit.variants[pair.source], &unit.variants[pair.target]);
                let line = places.get(pair.target).map_or(0, |place| place.start.line);
                let prop = |name: &str| unit.props.iter().find(|prop| &*prop.name == name);
                // The plural of a text may well be translated otherwise.
                if prop("x-po-plural").is_none() {
                    let context = prop("x-po-context").map_or("", |prop| &prop.value);
                    pair.found.extend(self.contradictions(source, target, context, line));
                }
                for hit in pair.found {
                    self.tell(&hit, unit, places, pair.source, pair.target);
                }
            }
        }
    }

    /// What a pair contradicts that stood at an earlier line.
    fn contradictions(
        &mut self,
        source: &Variant,
        target: &Variant,
        context: &str,
        line: u32,
    ) -> Vec<Hit> {
        let wanted = ["inconsistent-translation", "inconsistent-source"];
        let wanted = wanted.map(|rule| check::rule(rule).filter(|rule| self.set.has(rule.id)));
        if wanted.iter().all(Option::is_none) {
            return Vec::new();
        }
        let known = self.consistency.iter().position(|(lang, _)| *lang == target.lang);
        let known = known.unwrap_or_else(|| {
            self.consistency.push((target.lang.clone(), Consistency::default()));
            self.consistency.len() - 1
        });
        let texts = (&source.content.text, &target.content.text);
        let key =
            if context.is_empty() { texts.0.clone() } else { format!("{context}\u{1}{}", texts.0) };
        let found = self.consistency[known].1.pair(&key, texts.1, u64::from(line));
        let told = [
            (found.translation, PairSide::Target, "the source was translated otherwise before"),
            (
                found.source,
                PairSide::Source,
                "the same translation stands for another source before",
            ),
        ];
        let hit = |(rule, (line, side, message)): (
            Option<&'static Rule>,
            (Option<u64>, PairSide, &str),
        )| {
            let (rule, line) = (rule?, line?);
            let text = if side == PairSide::Source { texts.0 } else { texts.1 };
            let at = if line > 0 { format!(", at line {line}") } else { String::new() };
            let severity = match side {
                PairSide::Target => Consistency::severity(texts.0),
                PairSide::Source => rule.severity,
            };
            let message = format!("{message}{at}");
            Some(Hit { severity, ..Hit::new(rule, side, 0..text.len(), message) })
        };
        wanted.into_iter().zip(told).filter_map(hit).collect()
    }

    fn tell(
        &mut self,
        hit: &Hit,
        unit: &Unit,
        places: &[VariantPlace],
        source: usize,
        target: usize,
    ) {
        let (own, other) = match hit.side {
            PairSide::Source => (source, target),
            PairSide::Target => (target, source),
        };
        let (variant, beside) = (&unit.variants[own], &unit.variants[other]);
        let text = &variant.content.text;
        let at = places.get(own).map_or(0, |place| place.start.offset as usize);
        if self.teller.allows(hit, text) || self.silences.silences(hit.rule, at) {
            self.checked.silenced += 1;
            return;
        }
        let mut finding = self.teller.finding(hit, text, &beside.content.text, &variant.lang);
        if let Some(place) = places.get(own) {
            let stands = (place.start.offset as usize)..(place.end as usize);
            let verbatim = self.text.and_then(|whole| whole.get(stands)) == Some(text);
            let (start, end) = from_start(place.start, text, hit, verbatim);
            (finding.position, finding.end) = (Some(start), Some(end));
            if let Some(replacement) = hit.replacement.as_ref().filter(|_| verbatim) {
                finding.fixes.push(Fix {
                    title: title(replacement),
                    safe: hit.safe,
                    edits: vec![Edit {
                        range: start.offset..end.offset,
                        place: (start, end),
                        replacement: self.loaded.format.written(replacement).into_owned(),
                    }],
                });
            }
        }
        finding.related.push(Related {
            message: shown(beside),
            file: None,
            position: places.get(other).map(|place| place.start),
        });
        self.checked.findings.push(finding);
    }
}

/// Where the texts of a unit stand, first to last.
fn span(places: &[VariantPlace]) -> Option<std::ops::Range<usize>> {
    let start = places.iter().map(|place| place.start.offset).min()?;
    let end = places.iter().map(|place| place.end).max()?;
    Some(start as usize..end as usize)
}

/// A text as a remark beside a finding: its language and how it starts.
pub(super) fn shown(variant: &Variant) -> String {
    let text = &variant.content.text;
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}: {}…", variant.lang, &text[..end]),
        None => format!("{}: {text}", variant.lang),
    }
}

/// The hits in each pair of a unit. What is about the source alone is said once.
fn hits<'a>(
    unit: &'a Unit,
    srclang: Option<&LangTag>,
    scanners: &mut Scanners<'a, '_>,
    rules: &[&'static Rule],
) -> Vec<PairHits> {
    let mut all = pair_hits(unit, srclang, scanners, rules);
    for at in 1..all.len() {
        let (before, rest) = all.split_at_mut(at);
        let said = |hit: &Hit| before.iter().any(|one: &PairHits| one.found.contains(hit));
        rest[0].found.retain(|hit| hit.side == PairSide::Target || !said(hit));
    }
    all
}

/// All hits in each pair of a unit, one for each variant that is not the source.
pub(in crate::app) fn pair_hits<'a>(
    unit: &'a Unit,
    srclang: Option<&LangTag>,
    scanners: &mut Scanners<'a, '_>,
    rules: &[&'static Rule],
) -> Vec<PairHits> {
    let own = unit.attributes.iter().find(|(name, _)| &**name == "srclang");
    let own = own.and_then(|(_, lang)| LangTag::parse(lang).ok());
    let wanted = own.as_ref().or(srclang);
    let is_source = |variant: &Variant| wanted.is_some_and(|lang| variant.lang.same_language(lang));
    let source = unit.variants.iter().position(is_source).unwrap_or(0);
    let targets = (0..unit.variants.len()).filter(|at| *at != source);
    let found = targets.map(|target| {
        let (from, to) = (&unit.variants[source], &unit.variants[target]);
        let pair = CheckedPair {
            source: scanners.read(&from.content, &from.lang),
            target: scanners.read(&to.content, &to.lang),
        };
        PairHits { source, target, found: check::pair(&pair, rules) }
    });
    found.collect()
}
