//! The words of the texts, each with a number, and what is known of it.

use super::common_words::{Class, CommonWords};
use crate::glossary::tokens::{Keys, same_word};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// The number of a word as it is written, with what joins it to the word before.
pub(super) type WordId = u32;

/// The different words that are kept apart; later ones end candidates.
const MOST_WORDS: usize = 1 << 21;
/// The bytes a word may have.
const LONGEST_WORD: usize = 120;

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Small,
    Capital,
    /// Capitals only, two at least, perhaps with digits.
    Acronym,
    /// Digits.
    Number,
}

#[derive(Debug)]
pub(super) struct Word {
    /// As written; a hyphen or apostrophe before it that joins it to the word before included.
    pub(super) text: Box<str>,
    /// The same word without what joins it.
    pub(super) bare: WordId,
    pub(super) class: Class,
    pub(super) shape: Shape,
    /// Whether it is one letter or one character.
    pub(super) single: bool,
    /// How often it stands where its capitals mean something.
    pub(super) counted: u32,
}

pub(super) struct Vocabulary {
    pub(super) keys: Keys,
    pub(super) common: CommonWords,
    pub(super) words: Vec<Word>,
    ids: FxHashMap<Box<str>, WordId>,
}

impl Vocabulary {
    pub(super) fn new(language: &str) -> Self {
        let keys = Keys::new(language);
        let common = CommonWords::new(&keys);
        Self { keys, common, words: Vec::new(), ids: FxHashMap::default() }
    }

    /// The number of a word, its joint (a hyphen, an apostrophe) before it; `None` for what is too long
    /// or came too late.
    pub(super) fn id(&mut self, word: &str, joint: Option<char>) -> Option<WordId> {
        let bare = match self.ids.get(word) {
            Some(id) => *id,
            None => self.add(word, None)?,
        };
        let Some(joint) = joint else { return Some(bare) };
        let joined = format!("{joint}{word}");
        match self.ids.get(&*joined) {
            Some(id) => Some(*id),
            None => self.add(&joined, Some(bare)),
        }
    }

    /// The number of a word that is known.
    pub(super) fn known(&self, word: &str) -> Option<WordId> {
        self.ids.get(word).copied()
    }

    fn add(&mut self, text: &str, bare: Option<WordId>) -> Option<WordId> {
        if self.words.len() >= MOST_WORDS || text.len() > LONGEST_WORD {
            return None;
        }
        let id = self.words.len() as WordId;
        let word = if let Some(bare) = bare {
            let Word { class, shape, single, .. } = self.words[bare as usize];
            Word { text: text.into(), bare, class, shape, single, counted: 0 }
        } else {
            let shape = shape(text);
            let class = match shape {
                Shape::Acronym => Class::Content,
                _ => self.class(&Keys::folded(text)),
            };
            let single = text.chars().nth(1).is_none();
            Word { text: text.into(), bare: id, class, shape, single, counted: 0 }
        };
        self.words.push(word);
        self.ids.insert(text.into(), id);
        Some(id)
    }

    /// What a folded word may do; Arabic function words have others joined to their front.
    fn class(&self, folded: &str) -> Class {
        let class = self.common.class(folded);
        if class != Class::Content || self.keys.language() != "ar" {
            return class;
        }
        let rest = folded.strip_prefix(['و', 'ف', 'ب', 'ك', 'ل']);
        match rest.map(|rest| self.common.class(rest)) {
            None | Some(Class::Content) => class,
            Some(_) => Class::Common,
        }
    }

    /// The key of a word: the same for its inflected forms. Acronyms are their own.
    pub(super) fn key(&self, word: &Word) -> String {
        let text = &*self.words[word.bare as usize].text;
        match (word.shape, self.keys.language()) {
            (Shape::Acronym, _) => format!("{text}\u{1}"),
            (_, "ko") => without_particle(&Keys::folded(text)).to_owned(),
            _ => self.keys.key(text),
        }
    }

