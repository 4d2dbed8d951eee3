use super::*;
use crate::model::{Code, CodeKind};
use proptest::prelude::*;

/// `source (language: text)`, `query`, `target (language: text)` to the adapted target.
fn adapted(source: (&str, &str), query: &str, target: (&str, &str)) -> Option<String> {
    let (source_lang, target_lang) = (source.0.parse().unwrap(), target.0.parse().unwrap());
    let proposal = Proposal {
        query: &Content::plain(query),
        source: &Content::plain(source.1),
        target: &Content::plain(target.1),
        source_lang: &source_lang,
        target_lang: &target_lang,
    };
    adapt(&proposal).map(|adaptation| adaptation.content.text)
}

#[test]
fn numbers_are_replaced_in_every_language() {
    let source = ("en", "Total: 1,234.5 t on page 12.");
    let query = "Total: 20,500.25 t on page 7.";
    for (lang, target, wanted) in [
        ("fr", "Total : 1 234,5 t, page 12.", "Total : 20 500,25 t, page 7."),
        ("fr", "Total : 1\u{202F}234,5 t, page 12.", "Total : 20\u{202F}500,25 t, page 7."),
        ("de", "Summe: 1.234,5 t auf Seite 12.", "Summe: 20.500,25 t auf Seite 7."),
        ("ru", "Итого: 1 234,5 т на стр. 12.", "Итого: 20 500,25 т на стр. 7."),
        ("ar", "المجموع: ١٬٢٣٤٫٥ طن في الصفحة ١٢.", "المجموع: ٢٠٬٥٠٠٫٢٥ طن في الصفحة ٧."),
        ("ar", "المجموع: 1,234.5 طن في الصفحة 12.", "المجموع: 20,500.25 طن في الصفحة 7."),
        ("zh", "总计：1,234.5吨，第12页。", "总计：20,500.25吨，第7页。"),
        ("ja", "合計１，２３４．５トン", ""),
    ] {
        let wanted = (!wanted.is_empty()).then_some(wanted);
        assert_eq!(adapted(source, query, (lang, target)).as_deref(), wanted, "{lang}");
    }
    // And back into English.
    assert_eq!(
        adapted(("de", "Summe: 1.234,5 t"), "Summe: 0,75 t", ("en", "Total: 1,234.5 t")).as_deref(),
        Some("Total: 0.75 t")
    );
    assert_eq!(
        adapted(("ru", "Всего 12 500 тонн"), "Всего 9 000 тонн", ("en", "A total of 12,500 tons"))
            .as_deref(),
        Some("A total of 9,000 tons")
    );
    assert_eq!(
        adapted(("zh", "共12500吨"), "共9000吨", ("fr", "Au total, 12\u{A0}500 tonnes")).as_deref(),
        Some("Au total, 9\u{A0}000 tonnes")
    );
}

#[test]
fn dates_are_replaced_by_day_month_and_year() {
    let source = ("en", "Done on 8 February 2017.");
    let query = "Done on 21 October 2019.";
    for (lang, target, wanted) in [
        ("fr", "Fait le 8 février 2017.", Some("Fait le 21 octobre 2019.")),
        ("de", "Geschehen am 8. Februar 2017.", Some("Geschehen am 21. Oktober 2019.")),
        ("de", "Geschehen am 08.02.2017.", Some("Geschehen am 21.10.2019.")),
        ("ru", "Совершено 8 февраля 2017 года.", Some("Совершено 21 октября 2019 года.")),
        ("es", "Hecho el 8 de febrero de 2017.", Some("Hecho el 21 de octubre de 2019.")),
        ("zh", "2017年2月8日订立。", Some("2019年10月21日订立。")),
        ("ar", "حُرر في ٨ فبراير ٢٠١٧.", Some("حُرر في ٢١ أكتوبر ٢٠١٩.")),
        // Of the Levantine names only those in one word are known.
        ("ar", "حُرر في ٨ شباط/فبراير ٢٠١٧.", None),
    ] {
        assert_eq!(adapted(source, query, (lang, target)).as_deref(), wanted, "{lang} {target}");
    }
    let march = adapted(source, "Done on 9 March 2017.", ("ar", "حُرر في ٨ شباط/فبراير ٢٠١٧."));
    assert_eq!(march.as_deref(), Some("حُرر في ٩ آذار/مارس ٢٠١٧."));
    assert_eq!(
        adapted(
            ("zh", "2017年2月8日订立。"),
            "2018年3月9日订立。",
            ("en", "Done on February 8, 2017.")
        )
        .as_deref(),
        Some("Done on March 9, 2018.")
    );
    assert_eq!(
        adapted(("en", "since 2/8/2017"), "since 3/9/2018", ("de", "seit 08.02.2017")).as_deref(),
        Some("seit 09.03.2018")
    );
    assert_eq!(
        adapted(("ru", "С 8 ФЕВРАЛЯ"), "С 9 МАРТА", ("fr", "DU 8 FÉVRIER")).as_deref(),
        Some("DU 9 MARS")
    );
}

