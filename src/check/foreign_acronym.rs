//! `acronym-foreign`

use super::{CheckedText, Find, Group, Hit, PairSide, Rule, capitals};
use crate::model::Severity;

pub(super) const RULE: Rule = Rule {
    id: "acronym-foreign",
    group: Group::Terms,
    default_on: true,
    severity: Severity::Warning,
    title: "another language's acronym where this language has its own",
    documentation: "\
What it does: finds acronyms that the termbase has for a concept in another language only, where this
language has an acronym of its own for the concept, and proposes that. Only the exact capitals count. An
acronym that is right in this language too, for whatever concept, is left alone, and so is a text that has
this language's acronym as well (\"ONUDC, en anglais UNODC\").

Why: in French the Office is the ONUDC; UNODC left in the text is a slip of translation.

Example: \"un rapport de l’UNODC\" – \"un rapport de l’ONUDC\".",
    find: Find::Text(find),
};

/// The letters of the longest acronym.
const LONGEST: usize = 14;

fn find(checked: &CheckedText<'_>, hits: &mut Vec<Hit>) {
    let Some(index) = checked.index else { return };
    let text = checked.text();
    for range in capitals::words(text, LONGEST) {
        let written = &text[range.clone()];
        let Some((concept, own)) = index.own_acronym(written) else { continue };
        let inside = |found: &crate::glossary::Found| {
            (found.start as usize) <= range.start && range.end <= found.end as usize
        };
        let both = |found: &crate::glossary::Found| {
            found.concept == concept && checked.term(found).is_some_and(|(_, term)| term.acronym)
        };
        if checked.terms.iter().any(|found| inside(found) || both(found)) {
            continue;
        }
        let message = format!(
            "\"{written}\" is another language's acronym: in {} it is \"{}\"",
            checked.lang, own.text
        );
        let hit = Hit::new(&RULE, PairSide::Source, range, message).write(&*own.text);
        hits.push(hit.at_severity(checked.severity(concept, &RULE)));
    }
}

#[cfg(test)]
mod tests {
    use crate::check::testing::text_hits_by;

    const TERMS: &str = "concept_id\ten\tfr\tru\tzh\tacronym_en\tacronym_fr\tacronym_es\tacronym_ru\tacronym_zh\n\
        A\tOffice on Drugs and Crime\tOffice contre la drogue et le crime\tУправление по наркотикам\t毒品问题办公室\tUNODC\tONUDC\tUNODC\tУНП ООН\t毒罪办\n\
        B\tPlan of Action\tPlan d'action\t\t\tPOA\t\t\t\t\n\
        C\tAIDS programme\tProgramme sida\t\t\tIT\tPS\t\t\t\n\
        D\tItaly\tItalie\t\t\tITA\tIT\t\t\t\n";

    fn found(lang: &str, text: &str) -> Vec<Option<String>> {
        text_hits_by("acronym-foreign", TERMS, lang, text)
            .into_iter()
            .map(|hit| hit.replacement)
            .collect()
    }

    #[test]
    fn this_languages_acronym_is_proposed() {
        let own = |text: &str| [Some(text.to_owned())];
        assert_eq!(found("fr", "un rapport de l’UNODC."), own("ONUDC"));
        assert_eq!(found("ru", "доклад UNODC"), own("УНП ООН"));
        assert_eq!(found("zh", "见UNODC报告"), own("毒罪办"));
        assert_eq!(found("en", "by ONUDC"), own("UNODC"));
    }

    #[test]
    fn what_is_right_here_is_left_alone() {
        for (lang, text) in [
            ("es", "informe de la UNODC"),
            ("ar", "تقرير UNODC"),
            ("fr", "le POA, l’unodc, UNODC/2017/1, www.UNODC.org"),
            ("fr", "l’ONUDC (UNODC en anglais)"),
            ("fr", "IT"),
        ] {
            assert!(found(lang, text).is_empty(), "{text}");
        }
    }
}
