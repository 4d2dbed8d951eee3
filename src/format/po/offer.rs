//! The units of an entry, and the entry as it is offered to be filled.

use super::entry::{Entry, MAX_FORMS};
use super::header::Said;
use super::{Reader, property};
use crate::format::Flow;
use crate::format::fill::{Slot, TargetState};
use crate::model::{Content, Unit, Variant};
use crate::text::LangTag;
use xxhash_rust::xxh3::xxh3_64;

impl Reader<'_, '_, '_> {
    /// Offers an entry to be filled: each of its plural forms, whether the file has it or not.
    pub(super) fn offer(&mut self, entry: &Entry, damaged: bool) -> Flow {
        self.begin(Said::default())?;
        let (Some(id), Some((lang, translated))) = (&entry.id, self.languages.clone()) else {
            return Flow::Continue(());
        };
        let spoilt = self.filling.as_ref().is_some_and(|filling| filling.has_bad_bytes(entry));
        let base = base(entry);
        let fuzzy = base.props.iter().any(|p| &*p.name == "x-po-flag" && &*p.value == "fuzzy");
        let last = entry.strings.iter().map(|(form, _)| form + 1).max().unwrap_or(1);
        let wanted = self.forms.unwrap_or(last).clamp(last, MAX_FORMS.max(last));
        let count = if entry.plural.is_some() { wanted } else { 1 };
        let single = count == 1;
        let mut slots = Vec::new();
        for form in 0..count {
            let mut unit = if entry.plural.is_some() { of_form(&base, form) } else { base.clone() };
            let source = entry.plural.as_ref().filter(|_| form > 0 || single).unwrap_or(id);
            let place = self.places.of(source.span);
            unit.variants.push(Variant::new(lang.clone(), Content::plain(source.text.as_str())));
            let target = entry.strings.iter().find(|(known, _)| *known == form);
            let target = target.map(|(_, quoted)| quoted).filter(|quoted| !quoted.text.is_empty());
            let state = match target {
                None => TargetState::Untranslated,
                Some(_) if fuzzy => TargetState::Draft,
                Some(_) => TargetState::Translated,
            };
            if let Some(target) = target {
                let lang = translated.clone().unwrap_or_else(LangTag::undetermined);
                unit.variants.push(Variant::new(lang, Content::plain(target.text.as_str())));
            }
            slots.push(Slot {
                unit,
                target: translated.clone(),
                context: entry.context.as_ref().map(|context| context.text.clone()),
                place,
                state,
                locked: damaged || spoilt,
                plural: entry.plural.as_ref().map(|_| (form, count)),
            });
        }
        if let Some(filling) = self.filling.as_mut() {
            filling.entry(entry, &slots);
        }
        Flow::Continue(())
    }
}

/// What the units of an entry share.
pub(super) fn base(entry: &Entry) -> Unit {
    let id = entry.id.as_ref().map_or("", |id| id.text.as_str());
    let key = match &entry.context {
        Some(context) => format!("{}\u{4}{id}", context.text),
        None => id.to_owned(),
    };
    let key = format!("{:016x}", xxh3_64(key.as_bytes()));
    let mut props = entry.props.clone();
    let context = entry.context.as_ref();
    props.extend(context.map(|context| property("x-po-context", context.text.as_str())));
    Unit { id: Some(key.into()), notes: entry.notes.clone(), props, ..Unit::default() }
}

/// The unit of a plural form.
pub(super) fn of_form(base: &Unit, form: u32) -> Unit {
    let mut unit = base.clone();
    unit.id = base.id.as_ref().map(|key| format!("{key}/{form}").into());
    unit.props.push(property("x-po-plural", form.to_string()));
    unit
}
