//! Near misses of official names: text that is nearly a name and not quite.
//!
//! Where a text has one of a name's rarest words, or nearly has it, and enough of the others stand
//! around, the name is proposed. Its tokens are then aligned with the text around (Needleman
//! and Wunsch 1970, free at the ends of the text, and with words that moved joined afterwards), and
//! what differs decides. A text that lacks what tells one name from another is another name: words
//! weigh the less the more names have them.

mod comparison;
mod difference;
mod sides;
mod spelling;
mod verdict;
mod wording;

use super::matcher::{Entry, Found, Id, Index, Scanner};
use super::tokens::{Keys, each_token};
pub use difference::Difference;
use rustc_hash::{FxHashMap, FxHashSet};
use spelling::Spelling;
use std::collections::BTreeMap;
use verdict::Candidate;

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

/// What is looked at of a variant before anything else.
#[derive(Clone, Copy)]
struct Sketch {
    /// A bit for each of its words but function words.
    bits: u128,
    /// How many of the bits must be there.
    needed: u32,
    /// Whether it is long, so that its words may stand far apart.
    long: bool,
}

/// The official names of an index.
#[derive(Default)]
pub(super) struct Names {
    pub(super) variants: Vec<Variant>,
    /// By variant.
    sketches: Vec<Sketch>,
    /// The variants a token proposes, by its id: those that have it with a small letter first, so many
    /// of them.
    postings: Vec<(Vec<u32>, usize)>,
    spelling: Spelling,
    /// Whether a token is a function word, by its id.
    function: Vec<bool>,
    function_words: FxHashSet<Box<str>>,
}

/// The part of a name's words that must be there.
const NEEDED: f32 = 0.6;
/// Words a text may have more than the name, in the window that is looked at.
const ROOM: usize = 4;
/// The words of a name that are looked at, for time.
const LONGEST: usize = 80;
/// The names a word may have before it is too common to propose them.
const COMMON: u32 = 64;
/// The tokens on each side that are sketched for names up to this length.
const NEAR: usize = 12;

pub(super) fn function_words(language: &str) -> FxHashSet<Box<str>> {
    let lines = include_str!("function_words.tsv").lines();
    let mut parted = lines.filter_map(|line| line.split_once('\t'));
    let words = parted.find(|(tag, _)| *tag == language).map_or("", |(_, words)| words);
    words.split(' ').map(|word| Keys::folded(word).into()).collect()
}

impl Names {
    pub(super) fn new(index: &Index<'_>) -> Self {
        let function_words = function_words(index.keys.language());
        let mut function = vec![false; index.count() + 1];
        for word in function_words.iter().map(|word| index.id(word)).filter(|id| *id != 0) {
            function[word as usize] = true;
        }
        let mut names = Self { function, function_words, ..Self::default() };
        let chosen: Vec<u32> = (0..index.entries.len() as u32)
            .filter(|&entry| {
                let term = index.term(&index.entries[entry as usize]);
                term.proper_name && term.status.is_right() && !term.acronym
            })
            .collect();
        let mut frequency = vec![0_u32; index.count() + 1];
        for &entry in &chosen {
            let mut distinct = index.entries[entry as usize].ids.to_vec();
            distinct.sort_unstable();
            distinct.dedup();
            for id in distinct {
                frequency[id as usize] += 1;
            }
        }
        names.postings.resize_with(index.count() + 1, Default::default);
        for &entry in &chosen {
            names.add(index, entry, &frequency);
        }
        for (key, id) in index.keys_of_ids() {
            if !names.postings[id as usize].0.is_empty() {
                names.spelling.add(key, id);
            }
        }
        names
    }

