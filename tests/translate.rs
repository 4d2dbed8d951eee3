//! Pretranslation: memories made here, files made here, and every byte that is not a translation as it was.

#![cfg(feature = "memory")]
#![expect(clippy::unwrap_used, reason = "a file that can't be made or read fails the test")]

use std::io::{Cursor, Read as _, Write as _};
use std::path::{Path, PathBuf};
use targum::app::memory::filter::Conditions;
use targum::app::read::{self, Request};
use targum::app::tm::import::{ImportJob, add_aligned, import};
use targum::app::tm::lookup::LookupOptions;
use targum::app::tm::{Access, Memory};
use targum::app::translate::{TranslateJob, Translated, Translator};
use targum::app::{SegmentationRules, Silent, units};
use targum::glossary::Termbase;
use targum::model::{Code, Content, Finding, Unit, Variant};
use targum::text::LangTag;
use targum::tm::score::Percent;
use targum::tm::store::{Duplicates, Settings};
use tempfile::TempDir;
use zip::write::SimpleFileOptions;

fn tag(tag: &str) -> LangTag {
    LangTag::parse(tag).unwrap()
}

/// What is in the memory: English and French, `<b>` and `</b>` a pair, `<x/>` a code that stands alone.
const UNITS: &[(&str, &str)] = &[
    ("The gate is open & free.", "La porte est ouverte & libre."),
    ("The ferry leaves at 9.", "Le ferry part à 9 heures."),
    ("Press <b>Start</b> now.", "Appuyez sur <b>Démarrer</b> maintenant."),
    ("Mind <b>the step</b> here.", "Ici, <b>la marche</b>."),
    ("Pay <x/> now.", "Payez maintenant."),
    ("Call <b>Ann</b> or <b>Bo</b>.", "<b>Bo</b> ou <b>Ann</b>."),
    ("Page 15 of 20", "Page 15 sur 20"),
];

/// Text in TMX, with its codes.
fn coded(text: &str) -> String {
    let mut out = String::new();
    let mut pair = 0;
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        out.push_str(&rest[..start].replace('&', "&amp;"));
        let end = start + rest[start..].find('>').unwrap() + 1;
        match &rest[start..end] {
            "<b>" => {
                pair += 1;
                out.push_str(&format!("<bpt i=\"{pair}\" type=\"bold\">&lt;b&gt;</bpt>"));
            }
            "</b>" => out.push_str(&format!("<ept i=\"{pair}\">&lt;/b&gt;</ept>")),
            _ => out.push_str("<ph>{}</ph>"),
        }
        rest = &rest[end..];
    }
    out + &rest.replace('&', "&amp;")
}

struct Harbour {
    folder: TempDir,
    memory: PathBuf,
    termbase: Option<Termbase>,
}

impl Harbour {
    fn new() -> Self {
        let tuv = |lang: &str, text: &str| {
            format!("<tuv xml:lang=\"{lang}\"><seg>{}</seg></tuv>", coded(text))
        };
        let units =
            UNITS.iter().map(|(en, fr)| format!("<tu>{}{}</tu>\n", tuv("en", en), tuv("fr", fr)));
        let tmx = format!(
            "<tmx version=\"1.4\"><header creationtool=\"x\" creationtoolversion=\"1\" segtype=\"sentence\" o-tmf=\"x\" \
             adminlang=\"en\" srclang=\"en\" datatype=\"plaintext\"/><body>{}</body></tmx>",
            units.collect::<String>()
        );
        Self::of("memory.tmx", &tmx, None)
    }

