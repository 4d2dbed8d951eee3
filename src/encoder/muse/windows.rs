//! Documents whose windows of consecutive sentences have vectors.
//!
//! A document is one row of tokens. A feature depends on the four tokens to either side, so that the sum over a window is
//! the sum over its sentences, but for what the marks of beginning and end change: the marks' own features and those of
//! the first and last four tokens. All three are projected once (the projection is linear) and kept for each sentence;
//! a window then costs some additions and the head.

use super::forward::{Batch, Stretch, Sum, Text, add_features, add_features_of_long};
use super::kernels::{Kernel, Task};
use super::tokens::Tokens;
use super::{DIM, FEATURES, Network, head};
use rayon::prelude::*;
use std::ops::Range;

/// How far a feature sees to either side.
const SIGHT: usize = 4;
/// A window of fewer tokens is encoded as a text of its own: the changes at its two ends would meet.
const SHORT: usize = 2 * SIGHT;
/// Sentences computed together.
const TOGETHER: usize = 24;
/// Windows computed together.
const WINDOWS: usize = 48;

/// A document's sums: 2 kB a sentence.
pub struct DocumentSums<'a> {
    pub(super) network: &'a Network<'a>,
    pub(super) ids: Vec<u32>,
    /// Where each sentence begins, and where the last one ends.
    starts: Vec<u32>,
    sums: Vec<Sums>,
}

/// The projected sums of a sentence.
struct Sums {
    /// Over its tokens.
    body: Packed<i16>,
    /// What is added where a window begins with it.
    lead: Packed<i8>,
    /// What is added where a window ends with it.
    tail: Packed<i8>,
}

/// Numbers as integers with a scale.
struct Packed<T> {
    scale: f32,
    values: Box<[T]>,
}

impl<T: TryFrom<i32> + Copy + Into<f32>> Packed<T> {
    fn new(numbers: &[f32], most: f32) -> Self {
        let largest = numbers.iter().fold(0f32, |most, number| most.max(number.abs()));
        let inverse = if largest > 0.0 { most / largest } else { 0.0 };
        let integer = |number: &f32| T::try_from((number * inverse).round() as i32).ok();
        let values = numbers.iter().filter_map(integer).collect();
        Self { scale: largest / most, values }
    }

    fn add_to(&self, out: &mut [f32]) {
        for (out, value) in out.iter_mut().zip(&self.values) {
            *out += (*value).into() * self.scale;
        }
    }
}

impl Network<'_> {
    /// Encodes the sentences of a document, each given as its tokens without marks.
    pub fn document(&self, sentences: &[&[u32]]) -> DocumentSums<'_> {
        let ids: Vec<u32> = sentences.iter().flat_map(|ids| ids.iter().copied()).collect();
        let mut starts = vec![0];
        for sentence in sentences {
            starts.push(starts[starts.len() - 1] + sentence.len() as u32);
        }
        let marks: &[u32] = &[super::BEGIN, super::END];
        let mut tokens = Tokens::new(self.room, [marks, &ids].into_iter());
        let mut sums: Vec<Sums> = Vec::with_capacity(sentences.len());
        while sums.len() < sentences.len() {
            let first = sums.len();
            let texts = (first..sentences.len()).map(|at| self.around(&ids, &starts, at));
            let texts = std::iter::once(marks).chain(texts);
            let count = (tokens.prepare(&self.layers, self.path, texts) - 1).max(1);
            let all: Vec<usize> = (first..first + count).collect();
            let (tokens, ids, starts) = (&tokens, &ids[..], &starts[..]);
            let parts = all.par_chunks(TOGETHER).map_init(Batch::new, |batch, chosen| {
                self.path.run(Sentences { network: self, tokens, batch, ids, starts, chosen })
            });
            sums.par_extend(parts.flatten_iter());
        }
        DocumentSums { network: self, ids, starts, sums }
    }

    /// What the sums of a sentence need: its tokens and up to eight of its neighbours on either side. If it is long,
    /// it sees to itself.
    fn around<'i>(&self, ids: &'i [u32], starts: &[u32], sentence: usize) -> &'i [u32] {
        let (from, to) = (starts[sentence] as usize, starts[sentence + 1] as usize);
        let long = to - from > self.room.long;
        if long { &[] } else { &ids[from.saturating_sub(SHORT)..(to + SHORT).min(ids.len())] }
    }
}

/// Computes the sums of some sentences.
struct Sentences<'a> {
    network: &'a Network<'a>,
    tokens: &'a Tokens,
    batch: &'a mut Batch,
    ids: &'a [u32],
    starts: &'a [u32],
    chosen: &'a [usize],
}

/// The sums over features that a sentence's three are made of: of its first tokens, the others and the last ones as they
/// stand in the document, and of its first tokens behind the mark of the beginning, its last before that of the end.
const PARTS: usize = 5;

