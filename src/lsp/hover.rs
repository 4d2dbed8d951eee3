//! The concept behind the term under the cursor.

use super::client::Client;
use super::documents::OpenDocument;
use super::passage::Passage;
use crate::app::check::Checker;
use crate::glossary::Scanner;
use crate::model::{Concept, Term, TermStatus};
use crate::text::LangTag;
use lsp_types::{Hover, HoverContents, MarkupContent, MarkupKind, Position};

/// What the termbase says of the term at a position.
pub(super) fn hover(
    checker: &Checker<'_>,
    document: &OpenDocument,
    position: Position,
    client: Client,
) -> Option<Hover> {
    let passage = Passage::at(document, document.byte(position))?;
    let index = checker.index(&passage.lang)?;
    let mut scanner = Scanner::new(index);
    scanner.read(&passage.text);
    let terms = scanner.terms(&passage.text);
    let here = |found: &&crate::glossary::Found| {
        (found.start as usize) <= passage.at && passage.at < found.end as usize
    };
    let behind = |found: &&crate::glossary::Found| found.end as usize == passage.at;
    let first = terms.iter().find(here).or_else(|| terms.iter().find(behind))?;
    let same = terms.iter().filter(|one| (one.start, one.end) == (first.start, first.end));
    let page = Page { markdown: client.markdown };
    let told: Vec<String> = same
        .filter_map(|found| {
            let concept = index.termbase().concepts.get(found.concept as usize)?;
            Some(page.concept(concept, concept.terms.get(found.term as usize)?))
        })
        .collect();
    let bytes = passage.source(&(first.start as usize..first.end as usize))?;
    let rule = if client.markdown { "\n\n---\n\n" } else { "\n\n" };
    Some(Hover {
        contents: HoverContents::Markup(page.markup(told.join(rule))),
        range: Some(document.range(&bytes)),
    })
}

/// Writes about concepts, with Markdown or without.
#[derive(Debug, Clone, Copy)]
pub(super) struct Page {
    pub(super) markdown: bool,
}

impl Page {
    /// A concept, seen from one of its terms.
    fn concept(self, concept: &Concept, term: &Term) -> String {
        let mut told = format!("{} ({})", self.strong(&term.text), status(term));
        if !term.status.is_right()
            && let Some(right) = concept.preferred(&term.lang)
        {
            told.push_str(&format!(": write {}", self.strong(&right.text)));
        }
        let domain = concept.domain.iter().map(|domain| self.plain(domain));
        let id = (!concept.id.is_empty()).then(|| self.code(&concept.id));
        let of: Vec<String> = id.into_iter().chain(domain).collect();
        let definition = concept.definition.as_ref().map(|definition| self.plain(definition));
        let notes = concept.notes.iter().chain(&term.note).map(|note| self.plain(note));
        let parts = [(!of.is_empty()).then(|| of.join(" · ")), definition];
        for part in parts.into_iter().flatten().chain(notes) {
            told.push_str("\n\n");
            told.push_str(&part);
        }
        let equivalents = self.equivalents(concept, &term.lang);
        if !equivalents.is_empty() {
            told.push_str("\n\n");
            told.push_str(&equivalents);
        }
        told
    }

    /// The right terms of a concept in other languages, a line a language.
    pub(super) fn equivalents(self, concept: &Concept, own: &LangTag) -> String {
        let mut languages: Vec<&LangTag> = Vec::new();
        for term in concept.terms.iter().filter(|term| !term.lang.same_language(own)) {
            if !languages.iter().any(|known| known.same_language(&term.lang)) {
                languages.push(&term.lang);
            }
        }
        let line = |lang: &&LangTag| {
            let terms = concept.terms.iter();
            let right = terms.filter(|t| t.lang.same_language(lang) && t.status.is_right());
            let mut terms: Vec<&Term> = right.collect();
            terms.sort_by_key(|term| (term.acronym, term.status));
            let terms: Vec<String> = terms.iter().map(|term| self.plain(&term.text)).collect();
            (!terms.is_empty()).then(|| format!("- {}: {}", lang.language(), terms.join("; ")))
        };
        languages.iter().filter_map(line).collect::<Vec<_>>().join("\n")
    }

    pub(super) fn markup(self, value: String) -> MarkupContent {
        let kind = if self.markdown { MarkupKind::Markdown } else { MarkupKind::PlainText };
        MarkupContent { kind, value }
    }

    fn strong(self, text: &str) -> String {
        if self.markdown { format!("**{}**", self.plain(text)) } else { text.to_owned() }
    }

    fn code(self, text: &str) -> String {
        if self.markdown && !text.contains('`') { format!("`{text}`") } else { self.plain(text) }
    }

    /// A text that means itself.
    pub(super) fn plain(self, text: &str) -> String {
        if !self.markdown {
            return text.to_owned();
        }
        let mut escaped = String::with_capacity(text.len());
        for c in text.chars() {
            if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '&' | '~') {
                escaped.push('\\');
            }
            escaped.push(c);
        }
        escaped
    }
}

fn status(term: &Term) -> String {
    let mut told = format!("{}, {}", term.lang, term.status.name());
    if term.proper_name && term.status == TermStatus::Preferred {
        told.push_str(", official name");
    }
    if term.unconfirmed {
        told.push_str(", unconfirmed");
    }
    told
}

#[cfg(test)]
mod tests {
    use super::super::documents::tests::opened;
    use super::*;
    use crate::glossary::Termbase;

    const TABLE: &str = "concept_id\tdomain\tdefinition\ten\tavoid_en\tfr\tadmitted_fr\n\
        C-1\tstates\tA state that is *in* it.\tMember State\tmembership country\tÉtat Membre\tÉtat membre\n";

    fn told(text: &str, at: (u32, u32), markdown: bool) -> Option<(String, lsp_types::Range)> {
        let termbase = Termbase::read_tsv(&mut TABLE.as_bytes(), "g.tsv").unwrap().0;
        let checker = Checker::new(&termbase, &[]);
        let client = Client { markdown, ..Client::default() };
        let document = opened("x.en.md", text);
        let hover = hover(&checker, &document, Position::new(at.0, at.1), client)?;
        let HoverContents::Markup(content) = hover.contents else { panic!("no markup") };
        Some((content.value, hover.range?))
    }

    #[test]
    fn the_concept_is_told_with_its_equivalents() {
        let (told_, range) = told("😀 of *Member* States\n", (0, 16), true).unwrap();
        assert_eq!(
            told_,
            "**Member State** (en, preferred)\n\n`C-1` · states\n\nA state that is \\*in\\* it.\n\n\
             - fr: État Membre; État membre"
        );
        assert_eq!((range.start.character, range.end.character), (7, 21));
        let (plain, _) = told("a Member State", (0, 3), false).unwrap();
        assert!(
            plain.starts_with(
                "Member State (en, preferred)\n\nC-1 · states\n\nA state that is *in*"
            )
        );
    }

    #[test]
    fn terms_to_avoid_name_what_to_write() {
        let (told_, _) = told("a membership country", (0, 20), false).unwrap();
        assert!(told_.contains("deprecated): write Member State"), "{told_}");
        assert!(told("nothing here", (0, 3), true).is_none());
        assert!(told("", (5, 3), true).is_none());
    }
}
