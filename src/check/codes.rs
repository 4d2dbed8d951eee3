//! `code-mismatch`

use super::{CheckedPair, Find, Group, Hit, PairSide, Rule};
use crate::model::{Code, CodeKind, Content, Severity};

pub(super) const RULE: Rule = Rule {
    id: "code-mismatch",
    group: Group::Translation,
    default_on: true,
    severity: Severity::Warning,
    title: "an inline code that only one side has, or that breaks a pair",
    documentation: "\
What it does: compares the inline codes (tags, fields, pictures) of source and target: codes missing in
the target, codes the source does not have, a code that closes before it opens or never, and pairs that
cross where the source's are nested. Codes match by the memory's own numbers (TMX x) where both sides have
them on all codes, else by their markup, else by their kind. Their order is free.

Why: a lost code loses a link, a note or the formatting; a broken pair may break the whole file.

Example: \"<b>One</b> two\" – \"<b>Un deux\": </b> is missing in the target.",
    find: Find::Pair(find),
};

/// How many missing and how many extra codes of a pair are told.
const TOLD: usize = 8;

fn find(pair: &CheckedPair<'_>, hits: &mut Vec<Hit>) {
    let (source, target) = (pair.source.content, pair.target.content);
    if (source.codes.is_empty() && target.codes.is_empty()) || target.text.trim().is_empty() {
        return;
    }
    let numbered =
        [source, target].iter().all(|side| side.codes.iter().all(|c| c.matching.is_some()));
    let marked = [source, target].iter().all(|side| side.codes.iter().all(|c| !c.data.is_empty()));
    let keys = |content: &Content| -> Vec<String> {
        content.codes.iter().map(|code| key(code, numbered, marked)).collect()
    };
    let (sources, targets) = (keys(source), keys(target));
    let before = hits.len();
    for at in lone(&sources, &targets).into_iter().take(TOLD) {
        let message = format!("the code {} is missing in the target", name(&source.codes[at]));
        hits.push(hit(PairSide::Source, &source.codes[at], message));
    }
    for at in lone(&targets, &sources).into_iter().take(TOLD) {
        let message = format!("the code {} is not in the source", name(&target.codes[at]));
        hits.push(hit(PairSide::Target, &target.codes[at], message));
    }
    if hits.len() > before || broken(source).is_some() {
        return;
    }
    if let Some((code, message)) = broken(target) {
        hits.push(hit(PairSide::Target, code, message).at_severity(Severity::Error));
    }
}

/// What a code is compared by: what it does, and its number, its markup or its kind.
fn key(code: &Code, numbered: bool, marked: bool) -> String {
    let kind = match code.kind {
        CodeKind::Open | CodeKind::IsolatedOpen => '<',
        CodeKind::Close | CodeKind::IsolatedClose => '>',
        CodeKind::HighlightStart => '(',
        CodeKind::HighlightEnd => ')',
        CodeKind::Standalone | CodeKind::Unknown => '.',
    };
    match code.matching.filter(|_| numbered) {
        Some(number) => format!("{kind}{number}"),
        None if marked => {
            // White space in markup says nothing, and tools number their tags anew for each side.
            let data: Vec<&str> = code.data.split_whitespace().collect();
            format!("{kind}{}", data.join(" "))
        }
        None => format!("{kind}{}", code.kind_name.as_deref().unwrap_or_default()),
    }
}

/// What a message calls a code.
fn name(code: &Code) -> String {
    const LONGEST: usize = 60;
    let text = match (&*code.data, &code.kind_name) {
        ("", Some(kind)) => kind,
        ("", None) => "without markup",
        (data, _) => data,
    };
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    text.chars().take(LONGEST).chain(['…']).collect()
}

fn hit(side: PairSide, code: &Code, message: String) -> Hit {
    let at = code.at as usize;
    Hit::new(&RULE, side, at..at, message)
}

/// The indices of the keys that the others lack, or do not have as often.
fn lone(keys: &[String], others: &[String]) -> Vec<usize> {
    let mut open: Vec<usize> = (0..keys.len()).collect();
    open.sort_by(|a, b| keys[*a].cmp(&keys[*b]));
    let mut known: Vec<&String> = others.iter().collect();
    known.sort_unstable();
    let mut at = 0;
    open.retain(|index| {
        while at < known.len() && *known[at] < keys[*index] {
            at += 1;
        }
        let found = at < known.len() && *known[at] == keys[*index];
        at += usize::from(found);
        !found
    });
    open.sort_unstable();
    open
}

/// The first code that closes what is not open, crosses another pair or is never closed.
fn broken(content: &Content) -> Option<(&Code, String)> {
    let mut open: Vec<&Code> = Vec::new();
    for code in &content.codes {
        match code.kind {
            CodeKind::Open | CodeKind::HighlightStart => open.push(code),
            CodeKind::Close | CodeKind::HighlightEnd => match open.pop() {
                Some(opener) if code.pair.is_none() || opener.pair == code.pair => {}
                Some(opener) if open.iter().any(|other| other.pair == code.pair) => {
                    let message = format!("the codes {} and {} cross", name(opener), name(code));
                    return Some((code, message));
                }
                _ => {
                    return Some((
                        code,
                        format!("the code {} closes what is not open", name(code)),
                    ));
                }
            },
            _ => {}
        }
    }
    let code = open.pop()?;
    Some((code, format!("the code {} is not closed", name(code))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::content_hits;

    /// Text with `<b1>` and `</b1>` for a pair of number 1, `<x/>` for a code that stands alone.
    fn content(marked: &str) -> Content {
        let mut content = Content::default();
        for (at, part) in marked.split('<').enumerate() {
            let Some((tag, text)) = part.split_once('>').filter(|_| at > 0) else {
                content.text.push_str(part);
                continue;
            };
            let kind = match tag {
                tag if tag.ends_with('/') => CodeKind::Standalone,
                tag if tag.starts_with('/') => CodeKind::Close,
                _ => CodeKind::Open,
            };
            let mut code = Code::new(content.text.len(), kind, format!("<{tag}>"));
            code.pair = tag.trim_matches('/')[1..].parse().ok();
            content.codes.push(code);
            content.text.push_str(text);
        }
        content
    }

    fn messages(source: &str, target: &str) -> Vec<String> {
        let (source, target) = (content(source), content(target));
        let hits =
            content_hits("code-mismatch", "concept_id\ten\n", ("en", &source), ("ru", &target));
        hits.into_iter().map(|hit| hit.message).collect()
    }

    #[test]
    fn codes_may_change_their_order() {
        assert!(
            messages("<b1>One</b1> two <i2>three</i2>", "<i2>три</i2> <b1>один</b1>").is_empty()
        );
        assert!(messages("one", "один").is_empty());
        assert!(messages("</b1>one", "</b1>один").is_empty(), "broken in the source too");
    }

    #[test]
    fn what_is_lost_added_or_broken_is_told() {
        assert_eq!(
            messages("<b1>One</b1>", "<b1>один"),
            ["the code </b1> is missing in the target"]
        );
        assert_eq!(messages("One", "один<x/>"), ["the code <x/> is not in the source"]);
        assert_eq!(
            messages("<b1>One</b1>", "</b1>один<b1>"),
            ["the code </b1> closes what is not open"]
        );
        assert_eq!(
            messages("<b1><i2>One</i2></b1>", "<b1><i2>один</b1></i2>"),
            ["the codes <i2> and </b1> cross"]
        );
    }
}
