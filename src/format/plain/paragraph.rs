//! A paragraph from its lines: joined where they were wrapped, apart where they are list items.

use super::lines::{Line, ends_sentence, is_page_number};
use crate::model::{Origin, Place};
use crate::text::{Span, joins_tight};
use rustc_hash::FxHashSet;
use unicode_segmentation::UnicodeSegmentation as _;

/// The longest heading, in characters; of Chinese and Japanese, in which a character says more, half.
const HEADING: usize = 80;

/// Joins wrapped lines. A hyphen at a line's end is dropped where it only parts a word.
pub(super) struct Joiner<'a> {
    text: &'a str,
    /// The words of the text, once a hyphen at a line's end asks for them.
    words: Option<FxHashSet<&'a str>>,
}

impl<'a> Joiner<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, words: None }
    }

    /// The text of `lines` as one, and where it was read.
    pub(super) fn join(&mut self, lines: &[Line]) -> (String, Origin) {
        let (mut joined, mut origin, mut end) = (String::new(), Origin::default(), 0);
        for Line { span, .. } in lines {
            let (line, before) = (&self.text[span.range()], joined.len());
            let tight = match (joined.chars().next_back(), line.chars().next()) {
                (Some('\u{AD}'), _) => {
                    joined.pop();
                    true
                }
                (Some(hyphen @ ('-' | '\u{2010}')), Some(c)) if c.is_lowercase() => {
                    match self.parting(&joined[..joined.len() - hyphen.len_utf8()], line) {
                        Parting::Word => {
                            joined.pop();
                            true
                        }
                        Parting::Compound => true,
                        Parting::Hanging => false,
                    }
                }
                (Some(before), Some(after)) => joins_tight(before, after),
                _ => true,
            };
            let (kept, hyphen) = (joined.len(), before - joined.len());
            if !tight {
                joined.push(' ');
            }
            if before > 0 {
                origin.truncate(kept);
                let between = &self.text[end..span.start as usize];
                // Across pages more lies between: the end of the line must stay.
                let white = if between.trim().is_empty() { between.len() } else { 0 };
                if hyphen + white > 0 && (white > 0 || tight) {
                    let space = Span::new(kept, joined.len());
                    origin.push_other(space, Span::new(end - hyphen, end + white));
                }
            }
            let at = joined.len();
            joined.push_str(line);
            origin.push(Span::new(at, joined.len()), *span);
            end = span.end as usize;
        }
        (joined, origin)
    }

    /// What a hyphen between the end of `before` and the start of `after` parts. A word, when both
    /// together are one elsewhere in the text, or what follows is none by itself.
    fn parting(&mut self, before: &str, after: &str) -> Parting {
        let (Some(first), Some(second)) =
            (before.unicode_words().next_back(), after.unicode_words().next())
        else {
            return Parting::Compound;
        };
        if HANGING.contains(&second) || !before.ends_with(char::is_alphanumeric) {
            return Parting::Hanging;
        }
        let text = self.text;
        let words = self.words.get_or_insert_with(|| whole_words(text));
        let one = words.contains(format!("{first}{second}").as_str()) || !words.contains(second);
        if one && first.chars().all(char::is_alphabetic) {
            Parting::Word
        } else {
            Parting::Compound
        }
    }
}

/// What a hyphen at a line's end parts.
enum Parting {
    /// A word that was too long for the line.
    Word,
    /// A word that has the hyphen anyway.
    Compound,
    /// Two words, of which the first is to be completed later: `two- or threefold`.
    Hanging,
}

/// Words that follow a hanging hyphen in languages that have it.
const HANGING: [&str; 16] = [
    "and", "or", "to", "und", "oder", "bis", "en", "of", "tot", "och", "eller", "og", "et", "ou",
    "y", "e",
];

/// The words of a text, but for those that follow a hyphen at a line's end.
fn whole_words(text: &str) -> FxHashSet<&str> {
    let parted = |at: usize| {
        let before = text[..at].trim_end_matches([' ', '\t', '\n', '\r']);
        before.len() < at && before.ends_with(['-', '\u{2010}'])
    };
    text.unicode_word_indices().filter(|&(at, _)| !parted(at)).map(|(_, word)| word).collect()
}

