//! What tests of rules ask: the hits of one rule in a text or a pair.

use super::{CheckedPair, CheckedText, Hit, PairSide, document, pair, rule, text};
use crate::glossary::{Index, Scanner, Termbase};
use crate::model::Content;
use crate::text::LangTag;

/// The hits of a rule in a text of a language.
pub(super) fn text_hits(id: &str, lang: &str, content: &str) -> Vec<Hit> {
    text_hits_by(id, "concept_id\ten\n", lang, content)
}

/// The same with a termbase, as a table.
pub(super) fn text_hits_by(id: &str, terms: &str, lang: &str, content: &str) -> Vec<Hit> {
    let (termbase, lang) = (termbase(terms), LangTag::parse(lang).unwrap());
    let index = Index::new(&termbase, &lang, &[]);
    let content = Content::plain(content);
    let checked = CheckedText::new(&content, &lang, Some(&mut Scanner::new(&index)), true);
    text(&checked, &[rule(id).unwrap()])
}

/// The hits of a rule in a source and a target, each with its language.
pub(super) fn pair_hits(id: &str, source: (&str, &str), target: (&str, &str)) -> Vec<Hit> {
    pair_hits_by(id, "concept_id\ten\n", source, target)
}

/// The same with a termbase, as a table.
pub(super) fn pair_hits_by(
    id: &str,
    terms: &str,
    source: (&str, &str),
    target: (&str, &str),
) -> Vec<Hit> {
    content_hits(
        id,
        terms,
        (source.0, &Content::plain(source.1)),
        (target.0, &Content::plain(target.1)),
    )
}

/// The same for texts with inline codes.
pub(super) fn content_hits(
    id: &str,
    terms: &str,
    source: (&str, &Content),
    target: (&str, &Content),
) -> Vec<Hit> {
    let termbase = termbase(terms);
    let langs = (LangTag::parse(source.0).unwrap(), LangTag::parse(target.0).unwrap());
    let indexes = (Index::new(&termbase, &langs.0, &[]), Index::new(&termbase, &langs.1, &[]));
    let checked = CheckedPair {
        source: CheckedText::new(source.1, &langs.0, Some(&mut Scanner::new(&indexes.0)), true),
        target: CheckedText::new(target.1, &langs.1, Some(&mut Scanner::new(&indexes.1)), true),
    };
    pair(&checked, &[rule(id).unwrap()])
}

/// The messages of a rule's hits in a pair, behind the side each is about.
pub(super) fn pair_messages(id: &str, source: (&str, &str), target: (&str, &str)) -> Vec<String> {
    let side = |hit: &Hit| if hit.side == PairSide::Source { "source" } else { "target" };
    pair_hits(id, source, target)
        .iter()
        .map(|hit| format!("{} {}", side(hit), hit.message))
        .collect()
}

pub(super) fn termbase(table: &str) -> Termbase {
    Termbase::read_tsv(&mut table.as_bytes(), "terms.tsv").unwrap().0
}

/// The hits of a rule about documents in texts of a language, by the index of the text.
pub(super) fn document_hits(
    id: &str,
    terms: &str,
    lang: &str,
    texts: &[&str],
) -> Vec<(usize, Hit)> {
    let (termbase, lang) = (termbase(terms), LangTag::parse(lang).unwrap());
    let index = Index::new(&termbase, &lang, &[]);
    let contents: Vec<Content> = texts.iter().map(|text| Content::plain(*text)).collect();
    let mut scanner = Scanner::new(&index);
    let checked: Vec<CheckedText<'_>> = contents
        .iter()
        .map(|content| CheckedText::new(content, &lang, Some(&mut scanner), true))
        .collect();
    document(&checked, &[rule(id).unwrap()])
}
