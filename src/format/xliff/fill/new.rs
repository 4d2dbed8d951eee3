//! What is written into a unit of XLIFF 2: targets, and matches of the Translation Candidates module.

use super::super::tag::{name, opened, quoted, with};
use super::state::of_new;
use super::{Accepted, Around, Match, Offered, has_lines_around, indent};
use crate::format::splice::Change;
use crate::text::LangTag;
use rustc_hash::FxHashSet;

const MATCHES: &str = "urn:oasis:names:tc:xliff:matches:2.0";

/// The changes of a unit.
pub(super) fn changes(
    text: &str,
    around: &Around<'_>,
    segments: &[(Offered, Accepted)],
) -> Vec<Change> {
    let unit = Unit { text, around };
    let raw = text.get(around.whole()).unwrap_or_default();
    let mut ids = Ids { taken: ids(raw), next: 1 };
    let (mut changes, mut matches) = (Vec::new(), String::new());
    for (one, taken) in segments {
        let Some((tag, attributes)) = &one.spots.segment else { continue };
        let mut segment = text[tag.range()].to_owned();
        if taken.target.is_some() || !taken.proposals.is_empty() {
            let id = attributes.iter().find(|(name, _)| name == "id").map(|(_, id)| id.clone());
            let id = id.unwrap_or_else(|| {
                let id = ids.free(one);
                segment = with(&segment, &[("id", Some(&id))]);
                id
            });
            for found in taken.target.iter().chain(&taken.proposals) {
                matches += &unit.candidate(found, &id);
            }
        }
        if let Some(found) = &taken.target {
            changes.push(unit.target(one, found));
            segment = with(&segment, &[("state", Some(of_new(found.state))), ("subState", None)]);
        }
        if segment != text[tag.range()] {
            changes.push(Change { range: tag.range(), replacement: segment });
        }
    }
    changes.extend(unit.matches(&matches));
    changes
}

struct Unit<'a> {
    text: &'a str,
    around: &'a Around<'a>,
}

impl Unit<'_> {
    fn target(&self, one: &Offered, found: &Match) -> Change {
        let lines = has_lines_around(&found.proposal.target.text) && !self.around.layout.preserve;
        let space = ("xml:space", Some("preserve"));
        if let Some(place) = one.spots.target {
            let old = &self.text[place.tag.range()];
            let tag = opened(old);
            let tag = if lines { with(&tag, &[space]) } else { tag };
            let replacement = format!("{tag}{}</{}>", found.target, name(old));
            return Change { range: place.whole(), replacement };
        }
        let tag = format!("<{}target>", self.around.root.prefix);
        let tag = if lines { with(&tag, &[space]) } else { tag };
        let lang = one.slot.target.as_ref().filter(|_| one.spots.lang).map(LangTag::as_str);
        let tag = if lang.is_some() { with(&tag, &[("xml:lang", lang)]) } else { tag };
        let at = one.spots.source.end as usize;
        let indent = indent(self.text, one.spots.source.tag.start as usize);
        let end = &self.around.root.prefix;
        Change {
            range: at..at,
            replacement: format!("{indent}{tag}{}</{end}target>", found.target),
        }
    }

    /// A match, without the prefix of its elements.
    fn candidate(&self, found: &Match, id: &str) -> String {
        let (own, proposal) = (&self.around.root.prefix, &found.proposal);
        let kind = match proposal.percent {
            _ if proposal.machine => "mt",
            102.. => "idm",
            101 => "icm",
            _ => "tm",
        };
        let percent = proposal.percent.min(100);
        let needs = found.source.contains("dataRef") || found.apart.contains("dataRef");
        let data = self.around.layout.data.filter(|_| needs);
        let data = data.map_or("", |place| &self.text[place.whole()]);
        let indent = indent(self.text, self.around.tag.start as usize);
        let step = if indent.is_empty() { "" } else { "    " };
        format!(
            "{indent}{step}<{PREFIX}match ref={} type=\"{kind}\" origin={} similarity=\"{percent}\" \
             matchQuality=\"{percent}\">{data}<{own}source>{}</{own}source><{own}target>{}</{own}target></{PREFIX}match>",
            quoted(&format!("#{id}")),
            quoted(&proposal.origin),
            found.source,
            found.apart
        )
    }

    /// The matches in the element that holds them, which is made where there is none.
    fn matches(&self, matches: &str) -> Option<Change> {
        if matches.is_empty() {
            return None;
        }
        let indent = indent(self.text, self.around.tag.start as usize);
        if let Some((place, element)) = &self.around.layout.matches {
            // With the default namespace the elements in it could not be told from XLIFF's own.
            let (prefix, _) = element.split_once(':')?;
            let matches = matches.replace(PREFIX, &format!("{prefix}:"));
            if place.empty {
                let tag = opened(&self.text[place.tag.range()]);
                return Some(Change {
                    range: place.whole(),
                    replacement: format!("{tag}{matches}</{element}>"),
                });
            }
            let inside = &self.text[place.inside.range()];
            let at = place.inside.start as usize + inside.trim_end().len();
            return Some(Change { range: at..at, replacement: matches });
        }
        let matches = matches.replace(PREFIX, "mtc:");
        let step = if indent.is_empty() { "" } else { "  " };
        let at = self.around.tag.end as usize;
        let replacement = format!(
            "{indent}{step}<mtc:matches xmlns:mtc=\"{MATCHES}\">{matches}{indent}{step}</mtc:matches>"
        );
        Some(Change { range: at..at, replacement })
    }
}

/// The ids of a unit.
struct Ids {
    taken: FxHashSet<String>,
    /// The next number to try.
    next: u32,
}

impl Ids {
    /// An id that nothing in the unit has: the number that the segment has without one, where that is
    /// free.
    fn free(&mut self, one: &Offered) -> String {
        let own = one.slot.unit.id.as_deref().and_then(|id| id.rsplit_once('/'));
        let own = own.map_or("1", |(_, number)| number);
        let mut id = own.to_owned();
        while self.taken.contains(&id) || !own.bytes().all(|b| b.is_ascii_digit()) && id == own {
            id = format!("s{}", self.next);
            self.next += 1;
        }
        self.taken.insert(id.clone());
        id
    }
}

/// The ids that some XML has.
fn ids(raw: &str) -> FxHashSet<String> {
    let values = raw.split("id=").skip(1).filter_map(|rest| {
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        rest[1..].split(quote).next().map(str::to_owned)
    });
    values.collect()
}

/// Stands for the prefix of the module until it is known; no text of XML has this character.
const PREFIX: &str = "\u{0}";
