//! What the styles of an ODT document say: looks of text, languages, and what paragraphs are.

use crate::text::LangTag;
use crate::text::xml::{Event, Events, XmlError};
use rustc_hash::FxHashMap;

/// How far a chain of styles is followed; a loop ends there.
const CHAIN: usize = 20;

/// Properties of text that a reader sees, the value that means nothing, and the code's name.
const LOOKS: &[(&str, &str, &str)] = &[
    ("fo:font-weight", "normal", "bold"),
    ("fo:font-style", "normal", "italic"),
    ("style:text-underline-style", "none", "ulined"),
    ("style:text-line-through-style", "none", "strikethrough"),
    ("style:text-position", "0% 100%", "position"),
    ("fo:font-variant", "normal", "small-caps"),
    ("fo:text-transform", "none", "caps"),
];

#[derive(Default)]
struct Style {
    parent: Option<String>,
    looks: Vec<&'static str>,
    hidden: bool,
}

/// The styles of a document, by family and name.
#[derive(Default)]
pub(super) struct Styles {
    styles: FxHashMap<(String, String), Style>,
    /// The language of text that says nothing else.
    pub(super) lang: Option<LangTag>,
}

impl Styles {
    /// Reads the styles of a part. What comes before an error is kept.
    pub(super) fn read(&mut self, text: &str) -> Result<(), XmlError> {
        let mut events = Events::new(text);
        let mut current: Option<((String, String), Style)> = None;
        let mut in_default = false;
        while let Some(event) = events.next_event()? {
            match event {
                Event::Start(element) => match element.name() {
                    "office:body" => return Ok(()),
                    "style:default-style" => {
                        in_default =
                            element.attribute("style:family").as_deref() == Some("paragraph");
                    }
                    "style:style" => {
                        let get = |name: &str| element.attribute(name);
                        let key = (
                            get("style:family").unwrap_or_default(),
                            get("style:name").unwrap_or_default(),
                        );
                        let parent = get("style:parent-style-name");
                        current = Some((key, Style { parent, ..Style::default() }));
                    }
                    "style:text-properties" => {
                        let properties = element.attributes();
                        if let Some((_, style)) = &mut current {
                            style.take(&properties);
                        } else if in_default && self.lang.is_none() {
                            self.lang = language(&properties);
                        }
                    }
                    _ => {}
                },
                Event::End { name, .. } => match name.as_str() {
                    "style:default-style" => in_default = false,
                    "style:style" => {
                        if let Some((key, style)) = current.take() {
                            self.styles.insert(key, style);
                        }
                    }
                    _ => {}
                },
                Event::Text { .. } => {}
            }
        }
        Ok(())
    }

    fn chain(&self, family: &str, name: &str) -> impl Iterator<Item = (&str, &Style)> {
        let find =
            move |name: &str| self.styles.get_key_value(&(family.to_owned(), name.to_owned()));
        let first = find(name);
        let next = move |last: &(&(String, String), &Style)| {
            let parent = last.1.parent.as_ref()?;
            self.styles.get_key_value(&(last.0.0.clone(), parent.clone()))
        };
        std::iter::successors(first, next).take(CHAIN).map(|(key, style)| (key.1.as_str(), style))
    }

    /// The name of the code that a span of text style `name` is; `None` where it looks like the
    /// text around.
    pub(super) fn looks(&self, name: &str) -> Option<&'static str> {
        let mut all: Vec<&'static str> = Vec::new();
        for (_, style) in self.chain("text", name) {
            all.extend(&style.looks);
        }
        match all[..] {
            [] => None,
            [one] => Some(one),
            _ => Some("format"),
        }
    }

    /// Whether text of that style is hidden.
    pub(super) fn is_hidden(&self, family: &str, name: &str) -> bool {
        self.chain(family, name).any(|(_, style)| style.hidden)
    }

    /// Whether a paragraph style comes from one of these.
    pub(super) fn is_a(&self, name: &str, ancestors: &[&str]) -> bool {
        ancestors.contains(&name)
            || self.chain("paragraph", name).any(|(name, style)| {
                ancestors.contains(&name)
                    || style.parent.as_deref().is_some_and(|parent| ancestors.contains(&parent))
            })
    }
}

impl Style {
    fn take(&mut self, properties: &[(String, String)]) {
        for (name, value) in properties {
            if let Some((_, off, kind)) = LOOKS.iter().find(|(known, _, _)| known == name)
                && value != off
            {
                self.looks.push(kind);
            }
            self.hidden |= name == "text:display" && value == "none";
        }
    }
}

fn language(properties: &[(String, String)]) -> Option<LangTag> {
    let get = |wanted: &str| {
        let found = properties.iter().find(|(name, _)| name == wanted);
        found.map(|(_, value)| value.as_str()).filter(|value| *value != "none")
    };
    let language = get("fo:language")?;
    let tag = get("fo:country").map_or_else(|| language.to_owned(), |c| format!("{language}-{c}"));
    LangTag::parse(&tag).ok()
}
