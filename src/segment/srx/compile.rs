//! One language's rules, compiled: from a text to its breaks.

use super::confirm::Confirm;
use super::engine::Scanner;
use super::near::{Memory, Near};
use super::shorten::shorten;
use super::translate::{Side, translate, wider};
use super::{Rule, RuleSet, Srx};
use crate::model::{Finding, Position, Severity};
use crate::text::LangTag;
use regex_automata::hybrid::dfa::Cache;
use regex_automata::util::pool::Pool;
use regex_syntax::hir::Hir;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// How large one pattern may be once compiled, in bytes: more is a mistake or an attack (`x{9999999}`).
pub(super) const MAX_PATTERN: usize = 4 << 20;

type CachePool = Pool<Caches, Box<dyn Fn() -> Caches + Send + Sync>>;

/// What the automata have found out about their states so far.
pub(super) struct Caches {
    pub(super) before: Cache,
    pub(super) after: Cache,
    near: Option<Memory>,
}

/// The rules of one language, ready to run. Time is linear in the text.
pub struct Compiled {
    pub(super) rules: Vec<Questions>,
    pub(super) before: Scanner,
    pub(super) after: Scanner,
    near: Option<Arc<Near>>,
    caches: CachePool,
}

impl std::fmt::Debug for Compiled {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Compiled").field("rules", &self.rules.len()).finish_non_exhaustive()
    }
}

/// A rule as questions about which patterns end, and which start, at a place.
#[derive(Debug, Default)]
pub(super) struct Questions {
    pub(super) breaks: bool,
    pub(super) before: Vec<Question>,
    pub(super) after: Vec<Question>,
    /// What is left to be tried where the questions hold.
    pub(super) confirm: Option<Box<Confirm>>,
}

/// Whether a pattern, by its number, must match or must not.
#[derive(Debug, Clone, Copy)]
pub(super) struct Question {
    pub(super) pattern: u32,
    pub(super) wanted: bool,
}

pub(super) fn hold(questions: &[Question], matched: &[u32]) -> bool {
    questions.iter().all(|q| matched.binary_search(&q.pattern).is_ok() == q.wanted)
}

impl Srx {
    /// Compiles the rules for a language. A rule that can't be translated is left out and named in a
    /// finding.
    pub fn compile(&self, lang: &LangTag) -> (Compiled, Vec<Finding>) {
        let (mut before, mut after) = (Patterns::of(Side::Before), Patterns::of(Side::After));
        let (mut rules, mut findings) = (Vec::new(), Vec::new());
        for (set, rule) in self.rules(lang) {
            let asked = questions(rule, &mut before, &mut after).or_else(|reason| {
                questions_wider(rule, &mut before, &mut after).map_err(|_| reason)
            });
            match asked {
                Ok(Some(questions)) => {
                    if questions.confirm.is_some()
                        && (rule.before.contains("(?=") || rule.before.contains("(?!"))
                    {
                        findings.push(short_sighted(set, rule));
                    }
                    rules.push(questions);
                }
                Ok(None) => {}
                Err(reason) => findings.push(left_out(set, rule, &reason)),
            }
        }
        let near = Near::new(&rules, &before.hirs, &after.hirs);
        let scanners = Scanner::new(&before.hirs, false)
            .and_then(|before| Ok((before, Scanner::new(&after.hirs, true)?)));
        let (before, after) = scanners.unwrap_or_else(|_| {
            rules.clear();
            let message = format!("the rules for {lang} are too many to be compiled: none is used");
            findings.push(Finding::new("srx-rule", Severity::Error, message));
            (Scanner::never(), Scanner::never())
        });
        (Compiled::new(rules, before, after, near), findings)
    }
}

fn short_sighted(set: &RuleSet, rule: &Rule) -> Finding {
    let message = format!(
        "the look-ahead of a rule of `{}` sees no further than the break (beforebreak `{}`)",
        set.name, rule.before
    );
    let position = Position { offset: 0, line: rule.line, column: 1 };
    Finding::new("srx-look-ahead", Severity::Info, message).at(position)
}

pub(super) fn left_out(set: &RuleSet, rule: &Rule, reason: &str) -> Finding {
    let message = format!(
        "a rule of `{}` is left out: its {reason} (beforebreak `{}`, afterbreak `{}`)",
        set.name, rule.before, rule.after
    );
    let position = Position { offset: 0, line: rule.line, column: 1 };
    Finding::new("srx-rule", Severity::Error, message).at(position)
}

/// The distinct patterns of one side.
struct Patterns {
    side: Side,
    numbers: FxHashMap<String, Option<u32>>,
    hirs: Vec<Hir>,
}

impl Patterns {
    fn of(side: Side) -> Self {
        Self { side, numbers: FxHashMap::default(), hirs: Vec::new() }
    }

    /// The number of a pattern in translated form; `None` for one that matches everywhere.
    fn number(&mut self, pattern: &str) -> Result<Option<u32>, String> {
        if let Some(&known) = self.numbers.get(pattern) {
            return Ok(known);
        }
        let hir = regex_syntax::parse(pattern).map_err(|error| one_line(&error.to_string()))?;
        let properties = hir.properties();
        let everywhere = properties.minimum_len() == Some(0) && properties.look_set().is_empty();
        let number = if everywhere { None } else { Some(self.hirs.len() as u32) };
        if number.is_some() {
            let nfa = regex_automata::nfa::thompson::Compiler::new()
                .configure(
                    regex_automata::nfa::thompson::Config::new().nfa_size_limit(Some(MAX_PATTERN)),
                )
                .build_from_hir(&hir);
            nfa.map_err(|_| "counts too high".to_owned())?;
            self.hirs.push(shorten(&hir, self.side));
        }
        self.numbers.insert(pattern.to_owned(), number);
        Ok(number)
    }
}