impl<'a> Sentences<'a> {
    fn stretches(&self, place: usize) -> [Stretch<'a>; PARTS] {
        let sentence = self.chosen[place];
        let (from, to) = (self.starts[sentence] as usize, self.starts[sentence + 1] as usize);
        let all = Text { ids: self.ids, begin: false, end: false };
        let after = Text { ids: &self.ids[from..], begin: true, end: false };
        let before = Text { ids: &self.ids[..to], begin: false, end: true };
        let (first, last) = ((from + SIGHT).min(self.ids.len()), to.saturating_sub(SIGHT));
        // In a short sentence first and last tokens meet, or reach into others: they are summed apart from its own.
        let middle = if to - from < SHORT { from..to } else { first..last };
        let stretch =
            |text, range: Range<isize>, part| Stretch { text, range, sum: place * PARTS + part };
        let places = |range: Range<usize>| range.start as isize..range.end as isize;
        [
            stretch(all, places(from..first), 0),
            stretch(all, places(middle), 1),
            stretch(all, places(last..to), 2),
            stretch(after, -1..(first - from) as isize, 3),
            stretch(before, last as isize..to as isize + 1, 4),
        ]
    }
}

impl Task for Sentences<'_> {
    type Output = Vec<Sums>;

    #[inline(always)]
    fn run<K: Kernel>(self, kernel: K) -> Vec<Sums> {
        let mut sums = vec![Sum::new(); self.chosen.len() * PARTS];
        let (network, layers) = (self.network, &self.network.layers);
        let length = |sentence| (self.starts[sentence + 1] - self.starts[sentence]) as usize;
        let stretches = (0..self.chosen.len()).flat_map(|place| self.stretches(place));
        let (long, usual): (Vec<_>, Vec<_>) = stretches
            .partition(|stretch| length(self.chosen[stretch.sum / PARTS]) > network.room.long);
        add_features(kernel, layers, self.tokens, usual.into_iter(), (self.batch, &mut sums));
        for stretch in &long {
            add_features_of_long(kernel, network, stretch, (self.batch, &mut sums));
        }
        let mut features = vec![0.0; self.chosen.len() * 3 * FEATURES];
        let rows = features.chunks_exact_mut(3 * FEATURES);
        for ((rows, parts), &sentence) in rows.zip(sums.chunks_exact(PARTS)).zip(self.chosen) {
            let gamma = &layers.gamma;
            let short = length(sentence) < SHORT;
            let (body, rest) = rows.split_at_mut(FEATURES);
            let (lead, tail) = rest.split_at_mut(FEATURES);
            parts[1].add_to(body, gamma, 1.0);
            if !short {
                parts[0].add_to(body, gamma, 1.0);
                parts[2].add_to(body, gamma, 1.0);
            }
            parts[3].add_to(lead, gamma, 1.0);
            parts[0].add_to(lead, gamma, -1.0);
            parts[4].add_to(tail, gamma, 1.0);
            parts[2].add_to(tail, gamma, -1.0);
        }
        let projected = head::project(kernel, layers, &features);
        let packed = |rows: &[f32]| Sums {
            body: Packed::new(&rows[..DIM], 32767.0),
            lead: Packed::new(&rows[DIM..2 * DIM], 127.0),
            tail: Packed::new(&rows[2 * DIM..], 127.0),
        };
        projected.chunks_exact(3 * DIM).map(packed).collect()
    }
}

impl DocumentSums<'_> {
    /// The number of sentences.
    pub fn len(&self) -> usize {
        self.sums.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.sums.is_empty()
    }

    /// The vectors of windows of sentences, row by row.
    pub fn vectors(&self, windows: &[Range<u32>]) -> Vec<f32> {
        let mut out = vec![0.0; windows.len() * DIM];
        out.par_chunks_mut(WINDOWS * DIM).zip(windows.par_chunks(WINDOWS)).for_each(
            |(out, windows)| {
                self.network.path.run(Means { document: self, windows, out });
            },
        );
        let (short, texts): (Vec<usize>, Vec<&[u32]>) = windows
            .iter()
            .map(|window| self.window(window))
            .enumerate()
            .filter(|(_, tokens)| tokens.len() < SHORT)
            .unzip();
        let vectors = self.network.encode(&texts);
        for (&at, vector) in short.iter().zip(vectors.chunks_exact(DIM)) {
            out[at * DIM..(at + 1) * DIM].copy_from_slice(vector);
        }
        out
    }

    fn window(&self, window: &Range<u32>) -> &[u32] {
        let place = |sentence: u32| self.starts[sentence as usize] as usize;
        if window.is_empty() { &[] } else { &self.ids[place(window.start)..place(window.end)] }
    }
}

/// Computes the vectors of some windows.
struct Means<'a> {
    document: &'a DocumentSums<'a>,
    windows: &'a [Range<u32>],
    out: &'a mut [f32],
}

impl Task for Means<'_> {
    type Output = ();

    #[inline(always)]
    fn run<K: Kernel>(self, kernel: K) {
        let layers = &self.document.network.layers;
        for (mean, window) in self.out.chunks_exact_mut(DIM).zip(self.windows) {
            let sums = &self.document.sums;
            let Some(sums) = sums.get(window.start as usize..window.end as usize) else { continue };
            if let ([first, ..], [.., last]) = (sums, sums) {
                for sum in sums {
                    sum.body.add_to(mean);
                }
                first.lead.add_to(mean);
                last.tail.add_to(mean);
            }
            head::divide(mean, layers, self.document.window(window).len() + 2);
        }
        head::vectors(kernel, layers, self.out);
    }
}
