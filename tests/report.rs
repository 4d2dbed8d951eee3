//! Reports of the samples in `tests/report`, in every format, against `tests/report/golden/NAME`.
//! `SNAPSHOTS=overwrite cargo test --test report` rewrites the goldens.

#![expect(clippy::unwrap_used, reason = "a sample that can't be read fails the test")]

#[path = "report/samples.rs"]
mod samples;

use samples::Samples;
use serde_json::Value;
use std::io::{Cursor, Read};
use std::path::Path;
use targum::model::{Excerpt, Finding, Position, Severity};
use targum::report::{ALL, Report, by_name};
use targum::text::xml::{Events, is_legal};

const NOTHING: Report<'_> = Report {
    findings: &[],
    rules: &[],
    files: &[],
    tool_version: "0.0.0",
    color: false,
    width: None,
    lines: None,
};

fn write(name: &str, report: &Report<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    by_name(name).unwrap().write(report, &mut out).unwrap();
    out
}

fn text(name: &str, report: &Report<'_>) -> String {
    String::from_utf8(write(name, report)).unwrap()
}

/// What the workbook holds: the rows and the texts of its first sheet.
fn sheet(bytes: &[u8]) -> String {
    let mut book = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut part = |name: &str| {
        let mut text = String::new();
        book.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    let parts = part("xl/worksheets/sheet1.xml") + &part("xl/sharedStrings.xml");
    parts.replace("<row", "\n<row").replace("<si>", "\n<si>") + "\n"
}

#[test]
fn reports_are_as_kept() {
    let overwrite = std::env::var_os("SNAPSHOTS").is_some_and(|value| value == "overwrite");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/report/golden");
    let reports: Vec<(String, String)> = Samples::load().report(|report| {
        let plain = ALL.iter().map(|output| match output.name {
            "xlsx" => ("xlsx".to_owned(), sheet(&write("xlsx", &report))),
            name => (name.to_owned(), text(name, &report)),
        });
        let colour = text("human", &Report { color: true, ..report });
        let narrow = text("human", &Report { width: Some(60), ..report });
        let lineless = text("rdjson", &Report { lines: None, ..report });
        let more = [
            ("human-colour", colour.replace('\x1b', "␛")),
            ("human-narrow", narrow),
            ("rdjson-lineless", lineless),
        ];
        plain.chain(more.map(|(name, text)| (name.to_owned(), text))).collect()
    });
    let mut wrong = Vec::new();
    for (name, now) in reports {
        let file = folder.join(&name);
        if overwrite {
            std::fs::write(&file, now).unwrap();
        } else if std::fs::read_to_string(&file).unwrap_or_default() != now {
            wrong.push(format!("{name} is now:\n{now}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_same_report_is_the_same_bytes() {
    Samples::load().report(|report| {
        for output in ALL {
            assert!(write(output.name, &report) == write(output.name, &report), "{}", output.name);
        }
    });
}

#[test]
fn a_clean_run_is_a_report_too() {
    let files = ["a.md".to_owned()];
    for report in [NOTHING, Report { files: &files, ..NOTHING }] {
        for name in ["human", "concise", "jsonl", "github"] {
            assert_eq!(text(name, &report), "", "{name}");
        }
        for name in ["sarif", "gitlab", "rdjson"] {
            serde_json::from_str::<Value>(&text(name, &report)).unwrap();
        }
        for name in ["junit", "checkstyle"] {
            check_xml(&text(name, &report));
        }
        assert!(text("html", &report).contains("errors: 0, warnings: 0, remarks: 0"));
        assert!(sheet(&write("xlsx", &report)).contains("severity"));
    }
    let cases = text("junit", &Report { files: &files, ..NOTHING });
    assert!(cases.contains("<testcase name=\"no findings\" classname=\"a.md\"/>"), "{cases}");
}

#[test]
fn nothing_is_lost_in_json_lines() {
    let samples = Samples::load();
    let lines = samples.report(|report| text("jsonl", &report));
    let read: Vec<Finding> =
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(read, samples.findings);
}

#[test]
fn xml_holds_what_xml_allows() {
    Samples::load().report(|report| {
        for name in ["junit", "checkstyle"] {
            check_xml(&text(name, &report));
        }
    });
}

fn check_xml(xml: &str) {
    assert!(xml.chars().all(is_legal), "{xml}");
    let mut events = Events::new(xml);
    while events.next_event().unwrap().is_some() {}
    assert_eq!(events.unknown_references(), 0);
}

/// A line of these is a finding, whatever stands in its message.
#[test]
fn findings_of_line_formats_stay_in_their_lines() {
    let samples = Samples::load();
    for name in ["concise", "jsonl", "github"] {
        let lines = samples.report(|report| text(name, &report));
        assert_eq!(lines.lines().count(), samples.findings.len(), "{name}");
        assert!(!lines.contains(['\r', '\x07', '\x1b']), "{name}");
    }
    let human = samples.report(|report| text("human", &report));
    assert!(!human.contains(['\x1b', '\x07', '\u{202E}']), "{human}");
}

/// The suggestions of reviewdog count bytes: put into the line they give the right words.
#[test]
fn suggestions_fit_their_lines() {
    let samples = Samples::load();
    let json: Value = samples.report(|report| text("rdjson", &report)).parse().unwrap();
    let mut changed = Vec::new();
    for diagnostic in json["diagnostics"].as_array().unwrap() {
        for suggestion in diagnostic["suggestions"].as_array().into_iter().flatten() {
            let number =
                |point: &str, what: &str| suggestion["range"][point][what].as_u64().unwrap();
            let file = diagnostic["location"]["path"].as_str().unwrap().to_owned();
            let mut line = samples.lines[&(file, number("start", "line") as u32)].clone();
            let (from, to) = (number("start", "column") - 1, number("end", "column") - 1);
            line.replace_range(from as usize..to as usize, suggestion["text"].as_str().unwrap());
            changed.push(line);
        }
    }
    assert_eq!(
        changed,
        [
            "It was late. The meeting took note of the Joint Valletta Action Plan and of its annexes.",
            "Après la conférence, le *Plan d’action commun* de La Vallette fut adopté.",
            "附件一：联合国毒品与犯罪问题办公室发布了一份关于偷运移民的报告。",
            "اعتمد الاجتماع خطة عمل فاليتا المشتركة في نوفمبر 2015.",
            "Article 15 – 15 المادة من الاتفاقية",
        ]
    );
}

/// Whatever a finding lacks or has wrong, every format writes it.
#[test]
fn odd_findings_are_written() {
    let places = [None, Some((0, 0)), Some((3, 7)), Some((u32::MAX, u32::MAX))];
    let reversed = std::ops::Range { start: 3, end: 2 };
    let ranges = [0..0, 1..2, reversed, 0..99, 5..6];
    let mut findings = Vec::new();
    for (index, start) in places.into_iter().enumerate() {
        for end in places {
            for range in &ranges {
                for text in ["", "aé", "\n\n文\u{0}\n", "مرحبا"] {
                    let mut finding = Finding::new("", Severity::Warning, "");
                    let position = |(line, column)| Position { offset: 1, line, column };
                    (finding.position, finding.end) = (start.map(position), end.map(position));
                    finding.file = (index % 2 == 0).then(String::new);
                    finding.member = (index > 1).then(|| "".into());
                    let range = range.clone();
                    finding.excerpt = Some(Excerpt { text: text.into(), range, lang: None });
                    findings.push(finding);
                }
            }
        }
    }
    for lines in [None, Some(&(|_: &str, _| Some("é".to_owned())) as targum::report::Lines<'_>)] {
        let report = Report { findings: &findings, lines, width: Some(0), ..NOTHING };
        for output in ALL {
            output.write(&report, &mut Vec::new()).unwrap();
        }
    }
}
