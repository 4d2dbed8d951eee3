//! Near misses of official names: text that is nearly a name and not quite.
//!
//! A name is proposed where enough of its rarest words stand near each other; its tokens are then
//! aligned with the text around (Needleman and Wunsch 1970, free at the ends of the text, and with
//! words that moved joined afterwards), and what differs decides. A text that lacks what tells one name
//! from another is another name: words weigh the less the more names have them.

use super::difference::{self, Difference};
use super::matcher::{Found, Id, Index, Scanner};
use super::tokens::Keys;
use rustc_hash::{FxHashMap, FxHashSet};

/// A place where a text nearly has an official name.
#[derive(Debug, Clone, PartialEq)]
pub struct NearMiss {
    /// The concept: an index in the termbase.
    pub concept: u32,
    /// The name: an index in the concept's terms.
    pub term: u32,
    /// The bytes of the text that stand for it.
    pub start: u32,
    /// Behind their last.
    pub end: u32,
    /// What differs, the gravest first.
    pub differences: Vec<Difference>,
    /// The right form.
    pub fix: String,
}

/// The whole name, or its first part up to a comma, as texts shorten it.
pub(super) struct Variant {
    pub(super) entry: u32,
    /// The tokens of the entry that are used.
    pub(super) length: usize,
    /// How many of them are no function words.
    pub(super) content: usize,
    /// The weights of its tokens and their sum.
    pub(super) weights: Vec<f32>,
    pub(super) weight: f32,
}

/// The official names of an index.
#[derive(Default)]
pub(super) struct Names {
    pub(super) variants: Vec<Variant>,
    /// The variants that are looked at where a token stands.
    anchors: FxHashMap<Id, Vec<u32>>,
    function: FxHashSet<Id>,
    function_words: FxHashSet<Box<str>>,
}

/// The part of a name's words that must be there.
const NEEDED: f32 = 0.6;
/// Words a text may have more than the name, in the window that is looked at.
const ROOM: usize = 4;
/// The words of a name that are looked at, for time.
const LONGEST: usize = 80;

fn function_words(language: &str) -> FxHashSet<Box<str>> {
    let lines = include_str!("function_words.tsv").lines();
    let mut parted = lines.filter_map(|line| line.split_once('\t'));
    let words = parted.find(|(tag, _)| *tag == language).map_or("", |(_, words)| words);
    words.split(' ').map(|word| Keys::folded(word).into()).collect()
}

impl Names {
    pub(super) fn new(index: &Index<'_>) -> Self {
        let function_words = function_words(index.keys.language());
        let function: FxHashSet<Id> =
            function_words.iter().map(|word| index.id(word)).filter(|id| *id != 0).collect();
        let mut names = Self { function, function_words, ..Self::default() };
        let chosen: Vec<u32> = (0..index.entries.len() as u32)
            .filter(|&entry| {
                let term = index.term(&index.entries[entry as usize]);
                term.proper_name && term.status.is_right() && !term.acronym
            })
            .collect();
        let mut frequency: FxHashMap<Id, u32> = FxHashMap::default();
        for &entry in &chosen {
            let distinct: FxHashSet<Id> =
                index.entries[entry as usize].ids.iter().copied().collect();
            let mut distinct: Vec<Id> = distinct.into_iter().collect();
            distinct.sort_unstable();
            for id in distinct {
                *frequency.entry(id).or_default() += 1;
            }
        }
        for &entry in &chosen {
            names.add(index, entry, &frequency);
        }
        names
    }

    fn add(&mut self, index: &Index<'_>, number: u32, frequency: &FxHashMap<Id, u32>) {
        let entry = &index.entries[number as usize];
        let weigh = |id: &Id| {
            if self.function.contains(id) { 0.05 } else { 1.0 / (frequency[id] as f32).sqrt() }
        };
        let weights: Vec<f32> = entry.ids.iter().take(LONGEST).map(weigh).collect();
        for length in lengths(&index.term(entry).text, weights.len()) {
            let ids = &entry.ids[..length];
            let content = ids.iter().filter(|id| !self.function.contains(id)).count();
            let whole = length == entry.ids.len();
            if content < 2 || (!whole && content < 4) {
                continue;
            }
            // With `content - needed + 1` of the words looked for, any text that has enough is met.
            let needed = (content as f32 * NEEDED).ceil() as usize;
            let mut rare: Vec<Id> =
                ids.iter().copied().filter(|id| !self.function.contains(id)).collect();
            rare.sort_by_key(|id| (frequency[id], *id));
            rare.truncate(content - needed + 1);
            rare.sort_unstable();
            rare.dedup();
            let variant = self.variants.len() as u32;
            for id in rare {
                self.anchors.entry(id).or_default().push(variant);
            }
            let weights = weights[..length].to_vec();
            let weight = weights.iter().sum();
            self.variants.push(Variant { entry: number, length, content, weights, weight });
        }
    }

    pub(super) fn is_function(&self, id: Id, word: &str) -> bool {
        if id == 0 {
            self.function_words.contains(&*Keys::folded(word))
        } else {
            self.function.contains(&id)
        }
    }
}

