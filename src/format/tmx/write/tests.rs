use super::super::Tmx;
use super::*;
use crate::format::Format;
use crate::model::{Code, CodeKind, Content, Sub};
use crate::text::LangTag;
use std::cell::RefCell;
use std::rc::Rc;

fn tag(lang: &str) -> LangTag {
    LangTag::parse(lang).unwrap()
}

#[derive(Clone, Default)]
struct Shared(Rc<RefCell<Vec<u8>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// What is written, and the codes of the findings.
fn written(header: &Header, options: &WriteOptions, units: &[Unit]) -> (String, Vec<String>) {
    let out = Shared::default();
    let mut writer = Tmx.write(header, options, Box::new(out.clone())).unwrap();
    for unit in units {
        writer.unit(unit).unwrap();
    }
    let findings = writer.finish().unwrap();
    let text = String::from_utf8(out.0.borrow().clone()).unwrap();
    (text, findings.iter().map(|finding| finding.rule.to_string()).collect())
}

/// The lines of the body.
fn body(unit: Unit) -> (String, Vec<String>) {
    let (text, codes) = written(&Header::default(), &WriteOptions::default(), &[unit]);
    let body = text.split("<body>\n").nth(1).unwrap().split("  </body>").next().unwrap();
    (body.to_owned(), codes)
}

fn pair(from: Content, to: &str) -> Unit {
    let variants = vec![Variant::new(tag("en"), from), Variant::new(tag("fr"), Content::plain(to))];
    Unit { variants, ..Unit::default() }
}

#[test]
fn an_empty_memory_is_whole() {
    let options = WriteOptions { date: Some("20240102T030405Z".into()), ..WriteOptions::default() };
    let (text, codes) = written(&Header::default(), &options, &[]);
    assert_eq!(
        text,
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE tmx SYSTEM \"tmx14.dtd\">\n<tmx version=\"1.4\">\n  \
             <header creationtool=\"targum\" creationtoolversion=\"{}\" segtype=\"sentence\" o-tmf=\"targum\" \
             adminlang=\"en\" srclang=\"*all*\" datatype=\"plaintext\" creationdate=\"20240102T030405Z\"/>\n  \
             <body>\n  </body>\n</tmx>\n",
            env!("CARGO_PKG_VERSION")
        )
    );
    assert!(codes.is_empty());
}

#[test]
fn a_carried_header_keeps_what_it_can() {
    let own = |name: &str, value: &str| (Box::from(name), Box::from(value));
    let header = Header {
        srclang: Some(tag("en-gb")),
        attributes: vec![
            own("creationtool", "Old & Co"),
            own("creationtoolversion", "3"),
            own("segtype", "Paragraph"),
            own("o-tmf", ""),
            own("creationdate", "20010101T000000Z"),
            own("changedate", "lately"),
            own("colour", "red"),
        ],
        ..Header::default()
    };
    let options = WriteOptions { date: Some("20240102T030405Z".into()), ..WriteOptions::default() };
    let (text, codes) = written(&header, &options, &[]);
    let head = text.split("<header ").nth(1).unwrap().split("  <body>").next().unwrap();
    assert_eq!(
        head,
        format!(
            "creationtool=\"targum\" creationtoolversion=\"{}\" segtype=\"paragraph\" o-tmf=\"targum\" adminlang=\"en\" \
             srclang=\"en-GB\" datatype=\"plaintext\" creationdate=\"20010101T000000Z\">\n    \
             <prop type=\"x-creationtool\">Old &amp; Co 3</prop>\n    <prop type=\"x-changedate\">lately</prop>\n    \
             <prop type=\"x-colour\">red</prop>\n  </header>\n",
            env!("CARGO_PKG_VERSION")
        )
    );
    assert_eq!(codes, ["TMX208", "TMX204", "TMX204"]);
}

#[test]
fn units_are_laid_out_to_be_compared() {
    let mut unit = pair(Content::plain("One & <two>\u{1}"), "Un");
    unit.id = Some("a\"1".into());
    unit.attributes.push(("usagecount".into(), "2".into()));
    unit.attributes.push(("lang".into(), "xx".into()));
    unit.notes.push(Note { text: "n".into(), lang: Some("en".into()) });
    unit.props.push(Property { name: "x-score".into(), value: "0.98".into(), lang: None });
    unit.variants[1].props.push(Property {
        name: "x-file".into(),
        value: "a.txt".into(),
        lang: None,
    });
    let (text, codes) = body(unit);
    assert_eq!(
        text,
        "    <tu tuid=\"a&quot;1\" usagecount=\"2\">
      <note xml:lang=\"en\">n</note>
      <prop type=\"x-score\">0.98</prop>
      <prop type=\"x-lang\">xx</prop>
      <tuv xml:lang=\"en\"><seg>One &amp; &lt;two&gt;</seg></tuv>
      <tuv xml:lang=\"fr\">
        <prop type=\"x-file\">a.txt</prop>
        <seg>Un</seg>
      </tuv>
    </tu>
"
    );
    assert_eq!(codes, ["TMX204", "TMX201"]);
    assert_eq!(body(Unit::default()), (String::new(), vec!["TMX202".to_owned()]));
}

