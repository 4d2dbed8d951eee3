//! Bilingual files: XLIFF with its dialects, and catalogues.

use super::proposals::{Asked, Candidate};
use super::terms::{self, Pair};
use super::{Counts, Opened, TranslateJob, Translated, Translator};
use crate::app::AppError;
use crate::app::tm::lookup::Query;
use crate::app::units::file_name;
use crate::format::ReadOptions;
use crate::format::fill::{Fill, Filled, Filler, Slot, TargetState};
use crate::model::{Content, Finding, Severity};
use crate::text::LangTag;
use crate::tm::score::Percent;
use crate::tm::store::{Context, text_hash};

/// How many proposals stand beside a segment.
const PROPOSED: usize = 3;

/// What a segment gets.
#[derive(Debug, Clone, Default)]
struct Given {
    fill: Option<Fill>,
    /// What the match is worth that is filled in.
    percent: Percent,
    /// What could not go in, and why.
    unfit: Option<String>,
}

/// Fills a bilingual file.
pub(super) fn translate(
    translator: &mut Translator<'_>,
    opened: Opened,
) -> Result<Translated, AppError> {
    let job = translator.job;
    let file = File::new(job, opened);
    let slots = file.slots()?;
    let (source, target) = file.languages(&slots)?;
    let asked = asked(&slots, file_name(&file.opened.name));
    let mut given: Vec<Given> = vec![Given::default(); slots.len()];
    for (languages, members) in groups(job, &slots, (&source, &target)) {
        let wanted: Vec<usize> =
            members.into_iter().filter(|at| is_wanted(job, &slots[*at])).collect();
        let queries: Vec<&Asked> = wanted.iter().map(|at| &asked[*at]).collect();
        let found = translator.look_up(&queries, &languages.0, &languages.1)?;
        for (at, candidates) in wanted.into_iter().zip(found) {
            given[at] = chosen(job, &slots[at], candidates);
        }
    }
    let Filled { bytes, mut findings, .. } = file.fill(&mut given.iter())?;
    for (slot, given) in slots.iter().zip(&given) {
        findings.extend(given.unfit.as_ref().map(|why| file.told(slot, why)));
    }
    let after = File { opened: Opened { bytes, ..file.opened }, ..file };
    let now = after.slots()?;
    let mut counts = counts(&slots, &given, &now);
    if after.opened.format.info().name == "po" {
        // Catalogues have no place for them.
        counts.proposed = 0;
        findings.extend(job.propose.then(|| no_proposals(&after.opened.name)));
    }
    if let Some(checker) = &translator.checker {
        let pairs: Vec<Pair<'_>> = slots
            .iter()
            .zip(&given)
            .zip(&now)
            .filter(|((_, given), now)| is_filled(given, now))
            .filter_map(|((slot, given), _)| pair(slot, given))
            .collect();
        findings.extend(terms::missing(checker, (&source, &target), &pairs, &after.opened.name));
    }
    findings.sort_by_key(|finding| finding.position.map_or(0, |place| place.offset));
    let Opened { name, format, bytes } = after.opened;
    Ok(Translated { name, format, source, target, bytes, counts, findings })
}

struct File {
    opened: Opened,
    options: ReadOptions,
    source: Option<LangTag>,
    target: Option<LangTag>,
}

impl File {
    fn new(job: &TranslateJob<'_>, opened: Opened) -> Self {
        let (source, target) = (job.source.cloned(), job.target.cloned());
        // The sources of catalogues are English where nothing else is said.
        let english = || LangTag::parse("en").ok().filter(|_| opened.format.info().name == "po");
        let first = source.clone().or_else(english).unwrap_or_else(LangTag::undetermined);
        let columns = [first].into_iter().chain(target.clone()).collect();
        let options =
            ReadOptions { name: opened.name.clone(), columns, ..job.request.options.clone() };
        Self { opened, options, source, target }
    }

