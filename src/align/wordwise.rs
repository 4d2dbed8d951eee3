//! Which words of a text and its translation go together.
//!
//! The evidence is the aligner's lexicon (IBM Model 1 in both directions), learnt from pairs that are given.
//! Links compete: the surest takes both its words out of the running (Melamed, "Models of translational
//! equivalence among words", 2000). Then links grow: a word that is left over joins the link beside it
//! if it goes with the same word, as *lignes directrices* both go with *guidelines*.

use super::Sentence;
use super::lexicon::{self, Lexicon, Table};
use super::prepare::{MAX_WORDS, Prepared};
use crate::model::Place;
use crate::text::Span;
use crate::words::{each_word_at, stem};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Pairs are beyond doubt, unlike beads: more is learnt from each, and less taken off, so that words met
/// three times are known.
const LEARNING: lexicon::Learning = lexicon::Learning { rounds: 6, own: 0.4 };
/// Links less likely are left out.
const LEAST: f32 = 0.1;
/// Words less likely do not join a link.
const LEAST_GROWN: f32 = 0.04;
/// How much a link over the whole length of the texts loses, as a factor e⁻ˣ.
const FAR: f32 = 1.0;
/// Words between two of a stretch that go with nothing and belong to it all the same.
const BETWEEN: usize = 2;

/// What knows words of two languages from pairs of texts.
pub struct Aligner {
    sides: [Known; 2],
    lexicon: Lexicon,
}

impl std::fmt::Debug for Aligner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Aligner({}, {})", self.sides[0].ids.len(), self.sides[1].ids.len())
    }
}

/// The words of a language.
struct Known {
    ids: FxHashMap<Box<str>, u32>,
    /// How often each occurs, of all.
    shares: Vec<f32>,
}

impl Known {
    fn of(side: &Prepared) -> Self {
        let all = side.total().max(1) as f32;
        Self {
            ids: side.vocabulary.iter().cloned().zip(0..).collect(),
            shares: side.counts.iter().map(|&count| count as f32 / all).collect(),
        }
    }

    fn words(&self, text: &str) -> Vec<(Option<u32>, Span)> {
        let mut words = Vec::new();
        each_word_at(text, |word, place| {
            if words.len() < MAX_WORDS {
                let id = self.ids.get(stem(word)).copied();
                words.push((id, Span::new(place.start, place.end)));
            }
        });
        words
    }
}

/// Two words that go together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Link {
    /// The number of the source word.
    pub source: usize,
    /// The number of the target word.
    pub target: usize,
    /// How sure that is, 0–1.
    pub score: f32,
}

/// The words of a text and of its translation, and which go together.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Links {
    /// Where the source's words stand.
    pub source: Vec<Span>,
    /// Where the target's words stand.
    pub target: Vec<Span>,
    /// The links, by source word, then by target word.
    pub links: Vec<Link>,
}

impl Aligner {
    /// Learns from pairs of texts that translate each other. Some hundred are enough for their commoner
    /// words.
    pub fn learn(pairs: &[(&str, &str)]) -> Self {
        let (source, target) = rayon::join(
            || prepared(pairs.iter().map(|pair| pair.0)),
            || prepared(pairs.iter().map(|pair| pair.1)),
        );
        let beads: Vec<(Range<u32>, Range<u32>, f32)> =
            (0..pairs.len() as u32).map(|at| (at..at + 1, at..at + 1, 1.0)).collect();
        let sides = (&source, &target);
        let lexicon = lexicon::learn_as(LEARNING, sides, &beads, &lexicon::Terms::new());
        Self { sides: [Known::of(&source), Known::of(&target)], lexicon }
    }

    /// The words of a pair that go together.
    pub fn links(&self, source: &str, target: &str) -> Links {
        let (words, others) = (self.sides[0].words(source), self.sides[1].words(target));
        let scores = self.scores(&words, &others);
        let mut links = compete(&scores);
        grow(&scores, &mut links);
        links.sort_unstable_by_key(|link| (link.source, link.target));
        let spans =
            |words: Vec<(Option<u32>, Span)>| words.into_iter().map(|word| word.1).collect();
        Links { source: spans(words), target: spans(others), links }
    }

    fn scores(&self, words: &[(Option<u32>, Span)], others: &[(Option<u32>, Span)]) -> Scores {
        let mut scores =
            Scores { width: others.len(), cells: vec![0.0; words.len() * others.len()] };
        for (i, (word, _)) in words.iter().enumerate() {
            let Some(word) = *word else { continue };
            for (j, (other, _)) in others.iter().enumerate() {
                let Some(other) = *other else { continue };
                let forward = likely(&self.lexicon.forward, word, other, &self.sides[1]);
                let backward = likely(&self.lexicon.backward, other, word, &self.sides[0]);
                let place = |at: usize, all: usize| (at as f32 + 0.5) / all as f32;
                let far = (place(i, words.len()) - place(j, others.len())).abs();
                scores.cells[i * others.len() + j] =
                    (forward * backward).sqrt() * (-FAR * far).exp();
            }
        }
        scores
    }
}