    /// For each word the number of the commonest form of the same word: stems propose, the endings
    /// confirm.
    pub(super) fn lemmas(&self) -> Vec<WordId> {
        let mut by_key: BTreeMap<String, Vec<WordId>> = BTreeMap::new();
        let bare = (0..).zip(&self.words).filter(|(id, word)| word.bare == *id);
        for (id, word) in bare {
            by_key.entry(self.key(word)).or_default().push(id);
        }
        let mut lemmas: Vec<WordId> = self.words.iter().map(|word| word.bare).collect();
        let mut classes: Vec<Vec<WordId>> = by_key.into_values().collect();
        for class in &mut classes {
            class.sort_by(|a, b| {
                let (a, b) = (&self.words[*a as usize], &self.words[*b as usize]);
                b.counted.cmp(&a.counted).then_with(|| a.text.cmp(&b.text))
            });
            self.part(class, &mut lemmas);
        }
        for id in 0..lemmas.len() {
            lemmas[id] = lemmas[self.words[id].bare as usize];
        }
        lemmas
    }

    /// Parts words of one key into words proper, each under its commonest form.
    fn part(&self, class: &[WordId], lemmas: &mut [WordId]) {
        let language = self.keys.language();
        let mut heads: Vec<(WordId, String)> = Vec::new();
        for &id in class.iter().take(MOST_FORMS) {
            let folded = Keys::folded(&self.words[id as usize].text);
            let head = heads.iter().find(|(_, head)| {
                same_word(language, &folded, head)
                    && (language != "ar" || is_relative(&folded) == is_relative(head))
            });
            if let Some((head, _)) = head {
                lemmas[id as usize] = *head;
            } else {
                heads.push((id, folded));
            }
        }
    }
}

/// The forms of one key that are compared with each other.
const MOST_FORMS: usize = 200;

fn shape(word: &str) -> Shape {
    let capitals = word.chars().filter(|c| c.is_uppercase()).count();
    let small = word.chars().any(char::is_lowercase);
    let mut digits = word.chars().filter(|c| c.is_numeric());
    if word.chars().all(char::is_numeric) {
        Shape::Number
    } else if capitals >= 2 && !small || (capitals == 1 && !small && digits.next().is_some()) {
        Shape::Acronym
    } else if word.chars().next().is_some_and(char::is_uppercase) {
        Shape::Capital
    } else {
        Shape::Small
    }
}

/// Whether an Arabic word has the ending that makes adjectives (دولة, دولي): light stems take it off.
fn is_relative(folded: &str) -> bool {
    ["ي", "ية", "يه", "يات", "يين", "يون"].iter().any(|ending| folded.ends_with(ending))
}

/// A Korean word without the commonest particles.
fn without_particle(word: &str) -> &str {
    const PARTICLES: [&str; 16] = [
        "에서는",
        "으로서",
        "에서",
        "으로",
        "에게",
        "까지",
        "부터",
        "은",
        "는",
        "이",
        "가",
        "을",
        "를",
        "의",
        "에",
        "와",
    ];
    let bare = PARTICLES.iter().find_map(|particle| word.strip_suffix(particle));
    bare.filter(|rest| rest.chars().count() >= 2).unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_share_a_lemma_and_other_words_do_not() {
        let mut vocabulary = Vocabulary::new("en");
        let mut id = |word: &str| vocabulary.id(word, None).unwrap();
        let (state, states, organ, organize) =
            (id("State"), id("states"), id("organ"), id("organization"));
        let (us, pronoun) = (id("US"), id("us"));
        let joined = vocabulary.id("states", Some('-')).unwrap();
        let lemmas = vocabulary.lemmas();
        let lemma = |id: WordId| lemmas[id as usize];
        assert_eq!(lemma(state), lemma(states));
        assert_eq!(lemma(joined), lemma(states));
        assert_ne!(lemma(organ), lemma(organize));
        assert_ne!(lemma(us), lemma(pronoun));
    }
}
