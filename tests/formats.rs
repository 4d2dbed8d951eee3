//! Fixture pairs of the readers: `tests/formats/FORMAT/FILE` is read by the format of that name and
//! compared with the listing in `FILE.blocks` (documents) or `FILE.units` (memories).
//!
//! A listing of a document has a line for it (`document [fr]`) and one a block (`place [lang] text`), that
//! of a memory a line for its header, and for each unit one with its attributes, one a property, note
//! and variant (`line:column [lang] text`). Codes stand as `{kind:data}` where they are, in a memory with
//! the numbers of pair and match; invisible characters are escaped. A line for each finding
//! (`! severity rule line:column message`) and, in a memory, reject (`x text`) follows.
//! `SNAPSHOTS=overwrite cargo test --test formats` rewrites the listings; an empty one starts a new
//! one. A file whose name holds `.lines.` is read with a paragraph a line.

#![expect(clippy::unwrap_used, reason = "a fixture that can't be read fails the test")]

use std::fs;
use std::io::{Cursor, Read as _};
use std::path::{Path, PathBuf};
use targum::format::{
    self, Collected, Flow, Format, Holds, Paragraphs, ReadOptions, Sink, VariantPlace,
};
use targum::model::{
    Block, CodeKind, Content, Document, Finding, Header, Property, Severity, Unit,
};
use targum::text::{LangTag, LineIndex, declared_encoding, decode};

/// What a document or a memory gave.
#[derive(Default)]
struct Read {
    collected: Collected,
    header: Header,
    units: Vec<(Unit, Vec<VariantPlace>)>,
    rejects: Vec<String>,
}

impl Sink for Read {
    fn document(&mut self, document: Document) -> Flow {
        self.collected.document(document)
    }
    fn block(&mut self, block: Block) -> Flow {
        self.collected.block(block)
    }
    fn header(&mut self, header: Header) -> Flow {
        self.header = header;
        Flow::Continue(())
    }
    fn unit_at(&mut self, unit: Unit, places: &[VariantPlace]) -> Flow {
        assert_eq!(unit.variants.len(), places.len(), "{unit:?}");
        self.units.push((unit, places.to_vec()));
        Flow::Continue(())
    }
    fn wants_places(&self) -> bool {
        true
    }
    fn reject(&mut self, raw: &str) -> Flow {
        self.rejects.push(raw.to_owned());
        Flow::Continue(())
    }
    fn finding(&mut self, finding: Finding) -> Flow {
        self.collected.finding(finding)
    }
}

#[test]
fn fixtures_read_as_listed() {
    let overwrite = std::env::var_os("SNAPSHOTS").is_some_and(|value| value == "overwrite");
    let (mut checked, mut wrong) = (0, Vec::new());
    for (format, file, listing) in fixtures() {
        let bytes = fs::read(&file).unwrap();
        let found = read(format, &file, &bytes);
        check_spans(format, &file, &bytes, &found);
        check_all_mapped(&file, &found.collected);
        let (now, wanted) = (list(format, &found), fs::read_to_string(&listing).unwrap());
        checked += 1;
        if overwrite {
            fs::write(&listing, now).unwrap();
        } else if now != wanted {
            wrong.push(format!("{}\n{}", file.display(), difference(&wanted, &now)));
        }
    }
    assert!(checked > 0, "no fixtures found");
    assert!(wrong.is_empty(), "{} of {checked} differ:\n{}", wrong.len(), wrong.join("\n"));
}

/// A file cut short at any byte is read without a panic, and its spans stay inside.
#[test]
fn truncated_fixtures_never_panic() {
    for (format, file, _) in fixtures() {
        let bytes = fs::read(&file).unwrap();
        let step = (bytes.len() / 400).max(1);
        for end in (0..bytes.len()).step_by(step) {
            let mut found = Read::default();
            let options = options(&file);
            if format.read(&mut Cursor::new(&bytes[..end]), &options, &mut found).is_ok() {
                check_spans(format, &file, &bytes[..end], &found);
            }
        }
    }
}

