//! What depends on a token alone, computed once for each distinct token of a text.

use super::kernels::{Kernel, Path, Task};
use super::matrix::Rows;
use super::network::Layers;
use super::{BRANCH, BRANCHES, DIM, EPSILON, PLACES, VOCABULARY, WIDTH, lanes};
use rayon::prelude::*;

/// Numbers a token has: its vector, the inputs of the branches, and its products with each place of the first convolutions.
const RECORD: usize = DIM + WIDTH + PLACES * BRANCH;
/// Tokens computed together.
const TOGETHER: usize = 48;
const NONE: u32 = u32::MAX;

/// How many tokens' numbers are there at a time: 8 kB each.
#[derive(Debug, Clone, Copy)]
pub(super) struct Room {
    /// Of the most frequent tokens, for as long as the texts last.
    pub(super) kept: usize,
    /// Of others, for some texts; those of one text more if it has them.
    pub(super) passing: usize,
    /// A text of more tokens gets no room beside others.
    pub(super) long: usize,
}

impl Room {
    /// 40 MB.
    pub(super) const USUAL: Self = Self { kept: 4096, passing: 1024, long: 8192 };

    /// What a text has that gets no room beside others: all threads may have one at once.
    pub(super) fn of_long(self) -> Self {
        Self { kept: self.kept / rayon::current_num_threads(), ..self }
    }
}

/// Numbers of tokens, by token. They are bfloat16: what is lost is less than what 8-bit products lose.
pub(super) struct Tokens {
    /// Where a token's numbers are.
    places: Vec<u32>,
    records: Vec<u16>,
    kept: usize,
    passing: Vec<u32>,
    frequent: Vec<bool>,
    room: Room,
}

impl Tokens {
    /// Counts the tokens of the texts to come: the most frequent ones will be kept.
    pub(super) fn new<'t>(room: Room, texts: impl Iterator<Item = &'t [u32]>) -> Self {
        let mut counts = vec![0u32; VOCABULARY];
        let mut distinct = Vec::new();
        for &token in texts.flatten() {
            if counts[token as usize] == 0 {
                distinct.push(token);
            }
            counts[token as usize] += 1;
        }
        distinct.sort_unstable_by_key(|&token| (std::cmp::Reverse(counts[token as usize]), token));
        let mut frequent = vec![false; VOCABULARY];
        for &token in distinct.iter().take(room.kept) {
            frequent[token as usize] = true;
        }
        // Zeros that nobody has touched take no memory, while a growing list would hold its old self beside the new
        // one. The first touch is then the work of all threads.
        let most = room.kept + room.passing + room.long;
        Self {
            places: vec![NONE; VOCABULARY],
            records: vec![0; distinct.len().min(most) * RECORD],
            kept: 0,
            passing: Vec::new(),
            frequent,
            room,
        }
    }

    /// Computes what lacks of the tokens of the first texts, and tells of how many texts: as many as fit.
    pub(super) fn prepare<'t>(
        &mut self,
        layers: &Layers,
        path: Path,
        texts: impl Iterator<Item = &'t [u32]>,
    ) -> usize {
        for token in self.passing.drain(..) {
            self.places[token as usize] = NONE;
        }
        let (mut lacking, mut count) = (Vec::new(), 0);
        for text in texts {
            if self.passing.len() > self.room.passing {
                break;
            }
            count += 1;
            for &token in text {
                let place = &mut self.places[token as usize];
                if *place == NONE {
                    let list = if self.frequent[token as usize] {
                        &mut lacking
                    } else {
                        &mut self.passing
                    };
                    list.push(token);
                    // Not yet the place, but no longer none.
                    *place = 0;
                }
            }
        }
        let before = self.kept;
        self.kept += lacking.len();
        lacking.extend(&self.passing);
        for (at, &token) in lacking.iter().enumerate() {
            self.places[token as usize] = (before + at) as u32;
        }
        let wanted = before * RECORD..(before + lacking.len()) * RECORD;
        if self.records.len() < wanted.end {
            self.records.resize(wanted.end, 0);
        }
        let records = self.records[wanted].par_chunks_mut(TOGETHER * RECORD);
        records.zip(lacking.par_chunks(TOGETHER)).for_each(|(records, tokens)| {
            path.run(Numbers { layers, tokens, records });
        });
        count
    }

    /// The numbers of a token.
    #[inline(always)]
    pub(super) fn record(&self, token: u32) -> Record<'_> {
        let place = self.places[token as usize] as usize;
        let (vector, rest) = self.records[place * RECORD..(place + 1) * RECORD].split_at(DIM);
        let (inputs, products) = rest.split_at(WIDTH);
        Record { vector, inputs, products }
    }
}

