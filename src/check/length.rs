//! `length-ratio`

use super::{CheckedPair, Find, Group, Hit, PairSide, Rule};
use crate::model::Severity;

pub(super) const RULE: Rule = Rule {
    id: "length-ratio",
    group: Group::Translation,
    default_on: true,
    severity: Severity::Warning,
    title: "a target much longer or shorter than its source",
    documentation: "\
What it does: compares the lengths of source and target in characters, by what is usual between the two
languages (a Chinese text has about a third of the English one's characters). Reported are targets over
two and a half times longer or shorter than expected; texts whose source stands for fewer than 25 English
characters are left alone.

Why: a part of the text may be missing, or the target belong to another source.

Example: \"The meeting was adjourned at six and will go on tomorrow.\" – \"Séance levée.\"",
    find: Find::Pair(find),
};

/// Characters under which lengths say nothing, as in English.
const SHORTEST: f64 = 25.0;
/// How often longer or shorter than expected a target must be.
const FACTOR: f64 = 2.5;

fn find(pair: &CheckedPair<'_>, hits: &mut Vec<Hit>) {
    let (source, target) = (pair.source.text(), pair.target.text());
    // A text has no more characters than bytes, and English needs the most of them.
    if source.len() < SHORTEST as usize / 4 || target.trim().is_empty() {
        return;
    }
    let weighed = |text: &str, lang: &str| weight(text) / per_english(lang);
    let (source_language, target_language) =
        (pair.source.lang.language(), pair.target.lang.language());
    let (expected, found) = (weighed(source, source_language), weighed(target, target_language));
    if expected < SHORTEST || found <= 0.0 || super::names_translators(source) {
        return;
    }
    // Short texts vary more: a few words more or less on either side are nothing.
    let ratio = (found + SHORTEST / 2.0) / (expected + SHORTEST / 2.0);
    if ratio < FACTOR && ratio * FACTOR > 1.0 {
        return;
    }
    let times = if ratio > 1.0 { found / expected } else { expected / found };
    let how = if ratio > 1.0 { "longer" } else { "shorter" };
    let message = format!(
        "the target is {times:.1} times {how} than is usual for the length of the source: look for what is {}",
        if ratio > 1.0 { "added" } else { "missing" }
    );
    hits.push(Hit::new(&RULE, PairSide::Target, 0..target.len(), message));
}

/// Letters, digits and marks, without white space.
fn weight(text: &str) -> f64 {
    text.chars().filter(|c| !c.is_whitespace()).count() as f64
}

/// Characters a language needs for what English says in one, without white space. From translations of
/// the Universal Declaration of Human Rights and of the Bible, rounded.
fn per_english(language: &str) -> f64 {
    match language {
        "zh" => 0.33,
        "ja" => 0.5,
        "ko" => 0.55,
        "ar" | "he" | "fa" | "ur" => 0.85,
        "fr" | "es" | "it" | "pt" | "ro" | "ca" => 1.1,
        "de" | "nl" | "ru" | "uk" | "el" | "hu" | "fi" => 1.15,
        "th" | "vi" => 0.95,
        _ => 1.0,
    }
}

#[cfg(test)]
mod tests {
    use crate::check::testing::pair_messages;

    #[test]
    fn usual_lengths_are_right() {
        for (source, target) in [
            (
                ("en", "The committee adopted the report without a vote."),
                ("zh", "委员会未经表决通过了报告。"),
            ),
            (
                ("en", "The committee adopted the report without a vote."),
                ("ar", "اعتمدت اللجنة التقرير دون تصويت."),
            ),
            (
                ("zh", "委员会未经表决通过了报告。"),
                ("ru", "Комитет принял доклад без голосования."),
            ),
            (("en", "Yes"), ("fr", "Oui, bien entendu, vous pouvez")),
            (("en", "OK"), ("es", "Aceptar")),
        ] {
            assert!(pair_messages("length-ratio", source, target).is_empty(), "{source:?}");
        }
    }

    #[test]
    fn others_are_told() {
        let source =
            ("en", "The meeting was adjourned at six in the evening and will go on tomorrow.");
        for target in [("fr", "Séance levée."), ("ru", "Заседание закрыто."), ("zh", "休会。")]
        {
            assert_eq!(pair_messages("length-ratio", source, target).len(), 1, "{target:?}");
        }
        let long = "委员会未经表决通过了报告。".repeat(8);
        assert_eq!(pair_messages("length-ratio", source, ("zh", &long)).len(), 1);
    }
}
