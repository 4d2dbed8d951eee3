//! `term-inconsistent`

use super::{CheckedText, Find, Group, Hit, PairSide, Rule};
use crate::glossary::Found;
use crate::model::Severity;
use crate::words::fold_into;
use std::collections::BTreeMap;

pub(super) const RULE: Rule = Rule {
    id: "term-inconsistent",
    group: Group::Terms,
    default_on: true,
    severity: Severity::Info,
    title: "two names for one concept in one document",
    documentation: "\
What it does: finds documents that use two right terms of one concept, and reports the rarer one (of two
equally frequent ones the later) where it first stands. An acronym beside its full form, a short form that
is a part of the long one, inflected forms and capitals are one name.

Why: readers take two names for two things, and searches find half of the text.

Example: \"trafficking in persons\" three times, then \"human trafficking\" – both right, one is enough.

A place that may be a term of several concepts is not counted.",
    find: Find::Document(find),
};

/// A term a document uses.
struct Use {
    term: u32,
    count: usize,
    /// Where it first stands.
    first: (usize, Found),
}

fn find(texts: &[CheckedText<'_>], hits: &mut Vec<(usize, Hit)>) {
    let mut concepts: BTreeMap<u32, Vec<Use>> = BTreeMap::new();
    for (at, text) in texts.iter().enumerate() {
        for (index, found) in text.terms.iter().enumerate() {
            let Some((_, term)) = text.term(found) else { continue };
            let neighbours = [index.checked_sub(1), Some(index + 1)];
            let shared = neighbours.iter().flatten().filter_map(|at| text.terms.get(*at));
            if term.acronym
                || !term.status.is_right()
                || shared.into_iter().any(|other| other.start == found.start)
            {
                continue;
            }
            let uses = concepts.entry(found.concept).or_default();
            match uses.iter_mut().find(|one| one.term == found.term) {
                Some(one) => one.count += 1,
                None => uses.push(Use { term: found.term, count: 1, first: (at, *found) }),
            }
        }
    }
    for uses in concepts.values().filter(|uses| uses.len() > 1) {
        report(texts, uses, hits);
    }
}

/// Reports the terms of a concept that are no other form of its most frequent one.
fn report(texts: &[CheckedText<'_>], uses: &[Use], hits: &mut Vec<(usize, Hit)>) {
    let written = |one: &Use| {
        let (text, found) = one.first;
        &texts[text].text()[found.start as usize..found.end as usize]
    };
    let Some(main) = uses.iter().rev().max_by_key(|one| one.count) else { return };
    let name =
        |one: &Use| texts[one.first.0].term(&one.first.1).map(|(_, term)| letters(&term.text));
    let Some(main_name) = name(main) else { return };
    for one in uses.iter().filter(|one| one.term != main.term) {
        let Some(other) = name(one) else { continue };
        if main_name.contains(&other) || other.contains(&main_name) {
            continue;
        }
        let (text, found) = one.first;
        let times = if main.count == 1 { "once".into() } else { format!("{} times", main.count) };
        let message = format!(
            "\"{}\" here and \"{}\" ({times}) name one concept: keep to one",
            written(one),
            written(main)
        );
        let range = found.start as usize..found.end as usize;
        let hit = Hit::new(&RULE, PairSide::Source, range, message);
        let severity = texts[text].severity(found.concept, &RULE);
        hits.push((text, hit.at_severity(severity)));
    }
}

/// The folded letters of a term: forms that differ in hyphens and spaces are one.
fn letters(term: &str) -> String {
    let mut folded = String::new();
    fold_into(term, &mut folded);
    folded.retain(char::is_alphanumeric);
    folded
}

#[cfg(test)]
mod tests {
    use crate::check::testing::document_hits;

    const TERMS: &str = "concept_id\ten\tadmitted_en\tacronym_en\tfr\tadmitted_fr\tzh\tadmitted_zh\n\
        A\ttrafficking in persons\thuman trafficking\tTIP\ttraite des personnes\ttraite des êtres humains\t贩运人口\t人口贩卖\n\
        B\tMember State of the United Nations\tMember State\t\tÉtat Membre\t\t会员国\t\n";

    fn found(lang: &str, texts: &[&str]) -> Vec<(usize, String)> {
        let hits = document_hits("term-inconsistent", TERMS, lang, texts);
        hits.into_iter().map(|(text, hit)| (text, texts[text][hit.range].to_owned())).collect()
    }

    #[test]
    fn the_rarer_or_later_name_is_told() {
        let texts =
            ["Human trafficking grows.", "Trafficking in persons is", "trafficking in persons"];
        assert_eq!(found("en", &texts), [(0, "Human trafficking".to_owned())]);
        let texts = ["la traite des personnes", "la traite des êtres humains"];
        assert_eq!(found("fr", &texts), [(1, "traite des êtres humains".to_owned())]);
        assert_eq!(found("zh", &["打击贩运人口", "人口贩卖"]), [(1, "人口贩卖".to_owned())]);
    }

    #[test]
    fn one_name_in_several_forms_is_right() {
        assert!(
            found("en", &["Trafficking in persons (TIP)", "TIP and trafficking in persons"])
                .is_empty()
        );
        assert!(
            found("en", &["Member States of the United Nations", "the Member States"]).is_empty()
        );
        assert!(found("fr", &["États Membres", "État Membre"]).is_empty());
    }
}
