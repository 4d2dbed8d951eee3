//! A translation written with the codes of its source.

use super::tag;
use crate::format::counterparts::counterparts;
use crate::model::{CodeKind, Content};
use crate::text::Span;
use crate::text::xml::{Events, is_legal};
use std::fmt::Write as _;

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
    pub(super) differences: Differences,
}

/// What the codes of a translation and of its source do not have in common.
#[derive(Debug, Clone, Copy)]
pub(super) struct Differences {
    /// The codes that were left out: the source has none like them.
    pub(super) left: usize,
    /// The codes of the source that are not in it.
    pub(super) missing: usize,
    /// The texts inside of codes, which are the source's.
    pub(super) subs: usize,
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
        if target.codes.len() > left && !(self.nest(&found) && well_formed(&xml)) {
            return Err(
                "its codes overlap or close before they open, which XLIFF's elements can't".into(),
            );
        }
        let subs = found.iter().flatten().map(|index| self.source.codes[*index].subs.len()).sum();
        let missing = self.source.codes.len() - (target.codes.len() - left);
        Ok(Written { xml, differences: Differences { left, missing, subs } })
    }

    /// Whether the elements that lie around their text close the other way round than they open.
    fn nest(&self, found: &[Option<usize>]) -> bool {
        let mut open = Vec::new();
        found.iter().flatten().all(|index| {
            let (Some(code), Some(raw)) = (self.source.codes.get(*index), self.raw(*index)) else {
                return false;
            };
            match code.kind {
                CodeKind::Open if is_pair(&raw) => open.push(code.pair),
                CodeKind::Close if is_pair(&raw) => return open.pop() == Some(code.pair),
                _ => {}
            }
            true
        })
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
