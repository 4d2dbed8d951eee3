//! Language tags (BCP 47), read leniently and written canonically.

use oxilangtag::LanguageTag;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A language tag in canonical BCP 47 form: `en`, `fr-CA`, `zh-Hans`, `pt-BR`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LangTag(Box<str>);

/// A string that is no language tag.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a language tag: write a code such as `en`, `fr-CA` or `zh-Hans`")]
pub struct LangTagError(pub String);

/// Three-letter and older codes that mean the same as a shorter one (ISO 639-2 T and B codes of the
/// languages in daily use, and the codes BCP 47 itself replaces).
const SAME: &[(&str, &str)] = &[
    ("ara", "ar"),
    ("chi", "zh"),
    ("deu", "de"),
    ("eng", "en"),
    ("fra", "fr"),
    ("fre", "fr"),
    ("ger", "de"),
    ("in", "id"),
    ("ita", "it"),
    ("iw", "he"),
    ("jpn", "ja"),
    ("kor", "ko"),
    ("nld", "nl"),
    ("dut", "nl"),
    ("pol", "pl"),
    ("por", "pt"),
    ("rus", "ru"),
    ("spa", "es"),
    ("tha", "th"),
    ("tur", "tr"),
    ("zho", "zh"),
];

impl LangTag {
    /// Reads a tag in any case, with `_` or `-`, with surrounding space.
    ///
    /// # Errors
    /// When the string is not a well-formed tag.
    pub fn parse(tag: &str) -> Result<Self, LangTagError> {
        let wanted = tag.trim().replace('_', "-");
        let error = || LangTagError(tag.to_owned());
        let parsed = LanguageTag::parse_and_normalize(&wanted).map_err(|_| error())?;
        let primary = parsed.primary_language();
        if primary.len() > 3 && !parsed.as_str().starts_with("x-") {
            return Err(error());
        }
        let canonical = match SAME.iter().find(|(from, _)| *from == primary) {
            Some((_, to)) => format!("{to}{}", &parsed.as_str()[primary.len()..]),
            None => parsed.as_str().to_owned(),
        };
        Ok(Self(canonical.into()))
    }

    /// The tag of a text in a language that is not known: `und`.
    pub fn undetermined() -> Self {
        Self("und".into())
    }

    /// The canonical tag.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The language alone: `fr` of `fr-CA`.
    pub fn language(&self) -> &str {
        self.0.split('-').next().unwrap_or(&self.0)
    }

    /// The script subtag, if one is written: `Hans` of `zh-Hans-SG`.
    pub fn script(&self) -> Option<&str> {
        LanguageTag::parse(&*self.0).ok()?.script().map(str::len).and_then(|_| {
            self.0
                .split('-')
                .find(|part| part.len() == 4 && part.bytes().all(|b| b.is_ascii_alphabetic()))
        })
    }

    /// The region subtag, if one is written: `CA` of `fr-CA`.
    pub fn region(&self) -> Option<&str> {
        let parsed = LanguageTag::parse(&*self.0).ok()?;
        let region = parsed.region()?.to_owned();
        self.0.split('-').skip(1).find(|part| *part == region)
    }

    /// Whether both name the same language, whatever their regions or scripts.
    pub fn same_language(&self, other: &Self) -> bool {
        self.language() == other.language()
    }
}

impl fmt::Display for LangTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for LangTag {
    type Err = LangTagError;
    fn from_str(tag: &str) -> Result<Self, Self::Err> {
        Self::parse(tag)
    }
}

impl TryFrom<String> for LangTag {
    type Error = LangTagError;
    fn try_from(tag: String) -> Result<Self, Self::Error> {
        Self::parse(&tag)
    }
}

impl From<LangTag> for String {
    fn from(tag: LangTag) -> Self {
        tag.0.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_become_canonical() {
        for (given, wanted) in [
            ("EN_us", "en-US"),
            ("zh-hans-sg", "zh-Hans-SG"),
            ("FRE", "fr"),
            ("eng-GB", "en-GB"),
            (" pt-br ", "pt-BR"),
            ("iw", "he"),
        ] {
            assert_eq!(LangTag::parse(given).unwrap().as_str(), wanted);
        }
        for bad in ["", "english", "e", "en--US", "*all*", "12"] {
            assert!(LangTag::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn subtags_are_found() {
        let tag = LangTag::parse("zh-Hans-SG").unwrap();
        assert_eq!((tag.language(), tag.script(), tag.region()), ("zh", Some("Hans"), Some("SG")));
        let plain = LangTag::parse("fr").unwrap();
        assert_eq!((plain.script(), plain.region()), (None, None));
    }
}
