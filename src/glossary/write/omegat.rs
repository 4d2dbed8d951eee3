//! OmegaT's glossaries: each right source term with each right target term; what is to be avoided stands in
//! the comment, where a translator sees it.

use crate::glossary::Termbase;
use crate::model::{Concept, Finding, Severity, Term};
use crate::text::LangTag;
use std::io::{self, Write};

pub(super) fn write(
    termbase: &Termbase,
    languages: &[LangTag],
    out: &mut dyn Write,
) -> io::Result<Vec<Finding>> {
    let [source, target] = languages else {
        let message = "an OmegaT glossary has two languages: name them, the source first";
        return Err(io::Error::other(message));
    };
    let mut without = 0;
    for concept in &termbase.concepts {
        let sources = right(concept, source);
        let targets = right(concept, target);
        if sources.is_empty() || targets.is_empty() {
            without += 1;
            continue;
        }
        for from in &sources {
            for to in &targets {
                let cells = [&*from.text, &*to.text, &comment(concept, to)].map(one_line);
                writeln!(out, "{}", cells.join("\t").trim_end_matches('\t'))?;
            }
        }
    }
    let finding = (without > 0).then(|| {
        let message =
            format!("{without} concepts have no right term in both languages and are left out");
        Finding::new("glossary-missing-language", Severity::Warning, message)
    });
    Ok(finding.into_iter().collect())
}

/// The terms to use in a language, the preferred ones first.
fn right<'c>(concept: &'c Concept, lang: &LangTag) -> Vec<&'c Term> {
    let terms = concept.terms.iter();
    let mut right: Vec<&Term> =
        terms.filter(|term| term.lang.same_language(lang) && term.status.is_right()).collect();
    right.sort_by_key(|term| term.status);
    right
}

/// What there is to say beside a target term.
fn comment(concept: &Concept, term: &Term) -> String {
    let said = term.note.as_deref().or(concept.definition.as_deref());
    let wrong = concept
        .terms
        .iter()
        .filter(|other| other.lang.same_language(&term.lang) && !other.status.is_right());
    let wrong: Vec<&str> = wrong.map(|other| &*other.text).collect();
    let mut parts: Vec<String> = said.map(str::to_owned).into_iter().collect();
    if !wrong.is_empty() {
        parts.push(format!("not: {}", wrong.join(", ")));
    }
    parts.join("; ")
}

fn one_line(text: &str) -> String {
    // A line that starts with it is a comment.
    let text = text.trim_start_matches('#');
    text.replace(['\t', '\n', '\r'], " ")
}
