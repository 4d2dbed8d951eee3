//! By which rules a unit is broken.

use crate::app::AppError;
use crate::app::check::RuleSet;
use crate::check::{self, Group, Hit, PairSide};
use crate::model::Unit;

/// The rule of units whose source is empty.
pub const SOURCE_EMPTY: &str = "source-empty";
/// The rule of units of numbers and signs.
pub const NO_LETTERS: &str = "no-letters";
/// The rule of pairs that hardly translate each other.
pub const LOW_SCORE: &str = "score-low";

/// The rules that hold where none are named.
pub const RULES: &[&str] = &[
    SOURCE_EMPTY,
    "target-empty",
    "target-same-as-source",
    "wrong-script",
    "wrong-language",
    NO_LETTERS,
    "length-ratio",
    "placeholder-mismatch",
    "code-mismatch",
];

/// The rules asked for: those named, else the usual ones; without those to be left out.
///
/// # Errors
/// When there is no such rule, or it is not about pairs of texts by themselves.
pub fn wanted<'a>(only: &'a [String], skip: &'a [String]) -> Result<Vec<&'a str>, AppError> {
    for name in only.iter().chain(skip) {
        known(name)?;
    }
    let mut rules: Vec<&str> = match only {
        [] => RULES.to_vec(),
        only => only.iter().map(String::as_str).collect(),
    };
    rules.retain(|rule| !skip.iter().any(|skipped| skipped == rule));
    if rules.is_empty() {
        return Err(AppError::request("no rule is left"));
    }
    Ok(rules)
}

fn known(name: &str) -> Result<(), AppError> {
    if [SOURCE_EMPTY, NO_LETTERS, LOW_SCORE].contains(&name) {
        return Ok(());
    }
    let Some(rule) = check::rule(name) else {
        let usual = RULES.join(", ");
        let message = format!(
            "there is no rule `{name}`: the usual ones are {usual}; `targum explain` lists others"
        );
        return Err(AppError::request(message));
    };
    // Consistency is told of texts that stand beside each other in a file.
    if rule.group == Group::Terms || name.starts_with("inconsistent-") {
        let message = format!(
            "the rule `{name}` is not about pairs by themselves: export the memory and use `targum check`"
        );
        return Err(AppError::request(message));
    }
    Ok(())
}

/// Those of the rules that are rules of checks.
pub(super) fn set(names: &[&str]) -> RuleSet {
    let rules = names.iter().filter_map(|name| check::rule(name));
    RuleSet { rules: rules.map(|rule| (rule, rule.severity)).collect(), allow: Vec::new() }
}

/// Whether a hit is about the source whatever its target.
pub(super) fn is_about_source(hit: &Hit) -> bool {
    let group = check::rule(hit.rule).map(|rule| rule.group);
    hit.side == PairSide::Source && group == Some(Group::Writing)
}

/// What is wrong with a unit as a whole.
pub(super) fn of_unit(unit: &Unit, source: usize) -> Vec<(&'static str, &'static str)> {
    let texts = || unit.variants.iter().map(|variant| variant.content.text.as_str());
    let mut wrong = Vec::new();
    if texts().nth(source).is_none_or(|text| text.trim().is_empty()) {
        wrong.push((SOURCE_EMPTY, "the source is empty"));
    }
    let letters = texts().any(|text| text.chars().any(char::is_alphabetic));
    if !letters && texts().any(|text| !text.trim().is_empty()) {
        wrong.push((NO_LETTERS, "its texts are numbers and signs only"));
    }
    wrong
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_chosen_by_name() {
        let names = |names: &[&str]| -> Vec<String> {
            names.iter().map(|name| (*name).to_owned()).collect()
        };
        assert_eq!(wanted(&[], &[]).unwrap(), RULES);
        let skip = names(&[NO_LETTERS, "length-ratio"]);
        assert_eq!(wanted(&[], &skip).unwrap().len(), RULES.len() - 2);
        let only = names(&["number-mismatch"]);
        assert_eq!(wanted(&only, &[]).unwrap(), ["number-mismatch"]);
        for wrong in ["no-such-rule", "term-forbidden", "inconsistent-source"] {
            assert!(wanted(&names(&[wrong]), &[]).is_err(), "{wrong}");
        }
        assert!(wanted(&only, &only).is_err());
        assert_eq!(set(RULES).rules.len(), RULES.len() - 2);
    }
}
