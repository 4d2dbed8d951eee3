//! `punctuation-mismatch`

use super::{CheckedPair, Find, Group, Hit, PairSide, Rule};
use crate::model::Severity;
use std::ops::Range;

pub(super) const RULE: Rule = Rule {
    id: "punctuation-mismatch",
    group: Group::Translation,
    default_on: true,
    severity: Severity::Warning,
    title: "an end mark that differs from the source's",
    documentation: "\
What it does: compares the mark at the end of source and target by its class, in each language's own
form: ? ？ ؟ and Greek ; – ! ！ – . 。 । – … ... …… – : ：. Quotes and brackets behind the mark and spaces before
it (French, with or without) do not count. A question that lost its mark, or became one, a lost colon or
ellipsis are warnings; a full stop or another mark on one side only is a remark. In Spanish a question or
exclamation without its opening mark (¿ ¡) is a warning, with the source's mark.

Why: a question turned into a statement changes the meaning; labels with and without colons look careless.

Example: \"Delete the file?\" – \"Supprimer le fichier\": the question mark is missing.

Not compared: languages that end sentences without marks (Thai, Lao, Khmer, Burmese, Armenian); Japanese
questions and exclamations with 。.",
    find: Find::Pair(find),
};

/// The class of an end mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    None,
    Stop,
    Question,
    Exclamation,
    Ellipsis,
    Colon,
    Semicolon,
    Comma,
}

impl Mark {
    fn name(self) -> &'static str {
        match self {
            Self::None => "no end mark",
            Self::Stop => "a full stop",
            Self::Question => "a question mark",
            Self::Exclamation => "an exclamation mark",
            Self::Ellipsis => "an ellipsis",
            Self::Colon => "a colon",
            Self::Semicolon => "a semicolon",
            Self::Comma => "a comma",
        }
    }
}

fn find(pair: &CheckedPair<'_>, hits: &mut Vec<Hit>) {
    let (source, target) = (pair.source.text(), pair.target.text());
    let langs = (pair.source.lang.language(), pair.target.lang.language());
    let unmarked = |lang: &str| matches!(lang, "th" | "lo" | "km" | "my" | "hy" | "bo" | "dz");
    if unmarked(langs.0) || unmarked(langs.1) || !has_words(source) || !has_words(target) {
        return;
    }
    let (wanted, _) = end_mark(source, langs.0);
    let (found, range) = end_mark(target, langs.1);
    if let Some(severity) = weigh(wanted, found, langs) {
        // `“What?” he asked.`: the mark is inside the one text and at the end of the other.
        if has(target, wanted, langs.1) || (has(source, found, langs.0) && found != Mark::None) {
            return;
        }
        let message = format!("{} where the source has {}", found.name(), wanted.name());
        hits.push(Hit::new(&RULE, PairSide::Target, range, message).at_severity(severity));
    } else if langs.1 == "es" && wanted == found {
        opening(found, target, range, hits);
    }
}

fn has_words(text: &str) -> bool {
    text.chars().any(char::is_alphabetic)
}

/// Whether a text has a mark that tells more than a full stop anywhere in it.
fn has(text: &str, mark: Mark, lang: &str) -> bool {
    matches!(mark, Mark::Question | Mark::Exclamation | Mark::Ellipsis | Mark::Colon)
        && (text.chars().any(|c| class(c, lang) == Some(mark))
            || mark == Mark::Ellipsis && text.contains(".."))
}

/// How bad it is that the target's mark is another one; `None` where it is right.
fn weigh(wanted: Mark, found: Mark, langs: (&str, &str)) -> Option<Severity> {
    use Mark::{Colon, Comma, Ellipsis, Exclamation, None as Nothing, Question, Semicolon, Stop};
    let japanese = langs.0 == "ja" || langs.1 == "ja";
    match (wanted, found) {
        (one, other) if one == other => None,
        (Stop, Question | Exclamation) | (Question | Exclamation, Stop) if japanese => None,
        // Where a sentence goes on in the next segment each language parts it in its own way.
        (Stop | Semicolon | Comma | Colon, Semicolon | Comma)
        | (Semicolon | Comma, Stop | Colon) => None,
        (Question, _)
        | (_, Question)
        | (Ellipsis | Colon, Nothing)
        | (Nothing, Ellipsis | Colon) => Some(Severity::Warning),
        _ => Some(Severity::Info),
    }
}

/// A question or exclamation in Spanish without the mark that opens it.
fn opening(mark: Mark, target: &str, range: Range<usize>, hits: &mut Vec<Hit>) {
    let opener = match mark {
        Mark::Question => '¿',
        Mark::Exclamation => '¡',
        _ => return,
    };
    if !target.contains(['¿', '¡']) {
        let message = format!("{} without {opener}", mark.name());
        hits.push(Hit::new(&RULE, PairSide::Target, range, message));
    }
}

