//! `acronym-undefined` and `acronym-first-use`

use super::{CheckedText, Find, Group, Hit, PairSide, Rule, capitals};
use crate::model::Severity;
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::Range;

pub(super) const UNDEFINED: Rule = Rule {
    id: "acronym-undefined",
    group: Group::Terms,
    default_on: false,
    severity: Severity::Info,
    title: "an acronym that nothing explains",
    documentation: "\
What it does: finds words of two to six capitals that neither the termbase (in any language) nor the
document explains, and reports each where it first stands. A document explains an acronym in brackets
behind its full form, or the full form in brackets behind it: \"Joint Action Plan (JAP)\", \"JAP (Joint Action
Plan)\". Roman numerals, headings in capitals, parts of symbols and addresses, and words that the document
writes in small letters elsewhere (NOT) are left alone.

Why: a reader who does not know the acronym is lost.

Example: \"The SPIA met in May.\"

Off by default: every text has acronyms that all its readers know (PDF, USA), and only a project can say
which. Switch it on where the termbase lists them, or allow them in the settings.",
    find: Find::Document(undefined),
};

pub(super) const FIRST_USE: Rule = Rule {
    id: "acronym-first-use",
    group: Group::Terms,
    default_on: false,
    severity: Severity::Info,
    title: "an acronym before its full form",
    documentation: "\
What it does: finds acronyms of the termbase whose full form the document has not used before, nor
explains in brackets behind the acronym, and reports each where it first stands.

Why: style guides ask for the full form at the first use, with the acronym in brackets.

Example: \"UNODC supports States.\" as the first sentence of a report.

Off by default: headings, tables and short texts use acronyms rightly.",
    find: Find::Document(first_use),
};

/// The letters of the longest word taken for an acronym.
const LONGEST: usize = 6;

/// Capitals that explain themselves: hours, eras, and the one word everybody writes so.
const PLAIN: &[&str] = &["OK", "AM", "PM", "BC", "AD", "CE", "BCE", "TV"];

fn undefined(texts: &[CheckedText<'_>], hits: &mut Vec<(usize, Hit)>) {
    let mut open: FxHashMap<&str, (usize, Range<usize>)> = FxHashMap::default();
    let mut explained: FxHashSet<&str> = FxHashSet::default();
    for (at, checked) in texts.iter().enumerate() {
        let text = checked.text();
        let heading = capitals::is_heading(text);
        for range in capitals::words(text, LONGEST) {
            let word = &text[range.clone()];
            if is_explained(text, &range) {
                explained.insert(word);
            } else if !heading
                && !is_roman(word)
                && !PLAIN.contains(&word)
                && !checked.index.is_some_and(|index| index.is_acronym(word))
                && !checked.terms.iter().any(|term| {
                    (term.start as usize) <= range.start && range.end <= term.end as usize
                })
            {
                open.entry(word).or_insert((at, range));
            }
        }
    }
    if open.is_empty() {
        return;
    }
    // `NOT` is a word, if the document has it in small letters.
    for checked in texts {
        for word in checked.text().split(|c: char| !c.is_alphanumeric()) {
            if (2..=2 * LONGEST).contains(&word.len()) && word.chars().all(char::is_lowercase) {
                let upper = word.to_uppercase();
                open.remove(&*upper);
            }
        }
    }
    let mut found: Vec<_> =
        open.into_iter().filter(|(word, _)| !explained.contains(word)).collect();
    found.sort_by_key(|(_, (text, range))| (*text, range.start));
    for (word, (text, range)) in found {
        let message = format!("nothing explains \"{word}\": write its full form at the first use");
        hits.push((text, Hit::new(&UNDEFINED, PairSide::Source, range, message)));
    }
}

fn is_roman(word: &str) -> bool {
    word.chars().all(|c| matches!(c, 'I' | 'V' | 'X' | 'L' | 'C' | 'D' | 'M'))
}

/// Whether the text gives the full form around this use: `Full Form (ABC)`, `ABC (full form)`.
fn is_explained(text: &str, range: &Range<usize>) -> bool {
    let before =
        text[..range.start].trim_end_matches(['"', '“', '«', '„', '\'', '\u{A0}', '\u{202F}']);
    if let Some(before) = before.strip_suffix(['(', '（', '[']) {
        let word = before.trim_end().ends_with(|c: char| c.is_alphabetic() || "\"”»".contains(c));
        if word {
            return true;
        }
    }
    full_form_behind(text, range).is_some()
}

/// What stands in brackets behind an acronym, where it has two words or more, or as many characters in
/// scripts without spaces.
fn full_form_behind<'t>(text: &'t str, range: &Range<usize>) -> Option<&'t str> {
    let behind = text[range.end..].trim_start().strip_prefix(['(', '（'])?;
    let inside = &behind[..behind.find([')', '）'])?];
    let words = inside.split_whitespace().filter(|word| word.chars().count() > 1).count();
    let letters = inside.chars().filter(|c| crate::text::is_cjk(*c)).take(4).count();
    (words > 1 || letters > 3).then_some(inside)
}

