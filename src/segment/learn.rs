//! What a document says of its own words, after Kiss and Strunk (2006), "Unsupervised multilingual sentence
//! boundary detection": a short word that nearly always has a full stop is an abbreviation, and a word that
//! stands behind sure ends of sentences far oftener than chance starts sentences.
//!
//! What was learnt overrides weak decisions only: those on words that no list and no form says anything of.

use super::context::first_word;
use super::decide::Verdicts;
use super::explain::Reason;
use super::fold::Folded;
use super::letters::{is_upper, is_word, letters};
use super::rules::Rules;
use rustc_hash::{FxHashMap, FxHashSet};

/// How many sentences a text must have: a small one says nothing sure.
const SENTENCES: u32 = 200;
/// How often a word must have a full stop, and how often a word must start a sentence.
const TIMES: u32 = 4;
/// The score from which on a word is an abbreviation; Punkt's is 0.3.
const ABBREVIATION: f64 = 1.0;
/// The likelihood ratio from which on a word starts sentences; Punkt's is 30.
const STARTER: f64 = 40.0;

/// Abbreviations and starters found in a document.
#[derive(Debug, Clone, Default)]
pub(super) struct Learnt {
    abbreviations: FxHashSet<Box<str>>,
    starters: FxHashSet<Box<str>>,
}

/// How often a word was seen.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    /// With a full stop and without.
    stopped: u32,
    plain: u32,
    /// With a full stop before a small letter or another mark.
    inside: u32,
    /// Behind a sure end of a sentence.
    first: u32,
}

impl Learnt {
    pub(super) fn is_abbreviation(&self, word: &str) -> bool {
        self.abbreviations.contains(word)
    }

    pub(super) fn is_starter(&self, word: &str) -> bool {
        self.starters.contains(word)
    }

    /// Learns from texts; `None` if they are too small to say anything.
    pub(super) fn of<'t>(texts: impl Iterator<Item = &'t str>, rules: &Rules) -> Option<Self> {
        let mut counts: FxHashMap<&'t str, Counts> = FxHashMap::default();
        let (mut words, mut stops, mut sentences) = (0, 0, 0);
        for text in texts {
            let mut inside: Option<&'t str> = None;
            for token in text.split_whitespace() {
                let goes_on = token.starts_with(char::is_lowercase);
                if let Some(before) = inside.take().filter(|_| goes_on) {
                    counts.entry(before).or_default().inside += 1;
                }
                let bare = token.trim_matches(|c| !is_word(c));
                let behind =
                    &token[bare.as_ptr() as usize - token.as_ptr() as usize + bare.len()..];
                let seen = counts.entry(bare).or_default();
                words += 1;
                if behind.starts_with('.') && !behind.starts_with("..") {
                    stops += 1;
                    seen.stopped += 1;
                    seen.inside += u32::from(behind.len() > 1 && behind.ends_with([',', ';', ':']));
                    inside = (behind.len() == 1).then_some(bare);
                } else {
                    seen.plain += 1;
                }
            }
            for verdict in Verdicts::new(text, rules, None) {
                if verdict.breaks && matches!(verdict.reason, Reason::FullStop | Reason::Question) {
                    sentences += 1;
                    let word = first_word(&text[verdict.end..]);
                    if word.starts_with(is_upper) {
                        counts.entry(word).or_default().first += 1;
                    }
                }
            }
        }
        (sentences >= SENTENCES).then(|| Self::weigh(&counts, words, stops, sentences))
    }

    fn weigh(counts: &FxHashMap<&str, Counts>, words: u32, stops: u32, sentences: u32) -> Self {
        let candidate = |word: &str, seen: &Counts| {
            let small = word.starts_with(char::is_lowercase);
            let inside = seen.inside >= 2 && seen.inside * 4 >= seen.stopped;
            seen.stopped >= TIMES
                && inside
                && (small || seen.stopped > seen.plain)
                && letters(word) > 1
        };
        let fold = |word: &str| -> Box<str> { Folded::of(word).as_str().into() };
        let mut folded: FxHashMap<Box<str>, Counts> = counts
            .iter()
            .filter(|(word, seen)| candidate(word, seen))
            .map(|(word, _)| (fold(word), Counts::default()))
            .collect();
        #[expect(clippy::iter_over_hash_type, reason = "sums do not depend on the order")]
        for (word, seen) in counts {
            if let Some(sum) = folded.get_mut(Folded::of(word).as_str()) {
                sum.stopped += seen.stopped;
                sum.plain += seen.plain;
            }
        }
        let abbreviations = folded
            .into_iter()
            .filter(|(word, seen)| abbreviation_score(word, *seen, words, stops) >= ABBREVIATION)
            .map(|(word, _)| word)
            .collect();
        let starters = counts
            .iter()
            .filter(|(_, seen)| {
                seen.first >= TIMES && starter_ratio(**seen, words, sentences) >= STARTER
            })
            .map(|(word, _)| fold(word))
            // A name is never written small.
            .filter(|word| {
                counts.get(&**word).is_some_and(|small| small.plain + small.stopped >= 2)
            })
            .collect();
        Self { abbreviations, starters }
    }
}

/// How surely a word is an abbreviation: by the likelihood that its full stops are chance, by its length,
/// and by how often it goes without one.
fn abbreviation_score(word: &str, seen: Counts, words: u32, stops: u32) -> f64 {
    let total = f64::from(seen.stopped + seen.plain);
    let stopped = f64::from(seen.stopped);
    let chance = f64::from(stops) / f64::from(words.max(1));
    let likelihood = |p: f64| stopped * p.ln() + (total - stopped) * (1.0 - p).ln();
    let ratio = -2.0 * (likelihood(chance.clamp(0.001, 0.9)) - likelihood(0.99));
    let length = letters(word) as f64;
    let penalty = length.powi(-(seen.plain.min(30) as i32));
    ratio * (-length).exp() * penalty
}

/// The likelihood ratio that a word stands behind ends of sentences oftener than elsewhere; nothing if it
/// stands there seldom.
fn starter_ratio(seen: Counts, words: u32, sentences: u32) -> f64 {
    let total = f64::from(seen.plain + seen.stopped).max(f64::from(seen.first));
    let (first, words, sentences) = (f64::from(seen.first), f64::from(words), f64::from(sentences));
    if first < total * 0.8 {
        return 0.0;
    }
    let log = |k: f64, n: f64, p: f64| {
        let p = p.clamp(1e-9, 1.0 - 1e-9);
        k * p.ln() + (n - k) * (1.0 - p).ln()
    };
    let rest = (words - sentences).max(1.0);
    let elsewhere = total - first;
    let same = total / words;
    2.0 * (log(first, sentences, first / sentences) + log(elsewhere, rest, elsewhere / rest)
        - log(first, sentences, same)
        - log(elsewhere, rest, same))
}