fn code(at: usize, kind: CodeKind, pair: Option<u32>, data: &str) -> Code {
    Code { pair, ..Code::new(at, kind, data) }
}

fn seg(text: &str, codes: Vec<Code>) -> (String, bool) {
    let (text, findings) = body(pair(Content { text: text.into(), codes }, "x"));
    let seg = text.split("<seg>").nth(1).unwrap().split("</seg>").next().unwrap();
    (seg.to_owned(), findings == ["TMX203"])
}

#[test]
fn codes_are_written_as_their_elements() {
    let mut link = code(0, CodeKind::Open, Some(1), "<a>");
    (link.matching, link.kind_name) = (Some(4), Some("link".into()));
    let mut picture = code(3, CodeKind::Standalone, None, "<img alt=\"\">");
    let sub = Sub {
        at: 10,
        datatype: None,
        kind_name: Some("alt".into()),
        content: Content::plain("a < b"),
    };
    picture.subs.push(sub);
    let codes = vec![
        link,
        code(3, CodeKind::Close, Some(1), "</a>"),
        picture,
        code(3, CodeKind::HighlightStart, Some(2), ""),
        code(4, CodeKind::HighlightEnd, Some(2), ""),
        code(4, CodeKind::IsolatedOpen, None, ""),
        code(4, CodeKind::IsolatedClose, None, "</i>"),
        code(4, CodeKind::Unknown, None, "?"),
    ];
    assert_eq!(
        seg("texté", codes),
        (
            "<bpt i=\"1\" x=\"4\" type=\"link\">&lt;a&gt;</bpt>tex<ept i=\"1\">&lt;/a&gt;</ept>\
             <ph>&lt;img alt=\"<sub type=\"alt\">a &lt; b</sub>\"&gt;</ph><hi>t</hi><it pos=\"begin\"/>\
             <it pos=\"end\">&lt;/i&gt;</it><ut>?</ut>é"
                .into(),
            false
        )
    );
}

#[test]
fn odd_codes_still_make_valid_markup() {
    use CodeKind::{Close, HighlightEnd, HighlightStart, Open};
    for (codes, wanted) in [
        (vec![code(1, Open, Some(1), "")], "a<it pos=\"begin\"/>é"),
        (vec![code(1, Close, Some(1), "")], "a<it pos=\"end\"/>é"),
        (
            [0, 0]
                .iter()
                .flat_map(|_| [code(0, Open, Some(7), ""), code(1, Close, Some(7), "")])
                .collect(),
            "<bpt i=\"7\"/>a<ept i=\"7\"/><bpt i=\"8\"/><ept i=\"8\"/>é",
        ),
        (vec![code(0, Open, None, ""), code(1, Close, None, "")], "<bpt i=\"1\"/>a<ept i=\"1\"/>é"),
        (vec![code(0, HighlightEnd, None, ""), code(1, HighlightStart, None, "")], "a<hi>é</hi>"),
        (
            vec![code(2, Open, None, ""), code(99, Close, None, "")],
            "aé<bpt i=\"1\"/><ept i=\"1\"/>",
        ),
    ] {
        assert_eq!(seg("aé", codes), (wanted.to_owned(), true), "{wanted}");
    }
}

#[test]
fn profiles_leave_out_with_a_reason() {
    let header = Header { srclang: Some(tag("en")), ..Header::default() };
    let options = WriteOptions { profile: Some("smartling".into()), ..WriteOptions::default() };
    let mut foreign = pair(Content::plain("a"), "b");
    foreign.attributes.push(("srclang".into(), "fr".into()));
    let (text, codes) = written(&header, &options, &[pair(Content::plain("a"), "b"), foreign]);
    assert_eq!((text.matches("<tu>").count(), codes), (1, vec!["TMX205".to_owned()]));

    let options = WriteOptions { profile: Some("trados".into()), ..WriteOptions::default() };
    let long = pair(Content::plain("é".repeat(2001)), "b");
    let mut many = pair(Content::plain("a"), "b");
    many.variants.push(Variant::new(tag("ar"), Content::plain("ج")));
    let (text, codes) = written(&header, &options, &[long, many]);
    assert_eq!(
        (text.matches("<tuv").count(), codes),
        (2, vec!["TMX206".to_owned(), "TMX207".into()])
    );
}

#[test]
fn many_findings_are_counted() {
    let (_, codes) =
        written(&Header::default(), &WriteOptions::default(), &vec![Unit::default(); 200]);
    assert_eq!(codes.len(), EACH + 1);
}
