//! A paragraph in the making: its text, and codes where its runs change their looks.

use super::styles::{Styles, heading};
use crate::format::inline::Gathering;
use crate::model::{Block, Place};
use crate::text::Span;

/// The looks of a run that a reader sees, as `(element, name)`: what else a run says (fonts,
/// languages, spelling marks, revision numbers) makes no code.
const LOOKS: &[(&str, &str)] = &[
    ("b", "bold"),
    ("i", "italic"),
    ("u", "ulined"),
    ("strike", "strikethrough"),
    ("dstrike", "strikethrough"),
    ("caps", "caps"),
    ("smallCaps", "small-caps"),
    ("vertAlign", "position"),
    ("highlight", "highlight"),
];

/// The looks of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Looks {
    /// The code's name and its markup, in document order.
    set: Vec<(&'static str, String)>,
    /// Whether the run is hidden.
    pub(super) hidden: bool,
}

impl Looks {
    /// Takes in a run property, written `raw`.
    pub(super) fn property(&mut self, name: &str, value: Option<&str>, raw: &str) {
        let off = matches!(value, Some("0" | "false" | "off" | "none" | "baseline"));
        if off {
            return;
        }
        if name == "vanish" {
            self.hidden = true;
        } else if let Some((_, kind)) = LOOKS.iter().find(|(element, _)| *element == name) {
            self.set.push((kind, raw.to_owned()));
        }
    }

    fn kind(&self) -> &'static str {
        if let [(kind, _)] = self.set[..] { kind } else { "format" }
    }

    fn markup(&self) -> String {
        let properties: String = self.set.iter().map(|(_, raw)| raw.as_str()).collect();
        format!("<w:rPr>{properties}</w:rPr>")
    }
}

/// An open paragraph.
#[derive(Default)]
pub(super) struct Paragraph {
    pub(super) gathering: Gathering,
    /// The style's id.
    pub(super) style: Option<String>,
    /// The outline level it names itself, from 0.
    pub(super) outline: Option<u8>,
    /// The list it names itself: the level from 0, or none by `numId` 0.
    pub(super) list: Option<u8>,
    pub(super) unlisted: bool,
    /// The looks of its text so far.
    looks: Looks,
    /// Alternative texts met in it.
    pub(super) waiting: Vec<Block>,
    /// Whether a page number's field stands in it.
    pub(super) numbers_page: bool,
}

impl Paragraph {
    /// Adds a run's text, which is written `raw` at `span`.
    pub(super) fn text(&mut self, text: &str, raw: &str, span: Span, looks: &Looks) {
        if looks.hidden {
            return;
        }
        if text.trim().is_empty() {
            if text.trim_ascii().is_empty() {
                self.gathering.xml(raw, span.start as usize);
            } else {
                self.gathering.white(text, Some(span));
            }
            return;
        }
        self.change(looks, span);
        self.gathering.xml(raw, span.start as usize);
    }

    /// Adds a letter that an element at `span` stands for: it is not written as text.
    pub(super) fn letter(&mut self, letter: char, span: Span, looks: &Looks) {
        let mut bytes = [0; 4];
        let letter_text = letter.encode_utf8(&mut bytes);
        if looks.hidden {
        } else if letter.is_whitespace() {
            self.gathering.white(letter_text, None);
        } else {
            self.change(looks, span);
            self.gathering.unmapped(letter_text, span);
        }
    }

    /// Adds a code that stands alone.
    pub(super) fn alone(&mut self, name: &str, raw: &str, span: Span, looks: &Looks) {
        if !looks.hidden {
            self.gathering.alone(Some(name), raw, span);
        }
    }

    /// Ends the looks so far and starts others, if they differ.
    pub(super) fn change(&mut self, looks: &Looks, span: Span) {
        if self.looks == *looks {
            return;
        }
        let at = Span { start: span.start, end: span.start };
        if !self.looks.set.is_empty() {
            self.gathering.close("run", Some(self.looks.kind()), "</w:rPr>", at);
        }
        if !looks.set.is_empty() {
            self.gathering.open("run", Some(looks.kind()), &looks.markup(), at);
        }
        self.looks = looks.clone();
    }

    /// The block, and what waited for it. `cell` is the table cell it stands in, `given` the place
    /// its part gives (notes, headers).
    pub(super) fn finish(
        mut self,
        styles: &Styles,
        cell: Option<Place>,
        given: Option<Place>,
        end: Span,
    ) -> Vec<Block> {
        self.change(&Looks::default(), end);
        let styled = self.style.as_deref().and_then(|id| styles.place(id));
        let styled = styled.filter(|place| !(self.unlisted && matches!(place, Place::ListItem(_))));
        let own = self.outline.and_then(heading);
        let listed = self.list.filter(|_| !self.unlisted).map(|level| Place::ListItem(level + 1));
        let page = given.is_some() && self.numbers_page && self.is_short();
        let place = if page { Some(Place::PageNumber) } else { given }
            .or(cell)
            .or(own)
            .or_else(|| styled.filter(|place| !matches!(place, Place::ListItem(_))))
            .or(listed)
            .or(styled)
            .unwrap_or(Place::Paragraph);
        let mut blocks: Vec<Block> = self.gathering.finish(place, None).into_iter().collect();
        blocks.append(&mut self.waiting);
        blocks
    }

    /// Whether there is nothing but a word like "Page" around the page number.
    fn is_short(&self) -> bool {
        self.gathering.letters() < 12
    }
}
