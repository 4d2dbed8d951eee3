//! The languages, and their lists as they are written.

use super::rules::Rules;
use std::sync::{Arc, OnceLock};

macro_rules! lists {
    ($($code:literal),* $(,)?) => {
        [$(($code, include_str!(concat!("rules/", $code, ".txt")))),*]
    };
}

static TEXTS: &[(&str, &str)] = &lists![
    "af", "am", "ar", "ast", "az", "be", "bg", "bn", "bo", "br", "ca", "cs", "cy", "da", "de",
    "el", "en", "eo", "es", "et", "eu", "fa", "fi", "fo", "fr", "fy", "ga", "gd", "gl", "gu", "ha",
    "he", "hi", "hr", "hu", "hy", "id", "is", "it", "ja", "ka", "kk", "km", "kn", "ko", "ky", "la",
    "lb", "lo", "lt", "lv", "mk", "ml", "mn", "mr", "ms", "mt", "my", "nb", "nl", "nn", "oc", "pa",
    "pl", "pt", "ro", "ru", "sk", "sl", "so", "sq", "sr", "sv", "sw", "ta", "te", "tg", "th", "ti",
    "tr", "uk", "und", "ur", "uz", "vi", "xh", "yo", "zh", "zu",
];

/// Languages that share another's list.
const SHARED: &[(&str, &str)] = &[
    ("no", "nb"),
    ("bs", "hr"),
    ("sh", "hr"),
    ("iw", "he"),
    ("in", "id"),
    ("tl", "fil"),
    ("mo", "ro"),
    ("fil", "und"),
    ("yue", "zh"),
    ("wuu", "zh"),
    ("ckb", "fa"),
    ("ps", "ur"),
    ("ne", "hi"),
    ("sa", "hi"),
];

/// The rules of a language, by its code; those that fit any language if it has none.
pub(super) fn of(code: &str) -> Arc<Rules> {
    static ALL: OnceLock<Vec<OnceLock<Arc<Rules>>>> = OnceLock::new();
    let all = ALL.get_or_init(|| TEXTS.iter().map(|_| OnceLock::new()).collect());
    let code = SHARED.iter().find(|(from, _)| *from == code).map_or(code, |(_, to)| *to);
    let known = |code| TEXTS.iter().position(|(known, _)| *known == code);
    let place = known(code).or_else(|| known("und")).unwrap_or(0);
    let parse = || Arc::new(Rules::default().with(TEXTS[place].1).unwrap_or_default());
    all[place].get_or_init(parse).clone()
}

/// The list of a language as it is written.
#[cfg(test)]
pub(super) fn text(code: &str) -> Option<&'static str> {
    TEXTS.iter().find(|(known, _)| *known == code).map(|(_, text)| *text)
}

/// Whether a language has a list, of its own or shared.
pub(super) fn is_known(code: &str) -> bool {
    SHARED.iter().any(|(from, _)| *from == code) || TEXTS.iter().any(|(known, _)| *known == code)
}

/// The codes of the languages with rules.
pub(super) fn languages() -> impl Iterator<Item = &'static str> {
    TEXTS.iter().map(|(code, _)| *code).filter(|code| *code != "und")
}
