//! Light stems: what is left of a folded word when its endings (and, in Arabic, its clitics) are off.
//! Crude on purpose: word statistics over a single document gain more from few, frequent tokens than
//! they lose by a wrong join.

use unicode_script::{Script, UnicodeScript as _};

/// Letters kept of a word in an alphabet that inflects by endings.
const LETTERS: usize = 6;
/// Syllables kept of a Korean word: most stems have two, particles follow.
const SYLLABLES: usize = 2;

/// The stem of a folded word (as [`super::each_word`] gives it): a part of it.
pub fn stem(word: &str) -> &str {
    let Some(first) = word.chars().next() else { return word };
    if first.is_ascii_digit() {
        return word;
    }
    if first.is_ascii() && word.is_ascii() {
        return &word[..word.len().min(LETTERS)];
    }
    match first.script() {
        Script::Arabic => arabic(word),
        Script::Hangul => prefix(word, SYLLABLES),
        Script::Latin | Script::Cyrillic | Script::Greek | Script::Armenian | Script::Georgian => {
            prefix(word, LETTERS)
        }
        _ => word,
    }
}

fn prefix(word: &str, letters: usize) -> &str {
    word.char_indices().nth(letters).map_or(word, |(at, _)| &word[..at])
}

/// Light stemming of Arabic after Larkey, Ballesteros and Connell, "Light Stemming for Arabic
/// Information Retrieval" (2007): a leading "and", the article with what is joined to it, and the
/// commonest endings, as long as two or three letters are left.
fn arabic(word: &str) -> &str {
    const ARTICLES: &[&str] = &["ال", "بال", "كال", "فال", "لل"];
    const ENDINGS: &[&str] = &["ها", "ان", "ات", "ون", "ين", "يه", "ية", "هم", "ه", "ة", "ي"];
    let letters = |text: &str| text.chars().count();
    let mut stem = word;
    if let Some(rest) = stem.strip_prefix('و').filter(|rest| letters(rest) >= 3) {
        stem = rest;
    }
    let article = ARTICLES.iter().find_map(|article| stem.strip_prefix(article));
    if let Some(rest) = article.filter(|rest| letters(rest) >= 2) {
        stem = rest;
    }
    for ending in ENDINGS {
        if let Some(rest) = stem.strip_suffix(ending).filter(|rest| letters(rest) >= 2) {
            stem = rest;
        }
    }
    stem
}

#[cfg(test)]
mod tests {
    use super::stem;

    #[test]
    fn forms_of_a_word_share_a_stem() {
        for (one, other) in [
            ("البروتوكول", "وبروتوكول"),
            ("الاتفاقيه", "اتفاقيات"),
            ("organized", "organization"),
            ("преступности", "преступность"),
            ("협약의", "협약을"),
        ] {
            assert_eq!(stem(one), stem(other));
        }
        assert_eq!(stem("20001231"), "20001231");
        assert_eq!(stem(""), "");
        assert_eq!(stem("من"), "من");
    }
}
