//! The tokens terms are matched by: words and, in scripts without spaces, single characters; each with
//! a key that is the same for all its inflected forms.

use crate::text::is_cjk;
use crate::words::{Stemming, fold_into};
use unicode_normalization::UnicodeNormalization as _;

/// Where a token stands: bytes of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) start: u32,
    pub(super) end: u32,
}

impl Place {
    pub(super) fn of(self, text: &str) -> &str {
        &text[self.start as usize..self.end as usize]
    }
}

/// Calls `each` with every token of `text`: runs of letters, marks and digits; Han characters and kana
/// alone. Apostrophes and hyphens part tokens, so that elided articles and compounds come apart.
pub(super) fn each_token(text: &str, mut each: impl FnMut(Place)) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        if bytes[at].is_ascii() {
            at += 1;
            if !WORD[bytes[start] as usize] {
                continue;
            }
        } else {
            let c = next_char(text, at);
            at += c.len_utf8();
            if stands_alone(c) {
                each(Place { start: start as u32, end: at as u32 });
                continue;
            }
            if !in_word(c) {
                continue;
            }
        }
        while at < bytes.len() {
            if WORD[bytes[at] as usize] {
                at += 1;
            } else if bytes[at].is_ascii() {
                break;
            } else {
                let c = next_char(text, at);
                if stands_alone(c) || !in_word(c) {
                    break;
                }
                at += c.len_utf8();
            }
        }
        each(Place { start: start as u32, end: at as u32 });
    }
}

/// The ASCII letters and digits.
const WORD: [bool; 256] = {
    let mut word = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        word[byte] = (byte as u8).is_ascii_alphanumeric();
        byte += 1;
    }
    word
};

fn next_char(text: &str, at: usize) -> char {
    text[at..].chars().next().unwrap_or_default()
}

/// Scripts written without spaces: every character is a token.
fn stands_alone(c: char) -> bool {
    is_cjk(c) && !('\u{AC00}'..='\u{D7FF}').contains(&c)
}

fn in_word(c: char) -> bool {
    c.is_alphanumeric()
        || matches!(c, '\u{300}'..='\u{36F}' | '\u{610}'..='\u{61A}' | '\u{640}' | '\u{64B}'..='\u{65F}'
            | '\u{670}' | '\u{6D6}'..='\u{6ED}' | '\u{200B}'..='\u{200F}' | '\u{AD}')
        || unicode_normalization::char::is_combining_mark(c)
}

/// The words of a term: as written, folded, and their keys.
#[derive(Default)]
pub(super) struct Words {
    pub(super) written: Vec<Box<str>>,
    pub(super) folded: Vec<Box<str>>,
    pub(super) keys: Vec<Box<str>>,
}

/// How the words of a language come to their keys.
pub(super) struct Keys {
    stemming: Stemming,
    language: Box<str>,
}

impl Keys {
    pub(super) fn new(language: &str) -> Self {
        Self { stemming: Stemming::for_language(language), language: language.into() }
    }

    pub(super) fn language(&self) -> &str {
        &self.language
    }

    /// The folded word: lower case, compatibility forms and Arabic spellings made one.
    pub(super) fn folded(word: &str) -> String {
        let mut folded = String::with_capacity(word.len());
        fold_into(word, &mut folded);
        folded
    }

    /// Reads the words of a term.
    pub(super) fn read(&self, term: &str) -> Words {
        let mut words = Words::default();
        each_token(term, |place| {
            let word = place.of(term);
            words.written.push(word.into());
            words.folded.push(Self::folded(word).into());
            words.keys.push(self.key(word).into());
        });
        words
    }

    /// The key of a word: the stem of its folded form without accents. Words of three letters or fewer
    /// keep their endings: they are mostly articles and prepositions.
    pub(super) fn key(&self, word: &str) -> String {
        let folded = Self::folded(word);
        if folded.chars().count() <= 3 && &*self.language != "ar" {
            return bare(&folded);
        }
        let regular = regular(&self.language, &folded);
        bare(&self.stemming.stem(&regular))
    }
}

impl Keys {
    /// An Arabic word without the particles that may be joined to its front (and, so, in, as, for,
    /// will), the fewest taken off first.
    pub(super) fn without_particles<'w>(&self, word: &'w str) -> Vec<&'w str> {
        const PARTICLES: [&str; 12] =
            ["و", "ف", "ب", "ك", "ل", "س", "وب", "ول", "وك", "فب", "فل", "وس"];
        if &*self.language != "ar" {
            return Vec::new();
        }
        let letters = |rest: &&str| rest.chars().count() >= 3;
        PARTICLES
            .iter()
            .filter_map(|particle| word.strip_prefix(particle))
            .filter(letters)
            .collect()
    }
}

