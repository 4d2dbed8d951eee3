use super::*;
use crate::model::Unit;

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

fn read(text: &str, options: &ReadOptions) -> Read {
    let mut read = Read::default();
    Po.read(&mut text.as_bytes(), options, &mut read).unwrap();
    read
}

#[test]
fn languages_come_from_the_options_where_the_file_says_none() {
    let text = "msgid \"a\"\nmsgstr \"b\"\n";
    let tag = |tag| LangTag::parse(tag).unwrap();
    let options = ReadOptions { columns: vec![tag("de"), tag("ga")], ..ReadOptions::default() };
    let told = read(text, &options);
    let langs: Vec<_> = told.units[0].variants.iter().map(|v| v.lang.as_str()).collect();
    assert_eq!((langs, told.findings.len()), (vec!["de", "ga"], 0));
    let untold = read(text, &ReadOptions::default());
    let langs: Vec<_> = untold.units[0].variants.iter().map(|v| v.lang.as_str()).collect();
    assert_eq!(langs, ["en", "und"]);
    assert_eq!(untold.findings[0].rule, "po-language");
}

#[test]
fn ids_are_the_same_wherever_the_entry_stands() {
    let entry = "msgctxt \"c\"\nmsgid \"a\"\nmsgstr \"b\"\n";
    let before = read(entry, &ReadOptions::default());
    let moved = read(&format!("# x\nmsgid \"a\"\nmsgstr \"b\"\n{entry}"), &ReadOptions::default());
    assert_eq!(before.units[0].id, moved.units[1].id);
    assert_ne!(moved.units[0].id, moved.units[1].id);
}

#[test]
fn what_is_a_catalogue_is_seen() {
    for (head, sure) in [
        ("# x\n\nmsgid \"\"\nmsgstr \"\"\n", Sniffed::Yes),
        ("msgctxt \"a\"\n", Sniffed::Maybe),
        ("The msgid is \"a\"\nmsgstr", Sniffed::No),
        ("msgid is a word", Sniffed::No),
        ("", Sniffed::No),
    ] {
        assert_eq!(Po.sniff(head.as_bytes()), sure, "{head}");
    }
}

#[test]
fn long_lines_and_floods_are_bounded() {
    let long = "x".repeat(50 << 20);
    let text = format!("msgid \"{long}\"\nmsgstr \"b\"\nmsgid \"c\"\nmsgstr \"d\"\n");
    let found = read(&text, &ReadOptions::default());
    assert_eq!((found.units.len(), found.findings.len()), (2, 1));
    let mut options = ReadOptions::default();
    options.limits.unit = 1 << 20;
    let found = read(&text, &options);
    assert_eq!((found.units.len(), found.rejects), (1, 1));
    let text =
        format!("msgid \"{}\"\nmsgstr \"b\"\n{}", "\\d".repeat(100_000), "? \n\n".repeat(100_000));
    let found = read(&text, &options);
    assert_eq!(found.units.len(), 1);
    assert!(found.findings.len() < 100);
}
