//! Documents: exact matches go in, and every byte that is not a translation stays.

use super::{Harbour, numbers, rules, tag};
use std::io::{Cursor, Read as _, Write as _};
use std::path::Path;
use targum::app::read::{self, Request};
use targum::app::tm::Memory;
use targum::app::tm::import::add_aligned;
use targum::app::{SegmentationRules, units};
use targum::model::{Code, Content, Unit, Variant};
use targum::tm::score::Percent;
use targum::tm::store::Settings;
use zip::write::SimpleFileOptions;

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
