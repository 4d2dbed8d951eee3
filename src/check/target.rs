//! `target-empty` and `target-same-as-source`

use super::{CheckedPair, Find, Group, Hit, PairSide, Rule, addresses, placeholders};
use crate::model::Severity;
use crate::text::{Script, dominant_script};

pub(super) const EMPTY: Rule = Rule {
    id: "target-empty",
    group: Group::Translation,
    default_on: true,
    severity: Severity::Error,
    title: "a source without a translation",
    documentation: "\
What it does: finds targets without any text whose source has some.

Why: readers get the source language, or nothing at all.

Example: \"Save\" – \"\".",
    find: Find::Pair(empty),
};

pub(super) const SAME: Rule = Rule {
    id: "target-same-as-source",
    group: Group::Translation,
    default_on: true,
    severity: Severity::Info,
    title: "a target that is its source",
    documentation: "\
What it does: finds targets that are the same as their source, white space aside. Left alone are texts
that may be the same in both languages: single words, names and titles (every word with a capital),
numbers, addresses, placeholders, codes, acronyms, terms of the target language, and texts of fewer than
three words unless the two languages are written in different scripts.

Why: it is probably not yet translated.

Example: \"Show hidden files\" – \"Show hidden files\".",
    find: Find::Pair(same),
};

fn empty(pair: &CheckedPair<'_>, hits: &mut Vec<Hit>) {
    let (source, target) = (pair.source.text(), pair.target.text());
    if target.trim().is_empty() && source.chars().any(char::is_alphanumeric) {
        let message = "the target is empty: translate the source".to_owned();
        hits.push(Hit::new(&EMPTY, PairSide::Target, 0..target.len(), message));
    }
}

fn same(pair: &CheckedPair<'_>, hits: &mut Vec<Hit>) {
    let (source, target) = (pair.source.text(), pair.target.text());
    if pair.source.lang.same_language(pair.target.lang)
        || !source.split_whitespace().eq(target.split_whitespace())
        || source.trim().is_empty()
        || is_right_term(pair)
    {
        return;
    }
    if is_prose(target, pair) {
        let message = "the target is the same as the source: translate it".to_owned();
        hits.push(Hit::new(&SAME, PairSide::Target, 0..target.len(), message));
    }
}

/// Whether the whole target is a term of its language.
fn is_right_term(pair: &CheckedPair<'_>) -> bool {
    let whole = pair.target.text().trim().len();
    pair.target.terms.iter().any(|found| (found.end - found.start) as usize + 1 >= whole)
}

/// Whether a text has enough words that differ between languages.
fn is_prose(text: &str, pair: &CheckedPair<'_>) -> bool {
    let (addresses, placeholders) = (addresses::ranges(text), placeholders::ranges(text));
    let inside = |at: usize, ranges: &[std::ops::Range<usize>]| {
        let next = ranges.partition_point(|range| range.end <= at);
        ranges.get(next).is_some_and(|range| range.start <= at)
    };
    let (mut words, mut small) = (0, 0);
    for word in text.split_whitespace() {
        let at = word.as_ptr() as usize - text.as_ptr() as usize;
        let first =
            word.char_indices().find(|(_, c)| c.is_alphanumeric() || *c == '%' || *c == '{');
        let Some((offset, first)) = first else { continue };
        if inside(at + offset, &addresses) || inside(at + offset, &placeholders) {
            continue;
        }
        // Options, paths, file names and other words of machines.
        let machine = word.starts_with(['-', '/', '<', '$', '\\', '~', '&'])
            || word
                .contains(['/', '_', '=', '\\', '@', '(', '[', ']', '<', '>', '{', '|', '#', '*'])
            || word.trim_end_matches(['.', ',', ':', '…']).contains(['.', ':'])
            || word.chars().any(char::is_numeric);
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        if machine || letters < 2 || !first.is_alphabetic() {
            continue;
        }
        words += 1;
        small += u32::from(!first.is_uppercase());
    }
    let other_script = || {
        let written = dominant_script(text);
        let expected = super::language::scripts(pair.target.lang);
        matches!(written, Some(script) if !expected.is_empty() && !expected.contains(&script))
    };
    let unspaced =
        matches!(dominant_script(text), Some(Script::Han | Script::Hiragana | Script::Thai));
    (words >= 3 && small >= 2)
        || (words >= 2 && small >= 1 && other_script())
        || (unspaced && words >= 1 && other_script())
}

#[cfg(test)]
mod tests {
    use crate::check::testing::{pair_hits, pair_hits_by, pair_messages};

    #[test]
    fn an_empty_target_is_told() {
        assert_eq!(pair_messages("target-empty", ("en", "Save"), ("ar", " ")).len(), 1);
        assert!(pair_messages("target-empty", ("en", "—"), ("ar", "")).is_empty());
        assert!(pair_messages("target-empty", ("zh", "保存"), ("ru", "Сохранить")).is_empty());
    }

    #[test]
    fn prose_left_as_it_was_is_told() {
        for (source, target) in [("en", "fr"), ("en", "ru")] {
            let text = "Show hidden files";
            assert_eq!(pair_hits("target-same-as-source", (source, text), (target, text)).len(), 1);
        }
        assert_eq!(
            pair_hits("target-same-as-source", ("en", "Hidden files"), ("zh", "Hidden files"))
                .len(),
            1
        );
        assert_eq!(
            pair_hits("target-same-as-source", ("zh", "保存文件"), ("en", "保存文件")).len(),
            1
        );
        assert_eq!(
            pair_hits("target-same-as-source", ("ru", "Скрытые файлы"), ("ar", "Скрытые файлы"))
                .len(),
            1
        );
    }

    #[test]
    fn what_may_be_the_same_is_left_alone() {
        for text in [
            "Information",
            "12.50",
            "https://www.un.org/en",
            "UNODC",
            "New York",
            "%s: %d",
            "John F. Kennedy",
            "gcc -o file.c",
            "page 12",
            "Adobe Photoshop CS",
            "{name} <{mail}>",
            "foo_bar(int a)",
            "let arg [arg ...]",
            "Home Page",
        ] {
            let hits = pair_hits("target-same-as-source", ("en", text), ("es", text));
            assert!(hits.is_empty(), "{text}");
        }
        let terms = "concept_id\ten\tfr\nA\tprima facie case law\tprima facie case law\n";
        let text = "prima facie case law";
        assert!(
            pair_hits_by("target-same-as-source", terms, ("en", text), ("fr", text)).is_empty()
        );
        assert!(
            pair_hits(
                "target-same-as-source",
                ("en", "show hidden files"),
                ("en-GB", "show hidden files")
            )
            .is_empty()
        );
    }
}
