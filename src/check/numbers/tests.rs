use crate::check::testing::pair_messages;

fn messages(source: (&str, &str), target: (&str, &str)) -> Vec<String> {
    pair_messages("number-mismatch", source, target)
}

#[test]
fn one_value_in_two_notations_is_right() {
    for (source, target) in [
        (("en", "1,000.50 dollars"), ("fr", "1 000,50 dollars")),
        (("en", "1,000 men"), ("es", "1.000 hombres")),
        (("en", "1,000,000 men"), ("ru", "1\u{A0}000\u{A0}000 человек")),
        (("en", "in 2017, 45 per cent"), ("ar", "في عام ٢٠١٧، ٤٥ في المائة")),
        (("en", "1,234.5"), ("ar", "١٬٢٣٤٫٥")),
        (("en", "3.5 million"), ("fr", "3,5 millions")),
        (("en", "5 million people"), ("fr", "5 000 000 de personnes")),
        (("en", "30 million people"), ("zh", "3000万人")),
        (("en", "1.2 billion"), ("zh", "12亿")),
        (("en", "1.2 billion"), ("es", "1.200 millones")),
        (("en", "1,000"), ("en-GB", "1 000")),
        (("en", "version 1.10"), ("fr", "version 1.10")),
        (("en", "12,50,000 rupees"), ("fr", "1 250 000 roupies")),
    ] {
        assert!(messages(source, target).is_empty(), "{source:?} {:?}", messages(source, target));
    }
}

#[test]
fn words_dates_and_numerals_are_right() {
    for (source, target) in [
        (("en", "the 2 countries"), ("fr", "les deux pays")),
        (("en", "two countries"), ("fr", "les 2 pays")),
        (("en", "12 months"), ("ru", "двенадцать месяцев")),
        (("en", "2 weeks"), ("ar", "أسبوعان")),
        (("en", "15 days"), ("ar", "خمسة عشر يوما")),
        (("fr", "96 pays"), ("fr-CA", "quatre-vingt-seize pays")),
        (("en", "on 8 February 2017"), ("de", "am 08.02.2017")),
        (("en", "8 February 2017"), ("zh", "2017年2月8日")),
        (("en", "2017-02-08"), ("fr", "le 8 février 2017")),
        (("en", "Article 15"), ("zh", "第十五条")),
        (("en", "in 2017"), ("zh", "二〇一七年")),
        (("en", "the 21st century"), ("fr", "le XXIe siècle")),
        (("en", "1st floor"), ("fr", "1er étage")),
        (("en", "the 1st"), ("es", "el 1.º")),
        (("en", "2:30 p.m."), ("fr", "14 h 30")),
        (("en", "10 a.m."), ("fr", "10 h 00")),
        (("en", "the 1990s"), ("ru", "90-е годы")),
        (("en", "2010-11"), ("fr", "2010-2011")),
        (("en", "in the 1670s"), ("zh", "17世纪70年代")),
        (("en", "the late 1960s"), ("zh", "20世纪60年代末")),
        (("en", "six billion people"), ("zh", "60亿人")),
        (("es", "mil millones"), ("en", "1,000,000,000")),
        (("de", "etwa 1 ½ m tief"), ("fr", "1,50 m de fond")),
        (("en", "(2) two parts; DC"), ("zh", "②两部分；CC")),
        (("en", "1/2 cup"), ("fr", "½ tasse")),
        (("en", "1. The first point"), ("fr", "Le premier point")),
        (("en", "pages 100, 200"), ("fr", "pages 100 et 200")),
        (("en", "pages 100 200"), ("fr", "pages 100 et 200")),
    ] {
        assert!(messages(source, target).is_empty(), "{source:?} {:?}", messages(source, target));
    }
}

#[test]
fn arabic_digits_may_stand_backwards() {
    assert!(messages(("en", "in 2017"), ("ar", "في عام ٧١٠٢")).is_empty());
    assert!(messages(("ar", "في عام ٧١٠٢"), ("en", "in 2017")).is_empty());
    assert_eq!(messages(("en", "in 2017"), ("ar", "في عام ٢٠١٨")).len(), 2);
}

#[test]
fn what_differs_is_reported_apart() {
    for (source, target, wanted) in [
        (
            ("en", "Article 15, 2 parts"),
            ("fr", "article 51, 2 parties"),
            ["source 15", "target 51"],
        ),
        (("en", "in 2017"), ("zh", "2018年"), ["source 2017", "target 2018"]),
        (("en", "1,000 men"), ("fr", "1 500 hommes"), ["source 1,000", "target 1 500"]),
        (("en", "3.5 per cent"), ("es", "3,6 por ciento"), ["source 3.5", "target 3,6"]),
        (("en", "45 per cent"), ("ar", "٤٦ في المائة"), ["source 45", "target ٤٦"]),
        (("en", "25 лет"), ("ru", "26 лет"), ["source 25", "target 26"]),
        (
            ("en", "see A/RES/55/25"),
            ("fr", "voir A/CONF/55/25"),
            ["source A/RES/55/25", "target A/CONF/55/25"],
        ),
        (("en", "1. The 14 points"), ("fr", "2. Les 14 points"), ["source 1", "target 2"]),
    ] {
        let found = messages(source, target);
        let found: Vec<&str> = found.iter().map(|m| m.split(" is ").next().unwrap()).collect();
        assert_eq!(found, wanted, "{source:?}");
    }
    assert_eq!(messages(("en", "Chapter XIV"), ("fr", "Chapitre XVI")).len(), 1);
    assert_eq!(
        messages(("en", "all 25 of them"), ("fr", "tous")),
        ["source 25 is missing in the target"]
    );
    assert_eq!(
        messages(("en", "all of them"), ("fr", "les 25")),
        ["target 25 is not in the source"]
    );
}

#[test]
fn addresses_and_placeholders_are_left_alone() {
    assert!(
        messages(("en", "see http://un.org/a/55"), ("fr", "voir http://un.org/b/56")).is_empty()
    );
    assert!(messages(("en", "copy {0} to {13}"), ("fr", "copier vers {14}")).is_empty());
}

#[test]
fn long_texts_take_linear_time() {
    let many = |from: u64| {
        let numbers: Vec<String> = (from..from + 20_000).map(|n| n.to_string()).collect();
        numbers.join(" ")
    };
    assert_eq!(messages(("en", &many(1_000_000)), ("fr", &many(2_000_000))).len(), 16);
}
