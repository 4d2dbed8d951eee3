//! Candidates become proposals: scored, named by their commonest form, told apart by kind.

use super::characters::{self, Characters};
use super::common_words::Class;
use super::corpus::{Corpus, Group};
use super::termhood::{self, Candidate};
use super::vocabulary::{Shape, WordId};
use super::{Kind, Proposal, Reference, Settings};
use crate::glossary::tokens::Keys;
use rustc_hash::FxHashMap;

/// The other forms a proposal shows.
const FORMS: usize = 8;
/// The bytes of an example.
const EXAMPLE: usize = 400;

/// A candidate that was kept, with its words for looking it up in other texts.
pub(super) struct Kept {
    pub(super) proposal: Proposal,
    /// The lemmas of its words; none where only a definition of an acronym names it.
    pub(super) words: Box<[WordId]>,
}

/// The proposals of a corpus, best first.
pub(super) fn proposals(
    corpus: &Corpus,
    lemmas: &[WordId],
    settings: &Settings,
    reference: Option<&Reference>,
) -> Vec<Kept> {
    let groups = corpus.groups(settings.min_count.max(1), lemmas);
    let varieties = varieties(&groups, settings.min_count.max(1), corpus);
    let chosen: Vec<(&Group, f64)> = groups
        .iter()
        .zip(varieties)
        .filter_map(|(group, variety)| Some((group, variety?)))
        .collect();
    let candidates: Vec<Candidate<'_>> = chosen
        .iter()
        .map(|(group, _)| Candidate {
            words: &group.words,
            count: group.count.count,
            content: content(corpus, group),
        })
        .collect();
    let vocabulary = &corpus.vocabulary;
    let inside = |word: WordId| vocabulary.words[word as usize].class != Class::Content;
    let scores = termhood::scores(&candidates, &inside);
    let weirdness = Weirdness::new(corpus, reference);
    let mut kept: Vec<Kept> = chosen
        .iter()
        .zip(scores)
        .filter(|(_, score)| *score > 0.0)
        .filter_map(|((group, variety), score)| {
            let score = score * variety * weirdness.of(corpus, &group.words)?;
            let proposal = proposal(corpus, group, score);
            Some(Kept { proposal, words: group.words.clone() })
        })
        .collect();
    kept.sort_by(|a, b| order(&a.proposal, &b.proposal));
    kept
}

/// The better one first; what scores the same by count and then by letters.
pub(super) fn order(a: &Proposal, b: &Proposal) -> std::cmp::Ordering {
    let by_score = b.score.total_cmp(&a.score).then(b.count.cmp(&a.count));
    by_score.then_with(|| b.documents.cmp(&a.documents)).then_with(|| a.term.cmp(&b.term))
}

/// What the scores of candidates are weighed with: `None` for sequences of characters that are no words.
fn varieties(groups: &[Group], least: u32, corpus: &Corpus) -> Vec<Option<f64>> {
    let sequences: Vec<(&[WordId], u32)> = groups
        .iter()
        .filter(|group| group.characters)
        .map(|group| (&*group.words, group.count.count))
        .collect();
    let characters = Characters::new(&sequences);
    let variety = |group: &Group| {
        if !group.characters {
            return Some(1.0);
        }
        let fits = (2..=characters::LONGEST).contains(&group.words.len()) || is_kana(corpus, group);
        if group.count.count < least
            || !fits
            || corpus.vocabulary.common.bars(&corpus.text(&group.words))
        {
            return None;
        }
        Some(0.5 + 0.5 * characters.variety(&group.words, group.count.count)?)
    };
    groups.iter().map(variety).collect()
}

/// Whether a candidate is a run of katakana, which is a word by itself.
fn is_kana(corpus: &Corpus, group: &Group) -> bool {
    group.words.len() == 1 && corpus.text(&group.words).chars().nth(2).is_some()
}

/// What a single word counts as, in words.
const SINGLE: f64 = 0.7;

/// The words of a candidate that mean something; characters count half.
fn content(corpus: &Corpus, group: &Group) -> f64 {
    if group.characters {
        return (corpus.text(&group.words).chars().count() as f64 / 2.0).max(1.0);
    }
    let class = |word: &&WordId| corpus.vocabulary.words[**word as usize].class == Class::Content;
    match group.words.iter().filter(class).count() {
        // Single words make few terms.
        0 | 1 => SINGLE,
        words => words as f64,
    }
}