/// A file with some bytes changed is read without a panic, and its spans stay inside.
#[test]
fn spoilt_fixtures_never_panic() {
    for (format, file, _) in fixtures() {
        let bytes = fs::read(&file).unwrap();
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
                    1 => spoilt[at] = b"<>&\"'/\0[]{}|`*\n"[next(15)],
                    2 => drop(spoilt.remove(at)),
                    _ => spoilt.truncate(at),
                }
            }
            let mut found = Read::default();
            if format.read(&mut Cursor::new(&spoilt), &options(&file), &mut found).is_ok() {
                check_spans(format, &file, &spoilt, &found);
            }
        }
    }
}

/// The fixtures: format, file, listing.
fn fixtures() -> Vec<(&'static dyn Format, PathBuf, PathBuf)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats");
    let mut found = Vec::new();
    for folder in entries(&root).into_iter().filter(|path| path.is_dir()) {
        let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
        let listed = |p: &PathBuf| p.extension().is_some_and(|e| e == "blocks" || e == "units");
        let listings: Vec<PathBuf> = entries(&folder).into_iter().filter(listed).collect();
        let Some(format) = format::by_name(&name) else {
            assert!(listings.is_empty(), "tests/formats/{name}: no format of that name");
            continue;
        };
        let pairs =
            listings.into_iter().map(|listing| (format, listing.with_extension(""), listing));
        found.extend(pairs);
    }
    found
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    paths.sort();
    paths
}

fn options(file: &Path) -> ReadOptions {
    let name = file.file_name().unwrap().to_str().unwrap().to_owned();
    let paragraphs = if name.contains(".lines.") { Paragraphs::Line } else { Paragraphs::Blank };
    ReadOptions { name, paragraphs, ..ReadOptions::default() }
}

/// Reads a fixture; an error is listed like a finding.
fn read(format: &dyn Format, file: &Path, bytes: &[u8]) -> Read {
    let mut found = Read::default();
    let result = format.read(&mut Cursor::new(bytes), &options(file), &mut found);
    if let Err(error) = result {
        let message = error.to_string();
        found.collected.findings.push(Finding::new("unreadable", Severity::Error, message));
    }
    found
}

/// Each block's span must be a range of characters of its part's decoded text, each variant's place
/// one of the file's.
fn check_spans(format: &dyn Format, file: &Path, bytes: &[u8], found: &Read) {
    if format.info().holds == Holds::Memory {
        return check_places(format, file, bytes, found);
    }
    let document = &found.collected.document;
    let texts: Vec<String> = document.parts.iter().map(|part| part_text(bytes, part)).collect();
    for block in &document.blocks {
        let text = texts.get(usize::from(block.part)).unwrap_or_else(|| {
            panic!("{}: block {block:?} is in no part", file.display());
        });
        let inside = text.get(block.span.range()).is_some_and(|raw| !raw.is_empty());
        assert!(inside, "{}: the span of {block:?} is not in {:?}", file.display(), text.len());
        check_codes(file, &block.content);
        check_origin(file, block, text);
    }
}

/// The stretches of a block's origin follow one another on both sides; what is said to stand there
/// letter for letter does.
fn check_origin(file: &Path, block: &Block, part: &str) {
    let (mut text_end, mut source_end) = (0, 0);
    for stretch in block.origin.stretches() {
        let (text, source) = (stretch.text.range(), stretch.source.range());
        let what = || format!("{}: {stretch:?} of {block:?}", file.display());
        assert!(text.start >= text_end && source.start >= source_end, "{}", what());
        let words = block.content.text.get(text.clone());
        let raw = part.get(source.clone());
        assert!(words.is_some() && raw.is_some_and(|raw| !raw.is_empty()), "{}", what());
        assert!(!stretch.verbatim || words == raw, "{} {raw:?}", what());
        (text_end, source_end) = (text.end, source.end);
    }
}

/// All letters have an origin, but for those that are no letters in the file: elements of DOCX for
/// hyphens and symbols.
fn check_all_mapped(file: &Path, collected: &Collected) {
    for block in &collected.document.blocks {
        for (at, c) in block.content.text.char_indices() {
            let by_element = matches!(c, '\u{2011}' | '\u{AD}' | 'α')
                && file.extension().is_some_and(|end| end == "docx");
            let mapped = !block.origin.touched(&(at..at + c.len_utf8())).is_empty();
            let place = format!("{}: {c:?} at {at} of {block:?}", file.display());
            assert!(mapped || c.is_whitespace() || by_element, "{place}");
        }
    }
}

