//! The texts of one language: their words, sequences and acronyms counted.

use super::acronyms::{Acronym, Acronyms, definitions};
use super::characters;
use super::common_words::Class;
use super::reading::{Before, Token, read};
use super::sequences::{Sequences, Tally};
use super::vocabulary::{Shape, Vocabulary, WordId};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// The words that mean something that a term may have, and all words.
const LONGEST_TERM: usize = 6;
const LONGEST: usize = 10;
/// The bytes of sentences that are kept for examples.
const KEPT: usize = 64 << 20;
/// The words of a sentence that are looked at; what is longer is no sentence.
const LONGEST_SENTENCE: usize = 20_000;

/// A word of a text by its number.
#[derive(Debug, Clone, Copy)]
pub(super) struct Met {
    /// As it stands after the word before it, and by itself.
    pub(super) joined: WordId,
    pub(super) bare: WordId,
    pub(super) token: u32,
    pub(super) ambiguous: bool,
    pub(super) character: bool,
}

impl Met {
    fn new(token: &Token, number: u32, joined: WordId, bare: WordId) -> Self {
        let (ambiguous, character) = (token.ambiguous, token.character);
        Self { joined, bare, token: number, ambiguous, character }
    }
}

/// Sequences that are forms of one candidate.
#[derive(Debug, Clone)]
pub(super) struct Group {
    /// The lemmas of its words.
    pub(super) words: Box<[WordId]>,
    pub(super) count: Tally,
    /// Its forms, the commonest first.
    pub(super) forms: Vec<(Box<[WordId]>, Tally)>,
    /// Whether it is of characters.
    pub(super) characters: bool,
}

pub(super) struct Corpus {
    pub(super) vocabulary: Vocabulary,
    sequences: Sequences,
    acronyms: Acronyms,
    sentences: Vec<Box<str>>,
    kept: usize,
    sentence: u32,
    document: u32,
}

impl Corpus {
    pub(super) fn new(language: &str, most: usize) -> Self {
        Self {
            vocabulary: Vocabulary::new(language),
            sequences: Sequences::new(most),
            acronyms: Acronyms::default(),
            sentences: Vec::new(),
            kept: 0,
            sentence: 0,
            document: 1,
        }
    }

    /// What comes now is another document.
    pub(super) fn next_document(&mut self) {
        self.document = self.document.saturating_add(1);
    }

    /// Counts sentences. `examples` tells whether they are kept to be shown.
    pub(super) fn add(&mut self, texts: &[&str], examples: bool) {
        let language = self.vocabulary.keys.language().to_owned();
        let read: Vec<_> = texts
            .par_iter()
            .with_min_len(64)
            .map(|text| (read(text, &language), definitions(text)))
            .collect();
        for (text, (mut tokens, acronyms)) in texts.iter().zip(read) {
            tokens.truncate(LONGEST_SENTENCE);
            self.acronyms.add(acronyms, self.sentence);
            for run in self.runs(text, &tokens) {
                self.count(&run);
            }
            if examples && self.kept < KEPT {
                self.kept += text.len();
                self.sentences.push((*text).into());
            }
            self.sentence = self.sentence.saturating_add(1);
        }
    }

    /// The words between which candidates may stand: parted by punctuation and common words. New words
    /// are taken up.
    fn runs(&mut self, text: &str, tokens: &[Token]) -> Vec<Vec<Met>> {
        let vocabulary = &mut self.vocabulary;
        let met: Vec<Option<Met>> = (0..)
            .zip(tokens)
            .map(|(number, token)| {
                let joined = vocabulary.id(token.word(text), joint(token))?;
                let bare = vocabulary.words[joined as usize].bare;
                if !token.ambiguous {
                    let word = &mut vocabulary.words[bare as usize];
                    word.counted = word.counted.saturating_add(1);
                }
                Some(Met::new(token, number, joined, bare))
            })
            .collect();
        parted(&self.vocabulary, tokens, met)
    }

    /// The same for a text whose words are known already, with how many tokens it has.
    pub(super) fn known_runs(&self, text: &str) -> (Vec<Vec<Met>>, usize) {
        let mut tokens = read(text, self.vocabulary.keys.language());
        tokens.truncate(LONGEST_SENTENCE);
        let met = (0..).zip(&tokens).map(|(number, token)| {
            let word = token.word(text);
            let bare = self.vocabulary.known(word)?;
            let joined =
                joint(token).and_then(|joint| self.vocabulary.known(&format!("{joint}{word}")));
            Some(Met::new(token, number, joined.unwrap_or(bare), bare))
        });
        let met = met.collect();
        (parted(&self.vocabulary, &tokens, met), tokens.len())
    }

    /// Counts the candidates in a run.
    fn count(&mut self, run: &[Met]) {
        let (sentence, document) = (self.sentence, self.document);
        let mut words = Vec::with_capacity(characters::LONGEST + 1);
        for start in 0..run.len() {
            let (vocabulary, sequences) = (&self.vocabulary, &mut self.sequences);
            let ambiguous = run[start].ambiguous;
            for length in lengths(vocabulary, &run[start..]) {
                words.clear();
                words.push(run[start].bare);
                words.extend(run[start + 1..start + length].iter().map(|met| met.joined));
                sequences.add(&words, ambiguous, sentence, document);
            }
        }
    }

