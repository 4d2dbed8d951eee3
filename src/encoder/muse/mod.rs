//! The embedded encoder: the convolutional multilingual Universal Sentence Encoder (Yang et al. 2019, arXiv:1907.04307).
//!
//! A token is a vector of 512 numbers. Three branches project it to 256, normalise that and put it through two
//! convolutions over 2, 3 and 5 tokens, each with a way around it. The vector and the three results are normalised together
//! (1280 numbers), projected to 512, and summed over the text's tokens and the marks around them. Five dense layers follow.

#![expect(
    clippy::inline_always,
    reason = "what tasks call must be compiled with the instructions of the kernel they run with"
)]

mod encoder;
mod forward;
mod head;
mod kernels;
#[cfg_attr(
    not(target_arch = "x86_64"),
    allow(dead_code, reason = "packed matrices are for the kernels of x86-64")
)]
mod matrix;
mod network;
mod products;
#[cfg(test)]
mod synthetic;
#[cfg(test)]
mod tests;
mod tokens;
mod windows;

pub use encoder::Muse;
pub use kernels::Path;
pub use products::Products;
pub use windows::DocumentSums;

use super::{Weights, WeightsError};
use forward::{Batch, Stretch, Sum, Text, add_features, add_features_of_long};
use kernels::{Kernel, Task};
use network::Layers;
use rayon::prelude::*;
use tokens::{Room, Tokens};

/// Pieces of the vocabulary.
const VOCABULARY: usize = 128_000;
/// The length of a token's vector and of a sentence's.
const DIM: usize = 512;
/// The width of a branch.
const BRANCH: usize = 256;
/// The width of all branches.
const WIDTH: usize = 3 * BRANCH;
/// A token's vector and what comes out of the branches.
const FEATURES: usize = DIM + WIDTH;
/// The width of the first dense layers.
const HIDDEN: usize = 320;
/// Levels of the table's numbers.
const LEVELS: usize = 16;
/// Keeps norms from dividing by zero.
const EPSILON: f32 = 1e-12;
/// The mark before a text.
const BEGIN: u32 = 1;
/// The mark behind a text.
const END: u32 = 2;

/// The shape of a branch's convolutions.
#[derive(Clone, Copy)]
struct Branch {
    /// Tokens of a window.
    width: usize,
    /// How many of them stand before the one it is for.
    left: usize,
}

const BRANCHES: [Branch; 3] =
    [Branch { width: 2, left: 0 }, Branch { width: 3, left: 1 }, Branch { width: 5, left: 2 }];
/// Places of all windows.
const PLACES: usize = 2 + 3 + 5;

/// Texts computed together.
const TOGETHER: usize = 32;

/// The network: tokens become vectors.
pub struct Network<'a> {
    layers: Layers<'a>,
    path: Path,
    room: Room,
}

impl<'a> Network<'a> {
    /// Unpacks the weights.
    ///
    /// # Errors
    /// When a section is missing or of another size.
    pub fn new(weights: &Weights<'a>) -> Result<Self, WeightsError> {
        Self::with_path(weights, Path::detect())
    }

    /// Unpacks the weights, for one kernel.
    ///
    /// # Errors
    /// As [`Network::new`].
    pub fn with_path(weights: &Weights<'a>, path: Path) -> Result<Self, WeightsError> {
        Ok(Self { layers: Layers::read(weights, path.form())?, path, room: Room::USUAL })
    }

    /// The vectors of texts, each given as its tokens without marks: 512 numbers a text, of length 1.
    pub fn encode(&self, texts: &[&[u32]]) -> Vec<f32> {
        let marks: &[u32] = &[BEGIN, END];
        let long = |ids: &[u32]| ids.len() > self.room.long;
        let short = texts.iter().map(|ids| if long(ids) { &[] } else { *ids });
        let short: Vec<&[u32]> = short.collect();
        let mut tokens =
            Tokens::new(self.room, std::iter::once(marks).chain(short.iter().copied()));
        let mut out = vec![0.0; texts.len() * DIM];
        let mut done = 0;
        while done < texts.len() {
            let rest = std::iter::once(marks).chain(short[done..].iter().copied());
            let count = (tokens.prepare(&self.layers, self.path, rest) - 1).max(1);
            let texts = texts[done..done + count].par_chunks(TOGETHER);
            let out = out[done * DIM..(done + count) * DIM].par_chunks_mut(TOGETHER * DIM);
            let tokens = &tokens;
            texts.zip(out).for_each_init(Batch::new, |batch, (chosen, out)| {
                self.path.run(Texts { network: self, tokens, batch, chosen, out });
            });
            done += count;
        }
        out
    }
}

/// Computes the vectors of some texts.
struct Texts<'a> {
    network: &'a Network<'a>,
    tokens: &'a Tokens,
    batch: &'a mut Batch,
    chosen: &'a [&'a [u32]],
    out: &'a mut [f32],
}

impl Task for Texts<'_> {
    type Output = ();

    #[inline(always)]
    fn run<K: Kernel>(self, kernel: K) {
        let Self { network, tokens, batch, chosen, out } = self;
        let layers = &network.layers;
        let mut sums = vec![Sum::new(); chosen.len()];
        let stretches = chosen.iter().enumerate().map(|(sum, ids)| Stretch {
            text: Text { ids, begin: true, end: true },
            range: -1..ids.len() as isize + 1,
            sum,
        });
        let (long, short): (Vec<_>, Vec<_>) =
            stretches.partition(|stretch| stretch.text.ids.len() > network.room.long);
        add_features(kernel, layers, tokens, short.into_iter(), (batch, &mut sums));
        for stretch in &long {
            add_features_of_long(kernel, network, stretch, (batch, &mut sums));
        }
        let mut features = vec![0.0; chosen.len() * FEATURES];
        for (row, sum) in features.chunks_exact_mut(FEATURES).zip(&sums) {
            sum.add_to(row, &layers.gamma, 1.0);
        }
        out.copy_from_slice(&head::project(kernel, layers, &features));
        for (sum, ids) in out.chunks_exact_mut(DIM).zip(chosen) {
            head::divide(sum, layers, ids.len() + 2);
        }
        head::vectors(kernel, layers, out);
    }
}

/// The sum of a function of numbers, in sixteen lanes: an order that vector registers can keep.
#[inline(always)]
fn lanes(numbers: &[f32], function: impl Fn(f32) -> f32) -> f32 {
    let mut sums = [0f32; 16];
    for part in numbers.chunks_exact(16) {
        for (sum, number) in sums.iter_mut().zip(part) {
            *sum += function(*number);
        }
    }
    let [mut eight, other] =
        [0, 8].map(|from| -> [f32; 8] { std::array::from_fn(|at| sums[from + at]) });
    eight.iter_mut().zip(other).for_each(|(sum, more)| *sum += more);
    let four: [f32; 4] = std::array::from_fn(|at| eight[at] + eight[at + 4]);
    (four[0] + four[2]) + (four[1] + four[3])
}
