//! `wrong-script` and `wrong-language`

use super::{CheckedPair, Find, Group, Hit, PairSide, Rule};
use crate::model::Severity;
use crate::text::{LangTag, Script, dominant_script, identify_language};

pub(super) const SCRIPT: Rule = Rule {
    id: "wrong-script",
    group: Group::Translation,
    default_on: true,
    severity: Severity::Warning,
    title: "a target in a script its language is not written in",
    documentation: "\
What it does: finds targets most letters of which belong to a script that their language is not written
in, by the language's usual scripts or the script of its tag (sr-Latn). Texts under 20 letters and targets
that are the same as their source are left alone: names and commands stay in their script.

Why: the target is in another language, or its characters are damaged.

Example: \"The meeting is over\" – \"Sobranie zakoncheno segodnya\" (ru).",
    find: Find::Pair(script),
};

pub(super) const LANGUAGE: Rule = Rule {
    id: "wrong-language",
    group: Group::Translation,
    default_on: true,
    severity: Severity::Warning,
    title: "a target in the language of the source",
    documentation: "\
What it does: guesses the language of targets with 60 letters and more, and reports those that are surely
in the language of their source.

Why: the source was left, or edited instead of translated.

Example: \"The committee adopted the report without a vote on the last day.\" – \"The committee has adopted
the report on its last day without a vote.\" (fr)",
    find: Find::Pair(language),
};

/// Letters a text must have for its script and for its language to be judged.
const SCRIPT_LETTERS: usize = 20;
const LANGUAGE_LETTERS: usize = 60;
/// The least confidence of a guess.
const SURE: f64 = 0.95;

fn script(pair: &CheckedPair<'_>, hits: &mut Vec<Hit>) {
    let target = pair.target.text();
    let expected = scripts(pair.target.lang);
    if expected.is_empty() || target.len() < SCRIPT_LETTERS {
        return;
    }
    // Nearly always the first letters tell that there is nothing to look at.
    let latin = expected.contains(&Script::Latin);
    if latin && target.is_ascii() {
        return;
    }
    let letters =
        |text: &str| text.chars().filter(|c| c.is_alphabetic()).take(SCRIPT_LETTERS).count();
    let Some(written) = dominant_script(target) else { return };
    if expected.contains(&written)
        || matches!(written, Script::Common | Script::Inherited | Script::Unknown)
        || letters(target) < SCRIPT_LETTERS
        || pair.source.text().trim() == target.trim()
    {
        return;
    }
    let message = format!(
        "the target is in the {} script, which {} is not written in",
        written.full_name(),
        pair.target.lang
    );
    hits.push(Hit::new(&SCRIPT, PairSide::Target, 0..target.len(), message));
}

fn language(pair: &CheckedPair<'_>, hits: &mut Vec<Hit>) {
    let (source, target) = (pair.source.text(), pair.target.text());
    let (from, to) = (pair.source.lang, pair.target.lang);
    if from.same_language(to)
        || target.len() < LANGUAGE_LETTERS
        || !share_words(source, target)
        || target.chars().filter(|c| c.is_alphabetic()).take(LANGUAGE_LETTERS).count()
            < LANGUAGE_LETTERS
        || source.trim() == target.trim()
    {
        return;
    }
    let Some(guess) = identify_language(target) else { return };
    if guess.confidence < SURE || !guess.lang.same_language(from) {
        return;
    }
    let message =
        format!("the target is in {from}, the language of the source: translate it to {to}");
    hits.push(Hit::new(&LANGUAGE, PairSide::Target, 0..target.len(), message));
}

/// Whether a third of the target's words are the source's, or both are in a script of single
/// characters: guessing is dear, and a text in the source's language has words of it.
fn share_words(source: &str, target: &str) -> bool {
    const LOOKED_AT: usize = 64;
    let mut known: Vec<&str> = source.split_whitespace().take(2 * LOOKED_AT).collect();
    known.sort_unstable();
    let (mut all, mut shared) = (0, 0);
    for word in target.split_whitespace().take(LOOKED_AT) {
        all += 1;
        shared += usize::from(known.binary_search(&word).is_ok());
    }
    shared * 3 >= all || all < 4
}

