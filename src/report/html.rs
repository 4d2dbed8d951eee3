//! A self-contained HTML page: findings file by file, each in its text, then the rules.

use super::letters::{html, parts};
use super::place::{self, FileFindings};
use super::{Output, Report, RuleInfo};
use crate::model::{Excerpt, Finding, Related, Severity};
use crate::text::is_right_to_left;
use std::io::{self, Write};

pub(super) const OUTPUT: Output = Output { name: "html", title: "a page for the browser", write };

const STYLE: &str = "\
:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;margin:1.5rem auto;max-width:70rem;padding:0 1rem}\
h1{font-size:1.3rem}h2{font-size:1.1rem;margin-top:2rem;overflow-wrap:anywhere}\
article{border:1px solid #8886;border-inline-start:.35rem solid #888;padding:.5rem .8rem;margin:.6rem 0}\
article p{margin:.2rem 0;overflow-wrap:anywhere}.error{border-inline-start-color:#d33}\
.warning{border-inline-start-color:#d90}.info{border-inline-start-color:#38c}\
.head,.count{color:GrayText;font-size:.85rem}.text{background:#8881;padding:.3rem .6rem;white-space:pre-wrap}\
mark{background:#fc08;color:inherit;font-weight:600}pre{white-space:pre-wrap;font:inherit}";

fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>targum: findings</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<h1>Findings</h1>\n"
    )?;
    writeln!(out, "<p class=\"count\">{}</p>", counted(report))?;
    for file in place::by_file(report).iter().filter(|file| !file.findings.is_empty()) {
        section(file, report.rules, out)?;
    }
    if !report.rules.is_empty() {
        out.write_all(b"<h2>Rules</h2>\n")?;
    }
    report.rules.iter().try_for_each(|rule| describe(rule, out))?;
    writeln!(out, "<p class=\"count\">targum {}</p>", html(report.tool_version))?;
    out.write_all(b"</body>\n</html>\n")
}

/// How many findings there are of each severity, and in how many files.
fn counted(report: &Report<'_>) -> String {
    let of = |severity| report.findings.iter().filter(|one| one.severity == severity).count();
    let (errors, warnings, remarks) =
        (of(Severity::Error), of(Severity::Warning), of(Severity::Info));
    let mut counted = format!("errors: {errors}, warnings: {warnings}, remarks: {remarks}");
    if !report.files.is_empty() {
        counted += &format!("; files checked: {}", report.files.len());
    }
    counted
}

fn section(file: &FileFindings<'_>, rules: &[RuleInfo<'_>], out: &mut dyn Write) -> io::Result<()> {
    let name = file.file.map_or_else(|| "In no file".to_owned(), html);
    let count = file.findings.len();
    writeln!(out, "<section>\n<h2><bdi>{name}</bdi> <span class=\"count\">({count})</span></h2>")?;
    file.findings.iter().try_for_each(|finding| article(finding, rules, out))?;
    out.write_all(b"</section>\n")
}

fn article(finding: &Finding, rules: &[RuleInfo<'_>], out: &mut dyn Write) -> io::Result<()> {
    let severity = finding.severity;
    write!(out, "<article class=\"{severity}\">\n<p class=\"head\">{severity} · ")?;
    if let Some(place) = place::in_member(finding) {
        write!(out, "<bdi>{}</bdi> · ", html(&place))?;
    } else if let Some(region) = place::region(finding) {
        write!(out, "{}:{} · ", region.start.line, region.start.column)?;
    }
    let rule = html(&finding.rule);
    match rules.iter().find(|info| info.id == finding.rule) {
        Some(info) => {
            let title = html(info.title);
            writeln!(out, "<a href=\"#rule-{rule}\" title=\"{title}\">{rule}</a></p>")?;
        }
        None => writeln!(out, "{rule}</p>")?,
    }
    writeln!(out, "<p dir=\"auto\">{}</p>", html(&finding.message))?;
    if let Some(excerpt) = &finding.excerpt {
        text(excerpt, out)?;
    }
    for related in &finding.related {
        writeln!(out, "<p dir=\"auto\">{}</p>", note(related))?;
    }
    for fix in &finding.fixes {
        writeln!(out, "<p dir=\"auto\">→ {}</p>", html(&fix.title))?;
    }
    out.write_all(b"</article>\n")
}

fn text(excerpt: &Excerpt, out: &mut dyn Write) -> io::Result<()> {
    let (before, meant, behind) = parts(excerpt);
    match &excerpt.lang {
        Some(lang) => {
            let direction = if is_right_to_left(lang) { "rtl" } else { "auto" };
            write!(out, "<p class=\"text\" lang=\"{lang}\" dir=\"{direction}\">")?;
        }
        None => out.write_all(b"<p class=\"text\" dir=\"auto\">")?,
    }
    let (before, meant, behind) = (html(before), html(meant), html(behind));
    writeln!(out, "{before}<mark>{meant}</mark>{behind}</p>")
}

fn note(related: &Related) -> String {
    let mut note = html(&related.message);
    if let Some(file) = &related.file {
        note += &format!(" · <bdi>{}</bdi>", html(file));
    }
    if let Some(at) = related.position.filter(|at| at.line > 0) {
        note += &format!(" · {}:{}", at.line, at.column);
    }
    note
}

fn describe(rule: &RuleInfo<'_>, out: &mut dyn Write) -> io::Result<()> {
    let (id, title) = (html(rule.id), html(rule.title));
    write!(out, "<details id=\"rule-{id}\"><summary><b>{id}</b> {title}</summary>")?;
    writeln!(out, "<pre>{}</pre></details>", html(rule.documentation.trim()))
}
