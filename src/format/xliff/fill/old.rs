//! What is written into a unit of XLIFF 1, and into those of Trados, memoQ and Phrase.

use super::super::tag::{name, opened, quoted, with};
use super::dialect;
use super::state::of_old;
use super::{Accepted, Around, Match, Offered, has_lines_around, indent};
use crate::format::fill::TargetState;
use crate::format::splice::Change;
use crate::text::LangTag;

pub(super) type Segments = [(Offered, Accepted)];

/// The changes of a unit.
pub(super) fn changes(text: &str, around: &Around<'_>, segments: &Segments) -> Vec<Change> {
    let unit = Unit { text, around, segments };
    let mut changes = unit.targets();
    changes.extend(dialect::trados(text, around, segments));
    changes.extend(dialect::attributes(text, around, segments));
    changes
}

struct Unit<'a> {
    text: &'a str,
    around: &'a Around<'a>,
    segments: &'a Segments,
}

impl Unit<'_> {
    /// The target, filled, and the proposals behind it.
    fn targets(&self) -> Vec<Change> {
        let layout = self.around.layout;
        let filled = self.segments.iter().any(|(_, taken)| taken.target.is_some());
        let mut proposals = self.proposals();
        let insert = |at: u32, replacement: String| {
            (!replacement.is_empty())
                .then_some(Change { range: at as usize..at as usize, replacement })
        };
        let Some((place, _)) = &layout.target else {
            if filled {
                proposals.insert_str(0, &format!("{}{}", self.indent(), self.new_target()));
            }
            return insert(layout.cut.end, proposals).into_iter().collect();
        };
        let mut changes = Vec::new();
        let old = &self.text[place.tag.range()];
        let inside = self.text[place.inside.range()].trim();
        let marked = self.segments.iter().any(|(one, _)| one.spots.mid.is_some());
        if filled && marked && !inside.is_empty() {
            let replacement = self.with_state(old, false);
            if replacement != old {
                changes.push(Change { range: place.tag.range(), replacement });
            }
            changes.extend(self.marks());
        } else if filled {
            let end = if place.empty {
                format!("</{}>", name(old))
            } else {
                self.text[place.inside.end as usize..place.end as usize].to_owned()
            };
            let tag = self.with_space(self.with_state(&opened(old), false));
            changes.push(Change { range: place.whole(), replacement: tag + &self.inside() + &end });
        }
        changes.extend(insert(place.end, proposals));
        changes
    }

    /// What stands between the tags of a target that had no text.
    fn inside(&self) -> String {
        if let [(one, taken)] = self.segments
            && one.spots.mid.is_none()
        {
            return taken.target.as_ref().map_or_else(String::new, |found| found.target.clone());
        }
        let cut = self.around.layout.cut.inside;
        let (mut out, mut from) = (String::new(), cut.start as usize);
        for (one, taken) in self.segments {
            let mark = one.spots.source;
            out.push_str(self.text.get(from..mark.tag.start as usize).unwrap_or_default());
            let tag = opened(&self.text[mark.tag.range()]);
            match &taken.target {
                Some(found) => out += &format!("{tag}{}</{}>", found.target, name(&tag)),
                // The tools that mark segments want each of them in the target too.
                None => out += &format!("{}/>", tag.trim_end_matches('>')),
            }
            from = mark.end as usize;
        }
        out + self.text.get(from..cut.end as usize).unwrap_or_default()
    }

    fn new_target(&self) -> String {
        let tag = self.with_state(&format!("<{}target>", self.around.root.prefix), true);
        let lang = self.segments.iter().find(|(one, _)| one.spots.lang);
        let lang = lang.and_then(|(one, _)| one.slot.target.as_ref()).map(LangTag::as_str);
        let tag = if lang.is_some() { with(&tag, &[("xml:lang", lang)]) } else { tag };
        let tag = self.with_space(tag);
        format!("{tag}{}</{}target>", self.inside(), self.around.root.prefix)
    }

    /// A target's tag that keeps the line ends around its text.
    fn with_space(&self, tag: String) -> String {
        let lines = |(_, taken): &(Offered, Accepted)| {
            taken.target.as_ref().is_some_and(|found| has_lines_around(&found.proposal.target.text))
        };
        let keeps = self.around.layout.preserve || self.around.root.version.trim() != "1.2";
        if keeps || !self.segments.iter().any(lines) {
            return tag;
        }
        with(&tag, &[("xml:space", Some("preserve"))])
    }

    /// The segments of a target that has some.
    fn marks(&self) -> Vec<Change> {
        let (mut changes, mut before) = (Vec::new(), None);
        let known = self.segments.iter().filter_map(|(other, _)| other.spots.target);
        let next = known.map(|place| place.tag.start as usize).min();
        for (one, taken) in self.segments {
            let mark = one.spots.target;
            if let Some(found) = &taken.target {
                changes.push(match mark {
                    Some(place) if place.empty => {
                        let tag = opened(&self.text[place.tag.range()]);
                        let replacement = format!("{tag}{}</{}>", found.target, name(&tag));
                        Change { range: place.whole(), replacement }
                    }
                    Some(place) => {
                        Change { range: place.inside.range(), replacement: found.target.clone() }
                    }
                    None => self.new_mark(one, found, before, next),
                });
            }
            before = mark.map(|place| place.end as usize).or(before);
        }
        changes
    }

    /// A segment that the target does not have yet: behind the one before it, else before the next.
    fn new_mark(
        &self,
        one: &Offered,
        found: &Match,
        before: Option<usize>,
        next: Option<usize>,
    ) -> Change {
        let source = one.spots.source;
        let tag = opened(&self.text[source.tag.range()]);
        let mark = format!("{tag}{}</{}>", found.target, name(&tag));
        let gap = &self.text[..source.tag.start as usize];
        let gap = &gap[gap.trim_end().len()..];
        if let Some(at) = before {
            return Change { range: at..at, replacement: format!("{gap}{mark}") };
        }
        let end = self.around.layout.target.as_ref().map(|(place, _)| place.inside.end as usize);
        let at = next.or(end).unwrap_or(self.around.layout.cut.end as usize);
        Change { range: at..at, replacement: mark }
    }

    /// A target's tag with the state of all its segments; Trados keeps that elsewhere.
    fn with_state(&self, tag: &str, new: bool) -> String {
        if !self.around.layout.said.is_empty() {
            return tag.to_owned();
        }
        let state = |(one, taken): &(Offered, Accepted)| {
            taken.target.as_ref().map_or(one.slot.state, |found| found.state)
        };
        let lowest = self.segments.iter().map(state).min().unwrap_or(TargetState::Draft);
        if lowest == TargetState::Untranslated && !new {
            return tag.to_owned();
        }
        let mut kinds: Vec<Option<&str>> =
            self.segments.iter().map(|(_, taken)| taken.target.as_ref().map(qualifier)).collect();
        kinds.dedup();
        let kind = if let [Some(kind)] = kinds[..] { Some(kind) } else { None };
        let state = ("state", Some(of_old(lowest)));
        if self.around.root.version.trim() == "1.0" {
            return with(tag, &[state]);
        }
        with(tag, &[state, ("state-qualifier", kind)])
    }

    /// The proposals as elements of their own, a line each.
    fn proposals(&self) -> String {
        let prefix = &self.around.root.prefix;
        let mut out = String::new();
        if !self.around.layout.said.is_empty() {
            // Trados has its own place for a match, and none for more.
            return out;
        }
        for (one, taken) in self.segments {
            let used = taken.target.iter().filter(|found| found.other);
            for found in used.chain(&taken.proposals) {
                let percent = format!("{}%", found.proposal.percent.min(100));
                out += &format!(
                    "{}<{prefix}alt-trans match-quality=\"{percent}\" origin={}",
                    self.indent(),
                    quoted(&found.proposal.origin)
                );
                if let Some(mid) = &one.spots.mid
                    && self.around.root.version.trim() == "1.2"
                {
                    out += &format!(" mid={}", quoted(mid));
                }
                let lang = |lang: Option<&str>| {
                    let written = lang.filter(|_| one.spots.lang).map(quoted);
                    written.map(|lang| format!(" xml:lang={lang}")).unwrap_or_default()
                };
                let own = one.slot.unit.variants.first().map(|own| own.lang.as_str());
                out += &format!(
                    "><{prefix}source{}>{}</{prefix}source><{prefix}target{}>{}</{prefix}target></{prefix}alt-trans>",
                    lang(own),
                    found.source,
                    lang(one.slot.target.as_ref().map(LangTag::as_str)),
                    found.target
                );
            }
        }
        out
    }

    fn indent(&self) -> &str {
        indent(self.text, self.around.layout.cut.tag.start as usize)
    }
}

/// Where a translation comes from, as XLIFF 1 says it.
fn qualifier(found: &Match) -> &'static str {
    match found.proposal.percent {
        _ if found.proposal.machine => "leveraged-mt",
        102.. => "id-match",
        100 | 101 => "exact-match",
        _ => "fuzzy-match",
    }
}
