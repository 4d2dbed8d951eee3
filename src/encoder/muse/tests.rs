use super::synthetic::{FILE, Plain};
use super::tokens::Room;
use super::*;
use std::ops::Range;

fn network(path: Path) -> Network<'static> {
    Network::with_path(&Weights::new(&FILE).unwrap(), path).unwrap()
}

/// Sentences of given lengths, whose tokens differ but for one in five.
fn sentences(lengths: &[usize]) -> Vec<Vec<u32>> {
    let mut next = 0u32;
    let mut token = || {
        next += 1;
        if next.is_multiple_of(5) { 7 } else { 3 + next.wrapping_mul(7919) % 127_000 }
    };
    lengths.iter().map(|length| (0..*length).map(|_| token()).collect()).collect()
}

fn borrowed(sentences: &[Vec<u32>]) -> Vec<&[u32]> {
    sentences.iter().map(Vec::as_slice).collect()
}

fn cosine(left: &[f32], right: &[f32]) -> f64 {
    left.iter().zip(right).map(|(left, right)| f64::from(*left) * f64::from(*right)).sum()
}

const LENGTHS: [usize; 14] = [5, 0, 1, 3, 4, 7, 8, 9, 2, 30, 0, 12, 120, 6];

#[test]
fn vectors_are_those_of_the_network_written_plainly() {
    let plain = Plain(Weights::new(&FILE).unwrap());
    let texts = sentences(&[0, 1, 2, 5, 9]);
    let vectors = network(Path::detect()).encode(&borrowed(&texts));
    for (text, vector) in texts.iter().zip(vectors.chunks_exact(DIM)) {
        let right: Vec<f32> = plain.vector(text).into_iter().map(|value| value as f32).collect();
        let cosine = cosine(vector, &right);
        assert!(cosine > 0.999, "{cosine} for {} tokens", text.len());
        assert!((lanes(vector, |value| value * value) - 1.0).abs() < 1e-5);
    }
}

#[test]
fn every_kernel_gives_the_same_bits() {
    let texts = sentences(&LENGTHS);
    let texts = borrowed(&texts);
    let right = network(Path::detect());
    let (vectors, windows) = (right.encode(&texts), right.document(&texts).vectors(&[3..6, 0..14]));
    for path in Path::NAMES.into_iter().filter_map(Path::named) {
        let network = network(path);
        assert!(network.encode(&texts) == vectors, "{path:?}");
        assert!(network.document(&texts).vectors(&[3..6, 0..14]) == windows, "{path:?}");
    }
}

#[test]
fn a_vector_depends_on_its_text_only() {
    let texts = sentences(&LENGTHS);
    let texts = borrowed(&texts);
    let mut network = network(Path::detect());
    let together = network.encode(&texts);
    for (text, vector) in texts.iter().zip(together.chunks_exact(DIM)) {
        assert!(network.encode(&[text]) == vector);
    }
    // In blocks of a few texts, on other numbers of threads, and in another order.
    network.room = Room { kept: 3, passing: 10, long: 40 };
    for threads in [1, 3] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        assert!(pool.install(|| network.encode(&texts)) == together);
    }
    let reversed: Vec<&[u32]> = texts.iter().rev().copied().collect();
    let reversed = network.encode(&reversed);
    assert!(reversed.chunks_exact(DIM).rev().eq(together.chunks_exact(DIM)));
}

#[test]
fn windows_are_as_if_joined() {
    let texts = sentences(&LENGTHS);
    let network = network(Path::detect());
    let document = network.document(&borrowed(&texts));
    assert_eq!(document.len(), texts.len());
    let count = texts.len() as u32;
    let windows: Vec<Range<u32>> =
        (0..count).flat_map(|from| (from..=count).map(move |to| from..to)).collect();
    let joined: Vec<Vec<u32>> = windows
        .iter()
        .map(|window| texts[window.start as usize..window.end as usize].concat())
        .collect();
    let right = network.encode(&borrowed(&joined));
    let vectors = document.vectors(&windows);
    for (at, window) in windows.iter().enumerate() {
        let (vector, right) = (&vectors[at * DIM..][..DIM], &right[at * DIM..][..DIM]);
        let cosine = cosine(vector, right);
        assert!(cosine > 0.9999, "{cosine} for {window:?}");
        assert!(joined[at].len() >= 8 || vector == right, "a short window is encoded: {window:?}");
    }
}

#[test]
fn a_document_is_the_same_in_blocks_and_on_threads() {
    let texts = sentences(&LENGTHS.repeat(3));
    let texts = borrowed(&texts);
    let windows: Vec<Range<u32>> = (0..40).map(|from| from..from + 2).collect();
    let mut network = network(Path::detect());
    let right = network.document(&texts).vectors(&windows);
    network.room = Room { kept: 3, passing: 10, long: 40 };
    for threads in [1, 3] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        assert!(pool.install(|| network.document(&texts).vectors(&windows)) == right);
    }
}

#[test]
fn nothing_and_empty_texts_have_vectors() {
    let network = network(Path::detect());
    assert!(network.encode(&[]).is_empty());
    let document = network.document(&[]);
    assert!(document.is_empty() && document.vectors(&[]).is_empty());
    let empty = network.encode(&[&[]]);
    let document = network.document(&[&[], &[]]);
    assert!(document.vectors(&[0..0, 0..1, 0..2, 2..2]) == empty.repeat(4));
}
