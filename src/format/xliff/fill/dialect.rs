//! What the tools keep of a segment in their own elements and attributes: Trados, memoQ and Phrase.

use super::super::tag::{value, with};
use super::old::Segments;
use super::{Accepted, Around, Match, Offered};
use crate::format::fill::TargetState;
use crate::format::splice::Change;
use crate::text::Span;
use rustc_hash::FxHashMap;

/// What Trados keeps of each segment.
pub(super) fn trados(text: &str, around: &Around<'_>, segments: &Segments) -> Vec<Change> {
    let said = around.layout.said.iter().rev();
    let said: FxHashMap<&str, Span> = said.map(|(id, tag)| (id.as_str(), *tag)).collect();
    let mut changes = Vec::new();
    for (one, taken) in segments {
        let Some(found) = &taken.target else { continue };
        let tag = one.spots.mid.as_deref().and_then(|mid| said.get(mid));
        let Some(tag) = tag else { continue };
        let conf = match found.state {
            TargetState::Untranslated | TargetState::Draft => "Draft",
            TargetState::Translated => "Translated",
            TargetState::Final => "ApprovedTranslation",
        };
        let proposal = &found.proposal;
        let percent = proposal.percent.min(100).to_string();
        let set = [
            ("conf", Some(conf)),
            ("origin", Some(if proposal.machine { "mt" } else { "tm" })),
            ("origin-system", Some(proposal.origin.as_str()).filter(|name| !name.is_empty())),
            ("percent", Some(percent.as_str())),
            ("text-match", (proposal.percent > 100).then_some("SourceAndTarget")),
        ];
        let replacement = with(&text[tag.range()], &set);
        changes.push(Change { range: tag.range(), replacement });
    }
    changes
}

/// What stands on the unit: whether all of it is approved, what memoQ and Phrase keep there.
pub(super) fn attributes(text: &str, around: &Around<'_>, segments: &Segments) -> Option<Change> {
    let old = &text[around.tag.range()];
    let mut tag = old.to_owned();
    let last = |(_, taken): &(Offered, Accepted)| {
        taken.target.as_ref().is_some_and(|found| found.state == TargetState::Final)
    };
    if segments.iter().all(last) {
        tag = with(&tag, &[("approved", Some("yes"))]);
    }
    if let [(_, Accepted { target: Some(found), .. })] = segments {
        tag = marked(around, tag, found);
    }
    (tag != old).then(|| Change { range: around.tag.range(), replacement: tag })
}

fn marked(around: &Around<'_>, mut tag: String, found: &Match) -> String {
    let proposal = &found.proposal;
    if let Some(prefix) = &around.root.memoq {
        let status = match found.state {
            TargetState::Final => "Proofread",
            _ => "Pretranslated",
        };
        let percent = proposal.percent.to_string();
        tag = with(&tag, &[(&format!("{prefix}status"), Some(status))]);
        tag = with(&tag, &[(&format!("{prefix}percent"), Some(&percent))]);
    }
    if let Some(prefix) = &around.root.phrase {
        let score = format!("{:.2}", f32::from(proposal.percent.min(101)) / 100.0);
        let confirmed = if found.state == TargetState::Final { "1" } else { "0" };
        let origin = if proposal.machine { "mt" } else { "tm" };
        for (name, value) in
            [("score", &*score), ("confirmed", confirmed), ("trans-origin", origin)]
        {
            tag = with(&tag, &[(&format!("{prefix}{name}"), Some(value))]);
        }
        let gross = format!("{prefix}gross-score");
        if value(&tag, &gross).is_some() {
            tag = with(&tag, &[(&gross, Some(&score))]);
        }
    }
    tag
}
