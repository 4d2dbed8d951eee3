//! Terms in text: one trie over the keys of all terms of a language; the longest term wins.

use super::Termbase;
use super::surface::{COMPOUND, hash, joins, stands_free, starts_compound};
use super::tokens::{Keys, Place, Words, bare, each_token, same_word};
use crate::model::{CasePolicy, MatchMode, Term};
use crate::text::LangTag;
use rayon::prelude::*;
use regex::{Regex, RegexBuilder, RegexSet};
use rustc_hash::FxHashMap;

/// A token the terms know; 0 is every other one.
pub(super) type Id = u32;

/// A token of a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    pub(super) id: Id,
    /// The token of official names it is, or is nearly.
    pub(super) name: Id,
    pub(super) place: Place,
}

/// A term as it is looked for.
pub(super) struct Entry {
    /// The concept, by its index in the termbase, and the term, by its index in the concept.
    pub(super) concept: u32,
    pub(super) term: u32,
    /// The ids of its tokens, and their words as written.
    pub(super) ids: Box<[Id]>,
    pub(super) words: Box<[Box<str>]>,
    /// The words folded.
    folded: Box<[Box<str>]>,
    /// Whether a comma may stand in it.
    comma: bool,
}

/// The terms that are regular expressions: all as one, and each with its concept and term.
type Patterns = (RegexSet, Vec<(u32, u32, Regex)>);

/// The terms of one language of a termbase, ready to be looked for.
pub struct Index<'t> {
    pub(super) termbase: &'t Termbase,
    pub(super) keys: Keys,
    ids: FxHashMap<Box<str>, Id>,
    pub(super) entries: Vec<Entry>,
    /// The trie: the child of a node by a token; node 0 is the root.
    children: FxHashMap<(u32, Id), u32>,
    /// The entries that end at a node.
    ends: Vec<Vec<u32>>,
    /// Whether a token starts a term, by id.
    starts: Vec<bool>,
    /// The terms that are regular expressions, all as one and each by itself.
    patterns: Option<Patterns>,
    /// The official names among the entries, for near misses.
    pub(super) names: super::names::Names,
    /// The acronyms of all languages, made when they are first asked for.
    pub(super) acronyms: std::sync::OnceLock<super::acronyms::Acronyms>,
}

/// A term found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// The concept: an index in [`Termbase::concepts`].
    pub concept: u32,
    /// The term: an index in the concept's terms.
    pub term: u32,
    /// The bytes of the text it stands in.
    pub start: u32,
    /// Behind its last byte.
    pub end: u32,
}

impl std::fmt::Debug for Index<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Index({}, {} terms)", self.keys.language(), self.entries.len())
    }
}

impl<'t> Index<'t> {
    /// Makes the index of the terms in `lang` (regions do not matter). Where `domains` are given, terms
    /// that hold in other domains only are left out.
    pub fn new(termbase: &'t Termbase, lang: &LangTag, domains: &[String]) -> Self {
        let holds = |term: &Term| {
            domains.is_empty()
                || term.scope.is_empty()
                || term.scope.iter().any(|scope| domains.iter().any(|domain| **domain == **scope))
        };
        let mut index = Self {
            termbase,
            keys: Keys::new(lang.language()),
            ids: FxHashMap::default(),
            entries: Vec::new(),
            children: FxHashMap::default(),
            ends: vec![Vec::new()],
            starts: vec![false],
            patterns: None,
            names: super::names::Names::default(),
            acronyms: std::sync::OnceLock::new(),
        };
        let concepts = termbase.concepts.iter().enumerate();
        let terms: Vec<(u32, u32, &Term)> = concepts
            .flat_map(|(concept, of)| {
                let numbered = of.terms.iter().enumerate();
                numbered.map(move |(at, term)| (concept as u32, at as u32, term))
            })
            .filter(|(.., term)| term.lang.same_language(lang) && holds(term))
            .collect();
        // Stems are what takes time.
        let read: Vec<Words> = terms
            .par_iter()
            .with_min_len(256)
            .map(|(.., term)| index.keys.read(&term.text))
            .collect();
        for ((concept, at, term), words) in terms.iter().zip(read) {
            if term.mode != MatchMode::Regex {
                index.add(*concept, *at, term, words);
            }
        }
        index.patterns = patterns(&terms);
        index.names = super::names::Names::new(&index);
        index
    }