/// The scripts a language is written in; none where that is not known.
pub(super) fn scripts(lang: &LangTag) -> &'static [Script] {
    use Script::{
        Arabic, Armenian, Bengali, Bopomofo, Cyrillic, Devanagari, Ethiopic, Georgian, Greek,
        Gujarati, Gurmukhi, Han, Hangul, Hebrew, Hiragana, Kannada, Katakana, Khmer, Lao, Latin,
        Malayalam, Myanmar, Sinhala, Tamil, Telugu, Thai,
    };
    if let Some(script) = lang.script() {
        return match script {
            "Latn" => &[Latin],
            "Cyrl" => &[Cyrillic],
            "Arab" => &[Arabic],
            "Hans" | "Hant" | "Hani" => &[Han, Bopomofo],
            "Deva" => &[Devanagari],
            "Hebr" => &[Hebrew],
            "Grek" => &[Greek],
            _ => &[],
        };
    }
    match lang.language() {
        "en" | "fr" | "es" | "de" | "it" | "pt" | "nl" | "sv" | "da" | "nb" | "nn" | "no"
        | "fi" | "is" | "pl" | "cs" | "sk" | "sl" | "hr" | "bs" | "hu" | "ro" | "tr" | "vi"
        | "id" | "ms" | "et" | "lv" | "lt" | "ga" | "ca" | "eu" | "gl" | "sq" | "af" | "sw"
        | "la" | "eo" | "cy" | "mt" | "so" | "tl" | "ht" => &[Latin],
        "ru" | "uk" | "be" | "bg" | "mk" => &[Cyrillic],
        "sr" | "kk" | "uz" | "mn" | "az" => &[Cyrillic, Latin],
        "ar" | "fa" | "ur" | "ps" | "ug" => &[Arabic],
        "he" | "yi" => &[Hebrew],
        "el" => &[Greek],
        "zh" => &[Han, Bopomofo],
        "ja" => &[Han, Hiragana, Katakana],
        "ko" => &[Hangul, Han],
        "hi" | "mr" | "ne" => &[Devanagari],
        "bn" => &[Bengali],
        "ta" => &[Tamil],
        "te" => &[Telugu],
        "gu" => &[Gujarati],
        "pa" => &[Gurmukhi, Arabic],
        "kn" => &[Kannada],
        "ml" => &[Malayalam],
        "si" => &[Sinhala],
        "th" => &[Thai],
        "lo" => &[Lao],
        "km" => &[Khmer],
        "my" => &[Myanmar],
        "am" | "ti" => &[Ethiopic],
        "hy" => &[Armenian],
        "ka" => &[Georgian],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use crate::check::testing::pair_messages;

    #[test]
    fn a_script_of_another_language_is_told() {
        let source = ("en", "The meeting was over in the evening.");
        for target in [
            ("ru", "Sobranie zakonchilos vecherom."),
            ("ar", "Собрание закончилось вечером."),
            ("fr", "Собрание закончилось вечером."),
        ] {
            assert_eq!(pair_messages("wrong-script", source, target).len(), 1, "{target:?}");
        }
        for target in [
            ("ru", "Собрание закончилось вечером."),
            ("zh", "会议在晚上结束了，大家都回家去了，明天还会再来。"),
            ("ru", "Microsoft Word"),
            ("sr", "Sastanak je završen uveče kasno."),
            ("sr-Latn", "Sastanak je završen uveče kasno."),
            ("xx", "Sastanak je završen uveče kasno."),
            ("ar", "انتهى الاجتماع في المساء المتأخر"),
        ] {
            assert!(pair_messages("wrong-script", source, target).is_empty(), "{target:?}");
        }
    }

    #[test]
    fn a_target_in_the_language_of_the_source_is_told() {
        let source = (
            "en",
            "The committee adopted the report without a vote on the last day of the session.",
        );
        let edited =
            "The committee has adopted the report on the last day of the session without a vote.";
        assert_eq!(pair_messages("wrong-language", source, ("fr", edited)).len(), 1);
        let right =
            "Le comité a adopté le rapport sans le mettre aux voix le dernier jour de la session.";
        assert!(pair_messages("wrong-language", source, ("fr", right)).is_empty());
        assert!(pair_messages("wrong-language", source, ("fr", "The report")).is_empty());
    }
}
