//! TMX as files: each sample in `formats/tmx` with the listing it must give, each lint rule with a
//! file that breaks it, round trips, the DTD, and real files where they are.
//!
//! `SNAPSHOTS=overwrite cargo test --test tmx` rewrites the listings.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![expect(clippy::print_stderr, reason = "a test that is skipped says so")]

use proptest::prelude::*;
use std::cell::RefCell;
use std::fs;
use std::io::{BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use targum::format::tmx::{self, Tmx};
use targum::format::{
    Flow, Format, FormatError, Limits, ReadOptions, Sink, Sniffed, VariantPlace, WriteOptions,
    by_name,
};
use targum::model::{
    Code, CodeKind, Content, Finding, Header, Note, Property, Severity, Sub, Unit, Variant,
};
use targum::text::LangTag;

/// Keeps everything.
#[derive(Debug, Default, Clone, PartialEq)]
struct Read {
    header: Header,
    units: Vec<Unit>,
    findings: Vec<Finding>,
    rejects: Vec<String>,
}

impl Sink for Read {
    fn header(&mut self, header: Header) -> Flow {
        self.header = header;
        Flow::Continue(())
    }
    fn unit(&mut self, unit: Unit) -> Flow {
        self.units.push(unit);
        Flow::Continue(())
    }
    fn finding(&mut self, finding: Finding) -> Flow {
        self.findings.push(finding);
        Flow::Continue(())
    }
    fn reject(&mut self, raw: &str) -> Flow {
        self.rejects.push(raw.to_owned());
        Flow::Continue(())
    }
}

impl Read {
    fn codes(&self) -> Vec<&str> {
        self.findings.iter().map(|finding| &*finding.rule).collect()
    }
}

fn read_with(bytes: &[u8], options: &ReadOptions) -> Result<Read, FormatError> {
    let mut read = Read::default();
    Tmx.read(&mut BufReader::new(bytes), options, &mut read)?;
    Ok(read)
}

fn read(bytes: &[u8]) -> Read {
    read_with(bytes, &ReadOptions::default()).unwrap()
}

fn lint(bytes: &[u8]) -> Read {
    let mut found = Read::default();
    tmx::lint(&mut BufReader::new(bytes), &ReadOptions::default(), &mut found).unwrap();
    found
}

#[derive(Clone, Default)]
struct Shared(Rc<RefCell<Vec<u8>>>);

impl std::io::Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn write(header: &Header, units: &[Unit], options: &WriteOptions) -> (Vec<u8>, Vec<Finding>) {
    let out = Shared::default();
    let mut writer = Tmx.write(header, options, Box::new(out.clone())).unwrap();
    for unit in units {
        writer.unit(unit).unwrap();
    }
    let findings = writer.finish().unwrap();
    let bytes = out.0.borrow().clone();
    (bytes, findings)
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files of a folder with that extension, in order.
fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut found: Vec<_> =
        paths.filter(|p| p.extension().is_some_and(|e| e == extension)).collect();
    found.sort();
    found
}

fn list_content(content: &Content) -> String {
    let (mut out, mut from) = (String::new(), 0);
    for code in &content.codes {
        out += &content.text[from..code.at as usize];
        from = code.at as usize;
        out += &format!("{{{}", serde_json::to_value(code.kind).unwrap().as_str().unwrap());
        out.extend(code.pair.map(|pair| format!(" {pair}")));
        out.extend(code.matching.map(|x| format!(" x{x}")));
        out.extend(code.kind_name.as_ref().map(|name| format!(" {name}")));
        if !code.data.is_empty() {
            out += &format!(" `{}`", code.data);
        }
        for sub in &code.subs {
            out += &format!(" sub@{}({})", sub.at, list_content(&sub.content));
        }
        out += "}";
    }
    out + &content.text[from..]
}

/// What was read, a thing a line; invisible letters escaped.
fn list(read: &Read) -> String {
    let srclang = read.header.srclang.as_ref().map_or("*all*", LangTag::as_str);
    let mut out = format!("header srclang={srclang}\n");
    let attributes = |list: &[(Box<str>, Box<str>)]| -> String {
        list.iter().flat_map(|(name, value)| [" ", &**name, "=", &**value]).collect()
    };
    for unit in &read.units {
        let id = unit.id.as_ref().map_or(String::new(), |id| format!(" {id}"));
        out += &format!("unit{id}{}\n", attributes(&unit.attributes));
        for note in &unit.notes {
            out += &format!("  note {}\n", note.text);
        }
        for variant in &unit.variants {
            let text = list_content(&variant.content);
            out += &format!("  {}{}: {text:?}\n", variant.lang, attributes(&variant.attributes));
            for prop in &variant.props {
                out += &format!("    prop {}={}\n", prop.name, prop.value);
            }
        }
    }
    for finding in &read.findings {
        out += &format!("{finding}\n");
    }
    for reject in &read.rejects {
        out += &format!("reject {reject:?}\n");
    }
    out
}

#[test]
fn places_are_in_the_text_as_it_is_read() {
    struct Places(Vec<VariantPlace>);
    impl Sink for Places {
        fn unit_at(&mut self, _: Unit, places: &[VariantPlace]) -> Flow {
            self.0.extend(places);
            Flow::Continue(())
        }
        fn wants_places(&self) -> bool {
            true
        }
    }
    // Letters of windows-1252 among those of UTF-8, in a file that says it is UTF-8.
    let seg = |text: &[u8]| [b"<tuv xml:lang='fr'><seg>", text, b"</seg></tuv>"].concat();
    let segs = [seg(b"\xC9tat \xE9t\xE9"), seg("déjà".as_bytes())].concat();
    let head = b"<?xml version='1.0' encoding='UTF-8'?><tmx version='1.4'><body><tu>";
    let bytes = [&head[..], &segs, b"</tu></body></tmx>"].concat();
    let mut places = Places(Vec::new());
    Tmx.read(&mut &bytes[..], &ReadOptions::default(), &mut places).unwrap();
    let text = Tmx.part(&bytes, &ReadOptions::default(), "").unwrap();
    let found: Vec<&str> = places
        .0
        .iter()
        .map(|place| &text[place.start.offset as usize..place.end as usize])
        .collect();
    assert_eq!(found, ["État été", "déjà"]);
}

#[test]
fn samples_give_their_listings() {
    let folder = root().join("tests/formats/tmx");
    let samples = files(&folder, "tmx");
    assert!(samples.len() > 40);
    for path in samples {
        let found = list(&read(&fs::read(&path).unwrap()));
        let expected = path.with_extension("txt");
        if std::env::var("SNAPSHOTS").is_ok_and(|mode| mode == "overwrite") {
            fs::write(&expected, &found).unwrap();
        }
        let wanted = fs::read_to_string(&expected).unwrap_or_default();
        assert_eq!(found, wanted, "{}", path.display());
    }
}

#[test]
fn samples_are_sniffed() {
    for path in files(&root().join("tests/formats/tmx"), "tmx") {
        let fragment = path.ends_with("fragment.tmx");
        let wanted = if fragment { Sniffed::No } else { Sniffed::Yes };
        assert_eq!(Tmx.sniff(&fs::read(&path).unwrap()), wanted, "{}", path.display());
    }
    assert_eq!(Tmx.sniff(b"<html><tmx>"), Sniffed::Maybe);
    assert_eq!(Tmx.sniff(b"tmx"), Sniffed::No);
    assert_eq!(by_name("TMX").unwrap().info().extensions, ["tmx"]);
}

#[test]
fn each_lint_rule_has_a_file_that_breaks_it() {
    let folder = root().join("tests/formats/tmx/lint");
    for rule in tmx::RULES.iter().filter(|rule| ("TMX101".."TMX201").contains(&rule.code)) {
        let path = folder.join(rule.code).with_extension("tmx");
        let found = lint(&fs::read(&path).unwrap());
        let codes = found.codes();
        assert!(codes.contains(&rule.code), "{} is not in {codes:?}", rule.code);
        assert!(codes.iter().all(|code| *code == rule.code), "{}: {codes:?}", rule.code);
        assert!(found.findings.iter().all(|finding| finding.severity == rule.severity));
    }
    assert_eq!(lint(&fs::read(folder.join("sound.tmx")).unwrap()), Read::default());
}

#[test]
fn what_is_no_tmx_is_refused() {
    for bytes in
        ["", "   ", "plain text", "<html><body>x</body></html>", "\0\u{1}\u{2}", "\u{FEFF}"]
    {
        let error = read_with(bytes.as_bytes(), &ReadOptions::default()).unwrap_err();
        assert!(error.to_string().contains("not a TMX file"), "{bytes:?}: {error}");
    }
    let binary: Vec<u8> =
        (0..6_000_000_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    assert!(read_with(&binary, &ReadOptions::default()).is_err());
    let given = ReadOptions { encoding: Some("nonsense".into()), ..ReadOptions::default() };
    assert!(read_with(b"<tmx>", &given).unwrap_err().to_string().contains("nonsense"));
}

#[test]
fn a_cut_file_never_panics_and_loses_no_whole_unit() {
    for name in ["inline-codes", "damaged-unit", "entity-declared", "cdata", "utf16le-bom"] {
        let bytes = fs::read(root().join(format!("tests/formats/tmx/{name}.tmx"))).unwrap();
        let whole = read(&bytes).units;
        let mut most = 0;
        for end in 0..bytes.len() {
            if let Ok(part) = read_with(&bytes[..end], &ReadOptions::default()) {
                most = most.max(part.units.len());
                let same = part.units.iter().filter(|unit| whole.contains(unit)).count();
                assert!(same + 1 >= part.units.len(), "{name} cut at {end}");
            }
        }
        assert_eq!(most, whole.len(), "{name}");
    }
}

#[test]
fn a_spoilt_byte_never_panics() {
    let bytes = fs::read(root().join("tests/formats/tmx/inline-codes.tmx")).unwrap();
    for at in 0..bytes.len() {
        for byte in [b'<', b'>', b'"', b'&', 0, 0xFF, b'/', b'!'] {
            let mut spoilt = bytes.clone();
            spoilt[at] = byte;
            let _ = read_with(&spoilt, &ReadOptions::default());
            let found = &mut Read::default();
            let _ = tmx::lint(&mut &spoilt[..], &ReadOptions::default(), found);
        }
    }
}

/// A memory of `count` units, each with some letters of its own.
fn memory(count: usize) -> Vec<u8> {
    let units: Vec<_> = (0..count)
        .map(|n| {
            let text = format!("Line {n} & more — é");
            let variants = vec![
                Variant::new(tag("en"), Content::plain(text.clone())),
                Variant::new(tag("fr"), Content::plain(format!("Ligne {n}\n{text}"))),
            ];
            Unit { id: Some(n.to_string().into()), variants, ..Unit::default() }
        })
        .collect();
    write(&Header::default(), &units, &WriteOptions::default()).0
}

fn tag(lang: &str) -> LangTag {
    LangTag::parse(lang).unwrap()
}

#[test]
fn order_and_places_do_not_depend_on_chunks() {
    let count = 20_000;
    let mut bytes = memory(count);
    let at = bytes.windows(12).position(|w| w == b"Line 17123 &").unwrap();
    bytes[at] = b'&';
    let read = read(&bytes);
    let ids: Vec<_> = read.units.iter().map(|unit| unit.id.clone().unwrap()).collect();
    assert_eq!(ids, (0..count).map(|n| n.to_string().into()).collect::<Vec<Box<str>>>());
    assert_eq!(read.codes(), ["TMX009"]);
    let before = std::str::from_utf8(&bytes[..at]).unwrap();
    let position = read.findings[0].position.unwrap();
    assert_eq!(position.offset, at as u64);
    assert_eq!(position.line as usize, before.matches('\n').count() + 1);
    let line = before.rsplit('\n').next().unwrap();
    assert_eq!(position.column as usize, line.chars().count() + 1);
}

#[test]
fn long_segments_load_and_endless_ones_are_passed_over() {
    let document = |text: &str| {
        let unit = |text: &str| format!("<tu><tuv xml:lang='en'><seg>{text}</seg></tuv></tu>");
        let head = "<tmx version='1.4'><header srclang='en'/><body>";
        format!("{head}{}{}{}</body></tmx>", unit("a"), unit(text), unit("b")).into_bytes()
    };
    let long = read(&document(&"word & ".repeat(12 << 17)));
    assert_eq!(long.units.len(), 3);
    assert_eq!(long.units[1].variants[0].content.text.len(), 7 * (12 << 17));
    assert_eq!(long.codes(), ["TMX009"]);

    let limits = Limits { unit: 100_000, ..Limits::default() };
    let options = ReadOptions { limits, ..ReadOptions::default() };
    let bytes = document(&"word ".repeat(1_000_000));
    let over = read_with(&bytes, &options).unwrap();
    assert_eq!(over.units.len(), 2);
    assert_eq!(over.codes(), ["TMX002"]);
    assert!(over.rejects.iter().all(|part| part.len() <= 2_000_000));
    let rejected: usize = over.rejects.iter().map(String::len).sum();
    assert_eq!(rejected, 5_000_000 + "<tu><tuv xml:lang='en'><seg></seg></tuv></tu>".len());
}

/// Files that would take ages if anything was searched for again and again: each is a few megabytes
/// of one thing that never ends. A quadratic search would run for hours here, not for moments.
#[test]
fn hostile_files_take_linear_time() {
    let codes = "<bpt i='1'/>".repeat(200_000) + &"<ept i='2'/>".repeat(200_000);
    let numbered = |count: u32, what: fn(u32) -> String| -> String {
        (0..count).rev().map(what).collect::<Vec<_>>().concat()
    };
    let numbers = numbered(200_000, |i| format!("<bpt i='{i}'/><ept i='{i}'/>"));
    let attributes = numbered(400_000, |i| format!(" a{i}='1'"));
    for inside in [
        "<?".repeat(2_000_000),
        "<!--".repeat(1_000_000),
        "<![CDATA[".repeat(500_000),
        "<tu \"".repeat(1_000_000),
        "</tu ".repeat(1_000_000),
        "</tmx ".repeat(1_000_000),
        "<b>".repeat(1_000_000),
        "&".repeat(4_000_000),
        codes,
        numbers,
        format!("<ph{attributes}/>"),
        format!("</seg></tuv><tuv{attributes}><seg>"),
        "</seg></tuv><tuv xml:lang='fr'><seg>".repeat(100_000),
    ] {
        let unit = format!("<tu><tuv xml:lang='en'><seg>{inside}</seg></tuv></tu>");
        for bytes in [unit.clone(), format!("<tmx><header srclang='en'/><body>{unit}</body></tmx>")]
        {
            if let Ok(found) = read_with(bytes.as_bytes(), &ReadOptions::default()) {
                write(&found.header, &found.units, &WriteOptions::default());
            }
            let _ = tmx::lint(&mut bytes.as_bytes(), &ReadOptions::default(), &mut Read::default());
        }
    }
    for prolog in
        ["<!DOCTYPE ".repeat(400_000), "<body ".repeat(600_000), "<!DOCTYPE t [".repeat(300_000)]
    {
        let _ = read_with(prolog.as_bytes(), &ReadOptions::default());
    }
}

#[test]
fn a_sink_can_stop_the_reading() {
    struct First(usize);
    impl Sink for First {
        fn unit(&mut self, _: Unit) -> Flow {
            self.0 += 1;
            Flow::Break(())
        }
    }
    let mut first = First(0);
    Tmx.read(&mut &memory(100)[..], &ReadOptions::default(), &mut first).unwrap();
    assert_eq!(first.0, 1);
}

#[test]
fn the_same_bytes_whatever_the_number_of_threads() {
    let bytes = memory(3000);
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| read(&bytes))
    };
    assert_eq!(with(1), with(8));
}

