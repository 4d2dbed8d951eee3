//! The terms of the glossary as one types them.

use super::client::Client;
use super::documents::OpenDocument;
use super::hover::Page;
use super::passage::{Passage, language_of};
use crate::glossary::Termbase;
use crate::model::{MatchMode, TermStatus};
use crate::text::{LangTag, is_cjk};
use crate::words::fold_into;
use lsp_types::{
    CompletionItem, CompletionItemKind, CompletionList, CompletionTextEdit, Documentation,
    Position, TextEdit,
};

/// How many terms are proposed.
const LIMIT: usize = 50;
/// Letters before terms are proposed; in scripts without spaces, where a character is a word, two.
const LETTERS: usize = 3;
/// Letters before the cursor that may begin a term.
const REACH: usize = 80;

/// The preferred terms of a termbase's languages, by their folded letters.
pub(super) struct Terms<'t> {
    termbase: &'t Termbase,
    /// Domains of the project; terms that hold in others only are left out.
    domains: &'t [String],
    languages: Vec<(LangTag, Vec<Entry>)>,
}

struct Entry {
    folded: String,
    concept: usize,
    term: usize,
}

impl<'t> Terms<'t> {
    pub(super) fn new(termbase: &'t Termbase, domains: &'t [String]) -> Self {
        Self { termbase, domains, languages: Vec::new() }
    }

    /// The terms that what stands before a position may be the beginning of.
    pub(super) fn complete(
        &mut self,
        document: &OpenDocument,
        position: Position,
        client: Client,
    ) -> Option<CompletionList> {
        let at = document.byte(position);
        let text = document.decoded();
        let line = document.line(at);
        let before = &text[line.start..at.max(line.start)];
        let starts = starts(before);
        if starts.is_empty() {
            return None;
        }
        let lang = Passage::at(document, at).map(|passage| passage.lang);
        let lang = lang.or_else(|| language_of(document))?;
        let termbase = self.termbase;
        let entries = self.of(&lang);
        let page = Page { markdown: client.markdown };
        let mut items = Vec::new();
        let mut proposed = std::collections::BTreeSet::new();
        for start in starts {
            let typed = &before[start..];
            let folded = folded(typed);
            let from = entries.partition_point(|entry| entry.folded < folded);
            let fitting = entries[from..].iter().take_while(|e| e.folded.starts_with(&folded));
            for entry in fitting {
                if items.len() == LIMIT {
                    break;
                }
                let concept = &termbase.concepts[entry.concept];
                let term = &concept.terms[entry.term];
                if *term.text == *typed || !proposed.insert((entry.concept, entry.term)) {
                    continue;
                }
                let bytes = line.start + start..at;
                let new_text = document.format.written(&term.text).into_owned();
                let edit = TextEdit::new(document.range(&bytes), new_text);
                let equivalents = page.equivalents(concept, &term.lang);
                let definition = concept.definition.as_ref().map(|words| page.plain(words));
                let about: Vec<String> =
                    definition.into_iter().chain([equivalents]).filter(|p| !p.is_empty()).collect();
                items.push(CompletionItem {
                    label: term.text.to_string(),
                    kind: Some(CompletionItemKind::TEXT),
                    detail: detail(&concept.id, concept.domain.as_deref()),
                    documentation: (!about.is_empty())
                        .then(|| Documentation::MarkupContent(page.markup(about.join("\n\n")))),
                    // What was typed fits as it is: folding is the server's.
                    filter_text: Some(typed.to_owned()),
                    sort_text: Some(format!("{:03}", items.len())),
                    text_edit: Some(CompletionTextEdit::Edit(edit)),
                    ..CompletionItem::default()
                });
            }
        }
        Some(CompletionList { is_incomplete: true, items })
    }

    /// The terms of a language, made when it first comes.
    fn of(&mut self, lang: &LangTag) -> &[Entry] {
        let known = self.languages.iter().position(|(known, _)| known.same_language(lang));
        let at = known.unwrap_or_else(|| {
            let entries = entries(self.termbase, self.domains, lang);
            self.languages.push((lang.clone(), entries));
            self.languages.len() - 1
        });
        &self.languages[at].1
    }
}

