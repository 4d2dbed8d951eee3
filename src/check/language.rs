//! `wrong-script` and `wrong-language`

use super::{CheckedPair, Find, Group, Hit, PairSide, Rule};
use crate::model::Severity;
use crate::text::{LangTag, Script, dominant_script, identify_language};
use unicode_script::UnicodeScript as _;

pub(super) const SCRIPT: Rule = Rule {
    id: "wrong-script",
    group: Group::Translation,
    default_on: true,
    severity: Severity::Warning,
    title: "a target in a script its language is not written in",
    documentation: "\
What it does: finds targets that are written in a script their language is not written in (at most a
fifth of the letters are in a right one), by the language's usual scripts or the script of its tag (sr-Latn). Texts under 20 letters and targets
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
/// A text is in a foreign script where the right one has at most one in that many letters.
const FOREIGN: usize = 5;
/// The least confidence of a guess.
const SURE: f64 = 0.95;

fn script(pair: &CheckedPair<'_>, hits: &mut Vec<Hit>) {
    let target = pair.target.text();
    let expected = scripts(pair.target.lang);
    if expected.is_empty() || target.len() < SCRIPT_LETTERS {
        return;
    }
    // Mostly the bytes alone tell that a text is in the Latin script.
    let ascii = target.bytes().filter(u8::is_ascii_alphabetic).count();
    if expected.contains(&Script::Latin) && ascii * 3 > target.len() {
        return;
    }
    let Some(written) = dominant_script(target) else { return };
    if expected.contains(&written)
        || matches!(written, Script::Common | Script::Inherited | Script::Unknown)
        || pair.source.text().trim() == target.trim()
    {
        return;
    }
    // Foreign names may be longer than the text around them, most of all in Chinese.
    let (mut letters, mut right) = (0, 0);
    for c in target.chars().filter(|c| c.is_alphabetic()) {
        letters += 1;
        right += usize::from(expected.contains(&c.script()));
    }
    if letters < SCRIPT_LETTERS || right * FOREIGN > letters {
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
        || source.trim() == target.trim()
    {
        return;
    }
    let prose = prose(target);
    if prose.chars().filter(|c| c.is_alphabetic()).count() < LANGUAGE_LETTERS {
        return;
    }
    let Some(guess) = identify_language(&prose) else { return };
    if guess.confidence < SURE || !guess.lang.same_language(from) {
        return;
    }
    let message =
        format!("the target is in {from}, the language of the source: translate it to {to}");
    hits.push(Hit::new(&LANGUAGE, PairSide::Target, 0..target.len(), message));
}

/// The words of a text that tell its language: not names, markup, addresses and commands.
fn prose(text: &str) -> String {
    let mut prose = String::new();
    for word in text.split_whitespace() {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        let plain = word.chars().all(|c| c.is_alphabetic() || matches!(c, '\'' | '’' | '-'));
        if plain && word.chars().next().is_some_and(|c| !c.is_uppercase()) {
            prose.push_str(word);
            prose.push(' ');
        }
    }
    prose
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
            ("zh", "建立者是Blaise Pascal和Daniel Bernoulli等人"),
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
