//! One `trans-unit` (1.x) or `unit` (2.x) as units, a segment each.

use super::inline::{Shared, Text, text};
use super::layout::Place;
use super::metadata::Metadata;
use super::segments::{Layout, Pair, new, old};
use super::walk::{Scope, skip};
use super::{Damage, local};
use crate::model::{Note, Property};
use crate::text::Span;
use crate::text::xml::{Element, Event, Events};
use rustc_hash::FxHashMap;

/// A unit as read.
#[derive(Debug, Default)]
pub(super) struct Read {
    /// Its attributes but the id.
    pub(super) attributes: Vec<(String, String)>,
    pub(super) notes: Vec<Note>,
    pub(super) pairs: Vec<Pair>,
    /// Segments of the target that no segment of the source belongs to, by place.
    pub(super) alone: Vec<(Span, String)>,
    pub(super) layout: Layout,
    /// What a memory said of it.
    pub(super) metadata: Metadata,
}

/// What is gathered of a unit.
#[derive(Default)]
pub(super) struct Gathered {
    pub(super) id: Option<String>,
    pub(super) preserve: bool,
    pub(super) notes: Vec<Note>,
    /// The texts of 1.x.
    pub(super) source: Option<Text>,
    pub(super) segmented: Option<Text>,
    pub(super) target: Option<Text>,
    /// The segments of 2.x.
    pub(super) segments: Vec<Segment>,
    /// What Trados says of each segment.
    pub(super) said: FxHashMap<String, Vec<Property>>,
    pub(super) layout: Layout,
    metadata: Metadata,
}

/// A segment of 2.x.
pub(super) struct Segment {
    pub(super) tag: Span,
    pub(super) attributes: Vec<(String, String)>,
    pub(super) source: Option<Text>,
    pub(super) target: Option<Text>,
}

/// Reads the unit that `element` begins.
pub(super) fn read(
    element: &Element<'_>,
    events: &mut Events<'_>,
    shared: &mut Shared<'_>,
    scope: &Scope,
) -> Result<Read, Damage> {
    let mut attributes = element.attributes();
    let id = attributes.iter().position(|(name, _)| name == "id");
    let id = id.map(|at| attributes.remove(at).1);
    let preserve = space(&attributes).unwrap_or(scope.preserve);
    let mut gathered = Gathered { id, preserve, ..Gathered::default() };
    gather(element, events, shared, &mut gathered)?;
    let mut read =
        Read { attributes, notes: std::mem::take(&mut gathered.notes), ..Read::default() };
    read.layout = std::mem::take(&mut gathered.layout);
    read.layout.preserve = preserve;
    read.metadata = std::mem::take(&mut gathered.metadata);
    if gathered.segments.is_empty() {
        old(gathered, shared, &mut read);
    } else {
        new(gathered, shared, &mut read);
    }
    if read.pairs.is_empty() && read.alone.is_empty() {
        return Err(Damage::new(element.span.start, "the unit has no source"));
    }
    let numbers = shared.ids.numbers();
    for pair in &mut read.pairs {
        numbers.give(&mut pair.source.content);
        if let Some(target) = &mut pair.target {
            numbers.give(&mut target.content);
        }
    }
    Ok(read)
}

fn gather(
    element: &Element<'_>,
    events: &mut Events<'_>,
    shared: &mut Shared<'_>,
    gathered: &mut Gathered,
) -> Result<(), Damage> {
    while let Some(event) = events.next_event()? {
        let inner = match event {
            Event::Start(inner) => inner,
            Event::End { name, .. } if name == element.name() => return Ok(()),
            _ => continue,
        };
        match shared.dialect.known(inner.name()) {
            Some("source") if gathered.source.is_none() => {
                gathered.source = Some(text(&inner, events, shared)?);
            }
            Some("seg-source") if gathered.segmented.is_none() => {
                gathered.segmented = Some(text(&inner, events, shared)?);
            }
            Some("target") if gathered.target.is_none() => {
                gathered.target = Some(text(&inner, events, shared)?);
            }
            Some("segment") => {
                let segment = segment(&inner, events, shared)?;
                gathered.segments.push(segment);
            }
            Some("notes") => {}
            Some("note") => gathered.notes.push(note(&inner, events)?),
            Some("originalData") => {
                let end = original_data(&inner, events, shared)?;
                gathered.layout.data = Some(Place::new(&inner, end));
            }
            Some("trans-unit" | "unit") => {
                return Err(Damage::new(element.span.start, "the unit has no end tag"));
            }
            None if local(inner.name()) == "seg-defs" => said(&inner, events, gathered)?,
            None if local(inner.name()) == "metadata" => {
                gathered.metadata.read(&inner, events)?;
            }
            _ => {
                let end = skip(&inner, events)?;
                let name = inner.name();
                if local(name) == "matches" && gathered.layout.matches.is_none() {
                    let place = Place::new(&inner, Some(end));
                    gathered.layout.matches = Some((place, name.to_owned()));
                }
            }
        }
    }
    Ok(())
}

