//! Aligning with what the caller knows of the texts, and finding what to align.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::path::{Path, PathBuf};
use targum::align::pairing::Limits;
use targum::app::align::{Aligned, Job, run};
use targum::app::read::Request;
use targum::app::{AppError, Delimiter, Silent, pair};
use targum::model::Method;

fn write(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, text).unwrap();
    path
}

fn align(files: [PathBuf; 2], delimiter: &str, segmented: bool) -> Result<Aligned, AppError> {
    let request = Request { segmented, ..Request::default() };
    let documents = files.map(|path| (path, request.clone()));
    let delimiter = Some(Delimiter::parse(delimiter));
    run(&Job { documents: documents.into(), delimiter, ..Job::default() }, None, &Silent)
}

/// Whether a link crosses the borders behind the first `i` source and `j` target segments.
fn crosses(aligned: &Aligned, i: u32, j: u32) -> bool {
    aligned.bitext.links.iter().any(|link| {
        let (source, target) = (&link.ranges[0], &link.ranges[1]);
        let over = |range: &std::ops::Range<u32>, at: u32| range.start < at && at < range.end;
        let apart =
            !source.is_empty() && !target.is_empty() && (source.end <= i) != (target.end <= j);
        over(source, i) || over(target, j) || apart
    })
}

#[test]
fn nothing_goes_over_a_delimiter() {
    let folder = tempfile::tempdir().unwrap();
    // Without the delimiter the third sentences would be a pair.
    let source = "One 11.\nTwo 12.\n* * *\nThree 13.\nFour 14.\n";
    let target = "Un 11.\nDeux 12.\nTrois 13.\n* * *\nQuatre 14.\n";
    let files =
        [write(folder.path(), "a.en.txt", source), write(folder.path(), "a.fr.txt", target)];
    let aligned = align(files.clone(), "* * *", true).unwrap();
    assert!(!crosses(&aligned, 2, 3) && !crosses(&aligned, 3, 4));
    let delimiter = aligned.bitext.links.iter().find(|link| link.ranges[0] == (2..3)).unwrap();
    assert_eq!(delimiter.ranges[1], 3..4);
    // A regular expression must match the whole line.
    let aligned = align(files.clone(), r"[* ]+", true).unwrap();
    assert!(!crosses(&aligned, 2, 3));
    let aligned = align(files, "Two", true).unwrap();
    assert!(aligned.findings[0].message.starts_with("no line of "));
}

#[test]
fn different_numbers_of_delimiters_are_an_error_that_counts_them() {
    let folder = tempfile::tempdir().unwrap();
    let files = [
        write(folder.path(), "a.en.txt", "One.\n---\nTwo.\n---\nThree.\n"),
        write(folder.path(), "a.fr.txt", "Un.\n---\nDeux.\n"),
    ];
    let error = align(files, "---", true).unwrap_err().to_string();
    assert!(error.contains("a.en.txt has 2 lines `---`") && error.contains("a.fr.txt has 1"));
}

#[test]
fn headings_part_texts_that_have_as_many() {
    let folder = tempfile::tempdir().unwrap();
    let english = "# First\n\nOne 11.\n\nTwo 12.\n\n# Second\n\nThree 13.\n";
    let french = "# Premier\n\nUn 11.\n\n# Second\n\nDeux 12.\n\nTrois 13.\n";
    let source = write(folder.path(), "a.en.md", english);
    let files = [source.clone(), write(folder.path(), "a.fr.md", french)];
    let aligned = align(files, "heading", false).unwrap();
    assert!(!crosses(&aligned, 3, 2));
    assert_eq!(aligned.findings.len(), 0);
    let files = [source, write(folder.path(), "b.fr.md", &french.replace("# Second", "Second."))];
    let aligned = align(files, "heading", false).unwrap();
    assert!(aligned.findings[0].message.contains("has 2 headings"), "{:?}", aligned.findings);
    assert!(!aligned.bitext.links.is_empty());
}

