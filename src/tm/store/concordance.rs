//! What a concordance looks for.

use super::{Kind, StoreError};
use crate::words::each_word;
use unicode_normalization::UnicodeNormalization as _;

/// Words that must follow each other.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Term {
    /// A word, or words one behind the other (a phrase), whatever their case and accents.
    Phrase(Box<str>),
    /// A word that starts so; of several words, the last one does.
    Prefix(Box<str>),
}

/// What a concordance looks for: all of its terms, in any order.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct ConcordanceQuery {
    /// The terms.
    pub terms: Vec<Term>,
}

impl ConcordanceQuery {
    /// Reads what a user writes: words, `"a phrase"`, `begin*`.
    pub fn parse(text: &str) -> Self {
        let mut terms = Vec::new();
        for (index, part) in text.split('"').enumerate() {
            if index % 2 == 1 {
                push(&mut terms, part);
            } else {
                part.split_whitespace().for_each(|word| push(&mut terms, word));
            }
        }
        Self { terms }
    }
}

fn push(terms: &mut Vec<Term>, part: &str) {
    let part = part.trim();
    let (bare, prefix) = match part.strip_suffix('*') {
        Some(bare) => (bare.trim_end_matches('*'), true),
        None => (part, false),
    };
    if !bare.chars().any(char::is_alphanumeric) {
        return;
    }
    terms.push(if prefix { Term::Prefix(bare.into()) } else { Term::Phrase(bare.into()) });
}

/// A text as its words, each with a space before and behind it: folded, without accents, so that what
/// is written otherwise is found. What stands between words is left out; marks inside them part them.
pub(crate) fn fold(text: &str, out: &mut String) {
    out.clear();
    out.push(' ');
    each_word(text, |word| {
        let start = out.len();
        for c in word.nfd().filter(|c| !('\u{300}'..='\u{36F}').contains(c)) {
            let parts = c.is_ascii() && !c.is_ascii_alphanumeric();
            if !parts {
                out.push(c);
            } else if out.len() > start && !out.ends_with(' ') {
                out.push(' ');
            }
        }
        if !out.ends_with(' ') {
            out.push(' ');
        }
    });
}

/// What each term is in a folded text.
///
/// # Errors
/// When there is no word in the query.
pub(super) fn patterns(query: &ConcordanceQuery) -> Result<Vec<String>, StoreError> {
    let mut patterns = Vec::new();
    for term in &query.terms {
        let mut folded = String::new();
        let (Term::Phrase(text) | Term::Prefix(text)) = term;
        fold(text, &mut folded);
        if matches!(term, Term::Prefix(_)) {
            folded.pop();
        }
        if folded.trim().is_empty() {
            continue;
        }
        patterns.push(folded);
    }
    if patterns.is_empty() {
        return Err(Kind::Unfit("the concordance was given no word".into()).into());
    }
    Ok(patterns)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_are_read() {
        let phrase = |text: &str| Term::Phrase(text.into());
        let prefix = |text: &str| Term::Prefix(text.into());
        for (text, wanted) in [
            ("one two", vec![phrase("one"), phrase("two")]),
            ("\"one two\" three*", vec![phrase("one two"), prefix("three")]),
            ("\"one tw*\"", vec![prefix("one tw")]),
            ("\"not closed", vec![phrase("not closed")]),
            (" - * \"\" ** ", vec![]),
        ] {
            assert_eq!(ConcordanceQuery::parse(text).terms, wanted, "{text}");
        }
    }

    #[test]
    fn texts_become_words_between_spaces() {
        for (text, wanted) in [
            ("", " "),
            ("Don't – pay É1,000.50!", " don t pay e1 000 50 "),
            ("会员国", " 会 员 国 "),
            ("_a_", " a "),
        ] {
            let mut folded = String::from("old");
            fold(text, &mut folded);
            assert_eq!(folded, wanted, "{text}");
        }
    }
}
