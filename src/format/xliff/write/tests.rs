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
        if profile.is_some() {
            // The file's name is the reader's to tell.
            back[0].props.clear();
        }
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
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(told[0].starts_with("units without a text") && told[0].ends_with("(1)"), "{told:?}");
    assert!(told[1].contains("further languages") && told[1].ends_with("(2)"), "{told:?}");
    // The same id twice: the second unit has another in the file, and its own when it is read.
    assert!(text.contains("<unit id=\"u2\">"), "{text}");
    let ids: Vec<_> = read(&text).into_iter().filter_map(|unit| unit.id).collect();
    assert_eq!(ids, ["a.1".into(), Box::<str>::from("a.1")]);
}

/// Dates, authors, properties with languages and an id that no XML name is.
#[test]
fn what_a_memory_says_comes_back() {
    let mut full = unit();
    full.id = Some("gate/1 <a>".into());
    full.attributes.push(("creationdate".into(), "20260101T000000Z".into()));
    full.props.push(Property { name: "x-domain".into(), value: "a\n&b".into(), lang: None });
    full.variants[0].props.push(Property {
        name: "x/y".into(),
        value: "é".into(),
        lang: Some("fr".into()),
    });
    full.variants[1].attributes.push(("changeid".into(), "anna".into()));
    let final_state = Property { name: "x-xliff-state".into(), value: "final".into(), lang: None };
    full.variants[1].props.push(final_state);
    let (text, findings) = write(std::slice::from_ref(&full), None);
    assert!(findings.is_empty(), "{findings:?}");
    assert_eq!(read(&text), [full.clone()], "{text}");
    let (_, findings) = write(&[full], Some("1.2"));
    assert!(findings[0].message.contains("no place for properties"), "{findings:?}");
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

mod random {
    use super::*;
    use crate::format::counterparts::counterparts;
    use crate::format::fill::{Fill, Proposal};
    use proptest::prelude::*;

    /// What a code is made from: where it stands, what it does, which of the pairs.
    type Seed = (usize, usize, u32);

    /// A content of some letters and codes: pairs that may overlap, isolated codes, placeholders.
    fn content(letters: &[&str], seeds: &[Seed]) -> Content {
        use CodeKind::{Close, IsolatedClose, IsolatedOpen, Open, Standalone};
        let text = letters.concat();
        let mut places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        places.push(text.len());
        let mut seeds: Vec<_> =
            seeds.iter().map(|(at, kind, n)| (at % places.len(), *kind, *n)).collect();
        seeds.sort_by_key(|(at, ..)| *at);
        let mut codes: Vec<Code> = Vec::new();
        let mut open: Vec<u32> = Vec::new();
        for (index, (at, kind, number)) in seeds.into_iter().enumerate() {
            let (id, at) = (Some(index as u32 + 1), places[at]);
            let numbered = |kind, pair, data: &str| code(at, kind, (pair, id), data);
            codes.push(match kind % 5 {
                0 => {
                    open.push(index as u32 + 1);
                    numbered(Open, id, "<b>")
                }
                1 if !open.is_empty() => {
                    let pair = open.remove(number as usize % open.len());
                    code(at, Close, (Some(pair), None), "</b>")
                }
                2 => numbered(IsolatedOpen, None, "<i & j>"),
                3 => numbered(IsolatedClose, None, "</i>"),
                _ => numbered(Standalone, None, "{x}"),
            });
        }
        for code in codes.iter_mut().filter(|code| code.kind == Open) {
            if code.pair.is_some_and(|pair| open.contains(&pair)) {
                (code.kind, code.pair) = (IsolatedOpen, None);
            }
        }
        Content { text, codes }
    }

    /// Some of the codes of a source in its text once more, in another order where that can be.
    fn translated(source: &Content, mask: u32) -> Content {
        let mut target = source.clone();
        let kept = |code: &Code| {
            let number = code.pair.or(code.matching).unwrap_or(0);
            mask >> (number % 32) & 1 == 1
        };
        target.codes.retain(kept);
        if target.codes.iter().all(|code| code.pair.is_none()) {
            target.codes.reverse();
            for code in &mut target.codes {
                code.at = 0;
            }
        }
        target
    }

    /// What of two contents is to be the same: texts, codes, and which belong together.
    fn shape(source: &Content, target: &Content) -> impl PartialEq + std::fmt::Debug + use<> {
        let side = |content: &Content| -> Vec<_> {
            let partner = |code: &Code| {
                let other = |other: &Code| other.pair == code.pair && other.kind != code.kind;
                code.pair.and_then(|_| content.codes.iter().position(other))
            };
            let codes = content.codes.iter();
            codes.map(|code| (code.at, code.kind, code.data.clone(), partner(code))).collect()
        };
        let both = counterparts(&source.codes, &target.codes);
        (source.text.clone(), target.text.clone(), side(source), side(target), both)
    }

    fn letters() -> impl Strategy<Value = Vec<&'static str>> {
        let some = ["a", "é", "字", "𝄞", " ", "\n", "\t", "\r", "<", "&amp;", "]]>", "\"", "x y"];
        prop::collection::vec(prop::sample::select(some.to_vec()), 0..12)
    }

    fn unit_of(source: &Content, target: Option<&Content>) -> Unit {
        let mut variants = vec![Variant::new(lang("en"), source.clone())];
        variants.extend(target.map(|target| Variant::new(lang("fr"), target.clone())));
        Unit { id: Some("1".into()), variants, ..Unit::default() }
    }

    proptest! {
        #[test]
        fn written_and_filled_memories_read_back(
            letters in letters(),
            seeds in prop::collection::vec((0..20_usize, 0..5_usize, 0..9_u32), 0..8),
            mask: u32,
        ) {
            let source = content(&letters, &seeds);
            let target = translated(&source, mask);
            let wanted = shape(&source, &target);
            for profile in [None, Some("1.2")] {
                let (text, _) = write(&[unit_of(&source, Some(&target))], profile);
                let back = read(&text);
                let found = shape(&back[0].variants[0].content, &back[0].variants[1].content);
                prop_assert_eq!(&found, &wanted, "{}", text);

                // The same as a translation of the source as it was written alone.
                let (alone, _) = write(&[unit_of(&source, None)], profile);
                let options = ReadOptions { columns: vec![lang("en"), lang("fr")], ..ReadOptions::default() };
                let filled = super::super::super::Xliff.fill(alone.as_bytes(), &options, &mut |_| {
                    Some(Fill::new(Proposal {
                        source: None,
                        target: target.clone(),
                        percent: 100,
                        origin: String::new(),
                        machine: false,
                    }))
                });
                let filled = filled.unwrap();
                let text = String::from_utf8(filled.bytes).unwrap();
                if filled.filled == 0 {
                    prop_assert_eq!(&text, &alone);
                    prop_assert!(target.text.trim().is_empty() || !filled.findings.is_empty());
                } else {
                    let back = read(&text);
                    let found = shape(&back[0].variants[0].content, &back[0].variants[1].content);
                    prop_assert_eq!(&found, &wanted, "{}", text);
                }
            }
        }
    }
}
