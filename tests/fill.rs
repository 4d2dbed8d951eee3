//! Filling bilingual files: `tests/formats/{xliff,po}/FILE`, and the files beside the checkout where they are
//! there. A file filled with nothing keeps every byte; one that is filled reads back as it was filled.
//!
//! `FILE.filled` holds what a fixture becomes where every segment gets a translation.
//! `SNAPSHOTS=overwrite cargo test --test fill` rewrites those that exist.

#![expect(clippy::unwrap_used, reason = "a fixture that can't be read fails the test")]
#![expect(clippy::print_stdout, reason = "what was skipped and how much was checked is said")]

use std::fs;
use std::path::{Path, PathBuf};
use targum::format::fill::{Fill, Proposal, Slot, TargetState};
use targum::format::{self, Flow, Format, ReadOptions, Sink, VariantPlace};
use targum::model::{Content, Finding, Unit};
use targum::text::LangTag;

#[derive(Default)]
struct Read {
    units: Vec<Unit>,
    findings: Vec<Finding>,
}

impl Sink for Read {
    fn unit_at(&mut self, unit: Unit, _: &[VariantPlace]) -> Flow {
        self.units.push(unit);
        Flow::Continue(())
    }
    fn finding(&mut self, finding: Finding) -> Flow {
        self.findings.push(finding);
        Flow::Continue(())
    }
}

fn read(format: &dyn Format, bytes: &[u8]) -> Result<Read, format::FormatError> {
    let mut found = Read::default();
    format.read(&mut &bytes[..], &options(), &mut found)?;
    Ok(found)
}

/// The languages count where a file does not say them.
fn options() -> ReadOptions {
    let columns = ["en", "fr"].iter().map(|tag| LangTag::parse(tag).unwrap()).collect();
    ReadOptions { columns, ..ReadOptions::default() }
}

/// Fixtures, and the samples beside the checkout.
fn files() -> Vec<(&'static dyn Format, PathBuf)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let samples = root.join("../shared/data/formats");
    if !samples.is_dir() {
        println!("skipped: no samples of XLIFF and PO beside the checkout");
    }
    let mut found = Vec::new();
    for name in ["xliff", "po"] {
        let format = format::by_name(name).unwrap();
        for folder in [root.join("tests/formats").join(name), samples.join(name)] {
            let Ok(entries) = fs::read_dir(folder) else { continue };
            let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
            paths.retain(|path| path.extension().is_none_or(|e| e != "units" && e != "filled"));
            paths.sort();
            found.extend(paths.into_iter().map(|path| (format, path)));
        }
    }
    found
}

/// A translation of a source: its text the other way round, words and codes in their places.
fn translation(source: &Content) -> Content {
    let mut target = source.clone();
    target.text = format!("« {}", source.text.to_uppercase().to_lowercase());
    if target.text.len() != source.text.len() + 3 {
        target.text = format!("« {}", source.text);
    }
    for code in &mut target.codes {
        code.at += 3;
    }
    target
}

fn proposal(target: Content, percent: u8) -> Proposal {
    Proposal { source: None, target, percent, origin: "Harbour & co".into(), machine: false }
}

/// Fills every second slot with a full match, the others with a fuzzy one.
fn every(slot: &Slot, count: usize) -> Option<Fill> {
    let source = &slot.unit.variants[0].content;
    if slot.locked || source.text.trim().is_empty() {
        return None;
    }
    let mut given = proposal(translation(source), [100, 87, 101][count % 3]);
    if given.percent < 100 {
        given.source = Some(Content::plain("An older text \"with\" <marks>"));
    }
    Some(Fill::new(given))
}