fn prepared<'a>(texts: impl Iterator<Item = &'a str>) -> Prepared {
    let sentence = |(text, block)| Sentence { text, place: Place::Paragraph, block };
    Prepared::new(&texts.zip(0..).map(sentence).collect::<Vec<_>>())
}

/// p(other | word), from how many times likelier it is than anywhere.
fn likely(table: &Table, word: u32, other: u32, side: &Known) -> f32 {
    let found = table.of(word).iter().find(|entry| entry.0 == other);
    found.map_or(0.0, |(_, lift)| (lift * side.shares[other as usize]).min(1.0))
}

/// How well each source word goes with each target word.
struct Scores {
    width: usize,
    cells: Vec<f32>,
}

impl Scores {
    fn height(&self) -> usize {
        self.cells.len().checked_div(self.width).unwrap_or(0)
    }

    fn at(&self, source: usize, target: usize) -> f32 {
        self.cells[source * self.width + target]
    }
}

/// The surest links, one a word.
fn compete(scores: &Scores) -> Vec<Link> {
    let width = scores.width.max(1);
    let mut all: Vec<Link> = scores
        .cells
        .iter()
        .enumerate()
        .filter(|(_, score)| **score >= LEAST)
        .map(|(cell, &score)| Link { source: cell / width, target: cell % width, score })
        .collect();
    all.sort_by(|a, b| {
        b.score.total_cmp(&a.score).then((a.source, a.target).cmp(&(b.source, b.target)))
    });
    let (mut sources, mut targets) = (vec![false; scores.height()], vec![false; scores.width]);
    all.retain(|link| {
        let free = !sources[link.source] && !targets[link.target];
        if free {
            (sources[link.source], targets[link.target]) = (true, true);
        }
        free
    });
    all
}

/// Words left over join the link of the word beside them, if they go best with the same one.
fn grow(scores: &Scores, links: &mut Vec<Link>) {
    let (height, width) = (scores.height(), scores.width);
    let best = |cells: &mut dyn Iterator<Item = f32>| -> Option<(usize, f32)> {
        let best = cells.enumerate().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))?;
        (best.1 >= LEAST_GROWN).then_some(best)
    };
    loop {
        let before = links.len();
        let linked = |links: &[Link], source: usize, target: usize| {
            links.iter().any(|link| link.source == source && link.target == target)
        };
        for target in 0..width {
            if links.iter().any(|link| link.target == target) {
                continue;
            }
            let Some((source, score)) = best(&mut (0..height).map(|i| scores.at(i, target))) else {
                continue;
            };
            let beside = linked(links, source, target + 1)
                || target.checked_sub(1).is_some_and(|before| linked(links, source, before));
            if beside {
                links.push(Link { source, target, score });
            }
        }
        for source in 0..height {
            if links.iter().any(|link| link.source == source) {
                continue;
            }
            let Some((target, score)) = best(&mut (0..width).map(|j| scores.at(source, j))) else {
                continue;
            };
            let beside = linked(links, source + 1, target)
                || source.checked_sub(1).is_some_and(|before| linked(links, before, target));
            if beside {
                links.push(Link { source, target, score });
            }
        }
        if links.len() == before {
            return;
        }
    }
}

impl Links {
    /// Where in the target what goes with some stretches of the source stands, in order.
    pub fn across(&self, marked: &[Span]) -> Vec<Span> {
        let is_marked = |word: usize| {
            let word = self.source[word];
            marked.iter().any(|mark| mark.start < word.end && word.start < mark.end)
        };
        let mut chosen: Vec<usize> =
            self.links.iter().filter(|link| is_marked(link.source)).map(|l| l.target).collect();
        chosen.sort_unstable();
        chosen.dedup();
        let free = |word: usize| self.links.iter().all(|link| link.target != word);
        let mut spans: Vec<Span> = Vec::new();
        let mut last: Option<usize> = None;
        for word in chosen {
            let span = self.target[word];
            let joins =
                last.is_some_and(|last| word - last <= BETWEEN + 1 && (last + 1..word).all(free));
            match spans.last_mut() {
                Some(before) if joins => before.end = span.end,
                _ => spans.push(span),
            }
            last = Some(word);
        }
        spans
    }

