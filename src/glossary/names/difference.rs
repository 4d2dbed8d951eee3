//! What differs between a name and a text that stands for it.

use std::fmt;

/// One way in which a text differs from a name. Words of the text come before those of the name.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Difference {
    /// A word with other letters.
    Misspelt(String, String),
    /// The words in another order.
    Order,
    /// Words of the name that the text lacks.
    Missing(String),
    /// Words of the text that the name lacks.
    Extra(String),
    /// A word for another.
    Substituted(String, String),
    /// Articles, prepositions and conjunctions, or an article joined to a word.
    Article(String, String),
    /// Capitals.
    Casing,
}

impl Difference {
    /// Its class: `misspelt`, `order`, `missing`, `extra`, `substituted`, `article`, `casing`.
    pub fn class(&self) -> &'static str {
        match self {
            Self::Misspelt(..) => "misspelt",
            Self::Order => "order",
            Self::Missing(_) => "missing",
            Self::Extra(_) => "extra",
            Self::Substituted(..) => "substituted",
            Self::Article(..) => "article",
            Self::Casing => "casing",
        }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Misspelt(written, wanted) => {
                write!(f, "misspelt word: \"{written}\" for \"{wanted}\"")
            }
            Self::Order => f.write_str("wrong order of words"),
            Self::Missing(words) => write!(f, "missing word: \"{words}\""),
            Self::Extra(words) => write!(f, "extra word: \"{words}\""),
            Self::Substituted(written, wanted) => {
                write!(f, "substituted word: \"{written}\" for \"{wanted}\"")
            }
            Self::Article(written, wanted) if written.is_empty() => {
                write!(f, "article or preposition: \"{wanted}\" is missing")
            }
            Self::Article(written, wanted) if wanted.is_empty() => {
                write!(f, "article or preposition: \"{written}\" is too much")
            }
            Self::Article(written, wanted) => {
                write!(f, "article or preposition: \"{written}\" for \"{wanted}\"")
            }
            Self::Casing => f.write_str("wrong capitals"),
        }
    }
}
