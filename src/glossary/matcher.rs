//! Terms in text: one trie over the keys of all terms of a language; the longest term wins.

use super::Termbase;
use super::tokens::{Keys, Place, bare, each_token, same_word};
use crate::model::{CasePolicy, MatchMode, Term};
use crate::text::LangTag;
use rustc_hash::FxHashMap;

/// A token the terms know; 0 is every other one.
pub(super) type Id = u32;

/// A token of a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    pub(super) id: Id,
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
    /// Whether a comma may stand in it.
    comma: bool,
}

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
    /// Makes the index of the terms in `lang` (regions do not matter).
    pub fn new(termbase: &'t Termbase, lang: &LangTag) -> Self {
        let mut index = Self {
            termbase,
            keys: Keys::new(lang.language()),
            ids: FxHashMap::default(),
            entries: Vec::new(),
            children: FxHashMap::default(),
            ends: vec![Vec::new()],
            starts: vec![false],
            names: super::names::Names::default(),
            acronyms: std::sync::OnceLock::new(),
        };
        for (concept, terms) in termbase.concepts.iter().enumerate() {
            for (at, term) in terms.terms.iter().enumerate() {
                if term.lang.same_language(lang) {
                    index.add(concept as u32, at as u32, term);
                }
            }
        }
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

    fn add(&mut self, concept: u32, at: u32, term: &Term) {
        let (mut ids, mut words, mut node) = (Vec::new(), Vec::new(), 0);
        each_token(&term.text, |place| words.push(Box::from(place.of(&term.text))));
        if words.is_empty() {
            return;
        }
        for word in &words {
            let key = self.keys.key(word);
            let next = self.ids.len() as Id + 1;
            let id = *self.ids.entry(key.into()).or_insert(next);
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
            entry.concept == concept && *entry.words == *words
        });
        if twice {
            return;
        }
        self.ends[node as usize].push(self.entries.len() as u32);
        let comma = term.text.contains([',', '،', '、', '，']);
        let entry = Entry { concept, term: at, ids: ids.into(), words: words.into(), comma };
        self.entries.push(entry);
    }

    /// The term of an entry.
    pub(super) fn term(&self, entry: &Entry) -> &'t Term {
        &self.termbase.concepts[entry.concept as usize].terms[entry.term as usize]
    }

    pub(super) fn id(&self, word: &str) -> Id {
        self.ids.get(&*self.keys.key(word)).copied().unwrap_or(0)
    }
}

/// How many words a scanner remembers.
const REMEMBERED: usize = 1 << 18;

/// Looks for the terms of an index in texts. It remembers the words it met, so that each is stemmed
/// once: keep one a thread.
pub struct Scanner<'i, 't> {
    pub(super) index: &'i Index<'t>,
    known: FxHashMap<Box<str>, Id>,
    pub(super) tokens: Vec<Token>,
}

impl<'i, 't> Scanner<'i, 't> {
    /// A scanner over `index`.
    pub fn new(index: &'i Index<'t>) -> Self {
        Self { index, known: FxHashMap::default(), tokens: Vec::new() }
    }

    /// The index it looks with.
    pub fn index(&self) -> &'i Index<'t> {
        self.index
    }

    /// Reads the tokens of `text`; the other methods are about this text.
    pub fn read(&mut self, text: &str) {
        let (index, known, tokens) = (self.index, &mut self.known, &mut self.tokens);
        tokens.clear();
        if known.len() > REMEMBERED {
            known.clear();
        }
        each_token(text, |place| {
            let word = place.of(text);
            let id = known.get(word).copied().unwrap_or_else(|| {
                let id = index.id(word);
                known.insert(word.into(), id);
                id
            });
            tokens.push(Token { id, place });
        });
    }

    /// The terms in `text`, which [`Scanner::read`] has read, in order; of those that overlap the one
    /// that starts first, and of those the longest. Several concepts may share a place.
    pub fn terms(&self, text: &str) -> Vec<Found> {
        let (index, tokens) = (self.index, &self.tokens);
        let mut found = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            let mut longest = at + 1;
            if tokens[at].id != 0 && index.starts[tokens[at].id as usize] {
                for (length, entries) in self.ending(at).into_iter().rev() {
                    let here = entries.iter().map(|&entry| &index.entries[entry as usize]);
                    let fits = here.filter(|entry| self.fits(text, at, entry));
                    let place = |entry: &Entry| Found {
                        concept: entry.concept,
                        term: entry.term,
                        start: tokens[at].place.start,
                        end: tokens[at + length - 1].place.end,
                    };
                    let before = found.len();
                    found.extend(fits.map(place));
                    self.best(text, &mut found, before);
                    if found.len() > before {
                        longest = at + length;
                        break;
                    }
                }
            }
            at = longest;
        }
        found
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

    /// The entries whose tokens start at `at`, by length.
    fn ending(&self, at: usize) -> Vec<(usize, &'i [u32])> {
        let (mut node, mut ending) = (0, Vec::new());
        for (length, token) in self.tokens[at..].iter().enumerate() {
            let Some(&next) = self.index.children.get(&(node, token.id)) else { break };
            node = next;
            let entries = &self.index.ends[node as usize];
            if !entries.is_empty() {
                ending.push((length + 1, &**entries));
            }
        }
        ending
    }

    /// Whether the words at token `at` are the entry's indeed: stems and tokens only propose.
    fn fits(&self, text: &str, at: usize, entry: &Entry) -> bool {
        let tokens = &self.tokens[at..at + entry.ids.len()];
        let term = self.index.term(entry);
        let language = self.index.keys.language();
        let words = tokens.iter().zip(&entry.words).all(|(token, word)| {
            let written = token.place.of(text);
            if term.case == CasePolicy::Exact && written != &**word {
                return false;
            }
            let (one, other) = (Keys::folded(written), Keys::folded(word));
            match term.mode {
                MatchMode::Inflected => same_word(language, &one, &other),
                MatchMode::Exact => one == other || bare(&one) == other || one == bare(&other),
                MatchMode::Prefix => one.starts_with(&other),
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

/// Whether a term may go on over what stands between two tokens.
fn joins(between: &str, comma: bool) -> bool {
    between.chars().all(|c| {
        c.is_whitespace()
            || matches!(c, '-' | '\u{2010}'..='\u{2013}' | '\'' | '’' | '\u{200B}'..='\u{200F}' | '·' | '.' | '&' | '/')
            || (comma && matches!(c, ',' | '،' | '、' | '，'))
    }) && !between.contains(". ")
}

/// Whether the words are not a part of a longer one: a single word in a hyphenated compound
/// (health-care), Chinese words that hold a shorter one (非会员国, 难民营).
fn stands_free(text: &str, first: Place, last: Place, tokens: usize) -> bool {
    let before = text[..first.start as usize].chars().next_back();
    let mut behind = text[last.end as usize..].chars();
    let after = behind.next();
    let hyphen = |c: Option<char>| matches!(c, Some('-' | '\u{2010}' | '\u{2011}'));
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    if tokens == 1 && hyphen(after) && letter(behind.next()) {
        return false;
    }
    let far = text[..first.start as usize].chars().rev().nth(1);
    if tokens == 1 && hyphen(before) && letter(far) {
        return false;
    }
    let han = text[first.start as usize..].chars().next().is_some_and(crate::text::is_cjk);
    let negated = matches!(before, Some('非' | '无' | '反' | '準' | '准'));
    let inside = matches!(after, Some('营' | '營' | '署' | '局'));
    let country = text[..last.end as usize].ends_with('国') && after == Some('际');
    !(han && (negated || inside || country))
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
        let index = Index::new(&termbase, &lang);
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