    /// A memory of one file.
    fn of(name: &str, text: &str, origin: Option<&str>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (file, memory) = (folder.path().join(name), folder.path().join("harbour.tgm"));
        std::fs::write(&file, text).unwrap();
        let mut created = Memory::create(&memory, &Settings::default()).unwrap();
        let job = ImportJob {
            inputs: &[file],
            from: None,
            languages: &[],
            duplicates: Duplicates::KeepAll,
            conditions: &Conditions::default(),
            author: None,
            origin,
            domain: None,
            resume: false,
            progress: &Silent,
        };
        import(&mut created, &job).unwrap();
        drop(created);
        Memory::open(&memory, Access::Read).unwrap();
        Self { folder, memory, termbase: None }
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    fn translate(&self, path: &Path, change: impl FnOnce(&mut TranslateJob<'_>)) -> Translated {
        let (rules, request) = (SegmentationRules::default(), Request::default());
        let (source, target) = (tag("en"), tag("fr"));
        let options = LookupOptions::new(source.clone(), None);
        let memories = [self.memory.clone()];
        let mut job = TranslateJob {
            memories: &memories,
            request: &request,
            rules: &rules,
            options: &options,
            source: Some(&source),
            target: Some(&target),
            threshold: Percent::points(70),
            exact: Percent::points(100),
            overwrite: false,
            propose: false,
            termbase: self.termbase.as_ref(),
            progress: &Silent,
        };
        change(&mut job);
        let translated = Translator::new(&job).file(path).unwrap();
        // The same again gives the same bytes.
        assert_eq!(Translator::new(&job).file(path).unwrap().bytes, translated.bytes);
        translated
    }

    fn text(&self, name: &str, text: &str) -> (String, Translated) {
        let translated = self.translate(&self.file(name, text), |_| {});
        (String::from_utf8(translated.bytes.clone()).unwrap(), translated)
    }
}

fn rules(findings: &[Finding]) -> Vec<&str> {
    findings.iter().map(|finding| &*finding.rule).collect()
}

/// How many were filled by exact and by fuzzy matches, kept, locked, left.
fn numbers(translated: &Translated) -> [u64; 5] {
    let counts = translated.counts;
    let exact = counts.in_context + counts.near_context + counts.exact;
    [exact, counts.fuzzy, counts.kept, counts.locked, counts.left]
}

const XLIFF: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
  <file original="a.html" source-language="en" target-language="fr" datatype="html"><body>
    <trans-unit id="1"><source>The gate is open &amp; free.</source></trans-unit>
    <trans-unit id="2"><source>Press <g id="1">Start</g> now.</source></trans-unit>
    <trans-unit id="3"><source>Page 16 of 20</source></trans-unit>
    <trans-unit id="4"><source>Pay <x id="1"/> now.</source></trans-unit>
    <trans-unit id="5"><source>The ferry leaves at 9.</source><target state="translated">Déjà.</target></trans-unit>
    <trans-unit id="6" translate="no"><source>The ferry leaves at 9.</source></trans-unit>
    <trans-unit id="7"><source>Nothing like it anywhere</source></trans-unit>
  </body></file>
</xliff>
"#;

#[test]
fn xliff_1_is_filled() {
    let harbour = Harbour::new();
    let (text, translated) = harbour.text("a.xlf", XLIFF);
    assert_eq!(numbers(&translated), [2, 1, 1, 1, 2], "{text}");
    assert_eq!(translated.counts.segments, 7);
    for wanted in [
        "La porte est ouverte &amp; libre.",
        "Appuyez sur <g id=\"1\">Démarrer</g> maintenant.</target>",
        "Page 16 sur 20</target>",
        "state=\"needs-review-translation\"",
        "<target state=\"translated\">Déjà.</target>",
    ] {
        assert!(text.contains(wanted), "{wanted}\n{text}");
    }
    // The match that has lost a code stands beside the segment only.
    assert_eq!(rules(&translated.findings), ["fill-codes"]);
    assert!(translated.has_findings());
    assert_eq!(translated.findings[0].position.unwrap().line, 7);
    let beside = &text[text.find("id=\"4\"").unwrap()..text.find("id=\"5\"").unwrap()];
    assert!(!beside.contains("<target state") && beside.contains("<alt-trans"), "{beside}");
    assert_eq!(translated.counts.proposed, 1);
}

#[test]
fn xliff_2_is_filled_and_proposed_to() {
    let text = r#"<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.1" srcLang="en" trgLang="fr">
 <file id="f"><unit id="u1"><segment><source>The gate is open &amp; free.</source></segment></unit>
 <unit id="u2"><segment><source>Press <pc id="1">Start</pc> now.</source></segment></unit>
 <unit id="u3"><segment state="final"><source>Page 15 of 20</source><target>Fini</target></segment></unit></file>
</xliff>
"#;
    let harbour = Harbour::new();
    let (filled, translated) = harbour.text("a.xlf", text);
    assert_eq!(numbers(&translated), [2, 0, 1, 0, 0], "{filled}");
    assert!(filled.contains("<target>La porte est ouverte &amp; libre.</target>"), "{filled}");
    assert!(filled.contains("Appuyez sur <pc id=\"1\">Démarrer</pc> maintenant."), "{filled}");
    let proposed = harbour.translate(&harbour.file("b.xlf", text), |job| job.propose = true);
    let written = String::from_utf8(proposed.bytes.clone()).unwrap();
    assert_eq!((numbers(&proposed), proposed.counts.proposed), ([0, 0, 1, 0, 2], 2));
    assert_eq!(written.matches("<mtc:match ").count(), 2, "{written}");
    let all = harbour.translate(&harbour.file("c.xlf", text), |job| job.overwrite = true);
    assert_eq!(numbers(&all)[0], 3);
    assert!(String::from_utf8_lossy(&all.bytes).contains("Page 15 sur 20"));
}

#[test]
fn thresholds_hold() {
    let harbour = Harbour::new();
    let path = harbour.file("a.xlf", XLIFF);
    let strict = harbour.translate(&path, |job| job.threshold = Percent::points(100));
    assert_eq!(numbers(&strict)[..2], [2, 0]);
    // Nothing is a match of nothing.
    let none = harbour.translate(&path, |job| job.threshold = Percent::points(102));
    assert_eq!(String::from_utf8(none.bytes).unwrap(), XLIFF);
}

#[test]
fn catalogues_are_filled_form_by_form() {
    let po = |forms: [&str; 4]| {
        format!(
            "msgid \"\"\nmsgstr \"\"\n\"Language: ru\\n\"\n\"Content-Type: text/plain; charset=UTF-8\\n\"\n\
             \"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : 1);\\n\"\n\n\
             #: a.c:1\nmsgid \"one file\"\nmsgid_plural \"%d files\"\nmsgstr[0] \"{}\"\nmsgstr[1] \"{}\"\nmsgstr[2] \"{}\"\n\n\
             #, c-format\nmsgid \"Open the %d <b>files</b>\"\nmsgstr \"{}\"\n",
            forms[0], forms[1], forms[2], forms[3]
        )
    };
    let done = po(["один файл", "%d файла", "%d файлов", "Открыть %d <b>файлов</b>"]);
    let harbour = Harbour::of("old.po", &done, None);
    let (filled, translated) = harbour.text("new.po", &po(["", "", "", ""]));
    assert_eq!(numbers(&translated), [4, 0, 0, 0, 0], "{filled} {:?}", translated.findings);
    assert_eq!(filled, done);
    let (untouched, translated) = harbour.text("old.po", &done);
    assert_eq!((untouched, numbers(&translated)), (done, [0, 0, 4, 0, 0]));
}

#[test]
fn fuzzy_entries_are_marked() {
    let po = "msgid \"\"\nmsgstr \"Language: fr\\n\"\n\nmsgid \"Page 17 of 20\"\nmsgstr \"\"\n\n\
              #, fuzzy\nmsgid \"The ferry leaves at 9.\"\nmsgstr \"Vieux.\"\n";
    let (filled, translated) = Harbour::new().text("a.po", po);
    assert_eq!(numbers(&translated), [1, 1, 0, 0, 0], "{filled}");
    assert!(filled.contains("#, fuzzy\n#| msgid \"Page 15 of 20\"\nmsgid \"Page 17 of 20\"\nmsgstr \"Page 17 sur 20\""), "{filled}");
    assert!(
        filled.ends_with(
            "\n\nmsgid \"The ferry leaves at 9.\"\nmsgstr \"Le ferry part à 9 heures.\"\n"
        ),
        "{filled}"
    );
}

#[test]
fn text_is_filled_and_keeps_its_bytes() {
    let text = "NOTICE\r\n\r\nThe gate is open & free. Nobody knows. The ferry\r\nleaves at 9.\r\n\r\nEnd.\r\n";
    let (filled, translated) = Harbour::new().text("a.en.txt", text);
    assert_eq!(numbers(&translated), [2, 0, 0, 0, 3], "{filled}");
    let (front, rest) = filled.split_once(" Nobody knows. ").unwrap();
    assert_eq!(front, "NOTICE\r\n\r\nLa porte est ouverte & libre.");
    let words: Vec<&str> = rest.split_whitespace().collect();
    assert_eq!(words.join(" "), "Le ferry part à 9 heures. End.");
    assert!(rest.ends_with("\r\n\r\nEnd.\r\n"));
}

#[test]
fn html_keeps_its_markup() {
    let html = "<!DOCTYPE html><html lang=en><body class='x'><!-- n -->\n<p>The gate is open &amp; free. Nobody knows.</p>\n\
                <p>Press <b id=\"b\">Start</b> now.</p><p>Mind <b>the step</b> here.</p>\n\
                <p>Call <b>Ann</b> or <b>Bo</b>.</p><ul><li>Page 16 of 20</ul></body></html>\n";
    let (filled, translated) = Harbour::new().text("a.html", html);
    assert_eq!(numbers(&translated), [4, 0, 0, 0, 2], "{filled} {:?}", translated.findings);
    let wanted = html
        .replace("The gate is open &amp; free.", "La porte est ouverte &amp; libre.")
        .replace(
            "Press <b id=\"b\">Start</b> now",
            "Appuyez sur <b id=\"b\">Démarrer</b> maintenant",
        )
        .replace("Mind <b>the step</b> here", "Ici, <b>la marche</b>")
        .replace("Call <b>Ann</b> or <b>Bo</b>", "<b>Bo</b> ou <b>Ann</b>");
    assert_eq!(filled, wanted);
}

#[test]
fn codes_in_another_order_are_left_in_documents() {
    let html = "<p>Pay <img src=a.png> now.</p><p>The gate is open &amp; free.</p>";
    let (filled, translated) = Harbour::new().text("a.html", html);
    assert_eq!(
        filled,
        html.replace("The gate is open &amp; free", "La porte est ouverte &amp; libre")
    );
    assert_eq!(rules(&translated.findings), ["fill-codes"], "{:?}", translated.findings);
    assert_eq!(translated.findings[0].position.unwrap().line, 1);
}

#[test]
fn markdown_keeps_its_marks() {
    let text = "# The gate is open & free.\n\n* Press **Start** now.\n* [x](y.md)\n\n> The ferry leaves at 9.\n\n```\nThe ferry leaves at 9.\n```\n";
    let (filled, translated) = Harbour::new().text("a.md", text);
    assert_eq!(numbers(&translated)[..2], [3, 0], "{filled} {:?}", translated.findings);
    let wanted = "# La porte est ouverte & libre.\n\n* Appuyez sur **Démarrer** maintenant.\n* [x](y.md)\n\n> Le ferry part à 9 heures.\n\n```\nThe ferry leaves at 9.\n```\n";
    assert_eq!(filled, wanted);
}

type Members = Vec<(String, Vec<u8>)>;

fn members(bytes: &[u8]) -> Members {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|at| {
            let mut member = archive.by_index(at).unwrap();
            let mut content = Vec::new();
            member.read_to_end(&mut content).unwrap();
            (member.name().unwrap().into_owned(), content)
        })
        .collect()
}

fn container(members: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in members {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// All members stay but the one of the text, which becomes what is wanted.
fn check_container(name: &str, parts: &[(&str, &str)], wanted: &str) {
    let harbour = Harbour::new();
    let bytes = container(parts);
    let translated = harbour.translate(&harbour.file(name, &bytes), |_| {});
    assert_eq!(numbers(&translated), [2, 0, 0, 0, 1], "{:?}", translated.findings);
    let (before, after) = (members(&bytes), members(&translated.bytes));
    assert_eq!(before.len(), after.len());
    let mut changed = 0;
    for (old, new) in before.iter().zip(&after) {
        assert_eq!(old.0, new.0);
        if old.1 != new.1 {
            assert_eq!(String::from_utf8_lossy(&new.1), wanted);
            changed += 1;
        }
    }
    assert_eq!(changed, 1);
}

#[test]
fn docx_is_filled_in_its_runs() {
    let run = |text: &str| format!("<w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r>");
    let bold = |text: &str| format!("<w:r><w:rPr><w:b/></w:rPr><w:t>{text}</w:t></w:r>");
    let paragraph = |runs: &[String]| format!("<w:p w:rsidR=\"1\">{}</w:p>", runs.concat());
    let body = |first: &[String], second: &str| {
        format!(
            "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>{}{}<w:sectPr/></w:body></w:document>",
            paragraph(first),
            paragraph(&[run(second)])
        )
    };
    let before = body(
        &[run("Press "), bold("Start"), run(" now.")],
        "Nobody knows. The gate is open &amp; free.",
    );
    let wanted = body(
        &[run("Appuyez sur "), bold("Démarrer"), run(" maintenant.")],
        "Nobody knows. La porte est ouverte &amp; libre.",
    );
    let types = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>";
    check_container(
        "a.docx",
        &[
            ("[Content_Types].xml", types),
            ("word/document.xml", &before),
            ("word/media/a.bin", "x"),
        ],
        &wanted,
    );
}

#[test]
fn odt_is_filled_in_its_spans() {
    let body = |first: &str, second: &str| {
        format!(
            "<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
             xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" \
             xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" \
             xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\">\
             <office:automatic-styles><style:style style:name=\"T1\" style:family=\"text\">\
             <style:text-properties fo:font-weight=\"bold\"/></style:style></office:automatic-styles>\
             <office:body><office:text><text:p>{first}</text:p><text:p>{second}</text:p></office:text></office:body></office:document-content>"
        )
    };
    let before = body(
        "Press <text:span text:style-name=\"T1\">Start</text:span> now.",
        "Nobody knows. The gate is open &amp; free.",
    );
    let wanted = body(
        "Appuyez sur <text:span text:style-name=\"T1\">Démarrer</text:span> maintenant.",
        "Nobody knows. La porte est ouverte &amp; libre.",
    );
    check_container(
        "a.odt",
        &[("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", &before)],
        &wanted,
    );
}

#[test]
fn machine_translations_need_leave() {
    let tsv = "en\tfr\nThe gate is open.\tLa porte est ouverte.\n";
    let harbour = Harbour::of("memory.tsv", tsv, Some("machine"));
    let path = harbour.file("a.txt", "The gate is open.\n");
    let usual = harbour.translate(&path, |_| {});
    assert_eq!(usual.bytes, b"The gate is open.\n");
    let leave = harbour.translate(&path, |job| job.exact = Percent::points(85));
    assert_eq!(String::from_utf8(leave.bytes).unwrap(), "La porte est ouverte.\n");
}

#[test]
fn missing_terms_are_told() {
    let terms = "concept_id\ten\tfr\nA\tgate\tportail\nB\tferry\tferry\n";
    let (termbase, _) = Termbase::read_tsv(&mut terms.as_bytes(), "terms.tsv").unwrap();
    let mut harbour = Harbour::new();
    harbour.termbase = Some(termbase);
    for (name, text) in [
        ("a.txt", "One line.\n\nThe gate is open & free.\n\nThe ferry leaves at 9.\n"),
        ("a.xlf", XLIFF),
    ] {
        let translated = harbour.translate(&harbour.file(name, text), |_| {});
        let mut found = rules(&translated.findings);
        found.retain(|rule| *rule != "fill-codes");
        assert_eq!(found, ["term-missing-in-target"], "{name} {:?}", translated.findings);
        let place =
            translated.findings.iter().find(|f| f.rule == "term-missing-in-target").unwrap();
        let line = if name == "a.txt" { 3 } else { 4 };
        assert_eq!(place.position.unwrap().line, line, "{name}");
        assert!(translated.has_findings());
    }
}

/// A translation with the same codes: each word has a letter more, long pieces have a word more.
fn pseudo(source: &Content) -> Content {
    let mut target = Content::default();
    let mut from = 0;
    let ends: Vec<usize> =
        source.codes.iter().map(|code| code.at as usize).chain([source.text.len()]).collect();
    for (index, end) in ends.into_iter().enumerate() {
        let piece = &source.text[from..end];
        let words: Vec<String> = piece.split_whitespace().map(|word| format!("é{word}")).collect();
        let lead = &piece[..piece.len() - piece.trim_start().len()];
        target.text.push_str(lead);
        target.text.push_str(&words.join(" "));
        if words.len() > 3 {
            target.text.push_str(" & <plus>");
        }
        if !words.is_empty() {
            target.text.push_str(&piece[piece.trim_end().len()..]);
        }
        if let Some(code) = source.codes.get(index) {
            target.codes.push(Code { at: target.text.len() as u32, ..code.clone() });
        }
        from = end;
    }
    target
}

/// Each segment of each fixture is filled, and reads back, or it is said why not.
#[test]
fn fixtures_are_filled_as_a_whole() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats");
    let (mut segments, mut filled) = (0, 0);
    for file in [
        "docx/ferry.docx",
        "odt/ferry.odt",
        "odt/ferry.fodt",
        "html/report.html",
        "html/odd.html",
        "html/xhtml.xhtml",
        "markdown/report.md",
        "markdown/windows.md",
        "text/wrapped.txt",
        "text/pages.txt",
        "text/lines.txt",
    ] {
        let path = root.join(file);
        let request = Request { side: Some(tag("en")), ..Request::default() };
        let read = read::document(&path, &request).unwrap();
        let (segmenter, _) =
            SegmentationRules::default().segmenter(&read.document, &tag("en")).unwrap();
        let side = read::segment(read.document, tag("en"), Some(&segmenter));
        let contents = (0..side.segments.len() as u32).map(|at| units::content(&side, at..at + 1));
        let texts: Vec<(Content, Content)> =
            contents.map(|own| (own.clone(), pseudo(&own))).collect();
        let units = texts.iter().map(|(own, other)| {
            let variants = [("en", own), ("fr", other)]
                .map(|(lang, text)| Variant::new(tag(lang), text.clone()));
            Unit { variants: variants.into(), ..Unit::default() }
        });
        let folder = tempfile::tempdir().unwrap();
        let memory = folder.path().join("all.tgm");
        let mut created = Memory::create(&memory, &Settings::default()).unwrap();
        add_aligned(&mut created, units.collect(), Some(&tag("en")), "x").unwrap();
        drop(created);
        let harbour = Harbour { folder, memory, termbase: None };
        let name = Path::new(file).file_name().unwrap().to_str().unwrap();
        let copy = harbour.file(name, std::fs::read(&path).unwrap());
        let translated = harbour.translate(&copy, |job| job.exact = Percent::points(95));
        let counts = translated.counts;
        let told = translated.findings.iter().filter(|f| f.rule.starts_with("fill-"));
        let told: Vec<String> = told.map(ToString::to_string).collect();
        println!("{file}: {} of {} segments {told:?}", counts.filled(), counts.segments);
        assert_eq!(counts.segments, texts.len() as u64, "{file}");
        assert_eq!(counts.left, told.len() as u64, "{file}");
        segments += counts.segments;
        filled += counts.filled();
        assert_eq!(
            counts.locked,
            u64::from(name == "report.html"),
            "{file}: a sentence in Russian"
        );
        // What was filled is not found in the memory any more.
        let after = harbour.file(&format!("after-{name}"), &translated.bytes);
        let again = harbour.translate(&after, |job| job.exact = Percent::points(95));
        assert!(again.counts.filled() <= counts.left, "{file}: {:?}", again.counts);
    }
    println!("{filled} of {segments} segments are filled");
    assert!(filled * 100 >= segments * 97, "{filled} of {segments}");
}

/// The program: names of outputs, exit codes, the summary.
#[cfg(feature = "cli")]
#[test]
fn the_command_writes_files() {
    let harbour = Harbour::new();
    let folder = harbour.folder.path();
    let run = |arguments: &[&str]| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_targum"))
            .current_dir(folder)
            .args([
                "translate",
                "--tm",
                "harbour.tgm",
                "--source-lang",
                "en",
                "--target-lang",
                "fr",
            ])
            .args(arguments)
            .output()
            .unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code(), text(output.stdout), text(output.stderr))
    };
    let text = "The ferry leaves at 9.\n";
    harbour.file("notice.en.txt", text);
    harbour.file("a.xlf", XLIFF);
    let exists = |name: &str| folder.join(name).exists();
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();

