//! A unit that was read as the units of a memory, or as segments to be filled.

use super::fill::{Around, Offered, is_locked, state};
use super::metadata::Metadata;
use super::segments::{Half, Layout, Pair};
use super::unit::{Read, properties, property};
use super::walk::{Reader, Scope};
use crate::format::fill::Slot;
use crate::format::{Flow, VariantPlace};
use crate::model::{Attributes, Finding, Property, Severity, Unit, Variant};
use crate::text::xml::is_legal;
use crate::text::{LangTag, Span};
use std::ops::ControlFlow;

impl Reader<'_, '_, '_> {
    /// Hands on a unit that was read: what is off in it, then its segments.
    pub(super) fn give(
        &mut self,
        span: Span,
        end: usize,
        read: Read,
        scope: &Scope,
        unknown: usize,
    ) -> Flow {
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
        // What was said of a unit of several segments is of none of them.
        let alone = read.pairs.len() == 1;
        let metadata = if alone { read.metadata } else { Metadata::default() };
        let [own, mut of_texts @ ..] = metadata.sides;
        for (index, pair) in read.pairs.into_iter().enumerate() {
            let Pair { id, props: own_props, source, target, spots } = pair;
            let mut unit = Unit { id: id.map(Into::into), ..Unit::default() };
            unit.attributes.clone_from(&attributes);
            let inherited =
                props.iter().filter(|prop| own_props.iter().all(|known| known.name != prop.name));
            unit.props = inherited.cloned().collect();
            unit.props.splice(..0, own_props);
            if index == 0 {
                unit.notes.clone_from(&read.notes);
            }
            if alone {
                unit.id = metadata.id.clone().or(unit.id);
                unit.attributes.extend(own.attributes.iter().cloned());
                unit.props.extend(own.props.iter().cloned());
            }
            let mut places = [VariantPlace::default(); 2];
            for (side, half) in [Some(source), target].into_iter().enumerate() {
                let Some(half) = half else { continue };
                places[side] = self.places.of(half.span);
                let mut variant = self.variant(side, half, places[side])?;
                variant.attributes.append(&mut of_texts[side].attributes);
                variant.props.append(&mut of_texts[side].props);
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
    fn slot(&self, unit: Unit, place: VariantPlace) -> Slot {
        let named = |name: &&&str| unit.props.iter().find(|prop| *prop.name == ***name);
        let context = ["x-xliff-resname", "x-xliff-name"].iter().find_map(|name| named(&name));
        Slot {
            target: self.file.target.clone().or_else(|| self.options.columns.get(1).cloned()),
            context: context.map(|prop| prop.value.to_string()),
            place,
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
}
