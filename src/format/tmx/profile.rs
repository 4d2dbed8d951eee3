//! What importers demand beyond the DTD, as a table of facts.

use crate::format::FormatError;
use crate::model::{Unit, Variant};
use crate::text::LangTag;

/// An importer and what it demands.
///
/// Where the facts come from:
/// - *strict*: the DTD of TMX 1.4 alone.
/// - *omegat*: how its loader behaves. It compares the first two letters of a tag with the language and
///   the two letters from the fourth on with the region, whatever their case; it takes the variant with
///   the same region, else the one without region, else any other. So `zh-Hans-CN` is written `zh-CN`,
///   and of two variants it can't tell apart the first is kept. It reads props of units only, any
///   srclang, and refuses a document type other than `tmx11.dtd` and `tmx14.dtd`.
/// - *trados*: the import page of Trados Studio's cloud documentation: the language pair of the file
///   must be that of the memory, no side over 2,000 characters, no file over 1 GB.
/// - *memoq*: its help: versions 1.1 to 1.4b, two languages picked at import out of any number. Nothing
///   is demanded beyond the DTD, but only one variant a language can be picked.
/// - *phrase*: the translation memory pages of Phrase TMS: one source language, any number of targets,
///   one segment a language, no file over 1 GB.
/// - *smartling*: its TMX page: `srclang` in the header, every other `srclang` equal to it, and
///   `datatype` one of six.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "a table of independent facts")]
pub struct Profile {
    /// The name that [`crate::format::WriteOptions::profile`] takes.
    pub name: &'static str,
    /// The importer and its demands in one line.
    pub title: &'static str,
    /// Exactly two languages, the same in all units.
    pub bilingual: bool,
    /// A source language for the whole file, and a variant in it in every unit.
    pub one_source: bool,
    /// At most one variant a language.
    pub one_each: bool,
    /// The region right behind the language, and no variants that differ elsewhere only.
    pub short_tags: bool,
    /// The most characters of a segment.
    pub max_characters: Option<usize>,
    /// The most bytes of a file.
    pub max_bytes: Option<u64>,
    /// The values `datatype` of the header may have, the one to fall back on first.
    pub datatypes: &'static [&'static str],
}

const STRICT: Profile = Profile {
    name: "strict",
    title: "TMX 1.4 as its DTD has it",
    bilingual: false,
    one_source: false,
    one_each: false,
    short_tags: false,
    max_characters: None,
    max_bytes: None,
    datatypes: &[],
};

/// All profiles; the first is the default.
pub static PROFILES: &[Profile] = &[
    STRICT,
    Profile {
        name: "omegat",
        title: "OmegaT: language tags its loader can tell apart",
        short_tags: true,
        ..STRICT
    },
    Profile {
        name: "trados",
        title: "Trados: two languages, at most 2,000 characters a side, at most 1 GB",
        bilingual: true,
        one_source: true,
        one_each: true,
        max_characters: Some(2000),
        max_bytes: Some(1_000_000_000),
        ..STRICT
    },
    Profile { name: "memoq", title: "memoQ: one variant a language", one_each: true, ..STRICT },
    Profile {
        name: "phrase",
        title: "Phrase: one source language, one variant a language, at most 1 GB",
        one_source: true,
        one_each: true,
        max_bytes: Some(1_000_000_000),
        ..STRICT
    },
    Profile {
        name: "smartling",
        title: "Smartling: one source language throughout, datatype from its list",
        one_source: true,
        datatypes: &["unknown", "html", "plaintext", "rtf", "sgml", "xml"],
        ..STRICT
    },
];

/// Why a unit does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Unfit {
    /// It can't be written for this importer.
    Unit(String),
    /// A side is too long.
    Long(String),
}

/// A profile at work on one file.
#[derive(Debug)]
pub(super) struct Fitting {
    pub(super) profile: &'static Profile,
    /// The source language, where the profile wants one.
    source: Option<LangTag>,
    /// The other language of a bilingual file, once known.
    target: Option<LangTag>,
}

impl Fitting {
    /// Finds the profile and holds the languages against it.
    pub(super) fn new(
        name: Option<&str>,
        srclang: Option<&LangTag>,
        languages: &[LangTag],
    ) -> Result<Self, FormatError> {
        let known = |name: &str| PROFILES.iter().find(|p| p.name.eq_ignore_ascii_case(name));
        let Some(profile) = name.map_or(Some(&PROFILES[0]), known) else {
            let names: Vec<_> = PROFILES.iter().map(|profile| profile.name).collect();
            let wanted = name.unwrap_or_default();
            return Err(FormatError::unfit(format!(
                "there is no TMX profile `{wanted}`: take one of {}",
                names.join(", ")
            )));
        };
        let source = srclang.or(languages.first()).filter(|_| profile.one_source).cloned();
        if profile.one_source && source.is_none() {
            return Err(FormatError::unfit(format!(
                "the profile {} needs one source language and the memory names none: name it",
                profile.name
            )));
        }
        let others: Vec<_> =
            languages.iter().filter(|lang| Some(*lang) != source.as_ref()).collect();
        if profile.bilingual && others.len() > 1 {
            return Err(FormatError::unfit(format!(
                "the profile {} takes two languages and the memory has {}: split it into pairs",
                profile.name,
                others.len() + 1
            )));
        }
        let target = others.first().filter(|_| profile.bilingual).copied().cloned();
        Ok(Self { profile, source, target })
    }

    /// The source language to write in the header, where the profile wants one.
    pub(super) fn source(&self) -> Option<&LangTag> {
        self.source.as_ref()
    }