/// The runs of a paragraph's lines that belong together: each list item is one. A wrapped line may
/// start with a number by chance: it counts where it goes on with the first line's numbers.
pub(super) fn items<'a>(text: &str, lines: &'a [Line]) -> Vec<&'a [Line]> {
    let mut next = lines.first().and_then(|line| item_number(line.text(text))).map(|n| n + 1);
    let (mut items, mut start) = (Vec::new(), 0);
    for at in 1..lines.len() {
        let line = lines[at].text(text);
        let goes_on = next.is_some() && item_number(line) == next;
        if goes_on || is_item(line) {
            next = next.map(|number| number + u32::from(goes_on));
            items.push(&lines[start..at]);
            start = at;
        }
    }
    items.push(&lines[start..]);
    items
}

/// What a block of plain text is by its looks. A heading is short, stands `alone` on a line between
/// empty ones, and does not end like a sentence; a number starts an item where there is a `list`.
pub(super) fn place(block: &str, alone: bool, list: bool) -> Place {
    if is_page_number(block) {
        return Place::PageNumber;
    }
    if is_item(block) || (list && item_number(block).is_some()) {
        return Place::ListItem(1);
    }
    if !alone || block.len() > 4 * HEADING {
        return Place::Paragraph;
    }
    let size: usize = block.chars().map(|c| 1 + usize::from(crate::text::is_cjk(c))).sum();
    let words = block.chars().any(char::is_alphabetic);
    if words && size <= HEADING && !ends_sentence(block) && !block.ends_with([',', '，', '،']) {
        return Place::Heading(1);
    }
    Place::Paragraph
}

/// A line that starts with a bullet, or with `(a)` or `a)`.
fn is_item(line: &str) -> bool {
    let mut chars = line.chars();
    match chars.next() {
        Some('-' | '*' | '–' | '—') => chars.next() == Some(' '),
        Some('•' | '◦' | '▪' | '‣') => true,
        Some(open @ ('(' | '（')) => is_mark(&line[open.len_utf8()..]),
        Some(c) if c.is_alphanumeric() => is_mark(line),
        _ => false,
    }
}

/// One to four letters or digits and a closing bracket.
fn is_mark(line: &str) -> bool {
    let mark: Vec<char> = line.chars().take(6).collect();
    let end = mark.iter().position(|c| matches!(c, ')' | '）'));
    end.is_some_and(|end| (1..=4).contains(&end) && mark[..end].iter().all(|c| c.is_alphanumeric()))
}

/// The number of a line that starts like `12. Text`.
fn item_number(line: &str) -> Option<u32> {
    let (number, rest) = line.split_once('.')?;
    let short = number.len() <= 3 && number.bytes().all(|b| b.is_ascii_digit());
    number.parse().ok().filter(|_| short && rest.starts_with([' ', '\t']))
}

#[cfg(test)]
mod tests {
    use super::super::lines::lines;
    use super::*;

    fn join(text: &str) -> String {
        let lines: Vec<Line> =
            lines(text).into_iter().take_while(|line| !line.is_empty()).collect();
        let (joined, origin) = Joiner::new(text).join(&lines);
        let shown = origin.stretches().iter().map(|stretch| {
            let (words, source) = (&joined[stretch.text.range()], &text[stretch.source.range()]);
            assert!(!stretch.verbatim || words == source, "{stretch:?}");
            words
        });
        assert_eq!(shown.collect::<String>(), joined);
        joined
    }

    #[test]
    fn hyphens_at_line_ends_are_dropped_where_they_part_a_word() {
        assert_eq!(join("the inter-\nnational bodies"), "the international bodies");
        assert_eq!(join("co-\noperate\n\nthey cooperate"), "cooperate");
        assert_eq!(join("oil-\nrich lands\n\nthe rich"), "oil-rich lands");
        assert_eq!(join("two- or three-\nand fourfold"), "two- or three- and fourfold");
        assert_eq!(join("the 1990-\nera"), "the 1990-era");
        assert_eq!(join("soft\u{AD}\nware"), "software");
        assert_eq!(join("North-\nEast"), "North- East");
        assert_eq!(join("国际\n会议"), "国际会议");
    }

    #[test]
    fn places_are_told_by_their_looks() {
        for (text, alone, wanted) in [
            ("Terms of reference", true, Place::Heading(1)),
            ("Terms of reference", false, Place::Paragraph),
            ("It is so.", true, Place::Paragraph),
            ("第一章 总则", true, Place::Heading(1)),
            ("الديباجة", true, Place::Heading(1)),
            ("(a) to act", true, Place::ListItem(1)),
            ("iv) to act", true, Place::ListItem(1)),
            ("（一）采取行动", true, Place::ListItem(1)),
            ("— 12 —", true, Place::PageNumber),
            ("Yes (see above)", true, Place::Heading(1)),
        ] {
            assert_eq!(place(text, alone, false), wanted, "{text}");
        }
    }
}