#[test]
fn nothing_filled_keeps_every_byte() {
    let (mut checked, mut slots) = (0, 0);
    for (format, path) in files() {
        let bytes = fs::read(&path).unwrap();
        let mut encodings = vec![bytes.clone()];
        if let Ok(text) = std::str::from_utf8(&bytes) {
            let text = text.trim_start_matches('\u{FEFF}');
            let crlf = text.replace("\r\n", "\n").replace('\n', "\r\n");
            encodings.push(format!("\u{FEFF}{crlf}").into_bytes());
            let marked = format!("\u{FEFF}{text}");
            encodings.push(marked.encode_utf16().flat_map(u16::to_le_bytes).collect());
            encodings.push(marked.encode_utf16().flat_map(u16::to_be_bytes).collect());
        }
        for bytes in encodings {
            let wanted = read(format, &bytes);
            let filled = format.fill(&bytes, &options(), &mut |_| None);
            match (wanted, filled) {
                (Ok(read), Ok(filled)) => {
                    assert!(filled.bytes == bytes, "{} changed", path.display());
                    assert_eq!(read.findings.len(), filled.findings.len(), "{}", path.display());
                    // Forms that a catalogue does not have yet are slots too.
                    assert!(filled.slots >= read.units.len() as u64, "{}", path.display());
                    slots += filled.slots;
                }
                (Err(read), Err(filled)) => assert_eq!(read.to_string(), filled.to_string()),
                (read, filled) => panic!("{}: {} {}", path.display(), read.is_ok(), filled.is_ok()),
            }
            checked += 1;
        }
    }
    println!("{checked} files, {slots} slots");
    assert!(checked > 40 && slots > 100);
}

#[test]
fn what_is_filled_reads_back() {
    let (mut checked, mut files_filled) = (0, 0);
    for (format, path) in files() {
        let bytes = fs::read(&path).unwrap();
        let Ok(before) = read(format, &bytes) else { continue };
        let (mut count, mut given) = (0, Vec::new());
        let filled = format.fill(&bytes, &options(), &mut |slot| {
            count += 1;
            let fill = every(slot, count);
            let target = fill.as_ref().map(|fill| fill.target.as_ref().unwrap().0.target.clone());
            given.push((slot.clone(), target));
            fill
        });
        let filled = filled.unwrap();
        let name = path.file_name().unwrap().to_str().unwrap();
        let refused =
            filled.findings.iter().filter(|finding| finding.rule == "fill-refused").count();
        let after = read(format, &filled.bytes).unwrap();
        let of = |read: &Read| read.findings.iter().filter(|f| f.rule != "xliff-language").count();
        // A bad character may go with the text that it was in.
        assert!(of(&before) >= of(&after), "{name}: {:?}", after.findings);
        let wanted = given.iter().filter(|(_, target)| target.is_some()).count();
        if refused == 0 {
            assert_eq!(filled.filled as usize, wanted, "{name}");
            // With the plural forms that were missing before.
            let sources = |slot: &&(Slot, Option<Content>)| {
                slot.1.is_some() || slot.0.plural.is_none_or(|p| p.0 < 2)
            };
            assert_eq!(after.units.len(), given.iter().filter(sources).count(), "{name}");
        } else {
            println!("{name}: {refused} refused: {:?}", filled.findings.last());
        }
        for (unit, (slot, target)) in after.units.iter().zip(&given) {
            if refused > 0 {
                break;
            }
            assert_eq!(unit.variants[0].content, slot.unit.variants[0].content, "{name}");
            assert_eq!(unit.notes, slot.unit.notes, "{name}");
            if let Some(target) = target {
                assert_eq!(&unit.variants[1].content, target, "{name}: {:?}", unit.id);
                if let Some(lang) = &slot.target {
                    assert_eq!(&unit.variants[1].lang, lang, "{name}");
                }
                checked += 1;
            } else {
                let texts = |unit: &Unit| -> Vec<Content> {
                    let targets = unit.variants[1..].iter().map(|v| v.content.clone());
                    targets.filter(|content| !content.text.is_empty()).collect()
                };
                assert_eq!(texts(unit), texts(&slot.unit), "{name}: {:?}", unit.id);
            }
        }
        files_filled += 1;
        check_states(format, name, &filled.bytes, &given, refused);
    }
    println!("{files_filled} files, {checked} translations");
    assert!(checked > 50);
}

/// What was filled has its state, and every byte stays when it is looked at again.
fn check_states(
    format: &dyn Format,
    name: &str,
    bytes: &[u8],
    given: &[(Slot, Option<Content>)],
    refused: usize,
) {
    let mut states = Vec::new();
    let again = format.fill(bytes, &options(), &mut |slot| {
        states.push(slot.state);
        None
    });
    assert!(again.unwrap().bytes == bytes, "{name}");
    if refused == 0 {
        assert_eq!(states.len(), given.len(), "{name}");
        for (state, (slot, target)) in states.iter().zip(given) {
            if target.is_some() {
                assert!(*state > TargetState::Untranslated, "{name}: {:?}", slot.unit.id);
            }
        }
    }
}

