//! What the styles of a document say of its paragraphs.

use crate::model::Place;
use crate::text::LangTag;
use crate::text::xml::{Event, Events, XmlError};
use rustc_hash::FxHashMap;

/// How far a chain of styles is followed; a loop ends there.
const CHAIN: usize = 20;

/// A paragraph style.
#[derive(Default)]
struct Style {
    based_on: Option<String>,
    /// Outline level from 0.
    outline: Option<u8>,
    /// Level of the list from 0.
    list: Option<u8>,
    /// Its name in lower case.
    name: String,
}

/// The styles of a document.
#[derive(Default)]
pub(super) struct Styles {
    styles: FxHashMap<String, Style>,
    /// The language of text that says nothing else.
    pub(super) lang: Option<LangTag>,
}

impl Styles {
    /// Reads `styles.xml`. What comes before an error is kept.
    pub(super) fn read(&mut self, text: &str) -> Result<(), XmlError> {
        let mut events = Events::new(text);
        let mut current: Option<(String, Style)> = None;
        let mut in_defaults = false;
        while let Some(event) = events.next_event()? {
            match event {
                Event::Start(element) => {
                    let value = || super::attribute(&element, "val");
                    match (element.local_name(), &mut current) {
                        ("docDefaults", _) => in_defaults = true,
                        ("style", _) => {
                            let id = super::attribute(&element, "styleId").unwrap_or_default();
                            current = Some((id, Style::default()));
                        }
                        ("lang", None) if in_defaults => {
                            self.lang = value().and_then(|tag| LangTag::parse(&tag).ok());
                        }
                        ("name", Some((_, style))) => {
                            style.name = value().unwrap_or_default().to_lowercase();
                        }
                        ("basedOn", Some((_, style))) => style.based_on = value(),
                        ("outlineLvl", Some((_, style))) => {
                            style.outline = value().and_then(|level| level.parse().ok());
                        }
                        ("numPr", Some((_, style))) => style.list = style.list.or(Some(0)),
                        ("ilvl", Some((_, style))) => {
                            style.list = value().and_then(|level| level.parse().ok());
                        }
                        _ => {}
                    }
                }
                Event::End { name, .. } => {
                    if name.ends_with("docDefaults") {
                        in_defaults = false;
                    } else if name.rsplit(':').next() == Some("style")
                        && let Some((id, style)) = current.take()
                    {
                        self.styles.insert(id, style);
                    }
                }
                Event::Text { .. } => {}
            }
        }
        Ok(())
    }

    /// The place of a paragraph of style `id`, where the style makes it one of its own.
    pub(super) fn place(&self, id: &str) -> Option<Place> {
        let chain = || {
            let first = self.styles.get(id);
            std::iter::successors(first, |style| self.styles.get(style.based_on.as_ref()?))
                .take(CHAIN)
        };
        let named = chain().find_map(|style| match style.name.as_str() {
            "title" | "subtitle" => Some(Place::Heading(1)),
            "caption" => Some(Place::Caption),
            name => {
                let level = name.strip_prefix("heading ")?.parse().ok()?;
                Some(Place::Heading(level))
            }
        });
        named
            .or_else(|| chain().find_map(|style| style.outline.and_then(heading)))
            .or_else(|| chain().find_map(|style| Some(Place::ListItem(style.list? + 1))))
    }
}

/// The heading of an outline level from 0; level 9 is body text.
pub(super) fn heading(outline: u8) -> Option<Place> {
    (outline < 9).then_some(Place::Heading(outline + 1))
}
