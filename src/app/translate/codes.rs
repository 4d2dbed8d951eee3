//! The codes of a segment in a translation that a memory has.

use crate::format::fill::adopt;
use crate::model::{Code, CodeKind, Content};
use rustc_hash::FxHashMap;
use std::collections::VecDeque;

/// A translation with the codes of the segment it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fitted {
    /// The translation.
    pub(super) content: Content,
    /// Codes of it that the segment has none for.
    pub(super) extra: usize,
    /// Codes of the segment that it lacks.
    pub(super) missing: usize,
}

impl Fitted {
    /// Why it does not fit; `None` where it does.
    pub(super) fn reason(&self) -> Option<String> {
        let codes = |count: usize| if count == 1 { "code" } else { "codes" };
        match (self.missing, self.extra) {
            (0, 0) => None,
            (missing, 0) => Some(format!("it lacks {missing} {} of the source", codes(missing))),
            (0, extra) => Some(format!("it has {extra} {} that the source has not", codes(extra))),
            (missing, extra) => Some(format!(
                "it lacks {missing} {} of the source, and has {extra} that the source has not",
                codes(missing)
            )),
        }
    }
}

/// A memory's translation of `source` for a segment: its codes are the segment's own. Codes that enclose the whole
/// segment are put around it where the memory does not have them; formatting goes where the segment has no codes at all.
pub(super) fn fitted(own: &Content, source: &Content, target: &Content) -> Fitted {
    let mut content = adopt(own, source, target);
    content.codes.retain(|code| !is_highlight(code));
    let mut free: FxHashMap<_, VecDeque<usize>> = FxHashMap::default();
    for (at, code) in own.codes.iter().enumerate().filter(|(_, code)| !is_highlight(code)) {
        free.entry(identity(code)).or_default().push_back(at);
    }
    let mut used = vec![false; own.codes.len()];
    let mut known = Vec::with_capacity(content.codes.len());
    for code in &content.codes {
        let at = free.get_mut(&identity(code)).and_then(VecDeque::pop_front);
        at.into_iter().for_each(|at| used[at] = true);
        known.push(at.is_some());
    }
    let mut extra = known.iter().filter(|known| !**known).count();
    let stands = |code: &Code| matches!(code.kind, CodeKind::Standalone | CodeKind::Unknown);
    if own.codes.is_empty() && !content.codes.iter().any(stands) {
        content.codes.clear();
        extra = 0;
    }
    let lacking: Vec<&Code> = own
        .codes
        .iter()
        .zip(&used)
        .filter(|(code, used)| !**used && !is_highlight(code))
        .map(|(code, _)| code)
        .collect();
    let missing = if enclose(own, &lacking, &mut content) { 0 } else { lacking.len() };
    Fitted { content, extra, missing }
}

/// Puts codes that stand at the ends of a segment at the ends of its translation; false where one of them stands
/// elsewhere.
fn enclose(own: &Content, lacking: &[&Code], content: &mut Content) -> bool {
    let before = |code: &Code| {
        own.text.get(..code.at as usize).is_some_and(|text| text.trim().is_empty())
            && !matches!(code.kind, CodeKind::Close | CodeKind::IsolatedClose)
    };
    let behind = |code: &Code| {
        own.text.get(code.at as usize..).is_some_and(|text| text.trim().is_empty())
            && !matches!(code.kind, CodeKind::Open | CodeKind::IsolatedOpen)
    };
    if own.text.trim().is_empty() || !lacking.iter().all(|code| before(code) || behind(code)) {
        return lacking.is_empty();
    }
    let end = content.text.len() as u32;
    let moved = |code: &&&Code, at: u32| Code { at, ..(**code).clone() };
    let first = lacking.iter().filter(|code| before(code)).map(|code| moved(&code, 0));
    let mut codes: Vec<Code> = first.collect();
    codes.append(&mut content.codes);
    codes.extend(lacking.iter().filter(|code| !before(code)).map(|code| moved(&code, end)));
    content.codes = codes;
    true
}

/// Whether the codes of a translation are those of the segment, each once and in the same order.
pub(super) fn in_order(own: &Content, translation: &Content) -> bool {
    let pairs = own.codes.iter().zip(&translation.codes);
    own.codes.len() == translation.codes.len()
        && pairs.into_iter().all(|(one, other)| identity(one) == identity(other))
}

/// A text with the markup of its codes in it.
pub(super) fn flat(content: &Content) -> String {
    let (mut out, mut from) = (String::new(), 0);
    for code in &content.codes {
        let at = code.at as usize;
        out.push_str(content.text.get(from..at).unwrap_or_default());
        out.push_str(&code.data);
        from = at;
    }
    out + content.text.get(from..).unwrap_or_default()
}

/// What a code is, wherever it stands.
fn identity(code: &Code) -> (CodeKind, Option<u32>, Option<u32>, &str) {
    (code.kind, code.pair, code.matching, &code.data)
}

fn is_highlight(code: &Code) -> bool {
    matches!(code.kind, CodeKind::HighlightStart | CodeKind::HighlightEnd)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `<b>` and `</b>` become a pair, other tags stand alone.
    fn content(markup: &str) -> Content {
        let mut content = Content::default();
        let mut rest = markup;
        while let Some(start) = rest.find('<') {
            content.text.push_str(&rest[..start]);
            let end = start + rest[start..].find('>').unwrap() + 1;
            let tag = &rest[start..end];
            let kind = match tag {
                _ if tag.starts_with("</") => CodeKind::Close,
                _ if tag.ends_with("/>") => CodeKind::Standalone,
                _ => CodeKind::Open,
            };
            let mut code = Code::new(content.text.len(), kind, tag);
            if kind != CodeKind::Standalone {
                code.pair = tag.bytes().find(u8::is_ascii_alphabetic).map(u32::from);
            }
            content.codes.push(code);
            rest = &rest[end..];
        }
        content.text.push_str(rest);
        content
    }

    fn of(own: &str, source: &str, target: &str) -> (String, usize, usize) {
        let fitted = fitted(&content(own), &content(source), &content(target));
        (flat(&fitted.content), fitted.extra, fitted.missing)
    }

    #[test]
    fn the_segments_codes_take_the_places_of_the_memorys() {
        let (found, extra, missing) =
            of("Press <g>Start</g>.", "Press <b>Start</b>.", "<b>Start</b> : appuyez.");
        assert_eq!((&*found, extra, missing), ("<g>Start</g> : appuyez.", 0, 0));
    }

    #[test]
    fn codes_around_the_whole_need_no_match() {
        let (found, ..) = of("<b>One.</b><x/>", "One.", "Un.");
        assert_eq!(found, "<b>Un.</b><x/>");
        let (found, extra, missing) = of("<b>Note</b> one.", "Note one.", "Note un.");
        assert_eq!((&*found, extra, missing), ("Note un.", 0, 2));
    }

    #[test]
    fn only_formatting_may_go() {
        assert_eq!(of("One.", "<b>One.</b>", "<b>Un.</b>"), ("Un.".into(), 0, 0));
        assert_eq!(of("One.", "One<x/>.", "Un<x/>."), ("Un<x/>.".into(), 1, 0));
        assert_eq!(of("One<x/>.", "One<x/>.", "Un."), ("Un.".into(), 0, 1));
    }

    #[test]
    fn order_is_what_documents_ask_for() {
        let own = content("<b>One</b> two<x/>");
        assert!(in_order(&own, &content("<b>Un</b> deux<x/>")));
        assert!(!in_order(&own, &content("deux<x/> <b>un</b>")));
        assert!(!in_order(&own, &content("<b>Un</b> deux")));
    }
}
