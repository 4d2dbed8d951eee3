//! The segments of a unit, and where they stand.

use super::inline::{Shared, Text};
use super::layout::{Place, unfold};
use super::unit::{Gathered, Read, Segment, properties, space};
use crate::model::{Content, Property};
use crate::text::Span;
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

/// The segments of a unit of 1.x: those marked in both texts, by their ids, else the whole.
pub(super) fn old(gathered: Gathered, shared: &Shared<'_>, read: &mut Read) {
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
pub(super) fn new(gathered: Gathered, shared: &Shared<'_>, read: &mut Read) {
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
