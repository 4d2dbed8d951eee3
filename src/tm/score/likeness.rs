//! In what way two texts are the same.

use super::difference::{CodeChange, Difference};
use super::pieces::{PieceKind, pieces};
use crate::model::Content;
use crate::tm::tokens::{is_space, is_word};
use crate::words::digit_value;
use serde::Serialize;

/// In what two contents differ, if only in one way that a translation may not show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Likeness {
    /// Text and codes are equal.
    Exact,
    /// The texts are equal; codes are missing, extra or moved.
    ExceptCodes,
    /// Equal but for how much white space stands where, and which.
    ExceptSpace,
    /// Equal but for capitals.
    ExceptCase,
    /// Equal but for marks.
    ExceptPunctuation,
    /// Equal but for the values of numbers, or how they are written.
    ExceptNumbers,
    /// Equal but for several of these.
    ExceptSeveral,
    /// A word differs.
    Different,
}

/// What a normal form leaves out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Without {
    Space,
    Case,
    Punctuation,
    Numbers,
}

/// The likeness of a looked-up content and the source of a match, given what differs between them.
pub fn likeness(query: &Content, source: &Content, difference: &Difference) -> Likeness {
    let codes = !difference.codes.is_empty();
    if query.text == source.text {
        return if codes { Likeness::ExceptCodes } else { Likeness::Exact };
    }
    let same = |without: &[Without]| normal(&query.text, without) == normal(&source.text, without);
    let classes = [
        (Likeness::ExceptSpace, Without::Space),
        (Likeness::ExceptCase, Without::Case),
        (Likeness::ExceptPunctuation, Without::Punctuation),
        (Likeness::ExceptNumbers, Without::Numbers),
    ];
    // A code that stands at a changed word is not told apart from one that moved with it.
    let codes =
        codes && difference.codes.iter().any(|code| !matches!(code, CodeChange::Moved { .. }));
    if let Some((class, _)) = classes.into_iter().find(|(_, without)| same(&[*without])) {
        return if codes { Likeness::ExceptSeveral } else { class };
    }
    let all = classes.map(|(_, without)| without);
    if same(&all) { Likeness::ExceptSeveral } else { Likeness::Different }
}

/// A text in a normal form: runs of white space one space and none at the ends, lower case, no marks,
/// one sign for every number. What has neither letters nor digits keeps its marks.
fn normal(text: &str, without: &[Without]) -> String {
    let out = |what| without.contains(&what);
    let has_words = || text.chars().any(|c| is_word(c) || digit_value(c).is_some());
    let bare = out(Without::Punctuation) && has_words();
    let (numbers, space, case) = (out(Without::Numbers), out(Without::Space), out(Without::Case));
    let mut form = String::with_capacity(text.len());
    for piece in pieces(text) {
        let part = &text[piece.range];
        match piece.kind {
            PieceKind::Punctuation if bare => {}
            PieceKind::Number if numbers => form.push('\0'),
            PieceKind::Space if space => {
                if !form.is_empty() && !form.ends_with(' ') {
                    form.push(' ');
                }
            }
            _ if case => form.push_str(&part.to_lowercase()),
            _ => form.push_str(part),
        }
    }
    if space {
        form.truncate(form.trim_end_matches(is_space).len());
    }
    form
}

#[cfg(test)]
mod tests {
    use super::super::difference::difference;
    use super::*;
    use crate::model::{Code, CodeKind};

    fn of(query: &Content, source: &Content) -> Likeness {
        likeness(query, source, &difference(query, source))
    }

    #[test]
    fn one_way_to_differ_is_named() {
        for (query, source, wanted) in [
            ("", "", Likeness::Exact),
            ("Save 3 files.", "Save 3 files.", Likeness::Exact),
            ("Save 3 files.", "Save  3\u{A0}files. ", Likeness::ExceptSpace),
            ("SAVE 3 files.", "Save 3 files.", Likeness::ExceptCase),
            ("Save 3 files!", "Save 3 files", Likeness::ExceptPunctuation),
            ("Save 3,000.5 files.", "Save 12 files.", Likeness::ExceptNumbers),
            ("有三个文件2", "有三个文件5", Likeness::ExceptNumbers),
            ("save 4 files", "Save 3  files.", Likeness::ExceptSeveral),
            ("Save 3 file", "Save 3 files", Likeness::Different),
            ("—", "...", Likeness::Different),
            ("ΟΔΟΣ", "οδος", Likeness::ExceptCase),
        ] {
            assert_eq!(of(&Content::plain(query), &Content::plain(source)), wanted, "{query}");
        }
    }

    #[test]
    fn codes_are_told_of_too() {
        let plain = Content::plain("Save 3 files");
        let mut tagged = plain.clone();
        tagged.codes.push(Code::new(5, CodeKind::Standalone, "<br/>"));
        assert_eq!(of(&tagged, &plain), Likeness::ExceptCodes);
        assert_eq!(of(&tagged, &Content::plain("save 3 files")), Likeness::ExceptSeveral);
        assert_eq!(of(&tagged, &tagged), Likeness::Exact);
    }
}
