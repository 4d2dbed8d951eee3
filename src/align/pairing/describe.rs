//! What is kept of a document to pair it: some kilobytes, whatever its size.

use crate::model::Place;
use crate::text::{Script, dominant_script};
use crate::words::{DigitOrder, digit_value, each_word, placeables, skeleton};
use rustc_hash::FxHashMap;
use xxhash_rust::xxh3::xxh3_64;

/// Keys of a kind that are kept of a document: those that come most often.
const MOST_KEYS: usize = 1500;
/// Parts a text is cut into to compare how it is laid out.
pub(super) const PARTS: usize = 24;

/// What a document looks like from outside.
#[derive(Debug, Clone, Default)]
pub struct Description {
    /// The words and numbers of its name, sorted, tags of languages left out.
    pub(super) name: Vec<u64>,
    /// Characters, white space left out.
    pub(super) chars: f32,
    /// Blocks; headings and list items and cells among them.
    pub(super) blocks: [f32; 3],
    /// Where its blocks end, as a share of all blocks, at the ends of [`PARTS`] equal parts of its text.
    pub(super) layout: [f32; PARTS],
    /// The script of most of its letters.
    pub(super) script: Option<Script>,
    /// Placeables, sorted.
    pub(super) numbers: Vec<u64>,
    /// The beginnings of its longer words, sorted: names and cognates are among them.
    pub(super) stems: Vec<u64>,
    /// The consonants of its words, for pairs in different scripts, sorted.
    pub(super) skeletons: Vec<u64>,
    /// The mean vector of some of its sentences; empty without an encoder.
    pub(super) vector: Vec<f32>,
}

impl Description {
    /// The same with vectors of some of its sentences, row by row.
    #[must_use]
    pub fn with_vectors(mut self, rows: &[f32], dim: usize) -> Self {
        self.vector = vec![0.0; dim];
        for row in rows.chunks_exact(dim.max(1)) {
            for (sum, value) in self.vector.iter_mut().zip(row) {
                *sum += value;
            }
        }
        let length = self.vector.iter().map(|v| v * v).sum::<f32>().sqrt();
        if length > 0.0 {
            self.vector.iter_mut().for_each(|value| *value /= length);
        }
        self
    }
}

/// Describes a document by its name (without folders) and its blocks of text with their places. Words of
/// the name for which `is_language` holds say its language and are left out.
pub fn describe<'a>(
    name: &str,
    is_language: impl Fn(&str) -> bool,
    blocks: impl Iterator<Item = (&'a str, Place)>,
) -> Description {
    let mut made = Description { name: name_keys(name, is_language), ..Description::default() };
    let (mut numbers, mut stems, mut skeletons) =
        (Keys::default(), Keys::default(), Keys::default());
    let mut ends = Vec::new();
    let mut letters = String::new();
    for (text, place) in blocks {
        made.chars += text.chars().filter(|c| !c.is_whitespace()).count() as f32;
        ends.push(made.chars);
        made.blocks[0] += 1.0;
        made.blocks[1] += f32::from(u8::from(matches!(place, Place::Heading(_) | Place::Title)));
        let part = matches!(place, Place::ListItem(_) | Place::TableCell { .. });
        made.blocks[2] += f32::from(u8::from(part));
        for value in placeables(text, DigitOrder::Logical) {
            numbers.add(value);
        }
        each_word(text, |word| {
            if letters.len() < 2000 {
                letters.push_str(word);
            }
            if word.chars().any(|c| digit_value(c).is_some()) {
                return;
            }
            let start: String = word.chars().take(5).collect();
            if start.chars().count() >= 4 {
                stems.add(xxh3_64(start.as_bytes()));
            }
            if let Some(heard) = skeleton(word) {
                skeletons.add(xxh3_64(heard.as_bytes()));
            }
        });
    }
    made.layout = layout(&ends);
    made.script = dominant_script(&letters);
    made.numbers = numbers.kept();
    made.stems = stems.kept();
    made.skeletons = skeletons.kept();
    made
}

/// How often keys come.
#[derive(Default)]
struct Keys(FxHashMap<u64, u32>);

impl Keys {
    fn add(&mut self, key: u64) {
        *self.0.entry(key).or_default() += 1;
    }

    fn kept(self) -> Vec<u64> {
        let mut all: Vec<(u32, u64)> =
            self.0.into_iter().map(|(key, count)| (count, key)).collect();
        all.sort_unstable_by(|a, b| b.cmp(a));
        all.truncate(MOST_KEYS);
        let mut keys: Vec<u64> = all.into_iter().map(|(_, key)| key).collect();
        keys.sort_unstable();
        keys
    }
}

/// The parts of a name: runs of letters in lower case and of digits without leading zeros.
fn name_keys(name: &str, is_language: impl Fn(&str) -> bool) -> Vec<u64> {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let mut keys = Vec::new();
    let parts = stem.split(|c: char| !c.is_alphanumeric() && c != '-');
    // A tag may have a hyphen (`pt-BR`), and so may any word.
    for part in parts.filter(|part| !is_language(part)).flat_map(|part| part.split('-')) {
        let mut rest = part;
        while let Some(first) = rest.chars().next() {
            let digits = first.is_numeric();
            let end = rest.find(|c: char| c.is_numeric() != digits).unwrap_or(rest.len());
            let (run, after) = rest.split_at(end);
            rest = after;
            if digits {
                keys.push(xxh3_64(run.trim_start_matches('0').as_bytes()));
            } else if !is_language(run) {
                keys.push(xxh3_64(run.to_lowercase().as_bytes()));
            }
        }
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// The share of blocks that end within the first parts of a text.
fn layout(ends: &[f32]) -> [f32; PARTS] {
    let (count, all) = (ends.len() as f32, ends.last().copied().unwrap_or(0.0));
    std::array::from_fn(|part| {
        let reach = all * (part + 1) as f32 / PARTS as f32;
        ends.partition_point(|end| *end <= reach) as f32 / count.max(1.0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_differ_by_their_language_only() {
        let keys = |name: &str| name_keys(name, |part| ["en", "fr", "pt-BR"].contains(&part));
        assert_eq!(keys("report-2017_03.en.docx"), keys("Report-2017_3.fr.txt"));
        assert_eq!(keys("a1-fr.txt"), keys("a1.pt-BR.txt"));
        assert_ne!(keys("report-2017.en.txt"), keys("report-2018.en.txt"));
        assert!(keys("en.txt").is_empty());
    }

    #[test]
    fn a_text_of_equal_blocks_is_a_straight_line() {
        let ends: Vec<f32> = (1..=240).map(|at| at as f32).collect();
        let layout = layout(&ends);
        assert!(
            layout.iter().zip(1..).all(|(share, part)| (share - part as f32 / 24.0).abs() < 0.01)
        );
    }
}
