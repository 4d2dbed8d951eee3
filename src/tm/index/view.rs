//! The tokens of a segment's texts: sequences, lists of where a token occurs, a bit for each token.

use super::IndexError;
use super::build::{groups, offsets};
use super::layout::Writer;
use super::tokens::hashes;
use crate::tm::tokens::Folding;
use crate::words::Stemming;
use rustc_hash::FxHashMap;

/// A token in more than one text of so many has no list: going through all texts is as fast.
const COMMON: u32 = 24;

/// Texts whose tokens are looked up together.
const TOGETHER: usize = 64;

/// The bit of a token.
pub(super) fn bit(token: u32) -> u64 {
    1 << (token % 64)
}

/// What is written of one kind of tokens.
pub(super) struct TokenView {
    /// Tokens numbered below have no list.
    pub(super) common: u32,
    groups: Vec<u32>,
    /// The text of each row.
    texts: Vec<u32>,
    bits: Vec<u64>,
    /// Where the tokens of a row start.
    starts: Vec<u32>,
    tokens: Vec<u8>,
    /// Hash and number, by hash.
    dictionary: Vec<(u64, u32)>,
    list_starts: Vec<u32>,
    lists: Vec<u32>,
}

/// Tokens by order of appearance.
#[derive(Default)]
struct Appeared {
    /// Tokens of all texts, one behind the other.
    tokens: Vec<u32>,
    /// Tokens of each text.
    lengths: Vec<u32>,
    numbers: FxHashMap<u64, u32>,
    /// In how many texts each token is.
    texts: Vec<u32>,
}

impl Appeared {
    fn gather(texts: &[&str], stemming: Option<&Stemming>) -> Self {
        let (mut all, mut folding) = (Self::default(), Folding::default());
        // The last text each token was in.
        let mut last: Vec<u32> = Vec::new();
        let mut found: Vec<u64> = Vec::new();
        // Several texts at a time: the processor looks many tokens up at once if nothing comes between.
        for (piece, texts) in texts.chunks(TOGETHER).enumerate() {
            found.clear();
            for text in texts {
                let before = found.len();
                hashes(text, stemming, &mut folding, |hash| found.push(hash));
                all.lengths.push((found.len() - before) as u32);
            }
            let mut hashes = found.iter();
            for text in piece * TOGETHER..piece * TOGETHER + texts.len() {
                let length = all.lengths[text] as usize;
                for &hash in hashes.by_ref().take(length) {
                    let next = all.texts.len() as u32;
                    let token = *all.numbers.entry(hash).or_insert(next);
                    if token == next {
                        all.texts.push(0);
                        last.push(u32::MAX);
                    }
                    if last[token as usize] != text as u32 {
                        last[token as usize] = text as u32;
                        all.texts[token as usize] += 1;
                    }
                    all.tokens.push(token);
                }
            }
        }
        all
    }
}

