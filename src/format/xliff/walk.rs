//! The way through a file: files, groups and units, and on behind what is damaged.

use super::fill::{Around, Filling, Offered, Root, is_locked, state};
use super::inline::Shared;
use super::numbers::Ids;
use super::unit::{self, Half, Layout, Pair, Read, properties, property, space};
use super::{Damage, local};
use crate::format::fill::Slot;
use crate::format::place::Places;
use crate::format::{Flow, FormatError, ReadOptions, Sink, VariantPlace};
use crate::model::{Attributes, Finding, Header, Property, Severity, Unit, Variant};
use crate::text::xml::{Element, Event, Events, is_legal};
use crate::text::{LangTag, Span};
use rustc_hash::FxHashMap;
use std::ops::ControlFlow;

/// How the elements of a file are named.
#[derive(Debug, Default)]
pub(super) struct Dialect {
    /// The prefix of its root; `None` before there is one.
    prefix: Option<Box<str>>,
}

impl Dialect {
    /// The name without prefix of an element that is XLIFF's own.
    pub(super) fn known<'n>(&self, name: &'n str) -> Option<&'n str> {
        let (prefix, own) = name.split_once(':').unwrap_or(("", name));
        self.prefix.as_deref().is_none_or(|wanted| wanted == prefix).then_some(own)
    }
}

/// What a file, a group and a unit hand down.
#[derive(Debug, Clone, Default)]
pub(super) struct Scope {
    /// Whether white space is kept as it is.
    pub(super) preserve: bool,
    /// Whether the text is to be translated.
    translate: Option<bool>,
    /// The names of the groups around, joined.
    groups: String,
}

/// How many groups without an end are told apart, and how long their joined names may be, in bytes.
const MAX_GROUPS: usize = 512;
const MAX_NAMES: usize = 1000;

/// Passes over an element and gives the place of its end tag.
pub(super) fn skip(element: &Element<'_>, events: &mut Events<'_>) -> Result<Span, Damage> {
    let mut depth = 1_usize;
    loop {
        match events.next_event()? {
            Some(Event::Start(_)) => depth += 1,
            Some(Event::End { span, .. }) => {
                depth -= 1;
                if depth == 0 {
                    return Ok(span);
                }
            }
            Some(Event::Text { .. }) => {}
            None => {
                let reason = format!("the {} element is not closed", element.name());
                return Err(Damage::new(element.span.start, reason));
            }
        }
    }
}

/// Reads the units of `text` into `sink`, `findings` first; where it is to be filled, its segments are
/// offered there instead.
pub(super) fn read<'a>(
    text: &'a str,
    findings: Vec<Finding>,
    options: &'a ReadOptions,
    sink: &'a mut dyn Sink,
    filling: Option<&'a mut Filling<'_, '_>>,
) -> Result<(), FormatError> {
    let mut reader = Reader {
        text,
        options,
        sink,
        places: Places::new(text),
        dialect: Dialect::default(),
        root: Scope::default(),
        filling,
        top: Root::default(),
        tags: [Span::default(); 2],
        languages: [None, None],
        scopes: Vec::new(),
        file: File::default(),
        srclang: None,
        begun: false,
        unnamed: [false; 2],
        units: 0,
    };
    if findings.into_iter().try_for_each(|finding| reader.say(finding)).is_continue() {
        let _ = reader.all();
    }
    if reader.dialect.prefix.is_none() && reader.units == 0 {
        let reason = "there is no xliff element: this is not an XLIFF file";
        return Err(FormatError::malformed(reason, None));
    }
    Ok(())
}

/// What a file element says.
#[derive(Debug, Default, Clone)]
struct File {
    source: Option<LangTag>,
    target: Option<LangTag>,
    original: Option<String>,
}

struct Reader<'a, 'x, 'y> {
    text: &'a str,
    /// Where segments are offered to be filled.
    filling: Option<&'a mut Filling<'x, 'y>>,
    top: Root,
    /// The tags of the root and of the file at hand.
    tags: [Span; 2],
    options: &'a ReadOptions,
    sink: &'a mut dyn Sink,
    places: Places<'a>,
    dialect: Dialect,
    root: Scope,
    /// The languages that the root names (2.x), source and target.
    languages: [Option<LangTag>; 2],
    /// Of the file and the groups around.
    scopes: Vec<Scope>,
    file: File,
    /// The header's source language.
    srclang: Option<LangTag>,
    /// Whether the header was given.
    begun: bool,
    /// Whether it was said that the languages (source, target) have no name.
    unnamed: [bool; 2],
    /// Units met, damaged ones too.
    units: u64,
}

/// Why walking stopped, and the byte behind which to go on.
struct Stop {
    damage: Damage,
    behind: usize,
    /// Whether it was in a unit, which begins there.
    unit: bool,
}

