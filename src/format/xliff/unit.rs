//! One `trans-unit` (1.x) or `unit` (2.x) as units, a segment each.

use super::inline::{Place, Shared, Text, text, unfold};
use super::walk::{Scope, skip};
use super::{Damage, local};
use crate::model::{Content, Note, Property};
use crate::text::Span;
use crate::text::xml::{Element, Event, Events};
use rustc_hash::FxHashMap;

/// A segment as read.
#[derive(Debug)]
pub(super) struct Pair {
    pub(super) id: Option<String>,
    /// Properties of this segment alone.
    pub(super) props: Vec<Property>,
    pub(super) source: Half,
    pub(super) target: Option<Half>,
    pub(super) spots: Spots,
}

/// Where a segment and its texts stand.
#[derive(Debug, Clone, Default)]
pub(super) struct Spots {
    /// The id of the mark around it (1.x).
    pub(super) mid: Option<String>,
    /// The tag of its element and its own attributes (2.x).
    pub(super) segment: Option<(Span, Vec<(String, String)>)>,
    pub(super) source: Place,
    pub(super) target: Option<Place>,
    /// Where the codes of the source are written.
    pub(super) raws: Vec<Span>,
    /// The language written on the source.
    pub(super) lang: bool,
}

/// Where the parts of a unit stand.
#[derive(Debug, Clone, Default)]
pub(super) struct Layout {
    /// The text behind which a target goes, and whose marks are its segments' (1.x).
    pub(super) cut: Place,
    /// The target of all segments, and its attributes (1.x).
    pub(super) target: Option<(Place, Vec<(String, String)>)>,
    /// What Trados says of each segment, by its id: the tag.
    pub(super) said: Vec<(String, Span)>,
    /// Candidates that are there already, and how their element is named (2.x).
    pub(super) matches: Option<(Place, String)>,
    /// The markup of codes (2.x).
    pub(super) data: Option<Place>,
    /// Whether white space is kept.
    pub(super) preserve: bool,
}

/// One side of a segment.
#[derive(Debug)]
pub(super) struct Half {
    /// The language, as written on it.
    pub(super) lang: Option<String>,
    pub(super) content: Content,
    pub(super) span: Span,
    pub(super) props: Vec<Property>,
}

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
}

/// What is gathered of a unit.
#[derive(Default)]
struct Gathered {
    id: Option<String>,
    preserve: bool,
    notes: Vec<Note>,
    /// The texts of 1.x.
    source: Option<Text>,
    segmented: Option<Text>,
    target: Option<Text>,
    /// The segments of 2.x.
    segments: Vec<Segment>,
    /// What Trados says of each segment.
    said: FxHashMap<String, Vec<Property>>,
    layout: Layout,
}

