//! Lists of one's own, which add to those of the languages.
//!
//! A file has the lines of the built-in lists (`never: approx`, `numeric: fig`), in sections: behind `[fr]`
//! they hold for French, behind `[pt-BR]` for that of Brazil, before any section and behind `[*]` for all.

use super::AppError;
use super::files::Input;
use crate::segment::Segmenter;
use crate::text::{LangTag, decode};
use std::path::Path;

/// How large a list may be, in bytes.
const MAX_FILE: u64 = 16 << 20;

/// Lists of one's own, the later lines over the earlier ones.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lists {
    sections: Vec<Section>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Section {
    /// The language the lines hold for; all, where there is none.
    lang: Option<LangTag>,
    /// Where the lines start, from 0 on.
    line: usize,
    text: String,
}

impl Lists {
    /// Reads a file (`-` is standard input).
    ///
    /// # Errors
    /// When it can't be read, or a line is no line of a list.
    pub fn open(path: &Path) -> Result<Self, AppError> {
        let input = Input::open(path)?;
        let name = input.name.clone();
        let bytes = input.into_bytes(path, MAX_FILE, "lists")?;
        let text = decode(&bytes, None, None).text;
        Self::parse(&text).map_err(|problem| AppError::request(format!("{name}: {problem}")))
    }

    /// Reads the text of a file.
    ///
    /// # Errors
    /// What is wrong in which line.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut sections = vec![Section::default()];
        for (number, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.starts_with('[') {
                let lang = heading(line).map_err(|what| format!("line {}: {what}", number + 1))?;
                sections.push(Section { lang, line: number + 1, text: String::new() });
            } else if let Some(section) = sections.last_mut() {
                section.text.push_str(line);
                section.text.push('\n');
            }
        }
        sections.retain(|section| !section.text.trim().is_empty());
        for section in &sections {
            // Which lines can be read is the same in all languages.
            let read = Segmenter::for_language("und").with_rules(&section.text);
            read.map_err(|error| {
                format!("line {}: {}", section.line + error.line, error.problem())
            })?;
        }
        Ok(Self { sections })
    }

    /// The words of one class, for a language or `*`.
    ///
    /// # Errors
    /// When there is no such class or language, or a word is none.
    pub fn of<'w>(
        lang: &str,
        class: &str,
        words: impl Iterator<Item = &'w str>,
    ) -> Result<Self, String> {
        let lang = language(lang)?;
        let mut text = format!("{class}:");
        for word in words {
            if word.is_empty() || word.contains(char::is_whitespace) {
                return Err(format!("{word:?} is no word: write each as an entry of its own"));
            }
            text.push(' ');
            text.push_str(word);
        }
        let read = Segmenter::for_language("und").with_rules(&text);
        read.map_err(|error| error.problem().to_owned())?;
        Ok(Self { sections: vec![Section { lang, line: 0, text: text + "\n" }] })
    }

    /// Puts others behind these.
    pub fn extend(&mut self, others: &Self) {
        self.sections.extend_from_slice(&others.sections);
    }

    /// A segmenter with the lines that hold for a language.
    pub fn add_to(&self, segmenter: Segmenter, lang: &LangTag) -> Segmenter {
        let sections = self.sections.iter();
        let text: String = sections.filter(|s| s.holds(lang)).map(|s| s.text.as_str()).collect();
        if text.is_empty() {
            return segmenter;
        }
        // Each line was read before.
        segmenter.with_rules(&text).unwrap_or(segmenter)
    }
}

impl Section {
    fn holds(&self, lang: &LangTag) -> bool {
        self.lang.as_ref().is_none_or(|own| {
            let rest = lang.as_str().strip_prefix(own.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
        })
    }
}

/// The language of a section's first line: `[fr]`.
fn heading(line: &str) -> Result<Option<LangTag>, String> {
    let name = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let wants = || format!("`{line}` starts no section: write the language's tag, as in `[fr]`");
    language(name.ok_or_else(wants)?.trim())
}

fn language(name: &str) -> Result<Option<LangTag>, String> {
    if name == "*" {
        return Ok(None);
    }
    let tag = LangTag::parse(name);
    tag.map(Some).map_err(|_| format!("`{name}` is no language: write its tag, as in `fr`, or `*`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentences(lists: &str, lang: &str, text: &str) -> usize {
        let lang = LangTag::parse(lang).unwrap();
        let segmenter = Segmenter::for_language(lang.as_str());
        Lists::parse(lists).unwrap().add_to(segmenter, &lang).split(text).count()
    }

    #[test]
    fn sections_hold_for_their_language() {
        let text = "We met Abt. Meier at noon.";
        for (lists, lang, wanted) in [
            ("", "en", 2),
            ("never: abt", "en", 1),
            ("[en]\nnever: abt.", "en-GB", 1),
            ("[fr]\nnever: abt", "en", 2),
            ("[en-GB]\nnever: abt", "en", 2),
            ("[fr]\nnever: no\n[*]\n# ranks\nnever: abt", "en", 1),
            ("never: abt\n[en]\nremove: abt", "en", 2),
        ] {
            assert_eq!(sentences(lists, lang, text), wanted, "{lists} {lang}");
        }
    }

    #[test]
    fn bad_lines_are_told_with_their_number() {
        for (lists, wanted) in [
            ("never: a\n\n[en]\n\nnevr: b", "line 5: there is no class `nevr`: use never"),
            ("abt", "line 1: wants `class: word word …`"),
            ("[en]\nis: loud", "line 2: there is no habit `loud`: use ordinals"),
            ("\n[english]", "line 2: `english` is no language"),
            ("[en", "line 1: `[en` starts no section"),
        ] {
            let error = Lists::parse(lists).unwrap_err();
            assert!(error.starts_with(wanted), "{error}");
        }
    }
}