/// How much more often words come here than in other texts, and which are too general.
struct Weirdness<'r> {
    reference: Option<(&'r Reference, FxHashMap<String, u32>, u64)>,
}

/// What a share of general words takes off.
const GENERAL: f64 = 0.7;

impl<'r> Weirdness<'r> {
    fn new(corpus: &Corpus, reference: Option<&'r Reference>) -> Self {
        Self {
            reference: reference.filter(|reference| reference.words > 0).map(|reference| {
                let (stems, all) = corpus.stems();
                (reference, stems, all)
            }),
        }
    }

    /// What to weigh a candidate with; `None` for a general word alone.
    fn of(&self, corpus: &Corpus, words: &[WordId]) -> Option<f64> {
        let vocabulary = &corpus.vocabulary;
        let content: Vec<String> = words
            .iter()
            .map(|word| &vocabulary.words[*word as usize])
            .filter(|word| word.class == Class::Content)
            .map(|word| vocabulary.key(word))
            .collect();
        let general = content.iter().filter(|key| vocabulary.common.is_general(key)).count();
        if !content.is_empty() && general == content.len() {
            return None;
        }
        let share = general as f64 / content.len().max(1) as f64;
        let weight = 1.0 - GENERAL * share;
        let Some((reference, stems, all)) = &self.reference else { return Some(weight) };
        // Relative frequencies, after Ahmad, Gillam and Tostevin, "Weirdness indexing" (1999).
        let logs = content.iter().map(|key| {
            let here =
                f64::from(stems.get(key).copied().unwrap_or(0).max(1)) / (*all).max(1) as f64;
            let there = f64::from(reference.stems.get(key).copied().unwrap_or(0)) + 0.5;
            (here / (there / reference.words as f64)).ln()
        });
        let mean = logs.sum::<f64>() / content.len().max(1) as f64;
        // From nothing for what is commoner elsewhere to double for what is a thousand times rarer.
        Some(weight * (1.0 + mean / 1000_f64.ln()).clamp(0.05, 2.0))
    }
}

fn proposal(corpus: &Corpus, group: &Group, score: f64) -> Proposal {
    // Where capitals mean something a form counts double.
    let mut forms: Vec<(String, u32)> = Vec::new();
    for (words, count) in &group.forms {
        let clear = count.count - count.ambiguous;
        let text = shown(corpus, words, clear);
        match forms.iter().position(|(known, _)| *known == text) {
            Some(at) => forms[at].1 += count.count + clear,
            None => forms.push((text, count.count + clear)),
        }
    }
    let russian = corpus.vocabulary.keys.language() == "ru";
    let case = |form: &str| if russian { obliqueness(form) } else { (false, 0, false) };
    forms.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    if let Some(best) = (0..forms.len()).min_by_key(|at| (case(&forms[*at].0), *at)) {
        // The one to show comes first, the others by how often they come.
        forms[..=best].rotate_right(1);
    }
    let mut forms = forms.into_iter().map(|(text, _)| text.into_boxed_str());
    let term = forms.next().unwrap_or_default();
    Proposal {
        kind: kind(corpus, group, &term),
        term,
        score,
        count: group.count.count,
        documents: group.count.documents.max(1),
        variants: forms.take(FORMS).collect(),
        other_form: None,
        known: None,
        example: example(corpus.sentence(group.count.first)),
    }
}

/// How little the first word of a Russian form looks like a nominative: by an adjective's ending, its
/// length, a noun's ending.
fn obliqueness(form: &str) -> (bool, usize, bool) {
    const OBLIQUE: [&str; 11] =
        ["ого", "его", "ому", "ему", "ым", "им", "ом", "ой", "ую", "ых", "их"];
    let first = form.split(' ').next().unwrap_or(form).to_lowercase();
    let phrase = form.contains(' ');
    let adjective = phrase && OBLIQUE.iter().any(|ending| first.ends_with(ending));
    (adjective, first.chars().count(), !first.ends_with(['а', 'я']))
}

