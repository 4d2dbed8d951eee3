//! Fixes inside of documents: the words change as wanted, and no other byte.

#![expect(clippy::unwrap_used, reason = "a fixture that can't be read fails the test")]

use std::io::{Cursor, Read as _, Write as _};
use std::ops::Range;
use std::path::{Path, PathBuf};
use targum::format::{self, Collected, Format, PartEdit, ReadOptions, splice};
use targum::model::{Block, CodeKind, Document, Place};
use zip::write::SimpleFileOptions;

fn fixture(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats").join(path)
}

fn read(format: &dyn Format, bytes: &[u8]) -> Document {
    let mut collected = Collected::default();
    format.read(&mut Cursor::new(bytes), &ReadOptions::default(), &mut collected).unwrap();
    collected.document
}

/// The edits that write `to` over the first `from` there is.
fn fix(format: &dyn Format, document: &Document, from: &str, to: &str) -> Vec<PartEdit> {
    let found = document.blocks.iter().find_map(|b| Some((b, b.content.text.find(from)?)));
    let (block, at) = found.unwrap_or_else(|| panic!("{from:?} is not in {document:?}"));
    let text = &block.content.text;
    let edits = splice::edits(&block.origin, text, at..at + from.len(), to);
    let edits = edits.unwrap_or_else(|| panic!("no edits for {from:?} in {block:?}"));
    of_part(format, document, block, edits)
}

/// The file after a fix. What it reads as must be what it read as before, but for the words.
fn fixed(name: &str, bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    let format = format::by_name(name).unwrap();
    let before = read(format, bytes);
    let edits = fix(format, &before, from, to);
    let after = format.splice(bytes, &ReadOptions::default(), &edits).unwrap();
    let texts = |document: &Document| -> Vec<String> {
        document.blocks.iter().map(|block| block.content.text.clone()).collect()
    };
    let mut wanted = texts(&before);
    let changed = wanted.iter_mut().find(|text| text.contains(from)).unwrap();
    *changed = changed.replacen(from, to, 1);
    assert_eq!(texts(&read(format, &after)), wanted);
    after
}

/// The bytes of `after` where they differ from those of `before`: what was there, what is there.
fn difference<'a>(before: &'a [u8], after: &'a [u8]) -> (&'a [u8], &'a [u8]) {
    let front = before.iter().zip(after).take_while(|(a, b)| a == b).count();
    let (before, after) = (&before[front..], &after[front..]);
    let back = before.iter().rev().zip(after.iter().rev()).take_while(|(a, b)| a == b).count();
    (&before[..before.len() - back], &after[..after.len() - back])
}

/// The members of a container: name, whether stored, bytes packed, bytes.
fn members(bytes: &[u8]) -> Vec<(String, bool, Vec<u8>, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let count = archive.len();
    let read = |index| {
        let mut packed = Vec::new();
        archive.by_index_raw(index).unwrap().read_to_end(&mut packed).unwrap();
        let mut file = archive.by_index(index).unwrap();
        let mut content = Vec::new();
        file.read_to_end(&mut content).unwrap();
        let stored = file.compression() == zip::CompressionMethod::Stored;
        (file.name().unwrap().into_owned(), stored, packed, content)
    };
    (0..count).map(read).collect()
}

/// The text of the one member that a fix changed, all others being as they were.
fn changed_member(before: &[u8], after: &[u8], name: &str) -> (String, String) {
    let (before, after) = (members(before), members(after));
    let names = |of: &[(String, bool, Vec<u8>, Vec<u8>)]| -> Vec<(String, bool)> {
        of.iter().map(|member| (member.0.clone(), member.1)).collect()
    };
    assert_eq!(names(&before), names(&after));
    let mut found = None;
    for (old, new) in before.into_iter().zip(after) {
        if old.0 == name {
            found = Some((String::from_utf8(old.3).unwrap(), String::from_utf8(new.3).unwrap()));
        } else {
            assert_eq!(old, new);
        }
    }
    found.unwrap()
}

