//! `term-case`

use super::{CheckedText, Find, Group, Hit, PairSide, Rule};
use crate::model::{CasePolicy, Severity};

pub(super) const RULE: Rule = Rule {
    id: "term-case",
    group: Group::Terms,
    default_on: true,
    severity: Severity::Warning,
    title: "a term with other capitals than its own",
    documentation: "\
What it does: finds terms whose capitals differ from the termbase's: \"member states\" for \"Member
States\". Text in capitals only, and a capital at the start of a sentence, are right.

Why: in official texts capitals tell the defined term from the common word.",
    find: Find::Text(find),
};

fn find(checked: &CheckedText<'_>, hits: &mut Vec<Hit>) {
    for found in &checked.terms {
        let Some((_, term)) = checked.term(found) else { continue };
        if term.case != CasePolicy::Kept || !term.status.is_right() || term.proper_name {
            continue;
        }
        let (start, end) = (found.start as usize, found.end as usize);
        let written = &checked.text()[start..end];
        let right = recased(&term.text, written, &checked.text()[..start]);
        if right == written {
            continue;
        }
        let message = format!("wrong capitals in \"{written}\": write \"{right}\"");
        let hit = Hit::new(&RULE, PairSide::Source, start..end, message).write(right);
        hits.push(hit.at_severity(checked.severity(found.concept, &RULE)));
    }
}

/// The text with the capitals of the term, word by word; what is right stays.
fn recased(term: &str, written: &str, before: &str) -> String {
    if !written.chars().any(char::is_lowercase) {
        return written.to_owned();
    }
    let before = before.trim_end();
    let opens = before.is_empty() || before.ends_with(['.', '!', '?', ':', '“', '«', '"']);
    let parted = |c: char| !c.is_alphanumeric();
    let wanted: Vec<&str> = term.split(parted).filter(|word| !word.is_empty()).collect();
    let mut right = String::with_capacity(written.len());
    let (mut word, mut inside) = (0, false);
    for c in written.chars() {
        if !c.is_alphanumeric() {
            inside = false;
            right.push(c);
            continue;
        }
        if inside {
            right.push(c);
            continue;
        }
        inside = true;
        let upper = wanted.get(word).and_then(|word| word.chars().next()).map(char::is_uppercase);
        match upper {
            Some(true) => right.extend(c.to_uppercase()),
            Some(false) if !(word == 0 && opens) => right.extend(c.to_lowercase()),
            _ => right.push(c),
        }
        word += 1;
    }
    right
}

#[cfg(test)]
mod tests {
    use super::recased;

    #[test]
    fn capitals_come_from_the_term_and_endings_from_the_text() {
        assert_eq!(recased("Member State", "member states", "the "), "Member States");
        assert_eq!(recased("Member State", "MEMBER STATES", "the "), "MEMBER STATES");
        assert_eq!(recased("State party", "State Parties", ""), "State parties");
        assert_eq!(recased("государство-Член", "государства-члены", "все "), "государства-Члены");
    }
}
