//! What was decided at a place, and why.

use serde::Serialize;
use std::ops::Range;

/// What a list says of an abbreviation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// Never ends a sentence: titles, `e.g.`
    Never,
    /// Goes before a number: `No. 5`.
    Numeric,
    /// Ends a sentence before a capital letter: `etc.`
    Trailing,
    /// Ends a sentence only before a word that often starts one: `Inc.`, `p.m.`
    Weak,
    /// A time of day: ends a sentence before a capital letter, unless the sentence has only begun.
    Time,
    /// A unit: behind a number it ends a sentence before a capital letter.
    Unit,
}

impl Class {
    /// The name a line of a list has for the class.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Never => "never",
            Self::Numeric => "numeric",
            Self::Trailing => "trailing",
            Self::Weak => "weak",
            Self::Time => "time",
            Self::Unit => "unit",
        }
    }
}

/// Why a sentence ends at a place, or goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Reason {
    /// The text ends.
    EndOfText,
    /// An empty line.
    BlankLine,
    /// A mark that does nothing but end sentences.
    Terminator,
    /// A full stop behind a word.
    FullStop,
    /// A question or exclamation mark.
    Question,
    /// An ellipsis.
    Ellipsis,
    /// A mark that only this language ends sentences with.
    OwnMark,
    /// A space behind a stretch that is too short for a sentence.
    ShortStretch,
    /// An emoji before a capital letter.
    Emoji,
    /// The next item of a list.
    ListItem,
    /// The label of a list's item.
    Label,
    /// No white space follows.
    NoSpace,
    /// A sentence begins without white space before it.
    Glued,
    /// A small letter follows.
    LowerCase,
    /// A small letter follows a long word, which is no abbreviation.
    LowerCaseAfterWord,
    /// A mark follows that goes on with the sentence.
    MarkFollows,
    /// A verb of speech follows a quotation.
    Speech,
    /// The mark stands inside a title or a pair of brackets.
    Inside,
    /// An abbreviation of a list.
    Abbreviation(Class),
    /// An abbreviation of a list before a word that starts sentences.
    AbbreviationBeforeStarter(Class),
    /// A short word without a vowel.
    Vowelless,
    /// A short word before another script, as the name of a language is.
    ForeignScript,
    /// A word the document uses as an abbreviation.
    Learnt,
    /// The initial of a name.
    Initial,
    /// An initial before a word that starts sentences.
    InitialBeforeStarter,
    /// Letters with full stops between them.
    Acronym,
    /// Letters with full stops between them before a word that starts sentences.
    AcronymBeforeStarter,
    /// A number with the full stop of an ordinal.
    Ordinal,
    /// A number.
    Number,
}

/// What was decided at one place of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// The byte of the first mark.
    pub at: usize,
    /// Where the next sentence would start: behind marks, closing quotes and white space.
    pub end: usize,
    /// Whether the sentence ends here.
    pub breaks: bool,
    /// Why.
    pub reason: Reason,
    /// The word before the mark, which a list may have decided by.
    pub word: Range<usize>,
}

impl Verdict {
    /// The verdict in words: `no break: abbreviation "art" (numeric)`.
    pub fn describe(&self, text: &str) -> String {
        let breaks = if self.breaks { "break" } else { "no break" };
        format!("{breaks}: {}", self.because(text))
    }

    /// The reason in words: `abbreviation "art" (numeric)`.
    pub fn because(&self, text: &str) -> String {
        let word = text.get(self.word.clone()).unwrap_or("");
        match self.reason {
            Reason::EndOfText => "the text ends".to_owned(),
            Reason::BlankLine => "an empty line".to_owned(),
            Reason::Terminator => "a mark that ends sentences".to_owned(),
            Reason::FullStop => format!("a full stop behind \"{word}\""),
            Reason::Question => "a question or exclamation mark".to_owned(),
            Reason::Ellipsis => "an ellipsis".to_owned(),
            Reason::OwnMark => "a mark that ends sentences in this language".to_owned(),
            Reason::ShortStretch => "a space behind a short stretch".to_owned(),
            Reason::Emoji => "an emoji".to_owned(),
            Reason::ListItem => "the next item of a list".to_owned(),
            Reason::Label => format!("\"{word}\" labels what follows"),
            Reason::NoSpace => "no space follows".to_owned(),
            Reason::Glued => "a sentence begins without a space".to_owned(),
            Reason::LowerCase => "a small letter follows".to_owned(),
            Reason::LowerCaseAfterWord => {
                format!("\"{word}\" is no abbreviation, though a small letter follows")
            }
            Reason::MarkFollows => "a mark goes on with the sentence".to_owned(),
            Reason::Speech => "a verb of speech goes on with the sentence".to_owned(),
            Reason::Inside => "inside a title or brackets".to_owned(),
            Reason::Abbreviation(class) => format!("abbreviation \"{word}\" ({})", class.name()),
            Reason::AbbreviationBeforeStarter(class) => {
                format!(
                    "abbreviation \"{word}\" ({}) before a word that starts sentences",
                    class.name()
                )
            }
            Reason::Vowelless => format!("\"{word}\" has no vowel"),
            Reason::ForeignScript => format!("another script follows \"{word}\""),
            Reason::Learnt => format!("the text uses \"{word}\" as an abbreviation"),
            Reason::Initial => format!("\"{word}\" is an initial"),
            Reason::InitialBeforeStarter => {
                format!("\"{word}\" is a letter before a word that starts sentences")
            }
            Reason::Acronym => format!("\"{word}\" is an acronym"),
            Reason::AcronymBeforeStarter => {
                format!("acronym \"{word}\" before a word that starts sentences")
            }
            Reason::Ordinal => format!("\"{word}\" is an ordinal"),
            Reason::Number => format!("\"{word}\" is a number"),
        }
    }
}
