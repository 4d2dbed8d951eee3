//! Checks of a termbase itself: what a person who keeps it wants to know.

use super::Termbase;
use super::tokens::each_token;
use crate::model::{Concept, Finding, MatchMode, Position, Severity, Term, TermStatus};
use crate::text::LangTag;
use crate::words::fold_into;
use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization as _;

/// A rule of [`lint`].
#[derive(Debug, Clone, Copy)]
pub struct LintRule {
    /// Its stable code.
    pub code: &'static str,
    /// How bad its findings are.
    pub severity: Severity,
    /// One line for people.
    pub title: &'static str,
}

/// The rules of [`lint`]. Readers have findings of their own, about what they could not keep.
pub static LINT_RULES: &[LintRule] = &[
    rule("glossary-duplicate-id", Severity::Error, "two concepts have one identifier"),
    rule(
        "glossary-duplicate-concept",
        Severity::Warning,
        "two concepts share their preferred terms in two languages",
    ),
    rule("glossary-repeated-term", Severity::Warning, "a concept has a term twice"),
    rule(
        "glossary-contradiction",
        Severity::Error,
        "a concept has a term twice, with other statuses",
    ),
    rule("glossary-homonym", Severity::Info, "two concepts have the same term"),
    rule("glossary-unfindable", Severity::Error, "nothing is left of a term when it is folded"),
    rule("glossary-no-preferred", Severity::Warning, "a language has terms and none is preferred"),
    rule("glossary-several-preferred", Severity::Warning, "a language has several preferred terms"),
    rule(
        "glossary-forbidden-preferred",
        Severity::Error,
        "a wrong term differs from a right one in nothing a text shows",
    ),
    rule("glossary-brackets", Severity::Warning, "a term has a bracket without its counterpart"),
    rule("glossary-spaces", Severity::Warning, "a term has spaces around it, or several in a row"),
    rule("glossary-long-term", Severity::Warning, "a term is as long as a definition"),
    rule("glossary-regex", Severity::Error, "a regular expression cannot be read"),
    rule("glossary-name-capital", Severity::Info, "an official name has no capital"),
    rule("glossary-acronym-alone", Severity::Warning, "an acronym has no full form beside it"),
    rule(
        "glossary-missing-language",
        Severity::Warning,
        "a concept has no right term in a language asked for",
    ),
    rule("glossary-no-id", Severity::Info, "a concept has no identifier"),
];

const fn rule(code: &'static str, severity: Severity, title: &'static str) -> LintRule {
    LintRule { code, severity, title }
}

/// Letters from which on a term is taken for a definition, and the same for words written without spaces.
const LONG: usize = 250;
const LONG_CJK: usize = 80;

/// What [`lint`] asks for.
#[derive(Debug, Clone, Default)]
pub struct LintSettings {
    /// The file's name, for findings.
    pub file: Option<String>,
    /// The languages every concept should have a right term in.
    pub languages: Vec<LangTag>,
}

/// Checks a termbase. Findings come in the order of its concepts.
pub fn lint(termbase: &Termbase, settings: &LintSettings) -> Vec<Finding> {
    let mut lint = Lint { settings, findings: Vec::new() };
    lint.between(termbase);
    for concept in &termbase.concepts {
        lint.concept(concept);
    }
    // Findings on one line stay in the order they were made.
    lint.findings.sort_by_key(|finding| finding.position.map(|position| position.line));
    lint.findings
}

struct Lint<'s> {
    settings: &'s LintSettings,
    findings: Vec<Finding>,
}