    /// The termbase it was made of.
    pub fn termbase(&self) -> &'t Termbase {
        self.termbase
    }

    /// Whether the termbase has no term in the language.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    fn add(&mut self, concept: u32, at: u32, term: &Term, words: Words) {
        let (mut ids, mut node) = (Vec::with_capacity(words.keys.len()), 0);
        if words.keys.is_empty() {
            return;
        }
        for key in words.keys {
            let next = self.ids.len() as Id + 1;
            let id = *self.ids.entry(key).or_insert(next);
            ids.push(id);
            let new = self.ends.len() as u32;
            node = *self.children.entry((node, id)).or_insert(new);
            if node == new {
                self.ends.push(Vec::new());
            }
        }
        self.starts.resize(self.ids.len() + 1, false);
        self.starts[ids[0] as usize] = true;
        let known = &self.ends[node as usize];
        let twice = known.iter().any(|&entry| {
            let entry = &self.entries[entry as usize];
            entry.concept == concept && *entry.words == *words.written
        });
        if twice {
            return;
        }
        self.ends[node as usize].push(self.entries.len() as u32);
        let comma = term.text.contains([',', '،', '、', '，']);
        self.entries.push(Entry {
            concept,
            term: at,
            ids: ids.into(),
            words: words.written.into(),
            folded: words.folded.into(),
            comma,
        });
    }

    /// The term of an entry.
    pub(super) fn term(&self, entry: &Entry) -> &'t Term {
        &self.termbase.concepts[entry.concept as usize].terms[entry.term as usize]
    }

    pub(super) fn id(&self, word: &str) -> Id {
        self.ids.get(&*self.keys.key(word)).copied().unwrap_or(0)
    }

    /// How many tokens the terms know.
    pub(super) fn count(&self) -> usize {
        self.ids.len()
    }

    /// The keys of the tokens, by id.
    pub(super) fn keys_of_ids(&self) -> Vec<(&str, Id)> {
        let mut keys: Vec<(&str, Id)> = self.ids.iter().map(|(key, id)| (&**key, *id)).collect();
        keys.sort_unstable_by_key(|(_, id)| *id);
        keys
    }

    /// The token of a term that a word of a language with compounds starts with.
    fn first_part(&self, word: &str) -> Option<Id> {
        if self.keys.language() != "de" || word.chars().count() < COMPOUND + 4 {
            return None;
        }
        let folded = Keys::folded(word);
        let ends = folded.char_indices().skip(COMPOUND).map(|(at, _)| at);
        let ends: Vec<usize> = ends.collect();
        ends.into_iter().rev().find_map(|end| {
            let start = &folded[..end];
            let id = *self.ids.get(&*self.keys.key(start))?;
            let single = |entry: &u32| *self.entries[*entry as usize].folded == [Box::from(start)];
            let node = self.children.get(&(0, id))?;
            self.ends[*node as usize].iter().any(single).then_some(id)
        })
    }

    /// A word's token, and the token of official names it is or nearly is.
    fn look_up(&self, word: &str) -> (Id, Id) {
        let key = self.keys.key(word);
        let known = |key: &str| self.ids.get(key).copied();
        let id = known(&key).or_else(|| {
            let bare = self.keys.without_particles(word);
            bare.into_iter().find_map(|word| known(&self.keys.key(word)))
        });
        let id = id.or_else(|| self.first_part(word)).unwrap_or(0);
        (id, self.names.nearest(id, &key))
    }
}

/// The patterns among terms. One that does not compile is left out: lint says so.
fn patterns(terms: &[(u32, u32, &Term)]) -> Option<Patterns> {
    let mut known = Vec::new();
    for (concept, at, term) in terms.iter().filter(|(.., term)| term.mode == MatchMode::Regex) {
        let mut pattern = RegexBuilder::new(&term.text);
        pattern.case_insensitive(term.case == CasePolicy::Any).size_limit(PATTERN);
        if let Ok(pattern) = pattern.build() {
            known.push((*concept, *at, pattern));
        }
    }
    let set = RegexSet::new(known.iter().map(|(.., pattern)| pattern.as_str())).ok()?;
    (!known.is_empty()).then_some((set, known))
}

