//! Context matches: a text that stands where it stood before.

use super::Percent;
use serde::Serialize;

/// Where a segment stands. Hashes are of the neighbouring source texts, made by one function for
/// looked-up texts and units; `None` is "not known" and never matches. Whoever wants the first segment
/// of a document to match other first ones gives [`EDGE`] there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Surroundings<'a> {
    /// The hash of the segment before.
    pub previous: Option<u64>,
    /// The hash of the segment behind.
    pub next: Option<u64>,
    /// The document it is of.
    pub document: Option<&'a str>,
    /// Its name in the document: a message's key, a cell, an element's id.
    pub key: Option<&'a str>,
}

/// Stands for the neighbour that a document's first or last segment does not have.
pub const EDGE: u64 = 0x7461_7267_756D_0001;

/// How much of its surroundings an exact match has. Only for matches with equal text and equal codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum MatchContext {
    /// Nothing of them (100 %).
    Text,
    /// One of: the segment before, the segment behind, the key (101 %).
    Partial,
    /// Both neighbours, or key and document (102 %, in-context exact, ICE).
    Full,
}

impl MatchContext {
    /// What it is shown as: 100, 101 or 102 percent.
    pub fn percent(self) -> Percent {
        Percent::points(match self {
            Self::Text => 100,
            Self::Partial => 101,
            Self::Full => 102,
        })
    }
}

/// The context that an exact match shares with the looked-up text.
///
/// - `Full`: previous and next are both known and equal, or key and document are.
/// - `Partial`: previous or next or the key is known on both sides and equal. A document
///   alone is nothing.
/// - `Text`: neither.
pub fn match_context(query: &Surroundings<'_>, unit: &Surroundings<'_>) -> MatchContext {
    let same_hash = |one: Option<u64>, other: Option<u64>| one.is_some() && one == other;
    let same_name = |one: Option<&str>, other: Option<&str>| {
        one.is_some_and(|name| !name.is_empty()) && one == other
    };
    let previous = same_hash(query.previous, unit.previous);
    let next = same_hash(query.next, unit.next);
    let key = same_name(query.key, unit.key);
    if (previous && next) || (key && same_name(query.document, unit.document)) {
        MatchContext::Full
    } else if previous || next || key {
        MatchContext::Partial
    } else {
        MatchContext::Text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_as_defined() {
        let full = Surroundings {
            previous: Some(1),
            next: Some(2),
            document: Some("a.html"),
            key: Some("title"),
        };
        let none = Surroundings::default();
        let level = |unit| match_context(&full, &unit);
        assert_eq!(level(full), MatchContext::Full);
        assert_eq!(level(none), MatchContext::Text);
        assert_eq!(match_context(&none, &none), MatchContext::Text, "unknown is no match");
        assert_eq!(level(Surroundings { previous: Some(1), ..none }), MatchContext::Partial);
        assert_eq!(level(Surroundings { next: Some(2), ..none }), MatchContext::Partial);
        assert_eq!(level(Surroundings { key: Some("title"), ..none }), MatchContext::Partial);
        assert_eq!(level(Surroundings { document: Some("a.html"), ..none }), MatchContext::Text);
        let neighbours = Surroundings { previous: Some(1), next: Some(2), ..none };
        assert_eq!(level(neighbours), MatchContext::Full);
        assert_eq!(level(Surroundings { previous: None, next: None, ..full }), MatchContext::Full);
        assert_eq!(
            level(Surroundings { previous: Some(2), next: Some(1), ..none }),
            MatchContext::Text
        );
        assert_eq!(MatchContext::Full.percent().shown(), 102);
    }
}
