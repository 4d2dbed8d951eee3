use super::*;
use crate::format::po::Po;
use crate::format::{Flow, Format, ReadOptions, Sink};
use crate::model::{Code, CodeKind, Content};
use crate::text::LangTag;

#[derive(Default)]
struct Units(Vec<Unit>);

impl Sink for Units {
    fn unit(&mut self, unit: Unit) -> Flow {
        self.0.push(unit);
        Flow::Continue(())
    }
}

fn write(units: &[Unit]) -> (String, Vec<Finding>) {
    let mut bytes = Vec::new();
    let options = WriteOptions::default();
    let mut writer = Po.write(&Header::default(), &options, Box::new(&mut bytes)).unwrap();
    for unit in units {
        writer.unit(unit).unwrap();
    }
    let findings = writer.finish().unwrap();
    (String::from_utf8(bytes).unwrap(), findings)
}

fn read(text: &str) -> Vec<Unit> {
    let mut units = Units::default();
    Po.read(&mut text.as_bytes(), &ReadOptions::default(), &mut units).unwrap();
    units.0
}

#[test]
fn a_catalogue_reads_back_as_it_was() {
    let text = "msgid \"\"\nmsgstr \"Language: pt_BR\\nX-Source-Language: sr@latin\\n\"\n\n\
         # Note\n#: a.c:1\n#, fuzzy, c-format\nmsgctxt \"\"\nmsgid \"a\\n\\\"b\\\"\"\nmsgstr \"c\\td\"\n\n\
         msgid \"%d pier\"\nmsgid_plural \"%d piers\"\nmsgstr[0] \"x\"\nmsgstr[1] \"y\"\nmsgstr[2] \"z\"\n\n\
         msgid \"none\"\nmsgstr \"\"\n";
    let units = read(text);
    assert_eq!(units.len(), 5);
    let (written, findings) = write(&units);
    assert!(findings.is_empty(), "{findings:?}");
    assert_eq!(read(&written), units, "{written}");
}

#[test]
fn what_has_no_place_is_told_once() {
    let lang = |tag: &str| LangTag::parse(tag).unwrap();
    let mut source = Content::plain("Open  now");
    source.codes.push(Code::new(5, CodeKind::Standalone, "%s"));
    let unit = Unit {
        id: Some("7".into()),
        variants: vec![
            Variant::new(lang("en"), source),
            Variant::new(lang("ga"), Content::plain("Oscail anois")),
            Variant::new(lang("mt"), Content::plain("Iftaħ issa")),
        ],
        ..Unit::default()
    };
    let (text, findings) = write(&[unit.clone(), unit]);
    assert!(text.contains("msgid \"Open %s now\"\nmsgstr \"Oscail anois\"\n"), "{text}");
    let told: Vec<_> = findings.iter().map(|finding| &*finding.message).collect();
    assert_eq!(told.len(), 3, "{told:?}");
    assert_eq!(read(&text).len(), 1);
}
