use super::*;
use crate::model::Place;

fn document(name: &str, blocks: &[&str]) -> Description {
    let is_language = |part: &str| ["en", "fr", "ru"].contains(&part);
    describe(name, is_language, blocks.iter().map(|text| (*text, Place::Paragraph)))
}

fn found(sources: &[Description], targets: &[Description]) -> Vec<(usize, usize)> {
    let pairs = pair(sources, targets, Limits::default());
    pairs.iter().map(|pair| (pair.source, pair.target)).collect()
}

#[test]
fn equal_names_are_enough() {
    let sources = [document("budget.en.txt", &["One."]), document("water.en.txt", &["Two."])];
    let targets = [document("water.fr.txt", &["Deux."]), document("budget.fr.txt", &["Un."])];
    assert_eq!(found(&sources, &targets), [(0, 1), (1, 0)]);
}

#[test]
fn numbers_and_names_are_enough() {
    let sources = [
        document("a.txt", &["Valletta, 12 March 2017: 4,311 people and 77 boats were counted."]),
        document("b.txt", &["Palermo, 8 May 2003: 960 delegates of 61 States had come together."]),
        document("c.txt", &["Nothing at all is said here, and not one number stands in the text."]),
    ];
    let targets = [
        document(
            "x.txt",
            &["Палермо, 8 мая 2003 года: собрались 960 делегатов из 61 государства."],
        ),
        document("y.txt", &["Валлетта, 12 марта 2017 года: насчитали 4311 человек и 77 лодок."]),
    ];
    assert_eq!(found(&sources, &targets), [(0, 1), (1, 0)]);
}

#[test]
fn vectors_are_enough() {
    let text = "The same length for all of them here.";
    let side = || [0, 1, 2, 3].map(|_| document("x.txt", &[text, text]));
    let vector = |at: usize| {
        let mut vector = vec![0.1; 8];
        vector[at] = 1.0;
        vector
    };
    let with = |order: [usize; 4]| {
        let described = side().into_iter().zip(order);
        described.map(|(one, at)| one.with_vectors(&vector(at), 8)).collect::<Vec<_>>()
    };
    assert_eq!(found(&with([0, 1, 2, 3]), &with([2, 0, 3, 1])), [(0, 1), (1, 3), (2, 0), (3, 2)]);
}

#[test]
fn what_could_be_either_is_no_pair() {
    let source = [document("report.en.txt", &["One."])];
    let targets = [document("report.fr.txt", &["Un."]), document("report.fr.md", &["Un."])];
    assert_eq!(found(&source, &targets), []);
    assert_eq!(found(&source, &[]), []);
    assert_eq!(found(&[], &source), []);
}

#[test]
fn each_document_is_in_one_pair() {
    let logits = [3.0, 2.0, 1.0, 2.5, 0.4, -1.5];
    let pairs = assign(&logits, 3, Limits { min_score: 0.5, margin: 0.0 });
    let pairs: Vec<_> = pairs.iter().map(|pair| (pair.source, pair.target)).collect();
    assert_eq!(pairs, [(0, 0), (1, 1)]);
}
