//! The words of a text as a concordance compares them, with their places.

use crate::text::{Span, is_cjk};
use crate::tm::store::fold;
use crate::words::each_word_at;

/// A word: without case and accents, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::app::tm) struct Word {
    pub(in crate::app::tm) folded: Box<str>,
    pub(in crate::app::tm) span: Span,
}

impl Word {
    /// Whether it is a character of Chinese or Japanese, which stand alone.
    pub(in crate::app::tm) fn is_character(&self) -> bool {
        self.folded.chars().next().is_some_and(is_cjk)
    }
}

/// The words of a text, as the memory's table of words has them.
pub(in crate::app::tm) fn words(text: &str) -> Vec<Word> {
    let (mut words, mut folded) = (Vec::new(), String::new());
    each_word_at(text, |_, place| {
        let word = &text[place.clone()];
        fold(word, &mut folded);
        let pieces = folded.split_ascii_whitespace();
        let places: Vec<Span> = divided(word, place.start).collect();
        if pieces.clone().count() == places.len() {
            words.extend(
                pieces.zip(places).map(|(piece, span)| Word { folded: piece.into(), span }),
            );
        } else {
            let span = Span::new(place.start, place.end);
            words.extend(pieces.map(|piece| Word { folded: piece.into(), span }));
        }
    });
    words
}

/// The parts of a word between the marks inside it.
fn divided(word: &str, start: usize) -> impl Iterator<Item = Span> {
    let parts = |c: char| (c.is_ascii() && !c.is_ascii_alphanumeric()) || c == '\u{2019}';
    word.split(parts).filter(|part| !part.is_empty()).map(move |part| {
        let at = start + (part.as_ptr() as usize - word.as_ptr() as usize);
        Span::new(at, at + part.len())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_part_words_and_accents_do_not_count() {
        let text = "L\u{2019}État — don't; 会员国 e\u{301}té";
        let found = words(text);
        let folded: Vec<&str> = found.iter().map(|word| &*word.folded).collect();
        assert_eq!(folded, ["l", "etat", "don", "t", "会", "员", "国", "ete"]);
        let real: Vec<&str> = found.iter().map(|word| &text[word.span.range()]).collect();
        assert_eq!(real, ["L", "État", "don", "t", "会", "员", "国", "e\u{301}té"]);
    }
}
