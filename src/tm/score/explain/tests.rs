use super::*;
use crate::model::{Code, CodeKind};
use crate::words::Stemming;
use proptest::prelude::*;

fn line(query: &str, source: &str, measure: Measure) -> String {
    explain(&Content::plain(query), &Content::plain(source), measure, &Stemming::for_language("en"))
        .0
        .to_string()
}

#[test]
fn each_difference_has_its_cost() {
    for (query, source, measure, wanted) in [
        ("Page 15 of 20", "Page 15 of 20", Measure::Words, "100 %"),
        ("Page 15 of 20", "Page 12 of 20", Measure::Words, "75 %: number 12 → 15 −25"),
        (
            "the old contract ends",
            "The new contract ends.",
            Measure::Words,
            "60 %: case “The” → “the” −0; replaced “new” → “old” −20; punctuation “.” → −20",
        ),
        (
            "organized files now",
            "organizing file",
            Measure::Stems,
            "66.6 %: form “organizing” → “organized” −0; form “file” → “files” −0; added → “now” −33.4",
        ),
        ("a  b", "a b", Measure::Words, "99.9 %: space “ ” → “  ” −0.1"),
        ("SAVE", "save", Measure::Words, "99.9 %: case “save” → “SAVE” −0.1"),
        ("会谈开始", "会议开始", Measure::Characters, "75 %: replaced “议” → “谈” −25"),
        (
            "x y z",
            "a b c",
            Measure::Words,
            "0 %: replaced “a” → “x” −33.4; replaced “b” → “y” −33.3; replaced “c” → “z” −33.3",
        ),
        (
            "the tables have 4 legs",
            "the tables have 3 legs",
            Measure::Systran,
            "98 %: number 3 → 4 −2",
        ),
    ] {
        assert_eq!(line(query, source, measure), wanted);
    }
}

#[test]
fn codes_are_items() {
    let source = Content::plain("Press the key");
    let mut query = source.clone();
    query.codes.push(Code::new(6, CodeKind::Standalone, "<b>"));
    let told = |measure| explain(&query, &source, measure, &Stemming::default()).0.to_string();
    assert_eq!(told(Measure::Words), "99.9 %: missing code → “<b>” −0.1");
    assert_eq!(told(Measure::Omegat), "83 %: missing code → “<b>” −17");
}

#[test]
fn accounts_are_json() {
    let (explanation, difference) = explain(
        &Content::plain("Page 15"),
        &Content::plain("Page 12"),
        Measure::Words,
        &Stemming::default(),
    );
    assert_eq!(
        serde_json::to_string(&explanation).unwrap(),
        r#"{"measure":"words","score":50.0,"items":[{"kind":"number","cost":50.0,"query":{"start":5,"end":7},"source":{"start":5,"end":7},"from":"12","to":"15"}]}"#
    );
    assert_eq!(
        serde_json::to_string(&difference.marks[1]).unwrap(),
        r#"{"change":"replaced","query":{"start":5,"end":7},"source":{"start":5,"end":7}}"#
    );
}

proptest! {
    #[test]
    fn items_add_up(query in "[abAB ,.12会议]{0,30}", source in "[abAB ,.12会议]{0,30}", at in 0_u32..9) {
        let (mut one, other) = (Content::plain(query), Content::plain(source));
        if at < 2 {
            one.codes.push(Code { at, ..Code::new(0, CodeKind::Unknown, "<x>") });
        }
        for measure in Measure::ALL {
            let (explanation, _) = explain(&one, &other, measure, &Stemming::default());
            let sum: u16 = explanation.items.iter().map(|item| item.cost.tenths()).sum();
            prop_assert_eq!(sum, 1000 - explanation.score.tenths(), "{}", explanation);
            prop_assert_eq!(explanation.items.is_empty(), explanation.score == Percent::WHOLE);
        }
    }

    #[test]
    fn any_texts_can_be_explained(query in any::<String>(), source in any::<String>()) {
        for measure in Measure::ALL {
            let line = line(&query, &source, measure);
            prop_assert!(!line.contains('\n'));
        }
    }
}