#[test]
fn any_words_of_any_fixture_can_be_replaced() {
    for (name, file) in [
        ("text", "text/wrapped.txt"),
        ("text", "text/pages.txt"),
        ("text", "text/lines.txt"),
        ("html", "html/report.html"),
        ("html", "html/odd.html"),
        ("html", "html/xhtml.xhtml"),
        ("html", "html/arabic-1256.html"),
        ("html", "html/chinese-gbk.html"),
        ("html", "html/utf16-no-mark.html"),
        ("markdown", "markdown/report.md"),
        ("markdown", "markdown/windows.md"),
        ("docx", "docx/ferry.docx"),
        ("odt", "odt/ferry.odt"),
        ("odt", "odt/ferry.fodt"),
    ] {
        let bytes = std::fs::read(fixture(file)).unwrap();
        let format = format::by_name(name).unwrap();
        let document = read(format, &bytes);
        let mut done = 0;
        // A title told twice is read once.
        let blocks = document.blocks.iter().enumerate();
        for (index, block) in blocks.filter(|(_, block)| block.place != Place::Title) {
            let text = &block.content.text;
            let words = words(text);
            for (first, (start, _)) in words.iter().enumerate() {
                for (last, word) in words[first..].iter().enumerate().take(5) {
                    let range = *start..word.0 + word.1.len();
                    let mut turned: Vec<&str> = text[range.clone()].split_whitespace().collect();
                    turned.reverse();
                    let cut = if last > 0 { words[first].1 } else { "zzz" };
                    for new in ["zzz", "zzz aaa xxx", &turned.join(" "), cut] {
                        done += usize::from(replaced(
                            format,
                            &bytes,
                            &document,
                            index,
                            range.clone(),
                            new,
                        ));
                    }
                }
            }
        }
        assert!(done > 8, "{file}: only {done}");
    }
}

/// Replaces some words of a block; the file then reads as it should. False where there is no way to
/// replace them.
fn replaced(
    format: &dyn Format,
    bytes: &[u8],
    document: &Document,
    index: usize,
    range: Range<usize>,
    new: &str,
) -> bool {
    let block = &document.blocks[index];
    let edits = splice::edits(&block.origin, &block.content.text, range.clone(), new);
    let Some(edits) = edits.map(|edits| of_part(format, document, block, edits)) else {
        return false;
    };
    let spliced = format.splice(bytes, &ReadOptions::default(), &edits);
    let spliced = spliced.unwrap_or_else(|e| panic!("{e}: {new:?} in {block:?}\n{edits:?}"));
    let after = read(format, &spliced);
    // A line break or a picture is a space even where no word is left beside it.
    let alone = block.content.codes.iter().any(|code| code.kind == CodeKind::Standalone);
    let new = if alone { new.replace(' ', "") } else { new.to_owned() };
    let text = |one: &Block| {
        let text = &one.content.text;
        if alone { text.replace(' ', "") } else { text.clone() }
    };
    let range = if alone {
        let gone = |end: usize| block.content.text[..end].matches(' ').count();
        range.start - gone(range.start)..range.end - gone(range.end)
    } else {
        range
    };
    let mut wanted: Vec<String> = document.blocks.iter().map(text).collect();
    wanted[index].replace_range(range.clone(), &new);
    let mut found: Vec<String> = after.blocks.iter().map(text).collect();
    // A picture's text comes before what stands behind it, if nothing stands before it.
    found.sort_unstable();
    wanted.sort_unstable();
    // Lines that are shorter or longer than they were may be joined in another way.
    let same = if format.info().name == "text" {
        let letters = |texts: &[String]| {
            let mut letters: Vec<char> = texts.concat().chars().collect();
            letters.retain(|c| c.is_alphanumeric());
            letters.sort_unstable();
            letters
        };
        letters(&found) == letters(&wanted)
    } else {
        found == wanted
    };
    let pairs = found.iter().zip(&wanted).filter(|(found, wanted)| found != wanted);
    let pairs: Vec<_> = pairs.collect();
    assert!(same, "{range:?} as {new:?} in {block:?}\n{edits:?}\n{pairs:#?}");
    true
}

fn of_part(
    format: &dyn Format,
    document: &Document,
    block: &Block,
    edits: Vec<(Range<usize>, String)>,
) -> Vec<PartEdit> {
    let part = &document.parts[usize::from(block.part)];
    let edit = |(range, new): (Range<usize>, String)| PartEdit {
        part: part.clone(),
        range: range.start as u64..range.end as u64,
        replacement: format.written(&new).into_owned(),
    };
    edits.into_iter().map(edit).collect()
}

fn words(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut at = 0;
    for piece in text.split_inclusive(|c: char| !c.is_alphanumeric()) {
        let word = piece.trim_end_matches(|c: char| !c.is_alphanumeric());
        if !word.is_empty() {
            found.push((at, word));
        }
        at += piece.len();
    }
    found
}

