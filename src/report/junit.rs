//! JUnit's report: a suite a file, a case a finding. Servers show it as tests that fail.

use super::letters::{legal, parts};
use super::place::{self, FileFindings};
use super::{Output, Report};
use crate::model::{Finding, Severity};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use std::fmt::Write as _;
use std::io::{self, Write};

pub(super) const OUTPUT: Output =
    Output { name: "junit", title: "JUnit (XML): a suite a file, a case a finding", write };

type Xml<'w> = Writer<&'w mut dyn Write>;

fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let files = place::by_file(report);
    let all: Vec<&Finding> = report.findings.iter().collect();
    let tests: usize = files.iter().map(|file| file.findings.len().max(1)).sum();
    let mut xml = Writer::new_with_indent(out, b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    xml.create_element("testsuites")
        .with_attribute(("name", "targum"))
        .with_attribute(("tests", &*tests.to_string()))
        .with_attribute(("failures", &*failures(&all).to_string()))
        .with_attribute(("errors", "0"))
        .write_inner_content(|xml| files.iter().try_for_each(|file| suite(xml, file)))?;
    xml.into_inner().write_all(b"\n")
}

/// A remark is no failure: a run with nothing else is clean.
fn fails(finding: &Finding) -> bool {
    finding.severity > Severity::Info
}

fn failures(findings: &[&Finding]) -> usize {
    findings.iter().filter(|finding| fails(finding)).count()
}

fn suite(xml: &mut Xml<'_>, file: &FileFindings<'_>) -> io::Result<()> {
    let path = file.file.map_or_else(|| "targum".to_owned(), place::path);
    let name = legal(&path);
    let suite = xml
        .create_element("testsuite")
        .with_attribute(("name", &*name))
        .with_attribute(("tests", &*file.findings.len().max(1).to_string()))
        .with_attribute(("failures", &*failures(&file.findings).to_string()))
        .with_attribute(("errors", "0"))
        .with_attribute(("skipped", "0"));
    suite.write_inner_content(|xml| {
        if file.findings.is_empty() {
            let clean = xml.create_element("testcase").with_attribute(("name", "no findings"));
            clean.with_attribute(("classname", &*name)).write_empty()?;
        }
        file.findings.iter().try_for_each(|finding| case(xml, &name, finding))
    })?;
    Ok(())
}

fn case(xml: &mut Xml<'_>, class: &str, finding: &Finding) -> io::Result<()> {
    let mut name = finding.rule.to_string();
    if let Some(place) = place::in_member(finding) {
        let _ = write!(name, " {place}");
    } else if let Some(region) = place::region(finding) {
        let _ = write!(name, " {}:{}", region.start.line, region.start.column);
    }
    let case = xml.create_element("testcase").with_attribute(("name", &*legal(&name)));
    case.with_attribute(("classname", class)).write_inner_content(|xml| {
        let told = tell(finding);
        let text = legal(&told);
        let text = BytesText::new(&text);
        if fails(finding) {
            xml.create_element("failure")
                .with_attribute(("type", &*finding.severity.to_string()))
                .with_attribute(("message", &*legal(&finding.message)))
                .write_text_content(text)?;
        } else {
            xml.create_element("system-out").write_text_content(text)?;
        }
        Ok(())
    })?;
    Ok(())
}

/// What a finding says, over several lines.
fn tell(finding: &Finding) -> String {
    let mut told = place::message(finding).into_owned();
    if let Some(excerpt) = &finding.excerpt {
        let (before, meant, behind) = parts(excerpt);
        let _ = write!(told, "\n{before}[{meant}]{behind}");
    }
    for fix in &finding.fixes {
        let _ = write!(told, "\n{}", fix.title);
    }
    told
}