#[test]
fn addresses_and_symbols_are_replaced() {
    assert_eq!(
        adapted(
            ("en", "See A/RES/55/25 at https://a.example/55."),
            "See A/RES/60/1 at https://a.example/60.",
            ("fr", "Voir A/RES/55/25 sur https://a.example/55.")
        )
        .as_deref(),
        Some("Voir A/RES/60/1 sur https://a.example/60.")
    );
    assert_eq!(
        adapted(
            ("en", "Write to a@b.example"),
            "Write to c@d.example",
            ("zh", "请写信至a@b.example。")
        )
        .as_deref(),
        Some("请写信至c@d.example。")
    );
}

#[test]
fn what_is_ambiguous_is_left() {
    for (source, query, target) in [
        // One value becomes two.
        ("From 5 to 5", "From 5 to 7", "De 5 à 5"),
        // The translation has the value more often, less often, or in words.
        ("Page 5", "Page 6", "Page 5 de 5"),
        ("5 of 5 pages", "6 of 6 pages", "5 pages"),
        ("5 pages", "6 pages", "cinq pages"),
        // Something else differs.
        ("Page 5", "page 6", "Page 5"),
        ("Page 5", "Page 6 of 7", "Page 5"),
        ("Page 5", "Page five", "Page 5"),
        // Nothing differs.
        ("Page 5", "Page 5", "Page 5"),
        // The noun or the ordinal would change.
        ("items: 1", "items: 5", "1 article"),
        ("No. 1 item", "No. 2 item", "Le 1er article"),
    ] {
        assert_eq!(adapted(("en", source), query, ("fr", target)), None, "{source}");
    }
    let files = |query| adapted(("en", "files: 2"), query, ("ru", "2 файла"));
    assert_eq!(files("files: 5"), None);
    assert_eq!(files("files: 23").as_deref(), Some("23 файла"));
    // 1.234 is no number as French writes them, and 20 is 0 here and 00 there.
    assert_eq!(adapted(("fr", "a 0.5"), "a 1.234", ("en", "b 0.5")), None);
    assert_eq!(adapted(("en", "(20) 20 s"), "(0) 00 s", ("fr", "20 s (20)")), None);
    // An amount or a version?
    assert_eq!(adapted(("en", "a 2"), "a 2.1", ("fr", "b 2")), None);
    assert_eq!(adapted(("en", "a 2"), "a 2.1", ("zh", "b 2")).as_deref(), Some("b 2.1"));
    // A mark whose language is not known.
    assert_eq!(adapted(("en", "a 5"), "a 5,000", ("xx", "b 5")), None);
}

/// A French text with decimal points keeps to them.
#[test]
fn a_translation_shows_its_marks() {
    assert_eq!(
        adapted(("en", "5.5 at 20"), "0.25 at 12.5", ("fr", "5.5 à 20")).as_deref(),
        Some("0.25 à 12.5")
    );
    assert_eq!(
        adapted(("en", "5.5 at 20"), "0.25 at 12,500", ("de", "5.5 bei 20")).as_deref(),
        Some("0.25 bei 12,500")
    );
}