impl TokenView {
    /// The tokens of these texts.
    pub(super) fn build(texts: &[&str], stemming: Option<&Stemming>) -> Self {
        let Appeared { mut tokens, lengths, numbers, texts: counts } =
            Appeared::gather(texts, stemming);
        let mut dictionary = sorted(numbers);
        // The commonest first; equally common ones by hash.
        let mut order: Vec<u32> = (0..dictionary.len() as u32).collect();
        let count = |at: u32| counts[dictionary[at as usize].1 as usize];
        order.sort_unstable_by_key(|&at| (std::cmp::Reverse(count(at)), at));
        let counts: Vec<u32> = order.iter().map(|&at| count(at)).collect();
        let mut renumbered = vec![0u32; counts.len()];
        for (&at, number) in order.iter().zip(0..) {
            let token = &mut dictionary[at as usize].1;
            renumbered[*token as usize] = number;
            *token = number;
        }
        for token in &mut tokens {
            *token = renumbered[*token as usize];
        }
        let common = counts.partition_point(|&count| count > texts.len() as u32 / COMMON) as u32;

        let mut froms: Vec<u32> = offsets(lengths.iter().copied()).collect();
        froms.pop();
        let mut rows: Vec<u32> = (0..texts.len() as u32).collect();
        rows.sort_by_key(|&text| lengths[text as usize]);
        let mut view = Self {
            common,
            groups: groups(rows.iter().map(|&text| lengths[text as usize])),
            texts: rows,
            bits: Vec::with_capacity(texts.len()),
            starts: Vec::with_capacity(texts.len() + 1),
            tokens: Vec::with_capacity(tokens.len() * 2),
            dictionary,
            list_starts: Vec::with_capacity(counts.len() + 1),
            lists: Vec::new(),
        };
        view.starts.push(0);
        for &text in &view.texts {
            let (from, len) = (froms[text as usize] as usize, lengths[text as usize] as usize);
            let row = &tokens[from..from + len];
            view.bits.push(row.iter().fold(0, |bits, &token| bits | bit(token)));
            for &token in row {
                push(token, &mut view.tokens);
            }
            view.starts.push(view.tokens.len() as u32);
        }
        drop((tokens, froms, lengths));
        view.fill_lists(&counts);
        view
    }

    fn fill_lists(&mut self, counts: &[u32]) {
        let listed =
            counts.iter().zip(0..).map(|(&n, token)| if token < self.common { 0 } else { n });
        self.list_starts.extend(offsets(listed));
        let mut next = self.list_starts.clone();
        self.lists = vec![0; self.list_starts.last().map_or(0, |&end| end as usize)];
        let mut row_tokens = Vec::new();
        for (ends, row) in self.starts.windows(2).zip(0..) {
            row_tokens.clear();
            let _whole = read(&self.tokens[ends[0] as usize..ends[1] as usize], &mut row_tokens);
            row_tokens.sort_unstable();
            row_tokens.dedup();
            for &token in row_tokens.iter().filter(|&&token| token >= self.common) {
                self.lists[next[token as usize] as usize] = row;
                next[token as usize] += 1;
            }
        }
    }

    /// Writes the sections.
    pub(super) fn write(self, writer: &mut Writer<'_>) -> Result<(), IndexError> {
        writer.numbers(self.groups)?;
        writer.numbers(self.texts)?;
        writer.values(self.bits, u64::to_le_bytes)?;
        writer.numbers(self.starts)?;
        writer.section(&self.tokens)?;
        writer.values(self.dictionary.iter().map(|entry| entry.0), u64::to_le_bytes)?;
        writer.numbers(self.dictionary.iter().map(|entry| entry.1))?;
        writer.numbers(self.list_starts)?;
        writer.numbers(self.lists)
    }
}

#[expect(clippy::iter_over_hash_type, reason = "what is collected is sorted")]
fn sorted(numbers: FxHashMap<u64, u32>) -> Vec<(u64, u32)> {
    let mut dictionary = Vec::with_capacity(numbers.len());
    for entry in numbers {
        dictionary.push(entry);
    }
    dictionary.sort_unstable();
    dictionary
}

/// Seven bits a byte, the lowest first; the highest bit says that more follow.
fn push(mut token: u32, out: &mut Vec<u8>) {
    while token > 0x7F {
        out.push(token as u8 | 0x80);
        token >>= 7;
    }
    out.push(token as u8);
}

/// Reads tokens back; false if the last one is cut off.
#[inline]
pub(super) fn read(bytes: &[u8], out: &mut Vec<u32>) -> bool {
    let (mut token, mut shift) = (0u32, 0);
    for &byte in bytes {
        token |= u32::from(byte & 0x7F) << (shift & 31);
        if byte & 0x80 == 0 {
            out.push(token);
            (token, shift) = (0, 0);
        } else {
            shift += 7;
        }
    }
    shift == 0
}