fn entries(termbase: &Termbase, domains: &[String], lang: &LangTag) -> Vec<Entry> {
    let mut entries = Vec::new();
    for (number, concept) in termbase.concepts.iter().enumerate() {
        for (at, term) in concept.terms.iter().enumerate() {
            let holds = domains.is_empty()
                || term.scope.is_empty()
                || term.scope.iter().any(|scope| domains.iter().any(|domain| **domain == **scope));
            if term.lang.same_language(lang)
                && term.status == TermStatus::Preferred
                && term.mode != MatchMode::Regex
                && holds
            {
                let folded = folded(&term.text);
                entries.push(Entry { folded, concept: number, term: at });
            }
        }
    }
    entries.sort_unstable_by(|a, b| {
        (&a.folded, a.concept, a.term).cmp(&(&b.folded, b.concept, b.term))
    });
    entries
}

fn detail(id: &str, domain: Option<&str>) -> Option<String> {
    let parts: Vec<&str> = [Some(id), domain].into_iter().flatten().collect();
    let told = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
    (!told.is_empty()).then_some(told)
}

fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_into(text, &mut folded);
    folded
}

/// Where terms may begin in what stands before the cursor: at the starts of words, the first first,
/// with enough letters behind.
fn starts(before: &str) -> Vec<usize> {
    let near = before.char_indices().rev().take(REACH).last().map_or(before.len(), |(at, _)| at);
    let mut starts = Vec::new();
    let mut last = before[..near].chars().next_back();
    for (at, c) in before[near..].char_indices() {
        let behind = &before[near + at..];
        let alone = is_cjk(c);
        let begins = c.is_alphanumeric() && (alone || !last.is_some_and(char::is_alphanumeric));
        let letters = behind.chars().filter(|c| c.is_alphanumeric()).count();
        if begins && letters >= if alone { 2 } else { LETTERS } {
            starts.push(near + at);
        }
        last = Some(c);
    }
    starts
}

#[cfg(test)]
mod tests {
    use super::super::documents::tests::opened;
    use super::*;

    const TABLE: &str = "concept_id\ten\tavoid_en\tfr\tzh\n\
        C1\tMember State\tmembership country\tÉtat Membre\t会员国\n\
        C2\tmember of the crew\t\tmembre\t\n\
        C3\tR&D\t\t\t\nC4\tÉtat major\t\t\t\n";

    /// The proposals with the words they replace.
    fn proposed(name: &str, text: &str) -> Vec<(String, String)> {
        let termbase = Termbase::read_tsv(&mut TABLE.as_bytes(), "g.tsv").unwrap().0;
        let mut terms = Terms::new(&termbase, &[]);
        let document = opened(name, text);
        let at = document.range(&(0..text.len())).end;
        let list = terms.complete(&document, at, Client::default());
        let replaced = |item: CompletionItem| {
            let Some(CompletionTextEdit::Edit(edit)) = item.text_edit else { panic!("no edit") };
            let (start, end) = (document.byte(edit.range.start), document.byte(edit.range.end));
            (edit.new_text, text[start..end].to_owned())
        };
        list.map(|list| list.items.into_iter().map(replaced).collect()).unwrap_or_default()
    }

    #[test]
    fn preferred_terms_follow_what_is_typed() {
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(
            proposed("x.en.txt", "😀 the Mem"),
            [pair("member of the crew", "Mem"), pair("Member State", "Mem")]
        );
        assert_eq!(proposed("x.en.txt", "the member S"), [pair("Member State", "member S")]);
        assert_eq!(
            proposed("x.en.txt", "the Member "),
            [pair("member of the crew", "Member "), pair("Member State", "Member ")]
        );
        assert!(proposed("x.en.txt", "the Me").is_empty());
        assert!(proposed("x.en.txt", "remem").is_empty());
        assert!(proposed("x.en.txt", "a Member State").is_empty());
        assert_eq!(proposed("x.fr.txt", "d'un éta"), [pair("État Membre", "éta")]);
        assert_eq!(proposed("x.zh.txt", "联合国会员"), [pair("会员国", "会员")]);
        assert_eq!(proposed("x.en.html", "<p>for R&amp;"), []);
    }
}