/// How a finding calls a concept.
fn called(concept: &Concept) -> String {
    let first = concept.terms.first().map_or("", |term| &term.text);
    let name = if concept.id.is_empty() { first } else { &concept.id };
    format!("`{}`", shortened(name))
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// A term as texts show it: NFC, one space between words.
fn shown(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").nfc().collect()
}

/// The same without regard to case and typography.
fn folded(text: &str) -> String {
    let (mut out, words) = (String::new(), shown(text));
    each_token(&words, |place| {
        if !out.is_empty() {
            out.push(' ');
        }
        fold_into(place.of(&words), &mut out);
    });
    out
}

impl Lint<'_> {
    fn found(&mut self, code: &'static str, line: u32, message: String) {
        let known = LINT_RULES.iter().find(|rule| rule.code == code);
        let severity = known.map_or(Severity::Warning, |rule| rule.severity);
        let mut finding = Finding::new(code, severity, message);
        finding.file.clone_from(&self.settings.file);
        finding.position = (line > 0).then_some(Position { offset: 0, line, column: 1 });
        self.findings.push(finding);
    }

    /// What concerns two concepts.
    fn between(&mut self, termbase: &Termbase) {
        let mut ids: FxHashMap<&str, &Concept> = FxHashMap::default();
        let mut pairs: FxHashMap<[String; 2], &Concept> = FxHashMap::default();
        let mut terms: FxHashMap<(&LangTag, String), (&Concept, &Term)> = FxHashMap::default();
        for concept in &termbase.concepts {
            if let Some(first) = ids.get(&*concept.id).filter(|_| !concept.id.is_empty()) {
                let message = format!(
                    "the identifier {} is that of the concept on line {} too: give each its own",
                    called(concept),
                    first.line
                );
                self.found("glossary-duplicate-id", concept.line, message);
            }
            ids.entry(&concept.id).or_insert(concept);
            self.twin(concept, &mut pairs);
            for term in &concept.terms {
                let key = (&term.lang, shown(&term.text));
                let (other, first) = *terms.entry(key).or_insert((concept, term));
                let right = first.status.is_right() || term.status.is_right();
                if right && !std::ptr::eq(other, concept) {
                    let message = format!(
                        "\"{}\" ({}) is {} here and {} in {}",
                        shortened(&term.text),
                        term.lang,
                        term.status.name(),
                        first.status.name(),
                        called(other)
                    );
                    self.found("glossary-homonym", line(concept, term), message);
                }
            }
        }
    }

    /// Whether another concept has the same preferred terms in two languages.
    fn twin<'c>(&mut self, concept: &'c Concept, pairs: &mut FxHashMap<[String; 2], &'c Concept>) {
        // More languages than these add nothing but pairs.
        const MOST: usize = 8;
        let full = concept.terms.iter().filter(|term| {
            term.status == TermStatus::Preferred && !term.acronym && term.mode != MatchMode::Regex
        });
        let mut keys: Vec<(&LangTag, String)> = Vec::new();
        for term in full {
            if keys.len() < MOST && !keys.iter().any(|(lang, _)| *lang == &term.lang) {
                keys.push((&term.lang, format!("{}\t{}", term.lang, folded(&term.text))));
            }
        }
        keys.sort();
        let mut twin = None;
        for (at, (_, one)) in keys.iter().enumerate() {
            for (_, other) in &keys[at + 1..] {
                let known = *pairs.entry([one.clone(), other.clone()]).or_insert(concept);
                twin = twin.or((!std::ptr::eq(known, concept)).then_some(known));
            }
        }
        if let Some(twin) = twin {
            let message = format!(
                "{} has the preferred terms of {} (line {}) in two languages: make them one concept",
                called(concept),
                called(twin),
                twin.line
            );
            self.found("glossary-duplicate-concept", concept.line, message);
        }
    }

    fn concept(&mut self, concept: &Concept) {
        if concept.id.is_empty() {
            let message = format!(
                "{} has no identifier: reports and merges name concepts by it",
                called(concept)
            );
            self.found("glossary-no-id", concept.line, message);
        }
        for term in &concept.terms {
            self.term(concept, term);
        }
        self.twice(concept);
        let mut languages: Vec<&LangTag> = Vec::new();
        for term in &concept.terms {
            if !languages.contains(&&term.lang) {
                languages.push(&term.lang);
            }
        }
        for lang in languages {
            self.language(concept, lang);
        }
        for lang in &self.settings.languages {
            if concept.preferred(lang).is_none() {
                let message = format!("{} has no right term in {lang}", called(concept));
                self.found("glossary-missing-language", concept.line, message);
            }
        }
    }

    /// Terms of a concept that are the same, or are for a reader of texts.
    fn twice(&mut self, concept: &Concept) {
        let mut known: FxHashMap<(&LangTag, String), &Term> = FxHashMap::default();
        let plain = concept.terms.iter().filter(|term| term.mode != MatchMode::Regex);
        for term in plain {
            let key = (&term.lang, shown(&term.text));
            let Some(first) = known.get(&key) else {
                known.insert(key, term);
                continue;
            };
            let text = shortened(&term.text);
            let at = line(concept, term);
            let (one, other) = (first.status, term.status);
            if one == other {
                let message = format!("\"{text}\" ({}) is there twice: remove one", term.lang);
                self.found("glossary-repeated-term", at, message);
            } else if one.is_right() == other.is_right() {
                let message = format!(
                    "\"{text}\" ({}) is both {} and {}: choose one",
                    term.lang,
                    one.name(),
                    other.name()
                );
                self.found("glossary-contradiction", at, message);
            } else {
                let message = format!(
                    "\"{text}\" ({}) is {} and {} in one concept: texts would be wrong with and without it",
                    term.lang,
                    one.name(),
                    other.name()
                );
                self.found("glossary-forbidden-preferred", at, message);
            }
        }
    }

    fn language(&mut self, concept: &Concept, lang: &LangTag) {
        let terms = || concept.terms.iter().filter(|term| term.lang == *lang);
        let is_full = |term: &&Term| term.status == TermStatus::Preferred && !term.acronym;
        let preferred: Vec<&Term> = terms().filter(is_full).collect();
        let at = terms().next().map_or(concept.line, |term| line(concept, term));
        if preferred.len() > 1 {
            let texts: Vec<String> =
                preferred.iter().map(|term| format!("\"{}\"", shortened(&term.text))).collect();
            let message = format!(
                "{} has several preferred terms in {lang} ({}): the first counts; make the others admitted",
                called(concept),
                texts.join(", ")
            );
            self.found("glossary-several-preferred", line(concept, preferred[1]), message);
        }
        let any = terms().any(|term| term.status == TermStatus::Preferred);
        if !any {
            let message = format!("{} has terms in {lang} and none is preferred", called(concept));
            self.found("glossary-no-preferred", at, message);
        }
        let right = || terms().filter(|term| term.status.is_right());
        let alone = right().next().is_some() && right().all(|term| term.acronym);
        if alone {
            let message = format!(
                "{} has no full form in {lang} beside its acronym: a first use cannot be checked",
                called(concept)
            );
            self.found("glossary-acronym-alone", at, message);
        }
    }

    fn term(&mut self, concept: &Concept, term: &Term) {
        let at = line(concept, term);
        let (text, lang) = (&*term.text, &term.lang);
        let name = shortened(text);
        if term.mode == MatchMode::Regex {
            if let Err(error) = regex::Regex::new(text) {
                let reason = error.to_string();
                let reason = reason.lines().last().unwrap_or_default().trim();
                let message = format!("the expression \"{name}\" cannot be read: {reason}");
                self.found("glossary-regex", at, message);
            }
            return;
        }
        if folded(text).is_empty() {
            let message = format!(
                "\"{name}\" ({lang}) has no letter or digit: it can never be found in a text"
            );
            self.found("glossary-unfindable", at, message);
        }
        if text.trim() != text || text.contains("  ") {
            let message = format!("\"{name}\" ({lang}) has spaces that do not belong to it");
            self.found("glossary-spaces", at, message);
        }
        if let Some(bracket) = unpaired(text) {
            let message = format!("\"{name}\" ({lang}) has a `{bracket}` without its counterpart");
            self.found("glossary-brackets", at, message);
        }
        let tight = matches!(lang.language(), "zh" | "ja" | "ko" | "th");
        let letters = text.chars().count();
        // Names of treaties are long; what is as long and is none is hardly a term.
        if letters > if tight { LONG_CJK } else { LONG }
            && !(term.proper_name && letters < 2 * LONG)
        {
            let message = format!("\"{name}\" ({lang}) has {letters} letters: is it a definition?");
            self.found("glossary-long-term", at, message);
        }
        let cased = text.chars().any(char::is_lowercase);
        // An admitted form may be the description it goes by in running text.
        let preferred = term.status == TermStatus::Preferred;
        if term.proper_name && preferred && cased && !text.chars().any(char::is_uppercase) {
            let message = format!("the official name \"{name}\" ({lang}) has no capital");
            self.found("glossary-name-capital", at, message);
        }
    }
}

fn line(concept: &Concept, term: &Term) -> u32 {
    if term.line > 0 { term.line } else { concept.line }
}

/// A bracket or quotation mark that has no counterpart.
fn unpaired(text: &str) -> Option<char> {
    const PAIRS: [(char, char); 8] = [
        ('(', ')'),
        ('[', ']'),
        ('{', '}'),
        ('（', '）'),
        ('«', '»'),
        ('“', '”'),
        ('「', '」'),
        ('《', '》'),
    ];
    let mut open = Vec::new();
    for c in text.chars() {
        if let Some((_, close)) = PAIRS.iter().find(|(start, _)| *start == c) {
            open.push((c, *close));
        } else if PAIRS.iter().any(|(_, close)| *close == c)
            && open.pop().is_none_or(|(_, close)| close != c)
        {
            return Some(c);
        }
    }
    open.first().map(|(start, _)| *start)
}
