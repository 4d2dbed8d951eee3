//! Other words in texts, with all that stands at places in them.

use crate::model::{Content, Unit};
use crate::tm::store::{Context, Entry, Settings};
use std::ops::Range;

/// A stretch of a text and what stands in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Replacement {
    pub(super) range: Range<usize>,
    pub(super) text: String,
}

/// Gives what is to be replaced in a text, in order, none over another.
pub(super) type Replacing<'a> = &'a mut dyn FnMut(&str) -> Vec<Replacement>;

/// A text with its replacements made.
fn made(text: &str, replacements: &[Replacement]) -> String {
    let (mut new, mut end) = (String::with_capacity(text.len()), 0);
    for one in replacements {
        new.push_str(&text[end..one.range.start]);
        new.push_str(&one.text);
        end = one.range.end;
    }
    new.push_str(&text[end..]);
    new
}

/// Where a place of the old text is in the new one; from inside what was replaced, the end of what stands
/// there now.
fn moved(at: u32, replacements: &[Replacement]) -> u32 {
    let (old, mut shift) = (at as usize, 0_isize);
    for one in replacements {
        if one.range.start >= old {
            break;
        }
        let more = one.text.len() as isize - one.range.len() as isize;
        if old < one.range.end {
            return (one.range.start as isize + shift) as u32 + one.text.len() as u32;
        }
        shift += more;
    }
    (old as isize + shift) as u32
}

/// Replaces in a text, in its codes' markup and in the texts inside them.
pub(super) fn content(content: &mut Content, replacing: Replacing<'_>) {
    let replacements = replacing(&content.text);
    if !replacements.is_empty() {
        content.text = made(&content.text, &replacements);
    }
    for code in &mut content.codes {
        code.at = moved(code.at, &replacements);
        let replacements = replacing(&code.data);
        if !replacements.is_empty() {
            code.data = made(&code.data, &replacements).into();
        }
        for sub in &mut code.subs {
            sub.at = moved(sub.at, &replacements);
            self::content(&mut sub.content, replacing);
        }
    }
}

fn word(text: &mut Box<str>, replacing: Replacing<'_>) {
    let replacements = replacing(text);
    if !replacements.is_empty() {
        *text = made(text, &replacements).into();
    }
}

/// Replaces in all that people wrote of a unit: texts, codes, notes, values of properties, the names of
/// authors and documents, identifiers. Dates, languages and scores stay.
pub(super) fn entry(entry: &mut Entry, replacing: Replacing<'_>) {
    let Entry { unit: whole, context, author, domain, .. } = entry;
    let Context { document, key, .. } = context;
    unit(whole, replacing);
    for text in [author, domain, document, key].into_iter().flatten() {
        word(text, replacing);
    }
}

fn unit(unit: &mut Unit, replacing: Replacing<'_>) {
    if let Some(id) = &mut unit.id {
        word(id, replacing);
    }
    for variant in &mut unit.variants {
        content(&mut variant.content, replacing);
    }
    let variants = unit.variants.iter_mut();
    let of_variants = variants.map(|v| (&mut v.attributes, &mut v.notes, &mut v.props));
    let own = (&mut unit.attributes, &mut unit.notes, &mut unit.props);
    for (attributes, notes, props) in [own].into_iter().chain(of_variants) {
        for (_, value) in attributes.iter_mut().filter(|(name, _)| !name.ends_with("date")) {
            word(value, replacing);
        }
        for note in notes {
            word(&mut note.text, replacing);
        }
        for prop in props {
            word(&mut prop.value, replacing);
        }
    }
}

/// Replaces in what a memory says of itself.
pub(super) fn settings(settings: &mut Settings, replacing: Replacing<'_>) {
    word(&mut settings.name, replacing);
    word(&mut settings.description, replacing);
    for (_, value) in &mut settings.properties {
        word(value, replacing);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Code, CodeKind, Sub};

    /// Every `a` becomes `long`, every run of `b` nothing.
    fn replacements(text: &str) -> Vec<Replacement> {
        let mut found = Vec::new();
        for (at, c) in text.char_indices() {
            match c {
                'a' => found.push(Replacement { range: at..at + 1, text: "long".into() }),
                'b' if !text[..at].ends_with('b') => {
                    let count = text[at..].chars().take_while(|c| *c == 'b').count();
                    found.push(Replacement { range: at..at + count, text: String::new() });
                }
                _ => {}
            }
        }
        found
    }

    #[test]
    fn codes_keep_their_places() {
        let at = |places: &[usize]| -> Vec<Code> {
            let code = |at: &usize| Code::new(*at, CodeKind::Standalone, "<xa>");
            places.iter().map(code).collect()
        };
        let mut one =
            Content { text: "xay bbb é a".into(), codes: at(&[0, 1, 2, 3, 4, 5, 7, 8, 11, 12]) };
        content(&mut one, &mut replacements);
        assert_eq!(one.text, "xlongy  é long");
        let places: Vec<u32> = one.codes.iter().map(|code| code.at).collect();
        // Inside what went away, codes stand where it stood.
        assert_eq!(places, [0, 1, 5, 6, 7, 7, 7, 8, 11, 15]);
        assert!(one.codes_fit());
        assert_eq!(&*one.codes[0].data, "<xlong>");
    }

    #[test]
    fn texts_inside_codes_are_texts_too() {
        let mut code = Code::new(0, CodeKind::Standalone, "<n a=></n>");
        let inner = Content::plain("a b");
        code.subs.push(Sub { at: 6, datatype: None, kind_name: None, content: inner });
        let mut one = Content { text: "x".into(), codes: vec![code] };
        content(&mut one, &mut replacements);
        assert_eq!((&*one.codes[0].data, one.codes[0].subs[0].at), ("<n long=></n>", 9));
        assert_eq!(one.codes[0].subs[0].content.text, "long ");
    }
}