/// A segment of 2.x.
struct Segment {
    tag: Span,
    attributes: Vec<(String, String)>,
    source: Option<Text>,
    target: Option<Text>,
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

/// The segments of a unit of 1.x: those marked in both texts, by their ids, else the whole.
fn old(gathered: Gathered, shared: &Shared<'_>, read: &mut Read) {
    let Gathered { id, preserve, source, segmented, target, mut said, .. } = gathered;
    let segmented = segmented.filter(|text| !text.marked.is_empty());
    if let Some(text) = segmented.as_ref().or(source.as_ref()) {
        read.layout.cut = text.place;
    }
    read.layout.target = target.as_ref().map(|text| (text.place, text.attributes.clone()));
    let cut = segmented.as_ref().or(source.as_ref()).filter(|text| !text.marked.is_empty());
    let halved = target
        .as_ref()
        .is_none_or(|text| !text.marked.is_empty() || text.content.text.trim().is_empty());
    let Some(cut) = cut.filter(|_| halved) else {
        let Some(source) = source.or(segmented) else { return };
        let spots = Spots::whole(&source, target.as_ref());
        let source = whole(source, preserve, shared);
        let target = target.map(|target| whole(target, preserve, shared));
        read.pairs.push(Pair { id, props: Vec::new(), source, target, spots });
        return;
    };
    let mut targets: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    let marked = target.as_ref().map_or(&[][..], |target| &target.marked);
    for (index, marked) in marked.iter().enumerate().rev() {
        targets.entry(&marked.mid).or_default().push(index);
    }
    for segment in &cut.marked {
        let found = targets.get_mut(&*segment.mid).and_then(Vec::pop);
        let half = |text: &Text, marked| {
            let content = text.part(marked);
            finish(content, marked.place.inside, &text.attributes, preserve, shared)
        };
        let spots = Spots {
            mid: Some(segment.mid.clone()),
            source: segment.place,
            target: found.and_then(|at| marked.get(at)).map(|marked| marked.place),
            raws: cut.part_raws(segment),
            lang: cut.attributes.iter().any(|(name, _)| name == "xml:lang"),
            segment: None,
        };
        let target = target.as_ref().zip(found).map(|(text, at)| half(text, &text.marked[at]));
        let own = [id.as_deref().unwrap_or_default(), &segment.mid].join("/");
        read.pairs.push(Pair {
            id: Some(own),
            props: said.remove(&segment.mid).unwrap_or_default(),
            source: half(cut, segment),
            target,
            spots,
        });
    }
    let mut alone: Vec<usize> = Vec::new();
    for marked in marked {
        alone.extend(targets.remove(&*marked.mid).unwrap_or_default());
    }
    alone.sort_unstable();
    read.alone =
        alone.iter().map(|at| (marked[*at].place.inside, marked[*at].mid.clone())).collect();
}

/// The segments of a unit of 2.x.
fn new(gathered: Gathered, shared: &Shared<'_>, read: &mut Read) {
    let unit = gathered.id.unwrap_or_default();
    let alone = gathered.segments.len() == 1;
    for (index, segment) in gathered.segments.into_iter().enumerate() {
        let Segment { tag, attributes, source, target } = segment;
        let named = attributes.iter().find(|(name, _)| name == "id");
        let id = match named {
            Some((_, id)) => format!("{unit}/{id}"),
            None if alone => unit.clone(),
            None => format!("{unit}/{}", index + 1),
        };
        let Some(source) = source else {
            let place = target.map(|target| target.place.inside).unwrap_or_default();
            read.alone.push((place, id));
            continue;
        };
        let mut spots = Spots::whole(&source, target.as_ref());
        spots.segment = Some((tag, attributes.clone()));
        let source = whole(source, gathered.preserve, shared);
        let mut target = target.map(|target| whole(target, gathered.preserve, shared));
        // As in 1.x, a state is said of the translation where there is one.
        let mut props = properties(&attributes, &["id"]);
        if let Some(target) = &mut target {
            let state =
                |prop: &Property| matches!(&*prop.name, "x-xliff-state" | "x-xliff-subState");
            target.props.extend(props.extract_if(.., |prop| state(prop)));
        }
        read.pairs.push(Pair { id: Some(id), props, source, target, spots });
    }
}

impl Spots {
    fn whole(source: &Text, target: Option<&Text>) -> Self {
        Self {
            source: source.place,
            target: target.map(|text| text.place),
            raws: source.raws.clone(),
            lang: source.attributes.iter().any(|(name, _)| name == "xml:lang"),
            ..Self::default()
        }
    }
}

fn whole(text: Text, preserve: bool, shared: &Shared<'_>) -> Half {
    finish(text.content, text.place.inside, &text.attributes, preserve, shared)
}

/// One side: without the layout of the file, where that may be changed.
fn finish(
    mut content: Content,
    mut span: Span,
    attributes: &[(String, String)],
    preserve: bool,
    shared: &Shared<'_>,
) -> Half {
    if !space(attributes).unwrap_or(preserve) {
        let before = content.text.len();
        unfold(&mut content);
        if content.text.len() != before {
            let raw = &shared.text[span.range()];
            let kept = raw.trim_ascii_start();
            span.start += (raw.len() - kept.len()) as u32;
            span.end = span.start + kept.trim_ascii_end().len() as u32;
        }
    }
    let lang = attributes.iter().find(|(name, _)| name == "xml:lang").map(|(_, lang)| lang.clone());
    Half { lang, content, span, props: properties(attributes, &[]) }
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
