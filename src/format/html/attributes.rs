//! What the attributes of a tag say about its text.

use crate::text::{LangTag, Span};
use html5gum::StartTag;

/// The attributes of one start tag.
pub(super) struct Attributes<'t> {
    tag: &'t StartTag<usize>,
}

/// The role an element plays in the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A footnote or endnote, or a list of them.
    Note,
    /// A reference to a note, or the way back from it.
    NoteMark,
    /// What repeats at the top of pages: banner, navigation.
    Top,
    /// What repeats at the foot of pages.
    Foot,
    /// A page number.
    Page,
    /// A heading of a level.
    Heading(u8),
    /// A table that is only layout.
    Layout,
}

impl<'t> Attributes<'t> {
    pub(super) fn new(tag: &'t StartTag<usize>) -> Self {
        Self { tag }
    }

    /// The value of an attribute, references resolved.
    pub(super) fn get(&self, name: &str) -> Option<&'t str> {
        let value = self.tag.attributes.get(name.as_bytes())?;
        std::str::from_utf8(value).ok()
    }

    /// Where the value of an attribute stands in `text`, whose byte `base` the tokenizer's first is.
    pub(super) fn span(&self, name: &str, text: &str, base: usize) -> Option<Span> {
        let start = self.tag.attributes.get(name.as_bytes())?.span.start + base;
        let raw = text.get(start..self.tag.span.end + base)?;
        let behind = raw.find('=')? + 1;
        let value = raw[behind..].trim_start();
        let from = start + raw.len() - value.len();
        #[expect(
            clippy::single_match_else,
            reason = "the two ways to write a value stand side by side"
        )]
        match value.chars().next()? {
            quote @ ('"' | '\'') => {
                let end = value[1..].find(quote)?;
                Some(Span::new(from + 1, from + 1 + end))
            }
            _ => {
                let ends = |c: char| c.is_ascii_whitespace() || c == '>';
                Some(Span::new(from, from + value.find(ends)?))
            }
        }
    }

    /// The language declared by `lang` or `xml:lang`.
    pub(super) fn lang(&self) -> Option<LangTag> {
        ["lang", "xml:lang"].iter().find_map(|name| LangTag::parse(self.get(name)?).ok())
    }

    /// Whether the element is hidden from readers.
    pub(super) fn is_hidden(&self) -> bool {
        self.get("hidden").is_some_and(|value| !value.eq_ignore_ascii_case("until-found"))
            || self.get("style").is_some_and(|style| {
                let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
                let style = style.to_ascii_lowercase();
                style.contains("display:none") || style.contains("visibility:hidden")
            })
    }

    /// What `translate` says, if anything. `class="notranslate"` counts too.
    pub(super) fn translate(&self) -> Option<bool> {
        match self.get("translate") {
            Some(value) if value.eq_ignore_ascii_case("no") => Some(false),
            Some(_) => Some(true),
            None => self.has_class(&["notranslate"]).then_some(false),
        }
    }

    /// Whether the element is marked as program code.
    pub(super) fn is_code(&self) -> bool {
        const CLASSES: &[&str] = &[
            "code",
            "codehilite",
            "highlight",
            "highlighter-rouge",
            "prettyprint",
            "sourceCode",
            "sourcecode",
            "src",
            "programlisting",
        ];
        self.has_class(CLASSES)
            || self
                .classes()
                .any(|class| class.starts_with("language-") || class.starts_with("brush:"))
    }

    fn classes(&self) -> impl Iterator<Item = &'t str> {
        self.get("class").unwrap_or_default().split_ascii_whitespace()
    }

    fn has_class(&self, names: &[&str]) -> bool {
        self.classes().any(|class| names.contains(&class))
    }

    /// The role, by `role` (ARIA), `epub:type` or the usual class names.
    pub(super) fn role(&self) -> Option<Role> {
        let roles = [self.get("role"), self.get("epub:type")];
        let mut named = roles.into_iter().flatten().flat_map(str::split_ascii_whitespace);
        named.find_map(|role| self.named_role(role)).or_else(|| {
            if self.has_class(&["footnote", "footnotes", "endnote", "endnotes"]) {
                Some(Role::Note)
            } else if self.has_class(&[
                "footnote-ref",
                "noteref",
                "footnote-backref",
                "reversefootnote",
                "footnote-back",
            ]) {
                Some(Role::NoteMark)
            } else {
                None
            }
        })
    }

    fn named_role(&self, role: &str) -> Option<Role> {
        Some(match role {
            "doc-footnote" | "doc-endnote" | "doc-endnotes" | "footnote" | "footnotes"
            | "endnote" | "endnotes" | "rearnote" | "rearnotes" => Role::Note,
            "doc-noteref" | "doc-backlink" | "noteref" | "backlink" => Role::NoteMark,
            "banner" | "navigation" | "doc-toc" => Role::Top,
            "contentinfo" => Role::Foot,
            "doc-pagebreak" | "pagebreak" => Role::Page,
            "heading" => {
                let level = self.get("aria-level").and_then(|level| level.parse().ok());
                Role::Heading(level.filter(|level| (1..=9).contains(level)).unwrap_or(2))
            }
            "presentation" | "none" => Role::Layout,
            _ => return None,
        })
    }
}
