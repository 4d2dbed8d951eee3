//! What memories propose for segments, each with the segment's own codes.

use super::codes::{fitted, flat};
use super::{LOOKED_AT, TranslateJob, Translator};
use crate::app::AppError;
use crate::app::tm::lookup::{LookupOptions, Match, Memories, Query, Session, around, origin};
use crate::format::fill::{Proposal, adopt};
use crate::model::{Code, Content};
use crate::text::LangTag;
use crate::tm::score::{Origin, Penalty, Percent, Reason, final_percent, match_context};
use rayon::prelude::*;
use std::cmp::Reverse;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A segment that is looked up.
#[derive(Debug, Default)]
pub(super) struct Asked {
    /// Its text and what is around it.
    pub(super) query: Query,
    /// Which plural form it is, and how many there are.
    pub(super) plural: Option<(u32, u32)>,
}

/// What a memory has for a segment.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    /// The translation, with the codes of the segment.
    pub(super) proposal: Proposal,
    /// What it is worth.
    pub(super) percent: Percent,
    /// Whether the source is the same, text and codes.
    pub(super) exact: bool,
    /// Why its codes do not fit.
    pub(super) unfit: Option<String>,
    /// Which plural form it is, where the memory says it.
    form: Option<u32>,
}

impl Candidate {
    /// Whether it is exact, and worth as much as is asked for.
    pub(super) fn is_sure(&self, job: &TranslateJob<'_>) -> bool {
        self.exact && self.percent >= job.exact
    }
}

impl Translator<'_> {
    /// The candidates of each segment, the best first.
    pub(super) fn look_up(
        &mut self,
        asked: &[&Asked],
        source: &LangTag,
        target: &LangTag,
    ) -> Result<Vec<Vec<Candidate>>, AppError> {
        let job = self.job;
        let options = LookupOptions {
            source: source.clone(),
            target: Some(target.clone()),
            threshold: (job.threshold.value() / 100.0).clamp(0.0, 1.0),
            top: LOOKED_AT,
            adapt: true,
            ..job.options.clone()
        };
        let memories = self.memories(source)?;
        let (all, done) = (asked.len(), AtomicUsize::new(0));
        job.progress.begin("looking up");
        let found: Result<Vec<Vec<Candidate>>, AppError> = asked
            .par_iter()
            .map_init(
                || memories.session(&options),
                |session, asked| {
                    let session = match session {
                        Ok(session) => session,
                        Err(error) => return Err(AppError::request(error.to_string())),
                    };
                    let now = done.fetch_add(1, Ordering::Relaxed);
                    job.progress.done(now as f32 / all as f32);
                    candidates(session, memories, asked, job.threshold)
                },
            )
            .collect();
        job.progress.end();
        found
    }
}

/// The candidates of a segment that are worth enough.
fn candidates(
    session: &mut Session<'_>,
    memories: &Memories,
    asked: &Asked,
    threshold: Percent,
) -> Result<Vec<Candidate>, AppError> {
    if asked.query.content.text.trim().is_empty() {
        return Ok(Vec::new());
    }
    let found = session.find(&asked.query)?;
    let mut found: Vec<Candidate> =
        found.iter().map(|found| candidate(found, asked, memories.name(found.memory))).collect();
    found.retain(|one| {
        let other_form = asked.plural.is_some_and(|(form, _)| one.form.is_some_and(|f| f != form));
        one.percent >= threshold && !other_form && !one.proposal.target.text.trim().is_empty()
    });
    found.sort_by_key(|one| Reverse(one.percent));
    Ok(found)
}

fn candidate(found: &Match, asked: &Asked, memory: &str) -> Candidate {
    let own = &asked.query.content;
    let target = found.adapted.as_ref().map_or(&found.target, |adapted| &adapted.content);
    let entry = &found.entry;
    let mut forms = entry.unit.props.iter().filter(|prop| &*prop.name == "x-po-plural");
    let form = forms.next().and_then(|prop| prop.value.parse().ok());
    // Other formats write the same codes in other ways, and some write them as text.
    let as_text =
        own.codes.is_empty() && !found.source.codes.is_empty() && flat(&found.source) == own.text;
    let same = found.context.is_some()
        || as_text
        || (found.source.text == own.text && adopt(own, &found.source, &found.source) == *own);
    let one_of_forms = asked.plural.is_some() && form.is_some();
    let percent = worth(found, asked, same, one_of_forms);
    let (content, unfit) = if as_text || is_text(own, target) {
        (Content::plain(flat(target)), None)
    } else {
        let fitted = fitted(own, &found.source, target);
        let unfit = fitted.reason();
        (fitted.content, unfit)
    };
    let other = !same || found.source.text != own.text && !as_text;
    // A form that the memory does not know the number of may be another one.
    let doubtful = form.is_none() && asked.plural.is_some_and(|(form, all)| form > 0 && all > 2);
    Candidate {
        proposal: Proposal {
            source: other.then(|| adopt(own, &found.source, &found.source)),
            target: content,
            percent: in_format(found, asked, percent),
            origin: memory.to_owned(),
            machine: origin(entry.origin.as_deref()) == Origin::Machine,
        },
        percent,
        exact: same && !doubtful,
        unfit,
        form,
    }
}

/// A percentage as formats have it: they know the context of keys as 102, and that of neighbours as 101.
fn in_format(found: &Match, asked: &Asked, percent: Percent) -> u8 {
    let (own, known) = (&asked.query.context.key, &found.entry.context.key);
    let most = if own.is_some() && own == known { 102 } else { 101 };
    percent.shown().min(most) as u8
}

/// Whether a segment without codes has the markup of a translation's codes in its text.
fn is_text(own: &Content, target: &Content) -> bool {
    let has = |code: &Code| !code.data.is_empty() && own.text.contains(&*code.data);
    own.codes.is_empty() && !target.codes.is_empty() && target.codes.iter().all(has)
}

/// What a match is worth where its codes count as the `same`, and its other translations are other plural forms.
fn worth(found: &Match, asked: &Asked, same: bool, one_of_forms: bool) -> Percent {
    let counts = |penalty: &&Penalty| match penalty.reason {
        Reason::MissingCodes | Reason::ExtraCodes | Reason::MovedCodes => !same,
        Reason::SeveralTranslations => !one_of_forms,
        _ => true,
    };
    let kept: Vec<Penalty> = found.penalties.iter().filter(counts).copied().collect();
    if !same {
        return final_percent(found.explanation.score, None, &kept);
    }
    let context = match_context(&around(&asked.query.context), &around(&found.entry.context));
    final_percent(Percent::WHOLE, Some(context), &kept)
}