    fn run(&self, filler: &mut Filler<'_>) -> Result<Filled, AppError> {
        let filled = self.opened.format.fill(&self.opened.bytes, &self.options, filler);
        filled.map_err(|error| AppError::format(&self.opened.name, error))
    }

    /// Its segments.
    fn slots(&self) -> Result<Vec<Slot>, AppError> {
        let mut slots = Vec::new();
        self.run(&mut |slot| {
            slots.push(slot.clone());
            None
        })?;
        Ok(slots)
    }

    /// Fills it, segment by segment.
    fn fill(&self, given: &mut dyn Iterator<Item = &Given>) -> Result<Filled, AppError> {
        self.run(&mut |_| given.next().and_then(|given| given.fill.clone()))
    }

    /// Its languages: what its first segments say, else what the caller does.
    fn languages(&self, slots: &[Slot]) -> Result<(LangTag, LangTag), AppError> {
        let undetermined = LangTag::undetermined();
        let mut sources = slots.iter().filter_map(|slot| slot.unit.variants.first());
        let source = sources.next().map(|variant| variant.lang.clone());
        let source = source.filter(|lang| *lang != undetermined).or_else(|| self.source.clone());
        let mut targets = slots.iter().filter_map(|slot| slot.target.clone());
        let target = targets.find(|lang| *lang != undetermined).or_else(|| self.target.clone());
        let unknown = |what: &str| {
            let name = &self.opened.name;
            let message =
                format!("{name}: cannot tell its {what} language: name it with --{what}-lang");
            AppError::request(message)
        };
        match (source, target) {
            // Without segments nothing has to be known.
            (None, target) if slots.is_empty() => {
                Ok((undetermined.clone(), target.unwrap_or(undetermined)))
            }
            (Some(source), Some(target)) => Ok((source, target)),
            (None, _) => Err(unknown("source")),
            (_, None) => Err(unknown("target")),
        }
    }

    fn told(&self, slot: &Slot, why: &str) -> Finding {
        let mut finding = Finding::new("fill-codes", Severity::Warning, why).at(slot.place.start);
        finding.file = Some(self.opened.name.clone());
        finding
    }
}

/// The segments with what is around them.
fn asked(slots: &[Slot], document: &str) -> Vec<Asked> {
    let content = |slot: &Slot| {
        slot.unit.variants.first().map(|variant| variant.content.clone()).unwrap_or_default()
    };
    let contents: Vec<Content> = slots.iter().map(content).collect();
    let hashes: Vec<u64> = contents.iter().map(|content| text_hash(&content.text)).collect();
    let at = |index: Option<usize>| index.and_then(|index| hashes.get(index)).copied();
    let one = |(index, (content, slot)): (usize, (Content, &Slot))| Asked {
        query: Query {
            content,
            context: Context {
                previous: at(index.checked_sub(1)),
                next: at(index.checked_add(1)),
                document: Some(document.into()),
                key: slot.context.as_deref().or(slot.unit.id.as_deref()).map(Into::into),
            },
        },
        plural: slot.plural,
    };
    contents.into_iter().zip(slots).enumerate().map(one).collect()
}

/// Languages, and which segments are in them.
type Group = ((LangTag, LangTag), Vec<usize>);

/// The segments by their languages, in the order they come.
fn groups(job: &TranslateJob<'_>, slots: &[Slot], usual: (&LangTag, &LangTag)) -> Vec<Group> {
    let known = |lang: &&LangTag| **lang != LangTag::undetermined();
    let mut groups: Vec<Group> = Vec::new();
    for (at, slot) in slots.iter().enumerate() {
        let source = slot.unit.variants.first().map(|variant| &variant.lang).filter(known);
        let source = source.or(job.source).unwrap_or(usual.0);
        let target = slot.target.as_ref().filter(known).unwrap_or(usual.1);
        match groups.iter_mut().find(|((s, t), _)| s == source && t == target) {
            Some((_, members)) => members.push(at),
            None => groups.push(((source.clone(), target.clone()), vec![at])),
        }
    }
    groups
}

