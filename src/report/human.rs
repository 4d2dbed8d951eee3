//! Findings for people at a terminal: the message, the place, the text with what is meant marked, and
//! what to do.
//!
//! Wide letters count two columns, so marks stand below what they mean. Where a line holds letters
//! that are read from right to left no column is the same on all terminals, as some turn the line and
//! some don't: there what is meant stands in brackets, which turn with it.

use super::letters::{one_line, parts};
use super::{Output, Report};
use crate::model::{Excerpt, Finding, Position, Related, Severity};
use crate::text::{is_cjk, is_right_to_left_letter};
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use std::borrow::Cow;
use std::io::{self, Write};
use std::ops::Range;

pub(super) const OUTPUT: Output =
    Output { name: "human", title: "for people: each finding in its text", write };

/// Columns where the width of the terminal is not known, and the fewest that anything fits in.
const WIDTH: usize = 120;
const LEAST_WIDTH: usize = 40;
/// What stands beside a line: its number, the bar, and brackets and dots in it.
const GUTTER: usize = 14;

fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let width = report.width.unwrap_or(WIDTH).max(LEAST_WIDTH);
    let renderer = if report.color { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.term_width(width);
    report.findings.iter().try_for_each(|finding| {
        let shown = finding.excerpt.as_ref().map(|one| Shown::new(one, finding.position, width));
        let body = body(finding, shown.as_ref(), &renderer);
        let separator = if body.is_empty() { "" } else { "\n" };
        writeln!(out, "{}{separator}{body}\n", head(finding, shown.as_ref(), &renderer))
    })
}

/// The message and the place. They are rendered apart from the text: of a text under a path the crate
/// would count the columns itself, from the start of the excerpt.
fn head(finding: &Finding, shown: Option<&Shown<'_>>, renderer: &Renderer) -> String {
    let title = level(finding).primary_title(one_line(&finding.message));
    let title = Group::with_title(title.id(one_line(&finding.rule)));
    let Some(origin) = origin(finding) else { return renderer.render(&[title]) };
    let head = renderer.render(&[title.element(origin)]);
    // The arrow stands over the bar beside the text.
    let last = shown.and_then(Shown::last_line);
    let indent = last.map_or(0, |last| last.to_string().len());
    match head.rsplit_once('\n') {
        Some((title, place)) => format!("{title}\n{:indent$}{place}", ""),
        None => head,
    }
}

/// The text, what else matters, and what to do.
fn body(finding: &Finding, shown: Option<&Shown<'_>>, renderer: &Renderer) -> String {
    let mut group = Group::with_level(level(finding));
    if let Some(shown) = shown {
        group = group.element(shown.snippet());
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

/// A text as it is shown.
struct Shown<'a> {
    text: Cow<'a, str>,
    /// The bytes of it that are meant.
    meant: Range<usize>,
    kind: AnnotationKind,
    /// The number of its first line, where the place is known.
    line: Option<usize>,
}

impl<'a> Shown<'a> {
    fn new(excerpt: &'a Excerpt, at: Option<Position>, width: usize) -> Self {
        let (before, meant, behind) = parts(excerpt);
        let line = at.map(|at| at.line as usize).filter(|line| *line > 0);
        if excerpt.text.chars().any(is_right_to_left_letter) {
            let text = bracketed(before, meant, behind, width.saturating_sub(GUTTER));
            let meant = 0..text.len();
            return Self { text: text.into(), meant, kind: AnnotationKind::Visible, line };
        }
        let above = before.matches('\n').count();
        Self {
            text: Cow::Borrowed(&excerpt.text),
            meant: before.len()..before.len() + meant.len(),
            kind: AnnotationKind::Primary,
            line: line.map(|line| line.saturating_sub(above).max(1)),
        }
    }

    /// The number of the last line that holds what is meant.
    fn last_line(&self) -> Option<usize> {
        Some(self.line? + self.text[..self.meant.end].matches('\n').count())
    }

    fn snippet(&self) -> Snippet<'_, Annotation<'_>> {
        let snippet = Snippet::source(&*self.text).annotation(self.kind.span(self.meant.clone()));
        match self.line {
            Some(line) => snippet.line_start(line),
            None => snippet.line_numbering(false),
        }
    }
}

/// One line with what is meant in brackets, and as much around it as fits into so many columns.
fn bracketed(before: &str, meant: &str, behind: &str, room: usize) -> String {
    let before = one_line(before.rsplit('\n').next().unwrap_or_default());
    let behind = one_line(behind.split('\n').next().unwrap_or_default());
    let meant = one_line(meant);
    let spare = room.saturating_sub(meant.chars().map(columns).sum());
    let wanted: usize = behind.chars().map(columns).sum();
    let ahead = fitting(before.chars().rev(), spare - wanted.min(spare / 2));
    let head = &before[before.len() - ahead..];
    let used: usize = head.chars().map(columns).sum();
    let tail = &behind[..fitting(behind.chars(), spare - used)];
    let dots = |cut: bool| if cut { "…" } else { "" };
    let (cut_before, cut_behind) = (head.len() < before.len(), tail.len() < behind.len());
    format!("{}{head}[{meant}]{tail}{}", dots(cut_before), dots(cut_behind))
}

/// How many columns a letter takes. Marks over letters take none: more room than needed does no harm.
fn columns(letter: char) -> usize {
    if is_cjk(letter) { 2 } else { 1 }
}

/// The bytes of the first letters that fit.
fn fitting(letters: impl Iterator<Item = char>, room: usize) -> usize {
    let mut used = 0;
    let fits = letters.take_while(|letter| {
        used += columns(*letter);
        used <= room
    });
    fits.map(char::len_utf8).sum()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_keep_what_is_meant() {
        let (before, behind) = ("قبل ".repeat(20), " بعد".repeat(20));
        let line = bracketed(&before, "هنا", &behind, 23);
        assert_eq!(line, "…ل قبل قبل [هنا] بعد بعد ب…");
        assert_eq!(bracketed("", "هنا", " بعد\nآخر", 40), "[هنا] بعد");
        assert_eq!(bracketed("أول\nقبل ", "هنا", &behind, 17), "قبل [هنا] بعد بعد ب…");
        assert_eq!(bracketed(&before, "هنا", "", 3), "…[هنا]");
    }
}
