//! Which units are wanted.

use super::Entry;
use super::entry::fits;
use crate::text::LangTag;
use regex::Regex;

/// What a text must have.
#[derive(Debug, Clone)]
pub enum TextPattern {
    /// These letters just so.
    Contains(Box<str>),
    /// A match of an expression.
    Regex(Regex),
}

/// Conditions a unit must fulfil, all of them; none by default.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// It has texts in all these languages (whatever the region or script).
    pub languages: Vec<LangTag>,
    /// It was last changed (or made) at this date or later, as far as given: `2024`, `20240131`,
    /// `20240131T120000Z`. Units without a date fail.
    pub since: Option<Box<str>>,
    /// It was last changed (or made) before this date. Units without a date fail.
    pub before: Option<Box<str>>,
    /// It is by this author, whatever the case of ASCII letters.
    pub author: Option<Box<str>>,
    /// It is in this domain.
    pub domain: Option<Box<str>>,
    /// It has this origin.
    pub origin: Option<Box<str>>,
    /// It has this status.
    pub status: Option<Box<str>>,
    /// It stood in this document.
    pub document: Option<Box<str>>,
    /// Its score is at least this; units without one fail.
    pub min_score: Option<f32>,
    /// It, or one of its variants, has a property of this name, with a value that matches if an
    /// expression is given.
    pub prop: Option<(Box<str>, Option<Regex>)>,
    /// One of its texts (in the language, if one is given) has this.
    pub text: Option<(Option<LangTag>, TextPattern)>,
}

impl TextPattern {
    /// Whether a text has it.
    pub fn is_in(&self, text: &str) -> bool {
        match self {
            Self::Contains(part) => {
                memchr::memmem::find(text.as_bytes(), part.as_bytes()).is_some()
            }
            Self::Regex(regex) => regex.is_match(text),
        }
    }
}

impl Filter {
    /// Whether there is no condition.
    pub fn is_empty(&self) -> bool {
        let Self { languages, since, before, author, domain, origin, status, document, .. } = self;
        let words = [since, before, author, domain, origin, status, document];
        languages.is_empty()
            && words.iter().all(|word| word.is_none())
            && self.min_score.is_none()
            && self.prop.is_none()
            && self.text.is_none()
    }

    /// Whether a unit fulfils all conditions.
    pub fn passes(&self, entry: &Entry) -> bool {
        let same = |wanted: &Option<Box<str>>, value: &Option<Box<str>>| {
            wanted.is_none() || wanted == value
        };
        let by = |wanted: &str| {
            entry.author.as_ref().is_some_and(|author| author.eq_ignore_ascii_case(wanted))
        };
        let dated = |fits: &dyn Fn(&str) -> bool| entry.date().is_some_and(fits);
        same(&self.domain, &entry.domain)
            && same(&self.origin, &entry.origin)
            && same(&self.status, &entry.status)
            && same(&self.document, &entry.context.document)
            && self.author.as_deref().is_none_or(by)
            && self.since.as_ref().is_none_or(|since| dated(&|date| date >= &**since))
            && self.before.as_ref().is_none_or(|before| dated(&|date| date < &**before))
            && self.min_score.is_none_or(|least| entry.score.is_some_and(|score| score >= least))
            && self.languages.iter().all(|lang| entry.unit.variant(lang).is_some())
            && self.has_prop(entry)
            && self.has_text(entry)
    }

    fn has_prop(&self, entry: &Entry) -> bool {
        let Some((name, value)) = &self.prop else { return true };
        let lists = entry.unit.variants.iter().map(|variant| &variant.props);
        lists.chain([&entry.unit.props]).flatten().any(|prop| {
            prop.name.eq_ignore_ascii_case(name)
                && value.as_ref().is_none_or(|value| value.is_match(&prop.value))
        })
    }

    fn has_text(&self, entry: &Entry) -> bool {
        let Some((lang, pattern)) = &self.text else { return true };
        entry.unit.variants.iter().any(|variant| {
            lang.as_ref().is_none_or(|lang| fits(&variant.lang, lang))
                && pattern.is_in(&variant.content.text)
        })
    }
}
