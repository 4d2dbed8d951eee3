//! The report of Checkstyle, which many servers read.

use super::letters::legal;
use super::place::{self, FileFindings};
use super::{Output, Report};
use crate::model::Finding;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, Event};
use std::borrow::Cow;
use std::io::{self, Write};

pub(super) const OUTPUT: Output =
    Output { name: "checkstyle", title: "Checkstyle (XML), for servers", write };

type Xml<'w> = Writer<&'w mut dyn Write>;

fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut xml = Writer::new_with_indent(out, b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    xml.create_element("checkstyle").with_attribute(("version", "4.3")).write_inner_content(
        |xml| {
            let files = place::by_file(report).into_iter();
            files.filter(|file| !file.findings.is_empty()).try_for_each(|one| file(xml, &one))
        },
    )?;
    xml.into_inner().write_all(b"\n")
}

fn file(xml: &mut Xml<'_>, file: &FileFindings<'_>) -> io::Result<()> {
    let name = file.file.map(place::path).unwrap_or_default();
    let element = xml.create_element("file").with_attribute(("name", &*legal(&name)));
    element.write_inner_content(|xml| file.findings.iter().try_for_each(|one| error(xml, one)))?;
    Ok(())
}

fn error(xml: &mut Xml<'_>, finding: &Finding) -> io::Result<()> {
    let mut element = xml.create_element("error");
    if let Some(region) = place::region(finding) {
        element = element
            .with_attribute(("line", &*region.start.line.to_string()))
            .with_attribute(("column", &*region.start.column.to_string()));
    }
    let source: Cow<'_, str> = format!("targum.{}", finding.rule).into();
    element
        .with_attribute(("severity", &*finding.severity.to_string()))
        .with_attribute(("message", &*legal(&place::message(finding))))
        .with_attribute(("source", &*legal(&source)))
        .write_empty()?;
    Ok(())
}