/// What the stemmer takes for another word, made regular: Russian nouns that lose a vowel
/// (беженец – беженцев), French feminines (demandeuse – demandeur).
fn regular(language: &str, word: &str) -> String {
    let other = match language {
        "ru" => word.strip_suffix("ец").map(|stem| format!("{stem}ц")),
        "fr" => {
            let one = word.strip_suffix('s').unwrap_or(word);
            let masculine = |(feminine, masculine): &(&str, &str)| {
                one.strip_suffix(feminine).map(|stem| format!("{stem}{masculine}"))
            };
            [("trice", "teur"), ("euse", "eur"), ("ienne", "ien"), ("ière", "ier")]
                .iter()
                .find_map(masculine)
        }
        _ => None,
    };
    other.unwrap_or_else(|| word.to_owned())
}

/// The word without accents, in the Latin script only (й is no и).
pub(super) fn bare(word: &str) -> String {
    if word.is_ascii() {
        return word.to_owned();
    }
    let latin = word.chars().any(|c| c.is_ascii_alphabetic());
    if !latin {
        return word.nfc().collect();
    }
    word.nfd().filter(|c| !matches!(c, '\u{300}'..='\u{36F}')).collect()
}

/// Whether two folded words may be forms of one word, where their keys agree: stems join too much
/// (organ, organize), so what is left behind the common start must be endings of the language.
pub(super) fn same_word(language: &str, one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    let (one_bare, other_bare) = (bare(one), bare(other));
    // Accents may be left out altogether (ETATS), not be others (réfugié, réfugie).
    if one_bare == other_bare {
        return one == one_bare || other == other_bare;
    }
    let common = one_bare.chars().zip(other_bare.chars()).take_while(|(a, b)| a == b);
    let common: usize = common.map(|(a, _)| a.len_utf8()).sum();
    let ends = [&one_bare[common..], &other_bare[common..]];
    let known: &[&str] = match language {
        "en" => &["", "s", "es", "ies", "y", "d", "ed", "ing", "e"],
        "fr" => &[
            "", "s", "e", "es", "x", "aux", "al", "ux", "l", "r", "rs", "se", "ses", "rice",
            "rices", "eur", "eurs", "ne", "nes", "ere", "eres", "er", "ers",
        ],
        "es" | "pt" => &["", "s", "es", "o", "a", "os", "as", "z", "ces", "ns", "m"],
        "it" => &["", "o", "a", "i", "e", "he", "hi", "io"],
        "de" => &["", "e", "en", "n", "s", "es", "er", "ern", "em", "ns"],
        _ => return true,
    };
    ends.iter().all(|end| known.contains(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Vec<&str> {
        let mut found = Vec::new();
        each_token(text, |place| found.push(place.of(text)));
        found
    }

    #[test]
    fn tokens_part_at_apostrophes_hyphens_and_han() {
        assert_eq!(tokens("l’État-membre, A1"), ["l", "État", "membre", "A1"]);
        assert_eq!(tokens("会员国 UN"), ["会", "员", "国", "UN"]);
        assert_eq!(tokens("المُتَّحِدة"), ["المُتَّحِدة"]);
    }

    #[test]
    fn forms_of_a_word_have_one_key() {
        for (language, one, other) in [
            ("en", "States", "state"),
            ("fr", "demandeuse", "demandeur"),
            ("ru", "беженцев", "беженец"),
            ("ru", "торговлю", "торговля"),
            ("ar", "اللاجئين", "لاجئ"),
            ("es", "Estados", "estado"),
        ] {
            let keys = Keys::new(language);
            assert_eq!(keys.key(one), keys.key(other), "{one}");
        }
        assert_ne!(Keys::new("fr").key("des"), Keys::new("fr").key("de"));
        assert_ne!(Keys::new("ru").key("беженка"), Keys::new("ru").key("беженец"));
    }

    #[test]
    fn a_stem_alone_is_not_enough() {
        assert!(same_word("en", "states", "state"));
        assert!(!same_word("en", "organ", "organized"));
        assert!(same_word("fr", "états", "etats"));
        assert!(!same_word("fr", "réfugie", "réfugié"));
    }
}
