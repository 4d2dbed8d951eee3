//! A unit and what the memory knows of it.

use crate::model::{Unit, Variant};
use crate::text::LangTag;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use unicode_normalization::{IsNormalized, UnicodeNormalization as _, is_nfc_quick};
use xxhash_rust::xxh3::xxh3_64;

/// Where a unit stood in its document. A match in the same place is worth more.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Context {
    /// The [`text_hash`] of the source segment before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<u64>,
    /// The [`text_hash`] of the source segment behind it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<u64>,
    /// The document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<Box<str>>,
    /// The key of the text there (a message identifier).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<Box<str>>,
}

/// A unit and what the memory knows of it besides.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Entry {
    /// The texts with everything their source said of them.
    pub unit: Unit,
    /// Where it stood.
    #[serde(default, skip_serializing_if = "is_default")]
    pub context: Context,
    /// When it was made, a TMX date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<Box<str>>,
    /// When it was last changed, a TMX date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed: Option<Box<str>>,
    /// Who changed it last, else who made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<Box<str>>,
    /// Where the translation comes from: `human`, `machine`, `alignment`, or any other word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Box<str>>,
    /// The subject.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<Box<str>>,
    /// How good the translation is, 0–1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<f32>,
    /// How far the work on it is: `draft`, `approved`, or any other word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Box<str>>,
}

/// A unit of a memory.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredUnit {
    /// Its number, given when it was added; never given again.
    pub id: u64,
    /// The unit and what is known of it.
    pub entry: Entry,
}

fn is_default(context: &Context) -> bool {
    *context == Context::default()
}

impl Entry {
    /// A unit, with the dates, the author, the domain, the origin and the score its attributes and
    /// properties tell (`creationdate`, `changedate`, `changeid`, else `creationid`; `x-domain`, else
    /// `domain`; `x-origin`; `x-score`, else `x-alignment-score`; `x-document`; `x-context-key`). Those of
    /// the first variant that has one stand in for a unit without.
    pub fn new(unit: Unit) -> Self {
        let attribute = |name: &str| {
            let lists = [&unit.attributes].into_iter().chain(unit.variants.iter().map(attributes));
            lists.flatten().find(|(known, _)| &**known == name).map(|(_, value)| value.clone())
        };
        let prop = |name: &str| {
            let mut props = unit.props.iter();
            props.find(|prop| &*prop.name == name).map(|prop| prop.value.clone())
        };
        let score = prop("x-score").or_else(|| prop("x-alignment-score"));
        let score = score.and_then(|value| value.parse().ok());
        Self {
            created: attribute("creationdate"),
            changed: attribute("changedate"),
            author: attribute("changeid").or_else(|| attribute("creationid")),
            domain: prop("x-domain").or_else(|| prop("domain")),
            origin: prop("x-origin"),
            score: score.filter(|score: &f32| (0.0..=1.0).contains(score)),
            context: Context {
                document: prop("x-document"),
                key: prop("x-context-key"),
                ..Context::default()
            },
            status: None,
            unit,
        }
    }

    /// When it was last changed, else made.
    pub fn date(&self) -> Option<&str> {
        self.changed.as_deref().or(self.created.as_deref())
    }
}

fn attributes(variant: &Variant) -> &Vec<(Box<str>, Box<str>)> {
    &variant.attributes
}

/// A text in NFC; the text itself where it is.
pub(crate) fn normalised(text: &str) -> Cow<'_, str> {
    match is_nfc_quick(text.chars()) {
        _ if text.is_ascii() => Cow::Borrowed(text),
        IsNormalized::Yes => Cow::Borrowed(text),
        _ => Cow::Owned(text.nfc().collect()),
    }
}

/// The hash by which exact texts are found: XXH3 (64 bits, no seed) of the text in NFC. It is stored in
/// files and never changes.
pub fn text_hash(text: &str) -> u64 {
    if text.is_ascii() {
        return xxh3_64(text.as_bytes());
    }
    xxh3_64(normalised(text).as_bytes())
}

/// Whether a tag is the one asked for, or another form of the same language.
pub(crate) fn fits(tag: &LangTag, wanted: &LangTag) -> bool {
    tag == wanted || tag.same_language(wanted)
}

/// Units, each once: those found under the very tag (`false`) first, each group by ascending number.
pub(crate) fn very_tag_first(mut units: Vec<(bool, u64)>) -> Vec<u64> {
    units.sort_unstable();
    let mut seen = std::collections::BTreeSet::new();
    units.into_iter().map(|(_, unit)| unit).filter(|unit| seen.insert(*unit)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Content, Property};

    /// Files hold these numbers.
    #[test]
    fn hashes_never_change() {
        assert_eq!(text_hash(""), 0x2D06_8005_38D3_94C2);
        assert_eq!(text_hash("Text"), 0x8D5F_9907_BDEB_9FFF);
        assert_eq!(text_hash("e\u{301}"), text_hash("é"));
        assert_ne!(text_hash("e"), text_hash("é"));
    }

    #[test]
    fn what_a_unit_says_of_itself_is_known() {
        let pair = |name: &str, value: &str| (Box::from(name), Box::from(value));
        let prop = |name: &str, value: &str| Property {
            name: name.into(),
            value: value.into(),
            lang: None,
        };
        let mut variant = Variant::new(LangTag::undetermined(), Content::plain("x"));
        variant.attributes = vec![pair("changedate", "20210101T000000Z"), pair("changeid", "bob")];
        let unit = Unit {
            attributes: vec![pair("creationdate", "20200101T000000Z"), pair("creationid", "ann")],
            props: vec![
                prop("domain", "law"),
                prop("x-score", "1.5"),
                prop("x-document", "a.docx"),
                prop("x-context-key", "k"),
            ],
            variants: vec![variant],
            ..Unit::default()
        };
        let entry = Entry::new(unit.clone());
        assert_eq!(entry.unit, unit);
        assert_eq!(entry.date(), Some("20210101T000000Z"));
        assert_eq!(entry.created.as_deref(), Some("20200101T000000Z"));
        assert_eq!((entry.author.as_deref(), entry.domain.as_deref()), (Some("bob"), Some("law")));
        assert_eq!(entry.score, None, "no score is above 1");
        assert_eq!(entry.context.document.as_deref(), Some("a.docx"));
        assert_eq!(entry.context.key.as_deref(), Some("k"));
    }
}