#[test]
fn what_was_written_is_read_again_and_lint_finds_nothing_broken() {
    for path in files(&root().join("tests/formats/tmx"), "tmx") {
        let first = read(&fs::read(&path).unwrap());
        let (bytes, _) = write(&first.header, &first.units, &WriteOptions::default());
        let second = read(&bytes);
        let third = read(&write(&second.header, &second.units, &WriteOptions::default()).0);
        assert_eq!(second, third, "{}", path.display());
        let texts = |read: &Read| -> Vec<_> {
            read.units
                .iter()
                .map(|u| u.variants.iter().map(|v| v.content.clone()).collect())
                .collect()
        };
        let (before, after): (Vec<Vec<Content>>, _) = (texts(&first), texts(&second));
        assert_eq!(before, after, "{}", path.display());
        let dtd = |code: &&str| ("TMX001".."TMX120").contains(code);
        let found = lint(&bytes);
        assert_eq!(
            found.codes().into_iter().filter(dtd).collect::<Vec<_>>(),
            [""; 0],
            "{}",
            path.display()
        );
    }
}

#[test]
fn real_files_are_read() {
    for folder in ["formats/tmx", "formats/tmx-edge"] {
        let paths = files(&root().join("../shared/data").join(folder), "tmx");
        if paths.is_empty() {
            eprintln!("skipped: no files in ../shared/data/{folder}");
        }
        for path in paths {
            let bytes = fs::read(&path).unwrap();
            let first = read(&bytes);
            let again = read(&write(&first.header, &first.units, &WriteOptions::default()).0);
            assert_eq!(first.units.len(), again.units.len(), "{}", path.display());
            for (before, after) in first.units.iter().zip(&again.units) {
                for (before, after) in before.variants.iter().zip(&after.variants) {
                    assert_eq!(before.content, after.content, "{}", path.display());
                }
            }
            lint(&bytes);
        }
    }
}