/// A form as it is shown: where it starts sentences only, its first letter is small if the word is
/// elsewhere.
fn shown(corpus: &Corpus, words: &[WordId], clear: u32) -> String {
    let text = corpus.text(words);
    let vocabulary = &corpus.vocabulary;
    let first = &vocabulary.words[words[0] as usize];
    if clear > 0 || first.shape != Shape::Capital || vocabulary.keys.language() == "de" {
        return text;
    }
    let small = first.text.to_lowercase();
    let counted = |id: WordId| vocabulary.words[id as usize].counted;
    let small_count = vocabulary.known(&small).map_or(0, counted);
    let rest_small = words.len() > 1
        && words[1..].iter().all(|word| {
            let word = &vocabulary.words[*word as usize];
            !matches!(word.shape, Shape::Capital | Shape::Acronym)
        });
    if small_count > first.counted || (rest_small && first.counted == 0) {
        format!("{small}{}", &text[first.text.len()..])
    } else {
        text
    }
}

fn kind(corpus: &Corpus, group: &Group, term: &str) -> Kind {
    let vocabulary = &corpus.vocabulary;
    let language = vocabulary.keys.language();
    let shape = |word: WordId| vocabulary.words[word as usize].shape;
    if let [(words, _), ..] = &*group.forms
        && let [word] = **words
        && shape(word) == Shape::Acronym
    {
        return Kind::Acronym;
    }
    // Where only names have capitals inside, one at the front is enough.
    let first_is_enough = matches!(language, "fr" | "es" | "it" | "pt" | "ru" | "uk");
    let (mut names, mut others) = (0, 0);
    for (words, count) in &group.forms {
        let content: Vec<WordId> = words
            .iter()
            .copied()
            .filter(|word| vocabulary.words[*word as usize].class == Class::Content)
            .collect();
        let capital = |word: &WordId| matches!(shape(*word), Shape::Capital | Shape::Acronym);
        let all = words.iter().filter(|word| content.contains(word)).all(capital);
        let first = content.first().is_some_and(capital);
        let name = match language {
            "de" => all && content.len() > 1 && content.len() == words.len(),
            _ => all || (first_is_enough && first),
        };
        let clear = count.count - count.ambiguous;
        // Capitals behind the first word of a sentence tell as well.
        let rest = content.len() > 1 && content[1..].iter().all(capital);
        let counted = if rest { count.count } else { clear };
        if name { names += counted } else { others += clear }
    }
    let capital = term.chars().next().is_some_and(char::is_uppercase);
    if capital && names > 2 * others { Kind::Name } else { Kind::Term }
}

/// The sentence, cut if it is long.
pub(super) fn example(sentence: &str) -> Box<str> {
    let mut end = EXAMPLE.min(sentence.len());
    while !sentence.is_char_boundary(end) {
        end -= 1;
    }
    let cut = if end < sentence.len() { "…" } else { "" };
    let clean = |c: char| if c.is_control() || c.is_whitespace() { ' ' } else { c };
    let text: String = sentence[..end].chars().map(clean).collect();
    format!("{}{cut}", text.trim()).into()
}

/// Adds the acronyms that the texts define: each to its full form, which becomes a proposal if it was
/// none. Gives them by full form.
pub(super) fn join_acronyms(corpus: &Corpus, kept: &mut Vec<Kept>) {
    let mut by_text: FxHashMap<String, usize> = FxHashMap::default();
    for (at, one) in kept.iter().enumerate().rev() {
        let proposal = &one.proposal;
        for text in proposal.variants.iter().rev().chain([&proposal.term]) {
            let folded =
                if proposal.kind == Kind::Acronym { text.to_string() } else { Keys::folded(text) };
            by_text.insert(folded, at);
        }
    }
    for acronym in corpus.acronyms() {
        let new = |term: &str, kind| Proposal {
            term: term.into(),
            kind,
            score: f64::from(acronym.count),
            count: acronym.count,
            documents: 1,
            variants: Vec::new(),
            other_form: None,
            known: None,
            example: example(corpus.sentence(acronym.first)),
        };
        let mut place = |text: &str, folded: String, kind| {
            *by_text.entry(folded).or_insert_with(|| {
                kept.push(Kept { proposal: new(text, kind), words: Box::default() });
                kept.len() - 1
            })
        };
        let full = place(&acronym.full, Keys::folded(&acronym.full), Kind::Name);
        let short = place(&acronym.short, acronym.short.to_string(), Kind::Acronym);
        kept[full].proposal.other_form = Some(acronym.short.clone());
        kept[short].proposal.other_form = Some(kept[full].proposal.term.clone());
        kept[short].proposal.kind = Kind::Acronym;
    }
}