    fn add(&mut self, index: &Index<'_>, number: u32, frequency: &[u32]) {
        let entry = &index.entries[number as usize];
        let weigh = |id: &Id| {
            let often = frequency[*id as usize] as f32;
            if self.function[*id as usize] { 0.05 } else { 1.0 / often.sqrt() }
        };
        let weights: Vec<f32> = entry.ids.iter().take(LONGEST).map(weigh).collect();
        for length in lengths(&index.term(entry).text, weights.len()) {
            let function = |at: &usize| self.function[entry.ids[*at] as usize];
            let mut words: Vec<usize> = (0..length).filter(|at| !function(at)).collect();
            let content = words.len();
            let whole = length == entry.ids.len();
            if content < 2 || (!whole && content < 4) {
                continue;
            }
            self.propose(entry, &mut words, frequency);
            let bits = words.iter().fold(0, |bits, at| bits | bit(entry.ids[*at]));
            let lost = content as u32 - bits.count_ones();
            let needed = (needed(content) as u32).saturating_sub(lost);
            self.sketches.push(Sketch { bits, needed, long: length + ROOM > NEAR });
            let weights = weights[..length].to_vec();
            let weight = weights.iter().sum();
            self.variants.push(Variant { entry: number, length, content, weights, weight });
        }
    }

    /// Notes the words that propose the next variant: so many of its rarest ones that any text that has
    /// enough of the name has one of them, with its capital if it has one in the name.
    fn propose(&mut self, entry: &Entry, words: &mut [usize], frequency: &[u32]) {
        words.sort_by_key(|at| (frequency[entry.ids[*at] as usize], entry.ids[*at]));
        let capitals = words.iter().filter(|at| has_case(&entry.words[**at])).count();
        let needed = needed(words.len());
        // Half of the capitals may be missing.
        let sure = if capitals * 2 > words.len() { needed.div_ceil(2) } else { needed };
        let rare = words.partition_point(|at| frequency[entry.ids[*at] as usize] <= COMMON);
        let most = words.len() - sure + 1;
        let count = most.min(rare.max(words.len() - needed + 1));
        let variant = self.variants.len() as u32;
        for at in &words[..count] {
            let (postings, small) = &mut self.postings[entry.ids[*at] as usize];
            if postings.contains(&variant) {
                continue;
            }
            if has_case(&entry.words[*at]) {
                postings.push(variant);
            } else {
                postings.insert(*small, variant);
                *small += 1;
            }
        }
    }

    pub(super) fn is_function(&self, id: Id, word: &str) -> bool {
        if id == 0 {
            self.function_words.contains(&*Keys::folded(word))
        } else {
            self.function[id as usize]
        }
    }

    /// The token of names that a word with this id and key is: itself, or else one it nearly is.
    pub(super) fn nearest(&self, id: Id, key: &str) -> Id {
        let own = self.postings.get(id as usize).is_some_and(|(known, _)| !known.is_empty());
        if own || self.variants.is_empty() {
            return id;
        }
        let function = id != 0 && self.function[id as usize];
        let near = if function { None } else { self.spelling.nearest(key) };
        near.unwrap_or(id)
    }
}

/// How many of so many words must be there.
fn needed(content: usize) -> usize {
    (content as f32 * NEEDED).ceil() as usize
}

