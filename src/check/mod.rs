//! Checks of texts and translations: one file a rule, all in [`RULES`].
//!
//! A rule sees one text, all texts of a document, or a source with its target, each already read by
//! the termbase of its language. It gives hits: byte ranges of those texts. Where in a file they are is
//! the caller's to know.

mod acronyms;
mod addresses;
mod capitals;
mod case;
mod codes;
mod consistency;
mod end_marks;
mod foreign_acronym;
mod inconsistent_term;
mod language;
mod length;
mod missing_term;
mod near_miss;
mod numbers;
mod placeholders;
mod repeated_word;
mod spaces;
mod target;
#[cfg(test)]
mod testing;
mod untranslated_term;
mod wrong_term;

use crate::glossary::{Found, Index, NearMiss, Scanner};
use crate::model::{Concept, Content, Severity, Term};
use crate::text::LangTag;
pub use consistency::{Consistency, Contradiction};
use std::collections::BTreeMap;
use std::ops::Range;

/// A rule: what it looks for, and what a person should know of it.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// Its stable name: `term-forbidden`.
    pub id: &'static str,
    /// What it is about.
    pub group: Group,
    /// How bad its findings are, where neither concept nor settings say otherwise.
    pub severity: Severity,
    /// Whether it runs unless settings switch it off.
    pub default_on: bool,
    /// One line for people.
    pub title: &'static str,
    /// What it does, why, an example, what may be set: what `targum explain` prints.
    pub documentation: &'static str,
    /// How it looks.
    find: Find,
}

/// What rules are about. Of two rules about terms that speak of the same words one is enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// Terms, official names and acronyms, by the termbase.
    Terms,
    /// A target beside its source.
    Translation,
    /// Typography and slips of the keyboard in one text.
    Writing,
}

/// What a rule looks at.
#[derive(Debug, Clone, Copy)]
enum Find {
    /// A text by itself: a block of a document, or either side of a pair.
    Text(fn(&CheckedText<'_>, &mut Vec<Hit>)),
    /// The texts of one language of a document, in order; hits come with the index of their text.
    Document(fn(&[CheckedText<'_>], &mut Vec<(usize, Hit)>)),
    /// A source and its target.
    Pair(fn(&CheckedPair<'_>, &mut Vec<Hit>)),
    /// All pairs of a run, by what [`Consistency`] remembers of them.
    Set,
}

/// All rules. Where two speak of the same words, the first one here does.
pub static RULES: &[Rule] = &[
    near_miss::RULE,
    wrong_term::FORBIDDEN,
    wrong_term::DEPRECATED,
    case::RULE,
    foreign_acronym::RULE,
    inconsistent_term::RULE,
    acronyms::UNDEFINED,
    acronyms::FIRST_USE,
    missing_term::RULE,
    untranslated_term::RULE,
    target::EMPTY,
    target::SAME,
    numbers::RULE,
    placeholders::RULE,
    codes::RULE,
    addresses::RULE,
    end_marks::RULE,
    length::RULE,
    language::SCRIPT,
    language::LANGUAGE,
    consistency::TRANSLATION,
    consistency::SOURCE,
    repeated_word::RULE,
    spaces::RULE,
];

/// The rule of that name.
pub fn rule(id: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.id == id)
}

/// A text that is checked, and what the termbase finds in it.
#[derive(Debug)]
pub struct CheckedText<'a> {
    /// The text and its inline codes.
    pub content: &'a Content,
    /// Its language.
    pub lang: &'a LangTag,
    /// The termbase in that language, where it has terms in it.
    pub index: Option<&'a Index<'a>>,
    /// Its terms, in order.
    pub terms: Vec<Found>,
    /// Its near misses of names, in order.
    pub near_misses: Vec<NearMiss>,
}

/// A source and its target.
#[derive(Debug)]
pub struct CheckedPair<'a> {
    /// The source.
    pub source: CheckedText<'a>,
    /// The target.
    pub target: CheckedText<'a>,
}

/// Which text of a pair a hit is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum PairSide {
    /// The source, or the only text.
    #[default]
    Source,
    /// The target.
    Target,
}

/// Something a rule found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// The rule.
    pub rule: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong and what to do, in lower case without a full stop.
    pub message: String,
    /// The text it is about.
    pub side: PairSide,
    /// The bytes of that text.
    pub range: Range<usize>,
    /// What to write instead, where that is plain.
    pub replacement: Option<String>,
    /// Whether that is right in any sentence, and may be written without a look.
    pub safe: bool,
}

impl Hit {
    /// A hit of a rule, as bad as the rule says, without a replacement.
    pub fn new(rule: &Rule, side: PairSide, range: Range<usize>, message: String) -> Self {
        Self {
            rule: rule.id,
            severity: rule.severity,
            message,
            side,
            range,
            replacement: None,
            safe: true,
        }
    }

    /// The same with what to write instead.
    fn write(self, replacement: impl Into<String>) -> Self {
        Self { replacement: Some(replacement.into()), ..self }
    }

    /// The same with another severity.
    fn at_severity(self, severity: Severity) -> Self {
        Self { severity, ..self }
    }
}

impl<'a> CheckedText<'a> {
    /// Reads a text by the terms of its language. With `names`, near misses of names are looked for.
    pub fn new<'i: 'a, 't: 'a>(
        content: &'a Content,
        lang: &'a LangTag,
        scanner: Option<&mut Scanner<'i, 't>>,
        names: bool,
    ) -> Self {
        let mut checked =
            Self { content, lang, index: None, terms: Vec::new(), near_misses: Vec::new() };
        if let Some(scanner) = scanner {
            scanner.read(&content.text);
            checked.index = Some(scanner.index());
            checked.terms = scanner.terms(&content.text);
            if names {
                checked.near_misses = scanner.near_misses(&content.text, &checked.terms);
            }
        }
        checked
    }

    /// Its text.
    pub fn text(&self) -> &'a str {
        &self.content.text
    }

    /// The concept and the term of something found.
    pub fn term(&self, found: &Found) -> Option<(&'a Concept, &'a Term)> {
        let concept = self.index?.termbase().concepts.get(found.concept as usize)?;
        Some((concept, concept.terms.get(found.term as usize)?))
    }

    /// The severity of a rule's finding about a concept.
    fn severity(&self, concept: u32, rule: &Rule) -> Severity {
        let concept = self.index.map(|index| &index.termbase().concepts[concept as usize]);
        concept.and_then(|concept| concept.severity).unwrap_or(rule.severity)
    }
}

/// Whether a source is the message that translators answer with their own names, as gettext's and
/// KDE's catalogues have it.
fn names_translators(source: &str) -> bool {
    const MESSAGES: &[&str] =
        &["translator-credits", "translator_credits", "your names", "your emails"];
    let source = source.trim();
    source.len() < 20 && MESSAGES.iter().any(|message| source.eq_ignore_ascii_case(message))
}

/// What rules about single texts find in one, in the order of the text.
pub fn text(checked: &CheckedText<'_>, enabled: &[&'static Rule]) -> Vec<Hit> {
    let mut hits = Hits::default();
    for rule in enabled {
        if let Find::Text(find) = rule.find {
            hits.add(rule, |found| find(checked, found));
        }
    }
    hits.sorted()
}

