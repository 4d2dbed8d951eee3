//! Which codes of a source a translation has, and the translation written with them.

use super::tag;
use crate::model::{Code, CodeKind, Content};
use crate::text::Span;
use crate::text::xml::{Events, is_legal};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::VecDeque;
use std::fmt::Write as _;
use std::hash::Hash;

/// What codes have in common that may stand for each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Class {
    Opens,
    Closes,
    Alone,
    Highlight,
}

fn class(kind: CodeKind) -> Class {
    match kind {
        CodeKind::Open | CodeKind::IsolatedOpen => Class::Opens,
        CodeKind::Close | CodeKind::IsolatedClose => Class::Closes,
        CodeKind::Standalone | CodeKind::Unknown => Class::Alone,
        CodeKind::HighlightStart | CodeKind::HighlightEnd => Class::Highlight,
    }
}

/// The codes of a source that have something in common, in order.
type Queues<K> = FxHashMap<K, VecDeque<usize>>;

fn queues<'c, K: Hash + Eq>(source: &'c [Code], key: impl Fn(&'c Code) -> Option<K>) -> Queues<K> {
    let mut found = Queues::<K>::default();
    for (index, code) in source.iter().enumerate() {
        if let Some(key) = key(code) {
            found.entry(key).or_default().push_back(index);
        }
    }
    found
}

/// The first of them that is not taken.
fn first<K: Hash + Eq>(queues: &mut Queues<K>, key: &K, used: &[bool]) -> Option<usize> {
    let queue = queues.get_mut(key)?;
    while let Some(index) = queue.pop_front() {
        if !used[index] {
            return Some(index);
        }
    }
    None
}

/// For each code of a translation the index of its code in the source: that with the same number, the end
/// of the same pair, or with the same markup. Each is taken once; of a pair both ends or none.
pub(super) fn counterparts(source: &[Code], target: &[Code]) -> Vec<Option<usize>> {
    let mut used = vec![false; source.len()];
    let mut found: Vec<Option<usize>> = vec![None; target.len()];
    let mut numbered = queues(source, |code| Some((class(code.kind), code.matching?)));
    let mut alike = queues(source, |code| Some((class(code.kind), &*code.data)));
    let mut ends = queues(source, |code| code.pair.filter(|_| class(code.kind) == Class::Closes));
    for by_number in [true, false] {
        // The code that opens each pair, as far as it was met.
        let mut opened: FxHashMap<u32, usize> = FxHashMap::default();
        for (at, code) in target.iter().enumerate() {
            let class = class(code.kind);
            let opening = code.pair.filter(|_| class == Class::Closes);
            let opening = opening.and_then(|pair| opened.get(&pair).copied());
            if class == Class::Opens {
                opened.extend(code.pair.map(|pair| (pair, at)));
            }
            if found[at].is_some() || class == Class::Highlight {
                continue;
            }
            found[at] = match opening {
                // What closes a pair goes with what opens it.
                Some(opening) => found[opening]
                    .and_then(|open| source[open].pair)
                    .and_then(|pair| first(&mut ends, &pair, &used)),
                None if by_number => {
                    code.matching.and_then(|number| first(&mut numbered, &(class, number), &used))
                }
                None => first(&mut alike, &(class, &*code.data), &used),
            };
            if let Some(index) = found[at] {
                used[index] = true;
            }
        }
    }
    let unused = source.iter().zip(&used).filter(|(_, used)| !**used);
    let torn: FxHashSet<u32> = unused.filter_map(|(code, _)| code.pair).collect();
    let whole = |index: &usize| source[*index].pair.is_none_or(|pair| !torn.contains(&pair));
    found.into_iter().map(|index| index.filter(whole)).collect()
}

/// A source whose codes translations may have.
pub(super) struct Codes<'a> {
    /// The text of the file.
    pub(super) text: &'a str,
    pub(super) source: &'a Content,
    /// Where its codes are written.
    pub(super) raws: &'a [Span],
    /// The prefix of XLIFF 2's elements, with its colon; `None` in XLIFF 1.
    pub(super) points: Option<&'a str>,
}

/// A text written in XLIFF.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) xml: String,
    /// The codes that were left out: the source has none like them.
    pub(super) left: usize,
    /// The codes of the source that are not in it.
    pub(super) missing: usize,
}

