//! Which language a text without a tag is in.

use super::LangTag;

/// A guess at a text's language.
#[derive(Debug, Clone, PartialEq)]
pub struct Identified {
    /// The language.
    pub lang: LangTag,
    /// How sure the guess is, 0–1.
    pub confidence: f64,
}

/// Guesses the language of `text` from its letters (trigram statistics of whatlang). Only the first
/// 20,000 bytes are read. `None` where there are no letters to go by.
pub fn identify_language(text: &str) -> Option<Identified> {
    let mut end = text.len().min(20_000);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let info = whatlang::detect(&text[..end])?;
    let lang = LangTag::parse(match info.lang() {
        whatlang::Lang::Cmn => "zh",
        other => two_letter(other.code()),
    })
    .ok()?;
    Some(Identified { lang, confidence: info.confidence() })
}

/// The two-letter code (ISO 639-1) of a three-letter one (ISO 639-3), for the languages whatlang knows.
fn two_letter(code: &str) -> &str {
    const CODES: &str = "epo eo eng en rus ru spa es por pt ita it ben bn fra fr deu de ukr uk kat ka ara ar hin hi \
        jpn ja heb he yid yi pol pl amh am jav jv kor ko nob nb dan da swe sv fin fi tur tr nld nl hun hu ces cs \
        ell el bul bg bel be mar mr kan kn ron ro slv sl hrv hr srp sr mkd mk lit lt lav lv est et tam ta vie vi \
        urd ur tha th guj gu uzb uz pan pa aze az ind id tel te pes fa mal ml ori or mya my nep ne sin si khm km \
        tuk tk aka ak zul zu sna sn afr af lat la slk sk cat ca tgl tl hye hy cym cy";
    let mut codes = CODES.split_whitespace();
    while let (Some(three), Some(two)) = (codes.next(), codes.next()) {
        if three == code {
            return two;
        }
    }
    code
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_six_languages_are_told_apart() {
        for (text, wanted) in [
            ("The committee adopted the report without a vote on the last day.", "en"),
            ("Le comité a adopté le rapport sans le mettre aux voix le dernier jour.", "fr"),
            ("El comité aprobó el informe sin someterlo a votación el último día.", "es"),
            ("اعتمدت اللجنة التقرير دون تصويت في اليوم الأخير", "ar"),
            ("委员会在最后一天未经表决通过了报告。", "zh"),
            ("Комитет принял доклад без голосования в последний день.", "ru"),
        ] {
            assert_eq!(identify_language(text).unwrap().lang.as_str(), wanted);
        }
        assert_eq!(identify_language("12 — 34"), None);
    }
}
