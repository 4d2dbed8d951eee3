//! The measures of likeness: how much of one text another one has, from 0 to 1.

use super::edit::{Interner, distance};
use super::profiles;
use crate::model::Content;
use crate::tm::tokens::{Folding, each_stem, each_token};
use crate::words::Stemming;
use serde::{Deserialize, Serialize};

/// How likeness is measured. The first three are the measures of the exact index; the others score
/// what was found by one of them (candidates by words, or by characters for short strings and scripts
/// without spaces), as other tools would.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Measure {
    /// By code points: [`characters`].
    Characters,
    /// By words and marks in lower case: [`words`].
    #[default]
    Words,
    /// By stems: [`stems`].
    Stems,
    /// As OmegaT's full text, the last of its three: [`profiles::omegat()`].
    Omegat,
    /// As SYSTRAN's fuzzy-match with its defaults: [`profiles::systran()`].
    Systran,
    /// As amaGama with its defaults: [`profiles::amagama()`].
    Amagama,
}

impl Measure {
    /// All, in the order they are told.
    pub const ALL: [Self; 6] =
        [Self::Characters, Self::Words, Self::Stems, Self::Omegat, Self::Systran, Self::Amagama];

    /// Its name on the command line and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Characters => "characters",
            Self::Words => "words",
            Self::Stems => "stems",
            Self::Omegat => "omegat",
            Self::Systran => "systran",
            Self::Amagama => "amagama",
        }
    }

    /// The measure of a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|measure| measure.name() == name)
    }

    /// The likeness of a looked-up content and the source of a match, 0 to 1. Nothing where the tool
    /// whose profile it is would not offer the match at all.
    pub fn similarity(self, query: &Content, source: &Content, stemming: &Stemming) -> f64 {
        match self {
            Self::Characters => characters(&query.text, &source.text),
            Self::Words => words(&query.text, &source.text),
            Self::Stems => stems(&query.text, &source.text, stemming),
            Self::Omegat => f64::from(profiles::omegat(query, source).full) / 100.0,
            Self::Systran => {
                profiles::systran(query, source, &profiles::Systran::default(), None).unwrap_or(0.0)
                    / 100.0
            }
            Self::Amagama => {
                let settings = profiles::Amagama::default();
                profiles::amagama(&query.text, &source.text, settings).unwrap_or(0.0) / 100.0
            }
        }
    }
}

/// 1 − the Levenshtein distance in code points over the longer length. Two empty texts are alike.
pub fn characters(query: &str, source: &str) -> f64 {
    let codes = |text: &str| text.chars().map(u32::from).collect::<Vec<u32>>();
    similarity(&codes(query), &codes(source))
}

/// The same over [tokens](crate::tm::tokens::tokens) in lower case.
pub fn words(query: &str, source: &str) -> f64 {
    let mut interner = Interner::default();
    let mut ids = |text: &str| {
        let mut ids = Vec::new();
        each_token(text, &mut Folding::default(), |token, _| ids.push(interner.id(token)));
        ids
    };
    let (query, source) = (ids(query), ids(source));
    similarity(&query, &source)
}

/// The same over [stems](crate::tm::tokens::each_stem).
pub fn stems(query: &str, source: &str, stemming: &Stemming) -> f64 {
    let mut interner = Interner::default();
    let mut ids = |text: &str| {
        let mut ids = Vec::new();
        each_stem(text, stemming, &mut Folding::default(), |stem| ids.push(interner.id(stem)));
        ids
    };
    let (query, source) = (ids(query), ids(source));
    similarity(&query, &source)
}

/// 1 − the distance over the longer length.
pub(super) fn similarity(a: &[u32], b: &[u32]) -> f64 {
    let longer = a.len().max(b.len());
    if longer == 0 {
        return 1.0;
    }
    1.0 - distance(a, b) as f64 / longer as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn measures_are_defined() {
        let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-9, "{a} {b}");
        close(characters("abcd", "abxd"), 0.75);
        close(characters("", ""), 1.0);
        close(characters("", "a"), 0.0);
        close(words("Save the File.", "save the file"), 0.75);
        let english = Stemming::for_language("en");
        close(stems("organized files", "organizing file", &english), 1.0);
        close(stems("会议开始", "会谈开始", &Stemming::default()), 0.75);
        close(words("会议开始", "会谈开始"), 0.0);
        for measure in Measure::ALL {
            assert_eq!(Measure::parse(measure.name()), Some(measure));
            let text = Content::plain("The same text, of 12 words.");
            close(measure.similarity(&text, &text, &english), 1.0);
        }
    }

    proptest! {
        #[test]
        fn characters_are_as_the_reference_has_them(a in ".{0,30}", b in ".{0,30}") {
            let wanted = strsim::normalized_levenshtein(&a, &b);
            prop_assert!((characters(&a, &b) - wanted).abs() < 1e-9);
        }

        #[test]
        fn every_measure_is_between_0_and_1(a in any::<String>(), b in any::<String>()) {
            for measure in Measure::ALL {
                let (a, b) = (Content::plain(a.clone()), Content::plain(b.clone()));
                let one = measure.similarity(&a, &b, &Stemming::for_language("en"));
                prop_assert!((0.0..=1.0).contains(&one), "{measure:?} {one}");
            }
        }
    }
}
