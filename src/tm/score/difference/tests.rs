use super::*;
use crate::model::CodeKind;
use proptest::prelude::*;

/// The marks as text: `[-deleted-]`, `{+inserted+}`, `<old>new>`.
fn shown(query: &str, source: &str) -> String {
    let mut out = String::new();
    for mark in marks(query, source) {
        let (q, s) = (&query[mark.query.range()], &source[mark.source.range()]);
        out.push_str(&match mark.change {
            Change::Equal => q.to_owned(),
            Change::Inserted => format!("{{+{q}+}}"),
            Change::Deleted => format!("[-{s}-]"),
            Change::Replaced => format!("<{s}>{q}>"),
        });
    }
    out
}

#[test]
fn words_are_marked_whole() {
    for (source, query, wanted) in [
        ("", "", ""),
        ("", "a", "{+a+}"),
        ("the cat sat", "the big cat sat", "the{+ big+} cat sat"),
        ("the big cat", "the cat", "the[- big-] cat"),
        ("big cat", "cat", "[-big -]cat"),
        ("Page 12 of 1,234", "Page 15 of 2,000", "Page <12>15> of <1,234>2,000>"),
        ("Save the file.", "save the file", "<Save>save> the file[-.-]"),
        ("a b", "a  b", "a< >  >b"),
        (
            "open the contract now",
            "open an agreement",
            "open <the>an> <contract>agreement>[- now-]",
        ),
        ("会议开始", "会谈开始", "会<议>谈>开始"),
        ("会议开始", "论坛开始", "<会议>论坛>开始"),
        ("إلغاء الملف", "حذف الملف", "<إلغاء>حذف> الملف"),
    ] {
        assert_eq!(shown(query, source), wanted);
    }
}

fn with(text: &str, codes: &[(usize, &str)]) -> Content {
    let code = |(at, data): &(usize, &str)| Code::new(*at, CodeKind::Standalone, *data);
    Content { text: text.into(), codes: codes.iter().map(code).collect() }
}

#[test]
fn codes_are_missing_extra_or_moved() {
    let source = with("Press the key", &[(6, "<b>"), (9, "</b>")]);
    assert!(difference(&source, &source).is_empty());
    let changes = |query: &Content| difference(query, &source).codes;
    assert_eq!(changes(&with("Press the key", &[(6, "<b>")])), [CodeChange::Extra { source: 1 }]);
    assert_eq!(
        changes(&with("Press the key", &[(6, "<b>"), (9, "</b>"), (13, "<br/>")])),
        [CodeChange::Missing { query: 2 }]
    );
    assert_eq!(
        changes(&with("Press the key", &[(6, "<b>"), (13, "</b>")])),
        [CodeChange::Moved { query: 1, source: 1 }]
    );
    // The text before grew: the codes are where they were.
    assert_eq!(changes(&with("Now press the key", &[(10, "<b>"), (13, "</b>")])), []);
    // At a replaced word any place of it will do.
    assert_eq!(changes(&with("Press another key", &[(6, "<b>"), (13, "</b>")])), []);
}

#[test]
fn a_long_text_needs_no_quadratic_memory() {
    let source = "The committee met in its 12 sessions of the year. ".repeat(2000);
    let query = source.replace("12", "13");
    let changes = marks(&query, &source).iter().filter(|m| m.change == Change::Replaced).count();
    assert_eq!(changes, 2000);
    let other = "Nothing here is alike or even near, word for word? ".repeat(2000);
    assert_eq!(applied(&marks(&other, &source), &other, &source), (other.clone(), source.clone()));
}

/// Both texts as the marks have them: the source with the changes applied, and without.
fn applied(marks: &[Mark], query: &str, source: &str) -> (String, String) {
    let (mut new, mut old) = (String::new(), String::new());
    for mark in marks {
        let (q, s) = (&query[mark.query.range()], &source[mark.source.range()]);
        match mark.change {
            // What is equal is taken from the other side, so that it must be.
            Change::Equal => (new.push_str(s), old.push_str(q)),
            Change::Inserted => (new.push_str(q), old.push_str("")),
            Change::Deleted => (new.push_str(""), old.push_str(s)),
            Change::Replaced => (new.push_str(q), old.push_str(s)),
        };
    }
    (new, old)
}

proptest! {
    #[test]
    fn marks_make_one_text_of_the_other(
        query in "[ab ,.1会议\u{301}é]{0,40}", source in "[ab ,.1会议\u{301}é]{0,40}",
    ) {
        let marks = marks(&query, &source);
        prop_assert_eq!(applied(&marks, &query, &source), (query.clone(), source.clone()));
        for pair in marks.windows(2) {
            prop_assert_eq!(pair[0].query.end, pair[1].query.start);
            prop_assert_eq!(pair[0].source.end, pair[1].source.start);
        }
        prop_assert!(query != source || marks.iter().all(|mark| mark.change == Change::Equal));
    }

    #[test]
    fn any_text_can_be_compared(query in any::<String>(), source in any::<String>(), at in any::<u32>()) {
        let mut content = Content::plain(query.clone());
        content.codes.push(Code { at, ..Code::new(0, CodeKind::Unknown, "x") });
        let found = difference(&content, &Content::plain(source.clone()));
        prop_assert_eq!(applied(&found.marks, &query, &source), (query, source));
    }
}
