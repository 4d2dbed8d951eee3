//! What XML and HTML ask of words that are written into them.

use super::{Change, changed};
use crate::format::FormatError;
use crate::text::xml::{is_legal, resolve};
use std::borrow::Cow;

/// How text is written between tags.
pub(in crate::format) fn written(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '>']) {
        return text.into();
    }
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").into()
}

/// Fits changes into where they stand in XML: in the value of an attribute quotes are references, in a
/// CDATA section nothing is.
pub(in crate::format) fn adapt(
    text: &str,
    changes: Vec<Change>,
) -> Result<Vec<Change>, FormatError> {
    // In XML no value holds this sign.
    adapt_in(text, changes, |at| text[..at].rfind('<'))
}

/// The same, where `tag` gives the start of the last tag that begins before some byte.
pub(in crate::format) fn adapt_in(
    text: &str,
    mut changes: Vec<Change>,
    tag: impl Fn(usize) -> Option<usize>,
) -> Result<Vec<Change>, FormatError> {
    for change in &mut changes {
        if let Some(odd) = change.replacement.chars().find(|c| !is_legal(*c)) {
            let reason = format!("the character U+{:04X} can't stand in markup", odd as u32);
            return Err(FormatError::unfit(reason));
        }
        let at = change.range.start;
        if in_section(&text[..at]) {
            change.replacement = resolve(&change.replacement).0;
            if change.replacement.contains("]]>") {
                return Err(FormatError::unfit("`]]>` can't stand in a CDATA section"));
            }
        } else if let Some(quote) = tag(at).and_then(|tag| quote(&text[tag..at])) {
            change.replacement = in_value(&change.replacement, quote);
        }
    }
    Ok(changes)
}

fn in_section(before: &str) -> bool {
    before.rfind("<![CDATA[").is_some_and(|at| !before[at..].contains("]]>"))
}

/// How the value of an attribute is quoted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Quote {
    With(char),
    Without,
}

/// The quote of the attribute's value in which the beginning of a tag ends; `None` where the tag is closed.
fn quote(tag: &str) -> Option<Quote> {
    let mut quote = None;
    for c in tag.chars() {
        match (quote, c) {
            (None, '"' | '\'') => quote = Some(c),
            (None, '>') => return None,
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
    }
    Some(quote.map_or(Quote::Without, Quote::With))
}

fn in_value(text: &str, quote: Quote) -> String {
    let odd = |c: char| match quote {
        Quote::With(quote) => c == quote,
        Quote::Without => c.is_ascii_whitespace() || "\"'=`".contains(c),
    };
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' if odd(c) => out.push_str("&quot;"),
            c if odd(c) => out += &format!("&#{};", u32::from(c)),
            c => out.push(c),
        }
    }
    out
}

/// The same for DOCX, which cuts off the space at either end of a `w:t` that is not said to keep it.
pub(in crate::format) fn adapt_docx(
    text: &str,
    changes: Vec<Change>,
) -> Result<Vec<Change>, FormatError> {
    let changes = adapt(text, changes)?;
    let mut keeping = Vec::new();
    let content = |change: &Change| {
        let start = text[..change.range.start].rfind('>').map_or(0, |at| at + 1);
        let end = text[change.range.end..].find('<').map_or(text.len(), |at| change.range.end + at);
        start..end
    };
    for inside in changes.chunk_by(|a, b| content(a) == content(b)) {
        let around = content(&inside[0]);
        let tag = text[..around.start].rfind('<').map_or("", |at| &text[at..around.start]);
        let name = tag.trim_start_matches('<').split([' ', '\t', '\r', '\n', '>']).next();
        let is_text = name.is_some_and(|name| name.rsplit(':').next() == Some("t"));
        if !is_text || tag.contains("xml:space") || tag.ends_with("/>") {
            continue;
        }
        let moved = |change: &Change| Change {
            range: change.range.start - around.start..change.range.end - around.start,
            replacement: change.replacement.clone(),
        };
        let old = &text[around.clone()];
        let new = changed(old, &inside.iter().map(moved).collect::<Vec<_>>());
        let starts = new.starts_with(char::is_whitespace) && !old.starts_with(char::is_whitespace);
        let ends = new.ends_with(char::is_whitespace) && !old.ends_with(char::is_whitespace);
        if starts || ends {
            let at = around.start - 1;
            let replacement = " xml:space=\"preserve\"".to_owned();
            keeping.push(Change { range: at..at, replacement });
        }
    }
    keeping.extend(changes);
    Ok(keeping)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn splice(adapt: super::super::Adapt, text: &str, from: &str, to: &str) -> String {
        let at = text.find(from).expect("what is to be changed");
        let change = Change { range: at..at + from.len(), replacement: written(to).into_owned() };
        let mut changes = adapt(text, vec![change]).expect("changes that fit");
        changes.sort_by_key(|change| change.range.start);
        changed(text, &changes)
    }

    #[test]
    fn values_and_sections_have_their_own_rules() {
        let text = r#"<p><a b="x > one" c='two'>four <![CDATA[five]]>'six'"#;
        for (from, to, wanted) in [
            ("one", "1 \"&\"", "&quot;&amp;&quot;"),
            ("two", "l'un \"x\"", "c='l&#39;un \"x\"'"),
            ("four", "l'un <\"&", ">l'un &lt;\"&amp; "),
            ("five", "a & b", "[a & b]"),
            ("six", "\"", "'\"'"),
        ] {
            let spliced = splice(adapt, text, from, to);
            assert!(spliced.contains(wanted), "{spliced}");
        }
    }

    #[test]
    fn spaces_at_the_ends_of_words_are_kept() {
        let text =
            "<w:r><w:t>one</w:t></w:r><w:t>two </w:t><w:tab/><w:t xml:space=\"preserve\">3</w:t>";
        let spliced = |from, to| splice(adapt_docx, text, from, to);
        assert!(spliced("one", "one ").contains("<w:t xml:space=\"preserve\">one </w:t>"));
        assert!(spliced("one", "one two").contains("<w:t>one two</w:t>"));
        assert!(spliced("two", "2").contains("<w:t>2 </w:t>"));
        assert!(spliced("3", " 3").contains("<w:t xml:space=\"preserve\"> 3</w:t>"));
    }
}
