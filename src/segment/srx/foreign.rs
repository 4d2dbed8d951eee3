//! The engines of other tools, where they differ from the standard.
//!
//! The standard tries every rule at every place. These search the text for each rule's patterns instead, so
//! that a match may hide the next one:
//!
//! - Okapi searches for both patterns together, each time from the last place on: what stands before the
//!   place can't begin before the place found last by the same rule. The first rule that finds a place
//!   decides. A segment of white space alone joins the next. The `rangeRule` of its header breaks around what
//!   it matches and nowhere inside.
//! - OmegaT takes the rule sets in the file's order, each with its first map (or for any language if it has
//!   none), in any case of letters and whatever the header says of cascading. It searches for each pattern by itself and without
//!   overlaps; a place is where a match of the one ends and a match of the other starts. A last segment of
//!   white space alone joins the one before it.
//! - The Java library `segment`, as used by LanguageTool, searches for `beforebreak` of the breaking rules
//!   without overlaps, and not further back than the segment's start; the exceptions in front of that rule
//!   are then tried at the place.
//!
//! Not imitated: differences between the dialects of expressions, the limit that `segment` sets to how far
//! back an exception reaches, Okapi's sentence breaks by ICU (told in a finding), and trimming, since white
//! space around segments is never a part of what is printed.

use super::compile::left_out;
use super::confirm::{Confirm, compile, starts_at};
use super::translate::{Side, backtracking};
use super::{Rule, RuleSet, Srx};
use crate::model::{Finding, Severity};
use crate::text::LangTag;
use fancy_regex::Regex;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

/// A tool whose engine is imitated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// The Okapi Framework.
    Okapi,
    /// OmegaT.
    Omegat,
    /// The Java library `segment`.
    Java,
}

/// The rules of one language, to be run as another tool does.
#[derive(Debug)]
pub struct Foreign {
    engine: Engine,
    rules: Vec<Searched>,
    mask: Option<Regex>,
    ran_out: AtomicBool,
}

#[derive(Debug)]
struct Searched {
    breaks: bool,
    patterns: Patterns,
}

/// The patterns of a rule in the form that the engine runs.
#[derive(Debug)]
enum Patterns {
    /// As one, with what stands before the place as its first group.
    Together(Regex),
    /// What stands before the place, and after it.
    Apart(Regex, Regex),
    /// To be tried at given places only.
    At(Box<Confirm>),
}

impl Searched {
    fn new(rule: &Rule, engine: Engine) -> Result<Self, String> {
        let before = backtracking(&rule.before, Side::Before)?;
        let after = backtracking(&rule.after, Side::After)?;
        let patterns = match engine {
            Engine::Okapi => Patterns::Together(compile(&format!("({before})(?:{after})"))?),
            Engine::Java if !rule.breaks => Patterns::At(Box::new(Confirm::new(rule)?)),
            Engine::Omegat | Engine::Java => Patterns::Apart(compile(&before)?, compile(&after)?),
        };
        Ok(Self { breaks: rule.breaks, patterns })
    }
}

impl Srx {
    /// Compiles the rules for a language to be run as another tool does. A rule that can't be used is left
    /// out and named in a finding.
    pub fn compile_for(&self, engine: Engine, lang: &LangTag) -> (Foreign, Vec<Finding>) {
        let mut findings = Vec::new();
        let mut rules = Vec::new();
        let chosen = if engine == Engine::Omegat { self.merged(lang) } else { self.rules(lang) };
        for (set, rule) in chosen {
            match Searched::new(rule, engine) {
                Ok(rule) => rules.push(rule),
                Err(reason) => findings.push(left_out(set, rule, &format!("pattern has {reason}"))),
            }
        }
        let mut mask = None;
        if engine == Engine::Okapi {
            if self.icu_breaks {
                let message = "the file wants the sentence breaks of ICU besides its rules: they are not made";
                findings.push(Finding::new("srx-icu", Severity::Warning, message.to_owned()));
            }
            if !self.range_rule.is_empty() {
                match backtracking(&self.range_rule, Side::After).and_then(|p| compile(&p)) {
                    Ok(regex) => mask = Some(regex),
                    Err(reason) => {
                        let message = format!(
                            "the rangeRule `{}` is left out: it has {reason}",
                            self.range_rule
                        );
                        findings.push(Finding::new("srx-rule", Severity::Error, message));
                    }
                }
            }
        }
        (Foreign { engine, rules, mask, ran_out: AtomicBool::new(false) }, findings)
    }

    /// The rules of every set whose first map matches, in the order of the sets.
    fn merged(&self, lang: &LangTag) -> Vec<(&RuleSet, &Rule)> {
        let used = self.rule_sets.iter().filter(|set| {
            let map = self.maps.iter().find(|map| map.rule_set == set.name);
            map.is_none_or(|map| map.matches_any_case(lang.as_str()))
        });
        used.flat_map(|set| set.rules.iter().map(move |rule| (set, rule))).collect()
    }
}

impl Foreign {
    /// Where `text` breaks: byte offsets inside it, ascending.
    pub fn breaks(&self, text: &str) -> Vec<usize> {
        let breaks = match self.engine {
            Engine::Okapi => self.okapi(text),
            Engine::Omegat => self.omegat(text),
            Engine::Java => self.java(text),
        };
        breaks.into_iter().filter(|&place| place > 0 && place < text.len()).collect()
    }