/// The paragraphs of a sample document, each a file of its own with a name that says nothing.
fn paragraphs(folder: &Path, lang: &str, name: impl Fn(usize) -> String) -> Vec<PathBuf> {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    let sample = seeds.join(format!("unodc-valletta-2017.{lang}.txt"));
    let text = std::fs::read_to_string(sample).unwrap();
    let lines = text.lines().filter(|line| line.chars().count() > 130).enumerate();
    lines.map(|(number, line)| write(folder, &name(number), line)).collect()
}

#[test]
fn documents_are_paired_by_what_is_in_them() {
    let folder = tempfile::tempdir().unwrap();
    let (english, others) = (folder.path().join("en"), folder.path().join("ru"));
    let sources = paragraphs(&english, "en", |number| format!("{number}q.txt"));
    let targets = paragraphs(&others, "ru", |number| format!("{}z.txt", 9 - number));
    assert_eq!(sources.len(), targets.len());
    write(&english, "more.txt", "A page on gardening that has no counterpart anywhere else.");
    write(&english, "broken.docx", "no archive");
    let job = pair::Job {
        sources: english.clone(),
        targets: Some(others),
        output_dir: "out".into(),
        limits: Limits::default(),
        ..pair::Job::default()
    };
    let outcome = pair::run(&job, None, &Silent).unwrap();
    for pair in &outcome.pairs {
        let place = sources.iter().position(|source| *source == pair.source);
        assert_eq!(place, targets.iter().position(|target| *target == pair.target));
    }
    // The Russian leaves out a sentence of one paragraph: that one may be too unlike.
    assert!(outcome.pairs.len() + 1 >= sources.len(), "{:?}", outcome.pairs);
    assert_eq!(outcome.pairs[0].output, Path::new("out/0q.en-ru.tmx"));
    assert!(outcome.unmatched[0].contains(&english.join("more.txt")));
    assert_eq!(outcome.pairs.len() + outcome.unmatched[1].len(), targets.len());
    assert!(outcome.findings[0].message.contains("broken.docx"));
}

#[test]
fn one_folder_may_hold_both_languages() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["a/one.en.txt", "a/one.fr.txt", "a/two.en.txt", "a/two.fr.txt", "a/two.de.txt"] {
        write(folder.path(), name, "Text.");
    }
    let job = pair::Job { sources: folder.path().to_owned(), ..pair::Job::default() };
    assert!(pair::run(&job, None, &Silent).unwrap_err().to_string().contains("--source-lang"));
    let lang = |tag: &str| Some(tag.parse().unwrap());
    let job = pair::Job { source_lang: lang("en"), target_lang: lang("fr"), ..job };
    let outcome = pair::run(&job, None, &Silent).unwrap();
    let outputs: Vec<_> =
        outcome.pairs.iter().map(|pair| pair.output.display().to_string()).collect();
    assert_eq!(outputs, ["a-one.en-fr.tmx", "a-two.en-fr.tmx"]);
    assert!(outcome.pairs.iter().all(|pair| {
        pair.target.display().to_string() == pair.source.display().to_string().replace("en", "fr")
    }));
}

#[test]
fn crossing_links_are_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    // "Item 7 …" stands first in one text and last in the other.
    let items: Vec<String> =
        (0..40).map(|n| format!("Item{n} costs {} today.", n * 37 + 11)).collect();
    let mut moved = items.clone();
    let seventh = moved.remove(7);
    moved.push(seventh);
    let files = [
        (write(folder.path(), "a.en.txt", &items.join("\n")), Request::default()),
        (write(folder.path(), "a.fr.txt", &moved.join("\n")), Request::default()),
    ];
    let documents = files.map(|(path, request)| (path, Request { segmented: true, ..request }));
    let job = Job { documents: documents.into(), ..Job::default() };
    let plain = run(&job, None, &Silent).unwrap().bitext.links;
    let crossing = run(&Job { crossing: true, ..job }, None, &Silent).unwrap().bitext.links;
    assert!(plain.iter().all(|link| link.method != Method::Crossing));
    assert_eq!(crossing.len(), plain.len() - 1);
    let found = crossing.iter().find(|link| link.method == Method::Crossing).unwrap();
    assert_eq!(found.ranges, [7..8, 39..40]);
}
