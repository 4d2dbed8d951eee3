//! Terms and the concepts they name.

use crate::model::Finding;
use crate::text::LangTag;
use std::io::{self, BufRead};

/// Term pairs for the aligner: for each concept, the forms of it in source and target language.
#[derive(Debug, Clone, Default)]
pub struct TermPairs {
    /// `(source forms, target forms)`, one a concept.
    pub concepts: Vec<(Vec<String>, Vec<String>)>,
}

/// A termbase: the terms of each concept by language.
#[derive(Debug, Clone, Default)]
pub struct Termbase {
    /// The terms of each concept.
    pub concepts: Vec<Vec<(LangTag, String)>>,
}

impl Termbase {
    /// Reads a table with a column a language.
    ///
    /// # Errors
    /// When the input can't be read.
    pub fn read_tsv(input: &mut dyn BufRead, name: &str) -> io::Result<(Self, Vec<Finding>)> {
        let _ = (input, name);
        Ok((Self::default(), Vec::new()))
    }

    /// The pairs for two languages (regions and scripts do not matter).
    pub fn pairs(&self, source: &LangTag, target: &LangTag) -> TermPairs {
        let forms = |concept: &[(LangTag, String)], lang: &LangTag| -> Vec<String> {
            concept.iter().filter(|(l, _)| l.same_language(lang)).map(|(_, t)| t.clone()).collect()
        };
        let both = self.concepts.iter().map(|c| (forms(c, source), forms(c, target)));
        TermPairs { concepts: both.filter(|(s, t)| !s.is_empty() && !t.is_empty()).collect() }
    }
}