/// Whether the DTD accepts what is written, by xmllint; `None` where it is not there.
fn valid(bytes: &[u8], name: &str) -> Option<bool> {
    let dtd = root().join("../shared/data/formats/schemas/tmx/tmx14.dtd");
    if !dtd.exists() || std::process::Command::new("xmllint").arg("--version").output().is_err() {
        eprintln!("skipped: xmllint or ../shared/data/formats/schemas/tmx/tmx14.dtd is not there");
        return None;
    }
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    let mut lint = std::process::Command::new("xmllint");
    let output = lint
        .args(["--nonet", "--noout", "--dtdvalid"])
        .arg(&dtd)
        .arg(file.path())
        .output()
        .unwrap();
    if !output.status.success() {
        eprintln!("{name}: {}", String::from_utf8_lossy(&output.stderr));
    }
    Some(output.status.success())
}

#[test]
fn the_dtd_accepts_what_is_written() {
    for path in files(&root().join("tests/formats/tmx"), "tmx") {
        let read = read(&fs::read(&path).unwrap());
        for profile in tmx::PROFILES {
            let options = WriteOptions {
                profile: Some(profile.name.to_owned()),
                languages: vec![tag("en"), tag("fr")],
                ..WriteOptions::default()
            };
            let (bytes, _) = write(&read.header, &read.units, &options);
            let name = format!("{} for {}", path.display(), profile.name);
            match valid(&bytes, &name) {
                None => return,
                Some(valid) => assert!(valid, "{name}"),
            }
        }
    }
}

