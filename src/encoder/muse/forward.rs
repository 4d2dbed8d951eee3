//! The convolutions and the sum over tokens.

use super::kernels::Kernel;
use super::matrix::Rows;
use super::network::Layers;
use super::tokens::{Record, Tokens, widened};
use super::{BEGIN, BRANCH, BRANCHES, DIM, END, EPSILON, FEATURES, Network, WIDTH, lanes};
use std::ops::Range;

/// Rows that go through the convolutions together.
const TOGETHER: usize = 96;
/// How far a convolution reaches to either side at most.
const REACH: usize = 2;

/// Tokens as the network sees them: zeros stand before and behind.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text<'a> {
    /// The tokens.
    pub(super) ids: &'a [u32],
    /// Whether the mark of the beginning stands before them.
    pub(super) begin: bool,
    /// Whether the mark of the end stands behind them.
    pub(super) end: bool,
}

impl Text<'_> {
    /// The token at a place: the marks stand at -1 and at the number of tokens.
    #[inline(always)]
    fn token(&self, at: isize) -> Option<u32> {
        match usize::try_from(at) {
            Err(_) => (at == -1 && self.begin).then_some(BEGIN),
            Ok(at) if at == self.ids.len() => self.end.then_some(END),
            Ok(at) => self.ids.get(at).copied(),
        }
    }
}

/// Consecutive tokens of a text whose features are summed.
#[derive(Debug, Clone)]
pub(super) struct Stretch<'a> {
    /// The text.
    pub(super) text: Text<'a>,
    /// The tokens.
    pub(super) range: Range<isize>,
    /// Which of the sums they are added to.
    pub(super) sum: usize,
}

/// The sum of the normalised features of tokens, before gamma.
#[derive(Clone)]
pub(super) struct Sum {
    features: Vec<f32>,
    shift: f32,
}

impl Sum {
    pub(super) fn new() -> Self {
        Self { features: vec![0.0; FEATURES], shift: 0.0 }
    }

    /// The sum times gamma, added `sign` times to `out`.
    #[inline(always)]
    pub(super) fn add_to(&self, out: &mut [f32], gamma: &[f32], sign: f32) {
        for ((out, feature), gamma) in out.iter_mut().zip(&self.features).zip(gamma) {
            *out += (feature - self.shift) * gamma * sign;
        }
    }
}

/// Adds the features of stretches to their sums, in order.
#[inline(always)]
pub(super) fn add_features<'t, K: Kernel>(
    kernel: K,
    layers: &Layers,
    tokens: &Tokens,
    stretches: impl Iterator<Item = Stretch<'t>>,
    (batch, sums): (&mut Batch, &mut [Sum]),
) {
    for stretch in stretches {
        // A long stretch goes in pieces.
        let mut from = stretch.range.start;
        while from < stretch.range.end {
            let to = stretch.range.end.min(from + (TOGETHER - batch.wanted.len()) as isize);
            batch.add(layers, tokens, &stretch, from..to);
            if batch.wanted.len() == TOGETHER {
                batch.finish(kernel, layers, tokens, sums);
            }
            from = to;
        }
    }
    batch.finish(kernel, layers, tokens, sums);
}

/// Adds the features of a stretch whose text has more tokens than there is room for: portion by portion, with the numbers
/// of its tokens computed on the way.
#[inline(always)]
pub(super) fn add_features_of_long<K: Kernel>(
    kernel: K,
    network: &Network,
    stretch: &Stretch,
    (batch, sums): (&mut Batch, &mut [Sum]),
) {
    let ids = stretch.text.ids;
    // Both ends of what its tokens' features depend on.
    let around = |range: &Range<isize>| {
        let end = |at: isize| (at.max(0) as usize).min(ids.len());
        &ids[end(range.start - 2 * REACH as isize)..end(range.end + 2 * REACH as isize)]
    };
    let room = network.room.of_long();
    let mut tokens = Tokens::new(room, std::iter::once(around(&stretch.range)));
    let mut from = stretch.range.start;
    while from < stretch.range.end {
        let range = from..stretch.range.end.min(from + network.room.passing as isize);
        tokens.prepare(&network.layers, network.path, [&[BEGIN, END], around(&range)].into_iter());
        from = range.end;
        let portion = Stretch { range, ..stretch.clone() };
        add_features(kernel, &network.layers, &tokens, std::iter::once(portion), (batch, sums));
    }
}

/// Rows between the two convolutions: empty before and after [`add_features`], which needs its memory.
pub(super) struct Batch {
    /// What came out of the first ones: 256 numbers of each branch a row.
    hidden: Vec<f32>,
    /// The same as integers, branch by branch.
    inputs: [Rows; 3],
    /// The first row of the window of each row that is wanted.
    windows: Vec<u32>,
    /// The token of each such row, and its sum.
    wanted: Vec<(u32, usize)>,
    /// What comes out of the second convolutions, branch by branch.
    out: Vec<f32>,
}

impl Batch {
    pub(super) fn new() -> Self {
        Self {
            hidden: Vec::new(),
            inputs: std::array::from_fn(|_| Rows::new(BRANCH)),
            windows: Vec::new(),
            wanted: Vec::new(),
            out: Vec::new(),
        }
    }

