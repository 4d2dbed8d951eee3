//! The sample memory is what the sample documents give, bead by bead as a person would pair them.

use std::path::{Path, PathBuf};
use targum::app::Silent;
use targum::app::align::{Job, run};
use targum::app::encoders::Model;
use targum::app::read::Request;

/// For each link: how many segments each language has in it (en fr es ar zh ru), written by hand.
const GOLD: &[[usize; 6]] = &[
    [1, 1, 1, 1, 1, 1],
    [1, 1, 1, 1, 1, 1],
    [1, 2, 1, 1, 2, 1],
    [1, 1, 1, 1, 1, 1],
    [1, 1, 2, 1, 1, 1],
    [1, 1, 1, 2, 1, 0],
    [1, 1, 1, 1, 1, 1],
    [1, 1, 0, 1, 1, 1],
];

#[test]
fn the_samples_align_as_a_person_would() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    let file = |lang: &str| -> PathBuf { folder.join(format!("unodc-valletta-2017.{lang}.txt")) };
    let documents =
        ["en", "fr", "es", "ar", "zh", "ru"].map(|lang| (file(lang), Request::default()));
    let job = Job { documents: documents.into(), ..Job::default() };
    let model = Model::find(None).expect("the program's weights");
    let muse = model.encoder().expect("sound weights");
    let aligned = run(&job, Some(&muse), &Silent).expect("the samples align");
    let found: Vec<Vec<usize>> = aligned
        .bitext
        .links
        .iter()
        .map(|link| link.ranges.iter().map(ExactSizeIterator::len).collect())
        .collect();
    assert_eq!(found, GOLD);
}

/// The same translation in another format gives the same segments.
#[test]
fn every_format_gives_the_same_segments() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    for (plain, other) in [("fr.txt", "fr.docx"), ("es.txt", "es.html"), ("es.txt", "es.md")] {
        let texts = |name: &str| -> Vec<String> {
            let path = folder.join(format!("unodc-valletta-2017.{name}"));
            let documents = [folder.join("unodc-valletta-2017.en.txt"), path];
            let documents = documents.map(|path| (path, Request::default()));
            let job = Job { documents: documents.into(), ..Job::default() };
            let side = &run(&job, None, &Silent).expect("the samples align").bitext.sides[1];
            side.segments.iter().map(|segment| side.document.text(*segment).to_owned()).collect()
        };
        assert_eq!(texts(other), texts(plain), "{other}");
    }
}
