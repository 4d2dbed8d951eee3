//! `targum tm compare`.

use super::*;

fn changes(old: &Memory, new: &Memory) -> Vec<Change> {
    let mut found = Vec::new();
    let count = diff(old, new, None, &Silent, &mut |change| {
        found.push(change.clone());
        Ok(())
    });
    assert_eq!(count.unwrap() as usize, found.len());
    found
}

fn exported(memory: &Memory, path: &Path) {
    let job = ExportJob {
        output: path,
        to: None,
        languages: &[],
        profile: None,
        filter: &Filter::default(),
        progress: &Silent,
    };
    export(memory, &job).unwrap();
}

#[test]
fn differences_are_those_of_the_files() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let old = made(
        &path("a.tgm"),
        vec![
            entry(&[("en", "One"), ("fr", "Un")]),
            entry(&[("fr", "Deux"), ("en", "Two")]),
            entry(&[("en", "Three"), ("fr", "Trois"), ("de", "Drei")]),
        ],
    );
    let new = made(
        &path("b.tgm"),
        vec![
            entry(&[("en", "Four"), ("fr", "Quatre")]),
            entry(&[("de", "Drei"), ("en", "Three"), ("fr", "3")]),
            dated(&[("en", "One"), ("fr", "Un")], "20240101T000000Z"),
        ],
    );
    let text = |tag: &str, text: &str| (tag.to_owned(), text.to_owned());
    let wanted = [
        Change::Removed { texts: vec![text("en", "Two"), text("fr", "Deux")] },
        Change::Changed {
            source: text("en", "Three"),
            old: vec![text("fr", "Trois")],
            new: vec![text("fr", "3")],
        },
        Change::Added { texts: vec![text("en", "Four"), text("fr", "Quatre")] },
    ];
    assert_eq!(changes(&old, &new), wanted);
    assert_eq!(changes(&old, &old), []);
    let (one, other) = (path("a.tmx"), path("b.tmx"));
    exported(&old, &one);
    exported(&new, &other);
    let of_files = targum::app::memory::diff::diff(&one, &other, None, &Silent).unwrap().0;
    assert_eq!(of_files, wanted);
}

#[test]
fn figures_are_those_of_the_exported_file() {
    let folder = tempfile::tempdir().unwrap();
    let mut units = varied(40);
    units.push(units[3].clone());
    units.push(entry(&[("en", "Text 4"), ("fr", "Autre")]));
    units.push(Entry { status: Some("rejected".into()), ..rich("A", "A", "20190101T000000Z") });
    let memory = made(&folder.path().join("a.tgm"), units);
    let mut figures = stats(&memory, &Filter::default(), &Silent).unwrap();
    assert_eq!((figures.units, figures.duplicates, figures.inconsistent), (43, 1, 1));
    assert_eq!((figures.untranslated, figures.languages[0].variants), (1, 43));
    assert_eq!((figures.years["2020"], figures.years["2019"]), (20, 1));
    assert_eq!((figures.statuses["rejected"], figures.origins["human"]), (1, 1));
    let file = folder.path().join("a.tmx");
    exported(&memory, &file);
    let (of_file, _) = targum::app::memory::stats::stats(&file, None, &Silent).unwrap();
    figures.file.clone_from(&of_file.file);
    assert_eq!(figures, of_file);
    let law = Filter { domain: Some("law".into()), ..Filter::default() };
    assert_eq!(stats(&memory, &law, &Silent).unwrap().units, 10);
}