    /// The candidates that came `least` times at least, in the order of their words. Of characters all
    /// sequences are given, as their company is needed.
    pub(super) fn groups(&self, least: u32, lemmas: &[WordId]) -> Vec<Group> {
        let mut groups: BTreeMap<Box<[WordId]>, Group> = BTreeMap::new();
        for (words, count) in self.sequences.sorted() {
            let characters = self.is_character(words[0]);
            let key: Box<[WordId]> = words.iter().map(|word| lemmas[*word as usize]).collect();
            let group = groups.entry(key).or_insert_with_key(|key| Group {
                words: key.clone(),
                count: Tally::default(),
                forms: Vec::new(),
                characters,
            });
            group.count.join(&count);
            group.forms.push((words.into(), count));
        }
        let mut groups: Vec<Group> = groups
            .into_values()
            .filter(|group| group.characters || group.count.count >= least)
            .collect();
        for group in &mut groups {
            group.forms.sort_by_key(|(_, count)| std::cmp::Reverse(count.count));
        }
        groups
    }

    pub(super) fn is_character(&self, word: WordId) -> bool {
        let word = &self.vocabulary.words[word as usize];
        let first = word.text.chars().next().unwrap_or_default();
        crate::text::is_cjk(first) && !('\u{AC00}'..='\u{D7FF}').contains(&first)
    }

    pub(super) fn acronyms(&self) -> Vec<Acronym> {
        self.acronyms.best()
    }

    /// The sentence of a number, where it was kept.
    pub(super) fn sentence(&self, number: u32) -> &str {
        self.sentences.get(number as usize).map_or("", |text| text)
    }

    /// A sequence as text.
    pub(super) fn text(&self, words: &[WordId]) -> String {
        let mut text = String::new();
        for (number, word) in words.iter().enumerate() {
            let Some(word) = self.vocabulary.words.get(*word as usize) else { continue };
            let tight = word.text.starts_with(['-', '\u{2010}', '\u{2011}', '\'', '’'])
                || self.is_character(word.bare)
                    && text.chars().next_back().is_some_and(crate::text::is_cjk);
            if number > 0 && !tight {
                text.push(' ');
            }
            text.push_str(&word.text);
        }
        text
    }

    /// How often each stem's words came, and all words: what a reference is compared by.
    pub(super) fn stems(&self) -> (FxHashMap<String, u32>, u64) {
        let (mut stems, mut all) = (FxHashMap::default(), 0);
        for word in self.vocabulary.words.iter().filter(|word| word.counted > 0) {
            let count: &mut u32 = stems.entry(self.vocabulary.key(word)).or_default();
            *count = count.saturating_add(word.counted);
            all += u64::from(word.counted);
        }
        (stems, all)
    }
}

fn joint(token: &Token) -> Option<char> {
    if let Before::Joint(joint) = token.before { Some(joint) } else { None }
}

/// Parts words where no candidate goes on.
fn parted(vocabulary: &Vocabulary, tokens: &[Token], met: Vec<Option<Met>>) -> Vec<Vec<Met>> {
    let (mut runs, mut run) = (Vec::new(), Vec::new());
    for (token, met) in tokens.iter().zip(met) {
        let class = met.map(|met| vocabulary.words[met.bare as usize].class);
        let barred = class.is_none_or(|class| class == Class::Common && !token.character);
        if token.before == Before::Break || barred {
            runs.push(std::mem::take(&mut run));
        }
        run.extend(met.filter(|_| !barred));
    }
    runs.push(run);
    runs.retain(|run| !run.is_empty());
    runs
}

/// The lengths of the candidates that start a run.
pub(super) fn lengths(vocabulary: &Vocabulary, run: &[Met]) -> Vec<usize> {
    let mut lengths = Vec::new();
    if run[0].character {
        let same = run.iter().take_while(|met| met.character).count();
        return (1..=same.min(characters::LONGEST + 1)).collect();
    }
    let word = |met: &Met| &vocabulary.words[met.bare as usize];
    let makes_terms = |met: &Met| {
        let word = word(met);
        word.class == Class::Content && word.shape != Shape::Number && !word.single
    };
    if !makes_terms(&run[0]) {
        return lengths;
    }
    let capital = |met: &Met| matches!(word(met).shape, Shape::Capital | Shape::Acronym);
    // Whether all words but those inside have capitals, whether names only go on so, function words in
    // a row.
    let (mut capitals, mut names, mut inside, mut content) = (capital(&run[0]), false, 0, 0);
    for (number, met) in run.iter().enumerate().take(LONGEST) {
        if met.character {
            break;
        }
        let class = word(met).class;
        if class == Class::Content {
            capitals &= capital(met);
            inside = 0;
            content += 1;
        } else {
            names |= class == Class::Name;
            inside += 1;
        }
        // German nouns have capitals whether they are names or not.
        let capitals = capitals && !(names && vocabulary.keys.language() == "de");
        if inside > 2 || ((names || content > LONGEST_TERM) && !capitals) {
            break;
        }
        let number_joined = word(met).shape == Shape::Number && met.joined != met.bare;
        if number == 0 || makes_terms(met) || number_joined {
            lengths.push(number + 1);
        }
    }
    lengths
}
