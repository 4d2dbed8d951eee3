//! `term-forbidden` and `term-deprecated`

use super::{CheckedText, Find, Group, Hit, PairSide, Rule};
use crate::model::{Severity, TermStatus};

pub(super) const FORBIDDEN: Rule = Rule {
    id: "term-forbidden",
    group: Group::Terms,
    default_on: true,
    severity: Severity::Error,
    title: "a term that must not be used",
    documentation: "\
What it does: finds terms that the termbase forbids, in all their forms, and proposes the preferred term
of their concept, with the capitals of the text.

Why: one concept has one name; a forbidden one is wrong or misleading.",
    find: Find::Text(|checked, hits| find(checked, hits, &FORBIDDEN, TermStatus::Forbidden)),
};

pub(super) const DEPRECATED: Rule = Rule {
    id: "term-deprecated",
    group: Group::Terms,
    default_on: true,
    severity: Severity::Warning,
    title: "a term that is no longer to be used",
    documentation: "\
What it does: finds terms that the termbase calls deprecated or superseded, in all their forms, and
proposes the preferred term of their concept, with the capitals of the text.

Why: older or informal terms make texts inconsistent and searches incomplete.",
    find: Find::Text(|checked, hits| find(checked, hits, &DEPRECATED, TermStatus::Deprecated)),
};

fn find(checked: &CheckedText<'_>, hits: &mut Vec<Hit>, rule: &Rule, status: TermStatus) {
    for found in &checked.terms {
        let Some((concept, term)) = checked.term(found) else { continue };
        // The place may be a right term of another concept as well.
        let right = checked.terms.iter().any(|other| {
            let same = (other.start, other.end) == (found.start, found.end);
            same && checked.term(other).is_some_and(|(_, term)| term.status.is_right())
        });
        if term.status != status || right {
            continue;
        }
        let written = &checked.text()[found.start as usize..found.end as usize];
        let preferred = concept.preferred(&term.lang).map(|term| &*term.text);
        let replacement = preferred.map(|preferred| with_capitals_of(preferred, written));
        let message = match &replacement {
            Some(preferred) => format!("\"{written}\" is {}: write \"{preferred}\"", status.name()),
            None => format!("\"{written}\" is {}", status.name()),
        };
        let range = found.start as usize..found.end as usize;
        let mut hit = Hit::new(rule, PairSide::Source, range, message);
        hit.severity = checked.severity(found.concept, rule);
        hit.replacement = replacement;
        // Another form of the term asks for another form of the preferred one.
        hit.safe = written.to_lowercase() == term.text.to_lowercase();
        hits.push(hit);
    }
}

/// The term with a capital at its start where the text has one, in capitals where all of the text is.
fn with_capitals_of(term: &str, written: &str) -> String {
    let letters: Vec<char> = written.chars().filter(|c| c.is_alphabetic()).collect();
    let upper = letters.iter().all(|c| c.is_uppercase()) && letters.len() > 1;
    if upper && letters.iter().any(|c| c.to_lowercase().next() != Some(*c)) {
        return term.to_uppercase();
    }
    let capital = letters.first().is_some_and(|c| c.is_uppercase());
    let mut chars = term.chars();
    match chars.next().filter(|_| capital) {
        Some(first) => first.to_uppercase().collect::<String>() + chars.as_str(),
        None => term.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::with_capitals_of;

    #[test]
    fn capitals_are_kept_as_in_the_text() {
        assert_eq!(
            with_capitals_of("trafficking in persons", "Human trafficking"),
            "Trafficking in persons"
        );
        assert_eq!(with_capitals_of("State party", "party State"), "State party");
        assert_eq!(with_capitals_of("abc", "XYZ"), "ABC");
        assert_eq!(with_capitals_of("贩运人口", "人口走私"), "贩运人口");
    }
}