/// Whether a word starts with a capital, in a script that has them.
fn has_case(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

/// Whether a word may stand for one with a capital: it has one, or its script has none.
fn may_be_capital(word: &str) -> bool {
    match word.as_bytes().first() {
        Some(first) if first.is_ascii() => !first.is_ascii_lowercase(),
        _ => !word.chars().next().is_some_and(char::is_lowercase),
    }
}

/// The bit of a token in sketches.
fn bit(id: Id) -> u128 {
    1 << (id.wrapping_mul(0x9E37_79B1) >> 25)
}

/// The numbers of tokens of a name's parts that stand for it: up to each comma, and all.
fn lengths(name: &str, all: usize) -> Vec<usize> {
    let mut lengths = Vec::new();
    for (at, _) in name.match_indices([',', '،']) {
        let mut count = 0;
        each_token(&name[..at], |_| count += 1);
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
        if self.index.names.variants.is_empty() {
            return Vec::new();
        }
        let candidates = self.candidates(text, exact);
        let right = |found: &&Found| {
            let concept = &self.index.termbase.concepts[found.concept as usize];
            concept.terms[found.term as usize].status.is_right()
        };
        let exact: Vec<Found> = exact.iter().filter(right).copied().collect();
        choose(candidates, &exact)
    }

    /// The names that enough words of the text speak for, held against it there.
    fn candidates(&self, text: &str, exact: &[Found]) -> Vec<Candidate> {
        let names = &self.index.names;
        let mut looked: FxHashMap<u32, usize> = FxHashMap::default();
        let mut candidates: Vec<Candidate> = Vec::new();
        let mut terms = exact.iter().peekable();
        for (at, token) in self.tokens.iter().enumerate() {
            let (postings, small) = &names.postings[token.name as usize];
            if postings.is_empty() {
                continue;
            }
            let may = if may_be_capital(token.place.of(text)) { postings.len() } else { *small };
            if may == 0 {
                continue;
            }
            while terms.next_if(|term| term.end <= token.place.start).is_some() {}
            let inside = terms.peek().filter(|term| term.start <= token.place.start);
            let near = self.sketch(at, NEAR);
            let mut far = None;
            for &number in &postings[..may] {
                let sketch = names.sketches[number as usize];
                let here = if sketch.long {
                    *far.get_or_insert_with(|| self.sketch(at, LONGEST))
                } else {
                    near
                };
                if (here & sketch.bits).count_ones() < sketch.needed {
                    continue;
                }
                let variant = &names.variants[number as usize];
                let entry = &self.index.entries[variant.entry as usize];
                let is_it = |term: &&&Found| {
                    term.concept == entry.concept && self.is_as_written(text, term)
                };
                if inside.as_ref().is_some_and(is_it)
                    || looked.get(&number).is_some_and(|end| at < *end)
                {
                    continue;
                }
                let window = self.window(text, at, variant.length + ROOM);
                if !self.has_enough(&window, variant) {
                    continue;
                }
                if let Some(candidate) = verdict::compare(self, text, window, variant) {
                    looked.insert(number, candidate.tokens.end);
                    candidates.push(candidate);
                }
            }
        }
        candidates
    }

    /// Whether a term stands in the text letter for letter.
    fn is_as_written(&self, text: &str, found: &Found) -> bool {
        let concept = &self.index.termbase.concepts[found.concept as usize];
        *concept.terms[found.term as usize].text == text[found.start as usize..found.end as usize]
    }

    /// The bits of the tokens around `at`.
    fn sketch(&self, at: usize, reach: usize) -> u128 {
        let around = at.saturating_sub(reach)..self.tokens.len().min(at + reach + 1);
        self.tokens[around].iter().fold(0, |bits, token| bits | bit(token.name))
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
        let content = ids.iter().filter(|id| !names.function[**id as usize]);
        let there = content.filter(|id| here.iter().any(|token| token.name == **id)).count();
        there >= needed(variant.content)
    }
}

/// Of the candidates that overlap, the best; those without a difference are right uses. A word that
/// differs and belongs to another name's right use is no miss.
fn choose(mut candidates: Vec<Candidate>, exact: &[Found]) -> Vec<NearMiss> {
    candidates.sort_by(|a, b| {
        b.score
            .total_cmp(&a.score)
            .then(a.miss.start.cmp(&b.miss.start))
            .then(a.miss.term.cmp(&b.miss.term))
    });
    let mut taken: BTreeMap<u32, u32> = BTreeMap::new();
    let mut chosen = Vec::new();
    for candidate in candidates {
        let miss = candidate.miss;
        let before = taken.range(..miss.end).next_back();
        if before.is_some_and(|(_, end)| *end > miss.start) {
            continue;
        }
        taken.insert(miss.start, miss.end);
        let near = exact.partition_point(|found| found.end <= miss.start);
        let near = exact[near..].iter().take_while(|found| found.start < miss.end);
        let other = near.filter(|found| found.concept != miss.concept).any(|found| {
            let whole = found.start <= miss.start && miss.end <= found.end;
            let odd = |&(start, end): &(u32, u32)| start < found.end && found.start < end;
            whole || candidate.odd.iter().any(odd)
        });
        if !miss.differences.is_empty() && !other {
            chosen.push(miss);
        }
    }
    chosen.sort_by_key(|miss| miss.start);
    chosen
}
