//! What a memory says of its units beyond what XLIFF has a place for, in the Metadata module of XLIFF 2: ids,
//! attributes and properties, so that a memory comes back as it was.

use super::tag::quoted;
use super::write::escaped;
use super::{Damage, local};
use crate::model::{Attributes, Property, Unit, Variant};
use crate::text::Span;
use crate::text::xml::{Element, Event, Events};

/// The module's namespace.
pub(super) const NAMESPACE: &str = "urn:oasis:names:tc:xliff:metadata:2.0";
/// The groups of a unit, its source and its target; and what says that a file is a memory.
const GROUPS: [&str; 3] = ["targum:unit", "targum:source", "targum:target"];
const MEMORY: &str = "targum:memory";

/// What is said of a unit, or of one of its texts.
#[derive(Debug, Clone, Default)]
pub(super) struct Said {
    pub(super) attributes: Attributes,
    pub(super) props: Vec<Property>,
}

/// What is said of a unit, its source and its target.
#[derive(Debug, Clone, Default)]
pub(super) struct Metadata {
    /// The unit's own id, where it could not have it.
    pub(super) id: Option<Box<str>>,
    pub(super) sides: [Said; 3],
    /// Whether it is of a memory that was written as XLIFF.
    pub(super) of_memory: bool,
}

impl Metadata {
    /// Reads the inside of `element` and gives the place of its end tag. What others say there is passed
    /// over.
    pub(super) fn read(
        &mut self,
        element: &Element<'_>,
        events: &mut Events<'_>,
    ) -> Result<Span, Damage> {
        let (mut depth, mut side) = (1_usize, None);
        let mut at: Option<(String, String)> = None;
        while let Some(event) = events.next_event()? {
            match event {
                Event::Start(inner) => {
                    depth += 1;
                    if inner.local_name() == "metaGroup" {
                        let category = inner.attribute("category").unwrap_or_default();
                        self.of_memory |= category == MEMORY;
                        side = GROUPS.iter().position(|group| *group == category);
                    } else if inner.local_name() == "meta" {
                        at = inner.attribute("type").map(|key| (key, String::new()));
                    }
                }
                Event::Text { text, .. } => {
                    if let Some((_, value)) = &mut at {
                        value.push_str(&text);
                    }
                }
                Event::End { name, span } => {
                    depth -= 1;
                    if depth == 0 {
                        return Ok(span);
                    }
                    if local(&name) == "meta"
                        && let Some(((key, value), side)) = at.take().zip(side)
                    {
                        self.add(side, &key, value);
                    }
                }
            }
        }
        Err(Damage::new(element.span.start, "the metadata element is not closed"))
    }

    fn add(&mut self, side: usize, key: &str, value: String) {
        let Some((kind, name)) = key.split_once('/') else {
            if key == "id" && side == 0 {
                self.id = Some(value.into());
            }
            return;
        };
        let said = &mut self.sides[side];
        match kind.split_once('@').unwrap_or((kind, "")) {
            ("attribute", _) => said.attributes.push((name.into(), value.into())),
            ("property", lang) => said.props.push(Property {
                name: name.into(),
                value: value.into(),
                lang: Some(lang).filter(|lang| !lang.is_empty()).map(Into::into),
            }),
            _ => {}
        }
    }
}

/// What makes a file one of a memory.
pub(super) fn of_file() -> String {
    format!(
        "    <mda:metadata>\n      <mda:metaGroup category=\"{MEMORY}\">\n        <mda:meta \
         type=\"creationtool\">targum</mda:meta>\n      </mda:metaGroup>\n    </mda:metadata>\n"
    )
}

/// What is said of a unit; empty where that is nothing. `kept` is what has its own place in XLIFF. The second is
/// how many characters were left out.
pub(super) fn of_unit(
    unit: &Unit,
    id: Option<&str>,
    texts: [Option<&Variant>; 2],
    kept: &dyn Fn(&Property) -> bool,
) -> (String, usize) {
    let mut groups = [(&unit.attributes[..], &unit.props[..]), (&[], &[]), (&[], &[])];
    for (side, text) in texts.into_iter().enumerate() {
        if let Some(text) = text {
            groups[side + 1] = (&text.attributes, &text.props);
        }
    }
    let (mut out, mut removed) = (String::new(), 0);
    for (side, (attributes, props)) in groups.into_iter().enumerate() {
        let mut metas = String::new();
        let mut meta = |key: &str, value: &str| {
            let (value, bad) = escaped(value);
            removed += bad;
            metas += &format!("          <mda:meta type={}>{value}</mda:meta>\n", quoted(key));
        };
        if let Some(id) = id.filter(|_| side == 0) {
            meta("id", id);
        }
        for (name, value) in attributes {
            meta(&format!("attribute/{name}"), value);
        }
        for prop in props.iter().filter(|prop| !kept(prop)) {
            let lang = prop.lang.as_ref().map(|lang| format!("@{lang}")).unwrap_or_default();
            meta(&format!("property{lang}/{}", prop.name), &prop.value);
        }
        if !metas.is_empty() {
            out += &format!(
                "        <mda:metaGroup category=\"{}\">\n{metas}        </mda:metaGroup>\n",
                GROUPS[side]
            );
        }
    }
    if !out.is_empty() {
        out = format!("      <mda:metadata>\n{out}      </mda:metadata>\n");
    }
    (out, removed)
}