/// The last line of an error that draws its place over several.
pub(super) fn one_line(error: &str) -> String {
    let last = error.lines().last().unwrap_or_default();
    last.trim_start_matches("error: ").to_owned()
}

/// The questions of a rule; `None` for one that can never match.
fn questions(
    rule: &Rule,
    before: &mut Patterns,
    after: &mut Patterns,
) -> Result<Option<Questions>, String> {
    let mut asked = Questions { breaks: rule.breaks, ..Questions::default() };
    for (side, written) in [(Side::Before, &rule.before), (Side::After, &rule.after)] {
        let name = if side == Side::Before { "beforebreak" } else { "afterbreak" };
        let told = |reason: String| format!("{name} has {reason}");
        let translated = translate(written, side).map_err(told)?;
        let across =
            translated.across.into_iter().map(|(wanted, pattern)| (false, wanted, pattern));
        for (own, wanted, pattern) in across.chain([(true, true, translated.pattern)]) {
            let in_front = (side == Side::Before) == own;
            let patterns = if in_front { &mut *before } else { &mut *after };
            match patterns.number(&pattern).map_err(told)? {
                Some(pattern) => {
                    let list = if in_front { &mut asked.before } else { &mut asked.after };
                    list.push(Question { pattern, wanted });
                }
                None if wanted => {}
                None => return Ok(None),
            }
        }
    }
    Ok(Some(asked))
}

/// The questions of a rule whose patterns automata can't express: they find the places where it is tried.
fn questions_wider(
    rule: &Rule,
    before: &mut Patterns,
    after: &mut Patterns,
) -> Result<Option<Questions>, String> {
    let confirm = Some(Box::new(Confirm::new(rule)?));
    let mut asked = Questions { breaks: rule.breaks, confirm, ..Questions::default() };
    if let Some(pattern) = before.number(&wider(&rule.before, Side::Before)?)? {
        asked.before.push(Question { pattern, wanted: true });
    }
    if let Some(pattern) = after.number(&wider(&rule.after, Side::After)?)? {
        asked.after.push(Question { pattern, wanted: true });
    }
    Ok(Some(asked))
}

impl Compiled {
    fn new(rules: Vec<Questions>, before: Scanner, after: Scanner, near: Option<Near>) -> Self {
        let near = near.map(Arc::new);
        let (for_before, for_after, for_near) = (before.clone(), after.clone(), near.clone());
        let caches: CachePool = Pool::new(Box::new(move || Caches {
            before: for_before.cache(),
            after: for_after.cache(),
            near: for_near.as_ref().map(|near| near.memory()),
        }));
        Self { rules, before, after, near, caches }
    }

    /// Where `text` breaks: byte offsets inside it, ascending.
    pub fn breaks(&self, text: &str) -> Vec<usize> {
        let mut caches = self.caches.get();
        if let Some(breaks) = self.near_breaks(text, &mut caches) {
            return breaks;
        }
        self.all_breaks(text, &mut caches)
    }

    /// Where `text` breaks by both ways: around single places, if that is possible, and by all of it.
    #[cfg(test)]
    pub(super) fn both_breaks(&self, text: &str) -> (Option<Vec<usize>>, Vec<usize>) {
        let mut caches = self.caches.get();
        (self.near_breaks(text, &mut caches), self.all_breaks(text, &mut caches))
    }

    /// The breaks by what stands around the places that may break; `None` where that takes too long.
    fn near_breaks(&self, text: &str, caches: &mut Caches) -> Option<Vec<usize>> {
        let (near, memory) = (self.near.as_ref()?, caches.near.as_mut()?);
        let (mut breaks, mut tries) = (Vec::new(), Vec::new());
        let asked = |ended: &[u32], started: &[u32]| self.asked(ended, started);
        let done = near.scan(text, memory, &self.rules, asked, |place, asked| {
            let first = asked.iter().find(|&&rule| match &self.rules[rule].confirm {
                Some(confirm) => {
                    tries.resize(self.rules.len(), 0);
                    confirm.holds(text, place, &mut tries[rule])
                }
                None => true,
            });
            if first.is_some_and(|&rule| self.rules[rule].breaks) {
                breaks.push(place);
            }
        });
        breaks.reverse();
        done.then_some(breaks)
    }

    /// The rules whose questions hold, up to the first that nothing is left to be tried of.
    pub(super) fn asked(&self, before: &[u32], after: &[u32]) -> Vec<usize> {
        let mut asked = Vec::new();
        for (place, rule) in self.rules.iter().enumerate() {
            if hold(&rule.before, before) && hold(&rule.after, after) {
                asked.push(place);
                if rule.confirm.is_none() {
                    break;
                }
            }
        }
        asked
    }

    /// The rules that ran into the limit of steps since this was last asked.
    pub fn remarks(&self) -> Vec<Finding> {
        self.rules.iter().filter_map(|rule| rule.confirm.as_ref()?.remark()).collect()
    }
}
