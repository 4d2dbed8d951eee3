use super::*;
use crate::format::{Flow, VariantPlace};
use crate::model::{CodeKind, Finding, Unit};
use crate::text::LangTag;

#[derive(Default)]
struct Read {
    units: Vec<Unit>,
    findings: Vec<Finding>,
    rejects: usize,
}

impl Sink for Read {
    fn unit_at(&mut self, unit: Unit, places: &[VariantPlace]) -> Flow {
        assert_eq!(unit.variants.len(), places.len());
        self.units.push(unit);
        Flow::Continue(())
    }
    fn finding(&mut self, finding: Finding) -> Flow {
        self.findings.push(finding);
        Flow::Continue(())
    }
    fn reject(&mut self, _: &str) -> Flow {
        self.rejects += 1;
        Flow::Continue(())
    }
}

fn read_with(text: &str, options: &ReadOptions) -> Read {
    let mut read = Read::default();
    Xliff.read(&mut text.as_bytes(), options, &mut read).unwrap();
    read
}

/// The units of one file of 1.2.
fn read(units: &str) -> Read {
    let text = format!(
        "<xliff version='1.2'><file source-language='en' target-language='fr'><body>{units}</body></file></xliff>"
    );
    read_with(&text, &ReadOptions::default())
}

#[test]
fn codes_of_both_sides_are_matched_by_their_ids() {
    let read = read(
        "<trans-unit id='1'><source><g id='a'>x</g><g id='7'>y</g><bx id='b' rid='r'/>z<ex id='c' rid='r'/></source>\
         <target><bx id='b' rid='r'/>z<ex id='c' rid='r'/><g id='7'>y</g><g id='a'>x</g></target></trans-unit>",
    );
    let codes = |index: usize| -> Vec<(CodeKind, Option<u32>, Option<u32>)> {
        let codes = &read.units[0].variants[index].content.codes;
        let mut found: Vec<_> = codes.iter().map(|c| (c.kind, c.pair, c.matching)).collect();
        found.sort_by_key(|(kind, pair, _)| (*pair, *kind == CodeKind::Close));
        found
    };
    assert_eq!(codes(0), codes(1));
    assert_eq!(codes(0)[0], (CodeKind::Open, Some(7), Some(7)));
    assert_eq!(codes(0).len(), 6);
    assert!(codes(0).iter().all(|(_, pair, _)| pair.is_some()));
}

#[test]
fn an_id_used_twice_makes_two_pairs() {
    let read =
        read("<trans-unit id='1'><source><g id='1'>x</g><g id='1'>y</g></source></trans-unit>");
    let codes = &read.units[0].variants[0].content.codes;
    let pairs: Vec<_> = codes.iter().map(|code| code.pair.unwrap()).collect();
    assert_eq!(pairs, [1, 1, 2, 2]);
}

#[test]
fn languages_come_from_the_options_where_the_file_says_none() {
    let text = "<xliff><file><body><trans-unit id='1'><source>a</source><target>b</target></trans-unit></body></file></xliff>";
    let tag = |tag| LangTag::parse(tag).unwrap();
    let options = ReadOptions { columns: vec![tag("en"), tag("ga")], ..ReadOptions::default() };
    let told = read_with(text, &options);
    assert_eq!(told.units[0].variants[1].lang, tag("ga"));
    assert!(told.findings.is_empty());
    let untold = read_with(text, &ReadOptions::default());
    assert_eq!(untold.units[0].variants[1].lang, LangTag::undetermined());
    let rules: Vec<_> = untold.findings.iter().map(|finding| &*finding.rule).collect();
    assert_eq!(rules, ["xliff-language"; 2]);
}

#[test]
fn only_an_xliff_root_is_xliff() {
    for (head, sure) in [
        ("<?xml version='1.0'?><!-- <tmx> --><xliff>", Sniffed::Yes),
        ("\u{FEFF}<x:xliff version='1.2'>", Sniffed::Yes),
        ("<html><xliff>", Sniffed::No),
        ("<xliffs>", Sniffed::No),
        ("", Sniffed::No),
    ] {
        assert_eq!(Xliff.sniff(head.as_bytes()), sure, "{head}");
    }
    let error = Xliff.read(&mut &b"<html/>"[..], &ReadOptions::default(), &mut Read::default());
    assert!(error.unwrap_err().to_string().contains("no xliff element"));
}

#[test]
fn nesting_and_size_have_limits() {
    let deep = format!(
        "<trans-unit id='1'><source>{}</source></trans-unit><trans-unit id='2'><source>b</source></trans-unit>",
        "<ph id='1'><sub>".repeat(200)
    );
    let found = read(&deep);
    assert_eq!((found.units.len(), found.rejects), (1, 1));
    let text = "<xliff><file source-language='en'><body><trans-unit id='1'><source>long</source></trans-unit></body></file></xliff>";
    let mut options = ReadOptions::default();
    options.limits.unit = 20;
    let found = read_with(text, &options);
    assert_eq!((found.units.len(), found.rejects), (0, 1));
    assert!(found.findings[0].message.contains("limit of 20"), "{:?}", found.findings);
}

/// Each of many units has a comment without an end, or an end that is missing: the rest of the file
/// is not read again for each.
#[test]
fn damage_everywhere_takes_linear_time() {
    for unit in [
        "<trans-unit id='1'><source>a<!-- </source>",
        "<trans-unit><source>",
        "<group>",
        "<header>",
    ] {
        let found = read(&unit.repeat(40_000));
        assert!(found.units.is_empty() && !found.findings.is_empty());
    }
}