/// The bytes a compiled pattern may take.
const PATTERN: usize = 1 << 20;

/// How many words a scanner remembers.
const REMEMBERED: usize = 1 << 18;
/// The words it finds at once.
const RECENT: usize = 1 << 12;

/// Looks for the terms of an index in texts. It remembers the words it met, so that each is stemmed
/// once: keep one a thread.
pub struct Scanner<'i, 't> {
    pub(super) index: &'i Index<'t>,
    /// What words come to, by their hashes: a clash would cost a term its proposal, never make one.
    known: FxHashMap<u64, (Id, Id)>,
    /// The last words by the low bits of their hashes: most words of a text are few.
    recent: Box<[(u64, Id, Id)]>,
    pub(super) tokens: Vec<Token>,
}

impl<'i, 't> Scanner<'i, 't> {
    /// A scanner over `index`.
    pub fn new(index: &'i Index<'t>) -> Self {
        let recent = vec![(0, 0, 0); RECENT].into();
        Self { index, known: FxHashMap::default(), recent, tokens: Vec::new() }
    }

    /// The index it looks with.
    pub fn index(&self) -> &'i Index<'t> {
        self.index
    }

    /// Reads the tokens of `text`; the other methods are about this text.
    pub fn read(&mut self, text: &str) {
        let (index, known, tokens) = (self.index, &mut self.known, &mut self.tokens);
        let recent = &mut self.recent;
        tokens.clear();
        if known.len() > REMEMBERED {
            known.clear();
        }
        each_token(text, |place| {
            let word = place.of(text);
            let hash = hash(word);
            let slot = &mut recent[hash as usize % RECENT];
            if slot.0 != hash {
                let (id, name) = *known.entry(hash).or_insert_with(|| index.look_up(word));
                *slot = (hash, id, name);
            }
            let (_, id, name) = *slot;
            tokens.push(Token { id, name, place });
        });
    }