fn check_places(format: &dyn Format, file: &Path, bytes: &[u8], found: &Read) {
    let text = decode(bytes, None, format.declared_encoding(bytes).as_deref()).text;
    let index = LineIndex::new(&text);
    for (unit, places) in &found.units {
        for (variant, place) in unit.variants.iter().zip(places) {
            let start = place.start.offset as usize;
            let raw = text.get(start..place.end as usize);
            assert!(raw.is_some(), "{}: {place:?} is no place of {unit:?}", file.display());
            let wanted = index.locate(&text, start);
            assert_eq!((place.start.line, place.start.column), (wanted.line, wanted.column));
            check_codes(file, &variant.content);
        }
        assert!(unit.variants.iter().all(|variant| variant.content.codes_fit()));
    }
}

/// Codes stand at character boundaries, in order.
fn check_codes(file: &Path, content: &Content) {
    let mut last = 0;
    for code in &content.codes {
        let fits = code.at >= last && content.text.is_char_boundary(code.at as usize);
        assert!(fits, "{}: code {code:?} is misplaced in {content:?}", file.display());
        last = code.at;
    }
}

fn part_text(bytes: &[u8], part: &str) -> String {
    let mut member = Vec::new();
    if part.is_empty() {
        member.extend_from_slice(bytes);
    } else {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        archive.by_name(part).unwrap().read_to_end(&mut member).unwrap();
    }
    decode(&member, None, declared_encoding(&member).as_deref()).text
}

fn list(format: &dyn Format, found: &Read) -> String {
    let collected = &found.collected;
    let mut out = String::from("document");
    if format.info().holds == Holds::Memory {
        let srclang = found.header.srclang.as_ref().map_or("none", LangTag::as_str);
        out = format!("memory [{srclang}]\n");
        for (unit, places) in &found.units {
            out += &list_unit(unit, places);
        }
        out += &list_findings(&collected.findings);
        out.extend(found.rejects.iter().map(|raw| format!("x {}\n", visible(raw))));
        return out;
    }
    if let Some(lang) = &collected.document.lang {
        out += &format!(" [{lang}]");
    }
    out.push('\n');
    for block in &collected.document.blocks {
        out += &list_block(block);
    }
    out + &list_findings(&collected.findings)
}

fn list_findings(findings: &[Finding]) -> String {
    let mut out = String::new();
    for finding in findings {
        let place = finding.position.map(|at| format!("{}:{}", at.line, at.column));
        let place = place.unwrap_or_else(|| "-".into());
        out += &format!("! {} {} {place} {}\n", finding.severity, finding.rule, finding.message);
    }
    out
}

fn list_block(block: &Block) -> String {
    let mut out = block.place.name();
    if let Some(lang) = &block.lang {
        out += &format!(" [{lang}]");
    }
    out.push(' ');
    let (mut from, text) = (0, &block.content.text);
    for code in &block.content.codes {
        out += &visible(&text[from..code.at as usize]);
        from = code.at as usize;
        out += &format!("{{{}:{}}}", kind(code.kind), visible(&code.data));
    }
    out + &visible(&text[from..]) + "\n"
}

fn list_unit(unit: &Unit, places: &[VariantPlace]) -> String {
    let props = |props: &[Property], indent: &str| -> String {
        let line = |prop: &Property| format!("{indent}{}: {}\n", prop.name, visible(&prop.value));
        props.iter().map(line).collect()
    };
    let mut out = format!("unit {}", unit.id.as_deref().unwrap_or("-"));
    for (name, value) in &unit.attributes {
        out += &format!(" {name}={value}");
    }
    out.push('\n');
    out += &props(&unit.props, "  ");
    for note in &unit.notes {
        out += &format!("  note {} {}\n", note.lang.as_deref().unwrap_or("-"), visible(&note.text));
    }
    for (variant, place) in unit.variants.iter().zip(places) {
        let at = place.start;
        let text = list_content(&variant.content);
        out += &format!("  {}:{} [{}] {text}\n", at.line, at.column, variant.lang);
        out += &props(&variant.props, "    ");
    }
    out
}