fn segment(
    element: &Element<'_>,
    events: &mut Events<'_>,
    shared: &mut Shared<'_>,
) -> Result<Segment, Damage> {
    let (mut source, mut target) = (None, None);
    while let Some(event) = events.next_event()? {
        match event {
            Event::Start(inner) => match shared.dialect.known(inner.name()) {
                Some("source") if source.is_none() => source = Some(text(&inner, events, shared)?),
                Some("target") if target.is_none() => target = Some(text(&inner, events, shared)?),
                Some("unit" | "segment") => {
                    return Err(Damage::new(element.span.start, "the segment has no end tag"));
                }
                _ => drop(skip(&inner, events)?),
            },
            Event::End { name, .. } if name == element.name() => break,
            _ => {}
        }
    }
    Ok(Segment { tag: element.span, attributes: element.attributes(), source, target })
}

/// The text of an element, whatever elements are in it.
fn plain(events: &mut Events<'_>) -> Result<String, Damage> {
    let (mut found, mut depth) = (String::new(), 0_usize);
    while let Some(event) = events.next_event()? {
        match event {
            Event::Text { text, .. } => found.push_str(&text),
            Event::Start(_) => depth += 1,
            Event::End { .. } if depth == 0 => break,
            Event::End { .. } => depth -= 1,
        }
    }
    Ok(found)
}

fn note(element: &Element<'_>, events: &mut Events<'_>) -> Result<Note, Damage> {
    let lang = element.attribute("xml:lang").map(Into::into);
    Ok(Note { text: plain(events)?.into(), lang })
}

fn original_data(
    element: &Element<'_>,
    events: &mut Events<'_>,
    shared: &mut Shared<'_>,
) -> Result<Option<Span>, Damage> {
    while let Some(event) = events.next_event()? {
        match event {
            Event::Start(inner) => {
                let id = inner.attribute("id");
                let data = plain(events)?;
                shared.data.extend(id.map(|id| (id, data)));
            }
            Event::End { name, span } if name == element.name() => return Ok(Some(span)),
            _ => {}
        }
    }
    Ok(None)
}

/// What Trados says of the segments of a unit: how sure they are, where they come from, locks.
fn said(
    element: &Element<'_>,
    events: &mut Events<'_>,
    gathered: &mut Gathered,
) -> Result<(), Damage> {
    while let Some(event) = events.next_event()? {
        match event {
            Event::Start(inner) if local(inner.name()) == "seg" => {
                let kept = ["conf", "origin", "percent", "locked"];
                let props = kept.iter().filter_map(|name| {
                    let value = inner.attribute(name)?;
                    Some(property(&format!("x-sdl-{name}"), value))
                });
                if let Some(id) = inner.attribute("id") {
                    gathered.layout.said.push((id.clone(), inner.span));
                    gathered.said.insert(id, props.collect());
                }
            }
            Event::End { name, .. } if name == element.name() => break,
            _ => {}
        }
    }
    Ok(())
}

/// Whether attributes say that white space matters.
pub(super) fn space(attributes: &[(String, String)]) -> Option<bool> {
    let space = attributes.iter().find(|(name, _)| name == "xml:space");
    space.map(|(_, space)| space == "preserve")
}

/// Attributes as properties, but `known` ones and those of XML itself.
pub(super) fn properties(attributes: &[(String, String)], known: &[&str]) -> Vec<Property> {
    let kept = attributes
        .iter()
        .filter(|(name, _)| !name.starts_with("xml") && !known.contains(&name.as_str()));
    let named = kept.map(|(name, value)| {
        property(&format!("x-xliff-{}", name.replace(':', "-")), value.clone())
    });
    named.collect()
}

pub(super) fn property(name: &str, value: impl Into<Box<str>>) -> Property {
    Property { name: name.into(), value: value.into(), lang: None }
}
