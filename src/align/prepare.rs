//! What the aligner needs to know of each sentence, computed once.

use super::Sentence;
use super::quotations::{Open, quotations};
use crate::model::Place;
use crate::text::is_right_to_left_letter;
use crate::words::{DigitOrder, each_word, placeables, stem};
use rustc_hash::{FxHashMap, FxHashSet};

/// Words of a sentence that are looked at; the rest of a monster sentence adds nothing but time.
pub(super) const MAX_WORDS: usize = 160;

/// One side, prepared.
pub(super) struct Prepared {
    /// Letters of each sentence, as characters without white space; at least 1.
    pub(super) chars: Vec<f32>,
    /// The words of all sentences, as ids from 0.
    words: Vec<u32>,
    /// Where each sentence's words start; one more at the end.
    starts: Vec<u32>,
    /// How often each word occurs.
    pub(super) counts: Vec<u32>,
    /// The words by id.
    pub(super) vocabulary: Vec<Box<str>>,
    /// The placeables of each sentence, sorted: numbers, dates, addresses, document symbols.
    pub(super) placeables: Vec<Box<[u64]>>,
    /// Marks of each sentence.
    pub(super) marks: Vec<Marks>,
    /// The block of each sentence, and whether it stands out from running text.
    pub(super) blocks: Vec<(u32, u8)>,
    /// Whether it has enough quotations that they say something.
    pub(super) speaks: bool,
}

/// The punctuation profile of a sentence.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Marks {
    /// How it ends: 0 nothing, 1 clause (comma, colon, dash), 2 full stop, 3 question, 4 exclamation.
    pub(super) end: u8,
    /// Whether it opens with a quotation mark or bracket.
    pub(super) quoted: bool,
    /// Whether it is nothing but marks that close what was said before.
    pub(super) closing: bool,
    /// What is open behind it.
    pub(super) open: Open,
}

impl Prepared {
    pub(super) fn new(sentences: &[Sentence<'_>]) -> Self {
        let mut ids: FxHashMap<Box<str>, u32> = FxHashMap::default();
        let mut made = Self {
            chars: Vec::with_capacity(sentences.len()),
            words: Vec::new(),
            starts: vec![0],
            counts: Vec::new(),
            vocabulary: Vec::new(),
            placeables: Vec::with_capacity(sentences.len()),
            marks: Vec::with_capacity(sentences.len()),
            blocks: Vec::with_capacity(sentences.len()),
            speaks: false,
        };
        for sentence in sentences {
            let letters = sentence.text.chars().filter(|c| !c.is_whitespace()).count();
            made.chars.push(letters.max(1) as f32);
            let mut left = MAX_WORDS;
            each_word(sentence.text, |word| {
                if left == 0 {
                    return;
                }
                let word = stem(word);
                left -= 1;
                let id = ids.get(word).copied().unwrap_or_else(|| {
                    let id = made.vocabulary.len() as u32;
                    made.vocabulary.push(word.into());
                    made.counts.push(0);
                    ids.insert(word.into(), id);
                    id
                });
                made.counts[id as usize] += 1;
                made.words.push(id);
            });
            made.starts.push(made.words.len() as u32);
            made.placeables.push(sorted_placeables(sentence.text, DigitOrder::Logical));
            made.marks.push(marks(sentence.text));
            made.blocks.push((sentence.block, standing(sentence.place)));
        }
        let open = quotations(sentences.iter().map(|sentence| sentence.text));
        made.speaks = open.iter().filter(|open| open.speech).count() * 50 > sentences.len();
        made.marks.iter_mut().zip(open).for_each(|(marks, open)| marks.open = open);
        made
    }

    /// Reads the numbers of `sentences`, which this was made of, backwards if more of them are then
    /// the other side's: text in a script from right to left may come in visual order.
    pub(super) fn orient_numbers(&mut self, sentences: &[Sentence<'_>], other: &Self) {
        let from_the_right = |s: &Sentence<'_>| s.text.chars().any(is_right_to_left_letter);
        if !sentences.iter().take(100).any(from_the_right) {
            return;
        }
        let backwards = |s: &Sentence<'_>| sorted_placeables(s.text, DigitOrder::Reversed);
        let reversed: Vec<_> = sentences.iter().map(backwards).collect();
        let known: FxHashSet<u64> = other.placeables.iter().flatten().copied().collect();
        let met = |all: &[Box<[u64]>]| all.iter().flatten().filter(|v| known.contains(v)).count();
        // Numbers of one digit are the same either way.
        if met(&reversed) > met(&self.placeables) {
            self.placeables = reversed;
        }
    }

    /// The number of sentences.
    pub(super) fn len(&self) -> usize {
        self.chars.len()
    }

    /// The words of sentence `index`.
    pub(super) fn words(&self, index: usize) -> &[u32] {
        &self.words[self.starts[index] as usize..self.starts[index + 1] as usize]
    }

    /// The number of all words.
    pub(super) fn total(&self) -> usize {
        self.words.len()
    }
}

fn sorted_placeables(text: &str, order: DigitOrder) -> Box<[u64]> {
    let mut values = placeables(text, order);
    values.sort_unstable();
    values.into()
}

/// Classes of places that translations keep: text, heading, item, cell, other.
fn standing(place: Place) -> u8 {
    match place {
        Place::Paragraph => 0,
        Place::Heading(_) | Place::Title => 1,
        Place::ListItem(_) => 2,
        Place::TableCell { .. } => 3,
        _ => 4,
    }
}

fn marks(text: &str) -> Marks {
    let quoted =
        text.trim_start().starts_with(['"', '“', '„', '«', '‘', '「', '『', '(', '（', '\'', '`']);
    let closers = ['"', '”', '»', '’', '\'', ')', '）', '」', '』', ']', '“', '`', ' '];
    let end = match text.trim_end().trim_end_matches(closers).chars().next_back() {
        Some('.' | '。' | '．' | '…' | '۔' | '।') => 2,
        Some('?' | '？' | '؟') => 3,
        Some('!' | '！') => 4,
        Some(',' | '，' | '،' | ':' | '：' | ';' | '；' | '؛' | '、' | '-' | '—' | '–') => {
            1
        }
        _ => 0,
    };
    Marks { end, quoted, closing: closing(text), open: Open::default() }
}

fn closing(text: &str) -> bool {
    let marks = [
        '"', '\'', '”', '’', '»', '«', '“', '」', '』', ')', '）', ']', '］', '】', '〕', '.',
        '。', '!', '！', '?', '？',
    ];
    let mut letters = text.chars().filter(|c| !c.is_whitespace()).peekable();
    letters.peek().is_some() && letters.all(|c| marks.contains(&c))
}