#[test]
fn plain_text_keeps_its_encoding_mark_and_line_ends() {
    let text = "The Joint Valetta\r\nAction Plan was adopted\r\nin 2015.\r\n\r\nThe inter-\r\nnational plan.\r\n";
    let after = fixed("text", text.as_bytes(), "Valetta Action", "Valletta Action");
    assert_eq!(after, text.replace("Valetta", "Valletta").into_bytes());
    let after = fixed("text", text.as_bytes(), "international plan", "Valletta plan");
    assert_eq!(after, text.replace("inter-\r\nnational", "Valletta").into_bytes());

    let utf16 = |text: &str| -> Vec<u8> {
        format!("\u{FEFF}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect()
    };
    let after = fixed("text", &utf16(text), "Valetta", "Vallétta");
    assert_eq!(after, utf16(&text.replace("Valetta", "Vallétta")));

    let russian =
        "Конвенция Объединенных Наций против\r\nтранснациональной преступности принята.\r\n";
    let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode(russian);
    let after = fixed("text", &bytes, "Объединенных", "Объединённых");
    assert_eq!(difference(&bytes, &after), (&b"\xe5"[..], &b"\xb8"[..]));

    let marked = b"\xEF\xBB\xBFThe Valetta Plan\n";
    assert_eq!(fixed("text", marked, "Valetta", "Valletta"), b"\xEF\xBB\xBFThe Valletta Plan\n");
}

#[test]
fn html_keeps_entities_and_markup() {
    let html = "<p title=x>R&eacute;publiqe &amp; <b>Ville d'Orl&eacute;ans</b><br>\n<img alt=Bateau title='le quai'>";
    let swap = |from: &str, to: &str, old: &str, new: &str| {
        let after = String::from_utf8(fixed("html", html.as_bytes(), from, to)).unwrap();
        assert_eq!(after, html.replace(old, new));
    };
    swap("Républiqe", "République", "publiqe", "publique");
    swap("& Ville", "et < Ville", "&amp;", "et &lt;");
    swap("Ville d'Orléans", "Cité d'Orléans", "Ville", "Cité");
    swap("Bateau", "Un bateau", "=Bateau", "=Un&#32;bateau");
    swap("le quai", "l'eau", "le quai", "l&#39;eau");
    // What an encoding lacks is referred to.
    let arabic = std::fs::read(fixture("html/arabic-1256.html")).unwrap();
    let document = read(format::by_name("html").unwrap(), &arabic);
    let longest = document.blocks.iter().max_by_key(|block| block.content.text.len()).unwrap();
    let (_, word) = words(&longest.content.text)[0];
    let after = fixed("html", &arabic, word, "Ж");
    assert_eq!(difference(&arabic, &after).1, b"&#1046;");
}

#[test]
fn markdown_is_escaped_where_it_must_be() {
    let markdown = "The *old* ferry runs **twice a day**, see [it](x_y_z).\n\n> Two\n> lines.\n";
    let swap = |from: &str, to: &str, old: &str, new: &str| {
        let after = String::from_utf8(fixed("markdown", markdown.as_bytes(), from, to)).unwrap();
        assert_eq!(after, markdown.replace(old, new));
    };
    swap("old ferry", "new ferry", "*old*", "*new*");
    swap("The old ferry", "The ferry", " *old*", "");
    swap("twice a day", "twice an_hour *", "a day", "an_hour \\*");
    swap("twice a day", "day", "twice a day", "day");
    swap("Two lines", "Three lines", "Two", "Three");
    swap("see it", "see [them]", "[it]", "[\\[them\\]]");
}

#[test]
fn runs_of_docx_keep_their_markup() {
    let bytes = std::fs::read(fixture("docx/ferry.docx")).unwrap();
    let name = "word/document.xml";
    let swap = |from: &str, to: &str, old: &[&str], new: &[&str]| {
        let (before, after) = changed_member(&bytes, &fixed("docx", &bytes, from, to), name);
        let mut wanted = before;
        for (old, new) in old.iter().zip(new) {
            assert!(wanted.contains(old), "{old}");
            wanted = wanted.replacen(old, new, 1);
        }
        assert_eq!(after, wanted);
    };
    swap("ferry sails", "boat sails", &[">The fer<", ">ry sails <"], &[">The boat<", "> sails <"]);
    swap("sails daily at", "sailed weekly at", &["sails", "daily"], &["sailed", "weekly"]);
    swap("& at night", "and < at night", &["&amp; at"], &["and &lt; at"]);
    swap("was new", "was made", &[">new<"], &[">made<"]);
    swap("page 12 of", "page 13 of", &[">12<"], &[">13<"]);
    swap("A ferry", "A \"ferry\"", &["descr=\"A ferry"], &["descr=\"A &quot;ferry&quot;"]);
    let tight = (&["<w:t>Tab<"][..], &["<w:t xml:space=\"preserve\">Tab <"][..]);
    let document = read(format::by_name("docx").unwrap(), &bytes);
    assert!(document.blocks.iter().any(|block| block.content.text.starts_with("Tab")));
    let (before, _) = changed_member(&bytes, &bytes, name);
    let at = before.find("<w:t>Tab").unwrap() as u64 + 8;
    let edit = PartEdit { part: name.into(), range: at..at, replacement: " ".into() };
    let after = format::by_name("docx").unwrap();
    let after = after.splice(&bytes, &ReadOptions::default(), &[edit]).unwrap();
    let (before, after) = changed_member(&bytes, &after, name);
    assert_eq!(after, before.replacen(tight.0[0], tight.1[0], 1));
}

#[test]
fn odt_stays_a_container_in_order() {
    let bytes = std::fs::read(fixture("odt/ferry.odt")).unwrap();
    let document = read(format::by_name("odt").unwrap(), &bytes);
    for part in [0, 1] {
        let block = document.blocks.iter().find(|block| block.part == part).unwrap();
        let (_, word) = words(&block.content.text)[0];
        let after = fixed("odt", &bytes, word, "Vapur & Co");
        let first = document.blocks.iter().find(|one| one.content.text.contains(word)).unwrap();
        let name = &document.parts[usize::from(first.part)];
        let (before, now) = changed_member(&bytes, &after, name);
        let (old, new) = difference(before.as_bytes(), now.as_bytes());
        let fits = old.len() <= word.len() && new.len() <= "Vapur &amp; Co".len();
        assert!(fits, "{word}: {} {}", String::from_utf8_lossy(old), String::from_utf8_lossy(new));
        assert_eq!(members(&after)[0].0, "mimetype");
        assert!(members(&after)[0].1, "the first member is stored");
        assert!(format::by_name("odt").unwrap().sniff(&after) == format::Sniffed::Yes);
    }
    let flat = std::fs::read(fixture("odt/ferry.fodt")).unwrap();
    let document = read(format::by_name("odt").unwrap(), &flat);
    let (_, word) = words(&document.blocks[0].content.text)[0];
    let after = fixed("odt", &flat, word, "Vapur");
    assert!(difference(&flat, &after).0.len() <= word.len());
}

#[test]
fn a_container_keeps_order_comment_and_unused_members() {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, content, options) in [
        ("word/media/image1.png", "no picture", stored),
        (
            "word/document.xml",
            "<w:document><w:body><w:p><w:r><w:t>Valetta</w:t></w:r></w:p></w:body></w:document>",
            stored,
        ),
        ("customXml/item1.xml", "<x/>", SimpleFileOptions::default()),
        ("[Content_Types].xml", "<Types/>", SimpleFileOptions::default()),
    ] {
        writer.start_file(name, options).unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    writer.set_comment("by hand").unwrap();
    let bytes = writer.finish().unwrap().into_inner();
    let after = fixed("docx", &bytes, "Valetta", "Valletta");
    let (_, text) = changed_member(&bytes, &after, "word/document.xml");
    assert!(text.contains("<w:t>Valletta</w:t>"));
    assert_eq!(zip::ZipArchive::new(Cursor::new(after)).unwrap().comment(), b"by hand");
}

#[test]
fn edits_that_do_not_fit_are_refused() {
    let edit = |part: &str, range, replacement: &str| PartEdit {
        part: part.into(),
        range,
        replacement: replacement.into(),
    };
    let text = "Été à la mer.\n".as_bytes();
    let docx = std::fs::read(fixture("docx/ferry.docx")).unwrap();
    let refused = |name: &str, bytes: &[u8], edits: &[PartEdit], said: &str| {
        let format = format::by_name(name).unwrap();
        let error = format.splice(bytes, &ReadOptions::default(), edits).unwrap_err().to_string();
        assert!(error.contains(said), "{name}: {error}");
    };
    refused("text", text, &[edit("", 0..1, "")], "does not fit");
    refused("text", text, &[edit("", 0..99, "")], "does not fit");
    refused("text", text, &[edit("", u64::MAX - 1..u64::MAX, "")], "does not fit");
    #[expect(clippy::reversed_empty_ranges, reason = "it is what is to be refused")]
    refused("text", text, &[edit("", 5..3, "")], "does not fit");
    refused("text", text, &[edit("", 2..6, "x"), edit("", 0..3, "y")], "overlap");
    refused("text", text, &[edit("content.xml", 0..2, "x")], "no part");
    refused("text", b"\xCF\xEB\xE0\xED \xEF\xF0\xE8\xED\xFF\xF2", &[edit("", 0..2, "ł")], "'ł'");
    refused("docx", &docx, &[edit("", 0..2, "x")], "no member");
    refused("docx", &docx, &[edit("word/document.xml", 0..9_999_999, "x")], "does not fit");
    refused("docx", &docx, &[edit("word/document.xml", 500..500, "\u{1}")], "U+0001");
    refused("docx", text, &[edit("word/document.xml", 0..1, "x")], "zip");
    refused("html", b"<p>a", &[edit("", 3..4, "\u{0}")], "U+0000");
    refused("xlsx", &docx, &[edit("", 0..1, "x")], "zip container");
    refused("tmx", b"<tmx>\xC3\xA9t\xE9", &[edit("", 5..7, "x")], "not of the file's encoding");
}
