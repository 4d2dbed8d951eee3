use super::*;
use crate::format::{Flow, Format, ReadOptions, Sink};
use crate::model::{Code, CodeKind, Content, Note};

#[derive(Default)]
struct Units(Vec<Unit>);

impl Sink for Units {
    fn unit(&mut self, unit: Unit) -> Flow {
        self.0.push(unit);
        Flow::Continue(())
    }
}

fn lang(tag: &str) -> LangTag {
    LangTag::parse(tag).unwrap()
}

fn code(at: usize, kind: CodeKind, numbers: (Option<u32>, Option<u32>), data: &str) -> Code {
    let mut code = Code::new(at, kind, data);
    (code.pair, code.matching) = numbers;
    code
}

/// A unit with pairs, one in another order in the target, a placeholder and isolated codes.
fn unit() -> Unit {
    use CodeKind::{Close, IsolatedClose, IsolatedOpen, Open, Standalone};
    let mut bold = code(0, Open, (Some(1), Some(1)), "<b>");
    bold.kind_name = Some("bold".into());
    let mut font = code(4, Standalone, (None, Some(2)), "{x & y}");
    font.kind_name = Some("font".into());
    let source = Content {
        text: "One two three".into(),
        codes: vec![
            bold.clone(),
            code(3, Close, (Some(1), None), "</b>"),
            font.clone(),
            code(4, IsolatedOpen, (None, Some(3)), "<i>"),
            code(8, IsolatedClose, (None, Some(4)), "</u>"),
        ],
    };
    (bold.at, font.at) = (5, 0);
    let target = Content {
        text: "Deux un\ttrois \n".into(),
        codes: vec![font, bold, code(7, Close, (Some(1), None), "</b>")],
    };
    let note = |text: &str| Note { text: text.into(), lang: None };
    Unit {
        id: Some("a.1".into()),
        notes: vec![note("At the <gate>")],
        variants: vec![Variant::new(lang("en"), source), Variant::new(lang("fr-CA"), target)],
        ..Unit::default()
    }
}

fn write(units: &[Unit], profile: Option<&str>) -> (String, Vec<Finding>) {
    let mut bytes = Vec::new();
    let options = WriteOptions { profile: profile.map(str::to_owned), ..WriteOptions::default() };
    let mut writer =
        super::super::Xliff.write(&Header::default(), &options, Box::new(&mut bytes)).unwrap();
    for unit in units {
        writer.unit(unit).unwrap();
    }
    let findings = writer.finish().unwrap();
    (String::from_utf8(bytes).unwrap(), findings)
}

fn read(text: &str) -> Vec<Unit> {
    let mut units = Units::default();
    super::super::Xliff.read(&mut text.as_bytes(), &ReadOptions::default(), &mut units).unwrap();
    units.0
}

#[test]
fn a_memory_reads_back_as_it_was() {
    for profile in [None, Some("1.2")] {
        let (text, findings) = write(&[unit()], profile);
        assert!(findings.is_empty(), "{findings:?}");
        let mut back = read(&text);
        // The file's name is the reader's to tell.
        back[0].props.clear();
        assert_eq!(back, [unit()], "{text}");
    }
}

#[test]
fn pairs_that_overlap_are_two_codes() {
    use CodeKind::{Close, Open};
    let mut one = unit();
    one.variants[0].content = Content {
        text: "abc".into(),
        codes: vec![
            code(0, Open, (Some(1), Some(1)), "<b>"),
            code(1, Open, (Some(2), Some(2)), "<i>"),
            code(2, Close, (Some(1), None), "</b>"),
            code(3, Close, (Some(2), None), "</i>"),
        ],
    };
    one.variants.truncate(1);
    for profile in [None, Some("1.2")] {
        let (text, _) = write(std::slice::from_ref(&one), profile);
        let back = read(&text);
        assert_eq!(back[0].variants[0].content, one.variants[0].content, "{text}");
    }
}

#[test]
fn what_has_no_place_is_told_once() {
    let mut many = unit();
    many.variants.push(Variant::new(lang("de"), Content::plain("Drei")));
    many.attributes.push(("creationdate".into(), "20260101T000000Z".into()));
    many.variants[0].content.codes.push(Code::new(13, CodeKind::HighlightStart, ""));
    many.variants[0].content.codes.push(Code::new(13, CodeKind::HighlightEnd, ""));
    let sourceless =
        Unit { variants: vec![Variant::new(lang("de"), Content::plain("Nur"))], ..Unit::default() };
    let (text, findings) = write(&[many.clone(), many, sourceless], None);
    let told: Vec<_> = findings.iter().map(|finding| finding.message.as_str()).collect();
    assert_eq!(told.len(), 4, "{told:?}");
    assert!(told[0].starts_with("units without a text") && told[0].ends_with("(1)"), "{told:?}");
    assert!(told[1].contains("further languages") && told[1].ends_with("(2)"), "{told:?}");
    // The same id twice: the second unit has another, and the first as its name.
    assert!(text.contains("id=\"u2\" name=\"a.1\""), "{text}");
    assert_eq!(read(&text).len(), 2);
}

#[test]
fn an_empty_memory_is_a_file() {
    for profile in [None, Some("1.2")] {
        assert!(read(&write(&[], profile).0).is_empty());
    }
    let options = WriteOptions { profile: Some("3".into()), ..WriteOptions::default() };
    let error = Writer::new(&Header::default(), &options, Box::new(Vec::new())).err();
    assert!(error.unwrap().to_string().contains("1.2 and 2.1"));
}
