//! Pretranslation: memories made here, files made here, and every byte that is not a translation as it was.

#![cfg(feature = "memory")]
#![expect(clippy::unwrap_used, reason = "a file that can't be made or read fails the test")]

mod documents;

use std::path::{Path, PathBuf};
use targum::app::memory::filter::Conditions;
use targum::app::read::Request;
use targum::app::tm::import::{ImportJob, import};
use targum::app::tm::lookup::LookupOptions;
use targum::app::tm::{Access, Memory};
use targum::app::translate::{TranslateJob, Translated, Translator};
use targum::app::{SegmentationRules, Silent};
use targum::glossary::Termbase;
use targum::model::Finding;
use targum::text::LangTag;
use targum::tm::score::Percent;
use targum::tm::store::{Duplicates, Settings};
use tempfile::TempDir;

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
