//! Words and numbers: the tokens that alignment and matching see.
//!
//! Words are UAX #29's, except that Han characters and kana stand alone. They are folded so that the
//! same word written otherwise is the same token: case, compatibility forms, Arabic vowel signs,
//! tatweel and hamza carriers.

mod numbers;
mod placeables;
mod skeleton;
mod stem;
mod stemming;

use crate::text::is_cjk;
pub use numbers::{DigitOrder, digit_value, numbers};
pub use placeables::{month, placeables};
pub use skeleton::skeleton;
use std::ops::Range;
pub use stem::stem;
pub use stemming::Stemming;
use unicode_normalization::UnicodeNormalization as _;
use unicode_segmentation::UnicodeSegmentation as _;

/// Calls `each` with every folded word of `text`, in order. Punctuation and white space are no words.
pub fn each_word(text: &str, mut each: impl FnMut(&str)) {
    each_word_at(text, |word, _| each(word));
}

/// The same, with the bytes of the text each word stands in.
pub fn each_word_at(text: &str, mut each: impl FnMut(&str, Range<usize>)) {
    if text.is_ascii() {
        return ascii_words(text, each);
    }
    let mut folded = String::new();
    for (start, word) in text.unicode_word_indices() {
        if word.chars().next().is_some_and(|c| is_cjk(c) && !('\u{AC00}'..='\u{D7FF}').contains(&c))
        {
            for (at, c) in word.char_indices() {
                let end = at + c.len_utf8();
                each(&word[at..end], start + at..start + end);
            }
            continue;
        }
        folded.clear();
        fold_into(word, &mut folded);
        if !folded.is_empty() {
            each(&folded, start..start + word.len());
        }
    }
}

/// The same for ASCII, where UAX #29 comes down to letters, digits, and the marks inside them.
fn ascii_words(text: &str, mut each: impl FnMut(&str, Range<usize>)) {
    let bytes = text.as_bytes();
    let (mut at, mut folded) = (0, String::new());
    while at < bytes.len() {
        if !bytes[at].is_ascii_alphanumeric() {
            at += 1;
            continue;
        }
        let start = at;
        while at < bytes.len() && (bytes[at].is_ascii_alphanumeric() || joins(bytes, at)) {
            at += 1;
        }
        folded.clear();
        folded.push_str(&text[start..at]);
        folded.make_ascii_lowercase();
        each(&folded, start..at);
    }
}

/// Whether the mark at `at` stands inside a word or number: `don't`, `3.5`, `1,000`, `e.g`.
fn joins(bytes: &[u8], at: usize) -> bool {
    let (Some(before), Some(after)) = (bytes.get(at.wrapping_sub(1)), bytes.get(at + 1)) else {
        return false;
    };
    let letters = before.is_ascii_alphabetic() && after.is_ascii_alphabetic();
    let digits = before.is_ascii_digit() && after.is_ascii_digit();
    match bytes[at] {
        b'\'' | b'.' => letters || digits,
        b':' => letters,
        b',' | b';' => digits,
        b'_' => before.is_ascii_alphanumeric() && after.is_ascii_alphanumeric(),
        _ => false,
    }
}

/// Adds `word` to `out` in lower case, in NFKC, without Arabic vowel signs and tatweel, with hamza
/// carriers and final forms of Arabic letters made one.
pub fn fold_into(word: &str, out: &mut String) {
    for c in word.nfkc().flat_map(char::to_lowercase) {
        match c {
            'أ' | 'إ' | 'آ' | 'ٱ' => out.push('ا'),
            'ى' => out.push('ي'),
            '\u{2019}' => out.push('\''),
            '\u{610}'..='\u{61A}'
            | '\u{64B}'..='\u{65F}'
            | '\u{670}'
            | '\u{6D6}'..='\u{6ED}'
            | '\u{640}'
            | '\u{AD}'
            | '\u{200B}'..='\u{200F}' => {}
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let mut words = Vec::new();
        each_word(text, |word| words.push(word.to_owned()));
        words
    }

    #[test]
    fn words_are_told_with_their_place() {
        for text in ["Don't pay 1,000.50 – e.g. now.", "Don't pay 1,000.", "L’État, 会员国 x"]
        {
            let mut places = Vec::new();
            each_word_at(text, |word, place| {
                let mut folded = String::new();
                fold_into(&text[place.clone()], &mut folded);
                assert_eq!(folded, word);
                places.push(place);
            });
            assert!(places.windows(2).all(|two| two[0].end <= two[1].start), "{text}");
        }
    }

    #[test]
    fn words_are_folded() {
        assert_eq!(
            words("Don't pay 1,000.50 – e.g. now."),
            ["don't", "pay", "1,000.50", "e.g", "now"]
        );
        assert_eq!(words("Don't pay 1,000.50."), ["don't", "pay", "1,000.50"]);
        assert_eq!(words("الأَطْفَال"), ["الاطفال"]);
        assert_eq!(words("会员国 UNODC"), ["会", "员", "国", "unodc"]);
    }
}
