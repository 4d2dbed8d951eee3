//! Where findings are: in words, for machines, and file by file.

use super::Report;
use super::letters::one_line;
use crate::model::{Edit, Finding, Fix, Position};
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::fmt::Write as _;

/// A stretch of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Region {
    /// Its first character.
    pub(super) start: Position,
    /// Behind its last character.
    pub(super) end: Option<Position>,
}

/// Where in its file a finding is. A place in the member of a container is none in the file.
pub(super) fn region(finding: &Finding) -> Option<Region> {
    let start = finding.position.filter(|_| finding.member.is_none()).and_then(counted)?;
    let end = finding.end.and_then(counted);
    Some(Region { start, end: end.filter(|end| !before(*end, start)) })
}

/// What an edit takes away.
pub(super) fn deleted(edit: &Edit) -> Option<Region> {
    let (start, end) = (counted(edit.place.0)?, counted(edit.place.1)?);
    (!before(end, start)).then_some(Region { start, end: Some(end) })
}

/// The fixes that change text of the file itself, each with the stretches it replaces.
pub(super) fn fixes(finding: &Finding) -> impl Iterator<Item = (&Fix, Vec<(Region, &str)>)> {
    let fixes = if finding.member.is_none() { &finding.fixes[..] } else { &[] };
    fixes.iter().filter_map(|fix| {
        let regions =
            fix.edits.iter().map(|edit| Some((deleted(edit)?, edit.replacement.as_str())));
        let regions = regions.collect::<Option<Vec<_>>>()?;
        (!regions.is_empty()).then_some((fix, regions))
    })
}

fn before(one: Position, other: Position) -> bool {
    (one.line, one.column) < (other.line, other.column)
}

/// The position where its line is known.
fn counted(position: Position) -> Option<Position> {
    let column = position.column.max(1);
    (position.line > 0).then_some(Position { column, ..position })
}

/// `member:line:column`, where a finding is in the member of a container.
pub(super) fn in_member(finding: &Finding) -> Option<String> {
    let mut place = finding.member.as_deref().map(one_line)?.into_owned();
    if let Some(Position { line, column, .. }) = finding.position.and_then(counted) {
        let _ = write!(place, ":{line}:{column}");
    }
    Some(place)
}

/// The message; where the file has members, the place in one of them comes first.
pub(super) fn message(finding: &Finding) -> Cow<'_, str> {
    match in_member(finding) {
        Some(place) => Cow::Owned(format!("{place}: {}", finding.message)),
        None => Cow::Borrowed(&finding.message),
    }
}

/// The name of a file as tools in a checkout expect it: with forward slashes, without a leading `./`.
pub(super) fn path(file: &str) -> String {
    let path = file.replace('\\', "/");
    let mut rest = path.as_str();
    while let Some(behind) = rest.strip_prefix("./") {
        rest = behind.trim_start_matches('/');
    }
    rest.to_owned()
}

/// A reference to a file: relative, or a `file:` address where its name is absolute.
pub(super) fn uri(file: &str) -> String {
    let path = path(file);
    let (start, named) = match path.as_bytes() {
        [drive, b':', b'/', ..] if drive.is_ascii_alphabetic() => {
            (format!("file:///{}", &path[..2]), &path[2..])
        }
        [b'/', b'/', ..] => ("file:".to_owned(), &path[..]),
        [b'/', ..] => ("file://".to_owned(), &path[..]),
        _ => (String::new(), &path[..]),
    };
    let mut out = start;
    for byte in named.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// What was found in a file.
pub(super) struct FileFindings<'a> {
    /// Its name; `None` for findings that are in no file.
    pub(super) file: Option<&'a str>,
    /// The findings, in their order.
    pub(super) findings: Vec<&'a Finding>,
}

/// The findings file by file: the files that were checked in their order, then others as they come.
pub(super) fn by_file<'a>(report: &Report<'a>) -> Vec<FileFindings<'a>> {
    let mut files: Vec<FileFindings<'a>> = Vec::new();
    let mut known: FxHashMap<Option<&str>, usize> = FxHashMap::default();
    let mut index = |file: Option<&'a str>, files: &mut Vec<FileFindings<'a>>| {
        *known.entry(file).or_insert_with(|| {
            files.push(FileFindings { file, findings: Vec::new() });
            files.len() - 1
        })
    };
    for file in report.files {
        index(Some(file), &mut files);
    }
    for finding in report.findings {
        let at = index(finding.file.as_deref(), &mut files);
        files[at].findings.push(finding);
    }
    files
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Severity;

    #[test]
    fn references_are_relative_where_names_are() {
        for (file, wanted) in [
            ("seeds/a.txt", "seeds/a.txt"),
            ("./././a b#.md", "a%20b%23.md"),
            (".//a", "a"),
            (r"docs\ar\نص.md", "docs/ar/%D9%86%D8%B5.md"),
            ("a:b", "a%3Ab"),
            ("1:b", "1%3Ab"),
            ("/tmp/x", "file:///tmp/x"),
            (r"C:\a b", "file:///C:/a%20b"),
            (r"\\server\share", "file://server/share"),
            ("", ""),
            ("-", "-"),
        ] {
            assert_eq!(uri(file), wanted, "{file}");
        }
    }

    #[test]
    fn places_that_count_nothing_are_none() {
        let at = |line, column| Position { offset: 0, line, column };
        let mut finding = Finding::new("r", Severity::Info, "m").at(at(0, 3));
        assert_eq!(region(&finding), None);
        finding = finding.at(at(2, 0));
        finding.end = Some(at(1, 9));
        assert_eq!(region(&finding), Some(Region { start: at(2, 1), end: None }));
        finding.member = Some("word/document.xml".into());
        assert_eq!(region(&finding), None);
        assert_eq!(message(&finding), "word/document.xml:2:1: m");
    }
}