/// The numbers of a token.
pub(super) struct Record<'a> {
    /// Its row of the table.
    pub(super) vector: &'a [u16],
    /// The inputs of the branches, normalised.
    pub(super) inputs: &'a [u16],
    /// Its products with the places of the first convolutions, branch by branch.
    pub(super) products: &'a [u16],
}

/// A number from its bfloat16.
#[inline(always)]
pub(super) fn widened(number: u16) -> f32 {
    f32::from_bits(u32::from(number) << 16)
}

/// The nearest bfloat16, ties to even.
#[inline(always)]
fn narrowed(number: f32) -> u16 {
    let bits = number.to_bits();
    ((bits + 0x7fff + (bits >> 16 & 1)) >> 16) as u16
}

/// Computes the numbers of some tokens.
struct Numbers<'a> {
    layers: &'a Layers<'a>,
    tokens: &'a [u32],
    records: &'a mut [u16],
}

impl Task for Numbers<'_> {
    type Output = ();

    #[inline(always)]
    fn run<K: Kernel>(self, kernel: K) {
        let all: Vec<u32> = (0..self.tokens.len() as u32).collect();
        let mut vectors = Rows::new(DIM);
        for (&token, record) in self.tokens.iter().zip(self.records.chunks_exact_mut(RECORD)) {
            let (mut numbers, mut integers) = ([0f32; DIM], [0u8; DIM]);
            let scale = self.layers.table.row(token, &mut numbers, &mut integers);
            vectors.push_integers(scale, &integers);
            narrow(&mut record[..DIM], &numbers);
        }
        let mut inputs = Rows::new(BRANCH);
        let mut out = vec![0f32; all.len() * BRANCH];
        let mut places = 0;
        for (at, (branch, shape)) in self.layers.branches.iter().zip(BRANCHES).enumerate() {
            for row in out.chunks_exact_mut(BRANCH) {
                row.copy_from_slice(&branch.bias);
            }
            kernel.add_product(&mut out, &vectors, &all, 0, &branch.projection);
            inputs.clear();
            let from = DIM + at * BRANCH;
            for (row, record) in
                out.chunks_exact_mut(BRANCH).zip(self.records.chunks_exact_mut(RECORD))
            {
                normalise(row, &branch.gamma, &branch.beta);
                inputs.push(row);
                narrow(&mut record[from..from + BRANCH], row);
            }
            for matrix in &branch.first {
                out.fill(0.0);
                kernel.add_product(&mut out, &inputs, &all, 0, matrix);
                let from = DIM + WIDTH + places * BRANCH;
                for (row, record) in
                    out.chunks_exact(BRANCH).zip(self.records.chunks_exact_mut(RECORD))
                {
                    narrow(&mut record[from..from + BRANCH], row);
                }
                places += 1;
            }
            debug_assert_eq!(branch.first.len(), shape.width);
        }
    }
}

#[inline(always)]
fn narrow(out: &mut [u16], row: &[f32]) {
    for (out, number) in out.iter_mut().zip(row) {
        *out = narrowed(*number);
    }
}

/// Normalises a row to mean 0 and variance 1, then scales and shifts it.
#[inline(always)]
fn normalise(row: &mut [f32], gamma: &[f32], beta: &[f32]) {
    let count = row.len() as f32;
    let mean = lanes(row, |value| value) / count;
    let variance = lanes(row, |value| (value - mean) * (value - mean)) / count;
    let inverse = 1.0 / (variance + EPSILON).sqrt();
    for ((value, gamma), beta) in row.iter_mut().zip(gamma).zip(beta) {
        *value = (*value - mean) * inverse * gamma + beta;
    }
}
