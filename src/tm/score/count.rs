//! Words and characters as an analysis counts them.

use super::pieces::stands_alone;
use serde::{Deserialize, Serialize};
use std::ops::AddAssign;
use unicode_segmentation::UnicodeSegmentation as _;

/// How much text there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counts {
    /// Words.
    pub words: u64,
    /// Code points, white space included.
    pub characters: u64,
    /// Code points without white space.
    pub characters_without_spaces: u64,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.words += other.words;
        self.characters += other.characters;
        self.characters_without_spaces += other.characters_without_spaces;
    }
}

/// Counts a text; inline codes are no text.
///
/// - A word is one of UAX #29 with a letter or digit in it: `don't`, `3.5` and `1,000` are one,
///   `well-known` and `and/or` are two. Punctuation is none. Korean words are counted so, between spaces.
/// - Each Han character and each kana is a word, as is each letter with its marks in Thai, Lao, Khmer and
///   Myanmar, which write no spaces: there a count of words needs a dictionary, and the trade counts
///   characters. Their punctuation counts as characters only.
/// - Emoji are characters only.
pub fn count(text: &str) -> Counts {
    let mut counts = Counts::default();
    for c in text.chars() {
        counts.characters += 1;
        counts.characters_without_spaces += u64::from(!crate::tm::tokens::is_space(c));
    }
    for word in text.unicode_words() {
        let (mut alone, mut others) = (0, false);
        for cluster in word.graphemes(true) {
            match cluster.chars().next() {
                Some(c) if stands_alone(c) => alone += 1,
                _ => others = true,
            }
        }
        counts.words += alone + u64::from(others);
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> u64 {
        count(text).words
    }

    #[test]
    fn words_are_counted_by_script() {
        for (text, wanted) in [
            ("", 0),
            (" — … !", 0),
            ("Don't pay 1,000.50 now.", 4),
            ("a well-known and/or", 5),
            ("L’amour est là", 3),
            ("Он сказал: «да»", 3),
            ("إلغاء الملف ٣", 3),
            ("会议在2017年开始。", 7),
            ("カタカナ と ひらがな", 9),
            ("저는 집에 가요", 3),
            ("ไทย", 3),
            ("😀 ok", 1),
        ] {
            assert_eq!(words(text), wanted, "{text}");
        }
    }

    #[test]
    fn characters_are_code_points() {
        let counts = count("a b\u{A0}é。\n");
        assert_eq!((counts.characters, counts.characters_without_spaces), (7, 4));
        let mut sum = counts;
        sum += count("ab");
        assert_eq!((sum.words, sum.characters), (4, 9));
    }
}