/// The end mark of a text, and its bytes (an empty range behind the last word without one).
fn end_mark(text: &str, lang: &str) -> (Mark, Range<usize>) {
    let closer = |c: char| {
        c.is_whitespace()
            || "\"'”’»«“‘„›‹>)]}）］｝】》〉」』*_\u{200B}\u{200E}\u{200F}\u{202C}\u{2069}\u{FEFF}"
                .contains(c)
    };
    let mut body = text.trim_end_matches(closer);
    // Markup in the text: `<b>Loading…</b>`.
    while let Some(inner) = without_tag(text, body) {
        body = inner.trim_end_matches(closer);
    }
    // 打开(&O)…, 文件(_F): the letter of a menu.
    if let Some(open) = body.len().checked_sub(3).filter(|at| body.is_char_boundary(*at))
        && body[open..].starts_with(['(', '（'])
        && body[open + 1..].starts_with(['&', '_', '~'])
    {
        body = body[..open].trim_end_matches(closer);
    }
    let marks = body.len()
        - body.trim_end_matches(|c: char| class(c, lang).is_some() || c.is_whitespace()).len();
    let start = body.len() - marks;
    let run = &body[start..];
    let inner = run.trim_start();
    let start = start + run.len() - inner.len();
    let mut mark = Mark::None;
    let mut stops = 0;
    for c in inner.chars() {
        let class = class(c, lang);
        stops += u32::from(class == Some(Mark::Stop));
        mark = match (mark, class) {
            (Mark::Question, _)
            | (_, None)
            | (Mark::Exclamation | Mark::Ellipsis, Some(Mark::Stop)) => mark,
            (_, Some(class)) => class,
        };
    }
    if mark == Mark::Stop && stops > 1 {
        mark = Mark::Ellipsis;
    }
    (mark, start..start + inner.len())
}

/// What is before the tag at the end of a text; its closing bracket is trimmed already.
fn without_tag<'t>(text: &'t str, body: &'t str) -> Option<&'t str> {
    const LONGEST: usize = 60;
    if !text[body.len()..].starts_with('>') && !body.ends_with('>') {
        return None;
    }
    let from = body.len().saturating_sub(LONGEST);
    let at = body.as_bytes()[from..].iter().rposition(|b| *b == b'<')? + from;
    let tag = body.as_bytes().get(at + 1)?;
    (tag.is_ascii_alphabetic() || *tag == b'/').then(|| &body[..at])
}

fn class(c: char, lang: &str) -> Option<Mark> {
    Some(match c {
        '.' | '。' | '．' | '｡' | '।' | '॥' | '۔' | '።' => Mark::Stop,
        '?' | '？' | '؟' | '⁇' | '፧' | '\u{37E}' | '⁈' | '⁉' => Mark::Question,
        ';' if lang == "el" => Mark::Question,
        '!' | '！' | '‼' => Mark::Exclamation,
        '…' | '⋯' => Mark::Ellipsis,
        ':' | '：' | '︰' => Mark::Colon,
        ';' | '；' | '؛' => Mark::Semicolon,
        '·' if lang == "el" => Mark::Semicolon,
        ',' | '，' | '،' | '、' | '､' => Mark::Comma,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{pair_hits, pair_messages};

    fn messages(source: (&str, &str), target: (&str, &str)) -> Vec<String> {
        pair_messages("punctuation-mismatch", source, target)
    }

    #[test]
    fn each_language_has_its_marks() {
        for (source, target) in [
            (("en", "Delete it?"), ("fr", "Le supprimer\u{A0}?")),
            (("en", "Delete it?"), ("fr", "Le supprimer?")),
            (("en", "Delete it?"), ("ar", "هل تحذفه؟")),
            (("en", "Delete it?"), ("el", "Διαγραφή;")),
            (("en", "Delete it?"), ("es", "¿Lo borra?")),
            (("en", "Delete it?"), ("ja", "削除しますか。")),
            (("en", "He said \"yes.\""), ("de", "Er sagte „ja“.")),
            (("en", "It is over."), ("zh", "结束了。")),
            (("en", "It is over."), ("hi", "यह खत्म हो गया।")),
            (("en", "Open..."), ("zh", "打开(&O)……")),
            (("en", "Open..."), ("fr", "Ouvrir…")),
            (("en", "_Name:"), ("zh", "名称(_N)：")),
            (("en", "First heading"), ("ru", "Первый заголовок")),
            (("en", "and so on;"), ("ru", "и так далее,")),
            (("en", "Really?!"), ("ru", "Правда?")),
            (("en", "It is over."), ("th", "จบแล้ว")),
            (("en", "42?"), ("fr", "42")),
            (("en", "<b>Loading…</b>"), ("fr", "Chargement...")),
            (("en", "It failed (is it there?)"), ("fr", "Échec (est-il là ?).")),
            (("zh", "男孩问道：“你是谁？”"), ("en", "'Who are you?' asked the boy.")),
        ] {
            assert!(
                messages(source, target).is_empty(),
                "{source:?} {:?}",
                messages(source, target)
            );
        }
    }

    #[test]
    fn other_classes_are_told() {
        for (source, target, severity) in [
            (("en", "Delete it?"), ("fr", "Le supprimer."), Severity::Warning),
            (("en", "Name:"), ("ru", "Имя"), Severity::Warning),
            (("en", "Loading…"), ("zh", "正在加载"), Severity::Warning),
            (("en", "It is over."), ("ar", "انتهى"), Severity::Info),
            (("en", "Stop!"), ("ru", "Стой."), Severity::Info),
            (("en", "Delete it?"), ("es", "Lo borra?"), Severity::Warning),
        ] {
            let hits = pair_hits("punctuation-mismatch", source, target);
            assert_eq!(hits.len(), 1, "{source:?}");
            assert_eq!(hits[0].severity, severity, "{source:?}");
        }
    }
}