fn list_content(content: &Content) -> String {
    let (mut out, mut from) = (String::new(), 0);
    for code in &content.codes {
        out += &visible(&content.text[from..code.at as usize]);
        from = code.at as usize;
        out += &format!("{{{}", kind(code.kind));
        out.extend(code.pair.map(|pair| format!(" {pair}")));
        out.extend(code.matching.map(|number| format!(" x{number}")));
        out.extend(code.kind_name.as_ref().map(|name| format!(" {name}")));
        out += &format!(":{}", visible(&code.data));
        for sub in &code.subs {
            out += &format!(" sub@{}({})", sub.at, list_content(&sub.content));
        }
        out.push('}');
    }
    out + &visible(&content.text[from..])
}

fn kind(kind: CodeKind) -> &'static str {
    match kind {
        CodeKind::Open => "open",
        CodeKind::Close => "close",
        CodeKind::Standalone => "alone",
        CodeKind::IsolatedOpen => "isolated-open",
        CodeKind::IsolatedClose => "isolated-close",
        CodeKind::HighlightStart => "highlight",
        CodeKind::HighlightEnd => "highlight-end",
        CodeKind::Unknown => "unknown",
    }
}

/// Letters stay as they are; what can't be seen is escaped, and so are braces.
fn visible(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        let invisible = c.is_control()
            || (c.is_whitespace() && c != ' ')
            || matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{FFFD}');
        match c {
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '{' | '}' | '\\' => out.extend(['\\', c]),
            c if invisible => out += &c.escape_unicode().to_string(),
            c => out.push(c),
        }
    }
    out
}

/// The first lines that differ.
fn difference(wanted: &str, now: &str) -> String {
    let (mut left, mut right) = (wanted.lines(), now.lines());
    let mut number = 0;
    loop {
        number += 1;
        match (left.next(), right.next()) {
            (None, None) => return "  they differ in the last line's end".into(),
            (a, b) if a == b => {}
            (a, b) => {
                let (a, b) = (a.unwrap_or("(end)"), b.unwrap_or("(end)"));
                return format!("  line {number} should be: {a}\n  line {number} is now:   {b}");
            }
        }
    }
}

/// The places of texts are those of the text the whole file decodes to, without its mark.
#[test]
fn places_of_memories_are_those_of_the_decoded_text() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats/tmx");
    let tmx = format::by_name("tmx").unwrap();
    for name in
        ["utf16le-bom.tmx", "utf16be-no-bom.tmx", "utf8-bom.tmx", "valid.tmx", "inline-codes.tmx"]
    {
        let file = root.join(name);
        let bytes = fs::read(&file).unwrap();
        let found = read(tmx, &file, &bytes);
        check_places(tmx, &file, &bytes, &found);
        let text = decode(&bytes, None, declared_encoding(&bytes).as_deref()).text;
        assert!(!found.units.is_empty());
        for (unit, places) in &found.units {
            for (variant, place) in unit.variants.iter().zip(places) {
                let (start, end) = (place.start.offset as usize, place.end as usize);
                assert!(text[..start].ends_with("<seg>") && text[end..].starts_with("</seg>"));
                if variant.content.codes.is_empty() {
                    assert_eq!(text[start..end].replace("&amp;", "&"), variant.content.text);
                }
            }
        }
    }
    let jsonl = format::by_name("jsonl").unwrap();
    let bytes = "\u{FEFF}{\"variants\":[]}\n\n{\"variants\":[{\"lang\":\"en\",\"content\":{\"text\":\"é\"}}]}\n";
    let found = read(jsonl, Path::new("a.jsonl"), bytes.as_bytes());
    check_places(jsonl, Path::new("a.jsonl"), bytes.as_bytes(), &found);
    let place = found.units[1].1[0];
    assert_eq!((place.start.line, place.start.offset), (3, 17));
    assert_eq!(&bytes[3..][17..place.end as usize], bytes[3..].lines().nth(2).unwrap());
}
