//! What a memory knows of a unit, in the attributes and properties of a unit on its way in or out.

use crate::app::memory::STATUS;
use crate::model::{Property, Unit, Variant};
use crate::text::LangTag;
use crate::tm::store::{Context, Entry, text_hash};

/// The hashes of the source segments around a unit, sixteen hexadecimal digits.
const PREVIOUS: &str = "x-context-previous";
const NEXT: &str = "x-context-next";
/// What tells a text from others with the same words: OmegaT's `id`, the context of a catalogue's entry, the
/// name of a unit in XLIFF.
const NAMES: [&str; 4] = ["id", "x-po-context", "x-xliff-resname", "x-xliff-name"];

/// The entry of a unit that comes from outside. Texts before and behind that other tools keep as
/// properties (OmegaT's `prev`, `next`, `file` and `id`) become its context.
pub(super) fn entry(mut unit: Unit) -> Entry {
    let mut take = |name: &str| {
        let at = unit.props.iter().position(|prop| &*prop.name == name)?;
        Some(unit.props.remove(at).value)
    };
    let hash = |value: Option<Box<str>>| u64::from_str_radix(&value?, 16).ok();
    let (previous, next, status) = (hash(take(PREVIOUS)), hash(take(NEXT)), take(STATUS));
    let kept = |name: &str| {
        let mut props = unit.props.iter();
        props.find(|prop| &*prop.name == name).map(|prop| prop.value.clone())
    };
    let hashed = |name: &str| kept(name).map(|text| text_hash(&text));
    let around = Context {
        previous: previous.or_else(|| hashed("prev")),
        next: next.or_else(|| hashed("next")),
        document: kept("file"),
        key: NAMES.iter().find_map(|name| kept(name)),
    };
    let mut entry = Entry::new(unit);
    entry.status = status;
    let context = &mut entry.context;
    (context.previous, context.next) = (around.previous, around.next);
    context.document = context.document.take().or(around.document);
    context.key = context.key.take().or(around.key);
    entry
}

/// The unit of an entry on its way out, with what the memory knows of it: reading it back gives the entry.
pub(super) fn unit(known: &Entry) -> Unit {
    let mut unit = known.unit.clone();
    let told = entry(unit.clone());
    let mut say = |name: &str, value: Option<&str>, same: bool| {
        if let Some(value) = value.filter(|_| !same) {
            unit.props.retain(|prop| &*prop.name != name);
            unit.props.push(Property { name: name.into(), value: value.into(), lang: None });
        }
    };
    let hash = |hash: Option<u64>| hash.map(|hash| format!("{hash:016x}"));
    let context = &known.context;
    say(PREVIOUS, hash(context.previous).as_deref(), told.context.previous == context.previous);
    say(NEXT, hash(context.next).as_deref(), told.context.next == context.next);
    let document = context.document.as_deref();
    say("x-document", document, told.context.document == context.document);
    say("x-context-key", context.key.as_deref(), told.context.key == context.key);
    say("x-domain", known.domain.as_deref(), told.domain == known.domain);
    say("x-origin", known.origin.as_deref(), told.origin == known.origin);
    let score = known.score.map(|score| format!("{score}"));
    say("x-score", score.as_deref(), told.score == known.score);
    say(STATUS, known.status.as_deref(), told.status == known.status);
    let mut attribute = |name: &str, value: Option<&str>, same: bool| {
        if let Some(value) = value.filter(|_| !same) {
            unit.attributes.retain(|(known, _)| &**known != name);
            unit.attributes.push((name.into(), value.into()));
        }
    };
    attribute("creationdate", known.created.as_deref(), told.created == known.created);
    attribute("changedate", known.changed.as_deref(), told.changed == known.changed);
    attribute("changeid", known.author.as_deref(), told.author == known.author);
    unit
}

/// The variant that is translated from: the one in `source`, else the first.
pub(super) fn source<'u>(unit: &'u Unit, source: Option<&LangTag>) -> Option<&'u Variant> {
    source.and_then(|lang| unit.variant(lang)).or_else(|| unit.variants.first())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Content;

    fn tag(tag: &str) -> LangTag {
        LangTag::parse(tag).unwrap()
    }

    fn plain() -> Unit {
        let variants = vec![
            Variant::new(tag("en"), Content::plain("One")),
            Variant::new(tag("fr"), Content::plain("Un")),
        ];
        Unit { id: Some("a".into()), variants, ..Unit::default() }
    }

    #[test]
    fn what_goes_out_comes_back() {
        let mut known = entry(plain());
        known.context = Context {
            previous: Some(7),
            next: Some(u64::MAX),
            document: Some("report".into()),
            key: Some("title".into()),
        };
        known.domain = Some("law".into());
        known.score = Some(0.75);
        known.status = Some("approved".into());
        known.author = Some("ana".into());
        known.created = Some("20240131T120000Z".into());
        let back = entry(unit(&known));
        assert_eq!(
            (&back.context, &back.domain, back.score, &back.status, &back.author, &back.created),
            (
                &known.context,
                &known.domain,
                known.score,
                &known.status,
                &known.author,
                &known.created
            )
        );
        // And again the same.
        assert_eq!(entry(unit(&back)), back);
        assert_eq!(unit(&entry(plain())), plain());
    }

    #[test]
    fn context_of_other_tools_is_read() {
        let mut foreign = plain();
        for (name, value) in
            [("prev", "Before"), ("next", "Behind"), ("file", "a.odt"), ("id", "4")]
        {
            foreign.props.push(Property { name: name.into(), value: value.into(), lang: None });
        }
        let read = entry(foreign);
        assert_eq!(read.context.previous, Some(text_hash("Before")));
        assert_eq!(read.context.next, Some(text_hash("Behind")));
        assert_eq!(read.context.document.as_deref(), Some("a.odt"));
        assert_eq!(read.context.key.as_deref(), Some("4"));
    }
}
