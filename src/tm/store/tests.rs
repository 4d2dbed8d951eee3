//! The contract: what holds for every store.

mod changes;
mod duplicates;
mod reading;

use super::*;
use crate::model::{Code, CodeKind, Content, Note, Property, Sub, Unit, Variant};

/// Runs a test on an empty store of each kind.
pub(super) fn on_each(test: impl Fn(&mut dyn Store)) {
    test(&mut VolatileStore::new(Settings::default()));
    #[cfg(feature = "memory")]
    {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("memory.tgm");
        let options = Options::default();
        let mut store = SqliteStore::create(&file, &Settings::default(), &options).unwrap();
        test(&mut store);
        let found = store.verify().unwrap();
        assert!(found.is_sound(), "{:?}", found.problems);
        store.settle().unwrap();
        let found = store.verify().unwrap();
        assert!(found.is_sound(), "after settling: {:?}", found.problems);
    }
}

pub(super) fn lang(tag: &str) -> LangTag {
    LangTag::parse(tag).unwrap()
}

/// A unit of texts: `en=One|fr=Un`.
pub(super) fn entry(texts: &str) -> Entry {
    let variant = |text: &str| {
        let (tag, text) = text.split_once('=').unwrap();
        Variant::new(lang(tag), Content::plain(text))
    };
    let variants = texts.split('|').map(variant).collect();
    Entry::new(Unit { variants, ..Unit::default() })
}

/// The texts of a unit, as [`entry`] reads them.
pub(super) fn texts(entry: &Entry) -> String {
    let text = |variant: &Variant| format!("{}={}", variant.lang, variant.content.text);
    entry.unit.variants.iter().map(text).collect::<Vec<_>>().join("|")
}

/// All units with their texts.
pub(super) fn all(store: &dyn Store) -> Vec<(u64, String)> {
    let mut units = Vec::new();
    let each = &mut |stored: StoredUnit| {
        units.push((stored.id, texts(&stored.entry)));
        ControlFlow::Continue(())
    };
    store.scan(&Filter::default(), each).unwrap();
    units
}

/// A batch of additions.
pub(super) fn adding(entries: &[&str]) -> Batch {
    let operations = entries.iter().map(|texts| Operation::Add(entry(texts))).collect();
    batch(operations)
}

pub(super) fn batch(operations: Vec<Operation>) -> Batch {
    let time = "20260102T030405Z".into();
    Batch { time, author: Some("ann".into()), operations, ..Batch::default() }
}

/// A unit with something in every field there is.
pub(super) fn full() -> Entry {
    let named = |name: &str, value: &str| (Box::from(name), Box::from(value));
    let note = |text: &str| Note { text: text.into(), lang: Some("en".into()) };
    let prop =
        |name: &str, value: &str| Property { name: name.into(), value: value.into(), lang: None };
    let mut code = Code::new(4, CodeKind::Open, "<a title=\"\">");
    (code.pair, code.matching, code.kind_name) = (Some(1), Some(2), Some("link".into()));
    let datatype = Some("html".into());
    code.subs = vec![Sub {
        at: 10,
        datatype,
        kind_name: None,
        content: Content::plain("À voir \"ici\"\n"),
    }];
    let close = Code { pair: Some(1), ..Code::new(8, CodeKind::Close, "</a>") };
    let mut variant = Variant::new(
        lang("fr-CA"),
        Content { text: "Les mots\0 e\u{301}".into(), codes: vec![code, close] },
    );
    variant.attributes = vec![named("creationid", "Zoë"), named("x", "")];
    variant.notes = vec![note("a\tnote")];
    variant.props = vec![prop("p", "v")];
    let source = Variant::new(lang("en"), Content::plain(""));
    let unit = Unit {
        id: Some("".into()),
        attributes: vec![named("o-encoding", "utf-8"), named("creationdate", "20200101T000000Z")],
        notes: vec![note("first"), Note { text: "second".into(), lang: None }],
        props: vec![prop("x-domain", "law"), prop("x-unknown", "\u{1F600}")],
        variants: vec![source, variant.clone(), variant],
    };
    Entry {
        context: Context {
            previous: Some(u64::MAX),
            next: Some(0),
            document: Some("a/b.docx".into()),
            key: Some("k".into()),
        },
        changed: Some("20210101T000000Z".into()),
        author: Some("ann".into()),
        origin: Some("human".into()),
        domain: Some("law".into()),
        score: Some(0.1),
        status: Some("approved".into()),
        ..Entry::new(unit)
    }
}
