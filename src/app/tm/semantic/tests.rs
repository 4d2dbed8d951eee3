use super::super::concordance::tests::{memory, unit};
use super::super::lookup::LookupOptions;
use super::super::ways::Ways;
use super::*;
use crate::app::Silent;
use crate::encoder::{EncodeError, Encoder, Windows};
use crate::tm::store::{Batch, Operation};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

const DATE: &str = "20200101T000000Z";
const UNITS: [(&str, &str, &str); 4] = [
    ("water for children", "eau pour enfants", DATE),
    ("schools for children", "écoles pour enfants", DATE),
    ("budget of schools", "budget des écoles", DATE),
    ("peace", "paix", DATE),
];
/// Words that mean the same.
const MEANINGS: [&[&str]; 6] = [
    &["water", "eau"],
    &["children", "enfants", "kids"],
    &["schools", "écoles"],
    &["budget"],
    &["peace", "paix"],
    &["for", "pour", "of", "des"],
];

/// Counts meanings, and the texts it was given.
#[derive(Default)]
struct Toy(AtomicUsize);

impl Encoder for Toy {
    fn dim(&self) -> usize {
        MEANINGS.len()
    }

    fn knows(&self, _: &str) -> bool {
        true
    }

    fn encode(&self, texts: &[&str]) -> Result<Vec<f32>, EncodeError> {
        self.0.fetch_add(texts.len(), Ordering::Relaxed);
        let count = |text: &str, words: &[&str]| {
            text.split(' ').filter(|word| words.contains(word)).count() as f32
        };
        Ok(texts.iter().flat_map(|text| MEANINGS.map(|words| count(text, words))).collect())
    }

    fn document<'a>(&'a self, _: &[&str]) -> Result<Box<dyn Windows + 'a>, EncodeError> {
        Err(EncodeError::Vectors("not here".into()))
    }
}

fn tag(lang: &str) -> LangTag {
    LangTag::parse(lang).expect("a tag")
}

/// Units and cosines.
fn asked(path: &Path, toy: &Toy, identity: u64, text: &str, from: &str) -> Vec<(u64, f32)> {
    let paths = [path.to_owned()];
    let encoding = Encoding { encoder: toy, identity };
    let semantic = Semantic::open(&paths, &tag("en"), encoding, 0.3, &Silent).expect("vectors");
    let options = LookupOptions::new(tag(from), None);
    let memories = Memories::open(&paths, &options.source, &Silent).expect("memories");
    let mut session = memories.session(&options).expect("a session");
    let ways = Ways { semantic: Some(&semantic), ..Ways::default() };
    let vectors = ways.vectors(&[text]).expect("a vector");
    let found = ways.find(&mut session, &Query::plain(text), vectors[0].as_ref());
    found.expect("an answer").near.iter().map(|near| (near.unit, near.cosine)).collect()
}

fn write(path: &Path, operations: Vec<Operation>) {
    let mut memory = Memory::open(path, Access::Write).expect("a memory");
    let batch = Batch { time: "20250601T000000Z".into(), operations, ..Batch::default() };
    memory.store_mut().write(&batch).expect("written");
}

#[test]
fn a_text_finds_what_means_the_same_in_another_language() {
    let folder = tempfile::tempdir().expect("a folder");
    let (path, toy) = (folder.path().join("m.tgm"), Toy::default());
    memory(&path, &UNITS, None);
    let found = asked(&path, &toy, 1, "écoles pour enfants", "fr");
    assert_eq!(found.iter().map(|hit| hit.0).collect::<Vec<_>>(), [2, 1, 3]);
    assert!((found[0].1 - 1.0).abs() < 1e-6 && (found[1].1 - 2.0 / 3.0).abs() < 0.01);
    assert_eq!(asked(&path, &toy, 1, "nothing known", "en"), []);
}

#[test]
fn vectors_are_kept_and_follow_the_memory() {
    let folder = tempfile::tempdir().expect("a folder");
    let (path, toy) = (folder.path().join("m.tgm"), Toy::default());
    memory(&path, &UNITS, None);
    let encoded = |text: &str, identity: u64| {
        let before = toy.0.load(Ordering::Relaxed);
        let found = asked(&path, &toy, identity, text, "fr");
        let units: Vec<u64> = found.iter().map(|hit| hit.0).collect();
        (units, toy.0.load(Ordering::Relaxed) - before - 1)
    };
    assert_eq!(encoded("paix", 1), (vec![4], 4));
    assert_eq!(encoded("paix", 1), (vec![4], 0));
    let added = unit("peace for kids", "paix pour les jeunes", DATE);
    let changed = unit("children of peace", "enfants de paix", DATE);
    let operations =
        vec![Operation::Add(added), Operation::Replace(3, changed), Operation::Remove(4)];
    write(&path, operations);
    assert_eq!(encoded("paix", 1), (vec![3, 5], 2));
    // Another encoder, and damage.
    assert_eq!(encoded("paix", 2), (vec![3, 5], 4));
    let vectors = folder.path().join("m.tgm.index/en.vectors");
    let files = std::fs::read_dir(&vectors).expect("a folder").flatten();
    let part = files.map(|file| file.path()).find(|file| file.extension().is_some());
    let part = part.expect("a part");
    let mut bytes = std::fs::read(&part).expect("bytes");
    bytes[70] ^= 1;
    std::fs::write(&part, bytes).expect("written");
    let problems = Memory::open(&path, Access::Read).expect("a memory").damaged_indexes();
    assert_eq!(problems.expect("looked at").len(), 1);
    assert_eq!(encoded("paix", 2), (vec![3, 5], 4));
    let problems = Memory::open(&path, Access::Read).expect("a memory").damaged_indexes();
    assert_eq!(problems.expect("looked at"), Vec::<String>::new());
}

#[test]
fn mixed_answers_have_matches_first() {
    let folder = tempfile::tempdir().expect("a folder");
    let (paths, toy) = ([folder.path().join("m.tgm")], Toy::default());
    memory(&paths[0], &UNITS, None);
    let encoding = Encoding { encoder: &toy, identity: 1 };
    let semantic = Semantic::open(&paths, &tag("en"), encoding, 0.3, &Silent).expect("vectors");
    let options = LookupOptions { top: 3, threshold: 0.6, ..LookupOptions::new(tag("en"), None) };
    let memories = Memories::open(&paths, &options.source, &Silent).expect("memories");
    let mut session = memories.session(&options).expect("a session");
    let ways = Ways { semantic: Some(&semantic), mixed: true, fragments: None };
    let text = "water for kids";
    let vectors = ways.vectors(&[text]).expect("a vector");
    let answer =
        ways.find(&mut session, &Query::plain(text), vectors[0].as_ref()).expect("an answer");
    let matches: Vec<u64> = answer.matches.iter().map(|found| found.unit).collect();
    let near: Vec<u64> = answer.near.iter().map(|near| near.unit).collect();
    assert_eq!((matches, near), (vec![1], vec![2, 3]));
    assert!((answer.cosines[0] - 1.0).abs() < 1e-6);
    let told = ways.told(&Value::Null, &answer, &memories);
    assert_eq!(told["matches"][0]["semantic"], json!(1.0));
    assert!(told["matches"][1]["details"]["mixed"].as_f64().is_some_and(|mixed| mixed < 1.0));
    assert!((mixed(Some(0.4), 0.7) - 0.6).abs() < 1e-6 && mixed(None, -0.5) < 1e-9);
}
