//! Termbases written.

mod concepts;
mod jsonl;
mod omegat;
mod properties;
mod rows;
mod tbx;
mod xlsx;

use super::{Termbase, TermbaseFormat};
use crate::model::{Concept, Finding};
use crate::text::LangTag;
use std::io::{self, Write};

/// How a termbase is written.
#[derive(Debug, Clone)]
pub struct WriteSettings {
    /// The format.
    pub format: TermbaseFormat,
    /// The languages whose terms are written, source first; all without any.
    pub languages: Vec<LangTag>,
    /// What the termbase is called in the header of a TBX file.
    pub title: String,
}

impl WriteSettings {
    /// Everything in a format.
    pub fn new(format: TermbaseFormat) -> Self {
        Self { format, languages: Vec::new(), title: "Termbase".to_owned() }
    }
}

/// Writes a termbase. What the format has no place for is a finding.
///
/// # Errors
/// When writing fails, the format is not written (UTX), or an OmegaT glossary is asked for without two
/// languages.
pub fn write(
    termbase: &Termbase,
    settings: &WriteSettings,
    out: &mut dyn Write,
) -> io::Result<Vec<Finding>> {
    let chosen;
    let termbase = if settings.languages.is_empty() {
        termbase
    } else {
        chosen = of_languages(termbase, &settings.languages);
        &chosen
    };
    let findings = match settings.format {
        TermbaseFormat::Tbx => tbx::write(termbase, settings, out)?,
        TermbaseFormat::Tsv => rows::write(termbase, b'\t', out)?,
        TermbaseFormat::Csv => rows::write(termbase, b',', out)?,
        TermbaseFormat::Concepts => concepts::write(termbase, out)?,
        TermbaseFormat::Xlsx => xlsx::write(termbase, out)?,
        TermbaseFormat::Omegat => omegat::write(termbase, &settings.languages, out)?,
        TermbaseFormat::Jsonl => jsonl::write(termbase, out)?,
        TermbaseFormat::Utx => {
            return Err(io::Error::other("UTX is not written: write TBX, TSV or OmegaT"));
        }
    };
    out.flush()?;
    Ok(findings)
}

/// The terms in some languages, those languages first; concepts without any are left out.
fn of_languages(termbase: &Termbase, languages: &[LangTag]) -> Termbase {
    let rank = |tag: &LangTag| languages.iter().position(|lang| lang.same_language(tag));
    let concepts = termbase.concepts.iter().map(|concept| {
        let mut concept = concept.clone();
        concept.terms.retain(|term| rank(&term.lang).is_some());
        concept.terms.sort_by_key(|term| rank(&term.lang));
        concept
    });
    Termbase { concepts: concepts.filter(|concept| !concept.terms.is_empty()).collect() }
}

/// The concepts that can be written where only terms have a place, and how many cannot.
fn with_terms(termbase: &Termbase) -> (impl Iterator<Item = &Concept>, Option<Finding>) {
    let empty = termbase.concepts.iter().filter(|concept| concept.terms.is_empty()).count();
    let finding = (empty > 0).then(|| {
        let message = format!("{empty} concepts have no term and are left out");
        Finding::new("glossary-empty", crate::model::Severity::Warning, message)
    });
    (termbase.concepts.iter().filter(|concept| !concept.terms.is_empty()), finding)
}