    /// The variants to write, and how many were left out.
    pub(super) fn fit<'u>(&mut self, unit: &'u Unit) -> Result<(Vec<&'u Variant>, usize), Unfit> {
        let mut kept: Vec<&Variant> = Vec::with_capacity(unit.variants.len());
        let profile = self.profile;
        if let Some(source) = &self.source {
            check_source(unit, source)?;
        }
        if profile.bilingual && self.target.is_none() {
            let other = unit.variants.iter().find(|v| Some(&v.lang) != self.source.as_ref());
            self.target = other.map(|variant| variant.lang.clone());
        }
        for variant in &unit.variants {
            let wanted =
                |lang| Some(lang) == self.source.as_ref() || Some(lang) == self.target.as_ref();
            let same = |other: &&Variant| {
                profile.one_each && other.lang == variant.lang
                    || profile.short_tags && loader_key(&other.lang) == loader_key(&variant.lang)
            };
            if !(profile.bilingual && !wanted(&variant.lang) || kept.iter().any(same)) {
                kept.push(variant);
            }
        }
        if profile.bilingual && kept.len() < 2 {
            let target = self.target.as_ref().map_or("a second language", LangTag::as_str);
            return Err(Unfit::Unit(format!("it has no variant in {target}")));
        }
        for variant in &kept {
            let text = &variant.content.text;
            if let Some(max) = profile.max_characters
                && text.len() > max
            {
                let count = text.chars().count();
                if count > max {
                    let lang = &variant.lang;
                    return Err(Unfit::Long(format!(
                        "{count} characters in {lang}, {max} allowed"
                    )));
                }
            }
        }
        let left = unit.variants.len() - kept.len();
        Ok((kept, left))
    }

    /// The tag to write for a language.
    pub(super) fn tag(&self, lang: &LangTag) -> String {
        match lang.region() {
            Some(region) if self.profile.short_tags => format!("{}-{region}", lang.language()),
            _ => lang.as_str().to_owned(),
        }
    }
}

/// Holds a unit against the source language of the file.
fn check_source(unit: &Unit, source: &LangTag) -> Result<(), Unfit> {
    let own = unit.attributes.iter().find(|(name, _)| &**name == "srclang");
    if let Some((_, own)) = own
        && LangTag::parse(own).ok().as_ref() != Some(source)
    {
        return Err(Unfit::Unit(format!("its srclang is {own}, the file's {source}")));
    }
    if unit.variants.iter().all(|variant| variant.lang != *source) {
        return Err(Unfit::Unit(format!("it has no variant in the source language {source}")));
    }
    Ok(())
}

/// What OmegaT's loader sees of a tag: two letters of the language, two behind the third.
fn loader_key(lang: &LangTag) -> (String, String) {
    let tail = lang.region().or(lang.script()).unwrap_or_default();
    let letters = |part: &str| part.chars().take(2).collect::<String>().to_ascii_lowercase();
    (letters(lang.language()), letters(tail))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Content;

    fn tag(lang: &str) -> LangTag {
        LangTag::parse(lang).unwrap()
    }

    fn unit(langs: &[&str]) -> Unit {
        let variant = |lang: &&str| Variant::new(tag(lang), Content::plain("text"));
        Unit { variants: langs.iter().map(variant).collect(), ..Unit::default() }
    }

    fn kept(profile: &str, langs: &[&str]) -> Result<Vec<String>, Unfit> {
        let mut fitting = Fitting::new(Some(profile), Some(&tag("en")), &[]).unwrap();
        let unit = unit(langs);
        Ok(fitting.fit(&unit)?.0.iter().map(|v| fitting.tag(&v.lang)).collect())
    }

    #[test]
    fn each_profile_takes_what_its_importer_does() {
        let all = ["en", "fr", "fr", "zh-Hans-CN", "zh-CN"];
        assert_eq!(kept("strict", &all).unwrap(), all);
        assert_eq!(kept("omegat", &all).unwrap(), ["en", "fr", "zh-CN"]);
        assert_eq!(kept("Trados", &all).unwrap(), ["en", "fr"]);
        assert_eq!(kept("memoq", &all).unwrap(), ["en", "fr", "zh-Hans-CN", "zh-CN"]);
        assert_eq!(kept("phrase", &all).unwrap(), ["en", "fr", "zh-Hans-CN", "zh-CN"]);
        assert!(matches!(kept("phrase", &["fr", "de"]), Err(Unfit::Unit(_))));
        assert!(matches!(kept("smartling", &["en-GB", "de"]), Err(Unfit::Unit(_))));
        assert!(matches!(kept("trados", &["en"]), Err(Unfit::Unit(_))));
    }

    #[test]
    fn what_can_never_fit_is_refused_at_once() {
        let langs = [tag("en"), tag("fr"), tag("ar")];
        let message = |result: Result<Fitting, FormatError>| result.unwrap_err().to_string();
        assert!(message(Fitting::new(Some("trados"), None, &langs)).contains("split"));
        assert!(message(Fitting::new(Some("smartling"), None, &[])).contains("source language"));
        assert!(message(Fitting::new(Some("word"), None, &[])).contains("omegat"));
        assert!(Fitting::new(None, None, &langs).is_ok());
    }

    #[test]
    fn long_sides_and_foreign_sources_do_not_fit() {
        let mut fitting =
            Fitting::new(Some("trados"), Some(&tag("en")), &[tag("en"), tag("fr")]).unwrap();
        let mut long = unit(&["en", "fr"]);
        long.variants[1].content.text = "é".repeat(2001);
        assert!(matches!(fitting.fit(&long), Err(Unfit::Long(_))));
        long.variants[1].content.text = "é".repeat(2000);
        assert!(fitting.fit(&long).is_ok());
        long.attributes.push(("srclang".into(), "fr".into()));
        assert!(matches!(fitting.fit(&long), Err(Unfit::Unit(_))));
    }
}
