use super::super::concordance::tests::memory;
use super::*;
use crate::app::Silent;
use crate::app::tm::lookup::Memories;
use crate::text::LangTag;

const DATE: &str = "20200101T000000Z";
const UNITS: [(&str, &str, &str); 11] = [
    ("Member States", "États Membres", DATE),
    ("sustainable development", "développement durable", DATE),
    ("the", "le", DATE),
    ("Budget", "Budget", DATE),
    ("The ad hoc committee met.", "Le comité spécial s'est réuni.", DATE),
    ("The ad hoc committee adopted it.", "Le comité spécial l'a adopté.", DATE),
    ("The report of the ad hoc committee is long.", "Le rapport du comité spécial est long.", DATE),
    ("The report is needed.", "Le rapport est nécessaire.", DATE),
    ("Water is needed.", "L'eau est nécessaire.", DATE),
    ("The assembly met.", "L'assemblée s'est réunie.", DATE),
    ("The assembly adopted it.", "L'assemblée l'a adopté.", DATE),
];

fn pieces(text: &str) -> Vec<(String, String, Kind)> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("m.tgm");
    memory(&path, &UNITS, Some("en"));
    let tag = |lang| LangTag::parse(lang).expect("a tag");
    let options = LookupOptions::new(tag("en"), Some(tag("fr")));
    let paths = [path];
    let search = FragmentSearch::open(&paths, &options, &Silent).expect("a search");
    let memories = Memories::open(&paths, &options.source, &Silent).expect("memories");
    let mut session = memories.session(&options).expect("a session");
    let found = search.find(&mut session, text).expect("pieces");
    assert!(found.windows(2).all(|two| two[0].span.end <= two[1].span.start));
    assert!(found.iter().all(|one| text[one.span.range()] == one.source && !one.units.is_empty()));
    found.into_iter().map(|one| (one.source, one.target, one.kind)).collect()
}

#[test]
fn units_inside_a_text_are_found_whatever_their_case() {
    let found = pieces("All member states want Sustainable Development and the BUDGET.");
    let unit = |source: &str, target: &str| (source.to_owned(), target.to_owned(), Kind::Unit);
    assert_eq!(
        found,
        [
            unit("member states", "États Membres"),
            unit("Sustainable Development", "développement durable"),
            unit("BUDGET", "Budget"),
        ]
    );
}

#[test]
fn marks_at_the_end_of_a_unit_belong_to_it() {
    let found = pieces("Note: water is needed. Budget!");
    let unit = |source: &str, target: &str| (source.to_owned(), target.to_owned(), Kind::Unit);
    let water = unit("water is needed.", "L'eau est nécessaire.");
    assert_eq!(found, [water, unit("Budget", "Budget")]);
}

#[test]
fn translations_are_cut_out_of_longer_units() {
    let found = pieces("An ad hoc committee works.");
    assert_eq!(found, [("ad hoc committee".into(), "comité spécial".into(), Kind::Cut)]);
}

#[test]
fn nothing_is_made_of_nothing() {
    assert_eq!(pieces(""), []);
    assert_eq!(pieces("…"), []);
    assert_eq!(pieces("Quite other things"), []);
}