#[test]
fn fixtures_are_filled_as_listed() {
    let overwrite = std::env::var_os("SNAPSHOTS").is_some_and(|value| value == "overwrite");
    let mut checked = 0;
    for (format, path) in files() {
        let mut listing = path.clone().into_os_string();
        listing.push(".filled");
        let Ok(wanted) = fs::read(&listing) else { continue };
        let mut count = 0;
        let bytes = fs::read(&path).unwrap();
        let filled = format.fill(&bytes, &options(), &mut |slot| {
            count += 1;
            let mut fill = every(slot, count)?;
            if count % 3 == 2 {
                fill.proposals.push(proposal(Content::plain("Another & one"), 71));
            }
            Some(fill)
        });
        let now = filled.unwrap().bytes;
        checked += 1;
        if overwrite {
            fs::write(&listing, now).unwrap();
        } else {
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            assert_eq!(text(&now), text(&wanted), "{}", path.display());
        }
    }
    assert!(checked > 0, "no fixtures found");
}

/// A file with some bytes changed is filled without a panic, and its slots stay inside.
#[test]
fn spoilt_files_never_panic() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats");
    for (format, path) in files().into_iter().filter(|(_, path)| path.starts_with(&root)) {
        let bytes = fs::read(&path).unwrap();
        let mut state = bytes.len() as u64 | 1;
        let mut next = |below: usize| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % below.max(1)
        };
        for _ in 0..300 {
            let mut spoilt = bytes.clone();
            for _ in 0..=next(4) {
                let at = next(spoilt.len());
                match next(4) {
                    _ if spoilt.is_empty() => {}
                    0 => spoilt[at] = next(256) as u8,
                    1 => spoilt[at] = b"<>&\"'/\0[]{}|`*\n#,msgstr"[next(23)],
                    2 => drop(spoilt.remove(at)),
                    _ => spoilt.truncate(at),
                }
            }
            let mut count = 0;
            let untouched = format.fill(&spoilt, &options(), &mut |_| None);
            if let Ok(untouched) = untouched {
                assert!(untouched.bytes == spoilt, "{}", path.display());
            }
            let filled = format.fill(&spoilt, &options(), &mut |slot| {
                count += 1;
                every(slot, count)
            });
            // What could be read before can be read afterwards.
            if let Ok(filled) = filled {
                let after = read(format, &filled.bytes).err();
                let text = String::from_utf8_lossy(&filled.bytes);
                assert!(after.is_none(), "{}: {after:?}\n{text:?}", path.display());
            }
        }
    }
}

/// Any text and any of the source's codes in any order go in and come back, or are refused with a finding.
#[test]
fn odd_texts_come_back_or_are_refused() {
    let xliff = |version: &str, body: &str| match version {
        "1.2" => format!(
            "<xliff version='1.2' xmlns='urn:oasis:names:tc:xliff:document:1.2'><file source-language='en' target-language='fr'><body><trans-unit id='1'>{body}</trans-unit></body></file></xliff>"
        ),
        _ => format!(
            "<xliff version='2.1' xmlns='urn:oasis:names:tc:xliff:document:2.0' srcLang='en' trgLang='fr'><file id='f'><unit id='1'><segment>{body}</segment></unit></file></xliff>"
        ),
    };
    let po = "msgid \"\"\nmsgstr \"Language: fr\\n\"\n\nmsgid \"a\"\nmsgstr \"\"\n".to_owned();
    let files = [
        ("xliff", xliff("1.2", "<source>a</source>")),
        ("xliff", xliff("1.2", "<source><![CDATA[a]]></source>")),
        ("xliff", xliff("2.1", "<source>a</source>")),
        ("po", po),
    ];
    for (name, file) in &files {
        let format = format::by_name(name).unwrap();
        for text in [
            " x ",
            "\n x\ny \n",
            "a ]]> b",
            "<b> &amp; \"'",
            "tab\t\\n\\\\",
            "\u{1}\u{B}",
            "a\rb\r\n",
            "𝄞 ❤\u{FE0F}",
            "\u{202E}abc",
            "\u{FFFE}",
            "]]",
            "\\",
            "\"",
            "#, fuzzy\nmsgid \"x\"",
        ] {
            let target = Content::plain(text);
            let fill = Fill::new(proposal(target.clone(), 100));
            let filled =
                format.fill(file.as_bytes(), &options(), &mut |_| Some(fill.clone())).unwrap();
            let after = read(format, &filled.bytes).unwrap();
            if filled.filled == 1 {
                assert_eq!(after.units[0].variants[1].content, target, "{file} {text:?}");
            } else {
                assert!(!filled.findings.is_empty(), "{file} {text:?}");
                assert!(filled.bytes == file.as_bytes());
            }
        }
    }
}

