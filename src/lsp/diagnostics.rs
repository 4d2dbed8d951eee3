//! Findings as diagnostics.

use super::client::Client;
use super::documents::OpenDocument;
use super::uri;
use crate::model::{Finding, Position, Related, Severity};
use lsp_types::{
    Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag, Location,
    NumberOrString, Range,
};
use std::path::Path;

/// The diagnostic for a finding in an open file.
pub(super) fn diagnostic(finding: &Finding, document: &OpenDocument, client: Client) -> Diagnostic {
    let related = finding.related.iter().filter_map(|one| related(one, document)).collect();
    let deprecated = client.tags && finding.rule == "term-deprecated";
    Diagnostic {
        range: document.range(&bytes(finding, document)),
        severity: Some(match finding.severity {
            Severity::Error => DiagnosticSeverity::ERROR,
            Severity::Warning => DiagnosticSeverity::WARNING,
            Severity::Info => DiagnosticSeverity::INFORMATION,
        }),
        code: Some(NumberOrString::String(finding.rule.to_string())),
        source: Some("targum".to_owned()),
        message: finding.message.clone(),
        related_information: client.related.then_some(related).filter(|r: &Vec<_>| !r.is_empty()),
        tags: deprecated.then(|| vec![DiagnosticTag::DEPRECATED]),
        ..Diagnostic::default()
    }
}

/// The bytes of the decoded text that a finding is about: without an end, the word at its place.
pub(super) fn bytes(finding: &Finding, document: &OpenDocument) -> std::ops::Range<usize> {
    let text = document.decoded();
    let at = |position: Position| super::position::floor(text, position.offset as usize);
    let Some(start) = finding.position.map(at) else { return 0..0 };
    let end = finding.end.map_or_else(
        || {
            let word = text[start..].find(char::is_whitespace).unwrap_or(text.len() - start);
            start + word
        },
        at,
    );
    start..end.max(start)
}

/// Whether a finding is of use in an editor, which has decoded the file and shows it.
pub(super) fn concerns_editors(finding: &Finding) -> bool {
    !finding.rule.starts_with("encoding-")
}

/// A second place: in this file, or at the start of another.
fn related(related: &Related, document: &OpenDocument) -> Option<DiagnosticRelatedInformation> {
    let own = document.path.display().to_string();
    let other = related.file.as_ref().filter(|file| **file != own);
    let location = match (other, related.position) {
        (Some(file), place) => {
            // Its text is not at hand: the column is right but for letters beyond UTF-16's first plane.
            let column = |position: Position| {
                let (line, column) = (position.line, position.column);
                lsp_types::Position::new(line.saturating_sub(1), column.saturating_sub(1))
            };
            let at = place.map(column).unwrap_or_default();
            Location::new(uri::of(Path::new(file))?, Range::new(at, at))
        }
        (None, Some(position)) => {
            let at = position.offset as usize;
            Location::new(document.uri.clone(), document.range(&(at..at)))
        }
        (None, None) => return None,
    };
    Some(DiagnosticRelatedInformation { location, message: related.message.clone() })
}
