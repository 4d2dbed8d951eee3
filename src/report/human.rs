//! Findings for people at a terminal: the message, the place, the text with what is meant marked, and
//! what to do.
//!
//! Wide letters count two columns, so marks stand below what they mean. Where a line holds letters
//! that are read from right to left no column is the same on all terminals, as some turn the line and
//! some don't: there what is meant stands in brackets, which turn with it.

use super::letters::{one_line, parts};
use super::{Output, Report};
use crate::model::{Excerpt, Finding, Position, Related, Severity};
use crate::text::is_right_to_left_letter;
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use std::io::{self, Write};

pub(super) const OUTPUT: Output =
    Output { name: "human", title: "for people: each finding in its text", write };

/// Columns where the width of the terminal is not known, and the fewest that anything fits in.
const WIDTH: usize = 120;
const LEAST_WIDTH: usize = 40;

fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let renderer = if report.color { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.term_width(report.width.unwrap_or(WIDTH).max(LEAST_WIDTH));
    report.findings.iter().try_for_each(|finding| {
        let (head, body) = (head(finding, &renderer), body(finding, &renderer));
        let separator = if body.is_empty() { "" } else { "\n" };
        writeln!(out, "{head}{separator}{body}\n")
    })
}

/// The message and the place. They are rendered apart from the text: of a text under a path the crate
/// would count the columns itself, from the start of the excerpt.
fn head(finding: &Finding, renderer: &Renderer) -> String {
    let title = level(finding).primary_title(one_line(&finding.message));
    let title = Group::with_title(title.id(one_line(&finding.rule)));
    let Some(origin) = origin(finding) else { return renderer.render(&[title]) };
    let head = renderer.render(&[title.element(origin)]);
    // The arrow stands over the bar beside the text.
    let numbers = finding.excerpt.as_ref().and_then(|excerpt| lines(excerpt, finding.position));
    let indent = numbers.map_or(0, |(_, last)| last.to_string().len());
    match head.rsplit_once('\n') {
        Some((title, place)) => format!("{title}\n{:indent$}{place}", ""),
        None => head,
    }
}

/// The text, what else matters, and what to do.
fn body(finding: &Finding, renderer: &Renderer) -> String {
    let mut group = Group::with_level(level(finding));
    if let Some(excerpt) = &finding.excerpt {
        group = group.element(snippet(excerpt, finding.position));
    }
    for related in &finding.related {
        group = group.element(Level::NOTE.message(note(related)));
    }
    for fix in &finding.fixes {
        group = group.element(Level::HELP.message(one_line(&fix.title)));
    }
    if group.is_empty() { String::new() } else { renderer.render(&[group]) }
}

fn level(finding: &Finding) -> Level<'static> {
    match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    }
}

/// `file:line:column`; the member of a container stands behind the name.
fn origin(finding: &Finding) -> Option<Origin<'_>> {
    let file = finding.file.as_deref().map(one_line);
    let name = match (file, finding.member.as_deref().map(one_line)) {
        (Some(file), Some(member)) => format!("{file} ({member})").into(),
        (Some(name), None) | (None, Some(name)) => name,
        (None, None) => return None,
    };
    let origin = Origin::path(name);
    let at = finding.position.filter(|at| at.line > 0);
    Some(match at {
        Some(at) => origin.line(at.line as usize).char_column(at.column.max(1) as usize),
        None => origin,
    })
}

/// The number of the first line of the text, and of the last one that holds what is meant.
fn lines(excerpt: &Excerpt, at: Option<Position>) -> Option<(usize, usize)> {
    let at = at.filter(|at| at.line > 0)?;
    let (before, meant, _) = parts(excerpt);
    let first = (at.line as usize).saturating_sub(before.matches('\n').count()).max(1);
    Some((first, first + [before, meant].concat().matches('\n').count()))
}

/// The text with its mark. Its lines have numbers where the place is known.
fn snippet(excerpt: &Excerpt, at: Option<Position>) -> Snippet<'_, Annotation<'_>> {
    let (before, meant, _) = parts(excerpt);
    let (snippet, mark) = if excerpt.text.chars().any(is_right_to_left_letter) {
        let meant = before.len()..before.len() + meant.len() + 2;
        (Snippet::source(bracketed(excerpt)), AnnotationKind::Visible.span(meant))
    } else {
        let meant = before.len()..before.len() + meant.len();
        (Snippet::source(&*excerpt.text), AnnotationKind::Primary.span(meant))
    };
    let snippet = snippet.annotation(mark);
    match lines(excerpt, at) {
        Some((first, _)) => snippet.line_start(first),
        None => snippet.line_numbering(false),
    }
}

fn bracketed(excerpt: &Excerpt) -> String {
    let (before, meant, behind) = parts(excerpt);
    format!("{before}[{meant}]{behind}")
}

fn note(related: &Related) -> String {
    let mut note = one_line(&related.message).into_owned();
    let file = related.file.as_deref().map(one_line);
    match (file, related.position.filter(|at| at.line > 0)) {
        (Some(file), Some(at)) => note += &format!(" ({file}:{}:{})", at.line, at.column),
        (Some(file), None) => note += &format!(" ({file})"),
        (None, Some(at)) => note += &format!(" (line {}, column {})", at.line, at.column),
        (None, None) => {}
    }
    note
}
