//! The stems of a language's words.

use super::stem;
use frostem::{Algorithm, Stemmer};
use std::borrow::Cow;
use std::fmt;

/// How the words of a language come to their stems: by Snowball's algorithm for it; by [light
/// stems](stem) in Arabic, Persian, Urdu and Korean, where those do better; in languages without either a word is
/// its own stem.
#[derive(Clone, Default)]
pub struct Stemming(Way);

#[derive(Clone, Default)]
enum Way {
    Snowball(Stemmer),
    Light,
    #[default]
    None,
}

impl Stemming {
    /// That of a language, by its subtag (`en`, `pt`).
    pub fn for_language(language: &str) -> Self {
        Self(match language {
            "ar" | "fa" | "ur" | "ko" => Way::Light,
            "zh" | "ja" => Way::None,
            _ => Algorithm::from_name(language)
                .map_or(Way::None, |one| Way::Snowball(Stemmer::new(one))),
        })
    }

    /// The stem of a folded word (as [`super::each_word`] gives it).
    pub fn stem<'w>(&self, word: &'w str) -> Cow<'w, str> {
        match &self.0 {
            Way::Snowball(stemmer) => stemmer.stem(word),
            Way::Light => stem(word).into(),
            Way::None => word.into(),
        }
    }
}

impl fmt::Debug for Stemming {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Way::Snowball(_) => "Stemming(Snowball)",
            Way::Light => "Stemming(light)",
            Way::None => "Stemming(none)",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Stemming;

    #[test]
    fn forms_of_a_word_have_one_stem() {
        for (language, one, other) in [
            ("en", "files", "file"),
            ("en", "organizing", "organized"),
            ("de", "kindern", "kinder"),
            ("ru", "протоколы", "протокола"),
            ("ar", "الاتفاقيه", "اتفاقيات"),
            ("ko", "협약의", "협약을"),
        ] {
            let stemming = Stemming::for_language(language);
            assert_eq!(stemming.stem(one), stemming.stem(other), "{language}");
        }
        let english = Stemming::for_language("en");
        assert_ne!(english.stem("international"), english.stem("internet"));
        assert_eq!(Stemming::for_language("xx").stem("files"), "files");
    }
}