    /// The target's stretch that goes with some words of the source and with no others, and how sure
    /// that is, 0–1; `None` if there is no such stretch.
    pub fn phrase(&self, words: Range<usize>) -> Option<(Span, f32)> {
        let inside = |link: &&Link| words.contains(&link.source);
        let first = self.links.iter().filter(inside).map(|link| link.target).min()?;
        let last = self.links.iter().filter(inside).map(|link| link.target).max()?;
        let foreign =
            |link: &Link| (first..=last).contains(&link.target) && !words.contains(&link.source);
        if self.links.iter().any(foreign) {
            return None;
        }
        // Words that go with nothing bring the sum down: articles less than they should, but no word more.
        let best = |word: usize| {
            let scores = self.links.iter().filter(|link| link.source == word).map(|l| l.score);
            scores.fold(0.0, f32::max)
        };
        let sum: f32 = words.clone().map(best).sum();
        Some((
            Span::new(self.target[first].start as usize, self.target[last].end as usize),
            sum / words.len() as f32,
        ))
    }
}

impl Links {
    /// The target's stretch with the word before it, and with the word behind it, where that goes with
    /// nothing: it may belong to the stretch.
    pub fn with_free_words(&self, target: &str, stretch: Span) -> [Option<Span>; 2] {
        let is_free = |word: &usize| self.links.iter().all(|link| link.target != *word);
        let joined = |from: u32, to: u32| {
            let between = target.get(from as usize..to as usize);
            between.is_some_and(|gap| gap.chars().all(|c| c.is_whitespace() || c == '-'))
        };
        let before = self.target.iter().rposition(|word| word.end <= stretch.start);
        let before = before.filter(is_free).map(|word| self.target[word]);
        let behind = self.target.iter().position(|word| word.start >= stretch.end);
        let behind = behind.filter(is_free).map(|word| self.target[word]);
        [
            before
                .filter(|word| joined(word.end, stretch.start))
                .map(|word| Span { start: word.start, end: stretch.end }),
            behind
                .filter(|word| joined(stretch.end, word.start))
                .map(|word| Span { start: stretch.start, end: word.end }),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAIRS: [(&str, &str); 12] = [
        ("The council met.", "Le conseil s'est réuni."),
        ("The council adopted the guidelines.", "Le conseil a adopté les lignes directrices."),
        ("The guidelines were adopted.", "Les lignes directrices ont été adoptées."),
        ("New guidelines are needed.", "Il faut de nouvelles lignes directrices."),
        ("The assembly met.", "L'assemblée s'est réunie."),
        ("The assembly adopted a budget.", "L'assemblée a adopté un budget."),
        ("A budget is needed.", "Il faut un budget."),
        ("The council has a budget.", "Le conseil a un budget."),
        ("The report is long.", "Le rapport est long."),
        ("The report of the ministry.", "Le rapport du ministère."),
        ("The ministry of water.", "Le ministère de l'eau."),
        ("New water is needed.", "Il faut de nouvelle eau."),
    ];

    fn across(source: &str, target: &str, word: &str) -> Vec<String> {
        let at = source.find(word).expect("the word");
        let links = Aligner::learn(&PAIRS).links(source, target);
        let spans = links.across(&[Span::new(at, at + word.len())]);
        spans.into_iter().map(|span| target[span.range()].to_owned()).collect()
    }

    #[test]
    fn words_are_found_across() {
        let (source, target) = PAIRS[1];
        assert_eq!(across(source, target, "council"), ["conseil"]);
        assert_eq!(across(source, target, "guidelines"), ["lignes directrices"]);
        let (source, target) = PAIRS[7];
        assert_eq!(across(source, target, "budget"), ["budget"]);
    }

    #[test]
    fn a_phrase_goes_with_nothing_outside() {
        let (source, target) = PAIRS[1];
        let links = Aligner::learn(&PAIRS).links(source, target);
        let (span, sure) = links.phrase(4..5).expect("a stretch");
        assert_eq!(&target[span.range()], "lignes directrices");
        assert!(sure > 0.1, "{sure}");
        assert_eq!(links.phrase(0..0), None);
    }

    #[test]
    fn words_beside_a_stretch_may_belong_to_it() {
        let text = "un mode hors-ligne, ici";
        let target = [(0, 2), (3, 7), (8, 12), (13, 18), (20, 23)];
        let links = Links {
            source: vec![Span::new(0, 1)],
            target: target.map(|(start, end)| Span::new(start, end)).to_vec(),
            links: vec![Link { source: 0, target: 1, score: 1.0 }],
        };
        let free = |start, end| links.with_free_words(text, Span::new(start, end));
        assert_eq!(free(3, 12), [Some(Span::new(0, 12)), Some(Span::new(3, 18))]);
        assert_eq!(free(8, 18), [None, None]);
    }

    #[test]
    fn nothing_goes_with_nothing() {
        let links = Aligner::learn(&[]).links("", "");
        assert_eq!(links, Links::default());
        assert_eq!(links.across(&[Span::new(0, 1)]), []);
        assert_eq!(Aligner::learn(&PAIRS).links("???", "Le conseil").links, []);
    }
}