    /// The rules that ran into the limit of steps since this was last asked.
    pub fn remarks(&self) -> Vec<Finding> {
        let mut remarks: Vec<Finding> = self.exceptions().filter_map(Confirm::remark).collect();
        if self.ran_out.swap(false, Ordering::Relaxed) {
            let message = "a rule takes too many steps and was not used for the rest of a text: make its patterns simpler";
            remarks.push(Finding::new("srx-steps", Severity::Warning, message.to_owned()));
        }
        remarks
    }

    fn exceptions(&self) -> impl Iterator<Item = &Confirm> {
        self.rules.iter().filter_map(|rule| match &rule.patterns {
            Patterns::At(confirm) => Some(&**confirm),
            _ => None,
        })
    }

    /// The next match from a place on: where it starts and ends.
    fn find(&self, regex: &Regex, text: &str, from: usize) -> Option<(usize, usize)> {
        if from > text.len() {
            return None;
        }
        let found = regex.find_from_pos(text, from).unwrap_or_else(|_| {
            self.ran_out.store(true, Ordering::Relaxed);
            None
        });
        found.map(|found| (found.start(), found.end()))
    }

    /// The matches of a pattern without overlaps.
    fn matches(
        &self,
        regex: &Regex,
        text: &str,
        from: usize,
    ) -> impl Iterator<Item = (usize, usize)> {
        let mut next = from;
        std::iter::from_fn(move || {
            let (start, end) = self.find(regex, text, next)?;
            next = if end > start { end } else { step(text, end) };
            Some((start, end))
        })
    }

    fn okapi(&self, text: &str) -> Vec<usize> {
        let mut places = BTreeMap::new();
        for rule in &self.rules {
            let Patterns::Together(both) = &rule.patterns else { continue };
            let mut from = 0;
            loop {
                let found = both.captures_from_pos(text, from).unwrap_or_else(|_| {
                    self.ran_out.store(true, Ordering::Relaxed);
                    None
                });
                let Some(place) = found.and_then(|found| Some(found.get(1)?.end())) else { break };
                places.entry(place).or_insert(rule.breaks);
                if place == from {
                    break;
                }
                from = place;
            }
        }
        if let Some(mask) = &self.mask {
            for (start, end) in self.matches(mask, text, 0) {
                places.retain(|place, _| !(start..end).contains(place));
                places.extend([(start, true), (end, true)]);
            }
        }
        let mut start = 0;
        let mut breaks = Vec::new();
        for place in places.into_iter().filter(|(_, breaks)| *breaks).map(|(place, _)| place) {
            if !text[start..place].trim().is_empty() {
                breaks.push(place);
                start = place;
            }
        }
        breaks
    }

    fn omegat(&self, text: &str) -> Vec<usize> {
        let mut places = BTreeMap::new();
        for rule in &self.rules {
            let Patterns::Apart(before, after) = &rule.patterns else { continue };
            let mut after = self.matches(after, text, 0).map(|(start, _)| start).peekable();
            for (_, end) in self.matches(before, text, 0) {
                while after.next_if(|&start| start < end).is_some() {}
                match after.peek() {
                    Some(&start) if start == end => {
                        places.entry(end).or_insert(rule.breaks);
                    }
                    Some(_) => {}
                    None => break,
                }
            }
        }
        let mut breaks: Vec<usize> =
            places.into_iter().filter(|(_, breaks)| *breaks).map(|(place, _)| place).collect();
        if breaks.last().is_some_and(|&last| text[last..].trim().is_empty()) {
            breaks.pop();
        }
        breaks
    }

    fn java(&self, text: &str) -> Vec<usize> {
        let breaking: Vec<usize> =
            (0..self.rules.len()).filter(|&rule| self.rules[rule].breaks).collect();
        let mut found: Vec<Option<(usize, usize)>> =
            breaking.iter().map(|&rule| self.next_break(rule, text, 0)).collect();
        let mut tries = vec![0; self.rules.len()];
        let mut breaks = Vec::new();
        let mut start = 0;
        loop {
            let places = found
                .iter()
                .zip(&breaking)
                .filter_map(|(found, &rule)| Some((found.as_ref()?.1, rule)));
            let Some((place, rule)) = places.min() else { break };
            let held = self.rules[..rule].iter().zip(&mut tries).any(|(exception, tries)| {
                matches!(&exception.patterns, Patterns::At(at) if at.holds(text, place, tries))
            });
            let cut = place > start && !held;
            if cut {
                breaks.push(place);
                start = place;
            }
            for (found, &rule) in found.iter_mut().zip(&breaking) {
                while let Some((from, end)) = *found {
                    if cut && from < place {
                        *found = self.next_break(rule, text, place);
                        if found.is_some_and(|(_, end)| end <= place) {
                            *found = self.next_break(rule, text, step(text, place));
                        }
                    } else if end <= place {
                        *found = self.next_break(
                            rule,
                            text,
                            if end > from { end } else { step(text, end) },
                        );
                    } else {
                        break;
                    }
                }
            }
        }
        breaks
    }

    /// The next match of a rule: where what stands before the place starts and ends.
    fn next_break(&self, rule: usize, text: &str, from: usize) -> Option<(usize, usize)> {
        let Patterns::Apart(before, after) = &self.rules[rule].patterns else { return None };
        self.matches(before, text, from).find(|&(_, end)| {
            starts_at(after, text, end).unwrap_or_else(|_| {
                self.ran_out.store(true, Ordering::Relaxed);
                false
            })
        })
    }
}

/// The place one letter on.
fn step(text: &str, place: usize) -> usize {
    place + text[place..].chars().next().map_or(1, char::len_utf8)
}
