//! amaGama, the memory server of the Translate Toolkit, after its documentation (settings
//! `MAX_LENGTH`, `MIN_SIMILARITY`; field `quality` of the answers).

use crate::tm::score::measure::characters;

/// amaGama's settings, with its defaults.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amagama {
    /// Texts with more code points are neither looked up nor found (`MAX_LENGTH`).
    pub longest: usize,
    /// The least quality that is offered, in percent (`MIN_SIMILARITY`; never under 30).
    pub least: u8,
}

impl Default for Amagama {
    fn default() -> Self {
        Self { longest: 1000, least: 70 }
    }
}

/// The `quality` of a match in percent, not rounded: the Levenshtein similarity by code points. `None`
/// where a text is too long or the quality too low to be offered. Tags are text there, so the texts are
/// to be given with them.
pub fn amagama(query: &str, source: &str, settings: Amagama) -> Option<f64> {
    let too_long = |text: &str| text.chars().nth(settings.longest).is_some();
    if too_long(query) || too_long(source) {
        return None;
    }
    let quality = 100.0 * characters(query, source);
    // The small sum is for 1 − 0.3 and the like, which are a little too low.
    (quality + 1e-9 >= f64::from(settings.least.max(30))).then_some(quality)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The answers the documentation gives for a look-up of `Computer`.
    #[test]
    fn qualities_are_the_documented_ones() {
        let quality = |source| amagama("Computer", source, Amagama::default()).unwrap();
        for (source, wanted) in [
            ("Computer", 100.0),
            ("Computers", 88.888_888_888_888_89),
            ("&Computer", 88.888_888_888_888_89),
            ("My Computer", 72.727_272_727_272_73),
        ] {
            assert!((quality(source) - wanted).abs() < 1e-9, "{source}");
        }
        assert_eq!(amagama("Computer", "Commuting", Amagama::default()), None);
    }

    #[test]
    fn long_texts_are_not_matched() {
        let text = "a".repeat(1001);
        assert_eq!(amagama(&text, &text, Amagama::default()), None);
        assert!(amagama(&text[1..], &text[1..], Amagama::default()).is_some());
    }
}
