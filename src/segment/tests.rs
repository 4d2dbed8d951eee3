use super::*;
use proptest::prelude::*;

fn cut(lang: &str, text: &str) -> Vec<String> {
    let segmenter = Segmenter::for_language(&LangTag::parse(lang).unwrap());
    segmenter.split(text).map(|range| text[range].trim().to_owned()).collect()
}

#[test]
fn sentences_of_many_languages() {
    for (lang, wanted) in [
        (
            "en",
            "Mr. Smith of the U.S. Mission spoke. | He cited No. 5, e.g. the first part. | Was it so? | Yes.",
        ),
        ("en", "It met on 5 May. | \"We agree.\" | The end came at 3.5 per cent."),
        ("en", "3. The Assembly adopted A/RES/55/25. | It entered into force later."),
        ("fr", "Il cite l'art. 5 de la loi. | « C'est juste. » | M. Dupont est venu."),
        (
            "de",
            "Am 8. Februar tagte der Ausschuss. | Vgl. z. B. Art. 3 der Satzung. | Danach ging er.",
        ),
        ("es", "¿Vino el Sr. García? | Sí, vino a las 3. | ¡Bien!"),
        ("ru", "Собрание прошло в г. Вене. | Оно приняло ст. 5 закона. | Всё."),
        ("ar", "اجتمعت اللجنة. | هل اعتمدت التقرير؟ | نعم."),
        ("zh", "他说：“同意。” | 会议结束了。 | 真的吗？"),
        ("ja", "会議は終わった。 | 「賛成です。」と言った。"),
        ("hi", "समिति की बैठक हुई। | रिपोर्ट स्वीकार हुई।"),
        ("tr", "Toplantı 5. maddeyi görüştü. | Karar alındı."),
        ("sw", "Kamati ilikutana. | Ripoti ilikubaliwa."),
    ] {
        let sentences: Vec<&str> = wanted.split(" | ").collect();
        let glue = if matches!(lang, "zh" | "ja") { "" } else { " " };
        assert_eq!(cut(lang, &sentences.join(glue)), sentences, "{lang}");
    }
}

proptest! {
    #[test]
    fn segments_rejoin_to_the_input(
        text in "(\\PC|[.!?。 \"»)a-zA-Z0-9\n]){0,120}",
        lang in proptest::sample::select(languages().chain(["sw", "und"]).collect::<Vec<_>>()),
    ) {
        let segmenter = Segmenter::for_language(&LangTag::parse(lang).unwrap());
        let mut end = 0;
        for range in segmenter.split(&text) {
            prop_assert_eq!(range.start, end);
            prop_assert!(range.end > range.start);
            end = range.end;
        }
        prop_assert_eq!(end, text.len());
    }
}

#[test]
fn long_runs_take_linear_time() {
    let english = Segmenter::for_language(&LangTag::parse("en").unwrap());
    for piece in [".", "1", "\"", "a", ". ", "!?", "1. ", "A. ", "»"] {
        let time = |count: usize| {
            let text = piece.repeat(count / piece.len());
            let start = std::time::Instant::now();
            assert!(english.split(&text).count() > 0);
            start.elapsed().as_secs_f64() + 0.01
        };
        let (once, four) = (time(250_000), time(1_000_000));
        assert!(four < once * 12.0, "{piece:?}: {once} s for a quarter, {four} s for all");
    }
}
