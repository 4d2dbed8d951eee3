//! Acronyms across languages, and terms whose words stand apart.

use super::matcher::{Id, Index};
use super::tokens::{Keys, each_token};
use crate::model::{Concept, Term};
use rustc_hash::{FxHashMap, FxHashSet};

/// The acronyms of a termbase, as one language sees them.
pub(super) struct Acronyms {
    /// By another language's acronym: its concept, and the term that is this language's acronym.
    /// `None` where concepts disagree.
    foreign: FxHashMap<Box<str>, Option<(u32, u32)>>,
    /// All acronyms, of any language.
    known: FxHashSet<Box<str>>,
}

impl<'t> Index<'t> {
    fn acronyms(&self) -> &Acronyms {
        self.acronyms.get_or_init(|| {
            let own: FxHashSet<&str> =
                self.entries.iter().map(|entry| self.term(entry)).map(|term| &*term.text).collect();
            let mut acronyms =
                Acronyms { foreign: FxHashMap::default(), known: FxHashSet::default() };
            for (at, concept) in self.termbase.concepts.iter().enumerate() {
                acronyms.add(at as u32, concept, self.keys.language(), &own);
            }
            acronyms
        })
    }

    /// The concept that another language names with this acronym, and the acronym this language has for
    /// it; `None` where the word is right in this language too, or may be several acronyms.
    pub fn own_acronym(&self, word: &str) -> Option<(u32, &'t Term)> {
        let (concept, term) = (*self.acronyms().foreign.get(word)?)?;
        Some((concept, self.termbase.concepts.get(concept as usize)?.terms.get(term as usize)?))
    }

    /// Whether the word is an acronym of a concept in any language.
    pub fn is_acronym(&self, word: &str) -> bool {
        self.acronyms().known.contains(word)
    }

    /// Whether all words of a right term of the concept stand somewhere in the text, in any form and
    /// order; in scripts without spaces, whether the term does.
    pub fn has_words(&self, concept: u32, text: &str) -> bool {
        let Some(concept) = self.termbase.concepts.get(concept as usize) else { return false };
        let mut words: Option<FxHashSet<Id>> = None;
        let language = self.keys.language();
        concept.terms.iter().any(|term| {
            if term.lang.language() != language || !term.status.is_right() {
                return false;
            }
            if term.text.chars().any(crate::text::is_cjk) || term.acronym {
                return text.contains(&*term.text);
            }
            let words = words.get_or_insert_with(|| self.words(text));
            // Arabic prepositions and conjunctions are a part of the word behind them.
            let folded = if language == "ar" { Keys::folded(text) } else { String::new() };
            let mut all = true;
            each_token(&term.text, |place| {
                let word = place.of(&term.text);
                let long = word.chars().count() > 3;
                let bare = || Keys::folded(word.strip_prefix("ال").unwrap_or(word));
                let there = words.contains(&self.id(word))
                    || (!folded.is_empty() && folded.contains(&bare()));
                all &= !long || there;
            });
            all
        })
    }

    /// The ids of the words in a text that terms have.
    fn words(&self, text: &str) -> FxHashSet<Id> {
        let mut words = FxHashSet::default();
        each_token(text, |place| {
            words.insert(self.id(place.of(text)));
        });
        words.remove(&0);
        words
    }
}

impl Acronyms {
    fn add(&mut self, at: u32, concept: &Concept, language: &str, own: &FxHashSet<&str>) {
        let acronyms = || {
            let terms = concept.terms.iter().enumerate();
            terms.filter(|(_, term)| term.acronym && term.status.is_right())
        };
        let here = |term: &Term| term.lang.language() == language;
        let mine = acronyms().filter(|(_, term)| here(term)).min_by_key(|(_, term)| term.status);
        for (_, term) in acronyms() {
            self.known.insert(term.text.clone());
            let Some((mine, _)) = mine.filter(|_| !here(term) && !own.contains(&*term.text)) else {
                continue;
            };
            let named = Some((at, mine as u32));
            let known = self.foreign.entry(term.text.clone()).or_insert(named);
            if *known != named {
                *known = None;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Termbase;
    use super::*;
    use crate::text::LangTag;

    #[test]
    fn each_language_has_its_acronym() {
        let table = "concept_id\ten\tfr\tacronym_en\tacronym_fr\n\
            A\tWorld Health Organization\tOrganisation mondiale de la Santé\tWHO\tOMS\n\
            B\tGlobal Compact\tPacte mondial\tGCM\t\n";
        let (termbase, _) = Termbase::read_tsv(&mut table.as_bytes(), "t").unwrap();
        let french = Index::new(&termbase, &LangTag::parse("fr").unwrap(), &[]);
        assert_eq!(&*french.own_acronym("WHO").unwrap().1.text, "OMS");
        assert!(french.own_acronym("OMS").is_none() && french.own_acronym("GCM").is_none());
        assert!(french.is_acronym("GCM") && !french.is_acronym("ABC"));
        assert!(french.has_words(0, "l’organisation, mondiale, et santé"));
        assert!(!french.has_words(0, "l’organisation de la santé"));
    }
}