    /// Adds tokens of a stretch: their rows and those around them go through the first convolutions.
    #[inline(always)]
    fn add(&mut self, layers: &Layers, tokens: &Tokens, stretch: &Stretch, range: Range<isize>) {
        let reach = REACH as isize;
        let around = range.start - 2 * reach..range.end + 2 * reach;
        let records: Vec<Option<Record>> =
            around.map(|at| stretch.text.token(at).map(|token| tokens.record(token))).collect();
        for (window, at) in records.windows(2 * REACH + 1).zip(range.start - reach..) {
            if range.contains(&at)
                && let Some(token) = stretch.text.token(at)
            {
                self.windows.push((self.inputs[0].len() - REACH) as u32);
                self.wanted.push((token, stretch.sum));
            }
            let from = self.hidden.len();
            self.hidden.resize(from + WIDTH, 0.0);
            if window[REACH].is_some() {
                first_convolutions(layers, window, &mut self.hidden[from..]);
            }
            for (inputs, row) in
                self.inputs.iter_mut().zip(self.hidden[from..].chunks_exact(BRANCH))
            {
                inputs.push(row);
            }
        }
    }

    /// The second convolutions, and the features to their sums.
    #[inline(always)]
    fn finish<K: Kernel>(&mut self, kernel: K, layers: &Layers, tokens: &Tokens, sums: &mut [Sum]) {
        let rows = self.wanted.len();
        if rows > 0 {
            self.out.resize(3 * TOGETHER * BRANCH, 0.0);
            let parts = self.out[..3 * rows * BRANCH].chunks_exact_mut(rows * BRANCH);
            for (((out, branch), inputs), shape) in
                parts.zip(&layers.branches).zip(&self.inputs).zip(BRANCHES)
            {
                for row in out.chunks_exact_mut(BRANCH) {
                    row.copy_from_slice(&branch.second_bias);
                }
                for (place, matrix) in branch.second.iter().enumerate() {
                    let shift = REACH - shape.left + place;
                    kernel.add_product(out, inputs, &self.windows, shift, matrix);
                }
            }
            for (at, &(token, sum)) in self.wanted.iter().enumerate() {
                let hidden = (self.windows[at] as usize + REACH) * WIDTH;
                let hidden = &self.hidden[hidden..hidden + WIDTH];
                let out = std::array::from_fn(|branch| {
                    let from = (branch * rows + at) * BRANCH;
                    &self.out[from..from + BRANCH]
                });
                pool(&tokens.record(token), hidden, out, &mut sums[sum]);
            }
        }
        self.hidden.clear();
        self.inputs.iter_mut().for_each(Rows::clear);
        self.windows.clear();
        self.wanted.clear();
    }
}

/// The first convolutions at the middle of a window: the products of its tokens, added up.
#[inline(always)]
fn first_convolutions(layers: &Layers, window: &[Option<Record>], out: &mut [f32]) {
    let mut places = 0;
    for (at, (branch, shape)) in layers.branches.iter().zip(BRANCHES).enumerate() {
        let columns = at * BRANCH..(at + 1) * BRANCH;
        let row = &mut out[columns.clone()];
        row.copy_from_slice(&branch.first_bias);
        for record in &window[REACH - shape.left..REACH - shape.left + shape.width] {
            if let Some(record) = record {
                let product = &record.products[places * BRANCH..(places + 1) * BRANCH];
                for (sum, number) in row.iter_mut().zip(product) {
                    *sum += widened(*number);
                }
            }
            places += 1;
        }
        if let Some(middle) = &window[REACH] {
            for (sum, input) in row.iter_mut().zip(&middle.inputs[columns]) {
                *sum = relu(*sum) + widened(*input);
            }
        }
    }
}

/// Adds the features of a token, normalised, to a sum.
#[inline(always)]
fn pool(record: &Record, hidden: &[f32], out: [&[f32]; 3], sum: &mut Sum) {
    let mut features = [0f32; FEATURES];
    let (vector, rest) = features.split_at_mut(DIM);
    for (feature, number) in vector.iter_mut().zip(record.vector) {
        *feature = widened(*number);
    }
    for ((features, hidden), out) in
        rest.chunks_exact_mut(BRANCH).zip(hidden.chunks_exact(BRANCH)).zip(out)
    {
        for ((feature, hidden), out) in features.iter_mut().zip(hidden).zip(out) {
            *feature = relu(*out) + hidden;
        }
    }
    let mean = lanes(&features, |value| value) / FEATURES as f32;
    let variance = lanes(&features, |value| (value - mean) * (value - mean)) / FEATURES as f32;
    let inverse = 1.0 / (variance + EPSILON).sqrt();
    for (sum, feature) in sum.features.iter_mut().zip(&features) {
        *sum += feature * inverse;
    }
    sum.shift += mean * inverse;
}

#[inline(always)]
pub(super) fn relu(value: f32) -> f32 {
    if value > 0.0 { value } else { 0.0 }
}