fn texts(slot: &Slot) -> (&str, &str) {
    let text = |at: usize| slot.unit.variants.get(at).map_or("", |v| v.content.text.as_str());
    (text(0), text(1))
}

/// Whether something may be written into a segment.
fn is_wanted(job: &TranslateJob<'_>, slot: &Slot) -> bool {
    let done = slot.state >= TargetState::Translated;
    !slot.locked && !texts(slot).0.trim().is_empty() && (job.overwrite || !done)
}

/// What goes into a segment. A draft of somebody's makes way for what is sure only.
fn chosen(job: &TranslateJob<'_>, slot: &Slot, candidates: Vec<Candidate>) -> Given {
    let (own, known) = texts(slot);
    let open = slot.state == TargetState::Untranslated || own == known || job.overwrite;
    let best = candidates.iter().find(|one| one.unfit.is_none());
    if job.propose {
        let proposals: Vec<_> =
            candidates.into_iter().take(PROPOSED).map(|one| one.proposal).collect();
        let fill = Fill { target: None, proposals };
        let fill = Some(fill).filter(|fill| !fill.proposals.is_empty());
        return Given { fill, ..Given::default() };
    }
    if let Some(best) = best {
        // What a machine made is for a person to look at, whatever it is worth.
        let sure = best.is_sure(job) && !best.proposal.machine;
        if !open && !sure {
            return Given::default();
        }
        let state = if sure { TargetState::Translated } else { TargetState::Draft };
        let target = Some((best.proposal.clone(), state));
        let fill = Some(Fill { target, proposals: Vec::new() });
        return Given { fill, percent: best.percent, unfit: None };
    }
    let Some(first) = candidates.into_iter().next().filter(|_| open) else {
        return Given::default();
    };
    let why = first.unfit.unwrap_or_default();
    let unfit = format!("a match of {} % is not filled in: {why}", first.percent);
    let fill = Fill { target: None, proposals: vec![first.proposal] };
    Given { fill: Some(fill), unfit: Some(unfit), ..Given::default() }
}

fn no_proposals(file: &str) -> Finding {
    let message = "catalogues have no place for proposals: leave out --propose to fill it";
    let mut finding = Finding::new("translate-propose", Severity::Warning, message);
    finding.file = Some(file.to_owned());
    finding
}

/// Whether a segment has now what it was given.
fn is_filled(given: &Given, now: &Slot) -> bool {
    let target = given.fill.as_ref().and_then(|fill| fill.target.as_ref());
    target.is_some_and(|(proposal, _)| {
        let written = now.unit.variants.get(1).map_or("", |v| v.content.text.as_str());
        !written.trim().is_empty() && written.trim() == proposal.target.text.trim()
    })
}

fn counts(slots: &[Slot], given: &[Given], now: &[Slot]) -> Counts {
    let mut counts = Counts::default();
    for ((slot, given), now) in slots.iter().zip(given).zip(now) {
        if texts(slot).0.trim().is_empty() {
            continue;
        }
        counts.segments += 1;
        let fill = given.fill.as_ref();
        match fill.and_then(|fill| fill.target.as_ref()) {
            Some(_) if is_filled(given, now) => counts.fill(given.percent),
            _ if slot.locked => counts.locked += 1,
            None if slot.state >= TargetState::Translated => counts.kept += 1,
            _ => {
                counts.left += 1;
                counts.proposed += u64::from(fill.is_some_and(|fill| !fill.proposals.is_empty()));
            }
        }
    }
    counts
}

fn pair<'a>(slot: &'a Slot, given: &'a Given) -> Option<Pair<'a>> {
    let source = &slot.unit.variants.first()?.content;
    let target = &given.fill.as_ref()?.target.as_ref()?.0.target;
    Some(Pair { source, target, place: slot.place.start, member: None })
}
