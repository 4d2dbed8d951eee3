//! SRX: segmentation rules exchanged between tools.
//!
//! The model of SRX 2.0 (Segmentation Rules eXchange, LISA/OSCAR 2008, now at ETSI LIS and GALA):
//! rules in named sets, maps from language patterns to the sets, cascading, and where the inline codes
//! at a break belong. SRX 1.0 files load into the same model. At each place of a text the first rule
//! decides whose `beforebreak` matches right before it and whose `afterbreak` matches right after it.

mod borders;
mod compile;
mod confirm;
mod edges;
mod engine;
mod export;
mod foreign;
mod gate;
mod near;
mod read;
mod shorten;
mod translate;
mod walk;
mod whole;
mod write;

pub use compile::Compiled;
pub use foreign::{Engine, Foreign};
pub use read::SrxError;

use crate::model::FormatHandles;
use crate::text::LangTag;
use regex::Regex;
use translate::{Side, translate};

/// The rules of one SRX file.
#[derive(Debug, Clone, Default)]
pub struct Srx {
    /// The version as written: `1.0`, `2.0`.
    pub version: String,
    /// Whether texts inside codes are segmented as well.
    pub segment_subflows: bool,
    /// Whether the rules of every matching map are used one after the other, or the first one's only.
    pub cascade: bool,
    /// Where the codes at a break belong.
    pub handles: FormatHandles,
    /// What breaks around it and not inside, by the extension of Okapi; empty for nothing.
    pub range_rule: String,
    /// Whether the file wants the sentence breaks of ICU besides, by the extension of Okapi.
    pub icu_breaks: bool,
    /// The sets of rules, in the file's order.
    pub rule_sets: Vec<RuleSet>,
    /// Which sets a language uses, in the file's order.
    pub maps: Vec<LanguageMap>,
}

/// A named set of rules: `languagerule`.
#[derive(Debug, Clone, Default)]
pub struct RuleSet {
    /// Its name.
    pub name: String,
    /// Its rules, in order.
    pub rules: Vec<Rule>,
}

/// One rule: break, or don't, where both patterns match.
#[derive(Debug, Clone, Default)]
pub struct Rule {
    /// Whether the rule breaks the text; otherwise it keeps it together.
    pub breaks: bool,
    /// What stands right before the place, as written (an ICU regular expression); empty for anything.
    pub before: String,
    /// What stands right after it; empty for anything.
    pub after: String,
    /// The line of the file it starts in, from 1.
    pub line: u32,
}

/// A language's rules: `languagemap`.
#[derive(Debug, Clone)]
pub struct LanguageMap {
    /// Matched against the whole tag; `None` where the pattern could not be read.
    pattern: Option<Regex>,
    /// The pattern as written.
    pub written: String,
    /// The name of the rule set.
    pub rule_set: String,
}

impl LanguageMap {
    /// A map from the tags that a pattern matches to a rule set.
    pub fn new(written: &str, rule_set: &str) -> Self {
        let pattern = translate(written, Side::After)
            .ok()
            .and_then(|translated| Regex::new(&format!(r"\A(?:{})\z", translated.pattern)).ok());
        Self { pattern, written: written.to_owned(), rule_set: rule_set.to_owned() }
    }

    fn matches(&self, tag: &str) -> bool {
        self.pattern.as_ref().is_some_and(|pattern| pattern.is_match(tag))
    }

    fn matches_any_case(&self, tag: &str) -> bool {
        let pattern = self.pattern.as_ref();
        let folded = pattern.and_then(|p| Regex::new(&format!("(?i){}", p.as_str())).ok());
        folded.is_some_and(|pattern| pattern.is_match(tag))
    }
}

impl Srx {
    /// The rules for a language, in the order they are tried: those of each map that matches its tag
    /// (or of the first, without cascading).
    pub fn rules(&self, lang: &LangTag) -> Vec<(&RuleSet, &Rule)> {
        let tag = lang.as_str();
        let matching = self.maps.iter().filter(|map| map.matches(tag));
        let used = matching.take(if self.cascade { usize::MAX } else { 1 });
        let sets =
            used.filter_map(|map| self.rule_sets.iter().find(|set| set.name == map.rule_set));
        sets.flat_map(|set| set.rules.iter().map(move |rule| (set, rule))).collect()
    }
}

#[cfg(test)]
mod tests;
