//! Concepts and their terms: what a termbase holds.

use super::Severity;
use crate::text::LangTag;
use serde::{Deserialize, Serialize};

/// How a term may be used. TBX's administrative statuses map onto these.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum TermStatus {
    /// The term to use.
    #[default]
    Preferred,
    /// Right as well.
    Admitted,
    /// No longer to be used.
    Deprecated,
    /// Wrong.
    Forbidden,
}

impl TermStatus {
    /// Reads a status: the words of this enumeration, TBX's `preferredTerm-admn-sts` and its kin, and
    /// those of other tools.
    pub fn parse(word: &str) -> Option<Self> {
        let word = word.trim();
        if word.len() > 40 {
            return None;
        }
        let word = word.to_ascii_lowercase();
        let word = word.strip_suffix("-admn-sts").unwrap_or(&word);
        Some(match word {
            "preferred" | "preferredterm" | "standardizedterm" | "standardized"
            | "regulatedterm" | "legalterm" | "approved" => Self::Preferred,
            "admitted" | "admittedterm" | "allowed" | "provisional" | "proposed"
            | "non-standard" | "accepted" => Self::Admitted,
            "deprecated" | "deprecatedterm" | "superseded" | "supersededterm" | "obsolete"
            | "not recommended" => Self::Deprecated,
            "forbidden" | "forbiddenterm" | "prohibited" | "rejected" | "avoid" | "do not use" => {
                Self::Forbidden
            }
            _ => return None,
        })
    }

    /// Its word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Preferred => "preferred",
            Self::Admitted => "admitted",
            Self::Deprecated => "deprecated",
            Self::Forbidden => "forbidden",
        }
    }

    /// Whether a text may use the term.
    pub fn is_right(self) -> bool {
        self <= Self::Admitted
    }
}

/// How a term is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MatchMode {
    /// The words as they are, white space and typography aside.
    Exact,
    /// Every inflected form.
    #[default]
    Inflected,
    /// Words that start so.
    Prefix,
    /// The term is a regular expression (Rust's syntax), matched on the text as it is.
    Regex,
}

impl MatchMode {
    /// Its word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Inflected => "inflected",
            Self::Prefix => "prefix",
            Self::Regex => "regex",
        }
    }

    /// Reads a mode by its word; `inflect` is understood too.
    pub fn parse(word: &str) -> Option<Self> {
        Some(match &*word.trim().to_ascii_lowercase() {
            "exact" => Self::Exact,
            "inflected" | "inflect" => Self::Inflected,
            "prefix" => Self::Prefix,
            "regex" => Self::Regex,
            _ => return None,
        })
    }
}

/// Whether the capitals of a term count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CasePolicy {
    /// Any capitals do.
    #[default]
    Any,
    /// The term is found whatever its capitals, and wrong ones are a finding.
    Kept,
    /// With other capitals it is another word: acronyms.
    Exact,
}

impl CasePolicy {
    /// Its word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::Kept => "kept",
            Self::Exact => "exact",
        }
    }

    /// Reads a policy by its word.
    pub fn parse(word: &str) -> Option<Self> {
        Some(match &*word.trim().to_ascii_lowercase() {
            "any" => Self::Any,
            "kept" => Self::Kept,
            "exact" => Self::Exact,
            _ => return None,
        })
    }
}

/// A word or words for a concept in a language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    /// The term.
    pub text: Box<str>,
    /// Its language.
    pub lang: LangTag,
    /// How it may be used.
    #[serde(default)]
    pub status: TermStatus,
    /// How it is looked for.
    #[serde(default)]
    pub mode: MatchMode,
    /// Whether its capitals count.
    #[serde(default)]
    pub case: CasePolicy,
    /// Whether it is an official name: then what nearly is it is a finding.
    #[serde(default)]
    pub proper_name: bool,
    /// Whether it is a short form of the concept's other terms.
    #[serde(default)]
    pub acronym: bool,
    /// Its part of speech, in the words of its source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_of_speech: Option<Box<str>>,
    /// The domains where it holds; everywhere without any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scope: Vec<Box<str>>,
    /// Whether no source confirms it yet.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unconfirmed: bool,
    /// Remarks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Box<str>>,
    /// What else its source says of it, by name: `context`, `source`, `grammaticalGender`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub properties: Vec<(Box<str>, Box<str>)>,
    /// The line of its file it was read from, from 1; 0 where that is not known.
    #[serde(skip)]
    pub line: u32,
}

