//! OmegaT's three percentages, after its user manual ("Fuzzy Matches" pane).

use crate::model::Content;
use crate::tm::score::edit::{Interner, distance};
use crate::tm::score::words::{Piece, PieceKind, pieces};
use crate::words::{fold_into, stem};
use serde::Serialize;
use std::fmt;

/// The percentages OmegaT shows beside a match, as in `<100/92/85%>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Omegat {
    /// By stems of words; numbers and tags are ignored.
    pub stems: u8,
    /// By words as they are, in lower case; numbers and tags are ignored.
    pub words: u8,
    /// By the full text: words as they are, numbers, punctuation, white space and tags.
    pub full: u8,
}

impl fmt::Display for Omegat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}%", self.stems, self.words, self.full)
    }
}

/// Scores a match as OmegaT would: each percentage is 100 · (1 − distance / longer list of tokens),
/// rounded down.
///
/// The manual does not define tokens to the letter, and OmegaT takes them from the tokenizer of the
/// language: here they are [pieces](crate::tm::score::words::pieces), stems are
/// [`crate::words::stem`]'s, and a tag is one token. Scores can so differ by some points, most where
/// OmegaT's stemmer for the language is better. Two lists without any word are alike.
pub fn omegat(query: &Content, source: &Content) -> Omegat {
    let mut interner = Interner::default();
    let mut folded = String::new();
    let (mine, theirs) = (pieces(&query.text), pieces(&source.text));
    let word = |piece: &&Piece| piece.kind == PieceKind::Word;
    let mut stems = |content: &Content, pieces: &[Piece], cut: bool| -> Vec<u32> {
        let words = pieces.iter().filter(word).map(|piece| {
            folded.clear();
            fold_into(&content.text[piece.range.clone()], &mut folded);
            interner.id(if cut { stem(&folded) } else { &folded })
        });
        words.collect()
    };
    Omegat {
        stems: percent(&stems(query, &mine, true), &stems(source, &theirs, true)),
        words: percent(&stems(query, &mine, false), &stems(source, &theirs, false)),
        full: {
            let mut interner = Interner::default();
            percent(&full(query, &mine, &mut interner), &full(source, &theirs, &mut interner))
        },
    }
}

/// The pieces of the text and the tags between them.
fn full(content: &Content, pieces: &[Piece], interner: &mut Interner) -> Vec<u32> {
    let mut tokens = Vec::with_capacity(pieces.len() + content.codes.len());
    let mut codes = content.codes.iter().peekable();
    let tag = |data: &str| format!("\0{data}");
    for piece in pieces {
        while let Some(code) = codes.next_if(|code| code.at as usize <= piece.range.start) {
            tokens.push(interner.id(&tag(&code.data)));
        }
        tokens.push(interner.id(&content.text[piece.range.clone()]));
    }
    for code in codes {
        tokens.push(interner.id(&tag(&code.data)));
    }
    tokens
}

fn percent(a: &[u32], b: &[u32]) -> u8 {
    let longer = a.len().max(b.len());
    if longer == 0 {
        return 100;
    }
    (100 * (longer - distance(a, b)) / longer) as u8
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Code, CodeKind};

    #[test]
    fn the_three_percentages_see_more_and_more() {
        let one = Content::plain("The file was saved in 3 folders.");
        let two = Content::plain("The files were saved in 4 folders!");
        // 6 words: "was" and "were" differ by stem, "file" and "files" by form; of 14 pieces 5 differ.
        assert_eq!(omegat(&one, &two).to_string(), "66/66/71%");
        let three = Content::plain("The file was organized in 3 folders.");
        let four = Content::plain("The file was organizing in 3 folders.");
        assert_eq!(omegat(&three, &four).to_string(), "100/83/92%");
    }

    #[test]
    fn tags_count_in_the_last_one_only() {
        let plain = Content::plain("Press the key");
        let mut tagged = plain.clone();
        tagged.codes.push(Code::new(6, CodeKind::Open, "<b>"));
        tagged.codes.push(Code::new(13, CodeKind::Close, "</b>"));
        assert_eq!(omegat(&plain, &tagged).to_string(), "100/100/71%");
        assert_eq!(omegat(&Content::default(), &Content::default()).to_string(), "100/100/100%");
    }
}
