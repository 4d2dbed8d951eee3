use super::*;
use proptest::prelude::*;

fn cut(segmenter: &Segmenter, text: &str) -> Vec<String> {
    segmenter.split(text).map(|range| text[range].trim().to_owned()).collect()
}

fn any_text() -> impl Strategy<Value = String> {
    "(\\PC|[.!?。।։؟… \"”»)(;:,'`\n]|[a-zA-Z0-9]|[ .][A-ZÄÉЖ]|1\\. |a\\) |😀|:-\\)|[א-ת]\"|क\\. |[ก-ฮ] ){0,120}"
}

proptest! {
    #[test]
    fn segments_rejoin_to_the_input(
        text in any_text(),
        lang in proptest::sample::select(languages().chain(["sw", "und"]).collect::<Vec<_>>()),
        learnt in any::<bool>(),
    ) {
        let mut segmenter = Segmenter::for_language(lang);
        if learnt {
            segmenter = segmenter.learn(std::iter::once(&*text)).with_rules("never: a\nremove: no").unwrap();
        }
        let mut end = 0;
        for range in segmenter.split(&text) {
            prop_assert_eq!(range.start, end);
            prop_assert!(range.end > range.start);
            end = range.end;
        }
        prop_assert_eq!(end, text.len());
    }

    #[test]
    fn what_is_explained_is_what_is_cut(
        text in any_text(),
        lang in proptest::sample::select(languages().collect::<Vec<_>>()),
    ) {
        let segmenter = Segmenter::for_language(lang);
        let verdicts = segmenter.explain(&text);
        let ends: Vec<_> = verdicts.iter().filter(|v| v.breaks).map(|v| v.end).collect();
        prop_assert_eq!(ends, segmenter.split(&text).map(|range| range.end).collect::<Vec<_>>());
        for verdict in verdicts {
            prop_assert!(verdict.at <= verdict.end && text.get(verdict.word.clone()).is_some());
            prop_assert!(!verdict.describe(&text).is_empty());
        }
    }
}

#[test]
fn long_runs_take_linear_time() {
    for lang in ["en", "hu", "th", "el"] {
        let segmenter = Segmenter::for_language(lang);
        for piece in [
            ".", "1", "\"", "a", ". ", "!?", "1. ", "A. ", "»", " ", "a. ", ". \" ", "(", "?\" ",
            "[1]", ". [1]", "。", ";", "\n", "😀", "1) A ", ". . ", "a.b", "'", "।", "а. ", "Е",
            ":) ", "x; A ", ".. ", "\" ", "- ",
        ] {
            let time = |count: usize| {
                let text = piece.repeat(count / piece.len());
                let start = std::time::Instant::now();
                assert!(segmenter.split(&text).count() > 0);
                start.elapsed().as_secs_f64() + 0.02
            };
            let (once, four) = (time(250_000), time(1_000_000));
            assert!(
                four < once * 10.0,
                "{lang} {piece:?}: {once} s for a quarter, {four} s for all"
            );
        }
    }
}

#[test]
fn segmenters_are_shared_between_threads() {
    fn shared<T: Send + Sync + Clone>() {}
    shared::<Segmenter>();
}

#[test]
fn tags_are_read_with_regions_and_scripts() {
    for tag in ["de", "de-AT", "de_CH", "deu", "DE-Latn-DE"] {
        assert_eq!(
            cut(&Segmenter::for_language(tag), "Am 8. Mai bzw. Juni war es so.").len(),
            1,
            "{tag}"
        );
    }
    assert_eq!(cut(&Segmenter::for_language("no such tag"), "Dr. Hall left. He ran.").len(), 2);
}

#[test]
fn each_place_is_explained() {
    let text = "Dr. Lee cites Art. 5, i.e. a rule. At 3.5 km. He won (see J. Roe).";
    let found: Vec<_> =
        Segmenter::for_language("en").explain(text).iter().map(|v| v.describe(text)).collect();
    assert_eq!(
        found,
        [
            "no break: abbreviation \"Dr\" (never)",
            "no break: abbreviation \"Art\" (numeric)",
            "no break: no space follows",
            "no break: a small letter follows",
            "break: a full stop behind \"rule\"",
            "no break: no space follows",
            "break: abbreviation \"km\" (unit) before a word that starts sentences",
            "no break: \"J\" is an initial",
            "break: the text ends",
        ]
    );
    let json = serde_json::to_value(Segmenter::for_language("en").explain("No. 5")).unwrap();
    assert_eq!(json[0]["reason"], serde_json::json!({ "abbreviation": "numeric" }));
    assert_eq!(json[0]["breaks"], serde_json::json!(false));
}

#[test]
fn lists_are_added_to_and_taken_from() {
    let english = Segmenter::for_language("en");
    let text = "Kfm. Meier saw Prof. Hall. He left.";
    assert_eq!(cut(&english.with_rules("never: Kfm.\n# ours\n").unwrap(), text).len(), 2);
    assert_eq!(cut(&english.with_rules("remove: prof").unwrap(), "A Prof. Hall.").len(), 2);
    let error = english.with_rules("never: a\n\noften: b").unwrap_err();
    assert_eq!(error.line, 3);
    assert!(error.to_string().starts_with("line 3: there is no class `often`: use never,"));
    assert!(english.with_rules("never").is_err());
    assert!(english.with_rules("is: quiet").is_err());
    let thai = Segmenter::for_language("th");
    let text = "เขาเดินทางไปทำงานที่กรุงเทพทุกวันด้วยรถไฟ เธออยู่บ้านกับลูกสองคนและแม่ของเธอ";
    assert_eq!(cut(&thai, text).len(), 2);
    assert_eq!(cut(&thai.with_rules("is: no-spaces").unwrap(), text).len(), 1);
}

#[test]
fn a_document_teaches_its_abbreviations() {
    let english = Segmenter::for_language("en");
    let mut text = String::new();
    for count in 0..300 {
        let names = ["apple", "pear", "plum", "fig", "nut", "grape", "melon"];
        let name = names[count % names.len()];
        text.push_str(&format!("The farmer of the {name} sold {count} of them to a man. "));
        if count % 20 == 0 {
            text.push_str(
                "It was stored as qual. fruit by all. The buyers of qual. Parma fruit came. ",
            );
        }
    }
    let probe = "They sold qual. Parma fruit to a man. It was good.";
    assert_eq!(cut(&english, probe).len(), 3);
    assert_eq!(cut(&english.learn(text.lines()), probe).len(), 2);
    assert_eq!(cut(&english.learn(probe.lines()), probe).len(), 3);
}

#[test]
fn every_list_is_readable() {
    for lang in languages() {
        assert!(
            lists::text(lang).is_some_and(|text| Rules::default().with(text).is_ok()),
            "{lang}"
        );
    }
}

proptest! {
    #[test]
    fn a_glance_decides_as_a_long_look_does(
        text in "([A-Z]?[a-zé]{1,6}|[А-Я]?[а-я]{1,6}|(Mr|No|e\\.g|p\\.m|St|vol|Inc|etc|г|ст)|[0-9]{1,3}|[IVX]{1,3}|क[ा-ौ]त|[.!?,] ?|[.!?] [\"'(“]?|[ \n\"')])([. ]|\\. )?{0,60}",
        lang in proptest::sample::select(languages().chain(["und"]).collect::<Vec<_>>()),
    ) {
        let rules = lists::of(lang);
        let mut slow = decide::Verdicts::new(&text, &rules, None);
        let slow: Vec<_> = std::iter::from_fn(|| slow.step(false)).collect();
        prop_assert_eq!(Segmenter::for_language(lang).explain(&text), slow);
    }
}
