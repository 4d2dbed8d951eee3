//! `term-untranslated`

use super::{CheckedPair, Find, Group, Hit, PairSide, Rule};
use crate::model::{Severity, Term};
use rustc_hash::{FxHashMap, FxHashSet};

pub(super) const RULE: Rule = Rule {
    id: "term-untranslated",
    group: Group::Translation,
    default_on: true,
    severity: Severity::Warning,
    title: "a source term left as it is in the target",
    documentation: "\
What it does: finds terms of the source that stand in the target in the source's language, where the
termbase has a term in the target language, and proposes that. Forms that are right in the target language
too are left alone, and so are acronyms, which `acronym-foreign` looks at.

Why: readers of the target do not know the source's term.

Example: \"smuggling of migrants\" – \"la lutte contre le smuggling of migrants\".",
    find: Find::Pair(find),
};

/// How many places of a word in a target are looked at.
const PLACES: usize = 16;

fn find(pair: &CheckedPair<'_>, hits: &mut Vec<Hit>) {
    let (source, target) = (&pair.source, &pair.target);
    if source.terms.is_empty() || source.lang.same_language(target.lang) {
        return;
    }
    let text = target.text();
    let mut seen: FxHashSet<&str> = FxHashSet::default();
    let mut places: Option<FxHashMap<&str, Vec<usize>>> = None;
    for found in &source.terms {
        let Some((concept, term)) = source.term(found) else { continue };
        if term.acronym || !term.status.is_right() {
            continue;
        }
        let written = &source.text()[found.start as usize..found.end as usize];
        let Some(own) = concept.preferred(target.lang).filter(|own| *own.text != *written) else {
            continue;
        };
        if !seen.insert(written) || (written.is_ascii() && !has_ascii_letters(text)) {
            continue;
        }
        let places = places.get_or_insert_with(|| first_words(text));
        let starts = places.get(first_word(written)).map_or(&[][..], Vec::as_slice);
        for &start in starts {
            let end = start + written.len();
            let there = text.get(start..end).is_some_and(|text| text == written)
                && !text[end..].starts_with(char::is_alphanumeric);
            let right = |found: &crate::glossary::Found| {
                (found.start as usize) < end && start < found.end as usize
            };
            if there && !target.terms.iter().any(right) {
                hits.push(hit(pair, start..end, found.concept, own));
            }
        }
    }
}

fn hit(pair: &CheckedPair<'_>, range: std::ops::Range<usize>, concept: u32, own: &Term) -> Hit {
    let written = &pair.target.text()[range.clone()];
    let message = format!("\"{written}\" is left in the source's language: write \"{}\"", own.text);
    let severity = pair.source.severity(concept, &RULE);
    Hit::new(&RULE, PairSide::Target, range, message).write(&*own.text).at_severity(severity)
}

fn has_ascii_letters(text: &str) -> bool {
    text.bytes().any(|b| b.is_ascii_alphabetic())
}

/// The first word of a term; a Chinese one by its first character.
fn first_word(text: &str) -> &str {
    let first = text.chars().next().map_or(0, char::len_utf8);
    if text.chars().next().is_some_and(crate::text::is_cjk) {
        return &text[..first];
    }
    &text[..text.find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len())]
}

/// The places of the words of a text, some for each.
fn first_words(text: &str) -> FxHashMap<&str, Vec<usize>> {
    let mut places: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    let mut at = 0;
    while let Some(start) = text[at..].find(char::is_alphanumeric).map(|start| at + start) {
        let word = first_word(&text[start..]);
        let known = places.entry(word).or_default();
        if known.len() < PLACES {
            known.push(start);
        }
        at = start + word.len().max(1);
    }
    places
}

#[cfg(test)]
mod tests {
    use crate::check::testing::pair_hits_by;

    const TERMS: &str = "concept_id\ten\tfr\tru\tzh\tes\tacronym_en\tacronym_fr\n\
        A\tsmuggling of migrants\ttrafic illicite de migrants\tнезаконный ввоз мигрантов\t偷运移民\ttráfico de migrantes\t\t\n\
        B\tconvention\tconvention\tконвенция\t公约\tconvención\t\t\n\
        C\tprotocol\tprotocole\tпротокол\t议定书\tprotocolo\t\t\n\
        D\tWorld Health Organization\tOrganisation mondiale de la Santé\t\t\t\tWHO\tOMS\n";

    fn found(source: (&str, &str), target: (&str, &str)) -> Vec<String> {
        let hits = pair_hits_by("term-untranslated", TERMS, source, target);
        hits.into_iter().map(|hit| hit.replacement.unwrap()).collect()
    }

    #[test]
    fn what_is_left_is_told() {
        let source = ("en", "against the smuggling of migrants");
        assert_eq!(
            found(source, ("fr", "contre le smuggling of migrants")),
            ["trafic illicite de migrants"]
        );
        assert_eq!(found(source, ("zh", "打击smuggling of migrants")), ["偷运移民"]);
        assert_eq!(
            found(("ru", "незаконный ввоз мигрантов"), ("es", "la незаконный ввоз мигрантов")),
            ["tráfico de migrantes"]
        );
        assert_eq!(
            found(("zh", "打击偷运移民"), ("en", "fight 偷运移民")),
            ["smuggling of migrants"]
        );
    }

    #[test]
    fn forms_of_both_languages_are_left_alone() {
        assert!(found(("en", "the convention"), ("fr", "la convention")).is_empty());
        assert!(found(("en", "the protocol"), ("fr", "le protocole")).is_empty());
        assert!(found(("en", "WHO"), ("fr", "la WHO")).is_empty());
        assert!(
            found(("en", "smuggling of migrants"), ("fr", "trafic illicite de migrants"))
                .is_empty()
        );
    }
}