/// The numbers of tokens of a name's parts that stand for it: up to each comma, and all.
fn lengths(name: &str, all: usize) -> Vec<usize> {
    let mut lengths = Vec::new();
    for (at, _) in name.match_indices([',', '،']) {
        let mut count = 0;
        super::tokens::each_token(&name[..at], |_| count += 1);
        lengths.push(count);
    }
    lengths.retain(|length| *length < all);
    lengths.push(all);
    lengths.dedup();
    lengths
}

/// Whether what stands between two tokens ends every name.
fn parts(between: &str) -> bool {
    let mut chars = between.chars().peekable();
    while let Some(c) = chars.next() {
        let ends = match c {
            '.' | ':' => chars.peek().is_none_or(|next| next.is_whitespace()),
            ';' | '!' | '?' | '(' | ')' | '[' | ']' | '"' | '«' | '»' | '“' | '”' | '。' | '；'
            | '？' | '！' | '：' | '，' | '《' | '》' | '「' | '」' | '（' | '）' | '؟' | '؛'
            | '—' | '\t' => true,
            '\n' => chars.peek() == Some(&'\n'),
            _ => false,
        };
        if ends {
            return true;
        }
    }
    false
}

impl Scanner<'_, '_> {
    /// The near misses in `text`, which [`Scanner::read`] has read; `exact` are its terms.
    pub fn near_misses(&self, text: &str, exact: &[Found]) -> Vec<NearMiss> {
        let names = &self.index.names;
        let mut looked: FxHashMap<u32, usize> = FxHashMap::default();
        let mut candidates: Vec<difference::Candidate> = Vec::new();
        for (at, token) in self.tokens.iter().enumerate() {
            let Some(variants) = (token.id != 0).then(|| names.anchors.get(&token.id)).flatten()
            else {
                continue;
            };
            for &number in variants {
                if looked.get(&number).is_some_and(|end| at < *end) {
                    continue;
                }
                let variant = &names.variants[number as usize];
                let window = self.window(text, at, variant.length + ROOM);
                if !self.has_enough(&window, variant) {
                    continue;
                }
                if let Some(candidate) = difference::compare(self, text, window, variant) {
                    looked.insert(number, candidate.tokens.end);
                    candidates.push(candidate);
                }
            }
        }
        let right = |found: &&Found| {
            let concept = &self.index.termbase.concepts[found.concept as usize];
            concept.terms[found.term as usize].status.is_right()
        };
        let exact: Vec<Found> = exact.iter().filter(right).copied().collect();
        choose(candidates, &exact)
    }

    /// The tokens around `at` that may belong to a name with it.
    fn window(&self, text: &str, at: usize, most: usize) -> std::ops::Range<usize> {
        let ends = |index: usize| {
            let (one, other) = (self.tokens[index].place, self.tokens[index + 1].place);
            parts(&text[one.end as usize..other.start as usize])
        };
        let (mut start, mut end) = (at, at + 1);
        while start > 0 && at - start < most && !ends(start - 1) {
            start -= 1;
        }
        while end < self.tokens.len() && end - at <= most && !ends(end - 1) {
            end += 1;
        }
        start..end
    }

    /// Whether enough words of the name are in the window to look closer.
    fn has_enough(&self, window: &std::ops::Range<usize>, variant: &Variant) -> bool {
        let names = &self.index.names;
        let ids = &self.index.entries[variant.entry as usize].ids[..variant.length];
        let here = &self.tokens[window.clone()];
        let content = ids.iter().filter(|id| !names.function.contains(id));
        let there = content.filter(|id| here.iter().any(|token| token.id == **id)).count();
        let needed = (variant.content as f32 * NEEDED).ceil() as usize;
        // A name of two words may have one of them misspelt.
        there >= if variant.content <= 2 { 1 } else { needed.min(variant.content - 1) }
    }
}

/// Of the candidates that overlap, the best; those without a difference are right uses. A word that
/// differs and belongs to another name's right use is no miss.
fn choose(mut candidates: Vec<difference::Candidate>, exact: &[Found]) -> Vec<NearMiss> {
    candidates.sort_by(|a, b| {
        b.score
            .total_cmp(&a.score)
            .then(a.miss.start.cmp(&b.miss.start))
            .then(a.miss.term.cmp(&b.miss.term))
    });
    let mut taken: Vec<(u32, u32)> = Vec::new();
    let mut chosen = Vec::new();
    for candidate in candidates {
        let miss = candidate.miss;
        if taken.iter().any(|&(start, end)| miss.start < end && start < miss.end) {
            continue;
        }
        taken.push((miss.start, miss.end));
        let within = |found: &Found| found.start <= miss.start && miss.end <= found.end;
        let elsewhere = |found: &Found| {
            found.concept != miss.concept
                && candidate.odd.iter().any(|&(start, end)| start < found.end && found.start < end)
        };
        let other = exact
            .iter()
            .any(|found| (within(found) && found.concept != miss.concept) || elsewhere(found));
        if !miss.differences.is_empty() && !other {
            chosen.push(miss);
        }
    }
    chosen.sort_by_key(|miss| miss.start);
    chosen
}
