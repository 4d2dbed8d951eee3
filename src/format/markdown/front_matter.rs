//! What the front matter of a Markdown file says: its title and language.
//!
//! Only plain `key: value` (YAML) and `key = "value"` (TOML) lines are read; the rest is left out.

use crate::text::{LangTag, Span};

/// What was found.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct FrontMatter {
    /// The title and where it stands.
    pub title: Option<(String, Span)>,
    /// The language.
    pub lang: Option<LangTag>,
}

/// Reads `text`, which starts at byte `start` of the file.
pub(super) fn read(text: &str, start: usize) -> FrontMatter {
    let (mut found, mut at) = (FrontMatter::default(), start);
    for line in text.split_inclusive('\n') {
        if let Some(split) = line.find([':', '=']) {
            let (key, value) = (line[..split].trim_end(), &line[split + 1..]);
            match key {
                "title" if found.title.is_none() => {
                    let value_at = at + split + 1 + (value.len() - value.trim_start().len());
                    found.title = title(value.trim(), value_at);
                }
                "lang" | "language" | "locale" if found.lang.is_none() => {
                    found.lang = LangTag::parse(value.trim().trim_matches(['"', '\''])).ok();
                }
                _ => {}
            }
        }
        at += line.len();
    }
    found
}

/// The title of a value that may be quoted; block scalars (`|`, `>`), lists and maps are none.
fn title(value: &str, at: usize) -> Option<(String, Span)> {
    let (inner, at) = match value.chars().next()? {
        quote @ ('"' | '\'') => (value[1..].split(quote).next()?, at + 1),
        '|' | '>' | '[' | '{' | '&' | '*' | '!' => return None,
        _ => (value.split(" #").next()?.trim_end(), at),
    };
    let span = Span::new(at, at + inner.len());
    (!inner.trim().is_empty()).then(|| (inner.to_owned(), span))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn title_and_language_are_found() {
        let found = read("layout: post\ntitle:  \"A: b\" \nlang: fr-CA\n", 4);
        assert_eq!(found.title, Some(("A: b".to_owned(), Span::new(26, 30))));
        assert_eq!(found.lang.unwrap().as_str(), "fr-CA");
        assert_eq!(read("title = 'T'\n", 0).title.unwrap().0, "T");
        assert_eq!(read("title: |\n  long\n  title: x\n", 0).title, None);
        assert_eq!(read("title: Été # remark", 0).title.unwrap().0, "Été");
    }
}
