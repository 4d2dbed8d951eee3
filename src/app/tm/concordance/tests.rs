use super::*;
use crate::app::Silent;
use crate::model::{Content, Unit, Variant};
use crate::tm::store::{Batch, Operation, Settings};

const UNITS: [(&str, &str, &str); 9] = [
    ("The Security Council met.", "Le Conseil de sécurité s'est réuni.", "20200101T000000Z"),
    ("The Security Council adopted it.", "Le Conseil de sécurité l'a adoptée.", "20240101T000000Z"),
    (
        "Security at the Council is needed.",
        "La sécurité du Conseil est nécessaire.",
        "20250101T000000Z",
    ),
    ("The Council met.", "Le Conseil s'est réuni.", "20200101T000000Z"),
    ("The assembly met.", "L'assemblée s'est réunie.", "20200101T000000Z"),
    ("Security is needed.", "La sécurité est nécessaire.", "20200101T000000Z"),
    ("The budget is needed.", "Le budget est nécessaire.", "20200101T000000Z"),
    ("The assembly adopted it.", "L'assemblée l'a adoptée.", "20200101T000000Z"),
    ("Water is needed.", "L'eau est nécessaire.", "20200101T000000Z"),
];

fn tag(lang: &str) -> LangTag {
    LangTag::parse(lang).expect("a tag")
}

fn variant(lang: &str, text: &str) -> Variant {
    let content = Content::plain(text);
    Variant { lang: tag(lang), attributes: vec![], notes: vec![], props: vec![], content }
}

pub(in crate::app::tm) fn unit(source: &str, target: &str, date: &str) -> Entry {
    let variants = vec![variant("en", source), variant("fr", target)];
    let unit = Unit { variants, ..Unit::default() };
    Entry { unit, changed: Some(date.into()), ..Entry::default() }
}

pub(in crate::app::tm) fn memory(
    path: &std::path::Path,
    units: &[(&str, &str, &str)],
    source: Option<&str>,
) {
    let settings = Settings { source: source.map(tag), ..Settings::default() };
    let mut memory = Memory::create(path, &settings).expect("a memory");
    let mut batch = Batch { time: "20250601T000000Z".into(), ..Batch::default() };
    for (source, target, date) in units {
        batch.operations.push(Operation::Add(unit(source, target, date)));
    }
    memory.store_mut().write(&batch).expect("written");
}

fn look(query: &str, options: &ConcordanceOptions) -> Concordance {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("m.tgm");
    memory(&path, &UNITS, None);
    concordance(&[path], query, options, &Silent).expect("a concordance")
}

fn marks(marked: &Marked) -> Vec<&str> {
    marked.marks.iter().map(|mark| &marked.text[mark.range()]).collect()
}

#[test]
fn whole_queries_come_first_then_the_newest() {
    let options = ConcordanceOptions { lang: Some(tag("en")), ..ConcordanceOptions::default() };
    let all = look("security council", &options);
    let units: Vec<u64> = all.found.iter().map(|found| found.unit).collect();
    assert_eq!(units, [2, 1, 3]);
    assert_eq!((all.units, all.more), (3, false));
    assert_eq!(marks(&all.found[0].source), ["Security", "Council"]);
    let target = all.found[0].target.as_ref().expect("a translation");
    assert_eq!(marks(target), ["Conseil de sécurité"]);
    let one = look("security council", &ConcordanceOptions { limit: 1, ..options });
    assert_eq!((one.found.len(), one.units), (1, 3));
}

#[test]
fn translations_are_searched_too() {
    let options = ConcordanceOptions { lang: Some(tag("fr")), ..ConcordanceOptions::default() };
    for query in ["necessaire", "n?cessaire", "*cessaire", "néc*"] {
        assert_eq!(look(query, &options).units, 4, "{query}");
    }
    let all = look("necessaire", &options);
    let target = all.found[0].target.as_ref().expect("a translation");
    assert_eq!((target.lang.as_str(), marks(target)), ("en", vec!["needed"]));
    let cased = ConcordanceOptions { case: true, ..options.clone() };
    assert_eq!(look("necessaire", &cased).units, 0);
    let regex = ConcordanceOptions { regex: true, ..options };
    assert_eq!(look("réunie?", &regex).units, 3);
    assert_eq!(look(r"réunie\b", &regex).units, 1);
}

#[test]
fn any_language_is_searched_where_none_is_the_source() {
    let any = ConcordanceOptions::default();
    assert_eq!(look("assemblée", &any).units, 2);
    assert_eq!(look("assembly", &any).units, 2);
    let english = ConcordanceOptions { target: Some(tag("en")), ..any.clone() };
    assert_eq!(look("assembly", &english).units, 0);
    let none = ConcordanceOptions { target: Some(tag("es")), ..any };
    assert_eq!(look("assembly", &none).units, 0);
}

#[test]
fn the_filter_chooses_units() {
    let filter = Filter { since: Some("2024".into()), ..Filter::default() };
    let options = ConcordanceOptions { filter, ..ConcordanceOptions::default() };
    assert_eq!(look("council", &options).units, 2);
}
