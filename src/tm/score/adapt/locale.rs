//! What languages do with numbers: marks, and forms of the nouns counted. Facts as in the Unicode CLDR.

use crate::text::LangTag;

/// The marks of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Marks {
    /// Before decimals.
    pub(super) decimal: char,
    /// Between thousands.
    pub(super) group: char,
    /// Whether numbers of four digits have no mark.
    pub(super) long_only: bool,
}

const ENGLISH: (char, char) = ('.', ',');
const SPACED: (char, char) = (',', '\u{A0}');

/// The marks a language uses with European digits; `None` where it is not known.
pub(super) fn marks(lang: &LangTag) -> Option<Marks> {
    let region = lang.region().unwrap_or_default();
    let (decimal, group) = match (lang.language(), region) {
        ("de" | "it", "CH" | "LI") => ('.', '’'),
        ("es", "MX" | "US" | "GT" | "HN" | "NI" | "PA" | "PE" | "PR" | "SV" | "DO") => ENGLISH,
        ("de", "AT") | ("pt", "PT") | ("en", "ZA") | ("fr", "CA") => SPACED,
        (language, _) => match language {
            "en" | "zh" | "ja" | "ko" | "th" | "he" | "hi" | "sw" | "ur" | "bn" | "ar" | "fa"
            | "ms" => ENGLISH,
            "de" | "es" | "it" | "nl" | "pt" | "id" | "da" | "tr" | "el" | "ro" | "ca" | "hr"
            | "sl" | "sr" | "bs" | "vi" | "gl" | "is" | "mk" => (',', '.'),
            "fr" => (',', '\u{202F}'),
            "ru" | "uk" | "be" | "pl" | "cs" | "sk" | "bg" | "sv" | "nb" | "nn" | "no" | "fi"
            | "hu" | "et" | "lv" | "lt" | "sq" | "kk" | "ka" | "hy" => SPACED,
            _ => return None,
        },
    };
    let long_only = matches!(lang.language(), "es" | "pl" | "bg" | "et" | "lv" | "ka")
        || (lang.language(), region) == ("pt", "PT");
    Some(Marks { decimal, group, long_only })
}

/// The class of a number by the form of the noun it counts: in one class the noun stays as it is. Not
/// CLDR's names, only which numbers go together. `integer` is in European digits.
pub(super) fn plural_class(lang: &LangTag, integer: &str, fraction: bool) -> u8 {
    let end = &integer[integer.len().saturating_sub(2)..];
    let tens: u32 = end.parse().unwrap_or(0);
    let ones = tens % 10;
    let short = integer.trim_start_matches('0');
    let (zero, one, two) = (short.is_empty(), short == "1", short == "2");
    match lang.language() {
        // Nouns have no number, or none after a numeral.
        "zh" | "ja" | "ko" | "vi" | "th" | "id" | "ms" | "lo" | "my" | "km" | "tr" | "hu"
        | "fa" | "ka" | "kk" | "hy" | "az" => 0,
        "fr" => u8::from(!zero && !one),
        "pt" if lang.region() != Some("PT") => u8::from(!zero && !one),
        _ if fraction => 9,
        "ru" | "uk" | "be" | "sr" | "hr" | "bs" => match (ones, tens) {
            (_, 11..=14) => 2,
            (1, _) => 0,
            (2..=4, _) => 1,
            _ => 2,
        },
        "pl" => match (ones, tens) {
            _ if one => 0,
            (_, 12..=14) => 2,
            (2..=4, _) => 1,
            _ => 2,
        },
        "cs" | "sk" => match short {
            "1" => 0,
            "2" | "3" | "4" => 1,
            _ => 2,
        },
        "sl" => match tens {
            1 => 0,
            2 => 1,
            3 | 4 => 2,
            _ => 3,
        },
        "lt" | "lv" => match (ones, tens) {
            (_, 11..=19) | (0, _) => 2,
            (1, _) => 0,
            _ => 1,
        },
        "ro" => match tens {
            _ if one => 0,
            1..=19 => 1,
            _ if zero => 1,
            _ => 2,
        },
        "ar" => match tens {
            _ if zero => 0,
            _ if one => 1,
            _ if two => 2,
            3..=10 => 3,
            11..=99 => 4,
            _ => 5,
        },
        "he" => match short {
            "1" => 0,
            "2" => 1,
            _ => 2,
        },
        _ if one => 0,
        _ => 9,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_one_class_take_one_form() {
        let class = |lang: &str, number: &str| plural_class(&lang.parse().unwrap(), number, false);
        for (lang, alike, other) in [
            ("ru", ["2", "24"], "5"),
            ("ru", ["5", "12"], "1"),
            ("ru", ["1", "21"], "11"),
            ("pl", ["5", "21"], "22"),
            ("en", ["2", "100"], "1"),
            ("fr", ["0", "1"], "2"),
            ("ar", ["3", "110"], "11"),
            ("cs", ["2", "4"], "5"),
        ] {
            assert_eq!(class(lang, alike[0]), class(lang, alike[1]), "{lang} {alike:?}");
            assert_ne!(class(lang, alike[0]), class(lang, other), "{lang} {other}");
        }
        assert_eq!(class("zh", "1"), class("zh", "5"));
    }
}
