//! What is in a termbase, in figures.

use crate::glossary::Termbase;
use crate::model::{Term, TermStatus};
use crate::text::LangTag;
use serde::Serialize;
use std::collections::BTreeMap;

/// The figures of a termbase.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Stats {
    /// The file, as the user named it.
    pub file: String,
    /// Concepts.
    pub concepts: usize,
    /// Terms.
    pub terms: usize,
    /// Concepts with a definition.
    pub defined: usize,
    /// Concepts with an official name.
    pub names: usize,
    /// Concepts with a right term in every language of the termbase.
    pub complete: usize,
    /// Concepts by domain.
    pub domains: BTreeMap<String, usize>,
    /// Languages, in the order they come.
    pub languages: Vec<LanguageStats>,
}

/// The figures of a language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LanguageStats {
    /// The language.
    pub language: LangTag,
    /// Concepts with a right term in it.
    pub covered: usize,
    /// Terms by status.
    pub preferred: usize,
    /// Right beside the preferred ones.
    pub admitted: usize,
    /// No longer to be used.
    pub deprecated: usize,
    /// Wrong.
    pub forbidden: usize,
    /// Acronyms among them.
    pub acronyms: usize,
    /// Terms no source confirms.
    pub unconfirmed: usize,
}

/// Counts.
pub fn stats(file: &str, termbase: &Termbase) -> Stats {
    let languages = termbase.languages();
    let concepts = &termbase.concepts;
    let covers = |lang: &LangTag, terms: &[Term]| {
        terms.iter().any(|term| term.lang == *lang && term.status.is_right())
    };
    let mut stats = Stats { file: file.to_owned(), concepts: concepts.len(), ..Stats::default() };
    for concept in concepts {
        stats.terms += concept.terms.len();
        stats.defined += usize::from(concept.definition.is_some());
        stats.names += usize::from(concept.terms.iter().any(|term| term.proper_name));
        stats.complete += usize::from(languages.iter().all(|lang| covers(lang, &concept.terms)));
        if let Some(domain) = &concept.domain {
            *stats.domains.entry(domain.to_string()).or_default() += 1;
        }
    }
    let of_language = |lang: &LangTag| {
        let terms = || concepts.iter().flat_map(|c| &c.terms).filter(|term| term.lang == *lang);
        let count = |holds: &dyn Fn(&Term) -> bool| terms().filter(|term| holds(term)).count();
        let status = |status: TermStatus| count(&|term| term.status == status);
        LanguageStats {
            language: lang.clone(),
            covered: concepts.iter().filter(|c| covers(lang, &c.terms)).count(),
            preferred: status(TermStatus::Preferred),
            admitted: status(TermStatus::Admitted),
            deprecated: status(TermStatus::Deprecated),
            forbidden: status(TermStatus::Forbidden),
            acronyms: count(&|term| term.acronym),
            unconfirmed: count(&|term| term.unconfirmed),
        }
    };
    stats.languages = languages.iter().map(of_language).collect();
    stats
}
