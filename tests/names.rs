//! Official names in running text: `tests/glossary/names.tsv` holds wrong uses, each with what is to be
//! found, and right ones, which must be left alone; `terms.tsv` holds ordinary terms.

#![expect(clippy::unwrap_used, reason = "a test that can't set itself up fails")]

use std::fmt::Write as _;
use targum::check::{self, CheckedText, Hit};
use targum::glossary::{Index, Scanner, Termbase};
use targum::model::{Concept, Content, Term};
use targum::text::LangTag;

/// The rows of a table of cases, without its header and remarks.
fn rows(table: &str) -> impl Iterator<Item = Vec<&str>> {
    let lines = table.lines().skip(1).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| line.split('\t').collect())
}

fn termbase() -> Termbase {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/glossary/un.tsv");
    let table = std::fs::read(path).unwrap();
    Termbase::read_tsv(&mut &table[..], "un.tsv").unwrap().0
}

/// The near misses in a text, and the text with their fixes applied.
fn near_misses(termbase: &Termbase, lang: &LangTag, text: &str) -> (Vec<Hit>, String) {
    let content = Content::plain(text.to_owned());
    let index = Index::new(termbase, lang, &[]);
    let mut scanner = Scanner::new(&index);
    let checked = CheckedText::new(&content, lang, Some(&mut scanner), true);
    let hits = check::text(&checked, &[check::rule("name-near-miss").unwrap()]);
    let mut fixed = text.to_owned();
    for hit in hits.iter().rev() {
        fixed.replace_range(hit.range.clone(), hit.replacement.as_deref().unwrap_or_default());
    }
    (hits, fixed)
}

#[test]
fn wrong_names_are_found_and_right_ones_are_left_alone() {
    let termbase = termbase();
    let (mut wrong, mut found, mut classed, mut fixed_right) = (0, 0, 0, 0);
    let (mut right, mut false_alarms) = (0, 0);
    let mut told = String::new();
    for row in rows(include_str!("glossary/names.tsv")) {
        let [lang, text, bad, good, class, why] = row[..] else { panic!("{row:?}") };
        let lang = LangTag::parse(lang).unwrap();
        let (hits, fixed) = near_misses(&termbase, &lang, text);
        let messages: Vec<&str> = hits.iter().map(|hit| hit.message.as_str()).collect();
        if bad.is_empty() {
            right += 1;
            if !hits.is_empty() {
                false_alarms += 1;
                let _ = writeln!(told, "FALSE {lang} {text}\n      {messages:?} ({why})");
            }
            continue;
        }
        wrong += 1;
        let start = text.find(bad).unwrap();
        let here =
            hits.iter().find(|hit| hit.range.start < start + bad.len() && start < hit.range.end);
        let Some(here) = here else {
            let _ = writeln!(told, "MISSED {lang} [{class}] {text}\n      ({why})");
            continue;
        };
        found += 1;
        let is_class = here.message.contains(named(class));
        classed += usize::from(is_class);
        let is_fixed = fixed == text.replacen(bad, good, 1);
        fixed_right += usize::from(is_fixed);
        if !is_class || !is_fixed {
            let _ = writeln!(
                told,
                "OTHER {lang} [{class}] {bad} => {good}\n      {fixed}\n      {}",
                here.message
            );
        }
    }
    println!(
        "{told}\nwrong {wrong}: found {found}, class {classed}, fix {fixed_right}; right {right}: false {false_alarms}"
    );
    assert!(found * 100 >= wrong * 95, "{told}");
    assert!(false_alarms * 100 <= right * 2, "{told}");
}

fn named(class: &str) -> &str {
    match class {
        "misspelt" => "misspelt word",
        "order" => "wrong order",
        "missing" => "missing word",
        "extra" => "extra word",
        "substituted" => "substituted word",
        "article" => "article or preposition",
        _ => "wrong capitals",
    }
}

#[test]
fn terms_are_found_in_their_forms() {
    let (mut all, mut passed, mut told) = (0, 0, String::new());
    for row in rows(include_str!("glossary/terms.tsv")) {
        let [lang, terms, text, expect, why] = row[..] else { panic!("{row:?}") };
        let lang = LangTag::parse(lang).unwrap();
        let concept = |term: &str| Concept {
            terms: vec![Term::new(term, lang.clone())],
            ..Concept::default()
        };
        let termbase = Termbase { concepts: terms.split(" | ").map(concept).collect() };
        let index = Index::new(&termbase, &lang, &[]);
        let mut scanner = Scanner::new(&index);
        let text = text.replace("\\n", "\n");
        scanner.read(&text);
        let found = scanner.terms(&text).iter().any(|found| found.concept == 0);
        all += 1;
        if found == (expect == "1") {
            passed += 1;
        } else {
            let _ = writeln!(told, "{lang} `{terms}` in `{text}`: not {expect} ({why})");
        }
    }
    println!("{told}{passed}/{all}");
    assert!(passed * 100 >= all * 95, "{told}{passed}/{all}");
}
