//! `term-missing-in-target`

use super::{CheckedPair, CheckedText, Find, Group, Hit, PairSide, Rule};
use crate::glossary::Found;
use crate::model::{Concept, Severity, Term};
use std::collections::BTreeMap;

pub(super) const RULE: Rule = Rule {
    id: "term-missing-in-target",
    group: Group::Translation,
    default_on: true,
    severity: Severity::Warning,
    title: "a source term whose equivalent the target lacks",
    documentation: "\
What it does: for each right term in the source whose concept has right terms in the target language, looks
for one of these in the target, in any form; any equivalent will do, the acronym too. Where the target has
some but fewer than the source it is a remark, as a pronoun or a short word may stand for the second
mention. The words of an equivalent in another order, an equivalent inside a longer term, a near miss of it
and a deprecated or forbidden equivalent are not reported here: they are no missing term, or other rules
speak of them. An acronym that the target language does not have may stay as it is.

Why: in terminology work the agreed equivalent is the one to use.

Example: \"smuggling of migrants\" – \"la contrebande de migrants\": expected \"trafic illicite de migrants\".

A concept may be left out by the termbase (not detected in sources, not required in targets). Terms with a
scope of domains are not asked for. Where no equivalent is confirmed by a source, it is a remark.",
    find: Find::Pair(find),
};

/// How many equivalents a message names.
const NAMED: usize = 3;

fn find(pair: &CheckedPair<'_>, hits: &mut Vec<Hit>) {
    let (source, target) = (&pair.source, &pair.target);
    if source.terms.is_empty()
        || source.lang.same_language(target.lang)
        || target.text().trim().is_empty()
    {
        return;
    }
    let mut wanted: BTreeMap<u32, Vec<&Found>> = BTreeMap::new();
    for found in &source.terms {
        let Some((concept, term)) = source.term(found) else { continue };
        let asked = term.status.is_right() && term.scope.is_empty();
        if asked && !concept.not_detected && !concept.not_required {
            wanted.entry(found.concept).or_default().push(found);
        }
    }
    for (concept, mentions) in &wanted {
        let [first, ..] = &**mentions else { continue };
        let shared = |other: &&Found| other.start == first.start && other.concept != first.concept;
        let others: Vec<u32> =
            source.terms.iter().filter(shared).map(|found| found.concept).collect();
        // A place that may be one of several concepts is right if one of them is there.
        if others.iter().any(|other| count(target, *other) > 0) {
            continue;
        }
        let Some((_, term)) = source.term(first) else { continue };
        let concept_id = *concept;
        let Some(concept) =
            source.index.map(|index| &index.termbase().concepts[concept_id as usize])
        else {
            continue;
        };
        let right: Vec<&Term> = equivalents(concept, target).collect();
        if right.is_empty() {
            continue;
        }
        let there = count(target, concept_id);
        let lacking = there < mentions.len() && !is_there_otherwise(target, concept_id, term);
        if !lacking {
            continue;
        }
        hits.push(hit(pair, mentions, there, &right));
    }
}

/// How often the target has the concept, by a term of whatever status.
fn count(target: &CheckedText<'_>, concept: u32) -> usize {
    target.terms.iter().filter(|found| found.concept == concept).count()
}

/// The right terms of the target's language.
fn equivalents<'c>(
    concept: &'c Concept,
    target: &CheckedText<'_>,
) -> impl Iterator<Item = &'c Term> {
    let lang = target.lang.language().to_owned();
    concept.terms.iter().filter(move |term| term.status.is_right() && term.lang.language() == lang)
}

/// Whether the target has the concept in a way the matcher does not count.
fn is_there_otherwise(target: &CheckedText<'_>, id: u32, term: &Term) -> bool {
    let text = target.text();
    // The source's acronym, which another rule speaks of where this language has its own.
    let kept = term.acronym && text.contains(&*term.text);
    let missed = target.near_misses.iter().any(|miss| miss.concept == id);
    // Inside a longer term of another concept the matcher gives the longer one only.
    kept || missed || target.index.is_some_and(|index| index.has_words(id, text))
}

