//! `name-near-miss`

use super::{CheckedText, Find, Group, Hit, PairSide, Rule};
use crate::model::Severity;

pub(super) const RULE: Rule = Rule {
    id: "name-near-miss",
    group: Group::Terms,
    default_on: true,
    severity: Severity::Error,
    title: "text that is nearly an official name",
    documentation: "\
What it does: looks for text that nearly has an official name of the termbase, and says what differs: a
misspelt word, the order, a missing, extra or substituted word, an article or preposition, capitals.

Why: no spelling checker knows that it is the Joint Valletta Action Plan, not the Valletta Joint Action
Plan; readers and search engines look for the official form.

Example: \"Joint Valetta Action Plan\" – misspelt word: \"Valetta\" for \"Valletta\".

Names are the terms marked as proper names (`match` is `proper-name` in a table). Short forms up to a
comma count as right, as do all admitted terms: add other short forms as admitted terms.",
    find: Find::Text(find),
};

fn find(checked: &CheckedText<'_>, hits: &mut Vec<Hit>) {
    for miss in &checked.near_misses {
        let differences: Vec<String> = miss.differences.iter().map(ToString::to_string).collect();
        let message =
            format!("not the official name ({}): write \"{}\"", differences.join("; "), miss.fix);
        let range = miss.start as usize..miss.end as usize;
        let hit = Hit::new(&RULE, PairSide::Source, range, message).write(&*miss.fix);
        hits.push(hit.at_severity(checked.severity(miss.concept, &RULE)));
    }
}
