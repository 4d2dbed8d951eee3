//! `repeated-word`

use super::{CheckedText, Find, Group, Hit, PairSide, Rule};
use crate::model::Severity;
use crate::text::is_cjk;

pub(super) const RULE: Rule = Rule {
    id: "repeated-word",
    group: Group::Writing,
    default_on: true,
    severity: Severity::Warning,
    title: "a word written twice in a row",
    documentation: "\
What it does: finds a word that stands twice in a row with nothing but white space between, whatever its
capitals, and proposes to leave one out. Left alone are what a language repeats rightly (\"had had\", \"nous
nous\", \"die die\", \"لا لا\"), names (\"New New\": both with a capital), single letters, numbers, and languages
that repeat words to say more (Chinese, Japanese, Korean, Thai, Vietnamese, Indonesian, Turkish, …).

Why: it is a slip that the eye jumps over, mostly at the end of a line or after an edit.

Example: \"in the the report\" – \"in the report\".",
    find: Find::Text(find),
};

/// What languages repeat rightly, by language; those that are not here are not checked. Own compilation.
const RIGHT: &[(&str, &str)] = &[
    (
        "en",
        "had that is very so no bye ha blah there now well can do her it out in on up over far yes who what knock tut dear what's he he's win",
    ),
    ("fr", "nous vous en si non la tout très que faire bien oui ou y le les elle elles"),
    ("es", "no sí muy así ya luego bien lo que poco nada se"),
    ("pt", "não sim muito se que já bem logo quase"),
    ("it", "si sì no via piano man mano poco così ci vi lo la che quasi passo pian subito proprio"),
    ("de", "die der das den dem des sie ihr es wir sehr ja nein so na ein eine er wie was"),
    ("nl", "die dat het u ze je we zo heel ja nee er de"),
    ("ru", "да нет так ну вот очень что еще ещё чуть давным как то и все всё"),
    ("uk", "так ні ну от дуже що ще як то і все"),
    ("ar", ""),
    ("he", "לא כן מאוד מאד לאט"),
    ("el", "όχι ναι πολύ σιγά πρώτα λίγο"),
    ("pl", "tak nie bardzo no co się"),
    ("cs", "ano ne moc se že velmi"),
    ("sk", "áno nie veľmi sa že"),
    ("sv", "ja nej mycket som det att på så"),
    ("da", "ja nej meget som det at så der"),
    ("nb", "ja nei veldig som det at så der"),
    ("fi", "ei niin joo"),
    ("ca", "no sí molt que"),
    ("ro", "da nu foarte se că"),
    ("bg", "да не много се че"),
    ("hr", "da ne vrlo se što"),
    ("sr", "да не врло се што"),
];

fn find(checked: &CheckedText<'_>, hits: &mut Vec<Hit>) {
    let text = checked.text();
    let language = checked.lang.language();
    let Some((_, right)) = RIGHT.iter().find(|(known, _)| *known == language) else { return };
    for (first, start) in alike_runs(text) {
        let before = text[first..].split_whitespace().next().unwrap_or_default();
        let word = text[start..].split_whitespace().next().unwrap_or_default();
        if is_repeated(before, word) && !is_right(word_of(word), before, right, language) {
            let repeated = word_of(word);
            let message = format!("\"{repeated}\" is written twice");
            let range = first..start + repeated.len();
            hits.push(Hit::new(&RULE, PairSide::Source, range, message).write(before));
        }
    }
}

/// The starts of neighbouring runs of visible characters whose first bytes are alike, capitals aside:
/// few neighbours are, and the others need no closer look.
fn alike_runs(text: &str) -> impl Iterator<Item = (usize, usize)> {
    let bytes = text.as_bytes();
    let mut spaces = memchr::memchr3_iter(b' ', b'\n', b'\t', bytes);
    let mut last = bytes.iter().position(|byte| !byte.is_ascii_whitespace());
    std::iter::from_fn(move || {
        loop {
            let start = spaces.next()? + 1;
            let byte = *bytes.get(start)?;
            // The last space before a run is the one that counts, and what stands before the first
            // run is none.
            if byte.is_ascii_whitespace() || last.is_none_or(|before| start <= before) {
                continue;
            }
            // The letters of a script often share their first byte, capitals or not: 0xC3, 0xD0.
            let before = last.replace(start)?;
            let one = bytes[before];
            if one.eq_ignore_ascii_case(&byte) || (one >= 0x80 && byte >= 0x80) {
                return Some((before, start));
            }
        }
    })
}

/// Whether a run of visible characters starts with the word that is all of the run before it.
fn is_repeated(before: &str, word: &str) -> bool {
    // Cheap: most neighbours differ at once.
    let (Some(one), Some(other)) = (before.chars().next(), word.chars().next()) else {
        return false;
    };
    if one != other && !one.to_lowercase().eq(other.to_lowercase()) {
        return false;
    }
    let word = word_of(word);
    before.chars().nth(1).is_some()
        && before.chars().all(is_letter)
        && (before == word || before.to_lowercase() == word.to_lowercase())
}

/// The word without the punctuation behind it; nothing where it goes on with a hyphen or apostrophe.
fn word_of(run: &str) -> &str {
    let end = run.find(|c| !is_letter(c)).unwrap_or(run.len());
    let goes_on = run[end..].chars().any(char::is_alphanumeric)
        || run[end..].starts_with(['-', '\'', '’', '\u{2011}', '/', '_', '=', '(', '|']);
    if goes_on { "" } else { &run[..end] }
}

fn is_letter(c: char) -> bool {
    (c.is_alphabetic() && !is_cjk(c)) || matches!(c, '\u{64B}'..='\u{65F}' | '\u{670}')
}

fn is_right(word: &str, before: &str, right: &str, language: &str) -> bool {
    let capital = |word: &str| word.chars().next().is_some_and(char::is_uppercase);
    // `The the` is a slip; `New New`, `DURAN DURAN` may be names.
    // `format FORMAT` is a word and what stands for a value.
    let capitals = |word: &str| !word.chars().any(char::is_lowercase);
    let cased = word.to_lowercase() != word.to_uppercase();
    if (capital(word) && capital(before)) || (cased && capitals(word) != capitals(before)) {
        return true;
    }
    let lower = word.to_lowercase();
    // An Arabic accusative is repeated to say "one by one": يوماً يوماً, صفا صفا.
    let adverb = language == "ar" && (lower.ends_with(['ا', '\u{64B}']) || lower.starts_with("جد"));
    adverb || right.split(' ').any(|one| one == lower)
}

#[cfg(test)]
mod tests {
    use crate::check::PairSide;
    use crate::check::testing::{pair_hits, text_hits};

    #[test]
    fn slips_are_told_and_mended() {
        for (lang, text, mended) in [
            ("en", "in the the report", "in the report"),
            ("en", "The the report.", "The report."),
            ("en", "see report report.", "see report."),
            ("fr", "dans le rapport rapport annuel", "dans le rapport annuel"),
            ("es", "en el el informe", "en el informe"),
            ("ru", "в этом этом докладе", "в этом докладе"),
            ("ar", "في في التقرير", "في التقرير"),
        ] {
            let hits = text_hits("repeated-word", lang, text);
            assert_eq!(hits.len(), 1, "{text}");
            let mut fixed = text.to_owned();
            fixed.replace_range(hits[0].range.clone(), hits[0].replacement.as_ref().unwrap());
            assert_eq!(fixed, mended);
        }
        let hits = pair_hits("repeated-word", ("en", "the report"), ("fr", "le rapport rapport"));
        assert_eq!(hits[0].side, PairSide::Target);
    }

    #[test]
    fn right_repetitions_are_left_alone() {
        for (lang, text) in [
            ("en", "He had had it; I know that that is so. 20 20, New New, a a, format FORMAT"),
            ("en", "no, the. The log-log log log2 file file's"),
            ("fr", "Nous nous voyons; vous vous trompez"),
            ("es", "no no lo sé"),
            ("de", "die Frau, die die Arbeit macht"),
            ("ar", "لا لا، يوما يوما، جدا جدا"),
            ("zh", "谢谢 谢谢，看看"),
            ("vi", "xanh xanh"),
            ("ru", "Да да, очень очень"),
        ] {
            assert!(text_hits("repeated-word", lang, text).is_empty(), "{text}");
        }
    }
}