impl Term {
    /// A preferred term, its case policy by its letters: capitals only are an acronym's.
    pub fn new(text: impl Into<Box<str>>, lang: LangTag) -> Self {
        let text = text.into();
        let acronym = is_acronym(&text);
        let capitals = text.chars().any(char::is_uppercase);
        let case = match (acronym, capitals) {
            (true, _) => CasePolicy::Exact,
            (false, true) => CasePolicy::Kept,
            (false, false) => CasePolicy::Any,
        };
        Self {
            text,
            lang,
            status: TermStatus::Preferred,
            mode: MatchMode::Inflected,
            case,
            proper_name: false,
            acronym,
            part_of_speech: None,
            scope: Vec::new(),
            unconfirmed: false,
            note: None,
            properties: Vec::new(),
            line: 0,
        }
    }

    /// A short form that counts only as it is written, right beside the full forms.
    pub fn short_form(text: impl Into<Box<str>>, lang: LangTag) -> Self {
        Self {
            acronym: true,
            case: CasePolicy::Exact,
            mode: MatchMode::Exact,
            status: TermStatus::Admitted,
            ..Self::new(text, lang)
        }
    }
}

/// Whether a text is written like an acronym: a word or two of capitals and digits.
fn is_acronym(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic());
    let capitals = letters.clone().filter(|c| c.is_uppercase()).count();
    let small = letters.filter(|c| c.is_lowercase()).count();
    capitals >= 2 && small == 0 && text.chars().count() <= 14
}

/// A concept and its terms.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Concept {
    /// Its identifier; may be empty.
    #[serde(default)]
    pub id: Box<str>,
    /// The domain it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<Box<str>>,
    /// What it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub definition: Option<Box<str>>,
    /// Remarks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Box<str>>,
    /// How bad a wrong use of it is, where it is not as bad as the rule says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// Whether its right terms are left alone in source texts: they are not looked for there.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub not_detected: bool,
    /// Whether a target may do without it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub not_required: bool,
    /// Its terms.
    #[serde(default)]
    pub terms: Vec<Term>,
    /// What else its source says of it, by name. What is said for one language has its tag behind an
    /// `@`: `definition@fr`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub properties: Vec<(Box<str>, Box<str>)>,
    /// The line of its file it was read from, from 1; 0 where that is not known.
    #[serde(skip)]
    pub line: u32,
}

impl Concept {
    /// The term to use in a language: the first preferred one that is no acronym, else the first right
    /// one.
    pub fn preferred(&self, lang: &LangTag) -> Option<&Term> {
        let right = |term: &&Term| term.lang.same_language(lang) && term.status.is_right();
        self.terms.iter().filter(right).min_by_key(|term| (term.acronym, term.status))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_of_other_tools_are_known() {
        for (word, status) in [
            ("preferredTerm-admn-sts", TermStatus::Preferred),
            ("supersededTerm-admn-sts", TermStatus::Deprecated),
            ("Forbidden", TermStatus::Forbidden),
            ("admitted", TermStatus::Admitted),
        ] {
            assert_eq!(TermStatus::parse(word), Some(status));
        }
        assert_eq!(TermStatus::parse("nice"), None);
    }

    #[test]
    fn case_follows_the_letters() {
        let case = |text: &str| Term::new(text, LangTag::parse("en").unwrap()).case;
        assert_eq!(case("UNODC"), CasePolicy::Exact);
        assert_eq!(case("Member State"), CasePolicy::Kept);
        assert_eq!(case("refugee"), CasePolicy::Any);
    }
}