    /// The terms in `text`, which [`Scanner::read`] has read, in order; of those that overlap the one
    /// that starts first, and of those the longest. Several concepts may share a place.
    pub fn terms(&self, text: &str) -> Vec<Found> {
        let (index, tokens) = (self.index, &self.tokens);
        let mut found = Vec::new();
        let mut ending = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            let mut longest = at + 1;
            if tokens[at].id != 0 && index.starts[tokens[at].id as usize] {
                self.ending(at, &mut ending);
                for &(length, node) in ending.iter().rev() {
                    let before = found.len();
                    for &entry in &index.ends[node as usize] {
                        let entry = &index.entries[entry as usize];
                        if self.fits(text, at, entry) {
                            found.push(Found {
                                concept: entry.concept,
                                term: entry.term,
                                start: tokens[at].place.start,
                                end: tokens[at + length - 1].place.end,
                            });
                        }
                    }
                    self.best(text, &mut found, before);
                    if found.len() > before {
                        longest = at + length;
                        break;
                    }
                }
            }
            at = longest;
        }
        self.add_patterns(text, &mut found);
        found
    }

    /// Adds what the terms that are patterns match, but for what lies in longer terms.
    fn add_patterns(&self, text: &str, found: &mut Vec<Found>) {
        let Some((set, patterns)) = &self.index.patterns else { return };
        let matched = set.matches(text);
        if !matched.matched_any() {
            return;
        }
        let mut more = Vec::new();
        for number in matched {
            let (concept, term, pattern) = &patterns[number];
            let places = pattern.find_iter(text).filter(|place| !place.is_empty());
            more.extend(places.map(|place| Found {
                concept: *concept,
                term: *term,
                start: place.start() as u32,
                end: place.end() as u32,
            }));
        }
        let within = |one: &Found| {
            let next = found.partition_point(|term| term.end < one.end);
            found.get(next).is_some_and(|term| {
                term.start <= one.start && (term.end - term.start) > (one.end - one.start)
            })
        };
        more.retain(|one| !within(one));
        found.append(&mut more);
        found.sort_by_key(|one| (one.start, std::cmp::Reverse(one.end), one.concept, one.term));
    }

    /// Of the terms of one concept at one place, keeps the one written so.
    fn best(&self, text: &str, found: &mut Vec<Found>, from: usize) {
        if found.len() - from < 2 {
            return;
        }
        let concepts = &self.index.termbase.concepts;
        found[from..].sort_by_key(|found| {
            let term = &concepts[found.concept as usize].terms[found.term as usize];
            let written = &text[found.start as usize..found.end as usize];
            (found.concept, written != &*term.text, term.status, found.term)
        });
        let mut last = None;
        let mut at = 0;
        found.retain(|one| {
            at += 1;
            at <= from || last.replace(one.concept) != Some(one.concept)
        });
    }

    /// The nodes at which entries end whose tokens start at `at`, each with its length.
    fn ending(&self, at: usize, ending: &mut Vec<(usize, u32)>) {
        ending.clear();
        let mut node = 0;
        for (length, token) in self.tokens[at..].iter().enumerate() {
            let Some(&next) = self.index.children.get(&(node, token.id)) else { break };
            node = next;
            if !self.index.ends[node as usize].is_empty() {
                ending.push((length + 1, node));
            }
        }
    }

    /// Whether the words at token `at` are the entry's indeed: stems and tokens only propose.
    fn fits(&self, text: &str, at: usize, entry: &Entry) -> bool {
        let tokens = &self.tokens[at..at + entry.ids.len()];
        let term = self.index.term(entry);
        let language = self.index.keys.language();
        let words =
            tokens.iter().zip(entry.words.iter().zip(&entry.folded)).all(|(token, word)| {
                let (word, other) = word;
                let written = token.place.of(text);
                if written == &**word {
                    return true;
                }
                if term.case == CasePolicy::Exact {
                    // The plural of an acronym.
                    return language == "en" && written.strip_suffix('s') == Some(word);
                }
                let one = Keys::folded(written);
                match term.mode {
                    MatchMode::Inflected => {
                        same_word(language, &one, other)
                            || (tokens.len() == 1 && starts_compound(language, &one, other))
                    }
                    MatchMode::Exact => {
                        *one == **other || bare(&one) == **other || one == bare(other)
                    }
                    MatchMode::Prefix => one.starts_with(&**other),
                    MatchMode::Regex => false,
                }
            });
        words
            && tokens.windows(2).all(|pair| {
                joins(&text[pair[0].place.end as usize..pair[1].place.start as usize], entry.comma)
            })
            && stands_free(text, tokens[0].place, tokens[tokens.len() - 1].place, tokens.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Concept;

    fn found(lang: &str, terms: &[&str], text: &str) -> Vec<String> {
        let lang = LangTag::parse(lang).unwrap();
        let concept = |term: &&str| Concept {
            terms: vec![Term::new(*term, lang.clone())],
            ..Concept::default()
        };
        let termbase = Termbase { concepts: terms.iter().map(concept).collect() };
        let index = Index::new(&termbase, &lang, &[]);
        let mut scanner = Scanner::new(&index);
        scanner.read(text);
        let terms = scanner.terms(text);
        terms.iter().map(|f| text[f.start as usize..f.end as usize].to_owned()).collect()
    }

    #[test]
    fn the_longest_term_wins() {
        let terms = ["States", "Member States", "States Parties"];
        assert_eq!(found("en", &terms, "the Member States Parties"), ["Member States"]);
        assert_eq!(
            found("zh", &["公约", "反腐败公约"], "联合国反腐败公约和公约"),
            ["反腐败公约", "公约"]
        );
    }

    #[test]
    fn sentences_end_terms() {
        assert!(found("en", &["plan action"], "The plan. Action follows").is_empty());
        assert!(found("en", &["plan action"], "plan, action").is_empty());
        assert_eq!(found("en", &["land, sea"], "by land sea").len(), 1);
    }

    #[test]
    fn acronyms_need_their_capitals() {
        assert!(found("en", &["IT"], "it is").is_empty());
        assert_eq!(found("en", &["IT"], "the IT office"), ["IT"]);
    }
}
