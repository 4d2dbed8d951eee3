//! Findings: what is off in data, told so that a person can act on it.

use crate::text::LangTag;
use serde::{Deserialize, Serialize};
use std::{borrow::Cow, fmt};

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Good to know.
    Info,
    /// Probably wrong.
    Warning,
    /// Wrong: something was lost or cannot be used.
    Error,
}

/// A place in a file, for people and machines. All counts start at 1 but the offset's.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub struct Position {
    /// Bytes from the start of the decoded text.
    pub offset: u64,
    /// The line.
    pub line: u32,
    /// The character in the line.
    pub column: u32,
}

/// A second place that explains a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Related {
    /// What is there.
    pub message: String,
    /// The file, if another.
    pub file: Option<String>,
    /// Where.
    pub position: Option<Position>,
}

/// A change that would resolve a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fix {
    /// What it does, in lower case: `write "Joint Valletta Action Plan"`.
    pub title: String,
    /// Whether it can be applied without a look: the words are right in any sentence. Others are
    /// proposals (a term for another may need its endings changed).
    #[serde(default = "always")]
    pub safe: bool,
    /// The replacements, in order, none over another. Where markup stands between the words to
    /// replace there is one on each side of it.
    pub edits: Vec<Edit>,
}

fn always() -> bool {
    true
}

/// A stretch of a file's text to replace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// Bytes of the decoded text of the file, or of the member the finding names.
    pub range: std::ops::Range<u64>,
    /// Where it starts and, behind its last character, ends.
    pub place: (Position, Position),
    /// What to write there, escaped as the file's format asks.
    pub replacement: String,
}

/// The text a finding is about, for reports that show it and for fingerprints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Excerpt {
    /// A segment, or the part of a long one around the place.
    pub text: Box<str>,
    /// The bytes of it that are meant.
    pub range: std::ops::Range<u32>,
    /// Its language, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<LangTag>,
}

/// Something off in the data. Reading goes on behind it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// A stable code: `TMX014`, `term-forbidden`.
    pub rule: Cow<'static, str>,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, where and what to do, in lower case without a full stop.
    pub message: String,
    /// The file, where there is one.
    pub file: Option<String>,
    /// Where in it.
    pub position: Option<Position>,
    /// Where what is meant ends: behind its last character.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<Position>,
    /// The member of a container the position is in (`word/document.xml`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<Box<str>>,
    /// The text around it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excerpt: Option<Excerpt>,
    /// The same for the same finding wherever edits move it: made of the rule, what was found and the
    /// text around, never of positions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<Box<str>>,
    /// Other places that matter.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<Related>,
    /// Changes that resolve it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fixes: Vec<Fix>,
}

impl Finding {
    /// A finding without a place.
    pub fn new(
        rule: impl Into<Cow<'static, str>>,
        severity: Severity,
        message: impl Into<String>,
    ) -> Self {
        Self {
            rule: rule.into(),
            severity,
            message: message.into(),
            file: None,
            position: None,
            end: None,
            member: None,
            excerpt: None,
            fingerprint: None,
            related: Vec::new(),
            fixes: Vec::new(),
        }
    }

    /// The same with a place.
    #[must_use]
    pub fn at(mut self, position: Position) -> Self {
        self.position = Some(position);
        self
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// `file:line:column: severity: message [rule]`
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(file) = &self.file {
            write!(f, "{file}:")?;
        }
        if let Some(position) = self.position {
            write!(f, "{}:{}:", position.line, position.column)?;
        }
        if self.file.is_some() || self.position.is_some() {
            f.write_str(" ")?;
        }
        write!(f, "{}: {} [{}]", self.severity, self.message, self.rule)
    }
}
