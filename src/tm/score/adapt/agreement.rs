//! Whether the words around a number stay right with another one.

use super::locale::plural_class;
use super::month::month;
use super::number::Number;
use crate::text::{LangTag, is_cjk};

/// Whether what is counted `behind` a number in the translation keeps its form when `old` becomes `new`:
/// both are of one plural class, or no word of three letters follows that could be a noun, or it is a
/// month, a name or an abbreviation, or both numbers are years.
pub(super) fn keeps_form(behind: &str, new: &Number, old: &Number, lang: &LangTag) -> bool {
    if new.is_year() && old.is_year() {
        return true;
    }
    let class = |number: &Number| plural_class(lang, &number.integer, number.fraction.is_some());
    if class(new) == class(old) {
        return true;
    }
    let rest = behind.trim_start();
    let end = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
    let word = &rest[..end];
    // German nouns have capitals; elsewhere a capital is of a name.
    let name = word.chars().next().is_some_and(char::is_uppercase) && lang.language() != "de";
    let counted = rest.len() < behind.len()
        && word.chars().nth(2).is_some()
        && !name
        && !rest[end..].starts_with('.')
        && month(word, lang).is_none();
    !counted
}

/// Whether letters glued to a number in the translation (`behind` it) stay right when `old` becomes
/// `new`. Those of a unit or a name are glued to it in the source too (`5km`); of ordinals only those are
/// kept that are one for all numbers, or in French for all but the first.
pub(super) fn keeps_ending(
    source_behind: &str,
    behind: &str,
    (new, old): (&Number, &Number),
    lang: &LangTag,
) -> bool {
    let glued = |text: &str| -> String {
        text.chars().take_while(|c| c.is_alphabetic() && !is_cjk(*c)).collect()
    };
    let ending = glued(behind);
    let first = |number: &Number| number.value() == "1" || number.fraction.is_some();
    match ending.as_str() {
        "" | "º" | "ª" => true,
        _ if new.value() == old.value() => true,
        "e" | "ème" if lang.language() == "fr" => !first(new) && !first(old),
        "st" | "nd" | "rd" | "th" | "er" | "re" => false,
        _ => ending == glued(source_behind),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(value: u32) -> Number {
        Number::whole(value.to_string())
    }

    #[test]
    fn counted_nouns_keep_their_form() {
        let keeps = |behind: &str, old: u32, new: u32, lang: &str| {
            keeps_form(behind, &number(new), &number(old), &lang.parse().unwrap())
        };
        assert!(keeps(" files", 2, 5, "en") && !keeps(" file", 1, 5, "en"));
        assert!(keeps(" of the law", 1, 5, "en"), "two letters are no noun");
        assert!(keeps(" mm", 1, 5, "en") && keeps(" Convention", 1, 5, "fr"));
        assert!(!keeps(" Datei", 1, 5, "de") && keeps(" Dateien", 2, 5, "de"));
        assert!(!keeps(" файла", 2, 5, "ru") && keeps(" файла", 2, 24, "ru"));
        assert!(keeps(" марта", 2, 5, "ru") && keeps(" стр. 5", 2, 5, "ru"));
        assert!(keeps(" году", 2017, 2021, "ru"), "years are no counts");
        assert!(!keeps(" ملفات", 3, 11, "ar") && keeps("个文件", 1, 5, "zh"));
    }

    #[test]
    fn endings_of_ordinals_change() {
        let keeps = |source: &str, behind: &str, old: u32, new: u32, lang: &str| {
            keeps_ending(source, behind, (&number(new), &number(old)), &lang.parse().unwrap())
        };
        assert!(keeps("km", "km away", 5, 6, "en") && keeps("th", "e jour", 5, 6, "fr"));
        assert!(!keeps("th", "e jour", 5, 1, "fr") && !keeps("st", "er jour", 1, 21, "fr"));
        assert!(!keeps("e", "rd day", 3, 23, "en") && keeps("th", "º día", 5, 6, "es"));
        assert!(keeps("", "号", 5, 6, "zh") && !keeps("", "s", 5, 6, "en"));
    }
}