fn letters() -> impl Strategy<Value = String> {
    let letter = prop_oneof![
        6 => "[a-zé -]",
        2 => "[&<>\"'\\]/!;#]",
        1 => "[\r\n\t]",
        1 => any::<char>().prop_map(String::from),
        1 => Just("]]>".to_owned()),
        1 => Just("&amp;".to_owned()),
    ];
    prop::collection::vec(letter, 0..12).prop_map(|parts| parts.concat())
}

fn optional(text: impl Strategy<Value = String>) -> impl Strategy<Value = Option<Box<str>>> {
    prop::option::of(text.prop_map(String::into_boxed_str))
}

fn code(depth: u32) -> impl Strategy<Value = Code> {
    let kinds = prop::sample::select(vec![
        CodeKind::Open,
        CodeKind::Open,
        CodeKind::Close,
        CodeKind::Close,
        CodeKind::Standalone,
        CodeKind::IsolatedOpen,
        CodeKind::IsolatedClose,
        CodeKind::HighlightStart,
        CodeKind::HighlightEnd,
        CodeKind::Unknown,
    ]);
    let number = || prop::option::of(0..4_u32);
    let subs = match depth {
        0 => Just(Vec::new()).boxed(),
        _ => prop::collection::vec(
            (0..6_u32, optional("[a-z]{1,3}"), optional(letters()), content(depth - 1)).prop_map(
                |(at, datatype, kind_name, content)| Sub { at, datatype, kind_name, content },
            ),
            0..2,
        )
        .boxed(),
    };
    (0..14_u32, kinds, number(), number(), optional(letters()), letters(), subs).prop_map(
        |(at, kind, pair, matching, kind_name, data, subs)| Code {
            at,
            kind,
            pair,
            matching,
            kind_name,
            data: data.into(),
            subs,
        },
    )
}

