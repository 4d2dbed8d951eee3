//! Sentence segmentation by the built-in rules of the languages, or by those of an SRX file.
//!
//! The text is scanned for marks that may end a sentence (`scan`); each is decided from the words around
//! it (`context`) and the language's list (`rules`, `rules/*.txt`) by one function (`decide`), which also
//! says why: splitting asks it whether a sentence ends, [`Segmenter::explain`] shows its reason. The commonest
//! places are decided the same way with fewer questions (`glance`). Nothing
//! is matched by backtracking and every look to the left or right is bounded, so that time is linear in
//! the text. Languages without a list are cut by one that fits most. Foreign rules ([`srx`]) are compiled
//! to automata.

mod behind;
mod block;
mod context;
mod cyrillic;
mod decide;
mod eight;
mod explain;
mod fold;
mod forms;
mod glance;
mod glued;
mod labels;
mod learn;
mod letters;
mod lexicon;
mod lists;
mod marks;
mod numbers;
mod place;
mod quotation;
mod rules;
mod scan;
pub mod srx;
mod stop;

pub use explain::{Class, Reason, Verdict};
pub use rules::RulesError;

use crate::model::{Finding, FormatHandles};
use crate::text::LangTag;
use learn::Learnt;
use rules::Rules;
use srx::{Compiled, Engine, Foreign, Srx};
use std::ops::Range;
use std::sync::Arc;

/// Cuts text into sentences by the rules of one language. Cheap to copy.
#[derive(Debug, Clone)]
pub struct Segmenter {
    rules: Kind,
}

#[derive(Debug, Clone)]
enum Kind {
    BuiltIn(Arc<Rules>, Option<Arc<Learnt>>),
    Srx(Arc<Compiled>, FormatHandles),
    Foreign(Arc<Foreign>, FormatHandles),
}

impl Segmenter {
    /// The built-in rules for a language, given by its tag (`fr`, `pt-BR`, `zh_Hant`); where there are
    /// none, rules that fit most languages.
    pub fn for_language(tag: &str) -> Self {
        let parsed = LangTag::parse(tag).ok();
        let code = parsed.as_ref().map_or("und", LangTag::language);
        Self { rules: Kind::BuiltIn(lists::of(code), None) }
    }

    /// This segmenter with the lines of a list added, in the form of the built-in ones: `never: approx`,
    /// `numeric: fig`, `remove: no`. A word's new class replaces the one it has. Rules of an SRX file stay
    /// as they are.
    ///
    /// # Errors
    /// At a line that is no `class: word word …`.
    ///
    /// ```
    /// # use targum::segment::Segmenter;
    /// let segmenter = Segmenter::for_language("en").with_rules("never: Abt")?;
    /// assert_eq!(segmenter.split("Abt. Meier left. He ran.").count(), 2);
    /// # Ok::<(), targum::segment::RulesError>(())
    /// ```
    pub fn with_rules(&self, text: &str) -> Result<Self, RulesError> {
        let rules = match &self.rules {
            Kind::BuiltIn(rules, learnt) => {
                let rules = Rules::clone(rules).with(text)?;
                Kind::BuiltIn(Arc::new(rules), learnt.clone())
            }
            srx @ (Kind::Srx(..) | Kind::Foreign(..)) => srx.clone(),
        };
        Ok(Self { rules })
    }

    /// This segmenter with what the texts of one document say of its words: abbreviations no list has, and
    /// words that start sentences. They decide only where nothing else does. A small document says nothing.
    #[must_use]
    pub fn learn<'t>(&self, texts: impl Iterator<Item = &'t str>) -> Self {
        let rules = match &self.rules {
            Kind::BuiltIn(rules, _) => {
                Kind::BuiltIn(rules.clone(), Learnt::of(texts, rules).map(Arc::new))
            }
            srx @ (Kind::Srx(..) | Kind::Foreign(..)) => srx.clone(),
        };
        Self { rules }
    }

    /// The rules an SRX file has for a language, and a finding for each that can't be used.
    pub fn from_srx(srx: &Srx, lang: &LangTag) -> (Self, Vec<Finding>) {
        let (compiled, findings) = srx.compile(lang);
        (Self { rules: Kind::Srx(Arc::new(compiled), srx.handles) }, findings)
    }

    /// The rules an SRX file has for a language, run as another tool does.
    pub fn from_srx_for(engine: Engine, srx: &Srx, lang: &LangTag) -> (Self, Vec<Finding>) {
        let (foreign, findings) = srx.compile_for(engine, lang);
        (Self { rules: Kind::Foreign(Arc::new(foreign), srx.handles) }, findings)
    }

    /// What came up while texts were cut, each thing once: rules of an SRX file that took too many steps.
    pub fn remarks(&self) -> Vec<Finding> {
        match &self.rules {
            Kind::Srx(compiled, _) => compiled.remarks(),
            Kind::Foreign(foreign, _) => foreign.remarks(),
            Kind::BuiltIn(..) => Vec::new(),
        }
    }

    /// Which of the codes at a break stay with the segment before it.
    pub fn handles(&self) -> FormatHandles {
        match self.rules {
            Kind::Srx(_, handles) | Kind::Foreign(_, handles) => handles,
            Kind::BuiltIn(..) => FormatHandles::default(),
        }
    }

    /// The sentences of `text` as byte ranges that follow each other without a gap from 0 to its end
    /// (white space belongs to the sentence before it).
    pub fn split(&self, text: &str) -> impl Iterator<Item = Range<usize>> {
        let mut ends = match &self.rules {
            Kind::BuiltIn(rules, learnt) => {
                Ends::BuiltIn(decide::Verdicts::new(text, rules, learnt.as_deref()))
            }
            Kind::Srx(compiled, _) => Ends::Srx(compiled.breaks(text)),
            Kind::Foreign(foreign, _) => Ends::Srx(foreign.breaks(text)),
        };
        if let Ends::Srx(breaks) = &mut ends {
            if !text.is_empty() {
                breaks.push(text.len());
            }
            // They are taken from behind.
            breaks.reverse();
        }
        let mut start = 0;
        ends.map(move |end| std::mem::replace(&mut start, end)..end)
    }

    /// What was decided at each place of `text` where a sentence may end. Rules of an SRX file give none.
    pub fn explain(&self, text: &str) -> Vec<Verdict> {
        match &self.rules {
            Kind::BuiltIn(rules, learnt) => {
                decide::Verdicts::new(text, rules, learnt.as_deref()).collect()
            }
            Kind::Srx(..) | Kind::Foreign(..) => Vec::new(),
        }
    }
}

/// Where the sentences of a text end, the last of which is its end.
enum Ends<'t, 'r> {
    BuiltIn(decide::Verdicts<'t, 'r>),
    /// The last one first.
    Srx(Vec<usize>),
}

impl Iterator for Ends<'_, '_> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        match self {
            Self::BuiltIn(verdicts) => {
                verdicts.find(|verdict| verdict.breaks).map(|verdict| verdict.end)
            }
            Self::Srx(breaks) => breaks.pop(),
        }
    }
}

/// Whether a language, given by its code, has rules of its own or shares another's.
pub fn has_rules(code: &str) -> bool {
    lists::is_known(code)
}

/// The languages that have rules.
pub fn languages() -> impl Iterator<Item = &'static str> {
    lists::languages()
}

#[cfg(test)]
mod tests;
