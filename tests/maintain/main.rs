//! Keeping memories in order: what is removed, joined, divided, cleaned and anonymized, what stays, and
//! that it can be taken back.

#![expect(clippy::unwrap_used, reason = "a test that can't set itself up fails")]
#![cfg(all(feature = "memory", feature = "cli"))]

mod anonymize;
mod clean;
mod commands;
mod compare;
mod dedupe;
mod merge;
mod split;

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use targum::app::Silent;
use targum::app::memory::diff::Change;
use targum::app::memory::score::Scoring;
use targum::app::tm::anonymize::{AnonymizeJob, Anonymizer, Names};
use targum::app::tm::clean::{CleanJob, Cleaned, Treatment, clean, wanted};
use targum::app::tm::dedupe::{DedupeJob, Deduped, Duplicate, dedupe};
use targum::app::tm::diff::diff;
use targum::app::tm::export::{ExportJob, export};
use targum::app::tm::merge::{MergeJob, merge};
use targum::app::tm::split::{By, SplitJob, split};
use targum::app::tm::stats::stats;
use targum::app::tm::{Access, Memory};
use targum::model::{Code, CodeKind, Content, Note, Property, Unit, Variant};
use targum::text::LangTag;
use targum::tm::store::{
    Batch, ConcordanceQuery, Context, Duplicates, Entry, Filter, Operation, Settings, Term,
    text_hash,
};

fn lang(tag: &str) -> LangTag {
    LangTag::parse(tag).unwrap()
}

fn entry(texts: &[(&str, &str)]) -> Entry {
    let variant = |(tag, text): &(&str, &str)| Variant::new(lang(tag), Content::plain(*text));
    Entry::new(Unit { variants: texts.iter().map(variant).collect(), ..Unit::default() })
}

fn dated(texts: &[(&str, &str)], date: &str) -> Entry {
    Entry { changed: Some(date.into()), ..entry(texts) }
}

fn prop(name: &str, value: &str) -> Property {
    Property { name: name.into(), value: value.into(), lang: None }
}

fn settings() -> Settings {
    Settings { source: Some(lang("en")), ..Settings::default() }
}

/// A new memory with these units, numbered from 1.
fn made(path: &Path, entries: Vec<Entry>) -> Memory {
    let mut memory = Memory::create(path, &settings()).unwrap();
    write(&mut memory, entries.into_iter().map(Operation::Add).collect());
    memory
}

fn write(memory: &mut Memory, operations: Vec<Operation>) {
    let batch = Batch { time: "20240101T000000Z".into(), operations, ..Batch::default() };
    memory.store_mut().write(&batch).unwrap();
}

/// All units with their numbers.
fn all(memory: &Memory) -> Vec<(u64, Entry)> {
    let mut units = Vec::new();
    let each = &mut |stored: targum::tm::store::StoredUnit| {
        units.push((stored.id, stored.entry));
        ControlFlow::Continue(())
    };
    memory.store().scan(&Filter::default(), each).unwrap();
    units
}

fn numbers(memory: &Memory) -> Vec<u64> {
    all(memory).into_iter().map(|(number, _)| number).collect()
}

/// Takes batches back, the last first.
fn undo(memory: &mut Memory, batches: &[u64]) {
    for batch in batches.iter().rev() {
        memory.store_mut().undo(*batch, "20240102T000000Z", None).unwrap();
    }
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn merging<'a>(from: &'a [PathBuf], duplicates: Duplicates, filter: &'a Filter) -> MergeJob<'a> {
    MergeJob {
        from,
        filter,
        duplicates,
        source: None,
        mark: false,
        author: None,
        progress: &Silent,
    }
}

fn rich(source: &str, target: &str, date: &str) -> Entry {
    let mut rich = dated(&[("en", source), ("fr", target)], date);
    rich.context = Context {
        previous: Some(1),
        next: Some(2),
        document: Some("a.odt".into()),
        key: Some("k".into()),
    };
    (rich.author, rich.origin) = (Some("ana".into()), Some("human".into()));
    (rich.status, rich.score) = (Some("approved".into()), Some(0.25));
    rich.unit.id = Some("tu1".into());
    rich.unit.props = vec![prop("x-client", "one")];
    rich
}

fn varied(count: usize) -> Vec<Entry> {
    let unit = |number: usize| {
        let (source, target) = (format!("Text {number}"), format!("Texte {number}"));
        let mut unit = entry(&[("en", &source), ("fr", &target)]);
        if number.is_multiple_of(2) {
            let german = format!("Text {number}");
            unit.unit.variants.push(Variant::new(lang("de"), Content::plain(german)));
        }
        let domain = ["law", "Law", "health/food"].get(number % 4);
        unit.domain = domain.map(|domain| (*domain).into());
        unit.author = Some(format!("author {}", number % 3).into());
        unit.changed = Some(format!("20{}0101T000000Z", 20 + number % 2).into());
        unit.context.document = Some(format!("document {}", number % 11).into());
        unit
    };
    (0..count).map(unit).collect()
}

fn broken() -> Vec<Entry> {
    let english = "The committee adopted the report on its last day without a vote.";
    let french = "Le comité a adopté le rapport le dernier jour sans le mettre aux voix.";
    let mut coded = entry(&[("en", "Press here"), ("fr", "Appuyez ici")]);
    coded.unit.variants[0].content.codes.push(Code::new(0, CodeKind::Standalone, "<img/>"));
    vec![
        entry(&[("en", english), ("fr", french)]),
        entry(&[("en", ""), ("fr", "Rien")]),
        entry(&[("en", "Save the file"), ("fr", "Enregistrer le fichier"), ("de", " ")]),
        entry(&[("en", "Show hidden files"), ("fr", "Show hidden files")]),
        entry(&[("en", "12.5 %"), ("fr", "12,5 %")]),
        entry(&[("en", english), ("fr", "Oui.")]),
        entry(&[("en", "Copied %d files"), ("fr", "Fichiers copiés"), ("de", "Dateien")]),
        coded,
        entry(&[
            ("en", english),
            ("ru", "The committee has adopted its report on the last day, without any vote."),
        ]),
    ]
}

const MAIL: &str = "ana.petrova@un-example.int";
