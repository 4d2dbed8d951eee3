//! Terms and the concepts they name.

mod acronyms;
pub mod extract;
mod format;
mod lint;
mod matcher;
mod names;
mod read;
mod surface;
mod tokens;
mod write;

use crate::model::{Concept, Finding};
use crate::text::LangTag;
pub use format::TermbaseFormat;
pub use lint::{LINT_RULES, LintRule, LintSettings, lint};
pub use matcher::{Found, Index, Scanner};
pub use names::{Difference, NearMiss};
pub use read::{ReadSettings, read};
use rustc_hash::FxHashSet;
use std::io::{self, BufRead};
pub use write::{WriteSettings, write};

/// Term pairs for the aligner: for each concept, the forms of it in source and target language.
#[derive(Debug, Clone, Default)]
pub struct TermPairs {
    /// `(source forms, target forms)`, one a concept.
    pub concepts: Vec<(Vec<String>, Vec<String>)>,
}

/// A termbase: concepts and their terms.
#[derive(Debug, Clone, Default)]
pub struct Termbase {
    /// The concepts, in the order of their file.
    pub concepts: Vec<Concept>,
}

impl Termbase {
    /// Reads a table, whatever its name is: see [`read`].
    ///
    /// A header row (tab, comma or semicolon between cells) and a row a concept, with columns named by
    /// language tags (`fr`; several terms are parted by `|`), `acronym_fr`, `admitted_fr`, `avoid_fr`,
    /// `forbidden_fr`; or a row a term with columns `term`, `lang` and `status`. Besides, `concept_id`,
    /// `domain`, `definition`, `note`, `severity`, `detect`, `require`, `match` (`proper-name` for official
    /// names), `case`, `scope`, `confirmed` and `unconfirmed`. Other columns are kept as properties; what
    /// is off is a finding, and the rest is read.
    ///
    /// # Errors
    /// When the input can't be read or is over 256 MiB.
    pub fn read_tsv(input: &mut dyn BufRead, name: &str) -> io::Result<(Self, Vec<Finding>)> {
        let format = Some(TermbaseFormat::Tsv);
        read(input, name, &ReadSettings { format, ..ReadSettings::default() })
    }

    /// The languages of its terms, in the order they come.
    pub fn languages(&self) -> Vec<LangTag> {
        let mut met: FxHashSet<&LangTag> = FxHashSet::default();
        let terms = self.concepts.iter().flat_map(|concept| &concept.terms);
        terms.map(|term| &term.lang).filter(|lang| met.insert(lang)).cloned().collect()
    }

    /// The pairs of right forms for two languages (regions and scripts do not matter).
    pub fn pairs(&self, source: &LangTag, target: &LangTag) -> TermPairs {
        let forms = |concept: &Concept, lang: &LangTag| -> Vec<String> {
            let right = concept.terms.iter().filter(|term| term.status.is_right());
            let same = right.filter(|term| term.lang.same_language(lang));
            same.map(|term| term.text.to_string()).collect()
        };
        let both = self.concepts.iter().map(|c| (forms(c, source), forms(c, target)));
        TermPairs { concepts: both.filter(|(s, t)| !s.is_empty() && !t.is_empty()).collect() }
    }
}