fn first_use(texts: &[CheckedText<'_>], hits: &mut Vec<(usize, Hit)>) {
    let mut named: FxHashSet<u32> = FxHashSet::default();
    for (at, checked) in texts.iter().enumerate() {
        for found in &checked.terms {
            let Some((concept, term)) = checked.term(found) else { continue };
            if !term.acronym {
                named.insert(found.concept);
                continue;
            }
            let full = concept.preferred(&term.lang).filter(|full| !full.acronym);
            let Some(full) = full.filter(|_| term.status.is_right()) else { continue };
            if !named.insert(found.concept) {
                continue;
            }
            let range = found.start as usize..found.end as usize;
            let text = checked.text();
            if full_form_behind(text, &range).is_some() {
                continue;
            }
            let written = &text[range.clone()];
            let message = format!(
                "\"{written}\" stands before its full form: write \"{} ({written})\" at the first use",
                full.text
            );
            let hit = Hit::new(&FIRST_USE, PairSide::Source, range, message);
            let severity = checked.severity(found.concept, &FIRST_USE);
            hits.push((at, hit.at_severity(severity)));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::check::testing::document_hits;

    const TERMS: &str = "concept_id\ten\tfr\tru\tacronym_en\tacronym_fr\tacronym_ru\n\
        A\tWorld Health Organization\tOrganisation mondiale de la Santé\tВсемирная организация здравоохранения\tWHO\tOMS\tВОЗ\n";

    fn found(rule: &str, lang: &str, texts: &[&str]) -> Vec<String> {
        let hits = document_hits(rule, TERMS, lang, texts);
        hits.into_iter().map(|(text, hit)| texts[text][hit.range].to_owned()).collect()
    }

    #[test]
    fn unexplained_acronyms_are_told_once() {
        let texts = ["The SPIA met.", "SPIA and WHO, A/RES/55, part XIV"];
        assert_eq!(found("acronym-undefined", "en", &texts), ["SPIA"]);
        assert_eq!(found("acronym-undefined", "zh", &["根据SPIA的报告"]), ["SPIA"]);
        assert_eq!(found("acronym-undefined", "ru", &["Доклад КГБД принят"]), ["КГБД"]);
        assert_eq!(found("acronym-undefined", "ar", &["تقرير SPIA السنوي"]), ["SPIA"]);
    }

    #[test]
    fn explained_ones_and_words_are_not() {
        for texts in [
            ["the Special Panel (SPIA) met", "SPIA went on"],
            ["SPIA (Special Panel on Aid) met", "SPIA went on"],
            ["You must NOT go", "do not go"],
            ["REPORT OF THE ABCD PANEL", "the report"],
            ["Le plan d’action («\u{A0}PAV\u{A0}»)", "le plan"],
        ] {
            assert!(
                found("acronym-undefined", "en", &texts).iter().all(|word| word == "PAV"),
                "{texts:?}"
            );
        }
        assert!(found("acronym-undefined", "fr", &["le plan («\u{A0}PAV\u{A0}»)"]).is_empty());
    }

    #[test]
    fn the_full_form_comes_first() {
        let rule = "acronym-first-use";
        assert_eq!(found(rule, "en", &["WHO helps.", "WHO again"]), ["WHO"]);
        assert_eq!(found(rule, "ru", &["ВОЗ помогает"]), ["ВОЗ"]);
        assert!(found(rule, "en", &["World Health Organization (WHO)", "WHO"]).is_empty());
        assert!(found(rule, "fr", &["OMS (Organisation mondiale de la Santé)"]).is_empty());
    }
}