    let (code, out, told) = run(&["notice.en.txt", "--dry-run"]);
    assert_eq!((code, &*out), (Some(0), ""), "{told}");
    assert!(told.contains("segments") && !exists("notice.fr.txt"));
    assert_eq!(run(&["notice.en.txt"]).0, Some(0));
    assert_eq!(read("notice.fr.txt"), "Le ferry part à 9 heures.\n");

    let (code, out, _) = run(&["a.xlf", "notice.en.txt", "--to", "json", "--output-dir", "new"]);
    let summary: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(code, Some(1), "a code did not fit");
    assert_eq!(summary["total"]["segments"], 8);
    assert_eq!(summary["files"][0]["fuzzy"], 1);
    assert_eq!(
        summary["files"][1]["output"],
        Path::new("new").join("notice.en.txt").to_str().unwrap()
    );
    assert!(exists("new/a.xlf") && !exists("a.fr.xlf"));

    let (code, out, _) = run(&["notice.en.txt", "-o", "-"]);
    assert_eq!((code, &*out), (Some(0), "Le ferry part à 9 heures.\n"));
    let (code, _, told) = run(&["notice.en.txt", "-o", "notice.en.txt"]);
    assert_eq!((code, read("notice.en.txt").as_str()), (Some(2), text));
    assert!(told.contains("--in-place"), "{told}");
    assert_eq!(run(&["notice.en.txt", "--in-place"]).0, Some(0));
    assert_eq!(read("notice.en.txt"), "Le ferry part à 9 heures.\n");
    let (code, _, told) = run(&["memory.tmx"]);
    assert_eq!(code, Some(2));
    assert!(told.contains("no bilingual format"), "{told}");
}