/// What rules about documents find in the texts of one language, by the index of the text.
pub fn document(texts: &[CheckedText<'_>], enabled: &[&'static Rule]) -> Vec<(usize, Hit)> {
    let mut hits = Vec::new();
    for rule in enabled {
        if let Find::Document(find) = rule.find {
            find(texts, &mut hits);
        }
    }
    hits.sort_by_key(|(text, hit)| (*text, hit.range.start, hit.range.end));
    hits
}

/// What rules about pairs, and those about single texts, find in a pair, source first.
pub fn pair(pair: &CheckedPair<'_>, enabled: &[&'static Rule]) -> Vec<Hit> {
    let mut hits = Hits::default();
    for rule in enabled {
        match rule.find {
            Find::Text(find) => {
                hits.add(rule, |found| find(&pair.source, found));
                hits.add(rule, |found| {
                    find(&pair.target, found);
                    for hit in found {
                        hit.side = PairSide::Target;
                    }
                });
            }
            Find::Pair(find) => hits.add(rule, |found| find(pair, found)),
            Find::Document(_) | Find::Set => {}
        }
    }
    hits.sorted()
}

/// Hits as rules find them.
#[derive(Default)]
struct Hits {
    hits: Vec<Hit>,
    /// Where rules about terms spoke of words: end by side and start, none over another.
    spoken: BTreeMap<(PairSide, usize), usize>,
}

impl Hits {
    /// Adds what a rule finds, but for terms whose words another rule about terms spoke of already.
    fn add(&mut self, rule: &Rule, find: impl FnOnce(&mut Vec<Hit>)) {
        let mut found = Vec::new();
        find(&mut found);
        if rule.group != Group::Terms {
            self.hits.append(&mut found);
            return;
        }
        found.retain(|hit| {
            let before = self.spoken.range(..(hit.side, hit.range.end)).next_back();
            before.is_none_or(|((side, _), end)| *side != hit.side || *end <= hit.range.start)
        });
        let spoken = found.iter().map(|hit| ((hit.side, hit.range.start), hit.range.end));
        self.spoken.extend(spoken.filter(|((_, start), end)| start < end));
        self.hits.append(&mut found);
    }

    fn sorted(mut self) -> Vec<Hit> {
        self.hits.sort_by_key(|hit| (hit.side, hit.range.start, hit.range.end));
        self.hits
    }
}