/// Bytes that are not of the encoding lock what they are in; the rest is filled.
#[test]
fn broken_bytes_lock_their_unit() {
    let files: [(&str, &[u8]); 2] = [
        (
            "xliff",
            b"<?xml version='1.0' encoding='UTF-8'?><xliff version='1.2'><file source-language='en' target-language='fr'><body>\
              <trans-unit id='1'><source>a \xE9\xE9 b</source></trans-unit><trans-unit id='2'><source>\xC3\xA9</source></trans-unit></body></file></xliff>",
        ),
        (
            "po",
            b"msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\n\"\n\n# \xE9\xE9\nmsgid \"a\"\nmsgstr \"\"\n\n# \xC3\xA9\nmsgid \"b\"\nmsgstr \"\"\n",
        ),
    ];
    for (name, bytes) in files {
        let format = format::by_name(name).unwrap();
        let options = ReadOptions { encoding: Some("utf-8".into()), ..options() };
        let mut locked = Vec::new();
        let filled = format
            .fill(bytes, &options, &mut |slot| {
                locked.push(slot.locked);
                Some(Fill::new(proposal(Content::plain("x"), 100)))
            })
            .unwrap();
        assert_eq!((locked, filled.filled), (vec![true, false], 1), "{name}");
        assert!(filled.bytes.windows(2).any(|pair| pair == b"\xE9\xE9"), "{name}");
        assert!(filled.findings.iter().any(|finding| finding.rule == "fill-refused"));
    }
}

/// Languages that the file does not say are written with the first translation.
#[test]
fn a_file_without_a_target_language_gets_one() {
    let format = format::by_name("xliff").unwrap();
    for (file, wanted) in [
        (
            "<xliff version='1.2'><file source-language='en'><body><trans-unit id='1'><source>a</source></trans-unit></body></file></xliff>",
            "<file source-language='en' target-language=\"fr\">",
        ),
        (
            "<xliff version='2.0' srcLang='en'><file id='1'><unit id='1'><segment><source>a</source></segment></unit></file></xliff>",
            "<xliff version='2.0' srcLang='en' trgLang=\"fr\">",
        ),
    ] {
        let fill = Fill::new(proposal(Content::plain("x"), 100));
        let filled = format.fill(file.as_bytes(), &options(), &mut |_| Some(fill.clone())).unwrap();
        let text = String::from_utf8(filled.bytes).unwrap();
        assert!(text.contains(wanted), "{text}");
        let none = format.fill(file.as_bytes(), &options(), &mut |_| None).unwrap();
        assert!(none.bytes == file.as_bytes());
    }
}

/// Codes that a source does not have are left out, those that overlap refused; locked segments stay.
#[test]
fn what_does_not_fit_is_told() {
    use targum::model::{Code, CodeKind};
    let format = format::by_name("xliff").unwrap();
    let file = "<xliff version='1.2'><file source-language='en' target-language='fr'><body>\
        <trans-unit id='1'><source><g id='1'>a</g><g id='2'>b</g><x id='3'/></source></trans-unit>\
        <trans-unit id='2' translate='no'><source>c</source></trans-unit></body></file></xliff>";
    let fill = |change: &dyn Fn(&mut Content)| {
        let filled = format.fill(file.as_bytes(), &options(), &mut |slot| {
            let mut target = slot.unit.variants[0].content.clone();
            if !target.codes.is_empty() {
                change(&mut target);
            }
            Some(Fill::new(proposal(target, 100)))
        });
        let filled = filled.unwrap();
        let rules: Vec<_> =
            filled.findings.iter().map(|finding| finding.rule.to_string()).collect();
        (String::from_utf8(filled.bytes).unwrap(), rules)
    };
    let (text, rules) = fill(&|target| {
        target.codes.push(Code::new(2, CodeKind::Standalone, "<more/>"));
        target.codes.remove(0);
    });
    assert!(text.contains(">a<g id='2'>b</g><x id='3'/></target>"), "{text}");
    // Codes left out (one end of a pair too), codes missing; the locked unit.
    assert_eq!(rules, ["fill-codes", "fill-codes", "fill-refused"]);
    let (text, rules) = fill(&|target| target.codes.swap(1, 2));
    assert!(text == file, "{text}");
    assert_eq!(rules, ["fill-refused"; 2]);
}
