//! The encoder with its real weights: what the reference says of some sentences, and their translations.

#![cfg(feature = "embedded-model")]

use targum::encoder::{Encoder, Muse, WeightsFile};

const TEXTS: [&str; 8] = [
    "The General Assembly adopts the resolution without a vote.",
    "L'Assemblée générale adopte la résolution sans vote.",
    "Генеральная Ассамблея принимает резолюцию без голосования.",
    "大会未经表决通过了该决议。",
    "My cat sleeps on the kitchen table.",
    "Mi gato duerme sobre la mesa de la cocina.",
    "قطتي تنام على طاولة المطبخ.",
    "",
];

/// Cosines of the texts by onnxruntime with the 8-bit export (`tests/interop/encoder.py` compares the vectors themselves).
const COSINES: [[f32; 8]; 8] = [
    [1.000, 0.947, 0.860, 0.636, 0.041, 0.056, 0.029, 0.022],
    [0.947, 1.000, 0.847, 0.602, 0.038, 0.070, 0.037, 0.039],
    [0.860, 0.847, 1.000, 0.552, 0.054, 0.075, 0.060, 0.051],
    [0.636, 0.602, 0.552, 1.000, -0.012, 0.002, -0.001, 0.032],
    [0.041, 0.038, 0.054, -0.012, 1.000, 0.885, 0.760, -0.036],
    [0.056, 0.070, 0.075, 0.002, 0.885, 1.000, 0.750, -0.013],
    [0.029, 0.037, 0.060, -0.001, 0.760, 0.750, 1.000, -0.056],
    [0.022, 0.039, 0.051, 0.032, -0.036, -0.013, -0.056, 1.000],
];

/// How far a cosine may lie from the reference's: the table has half its bits.
const NEAR: f32 = 0.05;

fn cosine(left: &[f32], right: &[f32]) -> f32 {
    left.iter().zip(right).map(|(left, right)| left * right).sum()
}

#[test]
fn cosines_are_those_of_the_reference() {
    let file = WeightsFile::embedded().expect("weights");
    let muse = Muse::new(file.bytes()).expect("weights");
    let vectors = muse.encode(&TEXTS).expect("vectors");
    let rows: Vec<&[f32]> = vectors.chunks_exact(muse.dim()).collect();
    for (left, cosines) in rows.iter().zip(COSINES) {
        for (right, reference) in rows.iter().zip(cosines) {
            let own = cosine(left, right);
            assert!((own - reference).abs() < NEAR, "{own} instead of {reference}");
        }
    }
}

#[test]
fn a_window_is_its_sentences_joined() {
    let file = WeightsFile::embedded().expect("weights");
    let muse = Muse::new(file.bytes()).expect("weights");
    let document = muse.document(&TEXTS).expect("a document");
    let windows = [0..2, 1..5, 3..4, 0..8];
    let joined =
        windows.clone().map(|window| TEXTS[window.start as usize..window.end as usize].join(" "));
    let joined: Vec<&str> = joined.iter().map(String::as_str).collect();
    let right = muse.encode(&joined).expect("vectors");
    let vectors = document.vectors(&windows);
    let rows = vectors.chunks_exact(muse.dim()).zip(right.chunks_exact(muse.dim()));
    for ((own, right), window) in rows.zip(windows) {
        let cosine = cosine(own, right);
        assert!(cosine > 0.999, "{cosine} for {window:?}");
    }
}
