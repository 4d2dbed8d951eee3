//! Translation units: what a memory holds.

use super::Content;
use crate::text::LangTag;
use serde::{Deserialize, Serialize};

/// Attributes by name, in the order they were written. Names are the TMX ones (`creationdate`,
/// `changeid`, …); dates are kept as `YYYYMMDDThhmmssZ` where they could be read.
pub type Attributes = Vec<(Box<str>, Box<str>)>;

/// A free property (TMX `prop`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Property {
    /// Its type, such as `x-domain`.
    #[serde(rename = "type")]
    pub name: Box<str>,
    /// Its value.
    pub value: Box<str>,
    /// The language of the value, if given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<Box<str>>,
}

/// A remark (TMX `note`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// The text.
    pub text: Box<str>,
    /// Its language, if given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<Box<str>>,
}

/// A segment in several languages (TMX `tu`).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Unit {
    /// Its identifier (TMX `tuid`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Box<str>>,
    /// Other attributes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attributes: Attributes,
    /// Remarks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
    /// Properties, unknown ones included.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub props: Vec<Property>,
    /// The texts. A language may come more than once.
    pub variants: Vec<Variant>,
}

/// The text of a unit in one language (TMX `tuv`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variant {
    /// The language.
    pub lang: LangTag,
    /// Other attributes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attributes: Attributes,
    /// Remarks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
    /// Properties.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub props: Vec<Property>,
    /// The text and its codes.
    pub content: Content,
}

/// What a memory says of itself (TMX `header`).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Header {
    /// The source language; `None` where each unit says its own, or any may be (TMX `*all*`).
    pub srclang: Option<LangTag>,
    /// The other attributes (`creationtool`, `segtype`, `o-tmf`, `datatype`, …).
    pub attributes: Attributes,
    /// Remarks.
    pub notes: Vec<Note>,
    /// Properties.
    pub props: Vec<Property>,
}

impl Variant {
    /// A text in a language.
    pub fn new(lang: LangTag, content: Content) -> Self {
        Self { lang, attributes: Vec::new(), notes: Vec::new(), props: Vec::new(), content }
    }
}

impl Unit {
    /// The first variant in exactly this language, else the first in the same language with another
    /// region or script.
    pub fn variant(&self, lang: &LangTag) -> Option<&Variant> {
        let exact = self.variants.iter().find(|variant| variant.lang == *lang);
        exact.or_else(|| self.variants.iter().find(|variant| variant.lang.same_language(lang)))
    }
}
