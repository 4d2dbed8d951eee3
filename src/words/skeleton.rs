//! What a name keeps from script to script: its consonants, by how they are heard.

use unicode_normalization::UnicodeNormalization as _;

/// The skeleton of a folded word in the Latin, Cyrillic, Greek, Arabic or Hebrew script: its
/// consonants in a few classes, voiced and unvoiced ones together, vowels left out. Nothing for words
/// with fewer than three, and for what has other letters or digits.
pub fn skeleton(word: &str) -> Option<String> {
    let mut skeleton = String::new();
    for c in word.nfd().filter(|c| !matches!(c, '\u{300}'..='\u{36F}')) {
        let heard = heard(c)?;
        if !skeleton.ends_with(heard) {
            skeleton.push_str(heard);
        }
    }
    (skeleton.len() >= 3).then_some(skeleton)
}

/// The class of a letter: one letter, or none for a vowel or half vowel. Rough: Arabic has no p and
/// no v, Greek no sh, and each language writes foreign names its own way.
fn heard(c: char) -> Option<&'static str> {
    const CLASSES: [(&str, &str); 10] = [
        ("b", "bpбпبپβπבפ"),
        ("f", "fvфвفڤφ"),
        ("k", "kcqgкгхقكجغخگκγχקכגח"),
        ("d", "dtдтتدطضثذτδθדטת"),
        ("l", "lлلλל"),
        ("m", "mмمμמם"),
        ("n", "nнنνנן"),
        ("r", "rрرρר"),
        ("s", "szxjсзшщжцчسزصشظچژσςζξסזשצ"),
        ("", "aeiouywhаеёиоуыэюяйьъєіїاويهةعحءىئؤیαεηιοωυאהועי'"),
    ];
    CLASSES.iter().find(|(_, letters)| letters.contains(c)).map(|(class, _)| *class)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_one_skeleton_in_many_scripts() {
        for name in ["palermo", "палермо", "παλέρμο", "باليرمو", "פלרמו"]
        {
            assert_eq!(skeleton(name).as_deref(), Some("blrm"), "{name}");
        }
        assert_eq!(skeleton("валлетта"), skeleton("valletta"));
    }

    #[test]
    fn short_words_numbers_and_other_scripts_have_none() {
        for word in ["of", "он", "2017", "会", "a1b2c3d", ""] {
            assert_eq!(skeleton(word), None, "{word}");
        }
    }
}
