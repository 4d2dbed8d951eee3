//! What a concordance looks for.

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