/// What walking gives: stopped by the sink, or at damage.
type Walked = Result<Flow, Stop>;

impl Reader<'_, '_, '_> {
    /// Walks on until the end, over what is damaged. An end that is looked for in vain is looked for
    /// in the whole rest of the file, so there is a bound to what may be read again.
    fn all(&mut self) -> Flow {
        let mut budget = self.text.len().saturating_mul(4).saturating_add(64 << 20);
        let mut start = 0;
        loop {
            let mut events = Events::lenient(self.text, start);
            let stop = match self.walk(&mut events) {
                Ok(flow) => return flow,
                Err(stop) => stop,
            };
            let behind = (stop.behind + usize::from(stop.unit)).max(start + 1);
            let next = self.resume(behind);
            self.damaged(&stop, next.unwrap_or(self.text.len()))?;
            let again = events.reached().max(stop.damage.at).saturating_sub(behind);
            let left = budget.checked_sub(again);
            let (Some(next), Some(left)) = (next, left) else {
                if next.is_some() {
                    let message = "too much of the file is damaged: the rest is left out";
                    let place = self.places.at(behind);
                    return self
                        .say(Finding::new("xliff-markup", Severity::Error, message).at(place));
                }
                return Flow::Continue(());
            };
            (start, budget) = (next, left);
        }
    }

    /// Where the next file, group or unit begins or the next file or group ends.
    fn resume(&self, from: usize) -> Option<usize> {
        let rest = self.text.as_bytes().get(from..)?;
        memchr::memchr_iter(b'<', rest).map(|at| from + at).find(|&at| match self.tag(at) {
            (_, Some("file" | "group" | "body")) => true,
            (ends, Some("trans-unit" | "unit")) => !ends,
            _ => false,
        })
    }

    /// Whether the tag at byte `at` is an end tag, and its name.
    fn tag(&self, at: usize) -> (bool, Option<&str>) {
        let behind = self.text.get(at + 1..).unwrap_or_default();
        let (ends, name) = match behind.strip_prefix('/') {
            Some(name) => (true, name),
            None => (false, behind),
        };
        let letters = name.bytes().take(64);
        let length = letters.take_while(|b| b.is_ascii_alphabetic() || b"-:_".contains(b)).count();
        (ends, self.dialect.known(&name[..length]))
    }

    /// Says what is damaged, and gives the unit it is in as it stands.
    fn damaged(&mut self, stop: &Stop, next: usize) -> Flow {
        let Damage { at, reason } = &stop.damage;
        if !stop.unit {
            let message = format!("the markup between the units is broken: {reason}");
            let place = self.places.at(*at);
            return self.say(Finding::new("xliff-markup", Severity::Warning, message).at(place));
        }
        self.units += 1;
        let message = format!("this unit is damaged and is left out: {reason}");
        let place = self.places.at((*at).clamp(stop.behind, next));
        self.say(Finding::new("xliff-unit", Severity::Error, message).at(place))?;
        let raw = &self.text[stop.behind..next];
        self.sink.reject(raw.trim_ascii_end())
    }

    fn walk(&mut self, events: &mut Events<'_>) -> Walked {
        loop {
            let event = events.next_event().map_err(|error| {
                let unit = matches!(self.tag(error.offset), (false, Some("trans-unit" | "unit")));
                Stop { behind: error.offset, damage: error.into(), unit }
            })?;
            let Some(event) = event else { return Ok(Flow::Continue(())) };
            match event {
                Event::Start(element) => {
                    let flow = self.start(&element, events).map_err(|damage| {
                        let unit = self.is_unit(element.name());
                        let (start, end) = (element.span.start as usize, element.span.end as usize);
                        Stop { damage, behind: if unit { start } else { end }, unit }
                    })?;
                    if flow.is_break() {
                        return Ok(flow);
                    }
                }
                Event::End { name, .. } => match self.dialect.known(&name) {
                    Some("group") if self.scopes.len() > 1 => drop(self.scopes.pop()),
                    Some("file") => self.scopes.clear(),
                    _ => {}
                },
                Event::Text { .. } => {}
            }
        }
    }

    fn is_unit(&self, name: &str) -> bool {
        matches!(self.dialect.known(name), Some("trans-unit" | "unit"))
    }

    fn start(&mut self, element: &Element<'_>, events: &mut Events<'_>) -> Result<Flow, Damage> {
        match self.dialect.known(element.name()) {
            Some("xliff") if self.dialect.prefix.is_none() => self.root(element),
            Some("file") => return Ok(self.file(element)),
            Some("group") => self.group(element),
            // A binary unit may have units of text in it.
            Some("body" | "bin-unit") => {}
            Some("trans-unit" | "unit") => return self.unit(element, events),
            _ => drop(skip(element, events)?),
        }
        Ok(Flow::Continue(()))
    }

    fn root(&mut self, element: &Element<'_>) {
        let prefix = element.name().split_once(':').map_or("", |(prefix, _)| prefix);
        self.dialect.prefix = Some(prefix.into());
        self.tags[0] = element.span;
        self.top.prefix = if prefix.is_empty() { String::new() } else { format!("{prefix}:") };
        self.top.version = element.attribute("version").unwrap_or_default();
        let of = |namespace: &str| {
            let bound = element.attributes().into_iter().find(|(_, value)| value == namespace)?;
            Some(format!("{}:", bound.0.strip_prefix("xmlns:")?))
        };
        self.top.memoq = of("MQXliff");
        self.top.phrase = of("http://www.memsource.com/mxlf/2.0");
        self.root.preserve = space(&element.attributes()).unwrap_or(false);
        self.languages = [language(element, "srcLang"), language(element, "trgLang")];
    }

    fn file(&mut self, element: &Element<'_>) -> Flow {
        let [source, target] = self.languages.clone();
        self.tags[1] = element.span;
        self.file = File {
            source: language(element, "source-language").or(source),
            target: language(element, "target-language").or(target),
            original: element.attribute("original").or_else(|| element.attribute("id")),
        };
        let scope = self.inner(element);
        self.scopes = vec![scope];
        self.begin()
    }

    /// Gives the header, if it was not given.
    fn begin(&mut self) -> Flow {
        if self.begun {
            return Flow::Continue(());
        }
        self.begun = true;
        self.srclang = self.file.source.clone().or_else(|| self.options.columns.first().cloned());
        self.sink.header(Header { srclang: self.srclang.clone(), ..Header::default() })
    }

    fn group(&mut self, element: &Element<'_>) {
        if self.scopes.len() > MAX_GROUPS {
            return;
        }
        let mut scope = self.inner(element);
        let names = ["resname", "name", "id"];
        let name = names.iter().find_map(|name| element.attribute(name));
        if let Some(name) = name.filter(|name| scope.groups.len() + name.len() < MAX_NAMES) {
            if !scope.groups.is_empty() {
                scope.groups.push('/');
            }
            scope.groups.push_str(&name);
        }
        self.scopes.push(scope);
    }

    /// The scope of an element in the one at hand.
    fn inner(&self, element: &Element<'_>) -> Scope {
        let attributes = element.attributes();
        let mut scope = match self.scopes.last() {
            Some(outer) if local(element.name()) != "file" => outer.clone(),
            _ => self.root.clone(),
        };
        let translate = attributes.iter().find(|(name, _)| name == "translate");
        scope.preserve = space(&attributes).unwrap_or(scope.preserve);
        scope.translate = translate.map(|(_, value)| value != "no").or(scope.translate);
        scope
    }

    fn unit(&mut self, element: &Element<'_>, events: &mut Events<'_>) -> Result<Flow, Damage> {
        let scope = self.inner(element);
        let mut shared = Shared {
            text: self.text,
            dialect: &self.dialect,
            ids: Ids::default(),
            data: FxHashMap::default(),
        };
        let unknown = events.unknown_references();
        let read = unit::read(element, events, &mut shared, &scope)?;
        let limit = self.options.limits.unit;
        if events.reached() - element.span.start as usize > limit {
            let reason = format!("it is longer than the limit of {limit} bytes");
            return Err(Damage::new(element.span.start, reason));
        }
        let unknown = events.unknown_references() - unknown;
        self.units += 1;
        Ok(self.give(element.span, events.reached(), read, &scope, unknown))
    }

    /// Hands on a unit that was read: what is off in it, then its segments.
    fn give(&mut self, span: Span, end: usize, read: Read, scope: &Scope, unknown: usize) -> Flow {
        self.begin()?;
        let start = self.places.at(span.start as usize);
        if unknown > 0 {
            let message = format!(
                "{unknown} references in this unit are not known and stay as they are written (`&` \
                 alone is written `&amp;`)"
            );
            self.say(Finding::new("xml-entity", Severity::Warning, message).at(start))?;
        }
        for (span, id) in &read.alone {
            let message = format!("the target's segment `{id}` has no source and is left out");
            let place = self.places.at(span.start as usize);
            self.say(Finding::new("xliff-segment", Severity::Warning, message).at(place))?;
            self.sink.reject(&self.text[span.range()])?;
        }
        let (attributes, props) = self.context(&read.attributes, scope);
        let mut offered = Vec::new();
        for (index, pair) in read.pairs.into_iter().enumerate() {
            let Pair { id, props: own, source, target, spots } = pair;
            let mut unit = Unit { id: id.map(Into::into), ..Unit::default() };
            unit.attributes.clone_from(&attributes);
            let inherited =
                props.iter().filter(|prop| own.iter().all(|known| known.name != prop.name));
            unit.props = inherited.cloned().collect();
            unit.props.splice(..0, own);
            if index == 0 {
                unit.notes.clone_from(&read.notes);
            }
            let mut places = [VariantPlace::default(); 2];
            for (side, half) in [Some(source), target].into_iter().enumerate() {
                let Some(half) = half else { continue };
                places[side] = self.places.of(half.span);
                let variant = self.variant(side, half, places[side])?;
                unit.variants.push(variant);
            }
            let first = unit.variants.first();
            let other = first.filter(|v| self.srclang.as_ref().is_some_and(|lang| *lang != v.lang));
            let other = other.map(|first| Box::from(first.lang.as_str()));
            unit.attributes.extend(other.map(|lang| ("srclang".into(), lang)));
            let count = unit.variants.len();
            if self.filling.is_some() {
                offered.push(Offered { slot: self.slot(unit, places[0]), spots });
            } else {
                self.sink.unit_at(unit, &places[..count])?;
            }
        }
        self.fill(span, end, &read.layout, offered);
        Flow::Continue(())
    }

    /// A segment as it is offered.
    fn slot(&self, unit: Unit, span: VariantPlace) -> Slot {
        let named = |name: &&&str| unit.props.iter().find(|prop| *prop.name == ***name);
        let context = ["x-xliff-resname", "x-xliff-name"].iter().find_map(|name| named(&name));
        Slot {
            target: self.file.target.clone().or_else(|| self.options.columns.get(1).cloned()),
            context: context.map(|prop| prop.value.to_string()),
            place: span.start,
            span,
            state: state(&unit),
            locked: is_locked(&unit),
            plural: None,
            unit,
        }
    }

    /// Offers the segments of a unit.
    fn fill(&mut self, tag: Span, end: usize, layout: &Layout, offered: Vec<Offered>) {
        let new = offered.iter().any(|one| one.spots.segment.is_some());
        let Some(filling) = self.filling.as_mut() else { return };
        let at = if new { (self.tags[0], "trgLang") } else { (self.tags[1], "target-language") };
        let said = self.file.target.is_some() || at.0.is_empty();
        let unnamed = (!said).then_some(at);
        filling.unit(&Around { root: &self.top, tag, end, layout, unnamed }, offered);
    }

    /// What a unit's attributes and its surroundings say, for each of its segments.
    fn context(
        &self,
        attributes: &[(String, String)],
        scope: &Scope,
    ) -> (Attributes, Vec<Property>) {
        let datatype = attributes.iter().filter(|(name, _)| name == "datatype");
        let kept = datatype.map(|(name, value)| (name.as_str().into(), value.as_str().into()));
        let mut props = properties(attributes, &["datatype", "translate"]);
        props.extend((scope.translate == Some(false)).then(|| property("x-xliff-translate", "no")));
        props.extend(self.file.original.as_deref().map(|name| property("x-xliff-file", name)));
        let grouped = !scope.groups.is_empty();
        props.extend(grouped.then(|| property("x-xliff-group", scope.groups.as_str())));
        (kept.collect(), props)
    }

    /// One side of a segment as a variant.
    fn variant(
        &mut self,
        side: usize,
        half: Half,
        place: VariantPlace,
    ) -> ControlFlow<(), Variant> {
        let known = if side == 0 { &self.file.source } else { &self.file.target };
        let own = half.lang.as_deref().and_then(|lang| LangTag::parse(lang).ok());
        // A region that only some elements have would make two languages of one.
        let lang = match (own, known) {
            (Some(own), Some(known)) if known.same_language(&own) => Some(known.clone()),
            (own, known) => own.or_else(|| known.clone()),
        };
        let lang = lang.or_else(|| self.options.columns.get(side).cloned());
        let lang = lang.unwrap_or_else(LangTag::undetermined);
        if lang == LangTag::undetermined() && !self.unnamed[side] {
            self.unnamed[side] = true;
            let what = ["source", "target"][side];
            let message =
                format!("the file does not say its {what} language: name it with --langs");
            self.say(Finding::new("xliff-language", Severity::Warning, message).at(place.start))?;
        }
        let raw = &self.text[place.start.offset as usize..place.end as usize];
        if let Some(bad) = raw.chars().find(|c| !is_legal(*c)) {
            let message = format!("the text has the character {bad:?}, which XML forbids");
            self.say(Finding::new("xliff-character", Severity::Warning, message).at(place.start))?;
        }
        let mut variant = Variant::new(lang, half.content);
        variant.props = half.props;
        ControlFlow::Continue(variant)
    }

    fn say(&mut self, mut finding: Finding) -> Flow {
        finding.file = Some(&self.options.name).filter(|name| !name.is_empty()).cloned();
        self.sink.finding(finding)
    }
}

fn language(element: &Element<'_>, attribute: &str) -> Option<LangTag> {
    LangTag::parse(&element.attribute(attribute)?).ok()
}