fn content(depth: u32) -> BoxedStrategy<Content> {
    let codes = prop::collection::vec(code(depth), 0..6);
    (letters(), codes).prop_map(|(text, codes)| Content { text, codes }).boxed()
}

fn note() -> impl Strategy<Value = Note> {
    (letters(), optional("[a-z]{2}".prop_map(String::from)))
        .prop_map(|(text, lang)| Note { text: text.into(), lang })
}

fn property() -> impl Strategy<Value = Property> {
    (letters(), letters(), optional("[a-z]{2}".prop_map(String::from)))
        .prop_map(|(name, value, lang)| Property { name: name.into(), value: value.into(), lang })
}

fn attributes() -> impl Strategy<Value = Vec<(Box<str>, Box<str>)>> {
    let names =
        vec!["changeid", "creationdate", "o-tmf", "usagecount", "srclang", "lang", "tuid", "own"];
    let attribute = (prop::sample::select(names), letters());
    prop::collection::vec(attribute.prop_map(|(name, value)| (name.into(), value.into())), 0..4)
}

fn variant() -> impl Strategy<Value = Variant> {
    let lang = prop::sample::select(vec!["en", "fr-CA", "zh-Hans-CN", "ar"]);
    let remarks = (prop::collection::vec(note(), 0..2), prop::collection::vec(property(), 0..2));
    (lang, attributes(), remarks, content(2)).prop_map(
        |(lang, attributes, (notes, props), content)| Variant {
            lang: tag(lang),
            attributes,
            notes,
            props,
            content,
        },
    )
}