impl Codes<'_> {
    /// A translation as it stands in a target; where it stands `apart` from the unit's other segments, codes
    /// do not refer to those.
    ///
    /// # Errors
    /// Why it can't be written there.
    pub(super) fn write(&self, target: &Content, apart: bool) -> Result<Written, String> {
        if !target.codes_fit() {
            return Err("a code stands outside of its text".to_owned());
        }
        let found = counterparts(&self.source.codes, &target.codes);
        let (mut xml, mut from, mut left) = (String::new(), 0, 0);
        for (code, index) in target.codes.iter().zip(&found) {
            self.text(&target.text[from..code.at as usize], &mut xml)?;
            from = code.at as usize;
            match index.and_then(|index| self.raw(index)) {
                Some(raw) if apart => xml.push_str(&isolated(&raw, code.kind)),
                Some(raw) => xml.push_str(&raw),
                None => left += 1,
            }
        }
        self.text(&target.text[from..], &mut xml)?;
        if target.codes.len() > left && !well_formed(&xml) {
            return Err(
                "its codes overlap or close before they open, which XLIFF's elements can't".into(),
            );
        }
        Ok(Written { xml, left, missing: self.source.codes.len() - (target.codes.len() - left) })
    }

    /// How a code of the source is written.
    fn raw(&self, index: usize) -> Option<String> {
        let code = self.source.codes.get(index)?;
        let raw = self.text.get(self.raws.get(index)?.range())?;
        Some(match code.kind {
            // An empty pair is one tag.
            CodeKind::Open if is_pair(raw) => tag::opened(raw),
            CodeKind::Close if is_pair(raw) && raw.ends_with("/>") => {
                format!("</{}>", tag::name(raw))
            }
            _ => raw.to_owned(),
        })
    }

    fn text(&self, text: &str, xml: &mut String) -> Result<(), String> {
        for c in text.chars() {
            match c {
                '&' => xml.push_str("&amp;"),
                '<' => xml.push_str("&lt;"),
                '>' => xml.push_str("&gt;"),
                '\r' => xml.push_str("&#13;"),
                c if is_legal(c) => xml.push(c),
                c => match self.points {
                    Some(prefix) => {
                        let _ = write!(xml, "<{prefix}cp hex=\"{:04X}\"/>", u32::from(c));
                    }
                    None => {
                        return Err(format!(
                            "the character U+{:04X} can't stand in XML",
                            u32::from(c)
                        ));
                    }
                },
            }
        }
        Ok(())
    }
}

/// A code of XLIFF 2 whose partner is elsewhere, so that it says so itself.
fn isolated(raw: &str, kind: CodeKind) -> String {
    match (kind, super::local(tag::name(raw))) {
        (CodeKind::IsolatedOpen, "sc") => tag::with(raw, &[("isolated", Some("yes"))]),
        (CodeKind::IsolatedClose, "ec") => {
            let id = tag::value(raw, "startRef");
            let raw = tag::with(raw, &[("startRef", None), ("isolated", Some("yes"))]);
            if id.is_some() { tag::with(&raw, &[("id", id)]) } else { raw }
        }
        _ => raw.to_owned(),
    }
}

/// Whether a tag is one of the elements that lie around their text.
fn is_pair(raw: &str) -> bool {
    matches!(super::local(tag::name(raw)), "g" | "pc")
}

/// Whether a piece of XML can stand between two tags.
fn well_formed(xml: &str) -> bool {
    let whole = format!("<t>{xml}</t>");
    let (mut events, mut depth) = (Events::new(&whole), 0_usize);
    loop {
        match events.next_event() {
            Ok(Some(crate::text::xml::Event::Start(_))) => depth += 1,
            Ok(Some(crate::text::xml::Event::End { span, .. })) => {
                depth -= 1;
                if depth == 0 {
                    return span.end as usize == whole.len();
                }
            }
            Ok(Some(_)) => {}
            Ok(None) | Err(_) => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(kind: CodeKind, pair: Option<u32>, matching: Option<u32>, data: &str) -> Code {
        let mut code = Code::new(0, kind, data);
        (code.pair, code.matching) = (pair, matching);
        code
    }

    #[test]
    fn codes_are_matched_by_number_then_by_pair_then_by_markup() {
        use CodeKind::{Close, Open, Standalone};
        let source = [
            code(Open, Some(1), Some(1), "<b>"),
            code(Close, Some(1), None, "</b>"),
            code(Standalone, None, Some(2), "{a}"),
            code(Standalone, None, Some(3), "{b}"),
        ];
        let same = [
            code(Standalone, None, Some(3), "{b}"),
            code(Open, Some(7), Some(1), "<b>"),
            code(Close, Some(7), None, "</b>"),
        ];
        assert_eq!(counterparts(&source, &same), [Some(3), Some(0), Some(1)]);
        let unnumbered = [
            code(Standalone, None, None, "{b}"),
            code(Open, Some(1), None, "<b>"),
            code(Close, Some(1), None, "</b>"),
            code(Standalone, None, None, "{b}"),
        ];
        assert_eq!(counterparts(&source, &unnumbered), [Some(3), Some(0), Some(1), None]);
        let half = [code(Open, Some(1), Some(1), "<b>"), code(Open, Some(2), Some(1), "<b>")];
        assert_eq!(counterparts(&source, &half), [None, None]);
    }

    #[test]
    fn only_what_can_stand_between_tags_is_well_formed() {
        for (xml, right) in [
            ("a<g>b</g><x/>", true),
            ("<g>a", false),
            ("a</g>", false),
            ("<g><pc></g></pc>", false),
            ("</t><t>", false),
            ("</t></t>", false),
        ] {
            assert_eq!(well_formed(xml), right, "{xml}");
        }
    }
}