#[test]
fn swapped_values_are_swapped() {
    assert_eq!(
        adapted(("en", "3 of 7"), "7 of 3", ("ja", "7のうち3")).as_deref(),
        Some("3のうち7")
    );
}

#[test]
fn codes_keep_their_places() {
    let (en, fr): (LangTag, LangTag) = ("en".parse().unwrap(), "fr".parse().unwrap());
    let code = |at| Code::new(at, CodeKind::Standalone, "<x>");
    let mut target = Content::plain("Voir la page 5, puis 12.");
    target.codes = vec![code(0), code(13), code(14), code(24)];
    let (query, source) = (Content::plain("See 500, then 7."), Content::plain("See 5, then 12."));
    let proposal = Proposal {
        query: &query,
        source: &source,
        target: &target,
        source_lang: &en,
        target_lang: &fr,
    };
    let adaptation = adapt(&proposal).unwrap();
    assert_eq!(adaptation.content.text, "Voir la page 500, puis 7.");
    let places: Vec<u32> = adaptation.content.codes.iter().map(|code| code.at).collect();
    assert_eq!(places, [0, 13, 16, 25]);
    let told = &adaptation.replacements[1];
    assert_eq!((&*told.old, &*told.new, told.at), ("12", "7", Span::new(23, 24)));
    let cut = Content { codes: vec![code(22)], ..target.clone() };
    assert_eq!(adapt(&Proposal { target: &cut, ..proposal }), None, "a code inside a number");
}

proptest! {
    #[test]
    fn nothing_makes_it_panic(
        source in any::<String>(), query in any::<String>(), target in any::<String>(), at in any::<u32>(),
    ) {
        let (en, ar): (LangTag, LangTag) = ("en".parse().unwrap(), "ar".parse().unwrap());
        let mut target = Content::plain(target);
        target.codes.push(Code { at, ..Code::new(0, CodeKind::Unknown, "x") });
        let (query, source) = (Content::plain(query), Content::plain(source));
        for (source_lang, target_lang) in [(&en, &ar), (&ar, &en)] {
            adapt(&Proposal { query: &query, source: &source, target: &target, source_lang, target_lang });
        }
    }

    /// What is like numbers and dates, so that much of it is adapted.
    #[test]
    fn nothing_like_numbers_makes_it_panic(
        source in "(([0-9]{1,4}|٣|１|²|[.,/ ]|May|é){0,12})", query in "(([0-9]{1,4}|٣|１|²|[.,/ ]|May|é){0,12})",
        target in "(([0-9]{1,4}|٣|１|²|[.,/ ]|mai|月|é){0,12})",
    ) {
        for (one, other) in [("en", "fr"), ("ru", "zh"), ("ar", "de-CH")] {
            adapted((one, &source), &query, (other, &target));
        }
    }

    #[test]
    fn any_number_goes_there_and_back(old in 0_u32..5_000_000, new in 0_u32..5_000_000) {
        let english = |number: u32| {
            let digits = number.to_string();
            let mut out = String::new();
            for (at, c) in digits.chars().enumerate() {
                if at > 0 && (digits.len() - at).is_multiple_of(3) {
                    out.push(',');
                }
                out.push(c);
            }
            out
        };
        let (old, new) = (format!("Sum: {}", english(old)), format!("Sum: {}", english(new)));
        prop_assume!(old != new);
        // The query in English serves as what the German one is brought to.
        let german = old.replace(',', ".");
        let Some(there) = adapted(("en", &old), &new, ("de", &german)) else { return Ok(()) };
        prop_assert_eq!(&there, &new.replace(',', "."));
        prop_assert_eq!(adapted(("de", &there), &german, ("en", &new)), Some(old));
    }
}