fn unit() -> impl Strategy<Value = Unit> {
    let remarks = (prop::collection::vec(note(), 0..2), prop::collection::vec(property(), 0..2));
    (optional(letters()), attributes(), remarks, prop::collection::vec(variant(), 0..4)).prop_map(
        |(id, attributes, (notes, props), variants)| Unit {
            id,
            attributes,
            notes,
            props,
            variants,
        },
    )
}

proptest! {
    /// Whatever is written reads without a finding, and comes back the same once it was read.
    #[test]
    fn reading_what_was_written_gives_the_same(units in prop::collection::vec(unit(), 0..4)) {
        let header = Header { srclang: Some(tag("en")), ..Header::default() };
        let (bytes, _) = write(&header, &units, &WriteOptions::default());
        let first = read(&bytes);
        prop_assert_eq!(first.codes(), [""; 0]);
        prop_assert_eq!(first.units.len(), units.iter().filter(|unit| !unit.variants.is_empty()).count());
        let (again, findings) = write(&first.header, &first.units, &WriteOptions::default());
        prop_assert_eq!(String::from_utf8(again).unwrap(), String::from_utf8(bytes).unwrap());
        prop_assert!(findings.is_empty(), "{:?}", findings);
    }

    /// Text and metadata that XML can hold come back as they were.
    #[test]
    fn legal_text_survives(text in letters(), id in letters(), value in letters()) {
        let legal = |text: String| -> String {
            text.chars().filter(|c| targum::text::xml::is_legal(*c)).collect()
        };
        let mut unit = Unit { id: Some(legal(id).into()), ..Unit::default() };
        unit.variants.push(Variant::new(tag("en"), Content::plain(legal(text))));
        unit.props.push(Property { name: "x-p".into(), value: legal(value).into(), lang: None });
        let (bytes, findings) = write(&Header::default(), std::slice::from_ref(&unit), &WriteOptions::default());
        prop_assert!(findings.is_empty());
        prop_assert_eq!(read(&bytes).units, vec![unit]);
    }

    /// No bytes make the reader panic.
    #[test]
    fn any_bytes_are_taken(bytes in prop::collection::vec(any::<u8>(), 0..300), text in letters()) {
        let _ = read_with(&bytes, &ReadOptions::default());
        let unit = format!("<tmx><body><tu><tuv xml:lang='en'><seg>{text}<{text}</seg></tuv></tu></body></tmx>");
        let _ = read_with(unit.as_bytes(), &ReadOptions::default());
        let _ = tmx::lint(&mut unit.as_bytes(), &ReadOptions::default(), &mut Read::default());
    }
}

#[test]
fn findings_say_how_bad_they_are() {
    let damaged = read(&fs::read(root().join("tests/formats/tmx/damaged-unit.tmx")).unwrap());
    let worst = damaged.findings.iter().map(|finding| finding.severity).max();
    assert_eq!(worst, Some(Severity::Error));
}