fn hit(pair: &CheckedPair<'_>, mentions: &[&Found], there: usize, right: &[&Term]) -> Hit {
    let found = mentions[0];
    let range = found.start as usize..found.end as usize;
    let written = &pair.source.text()[range.clone()];
    let mut names: Vec<String> = Vec::new();
    for term in right.iter().take(NAMED) {
        names.push(format!("\"{}\"", term.text));
    }
    let names = names.join(" or ");
    let severity = pair.source.severity(found.concept, &RULE);
    let unconfirmed = right.iter().all(|term| term.unconfirmed);
    if there > 0 {
        let message = format!(
            "\"{written}\" stands {} times in the source and {there} in the target: expected {names}",
            mentions.len()
        );
        return Hit::new(&RULE, PairSide::Source, range, message).at_severity(Severity::Info);
    }
    let message = format!("\"{written}\" is missing in the target: expected {names}");
    let severity = if unconfirmed { Severity::Info } else { severity };
    Hit::new(&RULE, PairSide::Source, range, message).at_severity(severity)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::pair_hits_by;

    const TERMS: &str = "concept_id\ten\tadmitted_en\tfr\tadmitted_fr\tavoid_fr\tes\tar\tzh\tru\tacronym_en\tacronym_fr\n\
        A\tsmuggling of migrants\tmigrant smuggling\ttrafic illicite de migrants\t\tcontrebande de migrants\ttráfico ilícito de migrantes\tتهريب المهاجرين\t偷运移民\tнезаконный ввоз мигрантов\tSOM\t\n\
        B\tMember State\t\tÉtat Membre\tpays membre\t\tEstado Miembro\tدولة عضو\t会员国\tгосударство-член\t\t\n\
        C\tProtocol against the Smuggling of Migrants\t\tProtocole contre le trafic illicite de migrants\t\t\t\t\t\t\t\t\n\
        D\tWorld Health Organization\t\tOrganisation mondiale de la Santé\t\t\t\tمنظمة الصحة العالمية\t\t\tWHO\tOMS\n\
        E\tAction Plan\t\t\t\t\t\t\t\t\t\t\n";

    fn hits(source: &str, target: (&str, &str)) -> Vec<Hit> {
        pair_hits_by("term-missing-in-target", TERMS, ("en", source), target)
    }

    #[test]
    fn any_equivalent_in_any_form_will_do() {
        for (source, target) in [
            ("Migrant smuggling grows", ("fr", "Le trafic illicite de migrants croît")),
            ("migrant smuggling", ("es", "el tráfico ilícito de migrantes")),
            ("migrant smuggling", ("ru", "о незаконном ввозе мигрантов")),
            ("migrant smuggling", ("ar", "لتهريب المهاجرين")),
            ("migrant smuggling", ("zh", "打击偷运移民活动")),
            ("the Member States", ("fr", "les pays membres")),
            ("the World Health Organization", ("fr", "l’OMS")),
            ("WHO", ("fr", "l’Organisation mondiale de la Santé")),
            ("WHO says", ("ar", "قالت WHO")),
            ("smuggling of migrants", ("fr", "la contrebande de migrants")),
            ("smuggling of migrants", ("fr", "le Protocole contre le trafic illicite de migrants")),
            ("smuggling of migrants", ("fr", "les migrants et leur trafic, illicite")),
            ("an Action Plan", ("fr", "un plan")),
        ] {
            assert!(
                hits(source, target).is_empty(),
                "{source} {target:?} {:?}",
                hits(source, target)
            );
        }
    }

    #[test]
    fn missing_ones_are_told() {
        for target in [
            ("fr", "le passage clandestin de migrants"),
            ("ru", "контрабанда людей"),
            ("ar", "نقل الأشخاص"),
            ("zh", "贩卖人口"),
            ("es", "el paso de personas"),
        ] {
            let found = hits("the smuggling of migrants", target);
            assert_eq!((found.len(), found[0].severity), (1, Severity::Warning), "{target:?}");
            assert!(found[0].message.contains("expected"));
        }
        let fewer = hits("Member States and Member States", ("fr", "les États Membres et eux"));
        assert!(fewer.is_empty() || fewer[0].severity == Severity::Info);
    }
}
